"""SPARQL 1.1 Update as changes of named graphs (https://www.w3.org/TR/sparql11-update/), one operation after another.

Oxigraph would do an update by itself, but then nobody knew what had changed, and the default graph, which follows from
the named graphs (`kg.store.view`), would no longer do so. So rdflib reads the update, Oxigraph finds the solutions of
its WHERE, and what comes and goes is made here from its templates.

What an update puts into the default graph stands in a named graph of its own (`direct`), and only from there does an
update of the default graph take anything: what articles say is changed by naming their graphs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.plugins.sparql.algebra import translateUpdate
from rdflib.plugins.sparql.parser import parseUpdate

from kg.errors import QueryRefusedError, QuerySyntaxError
from kg.store.changing import Delta
from kg.store.sparql import Token, tokens

_Solution = Mapping[str, Any]
_Template = list[tuple[Any, Any, Any, Any]]
_ESCAPED = re.compile(r"\\(.)")
_DEFAULT, _NAMED, _ALL = "DEFAULT", "NAMED", "ALL"


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that the WHERE of an update sees, when the request or the operation names any."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """What a store has now: the names of its named graphs, and the quads of one of them."""

    names: Callable[[], Iterable[ox.NamedNode]]
    quads: Callable[[ox.NamedNode], Iterable[ox.Quad]]


class Update:
    """An update that is being done on a store, whose state each operation finds as the one before left it."""

    def __init__(
        self,
        contents: Contents,
        solve: Callable[[str, Dataset], Iterable[_Solution]],
        *,
        direct: ox.NamedNode,
        dataset: Dataset,
    ) -> None:
        self._contents = contents
        self._solve = solve
        self._direct = direct
        self._dataset = dataset
        self._blank = count()

    def deltas(self, text: str, *, prefixes: Mapping[str, str], base: str | None) -> Iterator[Delta]:
        """Yield what each operation changes; do it before asking for the next.

        Raises QuerySyntaxError, and QueryRefusedError for LOAD and for a dataset named twice.
        """
        operations = [(_parsed(words.text, base), words) for words in _operations(text, prefixes)]
        for operation, words in operations:
            yield self._delta(operation, words)

    def _delta(self, operation: Any, words: _Words) -> Delta:
        if operation.name == "Load":
            raise QueryRefusedError("LOAD is refused: the store fetches nothing, send the graph instead")
        if operation.name == "Create":
            return Delta()
        if operation.name in ("Clear", "Drop"):
            return self._cleared(operation.graphiri)
        if operation.name in ("Add", "Copy", "Move"):
            return self._transferred(operation)
        if operation.name in ("InsertData", "DeleteData"):
            quads = [quad for quad in self._filled(_template(operation, None), {}) if quad]
            return Delta(coming=quads) if operation.name == "InsertData" else Delta(going=quads)
        if operation.name == "DeleteWhere":
            template = _template(operation, None)
            return Delta(going=self._instances(template, self._solutions(words, Dataset(), None)))
        return self._modified(operation, words)

    def _modified(self, operation: Any, words: _Words) -> Delta:
        using = operation.using or []
        own = Dataset(
            tuple(str(one.default) for one in using if one.default), tuple(str(one.named) for one in using if one.named)
        )
        graph = operation.withClause
        if self._dataset != Dataset() and (own != Dataset() or graph):
            raise QuerySyntaxError("the update names a dataset (USING or WITH) and so does the request: expected one")
        solutions = self._solutions(words, own, None if own != Dataset() else graph)
        return Delta(
            going=self._instances(_template(operation.delete, graph), solutions),
            coming=self._instances(_template(operation.insert, graph), solutions),
        )

    def _solutions(self, words: _Words, own: Dataset, graph: rdflib.URIRef | None) -> list[_Solution]:
        where = words.where if graph is None else f"{{ GRAPH <{graph}> {words.where} }}"
        query = f"{words.base}\nSELECT * WHERE {where}"
        return list(self._solve(query, own if own != Dataset() else self._dataset))

    def _instances(self, template: _Template, solutions: Iterable[_Solution]) -> list[ox.Quad]:
        return list(dict.fromkeys(quad for solution in solutions for quad in self._filled(template, solution) if quad))

    def _filled(self, template: _Template, solution: _Solution) -> Iterator[ox.Quad | None]:
        """Yield the quads of a template for one solution; None where a term is unbound or stands where it cannot."""
        blanks: dict[rdflib.BNode, ox.BlankNode] = {}

        def term(one: Any) -> Any:
            if isinstance(one, rdflib.Variable):
                return solution.get(str(one))
            if isinstance(one, rdflib.BNode):
                return blanks.setdefault(one, ox.BlankNode(f"{one}x{next(self._blank)}"))
            return _constant(one)

        for subject, predicate, value, graph in template:
            terms = [term(subject), term(predicate), term(value), self._direct if graph is None else term(graph)]
            fits = (
                isinstance(terms[0], ox.NamedNode | ox.BlankNode)
                and isinstance(terms[1], ox.NamedNode)
                and terms[2] is not None
                and isinstance(terms[3], ox.NamedNode)
            )
            yield ox.Quad(*terms) if fits else None

    def _cleared(self, which: Any) -> Delta:
        graphs = list(self._contents.names())
        if which == _DEFAULT:
            graphs = [self._direct]
        elif which == _NAMED:
            graphs = [node for node in graphs if node != self._direct]
        elif which != _ALL:
            graphs = [ox.NamedNode(str(which))]
        return Delta(going=[quad for graph in graphs for quad in self._contents.quads(graph)], emptied=graphs)

    def _transferred(self, operation: Any) -> Delta:
        source, target = (self._direct if one == _DEFAULT else ox.NamedNode(str(one)) for one in operation.graph)
        if source == target:
            return Delta()
        coming = [ox.Quad(quad.subject, quad.predicate, quad.object, target) for quad in self._contents.quads(source)]
        going = [] if operation.name == "Add" else list(self._contents.quads(target))
        if operation.name == "Move":
            return Delta(going=[*going, *self._contents.quads(source)], coming=coming, emptied=[source])
        return Delta(going=going, coming=coming)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one operation, every prefixed name written out (rdflib knows one prefix for a namespace only).

    `text` is all of it, `where` its WHERE with the braces, `base` the declaration of a base before it, if any.
    """

    base: str
    text: str
    where: str


def _parsed(text: str, base: str | None) -> Any:
    """Return rdflib's algebra of one operation. Raises QuerySyntaxError."""
    try:
        (operation,) = translateUpdate(parseUpdate(text), base).algebra
    except Exception as error:
        raise QuerySyntaxError(" ".join(str(error).split())[:300]) from error
    kind = rdflib.Variable if operation.name in ("InsertData", "DeleteData") else rdflib.BNode
    checked = operation if kind is rdflib.Variable else operation.delete
    if any(isinstance(term, kind) for quad in _template(checked, None) for term in quad):
        raise QuerySyntaxError(f"{operation.name} has a {kind.__name__} where the grammar allows none")
    return operation


def _operations(text: str, prefixes: Mapping[str, str]) -> Iterator[_Words]:
    """Yield the words of the operations, which semicolons outside of groups part."""
    known, base = dict(prefixes), ""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens(text):
        depth += (token.text == "{") - (token.text == "}") if token.kind == "other" else 0
        if token.kind == "other" and token.text == ";" and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    for part in parts:
        at = 0
        while at < len(part) and part[at].text.upper() in ("PREFIX", "BASE"):
            if part[at].text.upper() == "BASE":
                base, at = " ".join(token.text for token in part[at : at + 2]), at + 2
            else:
                name, iri = (token.text for token in part[at + 1 : at + 3])
                known[name.rstrip(":")], at = iri.strip("<>"), at + 3
        if part[at:]:
            yield _Words(base, f"{base}\n{_written_out(part[at:], text, known)}", _where(part[at:], text, known))


def _where(part: Sequence[Token], text: str, prefixes: Mapping[str, str]) -> str:
    depth = 0
    for at, token in enumerate(part):
        if token.kind == "other" and token.text in "{}":
            depth += 1 if token.text == "{" else -1
        elif depth == 0 and token.kind == "word" and token.text.upper() == "WHERE":
            return _written_out(part[at + 1 :], text, prefixes)
    return "{}"


def _written_out(part: Sequence[Token], text: str, prefixes: Mapping[str, str]) -> str:
    """Return the words from the first token to the last, prefixed names as IRIs. Raises QuerySyntaxError."""
    pieces = []
    at = part[0].start if part else 0
    for token in part:
        if token.kind == "name" and not token.text.startswith("_:"):
            prefix, _, local = token.text.partition(":")
            if prefix not in prefixes:
                raise QuerySyntaxError(f"the prefix {prefix!r} of {token.text!r} is not declared")
            iri = prefixes[prefix] + _ESCAPED.sub(r"\1", local)
            pieces += [text[at : token.start], f"<{iri}>"]
            at = token.end
    return "".join([*pieces, text[at : part[-1].end] if part else ""])


def _template(clause: Any, graph: rdflib.URIRef | None) -> _Template:
    """Return the quads of a template; those outside of GRAPH stand in the graph of WITH, else in None."""
    if clause is None:
        return []
    triples = [(*triple, graph) for triple in clause.triples or []]
    return triples + [(*triple, name) for name, several in (clause.quads or {}).items() for triple in several]


def _constant(term: Any) -> ox.NamedNode | ox.Literal:
    if isinstance(term, rdflib.Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)
    return ox.NamedNode(str(term))
