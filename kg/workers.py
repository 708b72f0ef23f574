"""Do one piece of work for many inputs in worker processes, so that a crash or a hang costs one input only.

1. Each worker process makes its own `work` once (it loads a language model, say) and says that it is ready.
2. An idle worker gets the next input over a pipe of its own, so that who died of what is never in doubt.
3. A worker that ends or overruns its time is replaced, and its input gets a `Failure`.
4. Results are given in the order of the inputs; only a window of them is held in memory.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Generic, TypeVar

from kg.errors import ExtractionError, OnRecordError

Input = TypeVar("Input")
Output = TypeVar("Output")

_WINDOW = 8  # inputs a worker may run ahead of the oldest unfinished one


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

    `make` and all that passes between processes must be picklable. With one worker the work is done in
    this process, where nothing can be killed: a result that took longer than `seconds` is a Failure
    all the same. Raises what `make` raises.
    """
    if workers == 1:
        return _in_process(inputs, make, seconds)
    return _Crew(make, workers, seconds).results(inputs)


def _in_process(
    inputs: Iterable[Input], make: Callable[[], Callable[[Input], Output]], seconds: float
) -> Iterator[tuple[Input, Output | Failure]]:
    work: Callable[[Input], Output] | None = None
    for one in inputs:
        work = work or make()
        started = time.monotonic()
        result = work(one)
        yield one, result if time.monotonic() - started <= seconds else _overrun(seconds)


def _overrun(seconds: float) -> Failure:
    return Failure(f"it took longer than {seconds:g} seconds to analyse (setting ONRECORD_MAX_SECONDS)")


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    ready: bool = False
    ticket: int | None = None
    deadline: float | None = None


class _Crew(Generic[Input, Output]):
    """The worker processes of one run and what each is doing."""

    def __init__(self, make: Callable[[], Callable[[Input], Output]], workers: int, seconds: float) -> None:
        self._make = make
        self._size = workers
        self._seconds = seconds
        self._workers: list[_Worker] = []
        self._done: dict[int, Output | Failure] = {}
        self._given: dict[int, Input] = {}

    def results(self, inputs: Iterable[Input]) -> Iterator[tuple[Input, Output | Failure]]:
        queue = enumerate(inputs)
        exhausted = False
        following = 0
        try:
            while True:
                while not exhausted and self._has_room():
                    numbered = next(queue, None)
                    if numbered is None:
                        exhausted = True
                    else:
                        self._give(*numbered)
                if following in self._done:
                    yield self._given.pop(following), self._done.pop(following)
                    following += 1
                elif self._given:
                    self._collect()
                elif exhausted:
                    return
        finally:
            for worker in self._workers:
                worker.process.kill()
                worker.process.join()
                worker.pipe.close()

    def _has_room(self) -> bool:
        """Return whether another input can be given out now."""
        if len(self._given) >= self._size * _WINDOW:
            return False
        return len(self._workers) < self._size or any(worker.ticket is None for worker in self._workers)

    def _start(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._make), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _give(self, ticket: int, one: Input) -> None:
        """Give an input to an idle worker, starting one when all are busy."""
        worker = next((worker for worker in self._workers if worker.ticket is None), None) or self._start()
        self._given[ticket] = one
        worker.ticket = ticket
        if worker.ready:
            worker.deadline = time.monotonic() + self._seconds
        try:
            worker.pipe.send(one)
        except (BrokenPipeError, ConnectionResetError):
            self._crashed(worker)

    def _collect(self) -> None:
        """Wait until a worker reports, ends or overruns its time, and note what came of it."""
        now = time.monotonic()
        deadlines = [worker.deadline for worker in self._workers if worker.deadline is not None]
        wait([worker.pipe for worker in self._workers], max(0.0, min(deadlines) - now) if deadlines else None)
        for worker in list(self._workers):
            if worker.pipe.poll():
                self._receive(worker)
            elif worker.deadline is not None and time.monotonic() > worker.deadline:
                self._dismiss(worker, _overrun(self._seconds))

    def _receive(self, worker: _Worker) -> None:
        try:
            message: Any = worker.pipe.recv()
        except (EOFError, ConnectionResetError):
            self._crashed(worker)
            return
        if isinstance(message, OnRecordError):
            raise message
        if not worker.ready:
            worker.ready = True
            worker.deadline = time.monotonic() + self._seconds
            return
        assert worker.ticket is not None
        self._done[worker.ticket] = message
        worker.ticket = worker.deadline = None

    def _crashed(self, worker: _Worker) -> None:
        worker.process.join()
        ending = f"exit code {worker.process.exitcode}"
        if not worker.ready:
            raise ExtractionError(f"a worker process could not start: it ended with {ending}")
        self._dismiss(worker, Failure(f"the worker process that analysed it ended with {ending}"))

    def _dismiss(self, worker: _Worker, failure: Failure) -> None:
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        self._workers.remove(worker)
        if worker.ticket is not None:
            self._done[worker.ticket] = failure


def _serve(pipe: Connection, make: Callable[[], Callable[[Any], Any]]) -> None:
    """Work in a worker process until the pipe closes; an error of `make` is sent, any other ends the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's matter: it stops its workers itself
    try:
        work = make()
    except OnRecordError as error:
        pipe.send(error)
        return
    gc.freeze()  # what was loaded stays: looking through it for garbage again and again is wasted
    gc.set_threshold(20_000, 20, 50)
    pipe.send("ready")
    while True:
        try:
            one = pipe.recv()
        except EOFError:
            return
        pipe.send(work(one))
