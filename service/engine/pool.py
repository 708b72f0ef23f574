"""The query workers: processes that evaluate the queries of clients, and are killed when a query breaks its limits.

Oxigraph cannot be told to stop a query, but a process can: at the time limit, or when the client has gone, the worker
is killed and another takes its place. Each query is looked after by a thread, which reads the worker's answer into a
`Reply`; the event loop waits for nothing but that. Workers are started when the last idle one is taken, so that the
next query need not wait for one to start, and then kept.

A query that takes its time makes way: its worker gets less of the processor than those that have just begun, and is
replaced after it, since a process may lower its priority but not raise it again.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any

from kg.errors import BusyError, EvaluationError, OnRecordError, QueryError, QueryMemoryError, QueryTimeoutError
from kg.settings import Settings
from service.engine.process import Process, ProcessEndedError, problem_of
from service.engine.reply import Head, Reply
from service.engine.telling import told_settings
from service.engine.turns import PATIENCE, Turns
from service.engine.wire import Kind

_LOOK = 0.2  # seconds between two looks whether the client is still there
_SOON = 0.2  # seconds of the processor after which a query makes way for others


@dataclass(frozen=True, slots=True)
class Question:
    """A query, the formats for a table and for a graph, the most rows; the rest as `GraphStore.query` takes it."""

    query: str
    table: str
    graph: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    rows: int | None = None
    services: Mapping[str, str] | None = None


class Pool:
    """The query workers of a service; `close` ends them."""

    def __init__(self, settings: Settings, *, prefixes: Mapping[str, str]) -> None:
        places = settings.query_workers or max(4, 2 * (os.cpu_count() or 1))
        self.turns = Turns(places, queue=settings.query_queue, seconds=settings.query_seconds)
        self.most_rows = settings.query_rows
        self._seconds = settings.query_seconds
        self._first = {
            "settings": told_settings(settings),
            "prefixes": dict(prefixes),
            "memory": settings.query_memory,
        }
        self._threads = ThreadPoolExecutor(places + settings.query_queue + 1, thread_name_prefix="query")
        self._idle: list[_Worker] = []
        self._started = 0
        self._places = places
        self._lock = threading.Lock()
        self._closed = False

    def ask(
        self,
        question: Question,
        *,
        client: str,
        seconds: float | None = None,
        after: Callable[[], None] | None = None,
    ) -> Reply:
        """Have a query evaluated for a client, in at most so many seconds; return the reply at once.

        Call it in an event loop. Whatever goes wrong is raised where the reply is read. `after` is called when the
        reply is given up.
        """
        reply = Reply(after)
        self._threads.submit(self._look_after, question, reply, client, self.limit(seconds))
        return reply

    def limit(self, seconds: float | None) -> float:
        """Return the time that a query may take whose client asks for so much."""
        return min(seconds or self._seconds, self._seconds)

    def close(self) -> None:
        """End the workers."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.kill()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _look_after(self, question: Question, reply: Reply, client: str, seconds: float) -> None:
        try:
            with self.turns.place(client):
                if not reply.given_up.is_set():
                    self._answer(question, reply, seconds)
        except OnRecordError as error:
            reply.fail(error)
        except OSError as error:
            reply.fail(QueryError(f"no query worker could be started: {error.strerror}"))

    def _answer(self, question: Question, reply: Reply, seconds: float) -> None:
        worker = self._take()
        try:
            rows = min(question.rows or self.most_rows, self.most_rows)
            worker.answer({**asdict(question), "rows": rows}, reply, seconds, self.turns)
        except BaseException:
            self._replace(worker)
            raise
        with self._lock:
            if not (worker.spent or self._closed):
                self._idle.append(worker)
                return
        self._replace(worker)

    def _replace(self, worker: _Worker) -> None:
        worker.kill()
        with self._lock:
            self._started -= 1
        self._want_spare()

    def _want_spare(self) -> None:
        with contextlib.suppress(RuntimeError):  # the pool is closed
            self._threads.submit(self.start_spare)

    def start_spare(self) -> None:
        """Start a worker ahead of the next query, when none is idle and there may be more."""
        with self._lock:
            if self._idle or self._closed or self._started >= self._places:
                return
            self._started += 1
        worker = _Worker(self._first)
        with self._lock:
            if not self._closed:
                self._idle.append(worker)
                return
        worker.kill()

    def _take(self) -> _Worker:
        """Take an idle worker, or start one; see to it that there is one for the next query."""
        with self._lock:
            worker = self._idle.pop() if self._idle else None
            self._started += worker is None
            last = not self._idle
        if last:
            self._want_spare()
        return worker or _Worker(self._first)


class _Worker:
    """A query worker, as the thread sees it that looks after its query."""

    def __init__(self, first: Mapping[str, Any]) -> None:
        self._process = Process("service.engine.worker", first)
        self._memory = first["memory"]
        self.spent = False

    def kill(self) -> None:
        """End the process, whatever it does."""
        self.spent = True
        self._process.kill()

    def answer(self, asked: Mapping[str, Any], reply: Reply, seconds: float, turns: Turns) -> None:
        """Have a query answered into the reply, or tell it the error of the query.

        When nobody waits for the answer any more, end the process. Raises QueryTimeoutError, BusyError,
        QueryMemoryError and QueryError when the process is of no more use.
        """
        self._process.wait_until_ready()
        started, used = time.monotonic(), self._process.processor_time()
        self._process.send(Kind.ask, asked)
        with ExitStack() as held:
            heavy = False
            while not reply.given_up.is_set():
                spent = time.monotonic() - started
                if spent >= seconds:
                    raise QueryTimeoutError(f"the query took longer than {seconds:g} seconds")
                if not self.spent and self._process.processor_time() - used >= _SOON:
                    self.spent = True
                    self._process.make_way()
                if spent >= PATIENCE and not heavy:
                    heavy = True
                    if not held.enter_context(turns.heavy()):
                        raise BusyError("too many heavy queries are being answered: try again later")
                if self._process.has_sent(min(_LOOK, seconds - spent)) and self._take_frame(reply):
                    return
        self.kill()

    def _take_frame(self, reply: Reply) -> bool:
        """Take the next part of an answer; return whether it was the last."""
        try:
            kind, body = self._process.receive()
        except ProcessEndedError as error:
            if error.code in (-signal.SIGABRT, -signal.SIGKILL):
                raise QueryMemoryError(f"the query needed more than {self._memory} MiB of memory") from error
            if error.code == -signal.SIGSEGV:
                raise EvaluationError("the query is nested too deeply to be evaluated") from error
            raise
        if kind is Kind.data:
            reply.put(body)
        elif kind is Kind.head:
            reply.begin(Head(**json.loads(body)))
        elif kind is Kind.end:
            reply.end(**json.loads(body))
        else:
            reply.fail(problem_of(body))
        return kind in (Kind.end, Kind.error)
