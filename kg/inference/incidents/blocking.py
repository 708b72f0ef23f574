"""Which reports are compared at all: those that share a block, a time and a place and a family of types.

1. A report's time is the days it names; a month or a year, where it names no more; or the days before it was
   published, where it has no date.
2. Its places are the narrowest that it names, their province, their country, and cells of half a degree with
   those around them.
3. A report that names no place is compared with all of its days; one that has no day either, with those that tell of
   it in the same words.
4. A report is filed under the keys of its own blocks (`filed`) and looks under those where its fellows may be filed
   (`asked`): a day's report looks under the days around it and under its month, a month's under all days of the month.
   Whoever finds the other is found by it: asked(a) meets filed(b) when and only when asked(b) meets filed(a).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from math import floor

from kg.inference.incidents.dating import PUBLISHED_WITHIN, TOLERANCE, Dating, dating_of, days_from
from kg.inference.incidents.places import spelling
from kg.inference.incidents.tables import families
from kg.inference.reports import Report, Site
from kg.signature import word_keys

_CELL = 0.5
"""Degrees that a cell of the map is wide and high."""


def filed(report: Report) -> frozenset[str]:
    """Return the keys of the blocks that a report is in."""
    return _keys(_filed_times(dating_of(report)), _filed_places(report), report)


def asked(report: Report) -> frozenset[str]:
    """Return the keys of the blocks in which the reports are that a report is to be compared with."""
    return _keys(_asked_times(dating_of(report)), _asked_places(report), report)


def _keys(times: Iterable[str], places: Iterable[str], report: Report) -> frozenset[str]:
    kinds, cells = families(report.type), set(places)
    return frozenset(f"{time} {cell} {kind}" for time in times for cell in cells for kind in kinds)


def _filed_times(dating: Dating) -> set[str]:
    first, last = dating.first, dating.last
    if dating.kind == "days":
        return {*_days(first, last), *(f"in-{month}" for month in _months(first, last))}
    if dating.kind == "months":
        return set(_months(first, last))
    if dating.kind == "years":
        return {str(year) for year in range(first.year, last.year + 1)}
    return {f"undated-{first}"} if dating.kind == "undated" else set()


def _asked_times(dating: Dating) -> set[str]:
    first, last = dating.first, dating.last
    if dating.kind == "days":
        around = _days(days_from(first, -TOLERANCE), days_from(last, TOLERANCE))
        after = _days(first, days_from(last, PUBLISHED_WITHIN))
        return {*around, *_months(first, last), *(f"undated-{day}" for day in after)}
    if dating.kind == "months":
        return {name for month in _months(first, last) for name in (month, f"in-{month}")}
    if dating.kind == "years":
        return _filed_times(dating)
    if dating.kind == "undated":
        begin, end = days_from(first, -PUBLISHED_WITHIN), days_from(first, PUBLISHED_WITHIN)
        return {*(f"undated-{day}" for day in _days(begin, end)), *_days(begin, first)}
    return set()


def _filed_places(report: Report) -> Iterator[str]:
    if not report.places:
        yield from _unplaced(report, "nowhere")
        return
    yield "somewhere"
    for site in report.narrowest:
        if site.country is not None:
            yield f"{'broad' if site.is_broad else 'in'}-{site.country}"
        if not site.is_broad:
            yield f"named-{spelling(site.name)}"
            yield f"province-{site.province}"
            yield from _cells(site, around=0)


def _asked_places(report: Report) -> Iterator[str]:
    if not report.places:
        yield from _unplaced(report, "nowhere", "somewhere")
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


def _unplaced(report: Report, *cells: str) -> Iterator[str]:
    """Yield where a report without a place is found: anywhere on its day, else by its wording alone."""
    if dating_of(report).kind == "days":
        yield from cells
    yield from (f"words-{key}" for key in word_keys(report.context))


def _cells(site: Site, *, around: int) -> Iterator[str]:
    """Yield the cell of the map that a site lies in, and so many on each side of it."""
    if site.lat is not None and site.lon is not None:
        south, west = floor(site.lat / _CELL), floor(site.lon / _CELL)
        steps = range(-around, around + 1)
        yield from (f"cell-{south + up},{west + right}" for up in steps for right in steps)


def _days(first: date, last: date) -> list[str]:
    return [date.fromordinal(day).isoformat() for day in range(first.toordinal(), last.toordinal() + 1)]


def _months(first: date, last: date) -> list[str]:
    return sorted({day[:7] for day in _days(first, last)})
