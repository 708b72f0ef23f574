"""The parameters of a request for a list, read and checked: which filters, with which terms; sort, cursor, limit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kg.mapping.vocabulary import ITYPE, PREFIXES, VAL
from service.errors import RequestError
from service.rest import terms
from service.rest.collections import CLAIM_KINDS, Collection, Filter
from service.rest.gathering import Ask
from service.rest.listing import Bound, Wanted
from service.rest.regions import REGION, region_of, sites_in

USUAL_LIMIT, MOST = 25, 100
"""Items of a page unless the request says otherwise, and at most."""

_OWN = ("sort", "cursor", "limit")

_NAMED = {
    "actor": "?one onr:actorKind ?any .",
    "outlet": "?one onr:actorKind val:outlet .",
    "place": "?one a sem:Place .",
}
_EXACT = "SELECT DISTINCT ?one WHERE {{ {name} ?one rdfs:label|skos:altLabel ?name . {kind} }}"
_LIKE = (
    "SELECT DISTINCT ?one WHERE {{ {name} {kind} ?one rdfs:label|skos:altLabel ?called . "
    "FILTER(LCASE(STR(?called)) = LCASE(?name)) }}"
)
_THERE = "SELECT ?there WHERE {{ {one} ?one ?there ?any }} LIMIT 1"


async def read_wanted(
    pairs: Sequence[tuple[str, str]], collection: Collection, *, ask: Ask, resolve: Callable[[str], str]
) -> Wanted:
    """Read what a request wants; `resolve` makes a relative IRI or a prefixed name whole.

    Raises RequestError naming the parameter that is unknown, stands twice, or has a value that it cannot have.
    """
    given = _once(pairs, collection)
    filters = {one.name: one for one in collection.filters}
    bound: dict[str, Bound] = {}
    region = region_of({name: given.pop(name) for name in REGION if name in given})
    if region is not None:
        bound["sites"] = Bound(await sites_in(region, ask))
    for name, value in given.items():
        if name not in _OWN:
            bound[name] = await _bound(filters[name], value, ask, resolve)
    sort = given.get("sort", collection.usual)
    names = [one.name for one in collection.orders]
    if sort.removeprefix("-") not in names:
        raise RequestError(f"sort={sort!r}: expected {', '.join(names)}, with - before it for the other way round")
    return Wanted(bound, sort, given.get("cursor"), _limit(given.get("limit")))


def _once(pairs: Sequence[tuple[str, str]], collection: Collection) -> dict[str, str]:
    regional = REGION if any(one.given == "sites" for one in collection.filters) else ()
    known = (*(one.name for one in collection.filters if one.given != "sites"), *regional, *_OWN)
    given: dict[str, str] = {}
    for name, value in pairs:
        if name not in known:
            raise RequestError(f"there is no parameter {name!r}: expected {', '.join(known)}")
        if name in given:
            raise RequestError(f"the parameter {name!r} stands twice: expected it once")
        given[name] = value
    return given


def _limit(text: str | None) -> int:
    if text is None:
        return USUAL_LIMIT
    if not (text.isascii() and text.isdigit() and 0 < int(text[:6]) <= MOST and len(text) <= 6):
        raise RequestError(f"limit={text!r}: expected a number from 1 to {MOST}")
    return int(text)


async def _bound(one: Filter, value: str, ask: Ask, resolve: Callable[[str], str]) -> Bound:
    if one.given in _NAMED:
        return Bound(await _iris(one, value, ask, resolve))
    if one.given == "flag":
        if value not in ("true", "false"):
            raise RequestError(f"{one.name}={value!r}: expected true or false")
        return Bound(holds=value == "true")
    return Bound((_term(one, value),))


def _term(one: Filter, value: str) -> str:
    if one.names:
        if value not in one.names:
            raise RequestError(f"{one.name}={value!r}: expected one of {', '.join(one.names)}")
        namespaces: Mapping[str, str] = {"type": str(ITYPE), "value": str(VAL)}
        if one.given == "kind":
            prefix, _, local = CLAIM_KINDS[value].partition(":")
            return terms.iri(PREFIXES[prefix] + local)
        return terms.iri(namespaces[one.given] + value)
    if one.given == "date":
        try:
            return terms.day(date.fromisoformat(value).isoformat())
        except ValueError as error:
            raise RequestError(f"{one.name}={value!r}: expected a day like 2018-10-31") from error
    if one.given == "integer":
        if not (value.isascii() and value.isdigit() and len(value) <= 9):
            raise RequestError(f"{one.name}={value!r}: expected a whole number")
        return terms.integer(int(value))
    return terms.text(value)


async def _iris(one: Filter, value: str, ask: Ask, resolve: Callable[[str], str]) -> tuple[str, ...]:
    """Return the terms that a name, an IRI or an id stands for."""
    if ":" in value or "/" in value:
        term = terms.iri(resolve(value), one.name)
        if await ask(_THERE.format(one=terms.values("one", [term]))):
            return (term,)
        raise RequestError(f"{one.name}={value!r}: nothing in the graph has this IRI; /actors?name= and /search find")
    kind = _NAMED[one.given]
    for query, names in ((_EXACT, [terms.text(value), terms.text(value) + "@en"]), (_LIKE, [terms.text(value)])):
        rows = await ask(query.format(name=terms.values("name", names), kind=kind))
        if rows:
            return tuple(terms.iri(row[0].value) for row in rows if row[0] is not None)
    noun = "place" if one.given == "place" else "actor"
    raise RequestError(f"{one.name}={value!r}: no {noun} in the graph has this name, expected its name or its IRI")
