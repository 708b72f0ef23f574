"""The query workers: processes that evaluate the queries of clients, and are killed when a query breaks its limits.

Oxigraph cannot be told to stop a query, but a process can: at the time limit, or when the client has gone, the worker
is killed and another takes its place. What an idle worker answers at once goes from the event loop to it and back. Any
other query is looked after by a thread, which reads the worker's answer into a `Reply`; the event loop waits for that
alone. Workers are started when the last idle one is taken, so that the next query need not wait for one to start, and
then kept.

A query that takes its time makes way where others are at work: it gets less of the processor than those that have just
begun. A worker that holds much memory after such a query is replaced.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, NamedTuple

from kg.errors import BusyError, EvaluationError, OnRecordError, QueryError, QueryMemoryError, QueryTimeoutError
from kg.settings import Settings
from service.engine.process import Process, ProcessEndedError, problem_of
from service.engine.reply import Head, Reply
from service.engine.telling import told_settings
from service.engine.turns import PATIENCE, Turns
from service.engine.wire import Kind, read_whole

_LOOK = 0.2  # seconds between two looks whether the client is still there
_SOON = 0.2  # seconds of the processor after which a query makes way for others
_MUCH = 0.125  # a worker that holds more of the memory that a query may take, when it has answered, is replaced
_AT_ONCE = 0.05  # seconds after which a query is looked after by a thread
_SHORT = 16 * 1024  # characters of a query that fit into a socket, whoever reads there


class Question(NamedTuple):
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
        self._watched: set[_Worker] = set()  # by the event loop, which may end before they have answered
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
        if not self._ask_at_once(question, reply, client, self.limit(seconds)):
            reply.take_time()
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
        for worker in (*idle, *self._watched):
            worker.kill()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _ask_at_once(self, question: Question, reply: Reply, client: str, seconds: float) -> bool:
        """Ask an idle worker and read its answer in the event loop; return False where that could make it wait.

        When the answer is not whole with what comes first, or nothing comes soon, a thread looks after the rest.
        """
        if len(question.query) > _SHORT or not self.turns.take_at_once(client):
            return False
        with _telling(reply), ExitStack() as held:
            held.enter_context(self.turns.held(client))
            worker = self._take_ready()
            if worker is None:
                return False
            held.enter_context(self._put_back_or_replaced(worker))
            worker.ask(self._told(question))
            self._watch(worker, reply, seconds, held.pop_all())
        return True

    def _watch(self, worker: _Worker, reply: Reply, seconds: float, held: ExitStack) -> None:
        """Read what a worker answers soon in the event loop, then give back what is `held` for it."""
        loop, handle = asyncio.get_running_loop(), worker.handle

        def go_on(*, readable: bool) -> None:
            loop.remove_reader(handle)
            late.cancel()
            self._watched.discard(worker)
            if readable and worker.answer_at_hand(reply):
                held.close()
            else:
                reply.take_time()
                self._threads.submit(self._look_after_rest, worker, reply, seconds, held)

        self._watched.add(worker)
        loop.add_reader(handle, partial(go_on, readable=True))
        late = loop.call_later(_AT_ONCE, partial(go_on, readable=False))

    def _look_after(self, question: Question, reply: Reply, client: str, seconds: float) -> None:
        with _telling(reply), self.turns.place(client):
            if not reply.given_up.is_set():
                worker = self._take()
                with self._put_back_or_replaced(worker):
                    worker.ask(self._told(question))
                    worker.answer(reply, seconds, self.turns)

    def _look_after_rest(self, worker: _Worker, reply: Reply, seconds: float, held: ExitStack) -> None:
        with _telling(reply), held:
            worker.answer(reply, seconds, self.turns)

    def _told(self, question: Question) -> dict[str, Any]:
        """Return what a worker is told of a question."""
        return question._asdict() | {"rows": min(question.rows or self.most_rows, self.most_rows)}

    @contextmanager
    def _put_back_or_replaced(self, worker: _Worker) -> Iterator[None]:
        """Put a worker back among the idle ones when the block ends, or another in its place when that failed."""
        try:
            yield
        except BaseException:
            self._replace(worker)
            raise
        self._put_back(worker)

    def _put_back(self, worker: _Worker) -> None:
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

    def _take_ready(self) -> _Worker | None:
        """Take an idle worker that has started, if there is one; see to it that there is one for the next query."""
        with self._lock:
            worker = next((one for one in reversed(self._idle) if one.ready), None)
            if worker is None:
                return None
            self._idle.remove(worker)
            last = not self._idle and self._started < self._places
        if last:
            self._want_spare()
        return worker


@contextmanager
def _telling(reply: Reply) -> Iterator[None]:
    """Tell a reply what goes wrong in the block."""
    try:
        yield
    except OnRecordError as error:
        reply.fail(error)
    except OSError as error:
        reply.fail(QueryError(f"no query worker could be started: {error.strerror}"))


class _Worker:
    """A query worker, as it is seen by who looks after its query."""

    def __init__(self, first: Mapping[str, Any]) -> None:
        self._process = Process("service.engine.worker", first)
        self._memory: int = first["memory"]
        self.spent = False
        self._asked_at = self._used_before = 0.0

    @property
    def ready(self) -> bool:
        """Whether the process is known to have started."""
        return self._process.ready

    @property
    def handle(self) -> int:
        """The handle that can be read from when a part of an answer has come."""
        return self._process.handle

    def kill(self) -> None:
        """End the process, whatever it does."""
        self.spent = True
        self._process.kill()

    def ask(self, asked: Mapping[str, Any]) -> None:
        """Ask a query, when the process is ready. Raises QueryError when it does not start."""
        self._process.wait_until_ready()
        self._asked_at, self._used_before = time.monotonic(), self._process.processor_time()
        self._process.send(Kind.ask, asked)

    def answer_at_hand(self, reply: Reply) -> bool:
        """Take what has come of an answer into the reply; return whether it is the whole rest."""
        return any(_taken(reply, kind, body) for kind, body in self._process.at_hand())

    def answer(self, reply: Reply, seconds: float, turns: Turns) -> None:
        """Take the answer into the reply, or tell it the error of the query.

        When nobody waits for the answer any more, end the process. Raises QueryTimeoutError, BusyError,
        QueryMemoryError and QueryError when the process is of no more use.
        """
        with ExitStack() as held:
            heavy = makes_way = False
            while not reply.given_up.is_set():
                spent = time.monotonic() - self._asked_at
                if spent >= seconds:
                    raise QueryTimeoutError(f"the query took longer than {seconds:g} seconds")
                if not makes_way and turns.running > 1 and self._used() >= _SOON:
                    makes_way = True
                    self._process.make_way()
                if spent >= PATIENCE and not heavy:
                    heavy = True
                    if not held.enter_context(turns.heavy()):
                        raise BusyError("too many heavy queries are being answered: try again later")
                if self._process.has_sent(min(_LOOK, seconds - spent)) and self._take_frame(reply):
                    self.spent = self._used() >= _SOON and not self._recovers(makes_way)
                    return
        self.kill()

    def _recovers(self, made_way: bool) -> bool:
        """Return whether the process is fit for short queries after a long one, once it is."""
        if made_way:
            try:
                self._process.wait_for_others()
            except QueryError:
                return False
        return self._process.memory() <= _MUCH * self._memory

    def _used(self) -> float:
        """Return the seconds of the processor that the query has used."""
        return self._process.processor_time() - self._used_before

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
        return _taken(reply, kind, body)


def _taken(reply: Reply, kind: Kind, body: bytes) -> bool:
    """Put a frame into a reply; return whether it was the last of an answer."""
    if kind is Kind.whole:
        about, data = read_whole(body)
        end = {name: about.pop(name) for name in ("cut", "marked")}
        reply.begin(Head(**about))
        reply.put(data)
        reply.end(**end)
    elif kind is Kind.data:
        reply.put(body)
    elif kind is Kind.head:
        reply.begin(Head(**json.loads(body)))
    elif kind is Kind.end:
        reply.end(**json.loads(body))
    else:
        reply.fail(problem_of(body))
    return kind in (Kind.whole, Kind.end, Kind.error)
