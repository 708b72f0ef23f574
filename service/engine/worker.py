"""The program of a query worker (`python -m service.engine.worker HANDLE`): read a query, evaluate it, send its answer.

The first frame says which store to open and how much memory to use at most; each further one is a query. The process
answers one query at a time, from the newest state of the store, and ends when its socket does. It imports as little as
it can: what it holds in memory, it holds once for each worker.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import signal
import sys
import threading
from pathlib import Path
from socket import socket
from typing import Any

from kg.errors import OnRecordError, QuerySyntaxError
from kg.store.formats import GraphFormat, ResultFormat
from kg.store.graphs import Answer, GraphStore
from kg.store.sparql import check_nesting, limited
from service.engine.counting import RowCount
from service.engine.telling import read_settings
from service.engine.wire import Frames, Kind, frame, json_frame, whole_frame

_CHUNK = 64 * 1024
_TAIL = 64  # bytes held back, so that an answer that was cut can say so before it ends


def main() -> None:
    """Serve the socket whose handle is the first argument until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the service's matter
    connection = socket(fileno=int(sys.argv[1]))
    with contextlib.suppress(EOFError, ConnectionError):
        frames = Frames(connection)
        given = json.loads(frames.receive()[1])
        GraphStore.prepare(read_settings(given["settings"]).place)
        connection.sendall(frame(Kind.ready, b""))
        worker = _Worker(connection, frames, given)
        while not worker.ended:
            thread = threading.Thread(target=worker.serve)
            thread.start()
            thread.join()


class _Worker:
    """Answers queries, one at a time, in a thread that ends when it had to make way; another then goes on.

    A thread may lower its own priority but not raise it again; those started later have the one of the main thread.
    """

    def __init__(self, connection: socket, frames: Frames, given: dict[str, Any]) -> None:
        self._connection = connection
        self._frames = frames
        self._given = given
        self._settings = read_settings(given["settings"])
        self._store: GraphStore | None = None
        self._frame: tuple[Kind, bytes] | None = None
        self.ended = False

    def serve(self) -> None:
        """Answer queries until this thread had to make way, or there are no more (`ended`)."""
        self.ended = True
        with contextlib.suppress(EOFError, ConnectionError):
            while True:
                self._frame = self._frame or self._frames.receive()
                if _has_made_way():
                    self.ended = False
                    return
                (kind, body), self._frame = self._frame, None
                if kind is Kind.ready:
                    self._connection.sendall(frame(Kind.ready, b""))
                else:
                    self._answer(json.loads(body))

    def _answer(self, asked: dict[str, Any]) -> None:
        try:
            if self._store is None:
                given, settings = self._given, self._settings
                self._store = GraphStore.open(settings.place, prefixes=given["prefixes"], base=settings.base)
                _limit_memory(given["memory"])
            _answer(self._store, asked, self._connection)
        except MemoryError:
            os.abort()
        except OnRecordError as error:
            self._connection.sendall(json_frame(Kind.error, type=type(error).__name__, message=str(error)))


def _has_made_way() -> bool:
    """Return whether this thread was given less of the processor than the process has (on Linux)."""
    with contextlib.suppress(OSError, AttributeError):
        this, process = (os.getpriority(os.PRIO_PROCESS, one) for one in (threading.get_native_id(), os.getpid()))
        return this > process
    return False


def _limit_memory(megabytes: int) -> None:
    """Let the process take so much more memory than it has (Linux; elsewhere there is no limit to be had)."""
    with contextlib.suppress(FileNotFoundError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
        limit = pages * resource.getpagesize() + megabytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _answer(store: GraphStore, asked: dict[str, Any], connection: socket) -> None:
    answer = _evaluated(store, asked)
    form = GraphFormat(asked["graph"]) if answer.kind == "graph" else ResultFormat(asked["table"])
    head = {"result": answer.kind, "form": form, "state": answer.state}
    output = _Output(connection, form, head, asked["rows"])
    cut = answer.write(output, form, store.prefixes, triples=asked["rows"])  # type: ignore[arg-type]
    output.end(cut=cut)


def _evaluated(store: GraphStore, asked: dict[str, Any]) -> Answer:
    given = {name: asked[name] for name in ("default_graphs", "named_graphs", "services")}
    check_nesting(asked["query"])
    try:
        return store.query(limited(asked["query"], asked["rows"]), **given)
    except QuerySyntaxError:
        store.query(asked["query"], **given)  # which tells the fault at its place in what was written
        raise


class _Output(io.RawIOBase):
    """Sends what is written to it: a short answer whole, a long one in large frames; a table of `most` rows was cut.

    Rows are only counted in what is long enough to hold so many.
    """

    def __init__(self, connection: socket, form: GraphFormat | ResultFormat, head: dict[str, str], most: int) -> None:
        self._connection = connection
        self._form = form
        self._head = head
        self._most = most
        self._count = RowCount(form) if isinstance(form, ResultFormat) else None
        self._waiting = bytearray()
        self._begun = False

    def write(self, data: Any) -> int:
        """Take a part of the answer."""
        self._waiting += data
        if len(self._waiting) >= _CHUNK + _TAIL:
            self._send_part(bytes(self._waiting[:-_TAIL]))
            del self._waiting[:-_TAIL]
        return len(data)

    def end(self, *, cut: bool) -> None:
        """Send the rest, with a mark in it when the answer was cut and its format has a place for one."""
        rest, marked = bytes(self._waiting), False
        if self._count and (self._begun or len(rest) >= self._most):
            self._count.read(rest)
            cut = cut or self._count.rows >= self._most
        if cut:
            rest, marked = _marked(rest, self._form, self._most)
        if self._begun:
            self._connection.sendall(frame(Kind.data, rest) + json_frame(Kind.end, cut=cut, marked=marked))
        else:
            self._connection.sendall(whole_frame({**self._head, "cut": cut, "marked": marked}, rest))

    def _send_part(self, part: bytes) -> None:
        if self._count:
            self._count.read(part)
        head = b"" if self._begun else json_frame(Kind.head, **self._head)
        self._connection.sendall(head + frame(Kind.data, part))
        self._begun = True


def _marked(rest: bytes, form: GraphFormat | ResultFormat, rows: int) -> tuple[bytes, bool]:
    """Return the end of an answer with a mark that it was cut after so many rows, and whether there is one."""
    if form is ResultFormat.json:
        return rest[: rest.rindex(b"}")] + b',"truncated":{"rows":%d}}' % rows, True
    if form in (ResultFormat.xml, GraphFormat.rdfxml):
        closing = rest.rindex(b"</")
        return rest[:closing] + b"<!-- cut after %d rows -->" % rows + rest[closing:], True
    if form in (GraphFormat.turtle, GraphFormat.ntriples, GraphFormat.nquads, GraphFormat.trig):
        return rest + b"\n# cut after %d triples\n" % rows, True
    return rest, False


if __name__ == "__main__":
    main()
