"""From a page's IRIs to its bodies: what their frames name is read level by level, one query a level for all items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, TypeAlias

from rdflib import RDF, URIRef

from kg.store.graphs import Term
from service.rest.context import class_names
from service.rest.frames import VALUE_LISTS, Field
from service.rest.terms import iri, values

Rows: TypeAlias = Sequence[tuple[Term | None, ...]]
Ask: TypeAlias = Callable[[str], Awaitable[Rows]]
"""Asks a SELECT query and gives its rows."""

Body: TypeAlias = dict[str, Any]

_TYPE = Field("type", RDF.type, "iri", many=True)
_Property: TypeAlias = tuple[str, bool]  # a predicate, and whether it is followed backwards


async def gather(ask: Ask, items: Sequence[str], frame: tuple[Field, ...]) -> list[Body]:
    """Return the bodies of items, in their order."""
    known: dict[tuple[str, _Property], list[Term]] = defaultdict(list)
    asked: set[tuple[str, _Property]] = set()
    level = {(item, (_TYPE, *frame)) for item in items}
    while level:
        wanted: dict[bool, tuple[set[str], set[str]]] = {False: (set(), set()), True: (set(), set())}
        for node, fields in level:
            for field in fields:
                if (node, _property(field)) not in asked:
                    asked.add((node, _property(field)))
                    nodes, predicates = wanted[field.inverse]
                    nodes.add(node)
                    predicates.add(str(field.predicate))
        for node_term, predicate, value, back in await _rows(ask, wanted):
            if node_term is not None and predicate is not None and value is not None and back is not None:
                known[node_term.value, (predicate.value, back.value == "true")].append(value)
        level = {
            (value.value, field.fields)
            for node, fields in level
            for field in fields
            if field.kind == "node"
            for value in known[node, _property(field)]
            if value.kind == "iri"
        }
    return [_Assembly(known).item(one, frame) for one in items]


async def _rows(ask: Ask, wanted: dict[bool, tuple[set[str], set[str]]]) -> Rows:
    parts = []
    for back, (nodes, predicates) in wanted.items():
        triple = "?value {} ?node" if back else "?node {} ?value"
        bound = values("node", sorted(map(iri, nodes)))
        for one in sorted(predicates):
            properties = f"BIND({URIRef(one).n3()} AS ?p) BIND({str(back).lower()} AS ?back)"
            parts.append(f"{{ {bound} {triple.format(URIRef(one).n3())} {properties} }}")
    return await ask(f"SELECT DISTINCT ?node ?p ?value ?back WHERE {{ {' UNION '.join(parts)} }}") if parts else []


def _property(field: Field) -> _Property:
    return str(field.predicate), field.inverse


class _Assembly:
    """Makes bodies of what was read."""

    def __init__(self, known: dict[tuple[str, _Property], list[Term]]) -> None:
        self._known = known
        self._classes = class_names()

    def item(self, node: str, frame: tuple[Field, ...]) -> Body:
        types = (self._classes.get(term.value) for term in self._values(node, _TYPE))
        return {"id": node, "type": sorted(one for one in types if one), **self._fields(node, frame)}

    def _fields(self, node: str, fields: Iterable[Field]) -> Body:
        body: Body = {}
        for field in fields:
            found = [self._value(term, field) for term in self._values(node, field)]
            if found:
                body[field.name] = found if field.many else found[0]
        return body

    def _values(self, node: str, field: Field) -> list[Term]:
        terms = sorted(self._known[node, _property(field)], key=lambda term: (term.value, term.language or ""))
        if field.having is None:
            return terms
        return [term for term in terms if self._known.get((term.value, (str(field.having), False)))]

    def _value(self, term: Term, field: Field) -> Any:
        if field.kind == "node":
            return {"id": term.value, **self._fields(term.value, field.fields)}
        if field.kind in VALUE_LISTS:
            return term.value.removeprefix(VALUE_LISTS[field.kind])
        if field.kind == "integer":
            return int(term.value)
        if field.kind == "number":
            return float(term.value)
        return term.value == "true" if field.kind == "boolean" else term.value
