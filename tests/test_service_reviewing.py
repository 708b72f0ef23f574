"""Review over HTTP: lists are open, decisions need the token and hold at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import open_store, put_record
from fastapi.testclient import TestClient
from records import BASE, hand_record

from kg.settings import Settings
from service.app import create_app

TOKEN = "a-token-of-tests"
RIGHT = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    directory: Path = tmp_path_factory.mktemp("review") / "store"
    put_record(directory, hand_record())
    settings = Settings(store=directory, base=BASE, writable=True, write_token=TOKEN)
    with open_store(directory) as graphs, TestClient(create_app(settings, graphs)) as client:
        yield client


def decided(client: TestClient, kinds: str, **wish: Any) -> Any:
    return client.post(f"/review/{kinds}", json=wish, headers=RIGHT)


def test_a_list_shows_the_least_sure_first(client: TestClient) -> None:
    body = client.get("/review/statements").json()
    assert body["total"] == len(body["items"]) == 7
    assert client.get("/review/statements?below=0.8&limit=1").json()["items"][0]["confidence"] < 0.8
    assert client.get("/review/claims?text=guards").json()["total"] == 0
    assert client.get("/review/claims?article=kesh-1").json()["total"] > 3
    assert client.get("/review/colours").status_code == 400


def test_a_decision_is_kept_and_holds_at_once(client: TestClient) -> None:
    row = client.get("/review/claims?text=three civilians&state=all").json()["items"][0]
    answer = decided(client, "claims", rows=[row["iri"]], verdict="corrected", by="Ada Byron", note="why not",
                     fields={"low": 4, "high": ["4"]})  # fmt: skip
    assert answer.status_code == 201, answer.text
    (decision,) = answer.json()
    assert (decision["by"], decision["verdict"], decision["target"]) == ("Ada Byron", "corrected", row["iri"])
    (shown,) = client.get("/review/claims?state=corrected").json()["items"]
    assert (shown["fields"]["low"], shown["fields"]["high"]) == ("4", "4")
    assert client.get(f"/claims/{row['iri'].rpartition('/')[2]}").json()["high"] == 4
    assert client.get("/review/decisions").json()[0]["note"] == "why not"
    again = decided(client, "claims", rows=[row["iri"]], verdict="reopened", by="Bo Carter")
    assert again.status_code == 201
    assert "high" not in client.get(f"/claims/{row['iri'].rpartition('/')[2]}").json()


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"rows": ["claim/0"], "verdict": "praised", "by": "A"}, "verdict='praised'"),
        ({"rows": [], "verdict": "accepted", "by": "A"}, "rows: expected"),
        ({"rows": ["claim/000000000000000000000000"], "verdict": "accepted", "by": "A"}, "claim"),
        ({"rows": ["claim/0"], "verdict": "accepted"}, "name"),
        ({"rows": ["claim/0"], "verdict": "corrected", "by": "A", "fields": {"low": [None]}}, "texts or numbers"),
        ({"rows": ["claim/0"], "verdict": "accepted", "by": "A", "colour": "red"}, "colour"),
    ],
)
def test_a_wish_that_cannot_be_done_says_why(client: TestClient, wish: dict[str, Any], words: str) -> None:
    answer = decided(client, "claims", **wish)
    assert answer.status_code in (400, 404), answer.text
    assert words in answer.json()["detail"]


def test_who_has_no_token_does_not_decide(client: TestClient, kesh: Path) -> None:
    assert client.post("/review/claims", json={}).status_code == 401
    with open_store(kesh) as graphs, TestClient(create_app(Settings(store=kesh, base=BASE), graphs)) as closed:
        assert closed.post("/review/claims", json={}).status_code == 405
        assert closed.get("/review/claims").status_code == 200
