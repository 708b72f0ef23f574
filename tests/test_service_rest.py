"""Plain JSON over HTTP: lists with filters, orders and cursors, items, and what they are as linked data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from math import isclose
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rdflib
from conftest import open_store, put_records
from fastapi.testclient import TestClient
from rdflib import RDF
from records import BASE, KNOWN, hand_record
from test_queries import KESH, reprint, southern_post

from kg.mapping.vocabulary import ONR, PREFIXES, SDO
from kg.settings import Settings
from kg.store.graphs import GraphStore
from service.app import create_app
from service.errors import RequestError
from service.rest.collections import COLLECTIONS
from service.rest.cursors import Cursor, read_cursor
from service.rest.regions import distance, region_of

Json = dict[str, Any]
KNOWN_HERE = KNOWN | {"dala"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphStore]:
    directory = tmp_path_factory.mktemp("rest") / "store"
    with open_store(directory, write=True) as graphs:
        put_records(graphs, hand_record(), southern_post(), reprint(), known=KNOWN_HERE)
    with open_store(directory) as graphs:
        yield graphs


@pytest.fixture(scope="module")
def client(store: GraphStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    directory = store._directory
    assert directory is not None
    with TestClient(create_app(Settings(store=directory, base=BASE), store)) as client:
        yield client


def get(client: TestClient, path: str, **parameters: object) -> Json:
    answer = client.get(path, params={name.rstrip("_"): str(value) for name, value in parameters.items()})
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


def listed(client: TestClient, collection: str, **parameters: object) -> list[Json]:
    """Return all items of a list, and check that their number is the total."""
    page = get(client, f"/{collection}", **parameters)
    items = list(page["items"])
    while page["next"]:
        page = client.get(page["next"]).json()
        items += page["items"]
    assert page["total"] == len(items)
    return items


def texts(items: list[Json]) -> list[str]:
    return sorted(one["text"] for one in items)


# What the bodies say


def test_a_claim_is_told_in_plain_words(client: TestClient) -> None:
    (claim,) = listed(client, "claims", min=3, effect="killed", outlet="Southern Post", from_="2020-10-09")
    assert claim["type"] == ["CasualtyClaim", "Claim"]
    assert (claim["low"], claim["effect"], claim["approximation"]) == (3, "killed", "at least")
    assert "high" not in claim
    assert [one["name"] for one in claim["claimant"]] == ["Northern Alliance"]
    (about,) = claim["about"]
    assert (about["incidentType"], about["earliest"]) == ("shelling", "2020-10-09")
    (evidence,) = claim["evidence"]
    (position,), (quote,) = evidence["position"], evidence["quote"]
    assert southern_post().text[position["start"] : position["end"]] == quote["exact"] == claim["text"]
    (article,) = evidence["source"][0]["article"]
    assert (article["headline"], article["outlet"][0]["name"]) == ("Three figures for Kesh", "Southern Post")


def test_an_incident_has_its_grades_tallies_places_and_reports(client: TestClient, store: GraphStore) -> None:
    (incident,) = listed(client, "incidents", place="Kesh", type="shelling")
    graded = "SELECT ?value ?incident WHERE { ?incident onr:grade/rdf:value ?value }"
    values = {row[0].value for row in store.select(graded, incident=incident["id"]) if row[0]}
    assert {PREFIXES["val"] + one["value"] for one in incident["grade"]} == values != set()
    assert all(one["reason"] for one in incident["grade"])
    figures = {(one["effect"], one["low"], one["best"], one.get("high")) for one in incident["tally"]}
    assert ("killed", 1, 1, 9) in figures
    assert incident["originCount"] == 3
    assert incident["place"][0]["name"] == "Kesh"
    assert len(incident["report"]) == incident["reportCount"]
    took_part = {(one["role"], one["actor"][0]["name"]) for one in incident["report"][0]["participant"]}
    assert ("perpetrator", "Red Brigade") in took_part


def test_a_statement_says_who_spoke_for_whom(client: TestClient) -> None:
    (statement,) = listed(client, "statements", speaker="Amina Daud", mode="direct", min=3)
    assert statement["speaker"][0] | {"id": ""} == {"id": "", "name": "Amina Daud", "kind": "person"}
    assert statement["onBehalfOf"][0]["name"] == "Northern Alliance"
    assert statement["claim"]


def test_actors_and_articles_have_their_names(client: TestClient) -> None:
    actors = listed(client, "actors")
    assert [one["name"] for one in actors] == sorted(one["name"] for one in actors)
    alliance = next(one for one in actors if one["name"] == "Northern Alliance")
    assert (alliance["kind"], alliance["alias"]) == ("coalition", ["NA"])
    assert alliance["sameAs"] == ["http://www.wikidata.org/entity/Q42"]
    articles = listed(client, "articles")
    assert [one["published"] for one in articles] == ["2020-10-11", "2020-10-10", "2020-10-09"]
    assert articles[0]["basedOn"][0]["outlet"][0]["name"] == "Southern Post"
    assert articles[1]["revision"][0]["sha256"] == southern_post().sha256


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda one: one.name)
def test_an_item_is_what_stands_in_the_list(client: TestClient, collection: Any) -> None:
    page = get(client, f"/{collection.name}")
    for one in page["items"]:
        item = get(client, f"/{collection.name}/{one['id'].rpartition('/')[2]}")
        assert item == {"@context": page["@context"], **one}
    missing = client.get(f"/{collection.name}/nothing")
    assert (missing.status_code, "there is no" in missing.json()["detail"]) == (404, True)
    other = next(one for one in COLLECTIONS if one is not collection)
    stranger = get(client, f"/{other.name}")["items"][0]["id"]
    assert client.get(f"/{collection.name}/{stranger.replace('/', '%2F')}").status_code == 404


# Filters


@pytest.mark.parametrize(
    ("name", "filters", "expected"),
    [
        ("claims", {"actor": "Red Brigade", "outlet": "Southern Post", "kind": "count"}, ["fewer than 17 rockets"]),
        ("claims", {"speaker": "actor/red-brigade", "outlet": "Southern Post"}, ["one civilian"]),
        ("claims", {"type": "armed_clash"}, ["two guards"]),
        ("claims", {"place": "Dala"}, ["two guards"]),
        ("claims", {"place": f"{BASE}place/dala"}, ["two guards"]),
        ("claims", {"near": "35.5,43.5", "km": "10"}, ["two guards"]),
        ("claims", {"bbox": "43,35.4,44,36"}, ["two guards"]),
        ("claims", {"to": "2020-10-08", "from": "2020-10-08"}, ["two guards"]),
        ("claims", {"bbox": "10,10,11,11"}, []),
        ("statements", {"type": "armed_clash"}, ["On 8 October raiders killed two guards at Dala"]),
        ("statements", {"min": "17", "from": "2020-10-10", "to": "2020-10-10"},
         ["at least three civilians had been killed"]),
        ("statements", {"actor": "Red Brigade", "mode": "direct", "outlet": "Southern Post"},
         ["“We fired fewer than 17 rockets,”"]),
    ],
)  # fmt: skip
def test_filters_leave_the_right_items(
    client: TestClient, name: str, filters: dict[str, str], expected: list[str]
) -> None:
    assert texts(listed(client, name, **{f"{key}_": value for key, value in filters.items()})) == expected


@pytest.mark.parametrize(
    ("name", "filters", "pattern"),
    [
        ("claims", {"contradicted": "true"}, "?one a schema:Claim ; onr:contradicts ?other"),
        ("claims", {"contradicted": "false"}, "?one a schema:Claim FILTER NOT EXISTS { ?one onr:contradicts ?other }"),
        ("claims", {"grade": "weak"}, "?one schema:about/onr:reportOf/onr:grade/rdf:value val:weak"),
        ("incidents", {"grade": "weak"}, "?one onr:grade/rdf:value val:weak"),
        ("incidents", {"contradicted": "true"}, "?c onr:contradicts ?o ; schema:about/onr:reportOf ?one"),
        ("statements", {"contradicted": "true"}, "?one onr:expresses/onr:contradicts ?o ; a onr:Statement"),
        (
            "statements",
            {"grade": "fair"},
            "?one onr:expresses/schema:about/onr:reportOf/onr:grade/rdf:value val:fair ; a onr:Statement",
        ),
        (
            "articles",
            {"contradicted": "true"},
            "?c onr:contradicts ?o ; onr:evidence/oa:hasSource/prov:specializationOf ?one",
        ),
    ],
)
def test_what_is_inferred_can_be_asked_for(
    client: TestClient, store: GraphStore, name: str, filters: dict[str, str], pattern: str
) -> None:
    expected = {row[0].value for row in store.select(f"SELECT DISTINCT ?one WHERE {{ {pattern} }}") if row[0]}
    assert {one["id"] for one in listed(client, name, **filters)} == expected != set()


def test_filters_of_incidents_articles_and_actors(client: TestClient) -> None:
    assert len(listed(client, "incidents", origins=3)) == 1
    assert {one["earliest"] for one in listed(client, "incidents", place="Dala")} == {"2020-10-08"}
    assert len(listed(client, "incidents", actor="Red Brigade", type="shelling", outlet="Southern Post")) == 1
    assert [one["identifier"] for one in listed(client, "articles", speaker="Amina Daud")] == ["kesh-1"]
    assert [one["identifier"] for one in listed(client, "articles", type="armed_clash")] == ["post-1"]
    assert [one["identifier"] for one in listed(client, "articles", from_="2020-10-11")] == ["mirror-2"]
    assert [one["name"] for one in listed(client, "actors", name_="alli")] == ["Northern Alliance"]
    assert {one["kind"] for one in listed(client, "actors", kind="outlet")} == {"outlet"}
    assert "Amina Daud" not in {one["name"] for one in listed(client, "actors", outlet="Southern Post")}


def test_what_a_filter_is_given_is_bound_and_never_spliced(client: TestClient) -> None:
    for value in ('x" } ?a ?b ?c {', "x' . #", "\\", "\n", "{}", "a\x00b"):
        assert listed(client, "actors", name_=value) == []
        answer = client.get("/claims", params={"actor": value})
        assert (answer.status_code, "no actor in the graph" in answer.json()["detail"]) == (400, True)
    answer = client.get("/claims", params={"actor": "actor/x> ?p ?o"})
    assert (answer.status_code, "expected an IRI" in answer.json()["detail"]) == (400, True)


# Orders and cursors


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda one: one.name)
def test_pages_together_are_the_list_in_every_order(client: TestClient, collection: Any) -> None:
    for order in collection.orders:
        for sort in (order.name, f"-{order.name}"):
            whole = [one["id"] for one in listed(client, collection.name, sort=sort, limit=100)]
            assert [one["id"] for one in listed(client, collection.name, sort=sort, limit=2)] == whole
            assert len(set(whole)) == len(whole) > 2


def test_figures_are_sorted_as_numbers(client: TestClient) -> None:
    lows = [one["low"] for one in listed(client, "claims", sort="-low", limit=4) if "low" in one]
    assert lows == sorted(lows, reverse=True)
    assert lows[0] == 17


def test_a_cursor_goes_on_behind_its_item_though_others_have_come(client: TestClient) -> None:
    page = get(client, "/claims", limit=3, sort="low")
    rest = client.get(page["next"]).json()["items"]
    assert {one["id"] for one in page["items"]}.isdisjoint(one["id"] for one in rest)
    assert page["next"].startswith(f"{client.base_url}/claims?limit=3&sort=low&cursor=")


@pytest.mark.parametrize("word", ["", "x", "abc=", "🚀", "W10", "WzEsMiwzXQ", "e30", "W1tbW1tb"])
def test_a_cursor_that_is_none_is_refused(client: TestClient, word: str) -> None:
    answer = client.get("/claims", params={"cursor": word})
    assert (answer.status_code, "cursor=" in answer.json()["detail"]) == (400, True)


def test_a_cursor_keeps_what_it_was_made_of() -> None:
    one = Cursor("-published", "2020-10-09", "https://e.example/ö?a=1|2")
    assert read_cursor(one.word(), "-published") == one
    with pytest.raises(RequestError, match="sorted by '-published'"):
        read_cursor(one.word(), "published")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("limit=0", "from 1 to 100"),
        ("limit=101", "from 1 to 100"),
        ("limit=x", "from 1 to 100"),
        ("sort=colour", "expected id, published, low, high, confidence"),
        ("type=picnic", "expected one of airstrike"),
        ("from=then", "expected a day"),
        ("min=-1", "expected a whole number"),
        ("contradicted=perhaps", "true or false"),
        ("bbox=1,2,3", "west,south,east,north"),
        ("bbox=1,2,3,nan", "west,south,east,north"),
        ("near=95,0", "latitude,longitude"),
        ("km=3", "expected near="),
        ("near=1,1&km=0", "expected a distance"),
        ("near=1,1&bbox=1,1,2,2", "expected one of them"),
        ("colour=red", "there is no parameter 'colour'"),
        ("type=arrest&type=arrest", "stands twice"),
        ("place=Nowhere", "no place in the graph"),
        ("actor=actor/nobody", "nothing in the graph has this IRI"),
    ],
)
def test_a_wrong_parameter_is_named(client: TestClient, query: str, words: str) -> None:
    answer = client.get(f"/claims?{query}")
    assert (answer.status_code, words in answer.json()["detail"]) == (400, True), answer.text


def test_distances_are_those_on_a_sphere() -> None:
    assert isclose(distance((36.34, 43.13), (33.31, 44.36)), 355.6, abs_tol=1.5)  # Mosul to Baghdad
    assert isclose(distance((0, 179.5), (0, -179.5)), 111.2, abs_tol=0.1)
    across = region_of({"bbox": "170,-10,-170,10"})
    assert across is not None and across.holds(0, 175) and across.holds(0, -175) and not across.holds(0, 0)
    pole = region_of({"near": "89.9,0", "km": "50"})
    assert pole is not None and pole.holds(89.9, 180)


# As linked data


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda one: one.name)
def test_the_same_bodies_are_triples_of_the_graph(client: TestClient, store: GraphStore, collection: Any) -> None:
    answer = client.get(f"/{collection.name}?limit=100", headers={"accept": "application/ld+json"})
    assert answer.headers["content-type"] == "application/ld+json"
    body = answer.json()
    assert body == client.get(f"/{collection.name}?limit=100").json()
    context = client.get(body["@context"]).json()["@context"]
    read = rdflib.Graph().parse(data=json.dumps({**body, "@context": context}), format="json-ld")
    lines = store.select_lines("SELECT ?s ?p ?o WHERE { ?s ?p ?o }", 3)
    whole = {plain(triple) for triple in rdflib.Graph().parse(data=lines, format="nt")}
    wrong = {plain(triple) for triple in read} - whole
    assert not wrong, sorted(wrong)[:3]
    assert len(read) > 4 * body["total"]
    assert {str(one) for one in read.subjects(RDF.type, None)} >= {one["id"] for one in body["items"]}


def plain(triple: tuple[Any, Any, Any]) -> tuple[str, str, str]:
    """Return a triple without the language of its literal, which plain JSON does not keep; numbers by their value."""
    subject, predicate, value = triple
    if isinstance(value, rdflib.Literal) and value.datatype and value.datatype.endswith(("integer", "decimal")):
        return str(subject), str(predicate), f"{float(value)}"
    return str(subject), str(predicate), str(value)


def test_the_context_says_what_the_names_mean(client: TestClient) -> None:
    context = client.get("/context.jsonld").json()["@context"]
    assert context["claimant"]["@id"] == str(ONR.claimant)
    assert context["low"] == {"@id": str(SDO.minValue), "@type": "http://www.w3.org/2001/XMLSchema#integer"}


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda one: one.name)
def test_the_description_of_the_interface_has_the_schema_of_the_bodies(client: TestClient, collection: Any) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    described = paths[f"/{collection.name}"]["get"]
    schema = described["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.validate(get(client, f"/{collection.name}"), schema)
    names = {one["name"] for one in described["parameters"]}
    assert {"sort", "limit", "cursor"} <= names
    assert {one.name for one in collection.filters} - {"sites"} <= names
    assert "/".join(["", collection.name, "{identity}"]) in paths


# Requests


def test_answers_are_kept_for_their_state(client: TestClient) -> None:
    answer = client.get("/claims")
    tag = answer.headers["etag"]
    assert client.get("/claims", headers={"if-none-match": tag}).status_code == 304
    assert client.get("/claims?limit=1", headers={"if-none-match": tag}).status_code == 200
    assert client.head("/claims").status_code == 200
    assert client.get("/claims", headers={"accept": "text/turtle"}).status_code == 406


def test_a_new_article_is_listed_at_once(tmp_path: Path) -> None:
    with open_store(tmp_path / "store", write=True) as graphs:
        put_records(graphs, hand_record())
    with (
        open_store(tmp_path / "store") as graphs,
        TestClient(create_app(Settings(store=tmp_path / "store", base=BASE), graphs)) as client,
    ):
        assert len(listed(client, "articles")) == 1
        with open_store(tmp_path / "store", write=True) as writing:
            put_records(writing, replace(southern_post(), id="post-9"))
        assert len(listed(client, "articles")) == 2
    assert KESH.id == "kesh"
