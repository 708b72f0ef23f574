"""Exports: tables, maps, claims, entities, nanopublications, descriptions; by command and by route."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import rdflib
from conftest import open_store, put_records
from fastapi.testclient import TestClient
from rdflib import RDF
from records import BASE, KNOWN, hand_record
from test_queries import southern_post

from kg.errors import ExportError, NotFoundError
from kg.exports import EXPORTS, Dump, find_export
from kg.exports.ftm import entity_id
from kg.exports.nanopubs import NP
from kg.exports.reading import CLAIMS, rows
from kg.exports.tables import TABLES
from kg.mapping.vocabulary import PREFIXES
from kg.review.deciding import Wish, decide
from kg.settings import Settings
from kg.store.formats import GraphFormat
from kg.store.graphs import GraphStore
from service.app import create_app

LICENCE = "https://licence.example/by"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("exports") / "store"
    with open_store(directory, write=True) as graphs:
        put_records(graphs, hand_record(), southern_post(), known=KNOWN | {"dala"})
    with open_store(directory) as graphs:
        (row,) = graphs.select("SELECT ?c WHERE { ?c schema:text ?words FILTER(STR(?words) = 'two guards') }")
    assert row[0] is not None
    wish = Wish(kind="claim", rows=[row[0].value], verdict="accepted", by="Ada Byron",
                at=datetime.now(UTC).isoformat(), note="the text says so", fields={})  # fmt: skip
    decide(directory, wish, base=BASE)
    return directory


@pytest.fixture(scope="module")
def dump(directory: Path) -> Iterator[Dump]:
    with open_store(directory) as graphs:
        yield Dump.of(graphs, settings(directory))


def settings(directory: Path) -> Settings:
    return Settings(store=directory, base=BASE, data_license=LICENCE)


def exported(name: str, dump: Dump) -> bytes:
    output = io.BytesIO()
    find_export(name).write(dump, output)
    return output.getvalue()


@pytest.mark.parametrize("name", [one.name for one in EXPORTS])
def test_every_export_says_its_licence_and_where_it_is_from(dump: Dump, name: str) -> None:
    data = exported(name, dump)
    assert len(data) > 100
    if name not in ("trig", "nquads", "jsonld", "turtle"):
        assert LICENCE.encode() in data and b"On Record" in data


@pytest.mark.parametrize("table", TABLES, ids=lambda one: one.name)
def test_parquet_has_the_rows_of_csv_with_types(dump: Dump, table: Any) -> None:
    written = list(csv.DictReader(io.StringIO(exported(f"{table.name}.csv", dump).decode(), newline="")))
    read = pq.read_table(io.BytesIO(exported(f"{table.name}.parquet", dump)))
    assert read.num_rows == len(written) > 1
    assert read.column_names == list(written[0])
    for mine, theirs in zip(written, read.to_pylist(), strict=True):
        assert {name: "" if value is None else str(value) for name, value in theirs.items()} | _numbers(mine) == (
            mine | _numbers(mine)
        )
    assert read.schema.metadata[b"licence"] == LICENCE.encode()
    for name, kind in table.kinds.items():
        expected = {"integer": "int64", "number": "double", "date": "date32[day]"}[kind]
        assert str(read.schema.field(name).type) == expected


def _numbers(row: dict[str, str]) -> dict[str, str]:
    """Return the cells whose numbers Parquet writes in another way."""
    return {name: row[name] for name in ("lat", "long", "confidence") if name in row}


def test_a_claim_has_speaker_words_and_offsets(dump: Dump) -> None:
    found = csv.DictReader(io.StringIO(exported("claims.csv", dump).decode(), newline=""))
    (row,) = (one for one in found if one["words"] == "at least three civilians" and one["outlet"] == "Southern Post")
    assert (row["speaker"], row["claimant"], row["low"], row["high"]) == ("Northern Alliance",) * 2 + ("3", "")
    assert southern_post().text[int(row["start"]) : int(row["end"])] == row["words"]
    assert (row["effect"], row["kind"], row["headline"]) == ("killed", "CasualtyClaim", "Three figures for Kesh")


def test_an_incident_has_low_best_high_and_grade(dump: Dump) -> None:
    found = list(csv.DictReader(io.StringIO(exported("incidents.csv", dump).decode(), newline="")))
    guards = [one for one in found if one["place"] == "Dala" and one["effect"] == "killed"]
    assert guards and {(one["low"], one["best"], one["high"]) for one in guards} == {("2", "2", "2")}
    assert all(one["grades"] for one in guards)


def test_incidents_are_points_on_a_map(dump: Dump) -> None:
    collection = json.loads(exported("geojson", dump))
    assert collection["type"] == "FeatureCollection"
    places = {one["properties"]["place"]: one["geometry"]["coordinates"] for one in collection["features"]}
    assert places["Dala"] == [43.5, 35.5]
    assert any(one["properties"]["tallies"] for one in collection["features"])


def test_only_a_person_reviews_a_claim(dump: Dump) -> None:
    document = json.loads(exported("claims.jsonld", dump))
    claims = [one for one in document["hasPart"] if one["@type"] == "Claim"]
    (review,) = (one for one in document["hasPart"] if one["@type"] == "ClaimReview")
    assert len(claims) == len({row["claim"] for row in rows(dump, CLAIMS)})
    assert review["author"]["name"] == "Ada Byron"
    reviewed = next(one for one in claims if one["@id"] == review["itemReviewed"]["@id"])
    assert reviewed["text"] == "two guards"
    assert reviewed["appearance"]["headline"] == "Three figures for Kesh"
    assert "article makes this claim" in review["reviewRating"]["alternateName"]


def test_entities_of_followthemoney_fit_its_model(dump: Dump) -> None:
    entities = [json.loads(line) for line in exported("ftm", dump).splitlines()]
    ids = {one["id"] for one in entities}
    assert len(ids) == len(entities)
    assert {"Person", "Organization", "Article", "Event"} <= {one["schema"] for one in entities}
    events = [one for one in entities if one["schema"] == "Event"]
    assert all(set(one["properties"].get("involved", [])) <= ids for one in events)
    assert any(one["properties"].get("involved") for one in events)
    assert entity_id("x") == entity_id("x") != entity_id("y")


def test_followthemoney_itself_takes_the_entities(dump: Dump) -> None:
    python = Path(sys.prefix) / "ftm/bin/python"
    if not python.exists():
        pytest.skip("run `make ftm`")
    program = [str(python), str(Path(__file__).with_name("ftm") / "check.py")]
    entities = exported("ftm", dump)
    told = subprocess.run(program, input=entities, capture_output=True, check=False)
    assert (told.returncode, told.stderr) == (0, b"")
    assert int(told.stdout) == entities.count(b"\n") > 5


def test_nanopublications_are_whole_and_their_iris_are_the_hashes_of_what_they_say(dump: Dump) -> None:
    from nanopub.trustyuri.rdf.RdfHasher import make_hash
    from nanopub.trustyuri.rdf.RdfUtils import get_quads

    text = exported("nanopubs", dump).decode()
    everything = rdflib.ConjunctiveGraph()
    everything.parse(data=text, format="trig")
    found = set(everything.subjects(RDF.type, NP.Nanopublication))
    assert len(found) == len({row["claim"] for row in rows(dump, CLAIMS)})
    quads = get_quads(everything)
    for one in found:
        code = str(one).rpartition("/")[2]
        assert re.fullmatch(r"RA[A-Za-z0-9_-]{43}", code)
        own = [quad for quad in quads if str(quad[0]).startswith(f"{one}#")]
        assert {str(quad[0]).partition("#")[2] for quad in own} == {"Head", "assertion", "provenance", "pubinfo"}
        assert make_hash(list(own), hashstr=code) == code
        changed = [
            (g, s, p, rdflib.Literal("another")) if isinstance(o, rdflib.Literal) else (g, s, p, o)
            for g, s, p, o in own
        ]
        assert make_hash(changed, hashstr=code) != code


def test_the_checker_of_the_package_passes_a_nanopublication(dump: Dump) -> None:
    from nanopub.sign_utils import verify_trusty

    first = exported("nanopubs", dump).decode().split("\n\n")
    prefixes, one = first[0], first[1]
    graph = rdflib.ConjunctiveGraph()
    graph.parse(data=prefixes + "\n" + one, format="trig")
    (iri,) = graph.subjects(RDF.type, NP.Nanopublication)
    assert verify_trusty(graph, str(iri), rdflib.Namespace(f"{iri}#"))


def test_a_crate_names_the_files_of_the_dump(dump: Dump) -> None:
    crate = json.loads(exported("ro-crate", dump))
    nodes = {one["@id"]: one for one in crate["@graph"]}
    assert nodes["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    assert nodes["./"]["license"] == {"@id": LICENCE}
    parts = {one["@id"] for one in nodes["./"]["hasPart"]}
    assert parts == {one.file for one in EXPORTS if one.name != "ro-crate"} and parts <= nodes.keys()
    counts = {one["name"]: one["value"] for one in nodes["./"]["variableMeasured"]}
    assert counts["articles"] == 2


@pytest.mark.parametrize("form", [GraphFormat.trig, GraphFormat.nquads])
def test_what_is_exported_and_loaded_is_the_same_graph(dump: Dump, tmp_path: Path, form: GraphFormat) -> None:
    file = tmp_path / f"graph{form.suffix}"
    file.write_bytes(exported(form.value, dump))
    with GraphStore.open(tmp_path / "again", write=True, prefixes=PREFIXES, base=BASE) as again:
        again.load(file, form)
    with open_store(tmp_path / "again") as again:
        assert again.quads() == dump.graphs.quads()
        assert again.size() == dump.graphs.size()


def test_an_unknown_export_or_one_without_its_package_says_so(dump: Dump, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotFoundError, match=r"expected claims\.csv"):
        find_export("claim.csv")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ExportError, match=r"onrecord\[exports\]"):
        exported("claims.parquet", dump)


def test_routes_stream_what_the_command_prints(directory: Path, dump: Dump) -> None:
    with open_store(directory) as graphs, TestClient(create_app(settings(directory), graphs)) as client:
        listed = {one["name"]: one for one in client.get("/exports").json()}
        assert set(listed) == {one.name for one in EXPORTS}
        for name in ("claims.csv", "geojson", "trig", "articles.parquet"):
            answer = client.get(listed[name]["address"])
            assert answer.status_code == 200
            assert answer.headers["content-type"].partition(";")[0] == listed[name]["media_type"]
            assert f'filename="{listed[name]["file"]}"' in answer.headers["content-disposition"]
            if name != "trig":
                assert answer.content == exported(name, dump)
        missing = client.get("/exports/claim.csv")
        assert (missing.status_code, "expected claims.csv" in missing.json()["detail"]) == (404, True)
