"""What routes say of themselves in the OpenAPI description: their errors, and parameters that stand often."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

PROBLEM = "application/problem+json"
BEARER = "bearer"
"""The name of the security scheme of what changes the store."""

_INVALID = "HTTPValidationError"
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


def complete(app: FastAPI) -> None:
    """Make an app's OpenAPI description say what holds for all routes.

    A parameter that does not fit its schema is a 400 with a problem document (FastAPI takes it for a 422 of its own),
    an address that is too long a 414; and how the token goes along.
    """
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = made()
            for operation in (one for path in document["paths"].values() for one in path.values()):
                responses = operation["responses"]
                if _INVALID in str(responses.get("422")):
                    del responses["422"]
                for status, problem in problems(400, 414).items():
                    responses.setdefault(str(status), problem)
            components = document.setdefault("components", {})
            components["securitySchemes"] = {BEARER: {"type": "http", "scheme": "bearer"}}
            for unused in (_INVALID, "ValidationError"):
                components.get("schemas", {}).pop(unused, None)
        return app.openapi_schema or document

    app.openapi = openapi  # type: ignore[method-assign]
