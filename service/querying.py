"""The query endpoint; asked without a query, it describes itself to programs and shows people a form.

A query is answered ahead of the framework (`Querying`), whose routing costs more than a small query does. The routes
document it, and answer what is no query.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.errors import OnRecordError
from kg.store.formats import GraphFormat, ResultFormat
from service.addresses import root_of
from service.description.building import Description
from service.description.routes import answered
from service.documenting import problems
from service.errors import RequestError
from service.negotiation import GRAPH_TYPES, HTML, RESULT_TYPES, VARY, graph_type
from service.pages import Pages
from service.problems import error_response
from service.protocol import read_request
from service.sparql import Endpoint
from service.transport import travelling

PATH = "/sparql"
"""Where queries are asked."""

_METHODS = ("GET", "HEAD", "POST")
_ANSWERS = {
    "description": "rows, a truth value, a graph, or without a query the description of the endpoint",
    "content": {media_type: {} for media_type in (*RESULT_TYPES, *GRAPH_TYPES, HTML)},
}
_ROUTE: dict[str, Any] = {
    "response_class": Response,
    "responses": {200: _ANSWERS, **problems(400, 403, 406, 408, 413, 414, 415, 422, 500, 502, 503, 504)},
    "summary": "SPARQL 1.1 query, read-only",
}
_STRING = {"type": "string"}
_PARAMETERS = [
    {"name": "query", "in": "query", "schema": _STRING},
    {"name": "default-graph-uri", "in": "query", "schema": {"type": "array", "items": _STRING}},
    {"name": "named-graph-uri", "in": "query", "schema": {"type": "array", "items": _STRING}},
    {"name": "timeout", "in": "query", "schema": {"type": "number", "exclusiveMinimum": 0}},
    {"name": "format", "in": "query", "schema": {"enum": [*ResultFormat, *GraphFormat]}},
]
_BODY = {
    "required": True,
    "content": {
        "application/x-www-form-urlencoded": {
            "schema": {"type": "object", "required": ["query"], "properties": {"query": _STRING}}
        },
        "application/sparql-query": {"schema": _STRING},
    },
}


class Querying:
    """An app with the query operation of the SPARQL 1.1 Protocol ahead of it."""

    def __init__(self, app: ASGIApp, endpoint: Endpoint, root: str) -> None:
        self._app = app
        self._endpoint = endpoint
        self._path = root + PATH
        self._route = Route(PATH, self)  # which metrics ask for the path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a query; leave all else to the app."""
        if scope["type"] != "http" or scope["path"] != self._path or scope["method"] not in _METHODS:
            await self._app(scope, receive, send)
            return
        scope["route"] = self._route
        request = Request(scope, receive)
        try:
            asked = await read_request(request)
            if asked.asks_nothing and request.method != "POST":
                await self._app(scope, receive, send)
                return
            if asked.query is None:
                raise RequestError("the request has no query: expected the parameter 'query' or a body of SPARQL")
            response = await self._endpoint.answer_query(request, asked)
        except OnRecordError as error:
            response = error_response(request, error)
        await travelling(response, request)(scope, receive, send)


def add_querying(app: FastAPI, description: Description, pages: Pages) -> None:
    """Add the routes of the query operation, which `Querying` answers, and of what is asked without a query."""

    @app.get(PATH, **_ROUTE, openapi_extra={"parameters": _PARAMETERS})
    @app.post(PATH, **_ROUTE, openapi_extra={"requestBody": _BODY})
    async def sparql(request: Request) -> Response:
        """Answer a query by GET (`query=`), by POST of a form, or by POST of the query (`application/sparql-query`).

        `default-graph-uri` and `named-graph-uri` choose the dataset; else the default graph is the union of
        all graphs. The Accept header, or `format=`, chooses the format; `timeout=` asks for less time than there is.
        Without a query, GET gives the description of the endpoint, or a form to people.
        """
        media_type = graph_type(request.headers.get("accept"), request.query_params.get("format"))
        if media_type == HTML:
            return HTMLResponse(pages.query_form(), headers=VARY)
        return await run_in_threadpool(answered, description.service(root_of(request)), media_type)

    @app.options(PATH, include_in_schema=False)
    def options() -> Response:
        return Response(status_code=204, headers={"Allow": "GET, HEAD, POST, OPTIONS"})
