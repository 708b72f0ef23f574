"""Compile the constraints of a shape, one parameter of SHACL core at a time.

A check is made of all nodes at once that a shape applies to, so that most of it is work on sets. Its verdict is True:
all certainly conform; False: one certainly does not; None: pySHACL must say. Only `sh:not` and its kind, which ask
about one node at a time, need the difference between the last two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set
from operator import ge, gt, le, lt
from typing import Any, NamedTuple

from rdflib import RDF, RDFS, SH, BNode, Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.term import Node

from kg.mapping.quads import Literal, Term
from kg.validation.facts import Facts, find_date, find_number, is_usual
from kg.validation.paths import UnsupportedError

Verdict = bool | None


class Reached(NamedTuple):
    """The nodes that a shape applies to, the values that its path leads to from each, and all these values."""

    nodes: Sequence[Term]
    values: Sequence[Sequence[Term]]
    all: Set[Term]


Check = Callable[[Facts, Reached], Verdict]
Test = Callable[[Term], Verdict]
Compiled = Callable[[Facts, Sequence[Term]], Verdict]
"""A shape: what it says of some nodes."""

Parameter = Callable[[Graph, Node, Node], Check]
"""What compiles a constraint from the shapes, the shape and the parameter's value. It raises UnsupportedError."""

_STRING = "http://www.w3.org/2001/XMLSchema#string"
_LANG_STRING = str(RDF.langString)
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE}


def term_of(node: Node) -> Term:
    """Return a term of the shapes as the data has it. Raises UnsupportedError for an unusual literal."""
    if isinstance(node, URIRef):
        return str(node)
    if isinstance(node, RdfLiteral):
        literal = Literal(str(node), None if node.datatype is None else str(node.datatype), node.language)
        if is_usual(literal):
            return literal
    raise UnsupportedError(f"the value {node!r}")


def all_of(parts: Iterable[Verdict]) -> Verdict:
    """Return what holds of several things together; stop at the first that is certainly wrong."""
    whole: Verdict = True
    for part in parts:
        if part is False:
            return False
        if part is None:
            whole = None
    return whole


def each(test: Test) -> Check:
    """Return the check that every value passes a test."""
    return lambda facts, reached: all_of(map(test, reached.all))


def _min_count(shapes: Graph, shape: Node, value: Node) -> Check:
    least = count_of(value)
    return lambda facts, reached: all(len(values) >= least for values in reached.values)


def _max_count(shapes: Graph, shape: Node, value: Node) -> Check:
    most = count_of(value)
    return lambda facts, reached: all(len(values) <= most for values in reached.values)


def _class(shapes: Graph, shape: Node, value: Node) -> Check:
    name = str(_iri(value))
    return lambda facts, reached: reached.all <= set(facts.instances(name))


def _datatype(shapes: Graph, shape: Node, value: Node) -> Check:
    wanted = str(_iri(value))
    if wanted in (str(RDFS.Literal), str(RDFS.Datatype)):
        raise UnsupportedError(f"sh:datatype {wanted}")
    return each(lambda one: isinstance(one, Literal) and _datatype_of(one) == wanted)


def _datatype_of(literal: Literal) -> str:
    return _LANG_STRING if literal.language else literal.datatype or _STRING


def _node_kind(shapes: Graph, shape: Node, value: Node) -> Check:
    kinds = {
        SH.IRI: {"iri"},
        SH.Literal: {"literal"},
        SH.BlankNode: {"blank"},
        SH.BlankNodeOrIRI: {"blank", "iri"},
        SH.BlankNodeOrLiteral: {"blank", "literal"},
        SH.IRIOrLiteral: {"iri", "literal"},
    }.get(_iri(value))
    if kinds is None:
        raise UnsupportedError(f"sh:nodeKind {value}")
    return each(lambda one: _kind_of(one) in kinds)


def _kind_of(term: Term) -> str:
    if isinstance(term, Literal):
        return "literal"
    return "blank" if term.startswith("_:") else "iri"


def _pattern(shapes: Graph, shape: Node, value: Node) -> Check:
    flags = [str(one) for one in shapes.objects(shape, SH.flags)]
    if not isinstance(value, RdfLiteral) or len(flags) > 1 or not set("".join(flags)) <= _FLAGS.keys():
        raise UnsupportedError(f"sh:pattern {value!r} with the flags {flags}")
    search = re.compile(str(value), sum({_FLAGS[flag] for flag in set("".join(flags))})).search
    return each(lambda one: _kind_of(one) != "blank" and search(_text(one)) is not None)


def _min_length(shapes: Graph, shape: Node, value: Node) -> Check:
    least = count_of(value)
    return each(lambda one: least == 0 or (_kind_of(one) != "blank" and len(_text(one)) >= least))


def _max_length(shapes: Graph, shape: Node, value: Node) -> Check:
    most = count_of(value)
    return each(lambda one: _kind_of(one) != "blank" and len(_text(one)) <= most)


def _text(term: Term) -> str:
    return term.text if isinstance(term, Literal) else term


def _in(shapes: Graph, shape: Node, value: Node) -> Check:
    allowed = {term_of(one) for one in shapes.items(value)}
    return lambda facts, reached: reached.all <= allowed


def _has_value(shapes: Graph, shape: Node, value: Node) -> Check:
    wanted = term_of(value)
    return lambda facts, reached: all(wanted in values for values in reached.values)


def _bound(compare: Callable[[Any, Any], bool]) -> Parameter:
    def compiled(shapes: Graph, shape: Node, value: Node) -> Check:
        bound = term_of(value)
        if _comparable(bound) is None:
            raise UnsupportedError(f"the bound {value!r}")
        return each(lambda one: _compared(compare, one, bound))

    return compiled


def _pair(compare: Callable[[Any, Any], bool]) -> Parameter:
    def compiled(shapes: Graph, shape: Node, value: Node) -> Check:
        other = str(_iri(value))

        def check(facts: Facts, reached: Reached) -> Verdict:
            others = facts.objects(other)
            pairs = zip(reached.nodes, reached.values, strict=True)
            return all_of(
                _compared(compare, one, two) for node, values in pairs for one in values for two in others.get(node, ())
            )

        return check

    return compiled


def _compared(compare: Callable[[Any, Any], bool], one: Term, other: Term) -> Verdict:
    """Return how two numbers or two dates compare; None for anything else."""
    left, right = _comparable(one), _comparable(other)
    if left is None or right is None or left[0] != right[0]:
        return None
    return compare(left[1], right[1])


def _comparable(term: Term) -> tuple[str, Any] | None:
    number = find_number(term)
    if number is not None:
        return "number", number
    day = find_date(term)
    return None if day is None else ("date", day)


def count_of(value: Node) -> int:
    """Return a number of values that the shapes give. Raises UnsupportedError."""
    number = find_number(term_of(value))
    if not isinstance(number, int) or number < 0:
        raise UnsupportedError(f"the count {value!r}")
    return number


def _iri(value: Node) -> URIRef:
    if not isinstance(value, URIRef) or isinstance(value, BNode):
        raise UnsupportedError(f"the value {value!r}")
    return value


ONCE: dict[Node, Parameter] = {
    SH.minCount: _min_count,
    SH.maxCount: _max_count,
    SH.datatype: _datatype,
    SH.nodeKind: _node_kind,
    SH.minLength: _min_length,
    SH.maxLength: _max_length,
    SH["in"]: _in,
}
"""The constraints that a shape may have one of."""

PAIRS: dict[Node, Parameter] = {SH.lessThan: _pair(lt), SH.lessThanOrEquals: _pair(le)}
"""The constraints that compare values with those of another property."""

SEVERAL: dict[Node, Parameter] = {
    SH["class"]: _class,
    SH.pattern: _pattern,
    SH.hasValue: _has_value,
    SH.minInclusive: _bound(ge),
    SH.maxInclusive: _bound(le),
    SH.minExclusive: _bound(gt),
    SH.maxExclusive: _bound(lt),
    **PAIRS,
}
"""The constraints of which each of several must hold."""
