"""What is found between the claims of ten real articles, held to pairs that were annotated by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import open_store
from records import BASE

from kg.pipeline import build
from kg.settings import Settings
from kg.store.graphs import GraphStore
from kg.store.texts import TextStore

_SPANS = """
SELECT ?thing ?start ?end ?sha256 WHERE {
  ?thing onr:evidence ?evidence . FILTER EXISTS { ?thing a ?kind FILTER(?kind IN (schema:Claim, onr:Statement)) }
  ?evidence oa:hasSource ?revision ; oa:hasSelector ?position .
  ?position oa:start ?start ; oa:end ?end .
  ?revision onr:sha256 ?sha256 ; prov:specializationOf ?article .
}
"""
_RELATIONS = """
SELECT ?kind ?one ?other WHERE {
  VALUES ?kind { onr:corroborates onr:contradicts onr:qualifies } ?one ?kind ?other
}
"""
_EXPRESSED = "SELECT ?statement ?claim WHERE { ?statement onr:expresses ?claim ; a onr:Statement }"


class Findings:
    """What a graph says of passages of articles, which are named by the file they come from and by their words."""

    def __init__(self, store: GraphStore, directory: Path, articles: Path) -> None:
        texts = TextStore(directory)
        files = {one.stem: one.read_text(encoding="utf-8") for one in articles.glob("0*.txt")}
        self.spans: dict[str, list[tuple[int, int, str]]] = {}
        self.texts: dict[str, str] = {}
        by_hash: dict[str, str] = {}
        for thing, start, end, sha256 in store.texts(_SPANS):
            if sha256 not in by_hash:
                text = texts.get(sha256)
                lines = {line.strip() for line in text.splitlines() if len(line) > 60}
                by_hash[sha256] = max(files, key=lambda name: sum(line in files[name] for line in lines))
                self.texts[by_hash[sha256]] = text
            self.spans.setdefault(by_hash[sha256], []).append((int(start), int(end), thing))
        self.relations = {
            (kind.rpartition("#")[2], frozenset((one, other))) for kind, one, other in store.texts(_RELATIONS)
        }
        self.claims_of: dict[str, set[str]] = {}
        for statement, claim in store.texts(_EXPRESSED):
            self.claims_of.setdefault(statement, set()).add(claim)

    def between(self, one: dict[str, str], other: dict[str, str]) -> set[str]:
        """Return how what stands in one passage stands to what stands in another."""
        pairs = {frozenset((a, b)) for a in self._things(one) for b in self._things(other)}
        return {kind for kind, pair in self.relations if pair in pairs}

    def _things(self, passage: dict[str, str]) -> Iterator[str]:
        """Yield the claims or statements in whose words a passage stands, or which stand in it."""
        start = self.texts[passage["article"]].find(passage["text"])
        assert start >= 0, passage
        end = start + len(passage["text"])
        for begins, ends, thing in self.spans[passage["article"]]:
            if min(end, ends) - max(start, begins) > min(end - start, ends - begins) / 2:
                is_claim = "/claim/" in thing
                if is_claim or not (passage["ref"] or "s").startswith("c"):
                    yield thing
                    yield from self.claims_of.get(thing, ())


@pytest.fixture(scope="module")
def found(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Findings:
    directory = tmp_path_factory.mktemp("ten") / "store"
    build([shared / "articles"], store_dir=directory, settings=Settings(base=BASE, workers=1))
    with open_store(directory) as store:
        return Findings(store, directory, shared / "articles")


def pairs(shared: Path, kind: str) -> list[dict[str, dict[str, str]]]:
    listed: list[dict[str, dict[str, str]]] = json.loads((shared / "gold" / "conflicts.json").read_text())[kind]
    return listed


def test_the_required_pairs_are_found(shared: Path, found: Findings) -> None:
    required = [one for one in pairs(shared, "pairs") if not one["optional"]]
    assert len(required) == 10
    assert [one for one in required if one["kind"] not in found.between(one["a"], one["b"])] == []


def test_what_is_no_conflict_is_not_taken_for_one(shared: Path, found: Findings) -> None:
    listed = pairs(shared, "not_conflicts")
    assert len(listed) == 10
    wrong = [
        (one["a"]["text"], one["b"]["text"]) for one in listed if "contradicts" in found.between(one["a"], one["b"])
    ]
    assert wrong == []


def test_figures_of_two_incidents_have_nothing_to_do_with_each_other(shared: Path, found: Findings) -> None:
    figures = [one for one in pairs(shared, "not_conflicts") if "c" in (one["a"]["ref"] or "")[:1]]
    assert len(figures) == 6
    assert [found.between(one["a"], one["b"]) for one in figures] == [set()] * len(figures)
