"""A process of the engine: a Python program that talks over a socket, and is killed when it is of no more use."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from select import select
from typing import Any

from kg import errors
from kg.errors import OnRecordError, QueryError
from service.engine.wire import Kind, receive, send, send_json

_SLOWEST_START = 60  # seconds
_LOWEST = 19  # the least urgent priority that a process can have


class ProcessEndedError(QueryError):
    """The process ended by itself; `code` is its exit code."""

    def __init__(self, program: str, code: int) -> None:
        super().__init__(f"the process {program} ended with exit code {code}")
        self.code = code


class Process:
    """A process that runs a module with the handle of a socket as its argument."""

    def __init__(self, module: str, first: Mapping[str, Any]) -> None:
        """Start it, and send it what it needs to know first."""
        self._module = module
        self._connection, theirs = socket.socketpair()
        with theirs:
            handle = theirs.fileno()
            command = [sys.executable, "-P", "-m", module, str(handle)]
            self._process = subprocess.Popen(command, pass_fds=[handle], stdin=subprocess.DEVNULL)
        self._ready = False
        self.send(Kind.ask, first)

    def kill(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._connection.close()
        self._process.wait()

    def processor_time(self) -> float:
        """Return the seconds of the processor that the process has used; 0 where that cannot be told (not on Linux)."""
        with contextlib.suppress(OSError, AttributeError, OverflowError):
            return time.clock_gettime((~self._process.pid << 3) | 2)  # as clock_getcpuclockid(3) makes it
        return 0.0

    def make_way(self) -> None:
        """Let others have the processor first, from now on."""
        with contextlib.suppress(ProcessLookupError, PermissionError, AttributeError):  # Windows has no priorities
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _LOWEST)

    def wait_until_ready(self) -> None:
        """Wait for a process that is being started. Raises QueryError when it does not start."""
        if not self._ready:
            if not self.has_sent(_SLOWEST_START):
                raise QueryError(f"the process {self._module} did not start within {_SLOWEST_START} seconds")
            self._ready = self.receive()[0] is Kind.ready

    def send(self, kind: Kind, values: Mapping[str, Any]) -> None:
        """Send a JSON object. That the process is gone is noticed when its answer is read."""
        with contextlib.suppress(ConnectionError):
            send_json(self._connection, kind, **values)

    def send_data(self, data: bytes) -> None:
        """Send bytes, likewise."""
        with contextlib.suppress(ConnectionError):
            send(self._connection, Kind.data, data)

    def has_sent(self, seconds: float) -> bool:
        """Return whether there is something to receive, waiting for it so long at most."""
        return bool(select([self._connection], [], [], max(0.0, seconds))[0])

    def receive(self) -> tuple[Kind, bytes]:
        """Receive a frame. Raises ProcessEndedError when the process has ended instead."""
        try:
            return receive(self._connection)
        except (EOFError, ConnectionError) as error:
            raise ProcessEndedError(self._module, self._process.wait()) from error


def problem_of(body: bytes) -> OnRecordError:
    """Return the error that an error frame tells of."""
    problem = json.loads(body)
    error: OnRecordError = getattr(errors, problem["type"])(problem["message"])
    return error
