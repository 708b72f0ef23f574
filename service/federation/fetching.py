"""Ask an endpoint elsewhere over HTTP, but nothing within the machine or the network that the service runs in.

1. The name of the host is resolved once, and every address it has must be a public one: not of the loopback, of a
   private network, of a link (where clouds keep their metadata), nor reserved (https://www.rfc-editor.org/rfc/rfc6890).
2. The connection goes to the address that was checked, so that a name cannot lead elsewhere a moment later; TLS still
   holds the host to its name.
3. A redirect is followed with the query, if it is not to plain HTTP from HTTPS, and is checked in the same way.
4. The answer is taken whole, within the time and size allowed, before any of it is passed on: what breaks off midway is
   a failure, not half an answer.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

from service.errors import FederationError

MOST_REDIRECTS = 3

_RESULTS = ("application/sparql-results+json", "application/sparql-results+xml", "application/json", "application/xml")
_REDIRECTS = (301, 302, 307, 308)
_IN_MEMORY = 1024 * 1024
_CHUNK = 64 * 1024
_SHOWN = 200

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(slots=True)
class Fetch:
    """A call under way: until when it may take, and how to end it before its time."""

    until: float
    most: int
    ended: bool = False
    _socket: socket.socket | None = field(default=None)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def end(self) -> None:
        """End the call, from any thread."""
        with self._lock:
            self.ended = True
            if self._socket is not None:
                with suppress(OSError):
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)  # beneath TLS, which is another thread's

    @property
    def left(self) -> float:
        """Return the seconds that are left. Raises FederationError when there are none."""
        seconds = self.until - time.monotonic()
        if seconds <= 0 or self.ended:
            raise FederationError("did not answer in time")
        return seconds

    @contextmanager
    def holding(self, connection: socket.socket) -> Iterator[None]:
        """End the call at its time limit, however slowly things trickle in."""
        with self._lock:
            self._socket = connection
        timer = threading.Timer(self.left, self.end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            with self._lock:
                self._socket = None


class Fetcher:
    """Asks endpoints; tests give it a resolver of their own, and permit addresses that are not public."""

    def __init__(
        self,
        agent: str,
        *,
        resolve: Callable[[str, int], list[str]] | None = None,
        permitted: frozenset[str] = frozenset(),
    ) -> None:
        self._agent = agent
        self._resolve = resolve or _resolved
        self._permitted = permitted

    def ask(self, url: str, query: str, accept: str, fetch: Fetch) -> tuple[str, IO[bytes]]:
        """Return the media type of an endpoint's answer and a file of it, which the caller closes.

        Raises FederationError with what went wrong, as the end of a sentence whose subject is the endpoint.
        """
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask(url, query, accept, fetch)
            if not isinstance(answer, str):
                return answer
            target = _joined(url, answer)
            if url.startswith("https:") and not target.startswith("https:"):
                raise FederationError(f"redirects from HTTPS to {target[:_SHOWN]!r}")
            url = target
        raise FederationError(f"redirects more than {MOST_REDIRECTS} times")

    def _ask(self, url: str, query: str, accept: str, fetch: Fetch) -> str | tuple[str, IO[bytes]]:
        """Return the answer, or the address that it redirects to."""
        parts = _split(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        address = self._public(host, port)
        try:
            with _connected(address, port, host if parts.scheme == "https" else None, fetch) as connection:
                return self._answer(connection, parts, query, accept, fetch)
        except (OSError, http.client.HTTPException, ValueError) as error:
            fetch.left  # noqa: B018 - raises when it was ended for its time
            raise FederationError(f"cannot be asked: {error or type(error).__name__}"[:_SHOWN]) from error

    def _answer(
        self, connection: http.client.HTTPConnection, parts: SplitResult, query: str, accept: str, fetch: Fetch
    ) -> str | tuple[str, IO[bytes]]:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {
            "Accept": accept,
            "Accept-Encoding": "identity",
            "Content-Type": "application/x-www-form-urlencoded",
            "Host": parts.netloc,
            "User-Agent": self._agent,
        }
        connection.request("POST", path, urlencode({"query": query}), headers)
        response = connection.getresponse()
        if response.status in _REDIRECTS and response.headers.get("Location"):
            return str(response.headers["Location"])
        if response.status != 200:
            said = " ".join(response.read(4 * _SHOWN).decode("utf-8", "replace").split())
            raise FederationError(f"answered {response.status} {response.reason}: {said}"[: 2 * _SHOWN])
        media_type = str(response.headers.get("Content-Type", ""))
        if media_type.partition(";")[0].strip().lower() not in _RESULTS:
            raise FederationError(f"answered with {media_type[:_SHOWN]!r}, expected {' or '.join(_RESULTS[:2])}")
        return media_type, _taken(response, fetch)

    def _public(self, host: str, port: int) -> str:
        """Return the address to connect to. Raises FederationError unless all that the host has are public."""
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise FederationError(f"cannot be found: {host!r} has no address") from error
        for one in addresses:
            if one not in self._permitted and not is_public(one):
                raise FederationError(f"is refused: {host!r} leads to {one}, expected a public address")
        if not addresses:
            raise FederationError(f"cannot be found: {host!r} has no address")
        return addresses[0]


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the public internet, those that it stands for included."""
    found: _Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if found in _NAT64:
            inner = ipaddress.IPv4Address(found.packed[-4:])
        if inner is not None and not is_public(str(inner)):
            return False
        if found in _COMPATIBLE:
            return False
    return found.is_global and not found.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")


def _resolved(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:
        return target


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
        valid = valid and (parts.port is None or parts.port > 0)
    except ValueError:
        valid = False
    if not valid or any(not "!" <= character <= "~" for character in url):
        raise FederationError(f"has no address that can be asked: {url[:_SHOWN]!r}")
    return parts


@contextmanager
def _connected(address: str, port: int, tls_name: str | None, fetch: Fetch) -> Iterator[http.client.HTTPConnection]:
    """Connect to an address that was checked; with TLS for this host name."""
    sock = socket.create_connection((address, port), timeout=fetch.left)
    try:
        if tls_name is not None:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=tls_name)
        connection = http.client.HTTPConnection(tls_name or address, port)
        connection.sock = sock
        with fetch.holding(sock):
            yield connection
    finally:
        sock.close()


def _taken(response: http.client.HTTPResponse, fetch: Fetch) -> IO[bytes]:
    """Return a file of the whole body."""
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
    try:
        size = 0
        while chunk := response.read1(_CHUNK):
            size += len(chunk)
            if size > fetch.most:
                raise FederationError(f"answered with more than {fetch.most // (1024 * 1024)} MiB")
            file.write(chunk)
        fetch.left  # noqa: B018 - a connection that was ended looks like one that has ended
        if response.length:  # of Content-Length, what has not come
            raise FederationError("broke off its answer")
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file
