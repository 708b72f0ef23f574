"""Errors as HTTP answers: one table from the type of the error to the status, and a problem document (RFC 9457).

OnRecordError
└── RequestError              the request is not one that this service answers
    ├── NotAcceptableError    none of the accepted media types can be given
    ├── UnsupportedTypeError  the body is of a type that is not read here
    ├── TooLargeError         the body is longer than what is read here
    ├── UnauthorizedError     it would change the store, and has no right to
    ├── SlowClientError       the body did not come in time
    └── ClientGoneError       the client did not wait for the answer
"""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException

from kg.errors import (
    BusyError,
    NotFoundError,
    OnRecordError,
    QueryError,
    QueryMemoryError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
    StoreError,
    StoreLockedError,
    UnknownQueryError,
)
from service.negotiation import choose


class RequestError(OnRecordError):
    """The request is not one that this service answers."""


class NotAcceptableError(RequestError):
    """None of the media types that the client accepts can be given."""


class UnsupportedTypeError(RequestError):
    """The body has a media type that is not read here."""


class TooLargeError(RequestError):
    """The body is longer than what is read here."""


class UnauthorizedError(RequestError):
    """The request would change the store, and does not bear the token."""


class SlowClientError(RequestError):
    """The body did not come in time."""


class ClientGoneError(RequestError):
    """The client did not wait for the answer."""


STATUS: dict[type[OnRecordError], HTTPStatus] = {
    QuerySyntaxError: HTTPStatus.BAD_REQUEST,
    QueryRefusedError: HTTPStatus.FORBIDDEN,
    UnknownQueryError: HTTPStatus.NOT_FOUND,
    QueryTimeoutError: HTTPStatus.GATEWAY_TIMEOUT,
    QueryMemoryError: HTTPStatus.UNPROCESSABLE_ENTITY,
    BusyError: HTTPStatus.SERVICE_UNAVAILABLE,
    QueryError: HTTPStatus.INTERNAL_SERVER_ERROR,
    NotFoundError: HTTPStatus.NOT_FOUND,
    NotAcceptableError: HTTPStatus.NOT_ACCEPTABLE,
    UnsupportedTypeError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    UnauthorizedError: HTTPStatus.UNAUTHORIZED,
    SlowClientError: HTTPStatus.REQUEST_TIMEOUT,
    TooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    RequestError: HTTPStatus.BAD_REQUEST,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    OnRecordError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""The status of each error; one that is not listed has that of its nearest base."""

RETRY_AFTER = "2"
"""Seconds after which a client that was sent away may try again."""

_PROBLEM = "application/problem+json"


def status_of(error: OnRecordError) -> HTTPStatus:
    """Return the HTTP status of an error."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def handle_errors(app: FastAPI) -> None:
    """Make the app answer errors with problem documents, or plain text for who prefers it."""

    @app.exception_handler(OnRecordError)
    def on_error(request: Request, error: OnRecordError) -> Response:
        headers = None
        if isinstance(error, BusyError | StoreLockedError):
            headers = {"Retry-After": RETRY_AFTER}
        elif isinstance(error, UnauthorizedError):
            headers = {"WWW-Authenticate": 'Bearer realm="onrecord"'}
        return _problem(request, status_of(error), str(error), headers)

    @app.exception_handler(HTTPException)
    def on_http_error(request: Request, error: HTTPException) -> Response:
        return _problem(request, HTTPStatus(error.status_code), str(error.detail), dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    def on_invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return _problem(request, HTTPStatus.BAD_REQUEST, f"{where}: {first['msg']}")


def _problem(request: Request, status: HTTPStatus, detail: str, headers: dict[str, str] | None = None) -> Response:
    if choose(request.headers.get("accept"), (_PROBLEM, "application/json", "text/plain", "text/html")) in (
        "text/plain",
        "text/html",
    ):
        return PlainTextResponse(f"{status.value} {status.phrase}\n{detail}\n", status, headers)
    content = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    return JSONResponse(content, status, headers, _PROBLEM)
