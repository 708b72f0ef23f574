"""Clusters to review: incidents that several reports are taken to be of, with what speaks for each pair of them.

The cluster whose weakest pair is the least sure comes first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.review.ledger import Ledger
from kg.review.rows import Key, Row, read_rows
from kg.store.graphs import GraphStore

MOST = 50
"""Reports and pairs of a cluster that are given."""

_KEYS = """
SELECT ?incident ?report ?score WHERE {
  ?report onr:reportOf ?incident .
  ?incident onr:reportCount ?count FILTER(?count > 1)
  OPTIONAL { ?tie rdf:subject ?report ; a onr:ReportRelation ; onr:score ?score }
}
"""
_TIES = """
SELECT DISTINCT ?one ?other ?score ?reason WHERE {{
  VALUES ?one {{ {reports} }}
  ?tie rdf:subject ?one ; a onr:ReportRelation ; rdf:object ?other ; onr:score ?score ; onr:reason ?reason .
}}
"""


@dataclass(frozen=True, slots=True)
class Tie:
    """Why two reports are taken to be of one incident: a score from 0 to 1, and reasons with their weights."""

    one: str
    other: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """An incident with its reports, the ties between them, and whether people have said that they belong together."""

    incident: str
    reports: tuple[Row, ...]
    ties: tuple[Tie, ...]
    settled: bool


@dataclass(slots=True)
class _Found:
    reports: set[str]
    least: float = 1.0


def page_clusters(
    store: GraphStore, ledger: Ledger, *, settled: bool = False, start: int = 0, size: int = 25
) -> tuple[list[Cluster], int]:
    """Return some of the clusters that people have settled, or have not, and how many of these there are in all."""
    found: dict[str, _Found] = {}
    for incident, report, score in store.select(_KEYS):
        if incident is not None and report is not None:
            one = found.setdefault(incident.value, _Found(set()))
            one.reports.add(report.value)
            one.least = min(one.least, 1.0 if score is None else float(score.value))
    same = ledger.pairs()[0]
    keys = sorted(
        (one.least, incident) for incident, one in found.items() if _are_settled(one.reports, same) is settled
    )
    page = [incident for _, incident in keys[start : start + size]]
    members = {incident: sorted(found[incident].reports)[:MOST] for incident in page}
    return _read(store, ledger, members, same), len(keys)


def _read(
    store: GraphStore, ledger: Ledger, members: dict[str, list[str]], same: Iterable[frozenset[str]]
) -> list[Cluster]:
    keys = [Key(one, None, True, "open") for reports in members.values() for one in reports]
    rows = {one.iri: one for one in read_rows(store, ledger, "incident", keys)}
    ties = _ties(store, [one.iri for one in keys])
    return [
        Cluster(
            incident=incident,
            reports=tuple(rows[one] for one in reports if one in rows),
            ties=tuple(tie for one in reports for tie in ties[one] if tie.other in reports)[:MOST],
            settled=_are_settled(set(reports), same),
        )
        for incident, reports in members.items()
    ]


def _ties(store: GraphStore, reports: list[str]) -> dict[str, list[Tie]]:
    """Return the ties by the report that they begin at, the weakest first."""
    reasons: dict[tuple[float, str, str], set[str]] = defaultdict(set)
    if reports:
        for one, other, score, reason in store.select(_TIES.format(reports=" ".join(f"<{one}>" for one in reports))):
            if one is not None and other is not None and score is not None and reason is not None:
                reasons[float(score.value), one.value, other.value].add(reason.value)
    ties: dict[str, list[Tie]] = defaultdict(list)
    for (number, start, end), several in sorted(reasons.items()):
        ties[start].append(Tie(start, end, number, tuple(sorted(several))))
    return ties


def _are_settled(reports: set[str], same: Iterable[frozenset[str]]) -> bool:
    """Return whether every report is of one incident with another one of these by decision."""
    return reports == {one for pair in same if pair <= reports for one in pair}
