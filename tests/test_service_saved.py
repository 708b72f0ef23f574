"""Saved queries over HTTP: shipped ones and the operator's, with typed parameters."""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import open_store
from fastapi.testclient import TestClient
from records import BASE
from test_service import serving

from kg.errors import QueryError
from kg.queries import load_queries
from kg.settings import Settings
from service.app import create_app

OWN = """\
#title: Names that hold a word
#description: Actors by a part of their name.
#param word: text: what the name holds
#param most: integer: how many statements at most
SELECT ?name WHERE {
  VALUES ?word { "" }
  VALUES ?most { 100 }
  ?actor onr:actorKind ?kind ; rdfs:label ?name FILTER(CONTAINS(?name, ?word) && ?most > 0)
} ORDER BY ?name
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("queries")
    (folder / "names-with.rq").write_text(OWN, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def client(kesh: Path, folder: Path) -> Iterator[TestClient]:
    with (
        open_store(kesh) as graphs,
        TestClient(create_app(Settings(store=kesh, base=BASE, queries=str(folder)), graphs)) as client,
    ):
        yield client


def rows(client: TestClient, path: str, **parameters: str) -> list[dict[str, str]]:
    answer = client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_the_list_names_every_query_with_its_parameters(client: TestClient) -> None:
    listed = {one["name"]: one for one in client.get("/queries").json()}
    assert set(listed) == {query.name for query in load_queries()} | {"names-with"}
    assert [one["kind"] for one in listed["incidents-near-place"]["parameters"]] == ["iri", "integer", "date", "date"]
    assert client.get(listed["articles"]["address"]).status_code == 200


@pytest.mark.parametrize("query", [query.name for query in load_queries()])
@pytest.mark.parametrize("ending", ["", ".csv", ".json"])
def test_every_query_answers_with_its_defaults(client: TestClient, query: str, ending: str) -> None:
    answer = client.get(f"/queries/{query}{ending}")
    assert answer.status_code == 200
    expected = "text/csv" if ending == ".csv" else "application/sparql-results+json"
    assert answer.headers["content-type"].startswith(expected)


def test_parameters_are_bound_as_terms(client: TestClient) -> None:
    found = rows(client, "/queries/claims-by-actor.csv", actor="actor/northern-alliance", to="2020-10-09")
    assert found and all("Northern Alliance" in (row["speaker"], row["for"]) for row in found)
    assert (
        rows(client, "/queries/claims-by-actor.csv", **{"actor": "actor/northern-alliance", "from": "2021-01-01"}) == []
    )
    nasty = 'Alliance" } # {'
    assert rows(client, "/queries/names-with.csv", word=nasty) == []
    assert [row["name"] for row in rows(client, "/queries/names-with.csv", word="Alliance")] == ["Northern Alliance"]


def test_the_accept_header_and_the_format_choose_as_at_the_endpoint(client: TestClient) -> None:
    assert client.get("/queries/articles?format=tsv").headers["content-type"].startswith("text/tab-separated-values")
    page = client.get("/queries/articles", headers={"accept": "text/html"})
    assert "<table>" in page.text
    tag = client.get("/queries/articles").headers["etag"]
    assert client.get("/queries/articles", headers={"if-none-match": tag}).status_code == 304
    assert client.head("/queries/articles").status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/queries/incident", 404, "expected incidents"),
        ("/queries/incidents.xml", 404, "no query is named"),
        ("/queries/incidents?from=yesterday", 400, "expected a date like"),
        ("/queries/incidents?form=2020-01-01", 400, "no parameter 'form': expected from, to"),
        ("/queries/incidents?from=2020-01-01&from=2021-01-01", 400, "stands twice"),
        ("/queries/names-with?most=many", 400, "expected a whole number"),
        ("/queries/claims-by-actor?actor=a%3Eb", 400, "expected an IRI"),
        ("/queries/articles?format=word", 400, "format='word'"),
        ("/queries/articles?timeout=-1", 400, "more than 0 seconds"),
    ],
)
def test_what_is_wrong_is_named(client: TestClient, path: str, status: int, words: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, words in answer.json()["detail"]) == (status, True), answer.text


def test_each_query_is_documented_with_the_types_of_its_parameters(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    described = paths["/queries/incidents-near-place"]["get"]
    types = {one["name"]: one["schema"] for one in described["parameters"]}
    assert types["km"] == {"type": "integer"}
    assert types["from"] == {"type": "string", "format": "date"}
    assert described["summary"] == "Incidents near a place"
    assert "/queries/names-with.csv" in paths
    assert {"400", "504"} <= set(described["responses"])


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("articles", OWN, "a shipped query has this name"),
        ("no title", OWN, "expected a name of letters"),
        ("headless", "SELECT * {}", "expected one '#title:' line"),
    ],
)
def test_a_query_of_the_operator_that_is_not_one_is_named(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / f"{name}.rq").write_text(text, encoding="utf-8")
    with pytest.raises(QueryError, match=words):
        load_queries(str(tmp_path))
    with pytest.raises(QueryError, match="no such folder"):
        load_queries(str(tmp_path / "nowhere"))


def test_curl_saves_a_table(kesh: Path, tmp_path: Path) -> None:
    with open_store(kesh) as graphs, serving(create_app(Settings(store=kesh, base=BASE), graphs)) as address:
        target = tmp_path / "articles.csv"
        subprocess.run(["curl", "-sS", "-o", str(target), f"{address}/queries/articles.csv"], check=True)
    assert target.read_text("utf-8").startswith("published,outlet,headline")
