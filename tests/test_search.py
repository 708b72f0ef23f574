"""Full-text search: what is found, where in the text, and an index that follows the graph whatever happens to it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import open_store, put_records
from fastapi.testclient import TestClient
from records import BASE, hand_record
from test_queries import southern_post

from kg import mapping
from kg.errors import QuerySyntaxError
from kg.search import Index
from kg.search.questions import expression
from kg.settings import Settings
from kg.store.graphs import Change, GraphStore
from service.app import create_app


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with open_store(tmp_path / "store", write=True) as graphs:
        put_records(graphs, hand_record(), southern_post())
    return tmp_path / "store"


def texts(directory: Path, question: str, **options: object) -> list[str]:
    with open_store(directory) as graphs:
        index = Index(directory, graphs)
        try:
            return [one.text for one in index.find(question, **options).matches]  # type: ignore[arg-type]
        finally:
            index.close()


def test_statements_are_found_by_their_words_in_other_forms(store: Path) -> None:
    assert texts(store, "kill guard") == ["On 8 October raiders killed two guards at Dala"]
    assert texts(store, "RAIDERS dala") == ["On 8 October raiders killed two guards at Dala"]
    assert texts(store, "rockets", kinds=["article"]) == ["Rockets hit Kesh, three killed, says alliance"]
    assert set(texts(store, "three kesh", kinds=["article"])) == {
        "Rockets hit Kesh, three killed, says alliance",
        "Three figures for Kesh",
    }
    assert texts(store, "elephants") == []


def test_phrases_and_beginnings(store: Path) -> None:
    assert len(texts(store, '"two guards"')) == 1
    assert texts(store, '"guards two"') == []
    assert len(texts(store, "raid*")) == 1
    assert texts(store, "“two guards” rai*") == texts(store, '"two guards"')


def test_a_closer_match_comes_first(store: Path) -> None:
    found = texts(store, "civilians killed")
    assert len(found) >= 2
    with open_store(store) as graphs:
        scores = [one.score for one in Index(store, graphs).find("civilians killed").matches]
    assert scores == sorted(scores, reverse=True)


def test_highlights_are_places_in_the_text(store: Path) -> None:
    with open_store(store) as graphs:
        (match,) = Index(store, graphs).find("killing guards").matches
    assert [match.text[start:end] for start, end in match.highlights] == ["killed", "guards"]


@pytest.mark.parametrize("question", ["", "   ", '""', "*", "--", "“”", "\0"])
def test_a_question_without_words_is_none(question: str) -> None:
    with pytest.raises(QuerySyntaxError, match="expected a word"):
        expression(question)


@pytest.mark.parametrize(
    "question", ['a "b', "NEAR(a b)", "text:x", "a AND", "NOT", "a^2 -b", "iri : x", "x'; DROP TABLE documents;"]
)
def test_no_mark_of_a_question_is_syntax(store: Path, question: str) -> None:
    texts(store, question)
    assert texts(store, "raiders dala")


def test_the_index_follows_the_graph_and_keeps_what_has_stayed(store: Path) -> None:
    with open_store(store) as graphs:
        index = Index(store, graphs)
        assert index.find("guards").total == 1
        before = numbers(store)
        again = replace(southern_post(), id="post-2", title="Guards of the harbour")
        with open_store(store, write=True) as writing:
            put_records(writing, again)
        found = index.find("guards")
        assert found.total == 3 and found.state == graphs.state()
        assert before.items() <= numbers(store).items()
        with open_store(store, write=True) as writing:
            writing.commit([Change(drop=(mapping.graph_iri(again, base=BASE),))])
        assert index.find("harbour", kinds=["article"]).total == 0
        index.close()


def numbers(directory: Path) -> dict[str, int]:
    with sqlite3.connect(directory / "search" / "index.sqlite") as connection:
        return {
            f"{kind} {iri}": number
            for number, kind, iri in connection.execute("SELECT rowid, kind, iri FROM documents")
        }


@pytest.mark.parametrize("damage", [b"", b"this is no database" * 1000])
def test_an_index_that_is_missing_or_damaged_is_made_anew(store: Path, damage: bytes) -> None:
    assert texts(store, "guards")
    file = store / "search" / "index.sqlite"
    for other in file.parent.iterdir():
        other.unlink()
    if damage:
        file.write_bytes(damage)
    assert texts(store, "guards")


def test_an_index_of_another_version_is_made_anew(store: Path) -> None:
    assert texts(store, "guards")
    with sqlite3.connect(store / "search" / "index.sqlite") as connection:
        connection.execute("UPDATE about SET value = '0' WHERE name = 'version'")
        connection.execute("UPDATE documents SET text = 'nonsense'")
    assert texts(store, "guards") and not texts(store, "nonsense")


def test_where_nothing_can_be_written_the_index_is_in_memory(store: Path) -> None:
    (store / "search").write_text("no folder", encoding="utf-8")
    assert texts(store, "guards")


_INDEXING = """
import sys
from pathlib import Path
from kg.search import Index
from kg.store.graphs import Change, GraphStore
from kg.mapping.vocabulary import PREFIXES
directory = Path(sys.argv[1])
with GraphStore.open(directory, prefixes=PREFIXES) as graphs:
    print("ready", flush=True)
    while True:
        index = Index(directory, graphs)
        index.find("guards")
        index._throw_away()
"""


def test_killed_at_any_moment_it_is_whole_the_next_time(store: Path) -> None:
    for pause in (0.0, 0.01, 0.03, 0.05):
        with subprocess.Popen([sys.executable, "-c", _INDEXING, str(store)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(pause)
            os.kill(process.pid, signal.SIGKILL)
        assert len(texts(store, "guards")) == 1


def test_the_route_answers_with_offsets_and_pages(store: Path) -> None:
    with open_store(store) as graphs, TestClient(create_app(Settings(store=store, base=BASE), graphs)) as client:
        body = client.get("/search", params={"q": "kesh", "limit": 2}).json()
        assert body["total"] > 2 and len(body["items"]) == 2
        for one in body["items"]:
            assert all("kesh" in one["text"][start:end].casefold() for start, end in one["highlights"])
            assert client.get("/resource", params={"iri": one["iri"]}).status_code == 200
        following = client.get(body["next"]).json()
        assert {one["iri"] for one in following["items"]}.isdisjoint(one["iri"] for one in body["items"])
        only = client.get("/search", params={"q": "kesh", "kind": "article"}).json()
        assert {one["kind"] for one in only["items"]} == {"article"}
        assert client.get("/search", params={"q": "  "}).status_code == 400
        assert client.get("/search").status_code == 400
        assert client.get("/search", params={"q": "x", "limit": 0}).status_code == 400
        assert isinstance(graphs, GraphStore)
