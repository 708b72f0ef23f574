"""What clients ask, read and checked: batches of queries, and requests for values of entities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from kg.linking.reconciling import Asked, Question
from service.errors import RequestError, TooLargeError

BATCH = 50
"""Queries in a batch that clients are told to send."""

MOST = 200
"""Queries or entities of one request that are answered; more are refused."""

_MOST_CANDIDATES = 100


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


@dataclass(frozen=True, slots=True)
class Extension:
    """A request for the values of properties of entities, all by their ids."""

    ids: tuple[str, ...]
    properties: tuple[str, ...]


def read_questions(text: str) -> dict[str, Question]:
    """Return the questions of a batch (`queries=`) by their names.

    Raises RequestError naming what is wrong, TooLargeError for too many.
    """
    queries: Mapping[str, _Query] = _read(_QUERIES, "queries", text)
    if len(queries) > MOST:
        raise TooLargeError(f"the batch has {len(queries)} queries: expected at most {MOST}, better {BATCH}")
    return {name: _question(f"queries.{name}", query) for name, query in queries.items()}


def read_question(text: str) -> Question:
    """Return the question of version 0.1's single mode (`query=`): an object, or only the name."""
    query = _read(_ONE_QUERY, "query", text) if text.lstrip().startswith("{") else _Query(query=text)
    return _question("query", query)


def read_extension(text: str) -> Extension:
    """Return a request for values (`extend=`). Raises RequestError and TooLargeError likewise."""
    asked: _Extension = _read(_EXTENSION, "extend", text)
    if len(asked.ids) > MOST:
        raise TooLargeError(f"{len(asked.ids)} entities: expected at most {MOST}")
    return Extension(tuple(asked.ids), tuple(dict.fromkeys(one.id for one in asked.properties)))


def _read(adapter: TypeAdapter[Any], name: str, text: str) -> Any:
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join((name, *map(str, first["loc"])))
        raise RequestError(f"{where}: {first['msg']}") from error


def _question(where: str, query: _Query) -> Question:
    if not query.query.strip() and not query.properties:
        raise RequestError(f"{where}: neither a query nor properties, expected one of them")
    return Question(
        name=query.query.strip(),
        types=tuple(filter(None, [query.type] if isinstance(query.type, str) else query.type)),
        strictness=query.type_strict,
        properties=tuple((one.pid, tuple(map(_asked, _several(one.v)))) for one in query.properties),
        limit=min(query.limit, _MOST_CANDIDATES),
    )


def _several(value: _PropertyValue | list[_PropertyValue]) -> Sequence[_PropertyValue]:
    return value if isinstance(value, list) else [value]


def _asked(value: _PropertyValue) -> Asked:
    return Asked(value.name, value.id) if isinstance(value, _EntityValue) else Asked(str(value))
