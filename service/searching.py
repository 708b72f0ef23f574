"""Full-text search over HTTP: the words of statements and the headlines of articles, the best matches first."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import FastAPI, Query, Request
from fastapi.responses import JSONResponse

from kg.search import Index
from kg.search.index import KINDS
from kg.settings import Settings
from kg.store.graphs import GraphStore
from service.addresses import address_of
from service.documenting import problems

_MATCH = {
    "type": "object",
    "required": ["kind", "iri", "text", "highlights", "score"],
    "properties": {
        "kind": {"enum": list(KINDS)},
        "iri": {"type": "string"},
        "text": {"type": "string"},
        "highlights": {
            "type": "array",
            "description": "places of what matched in the text, in characters, the end not included",
            "items": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
        },
        "score": {"type": "number"},
    },
}
_FOUND = {
    "type": "object",
    "required": ["total", "items", "next"],
    "properties": {
        "total": {"type": "integer"},
        "items": {"type": "array", "items": _MATCH},
        "next": {"type": ["string", "null"], "description": "address of the next page"},
    },
}
_DEEPEST = 1000
"""Matches that can be looked at: who does not find it among these has to ask more closely."""


def add_searching(app: FastAPI, settings: Settings, store: GraphStore) -> None:
    """Add the route of the search."""
    index = Index(settings.folder, store)

    @app.get(
        "/search",
        response_class=JSONResponse,
        summary="Full-text search",
        responses={
            200: {"description": "The matches", "content": {"application/json": {"schema": _FOUND}}},
            **problems(400, 503),
        },
    )
    def search(
        request: Request,
        q: Annotated[str, Query(max_length=1000, description='words, "a phrase", the beginning of a word*')],
        kind: Annotated[Literal["statement", "article"] | None, Query(description="only these")] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        skip: Annotated[int, Query(ge=0, le=_DEEPEST, description="matches to pass over")] = 0,
    ) -> JSONResponse:
        """Find statements by their words and articles by their headlines; all words of the question must be there.

        Words match in their other forms, too (killed: killing). The places of what matched are offsets, not markup.
        """
        found = index.find(q, kinds=KINDS if kind is None else (kind,), limit=limit, skip=skip)
        following = skip + limit
        more = following < min(found.total, _DEEPEST)
        address = request.url.include_query_params(skip=following).query
        items = [{**asdict(one), "score": round(one.score, 6)} for one in found.matches]
        next_page = f"{address_of(request)}?{address}" if more else None
        return JSONResponse({"total": found.total, "items": items, "next": next_page})
