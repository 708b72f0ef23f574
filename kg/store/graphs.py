"""The one door to Oxigraph: a persistent graph that one process writes and others read.

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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal, NamedTuple

import pyoxigraph as ox

from kg.errors import EvaluationError, NotFoundError, QueryError, QueryRefusedError, QuerySyntaxError, StoreError
from kg.store.changing import Change, Delta, apply_delta, difference, make_changes, named_node
from kg.store.directory import check_directory, make_directory, writer_lock
from kg.store.federation import sent_on
from kg.store.formats import GraphFormat, ResultFormat
from kg.store.generations import (
    KEPT,
    Generation,
    Writing,
    current,
    forget_working,
    open_newest,
    open_to_write,
    publish,
)
from kg.store.sparql import calls_service
from kg.store.view import DEFAULT, astray, is_history, is_invalidated, misplaced

__all__ = ["Answer", "Change", "GraphStore", "Term", "TermKind", "difference", "read_graph", "read_results"]

if TYPE_CHECKING:
    from kg.store.updates import Dataset

TermKind = Literal["iri", "literal", "blank"]


class Term(NamedTuple):
    """A term of a query result."""

    kind: TermKind
    value: str
    datatype: str | None = None
    language: str | None = None


class Answer:
    """The result of a query, read once: `rows` or `write`."""

    def __init__(self, result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, generation: object) -> None:
        self._result = result
        self._generation = generation  # keeps what is read from being removed

    @property
    def kind(self) -> Literal["solutions", "boolean", "graph"]:
        """What the query asked for: rows (SELECT), yes or no (ASK), triples (CONSTRUCT, DESCRIBE)."""
        if isinstance(self._result, ox.QuerySolutions):
            return "solutions"
        return "boolean" if isinstance(self._result, ox.QueryBoolean) else "graph"

    @property
    def formats(self) -> tuple[ResultFormat, ...] | tuple[GraphFormat, ...]:
        """The formats that this result can be written in, the usual one first."""
        return tuple(GraphFormat) if self.kind == "graph" else tuple(ResultFormat)

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the columns of a SELECT."""
        if not isinstance(self._result, ox.QuerySolutions):
            return ()
        return tuple(variable.value for variable in self._result.variables)

    @property
    def truth(self) -> bool:
        """The answer to an ASK."""
        return bool(self._result)

    def rows(self) -> Iterator[tuple[Term | None, ...]]:
        """Yield the rows of a SELECT, or the triples of a graph, as terms; None where nothing is bound."""
        if isinstance(self._result, ox.QueryBoolean):
            return
        with _query_errors():
            for row in self._result:
                yield tuple([None if term is None else _term(term) for term in row])

    def portable_rows(self) -> list[tuple[str | None, ...]]:
        """Return the rows of a SELECT as terms in SPARQL; None where nothing is bound that means the same elsewhere."""
        assert isinstance(self._result, ox.QuerySolutions)
        with _query_errors():
            return [
                tuple(str(term) if isinstance(term, ox.NamedNode | ox.Literal) else None for term in row)
                for row in self._result
            ]

    @property
    def state(self) -> str:
        """The name of the state of the graph that the answer was read from (see `GraphStore.state`)."""
        return self._generation.name if isinstance(self._generation, Generation) else "memory"

    def write(
        self,
        output: IO[bytes],
        form: ResultFormat | GraphFormat,
        prefixes: Mapping[str, str],
        *,
        triples: int | None = None,
    ) -> bool:
        """Write the result, of a graph at most so many triples; return whether any were left out.

        Raises QueryError when this kind of result has no such format.
        """
        if form not in self.formats:
            expected = ", ".join(self.formats)
            raise QueryError(f"format {str(form)!r} does not fit a result of kind {self.kind}: expected {expected}")
        with _query_errors():
            if isinstance(self._result, ox.QueryTriples):
                ox.serialize(
                    islice(self._result, triples), output, _graph_format(GraphFormat(form)), prefixes=dict(prefixes)
                )
                return triples is not None and next(self._result, None) is not None
            self._result.serialize(output, _result_format(ResultFormat(form)))
        return False


class GraphStore:
    """The graph of a store directory; a context manager that releases what it holds."""

    def __init__(self, prefixes: Mapping[str, str], base: str | None) -> None:
        self.prefixes = dict(prefixes)
        self.base = base
        self._held = contextlib.ExitStack()
        self._switching = threading.Lock()
        self._directory: Path | None = None
        self._generation: Generation | None = None
        self._writing = Writing("")
        self._database: ox.Store | None = None

    @property
    def directory(self) -> Path | None:
        """The directory of the store, None for one in memory."""
        return self._directory

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        write: bool = False,
        made_by: str = "",
        keep: int = KEPT,
        prefixes: Mapping[str, str] | None = None,
        base: str | None = None,
    ) -> GraphStore:
        """Open the store of a directory; with `write`, make it when it is new and hold it against other writers.

        What is written is said to be `made_by`, and the last states of `keep` earlier writings are kept.
        Queries may use the prefixes without declaring them, and IRIs relative to the base.
        Raises StoreError when the directory is something else, StoreLockedError when another process writes it.
        """
        store = cls(prefixes or {}, base)
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
    def in_memory(cls, *, prefixes: Mapping[str, str] | None = None, base: str | None = None) -> GraphStore:
        """Return an empty store that lives as long as the object."""
        store = cls(prefixes or {}, base)
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

    def _open_to_write(self, directory: Path) -> None:
        with contextlib.ExitStack() as held:
            held.enter_context(writer_lock(directory))
            self._database = open_to_write(directory)
            self._held = held.pop_all()
        if not (directory / "generations" / "current").exists():
            self._publish()

    def __enter__(self) -> GraphStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the database and the lock."""
        writing = self._database is not None
        self._database = self._generation = None
        if writing and self._directory is not None:
            forget_working(self._directory)
        self._held.close()

    def commit(self, changes: Iterable[Change], *, publish: bool = True) -> None:
        """Make the changes in one transaction and publish the state reached, unless more is to come before.

        Raises StoreError when what is to be added is not N-Quads; then all is as it was when last published.
        """
        database, directory = self._writable(), self._directory
        try:
            changed = make_changes(database, changes, in_bulk=directory is not None)
        except StoreError:
            if directory is not None:
                self._database = open_to_write(directory)  # what was loaded in part is thrown away
            raise
        if changed and publish:
            self._publish()

    def update(
        self, text: str, *, direct: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> None:
        """Do a SPARQL update and publish the state reached; graphs given here are what its WHERE sees.

        `direct` names the graph that stands for the default graph. An operation is done whole or not at all; those
        before one that fails stay done. Raises QuerySyntaxError, QueryRefusedError (LOAD, SERVICE), QueryError.
        """
        from kg.store.updates import Dataset, Update  # rdflib is only needed here

        if calls_service(text):
            raise QueryRefusedError("SERVICE is refused in updates")
        database = self._writable()
        dataset = Dataset(tuple(default_graphs), tuple(named_graphs))
        update = Update(database, self._solutions, direct=named_node(direct), dataset=dataset)
        changed = False
        try:
            for delta in update.deltas(text, prefixes=self.prefixes, base=self.base):
                changed |= apply_delta(database, delta)
        finally:
            if changed:
                self._publish()

    def replace_graph(self, name: str, data: bytes, form: GraphFormat, *, keep: bool = False) -> bool:
        """Put triples into a named graph, in place of those in it or (keep) beside them; return whether it is new.

        Raises QuerySyntaxError when the data is not of this format, or names graphs.
        """
        graph, database = named_node(name), self._writable()
        known = database.contains_named_graph(graph)
        try:
            parsed = ox.parse(data, _graph_format(form), base_iri=name, without_named_graphs=True)
            delta = Delta(coming=[ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in parsed])
        except (SyntaxError, ValueError) as error:
            raise QuerySyntaxError(f"the data is not {form}: {' '.join(str(error).split())[:300]}") from error
        if not keep:
            delta.going += database.quads_for_pattern(None, None, None, graph)
        if apply_delta(database, delta) or not known:
            database.add_graph(graph)
            self._publish()
        return not known

    def _solutions(
        self, query: str, dataset: Dataset
    ) -> Iterator[dict[str, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]:
        result = self.query(query, default_graphs=dataset.default, named_graphs=dataset.named)._result
        assert isinstance(result, ox.QuerySolutions)
        names = [variable.value for variable in result.variables]
        with _query_errors():
            for row in result:
                yield {name: term for name, term in zip(names, row, strict=True) if term is not None}

    def load(self, path: Path, form: GraphFormat) -> None:
        """Add a file of triples or quads.

        Raises StoreError naming the file and the place in it that is not in this format.
        """
        try:
            database = self._writable()
            database.bulk_load(path=path, format=_graph_format(form))
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
        """Evaluate a query. Graphs given here are its dataset, in place of one that the query names.

        `iris` gives values to variables that the query selects; `services` the addresses at which endpoints are asked
        in the place of their own, the only ones that are.
        Raises QuerySyntaxError, QueryRefusedError (SERVICE), and QueryError when it cannot be evaluated.
        """
        if calls_service(text):
            if not services:
                raise QueryRefusedError("SERVICE is refused: this store answers from its own graphs only")

            def ask(part: str) -> list[tuple[str | None, ...]]:
                return self.query(part, default_graphs=default_graphs, named_graphs=named_graphs).portable_rows()

            text = sent_on(text, self.prefixes, services, ask)
        database, generation = self._readable()
        own_dataset = bool(default_graphs or named_graphs)
        with _query_errors():
            result = database.query(
                text,
                base_iri=self.base,
                prefixes=self.prefixes,
                default_graph=[named_node(name) for name in default_graphs] if own_dataset else None,
                named_graphs=[named_node(name) for name in named_graphs] if own_dataset else None,
                substitutions={ox.Variable(name): named_node(iri) for name, iri in (iris or {}).items()},
            )
        return Answer(result, generation)

    def select(self, text: str, **iris: str) -> list[tuple[Term | None, ...]]:
        """Return the rows of a SELECT query in which these variables have these IRIs."""
        return list(self.query(text, iris=iris).rows())

    def texts(self, text: str, **iris: str) -> list[list[str]]:
        """Return the rows of a SELECT query as texts, without datatypes; nothing bound is an empty text."""
        result = self.query(text, iris=iris)._result
        assert isinstance(result, ox.QuerySolutions)
        with _query_errors():
            return [["" if term is None else term.value for term in row] for row in result]

    def construct(self, text: str) -> list[str]:
        """Return what a CONSTRUCT query makes as N-Triples begin their lines, each once, sorted."""
        result = self.query(text)._result
        assert isinstance(result, ox.QueryTriples)
        with _query_errors():
            return sorted({str(triple) for triple in result})

    def select_lines(self, text: str, width: int, **iris: str) -> str:
        """Return as N-Triples or N-Quads the first `width` (3 or 4) columns of a SELECT query."""
        result = self.query(text, iris=iris)._result
        assert isinstance(result, ox.QuerySolutions)
        with _query_errors():
            return "".join(" ".join([str(term) for term in list(row)[:width]]) + " .\n" for row in result)

    def describe(self, iri: str, *, inward: int = 1000) -> Answer:
        """Return the triples that have the IRI as subject, and up to `inward` that have it as object.

        What is no longer in force is described as it was. Raises NotFoundError when there are no triples.
        """
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
        return Answer(database.query(construct, use_default_graph_as_union=past), generation)

    def resolve(self, iri: str) -> str:
        """Return an IRI that may be relative to the base or a prefixed name as a whole IRI."""
        prefix, _, local = iri.partition(":")
        if prefix in self.prefixes and not local.startswith("//"):
            return self.prefixes[prefix] + local
        return iri if ":" in iri or self.base is None else self.base + iri

    def holds(self, *, predicate: str, value: str) -> bool:
        """Return whether anything in any graph has an IRI for a property: one look at the index, no query."""
        found = self._readable()[0].quads_for_pattern(None, named_node(predicate), named_node(value))
        return next(found, None) is not None

    def having(self, *, predicate: str, text: str, graph: str) -> list[str]:
        """Return what has a plain literal for a property in a graph: one look at the index, no query."""
        pattern = (None, named_node(predicate), ox.Literal(text), named_node(graph))
        found = (quad.subject for quad in self._readable()[0].quads_for_pattern(*pattern))
        return [subject.value for subject in found if isinstance(subject, ox.NamedNode)]

    def has_graph(self, name: str) -> bool:
        """Return whether there is a named graph of this name."""
        return self._readable()[0].contains_named_graph(named_node(name))

    def in_force(self, name: str) -> bool:
        """Return whether there is a named graph of this name whose triples are in the default graph."""
        return self.has_graph(name) and not is_invalidated(self._readable()[0], named_node(name))

    def graph_names(self) -> list[str]:
        """Return the names of the named graphs, sorted."""
        return sorted(node.value for node in self._readable()[0].named_graphs() if isinstance(node, ox.NamedNode))

    def size(self) -> int:
        """Return the number of triples in the default graph."""
        (row,) = self.select("SELECT (COUNT(*) AS ?number) WHERE { ?s ?p ?o }")
        assert row[0] is not None
        return int(row[0].value)

    def astray(self) -> list[str]:
        """Return what is wrong with the default graph, a line each: nothing while it follows the named graphs."""
        return [
            f"{quad.triple} {'stands in the default graph without cause' if there else 'is missing there'}"
            for quad, there in astray(self._readable()[0])
        ]

    def state(self) -> str:
        """Return a name that changes when the graph does (of the generation read)."""
        generation = self._readable()[1]
        return generation.name if generation is not None else "memory"

    def triples_in(self, name: str) -> str:
        """Return the triples of a named graph as N-Triples."""
        lines = io.BytesIO()
        self._readable()[0].dump(lines, ox.RdfFormat.N_TRIPLES, from_graph=named_node(name))
        return lines.getvalue().decode()

    def quads(self) -> str:
        """Return all quads as canonical N-Quads: sorted, one a line."""
        lines = io.BytesIO()
        self.export(lines, GraphFormat.nquads)
        return "".join(sorted(f"{line}\n" for line in lines.getvalue().decode().split("\n") if line))

    def export(self, output: IO[bytes], form: GraphFormat) -> None:
        """Write the whole store; a format that cannot name graphs gets the default graph."""
        database = self._readable()[0]
        if form.names_graphs:
            named = (
                quad for name in database.named_graphs() for quad in database.quads_for_pattern(None, None, None, name)
            )
            ox.serialize(named, output, _graph_format(form), prefixes=self.prefixes)
        else:
            database.dump(output, _graph_format(form), from_graph=DEFAULT, prefixes=self.prefixes)

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
        if self._directory is not None:  # in memory there are no other readers
            publish(self._writable(), self._directory, self._writing)


def read_results(data: bytes) -> Answer:
    """Return results in SPARQL JSON as an answer. Raises QuerySyntaxError."""
    with _query_errors():
        return Answer(ox.parse_query_results(data, ox.QueryResultsFormat.JSON), None)


def read_graph(data: bytes) -> Answer:
    """Return a graph in Turtle as an answer. Raises QuerySyntaxError."""
    store = ox.Store()
    with _query_errors():
        store.load(data, ox.RdfFormat.TURTLE)
        return Answer(store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"), None)


@contextlib.contextmanager
def _query_errors() -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        message = " ".join(str(error).split())
        raise QuerySyntaxError(message if len(message) < 300 else f"{message[:300]} …") from error
    except OSError as error:
        raise QueryError(str(error)) from error
    except (ValueError, RuntimeError) as error:
        raise EvaluationError(str(error)) from error


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    if isinstance(term, ox.NamedNode):
        return Term("iri", term.value)
    if isinstance(term, ox.Literal):
        return Term("literal", term.value, None if term.language else term.datatype.value, term.language)
    return Term("blank", str(term))


def _graph_format(form: GraphFormat) -> ox.RdfFormat:
    found = ox.RdfFormat.from_media_type(form.media_type)
    assert found is not None
    return found


def _result_format(form: ResultFormat) -> ox.QueryResultsFormat:
    found = ox.QueryResultsFormat.from_media_type(form.media_type)
    assert found is not None
    return found
