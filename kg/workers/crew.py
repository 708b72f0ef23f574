"""Gives inputs to worker processes and takes their answers; who ends or hangs costs the input that it was at.

1. Inputs are read ahead, up to a window, which is wide enough that workers have something to do while whoever takes the
   results is busy with them for seconds. As results come it grows, so that they have something to do for minutes, and
   yet the first results do not wait for so many inputs.
2. Inputs go to a worker over a pipe of its own, and a few wait there, so that it need not wait for the next. It takes
   them in order and answers in order: who died of what is never in doubt.
3. A thread for each worker listens for its answers and gives it more: the next input has its time from there.
4. A worker that ends or overruns its time is replaced. The input that it was at gets a `Failure`, those that waited
   go to other workers.
5. Results are given in the order of the inputs; only a window of them is held in memory.
"""

from __future__ import annotations

import os
import queue
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe
from multiprocessing.reduction import ForkingPickler
from threading import Lock, Thread
from typing import Any, Generic, TypeVar

from kg.errors import OnRecordError
from kg.workers.nursery import Nursery

Input = TypeVar("Input")
Output = TypeVar("Output")

_WINDOW = 128  # inputs for each worker that wait, are being worked on, or are done and have not been taken ...
_WIDEST = 2_000  # ... at first; for all workers together, when many results have come
_WAITING = 4  # inputs that wait at a worker ...
_WAITING_BYTES = 32 * 1024  # ... and their size: no more than a pipe holds while nobody reads it
_SETTING = "setting ONRECORD_MAX_SECONDS"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an input has no result: its worker crashed or overran its time."""

    reason: str


def worker_count(setting: int) -> int:
    """Return the number of worker processes; 0 means one a core."""
    return setting if setting > 0 else (os.cpu_count() or 1)


def work_through(
    inputs: Iterable[Input], make: Callable[[], Callable[[Input], Output]], *, workers: int, seconds: float
) -> Generator[tuple[Input, Output | Failure]]:
    """Yield each input with its result, in the order of the inputs; closing it ends the workers.

    `make` and all that passes between processes must be picklable. Raises what `make` raises.
    """
    return _Crew(make, workers, seconds).results(inputs)


class Workshop(Generic[Input, Output]):
    """Keeps the work made, for one run after another; `close` ends it. Raises what `make` raises."""

    def __init__(self, make: Callable[[], Callable[[Input], Output]]) -> None:
        self._nursery = Nursery(make)
        problem = self._nursery.listen()
        if problem is not None:
            raise problem

    def work_through(
        self, inputs: Iterable[Input], *, workers: int, seconds: float
    ) -> Generator[tuple[Input, Output | Failure]]:
        """Yield each input with its result, in the order of the inputs, as `work_through` does."""
        return _Crew[Input, Output](None, workers, seconds, self._nursery).results(inputs)

    def close(self) -> None:
        """End the process that keeps the work."""
        self._nursery.close()


@dataclass(slots=True, eq=False)
class _Worker:
    """A process and the inputs at it: ticket and size, in order; it works on the first."""

    process: int
    pipe: Connection
    listener: Thread = field(init=False)
    at: deque[tuple[int, int]] = field(default_factory=deque)
    deadline: float | None = None

    def has_room(self, size: int) -> bool:
        """Return whether one more input of a size can wait here; one that is at nothing takes any."""
        if not self.at:
            return True
        return len(self.at) <= _WAITING and size + sum(one for _, one in self.at) <= _WAITING_BYTES


_Event = tuple[_Worker | None, Any]
"""Of whom it is heard (None: of the nursery), and what: a ticket with its result, the end, or that all is ready."""


class _Ended:
    """What is heard of a worker last."""


class _Crew(Generic[Input, Output]):
    """The worker processes of one run and what each is doing."""

    def __init__(
        self,
        make: Callable[[], Callable[[Input], Output]] | None,
        workers: int,
        seconds: float,
        nursery: Nursery | None = None,
    ) -> None:
        """Have the work made, unless a nursery is given that is ready and stays its owner's."""
        self._make = make
        self._size = workers
        self._seconds = seconds
        self._nursery = nursery
        self._ready = nursery is not None
        self._lock = Lock()  # for all who give inputs: what workers there are, what they are at, what is unassigned
        self._workers: list[_Worker] = []
        self._unassigned: deque[int] = deque()
        self._events: queue.SimpleQueue[_Event] = queue.SimpleQueue()
        self._inputs: dict[int, tuple[Input, bytes]] = {}
        self._done: dict[int, Output | Failure] = {}

    def results(self, inputs: Iterable[Input]) -> Generator[tuple[Input, Output | Failure]]:
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
            self._close()

    def _assign(self, numbered: Iterator[tuple[int, Input]]) -> None:
        """Read inputs, no more than the window holds, and give workers what they have room for."""
        if not self._ready:
            self._read_ahead(numbered)
            return
        self._spread()
        window = self._size * _WINDOW
        for _ in range(max(window - len(self._inputs), min(_WIDEST - len(self._inputs), 2))):
            if not self._read(numbered):
                return
            self._spread()

    def _spread(self) -> None:
        """Give workers what they have room for, those that have least first; start them as they are needed."""
        with self._lock:
            while self._unassigned:
                if all(worker.at for worker in self._workers) and len(self._workers) < self._size:
                    self._start()
                if not self._give(min(self._workers, key=lambda worker: len(worker.at))):
                    return

    def _read(self, numbered: Iterator[tuple[int, Input]]) -> bool:
        """Read an input; return whether there was one."""
        following = next(numbered, None)
        if following is not None:
            ticket, one = following
            self._inputs[ticket] = (one, bytes(ForkingPickler.dumps(one)))
            self._unassigned.append(ticket)
        return following is not None

    def _read_ahead(self, numbered: Iterator[tuple[int, Input]]) -> None:
        """Have the work made and read inputs until we hear that it is."""
        if self._nursery is None and self._make is not None:
            nursery = self._nursery = Nursery(self._make)
            Thread(target=lambda: self._events.put((None, nursery.listen())), daemon=True).start()
        while self._events.empty() and len(self._inputs) < self._size * _WINDOW and self._read(numbered):
            pass

    def _start(self) -> None:
        assert self._nursery is not None
        ours, theirs = Pipe()
        worker = _Worker(self._nursery.fork(theirs), ours)
        theirs.close()
        worker.listener = Thread(target=self._listen, args=(worker,), daemon=True)
        worker.listener.start()
        self._workers.append(worker)

    def _give(self, worker: _Worker) -> bool:
        """Give a worker the next input, if there is one for which it has room; return whether there was."""
        if not self._unassigned:
            return False
        data = self._inputs[self._unassigned[0]][1]
        if not worker.has_room(len(data)):
            return False
        if not worker.at:
            worker.deadline = time.monotonic() + self._seconds
        worker.at.append((self._unassigned.popleft(), len(data)))
        with suppress(BrokenPipeError, ConnectionResetError):  # it has ended, which we shall hear
            worker.pipe.send_bytes(data)
        return True

    def _listen(self, worker: _Worker) -> None:
        """Pass on what a worker answers, and give it more, until it ends."""
        with suppress(EOFError, ConnectionResetError):
            while True:
                message = worker.pipe.recv()
                with self._lock:
                    if worker not in self._workers:
                        return  # it is being ended
                    ticket, _ = worker.at.popleft()
                    worker.deadline = time.monotonic() + self._seconds if worker.at else None
                    while self._give(worker):
                        pass
                self._events.put((worker, (ticket, message)))
        self._events.put((worker, _Ended()))

    def _collect(self) -> None:
        """Wait until a worker is heard of or overruns its time, and note what came of it."""
        deadlines = [deadline for worker in self._workers if (deadline := worker.deadline) is not None]
        patience = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
        with suppress(queue.Empty):
            self._hear(*self._events.get(timeout=patience))
            while True:
                self._hear(*self._events.get_nowait())
        for worker in list(self._workers):
            if _is_late(worker):
                self._end(worker, f"it took longer than {self._seconds:g} seconds to analyse ({_SETTING})")

    def _hear(self, worker: _Worker | None, message: Any) -> None:
        if isinstance(message, OnRecordError):
            raise message
        if worker is None:
            self._ready = True
        elif isinstance(message, _Ended):
            self._end(worker)
        else:
            ticket, outcome = message
            self._done[ticket] = outcome

    def _end(self, worker: _Worker, reason: str | None = None) -> None:
        """End a worker for a reason, or note that it has ended by itself; what it was at has failed."""
        assert self._nursery is not None
        with self._lock:
            if worker not in self._workers or (reason is not None and not _is_late(worker)):
                return  # it is known, or it has answered just now
            self._workers.remove(worker)
        code = self._nursery.end(worker.process, by_force=reason is not None)
        worker.listener.join()
        worker.pipe.close()
        with self._lock:
            if worker.at:
                ticket, _ = worker.at.popleft()
                self._done[ticket] = Failure(
                    reason or f"the worker process that analysed it ended with exit code {code}"
                )
            self._unassigned.extendleft(ticket for ticket, _ in reversed(worker.at))

    def _close(self) -> None:
        if self._nursery is not None and self._make is not None:
            self._nursery.close()
        for worker in self._workers:
            if self._nursery is not None and self._make is None:
                self._nursery.end(worker.process, by_force=True)
            worker.listener.join()
            worker.pipe.close()


def _is_late(worker: _Worker) -> bool:
    deadline = worker.deadline
    return deadline is not None and time.monotonic() > deadline
