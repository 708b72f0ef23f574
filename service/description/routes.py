"""The route of the data's description."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from rdflib import Graph

from kg.store.formats import GraphFormat
from service.addresses import root_of
from service.description.building import Description, written
from service.documenting import problems
from service.negotiation import GRAPH_TYPES, HTML, VARY, graph_type

_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "a graph", "content": {media_type: {} for media_type in (*GRAPH_TYPES, "text/plain")}},
    **problems(406, 414, 500, 503, 504),
}


def add_description(app: FastAPI, description: Description) -> None:
    """Add the route that describes the data."""

    @app.get(
        "/.well-known/void",
        response_class=Response,
        responses=_RESPONSES,
        summary="What is in the graph: VoID and DCAT",
    )
    async def void(request: Request) -> Response:
        """Describe the data: how much of what it holds, its vocabularies, licence, named graphs, and ways to get it."""
        media_type = graph_type(request.headers.get("accept"), request.query_params.get("format"))
        graph = await description.data(root_of(request))
        if media_type == HTML:
            return PlainTextResponse(written(graph, GraphFormat.turtle), headers=VARY)
        return answered(graph, media_type)


def answered(graph: Graph, media_type: str) -> Response:
    """Return a description as an answer."""
    return Response(written(graph, GRAPH_TYPES[media_type]), media_type=media_type, headers=VARY)
