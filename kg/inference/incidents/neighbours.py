"""Finds, in the store, the reports that may be of one incident with given ones, and with these, and so on.

1. The blocks of reports that are settled stand in the graph of inferences (`onr:block`); those being settled are
   remembered here. Reports that share a block are compared.
2. Two are tied when their comparison speaks for one incident and nothing forbids it, or a person said so. What the ties
   of the given reports reach, directly or over others, is all that their incidents can depend on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from kg.inference.incidents.blocking import asked, filed
from kg.inference.incidents.clustering import Decisions, Pair
from kg.inference.incidents.comparing import Comparison, compare
from kg.inference.incidents.tables import weights
from kg.inference.reports import Report, ReportReader
from kg.mapping.iris import INFERENCE
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

_SAME, _BLOCK = str(ONR.sameIncidentAs), str(ONR.block)


class Neighbours:
    """The reports of a store as they are tied to each other, with those that are being settled.

    `decisions` are what persons said of the reports met so far.
    """

    def __init__(self, store: GraphStore, reader: ReportReader, settling: Iterable[Report], *, base: str) -> None:
        self._store = store
        self._reader = reader
        self._graph = base + INFERENCE
        self._settling = {report.iri: report for report in settling}
        self._fresh: dict[str, list[str]] = defaultdict(list)
        self._comparisons: dict[Pair, Comparison | None] = {}
        self._asked: dict[str, frozenset[str]] = {}
        self._filed: dict[str, frozenset[str]] = {}
        self.decisions = Decisions()
        for report in self._settling.values():
            for key in self.blocks(report):
                self._fresh[key].append(report.iri)

    def blocks(self, report: Report) -> frozenset[str]:
        """Return the keys of the blocks of a report."""
        if report.iri not in self._filed:
            self._filed[report.iri] = filed(report)
        return self._filed[report.iri]

    def comparison(self, one: Report, other: Report) -> Comparison | None:
        """Return what speaks for and against two reports being of one incident, None when they share no block."""
        pair = frozenset({one.iri, other.iri})
        if pair not in self._comparisons:
            meet = not self._looked_for(one).isdisjoint(self.blocks(other))
            self._comparisons[pair] = compare(one, other) if meet else None
        return self._comparisons[pair]

    def weight(self, one: Report, other: Report) -> int:
        """Return the weight of two reports' comparison; those that share no block are apart."""
        found = self.comparison(one, other)
        return weights()["apart"] if found is None else found.weight

    def components(self) -> list[list[Report]]:
        """Return the reports that ties lead to from those being settled, each with all that it is tied to."""
        found = dict(self._settling)
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
        if frozenset({one.iri, other.iri}) in self.decisions.same:
            return True
        return self.decisions.may_be_one(one, other) and self.weight(one, other) >= 0

    def _pairs(self, reports: Collection[Report]) -> Iterator[tuple[Report, Report]]:
        """Yield each of the reports with each that it is to be compared with."""
        askers: dict[str, list[Report]] = defaultdict(list)
        for report in reports:
            for key in self._looked_for(report):
                askers[key].append(report)
        others: dict[str, set[str]] = defaultdict(set)
        for key, iri in self._in_blocks(askers):
            for report in askers[key]:
                others[report.iri].add(iri)
        for iri, other in self._decided(reports):
            others[iri].add(other)
        known = {one.iri: one for one in self._read({iri for several in others.values() for iri in several})}
        for report in reports:
            yield from ((report, known[iri]) for iri in sorted(others[report.iri] & known.keys() - {report.iri}))

    def _in_blocks(self, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield the blocks of these keys with the reports in them."""
        for key in keys:
            yield from ((key, iri) for iri in self._fresh.get(key, ()))
            filed_there = self._store.having(predicate=_BLOCK, text=key, graph=self._graph)
            yield from ((key, iri) for iri in filed_there if iri not in self._settling)

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

    def _read(self, iris: Collection[str]) -> list[Report]:
        fresh = [self._settling[iri] for iri in iris if iri in self._settling]
        return [*fresh, *self._reader.read(iri for iri in iris if iri not in self._settling)]

    def _looked_for(self, report: Report) -> frozenset[str]:
        if report.iri not in self._asked:
            self._asked[report.iri] = asked(report)
        return self._asked[report.iri]


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
