"""The door to SPARQL endpoints: ask one a query and read its answer as if it were the store's own; change its graphs.

1. A query goes by POST, with an agent that says who asks. Redirects are not followed: the query would be lost.
2. When the endpoint is busy (429, 502, 503, 504), fails (500), is too slow or breaks off, it is asked again after a
   pause that doubles each time; never sooner than its Retry-After says
   (https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3).
3. An answer is read whole, within the time and size allowed, before it is parsed.
4. What changes an endpoint is sent again like a query, so it has to be something that done twice is done once.
"""

from __future__ import annotations

import gzip
import http.client
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import IO, Any, NoReturn, TypeVar
from urllib.parse import urlencode

from SPARQLWrapper import INSERT, JSON, POST, POSTDIRECTLY, TURTLE, SPARQLWrapper

from kg.errors import QueryError, QueryRefusedError, QuerySyntaxError
from kg.store.results import Answer, read_graph, read_results

_QUERIES = ("SELECT", "ASK")
_GRAPHS = ("CONSTRUCT", "DESCRIBE")
_SHOWN = 300
_AGAIN = frozenset({429, 500, 502, 503, 504})
_UNREADABLE = frozenset({400, 406, 415, 422, 501})
_CHUNK = 65_536
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A SPARQL endpoint and how it is to be asked.

    `seconds` is the time that one answer may take, `tries` how often a query is sent at most, `pause` the seconds
    before it is sent a second time, `patience` the longest pause that is waited for, `most` the bytes of an answer.
    `user` and `password` answer a challenge (Basic, Digest); `token` is sent as a Bearer token.
    One that `may_return` is asked again when it is not there.
    """

    url: str
    agent: str = "onrecord (SPARQLWrapper)"
    seconds: float = 120
    tries: int = 1
    pause: float = 1.0
    patience: float = 120
    most: int = 200_000_000
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    may_return: bool = False

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
    return _read(_fetched(wrapper.opened, endpoint), endpoint, graph=wrapper.queryType in _GRAPHS)


def ask_endpoint(
    endpoint: Endpoint,
    text: str,
    kind: str,
    *,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
) -> Answer:
    """Return the endpoint's answer to a query of a known kind (SELECT, ASK, CONSTRUCT), on a dataset if one is given.

    Raises QuerySyntaxError when the endpoint finds the query malformed, QueryError when it cannot be reached, fails as
    often as it is asked, or does not answer SPARQL.
    """
    wrapper = _wrapper(endpoint, text, kind)
    for name in default_graphs:
        wrapper.addDefaultGraph(name)
    for name in named_graphs:
        wrapper.addNamedGraph(name)
    return _read(_fetched(wrapper.opened, endpoint), endpoint, graph=kind in _GRAPHS)


def open_graph(endpoint: Endpoint, text: str) -> IO[bytes]:
    """Return the endpoint's answer to a CONSTRUCT query, in Turtle, to be read as it comes and closed.

    Raises QueryError when it does not begin to answer.
    """
    opened: IO[bytes] = _again(lambda: _answering(_wrapper(endpoint, text, "CONSTRUCT").opened, endpoint), endpoint)
    return opened


def update_endpoint(endpoint: Endpoint, text: str) -> None:
    """Do a SPARQL update at an endpoint for updates. Raises QueryError."""
    wrapper = _wrapper(endpoint, text, INSERT)
    wrapper.setRequestMethod(POSTDIRECTLY)
    _fetched(wrapper.opened, endpoint)


def add_triples(endpoint: Endpoint, graph: str, triples: str) -> None:
    """Add N-Triples to a graph of a graph store, packed (gzip) if it takes that. Raises QueryError."""
    address = f"{endpoint.url}{'&' if '?' in endpoint.url else '?'}{urlencode({'graph': graph})}"
    data = triples.encode()

    def sent(body: bytes, **headers: str) -> Callable[[], Any]:
        headers = {"Content-Type": "application/n-triples", "User-Agent": endpoint.agent, **headers}
        request = urllib.request.Request(address, body, headers | _credentials(endpoint), method="POST")
        return lambda: _opener(endpoint).open(request, timeout=endpoint.seconds)

    try:
        _fetched(sent(gzip.compress(data, 1), **{"Content-Encoding": "gzip"}), endpoint)
    except QueryError as error:
        if not (isinstance(error.__cause__, urllib.error.HTTPError) and error.__cause__.code in _UNREADABLE):
            raise
        _fetched(sent(data), endpoint)


def fetch_results(endpoint: Endpoint, query: str) -> bytes:
    """Return the endpoint's answer to a SELECT or ASK query: results in SPARQL JSON, whole and well-formed.

    Raises QuerySyntaxError when the endpoint finds the query malformed, QueryError when it cannot be reached, fails
    as often as it is asked, or does not answer SPARQL.
    """
    data = _fetched(_wrapper(endpoint, query).opened, endpoint)
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
        self._endpoint = endpoint
        self.setOnlyConneg(True)
        for name, value in _credentials(endpoint).items():
            self.addCustomHttpHeader(name, value)

    def opened(self) -> Any:
        """Send the request and return the response."""
        return self.query().response

    def _query(self) -> tuple[Any, str]:
        opener = _opener(self._endpoint)
        return opener.open(self._createRequest(), timeout=self._endpoint.seconds), self.returnFormat


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to be errors: urllib would follow them with a GET that has no query."""

    def redirect_request(self, *_: object) -> None:
        return None


def _opener(endpoint: Endpoint) -> urllib.request.OpenerDirector:
    if not endpoint.user:
        return _OPENER
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, endpoint.url, endpoint.user, endpoint.password)
    return urllib.request.build_opener(_NoRedirect, urllib.request.HTTPDigestAuthHandler(passwords))


def _credentials(endpoint: Endpoint) -> dict[str, str]:
    """Return the header that says who asks; who wants Digest says so, and is told again."""
    if endpoint.token:
        return {"Authorization": f"Bearer {endpoint.token}"}
    if endpoint.user:
        pair = b64encode(f"{endpoint.user}:{endpoint.password}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}
    return {}


_OPENER = urllib.request.build_opener(_NoRedirect)


class _AgainError(Exception):
    """The endpoint may answer when it is asked again, after so many seconds if it says so."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


def _wrapper(endpoint: Endpoint, text: str, kind: str = "") -> _Wrapper:
    wrapper = _Wrapper(endpoint)
    if kind:
        wrapper.queryString, wrapper.queryType = text, kind  # to find the kind, all of a long text is searched
    else:
        wrapper.setQuery(text)
    if not kind and wrapper.queryType not in _QUERIES + _GRAPHS:
        raise QueryRefusedError(f"{wrapper.queryType} is refused: only queries are sent to an endpoint")
    wrapper.setReturnFormat(TURTLE if wrapper.queryType in _GRAPHS else JSON)
    wrapper.setMethod(POST)
    return wrapper


def _fetched(send: Callable[[], Any], endpoint: Endpoint) -> bytes:
    """Return the body of the endpoint's answer, asking as often as allowed."""

    def whole() -> bytes:
        until = time.monotonic() + endpoint.seconds
        return _answering(lambda: _whole(send(), until, endpoint.most), endpoint)

    return _again(whole, endpoint)


def _again(ask: Callable[[], _T], endpoint: Endpoint) -> _T:
    """Return what comes of asking, which is done as often as allowed."""
    tried, pause = 0, endpoint.pause
    while True:
        try:
            return ask()
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


def _answering(ask: Callable[[], _T], endpoint: Endpoint) -> _T:
    try:
        return ask()
    except urllib.error.HTTPError as error:
        _refuse(error, endpoint)
    except (TimeoutError, ConnectionError, http.client.HTTPException) as error:
        raise _broken_off(error, endpoint) from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError | ConnectionResetError):
            raise _broken_off(error.reason, endpoint) from error
        if isinstance(error.reason, ConnectionRefusedError) and endpoint.may_return:
            raise _AgainError(f"cannot be reached: {error.reason}") from error
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
