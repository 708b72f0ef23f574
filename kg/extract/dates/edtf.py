"""Reads and writes EDTF dates: days, months, years and intervals of these."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date


def earliest_day(edtf: str) -> date | None:
    """Return the first day of a full date or of an interval that starts with one, else None."""
    return _full_day(edtf.split("/")[0])


def latest_day(edtf: str) -> date | None:
    """Return the last day of a full date or of an interval that ends with one, else None."""
    return _full_day(edtf.split("/")[-1])


def bounds(edtf: str) -> tuple[date, date]:
    """Return the first and the last day that a date of this module may cover."""
    first, last = edtf.split("/")[0], edtf.split("/")[-1]
    return _edge(first, last=False), _edge(last, last=True)


def spanning(dates: Sequence[str]) -> str | None:
    """Return the interval from the first to the last of some dates, None when there is none."""
    days = [day for one in dates for day in bounds(one)]
    return span_of(min(days), max(days)) if days else None


def _edge(part: str, *, last: bool) -> date:
    year, month, day = (int(n) if n else 0 for n in (*part.rstrip("~").split("-"), "", "")[:3])
    month = month or (12 if last else 1)
    return date(year, month, day or (calendar.monthrange(year, month)[1] if last else 1))


def _full_day(part: str) -> date | None:
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})~?", part)
    return date.fromisoformat(found.group(1)) if found else None


def day_of(year: int, month: int, day: int) -> str | None:
    """Return a day as EDTF, None when the calendar has no such day."""
    found = calendar_day(year, month, day)
    return found.isoformat() if found else None


def calendar_day(year: int, month: int, day: int) -> date | None:
    """Return a day, None when the calendar has no such day."""
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def from_on(edtf: str, day: date) -> str:
    """Return the interval from a date to a day; the date alone where it begins later (a text older than its words)."""
    first = edtf.split("/")[0]
    return f"{first}/{day.isoformat()}" if _edge(first, last=False) <= day else first


def span_of(first: date, last: date) -> str:
    """Return the interval from a day to another, a day alone when they are one."""
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def months_back(day: date, count: int) -> str:
    """Return the month that lies count months before that of a day, as EDTF."""
    months = day.year * 12 + day.month - 1 - count
    return f"{months // 12:04d}-{months % 12 + 1:02d}"
