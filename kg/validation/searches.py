"""Turn the shapes into queries that find, in many graphs at once, which of them may break one.

A graph need not be read to see that it conforms: a store answers such queries from the numbers it has for terms, and
looks up few of the terms themselves. What no query finds certainly conforms; what one finds may still do so, and is to
be read and judged. So a query may find too much, and whatever it cannot tell (a literal that is not written in the
usual form, a construct that has no query here) counts as found.

1. A rule of the gate becomes patterns that bind `?g` to the graphs in which a node breaks it.
2. They start from what is wrong, of which there is most often nothing, and come to the nodes that it matters of only
   then. Nodes that lack something are those of a class but for those that have it (MINUS).
3. Each triple is a query of its own (`triple`), which has a store join them by their hashes: one node after the other,
   as with FILTER NOT EXISTS, costs several times as much.
4. `SCOPE` stands before each triple: a graph is looked at by itself, or the default graph as a whole.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import NamedTuple

from rdflib import RDF, RDFS, SH, XSD, Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.term import Node

from kg.mapping.quads import Literal, term
from kg.validation.combining import parts_of
from kg.validation.constraints import count_of, term_of
from kg.validation.facts import USUAL, find_date, find_number
from kg.validation.gate import Gate, Rule
from kg.validation.paths import UnsupportedError
from kg.validation.queries import query_pattern

SCOPE = "GRAPH ?g"
"""What is replaced by the graphs that are looked at; by nothing for the default graph."""

_THIS, _TYPE = "?this", RDF.type.n3()
_NUMBERS, _DAYS = (str(XSD.integer), str(XSD.decimal)), (str(XSD.date), str(XSD.dateTime))
_TEXTS = (str(XSD.string), str(RDF.langString))
_PAIRS: dict[Node, str] = {SH.lessThan: "<", SH.lessThanOrEquals: "<="}
_NEEDED = (SH.minCount, SH.hasValue, SH.qualifiedValueShape)
_OWN_GRAPH = re.compile(r"[?$]g\b")
_UNLIKE = re.compile(r"\\[A-Za-z0-9]|\(\?|[*+?}]\+|\$.")
"""What may mean another thing in the regular expressions of a store than in Python's."""


class Search(NamedTuple):
    """A pattern that binds `?g` and a node to what is wrong somewhere, and one for the nodes where it matters.

    Without a domain it matters wherever it is.
    """

    offence: str
    domain: str = ""
    node: str = _THIS

    def __str__(self) -> str:
        # a query of its own, or the offence would be looked for at each node of the domain
        return f"{{ SELECT ?g {self.node} WHERE {{ {self.offence} }} }} {self.domain}" if self.domain else self.offence


class Searches:
    """The queries for all rules of a gate, by what they apply to."""

    def __init__(self, shapes: Graph, gate: Gate) -> None:
        """Turn rules into queries. `opaque` says that any graph may break a shape, whatever they find; `forward` and
        `backward` are the properties that rules follow from a node, and to one, as SPARQL writes them."""
        self.opaque = gate.opaque
        self._shapes = shapes
        self.forward: set[str] = set()
        self.backward: set[str] = set()
        self._names: Iterator[str] = iter(())
        self._anywhere = {Search(triple("?one", RDFS.subClassOf.n3(), "?other"))}
        self._of: dict[str, set[Search]] = defaultdict(set)
        for rule in gate.rules:
            (self._of[rule.target] if rule.of_class else self._anywhere).update(self._searches(rule))

    def found(self, ask: Callable[[str], Iterable[str]], scope: str, classes: Iterable[str]) -> set[str]:
        """Return in which graphs of a scope a rule may be broken; for the default graph an empty name for it.

        Looked at are rules for these `classes`, and those for no class. `ask` returns what a SELECT query has in its
        only column, an empty text where nothing is bound.
        """

        def graphs(pattern: object, more: str = "") -> list[str]:
            return list(ask(f"SELECT DISTINCT ?g WHERE {{ {pattern} }}{more}".replace(SCOPE, scope)))

        by_offence = defaultdict(list)
        for search in self._anywhere.union(*(self._of[name] for name in self._of.keys() & set(classes))):
            by_offence[search.offence].append(search)
        found: set[str] = set()
        for offence, searches in by_offence.items():
            if not searches[0].domain or graphs(offence, " LIMIT 1"):  # most often there is none anywhere
                found.update(*map(graphs, searches))
        return found

    def _searches(self, rule: Rule) -> list[Search]:
        self._names = (f"?v{number}" for number in count())
        domain = self._triple(_THIS, *((_TYPE, f"<{rule.target}>") if rule.of_class else (f"<{rule.target}>", "?any")))
        try:
            if rule.conforms is None:
                raise UnsupportedError("what the gate does not know")
            return list(self._broken(rule.part, _THIS, domain, apart=rule.apart))
        except UnsupportedError:
            return [Search(domain)]

    def _broken(self, shape: Node, node: str, domain: str, *, apart: bool = False) -> Iterator[Search]:
        """Yield what binds `?g` and the node wherever a node of the domain may break a shape."""
        if RdfLiteral(True) in self._shapes.objects(shape, SH.deactivated):
            return
        path = self._shapes.value(shape, SH.path)
        value = node if path is None else next(self._names)
        reached = domain if path is None else self._steps(path, node, value)
        tests: list[str] = []
        offences: list[str] = []
        for name, values in parts_of(self._shapes, shape, apart=apart):
            for one in values:
                if name in _TESTS:
                    tests.append(_TESTS[name](self._shapes, shape, one, value))
                elif name in _NEEDED:
                    yield Search(self._missing(shape, name, one, node, domain))
                elif name != SH.maxCount or (shape, SH.minCount, None) not in self._shapes:
                    offences += self._offences(name, one, node, value, reached)
        if tests:
            offences.append(f"{reached} FILTER({_not_surely(' && '.join(dict.fromkeys(tests)))})")
        yield from (Search(one, "" if path is None else domain, node) for one in offences)

    def _missing(self, shape: Node, name: Node, wanted: Node, node: str, domain: str) -> str:
        """Return a pattern for nodes of the domain that have not what they must have at the end of a path.

        Where it must be there at least once and at most some times, both are looked for at once.
        """
        path, value = self._shapes.value(shape, SH.path), next(self._names)
        if name == SH.hasValue:
            found = self._steps(path, node, _iri(wanted))
        elif name == SH.minCount:
            if (least := count_of(wanted)) != 1:
                raise UnsupportedError(f"sh:minCount {least} in a query")
            found, most = self._steps(path, node, value), self._shapes.value(shape, SH.maxCount)
            if most is not None:
                found = _counted(found, node, value, f"<= {count_of(most)}")
        else:
            counts = [count_of(one) for one in self._shapes.objects(shape, SH.qualifiedMinCount)]
            if counts != [1] or (shape, SH.qualifiedMaxCount, None) in self._shapes:
                raise UnsupportedError("sh:qualifiedValueShape with other counts than one at least")
            found = f"{domain} {self._steps(path, node, value)} FILTER({_test_of(self._shapes, wanted, value)})"
        return f"{domain} MINUS {{ {found} }}"

    def _offences(self, name: Node, value: Node, node: str, at: str, reached: str) -> Iterator[str]:
        """Yield patterns for what breaks one constraint, whatever the class of the node."""
        if name == SH.maxCount:
            most = count_of(value)
            yield _counted(reached, node, at, f"> {most}") if most else reached
        elif name == SH["class"]:
            yield f"{reached} MINUS {{ {self._triple(at, _TYPE, _iri(value))} }}"
        elif name == SH["in"]:
            allowed = " ".join(_iri(one) for one in self._shapes.items(value))
            yield f"{reached} MINUS {{ VALUES {at} {{ {allowed} }} }}"
        elif name in _PAIRS:
            other = next(self._names)
            pair = f"{reached} {self._triple(node, _iri(value), other)}"
            yield f"{pair} FILTER({_not_surely(f'{at} {_PAIRS[name]} {other}')})"
        elif name in (SH.node, SH.property):
            yield from map(str, self._broken(value, at, reached))
        elif name == SH["or"]:
            yield " ".join(self._any_broken(one, at, reached) for one in self._shapes.items(value))
        elif name == SH.sparql and node == _THIS and not _OWN_GRAPH.search(str(self._shapes.value(value, SH.select))):
            yield query_pattern(self._shapes, value, self._triple)
        else:
            raise UnsupportedError(f"{name} in a query")

    def _any_broken(self, shape: Node, node: str, domain: str) -> str:
        several = " UNION ".join(f"{{ {one} }}" for one in self._broken(shape, node, domain))
        if not several:
            raise UnsupportedError("a shape in sh:or that everything conforms to")
        return f"{{ SELECT DISTINCT ?g {node} WHERE {{ {several} }} }}"

    def _steps(self, path: Node | None, start: str, end: str) -> str:
        """Return the triples along a path."""
        if path is None:
            raise UnsupportedError("a constraint without the path that it needs")
        if isinstance(path, URIRef):
            return self._triple(start, path.n3(), end)
        inverse, listed = (self._shapes.value(path, name) for name in (SH.inversePath, SH.alternativePath))
        if isinstance(inverse, URIRef):
            self.backward.add(inverse.n3())
            return triple(end, inverse.n3(), start)
        if listed is not None:
            several = (f"{{ {self._steps(one, start, end)} }}" for one in self._shapes.items(listed))
            return f"{{ {' UNION '.join(several)} }}"
        *steps, last = self._shapes.items(path)
        joined = []
        for step in steps:
            between = next(self._names)
            joined.append(self._steps(step, start, between))
            start = between
        return " ".join([*joined, self._steps(last, start, end)])

    def _triple(self, subject: str, predicate: str, value: str) -> str:
        self.forward.add(predicate)
        return triple(subject, predicate, value)


def triple(subject: str, predicate: str, value: str) -> str:
    """Return a pattern of one triple, in a graph `?g` of the scope.

    It is a query of its own: a store then joins patterns by their hashes, whole, and not one node after the other.
    """
    names = dict.fromkeys(one for one in (subject, predicate, value) if one.startswith("?"))
    return f"{{ SELECT ?g {' '.join(names)} WHERE {{ {SCOPE} {{ {subject} {predicate} {value} }} }} }}"


def _counted(reached: str, node: str, value: str, compared: str) -> str:
    """Return a pattern for the nodes from which so many values are reached."""
    number = "COUNT(*)" if reached.count(SCOPE) == 1 else f"COUNT(DISTINCT {value})"  # a triple stands once in a graph
    return f"{{ SELECT ?g {node} WHERE {{ {reached} }} GROUP BY ?g {node} HAVING({number} {compared}) }}"


def _not_surely(test: str) -> str:
    """Return the condition that a test fails, or cannot be made of such a value."""
    return f"!COALESCE({test}, false)"


def _test_of(shapes: Graph, shape: Node, at: str) -> str:
    """Return a shape as a condition on a value: it must be nothing but tests of the value."""
    tests = [
        _TESTS[name](shapes, shape, one, at) if name in _TESTS else ""
        for name, values in parts_of(shapes, shape, apart=False)
        for one in values
    ]
    if not tests or "" in tests or (shape, SH.path, None) in shapes or (shape, SH.deactivated, None) in shapes:
        raise UnsupportedError("a shape that is more than tests of a value")
    return f"({' && '.join(tests)})"


def _iri(value: Node) -> str:
    if not isinstance(value, URIRef):
        raise UnsupportedError(f"the value {value!r} in a query")
    return value.n3()


def _written_as(datatype: str, at: str) -> str:
    """Return the condition that a literal has a datatype and is written in the usual form."""
    tests = [f"DATATYPE({at}) = <{datatype}>"]
    if datatype in _NUMBERS:
        tests.append(f"isNumeric({at})")
    elif datatype in _DAYS:
        tests += [f"REGEX(STR({at}), {term(Literal(f'^({USUAL[datatype].pattern})$'))})", f"YEAR({at}) > 0"]
    elif datatype in USUAL:
        tests.append(f"({at} || !{at})")
    elif datatype.startswith((str(XSD), str(RDF))) and datatype not in _TEXTS:
        raise UnsupportedError(f"sh:datatype {datatype} in a query")
    return " && ".join(tests)


def _datatype(shapes: Graph, shape: Node, value: Node, at: str) -> str:
    _iri(value)
    return _written_as(str(value), at)


def _bound(sign: str) -> Callable[[Graph, Node, Node, str], str]:
    def test(shapes: Graph, shape: Node, value: Node, at: str) -> str:
        bound = term_of(value)
        if find_number(bound) is not None:
            return f"isNumeric({at}) && {at} {sign} {term(bound)}"
        if find_date(bound) is not None:
            return f"{_written_as(str(XSD.date), at)} && {at} {sign} {term(bound)}"
        raise UnsupportedError(f"the bound {value!r} in a query")

    return test


def _length(sign: str) -> Callable[[Graph, Node, Node, str], str]:
    return lambda shapes, shape, value, at: f"STRLEN(STR({at})) {sign} {count_of(value)}"


def _pattern(shapes: Graph, shape: Node, value: Node, at: str) -> str:
    return _matches(str(value), "".join(str(one) for one in shapes.objects(shape, SH.flags)), at)


def _matches(pattern: str, flags: str, at: str) -> str:
    if _UNLIKE.search(pattern):
        raise UnsupportedError(f"sh:pattern {pattern!r} in a query")
    return f"REGEX(STR({at}), {term(Literal(pattern))}, {term(Literal(flags))})"


def _node_kind(shapes: Graph, shape: Node, value: Node, at: str) -> str:
    kinds = {SH.IRI: "isIRI", SH.Literal: "isLiteral", SH.BlankNode: "isBlank"}
    if not isinstance(value, URIRef) or value not in kinds:
        raise UnsupportedError(f"sh:nodeKind {value} in a query")
    return f"{kinds[value]}({at})"


def _negated(shapes: Graph, shape: Node, value: Node, at: str) -> str:
    """Return the condition that a value does not match a pattern, also where Python's matches more than a store's."""
    parts = dict(parts_of(shapes, value, apart=False))
    alone = parts.keys() == {SH.pattern} and len(parts[SH.pattern]) == 1
    if not alone or {SH.path, SH.deactivated} & set(shapes.predicates(value)):
        raise UnsupportedError("sh:not of more than one sh:pattern in a query")
    pattern = str(parts[SH.pattern][0])
    flags = "".join(str(one) for one in shapes.objects(value, SH.flags))
    if "$" in pattern or ("i" in flags and set("[]") & set(pattern)):
        raise UnsupportedError(f"sh:not of sh:pattern {pattern!r} in a query")
    return f"!{_matches(re.sub('[iI]', '[iIıİ]', pattern) if 'i' in flags else pattern, flags, at)}"


_TESTS: dict[Node, Callable[[Graph, Node, Node, str], str]] = {
    SH.datatype: _datatype,
    SH.nodeKind: _node_kind,
    SH.minInclusive: _bound(">="),
    SH.maxInclusive: _bound("<="),
    SH.minExclusive: _bound(">"),
    SH.maxExclusive: _bound("<"),
    SH.minLength: _length(">="),
    SH.maxLength: _length("<="),
    SH.pattern: _pattern,
    SH["not"]: _negated,
}
"""The constraints that ask something of each value by itself: as a condition, in error where it cannot be said."""
