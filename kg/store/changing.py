"""Change the database behind a store: graphs and quads that go, quads that come, and with them its default graph.

1. What takes something away is done in one transaction, in the named graphs and in the default graph (`kg.store.view`).
   Of a graph that is replaced only the difference is written.
2. What only adds to graphs in force is loaded in bulk, text and all, each line a second time without its graph: that
   takes a third of the time of a transaction. A load that fails leaves a part behind, so it is only for databases that
   can be thrown away for the last published state.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.store.view import DEFAULT, MARKS, all_in_force, view_changes

_GRAPH = re.compile(r" (<[^<>]*>) \.$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Change:
    """What one article changes: graphs that go, quads that go, quads that come (both as N-Quads), in this order."""

    drop: tuple[str, ...] = ()
    remove: str = ""
    add: str = ""

    @property
    def only_adds(self) -> bool:
        """Whether nothing goes."""
        return not (self.drop or self.remove)


def make_changes(database: ox.Store, changes: Iterable[Change], *, in_bulk: bool) -> bool:
    """Make the changes and return whether there were any; with `in_bulk`, those that only add are loaded in bulk.

    Raises StoreError. What was loaded in bulk may then be there in part.
    """
    rest: list[Change] = []
    added: list[Change] = []
    for change in changes:
        (added if in_bulk and change.only_adds else rest).append(change)
    lines = "".join(change.add for change in added)
    try:
        changed = _change(database, rest)
        if not _is_plain(database, lines):
            return _change(database, added) or changed
        if lines:
            both = lines + _GRAPH.sub(" .", lines)
            database.bulk_load(both.encode(), ox.RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise StoreError(f"the quads of an article cannot be stored: {error}") from error
    except OSError as error:
        raise StoreError(f"the graph cannot be written: {error}") from error
    return changed or bool(lines)


def named_node(iri: str) -> ox.NamedNode:
    """Return an IRI as Oxigraph's term. Raises QueryError."""
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"{iri!r} is not an IRI: {error}") from error


def _is_plain(database: ox.Store, lines: str) -> bool:
    """Return whether quads change nothing but by standing in their graphs, which are all in force."""
    names = _GRAPH.findall(lines)
    if len(names) != lines.count("\n") or any(mark.value in lines for mark in MARKS):
        return False
    return all_in_force(database, [named_node(name[1:-1]) for name in set(names)])


def _change(database: ox.Store, changes: Iterable[Change]) -> bool:
    coming: dict[ox.Quad, None] = {}
    going: dict[ox.Quad, None] = {}
    emptied: dict[ox.NamedNode, None] = {}
    for change in changes:
        for graph in map(named_node, change.drop):
            emptied[graph] = None
            going.update(dict.fromkeys(database.quads_for_pattern(None, None, None, graph)))
        going.update(dict.fromkeys(_parsed(change.remove)))
        coming.update(dict.fromkeys(_parsed(change.add)))
    for quad in coming:
        emptied.pop(quad.graph_name, None)  # type: ignore[arg-type]
    new = [quad for quad in coming if quad not in going or quad not in database]
    gone = [quad for quad in going if quad not in coming]
    if not (new or gone or emptied):
        return False
    _write(database, new, gone, list(emptied))
    return True


def _write(
    database: ox.Store, coming: Sequence[ox.Quad], gone: Sequence[ox.Quad], emptied: Sequence[ox.NamedNode]
) -> None:
    """Put quads in and take quads out, of their graphs and of the default graph, in one transaction."""
    shown, hidden = view_changes(database, coming, set(gone))
    if not (gone or emptied or hidden):
        database.extend([*coming, *shown])  # several times faster than an update
        return
    operations = [
        _data("DELETE DATA", [*gone, *hidden]),
        _data("INSERT DATA", [*coming, *shown]),
        *(f"DROP SILENT GRAPH {graph}" for graph in emptied),
    ]
    database.update(";\n".join(operations))


def _data(keyword: str, quads: Iterable[ox.Quad]) -> str:
    """Return a SPARQL update of quads; their terms have passed Oxigraph's parser, so that none can break out."""
    lines = (
        f"{quad.triple} ." if quad.graph_name == DEFAULT else f"GRAPH {quad.graph_name} {{ {quad.triple} }}"
        for quad in quads
    )
    return f"{keyword} {{\n" + "\n".join(lines) + "\n}"


def _parsed(quads: str) -> Iterator[ox.Quad]:
    for quad in ox.parse(quads, ox.RdfFormat.N_QUADS):
        if not isinstance(quad.graph_name, ox.NamedNode):
            raise StoreError(f"{quad} stands in no named graph: expected one graph for each article revision")
        yield quad
