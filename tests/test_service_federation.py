"""Queries that ask other endpoints: whom they may ask, where those may be, and what becomes of a failure."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from urllib.parse import parse_qs

import httpx2
import pytest
from conftest import open_store
from fastapi.testclient import TestClient
from records import BASE

from kg.errors import QueryRefusedError, SettingsError
from kg.mapping.vocabulary import PREFIXES
from kg.settings import Settings
from kg.store import federation
from kg.store.graphs import Change, GraphStore
from service.app import create_app
from service.federation.fetching import Fetcher, is_public
from service.federation.relay import MOST_CALLS, Relay

LOOPBACK = frozenset({"127.0.0.1"})
HERE = {"near.example": ["127.0.0.1"], "other.example": ["127.0.0.1"]}
LOCAL = """<urn:a> <urn:knows> <urn:x> <urn:g> .
<urn:b> <urn:knows> <urn:y> <urn:g> .
<urn:b> <urn:knows> <urn:nobody> <urn:g> .
<urn:a> <urn:note> "3" <urn:g> .
<urn:c> <urn:knows> _:blank <urn:g> .
"""
REMOTE = """@prefix : <urn:> .
:x :name "X" ; :age 3 ; :likes :y . :y :name "Y" ; :age 9 . :z :name "Z" ; :age 1 ; :likes :z ."""


@pytest.fixture(scope="module")
def oxigraph() -> Iterator[int]:
    """Serve a few triples with Oxigraph's server, and give its port."""
    port = free_port()
    program = Path(sys.executable).with_name("oxigraph")
    with subprocess.Popen([program, "serve", "--bind", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL) as process:
        for _ in range(100):
            try:
                put = urllib.request.Request(
                    f"http://127.0.0.1:{port}/store?default",
                    REMOTE.encode(),
                    {"Content-Type": "text/turtle"},
                    method="PUT",
                )
                urllib.request.urlopen(put, timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
        process.terminate()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("local") / "store"
    with open_store(directory, write=True) as graphs:
        graphs.commit([Change(add=LOCAL)])
    return directory


class Remote:
    """An endpoint that answers as it is told, and notes the queries that it was sent."""

    def __init__(self, answer: Callable[[BaseHTTPRequestHandler], None]) -> None:
        self.queries: list[str] = []
        remote = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                remote.queries += parse_qs(body)["query"]
                answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[Remote]:
    remote = Remote(answer)
    threading.Thread(target=remote.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield remote
    finally:
        remote.server.shutdown()
        remote.server.server_close()


def say(status: int, body: bytes = b"", **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


ONE_ROW = b'{"head":{"vars":["who"]},"results":{"bindings":[{"who":{"type":"uri","value":"urn:x"}}]}}'
rows = say(200, ONE_ROW, Content_Type="application/sparql-results+json")


@contextmanager
def client_of(
    store: Path, *endpoints: str, hosts: dict[str, list[str]] | None = None, **settings: object
) -> Iterator[TestClient]:
    """Give a client of a service that may ask endpoints, at hosts that have these addresses."""
    known = {**HERE, **(hosts or {})}
    fetcher = Fetcher("test", resolve=lambda host, _: known[host], permitted=LOOPBACK)
    chosen = Settings(store=store, base=BASE, federation=" ".join(endpoints), **settings)  # type: ignore[arg-type]
    with open_store(store) as graphs, TestClient(create_app(chosen, graphs, fetcher=fetcher)) as client:
        yield client


def ask(client: TestClient, query: str, **parameters: str) -> httpx2.Response:
    answer: httpx2.Response = client.get("/sparql", params={"query": query, **parameters})
    return answer


def calling(port: int, *, silent: str = "", host: str = "near.example") -> str:
    return f"SELECT ?who WHERE {{ SERVICE {silent} <http://{host}:{port}/query> {{ ?who <urn:name> ?name }} }}"


def failure(answer: httpx2.Response) -> str:
    """Return what is said of a failure of an endpoint, without the endpoint's address."""
    assert answer.status_code == 502, answer.text
    detail: str = answer.json()["detail"]
    assert detail.startswith("SERVICE <http://near.example:")
    return detail.partition("> ")[2]


# Whom a query may ask


def test_an_endpoint_on_the_list_is_asked_and_its_rows_are_joined(local: Path, oxigraph: int) -> None:
    endpoint = f"http://near.example:{oxigraph}/query"
    query = f"""PREFIX there: <{endpoint}> SELECT ?who ?name {{ ?who <urn:knows> ?other
        SERVICE there: {{ ?other <urn:name> ?name }} }} ORDER BY ?who"""
    with client_of(local, endpoint) as client:
        answer = ask(client, query)
        found = [(row["who"]["value"], row["name"]["value"]) for row in answer.json()["results"]["bindings"]]
        assert found == [("urn:a", "X"), ("urn:b", "Y")]
        assert answer.headers["cache-control"] == "no-store"
        assert "BasicFederatedQuery" in client.get("/sparql").text


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        (
            "SELECT * { SERVICE <http://elsewhere.example/> {} }",
            "may not ask <http://elsewhere.example/>, it",
        ),
        ("SELECT * { SERVICE ?any {} VALUES ?any { <http://near.example/query> } }", "a variable could be any"),
        ("SELECT * { SERVICE <query> {} }", "expected a whole IRI"),
        ("SELECT * { SERVICE near:query {} }", "the prefix 'near' is not declared"),
        ("SELECT * { SERVICESILENT<http://near.example/query> {} }", "expected SERVICE apart from"),
        ("SELECT * { SERVICE <http://near.example/query> { SERVICE <http://inner.example/> {} } }", "inner.example"),
    ],
)
def test_a_query_that_asks_anybody_else_is_refused(local: Path, query: str, detail: str) -> None:
    with client_of(local, "http://near.example/query") as client:
        answer = ask(client, query)
        assert answer.status_code == 403
        assert detail in answer.json()["detail"]


def test_nobody_is_asked_unless_the_operator_says_so(local: Path) -> None:
    with client_of(local) as client:
        answer = ask(client, "SELECT * { SERVICE <https://query.wikidata.org/sparql> {} }")
        assert (answer.status_code, "it asks none" in answer.json()["detail"]) == (403, True)


def test_the_list_knows_wikidata_by_name_and_says_what_it_does_not_know() -> None:
    assert Relay(Settings(federation="wikidata http://e/")).allowed == {
        "https://query.wikidata.org/sparql",
        "http://e/",
    }
    with pytest.raises(SettingsError, match="ONRECORD_FEDERATION: 'dbpedia': expected addresses"):
        Relay(Settings(federation="dbpedia"))


def test_the_shipped_queries_work(tmp_path: Path, oxigraph: int) -> None:
    endpoint = f"http://near.example:{oxigraph}/query"
    folder = files("kg").joinpath("queries/federated")
    shipped = [one.read_text(encoding="utf-8") for one in folder.iterdir() if one.name.endswith(".rq")]
    assert len(shipped) == 1
    item = f"{PREFIXES['wd']}Q2429253"
    there = f'<{item}> <{PREFIXES["wdt"]}P31> <urn:kind> . <urn:kind> <{PREFIXES["rdfs"]}label> "army"@en .'
    put = urllib.request.Request(
        f"http://127.0.0.1:{oxigraph}/store?graph=urn:wd", there.encode(), {"Content-Type": "text/turtle"}, method="PUT"
    )
    urllib.request.urlopen(put, timeout=5).close()
    with open_store(tmp_path / "store", write=True) as graphs:
        said = (
            f"<{PREFIXES['rdf']}type> <{PREFIXES['onr']}Actor>",
            f'<{PREFIXES["rdfs"]}label> "IS"',
            f"<{PREFIXES['owl']}sameAs> <{item}>",
        )
        graphs.commit([Change(add="".join(f"<{BASE}actor/isis> {one} <urn:g> .\n" for one in said))])
    with client_of(tmp_path / "store", f"{endpoint}?union-default-graph") as client:
        for query in shipped:
            answer = ask(client, query.replace("https://query.wikidata.org/sparql", f"{endpoint}?union-default-graph"))
            (row,) = answer.json()["results"]["bindings"]
            assert (row["fact"]["value"], row["value"]["value"]) == ("is a", "army")


# Where they may be


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00:ec2::254", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_only_addresses_of_the_public_internet_are_public(address: str, expected: bool) -> None:
    assert is_public(address) is expected


@pytest.mark.parametrize("addresses", [["10.0.0.7"], ["93.184.216.34", "169.254.169.254"], ["::1"]])
def test_a_name_that_leads_into_the_network_is_refused_though_it_is_on_the_list(
    local: Path, addresses: list[str]
) -> None:
    with client_of(local, "http://near.example:80/query", hosts={"near.example": addresses}) as client:
        assert failure(ask(client, calling(80))).startswith(f"is refused: 'near.example' leads to {addresses[-1]}")


def test_an_address_in_place_of_a_name_is_checked_all_the_same(local: Path) -> None:
    settings = Settings(store=local, base=BASE, federation="http://127.0.0.1:9/query http://localhost:9/query")
    with open_store(local) as graphs, TestClient(create_app(settings, graphs)) as client:
        for host in ("127.0.0.1", "localhost"):
            assert "expected a public address" in ask(client, calling(9, host=host)).json()["detail"]


def test_a_redirect_is_followed_with_the_query_but_not_into_the_network(local: Path) -> None:
    with answering(rows) as goal:
        for status in (301, 302, 307, 308):
            moved = say(status, Location=f"http://other.example:{goal.port}/there")
            with answering(moved) as near, client_of(local, f"http://near.example:{near.port}/query") as client:
                assert len(ask(client, calling(near.port)).json()["results"]["bindings"]) == 1
        assert len(goal.queries) == 4
        inward = say(307, Location=f"http://inner.example:{goal.port}/")
        hosts = {"inner.example": ["192.168.0.1"]}
        with (
            answering(inward) as near,
            client_of(local, f"http://near.example:{near.port}/query", hosts=hosts) as client,
        ):
            assert "'inner.example' leads to 192.168.0.1" in failure(ask(client, calling(near.port)))
        assert len(goal.queries) == 4


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("/query", "redirects more than 3 times"),
        ("file:///etc/passwd", "has no address that can be asked"),
        ("http://user@near.example/", "has no address that can be asked"),
        ("http://[::1", "has no address that can be asked"),
    ],
)
def test_a_redirect_to_nowhere_is_a_failure(local: Path, location: str, said: str) -> None:
    with (
        answering(say(307, Location=location)) as near,
        client_of(local, f"http://near.example:{near.port}/query") as client,
    ):
        assert failure(ask(client, calling(near.port))).startswith(said)


def test_a_name_is_resolved_once_so_that_it_cannot_lead_elsewhere_a_moment_later(local: Path) -> None:
    asked: list[str] = []

    def rebinding(host: str, _: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    with answering(rows) as near:
        settings = Settings(store=local, base=BASE, federation=f"http://near.example:{near.port}/query")
        fetcher = Fetcher("test", resolve=rebinding, permitted=LOOPBACK)
        with open_store(local) as graphs, TestClient(create_app(settings, graphs, fetcher=fetcher)) as client:
            assert len(ask(client, calling(near.port)).json()["results"]["bindings"]) == 1
            assert asked == ["near.example"]
            assert "leads to 10.0.0.1" in failure(ask(client, calling(near.port)))


# What becomes of a failure


def trickle(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/sparql-results+json")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" ")
        time.sleep(0.05)


def hang(_: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nServer: slow and slower still, slower than anybody would wait for\r\n":
        handler.wfile.write(bytes([byte]))
        time.sleep(0.05)


@pytest.mark.parametrize("slow", [trickle, hang, drip_headers])
def test_an_endpoint_that_is_slow_is_waited_for_so_long_only(
    local: Path, slow: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    with (
        answering(slow) as near,
        client_of(local, f"http://near.example:{near.port}/query", federation_seconds=0.5) as client,
    ):
        started = time.monotonic()
        assert failure(ask(client, calling(near.port))) == "did not answer in time"
        assert time.monotonic() - started < 2.5


def test_a_query_that_ends_by_its_time_says_whom_it_waited_for(local: Path) -> None:
    with answering(hang) as near, client_of(local, f"http://near.example:{near.port}/query") as client:
        answer = ask(client, calling(near.port), timeout="0.5")
        assert answer.status_code in (502, 504)
        assert f"SERVICE <http://near.example:{near.port}/query>" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (say(200, b" " * 2_000_000, Content_Type="application/sparql-results+json"), "answered with more than 1 MiB"),
        (say(500, b"out of\norder"), "answered 500 Internal Server Error: out of order"),
        (say(303, Location="/"), "answered 303"),
        (say(200, ONE_ROW, Content_Length="1000", Content_Type="application/json"), "broke off its answer"),
        (say(200, b"<html>", Content_Type="text/html"), "answered with 'text/html', expected application/sparql-"),
        (say(200, b"[]", Content_Type="application/json"), "gave what is no result"),
    ],
)
def test_an_endpoint_that_fails_is_named(
    local: Path, answer: Callable[[BaseHTTPRequestHandler], None], said: str
) -> None:
    with (
        answering(answer) as near,
        client_of(local, f"http://near.example:{near.port}/query", federation_size=1) as client,
    ):
        assert failure(ask(client, calling(near.port))).startswith(said)


def test_an_endpoint_that_is_not_there_is_named(local: Path) -> None:
    port = free_port()
    with client_of(local, f"http://near.example:{port}/query") as client:
        assert failure(ask(client, calling(port))).startswith("cannot be asked: [Errno 111]")


def test_a_silent_call_that_fails_is_one_solution_without_bindings(local: Path) -> None:
    with answering(say(500)) as near, client_of(local, f"http://near.example:{near.port}/query") as client:
        assert ask(client, calling(near.port, silent="SILENT")).json()["results"]["bindings"] == [{}]


def test_one_query_makes_so_many_calls_only(local: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "store", write=True) as graphs:
        graphs.commit([Change(add="".join(f"<urn:s:{n}> <urn:p> <urn:o> <urn:g> .\n" for n in range(200)))])
    with answering(rows) as near, client_of(tmp_path / "store", f"http://near.example:{near.port}/query") as client:
        query = f"""SELECT ?s {{ ?s <urn:p> ?o FILTER EXISTS {{
            SERVICE <http://near.example:{near.port}/query> {{ ?s <urn:q> ?who }} }} }}"""
        assert f"more than {MOST_CALLS} times" in failure(ask(client, query))
        assert len(near.queries) == MOST_CALLS


def test_the_relay_answers_only_who_knows_its_secret() -> None:
    relay = Relay(Settings(federation="http://near.example/"))
    try:
        calls, addresses = relay.open(["http://near.example/"], 5)
        address = addresses["http://near.example/"]
        assert calls.secret in address
        for wrong in (address.replace(calls.secret, "x"), address.rpartition("/")[0] + "/x"):
            assert httpx2.post(wrong, content="SELECT * {}").status_code == 404
        relay.forget(calls)
        assert httpx2.post(address, content="SELECT * {}").status_code == 404
    finally:
        relay.close()


# What goes along with a call


GROUPS = [
    "?who <urn:knows> ?x . {call}",
    "{call} ?who <urn:knows> ?x",
    "?who <urn:knows> ?x FILTER(?name != 'X') {call} FILTER(?age > 5)",
    "?who <urn:knows> ?x OPTIONAL {{ ?who <urn:note> ?age }} {call}",
    "?who <urn:knows> ?x OPTIONAL {{ {call} }}",
    "{{ ?who <urn:knows> ?x }} UNION {{ ?who <urn:note> ?y }} {call}",
    "?who <urn:knows> ?x MINUS {{ ?who <urn:note> ?n }} {call} BIND(?x AS ?again)",
    "VALUES ?x {{ <urn:x> UNDEF }} {call}",
    "{{ SELECT ?x {{ ?who <urn:knows> ?x }} ORDER BY ?x LIMIT 2 }} {call}",
    "GRAPH ?g {{ ?who <urn:knows> ?x }} {call}",
    "?who <urn:knows> ?x {call} OPTIONAL {{ ?x <urn:knows> ?name }}",
    "?who <urn:note> ?note {call} FILTER(?age = 3)",
]
CALLS = [
    "?x <urn:name> ?name ; <urn:age> ?age",
    "?x <urn:name> ?name OPTIONAL {{ ?x <urn:likes> ?who }}",
    "?y <urn:likes>* ?x . ?x <urn:age> ?age FILTER(?age > 2) FILTER(!BOUND(?who))",
    "VALUES ?n {{ 1 9 }} ?x <urn:age> ?n BIND(?n + 1 AS ?age)",
    "{{ SELECT ?x (COUNT(*) AS ?age) {{ ?x ?p ?o }} GROUP BY ?x }}",
]


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("call", CALLS)
def test_what_goes_along_with_a_call_changes_no_answer(
    oxigraph: int, monkeypatch: pytest.MonkeyPatch, group: str, call: str
) -> None:
    store = GraphStore.in_memory()
    store.commit([Change(add=LOCAL)])
    service = f"SERVICE <http://far.example/> {{ {call.format()} }}"
    query = f"SELECT * WHERE {{ {group.format(call=service)} }}"
    services = {"http://far.example/": f"http://127.0.0.1:{oxigraph}/query"}

    def found() -> list[str]:
        answer = store.query(query, services=services)
        rows = [dict(zip(answer.variables, map(str, row), strict=True)) for row in answer.rows()]
        return sorted(str(sorted(row.items())) for row in rows)

    with_known = found()
    monkeypatch.setattr(federation, "MOST_KNOWN", -1)
    assert found() == with_known


def test_what_the_query_knows_goes_along_with_a_call(local: Path) -> None:
    with answering(rows) as near, client_of(local, f"http://near.example:{near.port}/query") as client:
        call = f"SERVICE <http://near.example:{near.port}/query> {{ ?other <urn:name> ?name }}"
        ask(client, f"SELECT * {{ ?who <urn:knows> ?other {call} FILTER(?name = 'X') FILTER(isIRI(?other)) }}")
        assert near.queries[-1].count("VALUES") == 0  # a blank node means nothing elsewhere
        ask(client, f"SELECT * {{ ?who <urn:note> ?note ; <urn:knows> ?other {call} }}")
        assert "VALUES ( ?other ) { ( <urn:x> )" in " ".join(near.queries[-1].split())


def test_a_call_is_only_sent_where_the_caller_says() -> None:
    with pytest.raises(QueryRefusedError, match="<http://f/> is not an endpoint that may be asked"):
        GraphStore.in_memory().query("SELECT * { SERVICE <http://f/> {} }", services={"http://e/": "http://127.0.0.1"})
