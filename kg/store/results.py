"""What a store answers: terms, rows and graphs, read once or written in a format of the field."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import IO, Literal, NamedTuple

import pyoxigraph as ox

from kg.errors import EvaluationError, QueryError, QuerySyntaxError
from kg.store.formats import GraphFormat, ResultFormat

_GRAPH_FORMATS, _RESULT_FORMATS = tuple(GraphFormat), tuple(ResultFormat)

TermKind = Literal["iri", "literal", "blank"]


class Term(NamedTuple):
    """A term of a query result."""

    kind: TermKind
    value: str
    datatype: str | None = None
    language: str | None = None


class Answer:
    """The result of a query, read once: `rows` or `write`."""

    def __init__(
        self,
        result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples,
        state: str | Callable[[], str] = "",
        held: object = None,
    ) -> None:
        """Take Oxigraph's result, what names the state of the graph that it is of, and what it is read from."""
        self._state = state
        self._result = result
        self._held = held  # keeps what is read from being removed

    @property
    def state(self) -> str:
        """The name of the state of the graph that the answer is of (see `GraphStore.state`).

        Of an endpoint it is the state now: the answer is of it when it was the same before the query.
        """
        return self._state() if callable(self._state) else self._state

    def dated(self, state: Callable[[], str]) -> Answer:
        """Return the answer with what names the state of the graph that it is of."""
        return Answer(self._result, state, self._held)

    @property
    def kind(self) -> Literal["solutions", "boolean", "graph"]:
        """What the query asked for: rows (SELECT), yes or no (ASK), triples (CONSTRUCT, DESCRIBE)."""
        if isinstance(self._result, ox.QuerySolutions):
            return "solutions"
        return "boolean" if isinstance(self._result, ox.QueryBoolean) else "graph"

    @property
    def formats(self) -> tuple[ResultFormat, ...] | tuple[GraphFormat, ...]:
        """The formats that this result can be written in, the usual one first."""
        return _GRAPH_FORMATS if self.kind == "graph" else _RESULT_FORMATS

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
        with query_errors():
            for row in self._result:
                yield tuple([None if term is None else _term(term) for term in row])

    def portable_rows(self) -> list[tuple[str | None, ...]]:
        """Return the rows of a SELECT as terms in SPARQL; None where nothing is bound that means the same elsewhere."""
        assert isinstance(self._result, ox.QuerySolutions)
        with query_errors():
            return [
                tuple(str(term) if isinstance(term, ox.NamedNode | ox.Literal) else None for term in row)
                for row in self._result
            ]

    def texts(self) -> list[list[str]]:
        """Return the rows of a SELECT as texts, without datatypes; nothing bound is an empty text."""
        assert isinstance(self._result, ox.QuerySolutions)
        with query_errors():
            return [["" if term is None else term.value for term in row] for row in self._result]

    def lines(self, width: int) -> str:
        """Return as N-Triples or N-Quads the first `width` (3 or 4) columns of a SELECT."""
        assert isinstance(self._result, ox.QuerySolutions)
        with query_errors():
            return "".join(" ".join([str(term) for term in list(row)[:width]]) + " .\n" for row in self._result)

    def triples(self) -> list[str]:
        """Return the triples of a graph as N-Triples begin their lines, each once, sorted."""
        assert isinstance(self._result, ox.QueryTriples)
        with query_errors():
            lines = self._result.serialize(format=ox.RdfFormat.N_TRIPLES)
            assert lines is not None
            return sorted({line.removesuffix(" .") for line in lines.decode().split("\n") if line})

    def solutions(self) -> Iterator[dict[str, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]:
        """Yield the rows of a SELECT as Oxigraph's terms, by the names of those variables that are bound."""
        assert isinstance(self._result, ox.QuerySolutions)
        with query_errors():
            for row in self._result:
                yield {name: term for name, term in zip(self.variables, row, strict=True) if term is not None}

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
        with query_errors():
            if isinstance(self._result, ox.QueryTriples):
                ox.serialize(
                    islice(self._result, triples), output, graph_format(GraphFormat(form)), prefixes=dict(prefixes)
                )
                return triples is not None and next(self._result, None) is not None
            self._result.serialize(output, _result_format(ResultFormat(form)))
        return False


def read_results(data: bytes) -> Answer:
    """Return results in SPARQL JSON as an answer. Raises QuerySyntaxError."""
    with query_errors():
        return Answer(ox.parse_query_results(data, ox.QueryResultsFormat.JSON))


def read_graph(data: bytes) -> Answer:
    """Return a graph in Turtle as an answer. Raises QuerySyntaxError."""
    store = ox.Store()
    with query_errors():
        store.load(data, ox.RdfFormat.TURTLE)
        return Answer(store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"))


@contextlib.contextmanager
def query_errors() -> Iterator[None]:
    """Raise Oxigraph's errors as those of a query: QuerySyntaxError, EvaluationError, QueryError."""
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


@cache
def graph_format(form: GraphFormat) -> ox.RdfFormat:
    """Return Oxigraph's name of a format of graphs."""
    found = ox.RdfFormat.from_media_type(form.media_type)
    assert found is not None
    return found


@cache
def _result_format(form: ResultFormat) -> ox.QueryResultsFormat:
    found = ox.QueryResultsFormat.from_media_type(form.media_type)
    assert found is not None
    return found
