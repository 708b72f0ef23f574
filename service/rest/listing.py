"""A page of a collection: filters become fixed parts of SPARQL with bound terms, a cursor says where to go on.

1. Names in filters are looked up, regions become the places in them (`regions`).
2. One query finds the IRIs of a page in order, beginning behind the cursor's; another counts them all.
3. The frame of the collection is read for them (`gathering`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.store.graphs import Term
from service.rest import terms
from service.rest.collections import ITSELF, Collection, Order, Way
from service.rest.cursors import Cursor, read_cursor
from service.rest.gathering import Ask, Body, gather


@dataclass(frozen=True, slots=True)
class Bound:
    """A filter in use: the terms of its variable; a flag has none, but says whether it is to hold."""

    terms: tuple[str, ...] = ()
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request wants of a collection: filters by name, an order by name, a cursor, how many items."""

    filters: Mapping[str, Bound]
    sort: str
    cursor: str | None
    limit: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some items, how many there are in all, and the cursor of the next page."""

    items: list[Body]
    total: int
    following: str | None


async def list_items(ask: Ask, collection: Collection, wanted: Wanted) -> Page:
    """Return a page of a collection. Raises RequestError for a cursor that is not one of this list."""
    cursor = None if wanted.cursor is None else read_cursor(wanted.cursor, wanted.sort)
    rows = await ask(page_query(collection, wanted, cursor))
    total = await ask(f"SELECT (COUNT(DISTINCT ?item) AS ?total) WHERE {{ {_pattern(collection, wanted, ())} }}")
    found = [(item.value, key) for item, key in (row[:2] for row in rows) if item is not None and key is not None]
    shown = found[: wanted.limit]
    following = None
    if len(found) > wanted.limit:
        item, key = shown[-1]
        following = Cursor(wanted.sort, key.value, item).word()
    bodies = await gather(ask, [item for item, _ in shown], collection.frame)
    return Page(bodies, _number(total), following)


def page_query(collection: Collection, wanted: Wanted, cursor: Cursor | None) -> str:
    """Return the query for the IRIs and keys of a page, and one more."""
    name = wanted.sort.removeprefix("-")
    order = next(one for one in collection.orders if one.name == name)
    descending = wanted.sort.startswith("-")
    sought = [f"OPTIONAL {{ {_own(collection, order.pattern)} }}"] if order.pattern else []
    parts = [_pattern(collection, wanted, order.ways), *sought, _key(order)]
    if cursor is not None:
        after = terms.decimal(cursor.key) if order.numeric else terms.text(cursor.key)
        parts.insert(0, terms.values("afterKey", [after]) + terms.values("afterItem", [terms.text(cursor.item)]))
        sign = "<" if descending else ">"
        parts.append(f"FILTER(?by {sign} ?afterKey || (?by = ?afterKey && STR(?item) > ?afterItem))")
    direction = "DESC(?by)" if descending else "?by"
    return (
        f"SELECT DISTINCT ?item ?by WHERE {{ {' '.join(parts)} }} ORDER BY {direction} STR(?item) "
        f"LIMIT {wanted.limit + 1}"
    )


def _key(order: Order) -> str:
    """Return the pattern that gives every item a key: what has none comes first, or last when descending."""
    if not order.pattern:
        return "BIND(STR(?item) AS ?by)"
    return "BIND(COALESCE(?key, -1.0) AS ?by)" if order.numeric else 'BIND(COALESCE(STR(?key), "") AS ?by)'


def _pattern(collection: Collection, wanted: Wanted, ways: Sequence[Way]) -> str:
    used = [(one, wanted.filters[one.name]) for one in collection.filters if one.name in wanted.filters]
    needed: dict[Way, None] = dict.fromkeys([*ways, *(way for one, bound in used if bound.holds for way in one.ways)])
    if "event" in needed and collection.ways.get("event") != ITSELF:
        needed = dict.fromkeys(["report", *needed])
    parts = [terms.values(one.name, bound.terms) for one, bound in used if bound.terms]
    parts.append(collection.anchor)
    parts += [collection.ways[way] for way in needed if collection.ways[way] != ITSELF]
    parts += [_own(collection, one.pattern) for one, bound in used if bound.holds]
    for one, bound in used:
        if not bound.holds:
            away = " ".join(collection.ways[way] for way in one.ways if collection.ways[way] != ITSELF)
            parts.append(f"FILTER NOT EXISTS {{ {away} {_own(collection, one.absent)} }}")
    return " ".join(parts)


def _own(collection: Collection, pattern: str) -> str:
    """Return a pattern in which an item that is itself what is spoken of has its own name."""
    for way, path in collection.ways.items():
        if path == ITSELF:
            pattern = pattern.replace(f"?{way} ", "?item ")
    return pattern


def _number(rows: Sequence[tuple[Term | None, ...]]) -> int:
    return int(rows[0][0].value) if rows and rows[0][0] is not None else 0
