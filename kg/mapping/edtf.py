"""Read Extended Date/Time Format strings (https://www.loc.gov/standards/datetime/) as the days they may cover.

Understood: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, `X` for an unspecified month or day, the qualifiers `?`, `~`, `%` at the
end, and intervals `A/B` of these where `..` or nothing is an open or unknown end.
"""

from __future__ import annotations

import calendar
import re
from typing import NamedTuple

_DATE = re.compile(r"(\d{4})(?:-(\d\d|XX))?(?:-(\d\d|XX))?[?~%]?")
_OPEN = ("", "..")


class Days(NamedTuple):
    """The first and the last day that a date may cover, as ISO dates; None where it is open."""

    earliest: str | None
    latest: str | None


def find_days(edtf: str) -> Days | None:
    """Return the days that an EDTF string may cover, or None when it is not one that we understand."""
    first, slash, last = edtf.partition("/")
    if not slash:
        return _days(first)
    begin = Days(None, None) if first in _OPEN else _days(first)
    end = Days(None, None) if last in _OPEN else _days(last)
    if begin is None or end is None or (first in _OPEN and last in _OPEN):
        return None
    return Days(begin.earliest, end.latest)


def is_day(edtf: str) -> bool:
    """Tell whether an EDTF string is one calendar day and so an xsd:date."""
    days = find_days(edtf)
    return days is not None and days.earliest == edtf


def _days(text: str) -> Days | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = match.groups()
    if year == "0000" or (month == "XX" and day not in (None, "XX")):
        return None
    if month in (None, "XX"):
        return Days(f"{year}-01-01", f"{year}-12-31")
    if not 1 <= int(month) <= 12:
        return None
    last = calendar.monthrange(int(year), int(month))[1]
    if day in (None, "XX"):
        return Days(f"{year}-{month}-01", f"{year}-{month}-{last}")
    return Days(f"{year}-{month}-{day}", f"{year}-{month}-{day}") if 1 <= int(day) <= last else None
