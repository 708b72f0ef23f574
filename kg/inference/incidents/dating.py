"""When a report says that its event was, as the comparison of reports needs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from kg.inference.incidents.tables import KEPT, phrases
from kg.inference.reports import Report

TOLERANCE = 2
"""Days by which the dates of two reports of one event may differ: nights, time zones, days of publication."""
PUBLISHED_WITHIN = 3
"""Days within which an event that bears no date is taken to have been before its article was published."""
MISREAD = 10
"""Days by which a day may be wrong that is read from the rest of the text."""

_DAYS, _MONTHS = 10, 62
"""The longest spans, in days, that are taken for days and for months."""

Kind = Literal["days", "months", "years", "undated", "never"]


@dataclass(frozen=True, slots=True)
class Dating:
    """The first and the last day that the event may have been on, and how sharp that is.

    Of an undated report both are the day of publication; of one that has none either they mean nothing (`never`).
    `unsure` says that they are the days on either side of a day that was read from the rest of the text: none is named,
    or it is told by another day ("the next day").
    """

    kind: Kind
    first: date = date.min
    last: date = date.min
    unsure: bool = False

    @property
    def is_day(self) -> bool:
        """Whether this is one day."""
        return self.kind == "days" and self.first == self.last


@lru_cache(maxsize=KEPT)
def dating_of(report: Report) -> Dating:
    """Return when a report says that its event was; a span with an open end is a date of that end's year."""
    earliest, latest, words = report.earliest, report.latest, report.date_words
    begin, end = earliest or latest, latest or earliest
    published = _day(report.published)
    if begin is None or end is None:
        return Dating("never") if published is None else Dating("undated", published, published)
    first, last = date.fromisoformat(begin), date.fromisoformat(end)
    if earliest is None or latest is None:
        return Dating("years", first, last)
    if first == last and (not words or _is_told(words)):
        until = days_from(last, MISREAD)
        if published is not None and last <= published:
            until = min(until, published)
        return Dating("days", days_from(first, -MISREAD), until, unsure=True)
    if published is not None and first <= published < last:
        last = published  # "this month" in an article: until the day of the article
    length = (last - first).days + 1
    return Dating("days" if length <= _DAYS else "months" if length <= _MONTHS else "years", first, last)


def gap(one: Dating, other: Dating) -> int:
    """Return how many days lie between two spans, 0 when they overlap."""
    return max(0, (other.first - one.last).days, (one.first - other.last).days)


def days_from(day: date, number: int) -> date:
    """Return the day so many days later, or earlier; the calendar's first or last day where it ends before."""
    return date.fromordinal(min(max(day.toordinal() + number, date.min.toordinal()), date.max.toordinal()))


def days_between(one: Report, other: Report) -> int:
    """Return how many days lie between the dates as they are given, 0 when they overlap, -1 when one has none."""
    ours, theirs = _given(one), _given(other)
    return -1 if ours is None or theirs is None else gap(ours, theirs)


@lru_cache(maxsize=KEPT)
def _given(report: Report) -> Dating | None:
    if not (report.earliest and report.latest):
        return None
    return Dating("days", date.fromisoformat(report.earliest), date.fromisoformat(report.latest))


def _is_told(words: tuple[str, ...]) -> bool:
    said = f" {' '.join(' '.join(words).casefold().split())} "
    return any(f" {phrase} " in said for phrase in phrases("told_days.txt"))


def _day(published: str | None) -> date | None:
    return date.fromisoformat(published[:10]) if published else None
