"""The routes of the reconciliation service, and the directory that they ask."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from kg.errors import NotFoundError
from kg.gazetteer import Gazetteer
from kg.linking import reconciling
from kg.linking.directory import PROPERTIES, TYPES, Directory, Profile
from kg.settings import Settings
from kg.store.graphs import GraphStore
from service.documenting import problems
from service.errors import RequestError
from service.protocol import read_form
from service.reconciliation.answers import (
    answer,
    described,
    extended,
    result,
    term,
    text_of,
    type_with_broader,
    types_of,
)
from service.reconciliation.manifest import manifest
from service.reconciliation.requests import read_extension, read_question, read_questions
from service.rendering import environment

_TEMPLATES = environment()
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
}

_JSON: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {
            "description": "JSON, or a call with it",
            "content": {"application/json": {}, "application/javascript": {}},
        },
        **problems(400, 404, 408, 413, 415),
    },
}
_VIEW: dict[str, Any] = {
    "response_class": Response,
    "status_code": 303,
    "responses": {
        303: {"description": "where the entity is described"},
        200: {"description": "what the gazetteer knows of it", "content": {"text/html": {}}},
        **problems(404),
    },
}

Form = Annotated[dict[str, str], Depends(read_form)]
Prefix = Annotated[str, Query(description="what has been typed")]
Cursor = Annotated[int, Query(ge=0, description="how many suggestions to skip")]
Callback = Annotated[str | None, Query(description="name of a function that is called with the answer (JSONP)")]
EntityId = Annotated[str, Query(alias="id", description="id of an entity, as actor/islamic-state")]
TermId = Annotated[str, Query(alias="id", description="id of a type or property")]


def add_reconciliation(app: FastAPI, settings: Settings, store: GraphStore) -> None:
    """Add the routes of the service to an app."""
    entities = _Entities(settings, store)
    _add_endpoint(app, settings, entities)
    _add_suggestions(app, entities)
    _add_flyouts(app, entities)
    _add_previews(app, entities)


def _add_endpoint(app: FastAPI, settings: Settings, entities: _Entities) -> None:
    @app.get("/reconcile", **_JSON, summary="Reconciliation service: manifest, queries, data extension")
    @app.post("/reconcile", **_JSON, summary="Reconciliation service: queries, data extension")
    def reconcile(request: Request, form: Form) -> Response:
        """Match names with entities (`queries=`), fetch values of entities (`extend=`), or describe the service.

        This is the Reconciliation Service API, versions 0.1 and 0.2, as OpenRefine speaks it.
        """
        callback = form.get("callback")
        if "queries" in form:
            questions, directory = read_questions(form["queries"]), entities.now()
            return answer({name: result(one, directory) for name, one in questions.items()}, callback)
        if "extend" in form:
            return answer(extended(read_extension(form["extend"]), entities.now()), callback)
        if "query" in form:
            return answer(result(read_question(form["query"]), entities.now()), callback)
        if request.method == "POST":
            raise RequestError("the form has neither 'queries' nor 'extend': expected one of them")
        entities.prepare()
        return answer(manifest(str(request.base_url).rstrip("/"), base=settings.base), callback)

    @app.get("/reconcile/properties", **_JSON, summary="Properties that entities of a type have")
    def properties(
        type_id: Annotated[str, Query(alias="type", description="id of a type")] = "",
        limit: Annotated[int, Query(ge=1)] = 100,
        callback: Callback = None,
    ) -> Response:
        """Propose properties for data extension."""
        proposed = [term(one, PROPERTIES[one]) for one in reconciling.proposed_properties(type_id)[:limit]]
        return answer({"type": type_id, "limit": limit, "properties": proposed}, callback)


def _add_suggestions(app: FastAPI, entities: _Entities) -> None:
    @app.get("/reconcile/suggest/entity", **_JSON, summary="Entities whose name begins like a prefix")
    def suggest_entity(
        prefix: Prefix,
        cursor: Cursor = 0,
        type_id: Annotated[str, Query(alias="type", description="id of a type")] = "",
        callback: Callback = None,
    ) -> Response:
        """Suggest entities while a name is being typed."""
        types = [type_id] if type_id else []
        found = reconciling.suggest_entities(prefix, entities.now(), types=types, skip=cursor)
        return answer({"result": [{**described(one), "notable": types_of(one)} for one in found]}, callback)

    @app.get("/reconcile/suggest/type", **_JSON, summary="Types whose name begins like a prefix")
    def suggest_type(prefix: Prefix, cursor: Cursor = 0, callback: Callback = None) -> Response:
        """Suggest types while a name is being typed."""
        found = reconciling.suggest_terms(prefix, TYPES, skip=cursor)
        return answer({"result": [type_with_broader(one) for one, _ in found]}, callback)

    @app.get("/reconcile/suggest/property", **_JSON, summary="Properties whose name begins so")
    def suggest_property(prefix: Prefix, cursor: Cursor = 0, callback: Callback = None) -> Response:
        """Suggest properties while a name is being typed."""
        found = reconciling.suggest_terms(prefix, PROPERTIES, skip=cursor)
        return answer({"result": [term(*one) for one in found]}, callback)


def _add_flyouts(app: FastAPI, entities: _Entities) -> None:
    @app.get("/reconcile/flyout/entity", **_JSON, summary="A few words on an entity")
    def flyout_entity(entity: EntityId, callback: Callback = None) -> Response:
        """Describe a suggested entity."""
        profile = entities.profile(entity)
        return answer({"id": entity, "html": _flyout(profile.name, profile.description)}, callback)

    @app.get("/reconcile/flyout/type", **_JSON, summary="A few words on a type")
    def flyout_type(term_id: TermId, callback: Callback = None) -> Response:
        """Describe a suggested type."""
        return answer({"id": term_id, "html": _flyout(_known(term_id, TYPES), "type of entities")}, callback)

    @app.get("/reconcile/flyout/property", **_JSON, summary="A few words on a property")
    def flyout_property(term_id: TermId, callback: Callback = None) -> Response:
        """Describe a suggested property."""
        return answer({"id": term_id, "html": _flyout(_known(term_id, PROPERTIES), "property of entities")}, callback)


def _add_previews(app: FastAPI, entities: _Entities) -> None:
    @app.get(
        "/reconcile/preview", response_class=HTMLResponse, responses=problems(404), summary="A small page on an entity"
    )
    def preview(entity: EntityId, request: Request) -> HTMLResponse:
        """Show what is known of an entity, small enough for a frame."""
        profile = entities.profile(entity)
        link = f"{request.base_url}id/{profile.id}" if entities.in_articles(entity) else None
        rows = [(PROPERTIES[prop], text_of(values)) for prop, values in sorted(profile.values.items())]
        page = _TEMPLATES.get_template("preview.html").render(profile=profile, rows=rows, link=link)
        return HTMLResponse(page, headers=_PAGE_HEADERS)

    @app.get("/reconcile/view", **_VIEW, summary="The page of an entity")
    def view(entity: EntityId, request: Request) -> Response:
        """Lead to the entity's page in the graph; one that the graph lacks has only what the gazetteer knows."""
        if entities.in_articles(entities.profile(entity).id):
            return RedirectResponse(f"{request.base_url}id/{entity}", status_code=303)
        return preview(entity, request)


class _Entities:
    """The directory of the state of the store that is served; made when it is first asked for."""

    def __init__(self, settings: Settings, store: GraphStore) -> None:
        self._base = settings.base
        self._store = store
        self._making = threading.Lock()
        self._made: tuple[str, Directory] | None = None

    def now(self) -> Directory:
        """Return the directory of the newest state."""
        state = self._store.state()
        with self._making:
            if self._made is None or self._made[0] != state:
                self._made = state, Directory(Gazetteer.load(), base=self._base, store=self._store)
            return self._made[1]

    def prepare(self) -> None:
        """Make the directory beside, so that the queries that follow a manifest need not wait for it."""
        threading.Thread(target=self.now, daemon=True).start()

    def profile(self, entity: str) -> Profile:
        """Return the profile of an id. Raises NotFoundError."""
        profile = self.now().profile(entity)
        if profile is None:
            raise NotFoundError(f"no entity has the id {entity!r}: expected one as actor/islamic-state")
        return profile

    def in_articles(self, entity: str) -> bool:
        """Say whether an article of the store names the entity."""
        return self.now().articles([entity])[entity] > 0


def _known(identity: str, terms: Mapping[str, str]) -> str:
    if identity not in terms:
        raise NotFoundError(f"nothing has the id {identity!r}: expected one of {', '.join(terms)}")
    return terms[identity]


def _flyout(name: str, description: str) -> str:
    return _TEMPLATES.from_string("<p><strong>{{ name }}</strong></p><p>{{ description }}</p>").render(
        name=name, description=description
    )
