"""How the service and its query workers talk: frames of a kind, a length and a body, over a socket.

The worker says `ready` when it is, and when a `ready` frame asks whether it is. The service sends `ask` frames (JSON).
The worker answers a short one with `whole`: a line of JSON (what `head` and `end` say) and the bytes of the answer. A
long answer is `head` (JSON: result, form, state), any number of `data` (bytes of the answer) and `end` (JSON: whether
the answer was cut and says so). When something goes wrong, `error` (JSON: type and message) ends it.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from enum import IntEnum
from socket import socket
from typing import Any

_HEADER = struct.Struct(">BI")
_AHEAD = 64 * 1024  # bytes


class Kind(IntEnum):
    """What a frame is."""

    ask = 1
    head = 2
    data = 3
    end = 4
    error = 5
    ready = 6
    whole = 7


def frame(kind: Kind, body: bytes) -> bytes:
    """Return a frame as it is sent."""
    return _HEADER.pack(kind, len(body)) + body


def json_frame(kind: Kind, /, **values: Any) -> bytes:
    """Return a frame that holds a JSON object."""
    return frame(kind, json.dumps(values).encode())


def whole_frame(about: Mapping[str, Any], data: bytes) -> bytes:
    """Return a frame that holds a whole answer, and what is to be known about it."""
    return frame(Kind.whole, json.dumps(about).encode() + b"\n" + data)


def read_whole(body: bytes) -> tuple[dict[str, Any], bytes]:
    """Return what such a frame holds."""
    about, _, data = body.partition(b"\n")
    return json.loads(about), data


class Frames:
    """What comes over a socket, a frame at a time; what has come with one is read with it."""

    def __init__(self, connection: socket) -> None:
        self._connection = connection
        self._read = bytearray()

    @property
    def has_one(self) -> bool:
        """Return whether a whole frame has been read and not been received."""
        return len(self._read) >= self._needed()

    def receive(self) -> tuple[Kind, bytes]:
        """Receive a frame. Raises EOFError when the other side is gone, TimeoutError as the socket is set."""
        while not self.has_one:
            if not self.read_some():
                raise EOFError("the other side has closed the connection")
        kind, end = Kind(self._read[0]), self._needed()
        body = bytes(self._read[_HEADER.size : end])
        del self._read[:end]
        return kind, body

    def read_some(self) -> bool:
        """Read what has come, waiting for it if need be; return whether the other side is still there."""
        part = self._connection.recv(max(self._needed() - len(self._read), _AHEAD))
        self._read += part
        return bool(part)

    def _needed(self) -> int:
        """Return the length of the first frame, as far as it is known."""
        if len(self._read) < _HEADER.size:
            return _HEADER.size
        length: int = _HEADER.unpack_from(self._read)[1]
        return _HEADER.size + length
