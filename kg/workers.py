"""Do one piece of work for many inputs in worker processes, so that a crash or a hang costs one input only.

1. Each worker process makes its own `work` once (it loads a language model, say) and says that it is ready.
2. Inputs go to a worker over a pipe of its own, and some wait there, so that it never waits for this process, which may
   be busy with results. It takes them in order and answers in order: who died of what is never in doubt.
3. A thread for each worker listens for its answers and notes when they came: the next input has its time from there.
4. A worker that ends or overruns its time is replaced. The input that it was at gets a `Failure`, those that waited
   go to other workers.
5. Results are given in the order of the inputs; only a window of them is held in memory.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import queue
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from multiprocessing.reduction import ForkingPickler
from threading import Thread
from typing import Any, Generic, TypeVar

from kg.errors import ExtractionError, OnRecordError

Input = TypeVar("Input")
Output = TypeVar("Output")

_WINDOW = 64  # inputs for each worker that are being worked on or wait for an older one to be finished
_WAITING = 16  # inputs that wait at a worker ...
_WAITING_BYTES = 32 * 1024  # ... and their size: no more than a pipe holds while nobody reads it
_SETTING = "setting ONRECORD_MAX_SECONDS"
_STOPPING = {signal.SIGINT, signal.SIGTERM}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an input has no result: its worker crashed or overran its time."""

    reason: str


def worker_count(setting: int) -> int:
    """Return the number of worker processes; 0 means one a core."""
    return setting if setting > 0 else (os.cpu_count() or 1)


def work_through(
    inputs: Iterable[Input], make: Callable[[], Callable[[Input], Output]], *, workers: int, seconds: float
) -> Iterator[tuple[Input, Output | Failure]]:
    """Yield each input with its result, in the order of the inputs.

    `make` and all that passes between processes must be picklable. Raises what `make` raises.
    """
    return _Crew(make, workers, seconds).results(inputs)


@dataclass(slots=True, eq=False)
class _Worker:
    """A process and the inputs at it: ticket and size, in order; it works on the first."""

    process: SpawnProcess
    pipe: Connection
    listener: Thread = field(init=False)
    ready: bool = False
    at: deque[tuple[int, int]] = field(default_factory=deque)
    deadline: float | None = None

    def has_room(self, size: int) -> bool:
        """Return whether one more input of a size can wait here; one that is at nothing takes any."""
        if not self.at:
            return True
        return self.ready and len(self.at) <= _WAITING and size + sum(one for _, one in self.at) <= _WAITING_BYTES


_Event = tuple[_Worker, float, Any]


class _Ended:
    """What is heard of a worker last."""


class _Crew(Generic[Input, Output]):
    """The worker processes of one run and what each is doing."""

    def __init__(self, make: Callable[[], Callable[[Input], Output]], workers: int, seconds: float) -> None:
        self._make = make
        self._size = workers
        self._seconds = seconds
        self._workers: list[_Worker] = []
        self._events: queue.SimpleQueue[_Event] = queue.SimpleQueue()
        self._inputs: dict[int, tuple[Input, bytes]] = {}
        self._unassigned: deque[int] = deque()
        self._done: dict[int, Output | Failure] = {}

    def results(self, inputs: Iterable[Input]) -> Iterator[tuple[Input, Output | Failure]]:
        numbered = enumerate(inputs)
        following = 0
        try:
            while True:
                self._assign(numbered)
                if following in self._done:
                    yield self._inputs.pop(following)[0], self._done.pop(following)
                    following += 1
                elif self._inputs:
                    self._collect()
                else:
                    return
        finally:
            for worker in self._workers:
                _end(worker)

    def _assign(self, numbered: Iterator[tuple[int, Input]]) -> None:
        """Give workers what they have room for, starting some as long as there are inputs for them."""
        while self._unassigned or len(self._inputs) < self._size * _WINDOW:
            if not self._unassigned:
                following = next(numbered, None)
                if following is None:
                    return
                ticket, one = following
                self._inputs[ticket] = (one, bytes(ForkingPickler.dumps(one)))
                self._unassigned.append(ticket)
            ticket = self._unassigned[0]
            size = len(self._inputs[ticket][1])
            if all(worker.at for worker in self._workers) and len(self._workers) < self._size:
                self._start()
            roomy = [worker for worker in self._workers if worker.has_room(size)]
            if not roomy:
                return
            self._give(min(roomy, key=lambda worker: len(worker.at)), self._unassigned.popleft(), size)

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._make), daemon=True)
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)  # the worker's mask, too: we stop it ourselves
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        theirs.close()
        worker = _Worker(process, ours)
        worker.listener = Thread(target=_listen, args=(worker, self._events), daemon=True)
        worker.listener.start()
        self._workers.append(worker)

    def _give(self, worker: _Worker, ticket: int, size: int) -> None:
        worker.at.append((ticket, size))
        if worker.ready:
            if len(worker.at) == 1:
                worker.deadline = time.monotonic() + self._seconds
            self._send(worker, ticket)

    def _send(self, worker: _Worker, ticket: int) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # it has ended, which we shall hear
            worker.pipe.send_bytes(self._inputs[ticket][1])

    def _collect(self) -> None:
        """Wait until a worker is heard of or overruns its time, and note what came of it."""
        deadlines = [worker.deadline for worker in self._workers if worker.deadline is not None]
        patience = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
        with suppress(queue.Empty):
            self._hear(*self._events.get(timeout=patience))
            while True:
                self._hear(*self._events.get_nowait())
        for worker in list(self._workers):
            if worker.deadline is not None and time.monotonic() > worker.deadline:
                self._replace(worker, f"it took longer than {self._seconds:g} seconds to analyse ({_SETTING})")

    def _hear(self, worker: _Worker, moment: float, message: Any) -> None:
        if worker not in self._workers:
            return
        if isinstance(message, _Ended):
            self._ended(worker)
        elif isinstance(message, OnRecordError):
            raise message
        elif not worker.ready:
            worker.ready = True
            for ticket, _ in worker.at:
                self._send(worker, ticket)
            worker.deadline = moment + self._seconds if worker.at else None
        else:
            self._done[worker.at.popleft()[0]] = message
            worker.deadline = moment + self._seconds if worker.at else None

    def _ended(self, worker: _Worker) -> None:
        worker.process.join()
        ending = f"exit code {worker.process.exitcode}"
        if not worker.ready:
            raise ExtractionError(f"a worker process could not start: it ended with {ending}")
        self._replace(worker, f"the worker process that analysed it ended with {ending}")

    def _replace(self, worker: _Worker, reason: str) -> None:
        _end(worker)
        self._workers.remove(worker)
        if worker.at:
            self._done[worker.at.popleft()[0]] = Failure(reason)
        self._unassigned.extendleft(ticket for ticket, _ in reversed(worker.at))


def _end(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.listener.join()
    worker.pipe.close()


def _listen(worker: _Worker, events: queue.SimpleQueue[_Event]) -> None:
    """Pass on what a worker says until it ends."""
    with suppress(EOFError, ConnectionResetError):
        while True:
            message = worker.pipe.recv()
            events.put((worker, time.monotonic(), message))
    events.put((worker, time.monotonic(), _Ended()))


def _serve(pipe: Connection, make: Callable[[], Callable[[Any], Any]]) -> None:
    """Work in a worker process until the pipe closes; an error of `make` is sent, any other ends the process."""
    gc.disable()  # what is loaded stays: looking through it for garbage again and again is wasted
    try:
        work = make()
    except OnRecordError as error:
        pipe.send(error)
        return
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()
    answer: Any = "ready"
    while True:
        try:
            pipe.send(answer)
            one = pipe.recv()
        except (EOFError, BrokenPipeError):  # the process that started this one is done or dead
            return
        answer = work(one)
