"""What surrounds every request: an id, a limit on its length, security headers, a line in the log, and metrics.

The log (`onrecord.access`) is a JSON object a line: who asked what, how it ended and how long it took. A query is named
by a hash, so that the log holds no text of clients, and no token ever gets there.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import re
import time
import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.engine.turns import Turns

ACCESS = logging.getLogger("onrecord.access")

LONGEST_ADDRESS = 32 * 1024
"""Bytes of a path with its parameters; more is a query that should come by POST."""

SLOWEST_READER = 30
"""Seconds that a client may take to take a part of an answer."""

_SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:{images}; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Metrics:
    """The numbers of one service, in the text format of Prometheus."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self, turns: Turns) -> None:
        self._registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter("onrecord_requests", "Requests answered", labels, registry=self._registry)
        self.seconds = Histogram(
            "onrecord_request_seconds", "Time to answer a request", ("route",), registry=self._registry
        )
        for name, what, read in (
            ("onrecord_queries_running", "Queries being evaluated", lambda: turns.running),
            ("onrecord_queries_waiting", "Queries waiting for a worker", lambda: turns.waiting),
        ):
            Gauge(name, what, registry=self._registry).set_function(read)

    def text(self) -> bytes:
        """Return the numbers as they stand."""
        return generate_latest(self._registry)


class Observed:
    """The app with all that surrounds its requests; `root` is the path that a reverse proxy shows it under.

    `images` is the address of the only other server that pages may take images from: an operator's map tiles.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, root: str, images: str = "") -> None:
        self._app = app
        self._metrics = metrics
        self._root = root
        server = urlsplit(images)
        allowed = f" {server.scheme}://{server.netloc.replace('{s}', '*')}" if server.netloc else ""
        self._security = [
            (name.lower().encode(), value.replace("{images}", allowed).encode()) for name, value in _SECURITY.items()
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        sent: dict[str, Any] = {"status": 500, "bytes": 0}

        async def observed(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent["status"] = message["status"]
                message["headers"] = self._completed(message["headers"], request_id)
            else:
                sent["bytes"] += len(message.get("body", b""))
            async with asyncio.timeout(SLOWEST_READER):
                await send(message)

        scope = _normal(scope, self._root)
        try:
            if len(scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
                text = f"414 URI Too Long\nexpected at most {LONGEST_ADDRESS} bytes: send a query by POST\n"
                await PlainTextResponse(text, 414)(scope, receive, observed)
            else:
                await self._app(scope, receive, observed)
        finally:
            spent = time.perf_counter() - started  # the answer leaves before it is noted
            asyncio.get_running_loop().call_soon(self._note, scope, headers, request_id, sent, spent)

    def _completed(self, headers: Iterable[tuple[bytes, bytes]], request_id: str) -> list[tuple[bytes, bytes]]:
        """Return the headers of an answer, with the id of its request and those for security that it does not set."""
        own = [header for header in headers if header[0] != b"x-request-id"]
        names = {name for name, _ in own}
        return [*own, (b"x-request-id", request_id.encode()), *(one for one in self._security if one[0] not in names)]

    def _note(self, scope: Scope, headers: Headers, request_id: str, sent: dict[str, Any], seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "other")
        self._metrics.requests.labels(scope["method"], route, str(sent["status"])).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        if ACCESS.isEnabledFor(logging.INFO):
            line = {
                "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                "id": request_id,
                "client": scope["client"][0] if scope.get("client") else None,
                "method": scope["method"],
                "path": scope["path"],
                "query": _query_hash(scope),
                "status": sent["status"],
                "bytes": sent["bytes"],
                "ms": round(1000 * seconds, 2),
                "agent": headers.get("user-agent"),
            }
            ACCESS.info(json.dumps({name: value for name, value in line.items() if value is not None}))


def _normal(scope: Scope, root: str) -> Scope:
    """Return the scope of a request with the path that clients see, which is what routing expects.

    A reverse proxy may have taken away the path that it shows the service under. `/sparql/` is `/sparql`; only an IRI
    of the data keeps its slash.
    """
    path = scope["path"]
    if root and (path == root or path.startswith(f"{root}/")):
        path = path[len(root) :]
    if not path.startswith("/id/"):
        path = path.rstrip("/") or "/"
    return {**scope, "path": root + path, "root_path": root}


def _query_hash(scope: Scope) -> str | None:
    """Return a hash of the query of a request, which is the same whatever road it came by."""
    query = scope.get("state", {}).get("query")
    return None if query is None else hashlib.sha256(query.encode()).hexdigest()[:16]
