"""What clients get, in the JSON of the protocol: candidates, types, properties, values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.responses import Response

from kg.linking import reconciling
from kg.linking.directory import ACTOR, ACTOR_TYPES, PROPERTIES, TYPES, Directory, Profile, Reference, Value
from kg.linking.entities import PLACE
from kg.linking.reconciling import Candidate, Question
from service.errors import RequestError
from service.reconciliation.requests import Extension

_CALLBACK = re.compile(r"[A-Za-z_$][\w$]{0,63}(\.[A-Za-z_$][\w$]{0,63}){0,3}", re.ASCII)
_VALUE_TYPES = {"country": PLACE, "organisation": ACTOR, "parent": ACTOR, "within": PLACE}


def answer(content: Mapping[str, Any], callback: str | None) -> Response:
    """Return JSON, or a call of a function with it (JSONP). Raises RequestError for what is no function's name."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    headers = {"X-Content-Type-Options": "nosniff"}
    if callback is None:
        return Response(body, media_type="application/json", headers=headers)
    if not _CALLBACK.fullmatch(callback):
        raise RequestError(f"callback={callback!r}: expected the name of a function")
    safe = body.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("<", "\\u003c")
    return Response(f"/**/{callback}({safe});", media_type="application/javascript", headers=headers)


def result(question: Question, directory: Directory) -> dict[str, Any]:
    """Return the candidates for a question."""
    return {"result": [_candidate(one) for one in reconciling.reconcile(question, directory)]}


def extended(extension: Extension, directory: Directory) -> dict[str, Any]:
    """Return the values of properties of entities."""
    rows = reconciling.extend(extension.ids, extension.properties, directory)
    return {
        "meta": [term(one, PROPERTIES.get(one, one)) | _value_type(one) for one in extension.properties],
        "rows": {one: {prop: list(map(_cell, values)) for prop, values in row.items()} for one, row in rows.items()},
    }


def described(profile: Profile) -> dict[str, Any]:
    """Return an entity with its description."""
    return {"id": profile.id, "name": profile.name, "description": profile.description}


def types_of(profile: Profile) -> list[dict[str, Any]]:
    """Return the types of an entity."""
    return [term(one, TYPES.get(one, one)) for one in profile.types]


def type_with_broader(one: str) -> dict[str, Any]:
    """Return a type with the one above it."""
    above = None if one in (ACTOR, PLACE) else ACTOR if one in ACTOR_TYPES else PLACE
    return term(one, TYPES[one]) | ({"broader": [term(above, TYPES[above])]} if above else {})


def term(identity: str, name: str) -> dict[str, Any]:
    """Return a type or property."""
    return {"id": identity, "name": name}


def text_of(values: Sequence[Value]) -> str:
    """Return values as a person reads them."""
    return ", ".join(one.name if isinstance(one, Reference) else str(one) for one in values)


def _candidate(one: Candidate) -> dict[str, Any]:
    features = [{"id": name, "value": value} for name, value in one.features.items()]
    known = {**described(one.profile), "type": types_of(one.profile)}
    return {**known, "score": one.score, "features": features, "match": one.match}


def _value_type(prop: str) -> dict[str, Any]:
    return {"type": term(_VALUE_TYPES[prop], TYPES[_VALUE_TYPES[prop]])} if prop in _VALUE_TYPES else {}


def _cell(value: Value) -> dict[str, Any]:
    if isinstance(value, Reference):
        return {"id": value.id, "name": value.name}
    if isinstance(value, str):
        return {"str": value}
    return {"int": value} if isinstance(value, int) else {"float": value}
