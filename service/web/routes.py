"""The routes of the pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.responses import HTMLResponse, Response

from kg.settings import Settings
from kg.store.graphs import GraphStore
from service.engine.cache import etag
from service.rendering import Renderer
from service.sparql import Endpoint
from service.web.incident import read_incident
from service.web.routing import PeopleRoute

Page = Annotated[int, Query(ge=1, le=100_000, description="which page of a long list")]


def add_web(app: FastAPI, settings: Settings, store: GraphStore, endpoint: Endpoint) -> None:
    """Add the pages; add them before the routes of programs at the same addresses."""
    render = Renderer(settings.root_path, settings.base)
    router = APIRouter(route_class=PeopleRoute, default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/about/incident/{name}")
    async def incident(name: str, request: Request, page: Page = 1) -> Response:
        if (known := _unchanged(request, store)) is not None:
            return known
        found = await read_incident(endpoint.select, f"{settings.base}incident/{name}", page=page)
        here = render.link(found.iri)
        return _html(render("web/incident.html", incident=found, page=page, here=here, section="incidents"), request)

    app.include_router(router)


def _unchanged(request: Request, store: GraphStore) -> Response | None:
    """Return 304 to who has the page as it is now; note the page's tag for who has not."""
    tag = etag(store.state(), request.app.version, str(request.url))
    request.state.tag = tag
    return Response(status_code=304, headers=_headers(tag)) if tag in request.headers.get("if-none-match", "") else None


def _html(page: str, request: Request) -> HTMLResponse:
    return HTMLResponse(page, headers=_headers(request.state.tag))


def _headers(tag: str) -> dict[str, str]:
    return {"Vary": "Accept, Accept-Encoding", "Cache-Control": "no-cache", "ETag": tag}
