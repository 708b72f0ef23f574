"""Writing over HTTP: SPARQL updates and the Graph Store Protocol, for who has the token.

The read side of the Graph Store Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/) is open. Everything that
changes the store is there only when the operator wants it, and needs the token (RFC 6750) each time.
"""

from __future__ import annotations

import hmac
import uuid
from collections.abc import AsyncGenerator
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from kg.errors import NotFoundError
from kg.mapping.iris import DIRECT
from kg.settings import Settings
from kg.store.formats import GraphFormat
from kg.store.graphs import GraphStore
from service.addresses import address_of
from service.documenting import BEARER, parameter, problems
from service.engine.writing import Writer
from service.errors import RequestError, UnauthorizedError, UnsupportedTypeError
from service.negotiation import GRAPH_TYPES, HTML
from service.protocol import QueryRequest, read_body, read_media_type, read_parameters, read_update
from service.sparql import Endpoint

_FORM = "multipart/form-data"
_ALL_TRIPLES = "CONSTRUCT WHERE { ?s ?p ?o }"

_STRING = {"type": "string"}
_GRAPH = {200: {"description": "the graph", "content": {media_type: {} for media_type in (*GRAPH_TYPES, HTML)}}}
_DONE = {204: {"description": "done"}}
_PUT = {**_DONE, 201: {"description": "done, and the graph is a new one"}}
_OF_WRITING = (408, 413, 415, 500, 503, 504)
_GRAPH_PARAMETERS = [
    parameter("graph", _STRING, "IRI of a named graph"),
    parameter("default", _STRING, "in place of ?graph=: the default graph"),
]
_GRAPH_BODY = {form.media_type: {"schema": _STRING} for form in GraphFormat}
_UPDATE_BODY = {
    "application/x-www-form-urlencoded": {
        "schema": {"type": "object", "required": ["update"], "properties": {"update": _STRING}}
    },
    "application/sparql-update": {"schema": _STRING},
}

LONGEST_GRAPH = 64 * 1024 * 1024
"""Bytes of a graph that is sent."""


class Gate:
    """Lets those write who have the token."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    def check(self, request: Request) -> None:
        """Raise UnauthorizedError unless the request bears the token."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), self._token):
            raise UnauthorizedError("expected the header 'Authorization: Bearer' with the write token")


def add_graph_store(app: FastAPI, store: GraphStore, endpoint: Endpoint) -> None:
    """Add the read side of the Graph Store Protocol."""

    @app.get("/graph-store", **_route("A named graph, by ?graph= or ?default", _GRAPH, 404, 406, 422, 500, 503, 504))
    @app.get("/graph-store/{path:path}", include_in_schema=False)
    async def graph(request: Request) -> Response:
        """Return a graph in the format that the Accept header likes best."""
        name = named_graph(request)
        if name is not None and not await run_in_threadpool(store.has_graph, name):
            raise NotFoundError(f"there is no graph {name!r}")
        dataset = () if name is None else (name,)
        form = request.query_params.get("format")
        return await endpoint.answer_query(request, QueryRequest(_ALL_TRIPLES, dataset, form=form))


def add_writes(app: FastAPI, settings: Settings, writer: Writer) -> None:
    """Add what changes the store."""
    gate = Gate(settings.write_token)
    direct = settings.base + DIRECT

    @app.post("/update", **_route("SPARQL 1.1 update", _DONE, 401, 403, *_OF_WRITING, body=_UPDATE_BODY))
    async def update(request: Request) -> Response:
        """Do an update that comes by POST of a form (`update=`) or of itself (`application/sparql-update`)."""
        gate.check(request)
        asked = await read_update(request)
        await run_in_threadpool(
            writer.do,
            "update",
            asked.update.encode(),
            direct=direct,
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
        )
        return Response(status_code=204)

    @app.put("/graph-store", **_route("Replace a graph", _PUT, 401, *_OF_WRITING, body=_GRAPH_BODY))
    @app.put("/graph-store/{path:path}", include_in_schema=False)
    async def put(request: Request) -> Response:
        """Put the triples of the body in the place of a named graph's, or of those put in without a name."""
        gate.check(request)
        return await _put(request, named_graph(request) or direct, keep=False)

    @app.post("/graph-store", **_route("Add to a graph", _PUT, 401, *_OF_WRITING, body=_GRAPH_BODY))
    @app.post("/graph-store/{path:path}", include_in_schema=False)
    async def post(request: Request) -> Response:
        """Add the triples of the body to a graph; without ?graph= or ?default to a new one, whose name is told."""
        gate.check(request)
        if request.url.path.rstrip("/").endswith("/graph-store") and not request.query_params:
            name = f"{settings.base}graph/{uuid.uuid4().hex[:24]}"
            answer = await _put(request, name, keep=True)
            answer.headers["Location"] = name
            return answer
        return await _put(request, named_graph(request) or direct, keep=True)

    async def _put(request: Request, name: str, *, keep: bool) -> Response:
        new = False
        for number, (form, data) in enumerate(await read_graphs(request)):
            done = await run_in_threadpool(writer.do, "put graph", data, graph=name, form=form, keep=keep or number > 0)
            new |= done["new"]
        return Response(status_code=201 if new else 204)

    @app.delete("/graph-store", **_route("Drop a graph", _DONE, 401, 404, 503, 504))
    @app.delete("/graph-store/{path:path}", include_in_schema=False)
    async def delete(request: Request) -> Response:
        """Drop a graph."""
        gate.check(request)
        await run_in_threadpool(writer.do, "delete graph", graph=named_graph(request) or direct)
        return Response(status_code=204)


def _route(
    summary: str, answers: dict[int, dict[str, Any]], *statuses: int, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return what FastAPI is told of a route: its answers, errors and body; 401 is for those that need the token."""
    extra: dict[str, Any] = {} if "update" in summary else {"parameters": _GRAPH_PARAMETERS}
    if body is not None:
        extra["requestBody"] = {"required": True, "content": body}
    if 401 in statuses:
        extra["security"] = [{BEARER: []}]
    return {
        "response_class": Response,
        "status_code": min(answers),
        "summary": f"{summary} (with the token)" if 401 in statuses else summary,
        "responses": {**answers, **problems(400, 414, *statuses)},
        "openapi_extra": extra,
    }


async def read_graphs(request: Request) -> list[tuple[GraphFormat, bytes]]:
    """Return the graphs in a request's body, which may be a form of several files. Raises UnsupportedTypeError."""
    media_type = read_media_type(request)
    data = await read_body(request, LONGEST_GRAPH)
    if media_type != _FORM:
        return [(_graph_format(media_type), data)]

    async def stream() -> AsyncGenerator[bytes, None]:
        yield data
        yield b""

    try:
        form = await MultiPartParser(request.headers, stream()).parse()
    except MultiPartException as error:
        raise RequestError(f"the form cannot be read: {error.message}") from error
    try:
        files = [one for _, one in form.multi_items() if isinstance(one, UploadFile)]
        return [(_graph_format((one.content_type or "").partition(";")[0].strip()), await one.read()) for one in files]
    finally:
        await form.close()


def _graph_format(media_type: str) -> GraphFormat:
    if media_type not in GRAPH_TYPES:
        raise UnsupportedTypeError(f"{media_type!r}: expected {_FORM} or one of the types {', '.join(GRAPH_TYPES)}")
    return GRAPH_TYPES[media_type]


def named_graph(request: Request) -> str | None:
    """Return the graph that a request is about, None for the default graph. Raises RequestError."""
    pairs = read_parameters(request)
    names = [value for name, value in pairs if name == "graph"]
    default = any(name == "default" for name, _ in pairs)
    direct = request.path_params.get("path")
    if len(names) + default + bool(direct) != 1:
        raise RequestError("expected one graph: ?graph= with its IRI, or ?default")
    if direct:
        return address_of(request)
    if default:
        return None
    if ":" not in names[0]:
        raise RequestError(f"graph={names[0]!r}: expected a whole IRI")
    return names[0]
