"""Compile the paths of property shapes (https://www.w3.org/TR/shacl/#property-paths).

A property, its inverse, a sequence and alternatives are compiled; repetition (`sh:zeroOrMorePath` and its kind) is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain

from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib.term import Node

from kg.mapping.quads import Term
from kg.validation.facts import Facts

Path = Callable[[Facts, Sequence[Term]], list[Sequence[Term]]]
"""From nodes to the values that a path leads to from each, each value once."""


class UnsupportedError(Exception):
    """A construct of the shapes that the gate does not know: pySHACL judges what the shape applies to."""


def compile_path(shapes: Graph, path: Node) -> Path:
    """Return what follows a path. Raises UnsupportedError."""
    if isinstance(path, URIRef):
        return _property(str(path))
    if not isinstance(path, BNode):
        raise UnsupportedError(f"the path {path!r}")
    if (path, RDF.first, None) in shapes:
        return _sequence(_several(shapes, path))
    match dict(shapes.predicate_objects(path)):
        case {SH.inversePath: URIRef() as name, **others} if not others:
            return _inverse(str(name))
        case {SH.alternativePath: BNode() as listed, **others} if not others:
            return _alternatives(_several(shapes, listed))
        case parts:
            raise UnsupportedError(f"a path with {', '.join(map(str, parts)) or 'nothing in it'}")


def _several(shapes: Graph, listed: BNode) -> list[Path]:
    paths = [compile_path(shapes, one) for one in shapes.items(listed)]
    if not 2 <= len(paths) <= 5:  # pySHACL refuses one alone, and long ones within others
        raise UnsupportedError(f"a path of {len(paths)} parts")
    return paths


def _property(name: str) -> Path:
    def follow(facts: Facts, nodes: Sequence[Term]) -> list[Sequence[Term]]:
        values = facts.objects(name)
        return [values.get(node, ()) for node in nodes]

    return follow


def _inverse(name: str) -> Path:
    def follow(facts: Facts, nodes: Sequence[Term]) -> list[Sequence[Term]]:
        subjects = facts.subjects(name)
        return [subjects.get(node, ()) for node in nodes]

    return follow


def _sequence(steps: list[Path]) -> Path:
    first, *rest = steps

    def follow(facts: Facts, nodes: Sequence[Term]) -> list[Sequence[Term]]:
        reached = first(facts, nodes)
        for step in rest:
            reached = [_once(step(facts, values)) for values in reached]
        return reached

    return follow


def _alternatives(paths: list[Path]) -> Path:
    return lambda facts, nodes: [_once(found) for found in zip(*(path(facts, nodes) for path in paths), strict=True)]


def _once(several: Iterable[Sequence[Term]]) -> Sequence[Term]:
    return list(dict.fromkeys(chain.from_iterable(several)))
