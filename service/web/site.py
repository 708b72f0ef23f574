"""What the routes of the pages share: the store, who asks it, and who writes pages, which keep for a state of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import HTMLResponse, Response

from kg.settings import Settings
from kg.store.graphs import GraphStore
from kg.store.texts import TextStore
from kg.trace import Trace, trace
from service.engine.cache import Cache, Kept, etag
from service.engine.state import state_of
from service.pages import Pages
from service.rendering import Renderer
from service.web.catalogues import ActorFilters, read_order, read_speaking
from service.web.facts import Ask
from service.web.figures import Figures, Once, read_figures
from service.web.incidents import Filters, Found, read_found

Page = Annotated[int, Query(ge=1, le=100_000, description="which page of a long list")]


@dataclass(frozen=True, slots=True)
class Site:
    """The pages of one deployment."""

    settings: Settings
    store: GraphStore
    ask: Ask
    pages: Pages
    render: Renderer
    cache: Cache
    once: Once = field(default_factory=Once)

    async def known(self, request: Request) -> Response | None:
        """Return 304 to who has the page as it is now, else the page when it has been made for this state before."""
        state = await state_of(self.store)
        tag = etag(state, request.app.version, str(request.url))
        request.state.made_of = state, tag
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=_headers(tag))
        kept = self.cache.get(state, str(request.url))
        return None if kept is None else Response(kept.body, media_type=kept.media_type, headers=dict(kept.headers))

    def page(self, request: Request, template: str, **given: object) -> Response:
        """Return a page, and keep it for who asks next; it bears the tag of the state that `known` saw."""
        return self.kept(request, HTMLResponse(self.render(template, **given)))

    def kept(self, request: Request, answer: Response) -> Response:
        """Return an answer with its tag, and keep it."""
        state, tag = request.state.made_of
        answer.headers.update(_headers(tag))
        kept = Kept(answer.headers["content-type"], bytes(answer.body), tuple(_headers(tag).items()))
        self.cache.put(state, str(request.url), kept)
        return answer

    async def figures(self, request: Request) -> Figures:
        """Return the figures of the graph in the state that `known` saw."""
        base = self.settings.base
        return await self.once.of(request.state.made_of[0], "figures", lambda: read_figures(self.ask, base))

    async def found(self, request: Request, filters: Filters) -> Found:
        """Return the incidents that filters leave of the state that `known` saw."""
        return await self.once.of(request.state.made_of[0], filters, lambda: read_found(self.ask, filters))

    async def order(self, request: Request, filters: ActorFilters) -> tuple[tuple[str, int], ...]:
        """Return the actors that filters leave of the state that `known` saw, as `read_order` does."""
        state = request.state.made_of[0]
        speaking = await self.once.of(state, "speaking", lambda: read_speaking(self.ask))
        return await self.once.of(state, filters, lambda: read_order(self.ask, filters, speaking))

    def trace(self, path: str) -> tuple[Trace, ...]:
        """Return what leads from a claim or statement, by the path of its IRI, down to its words."""
        return trace(self.settings.base + path, graphs=self.store, texts=TextStore(self.settings.folder))


def _headers(tag: str) -> dict[str, str]:
    return {"Vary": "Accept", "Cache-Control": "no-cache", "ETag": tag}
