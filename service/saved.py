"""Saved queries over HTTP: each is a route with typed parameters, and tables by the ending .csv or .json."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from kg.errors import UnknownQueryError
from kg.queries import Parameter, ParameterKind, ShippedQuery, bind, find_near
from kg.store.formats import GraphFormat, ResultFormat
from service.addresses import root_of
from service.documenting import format_parameter, parameter, problems
from service.errors import RequestError
from service.negotiation import RESULT_TYPES
from service.protocol import QueryRequest, read_parameters, read_seconds
from service.sparql import Endpoint

_SCHEMAS: dict[ParameterKind, dict[str, Any]] = {
    "iri": {"type": "string"},
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
}
_EXPECTED = {"iri": "an IRI, one relative to the base as actor/islamic-state, or a prefixed name as wd:Q2429253"}
_ENDINGS = ("", ".csv", ".json")
_FORMATS = [*ResultFormat, *GraphFormat]
_OWN = ("format", "timeout")
_ERRORS = problems(400, 404, 406, 422, 503, 504)
_TABLE = {"description": "The rows", "content": {one: {"schema": {}} for one in RESULT_TYPES}}
_LIST = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["name", "title", "description", "parameters", "address"],
        "properties": {
            "name": {"type": "string"},
            "title": {"type": "string"},
            "description": {"type": "string"},
            "address": {"type": "string"},
            "parameters": {"type": "array", "items": {"type": "object"}},
        },
    },
}


def add_saved_queries(app: FastAPI, endpoint: Endpoint, queries: Sequence[ShippedQuery]) -> None:
    """Add the list of queries, and a route for each."""

    @app.get(
        "/queries",
        response_class=JSONResponse,
        summary="The saved queries",
        responses={200: {"description": "The queries", "content": {"application/json": {"schema": _LIST}}}},
    )
    def listed(request: Request) -> JSONResponse:
        """List the queries that are shipped and those that the operator has added, with their parameters."""
        return JSONResponse([_described(one, root_of(request)) for one in queries])

    for query in queries:
        for ending in _ENDINGS:
            _add(app, endpoint, query, ending)

    @app.get("/queries/{name}", include_in_schema=False)
    def unknown(name: str) -> Response:
        near = ", ".join(find_near(name.partition(".")[0], [one.name for one in queries]))
        raise UnknownQueryError(f"no query is named {name!r}: expected {near}; /queries lists them")


def _add(app: FastAPI, endpoint: Endpoint, query: ShippedQuery, ending: str) -> None:
    parameters = [_documented(one) for one in query.parameters]
    parameters.append(parameter("timeout", {"type": "number", "exclusiveMinimum": 0}, "seconds it may take"))
    if not ending:
        parameters.append(format_parameter(_FORMATS))

    async def answer(request: Request) -> Response:
        return await endpoint.answer_query(request, _asked(query, request, ending))

    path = f"/queries/{query.name}{ending}"
    app.add_api_route(
        path,
        answer,
        methods=["GET"],
        response_class=Response,
        summary=query.title,
        description=query.description,
        operation_id=f"query-{query.name}{ending.replace('.', '-')}",
        responses={200: _TABLE, **_ERRORS},
        openapi_extra={"parameters": parameters},
    )


def _asked(query: ShippedQuery, request: Request, ending: str) -> QueryRequest:
    """Return the query with the values of the request. Raises RequestError naming a parameter that is wrong."""
    pairs = read_parameters(request)
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise RequestError(f"the parameter {twice!r} stands twice: expected it once")
    given = dict(pairs)
    form, seconds = (given.pop(name, None) for name in _OWN)
    if form is not None and form not in _FORMATS:
        raise RequestError(f"format={form!r}: expected one of {', '.join(_FORMATS)}")
    try:
        text = bind(query, given)
    except UnknownQueryError as error:
        raise RequestError(str(error)) from error
    request.state.query = text
    form = ending.removeprefix(".") or form
    return QueryRequest(text, form=form, seconds=None if seconds is None else read_seconds(seconds))


def _documented(one: Parameter) -> dict[str, Any]:
    expected = f" ({_EXPECTED[one.kind]})" if one.kind in _EXPECTED else ""
    return parameter(one.name, _SCHEMAS[one.kind], f"{one.help}{expected}; the query's own: {one.default}")


def _described(query: ShippedQuery, root: str) -> dict[str, Any]:
    return {
        "name": query.name,
        "title": query.title,
        "description": query.description,
        "address": f"{root}/queries/{query.name}",
        "parameters": [
            {"name": one.name, "kind": one.kind, "help": one.help, "default": one.default} for one in query.parameters
        ],
    }
