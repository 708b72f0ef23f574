"""The relay on the loopback through which query workers ask other endpoints.

For each query that asks others, it gives out addresses with a secret in them: one for each endpoint, good for the calls
of this query, while it runs. What goes wrong is noted there, so that the client can be told which endpoint failed; the
worker only sees that its call did.
"""

from __future__ import annotations

import os
import secrets
import shutil
import threading
import time
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import IO

from kg.errors import EvaluationError, OnRecordError, QueryError, QueryTimeoutError
from kg.settings import Settings
from kg.store.federation import SILENT
from service.errors import FederationError
from service.federation.allowed import allowed_endpoints, check_allowed
from service.federation.fetching import Fetch, Fetcher

MOST_CALLS = 50
"""Calls that one query may make; in a FILTER EXISTS there is one for each row."""

_LONGEST_QUERY = 1_000_000
_SLOWEST_WORKER = 30


class Calls:
    """The calls of one query: at which addresses its endpoints are asked, and what became of it."""

    def __init__(self, endpoints: Iterable[str], seconds: float, most: int) -> None:
        self.secret = secrets.token_urlsafe(24)
        self._endpoints = list(endpoints)
        self._seconds = seconds
        self._most = most
        self._made = 0
        self._failed: str | None = None
        self._under_way: dict[Fetch, str] = {}
        self._lock = threading.Lock()
        self._closed = False

    def addresses(self, port: int) -> dict[str, str]:
        """Return the address that stands for each endpoint."""
        return {one: f"http://127.0.0.1:{port}/{self.secret}/{n}" for n, one in enumerate(self._endpoints)}

    def check(self) -> None:
        """Raise FederationError when a call has failed; Oxigraph goes on where that is within an expression."""
        if self._failed:
            raise FederationError(self._failed)

    def explained(self, error: QueryError) -> OnRecordError:
        """Return an error of the query as what it is: that of a call which failed, or is still waited for."""
        with self._lock:
            waiting = next(iter(self._under_way.values()), None)
        if isinstance(error, QueryTimeoutError) and waiting:
            return QueryTimeoutError(f"{error}; SERVICE <{waiting}> had not answered")
        if self._failed:
            return FederationError(self._failed)
        if type(error) in (QueryError, EvaluationError) and self._made:
            asked = " or ".join(f"<{one}>" for one in self._endpoints)
            return FederationError(f"SERVICE {asked} gave what is no result: {error}")
        return error

    def ask(self, number: int, query: str, accept: str, fetcher: Fetcher, *, silent: bool) -> tuple[str, IO[bytes]]:
        """Ask an endpoint by its number. Raises FederationError, and notes it unless it is to be passed over."""
        endpoint = self._endpoints[number]
        fetch = _Fetch(until=time.monotonic() + self._seconds, most=self._most)
        try:
            with self._lock:
                self._made += 1
                if self._made > MOST_CALLS or self._closed:
                    silent = False
                    raise FederationError(f"would be asked more than {MOST_CALLS} times by one query")
                self._under_way[fetch] = endpoint
            return fetcher.ask(endpoint, query, accept, fetch)
        except FederationError as error:
            self._failed = self._failed if silent else f"SERVICE <{endpoint}> {error}"
            raise
        finally:
            with self._lock:
                self._under_way.pop(fetch, None)

    def close(self) -> None:
        """End the calls that are under way, and let no more be made."""
        with self._lock:
            self._closed = True
            under_way = list(self._under_way)
        for fetch in under_way:
            fetch.end()


class _Fetch(Fetch):
    __hash__ = object.__hash__


class Relay:
    """Asks other endpoints for the query workers; it starts to listen when it is first needed."""

    def __init__(self, settings: Settings, fetcher: Fetcher | None = None) -> None:
        self.allowed = allowed_endpoints(settings)
        self._seconds = settings.federation_seconds
        self._most = settings.federation_size * 1024 * 1024
        self._fetcher = fetcher or Fetcher(settings.wikidata_agent)
        self._calls: dict[str, Calls] = {}
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None

    def open(self, endpoints: Iterable[str], seconds: float) -> tuple[Calls, dict[str, str]]:
        """Let a query that may take so many seconds ask endpoints; return its calls and the addresses for them.

        Raises QueryRefusedError when it may not ask one of them.
        """
        asked = list(dict.fromkeys(endpoints))
        check_allowed(asked, self.allowed)
        calls = Calls(asked, min(seconds, self._seconds), self._most)
        with self._lock:
            if self._server is None:
                self._server = self._started()
            self._calls[calls.secret] = calls
            return calls, calls.addresses(self._server.server_port)

    def forget(self, calls: Calls) -> None:
        """End the calls of a query."""
        with self._lock:
            self._calls.pop(calls.secret, None)
        calls.close()

    def find(self, path: str) -> tuple[Calls, int] | None:
        """Return the calls that an address belongs to, and which endpoint it stands for."""
        secret, _, number = path.removeprefix("/").partition("/")
        with self._lock:
            calls = self._calls.get(secret)
        return (calls, int(number)) if calls is not None and number.isdecimal() else None

    def close(self) -> None:
        """Stop listening."""
        with self._lock:
            server, self._server = self._server, None
            calls = list(self._calls.values())
        for one in calls:
            one.close()
        if server is not None:
            server.shutdown()
            server.server_close()

    def _started(self) -> ThreadingHTTPServer:
        relay = self

        class Handler(_Handler):
            def do_POST(self) -> None:
                self.answer(relay, relay._fetcher)

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, name="relay", daemon=True).start()
        return server


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _SLOWEST_WORKER

    def answer(self, relay: Relay, fetcher: Fetcher) -> None:
        """Answer a worker's call."""
        path, _, how = self.path.partition("?")
        found = relay.find(path)
        length = self.headers.get("Content-Length", "")
        if found is None or not length.isdecimal() or int(length) > _LONGEST_QUERY:
            self.send_error(404)
            return
        calls, number = found
        query = self.rfile.read(int(length)).decode()
        try:
            media_type, file = calls.ask(
                number, query, self.headers.get("Accept", "*/*"), fetcher, silent=how == SILENT
            )
        except FederationError:
            self.send_error(502)
            return
        with file:
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(file.seek(0, os.SEEK_END)))
            self.end_headers()
            file.seek(0)
            shutil.copyfileobj(file, self.wfile)

    def log_message(self, *_: object) -> None:
        """Keep quiet: addresses hold secrets."""
