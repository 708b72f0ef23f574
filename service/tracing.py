"""Traces over HTTP: from a claim, statement, report or piece of evidence back to the characters of the article."""

from __future__ import annotations

import json
from dataclasses import asdict

from fastapi import FastAPI, Request
from fastapi.responses import Response

from kg.settings import Settings
from kg.store.formats import GraphFormat
from kg.store.graphs import GraphStore
from kg.store.texts import TextStore
from kg.trace import chain, trace
from kg.trace.document import DocumentFormat, document
from service.documenting import format_parameter, problems
from service.errors import NotAcceptableError, RequestError
from service.negotiation import VARY, choose
from service.resources.formats import written

_JSON = "application/json"
_GRAPHS = {form.media_type: form for form in (GraphFormat.jsonld, GraphFormat.turtle, GraphFormat.ntriples)}
_DOCUMENTS = {DocumentFormat.notation.media_type: DocumentFormat.notation}
_OFFERS = (_JSON, *_GRAPHS, *_DOCUMENTS)
_NAMES = {
    "json": _JSON,
    **{form.value: form.media_type for form in _GRAPHS.values()},
    DocumentFormat.notation.value: DocumentFormat.notation.media_type,
}
_ANSWER = {"description": "The chains", "content": {one: {"schema": {}} for one in _OFFERS}}


def add_tracing(app: FastAPI, settings: Settings, store: GraphStore) -> None:
    """Add the route of traces."""
    texts = TextStore(settings.folder)

    @app.get(
        "/trace/{target:path}",
        response_class=Response,
        summary="A claim down to its characters",
        responses={200: _ANSWER, **problems(400, 404, 406)},
        openapi_extra={"parameters": [format_parameter([*_NAMES, DocumentFormat.json.value])]},
    )
    def follow(target: str, request: Request) -> Response:
        """Follow a claim, statement, report or piece of evidence: statement, speaker (for whom), article, outlet.

        The target is an id, the beginning of one, a path of the data (`claim/…`) or an IRI. JSON says of each quote
        whether the stored text has those words there; Turtle, JSON-LD and N-Triples are the triples of the chain
        (PROV-O); PROV-N and PROV-JSON (by `format`) are documents of the PROV data model.
        """
        asked = request.url.query and request.query_params.get("format")
        if asked == DocumentFormat.json:
            found = trace(target, graphs=store, texts=texts)
            return _answer(document(found, DocumentFormat.json, base=settings.base), _JSON)
        media_type = _media_type(asked or None, request.headers.get("accept"))
        if media_type in _GRAPHS:
            return _answer(written(chain(target, store), _GRAPHS[media_type]), media_type)
        found = trace(target, graphs=store, texts=texts)
        if media_type in _DOCUMENTS:
            return _answer(document(found, _DOCUMENTS[media_type], base=settings.base), media_type)
        return _answer(json.dumps([asdict(one) for one in found], ensure_ascii=False), _JSON)


def _media_type(name: str | None, accept: str | None) -> str:
    if name is not None:
        if name not in _NAMES:
            raise RequestError(f"format={name!r}: expected one of {', '.join([*_NAMES, DocumentFormat.json.value])}")
        return _NAMES[name]
    chosen = choose(accept, _OFFERS)
    if chosen is None:
        raise NotAcceptableError(f"Accept: {accept}: expected one of {', '.join(_OFFERS)}")
    return chosen


def _answer(body: str | bytes, media_type: str) -> Response:
    return Response(body, media_type=media_type, headers=VARY)
