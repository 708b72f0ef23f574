"""Compile the queries of `sh:sparql` (https://www.w3.org/TR/shacl/#sparql-constraints), as rdflib parses them.

A query finds what is wrong with `$this`; the check is that it finds nothing. Compiled are a SELECT of triple patterns
with named properties, joined, united and filtered. Each part becomes a function from the facts and the solutions so far
to further solutions; the patterns of a group are put in an order in which each has something to start from.
Expressions are compiled by `expressions`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

from rdflib import OWL, RDF, RDFS, SH, Graph, URIRef, Variable
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from kg.mapping.quads import Term
from kg.validation.constraints import Check, Reached, Verdict, term_of
from kg.validation.expressions import Expression, Solution, compile_expression, expression_text, truth_of
from kg.validation.facts import DoubtfulError, Facts
from kg.validation.paths import UnsupportedError

Part = Callable[[Facts, list[Solution]], list[Solution]]
"""From the solutions so far to those that the part leaves or adds to."""

_Pattern = tuple[Node, Node, Node]

_KNOWN = {RDF.type, SH.message, SH.prefixes, SH.select}
_THIS = "this"
_MOST = 100_000


def compile_query(shapes: Graph, constraint: Node) -> Check:
    """Return the check that the query of a constraint finds nothing. Raises UnsupportedError."""
    solutions, _ = _compiled(_solutions(shapes, constraint), _Known())

    def check(facts: Facts, reached: Reached) -> Verdict:
        return None if solutions(facts, [{_THIS: node} for node in reached.nodes]) else True

    return check


def query_pattern(shapes: Graph, constraint: Node, triple: Callable[[str, str, str], str]) -> str:
    """Return a pattern in SPARQL for what the query of a constraint, which is compiled, finds wrong with `?this`.

    What a store cannot work out is taken for wrong. `triple` writes a pattern of one triple. Raises UnsupportedError.
    """
    return _written(_solutions(shapes, constraint), triple)


def _written(part: CompValue, triple: Callable[[str, str, str], str]) -> str:
    if part.name == "BGP":
        return " ".join(triple(*(end.n3() for end in ends)) for ends in part.triples)
    if part.name == "Filter":
        return f"{_written(part.p, triple)} FILTER(COALESCE({expression_text(part.expr)}, true))"
    if part.name == "Join":
        return f"{{ {_written(part.p1, triple)} }} {{ {_written(part.p2, triple)} }}"
    return f"{{ {_written(part.p1, triple)} }} UNION {{ {_written(part.p2, triple)} }}"


def _solutions(shapes: Graph, constraint: Node) -> CompValue:
    """Return what a query of a constraint selects from, parsed. Raises UnsupportedError."""
    unknown = set(shapes.predicates(constraint)) - _KNOWN
    selects = list(shapes.objects(constraint, SH.select))
    if unknown or len(selects) != 1:
        raise UnsupportedError(f"sh:sparql with {', '.join(map(str, unknown)) or f'{len(selects)} queries'}")
    try:
        query = prepareQuery(str(selects[0]), initNs=_prefixes(shapes)).algebra
    except Exception as error:  # the parser raises whatever its parts raise
        raise UnsupportedError(f"a query that cannot be parsed: {error}") from error
    if query.name != "SelectQuery" or query.datasetClause or query.p.name != "Project":
        raise UnsupportedError("a query of another kind than SELECT … WHERE …")
    solutions: CompValue = query.p.p
    return solutions


def _prefixes(shapes: Graph) -> dict[str, str]:
    """Return all prefixes that the shapes declare, and those that pySHACL knows of itself."""
    prefixes = {"rdf": str(RDF), "rdfs": str(RDFS), "owl": str(OWL)}
    for declared in set(shapes.objects(None, SH.declare)):
        prefix, namespace = str(shapes.value(declared, SH.prefix)), str(shapes.value(declared, SH.namespace))
        if prefixes.setdefault(prefix, namespace) != namespace:
            raise UnsupportedError(f"the prefix {prefix!r} with two meanings")
    return prefixes


class _Known(NamedTuple):
    """Variables that have a value at a place in a query, in the order of their finding, and those that may have one."""

    surely: tuple[str, ...] = (_THIS,)
    perhaps: frozenset[str] = frozenset()

    def rank(self, end: Node) -> int:
        """Return how late a term becomes known, -1 for never; terms of the query itself are known from the start."""
        if not isinstance(end, Variable):
            return 0
        return self.surely.index(str(end)) + 1 if str(end) in self.surely else -1

    def value(self, end: Node) -> Callable[[Solution], Term] | None:
        """Return what gives the value of a term in a solution, None when it has none yet."""
        if isinstance(end, Variable):
            return itemgetter(str(end)) if str(end) in self.surely else None
        term = term_of(end)
        return lambda solution: term

    def __or__(self, names: Iterable[str]) -> _Known:
        new = tuple(name for name in dict.fromkeys(names) if name not in self.surely)
        return self._replace(surely=self.surely + new)

    def __and__(self, other: _Known) -> _Known:
        both = tuple(name for name in self.surely if name in other.surely)
        return _Known(both, self.perhaps | other.perhaps | set(self.surely) ^ set(other.surely))


def _compiled(part: CompValue, known: _Known) -> tuple[Part, _Known]:
    """Return a part of a query as a function, and what is known after it."""
    if part.name == "BGP":
        return _group(part.triples, known)
    if part.name == "Filter":
        inner, after = _compiled(part.p, known)
        return _filtered(inner, compile_expression(part.expr)), after
    if part.name == "Join":
        first, between = _compiled(part.p1, known)
        second, after = _compiled(part.p2, between)
        return _joined([first, second]), after
    if part.name == "Union":
        first, one = _compiled(part.p1, known)
        second, other = _compiled(part.p2, known)
        return _united(first, second), one & other
    raise UnsupportedError(f"{part.name} in a query")


def _group(patterns: Iterable[_Pattern], known: _Known) -> tuple[Part, _Known]:
    """Order the patterns so that each starts from what is known, first from what was found last."""
    left, steps = list(patterns), []
    while left:
        following = max(left, key=lambda pattern: (known.rank(pattern[0]), known.rank(pattern[2])))
        left.remove(following)
        steps.append(_step(following, known))
        known |= [str(end) for end in following[::2] if isinstance(end, Variable)]
    return _joined(steps), known


def _step(pattern: _Pattern, known: _Known) -> Part:
    subject, predicate, value = pattern
    named = {str(end) for end in (subject, value) if isinstance(end, Variable)}
    if not isinstance(predicate, URIRef) or named & known.perhaps or subject == value:
        raise UnsupportedError(f"the pattern {pattern} in a query")
    start, end = known.value(subject), known.value(value)
    if start is not None:
        return _checked(start, str(predicate), end) if end else _forward(start, str(predicate), str(value))
    if end is None:
        raise UnsupportedError(f"the pattern {pattern} with nothing to start from in a query")
    return _backward(str(subject), str(predicate), end)


def _forward(start: Callable[[Solution], Term], predicate: str, name: str) -> Part:
    def solutions(facts: Facts, so_far: list[Solution]) -> list[Solution]:
        objects = facts.objects(predicate)
        return [{**solution, name: found} for solution in so_far for found in objects.get(start(solution), ())]

    return solutions


def _backward(name: str, predicate: str, end: Callable[[Solution], Term]) -> Part:
    def solutions(facts: Facts, so_far: list[Solution]) -> list[Solution]:
        subjects = facts.subjects(predicate)
        return [{**solution, name: found} for solution in so_far for found in subjects.get(end(solution), ())]

    return solutions


def _checked(start: Callable[[Solution], Term], predicate: str, end: Callable[[Solution], Term]) -> Part:
    def solutions(facts: Facts, so_far: list[Solution]) -> list[Solution]:
        objects = facts.objects(predicate)
        return [solution for solution in so_far if end(solution) in objects.get(start(solution), ())]

    return solutions


def _joined(parts: Sequence[Part]) -> Part:
    def solutions(facts: Facts, so_far: list[Solution]) -> list[Solution]:
        for part in parts:
            so_far = part(facts, so_far)
            if len(so_far) > _MOST:
                raise DoubtfulError("more solutions than are worth to be looked through")
        return so_far

    return solutions


def _united(first: Part, second: Part) -> Part:
    return lambda facts, so_far: first(facts, so_far) + second(facts, so_far)


def _filtered(part: Part, holds: Expression) -> Part:
    return lambda facts, so_far: [solution for solution in part(facts, so_far) if truth_of(holds(solution))]
