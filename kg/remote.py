"""The door to SPARQL endpoints elsewhere: ask one a query and read its answer as if it were the store's own.

1. A query goes by POST, with an agent that says who asks. Redirects are not followed: the query would be lost.
2. When the endpoint is busy (429, 502, 503, 504), fails (500), is too slow or breaks off, it is asked again after a
   pause that doubles each time; never sooner than its Retry-After says
   (https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3).
3. An answer is read whole, within the time and size allowed, before it is parsed.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from kg.errors import QueryError, QueryRefusedError, QuerySyntaxError
from kg.store.results import Answer, read_graph, read_results

_QUERIES = ("SELECT", "ASK")
_GRAPHS = ("CONSTRUCT", "DESCRIBE")
_SHOWN = 300
_AGAIN = frozenset({429, 500, 502, 503, 504})
_CHUNK = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A SPARQL endpoint and how it is to be asked.

    `seconds` is the time that one answer may take, `tries` how often a query is sent at most, `pause` the seconds
    before it is sent a second time, `patience` the longest pause that is waited for, `most` the bytes of an answer.
    """

    url: str
    agent: str = "onrecord (SPARQLWrapper)"
    seconds: float = 120
    tries: int = 1
    pause: float = 1.0
    patience: float = 120
    most: int = 200_000_000

    def __post_init__(self) -> None:
        if not self.url.startswith(("http://", "https://")):
            raise QueryError(f"endpoint {self.url!r}: expected an http(s) address")


def query_endpoint(url: str, text: str, *, prefixes: Mapping[str, str], base: str, seconds: int = 120) -> Answer:
    """Return the endpoint's answer; the query may use the prefixes, and IRIs relative to the base.

    Raises QuerySyntaxError when the endpoint finds the query malformed, QueryRefusedError for an
    update, QueryError when the endpoint fails or does not answer SPARQL.
    """
    endpoint = Endpoint(url=url, seconds=seconds)
    prologue = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in prefixes.items())
    wrapper = _wrapper(endpoint, f"BASE <{base}>\n{prologue}{text}")
    data = _fetched(wrapper, endpoint)
    return _read(data, endpoint, graph=wrapper.queryType in _GRAPHS)


def fetch_results(endpoint: Endpoint, query: str) -> bytes:
    """Return the endpoint's answer to a SELECT or ASK query: results in SPARQL JSON, whole and well-formed.

    Raises QuerySyntaxError when the endpoint finds the query malformed, QueryError when it cannot be reached, fails
    as often as it is asked, or does not answer SPARQL.
    """
    data = _fetched(_wrapper(endpoint, query), endpoint)
    answer = _read(data, endpoint, graph=False)
    try:
        for _ in answer.rows():
            pass
    except QuerySyntaxError as error:
        raise _no_result(endpoint, error) from error
    return data


class _Wrapper(SPARQLWrapper):
    """SPARQLWrapper that reports redirects and errors with their headers."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(endpoint.url, agent=endpoint.agent)
        self.seconds = endpoint.seconds

    def _query(self) -> tuple[Any, str]:
        return _OPENER.open(self._createRequest(), timeout=self.seconds), self.returnFormat


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to be errors: urllib would follow them with a GET that has no query."""

    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


class _AgainError(Exception):
    """The endpoint may answer when it is asked again, after so many seconds if it says so."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


def _wrapper(endpoint: Endpoint, text: str) -> SPARQLWrapper:
    wrapper = _Wrapper(endpoint)
    wrapper.setQuery(text)
    if wrapper.queryType not in _QUERIES + _GRAPHS:
        raise QueryRefusedError(f"{wrapper.queryType} is refused: only queries are sent to an endpoint")
    wrapper.setReturnFormat(TURTLE if wrapper.queryType in _GRAPHS else JSON)
    wrapper.setMethod(POST)
    return wrapper


def _fetched(wrapper: SPARQLWrapper, endpoint: Endpoint) -> bytes:
    """Return the body of the endpoint's answer, asking as often as allowed."""
    tried, pause = 0, endpoint.pause
    while True:
        try:
            return _asked(wrapper, endpoint)
        except _AgainError as again:
            tried += 1
            wait = max(pause, again.after or 0)
            if tried >= endpoint.tries:
                times = f" ({tried} times)" if tried > 1 else ""
                raise QueryError(f"endpoint {endpoint.url!r} {again}{times}") from again.__cause__
            if wait > endpoint.patience:
                raise QueryError(
                    f"endpoint {endpoint.url!r} {again} and asks to wait {wait:.0f} s, which is more than the "
                    f"{endpoint.patience:.0f} s that are waited here: try again later"
                ) from again.__cause__
        time.sleep(wait)
        pause *= 2


def _asked(wrapper: SPARQLWrapper, endpoint: Endpoint) -> bytes:
    until = time.monotonic() + endpoint.seconds
    try:
        return _whole(wrapper.query().response, until, endpoint.most)
    except urllib.error.HTTPError as error:
        _refuse(error, endpoint)
    except (TimeoutError, ConnectionError, http.client.HTTPException) as error:
        raise _broken_off(error, endpoint) from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError | ConnectionResetError):
            raise _broken_off(error.reason, endpoint) from error
        raise QueryError(f"endpoint {endpoint.url!r} cannot be reached: {error.reason}") from error
    except OSError as error:
        raise QueryError(f"endpoint {endpoint.url!r} cannot be reached: {error}") from error


def _whole(response: http.client.HTTPResponse, until: float, most: int) -> bytes:
    """Read an answer to its end. Raises TimeoutError when that takes too long, however much trickles in."""
    data = bytearray()
    while chunk := response.read1(_CHUNK):
        data += chunk
        if len(data) > most:
            raise QueryError(f"the answer has more than {most} bytes: expected a smaller one")
        if time.monotonic() > until:
            raise TimeoutError("timed out")
    if response.length:  # of Content-Length, what has not come
        raise http.client.IncompleteRead(bytes(data), response.length)
    return bytes(data)


def _broken_off(error: Exception, endpoint: Endpoint) -> _AgainError:
    if isinstance(error, TimeoutError):
        return _AgainError(f"does not answer within {endpoint.seconds:g} s")
    return _AgainError(f"breaks off: {error!r}"[:_SHOWN])


def _refuse(error: urllib.error.HTTPError, endpoint: Endpoint) -> NoReturn:
    """Raise what an HTTP status means."""
    status = f"answered {error.code} {error.reason}"
    if error.code in _AGAIN:
        raise _AgainError(status, retry_after(error.headers.get("Retry-After"), datetime.now(UTC))) from error
    if 300 <= error.code < 400:
        raise QueryError(
            f"endpoint {endpoint.url!r} redirects to {error.headers.get('Location')!r}: expected the address at which "
            "it answers itself"
        ) from error
    kind = QuerySyntaxError if error.code == 400 else QueryError
    raise kind(f"endpoint {endpoint.url!r} {status}: {_said(error)}") from error


def _said(error: urllib.error.HTTPError) -> str:
    try:
        return " ".join(error.read(4 * _SHOWN).decode("utf-8", "replace").split())[:_SHOWN]
    except (OSError, http.client.HTTPException):
        return ""


def retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header, seconds or a date, asks to wait; None when it says nothing."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value.strip())
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def _read(data: bytes, endpoint: Endpoint, *, graph: bool) -> Answer:
    try:
        return read_graph(data) if graph else read_results(data)
    except QuerySyntaxError as error:
        raise _no_result(endpoint, error) from error


def _no_result(endpoint: Endpoint, error: QuerySyntaxError) -> QueryError:
    return QueryError(f"endpoint {endpoint.url!r} gave what is no SPARQL result: {error}")
