"""An rdflib graph over plain dictionaries, for what reads a small graph many times.

rdflib's own store keeps contexts and two-way indices with every triple, which costs more than validating an article.
Here a triple is put under its subject, under its predicate, and (unless the object is a literal) under its object.
Queries are parsed once per text and kept, and their triple patterns are joined on these dictionaries: rdflib's own
join makes a context object for every step of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NoReturn

import rdflib
from rdflib.paths import Path
from rdflib.plugins.sparql import CUSTOM_EVALS, prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import FrozenBindings, Query, QueryContext
from rdflib.query import Result
from rdflib.term import BNode, Node, URIRef, Variable

_Index = dict[Node, dict[Node, dict[Node, None]]]
_Pattern = tuple[Node, Node, Node]

_NOTHING: dict[Node, dict[Node, None]] = {}

NAMES: dict[str, URIRef] = {}
"""The names of vocabularies that this process has met, each with its one rdflib term."""


def name_of(iri: str) -> URIRef:
    """Return the one rdflib term of this process for a name of a vocabulary: one and the same is compared fastest."""
    name = NAMES.get(iri)
    if name is None:
        name = NAMES[str(iri)] = iri if isinstance(iri, URIRef) else URIRef(iri)
    return name


class IndexedGraph(rdflib.Graph):
    """A graph that triples can be added to, but not removed from."""

    def __init__(self, triples: Iterable[tuple[Node, Node, Node]] = ()) -> None:
        super().__init__(bind_namespaces="none")
        self._objects: _Index = defaultdict(lambda: defaultdict(dict))
        self._subjects: _Index = defaultdict(lambda: defaultdict(dict))
        self._pairs: dict[Node, list[tuple[Node, Node]]] = defaultdict(list)
        for triple in triples:
            self.add(triple)

    def add(self, triple: Any) -> IndexedGraph:
        """Add a triple, once."""
        subject, predicate, value = triple
        known = self._objects[subject][predicate]
        if value not in known:
            known[value] = None
            self._pairs[predicate].append((subject, value))
            if not isinstance(value, rdflib.Literal):
                self._subjects[predicate][value][subject] = None
        return self

    def remove(self, triple: Any) -> NoReturn:
        """Refuse: nothing is removed from this graph."""
        raise NotImplementedError("an IndexedGraph only grows")

    def __len__(self) -> int:
        return sum(map(len, self._pairs.values()))

    def __contains__(self, triple: Any) -> bool:
        return next(self.triples(triple), None) is not None

    def triples(self, triple: Any) -> Generator[Any, None, None]:
        """Yield the triples that match a pattern; None matches anything."""
        subject, predicate, value = triple
        if isinstance(predicate, Path):
            yield from super().triples(triple)
        elif subject is not None:
            yield from self._of_subject(subject, predicate, value)
        elif predicate is None:
            for each in list(self._pairs):
                yield from self.triples((None, each, value))
        elif value is None:
            for each, other in self._pairs.get(predicate, ()):
                yield each, predicate, other
        else:
            for each in self.subjects(predicate, value):
                yield each, predicate, value

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> Generator[Any, None, None]:
        """Yield the objects of a subject and a predicate."""
        if subject is not None and type(predicate) is URIRef:
            yield from self._objects.get(subject, _NOTHING).get(predicate, ())
        else:
            yield from super().objects(subject, predicate, unique)

    def subjects(self, predicate: Any = None, object: Any = None, unique: bool = False) -> Generator[Any, None, None]:
        """Yield the subjects of a predicate and an object."""
        if object is None or type(predicate) is not URIRef:
            yield from super().subjects(predicate, object, unique)
        elif isinstance(object, rdflib.Literal):
            yield from (subject for subject, value in self._pairs.get(predicate, ()) if value == object)
        else:
            yield from self._subjects.get(predicate, _NOTHING).get(object, ())

    def query(self, query_object: Any, *args: Any, **options: Any) -> Result:
        """Answer a query; its text is parsed the first time only."""
        if isinstance(query_object, str):
            query_object = _prepared(query_object)
        return super().query(query_object, *args, **options)

    def _of_subject(self, subject: Node, predicate: Node | None, value: Node | None) -> Generator[Any, None, None]:
        by_predicate = self._objects.get(subject, _NOTHING)
        for each in list(by_predicate) if predicate is None else (predicate,):
            known = by_predicate.get(each, {})
            if value is None:
                for other in known:
                    yield subject, each, other
            elif value in known:
                yield subject, each, value


@lru_cache(maxsize=64)
def _prepared(text: str) -> Query:
    return prepareQuery(text)


def _join(ctx: QueryContext, part: CompValue) -> Iterator[FrozenBindings]:
    """Answer the triple patterns of a query that is asked of an `IndexedGraph`; leave all else to rdflib."""
    if part.name != "BGP" or not isinstance(ctx.graph, IndexedGraph):
        raise NotImplementedError
    return _solutions(ctx, part, ctx.graph)


def _solutions(ctx: QueryContext, part: CompValue, graph: IndexedGraph) -> Iterator[FrozenBindings]:
    terms = {term for triple in part.triples for term in triple}
    known = {term: _known(ctx[term]) for term in terms if ctx[term] is not None}
    patterns = sorted(part.triples, key=lambda triple: sum(term not in known for term in triple))
    names = [term for term in terms if not isinstance(term, (Variable, BNode))]
    outer = dict(ctx.bindings.items())
    for found in _matches(graph, patterns, known):
        for name in names:
            del found[name]
        yield FrozenBindings(ctx, outer | found)


def _known(term: Any) -> Any:
    return NAMES.get(term, term) if isinstance(term, URIRef) else term


def _matches(graph: IndexedGraph, patterns: Sequence[_Pattern], known: dict[Node, Node]) -> Iterator[dict[Node, Node]]:
    """Yield what the terms of the patterns stand for, a new dictionary for each way to find them all."""
    if not patterns:
        yield dict(known)
        return
    terms = patterns[0]
    for triple in graph.triples(tuple(map(known.get, terms))):
        found = dict(known)
        for term, value in zip(terms, triple, strict=True):
            if (other := found.setdefault(term, value)) is not value and other != value:
                break
        else:
            yield from _matches(graph, patterns[1:], found)


CUSTOM_EVALS["onrecord"] = _join
