"""Change the database behind a store: graphs and quads that go, quads that come, and with them its default graph.

1. What takes something away is done in one transaction, in the named graphs and in the default graph (`kg.store.view`).
   Of a graph that is replaced only the difference is written.
2. What only adds to graphs in force is loaded in bulk, text and all, each line a second time without its graph: that
   takes a third of the time of a transaction. All that is to be loaded goes into one load, read as it comes, however
   many articles it is: the fewer loads, the less Oxigraph merges. As Oxigraph uses a second core only from a million
   quads on, a second load beside it takes a share of the first million. A database in which only a part of the changes
   could be made is to be thrown away for the last published state.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Generator, Iterable, Iterator, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain

import pyoxigraph as ox

from kg.errors import InvalidIriError, QuerySyntaxError, StoreError
from kg.store.formats import GraphFormat
from kg.store.results import graph_format
from kg.store.view import DEFAULT, MARKS, InForce, view_changes

_ENDING = re.compile(r" <([^<>]*)> \.\n")
_SET_ASIDE = 64 * 1024 * 1024  # characters of quads that are added in one transaction
_BUFFER = 1024 * 1024
_LONG = 4 * 1024 * 1024  # bytes of lines beyond which a second load helps; below it would only make more tables
_HELPED = 100 * 1024 * 1024  # bytes that it takes: half of the million quads from which on Oxigraph uses threads itself
_FEW = 4  # graphs for which it is quicker to cut all lines at once than one by one


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


@dataclass(slots=True)
class Delta:
    """What changes in a database: quads that go, quads that come, graphs that are to be empty, in this order."""

    going: list[ox.Quad] = field(default_factory=list)
    coming: list[ox.Quad] = field(default_factory=list)
    emptied: list[ox.NamedNode] = field(default_factory=list)


def difference(graph: str, old: Set[str], new: Iterable[Set[str]]) -> Iterator[Change]:
    """Yield the changes of a graph from old triples to new ones, of which nothing goes that comes again.

    Triples are given as N-Triples and N-Quads begin their lines, the new ones in parts: one at a time is in memory.
    """
    going = set(old)
    for part in new:
        yield Change(add=in_graph(part - old, graph))
        going -= part
    yield Change(remove=in_graph(going, graph))


def in_graph(lines: Iterable[str], graph: str) -> str:
    """Return the triples of a graph, given as N-Triples and N-Quads begin their lines, as N-Quads, sorted."""
    ending = f" <{graph}> .\n"
    return "".join([line + ending for line in sorted(lines)])


def make_changes(database: ox.Store, changes: Iterable[Change], *, in_bulk: bool) -> bool:
    """Make the changes and return whether there were any; with `in_bulk`, those that only add are loaded in bulk.

    Raises StoreError; some of the changes may then have been made.
    """
    with _told():
        if not in_bulk:
            return _change(database, changes)
        others: list[Change] = []
        coming = list(added(changes, others))
        return _change(database, others) | add_quads(database, coming)


def added(changes: Iterable[Change], others: list[Change]) -> Iterator[str]:
    """Yield the quads of changes that only add; note the others."""
    for change in changes:
        if change.only_adds:
            yield change.add
        else:
            others.append(change)


def add_quads(database: ox.Store, quads: Iterable[str]) -> bool:
    """Add N-Quads, taken piece by piece as they are loaded in bulk, and return whether there were any.

    What marks graphs, comes to graphs that are not in force, or is not of lines that end in a graph, is added in
    transactions. Raises StoreError; some may then have been added.
    """
    coming, changed = iter(quads), False
    with _told():
        for first in coming:
            others: list[Change] = []
            changed |= _load(database, _loadable(database, chain([first], coming), others))
            changed |= _change(database, others)
    return changed


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        raise StoreError(f"the quads of an article cannot be stored: {error}") from error
    except OSError as error:
        raise StoreError(f"the graph cannot be written: {error}") from error


def named_node(iri: str) -> ox.NamedNode:
    """Return an IRI as Oxigraph's term. Raises InvalidIriError."""
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise InvalidIriError(f"{iri!r} is not an IRI: {error}") from error


def _marks(quads: str) -> bool:
    """Return whether quads may mark graphs, so that more comes of them than they say."""
    return any(mark.value in quads for mark in MARKS)


def _loadable(database: ox.Store, quads: Iterable[str], others: list[Change]) -> Iterator[tuple[bytes, bytes]]:
    """Yield quads that can be loaded in bulk, with their triples as they come to the default graph.

    Others are set aside; when they are too much for memory it ends, so that they can be added before more is taken.
    """
    in_force, size = InForce(database), 0
    for lines in quads:
        graphs: set[str] = set()
        shown = None if _marks(lines) else _without_graphs(lines, graphs)
        if shown is not None and in_force.has_all(map(named_node, graphs)):
            yield lines.encode(), shown.encode()
            continue
        others.append(Change(add=lines))
        size += len(lines)
        if size > _SET_ASIDE:
            return


def _load(database: ox.Store, pieces: Iterable[tuple[bytes, bytes]]) -> bool:
    """Load quads in bulk, and their triples into the default graph; return whether there were any."""
    coming = _Shared(piece for pair in pieces for piece in pair if piece)
    first = list(coming.up_to(_LONG))
    if not first:
        return False
    if coming.is_over:
        _load_lines(database, coming, first)
        return True
    with ThreadPoolExecutor(1) as pool:
        beside = pool.submit(_load_lines, database, coming, at_most=_HELPED)
        _load_lines(database, coming, first)
        beside.result()
    return True


def _load_lines(
    database: ox.Store, coming: _Shared, first: Iterable[bytes] = (), *, at_most: int | None = None
) -> None:
    """Load N-Quads in bulk, all or none of them, and what comes after them up to a number of bytes.

    When that fails, whatever else is loaded of what comes fails, too.
    """
    try:
        lines = _Joined(chain(first, coming.up_to(at_most)))
        database.bulk_load(io.BufferedReader(lines, _BUFFER), ox.RdfFormat.N_QUADS)
    except BaseException as error:
        coming.fail(error)
        raise


class _Shared:
    """Pieces that several threads take, each piece once; when one of them fails, all do, by the same error."""

    def __init__(self, pieces: Generator[bytes]) -> None:
        self._pieces = pieces
        self._taking = threading.Lock()
        self._error: BaseException | None = None
        self.is_over = False

    def up_to(self, size: int | None) -> Iterator[bytes]:
        """Yield pieces until they have so many bytes together, or till the end."""
        taken = 0
        while (size is None or taken < size) and (piece := self._take()) is not None:
            taken += len(piece)
            yield piece

    def _take(self) -> bytes | None:
        with self._taking:
            if self._error is not None:
                raise self._error
            piece = next(self._pieces, None)
            self.is_over = piece is None
            return piece

    def fail(self, error: BaseException) -> None:
        """Let whoever takes the next piece fail in the same way, by the first error."""
        self._error = self._error or error


class _Joined(io.RawIOBase):
    """Pieces as a file that is read from the first to the last."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override] # typed as any Buffer
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def _without_graphs(quads: str, graphs: set[str]) -> str | None:
    """Return N-Quads as N-Triples, in another order, adding the graphs to a set; None when not all are lines that end
    in a graph."""
    triples: list[str] = []
    rest = [quads] if quads else []
    met: set[str] = set()
    while rest:
        lines = rest.pop()
        ending = lines[lines.rfind(" <") :]
        graph = _ENDING.fullmatch(ending)
        if graph is None:
            return None
        met.add(graph[1])
        for piece in lines.split(ending)[:-1]:
            others, _, line = piece.rpartition("\n")  # lines of other graphs come before
            triples.append(line)
            if others:
                rest += [f"{others}\n"] if len(met) < _FEW else [f"{one}\n" for one in others.split("\n")]
    graphs |= met
    triples.append("")
    return " .\n".join(triples)


def apply_delta(database: ox.Store, delta: Delta) -> bool:
    """Make the changes in one transaction and return whether there were any. Raises StoreError."""
    coming, going, emptied = dict.fromkeys(delta.coming), dict.fromkeys(delta.going), dict.fromkeys(delta.emptied)
    for quad in coming:
        emptied.pop(quad.graph_name, None)  # type: ignore[arg-type]
    new = [quad for quad in coming if quad not in going or quad not in database]
    gone = [quad for quad in going if quad not in coming]
    if not (new or gone or emptied):
        return False
    try:
        _write(database, new, gone, list(emptied))
    except OSError as error:
        raise StoreError(f"the graph cannot be written: {error}") from error
    return True


def _change(database: ox.Store, changes: Iterable[Change]) -> bool:
    delta = Delta()
    for change in changes:
        for graph in map(named_node, change.drop):
            delta.emptied.append(graph)
            delta.going += database.quads_for_pattern(None, None, None, graph)
        delta.going += read_quads(change.remove)
        delta.coming += read_quads(change.add)
    return apply_delta(database, delta)


def _write(
    database: ox.Store, coming: Sequence[ox.Quad], gone: Sequence[ox.Quad], emptied: Sequence[ox.NamedNode]
) -> None:
    """Put quads in and take quads out, of their graphs and of the default graph, in one transaction."""
    shown, hidden = view_changes(database, coming, set(gone))
    if not (gone or emptied or hidden):
        database.extend([*coming, *shown])  # several times faster than an update
        return
    going = [*gone, *hidden]
    for quad in filter(_has_blank, going):  # whose nodes no update can name; no article's graph has any
        database.remove(quad)
    operations = [
        _data("DELETE DATA", [quad for quad in going if not _has_blank(quad)]),
        _data("INSERT DATA", [*coming, *shown]),
        *(f"DROP SILENT GRAPH {graph}" for graph in emptied),
    ]
    database.update(";\n".join(operations))


def _has_blank(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


def _data(keyword: str, quads: Iterable[ox.Quad]) -> str:
    """Return a SPARQL update of quads; their terms have passed Oxigraph's parser, so that none can break out."""
    lines = (
        f"{quad.triple} ." if quad.graph_name == DEFAULT else f"GRAPH {quad.graph_name} {{ {quad.triple} }}"
        for quad in quads
    )
    return f"{keyword} {{\n" + "\n".join(lines) + "\n}"


def read_upload(data: bytes, form: GraphFormat, graph: ox.NamedNode) -> list[ox.Quad]:
    """Return the triples of a document as quads of a graph. Raises QuerySyntaxError when it is not of the format."""
    try:
        parsed = ox.parse(data, graph_format(form), base_iri=graph.value, without_named_graphs=True)
        return [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in parsed]
    except (SyntaxError, ValueError) as error:
        raise QuerySyntaxError(f"the data is not {form}: {' '.join(str(error).split())[:300]}") from error


def read_quads(quads: str) -> Iterator[ox.Quad]:
    """Yield the quads of N-Quads. Raises StoreError where one is of no named graph, SyntaxError where it is none."""
    for quad in ox.parse(quads, ox.RdfFormat.N_QUADS):
        if not isinstance(quad.graph_name, ox.NamedNode):
            raise StoreError(f"{quad} stands in no named graph: expected one graph for each article revision")
        yield quad
