"""The query part of the W3C's tests of the SPARQL 1.1 Protocol, run against the service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi.testclient import TestClient
from httpx2 import Response
from rdflib import RDF, RDFS, Graph, Namespace
from rdflib.collection import Collection
from rdflib.term import Node

from kg.settings import Settings
from kg.store.graphs import Change, GraphStore
from service.app import create_app

HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")

FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    },
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples"},
}


def manifest(shared: Path) -> Graph:
    path = shared / "w3c" / "protocol" / "manifest.ttl"
    return Graph().parse(data=path.read_text(), format="turtle", publicID=path.as_uri())


def entries(graph: Graph, *, updates: bool) -> list[Node]:
    """Return the tests that are, or are not, about updates, which this read-only service refuses."""
    tests = graph.subjects(RDF.type, MF.ProtocolTest)
    return sorted((test for test in tests if ("update" in str(test)) is updates), key=str)


@contextmanager
def client_of(graph: Graph, test: Node, directory: Path) -> Iterator[TestClient]:
    """Give a client of a service over the data that a test asks for."""
    settings = Settings(store=directory / str(test).rpartition("#")[2])
    with GraphStore.open(settings.store, write=True, base=settings.base) as store:
        for data in graph.objects(test, UT.graphData):
            path, name = graph.value(data, UT.graph), graph.value(data, RDFS.label)
            lines = Path(str(path).removeprefix("file://")).read_text().splitlines()
            store.commit([Change(add="".join(f"{line.rstrip(' .')} <{name}> .\n" for line in lines if line.strip()))])
    with (
        GraphStore.open(settings.store, base=settings.base) as store,
        TestClient(create_app(settings, store)) as client,
    ):
        yield client


def requests(graph: Graph, test: Node) -> list[Node]:
    """Return the requests of a test, in their order."""
    return list(Collection(graph, graph.value(graph.value(test, MF.action), HT.requests)))  # type: ignore[arg-type]


def send(graph: Graph, request: Node, client: TestClient) -> Response:
    """Make a request as the manifest describes it."""
    body, headers = graph.value(request, HT.body), graph.value(request, HT.headers)
    encoding = str(graph.value(body, CNT.characterEncoding) or "UTF-8") if body else "UTF-8"
    return client.request(
        str(graph.value(request, HT.methodName)),
        str(graph.value(request, HT.absolutePath)).replace("/sparql/", "/sparql", 1),
        content=str(graph.value(body, CNT.chars)).encode(encoding) if body else None,
        headers=[
            (str(graph.value(one, HT.fieldName)), str(graph.value(one, HT.fieldValue)))
            for one in (Collection(graph, headers) if headers else [])
        ],
    )


def test_every_query_test_of_the_protocol_passes(shared: Path, tmp_path: Path) -> None:
    graph = manifest(shared)
    tests = entries(graph, updates=False)
    assert len(tests) == 20
    for test in tests:
        with client_of(graph, test, tmp_path) as client:
            for request in requests(graph, test):
                check(graph, request, send(graph, request, client), str(test))


def check(graph: Graph, request: Node, answer: Response, test: str) -> None:
    """Compare an answer with what the test expects: status, media type and the truth of an ASK."""
    response = graph.value(request, HT.resp)
    statuses = {str(status)[-3] for status in graph.objects(response, MF.expectedStatus)}
    assert str(answer.status_code)[0] in statuses, f"{test}: {answer.status_code} {answer.text}"
    media_type = answer.headers["content-type"].partition(";")[0]
    expected_format = graph.value(response, MF.expectedFormat)
    assert expected_format is None or media_type in FORMATS[str(expected_format)], f"{test}: {media_type}"
    expected = graph.value(response, MF.expectedBoolean)
    assert expected is None or str(answer.json()["boolean"]).lower() == str(expected), test


def test_updates_are_refused_whatever_they_look_like(shared: Path, tmp_path: Path) -> None:
    graph = manifest(shared)
    tests = entries(graph, updates=True)
    assert len(tests) == 14
    for test in tests:
        with client_of(graph, test, tmp_path) as client:
            answer = send(graph, requests(graph, test)[0], client)
        assert answer.status_code in (403, 415), f"{test}: {answer.status_code}"
