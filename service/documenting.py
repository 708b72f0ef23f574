"""What routes say of themselves in the OpenAPI description: their errors, and parameters that stand often."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

PROBLEM = "application/problem+json"

_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the responses of a route for these errors: problem documents (RFC 9457), text for who prefers it."""
    content = {PROBLEM: {"schema": _SCHEMA}, "text/plain": {"schema": {"type": "string"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def parameter(name: str, schema: dict[str, Any], description: str, *, required: bool = False) -> dict[str, Any]:
    """Return a parameter of the address."""
    return {"name": name, "in": "query", "required": required, "description": description, "schema": schema}


def format_parameter(names: Iterable[str]) -> dict[str, Any]:
    """Return the parameter that names a format, which wins over the Accept header."""
    return parameter("format", {"enum": list(names)}, "a format by name, in place of the Accept header")
