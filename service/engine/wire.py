"""How the service and its query workers talk: frames of a kind, a length and a body, over a socket.

The worker says `ready` when it is. The service sends `ask` frames (JSON). The worker answers each with `head` (JSON:
result, form, state), any number of `data` (bytes of the answer) and `end` (JSON: whether the answer was cut and says
so), or with `error` (JSON: type and message).
"""

from __future__ import annotations

import json
import struct
from enum import IntEnum
from socket import socket
from typing import Any

_HEADER = struct.Struct(">BI")


class Kind(IntEnum):
    """What a frame is."""

    ask = 1
    head = 2
    data = 3
    end = 4
    error = 5
    ready = 6


def send(connection: socket, kind: Kind, body: bytes) -> None:
    """Send a frame."""
    connection.sendall(_HEADER.pack(kind, len(body)) + body)


def send_json(connection: socket, kind: Kind, /, **values: Any) -> None:
    """Send a frame that holds a JSON object."""
    send(connection, kind, json.dumps(values).encode())


def receive(connection: socket) -> tuple[Kind, bytes]:
    """Receive a frame. Raises EOFError when the other side is gone, TimeoutError as the socket is set."""
    kind, length = _HEADER.unpack(_exactly(connection, _HEADER.size))
    return Kind(kind), _exactly(connection, length)


def _exactly(connection: socket, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = connection.recv(length - len(parts))
        if not part:
            raise EOFError("the other side has closed the connection")
        parts += part
    return bytes(parts)
