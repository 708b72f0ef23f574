"""The service: pages, SPARQL by every road, the data's IRIs, errors, and real clients over loopback."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
import rdflib
import uvicorn
from conftest import open_store, put_record
from fastapi import FastAPI
from fastapi.testclient import TestClient
from records import BASE, hand_record, large_record
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from kg import mapping
from kg.errors import QueryError, QueryRefusedError, QuerySyntaxError, StoreError
from kg.mapping.vocabulary import PREFIXES
from kg.remote import query_endpoint
from kg.settings import Settings
from kg.store.formats import GraphFormat, ResultFormat
from service.app import create_app
from service.errors import STATUS, NotAcceptableError, status_of
from service.negotiation import GRAPH_TYPES, RESULT_TYPES, choose
from service.protocol import LONGEST_BODY

SELECT = "SELECT ?name WHERE { ?actor a onr:Actor ; rdfs:label ?name } ORDER BY ?name LIMIT 3"
CONSTRUCT = "CONSTRUCT WHERE { ?statement prov:wasAttributedTo ?speaker }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def app(kesh: Path) -> Iterator[FastAPI]:
    with open_store(kesh) as graphs:
        yield create_app(Settings(store=kesh, base=BASE), graphs)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@contextlib.contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an app on a free port of the loopback and give its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def address(app: FastAPI) -> Iterator[str]:
    with serving(app) as found:
        yield found


# Negotiation


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "a/one"),
        ("", "a/one"),
        ("*/*", "a/one"),
        ("b/two", "b/two"),
        ("B/Two ; charset=utf-8", "b/two"),
        ("a/*;q=0.2, b/*;q=0.3", "b/two"),
        ("a/one;q=0.1, */*;q=0.9", "b/two"),
        ("a/one;q=0.5, b/two;q=0.5", "a/one"),
        ("b/two;q=1.0, a/one;q=0.999", "b/two"),
        ("a/one;q=0", None),
        ("c/three", None),
        ("*/*;q=0", None),
        ("nonsense, b/two", "b/two"),
        ("nonsense", "a/one"),
        ("a/one;q=x, b/two", "b/two"),
    ],
)
def test_the_media_type_that_the_client_likes_best_is_chosen(accept: str | None, expected: str | None) -> None:
    assert choose(accept, ("a/one", "b/two")) == expected


@pytest.mark.parametrize("media_type", list(RESULT_TYPES))
def test_a_table_comes_in_every_media_type(client: TestClient, media_type: str) -> None:
    answer = client.get("/sparql", params={"query": SELECT}, headers={"accept": media_type})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert "Accept" in answer.headers["vary"]
    assert "Amina Daud" in answer.text


@pytest.mark.parametrize("media_type", list(GRAPH_TYPES))
def test_a_graph_comes_in_every_media_type(client: TestClient, media_type: str) -> None:
    answer = client.get("/sparql", params={"query": CONSTRUCT}, headers={"accept": media_type})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert f"{BASE}actor/" in answer.text


@pytest.mark.parametrize(
    ("query", "form", "media_type"),
    [(SELECT, one.value, one.media_type) for one in ResultFormat]
    + [(CONSTRUCT, one.value, one.media_type) for one in GraphFormat],
)
def test_a_format_by_name_wins_over_the_accept_header(
    client: TestClient, query: str, form: str, media_type: str
) -> None:
    answer = client.get("/sparql", params={"query": query, "format": form}, headers={"accept": BROWSER})
    assert answer.headers["content-type"].partition(";")[0] == media_type


# The roads to a query


def test_a_query_comes_by_get_by_form_and_directly(client: TestClient) -> None:
    expected = client.get("/sparql", params={"query": SELECT}).json()
    assert len(expected["results"]["bindings"]) == 3
    assert client.post("/sparql", data={"query": SELECT}).json() == expected
    direct = {"content-type": "application/sparql-query; charset=utf-8"}
    assert client.post("/sparql", content=SELECT, headers=direct).json() == expected


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_the_protocol_names_the_dataset(client: TestClient, way: str) -> None:
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?report onr:reportOf ?incident }"
    inference, article = f"{BASE}graph/inference", mapping.graph_iri(hand_record(), base=BASE)

    def count(**dataset: str) -> int:
        if way == "get":
            answer = client.get("/sparql", params={"query": query, **dataset})
        elif way == "form":
            answer = client.post("/sparql", data={"query": query, **dataset})
        else:
            headers = {"content-type": "application/sparql-query"}
            answer = client.post("/sparql", params=dataset, content=query, headers=headers)
        return int(answer.json()["results"]["bindings"][0]["n"]["value"])

    assert count() == count(**{"default-graph-uri": inference}) == 3
    assert count(**{"default-graph-uri": article}) == 0
    assert count(**{"named-graph-uri": inference}) == 0


def test_head_says_what_get_would_say(address: str) -> None:
    answer = subprocess.run(
        ["curl", "-sI", f"{address}/sparql?query=ASK%7B%7D"], capture_output=True, text=True, check=True
    ).stdout
    assert answer.startswith("HTTP/1.1 200")
    assert "application/sparql-results+json" in answer


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_head_is_answered_as_get_is(address: str, client: TestClient, accept: str) -> None:
    paths = [path for path, one in client.get("/openapi.json").json()["paths"].items() if "get" in one]
    asked = [path for path in paths if "{" not in path and not path.startswith(("/queries/", "/exports/"))]
    assert len(asked) > 20
    for path in [*asked, "/exports/trig", "/queries/incidents.csv", "/queries", "/metrics"]:
        got, bare = (httpx2.request(method, address + path, headers={"accept": accept}) for method in ("GET", "HEAD"))
        assert (bare.status_code, bare.headers["content-type"]) == (got.status_code, got.headers["content-type"]), path
        assert bare.content == b""


def test_a_method_that_is_not_taken_is_told_which_are(client: TestClient) -> None:
    assert client.put("/sparql").headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert client.delete("/search").headers["allow"] == "GET, HEAD"
    assert client.delete("/static/site.css").headers["allow"] == "GET, HEAD"


def test_answers_to_queries_say_what_they_vary_by_once_and_travel_packed(client: TestClient) -> None:
    for encoding, packed in (("identity", None), ("gzip", "gzip")):
        query = {"query": "SELECT * WHERE { ?s ?p ?o }"}
        answer = client.get("/sparql", params=query, headers={"accept-encoding": encoding})
        assert answer.headers.get("content-encoding") == packed
        assert answer.headers["vary"] == "Accept, Accept-Encoding"


def test_queries_are_counted_under_their_route(client: TestClient) -> None:
    client.get("/sparql", params={"query": "ASK {}"})
    client.get("/sparql", params={"query": "ASK"})
    numbers = client.get("/metrics").text
    assert 'onrecord_requests_total{method="GET",route="/sparql",status="200"}' in numbers
    assert 'onrecord_requests_total{method="GET",route="/sparql",status="400"}' in numbers


def test_pages_of_other_origins_may_ask(client: TestClient) -> None:
    origin = {"origin": "https://elsewhere.example"}
    assert (
        client.get("/sparql", params={"query": "ASK {}"}, headers=origin).headers["access-control-allow-origin"] == "*"
    )
    preflight = client.options("/sparql", headers={**origin, "access-control-request-method": "POST"})
    assert preflight.status_code == 200
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert client.options("/sparql").headers["allow"] == "GET, HEAD, POST, OPTIONS"


# What is refused


@pytest.mark.parametrize(
    ("status", "detail", "request_"),
    [
        (400, "error at", {"params": {"query": "SELECT * {"}}),
        (400, "no query", {"params": {"default-graph-uri": "urn:g"}}),
        (400, "2 queries", {"params": {"query": ["ASK {}", "SELECT * {}"]}}),
        (400, "UTF-8", {"url": "/sparql?query=%FF"}),
        (403, "SERVICE is refused", {"params": {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> {} }"}}),
        (403, "read-only", {"params": {"update": "CLEAR ALL"}}),
        (403, "read-only", {"method": "POST", "data": {"update": "CLEAR ALL"}}),
        (
            403,
            "read-only",
            {"method": "POST", "content": "CLEAR ALL", "headers": {"content-type": "application/sparql-update"}},
        ),
        (400, "error at", {"method": "POST", "data": {"query": "CLEAR ALL"}}),
        (406, "expected one of", {"params": {"query": "ASK {}"}, "headers": {"accept": "image/png"}}),
        (415, "text/plain", {"method": "POST", "content": "ASK {}", "headers": {"content-type": "text/plain"}}),
        (415, "expected application/x-www-form-urlencoded", {"method": "POST", "content": "ASK {}"}),
        (
            415,
            "UTF-8",
            {
                "method": "POST",
                "content": "ASK {}".encode("utf-16"),
                "headers": {"content-type": "application/sparql-query; charset=utf-16"},
            },
        ),
        (
            400,
            "not UTF-8",
            {"method": "POST", "content": b"ASK {} #\xff", "headers": {"content-type": "application/sparql-query"}},
        ),
        (
            413,
            "more than",
            {
                "method": "POST",
                "content": b"#" * (LONGEST_BODY + 1),
                "headers": {"content-type": "application/sparql-query"},
            },
        ),
        (400, "function", {"params": {"query": "SELECT (<http://e/f>(1) AS ?x) {}"}}),
        (405, "Method Not Allowed", {"method": "PUT", "params": {"query": "ASK {}"}}),
        (404, "Not Found", {"url": "/nowhere"}),
        (404, "nothing in the graph", {"url": "/id/actor/nobody"}),
        (404, "rights", {"url": f"/texts/{hand_record().sha256}"}),
        (400, "iri", {"url": "/resource"}),
    ],
)
def test_what_cannot_be_answered_is_a_problem_document_that_says_why(
    client: TestClient, status: int, detail: str, request_: dict[str, object]
) -> None:
    answer = client.request(**{"method": "GET", "url": "/sparql", **request_})  # type: ignore[arg-type]
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert detail in answer.json()["detail"]
    assert answer.json()["status"] == status


def test_a_person_gets_an_error_as_text(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT * {"}, headers={"accept": BROWSER})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "error at 1:11" in answer.text


def test_every_error_has_a_status_and_a_more_precise_one_where_the_table_has_it() -> None:
    assert status_of(QuerySyntaxError("")) == 400
    assert status_of(QueryError("")) == 500
    assert status_of(StoreError("")) == 503
    assert status_of(NotAcceptableError("")) == 406
    assert all(status_of(kind("")) == status for kind, status in STATUS.items())


# Pages and things


def test_the_start_page_counts_and_every_example_query_runs(client: TestClient) -> None:
    page = client.get("/", headers={"accept": BROWSER})
    assert page.status_code == 200
    assert re.search(r"<dt>statements</dt><dd>7<", page.text)
    assert re.search(r"<dt>claims</dt><dd>9<", page.text)
    links = re.findall(r'<li><a href="(/sparql\?query=[^"]+)"', page.text)
    assert links
    for link in links:
        answer = client.get(link.replace("&amp;", "&"), headers={"accept": BROWSER})
        assert answer.status_code == 200
        assert "<table>" in answer.text


@pytest.mark.parametrize("path", ["/", "/sparql", "/docs", "/sparql?query=ASK%7B%7D", "/id/actor/northern-alliance"])
def test_a_page_needs_nothing_from_elsewhere_and_has_no_script_in_it(client: TestClient, path: str) -> None:
    page = client.get(path, headers={"accept": BROWSER})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert re.findall(r"<script[^>]*>[^<]*", page.text) == re.findall(
        r'<script type="module" src="/static/[^>]*>', page.text
    )
    assert not re.search(r"<style|\sstyle=|\son\w+=", page.text)
    assert not re.search(r'(src|<link[^>]*href)="?https?:', page.text)


def test_what_stands_in_the_data_cannot_become_markup(client: TestClient) -> None:
    query = 'SELECT ("<script>alert(1)</script>" AS ?x) (<http://e/?a=%22%3E&b=%3Cb%3E> AS ?y) {}'
    page = client.get("/sparql", params={"query": query}, headers={"accept": BROWSER}).text
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_every_thing_of_the_data_answers_at_its_path_whatever_the_base(client: TestClient) -> None:
    path = "/id/actor/northern-alliance"
    graph = rdflib.Graph().parse(data=client.get(path, headers={"accept": "text/turtle"}).text, format="turtle")
    iri = rdflib.URIRef(f"{BASE}actor/northern-alliance")
    assert str(graph.value(iri, rdflib.RDFS.label)) == "Northern Alliance"
    assert list(graph.subjects(rdflib.URIRef(PREFIXES["prov"] + "wasAttributedTo"), iri))
    page = client.get("/resource", params={"iri": str(iri)}, headers={"accept": BROWSER}).text
    assert "Northern Alliance" in page
    links = set(re.findall(r'href="(/(?:about|resource)[^"]+)"', page))
    assert any("ontology%23" in link for link in links)  # its terms are explained beside it
    for link in links:
        assert client.get(link.replace("&amp;", "&")).status_code == 200, link


def test_evidence_is_found_by_its_iri_with_a_fragment(client: TestClient) -> None:
    revision = mapping.revision_iri(hand_record(), base=BASE)
    rows = client.get(
        "/sparql", params={"query": f"SELECT ?e WHERE {{ ?e oa:hasSource <{revision}> }} LIMIT 1"}
    ).json()["results"]["bindings"]
    answer = client.get("/resource", params={"iri": rows[0]["e"]["value"]}, headers={"accept": "text/turtle"})
    assert "oa:hasSelector" in answer.text


def test_texts_are_served_where_the_operator_shows_them(kesh: Path) -> None:
    record = hand_record()
    settings = Settings(store=kesh, base=BASE, show_texts=True)
    with open_store(kesh) as graphs, TestClient(create_app(settings, graphs)) as shown:
        assert shown.get(f"/texts/{record.sha256}").text == record.text
        assert shown.get(f"/texts/{'0' * 64}").status_code == 404
        assert shown.get("/texts/..%2F..%2Fonrecord-store.json").status_code == 404


def test_the_interface_describes_itself(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    page = client.get("/docs").text
    assert {"/sparql", "/id/{path}", "/health", "/"} <= set(paths)
    assert all(f"<code>{path}</code>" in page for path in paths)


def test_health_names_the_state_of_the_store(client: TestClient) -> None:
    health = client.get("/health").json()
    assert health["status"] == "ok"
    assert health["triples"] > 500


def test_a_build_beside_the_service_is_seen_without_a_restart(tmp_path: Path) -> None:
    put_record(tmp_path / "store", large_record())
    settings = Settings(store=tmp_path / "store", base=BASE)
    with open_store(settings.store) as graphs, TestClient(create_app(settings, graphs)) as beside:
        before = beside.get("/health").json()
        assert "<dt>articles</dt><dd>1<" in beside.get("/").text
        put_record(tmp_path / "store", hand_record())
        after = beside.get("/health").json()
        assert after["triples"] > before["triples"]
        assert after["state"] != before["state"]
        assert "<dt>articles</dt><dd>2<" in beside.get("/").text


def test_a_slow_query_holds_up_nobody_else(address: str) -> None:
    numbers = " ".join(str(number) for number in range(60))
    slow = "SELECT (COUNT(*) AS ?n) WHERE { " + "".join(f"VALUES ?v{n} {{ {numbers} }} " for n in range(4)) + "}"
    asked = subprocess.Popen(
        ["curl", "-s", "-o", "/dev/null", "--data-urlencode", f"query={slow}", f"{address}/sparql"]
    )
    with asked:
        time.sleep(0.2)
        started = time.monotonic()
        health = subprocess.run(["curl", "-s", f"{address}/health"], capture_output=True, text=True, check=True)
        waited = time.monotonic() - started
        assert asked.poll() is None, "the slow query ended too soon to show anything"
        asked.kill()
    assert json.loads(health.stdout)["status"] == "ok"
    assert waited < 2


# Real clients


@pytest.mark.parametrize(("form", "method", "way"), [
    (JSON, "GET", "urlencoded"), (XML, "GET", "urlencoded"), (CSV, POST, "urlencoded"), (TSV, POST, POSTDIRECTLY),
    (JSON, POST, POSTDIRECTLY),
])  # fmt: skip
def test_sparqlwrapper_reads_a_table(address: str, form: str, method: str, way: str) -> None:
    wrapper = SPARQLWrapper(f"{address}/sparql", returnFormat=form)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(way)
    wrapper.setQuery(SELECT)
    data = wrapper.query().response.read().decode()
    assert "Amina Daud" in data


def attributions(address: str) -> int:
    """Return how many triples the query CONSTRUCT gives."""
    wrapper = SPARQLWrapper(f"{address}/sparql", returnFormat=JSON)
    wrapper.setQuery(CONSTRUCT.replace("CONSTRUCT", "SELECT (COUNT(*) AS ?n)"))
    number = int(wrapper.queryAndConvert()["results"]["bindings"][0]["n"]["value"])  # type: ignore[index, call-overload]
    assert number > 5
    return number


@pytest.mark.parametrize(("form", "parser"), [(TURTLE, "turtle"), (RDFXML, "xml"), (JSONLD, "json-ld"), (N3, "n3")])
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_sparqlwrapper_reads_a_graph(address: str, form: str, parser: str) -> None:
    wrapper = SPARQLWrapper(f"{address}/sparql", returnFormat=form)
    wrapper.setQuery(CONSTRUCT)
    data = wrapper.query().response.read()
    assert len(rdflib.Graph().parse(io.BytesIO(data), format=parser)) == attributions(address)


def test_curl_reads_a_table(address: str) -> None:
    assert shutil.which("curl"), "this test needs curl (apt-get install curl)"
    command = ["curl", "-sS", "-H", "Accept: text/csv", "--data-urlencode", f"query={SELECT}", f"{address}/sparql"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert lines[0] == "name"
    assert len(lines) == 4


def test_an_endpoint_elsewhere_is_asked_as_the_store_is(address: str) -> None:
    def ask(text: str) -> list[str]:
        answer = query_endpoint(f"{address}/sparql", text, prefixes=PREFIXES, base=BASE)
        return sorted(row[0].value for row in answer.rows() if row[0])

    assert "Amina Daud" in ask(SELECT)
    assert ask("SELECT ?kind WHERE { <actor/northern-alliance> onr:actorKind ?kind }") == [
        PREFIXES["val"] + "coalition"
    ]
    assert len(ask(CONSTRUCT)) == attributions(address)
    assert query_endpoint(f"{address}/sparql", "ASK {}", prefixes={}, base=BASE).truth


@pytest.mark.parametrize(
    ("path", "query", "error", "message"),
    [
        ("/sparql", "SELECT * { ?s }", QuerySyntaxError, "error at"),
        ("/sparql", "CLEAR ALL", QueryRefusedError, "CLEAR is refused"),
        ("/nowhere", "ASK {}", QueryError, "Not Found"),
        ("/", "SELECT * {}", QueryError, "Method Not Allowed"),
    ],
)
def test_an_endpoint_that_cannot_answer_is_a_clear_error(
    address: str, path: str, query: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        query_endpoint(address + path, query, prefixes={}, base=BASE)


def test_an_address_that_is_no_endpoint_is_a_clear_error() -> None:
    with pytest.raises(QueryError, match="cannot be reached"):
        query_endpoint("http://127.0.0.1:9/", "ASK {}", prefixes={}, base=BASE, seconds=2)
    with pytest.raises(QueryError, match="expected an http"):
        query_endpoint("file:///etc/passwd", "ASK {}", prefixes={}, base=BASE)
