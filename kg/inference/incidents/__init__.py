"""Which reports are of one incident.

1. Find the reports that may be of one incident with given ones: those in the same blocks (`blocking`, `index`), read
   from the store, and those that these lead to (`neighbours`).
2. Compare them two by two (`comparing`, `places`, `figures`, `wording`): named reasons, each with its weight.
3. Group those that fit on average and that nothing keeps apart (`clustering`).
4. Describe incidents, and what makes their reports one, as triples (`triples`).

An incident follows from its reports and those they are tied to, and from nothing else: to settle some reports anew
gives what settling all gives, and costs what their blocks cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.inference.incidents.blocking import filed
from kg.inference.incidents.clustering import clusters
from kg.inference.incidents.index import BlockIndex
from kg.inference.incidents.neighbours import Neighbours, Weights
from kg.inference.incidents.triples import block_triples, incident_triples, plan_triples, tie_triples
from kg.inference.reports import Report
from kg.mapping.frame import Triples

__all__ = [
    "BlockIndex",
    "Neighbours",
    "Weights",
    "block_triples",
    "filed",
    "find_incidents",
    "incident_triples",
    "plan_triples",
    "triples_of_incident",
]


def find_incidents(reports: Iterable[Report], neighbours: Neighbours) -> list[tuple[Report, ...]]:
    """Return the incidents of some reports and of those tied to them, each by age."""
    components = neighbours.components(reports)
    decisions = neighbours.decisions
    return [one for component in components for one in clusters(component, neighbours.weight, decisions)]


def triples_of_incident(reports: Sequence[Report], neighbours: Neighbours, *, base: str) -> Triples:
    """Yield all that the graph of inferences says of an incident and its reports."""
    yield from incident_triples(reports, base=base)
    yield from tie_triples(reports, neighbours, base=base)
    for report in reports:
        yield from block_triples(report, filed(report))
