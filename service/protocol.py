"""Requests of the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/#query-operation), read and checked."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from math import inf
from urllib.parse import parse_qsl

from fastapi import Request

from kg.errors import QueryRefusedError
from service.errors import RequestError, SlowClientError, TooLargeError, UnsupportedTypeError

LONGEST_BODY = 1_000_000
"""Bytes of a request that are read; a query that is longer is a mistake or an attack."""

LONGEST_UPDATE = 16_000_000
"""Bytes of an update that are read."""

SLOWEST_BODY = 20
"""Seconds that a request's body may take to come."""

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_READ_ONLY = "updates are refused: this endpoint is read-only; updates go to /update, where the operator allows them"


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query operation: the query (None when there is none), its dataset, a format by name, the time it may take."""

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    form: str | None = None
    seconds: float | None = None

    @property
    def asks_nothing(self) -> bool:
        """Whether there is no query, nor anything that would go with one."""
        return self == QueryRequest(None, form=self.form)


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """An update operation: the update, and the dataset that its WHERE sees."""

    update: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


async def read_request(request: Request) -> QueryRequest:
    """Read a query operation by GET, by POST of a form, or by POST of the query itself; note its query for the log.

    Raises RequestError when it is malformed, UnsupportedTypeError for another body, QueryRefusedError
    for an update.
    """
    asked = await _read(request)
    request.state.query = asked.query
    return asked


async def _read(request: Request) -> QueryRequest:
    parameters = read_parameters(request)
    if request.method != "POST":
        return _request(parameters)
    media_type = read_media_type(request)
    body = await read_body(request, LONGEST_BODY)
    if media_type == _UPDATE:
        raise QueryRefusedError(_READ_ONLY)
    if media_type == _FORM:
        return _request(parameters + _pairs(_text(body)))
    if media_type == _QUERY:
        return _request([*(pair for pair in parameters if pair[0] != "query"), ("query", _text(body))])
    raise UnsupportedTypeError(f"content type {media_type!r}: expected {_FORM} or {_QUERY}")


async def read_form(request: Request) -> dict[str, str]:
    """Return the parameters of a request by name, from its address and, by POST, from the form in its body.

    Raises RequestError when it is malformed or a parameter stands twice, UnsupportedTypeError for another body.
    """
    pairs = read_parameters(request)
    if request.method == "POST":
        media_type = read_media_type(request)
        if media_type != _FORM:
            raise UnsupportedTypeError(f"content type {media_type!r}: expected {_FORM}")
        pairs += _pairs(_text(await read_body(request, LONGEST_BODY)))
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise RequestError(f"the parameter {twice!r} stands twice: expected it once")
    return dict(pairs)


async def read_update(request: Request) -> UpdateRequest:
    """Read an update operation by POST of a form or of the update itself; errors as for `read_request`."""
    parameters = read_parameters(request)
    media_type = read_media_type(request)
    text = _text(await read_body(request, LONGEST_UPDATE))
    if media_type == _FORM:
        parameters += _pairs(text)
    elif media_type == _UPDATE:
        parameters = [*(pair for pair in parameters if pair[0] != "update"), ("update", text)]
    else:
        raise UnsupportedTypeError(f"content type {media_type!r}: expected {_FORM} or {_UPDATE}")
    updates = [value for name, value in parameters if name == "update"]
    if len(updates) != 1:
        raise RequestError(f"the request has {len(updates)} updates: expected one")
    return UpdateRequest(
        updates[0],
        tuple(value for name, value in parameters if name == "using-graph-uri"),
        tuple(value for name, value in parameters if name == "using-named-graph-uri"),
    )


def read_parameters(request: Request) -> list[tuple[str, str]]:
    """Return the parameters in the address. Raises RequestError when they are not UTF-8."""
    return _pairs(request.scope["query_string"].decode("latin-1"))


def read_media_type(request: Request) -> str:
    """Return the media type of the body, whose charset can only be UTF-8 here. Raises UnsupportedTypeError."""
    content_type = request.headers.get("content-type", "")
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip(' "') not in ("utf-8", "utf8", "us-ascii"):
            raise UnsupportedTypeError(f"content type {content_type!r}: expected the charset UTF-8")
    return media_type


async def read_body(request: Request, longest: int) -> bytes:
    """Return the body. Raises TooLargeError and SlowClientError."""
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            async for chunk in request.stream():
                body += chunk
                if len(body) > longest:
                    raise TooLargeError(f"the request's body has more than {longest} bytes: expected fewer")
    except TimeoutError as error:
        raise SlowClientError(f"the request's body did not come within {SLOWEST_BODY} seconds") from error
    return bytes(body)


def _request(pairs: list[tuple[str, str]]) -> QueryRequest:
    queries = [value for name, value in pairs if name == "query"]
    if any(name == "update" for name, _ in pairs):
        raise QueryRefusedError(_READ_ONLY)
    if len(queries) > 1:
        raise RequestError(f"the request has {len(queries)} queries: expected one")
    return QueryRequest(
        query=queries[0] if queries else None,
        default_graphs=tuple(value for name, value in pairs if name == "default-graph-uri"),
        named_graphs=tuple(value for name, value in pairs if name == "named-graph-uri"),
        form=next((value for name, value in pairs if name == "format"), None),
        seconds=next((read_seconds(value) for name, value in pairs if name == "timeout"), None),
    )


def read_seconds(text: str) -> float:
    """Return the time that a client asks for. Raises RequestError."""
    try:
        seconds = float(text)
    except ValueError as error:
        raise RequestError(f"timeout={text!r}: expected seconds") from error
    if not 0 < seconds < inf:
        raise RequestError(f"timeout={text!r}: expected more than 0 seconds")
    return seconds


def _pairs(encoded: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded, keep_blank_values=True, encoding="utf-8", errors="strict")
    except ValueError as error:  # of which UnicodeDecodeError is a kind
        raise RequestError(f"the parameters are not URL-encoded UTF-8: {error}") from error


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(f"the body is not UTF-8: {error.reason} at byte {error.start}") from error
