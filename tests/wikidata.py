"""A SPARQL server with data in the shape of Wikidata's, and a proxy before it that fails as real endpoints do.

The items are made up for these tests, in the RDF form that Wikidata publishes; only the ids that the gazetteer holds
are those of real items.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_PREFIXES = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <http://schema.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wds: <http://www.wikidata.org/entity/statement/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix p: <http://www.wikidata.org/prop/> .
@prefix ps: <http://www.wikidata.org/prop/statement/> .
@prefix pq: <http://www.wikidata.org/prop/qualifier/> .
@prefix wikibase: <http://wikiba.se/ontology#> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

DATA = (
    _PREFIXES
    + """
# classes
wd:Q900001 rdfs:label "human"@en .
wd:Q900002 rdfs:label "mountain"@en .
wd:Q900003 rdfs:label "militia"@en ; wdt:P279 wd:Q900004 .
wd:Q900004 rdfs:label "armed group"@en .
wd:Q900005 rdfs:label "Wikimedia disambiguation page"@en .
wd:Q900006 rdfs:label "broadcaster"@en .
wd:Q900007 rdfs:label "town"@en .
wd:Q900008 rdfs:label "family name"@en .
wd:Q900009 rdfs:label "armed forces"@en ; wdt:P279 wd:Q900010 .
wd:Q900010 rdfs:label "organization"@en .

# countries and regions
wd:Q900020 rdfs:label "Iraq"@en .
wd:Q900021 rdfs:label "Utopia"@en .
wd:Q900022 rdfs:label "Kirkuk Governorate"@en .

# items that the gazetteer gives
wd:Q2429253 rdfs:label "Islamic State"@en , "Islamischer Staat"@de ; skos:altLabel "Daesh"@en ;
    schema:description "armed group"@en ; wdt:P31 wd:Q900003 ; wdt:P571 "2013-04-08T00:00:00Z"^^xsd:dateTime .
wd:Q173310 rdfs:label "Kirkuk"@en ; wdt:P31 wd:Q900007 ; wdt:P17 wd:Q900020 ; wdt:P131 wd:Q900022 ;
    wdt:P625 "Point(44.39 35.47)"^^geo:wktLiteral , "<http://www.wikidata.org/entity/Q405> Point(1 2)"^^geo:wktLiteral .
wd:Q5892168 rdfs:label "Masrour Barzani"@en ; wdt:P31 wd:Q900001 ; wdt:P27 wd:Q900020 ;
    wdt:P39 wd:Q900030 ; p:P39 wds:Q5892168-abc , wds:Q5892168-old .
wds:Q5892168-abc ps:P39 wd:Q900030 ; pq:P580 "2019-07-10T00:00:00Z"^^xsd:dateTime ; wikibase:rank wikibase:NormalRank .
wds:Q5892168-old ps:P39 wd:Q900031 ; wikibase:rank wikibase:DeprecatedRank .
wd:Q900030 rdfs:label "Prime Minister of the Kurdistan Region"@en .

# items that pages lead to
<https://en.wikipedia.org/wiki/Peshmerga> schema:about wd:Q900040 ; schema:isPartOf <https://en.wikipedia.org/> .
wd:Q900040 rdfs:label "Peshmerga"@en ; wdt:P31 wd:Q900009 ; wdt:P17 wd:Q900020 .
<https://en.wikipedia.org/wiki/Makhmur,_Iraq> schema:about wd:Q900041 .
wd:Q900041 rdfs:label "Makhmur"@mul ; wdt:P31 wd:Q900007 ; wdt:P625 "Point(43.58 35.77)"^^geo:wktLiteral .
<https://en.wikipedia.org/wiki/Rudaw_Media_Network> schema:about wd:Q900042 .
wd:Q900042 rdfs:label "Rudaw"@en ; wdt:P31 wd:Q900005 .

# candidates
wd:Q900050 rdfs:label "Sirwan Barzani"@en ; wdt:P31 wd:Q900001 ; wdt:P27 wd:Q900020 ; wikibase:sitelinks 3 ;
    schema:description "military leader"@en .
wd:Q900051 rdfs:label "Sirwan Barzani"@en ; wdt:P31 wd:Q900001 ; wdt:P27 wd:Q900021 ; wikibase:sitelinks 1 .
wd:Q900052 rdfs:label "Sirwan Barzani"@en ; wdt:P31 wd:Q900008 .
wd:Q900053 rdfs:label "Khanuka"@en ; wdt:P31 wd:Q900002 ; wdt:P17 wd:Q900020 ;
    wdt:P625 "Point(43.26 35.39)"^^geo:wktLiteral .
wd:Q900054 rdfs:label "Khanuka"@en ; wdt:P31 wd:Q900002 ; wdt:P625 "Point(10 50)"^^geo:wktLiteral .
wd:Q900055 rdfs:label "Al Huwayja"@en ; wdt:P31 wd:Q900007 ; wdt:P1566 "390188" ;
    wdt:P625 "Point(43.77 35.32)"^^geo:wktLiteral .
wd:Q900056 rdfs:label "Grey Falcons"@en ; skos:altLabel "Falcons of the North"@en ; wdt:P31 wd:Q900003 .
wd:P900057 rdfs:label "Grey Falcons"@en .
wd:Q900058 rdfs:label "Kurdistan 24"@en ; wdt:P31 wd:Q900006 ; wdt:P856 <https://www.kurdistan24.net/> .
"""
)


@contextlib.contextmanager
def wikidata_server(folder: Path, data: str = DATA) -> Iterator[str]:
    """Serve Turtle over SPARQL on a free port of the loopback and give the address of the endpoint."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    assert program, "this test needs the package oxigraph, which `make install` brings"
    turtle, database = folder / "data.ttl", folder / "database"
    turtle.write_text(data, encoding="utf-8")
    subprocess.run([program, "load", "-l", database, "-f", turtle], check=True, capture_output=True, timeout=60)
    port = _free_port()
    command = [program, "serve-read-only", "-l", str(database), "-b", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}/query"
        finally:
            server.terminate()


@dataclass(slots=True)
class Reply:
    """What the proxy gives in the stead of the server's answer: status, headers, body, and how it goes wrong.

    `cut` bytes of the body are sent, then the connection is closed; `delay` seconds pass before each byte of `drip`.
    What is `lost` is the server's own answer: it has done what it was asked to, and nobody hears of it.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut: int | None = None
    delay: float = 0.0
    drip: bool = False
    lost: bool = False


@dataclass(slots=True)
class Proxy:
    """A running proxy: `replies` are given first, one a request (None is the server's own), then the server's own."""

    address: str
    replies: list[Reply | None] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


@contextlib.contextmanager
def proxy_before(endpoint: str) -> Iterator[Proxy]:
    """Serve a proxy before an endpoint."""
    proxy = Proxy("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(proxy, endpoint))
    server.daemon_threads = True
    proxy.address = f"http://127.0.0.1:{server.server_port}/sparql"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(proxy: Proxy, endpoint: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            proxy.queries.append(body.decode(errors="replace"))
            proxy.agents.append(self.headers["User-Agent"])
            proxy.times.append(time.monotonic())
            reply = proxy.replies.pop(0) if proxy.replies else None
            if reply is None or reply.lost:
                self._pass_on(body, lost=reply is not None)
            else:
                self._send(reply)

        do_GET = do_POST  # noqa: N815 (the name that the base class asks for)

        def _pass_on(self, body: bytes, *, lost: bool) -> None:
            names = ("Content-Type", "Accept")
            headers = {name: self.headers[name] for name in names if name in self.headers}
            request = urllib.request.Request(endpoint, body, headers)
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    headers = {"Content-Type": answer.headers["Content-Type"] or "text/plain"}
                    self._send(Reply(answer.status, headers, answer.read(), cut=0 if lost else None))
            except urllib.error.HTTPError as error:
                self._send(Reply(error.code, {}, error.read()))

        def _send(self, reply: Reply) -> None:
            time.sleep(0 if reply.drip else reply.delay)
            if reply.cut == 0:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            sent = reply.body if reply.cut is None else reply.body[: reply.cut]
            with contextlib.suppress(ConnectionError):
                for part in [sent[n : n + 1] for n in range(len(sent))] if reply.drip else [sent]:
                    time.sleep(reply.delay if reply.drip else 0)
                    self.wfile.write(part)
                    self.wfile.flush()
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    return Handler


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_for(address: str) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
