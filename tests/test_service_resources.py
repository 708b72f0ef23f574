"""The data's IRIs over HTTP, and traces in every format."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from conftest import open_store
from fastapi.testclient import TestClient
from prov.model import ProvDocument
from rdflib import PROV, RDF
from records import BASE, hand_record

from kg import mapping
from kg.mapping.vocabulary import OA, ONR, SDO
from kg.settings import Settings
from kg.store.graphs import GraphStore
from service.app import create_app

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

RDF_FORMATS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
}


@pytest.fixture(scope="module")
def store(kesh: Path) -> Iterator[GraphStore]:
    with open_store(kesh) as graphs:
        yield graphs


@pytest.fixture(scope="module")
def client(kesh: Path, store: GraphStore) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(store=kesh, base=BASE), store)) as client:
        yield client


def one(store: GraphStore, kind: str) -> str:
    """Return the path of the first thing of a class."""
    found = store.select(f"SELECT ?one WHERE {{ ?one a {kind} }} ORDER BY ?one LIMIT 1")[0][0]
    assert found is not None
    return found.value.removeprefix(BASE)


def the_claim(store: GraphStore) -> str:
    """Return the path of the claim that at least three civilians were killed."""
    (row,) = store.select("SELECT ?claim WHERE { ?claim a onr:CasualtyClaim ; schema:minValue 3 }")
    assert row[0] is not None
    return row[0].value.removeprefix(BASE)


# Things and the documents about them


def test_the_iri_of_a_thing_leads_to_a_document_about_it(client: TestClient) -> None:
    answer = client.get("/id/actor/northern-alliance?format=turtle", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"{client.base_url}/about/actor/northern-alliance?format=turtle",
    )
    assert "Accept" in answer.headers["vary"]
    assert client.get("/id/actor/a%20b", follow_redirects=False).headers["location"].endswith("/about/actor/a%20b")


def test_the_document_stands_below_the_path_of_the_proxy(kesh: Path, store: GraphStore) -> None:
    with TestClient(create_app(Settings(store=kesh, base=BASE, root_path="/onrecord"), store)) as client:
        answer = client.get("/id/actor/northern-alliance", follow_redirects=False)
    assert answer.headers["location"].endswith("/onrecord/about/actor/northern-alliance")


@pytest.mark.parametrize(
    "kind",
    ["onr:Actor", "schema:NewsArticle", "onr:ArticleRevision", "onr:Statement", "schema:Claim", "onr:IncidentReport",
     "onr:Incident", "sem:Place", "onr:UnnamedSource"],
)  # fmt: skip
@pytest.mark.parametrize("media_type", list(RDF_FORMATS))
def test_every_kind_of_thing_is_described_in_every_format(
    client: TestClient, store: GraphStore, kind: str, media_type: str
) -> None:
    path = one(store, kind)
    answer = client.get(f"/id/{path}", headers={"accept": media_type})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    graph = rdflib.Graph().parse(data=answer.text, format=RDF_FORMATS[media_type])
    assert list(graph.objects(rdflib.URIRef(BASE + path), RDF.type))
    page = client.get(f"/id/{path}", headers={"accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")


def test_an_ending_names_the_format_of_a_document(client: TestClient) -> None:
    for ending, media_type in ((".ttl", "text/turtle"), (".nt", "application/n-triples"), (".html", "text/html")):
        answer = client.get(f"/about/actor/northern-alliance{ending}", headers={"accept": "application/ld+json"})
        assert answer.headers["content-type"].partition(";")[0] == media_type
    assert client.get("/about/actor/northern-alliance?format=word").status_code == 400


def test_what_is_not_there_is_met_with_a_hint(client: TestClient, store: GraphStore) -> None:
    near = client.get("/id/actor/nothern-aliance")
    assert near.status_code == 404
    assert "did you mean actor/northern-alliance?" in near.json()["detail"]
    claim = the_claim(store)
    other = client.get(f"/id/statement/{claim.partition('/')[2]}")
    assert f"did you mean {claim}?" in other.json()["detail"]
    assert "/search?q=" in client.get("/id/nonsense").json()["detail"]
    assert "/search?q=" in client.get("/resource?iri=urn:x:y").json()["detail"]


# Traces


def test_a_trace_in_json_ends_at_the_characters(client: TestClient, store: GraphStore) -> None:
    claim = the_claim(store)
    for target in (claim, BASE + claim, claim.partition("/")[2], claim.partition("/")[2][:8]):
        (found,) = client.get(f"/trace/{target}").json()
        assert found["claim"]["iri"] == BASE + claim
    (quote,) = found["claim"]["evidence"]
    assert hand_record().text[quote["start"] : quote["end"]] == quote["words"] == "at least three civilians"
    assert quote["verified"] is True
    assert found["statements"][0]["speakers"][0]["name"] == "Amina Daud"
    assert found["statements"][0]["on_behalf_of"][0]["name"] == "Northern Alliance"


@pytest.mark.parametrize("media_type", list(RDF_FORMATS))
def test_a_trace_is_the_triples_of_the_chain(client: TestClient, store: GraphStore, media_type: str) -> None:
    claim = rdflib.URIRef(BASE + the_claim(store))
    answer = client.get(f"/trace/{the_claim(store)}", headers={"accept": media_type})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    graph = rdflib.Graph().parse(data=answer.text, format=RDF_FORMATS[media_type])
    (statement,) = graph.subjects(ONR.expresses, claim)
    speaker = graph.value(statement, PROV.wasAttributedTo)
    assert str(graph.value(speaker, rdflib.RDFS.label)) == "Amina Daud"
    evidence = graph.value(claim, ONR.evidence)
    revision = graph.value(evidence, OA.hasSource)
    article = graph.value(revision, PROV.specializationOf)
    assert list(graph.objects(article, SDO.publisher))
    selectors = list(graph.objects(evidence, OA.hasSelector))
    assert str(next(words for one in selectors for words in graph.objects(one, OA.exact))) == "at least three civilians"
    assert list(graph.subjects(PROV.wasDerivedFrom, revision)), "the run that made the graph is missing"
    everything = store.select_lines("SELECT ?s ?p ?o WHERE { ?s ?p ?o }", 3)
    whole = rdflib.Graph().parse(data=everything, format="nt")
    assert 30 < len(graph) < len(whole)
    assert set(graph) <= set(whole)


@pytest.mark.parametrize(
    "kind", ["onr:IncidentReport", "onr:Statement", "onr:Evidence"],
)  # fmt: skip
def test_whatever_leads_to_a_chain_can_be_traced(client: TestClient, store: GraphStore, kind: str) -> None:
    leads = "?one (^onr:evidence|^schema:about|onr:expresses) ?claim . ?claim a schema:Claim"
    (row,) = store.select(f"SELECT ?one WHERE {{ ?one a {kind} . {leads} }} ORDER BY ?one LIMIT 1")
    assert row[0] is not None
    path = row[0].value.replace("#", "%23")
    assert client.get(f"/trace/{path}").json()
    graph = rdflib.Graph().parse(data=client.get(f"/trace/{path}?format=turtle").text, format="turtle")
    assert (rdflib.URIRef(row[0].value), None, None) in graph
    assert list(graph.objects(None, OA.exact))


def test_a_trace_is_a_prov_document(client: TestClient, store: GraphStore) -> None:
    claim = the_claim(store)
    answer = client.get(f"/trace/{claim}?format=prov-json")
    read = ProvDocument.deserialize(content=answer.text, format="json")
    kinds = {type(record).__name__ for record in read.get_records()}
    assert {"ProvEntity", "ProvAgent", "ProvAttribution", "ProvDerivation", "ProvSpecialization"} <= kinds
    assert json.loads(answer.text)["actedOnBehalfOf"]
    notation = client.get(f"/trace/{claim}", headers={"accept": "text/provenance-notation"})
    assert notation.text.startswith("document")
    assert "Amina Daud" in notation.text
    assert notation.headers["content-type"].startswith("text/provenance-notation")


def test_what_cannot_be_traced_says_so(client: TestClient) -> None:
    for form in ("json", "turtle", "prov-n"):
        answer = client.get(f"/trace/actor/northern-alliance?format={form}")
        assert (answer.status_code, "leads to no claim" in answer.json()["detail"]) == (404, True)
    assert client.get(f"/trace/{24 * '0'}").status_code == 404
    assert client.get("/trace/claim/x?format=word").status_code == 400
    assert client.get("/trace/claim/x", headers={"accept": "image/png"}).status_code == 406


def test_a_statement_that_passes_on_another_brings_it_along(client: TestClient, store: GraphStore) -> None:
    (row,) = store.select("SELECT ?statement WHERE { ?statement onr:relays ?other }")
    assert row[0] is not None
    (found,) = client.get(f"/trace/{row[0].value}").json()
    assert found["statements"][0]["relays"]["words"] == "“up to nine dead”"
    document = client.get(f"/trace/{row[0].value}?format=prov-json").json()
    assert any(one.get("prov:type") for one in document["wasDerivedFrom"].values())
    assert mapping.revision_iri(hand_record(), base=BASE)
