"""The graph of a store's directory, in Oxigraph, within this process: one process writes it and others read it.

Readers see the newest generation (`kg.store.generations`); the one writer changes a database of its own
(`kg.store.changing`) and publishes the states that it reaches, so that reading and building go on side by side.

Each triple of the named graphs in force (`kg.store.view`) also stands, once, in the database's default graph: what
queries see unless they or the caller name a dataset. (Oxigraph can make the union while it evaluates, but then a triple
that stands in n graphs is n solutions: wrong counts, and joins that grow with the power of n.)
"""

from __future__ import annotations

import contextlib
import io
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import NotFoundError, QueryRefusedError, StoreError
from kg.store.changing import Change, Delta, add_quads, apply_delta, make_changes, named_node, read_upload
from kg.store.directory import check_directory, make_directory, writer_lock
from kg.store.formats import GraphFormat
from kg.store.generations import (
    Generation,
    Writing,
    current,
    forget_working,
    open_newest,
    open_to_write,
    publish,
)
from kg.store.graphs import GraphStore
from kg.store.results import Answer, graph_format, query_errors
from kg.store.sparql import calls_service
from kg.store.view import DEFAULT, astray, is_history, is_invalidated, misplaced

if TYPE_CHECKING:
    from kg.store.updates import Dataset


class EmbeddedStore(GraphStore):
    """A graph in Oxigraph, on disk or in memory."""

    def __init__(self, prefixes: Mapping[str, str], base: str | None) -> None:
        super().__init__(prefixes, base)
        self._held = contextlib.ExitStack()
        self._switching = threading.Lock()
        self._directory: Path | None = None
        self._generation: Generation | None = None
        self._writing = Writing("")
        self._database: ox.Store | None = None
        self._unpublished = False

    @property
    def is_local(self) -> bool:
        return True

    @property
    def place(self) -> Path | None:
        return self._directory

    @classmethod
    def of_directory(
        cls,
        directory: Path,
        *,
        write: bool,
        made_by: str,
        keep: int,
        prefixes: Mapping[str, str],
        base: str | None,
    ) -> EmbeddedStore:
        """Open the graph of a directory (see `GraphStore.open`)."""
        store = cls(prefixes, base)
        store._directory = directory
        if write:
            make_directory(directory)
            store._writing = Writing(made_by, keep, secrets.token_hex(8))
            store._open_to_write(directory)
        else:
            check_directory(directory)
            store._newest()
        return store

    @classmethod
    def without_directory(cls, *, prefixes: Mapping[str, str], base: str | None) -> EmbeddedStore:
        """Return an empty graph in memory (see `GraphStore.in_memory`)."""
        store = cls(prefixes, base)
        store._database = ox.Store()
        return store

    def add_triples(self, triples: str) -> None:
        """Add N-Triples to the default graph of a store in memory, which then holds more than its named graphs say.

        Raises StoreError when they are none.
        """
        if self._directory is not None:
            raise StoreError("the default graph of a store on disk follows from its named graphs")
        try:
            self._writable().load(triples.encode(), ox.RdfFormat.N_TRIPLES)
        except SyntaxError as error:
            raise StoreError(f"the triples cannot be read: {error}") from error

    def share(self, directory: Path) -> None:
        """Make a store of the graph as it is now, published or not, or the next state of one: for others to read.

        It shares files with this one where the two lie on one file system. Raises StoreError.
        """
        make_directory(directory)
        publish(self._writable(), directory, Writing("shared"))

    def _open_to_write(self, directory: Path) -> None:
        with contextlib.ExitStack() as held:
            held.enter_context(writer_lock(directory))
            self._database = open_to_write(directory)
            self._held = held.pop_all()
        if not (directory / "generations" / "current").exists():
            self._publish()

    def close(self) -> None:
        writing = self._database is not None
        self._database = self._generation = None
        if writing and self._directory is not None:
            forget_working(self._directory)
        self._held.close()

    def commit(self, changes: Iterable[Change], *, publish: bool = True) -> None:
        self._unpublished |= self._changed(
            lambda database: make_changes(database, changes, in_bulk=self._directory is not None)
        )
        if self._unpublished and publish:
            self._publish()

    def add(self, quads: Iterable[str]) -> None:
        if self._directory is None:  # in memory nobody can load beside somebody else
            self.commit(Change(add=one) for one in quads)
        else:
            self._unpublished |= self._changed(lambda database: add_quads(database, quads))

    def _changed(self, change: Callable[[ox.Store], bool]) -> bool:
        """Change the database and return whether that did anything; what was done in part is thrown away."""
        database, directory = self._writable(), self._directory
        try:
            return change(database)
        except BaseException:  # whatever is found as it is loaded may fail in any way
            if directory is not None:
                self._database = open_to_write(directory)
                self._unpublished = False
            raise

    def update(
        self, text: str, *, direct: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> None:
        from kg.store.updates import Contents, Dataset, Update  # rdflib is only needed here

        if calls_service(text):
            raise QueryRefusedError("SERVICE is refused in updates")
        database = self._writable()
        dataset = Dataset(tuple(default_graphs), tuple(named_graphs))
        contents = Contents(
            names=lambda: [node for node in database.named_graphs() if isinstance(node, ox.NamedNode)],
            quads=lambda graph: database.quads_for_pattern(None, None, None, graph),
        )
        update = Update(contents, self._solutions, direct=named_node(direct), dataset=dataset)
        changed = False
        try:
            for delta in update.deltas(text, prefixes=self.prefixes, base=self.base):
                changed |= apply_delta(database, delta)
        finally:
            if changed:
                self._publish()

    def replace_graph(self, name: str, data: bytes, form: GraphFormat, *, keep: bool = False) -> bool:
        graph, database = named_node(name), self._writable()
        known = database.contains_named_graph(graph)
        delta = Delta(coming=read_upload(data, form, graph))
        if not keep:
            delta.going += database.quads_for_pattern(None, None, None, graph)
        if apply_delta(database, delta) or not known:
            database.add_graph(graph)
            self._publish()
        return not known

    def _solutions(
        self, query: str, dataset: Dataset
    ) -> Iterator[dict[str, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]:
        return self.query(query, default_graphs=dataset.default, named_graphs=dataset.named).solutions()

    def load(self, path: Path, form: GraphFormat) -> None:
        try:
            database = self._writable()
            database.bulk_load(path=path, format=graph_format(form))
            database.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
            for quad in list(misplaced(database)):
                database.remove(quad)
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"{str(path)!r} is not {form}: {error}") from error
        except OSError as error:
            raise StoreError(f"{str(path)!r} cannot be read: {error}") from error
        self._publish()

    def query(
        self,
        text: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        iris: Mapping[str, str] | None = None,
        services: Mapping[str, str] | None = None,
    ) -> Answer:
        if calls_service(text):
            text = self._sent_on(text, services, default_graphs=default_graphs, named_graphs=named_graphs)
        database, generation = self._readable()
        own_dataset = bool(default_graphs or named_graphs)
        with query_errors():
            result = database.query(
                text,
                base_iri=self.base,
                prefixes=self.prefixes,
                default_graph=[named_node(name) for name in default_graphs] if own_dataset else None,
                named_graphs=[named_node(name) for name in named_graphs] if own_dataset else None,
                substitutions={ox.Variable(name): named_node(iri) for name, iri in (iris or {}).items()},
            )
        return Answer(result, _name(generation), generation)

    def describe(self, iri: str, *, inward: int = 1000) -> Answer:
        node = named_node(iri)
        database, generation = self._readable()
        patterns = ((node, None, None), (None, None, node))
        if all(next(database.quads_for_pattern(*pattern), None) is None for pattern in patterns):
            raise NotFoundError(f"nothing in the graph has the IRI {iri!r}")
        construct = (
            f"CONSTRUCT {{ {node} ?p ?o . ?s ?q {node} }} WHERE {{ {{ {node} ?p ?o }} "
            f"UNION {{ SELECT ?s ?q WHERE {{ ?s ?q {node} }} LIMIT {inward} }} }}"
        )
        past = is_history(database, node)
        return Answer(database.query(construct, use_default_graph_as_union=past), _name(generation), generation)

    def holds(self, *, predicate: str, value: str) -> bool:
        found = self._readable()[0].quads_for_pattern(None, named_node(predicate), named_node(value))
        return next(found, None) is not None

    def having(self, *, predicate: str, text: str, graph: str) -> list[str]:
        pattern = (None, named_node(predicate), ox.Literal(text), named_node(graph))
        found = (quad.subject for quad in self._readable()[0].quads_for_pattern(*pattern))
        return [subject.value for subject in found if isinstance(subject, ox.NamedNode)]

    def has_graph(self, name: str) -> bool:
        return self._readable()[0].contains_named_graph(named_node(name))

    def in_force(self, name: str) -> bool:
        return self.has_graph(name) and not is_invalidated(self._readable()[0], named_node(name))

    def graph_names(self) -> list[str]:
        return sorted(node.value for node in self._readable()[0].named_graphs() if isinstance(node, ox.NamedNode))

    def astray(self) -> list[str]:
        return [
            f"{quad.triple} {'stands in the default graph without cause' if there else 'is missing there'}"
            for quad, there in astray(self._readable()[0])
        ]

    def state(self) -> str:
        return _name(self._readable()[1])

    def triples_in(self, name: str) -> str:
        lines = io.BytesIO()
        self._readable()[0].dump(lines, ox.RdfFormat.N_TRIPLES, from_graph=named_node(name))
        return lines.getvalue().decode()

    def export(self, output: IO[bytes], form: GraphFormat) -> None:
        database = self._readable()[0]
        if form.names_graphs:
            named = (
                quad for name in database.named_graphs() for quad in database.quads_for_pattern(None, None, None, name)
            )
            ox.serialize(named, output, graph_format(form), prefixes=self.prefixes)
        else:
            database.dump(output, graph_format(form), from_graph=DEFAULT, prefixes=self.prefixes)

    def _writable(self) -> ox.Store:
        if self._database is None:
            raise StoreError("the store is open for reading only")
        return self._database

    def _readable(self) -> tuple[ox.Store, Generation | None]:
        if self._database is not None:
            return self._database, None
        generation = self._newest()
        return generation.database, generation

    def _newest(self) -> Generation:
        """Return the newest generation, opening it when it is not the one already open."""
        if self._directory is None:
            raise StoreError("the store is closed")
        with self._switching:
            name = current(self._directory)
            if self._generation is None or self._generation.name != name:
                self._generation = open_newest(self._directory)
            return self._generation

    def _publish(self) -> None:
        self._unpublished = False
        if self._directory is not None:  # in memory there are no other readers
            publish(self._writable(), self._directory, self._writing)


def _name(generation: Generation | None) -> str:
    return "memory" if generation is None else generation.name
