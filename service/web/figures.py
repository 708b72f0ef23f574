"""Figures of the whole graph that pages show, and what is read once for a state of it and then kept.

To count what is in the graph takes the longer the larger it is; but a state of the graph never changes, so that its
figures are read when it is first seen. Long lists are read by a calendar: how many items each day has says which days
a page of the list is of, and only these are looked at.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, TypeVar

from kg.mapping.iris import INFERENCE
from service.web.facts import Ask, iri, rows
from service.web.narrowing import day

Value = TypeVar("Value")

_COUNTED = {
    "articles": "?one a onr:ArticleRevision",
    "incidents": "?one a onr:Incident",
    "statements": "?one a onr:Statement",
    "claims": "?one a schema:Claim",
    "actors": "?one onr:actorKind ?kind FILTER(?kind != val:unnamed)",
    "places": "?one a sem:Place",
}
_COUNT = '{{ SELECT ("{noun}" AS ?noun) (COUNT(*) AS ?number) WHERE {{ {pattern} }} }}'
_COUNTS = "SELECT ?noun ?number WHERE {{ {counts} }}".format(
    counts=" UNION ".join(_COUNT.format(noun=noun, pattern=pattern) for noun, pattern in _COUNTED.items())
)
_DAYS = "SELECT ?day (COUNT(*) AS ?number) WHERE {{ {pattern} }} GROUP BY ?day"
_BETWEEN = """
SELECT DISTINCT ?item ?day WHERE {{
  {{ SELECT ?item ?day WHERE {{ {pattern} FILTER(?day >= {first} && ?day <= {last}) }} }}
}} ORDER BY DESC(?day) ?item LIMIT {limit} OFFSET {offset}
"""
_INCIDENTS = "GRAPH {inferred} {{ ?item onr:earliest ?day }}"
_ARTICLES = "?item schema:datePublished ?day ; dcterms:identifier ?identifier"
_CONTESTED = """
SELECT ?incident (COUNT(?relation) AS ?number) WHERE {
  ?relation rdf:predicate onr:contradicts ; onr:incident ?incident
} GROUP BY ?incident ORDER BY DESC(?number) ?incident LIMIT 5
"""
_LISTS = 8
"""Lists that are kept of a state."""


@dataclass(frozen=True, slots=True)
class Month:
    """How many incidents began in a month (`2018-10`)."""

    month: str
    number: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """How many items each day has, the latest first; `pattern` finds items (`?item`) with their days (`?day`)."""

    pattern: str
    days: tuple[tuple[str, int], ...]

    @classmethod
    async def read(cls, ask: Ask, pattern: str) -> Calendar:
        """Count the items that have a day."""
        found = await rows(ask, _DAYS.format(pattern=pattern))
        days = ((row["day"], int(row["number"])) for row in found if "day" in row)
        return cls(pattern, tuple(sorted(days, reverse=True)))

    @property
    def items(self) -> int:
        """How many items have a day."""
        return sum(number for _, number in self.days)

    def months(self) -> list[Month]:
        """Return the months that have items, in their order."""
        months: dict[str, int] = {}
        for one, number in reversed(self.days):
            months[one[:7]] = months.get(one[:7], 0) + number
        return [Month(*one) for one in months.items()]

    def query(self, start: int, size: int) -> str | None:
        """Return the query for so many items from a place on, None when there are not so many that have a day."""
        ends = list(accumulate(number for _, number in self.days))
        if not ends or start + size > ends[-1]:
            return None
        first = next(place for place, end in enumerate(ends) if end > start)
        last = next(place for place, end in enumerate(ends) if end >= start + size)
        since, until = self.days[last][0], self.days[first][0]
        passed = ends[first] - self.days[first][1]
        return _BETWEEN.format(
            pattern=self.pattern, first=day(since), last=day(until), limit=size, offset=start - passed
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """What is in the graph: how many of each kind, on which days, and which incidents are contested most."""

    counts: dict[str, int]
    incidents: Calendar
    articles: Calendar
    contested: tuple[str, ...]

    @property
    def period(self) -> tuple[str | None, str | None]:
        """The first and the last day on which an article was published."""
        days = self.articles.days
        return (days[-1][0], days[0][0]) if days else (None, None)


async def read_figures(ask: Ask, base: str) -> Figures:
    """Read the figures of the graph; `base` is the IRI of the data."""
    counts, incidents, articles, contested = await asyncio.gather(
        rows(ask, _COUNTS),
        Calendar.read(ask, _INCIDENTS.format(inferred=iri(base + INFERENCE))),
        Calendar.read(ask, _ARTICLES),
        rows(ask, _CONTESTED),
    )
    found = {row["noun"]: int(row["number"]) for row in counts}
    return Figures(
        counts={noun: found.get(noun, 0) for noun in _COUNTED},
        incidents=incidents,
        articles=articles,
        contested=tuple(row["incident"] for row in contested if "incident" in row),
    )


@dataclass(slots=True)
class _Kept:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    value: Any = None


class Once:
    """What is read once for a state of the graph, however many ask for it; of its lists, those that were asked last."""

    def __init__(self) -> None:
        self._state = ""
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()

    async def of(self, state: str, key: Hashable, read: Callable[[], Awaitable[Value]]) -> Value:
        """Return what was read for a state by this key; read it, and keep it, when nothing was."""
        if state != self._state:
            self._state, self._kept = state, OrderedDict()
        one = self._kept.setdefault(key, _Kept())
        self._kept.move_to_end(key)
        while len(self._kept) > _LISTS:
            self._kept.popitem(last=False)
        async with one.lock:
            if one.value is None:
                one.value = await read()
        found: Value = one.value
        return found
