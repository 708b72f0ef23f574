"""Which reports are compared at all: those that share a time, a place and a family of types.

1. A report's time is the days it names; a month or a year, where it names no more; or the days before it was
   published, where it has no date.
2. Its places are the narrowest that it names, their province, their country, and cells of half a degree with
   those around them.
3. A report that names no place is compared with all of its days; one that has no day either, with those that tell of
   it in the same words.
4. A report has times and places of its own, and looks for those of its fellows: a day's report looks at the days
   around it and at its month, a month's at all days of the month. Two reports `meet` when one has a time and a place
   that the other looks for; whoever finds the other is found by it.
5. To be found, a report is filed under a few blocks (`filed`), each a time and a place; times of days are cut into
   spans of eight. Its fellows, and some that it does not meet, are in those that it asks for (`asked`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import floor

from kg.inference.incidents.dating import PUBLISHED_WITHIN, TOLERANCE, Dating, dating_of, days_from
from kg.inference.incidents.places import spelling
from kg.inference.incidents.tables import families
from kg.inference.reports import Report, Site
from kg.signature import word_keys

ANYWHERE = "anywhere"
"""The place that every report is filed under: where a time has nobody there, it has nobody in any of its blocks."""

_CELL = 0.5
"""Degrees that a cell of the map is wide and high."""
_SPAN = 8
"""Days in the time of one block."""

Times = frozenset[int | str]
"""Days by their ordinals, negative ones for days of publication; months and years by their names."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The times, places and families of a report: its own, and those it looks for."""

    times: Times
    looked_for: Times
    places: frozenset[str]
    near: frozenset[str]
    kinds: frozenset[str]


def meet(one: Report, other: Report) -> bool:
    """Return whether two reports are to be compared."""
    ours, theirs = whereabouts(one), whereabouts(other)
    return not (
        ours.looked_for.isdisjoint(theirs.times)
        or ours.near.isdisjoint(theirs.places)
        or ours.kinds.isdisjoint(theirs.kinds)
    )


@lru_cache(maxsize=50_000)
def whereabouts(report: Report) -> Whereabouts:
    """Return when, where and of which kinds a report is."""
    dating = dating_of(report)
    return Whereabouts(
        times=frozenset(_times(dating)),
        looked_for=frozenset(_times_looked_for(dating)),
        places=frozenset(_places(report)),
        near=frozenset(_places_near(report)),
        kinds=frozenset(families(report.type)),
    )


@lru_cache(maxsize=10_000)
def filed(report: Report) -> frozenset[str]:
    """Return the blocks that a report is in."""
    found = whereabouts(report).places
    places = {ANYWHERE, *found} if found else ()
    return frozenset(f"{time} {place}" for time in _filed_times(dating_of(report)) for place in places)


def asked(report: Report) -> dict[str, frozenset[str]]:
    """Return the blocks in which the reports are that a report is to be compared with, by their times."""
    near = whereabouts(report).near
    return {time: frozenset(f"{time} {place}" for place in near) for time in sorted(_asked_times(dating_of(report)))}


def _times(dating: Dating) -> Iterator[int | str]:
    first, last = dating.first, dating.last
    if dating.kind == "days":
        yield from range(first.toordinal(), last.toordinal() + 1)
        yield from (f"in {month}" for month in _months(first, last))
    elif dating.kind == "months":
        yield from _months(first, last)
    elif dating.kind == "years":
        yield from map(str, range(first.year, last.year + 1))
    elif dating.kind == "undated":
        yield -first.toordinal()


def _times_looked_for(dating: Dating) -> Iterator[int | str]:
    first, last = dating.first, dating.last
    if dating.kind == "days":
        yield from _around(dating, TOLERANCE, TOLERANCE)
        yield from (-day for day in _around(dating, 0, PUBLISHED_WITHIN))
        yield from _months(first, last)
    elif dating.kind == "months":
        yield from (name for month in _months(first, last) for name in (month, f"in {month}"))
    elif dating.kind == "years":
        yield from _times(dating)
    elif dating.kind == "undated":
        yield from (-day for day in _around(dating, PUBLISHED_WITHIN, PUBLISHED_WITHIN))
        yield from _around(dating, PUBLISHED_WITHIN, 0)


def _filed_times(dating: Dating) -> set[str]:
    first, last = dating.first, dating.last
    if dating.kind in ("days", "undated"):
        return _spans(first, last)
    return {str(time) for time in _times(dating)}


def _asked_times(dating: Dating) -> set[str]:
    first, last = dating.first, dating.last
    if dating.kind == "days":
        return _spans(days_from(first, -TOLERANCE), days_from(last, PUBLISHED_WITHIN)) | set(_months(first, last))
    if dating.kind == "undated":
        return _spans(days_from(first, -PUBLISHED_WITHIN), days_from(first, PUBLISHED_WITHIN))
    if dating.kind == "months":
        return _spans(first.replace(day=1), days_from(last.replace(day=28), 3)) | set(_months(first, last))
    return {str(time) for time in _times(dating)}


def _places(report: Report) -> Iterator[str]:
    if not report.places:
        yield from _unplaced(report, "nowhere")
        return
    for site in report.narrowest:
        if site.country is not None:
            yield f"{'broad' if site.is_broad else 'in'}-{site.country}"
        if not site.is_broad:
            yield f"named-{spelling(site.name)}"
            yield f"province-{site.province}"
            yield from _cells(site, around=0)
    yield ANYWHERE


def _places_near(report: Report) -> Iterator[str]:
    if not report.places:
        yield from _unplaced(report, "nowhere", ANYWHERE)
        return
    yield "nowhere"
    for site in report.narrowest:
        if site.country is not None:
            yield f"broad-{site.country}"
        if site.is_broad:
            yield f"in-{site.country}"
        else:
            yield f"named-{spelling(site.name)}"
            yield f"province-{site.province}"
            yield from _cells(site, around=1)


def _unplaced(report: Report, *places: str) -> Iterator[str]:
    """Yield where a report without a place is found: anywhere on its day, else by its wording alone."""
    if dating_of(report).kind == "days":
        yield from places
    yield from (f"words-{key}" for key in word_keys(report.context))


def _cells(site: Site, *, around: int) -> Iterator[str]:
    """Yield the cell of the map that a site lies in, and so many on each side of it."""
    if site.lat is not None and site.lon is not None:
        south, west = floor(site.lat / _CELL), floor(site.lon / _CELL)
        steps = range(-around, around + 1)
        yield from (f"cell-{south + up},{west + right}" for up in steps for right in steps)


def _around(dating: Dating, before: int, after: int) -> Iterable[int]:
    first, last = days_from(dating.first, -before), days_from(dating.last, after)
    return range(first.toordinal(), last.toordinal() + 1)


def _spans(first: date, last: date) -> set[str]:
    """Return the spans of eight days, named by their first, that some days lie in."""
    return {_span(number) for number in range(first.toordinal() // _SPAN, last.toordinal() // _SPAN + 1)}


@lru_cache(maxsize=10_000)
def _span(number: int) -> str:
    return date.fromordinal(max(1, number * _SPAN)).isoformat()


def _months(first: date, last: date) -> list[str]:
    numbers = range(12 * first.year + first.month - 1, 12 * last.year + last.month)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]
