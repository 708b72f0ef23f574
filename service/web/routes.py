"""The routes of the pages: the lists, and the documents about things for who would rather look."""

from __future__ import annotations

import json

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from kg.errors import NotFoundError
from kg.settings import Settings
from kg.store.graphs import GraphStore
from kg.store.texts import RecordStore, TextStore
from service.addresses import root_of
from service.catalogue import load_catalogue
from service.documenting import problems
from service.engine.cache import Cache
from service.marking import KINDS
from service.pages import Pages
from service.protocol import read_form
from service.rendering import Renderer
from service.sparql import Endpoint
from service.transport import answer_heads
from service.web.actor import read_actor
from service.web.adding import add_adding
from service.web.article import changes, marked_text, read_article
from service.web.catalogues import KINDS as ACTOR_KINDS
from service.web.catalogues import ActorFilters, ArticleFilters, read_actors, read_articles
from service.web.facts import iri, rows, values
from service.web.incident import read_incident
from service.web.incidents import GRADES, PAGE, POINTS, TYPES, Filters, read_items, read_latest, read_points
from service.web.provenance import bibtex, chain_of, citation, csl
from service.web.review import add_review
from service.web.routing import PeopleRoute
from service.web.site import Page, Site
from service.web.start import read_start
from service.web.timeline import timeline
from service.web.trying import LONGEST, Trying

_INCIDENT_OF = "SELECT ?incident WHERE {{ {report} ?report onr:reportOf ?incident }} LIMIT 1"


def add_web(app: FastAPI, settings: Settings, store: GraphStore, endpoint: Endpoint) -> None:
    """Add the pages; add them before the routes of programs at the same addresses."""
    pages, render = Pages(settings, store), Renderer(settings.root_path, settings.base)
    site = Site(settings, store, endpoint.select, pages, render, Cache(settings.cache_size * 1024 * 1024 // 4))
    router = APIRouter(route_class=PeopleRoute, default_response_class=HTMLResponse, include_in_schema=False)
    _add_lists(router, site)
    _add_things(router, site)
    _add_chains(router, site)
    answer_heads(router)
    app.include_router(router)
    _add_start(app, site)
    _add_trying(app, site)
    _add_data(app, site)
    add_review(app, site)
    add_adding(app, site)


def _add_lists(router: APIRouter, site: Site) -> None:
    ask = site.ask

    @router.get("/incidents")
    async def incidents(request: Request, page: Page = 1) -> Response:
        filters = Filters.read(request.query_params)
        if (known := await site.known(request)) is not None:
            return known
        start = PAGE * (page - 1)
        if filters.parameters():
            left = await site.found(request, filters)
            listed, total, months = left.page(start, PAGE + 1), left.total, left.months()
        else:
            figures = await site.figures(request)
            total, months = figures.counts["incidents"], figures.incidents.months()
            listed = await read_latest(ask, figures, start, max(0, min(PAGE + 1, total - start)))
        found = await read_items(ask, [incident for incident, _ in listed[:PAGE]])
        return site.page(
            request, "web/incidents.html", section="incidents", filters=filters, types=TYPES, grades=GRADES,
            incidents=found, total=total, more=len(listed) > PAGE, page=page, timeline=timeline(months),
            tiles=site.settings.tiles, points=min(total, POINTS),
        )  # fmt: skip

    @router.get("/articles")
    async def articles(request: Request, page: Page = 1) -> Response:
        filters = ArticleFilters.read(request.query_params)
        if (known := await site.known(request)) is not None:
            return known
        figures = None if filters.parameters() else await site.figures(request)
        found = await read_articles(ask, filters, page=page, figures=figures)
        return site.page(request, "web/articles.html", section="articles", filters=filters, found=found, page=page)

    @router.get("/actors")
    async def actors(request: Request, page: Page = 1) -> Response:
        filters = ActorFilters.read(request.query_params)
        if (known := await site.known(request)) is not None:
            return known
        order = await site.order(request, filters)
        found = await read_actors(ask, order, page=page)
        return site.page(
            request, "web/actors.html", section="actors", filters=filters, found=found, kinds=ACTOR_KINDS, page=page
        )


def _add_start(app: FastAPI, site: Site) -> None:
    ask = site.ask

    @app.get("/", response_class=HTMLResponse, summary="The start page")
    async def start(request: Request) -> Response:
        """Show what is in the graph, the latest and the most contested incidents, and queries to begin with."""
        if (known := await site.known(request)) is not None:
            return known
        figures = await site.figures(request)
        found = await read_start(ask, figures)
        return site.page(
            request, "web/start.html", start=found, figures=figures, timeline=timeline(figures.incidents.months()),
            filters=Filters(), queries=site.pages.queries(),
        )  # fmt: skip


def _add_things(router: APIRouter, site: Site) -> None:
    base, ask = site.settings.base, site.ask
    records, texts = RecordStore(site.settings.folder), TextStore(site.settings.folder)

    @router.get("/about/incident/{name}")
    async def incident(name: str, request: Request, page: Page = 1) -> Response:
        if (known := await site.known(request)) is not None:
            return known
        found = await read_incident(ask, f"{base}incident/{name}", page=page)
        here = f"/about/incident/{name}"
        return site.page(
            request, "web/incident.html", incident=found, page=page, here=here, section="incidents", subject=found.iri
        )

    @router.get("/about/report/{name}")
    async def report(name: str) -> Response:
        bound = values("report", [iri(f"{base}report/{name}")])
        found = await rows(ask, _INCIDENT_OF.format(report=bound))
        if not found:
            raise NotFoundError(f"{base}report/{name}: there is no such report, or nothing has been inferred from it")
        return RedirectResponse(site.render.link(found[0]["incident"]) or "/", 303)

    @router.get("/about/article/{name}")
    async def article(name: str, request: Request, page: Page = 1) -> Response:
        if (known := await site.known(request)) is not None:
            return known
        found = await read_article(ask, f"{base}article/{name}", page=page)
        pieces = await run_in_threadpool(marked_text, records, found) if site.settings.show_texts else None
        diffs = await run_in_threadpool(changes, found.article.iri, graphs=site.store, texts=texts)
        return site.page(
            request, "web/article.html", section="articles", found=found, pieces=pieces, kinds=KINDS, diffs=diffs,
            page=page, here=f"/about/article/{name}", subject=found.article.iri,
        )  # fmt: skip

    @router.get("/about/actor/{name}")
    async def actor(name: str, request: Request, page: Page = 1) -> Response:
        if (known := await site.known(request)) is not None:
            return known
        found = await read_actor(ask, f"{base}actor/{name}", page=page)
        return site.page(
            request,
            "web/actor.html",
            section="actors",
            found=found,
            page=page,
            here=f"/about/actor/{name}",
            subject=found.iri,
        )


def _add_chains(router: APIRouter, site: Site) -> None:
    @router.get("/about/claim/{name}")
    @router.get("/about/statement/{name}")
    async def chain(name: str, request: Request) -> Response:
        if (known := await site.known(request)) is not None:
            return known
        path = f"{request.url.path.split('/')[-2]}/{name}"
        texts, found = load_catalogue(), await run_in_threadpool(site.trace, path)
        address = f"{root_of(request)}/id/{path}"
        return site.page(
            request, "web/chain.html", chains=[chain_of(one, texts) for one in found], path=path,
            citations=[citation(one, texts, address) for one in found], cite=site.render.address(f"/cite/{path}"),
            subject=site.settings.base + path,
        )  # fmt: skip


def _add_trying(app: FastAPI, site: Site) -> None:
    trying = Trying(site.settings)

    @app.get("/try", include_in_schema=False)
    async def form(request: Request) -> Response:
        known = await site.known(request)
        given: dict[str, object] = {"form": {}, "tried": None, "kinds": KINDS, "longest": LONGEST}
        return known or site.page(request, "web/try.html", section="try", **given)

    @app.post(
        "/try",
        response_class=HTMLResponse,
        summary="What would be extracted from a text",
        responses=problems(400, 408, 413, 415, 422, 503),
    )
    async def tried(request: Request) -> Response:
        """Show what would be extracted from a text (form fields text, title, outlet, published); store nothing."""
        given = await read_form(request)
        found = await run_in_threadpool(trying, given)
        page = site.render("web/try.html", section="try", form=given, tried=found, kinds=KINDS, longest=LONGEST)
        return HTMLResponse(page, headers={"Cache-Control": "no-store"})


def _add_data(app: FastAPI, site: Site) -> None:
    """Add what the scripts of pages fetch, and what citation managers take."""

    @app.get("/incidents/points", include_in_schema=False)
    async def points(request: Request) -> Response:
        if (known := await site.known(request)) is not None:
            return known
        filters = Filters.read(request.query_params)
        if filters.parameters():
            incidents = (await site.found(request, filters)).page(0, POINTS)
        else:
            figures = await site.figures(request)
            incidents = await read_latest(site.ask, figures, 0, min(POINTS, figures.counts["incidents"]))
        found = await read_points(site.ask, incidents)
        named, link = load_catalogue().named, site.render.link
        shown = [
            {**one, "name": named("incident_type", one["type"]), "address": link(one["incident"])} for one in found
        ]
        return site.kept(request, JSONResponse(shown))

    @app.get("/cite/{path:path}.bib", summary="A citation in BibTeX", responses=problems(404))
    def bib(path: str) -> Response:
        """Cite the article that a claim or statement (`claim/…`) stands in."""
        return Response("".join(map(bibtex, site.trace(path))), media_type="application/x-bibtex")

    @app.get("/cite/{path:path}.json", summary="A citation in CSL-JSON", responses=problems(404))
    def csl_json(path: str) -> Response:
        """Cite the article that a claim or statement (`claim/…`) stands in."""
        items = json.dumps([csl(one) for one in site.trace(path)], ensure_ascii=False)
        return Response(items, media_type="application/vnd.citationstyles.csl+json")
