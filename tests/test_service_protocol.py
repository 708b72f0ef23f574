"""The W3C's tests of the SPARQL 1.1 Protocol and of the Graph Store Protocol, run against the service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from rdflib import RDF, RDFS, Graph, Namespace
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.term import Node

from kg.settings import Settings
from kg.store.graphs import Change, GraphStore
from service.app import create_app

HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
TOKEN = "the-token"
HOST = "http://www.example"

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
CODES = {"OK": 200, "Created": 201, "NoContent": 204, "BadRequest": 400, "NotFound": 404, "UnsupportedMediaType": 415}


def manifest(shared: Path, *path: str) -> Graph:
    file = shared.joinpath("w3c", *path)
    return Graph().parse(data=file.read_text(), format="turtle", publicID=file.as_uri())


@contextmanager
def client_of(graph: Graph, test: Node, directory: Path) -> Iterator[TestClient]:
    """Give a client of a writable service over the data that a test asks for."""
    settings = Settings(store=directory / str(test).rpartition("#")[2], writable=True, write_token=TOKEN)
    with GraphStore.open(settings.store, write=True, base=settings.base) as store:
        for data in graph.objects(test, UT.graphData):
            path, name = graph.value(data, UT.graph), graph.value(data, RDFS.label)
            lines = Path(str(path).removeprefix("file://")).read_text().splitlines()
            store.commit([Change(add="".join(f"{line.rstrip(' .')} <{name}> .\n" for line in lines if line.strip()))])
    with (
        GraphStore.open(settings.store, base=settings.base) as store,
        TestClient(create_app(settings, store), base_url=HOST) as client,
    ):
        yield client


def requests(graph: Graph, test: Node) -> list[Node]:
    """Return the requests of a test, in their order."""
    return list(Collection(graph, graph.value(graph.value(test, MF.action), HT.requests)))  # type: ignore[arg-type]


def send(graph: Graph, request: Node, client: TestClient, path: str) -> Response:
    """Make a request as the manifest describes it, to this path in place of the manifest's."""
    body, headers = graph.value(request, HT.body), graph.value(request, HT.headers)
    encoding = str(graph.value(body, CNT.characterEncoding) or "UTF-8") if body else "UTF-8"
    return client.request(
        str(graph.value(request, HT.methodName)),
        path,
        content=str(graph.value(body, CNT.chars)).encode(encoding) if body else None,
        headers=[
            ("Authorization", f"Bearer {TOKEN}"),
            *(
                (str(graph.value(one, HT.fieldName)), str(graph.value(one, HT.fieldValue)))
                for one in (Collection(graph, headers) if headers else [])
            ),
        ],
        follow_redirects=False,
    )


def path_of(graph: Graph, request: Node) -> str:
    return str(graph.value(request, HT.absolutePath))


def test_every_test_of_the_protocol_passes(shared: Path, tmp_path: Path) -> None:
    graph = manifest(shared, "protocol", "manifest.ttl")
    tests = sorted(graph.subjects(RDF.type, MF.ProtocolTest), key=str)
    assert len(tests) == 34
    for test in tests:
        with client_of(graph, test, tmp_path) as client:
            for request in requests(graph, test):
                answer = send(graph, request, client, protocol_path(graph, request, test))
                check(graph, request, answer, str(test))


def protocol_path(graph: Graph, request: Node, test: Node) -> str:
    """Return the path with this service's endpoints in it: queries and updates have one each."""
    body = graph.value(request, HT.body)
    said = path_of(graph, request) + str(graph.value(body, CNT.chars) if body else "")
    asks = re.search(r"\b(ASK|SELECT|DESCRIBE|CONSTRUCT)\b", said) is not None
    updates = "update" in str(test) and not (asks and "INSERT" not in said and "CLEAR" not in said)
    return path_of(graph, request).replace("/sparql/", "/update/" if updates else "/sparql/", 1)


def check(graph: Graph, request: Node, answer: Response, test: str) -> None:
    """Compare an answer with what the test expects: status, media type and the truth of an ASK."""
    response = graph.value(request, HT.resp)
    statuses = {str(status)[-3] for status in graph.objects(response, MF.expectedStatus)}
    assert str(answer.status_code)[0] in statuses, f"{test}: {answer.status_code} {answer.text}"
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    expected_format = graph.value(response, MF.expectedFormat)
    assert expected_format is None or media_type in FORMATS[str(expected_format)], f"{test}: {media_type}"
    expected = graph.value(response, MF.expectedBoolean)
    assert expected is None or str(answer.json()["boolean"]).lower() == str(expected), test


def test_updates_are_refused_by_an_endpoint_that_is_not_writable(shared: Path, tmp_path: Path) -> None:
    with GraphStore.open(tmp_path / "store", write=True):
        pass
    settings = Settings(store=tmp_path / "store")
    with GraphStore.open(settings.store) as store, TestClient(create_app(settings, store)) as client:
        assert client.post("/sparql", data={"update": "CLEAR ALL"}).status_code == 403
        assert client.post("/update", data={"update": "CLEAR ALL"}).status_code == 404
        for method in ("PUT", "POST", "DELETE"):
            assert client.request(method, "/graph-store?graph=urn:g").status_code == 405


@pytest.mark.parametrize(("file", "number"), [("manifest-direct.ttl", 5), ("manifest-indirect.ttl", 9)])
def test_every_test_of_the_graph_store_protocol_passes(shared: Path, tmp_path: Path, file: str, number: int) -> None:
    graph = manifest(shared, "graph-store-protocol", file)
    tests = sorted(graph.subjects(RDF.type, MF.GraphStoreProtocolTest), key=str)
    assert len(tests) == number
    for test in tests:
        with client_of(graph, test, tmp_path) as client:
            made = ""
            for request in requests(graph, test):
                path = path_of(graph, request).replace("/gsp", "/graph-store", 1)
                path = path.replace("$LOCATION$", made) or made
                answer = send(graph, request, client, path)
                made = answer.headers.get("location", made)
                check_graph(graph, request, answer, str(test))


def check_graph(graph: Graph, request: Node, answer: Response, test: str) -> None:
    """Compare an answer with what the test expects: status and graph."""
    response = graph.value(request, HT.resp)
    statuses = {CODES[str(status).rpartition("#")[2]] for status in graph.objects(response, MF.expectedStatus)}
    assert not statuses or answer.status_code in statuses, f"{test}: {answer.status_code} {answer.text}"
    body = graph.value(response, HT.body)
    if body is not None and graph.value(body, CNT.chars):
        expected = Graph().parse(data=str(graph.value(body, CNT.chars)), format="turtle", publicID=HOST)
        assert isomorphic(Graph().parse(data=answer.text, format="turtle", publicID=HOST), expected), test
