"""The door to the graph of a store: what all of the project asks of it and does to it, wherever the graph lies.

`GraphStore.open` opens the graph of a directory (`kg.store.embedded`) or of an endpoint (`kg.store.endpoint`).
"""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from kg.errors import QueryRefusedError
from kg.store.changing import Change, added, difference, in_graph
from kg.store.federation import sent_on
from kg.store.formats import GraphFormat
from kg.store.generations import KEPT
from kg.store.place import Place, RemotePlace
from kg.store.results import Answer, Term, TermKind, read_graph, read_results

if TYPE_CHECKING:
    from kg.store.embedded import EmbeddedStore

__all__ = [
    "Answer",
    "Change",
    "GraphStore",
    "Term",
    "TermKind",
    "difference",
    "in_graph",
    "read_graph",
    "read_results",
]


class GraphStore(ABC):
    """The graph of a store; a context manager that releases what it holds.

    Queries may use its `prefixes` without declaring them, and IRIs relative to its `base`.
    """

    def __init__(self, prefixes: Mapping[str, str], base: str | None) -> None:
        self.prefixes = dict(prefixes)
        self.base = base

    @staticmethod
    def open(
        place: Place,
        *,
        write: bool = False,
        made_by: str = "",
        keep: int = KEPT,
        prefixes: Mapping[str, str] | None = None,
        base: str | None = None,
    ) -> GraphStore:
        """Open the store at a place; with `write`, make it when it is new and hold it against other writers.

        In a directory, what is written is said to be `made_by`, and the last states of `keep` earlier writings stay.
        Raises StoreError when there is something else, StoreLockedError when another process writes it.
        """
        if isinstance(place, RemotePlace):
            from kg.store.endpoint import EndpointStore

            return EndpointStore.of_place(place, write=write, prefixes=prefixes or {}, base=base)
        from kg.store.embedded import EmbeddedStore

        return EmbeddedStore.of_directory(
            place, write=write, made_by=made_by, keep=keep, prefixes=prefixes or {}, base=base
        )

    @staticmethod
    def prepare(place: Place) -> None:
        """Load the code that opens the store at a place: only who asks an endpoint needs SPARQLWrapper."""
        import_module("kg.store.endpoint" if isinstance(place, RemotePlace) else "kg.store.embedded")

    @staticmethod
    def in_memory(*, prefixes: Mapping[str, str] | None = None, base: str | None = None) -> EmbeddedStore:
        """Return an empty store that lives as long as the object."""
        from kg.store.embedded import EmbeddedStore

        return EmbeddedStore.without_directory(prefixes=prefixes or {}, base=base)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    @abstractmethod
    def is_local(self) -> bool:
        """Whether the graph is in this process, so that a look at it takes no time."""

    @property
    @abstractmethod
    def place(self) -> Place | None:
        """Where the store is, None for one in memory."""

    @abstractmethod
    def close(self) -> None:
        """Release what the store holds."""

    @abstractmethod
    def commit(self, changes: Iterable[Change], *, publish: bool = True) -> None:
        """Make the changes and have readers see the state reached, unless more is to come before (`publish`).

        Raises StoreError when what is to be added is not N-Quads; then all is as it was when last published.
        """

    def renew(self, changes: Iterable[Change], *, publish: bool = True) -> None:
        """Make changes as `commit` does, of which none takes what another adds: those that only add are made as they
        come, all others after them.

        Raises what that raises.
        """
        others: list[Change] = []
        self.add(added(changes, others))
        self.commit(others, publish=publish)

    @abstractmethod
    def add(self, quads: Iterable[str]) -> None:
        """Add N-Quads, of whatever number of articles, taken piece by piece; readers see them with the next `commit`.

        Raises StoreError when they are not N-Quads; then a store in a directory is as it was when last published.
        """

    @abstractmethod
    def update(
        self, text: str, *, direct: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> None:
        """Do a SPARQL update; graphs given here are what its WHERE sees.

        `direct` names the graph that stands for the default graph. An operation is done whole or not at all; those
        before one that fails stay done. Raises QuerySyntaxError, QueryRefusedError (LOAD, SERVICE), QueryError.
        """

    @abstractmethod
    def replace_graph(self, name: str, data: bytes, form: GraphFormat, *, keep: bool = False) -> bool:
        """Put triples into a named graph, in place of those in it or (keep) beside them; return whether it is new.

        Raises QuerySyntaxError when the data is not of this format, or names graphs.
        """

    @abstractmethod
    def load(self, path: Path, form: GraphFormat) -> None:
        """Add a file of triples or quads.

        Raises StoreError naming the file and the place in it that is not in this format.
        """

    @abstractmethod
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

    def _sent_on(
        self,
        text: str,
        services: Mapping[str, str] | None,
        *,
        default_graphs: Sequence[str],
        named_graphs: Sequence[str],
    ) -> str:
        """Return a query that asks other endpoints as it asks them at their addresses, with what is known already.

        Raises QueryRefusedError when there are no addresses, and as `kg.store.federation.sent_on` does.
        """
        if not services:
            raise QueryRefusedError("SERVICE is refused: this store answers from its own graphs only")

        def ask(part: str) -> list[tuple[str | None, ...]]:
            return self.query(part, default_graphs=default_graphs, named_graphs=named_graphs).portable_rows()

        return sent_on(text, self.prefixes, services, ask)

    def select(self, text: str, **iris: str) -> list[tuple[Term | None, ...]]:
        """Return the rows of a SELECT query in which these variables have these IRIs."""
        return list(self.query(text, iris=iris).rows())

    def texts(self, text: str, **iris: str) -> list[list[str]]:
        """Return the rows of a SELECT query as texts, without datatypes; nothing bound is an empty text."""
        return self.query(text, iris=iris).texts()

    def construct(self, text: str) -> list[str]:
        """Return what a CONSTRUCT query makes as N-Triples begin their lines, each once, sorted."""
        return self.query(text).triples()

    def select_lines(self, text: str, width: int, **iris: str) -> str:
        """Return as N-Triples or N-Quads the first `width` (3 or 4) columns of a SELECT query."""
        return self.query(text, iris=iris).lines(width)

    @abstractmethod
    def describe(self, iri: str, *, inward: int = 1000) -> Answer:
        """Return the triples that have the IRI as subject, and up to `inward` that have it as object.

        What is no longer in force is described as it was. Raises NotFoundError when there are no triples.
        """

    def resolve(self, iri: str) -> str:
        """Return an IRI that may be relative to the base or a prefixed name as a whole IRI."""
        prefix, _, local = iri.partition(":")
        if prefix in self.prefixes and not local.startswith("//"):
            return self.prefixes[prefix] + local
        return iri if ":" in iri or self.base is None else self.base + iri

    @abstractmethod
    def holds(self, *, predicate: str, value: str) -> bool:
        """Return whether anything in any graph has an IRI for a property."""

    @abstractmethod
    def having(self, *, predicate: str, text: str, graph: str) -> list[str]:
        """Return what has a plain literal for a property in a graph."""

    @abstractmethod
    def has_graph(self, name: str) -> bool:
        """Return whether there is a named graph of this name."""

    @abstractmethod
    def in_force(self, name: str) -> bool:
        """Return whether there is a named graph of this name whose triples are in the default graph."""

    @abstractmethod
    def graph_names(self) -> list[str]:
        """Return the names of the named graphs, sorted."""

    def size(self) -> int:
        """Return the number of triples in the default graph."""
        (row,) = self.select("SELECT (COUNT(*) AS ?number) WHERE { ?s ?p ?o }")
        assert row[0] is not None
        return int(row[0].value)

    @abstractmethod
    def astray(self) -> list[str]:
        """Return what is wrong with the default graph, a line each: nothing while it follows the named graphs."""

    @abstractmethod
    def state(self) -> str:
        """Return a name that changes when the graph does."""

    @abstractmethod
    def triples_in(self, name: str) -> str:
        """Return the triples of a named graph as N-Triples."""

    def quads(self) -> str:
        """Return all quads as canonical N-Quads: sorted, one a line."""
        lines = io.BytesIO()
        self.export(lines, GraphFormat.nquads)
        return "".join(sorted(f"{line}\n" for line in lines.getvalue().decode().split("\n") if line))

    @abstractmethod
    def export(self, output: IO[bytes], form: GraphFormat) -> None:
        """Write the whole store; a format that cannot name graphs gets the default graph."""
