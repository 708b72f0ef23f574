"""A process of the engine: a Python program that talks over a socket, and is killed when it is of no more use."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from select import select
from typing import Any

from kg import errors
from kg.errors import OnRecordError, QueryError
from service.engine.wire import Frames, Kind, frame, json_frame

_SLOWEST_START = 60  # seconds
_LOWEST = 19  # the least urgent priority that a thread can have


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
        self._frames = Frames(self._connection)
        self.ready = False
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
        """Let others have the processor before the threads that work there now, and not those that are started later.

        Where threads have no priorities of their own (not on Linux), nothing happens.
        """
        with contextlib.suppress(FileNotFoundError):
            for thread in map(int, os.listdir(f"/proc/{self._process.pid}/task")):
                with contextlib.suppress(OSError):  # it has ended
                    if thread != self._process.pid:
                        os.setpriority(os.PRIO_PROCESS, thread, _LOWEST)

    def wait_for_others(self) -> None:
        """Wait until a thread that has not made way answers. Raises QueryError when none does."""
        self.ready = False
        self.send(Kind.ready, {})
        self.wait_until_ready()

    def memory(self) -> float:
        """Return the MiB of memory that the process shares with none; 0 where that cannot be told (not on Linux)."""
        with contextlib.suppress(OSError):
            _, resident, shared, *_ = Path(f"/proc/{self._process.pid}/statm").read_text(encoding="ascii").split()
            return (int(resident) - int(shared)) * resource.getpagesize() / 1024**2
        return 0.0

    def wait_until_ready(self) -> None:
        """Wait for a process that is being started. Raises QueryError when it does not start."""
        if not self.ready:
            if not self.has_sent(_SLOWEST_START):
                raise QueryError(f"the process {self._module} did not start within {_SLOWEST_START} seconds")
            self.ready = self.receive()[0] is Kind.ready

    def send(self, kind: Kind, values: Mapping[str, Any]) -> None:
        """Send a JSON object. That the process is gone is noticed when its answer is read."""
        self._let_wait()
        with contextlib.suppress(ConnectionError):
            self._connection.sendall(json_frame(kind, **values))

    def send_data(self, data: bytes) -> None:
        """Send bytes, likewise."""
        with contextlib.suppress(ConnectionError):
            self._connection.sendall(frame(Kind.data, data))

    def _let_wait(self) -> None:
        """Let the socket wait again: an event loop that watched its handle may have taken that away (uvloop does)."""
        os.set_blocking(self._connection.fileno(), True)

    @property
    def handle(self) -> int:
        """The handle that can be read from when there is something to receive."""
        return self._connection.fileno()

    def at_hand(self) -> Iterator[tuple[Kind, bytes]]:
        """Receive the frames that have come, without waiting for more: there is something to read at the handle."""
        with contextlib.suppress(ConnectionError):  # which is noticed when more is received
            self._frames.read_some()
        while self._frames.has_one:
            yield self._frames.receive()

    def has_sent(self, seconds: float) -> bool:
        """Return whether there is something to receive, waiting for it so long at most."""
        return self._frames.has_one or bool(select([self._connection], [], [], max(0.0, seconds))[0])

    def receive(self) -> tuple[Kind, bytes]:
        """Receive a frame. Raises ProcessEndedError when the process has ended instead."""
        self._let_wait()
        try:
            return self._frames.receive()
        except (EOFError, ConnectionError) as error:
            raise ProcessEndedError(self._module, self._process.wait()) from error


def problem_of(body: bytes) -> OnRecordError:
    """Return the error that an error frame tells of."""
    problem = json.loads(body)
    error: OnRecordError = getattr(errors, problem["type"])(problem["message"])
    return error
