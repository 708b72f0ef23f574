"""What the service says of itself and its data to machines, and where: under a path, with slashes, compressed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import open_store
from fastapi.testclient import TestClient
from rdflib import DCAT, DCTERMS, RDF, VOID, Graph, Literal, Namespace, URIRef
from records import BASE
from test_service import BROWSER, SELECT

from kg.errors import SettingsError
from kg.mapping.vocabulary import ONR, PREFIXES
from kg.settings import Settings
from kg.store.formats import GraphFormat
from service.app import create_app

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
HOST = "http://graph.example"
RDFLIB = {
    "turtle": "turtle",
    "ntriples": "nt",
    "nquads": "nquads",
    "trig": "trig",
    "rdfxml": "xml",
    "jsonld": "json-ld",
}


@pytest.fixture(scope="module")
def client(kesh: Path) -> Iterator[TestClient]:
    with (
        open_store(kesh) as graphs,
        TestClient(create_app(Settings(store=kesh, base=BASE), graphs), base_url=HOST) as found,
    ):
        yield found


@pytest.fixture(scope="module", params=["taken away", "left"])
def proxied(kesh: Path, request: pytest.FixtureRequest) -> Iterator[tuple[TestClient, str]]:
    """Give a client of a service that is shown under /shown, with and without a proxy that takes that path away."""
    with (
        open_store(kesh) as graphs,
        TestClient(create_app(Settings(store=kesh, base=BASE, root_path="/shown"), graphs), base_url=HOST) as found,
    ):
        yield found, "" if request.param == "taken away" else "/shown"


def test_an_endpoint_that_is_asked_nothing_describes_itself(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"accept": "text/turtle"})
    assert answer.headers["content-type"].partition(";")[0] == "text/turtle"
    graph = Graph().parse(data=answer.text, format="turtle")
    service = graph.value(predicate=SD.endpoint, object=URIRef(f"{HOST}/sparql"))
    assert graph.value(service, SD.supportedLanguage) == SD.SPARQL11Query
    assert len(list(graph.objects(service, SD.resultFormat))) == 10
    assert SD.UnionDefaultGraph in set(graph.objects(service, SD.feature))
    assert SD.SPARQL11Update not in set(graph.objects())
    assert client.get("/sparql").headers["content-type"].startswith("text/turtle")
    assert client.get("/sparql", headers={"accept": BROWSER}).text.startswith("<!doctype html>")
    assert client.get("/sparql", headers={"accept": "image/png"}).status_code == 406


def test_a_writable_service_describes_where_it_is_written(tmp_path: Path) -> None:
    with open_store(tmp_path / "store", write=True):
        pass
    settings = Settings(store=tmp_path / "store", base=BASE, writable=True, write_token="t")
    with open_store(tmp_path / "store") as graphs, TestClient(create_app(settings, graphs), base_url=HOST) as client:
        graph = Graph().parse(data=client.get("/sparql").text, format="turtle")
        update = graph.value(predicate=SD.supportedLanguage, object=SD.SPARQL11Update)
        assert graph.value(update, SD.endpoint) == URIRef(f"{HOST}/update")
        empty = Graph().parse(data=client.get("/.well-known/void").text, format="turtle")
        assert empty.value(predicate=VOID.triples, object=Literal(0)) is not None


def test_the_data_are_described_as_they_are(client: TestClient, kesh: Path) -> None:
    graph = Graph().parse(data=client.get("/.well-known/void", headers={"accept": "text/turtle"}).text, format="turtle")
    (data,) = graph.subjects(RDF.type, VOID.Dataset)
    assert (data, RDF.type, DCAT.Dataset) in graph
    with open_store(kesh) as graphs:
        assert int(str(graph.value(data, VOID.triples))) == graphs.size()
        names = set(graphs.graph_names())
        statements = len(graphs.select("SELECT ?s WHERE { ?s a onr:Statement }"))
    assert {str(name) for name in graph.objects(predicate=SD.name)} == names
    (part,) = graph.subjects(VOID["class"], ONR.Statement)
    assert graph.value(part, VOID.entities) == Literal(statements) == Literal(7)
    parts = [graph.value(part, VOID.triples) for part in graph.objects(data, VOID.propertyPartition)]
    assert sum(int(str(number)) for number in parts) == int(str(graph.value(data, VOID.triples)))
    assert URIRef(PREFIXES["prov"]) in set(graph.objects(data, VOID.vocabulary))
    assert URIRef(PREFIXES["wdt"]) not in set(graph.objects(data, VOID.vocabulary))
    assert graph.value(data, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert graph.value(data, VOID.sparqlEndpoint) == URIRef(f"{HOST}/sparql")
    assert graph.value(data, VOID.documents) == Literal(1)
    dumps = sorted(map(str, graph.objects(data, VOID.dataDump)))
    assert len(dumps) == 3
    for dump in dumps:
        form = dump.rpartition("=")[2]
        dumped = client.get(dump)
        assert dumped.headers["content-type"].partition(";")[0] == GraphFormat(form).media_type
        assert len(Graph().parse(data=dumped.text, format=RDFLIB[form])) == int(str(graph.value(data, VOID.triples)))
    services = set(graph.objects(predicate=DCAT.accessService))
    assert {graph.value(one, DCAT.endpointURL) for one in services} == {URIRef(f"{HOST}/sparql")}


def test_a_dump_that_would_be_cut_is_not_offered(kesh: Path) -> None:
    settings = Settings(store=kesh, base=BASE, query_rows=200, data_license="urn:own")
    with open_store(kesh) as graphs, TestClient(create_app(settings, graphs)) as client:
        graph = Graph().parse(data=client.get("/.well-known/void").text, format="turtle")
        assert not list(graph.objects(predicate=VOID.dataDump))
        assert set(graph.objects(predicate=DCTERMS.license)) == {URIRef("urn:own")}


@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void"])
@pytest.mark.parametrize("form", list(GraphFormat))
def test_a_description_is_the_same_in_every_format(client: TestClient, path: str, form: GraphFormat) -> None:
    answer = client.get(path, headers={"accept": form.media_type})
    assert answer.headers["content-type"].partition(";")[0] == form.media_type
    assert canonical(answer.content, form) == canonical(client.get(path).content, GraphFormat.turtle)


def canonical(data: bytes, form: GraphFormat) -> ox.Dataset:
    found = ox.Dataset(ox.parse(data, ox.RdfFormat.from_media_type(form.media_type)))
    assert len(found) > 5
    found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return found


def test_a_slash_at_the_end_changes_nothing(client: TestClient) -> None:
    for path in ("/sparql", "/.well-known/void", "/health", "/docs"):
        assert client.get(f"{path}/", follow_redirects=False).status_code == 200
    assert client.get("/sparql/", params={"query": "ASK {}"}).json() == {"head": {}, "boolean": True}
    assert client.post("/sparql/", data={"query": "ASK {}"}).json()["boolean"] is True


def test_the_service_works_under_a_path(proxied: tuple[TestClient, str]) -> None:
    client, prefix = proxied
    for slash in ("", "/"):
        answer = client.get(f"{prefix}/sparql{slash}", params={"query": SELECT}, follow_redirects=False)
        assert len(answer.json()["results"]["bindings"]) == 3
    graph = Graph().parse(data=client.get(f"{prefix}/.well-known/void").text, format="turtle")
    assert graph.value(predicate=VOID.sparqlEndpoint, object=URIRef(f"{HOST}/shown/sparql")) is not None
    own = {str(one) for one in graph.objects() if str(one).startswith(HOST)}
    assert own and all(one.startswith(f"{HOST}/shown/") for one in own)
    page = client.get(f"{prefix}/", headers={"accept": BROWSER})
    assert page.status_code == 200
    links = set(re.findall(r'(?:href|action)="(/[^"]*)"', page.text))
    assert len(links) > 5
    for link in links:
        assert link.startswith("/shown/")
        reached = client.get(prefix + link.removeprefix("/shown").replace("&amp;", "&"), headers={"accept": BROWSER})
        assert reached.status_code == 200, link
    described = client.get(f"{prefix}/id/actor/northern-alliance", headers={"accept": BROWSER})
    assert 'href="/shown/about/' in described.text
    assert client.get(f"{prefix}/reconcile").json()["view"]["url"].startswith(f"{HOST}/shown/")
    assert client.get(f"{prefix}/nowhere").status_code == 404


def test_a_graph_named_by_its_address_has_the_address_that_clients_see(tmp_path: Path) -> None:
    with open_store(tmp_path / "store", write=True):
        pass
    settings = Settings(store=tmp_path / "store", base=BASE, root_path="/shown", writable=True, write_token="t")
    turtle = {"authorization": "Bearer t", "content-type": "text/turtle"}
    with open_store(tmp_path / "store") as graphs, TestClient(create_app(settings, graphs), base_url=HOST) as client:
        assert client.put("/graph-store/mine", content="<urn:a> a <urn:B> .", headers=turtle).status_code == 201
        assert graphs.graph_names() == [f"{HOST}/shown/graph-store/mine"]
        named = {"graph": f"{HOST}/shown/graph-store/mine"}
        for path, parameters in (("/graph-store/mine", {}), ("/shown/graph-store", named)):
            assert "<urn:a>" in client.get(path, params=parameters).text


def test_what_a_path_has_to_look_like_is_said() -> None:
    for path in ("shown", "/shown/"):
        with pytest.raises(SettingsError, match="expected a path as in"):
            Settings(root_path=path)
    with pytest.raises(SettingsError, match="ONRECORD_DATA_LICENSE='CC-BY': expected an IRI"):
        Settings(data_license="CC-BY")


def test_a_long_answer_is_compressed_for_who_can_read_it(client: TestClient) -> None:
    everything = {"query": "CONSTRUCT WHERE { ?s ?p ?o }"}
    packed = client.get("/sparql", params=everything, headers={"accept-encoding": "gzip"})
    plain = client.get("/sparql", params=everything, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert {"Accept", "Accept-Encoding"} <= {one.strip() for one in packed.headers["vary"].split(",")}
