"""A timeline: how many incidents began in each month, as bars that lead to the incidents of that month.

A few incidents long before all others would press these into a corner: they are only counted, beside the bars.
"""

from __future__ import annotations

import calendar
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.web.figures import Month

WIDTH, HEIGHT = 960, 90
_LABEL = 16
_LONGEST = 600
_GAP, _FEW = 36, 0.02
"""Months without incidents, behind which at most this share of all incidents is left out."""
_NAMES = 12
"""Names below the bars, at most."""


@dataclass(frozen=True, slots=True)
class Column:
    """The bar of a month: where it stands, how high it is, and the days that it is of."""

    x: float
    width: float
    height: float
    number: int
    month: str
    first: str
    last: str
    name: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The bars, how many incidents are before them, and the last day of these."""

    columns: tuple[Column, ...]
    earlier: int = 0
    until: str = ""


def timeline(months: Sequence[Month]) -> Timeline:
    """Return the bars from the first month to the last, those without incidents with no height."""
    shown = _without_few(months)
    if not shown:
        return Timeline(())
    span = _span(shown[0].month, shown[-1].month)[-_LONGEST:]
    known = {one.month: one.number for one in shown}
    earlier = sum(one.number for one in months if one.month < span[0])
    highest, width = max(known.get(month, 0) for month in span), WIDTH / len(span)
    names = _names(span)
    columns = tuple(
        Column(
            x=round(number * width, 1),
            width=round(max(1.0, min(width - 1, 40.0)), 1),
            height=round((HEIGHT - _LABEL) * known.get(month, 0) / highest, 1),
            number=known.get(month, 0),
            month=month,
            first=f"{month}-01",
            last=_last_day(month),
            name=names.get(month, ""),
        )
        for number, month in enumerate(span)
    )
    return Timeline(columns, earlier, _last_day(_before(span[0])) if earlier else "")


def _without_few(months: Sequence[Month]) -> Sequence[Month]:
    """Return the months without those of a few incidents long before the others."""
    total, passed = sum(one.number for one in months), 0
    start = 0
    for number, (one, following) in enumerate(pairwise(months), start=1):
        passed += one.number
        if passed > _FEW * total:
            break
        if _number(following.month) - _number(one.month) > _GAP:
            start = number
    return months[start:]


def _names(span: Sequence[str]) -> dict[str, str]:
    """Return the names of some months: the years, where there are several."""
    years = [month for month in span if month.endswith("-01")]
    if len(span) > 2 * _NAMES and years:
        return {month: month[:4] for month in years[:: math.ceil(len(years) / _NAMES)]}
    return {month: month for month in span[:: math.ceil(len(span) / _NAMES)]}


def _number(month: str) -> int:
    return 12 * int(month[:4]) + int(month[5:7]) - 1


def _before(month: str) -> str:
    year, number = divmod(_number(month) - 1, 12)
    return f"{year:04}-{number + 1:02}"


def _last_day(month: str) -> str:
    return f"{month}-{calendar.monthrange(int(month[:4]), int(month[5:7]))[1]:02}"


def _span(first: str, last: str) -> list[str]:
    (year, month), found = map(int, first.split("-")), [first]
    while found[-1] < last:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        found.append(f"{year:04}-{month:02}")
    return found
