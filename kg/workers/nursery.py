"""A process that makes the work once and forks worker processes, which share the memory of what it has loaded.

1. It is a fresh interpreter (no threads, locks or open files of the process that asks for it): it makes the work and
   says that it is ready.
2. For each worker it is sent the end of a pipe, over which the worker takes inputs and answers them, and forks.
3. It is asked for a worker's end, and reaps it: a process id stands for that worker until then.
4. When the process that asked for it closes the connection or dies, it ends its workers and itself.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle, send_handle
from typing import Any, NamedTuple, NoReturn

from kg.errors import ExtractionError, OnRecordError
from kg.signals import kept_from_children


class _Ending(NamedTuple):
    """Asks for the end of a worker, by force or as it comes."""

    worker: int
    by_force: bool


class Nursery:
    """The process that forks workers. It may take seconds until it is ready: `listen` waits for that."""

    def __init__(self, make: Callable[[], Callable[[Any], Any]]) -> None:
        context = multiprocessing.get_context("spawn")
        self._control, theirs = context.Pipe()
        self._process = context.Process(target=_nurse, args=(theirs, make), daemon=True)
        with kept_from_children(signal.SIGINT, signal.SIGTERM):  # it is us who end them
            self._process.start()
        theirs.close()
        self._ready = False

    def listen(self) -> OnRecordError | None:
        """Wait until the work is made; return the error if it could not be."""
        try:
            said: OnRecordError | None = self._control.recv()
        except (EOFError, OSError):  # the process has ended, or `close` was called meanwhile
            self._process.join()
            return ExtractionError(
                f"a worker process could not start: it ended with exit code {self._process.exitcode}"
            )
        self._ready = said is None
        return said

    def fork(self, pipe: Connection) -> int:
        """Start a worker at the other end of a pipe and return its process id."""
        number: int = self._asked(None, pipe)
        return number

    def end(self, worker: int, *, by_force: bool) -> int:
        """Wait for a worker's end, or bring it about; return its exit code (negative: the signal that ended it)."""
        code: int = self._asked(_Ending(worker, by_force))
        return code

    def close(self) -> None:
        """End the process and all workers that it still has."""
        self._control.close()
        if not self._ready:
            self._process.kill()  # it has no workers yet, and may be at loading for long
        self._process.join()

    def _asked(self, what: _Ending | None, pipe: Connection | None = None) -> Any:
        try:
            self._control.send(what)
            if pipe is not None:
                send_handle(self._control, pipe.fileno(), self._process.pid)
            return self._control.recv()
        except (EOFError, OSError) as error:
            raise ExtractionError("the process that starts the worker processes has ended") from error


def _nurse(control: Connection, make: Callable[[], Callable[[Any], Any]]) -> None:
    """Make the work, then fork and reap workers until the connection closes."""
    gc.disable()  # what is loaded stays: looking through it for garbage again and again is wasted
    try:
        work = make()
    except OnRecordError as error:
        control.send(error)
        return
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    workers: set[int] = set()
    with suppress(EOFError, OSError):  # the process that started this one is done or dead
        control.send(None)
        while True:
            asked: _Ending | None = control.recv()
            if asked is None:
                handle = recv_handle(control)
                worker = _fork(control, handle, work)
                os.close(handle)
                workers.add(worker)
                control.send(worker)
            else:
                control.send(_reaped(asked.worker, by_force=asked.by_force))
                workers.discard(asked.worker)
    for worker in workers:
        _reaped(worker, by_force=True)


def _fork(control: Connection, handle: int, work: Callable[[Any], Any]) -> int:
    worker = os.fork()
    if worker == 0:
        control.close()
        _live(Connection(handle), work)
    return worker


def _reaped(worker: int, *, by_force: bool) -> int:
    if by_force:
        os.kill(worker, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])


def _live(pipe: Connection, work: Callable[[Any], Any]) -> NoReturn:
    """Work in a forked process, which ends here whatever happens: what called this is the loop of another process."""
    code = 1
    try:
        gc.enable()
        _serve(pipe, work)
        code = 0
    finally:
        if code:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _serve(pipe: Connection, work: Callable[[Any], Any]) -> None:
    """Answer inputs until the pipe closes; an error of the work ends the process."""
    while True:
        try:
            one = pipe.recv()
        except (EOFError, ConnectionResetError):
            return
        answer = work(one)
        try:
            pipe.send(answer)
        except (BrokenPipeError, ConnectionResetError):
            return
