"""Articles over HTTP: one or many are sent, extracted, validated, stored, and seen by the next query."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from conftest import open_store
from fastapi.testclient import TestClient
from records import BASE

from kg import mapping
from kg.pipeline import build
from kg.record import load_record
from kg.settings import Settings
from service.app import create_app

TOKEN = "a-token-of-tests"
RIGHT = {"authorization": f"Bearer {TOKEN}"}
SAMPLE = Path(str(files("kg") / "sample"))
STORY = """Rockets hit Dala market

DALA (Harbour Gazette) - Rockets killed four civilians at a market in Mosul on 9 October 2018, the Red Brigade said.

“We counted nine wounded,” said Colonel Omar Lune, spokesman of the Northern Alliance.
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Path]]:
    directory = tmp_path_factory.mktemp("intake") / "store"
    with open_store(directory, write=True):
        pass
    settings = Settings(store=directory, base=BASE, writable=True, write_token=TOKEN, max_characters=20_000, workers=1)
    with open_store(directory) as graphs, TestClient(create_app(settings, graphs)) as client:
        yield client, directory


@pytest.fixture
def client(served: tuple[TestClient, Path]) -> TestClient:
    return served[0]


def post(client: TestClient, body: str | bytes, kind: str = "text/plain", **known: str) -> Any:
    return client.post("/articles", params=known, content=body, headers={**RIGHT, "content-type": kind})


def ask(client: TestClient, query: str) -> list[list[str]]:
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    return [[one["value"] for one in row.values()] for row in rows]


def test_an_article_that_is_sent_is_what_the_next_query_sees(client: TestClient) -> None:
    answer = post(client, STORY, url="https://gazette.example/dala", published="2018-10-10")
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert (body["outcome"], body["validation"]) == ("stored", {"conforms": True, "results": []})
    record = load_record(json.dumps(body["record"]))
    assert (record.url, record.published) == ("https://gazette.example/dala", "2018-10-10")
    assert answer.headers["location"] == body["article"] == mapping.article_iri(record, base=BASE)
    seen = ask(client, "SELECT ?s WHERE { ?s a onr:Statement ; schema:text ?words } ORDER BY ?s")
    assert [row[0] for row in seen] == body["statements"] != []
    assert [row[0] for row in ask(client, "SELECT ?c WHERE { ?c a schema:Claim } ORDER BY ?c")] == body["claims"]
    assert client.get("/statements?speaker=Red Brigade").json()["total"] >= 1
    assert client.get(f"/trace/{body['claims'][0]}").json()[0]["article"]["url"] == "https://gazette.example/dala"


def test_it_is_seen_within_two_seconds_once_the_model_is_loaded(client: TestClient) -> None:
    needed = []
    for number in ("five", "fifteen", "fifty"):  # the machine may be busy with other things for a while
        started = time.monotonic()
        assert post(client, STORY.replace("four", number), id=f"timed-{number}").status_code == 201
        query = f'ASK {{ ?article dcterms:identifier "timed-{number}" }}'
        assert client.get("/sparql", params={"query": query}).json()["boolean"]
        needed.append(time.monotonic() - started)
    assert min(needed) < 2 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def test_what_is_sent_again_is_unchanged_and_what_has_changed_is_a_revision(client: TestClient) -> None:
    url = "https://gazette.example/again"
    first = post(client, STORY, url=url)
    again = post(client, STORY, url=url)
    assert (first.status_code, again.status_code, again.json()["outcome"]) == (201, 200, "unchanged")
    assert again.json()["record"] == first.json()["record"]
    changed = post(client, STORY.replace("nine", "ten"), url=url)
    assert (changed.status_code, changed.json()["outcome"]) == (201, "revised")
    assert changed.json()["article"] == first.json()["article"]
    assert changed.json()["revision"] != first.json()["revision"]
    assert any("its text has changed" in note for note in changed.json()["notes"])


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain; charset=utf-8", STORY),
        ("text/html", "<html><head><title>Rockets hit Dala market</title></head><body><article>"
         + "".join(f"<p>{line}</p>" for line in STORY.splitlines() if line) + "</article></body></html>"),
        ("application/json", json.dumps({"headline": "Rockets hit Dala market", "articleBody": STORY})),
    ],
)  # fmt: skip
def test_text_pages_and_json_are_read_without_an_address(client: TestClient, kind: str, body: str) -> None:
    answer = post(client, body, kind)
    assert answer.status_code in (200, 201), answer.text
    record = answer.json()["record"]
    assert record["url"] is None and record["id"].startswith("upload-")
    assert {one["speaker"]["name"] for one in record["statements"]} >= {"Omar Lune"}
    assert post(client, body, kind).json()["article"] == answer.json()["article"]


def test_it_becomes_what_a_build_makes_of_it(tmp_path: Path) -> None:
    (text,) = SAMPLE.glob("2019-11-10*.txt")
    build([text], store_dir=tmp_path / "built", settings=Settings(base=BASE, workers=1))
    with open_store(tmp_path / "sent", write=True):
        pass
    settings = Settings(store=tmp_path / "sent", base=BASE, writable=True, write_token=TOKEN, workers=1)
    with open_store(tmp_path / "sent") as graphs, TestClient(create_app(settings, graphs)) as client:
        assert post(client, text.read_bytes()).status_code == 201
        with open_store(tmp_path / "built") as other:
            sent, built = graphs.quads().splitlines(), other.quads().splitlines()
    assert len(sent) > 100
    assert [line for line in sent if line not in set(built)] == []
    assert len(sent) == len(built)


@pytest.mark.parametrize(
    ("status", "words", "body", "kind", "stage"),
    [
        (422, "expected at most 20,000", "word " * 5000, "text/plain", "reading"),
        (422, "does not look English", "Les roquettes ont frappé le marché de la ville, a déclaré le colonel. " * 8,
         "text/plain", "extraction"),
        (422, "is not JSON", "{", "application/json", "reading"),
        (422, "has no text", '{"title": "x"}', "application/json", "reading"),
        (422, "future", '{"text": "Rockets fell, the army said.", "published": "2999-01-01"}', "application/json",
         "reading"),
    ],
)  # fmt: skip
def test_what_is_refused_says_why_and_is_kept(
    served: tuple[TestClient, Path], status: int, words: str, body: str, kind: str, stage: str
) -> None:
    client, directory = served
    answer = post(client, body, kind, id="refused-one")
    assert (answer.status_code, words in answer.json()["detail"]) == (status, True), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["stage"] == stage
    kept = [json.loads(one.read_bytes()) for one in (directory / "refused").glob("*.json")]
    assert any(words in one["reason"] for one in kept)


def test_a_refusal_is_forgotten_once_the_article_gets_in(served: tuple[TestClient, Path]) -> None:
    client, directory = served
    assert post(client, "word " * 5000, id="second-try").status_code == 422
    assert list((directory / "refused").glob("second-try*"))
    assert post(client, STORY.replace("four", "six"), id="second-try").status_code == 201
    assert not list((directory / "refused").glob("second-try*"))


@pytest.mark.parametrize(
    ("status", "words", "request_"),
    [
        (401, "Bearer", {"headers": {"content-type": "text/plain"}, "content": STORY}),
        (415, "expected one of text/plain", {"headers": {**RIGHT, "content-type": "image/png"}, "content": STORY}),
        (400, "is empty", {"headers": {**RIGHT, "content-type": "text/plain"}, "content": " "}),
        (400, "no parameter 'colour'",
         {"headers": {**RIGHT, "content-type": "text/plain"}, "content": STORY, "params": {"colour": "red"}}),
        (400, "has 2 articles",
         {"headers": {**RIGHT, "content-type": "application/json"},
          "content": json.dumps([{"text": STORY + "One."}, {"text": STORY + "Two."}])}),
    ],
)  # fmt: skip
def test_what_is_no_request_for_an_article_is_told_so(
    client: TestClient, status: int, words: str, request_: dict[str, Any]
) -> None:
    answer = client.post("/articles", **request_)
    assert (answer.status_code, words in answer.json()["detail"]) == (status, True), answer.text


def test_without_the_setting_there_is_no_such_route(kesh: Path) -> None:
    with open_store(kesh) as graphs, TestClient(create_app(Settings(store=kesh, base=BASE), graphs)) as client:
        assert client.post("/articles", content=STORY, headers={"content-type": "text/plain"}).status_code == 405


def test_lines_are_answered_line_by_line_in_order(served: tuple[TestClient, Path]) -> None:
    client, directory = served
    texts = [STORY.replace("four", word) for word in ("seven", "eight", "eleven", "twelve", "thirteen")]
    lines = [json.dumps({"id": f"line-{n}", "text": text}) for n, text in enumerate(texts)]
    lines[1] = "{"
    lines.insert(3, "")
    lines.append(json.dumps({"id": "line-0", "text": texts[0]}))
    lines.append(json.dumps({"id": "too-long", "text": "word " * 5000}))
    answer = client.post(
        "/articles/batch", content="\n".join(lines), headers={**RIGHT, "content-type": "application/x-ndjson"}
    )
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    told = [json.loads(line) for line in answer.text.splitlines()]
    assert [(one["line"], one["outcome"], one.get("id")) for one in told] == [
        (1, "stored", "line-0"),
        (2, "refused", None),
        (3, "stored", "line-2"),
        (5, "stored", "line-3"),
        (6, "stored", "line-4"),
        (7, "unchanged", "line-0"),
        (8, "refused", None),
    ]
    assert "not JSON" in told[1]["reason"] and "at most 20,000" in told[-1]["reason"]
    assert len(list((directory / "refused").glob("*.json"))) >= 2


def test_who_likes_events_hears_of_each_line_as_it_is_done(client: TestClient) -> None:
    lines = [json.dumps({"id": "event-0", "text": STORY.replace("four", "forty")}), "{", ""]
    headers = {**RIGHT, "content-type": _LINES, "accept": "text/event-stream"}
    answer = client.post("/articles/batch", content="\n".join(lines), headers=headers)
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [dict(line.split(": ", 1) for line in one.splitlines()) for one in answer.text.strip().split("\n\n")]
    assert [one["event"] for one in events] == ["begun", "outcome", "outcome", "ended"]
    begun, first, second, _ = (json.loads(one["data"]) for one in events)
    assert begun == {"lines": 2}
    assert (first["line"], first["outcome"], first["id"]) == (1, "stored", "event-0") and "record" not in first
    assert (second["line"], second["outcome"]) == (2, "refused") and "not JSON" in second["reason"]


def test_a_line_of_several_articles_is_refused_alone(client: TestClient) -> None:
    several = json.dumps([{"id": f"of-{n}", "text": STORY.replace("four", str(n + 50))} for n in range(2)])
    lines = [several, "[null, null]", json.dumps({"id": "alone", "text": STORY.replace("four", "sixty")})]
    answer = client.post("/articles/batch", content="\n".join(lines), headers={**RIGHT, "content-type": _LINES})
    told = [json.loads(line) for line in answer.text.splitlines()]
    assert [(one["line"], one["outcome"]) for one in told] == [(1, "refused"), (2, "refused"), (3, "stored")]
    assert "holds 2 articles, expected one object a line" in told[0]["reason"]


def test_lines_need_the_token_and_their_type(client: TestClient) -> None:
    assert client.post("/articles/batch", content="{}", headers={"content-type": _LINES}).status_code == 401
    assert (
        client.post("/articles/batch", content="{}", headers={**RIGHT, "content-type": "text/csv"}).status_code == 415
    )
    assert client.post("/articles/batch", content="\n", headers={**RIGHT, "content-type": _LINES}).status_code == 400


_LINES = "application/jsonl"
