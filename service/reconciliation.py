"""The Reconciliation Service API, versions 0.1 and 0.2, over the directory of entities (`kg.linking.directory`).

The protocol (https://reconciliation-api.github.io/specs/0.2/) in the form that OpenRefine speaks: a manifest, batches
of queries, suggestions with flyouts, previews and data extension, for other origins by CORS and, for old clients, by
JSONP.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from kg.errors import NotFoundError
from kg.gazetteer import Gazetteer
from kg.linking import reconciling
from kg.linking.directory import ACTOR, ACTOR_TYPES, PROPERTIES, TYPES, Directory, Profile, Reference, Value
from kg.linking.entities import PLACE
from kg.linking.reconciling import Asked, Candidate, Question
from kg.mapping.vocabulary import ONR
from kg.settings import Settings
from kg.store.graphs import GraphStore
from service.errors import RequestError, TooLargeError
from service.protocol import read_form

BATCH = 50
"""Queries in a batch that clients are told to send."""

MOST = 200
"""Queries or entities of one request that are answered; more are refused."""

_MOST_CANDIDATES = 100
_CALLBACK = re.compile(r"[A-Za-z_$][\w$]{0,63}(\.[A-Za-z_$][\w$]{0,63}){0,3}", re.ASCII)
_TEMPLATES = Environment(loader=PackageLoader("service"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
}
_VALUE_TYPES = {"country": PLACE, "organisation": ACTOR, "parent": ACTOR, "within": PLACE}


class _EntityValue(BaseModel):
    id: str
    name: str = ""


_PropertyValue = str | bool | int | float | _EntityValue


class _Property(BaseModel):
    pid: str
    v: _PropertyValue | list[_PropertyValue]


class _Query(BaseModel):
    query: str = ""
    type: str | list[str] = Field(default_factory=list)
    type_strict: Literal["any", "all", "should"] = "any"
    limit: Annotated[int, Field(ge=1)] = 10
    properties: list[_Property] = Field(default_factory=list)


class _ExtendedProperty(BaseModel):
    id: str


class _Extension(BaseModel):
    ids: list[str]
    properties: list[_ExtendedProperty]


_QUERIES = TypeAdapter(dict[str, _Query])
_ONE_QUERY = TypeAdapter(_Query)
_EXTENSION = TypeAdapter(_Extension)

Form = Annotated[dict[str, str], Depends(read_form)]
Prefix = Annotated[str, Query(description="what has been typed")]
Cursor = Annotated[int, Query(ge=0, description="how many suggestions to skip")]
Callback = Annotated[str | None, Query(description="name of a function that is called with the answer (JSONP)")]
Id = Annotated[str, Query(description="id of an entity, as actor/islamic-state")]


def add_reconciliation(app: FastAPI, settings: Settings, store: GraphStore) -> None:
    """Add the routes of the service to an app."""
    entities = _Entities(settings, store)
    _add_endpoint(app, settings, entities)
    _add_suggestions(app, entities)
    _add_previews(app, entities)


def _add_endpoint(app: FastAPI, settings: Settings, entities: _Entities) -> None:
    @app.get("/reconcile", response_class=Response, summary="Reconciliation service: manifest, queries, data extension")
    @app.post("/reconcile", response_class=Response, summary="Reconciliation service: queries, data extension")
    def reconcile(request: Request, form: Form) -> Response:
        """Match names with entities (`queries=`), fetch values of entities (`extend=`), or describe the service.

        This is the Reconciliation Service API, versions 0.1 and 0.2, as OpenRefine speaks it.
        """
        callback = form.get("callback")
        if "queries" in form:
            return _answer(_results(_read(_QUERIES, "queries", form["queries"]), entities.now()), callback)
        if "extend" in form:
            return _answer(_extended(_read(_EXTENSION, "extend", form["extend"]), entities.now()), callback)
        if "query" in form:
            return _answer(_results({"q": _one_query(form["query"])}, entities.now())["q"], callback)
        if request.method == "POST":
            raise RequestError("the form has neither 'queries' nor 'extend': expected one of them")
        entities.prepare()
        return _answer(manifest(str(request.base_url).rstrip("/"), base=settings.base), callback)

    @app.get("/reconcile/properties", response_class=Response, summary="Properties that entities of a type have")
    def properties(
        type_id: Annotated[str, Query(alias="type", description="id of a type")] = "",
        limit: Annotated[int, Query(ge=1)] = 100,
        callback: Callback = None,
    ) -> Response:
        """Propose properties for data extension."""
        proposed = [_term(one, PROPERTIES[one]) for one in reconciling.proposed_properties(type_id)[:limit]]
        return _answer({"type": type_id, "limit": limit, "properties": proposed}, callback)


def _add_suggestions(app: FastAPI, entities: _Entities) -> None:
    @app.get("/reconcile/suggest/entity", response_class=Response, summary="Entities whose name begins like a prefix")
    def suggest_entity(
        prefix: Prefix,
        cursor: Cursor = 0,
        type_id: Annotated[str, Query(alias="type", description="id of a type")] = "",
        callback: Callback = None,
    ) -> Response:
        """Suggest entities while a name is being typed."""
        types = [type_id] if type_id else []
        found = reconciling.suggest_entities(prefix, entities.now(), types=types, skip=cursor)
        return _answer({"result": [{**_described(one), "notable": _types(one)} for one in found]}, callback)

    @app.get("/reconcile/suggest/type", response_class=Response, summary="Types whose name begins like a prefix")
    def suggest_type(prefix: Prefix, cursor: Cursor = 0, callback: Callback = None) -> Response:
        """Suggest types while a name is being typed."""
        found = reconciling.suggest_terms(prefix, TYPES, skip=cursor)
        return _answer({"result": [_type(one) for one, _ in found]}, callback)

    @app.get("/reconcile/suggest/property", response_class=Response, summary="Properties whose name begins so")
    def suggest_property(prefix: Prefix, cursor: Cursor = 0, callback: Callback = None) -> Response:
        """Suggest properties while a name is being typed."""
        found = reconciling.suggest_terms(prefix, PROPERTIES, skip=cursor)
        return _answer({"result": [_term(*one) for one in found]}, callback)

    @app.get("/reconcile/flyout/entity", response_class=Response, summary="A few words on an entity")
    def flyout_entity(id: Id, callback: Callback = None) -> Response:
        """Describe a suggested entity."""
        profile = entities.profile(id)
        return _answer({"id": id, "html": _flyout(profile.name, profile.description)}, callback)

    @app.get("/reconcile/flyout/type", response_class=Response, summary="A few words on a type")
    def flyout_type(id: str, callback: Callback = None) -> Response:
        """Describe a suggested type."""
        return _answer({"id": id, "html": _flyout(_known(id, TYPES), "type of entities")}, callback)

    @app.get("/reconcile/flyout/property", response_class=Response, summary="A few words on a property")
    def flyout_property(id: str, callback: Callback = None) -> Response:
        """Describe a suggested property."""
        return _answer({"id": id, "html": _flyout(_known(id, PROPERTIES), "property of entities")}, callback)


def _add_previews(app: FastAPI, entities: _Entities) -> None:
    @app.get("/reconcile/preview", response_class=HTMLResponse, summary="A small page on an entity")
    def preview(id: Id, request: Request) -> HTMLResponse:
        """Show what is known of an entity, small enough for a frame."""
        profile = entities.profile(id)
        link = f"{request.base_url}id/{profile.id}" if entities.in_articles(id) else None
        rows = [(PROPERTIES[prop], _text(values)) for prop, values in sorted(profile.values.items())]
        page = _TEMPLATES.get_template("preview.html").render(profile=profile, rows=rows, link=link)
        return HTMLResponse(page, headers=_PAGE_HEADERS)

    @app.get("/reconcile/view", response_class=Response, summary="The page of an entity")
    def view(id: Id, request: Request) -> Response:
        """Lead to the entity's page in the graph; one that the graph lacks has only what the gazetteer knows."""
        if entities.in_articles(entities.profile(id).id):
            return RedirectResponse(f"{request.base_url}id/{id}", status_code=303)
        return preview(id, request)


def manifest(origin: str, *, base: str) -> dict[str, Any]:
    """Return the description of the service at an origin, for data under a base."""

    def suggestion(what: str) -> dict[str, str]:
        flyout = f"/reconcile/flyout/{what}?id=${{id}}"
        return {"service_url": origin, "service_path": f"/reconcile/suggest/{what}", "flyout_service_path": flyout}

    return {
        "versions": ["0.1", "0.2"],
        "name": "On Record",
        "identifierSpace": base,
        "schemaSpace": str(ONR._NS),
        "documentation": f"{origin}/docs",
        "serviceVersion": version("onrecord"),
        "defaultTypes": [_term(one, name) for one, name in TYPES.items()],
        "view": {"url": f"{origin}/reconcile/view?id={{{{id}}}}"},
        "preview": {"url": f"{origin}/reconcile/preview?id={{{{id}}}}", "width": 420, "height": 260},
        "suggest": {what: suggestion(what) for what in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": origin, "service_path": "/reconcile/properties"},
            "property_settings": [],
        },
        "batchSize": BATCH,
    }


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


def _read(adapter: TypeAdapter[Any], name: str, text: str) -> Any:
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join((name, *map(str, first["loc"])))
        raise RequestError(f"{where}: {first['msg']}") from error


def _one_query(text: str) -> _Query:
    """Return the query of version 0.1's single mode: an object, or only the name."""
    query: _Query = _read(_ONE_QUERY, "query", text) if text.lstrip().startswith("{") else _Query(query=text)
    return query


def _results(queries: Mapping[str, _Query], directory: Directory) -> dict[str, Any]:
    if len(queries) > MOST:
        raise TooLargeError(f"the batch has {len(queries)} queries: expected at most {MOST}, better {BATCH}")
    for name, query in queries.items():
        if not query.query.strip() and not query.properties:
            raise RequestError(f"queries.{name}: neither a query nor properties, expected one of them")
    return {
        name: {"result": [_candidate(one) for one in reconciling.reconcile(_question(query), directory)]}
        for name, query in queries.items()
    }


def _question(query: _Query) -> Question:
    return Question(
        name=query.query.strip(),
        types=(query.type,) if isinstance(query.type, str) else tuple(query.type),
        strictness=query.type_strict,
        properties=tuple((one.pid, tuple(map(_asked, _several(one.v)))) for one in query.properties),
        limit=min(query.limit, _MOST_CANDIDATES),
    )


def _several(value: _PropertyValue | list[_PropertyValue]) -> Sequence[_PropertyValue]:
    return value if isinstance(value, list) else [value]


def _asked(value: _PropertyValue) -> Asked:
    return Asked(value.name, value.id) if isinstance(value, _EntityValue) else Asked(str(value))


def _extended(extension: _Extension, directory: Directory) -> dict[str, Any]:
    if len(extension.ids) > MOST:
        raise TooLargeError(f"{len(extension.ids)} entities: expected at most {MOST}")
    asked = list(dict.fromkeys(one.id for one in extension.properties))
    rows = reconciling.extend(extension.ids, asked, directory)
    meta = [_term(one, PROPERTIES.get(one, one)) | _value_type(one) for one in asked]
    return {
        "meta": meta,
        "rows": {one: {prop: list(map(_cell, values)) for prop, values in row.items()} for one, row in rows.items()},
    }


def _value_type(prop: str) -> dict[str, Any]:
    return {"type": _term(_VALUE_TYPES[prop], TYPES[_VALUE_TYPES[prop]])} if prop in _VALUE_TYPES else {}


def _cell(value: Value) -> dict[str, Any]:
    if isinstance(value, Reference):
        return {"id": value.id, "name": value.name}
    if isinstance(value, str):
        return {"str": value}
    return {"int": value} if isinstance(value, int) else {"float": value}


def _candidate(one: Candidate) -> dict[str, Any]:
    features = [{"id": name, "value": value} for name, value in one.features.items()]
    described = {**_described(one.profile), "type": _types(one.profile)}
    return {**described, "score": one.score, "features": features, "match": one.match}


def _described(profile: Profile) -> dict[str, Any]:
    return {"id": profile.id, "name": profile.name, "description": profile.description}


def _types(profile: Profile) -> list[dict[str, Any]]:
    return [_term(one, TYPES.get(one, one)) for one in profile.types]


def _type(one: str) -> dict[str, Any]:
    """Return a type with the one above it."""
    above = None if one in (ACTOR, PLACE) else ACTOR if one in ACTOR_TYPES else PLACE
    return _term(one, TYPES[one]) | ({"broader": [_term(above, TYPES[above])]} if above else {})


def _term(term: str, name: str) -> dict[str, Any]:
    return {"id": term, "name": name}


def _known(term: str, terms: Mapping[str, str]) -> str:
    if term not in terms:
        raise NotFoundError(f"nothing has the id {term!r}: expected one of {', '.join(terms)}")
    return terms[term]


def _flyout(name: str, description: str) -> str:
    return _TEMPLATES.from_string("<p><strong>{{ name }}</strong></p><p>{{ description }}</p>").render(
        name=name, description=description
    )


def _text(values: Sequence[Value]) -> str:
    return ", ".join(one.name if isinstance(one, Reference) else str(one) for one in values)


def _answer(content: Mapping[str, Any], callback: str | None) -> Response:
    """Return JSON, or a call of a function with it (JSONP)."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    headers = {"X-Content-Type-Options": "nosniff"}
    if callback is None:
        return Response(body, media_type="application/json", headers=headers)
    if not _CALLBACK.fullmatch(callback):
        raise RequestError(f"callback={callback!r}: expected the name of a function")
    safe = body.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("<", "\\u003c")
    return Response(f"/**/{callback}({safe});", media_type="application/javascript", headers=headers)
