"""A page of a collection: filters become fixed parts of SPARQL with bound terms, a cursor says where to go on.

1. Names in filters are looked up, regions become the places in them (`regions`).
2. One query finds the IRIs of all items with the keys that order them, which are sorted here and kept (`keys`); very
   long lists are sorted by the database, a page at a time, beginning behind the cursor's.
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
from service.rest.keys import LONGEST, Ordered, Orders


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


async def list_items(ask: Ask, collection: Collection, wanted: Wanted, *, orders: Orders, state: str) -> Page:
    """Return a page of a collection, of a state of the store. Raises RequestError for a cursor of another list."""
    cursor = None if wanted.cursor is None else read_cursor(wanted.cursor, wanted.sort)
    found, total = await _found(ask, collection, wanted, cursor, orders, state)
    shown = found[: wanted.limit]
    following = Cursor(wanted.sort, *shown[-1]).word() if len(found) > wanted.limit else None
    bodies = await gather(ask, [item for _, item in shown], collection.frame)
    return Page(bodies, total, following)


async def _found(
    ask: Ask, collection: Collection, wanted: Wanted, cursor: Cursor | None, orders: Orders, state: str
) -> tuple[list[tuple[str, str]], int]:
    """Return keys and IRIs of a page, and one more, and how many items there are in all."""
    query, order = keys_query(collection, wanted), _order(collection, wanted)
    ordered = orders.get(state, query)
    if ordered is None:
        rows = await ask(query)
        if len(rows) > LONGEST:
            total = f"SELECT (COUNT(DISTINCT ?item) AS ?total) WHERE {{ {_pattern(collection, wanted, ())} }}"
            page = await ask(page_query(collection, wanted, cursor))
            return [(key.value, item.value) for item, key in page if item and key], _number(await ask(total))
        ordered = Ordered.of(rows, numeric=order.numeric, descending=wanted.sort.startswith("-"))
        orders.put(state, query, ordered)
    return ordered.page(cursor, wanted.limit + 1), ordered.total


def keys_query(collection: Collection, wanted: Wanted) -> str:
    """Return the query for the IRIs and keys of all items, in no order."""
    parts = " ".join(_keyed(collection, wanted))
    return f"SELECT DISTINCT ?item ?by WHERE {{ {parts} }} LIMIT {LONGEST + 1} # {wanted.sort}"


def page_query(collection: Collection, wanted: Wanted, cursor: Cursor | None) -> str:
    """Return the query for the IRIs and keys of a page, and one more, which the database puts into order."""
    order, descending = _order(collection, wanted), wanted.sort.startswith("-")
    parts = _keyed(collection, wanted)
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


def _order(collection: Collection, wanted: Wanted) -> Order:
    name = wanted.sort.removeprefix("-")
    return next(one for one in collection.orders if one.name == name)


def _keyed(collection: Collection, wanted: Wanted) -> list[str]:
    """Return the parts of a query that find the items (`?item`), each with its key (`?by`)."""
    order = _order(collection, wanted)
    sought = [f"OPTIONAL {{ {_own(collection, order.pattern)} }}"] if order.pattern else []
    return [_pattern(collection, wanted, order.ways), *sought, _key(order)]


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
