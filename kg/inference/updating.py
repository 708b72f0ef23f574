"""Bring what is inferred in a store up to date, and tell what came of it: `onrecord infer`.

A build and a review settle what they change themselves. What is left to do is what a build that was broken off had not
settled yet, and everything when the rules, the ratings, the gazetteer or the code of inference have changed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kg import inference
from kg.mapping.vocabulary import ONR, PREFIXES, RDF, VAL
from kg.store.generations import KEPT
from kg.store.graphs import Change, GraphStore
from kg.store.place import Place

_KINDS = {"relation": ONR.ClaimRelation, "origin": ONR.Origin, "tally": ONR.Tally, "grade": ONR.Grade}
_GRADE = re.compile(
    rf"^<([^>]+)#grade-([a-z]+)> {re.escape(RDF.value.n3())} <{re.escape(str(VAL))}([^>]+)>", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class GradeChange:
    """An incident whose grade by a scheme (`airwars`) has become another; None where there is none."""

    incident: str
    scheme: str
    before: str | None
    after: str | None


@dataclass(slots=True)
class InferenceReport:
    """What inferring did: incidents settled, and how many things of a kind came and went.

    `regraded` are the incidents that had a grade before and have another, or none, now.
    """

    incidents: int = 0
    came: Counter[str] = field(default_factory=Counter)
    went: Counter[str] = field(default_factory=Counter)
    regraded: list[GradeChange] = field(default_factory=list)

    def count(self, changes: Iterable[Change]) -> None:
        """Count what changes in the graph bring and take."""
        known = list(changes)
        added, removed = "".join(one.add for one in known), "".join(one.remove for one in known)
        for counter, lines in ((self.came, added), (self.went, removed)):
            counter.update({kind: lines.count(f" {RDF.type.n3()} {of.n3()} ") for kind, of in _KINDS.items()})
        before, after = _grades(removed), _grades(added)
        for incident, scheme in sorted(before):
            now = after.get((incident, scheme))
            self.regraded.append(GradeChange(incident, scheme, before[incident, scheme], now))


def infer(
    place: Place,
    rules: inference.Rules,
    *,
    everything: bool = False,
    keep: int = KEPT,
    progress: Callable[[InferenceReport], None] = lambda report: None,
) -> InferenceReport:
    """Settle what is not settled yet by these rules, or everything; `keep` earlier states of the graph.

    Raises StoreError and its kind.
    """
    report = InferenceReport()
    with GraphStore.open(place, write=True, made_by="infer", keep=keep, prefixes=PREFIXES, base=rules.base) as store:
        if everything or not inference.up_to_date(store, rules):
            stale = inference.stale(store, base=rules.base)
            store.commit([stale, *inference.unsettle_all(store, rules=rules)], publish=False)
            report.count([stale])
        for settled in inference.settle(store, rules=rules):
            report.incidents += len(settled.incidents)
            report.count(settled.found)
            progress(report)
    return report


def _grades(lines: str) -> dict[tuple[str, str], str]:
    """Return the grades in N-Quads, by incident and scheme."""
    return {(incident, scheme): grade for incident, scheme, grade in _GRADE.findall(lines)}
