"""The routes: a list and an item for each collection, and the context of their bodies."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import Response

from kg.errors import NotFoundError
from kg.store.graphs import GraphStore
from service.addresses import address_of, root_of
from service.documenting import problems
from service.engine.cache import Cache, Kept, etag
from service.engine.state import state_of
from service.errors import NotAcceptableError
from service.negotiation import VARY, choose
from service.protocol import read_parameters
from service.rest import terms
from service.rest.collections import COLLECTIONS, Collection
from service.rest.context import PATH, context_of
from service.rest.filters import read_wanted
from service.rest.gathering import Rows, gather
from service.rest.keys import Orders
from service.rest.listing import list_items
from service.rest.schemas import item_schema, list_parameters, page_schema
from service.sparql import Endpoint, client_of

_TYPES = ("application/json", "application/ld+json")
_ERRORS = problems(400, 406, 422, 503, 504)


def add_rest(app: FastAPI, store: GraphStore, endpoint: Endpoint, cache: Cache) -> None:
    """Add the routes."""
    bodies = _Bodies(store, endpoint, cache)
    document = json.dumps(context_of(one.frame for one in COLLECTIONS), ensure_ascii=False)

    @app.get(
        PATH,
        response_class=Response,
        summary="The JSON-LD context of articles, actors, incidents, claims and statements",
        responses={200: {"description": "The context", "content": {"application/ld+json": {"schema": {}}}}},
    )
    def context() -> Response:
        """Return the context by which the plain JSON of these routes is linked data."""
        return Response(document, media_type="application/ld+json", headers={"Cache-Control": "max-age=3600"})

    for collection in COLLECTIONS:
        _add(app, bodies, collection)


def _add(app: FastAPI, bodies: _Bodies, collection: Collection) -> None:
    async def listed(request: Request) -> Response:
        return await bodies.page(request, collection)

    async def item(identity: str, request: Request) -> Response:
        return await bodies.item(request, collection, identity)

    for path, answer, schema, parameters, summary, errors in (
        (f"/{collection.name}", listed, page_schema(collection), list_parameters(collection), collection.title, {}),
        (
            f"/{collection.name}/{{identity}}", item, item_schema(collection.frame), [], f"One {collection.noun}",
            problems(404),
        ),
    ):  # fmt: skip
        app.add_api_route(
            path,
            answer,
            methods=["GET"],
            response_class=Response,
            summary=summary,
            description="Plain JSON, which is JSON-LD by its context.",
            operation_id=f"{collection.noun if path.endswith('}') else collection.name}",
            responses={200: {"description": summary, "content": _content(schema)}, **_ERRORS, **errors},
            openapi_extra={"parameters": parameters} if parameters else None,
        )


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {media_type: {"schema": schema} for media_type in _TYPES}


class _Bodies:
    """Answers the routes, from the cache where the state of the store is still the one that was asked."""

    def __init__(self, store: GraphStore, endpoint: Endpoint, cache: Cache) -> None:
        self._store = store
        self._endpoint = endpoint
        self._cache = cache
        self._orders = Orders()

    async def page(self, request: Request, collection: Collection) -> Response:
        """Return a page of a collection."""

        async def make() -> dict[str, Any]:
            pairs = read_parameters(request)
            wanted = await read_wanted(pairs, collection, ask=ask, resolve=self._store.resolve)
            page = await list_items(ask, collection, wanted, orders=self._orders, state=await state_of(self._store))
            following = None
            if page.following is not None:
                others = [pair for pair in pairs if pair[0] != "cursor"]
                following = f"{address_of(request)}?{urlencode([*others, ('cursor', page.following)])}"
            return {"total": page.total, "items": page.items, "next": following}

        ask = self._asker(request)
        return await self._answer(request, make)

    async def item(self, request: Request, collection: Collection, identity: str) -> Response:
        """Return one item, by the id that ends its IRI, or by its IRI."""

        async def make() -> dict[str, Any]:
            given = identity if ":" in identity else f"{collection.noun}/{identity}"
            iri = self._store.resolve(given)
            item = terms.values("item", [terms.iri(iri)])
            if not await ask(f"SELECT ?item WHERE {{ {item} {collection.anchor} }} LIMIT 1"):
                raise NotFoundError(f"there is no {collection.noun} {iri!r}; /{collection.name} lists them")
            (body,) = await gather(ask, [iri], collection.frame)
            return body

        ask = self._asker(request)
        return await self._answer(request, make)

    def _asker(self, request: Request) -> Any:
        client = client_of(request)

        async def ask(query: str) -> Rows:
            return list((await self._endpoint.select(query, client=client)).rows())

        return ask

    async def _answer(self, request: Request, make: Any) -> Response:
        media_type = choose(request.headers.get("accept"), _TYPES)
        if media_type is None:
            raise NotAcceptableError(f"Accept: {request.headers['accept']}: expected one of {', '.join(_TYPES)}")
        state, address = await state_of(self._store), str(request.url)
        headers = {**VARY, "Cache-Control": "no-cache", "ETag": etag(state, address, media_type)}
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        kept = self._cache.get(state, address)
        if kept is None:
            body = {"@context": f"{root_of(request)}{PATH}", **await make()}
            kept = Kept("application/json", json.dumps(body, ensure_ascii=False).encode())
            if await state_of(self._store) == state:
                self._cache.put(state, address, kept)
            else:
                del headers["ETag"]
        return Response(kept.body, media_type=media_type, headers=headers)
