"""The errors of requests, and one table from the type of an error to its HTTP status.

OnRecordError
├── FederationError           an endpoint that the query asks (SERVICE) fails
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

from kg.errors import (
    BusyError,
    EvaluationError,
    ExportError,
    InvalidIriError,
    NotFoundError,
    OnRecordError,
    QueryError,
    QueryMemoryError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
    ReviewError,
    StoreError,
    UnknownQueryError,
)


class FederationError(OnRecordError):
    """An endpoint that the query asks (SERVICE) fails, or may not be asked where it is."""


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
    InvalidIriError: HTTPStatus.BAD_REQUEST,
    EvaluationError: HTTPStatus.BAD_REQUEST,
    QueryRefusedError: HTTPStatus.FORBIDDEN,
    UnknownQueryError: HTTPStatus.NOT_FOUND,
    QueryTimeoutError: HTTPStatus.GATEWAY_TIMEOUT,
    QueryMemoryError: HTTPStatus.UNPROCESSABLE_ENTITY,
    BusyError: HTTPStatus.SERVICE_UNAVAILABLE,
    QueryError: HTTPStatus.INTERNAL_SERVER_ERROR,
    FederationError: HTTPStatus.BAD_GATEWAY,
    NotFoundError: HTTPStatus.NOT_FOUND,
    ReviewError: HTTPStatus.BAD_REQUEST,
    ExportError: HTTPStatus.NOT_IMPLEMENTED,
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


def status_of(error: OnRecordError) -> HTTPStatus:
    """Return the HTTP status of an error."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
