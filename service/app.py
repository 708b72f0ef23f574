"""The service: SPARQL over HTTP, the data's IRIs, and a few plain pages.

Routes that touch the store are plain functions, which FastAPI runs in threads, so that a slow query holds up
nobody else; only the reading of a request's body is asynchronous.
"""

from __future__ import annotations

import io
from importlib.metadata import version
from importlib.resources import as_file, files
from typing import Annotated

from fastapi import Depends, FastAPI, Query, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from kg.errors import NotFoundError
from kg.mapping.vocabulary import PREFIXES
from kg.settings import Settings
from kg.store.formats import GraphFormat, ResultFormat
from kg.store.graphs import Answer, GraphStore
from kg.store.texts import TextStore
from service.errors import NotAcceptableError, RequestError, handle_errors
from service.negotiation import GRAPH_TYPES, HTML, RESULT_TYPES, choose
from service.pages import Pages
from service.protocol import QueryRequest, read_request

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_SPARQL = "SPARQL 1.1 query, read-only"
_STRING = {"type": "string"}
_PARAMETERS = [
    {"name": "query", "in": "query", "required": True, "schema": _STRING},
    {"name": "default-graph-uri", "in": "query", "schema": {"type": "array", "items": _STRING}},
    {"name": "named-graph-uri", "in": "query", "schema": {"type": "array", "items": _STRING}},
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


def create_app(settings: Settings, store: GraphStore) -> FastAPI:
    """Return the service over a store, which the caller opens and closes."""
    app = FastAPI(
        title="On Record",
        version=version("onrecord"),
        description="Who claimed what about which incident, according to which article.",
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "HEAD", "POST"], allow_headers=["*"])
    handle_errors(app)
    pages = Pages(settings, store)
    _add_sparql(app, store, pages)
    _add_resources(app, settings, store, pages)
    _add_pages(app, store, pages)
    return app


def _add_sparql(app: FastAPI, store: GraphStore, pages: Pages) -> None:
    @app.get("/sparql", response_class=Response, summary=_SPARQL, openapi_extra={"parameters": _PARAMETERS})
    @app.post("/sparql", response_class=Response, summary=_SPARQL, openapi_extra={"requestBody": _BODY})
    @app.head("/sparql", include_in_schema=False)
    def sparql(request: Request, asked: Annotated[QueryRequest, Depends(read_request)]) -> Response:
        """Answer a query by GET (`query=`), by POST of a form, or by POST of the query (`application/sparql-query`).

        `default-graph-uri` and `named-graph-uri` choose the dataset; else the default graph is the union of
        all graphs. The Accept header, or `format=`, chooses the format.
        """
        accept = request.headers.get("accept")
        if asked.query is None:
            if choose(accept, ("application/json", HTML)) == HTML and request.method != "POST":
                return _html(pages.query_form())
            raise RequestError("the request has no query: expected the parameter 'query' or a body of SPARQL")
        answer = store.query(asked.query, default_graphs=asked.default_graphs, named_graphs=asked.named_graphs)
        media_type = _media_type(answer, accept, asked.form)
        if media_type == HTML:
            turtle = _written(answer, GraphFormat.turtle).decode() if answer.kind == "graph" else None
            return _html(pages.answer(asked.query, answer, turtle))
        return Response(_written(answer, _types(answer)[media_type]), media_type=media_type, headers=_vary())

    @app.options("/sparql", include_in_schema=False)
    def options() -> Response:
        return Response(status_code=204, headers={"Allow": "GET, HEAD, POST, OPTIONS"})


def _add_resources(app: FastAPI, settings: Settings, store: GraphStore, pages: Pages) -> None:
    @app.head("/id/{path:path}", include_in_schema=False)
    @app.get("/id/{path:path}", response_class=Response, summary="One thing of the data")
    def of_path(path: str, request: Request) -> Response:
        """Describe the thing whose IRI is the data's base with this path, whatever the base is."""
        return describe(settings.base + path, request)

    @app.head("/resource", include_in_schema=False)
    @app.get("/resource", response_class=Response, summary="One thing by its IRI")
    def of_iri(iri: Annotated[str, Query(description="an IRI")], request: Request) -> Response:
        """Describe the thing with this IRI."""
        return describe(iri, request)

    vocabulary = load_vocabulary()

    def describe(iri: str, request: Request) -> Response:
        try:
            answer = store.describe(iri)
        except NotFoundError:
            answer = vocabulary.describe(iri)
        media_type = _media_type(answer, request.headers.get("accept"), request.query_params.get("format"))
        if media_type == HTML:
            return _html(pages.resource(iri, answer))
        return Response(_written(answer, GRAPH_TYPES[media_type]), media_type=media_type, headers=_vary())

    @app.get("/texts/{sha256}", response_class=PlainTextResponse, summary="The text of an article's revision")
    def text(sha256: str) -> str:
        """Return the stored text, where the operator shows texts (setting ONRECORD_SHOW_TEXTS)."""
        if not settings.show_texts:
            raise NotFoundError("texts are not served here: their rights are the operator's matter")
        return TextStore(settings.store).get(sha256)


def _add_pages(app: FastAPI, store: GraphStore, pages: Pages) -> None:
    @app.head("/", include_in_schema=False)
    @app.get("/", response_class=HTMLResponse, summary="The start page")
    def start() -> Response:
        """Show what is in the graph and queries to begin with."""
        return _html(pages.start())

    @app.head("/health", include_in_schema=False)
    @app.get("/health", summary="Whether the service can answer")
    def health() -> JSONResponse:
        """Say how many triples the graph has and which state of the store is served."""
        return JSONResponse(
            {"status": "ok", "version": app.version, "triples": pages.counts()["triples"], "state": store.state()}
        )

    @app.head("/docs", include_in_schema=False)
    @app.get("/docs", response_class=HTMLResponse, summary="This interface")
    def docs() -> Response:
        """Describe the interface, from its OpenAPI description at /openapi.json."""
        return _html(pages.docs(app.openapi()))


def load_vocabulary() -> GraphStore:
    """Return a store of the ontology, so that the terms which the data uses can be looked up beside it."""
    vocabulary = GraphStore.in_memory()
    for one in files("ontology").iterdir():
        if one.name.endswith(".ttl"):
            with as_file(one) as path:
                vocabulary.load(path, GraphFormat.turtle)
    return vocabulary


def _types(answer: Answer) -> dict[str, ResultFormat] | dict[str, GraphFormat]:
    return GRAPH_TYPES if answer.kind == "graph" else RESULT_TYPES


def _media_type(answer: Answer, accept: str | None, form: str | None) -> str:
    """Return the media type to answer with. Raises NotAcceptableError."""
    types = _types(answer)
    for known in answer.formats:
        if form == known:
            return known.media_type
    chosen = choose(accept, (*types, HTML))
    if chosen is None:
        raise NotAcceptableError(f"Accept: {accept}: expected one of {', '.join((*types, HTML))}")
    return chosen


def _written(answer: Answer, form: ResultFormat | GraphFormat) -> bytes:
    output = io.BytesIO()
    answer.write(output, form, PREFIXES)
    return output.getvalue()


def _html(page: str) -> HTMLResponse:
    return HTMLResponse(page, headers={**_HEADERS, **_vary()})


def _vary() -> dict[str, str]:
    return {"Vary": "Accept"}
