"""Finds the reports that may be of one incident with given ones, and with these, and so on.

1. Reports that share blocks (`index`) and meet are compared.
2. Two are tied when their comparison speaks for one incident and nothing forbids it, or a person said so. What the ties
   of the given reports reach, directly or over others, is all that their incidents can depend on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from kg.inference.incidents.blocking import asked, meet
from kg.inference.incidents.clustering import Decisions
from kg.inference.incidents.comparing import Comparison, compare
from kg.inference.incidents.index import BlockIndex
from kg.inference.incidents.tables import weights
from kg.inference.reading import ReportReader
from kg.inference.reports import Report
from kg.mapping.vocabulary import ONR, RDF
from kg.store.graphs import GraphStore

_TOGETHER = 1000
"""Reports asked for with one query."""

_DECIDED = """
SELECT ?report ?word ?other WHERE {{
  VALUES ?report {{ {values} }}
  VALUES ?word {{ onr:sameIncidentAs onr:otherIncidentThan }}
  {{ GRAPH ?graph {{ ?report ?word ?other }} }} UNION {{ GRAPH ?graph {{ ?other ?word ?report }} }}
  ?graph a onr:CorrectionGraph .
}}
"""

_SAME = str(ONR.sameIncidentAs)


class Weights:
    """What the comparisons of reports weigh, each pair's computed once."""

    def __init__(self) -> None:
        self._known: dict[tuple[Report, Report], int] = {}

    def __call__(self, one: Report, other: Report) -> int:
        """Return the weight of two reports' comparison; those that do not meet are apart."""
        pair = (one, other) if one.iri < other.iri else (other, one)
        if pair not in self._known:
            self._known[pair] = compare(one, other).weight if meet(one, other) else weights()["apart"]
        return self._known[pair]

    def __len__(self) -> int:
        return len(self._known)


class Neighbours:
    """The reports of a store as they are tied to each other.

    `decisions` are what persons said of the reports met so far.
    """

    def __init__(self, store: GraphStore, reader: ReportReader, index: BlockIndex, weight: Weights) -> None:
        self._store = store
        self._reader = reader
        self._index = index
        self.weight = weight
        self.decisions = Decisions()

    def comparison(self, one: Report, other: Report) -> Comparison | None:
        """Return what speaks for and against two reports being of one incident, None when they do not meet."""
        return compare(one, other) if meet(one, other) else None

    def components(self, reports: Iterable[Report]) -> list[list[Report]]:
        """Return the reports that ties lead to from these, each with all that it is tied to."""
        found = {report.iri: report for report in reports}
        ties: dict[str, set[str]] = defaultdict(set)
        frontier = list(found.values())
        while frontier:
            reached: dict[str, Report] = {}
            for one, other in self._pairs(frontier):
                if self._tied(one, other):
                    ties[one.iri].add(other.iri)
                    ties[other.iri].add(one.iri)
                    if other.iri not in found:
                        reached[other.iri] = other
            found.update(reached)
            frontier = list(reached.values())
        return [[found[iri] for iri in component] for component in _components(found, ties)]

    def _tied(self, one: Report, other: Report) -> bool:
        if self.decisions.same and frozenset({one.iri, other.iri}) in self.decisions.same:
            return True
        return self.decisions.may_be_one(one, other) and self.weight(one, other) >= 0

    def _pairs(self, reports: Collection[Report]) -> Iterator[tuple[Report, Report]]:
        """Yield each of the reports with each that it is to be compared with, two of them once."""
        others = {report.iri: self._index.find(asked(report)) for report in reports}
        for iri, other in self._decided(reports):
            others[iri].add(other)
        known = {one.iri: one for one in self._reader.read(iri for several in others.values() for iri in several)}
        for report in reports:
            ours = report.iri
            for iri in sorted(iri for iri in others[ours] if iri != ours and iri in known):
                if iri > ours or ours not in others.get(iri, ()):
                    yield report, known[iri]

    def _decided(self, reports: Iterable[Report]) -> Iterator[tuple[str, str]]:
        """Note what persons said of these reports and others; yield the pairs of one incident, from both sides."""
        if not self._store.holds(predicate=str(RDF.type), value=str(ONR.CorrectionGraph)):
            return
        ordered = sorted(report.iri for report in reports)
        same, different = set(self.decisions.same), set(self.decisions.different)
        for start in range(0, len(ordered), _TOGETHER):
            values = " ".join(f"<{iri}>" for iri in ordered[start : start + _TOGETHER])
            for report, word, other in self._store.select(_DECIDED.format(values=values)):
                if report and word and other:
                    said = same if word.value == _SAME else different
                    said.add(frozenset({report.value, other.value}))
                    if said is same:
                        yield report.value, other.value
        self.decisions = Decisions(frozenset(same), frozenset(different))


def _components(nodes: Iterable[str], ties: dict[str, set[str]]) -> Iterator[list[str]]:
    seen: set[str] = set()
    for node in nodes:
        if node in seen:
            continue
        seen.add(node)
        component = [node]
        for member in component:
            fresh = ties[member] - seen if member in ties else set()
            seen |= fresh
            component += sorted(fresh)
        yield component
