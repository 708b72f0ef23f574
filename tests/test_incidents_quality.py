"""Incidents of real articles: those that should be one are, those that should not are not, in whatever order they come.

The floors lie 0.03 below what was measured when they were set; raise them when the inference gets better.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from conftest import commit_settled
from records import BASE

from kg.analysis import Analysed, Analysis
from kg.mapping.frame import Frame
from kg.mapping.iris import INFERENCE
from kg.mapping.vocabulary import PREFIXES
from kg.reading import Article, read_articles
from kg.record import Incident, Record
from kg.settings import Settings
from kg.store.graphs import Change, GraphStore

STANDOFF = Path(__file__).parent / "quality" / "syria_clusters.jsonl"
SAMPLE = Path(str(files("kg") / "sample"))

FLOORS = {"development": (0.906, 0.794), "held-out": (0.92, 0.81)}
"""The least precision and recall (B³) over the tellings of each half."""


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return Analysis(Settings(base=BASE))


def analysed(analysis: Analysis, paths: Iterable[Path], hashes: frozenset[str] | None = None) -> list[Analysed]:
    """Return the articles that can be analysed, of those with these hashes."""
    articles = (one for one in read_articles(paths, settings=Settings(base=BASE)) if isinstance(one, Article))
    wanted = (analysis(one) for one in articles if hashes is None or one.sha256 in hashes)
    return [one for one in wanted if isinstance(one, Analysed)]


def stored(articles: Sequence[Analysed], *, at_once: int) -> GraphStore:
    """Return a store into which these came so many at a time, and are settled."""
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    for start in range(0, len(articles), at_once):
        some = articles[start : start + at_once]
        commit_settled(store, [Change(add=one.quads) for one in some], new=[one.graph for one in some])
    return store


def inferred(store: GraphStore) -> list[str]:
    query = "SELECT ?s ?p ?o ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }"
    return sorted(store.select_lines(query, 3, graph=BASE + INFERENCE).splitlines())


def incidents_of(store: GraphStore) -> dict[str, str]:
    rows = store.select("SELECT ?report ?incident WHERE { ?report onr:reportOf ?incident }")
    return {report.value: incident.value for report, incident in rows if report and incident}


def reports_of(one: Analysed, known: frozenset[str]) -> dict[str, str]:
    """Return the reports of an article by the ids of their incidents in the record."""
    return dict(Frame.of(one.record, base=BASE, known=known).reports)


def found_at(incidents: Iterable[Incident], places: Iterable[tuple[int, int]]) -> Incident | None:
    """Return the incident whose words overlap one of these stretches of the text."""
    near = [one for one in incidents for start, end in places if one.trigger.start < end and start < one.trigger.end]
    return near[0] if near else None


def told_at(record: Record, place: tuple[int, int]) -> str | None:
    """Return the id of the incident that is told at a stretch of the text: its words, or others that tell of it."""
    incident = found_at(record.incidents, [place])
    if incident is not None:
        return incident.id
    start, end = place
    told = (one for one in record.claims if one.kind == "occurrence" and one.incident is not None)
    return next((one.incident for one in told if one.evidence.start < end and start < one.evidence.end), None)


# Annotated articles on Syria


@dataclass(frozen=True, slots=True)
class Clustered:
    """Tellings that are annotated: the incident of each as inferred, and the event of each as annotated.

    Lead and detail, two tellings, may have become one report.
    """

    inferred: dict[str, str]
    annotated: dict[str, str]

    def b_cubed(self) -> tuple[float, float]:
        """Return precision and recall as B³ counts them (Bagga and Baldwin 1998): the mean over all tellings."""
        ours, theirs = (_members(side) for side in (self.inferred, self.annotated))
        shared = {one: len(ours[self.inferred[one]] & theirs[self.annotated[one]]) for one in self.annotated}
        precision = sum(shared[one] / len(ours[self.inferred[one]]) for one in shared)
        recall = sum(shared[one] / len(theirs[self.annotated[one]]) for one in shared)
        return precision / len(shared), recall / len(shared)


def _members(side: dict[str, str]) -> dict[str, set[str]]:
    members: dict[str, set[str]] = defaultdict(set)
    for telling, group in side.items():
        members[group].add(telling)
    return members


@pytest.fixture(scope="module")
def standoff() -> list[dict[str, Any]]:
    return [json.loads(line) for line in STANDOFF.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def syrian(shared: Path, analysis: Analysis, standoff: list[dict[str, Any]]) -> list[Analysed]:
    hashes = frozenset(one["sha256"] for one in standoff)
    return analysed(analysis, [shared / "corpora" / "syria" / "articles.jsonl"], hashes)


def clustered(articles: Sequence[Analysed], standoff: Iterable[dict[str, Any]], analysis: Analysis) -> Clustered:
    by_hash = {one.record.sha256: one for one in articles}
    rows = [(by_hash[row["sha256"]], row) for row in standoff]
    incidents = incidents_of(stored([one for one, _ in rows], at_once=1000))
    result = Clustered({}, {})
    for one, row in rows:
        reports = reports_of(one, analysis.known(one.record))
        for number, annotated in enumerate(row["incidents"]):
            incident = told_at(one.record, annotated["trigger"])
            if incident is not None:
                name = f"{row['id']} {number}"
                result.inferred[name] = incidents[reports[incident]]
                result.annotated[name] = annotated["event"] or name
    return result


@pytest.mark.parametrize("split", list(FLOORS))
def test_reports_of_one_event_are_one_incident_as_often_as_they_were(
    split: str, syrian: list[Analysed], standoff: list[dict[str, Any]], analysis: Analysis
) -> None:
    rows = [one for one in standoff if one["split"] == split]
    assert len(rows) >= 30
    measured = clustered(syrian, rows, analysis)
    assert len(measured.annotated) > 0.85 * sum(len(one["incidents"]) for one in rows)
    precision, recall = measured.b_cubed()
    least_precision, least_recall = FLOORS[split]
    assert precision >= least_precision and recall >= least_recall, (precision, recall)


# In whatever order


@pytest.mark.parametrize("material", ["sample", "syrian"])
def test_an_article_that_comes_later_gives_what_settling_all_at_once_gives(
    material: str, analysis: Analysis, request: pytest.FixtureRequest
) -> None:
    some = analysed(analysis, [SAMPLE]) if material == "sample" else request.getfixturevalue("syrian")[:25]
    assert len(some) >= 8
    whole = inferred(stored(some, at_once=1000))
    assert any('reportCount> "2"' in line for line in whole)
    assert inferred(stored(some, at_once=1)) == whole
    assert inferred(stored(some[::-1], at_once=3)) == whole


def test_an_article_that_goes_leaves_what_the_others_give(analysis: Analysis) -> None:
    first, *others = analysed(analysis, [SAMPLE])
    store = stored([first, *others], at_once=1000)
    gone = Change(drop=(first.graph,), remove=_provenance(store, first.graph))
    commit_settled(store, [gone], new=(), old=[first.graph])
    assert inferred(store) == inferred(stored(others, at_once=1000))


def _provenance(store: GraphStore, graph: str) -> str:
    lines = (line for line in store.quads().splitlines(keepends=True) if line.startswith(f"<{graph}>"))
    return "".join(line for line in lines if "UnsettledGraph" not in line)


# The ten articles


@pytest.fixture(scope="module")
def ten(shared: Path, analysis: Analysis) -> dict[tuple[str, str], str]:
    """Return the incident that each annotated incident of the ten articles was found to be."""
    articles = analysed(analysis, [shared / "articles"])
    incidents = incidents_of(stored(articles, at_once=1000))
    found = {}
    for one in articles:
        name = Path(one.record.source_file or "").stem
        reports, free = reports_of(one, analysis.known(one.record)), list(one.record.incidents)
        for row in json.loads((shared / "gold" / f"{name}.json").read_text("utf-8"))["incidents"]:
            words, text = row["trigger"], one.record.text
            places = [(at, at + len(words)) for at in range(len(text)) if text.startswith(words, at)]
            incident = found_at(free, places) or next(
                (near for near in free if (near.type, near.date) == (row["type"], row["date"])), None
            )
            if incident is not None:
                free.remove(incident)
                found[name, row["key"]] = incidents[reports[incident.id]]
    return found


def test_the_incidents_that_several_of_the_ten_articles_tell_are_found(
    shared: Path, ten: dict[tuple[str, str], str]
) -> None:
    clusters = json.loads((shared / "gold" / "clusters.json").read_text("utf-8"))["clusters"]
    required = {
        one["incident"]: [tuple(member) for member in one["members"]] for one in clusters if not one["optional"]
    }
    apart = {name for name, members in required.items() if len({ten.get(member, member) for member in members}) > 1}
    assert len(required) == 5
    assert {member for members in required.values() for member in members} <= ten.keys()
    assert apart == set()


def test_incidents_that_are_alike_but_different_are_kept_apart(shared: Path, ten: dict[tuple[str, str], str]) -> None:
    pairs = json.loads((shared / "gold" / "clusters.json").read_text("utf-8"))["different"]
    compared = [one for one in pairs if tuple(one["a"]) in ten and tuple(one["b"]) in ten]
    assert (len(pairs), len(compared)) == (23, 22)
    assert [one["why"] for one in compared if ten[tuple(one["a"])] == ten[tuple(one["b"])]] == []
