"""A timeline: how many incidents began in each month, as bars that lead to the incidents of that month."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass

from service.web.figures import Month

WIDTH, HEIGHT = 960, 90
_LABEL = 16
_LONGEST = 600


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
    named: bool


def columns(months: Sequence[Month]) -> list[Column]:
    """Return the bars from the first month to the last, those without incidents with no height."""
    if not months:
        return []
    known = {one.month: one.number for one in months}
    span = _span(months[0].month, months[-1].month)[-_LONGEST:]
    highest = max(known.values())
    width = WIDTH / len(span)
    every = max(1, round(len(span) / 12))
    return [
        Column(
            x=round(number * width, 1),
            width=round(max(1.0, min(width - 1, 40.0)), 1),
            height=round((HEIGHT - _LABEL) * known.get(month, 0) / highest, 1),
            number=known.get(month, 0),
            month=month,
            first=f"{month}-01",
            last=f"{month}-{calendar.monthrange(int(month[:4]), int(month[5:7]))[1]:02}",
            named=number % every == 0,
        )
        for number, month in enumerate(span)
    ]


def _span(first: str, last: str) -> list[str]:
    (year, month), found = map(int, first.split("-")), [first]
    while found[-1] < last:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        found.append(f"{year:04}-{month:02}")
    return found
