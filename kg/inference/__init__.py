"""What is inferred from many articles: which reports are of one incident, and what claims say about each other.

The stage follows the graph, not the build: it looks at what is in the store, so that it can be run at any time, gives
the same whatever the order in which articles came, and goes on where it was stopped.

1. Whoever stores or drops graphs of articles commits `unsettle` with it: the graphs whose reports are to be compared
   are marked `onr:UnsettledGraph`, and what was inferred from a graph that goes is taken back.
2. `settle` takes marked graphs, some at a time, until there are none: it computes the incidents of their reports, and
   of those that have to do with them, and puts all that in place of what was inferred before, with the marks, in one
   transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kg.gazetteer import Gazetteer
from kg.inference.incidents import incident_quads
from kg.inference.reports import Report, ReportReader
from kg.mapping.iris import INFERENCE, mint_incident
from kg.mapping.quads import Quad, nquads
from kg.mapping.vocabulary import ONR, RDF
from kg.store.graphs import Change, GraphStore

__all__ = ["Settled", "settle", "unsettle"]

_TOGETHER = 50
"""Graphs settled in one transaction."""

_TYPE, _UNSETTLED = str(RDF.type), str(ONR.UnsettledGraph)

_MARKED = f"SELECT ?graph WHERE {{ ?graph a onr:UnsettledGraph }} ORDER BY ?graph LIMIT {_TOGETHER}"

_REPORTS = "SELECT ?report ?graph WHERE { GRAPH ?graph { ?report a onr:IncidentReport } }"

_FELLOWS = """
SELECT DISTINCT ?graph ?old WHERE {
  GRAPH ?old { ?report a onr:IncidentReport }
  ?report onr:reportOf ?incident .
  ?fellow onr:reportOf ?incident .
  GRAPH ?graph { ?fellow a onr:IncidentReport }
}
"""

_INFERRED = """
SELECT DISTINCT ?s ?p ?o ?inference WHERE {
  VALUES ?report { %s }
  GRAPH ?inference {
    { ?report onr:reportOf ?incident . ?incident ?p ?o . BIND(?incident AS ?s) }
    UNION
    { ?report ?p ?o . BIND(?report AS ?s) }
  }
}
"""


@dataclass(frozen=True, slots=True)
class Settled:
    """Incidents just settled, by IRI, each with its reports, the oldest first; and those that are no more."""

    incidents: Mapping[str, tuple[Report, ...]]
    gone: frozenset[str] = field(default=frozenset())


def unsettle(store: GraphStore, *, base: str, new: Iterable[str] = (), old: Iterable[str] = ()) -> Change:
    """Return the change to commit together with graphs of articles that come (`new`) and that go (`old`)."""
    going = set(old)
    fellows = {row[0].value for graph in sorted(going) for row in store.select(_FELLOWS, old=graph) if row[0]}
    reports = [iri for graph in sorted(going) for iri in _reports(store, graph)]
    marks = (Quad(graph, _TYPE, _UNSETTLED, base + INFERENCE) for graph in {*new, *(fellows - going)})
    return Change(remove=_inferred(store, reports, base), add=nquads(marks))


def settle(store: GraphStore, *, base: str) -> Iterator[Settled]:
    """Settle what is marked, some graphs at a time, each time in one transaction; yield what came of it."""
    reader = ReportReader(store, Gazetteer.load())
    while graphs := [row[0].value for row in store.select(_MARKED) if row[0] is not None]:
        seeds = [iri for graph in graphs for iri in _reports(store, graph)]
        reader.forget(seeds)
        reports = reader.read(seeds)
        incidents = {mint_incident(one.iri, base=base): (one,) for one in reports}
        marks = nquads(Quad(graph, _TYPE, _UNSETTLED, base + INFERENCE) for graph in graphs)
        quads = (quad for members in incidents.values() for quad in incident_quads(members, base=base))
        store.commit([Change(remove=marks + _inferred(store, seeds, base), add=nquads(quads))])
        yield Settled(incidents)


def _reports(store: GraphStore, graph: str) -> list[str]:
    return sorted(row[0].value for row in store.select(_REPORTS, graph=graph) if row[0] is not None)


def _inferred(store: GraphStore, reports: Iterable[str], base: str) -> str:
    """Return as N-Quads what has been inferred about these reports and their incidents."""
    values = " ".join(f"<{iri}>" for iri in reports)
    return store.select_lines(_INFERRED % values, 4, inference=base + INFERENCE) if values else ""
