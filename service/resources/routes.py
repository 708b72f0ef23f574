"""The addresses of things and of the documents about them.

A thing is not its description: what the data's base is replaced by here (`/id/…`) answers with 303 and the address of
the document (https://www.w3.org/TR/cooluris/#r303gendocument); the document is there in every format, also under an
address of its own (`/about/actor/x.ttl`).
"""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import Annotated
from urllib.parse import quote

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from kg.errors import NotFoundError
from kg.settings import Settings
from kg.store.formats import GraphFormat
from kg.store.graphs import GraphStore
from kg.store.texts import TextStore
from service.addresses import root_of
from service.documenting import format_parameter, problems
from service.negotiation import GRAPH_TYPES, HTML, VARY
from service.pages import Pages
from service.resources.formats import NAMES, media_type_of, split_ending, written
from service.resources.hints import Hints

_DOCUMENT = {"content": {media_type: {"schema": {"type": "string"}} for media_type in (*GRAPH_TYPES, HTML)}}
_RESPONSES = {200: {"description": "What the graph says of it", **_DOCUMENT}, **problems(400, 404, 406)}
_FORMAT = {"parameters": [format_parameter(NAMES)]}


def add_resources(app: FastAPI, settings: Settings, store: GraphStore, pages: Pages) -> None:
    """Add the routes of the data's IRIs, and of the texts of articles."""
    describe = _Descriptions(settings, store, pages)

    @app.get(
        "/id/{path:path}",
        status_code=303,
        response_class=Response,
        summary="One thing of the data",
        responses={303: {"description": "The address of the document about it"}},
    )
    def thing(path: str, request: Request) -> Response:
        """Lead from the IRI of a thing, the data's base with this path, to the document about it, whatever the base."""
        asked = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{root_of(request)}/about/{quote(path)}{asked}", 303, VARY)

    @app.get(
        "/about/{path:path}",
        response_class=Response,
        summary="The document about a thing of the data",
        responses=_RESPONSES,
        openapi_extra=_FORMAT,
    )
    def about(path: str, request: Request) -> Response:
        """Describe the thing whose IRI is the base with this path; an ending as .ttl or .jsonld names a format."""
        plain, media_type = split_ending(path)
        return describe(settings.base + plain, media_type or media_type_of(request))

    @app.get(
        "/resource",
        response_class=Response,
        summary="The document about a thing by its IRI",
        responses=_RESPONSES,
        openapi_extra=_FORMAT,
    )
    def of_iri(iri: Annotated[str, Query(description="an IRI")], request: Request) -> Response:
        """Describe the thing with this IRI."""
        return describe(iri, media_type_of(request))

    @app.get(
        "/texts/{sha256}",
        response_class=PlainTextResponse,
        summary="The text of an article's revision",
        responses=problems(404),
    )
    def text(sha256: str) -> str:
        """Return the stored text, where the operator shows texts (setting ONRECORD_SHOW_TEXTS)."""
        if not settings.show_texts:
            raise NotFoundError("texts are not served here: their rights are the operator's matter")
        return TextStore(settings.folder).get(sha256)


class _Descriptions:
    """Describes things of the store, and the terms of the vocabulary that it uses."""

    def __init__(self, settings: Settings, store: GraphStore, pages: Pages) -> None:
        self._store = store
        self._pages = pages
        self._vocabulary = load_vocabulary()
        self._hints = Hints(store, base=settings.base)

    def __call__(self, iri: str, media_type: str) -> Response:
        try:
            answer = self._store.describe(iri)
        except NotFoundError as error:
            try:
                answer = self._vocabulary.describe(iri)
            except NotFoundError:
                raise NotFoundError(f"{error}; {self._hints.on(iri)}") from error
        if media_type == HTML:
            return HTMLResponse(self._pages.resource(iri, answer), headers=VARY)
        return Response(written(answer, GRAPH_TYPES[media_type]), media_type=media_type, headers=VARY)


def load_vocabulary() -> GraphStore:
    """Return a store of the ontology, so that the terms which the data uses can be looked up beside it."""
    vocabulary = GraphStore.in_memory()
    for one in files("ontology").iterdir():
        if one.name.endswith(".ttl"):
            with as_file(one) as path:
                vocabulary.load(path, GraphFormat.turtle)
    return vocabulary
