"""What the default graph of a store holds, which queries see unless they name a dataset: what is in force.

1. A graph of which some graph says `prov:invalidatedAtTime` is history: its triples are reached through GRAPH only.
2. A graph of type `onr:WithheldGraph` gives nothing: the triples in it are kept out of the default graph, in whatever
   other graphs they stand.
3. All other graphs are in force: a triple that stands in any of them stands once in the default graph.

So the default graph follows from the named graphs alone, and a file of these is the whole store.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Set
from enum import Enum
from functools import cached_property
from itertools import islice

import pyoxigraph as ox

DEFAULT = ox.DefaultGraph()

_Name = ox.NamedNode | ox.BlankNode | ox.DefaultGraph

# Written out: the vocabulary needs rdflib, and every query worker loads this module.
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
WITHHELD = ox.NamedNode("https://w3id.org/onrecord/ontology#WithheldGraph")
INVALIDATED = ox.NamedNode("http://www.w3.org/ns/prov#invalidatedAtTime")

MARKS = (WITHHELD, INVALIDATED)
"""What quads must name to change which graphs are in force."""

_WITHOUT_CAUSE = """
SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } {in_force} } }
"""
_MISSING = """
SELECT DISTINCT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } {in_force} FILTER NOT EXISTS { ?s ?p ?o } }
"""
_IN_FORCE = f"FILTER NOT EXISTS {{ GRAPH ?other {{ ?g {INVALIDATED} ?ceased }} }}"

_FEW = 1_000
"""Graphs of history that are read at once, so that none of those asked about needs to be looked up."""


class _Role(Enum):
    in_force = 1
    history = 2
    withheld = 3


def in_view(quad: ox.Quad) -> ox.Quad:
    """Return the quad's triple as it stands in the default graph."""
    return ox.Quad(quad.subject, quad.predicate, quad.object, DEFAULT)


def view_changes(
    database: ox.Store, coming: Collection[ox.Quad], gone: Set[ox.Quad]
) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Return what a change of named graphs brings into the default graph, and what it takes from it.

    Either may name what is there already, or is not there: what comes is to be put, what goes is to be taken.
    """
    before, after = _Graphs(database, (), frozenset()), _Graphs(database, coming, gone)
    marked = dict.fromkeys(marked_graphs((*coming, *gone)))
    if not (gone or marked or after.withholding) and all(
        after.role(graph) is _Role.in_force for graph in {quad.graph_name for quad in coming}
    ):
        return list(map(in_view, coming)), []
    touched = dict.fromkeys(in_view(quad) for quad in (*coming, *gone))
    for graph in marked:
        if before.role(graph) is not after.role(graph):
            touched.update(dict.fromkeys(map(in_view, database.quads_for_pattern(None, None, None, graph))))
    shown = {quad for quad in touched if after.shows(quad)}
    return list(shown), [quad for quad in touched if quad not in shown]


class InForce:
    """Tells of many graphs whether they are in force, while nobody marks any."""

    def __init__(self, database: ox.Store) -> None:
        self._now = _Graphs(database, (), frozenset())
        marks = [quad.subject for quad in islice(database.quads_for_pattern(None, INVALIDATED, None), _FEW + 1)]
        self._history = frozenset(marks) if len(marks) <= _FEW else None

    def has_all(self, graphs: Iterable[ox.NamedNode]) -> bool:
        """Return whether all that comes into these graphs comes into the default graph."""
        if self._now.withholding:
            return False
        if self._history is not None:
            return self._history.isdisjoint(graphs)
        return all(self._now.role(graph) is _Role.in_force for graph in graphs)


def misplaced(database: ox.Store) -> Iterator[ox.Quad]:
    """Yield the quads of a default graph, filled with all triples of all graphs, that do not belong there."""
    graphs = _Graphs(database, (), frozenset())
    marks = (*database.quads_for_pattern(None, INVALIDATED, None), *database.quads_for_pattern(None, TYPE, WITHHELD))
    for graph in dict.fromkeys(marked_graphs(marks)):
        for quad in map(in_view, database.quads_for_pattern(None, None, None, graph)):
            if not graphs.shows(quad):
                yield quad


def astray(database: ox.Store) -> Iterator[tuple[ox.Quad, bool]]:
    """Yield the triples, as quads of the default graph, of which it is not true that they stand there when they belong
    there; with each, whether it does stand there. There are none as long as only this package changes the database."""
    graphs = _Graphs(database, (), frozenset())
    if graphs.withholding:
        yield from _astray_one_by_one(database, graphs)
        return
    marked = next(database.quads_for_pattern(None, INVALIDATED, None), None) is not None
    in_force = _IN_FORCE if marked else ""
    for query, there in ((_WITHOUT_CAUSE, True), (_MISSING, False)):
        found = database.query(query.replace("{in_force}", in_force))
        assert isinstance(found, ox.QuerySolutions)
        for solution in found:
            yield ox.Quad(solution["s"], solution["p"], solution["o"], DEFAULT), there


def _astray_one_by_one(database: ox.Store, graphs: _Graphs) -> Iterator[tuple[ox.Quad, bool]]:
    for quad in database.quads_for_pattern(None, None, None, DEFAULT):
        if not graphs.shows(quad):
            yield quad, True
    for name in database.named_graphs():
        if graphs.role(name) is _Role.in_force:
            for quad in map(in_view, database.quads_for_pattern(None, None, None, name)):
                if quad not in database and graphs.shows(quad):
                    yield quad, False


def is_invalidated(database: ox.Store, node: ox.NamedNode) -> bool:
    """Return whether some graph says of a thing that it was invalidated."""
    return next(database.quads_for_pattern(node, INVALIDATED, None), None) is not None


def is_history(database: ox.Store, node: ox.NamedNode) -> bool:
    """Return whether a thing is no longer in force: it is invalidated, or stands in no graph in force."""
    outward = database.quads_for_pattern(node, None, None, DEFAULT)
    inward = database.quads_for_pattern(None, None, node, DEFAULT)
    return is_invalidated(database, node) or (next(outward, None) is None and next(inward, None) is None)


class _Graphs:
    """The named graphs as they will be after a change."""

    def __init__(self, database: ox.Store, coming: Collection[ox.Quad], gone: Set[ox.Quad]) -> None:
        self._database = database
        self._gone = gone
        self._coming = coming
        self._marks = {(quad.subject, mark) for quad in coming if (mark := _mark(quad))}
        self.withholding = any(mark is _Role.withheld for _, mark in self._marks) or self._stays(None, TYPE, WITHHELD)
        self._roles: dict[_Name, _Role] = {}

    @cached_property
    def _arrivals(self) -> dict[ox.Quad, list[_Name]]:
        arrivals = defaultdict(list)
        for quad in self._coming:
            arrivals[in_view(quad)].append(quad.graph_name)
        return arrivals

    def role(self, graph: _Name) -> _Role:
        if graph not in self._roles:
            self._roles[graph] = self._find_role(graph)
        return self._roles[graph]

    def shows(self, quad: ox.Quad) -> bool:
        """Return whether the triple of a quad of the default graph belongs there."""
        arrivals = [self.role(graph) for graph in self._arrivals.get(quad, ())]
        if not self.withholding and _Role.in_force in arrivals:
            return True
        standing = self._database.quads_for_pattern(quad.subject, quad.predicate, quad.object)
        roles = {self.role(one.graph_name) for one in standing if one.graph_name != DEFAULT and one not in self._gone}
        roles.update(arrivals)
        return _Role.in_force in roles and _Role.withheld not in roles

    def _find_role(self, graph: _Name) -> _Role:
        if not isinstance(graph, ox.NamedNode):
            return _Role.in_force
        if (graph, _Role.withheld) in self._marks or self._stays(graph, TYPE, WITHHELD):
            return _Role.withheld
        if (graph, _Role.history) in self._marks or self._stays(graph, INVALIDATED, None):
            return _Role.history
        return _Role.in_force

    def _stays(self, subject: ox.NamedNode | None, predicate: ox.NamedNode, value: ox.NamedNode | None) -> bool:
        found = self._database.quads_for_pattern(subject, predicate, value)
        return any(quad.graph_name != DEFAULT and quad not in self._gone for quad in found)


def marked_graphs(quads: Iterable[ox.Quad]) -> Iterator[ox.NamedNode]:
    """Yield the graphs that the quads say to be history, or withheld."""
    for quad in quads:
        if _mark(quad) and isinstance(quad.subject, ox.NamedNode):
            yield quad.subject


def _mark(quad: ox.Quad) -> _Role | None:
    predicate = quad.predicate
    if predicate == INVALIDATED:
        return _Role.history
    return _Role.withheld if predicate == TYPE and quad.object == WITHHELD else None
