"""Compile whole shapes: a path, what its values must be, and the shapes that are combined in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import ClassVar

from rdflib import SH, Graph, Literal
from rdflib.term import Node

from kg.mapping.quads import Term
from kg.validation.constraints import ONCE, PAIRS, SEVERAL, Check, Compiled, Reached, Verdict, all_of, count_of
from kg.validation.facts import Facts
from kg.validation.paths import Path, UnsupportedError, compile_path
from kg.validation.queries import compile_query

_SAYING = {SH.message, SH.name, SH.description, SH.order, SH.group, SH.path, SH.flags, SH.severity, SH.deactivated}
_TARGETS = {SH.targetClass, SH.targetSubjectsOf}
_READ_WITH_OTHERS = {SH.qualifiedMinCount, SH.qualifiedMaxCount}
_OF_PATHS = {SH.minCount, SH.maxCount, SH.qualifiedValueShape, *PAIRS}


class Compiler:
    """Compiles the shapes of a graph."""

    def __init__(self, shapes: Graph) -> None:
        self._shapes = shapes
        self._open: list[Node] = []

    def rules(self, shape: Node) -> Iterator[tuple[Node, Node, bool, Callable[[], Compiled]]]:
        """Yield what a shape with a target demands, part by part: each with its severity, whether it is without its
        property shapes, and what compiles it.

        The property shapes of a node shape are rules of their own.
        """
        apart = (shape, SH.path, None) not in self._shapes
        yield shape, self._severity(shape), apart, partial(self._compiled, shape, apart=apart, nested=False)
        if apart:
            for one in self._shapes.objects(shape, SH.property):
                yield one, self._severity(one), False, partial(self._property, one, nested=False)

    def _severity(self, shape: Node) -> Node:
        return self._shapes.value(shape, SH.severity) or SH.Violation

    def _compiled(self, shape: Node, *, apart: bool = False, nested: bool = True) -> Compiled:
        """Return a shape as a function; without its property shapes where they are taken `apart`.

        Raises UnsupportedError.
        """
        if shape in self._open:
            raise UnsupportedError(f"the shape {shape} within itself")
        severities = set(self._shapes.objects(shape, SH.severity))
        if len(severities) > (0 if nested else 1):
            raise UnsupportedError(f"the severities {', '.join(map(str, severities))} of {shape}")
        if Literal(True) in self._shapes.objects(shape, SH.deactivated):
            return lambda facts, nodes: True
        self._open.append(shape)
        try:
            checks = [
                check
                for name, values in parts_of(self._shapes, shape, apart=apart)
                for check in self._checks(shape, name, values)
            ]
            return _shape(self._path(shape), checks)
        finally:
            self._open.pop()

    def _checks(self, shape: Node, name: Node, values: list[Node]) -> Iterator[Check]:
        if name in _OF_PATHS and (shape, SH.path, None) not in self._shapes:
            raise UnsupportedError(f"{name} on a shape without a path")
        if name in ONCE:
            if len(values) > 1:
                raise UnsupportedError(f"{name} more than once")
            yield ONCE[name](self._shapes, shape, values[0])
        elif name in SEVERAL:
            yield from (SEVERAL[name](self._shapes, shape, value) for value in values)
        elif name == SH.sparql:
            yield from (compile_query(self._shapes, value) for value in values)
        elif name in self._COMBINING:
            yield from (self._COMBINING[name](self, shape, value) for value in values)
        else:
            raise UnsupportedError(f"{name}")

    def _path(self, shape: Node) -> Path | None:
        paths = list(self._shapes.objects(shape, SH.path))
        if len(paths) > 1:
            raise UnsupportedError(f"{len(paths)} paths of one shape")
        return compile_path(self._shapes, paths[0]) if paths else None

    def _property(self, value: Node, *, nested: bool = True) -> Compiled:
        if (value, SH.path, None) not in self._shapes:
            raise UnsupportedError("a property shape without a path")
        return self._compiled(value, nested=nested)

    def _listed(self, value: Node) -> list[Compiled]:
        several = [self._compiled(one) for one in self._shapes.items(value)]
        if not several:
            raise UnsupportedError("an empty list of shapes")
        return several

    def _of_property(self, shape: Node, value: Node) -> Check:
        return _all_conform(self._property(value))

    def _of_node(self, shape: Node, value: Node) -> Check:
        if (value, SH.path, None) in self._shapes:
            raise UnsupportedError("sh:node with a property shape")
        return _all_conform(self._compiled(value))

    def _and(self, shape: Node, value: Node) -> Check:
        several = [_all_conform(one) for one in self._listed(value)]
        return lambda facts, reached: all_of(check(facts, reached) for check in several)

    def _not(self, shape: Node, value: Node) -> Check:
        conforms = self._compiled(value)
        return lambda facts, reached: all_of(_negated(conforms(facts, [one])) for one in reached.all)

    def _or(self, shape: Node, value: Node) -> Check:
        several = self._listed(value)

        def conforms_to_any(facts: Facts, one: Term) -> Verdict:
            return _negated(all_of(_negated(conforms(facts, [one])) for conforms in several))

        return lambda facts, reached: all_of(conforms_to_any(facts, one) for one in reached.all)

    def _qualified(self, shape: Node, value: Node) -> Check:
        if len(list(self._shapes.objects(shape, SH.qualifiedValueShape))) > 1:
            raise UnsupportedError("several sh:qualifiedValueShape")
        conforms = self._compiled(value)
        least, most = (
            [count_of(count) for count in self._shapes.objects(shape, name)]
            for name in (SH.qualifiedMinCount, SH.qualifiedMaxCount)
        )
        if not len(least) + len(most) >= 1 or len(least) > 1 or len(most) > 1:
            raise UnsupportedError("sh:qualifiedValueShape without one count of a kind")

        def enough(facts: Facts, values: Sequence[Term]) -> Verdict:
            verdicts = [conforms(facts, [one]) for one in values]
            surely, perhaps = verdicts.count(True), len(verdicts) - verdicts.count(False)
            if all(surely >= one for one in least) and all(perhaps <= one for one in most):
                return True
            return None if surely != perhaps else False

        return lambda facts, reached: all_of(enough(facts, values) for values in reached.values)

    _COMBINING: ClassVar[dict[Node, Callable[[Compiler, Node, Node], Check]]] = {
        SH.property: _of_property,
        SH.node: _of_node,
        SH["not"]: _not,
        SH["and"]: _and,
        SH["or"]: _or,
        SH.qualifiedValueShape: _qualified,
    }


def parts_of(shapes: Graph, shape: Node, *, apart: bool) -> Iterator[tuple[Node, list[Node]]]:
    """Yield each constraint parameter of a shape with its values; no property shapes where these are `apart`."""
    parts: dict[Node, list[Node]] = defaultdict(list)
    for name, value in shapes.predicate_objects(shape):
        parts[name].append(value)
    for name, values in parts.items():
        described = name in _SAYING or name in _TARGETS or name in _READ_WITH_OTHERS
        if not described and str(name).startswith(str(SH)) and not (apart and name == SH.property):
            yield name, values


def _negated(verdict: Verdict) -> Verdict:
    return None if verdict is None else not verdict


def _all_conform(conforms: Compiled) -> Check:
    return lambda facts, reached: conforms(facts, list(reached.all))


def _shape(path: Path | None, checks: list[Check]) -> Compiled:
    def conforms(facts: Facts, nodes: Sequence[Term]) -> Verdict:
        values = [(node,) for node in nodes] if path is None else path(facts, nodes)
        reached = Reached(nodes, values, set(chain.from_iterable(values)))
        return all_of(check(facts, reached) for check in checks)

    return conforms
