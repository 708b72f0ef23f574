"""The SPARQL endpoint: a query comes in by the protocol, its answer goes out in the format the client likes best.

1. Read the request, and negotiate a format for a table and one for a graph: which it will be, the engine tells.
2. Give 304 to who has the answer to this very question about this very state, and the kept answer where there is one.
3. Let a query worker answer (`service.engine`). When the client goes away meanwhile, the query is ended.
4. A short answer goes out whole, with its tag, and is kept; a long one is streamed as it comes. One that was cut says
   so in a header, or in its text when it was under way; where the format has no place for that, and when its query
   broke a limit, the stream breaks off, so that no client takes a part for the whole.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from fastapi import Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from starlette.types import Receive, Send

from kg.errors import OnRecordError, QueryError
from kg.store.federation import calls_of
from kg.store.formats import GraphFormat, ResultFormat
from kg.store.graphs import Answer, GraphStore, read_results
from kg.store.sparql import calls_service, is_volatile
from service.engine.cache import Cache, Kept, etag
from service.engine.pool import Pool, Question
from service.engine.reply import Head, Reply
from service.engine.state import state_of
from service.errors import ClientGoneError, NotAcceptableError
from service.federation.relay import Calls, Relay
from service.negotiation import GRAPH_TYPES, HTML, RESULT_TYPES, choose
from service.pages import SHOWN_ROWS, Pages
from service.protocol import QueryRequest

LOG = logging.getLogger("onrecord.service")

LONGEST_LOOKED_AT = 50_000
"""Characters of a query whose answer may be kept, and which may ask other endpoints."""

CUT = "Onrecord-Truncated"
"""The header of an answer that was cut: after how many rows."""


class Endpoint:
    """The query operation over a store."""

    def __init__(self, store: GraphStore, pool: Pool, cache: Cache, pages: Pages, relay: Relay) -> None:
        self._store = store
        self._pool = pool
        self._cache = cache
        self._pages = pages
        self._relay = relay

    async def select(self, query: str, *, client: str = "the service") -> Answer:
        """Return the answer to a SELECT query of the service itself, for a client. Raises QueryError, BusyError."""
        reply = self._pool.ask(Question(query, ResultFormat.json, GraphFormat.turtle), client=client)
        try:
            return read_results(b"".join([part async for part in reply.parts()]))
        finally:
            reply.give_up()

    async def answer_query(self, request: Request, asked: QueryRequest) -> Response:
        """Answer a query that was read from a request, or that stands for one."""
        assert asked.query is not None
        accept = request.headers.get("accept")
        wanted = _Wanted.of(accept, asked.form)
        key = (asked.query, asked.default_graphs, asked.named_graphs, wanted.table, wanted.graph)
        volatile, endpoints = _looked_at(asked.query, self._store.prefixes)
        state = None if volatile else await state_of(self._store)
        tag = None if state is None else etag(state, *map(repr, key))
        if tag and tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=_headers(tag))
        if state and (kept := self._cache.get(state, key)) is not None:
            return Response(kept.body, media_type=kept.media_type, headers=dict(kept.headers))
        calls, services = self._calls(endpoints, asked.seconds)
        reply = self._pool.ask(
            wanted.question(asked)._replace(services=services),
            client=client_of(request),
            seconds=asked.seconds,
            after=None if calls is None else partial(self._relay.forget, calls),
        )
        try:
            head = await reply.at_once() or await _ready(reply, request.receive)
            media_type = wanted.media_type(head)
            if calls and reply.whole:
                calls.check()
        except QueryError as error:
            reply.give_up()
            if calls is None or (told := calls.explained(error)) is error:
                raise
            raise told from error
        except BaseException:
            reply.give_up()
            raise
        if not reply.whole:
            return _LongAnswer(reply, media_type, calls)
        body, cut = reply.text(), reply.cut
        reply.give_up()
        headers = _headers(tag if head.state == state else None)
        if media_type == HTML:
            return self._page(asked.query, head, body, headers)
        if cut:
            headers[CUT] = f"rows={self._pool.most_rows}"
        elif state and head.state == state:
            self._cache.put(state, key, Kept(media_type, body, tuple(headers.items())))
        return Response(body, media_type=media_type, headers=headers)

    def _calls(self, endpoints: list[str], seconds: float | None) -> tuple[Calls | None, dict[str, str]]:
        """Return the calls that a query may make to other endpoints, and their addresses. Raises QueryRefusedError."""
        return self._relay.open(endpoints, self._pool.limit(seconds)) if endpoints else (None, {})

    def _page(self, query: str, head: Head, body: bytes, headers: dict[str, str]) -> Response:
        if head.result == "graph":
            page = self._pages.graph(query, body.decode())
        else:
            page = self._pages.answer(query, read_results(body))
        return HTMLResponse(page, headers=headers)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The media types to answer with, if it is a table (or truth value) and if it is a graph; None: not acceptable."""

    table: str | None
    graph: str | None
    accept: str | None

    @classmethod
    @lru_cache(maxsize=64)  # clients have few headers, and ask for the same again and again
    def of(cls, accept: str | None, form: str | None) -> _Wanted:
        """Choose by the name of a format, else by the Accept header."""
        by_name = next((one.media_type for one in (*ResultFormat, *GraphFormat) if one == form), None)
        if by_name is not None:
            return cls(
                by_name if by_name in RESULT_TYPES else _chosen(accept, RESULT_TYPES),
                by_name if by_name in GRAPH_TYPES else _chosen(accept, GRAPH_TYPES),
                accept,
            )
        return cls(_chosen(accept, RESULT_TYPES), _chosen(accept, GRAPH_TYPES), accept)

    def question(self, asked: QueryRequest) -> Question:
        """Return what to ask the engine; a page is made from JSON, and shows so many rows only."""
        return Question(
            query=asked.query or "",
            table=RESULT_TYPES.get(self.table or "", ResultFormat.json),
            graph=GRAPH_TYPES.get(self.graph or "", GraphFormat.turtle),
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
            rows=SHOWN_ROWS + 1 if HTML in (self.table, self.graph) else None,
        )

    def media_type(self, head: Head) -> str:
        """Return the media type of an answer. Raises NotAcceptableError."""
        types: dict[str, ResultFormat] | dict[str, GraphFormat] = RESULT_TYPES
        chosen = self.table
        if head.result == "graph":
            types, chosen = GRAPH_TYPES, self.graph
        if chosen is None:
            raise NotAcceptableError(f"Accept: {self.accept}: expected one of {', '.join((*types, HTML))}")
        return chosen


def _chosen(accept: str | None, types: dict[str, ResultFormat] | dict[str, GraphFormat]) -> str | None:
    return choose(accept, (*types, HTML))


def _looked_at(query: str, prefixes: Mapping[str, str]) -> tuple[bool, list[str]]:
    """Return whether a query's answer may change by itself, and the endpoints that it asks. Raises QueryRefusedError.

    A long query is not looked at, as that would hold up others: it is not kept, and may ask no endpoints.
    """
    if len(query) > LONGEST_LOOKED_AT:
        return True, []
    return is_volatile(query), [call.iri for call in calls_of(query, prefixes)] if calls_service(query) else []


def client_of(request: Request) -> str:
    """Return what queries are shared out by: the address and the program that ask."""
    host = request.client.host if request.client else ""
    return f"{host} {request.headers.get('user-agent', '')}"


def _headers(tag: str | None) -> dict[str, str]:
    """Return the headers of an answer; with its tag it may be kept, and asked whether it still holds."""
    headers = {"Vary": "Accept", "Cache-Control": "no-cache" if tag else "no-store"}
    return {**headers, "ETag": tag} if tag else headers


async def _ready(reply: Reply, receive: Receive) -> Head:
    """Wait for the answer's beginning. Raises ClientGoneError when the client does not wait for it."""
    head = asyncio.ensure_future(reply.ready())
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait((head, gone), return_when=asyncio.FIRST_COMPLETED)
        if not head.done():
            raise ClientGoneError("the client has gone")
        return head.result()
    finally:
        head.cancel()
        gone.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class _LongAnswer(StreamingResponse):
    """An answer sent as it comes. One that cannot be whole is left unfinished, upon which the server closes."""

    def __init__(self, reply: Reply, media_type: str, calls: Calls | None) -> None:
        super().__init__(reply.parts(), media_type=media_type, headers=_headers(None))
        self._reply = reply
        self._calls = calls

    async def stream_response(self, send: Send) -> None:
        """Send the parts; the last only when the client can tell a whole answer from a cut one."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        try:
            async for part in self.body_iterator:
                await send({"type": "http.response.body", "body": part, "more_body": True})
            if self._calls:
                self._calls.check()
            if self._reply.marked or not self._reply.cut:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except OnRecordError as error:
            LOG.warning("an answer under way was ended: %s", error)
        finally:
            self._reply.give_up()
