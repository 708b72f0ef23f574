"""Errors as HTTP answers: a problem document (RFC 9457), or plain text for who prefers it."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from kg.errors import BusyError, OnRecordError, StoreLockedError
from service.errors import UnauthorizedError, status_of
from service.negotiation import choose

RETRY_AFTER = "2"
"""Seconds after which a client that was sent away may try again."""

_PROBLEM = "application/problem+json"


def handle_errors(app: FastAPI) -> None:
    """Make the app answer errors with problem documents, or plain text for who prefers it."""

    app.exception_handler(OnRecordError)(error_response)

    @app.exception_handler(HTTPException)
    def on_http_error(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(_methods(app, request) or ("GET", "HEAD"))  # static files
        return _problem(request, HTTPStatus(error.status_code), str(error.detail), headers)

    @app.exception_handler(RequestValidationError)
    def on_invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return _problem(request, HTTPStatus.BAD_REQUEST, f"{where}: {first['msg']}")


def _methods(app: FastAPI, request: Request) -> list[str]:
    """Return the methods that the path of a request takes, by whatever routes."""
    matching = [route for route in app.routes if route.matches(request.scope)[0] is not Match.NONE]
    return sorted({method for route in matching for method in getattr(route, "methods", None) or ()})


def error_response(request: Request, error: OnRecordError) -> Response:
    """Return the answer that tells of an error."""
    headers = None
    if isinstance(error, BusyError | StoreLockedError):
        headers = {"Retry-After": RETRY_AFTER}
    elif isinstance(error, UnauthorizedError):
        headers = {"WWW-Authenticate": 'Bearer realm="onrecord"'}
    return _problem(request, status_of(error), str(error), headers)


def _problem(request: Request, status: HTTPStatus, detail: str, headers: dict[str, str] | None = None) -> Response:
    if choose(request.headers.get("accept"), (_PROBLEM, "application/json", "text/plain", "text/html")) in (
        "text/plain",
        "text/html",
    ):
        return PlainTextResponse(f"{status.value} {status.phrase}\n{detail}\n", status, headers)
    content = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    return JSONResponse(content, status, headers, _PROBLEM)
