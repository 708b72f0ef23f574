"""What a trace is asked of: the IRI of a target, the graph to read it from, and nodes with their values."""

from __future__ import annotations

import re

from rdflib import URIRef

from kg.errors import NotFoundError
from kg.mapping.vocabulary import ONR, RDF, SDO
from kg.store.graphs import GraphStore, Term

TRACED = ("claim", "statement", "report")
"""The kinds of thing that have an id which a trace can be asked by."""

_CUT = re.compile(rf"(?:{'|'.join(TRACED)})/([0-9a-f]{{4,23}})…?")
_ID = re.compile(r"[0-9a-f]{4,24}")
_WHOLE = 24

_PROPERTIES = "SELECT DISTINCT ?p ?o ?node WHERE { ?node ?p ?o }"

_TYPES = "SELECT ?type ?node WHERE { ?node a ?type } LIMIT 1"

_HOMES = """
SELECT ?graph ?ceased ?node WHERE {
  GRAPH ?graph { ?node a ?type }
  ?graph a onr:ArticleGraph .
  OPTIONAL { ?graph prov:invalidatedAtTime ?ceased }
}
"""


def find_target(target: str, graphs: GraphStore) -> str:
    """Return the IRI that a target stands for: an IRI, one relative to the base, an id or the beginning of one.

    Raises NotFoundError when no id, or more than one, begins so.
    """
    cut = _CUT.fullmatch(target)
    if cut is None and (":" in target or "/" in target):
        return graphs.resolve(target)
    target = cut[1] if cut else target
    if not _ID.fullmatch(target):
        raise NotFoundError(f"{target!r}: expected an IRI or an id of hexadecimal digits, at least four")
    found = _of_whole_id(target, graphs) if len(target) == _WHOLE else _of_cut_id(target, graphs)
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFoundError(f"no claim, statement or report has an id that begins with {target!r}")
    raise NotFoundError(f"{target!r} begins the ids of {len(found)}: {', '.join(sorted(found)[:5])}; expected one")


def find_home(iri: str, graphs: GraphStore) -> str | None:
    """Return the graph to read a chain from: the last that has the thing, None for the view when that has it.

    What was rejected is in the view no more, though its graph is in force.
    """
    if graphs.select(_TYPES, node=iri):
        return None
    rows = graphs.select(_HOMES, node=iri)
    dated = [(ceased.value if ceased else "9999", graph.value) for graph, ceased, _ in rows if graph]
    return max(dated)[1] if dated else None


def local_name(iri: str) -> str:
    """Return what stands after the last # or / of an IRI."""
    return re.split(r"[#/]", iri)[-1]


class Node:
    """A node of the graph with its outgoing properties."""

    def __init__(self, graphs: GraphStore, iri: str, graph: str | None) -> None:
        self.iri = iri
        self._values: dict[str, list[Term]] = {}
        answer = graphs.query(_PROPERTIES, default_graphs=(graph,) if graph else (), iris={"node": iri})
        for predicate, value, _ in answer.rows():
            if predicate is not None and value is not None:
                self._values.setdefault(predicate.value, []).append(value)

    def all(self, predicate: URIRef) -> list[str]:
        """Return all values, sorted."""
        return sorted(term.value for term in self._values.get(str(predicate), []))

    def one(self, predicate: URIRef) -> str | None:
        """Return the first value, None without one."""
        return next(iter(self.all(predicate)), None)

    def number(self, predicate: URIRef) -> int | None:
        """Return the first value as a number."""
        value = self.one(predicate)
        return None if value is None else int(value)

    def name(self, predicate: URIRef) -> str | None:
        """Return the local name of the first value."""
        value = self.one(predicate)
        return None if value is None else local_name(value)

    def is_a(self, kind: URIRef) -> bool:
        """Return whether the node is of a class."""
        return str(kind) in self.all(RDF.type)


def _of_whole_id(identity: str, graphs: GraphStore) -> list[str]:
    candidates = [graphs.resolve(f"{kind}/{identity}") for kind in TRACED]
    return [iri for iri in candidates if graphs.select(_TYPES, node=iri) or graphs.select(_HOMES, node=iri)]


def _of_cut_id(beginning: str, graphs: GraphStore) -> list[str]:
    kinds = f"{SDO.Claim.n3()} {ONR.Statement.n3()} {ONR.IncidentReport.n3()}"
    query = f"SELECT DISTINCT ?node WHERE {{ VALUES ?kind {{ {kinds} }} GRAPH ?graph {{ ?node a ?kind }} }}"
    nodes = [row[0].value for row in graphs.select(query) if row[0] is not None]
    return [iri for iri in nodes if local_name(iri).startswith(beginning)]
