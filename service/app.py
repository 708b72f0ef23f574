"""The service: SPARQL over HTTP, the data's IRIs, and a few plain pages.

Queries of clients are evaluated by the engine, in processes with limits. The other routes ask the store what the
service itself has written, in plain functions, which FastAPI runs in threads.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Lifespan

from kg.errors import SettingsError
from kg.queries import load_queries
from kg.settings import Settings, variable
from kg.store.graphs import GraphStore
from service.description import add_description
from service.description.building import Description
from service.documenting import complete
from service.engine.cache import Cache
from service.engine.pool import Pool
from service.engine.writing import Writer
from service.exporting import add_exports
from service.federation.fetching import Fetcher
from service.federation.relay import Relay
from service.intake import add_intake
from service.negotiation import VARY
from service.observing import Metrics, Observed
from service.pages import Pages
from service.problems import handle_errors
from service.querying import Querying, add_querying
from service.reconciliation import add_reconciliation
from service.resources import add_resources
from service.rest import add_rest
from service.reviewing import add_deciding, add_reviewing
from service.saved import add_saved_queries
from service.searching import add_searching
from service.sparql import Endpoint
from service.tracing import add_tracing
from service.transport import add_transport, answer_heads
from service.web import add_web
from service.writes import add_graph_store, add_writes


def create_app(
    settings: Settings, store: GraphStore, *, fetcher: Fetcher | None = None, prepare: bool = False
) -> FastAPI:
    """Return the service over a store in a directory, which the caller opens and closes.

    `fetcher` asks the endpoints that queries call, when not the usual one does. With `prepare`, what analyses articles
    is loaded at once, where any may come.
    Raises SettingsError when it is to be writable and there is no token to write with.
    """
    if settings.writable and not settings.write_token:
        raise SettingsError(f"{variable('writable')}=True: expected a token in {variable('write_token')}")
    pool = Pool(settings, prefixes=store.prefixes)
    writer = Writer(settings, prefixes=store.prefixes)
    relay = Relay(settings, fetcher)
    app = FastAPI(
        title="On Record",
        version=version("onrecord"),
        description="Who claimed what about which incident, according to which article.",
        docs_url=None,
        redoc_url=None,
        lifespan=_closing(pool, writer, relay),
        telemetry={"tracing": False, "metrics": False, "logs": False},  # what is measured is in /metrics
    )
    metrics = Metrics(pool.turns)
    pages = Pages(settings, store)
    cache = Cache(settings.cache_size * 1024 * 1024)
    endpoint = Endpoint(store, pool, cache, pages, relay)
    add_transport(app)
    app.add_middleware(Querying, endpoint=endpoint, root=settings.root_path)
    app.add_middleware(Observed, metrics=metrics, root=settings.root_path, images=settings.tiles)
    handle_errors(app)
    description = Description(settings, store, endpoint)
    add_querying(app, description, pages)
    add_description(app, description)
    add_graph_store(app, store, endpoint)
    if settings.writable:
        add_writes(app, settings, writer)
        add_intake(app, settings, writer, prepare=prepare)
        add_deciding(app, settings, writer)
    add_web(app, settings, store, endpoint)
    add_resources(app, settings, store, pages)
    add_rest(app, store, endpoint, cache)
    add_reviewing(app, settings, store)
    add_searching(app, settings, store)
    add_exports(app, settings)
    add_tracing(app, settings, store)
    add_saved_queries(app, endpoint, load_queries(settings.queries))
    _add_pages(app, store, pages, metrics)
    add_reconciliation(app, settings, store)
    answer_heads(app)
    complete(app)
    return app


def _closing(pool: Pool, *others: Writer | Relay) -> Lifespan[FastAPI]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        pool.start_spare()
        try:
            yield
        finally:
            for part in (pool, *others):
                part.close()

    return lifespan


def _add_pages(app: FastAPI, store: GraphStore, pages: Pages, metrics: Metrics) -> None:
    app.mount("/static", StaticFiles(packages=[("service", "static")]), name="static")

    @app.get("/metrics", include_in_schema=False)
    def numbers() -> Response:
        return Response(metrics.text(), media_type=metrics.content_type)

    @app.get("/health", summary="Whether the service can answer")
    def health() -> JSONResponse:
        """Say how many triples the graph has and which state of the store is served."""
        return JSONResponse(
            {"status": "ok", "version": app.version, "triples": pages.triples(), "state": store.state()}
        )

    @app.get("/docs", response_class=HTMLResponse, summary="This interface")
    def docs() -> Response:
        """Describe the interface, from its OpenAPI description at /openapi.json."""
        return _html(pages.docs(app.openapi()))


def _html(page: str) -> HTMLResponse:
    return HTMLResponse(page, headers=VARY)
