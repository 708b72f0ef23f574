"""What is inferred from many articles: which reports are of one incident, and what claims say about each other.

The stage follows the graph, not the build: it looks at what is in the store, so that it can be run at any time, gives
the same whatever the order in which articles came, and goes on where it was stopped.

1. Whoever stores or drops graphs of articles commits `unsettle` with it: the graphs whose reports are to be compared
   are marked `onr:UnsettledGraph`. Incidents that have a report in a graph that goes are taken back whole, and the
   graphs of their other reports are marked, too.
2. `settle` takes marked graphs, some at a time, until there are none: it finds the incidents of their reports, and of
   those that these are tied to, and puts what has changed in the place of what was inferred before, with the marks,
   in one transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kg.gazetteer import Gazetteer
from kg.inference.incidents import Neighbours, find_incidents, plan_quads, quads_of_incident
from kg.inference.reports import Report, ReportReader
from kg.mapping.iris import INFERENCE, mint_incident
from kg.mapping.quads import Quad, nquads
from kg.mapping.vocabulary import ONR, RDF
from kg.store.graphs import Change, GraphStore

__all__ = ["Settled", "settle", "unsettle"]

_TOGETHER = 50
"""Graphs settled in one transaction."""

_ASKED = 500
"""IRIs asked for with one query."""

_TYPE, _UNSETTLED = str(RDF.type), str(ONR.UnsettledGraph)

_MARKED = f"SELECT ?graph WHERE {{ ?graph a onr:UnsettledGraph }} ORDER BY ?graph LIMIT {_TOGETHER}"

_REPORTS = "SELECT ?report ?graph WHERE { GRAPH ?graph { ?report a onr:IncidentReport } }"

_INCIDENTS = """
SELECT DISTINCT ?incident ?graph WHERE { GRAPH ?graph { ?report a onr:IncidentReport } ?report onr:reportOf ?incident }
"""

_MEMBERS = """
SELECT DISTINCT ?report ?graph WHERE {
  VALUES ?incident { %s }
  ?report onr:reportOf ?incident .
  GRAPH ?graph { ?report a onr:IncidentReport }
}
"""

_MEMBERSHIPS = "SELECT ?report ?incident WHERE { VALUES ?report { %s } ?report onr:reportOf ?incident }"

_INFERRED = """
SELECT DISTINCT ?s ?p ?o ?inference WHERE {
  VALUES ?report { %s }
  GRAPH ?inference {
    { ?report onr:reportOf ?incident . ?incident ?p ?o . BIND(?incident AS ?s) }
    UNION
    { ?report onr:reportOf ?o . ?s dcterms:isReplacedBy ?o . BIND(dcterms:isReplacedBy AS ?p) }
    UNION
    { ?report ?p ?o . BIND(?report AS ?s) }
    UNION
    { ?s rdf:subject ?report ; ?p ?o }
  }
}
"""


@dataclass(frozen=True, slots=True)
class Settled:
    """Incidents that are new, have other reports than before or a report that was read anew, by IRI, each with its
    reports, the oldest first; and those that are no more."""

    incidents: Mapping[str, tuple[Report, ...]]
    gone: frozenset[str] = field(default=frozenset())


def unsettle(store: GraphStore, *, base: str, new: Iterable[str] = (), old: Iterable[str] = ()) -> Change:
    """Return the change to commit together with graphs of articles that come (`new`) and that go (`old`)."""
    going = set(old)
    fallen = {row[0].value for graph in sorted(going) for row in store.select(_INCIDENTS, graph=graph) if row[0]}
    members = _chunked(store, _MEMBERS, fallen)
    marks = {*new, *(graph for _, graph in members if graph not in going)}
    return Change(
        remove=_inferred(store, {report for report, _ in members}, base),
        add=nquads(Quad(graph, _TYPE, _UNSETTLED, base + INFERENCE) for graph in marks),
    )


def settle(store: GraphStore, *, base: str) -> Iterator[Settled]:
    """Settle what is marked, some graphs at a time, each time in one transaction; yield what came of it."""
    reader = ReportReader(store, Gazetteer.load())
    while graphs := [row[0].value for row in store.select(_MARKED) if row[0] is not None]:
        seeds = {iri for graph in graphs for iri in _reports(store, graph)}
        reader.forget(seeds)
        neighbours = Neighbours(store, reader, reader.read(seeds), base=base)
        found = find_incidents(neighbours)
        before = dict(_chunked(store, _MEMBERSHIPS, {*seeds, *(report.iri for one in found for report in one)}))
        changed = _changed(found, before, seeds, base)
        reports = {*seeds, *(report.iri for one in changed.values() for report in one)}
        gone = {before[iri] for iri in reports & before.keys()} - changed.keys()
        marks = nquads(Quad(graph, _TYPE, _UNSETTLED, base + INFERENCE) for graph in graphs)
        quads = [quad for one in changed.values() for quad in quads_of_incident(one, neighbours, base=base)]
        add = nquads((*quads, *plan_quads(base=base)))
        store.commit([Change(remove=marks + _inferred(store, reports, base), add=add)])
        yield Settled(changed, frozenset(gone))


def _changed(
    found: Iterable[tuple[Report, ...]], before: Mapping[str, str], seeds: Collection[str], base: str
) -> dict[str, tuple[Report, ...]]:
    """Return, by their IRIs, the incidents that have other reports than before, or reports that are read anew."""
    members: dict[str, set[str]] = defaultdict(set)
    for report, incident in before.items():
        members[incident].add(report)
    changed = {}
    for reports in found:
        iri, iris = mint_incident(reports[0].iri, base=base), {report.iri for report in reports}
        if iris & set(seeds) or members.get(iri) != iris:
            changed[iri] = reports
    return changed


def _reports(store: GraphStore, graph: str) -> list[str]:
    return sorted(row[0].value for row in store.select(_REPORTS, graph=graph) if row[0] is not None)


def _inferred(store: GraphStore, reports: Iterable[str], base: str) -> str:
    """Return as N-Quads what has been inferred about these reports and their incidents."""
    return "".join(store.select_lines(_INFERRED % values, 4, inference=base + INFERENCE) for values in _values(reports))


def _chunked(store: GraphStore, query: str, iris: Iterable[str]) -> list[tuple[str, str]]:
    """Return the rows, of two IRIs each, that a query gives for some IRIs."""
    rows = [row for values in _values(iris) for row in store.select(query % values)]
    return [(one.value, other.value) for one, other in rows if one and other]


def _values(iris: Iterable[str]) -> Iterator[str]:
    ordered = sorted(iris)
    for start in range(0, len(ordered), _ASKED):
        yield " ".join(f"<{iri}>" for iri in ordered[start : start + _ASKED])
