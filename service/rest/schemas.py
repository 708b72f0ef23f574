"""The schemas and parameters of the routes in the OpenAPI description, made from frames and collections."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from service.documenting import parameter
from service.rest.collections import Collection, Filter
from service.rest.filters import MOST, USUAL_LIMIT
from service.rest.frames import Field, Kind

_IRI = {"type": "string"}
_TYPES: dict[Kind, dict[str, Any]] = {
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
}
_GIVEN: dict[str, dict[str, Any]] = {
    "integer": {"type": "integer", "minimum": 0},
    "date": {"type": "string", "format": "date"},
    "flag": {"type": "boolean"},
}
_REGION = (
    parameter("bbox", {"type": "string"}, "only what was in this box: west,south,east,north in degrees"),
    parameter("near", {"type": "string"}, "only what was near this point: latitude,longitude in degrees"),
    parameter("km", {"type": "number", "exclusiveMinimum": 0}, "how near, in kilometres (25)"),
)


def item_schema(frame: Iterable[Field]) -> dict[str, Any]:
    """Return the schema of a body."""
    return _object(frame, {"@context": _IRI, "type": {"type": "array", "items": {"type": "string"}}})


def page_schema(collection: Collection) -> dict[str, Any]:
    """Return the schema of a page."""
    return {
        "type": "object",
        "required": ["@context", "total", "items", "next"],
        "properties": {
            "@context": _IRI,
            "total": {"type": "integer"},
            "items": {"type": "array", "items": item_schema(collection.frame)},
            "next": {"type": ["string", "null"], "description": "address of the next page"},
        },
    }


def list_parameters(collection: Collection) -> list[dict[str, Any]]:
    """Return the parameters of a list."""
    names = [name for one in collection.orders for name in (one.name, f"-{one.name}")]
    filters = [_filter(one) for one in collection.filters if one.given != "sites"]
    regional = _REGION if any(one.given == "sites" for one in collection.filters) else ()
    return [
        *filters,
        *regional,
        parameter("sort", {"enum": names}, f"order, with - the other way round ({collection.usual})"),
        parameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST}, f"items of a page ({USUAL_LIMIT})"),
        parameter("cursor", {"type": "string"}, "where to go on: the cursor in the address of the next page"),
    ]


def _filter(one: Filter) -> dict[str, Any]:
    schema = {"enum": list(one.names)} if one.names else _GIVEN.get(one.given, {"type": "string"})
    return parameter(one.name, schema, one.help)


def _object(fields: Iterable[Field], more: dict[str, Any]) -> dict[str, Any]:
    properties = {field.name: _property(field) for field in fields}
    return {"type": "object", "required": ["id"], "properties": {"id": _IRI, **more, **properties}}


def _property(field: Field) -> dict[str, Any]:
    schema = _object(field.fields, {}) if field.kind == "node" else _TYPES.get(field.kind, {"type": "string"})
    return {"type": "array", "items": schema} if field.many else schema
