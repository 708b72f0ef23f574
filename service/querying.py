"""The routes of the query endpoint; asked without a query, it describes itself to programs and shows people a form."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from kg.store.formats import GraphFormat, ResultFormat
from service.addresses import root_of
from service.description.building import Description
from service.description.routes import answered
from service.documenting import problems
from service.errors import RequestError
from service.negotiation import GRAPH_TYPES, HTML, RESULT_TYPES, VARY, graph_type
from service.pages import Pages
from service.protocol import QueryRequest, read_request
from service.sparql import Endpoint

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


def add_querying(app: FastAPI, endpoint: Endpoint, description: Description, pages: Pages) -> None:
    """Add the query operation of the SPARQL 1.1 Protocol."""

    @app.get("/sparql", **_ROUTE, openapi_extra={"parameters": _PARAMETERS})
    @app.post("/sparql", **_ROUTE, openapi_extra={"requestBody": _BODY})
    @app.head("/sparql", include_in_schema=False)
    async def sparql(request: Request) -> Response:
        """Answer a query by GET (`query=`), by POST of a form, or by POST of the query (`application/sparql-query`).

        `default-graph-uri` and `named-graph-uri` choose the dataset; else the default graph is the union of
        all graphs. The Accept header, or `format=`, chooses the format; `timeout=` asks for less time than there is.
        Without a query, GET gives the description of the endpoint, or a form to people.
        """
        asked = await read_request(request)
        if asked.query is not None:
            return await endpoint.answer_query(request, asked)
        if request.method == "POST" or asked != QueryRequest(None, form=asked.form):
            raise RequestError("the request has no query: expected the parameter 'query' or a body of SPARQL")
        media_type = graph_type(request.headers.get("accept"), asked.form)
        if media_type == HTML:
            return HTMLResponse(pages.query_form(), headers=VARY)
        return await run_in_threadpool(answered, description.service(root_of(request)), media_type)

    @app.options("/sparql", include_in_schema=False)
    def options() -> Response:
        return Response(status_code=204, headers={"Allow": "GET, HEAD, POST, OPTIONS"})
