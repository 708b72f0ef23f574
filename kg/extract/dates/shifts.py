"""Dates that are told by their distance from another event: "two days later", "the previous September".

A distance in days gives a day; one in weeks or months gives no more than a month, one in years a year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, cast

from kg.extract.dates.edtf import earliest_day, latest_day, months_back
from kg.extract.dates.patterns import MONTH
from kg.extract.dates.readers import count_of, month_number, unit_of

Unit = Literal["day", "week", "month", "year", "named month", "month of year"]


@dataclass(frozen=True, slots=True)
class Shift:
    """A distance from the date of another event, negative when it lies before.

    For a "named month", `amount` is its number and its sign the direction; for a "month of year" it may be any
    month of the anchor's year (`years` off).
    """

    amount: int
    unit: Unit = "day"
    years: int = 0


def shift_of(kind: str, words: str, which: str) -> Shift | None:
    """Return the distance that a phrase of a kind tells with its determiner, None when it tells none."""
    fixed = {"nextday": Shift(1), "daybefore": Shift(-1), "sameday": Shift(0)}
    if kind in fixed:
        return fixed[kind]
    if kind in ("later", "offset"):
        back = words.removesuffix(" that").endswith(("earlier", "before", "prior", "previously"))
        return _counted(words, back=back != (kind == "offset"))
    if kind == "monthof" and not words.endswith(("last year", "this year")):
        off = -1 if "previous" in words else 1 if "following" in words else 0
        return Shift(_month_in(words), "month of year", years=off)
    sign = -1 if which.endswith(("previous", "preceding")) else 1 if which.endswith("following") else 0
    if sign and kind == "month":
        return Shift(sign * _month_in(words), "named month")
    if sign and kind in ("daypart", "period"):
        unit = {"week": "week", "month": "month", "year": "year"}.get(words, "day")
        return Shift(sign, cast(Unit, unit)) if kind == "daypart" or unit != "day" else None
    return None


def _month_in(words: str) -> int:
    return month_number(re.findall(MONTH, words)[0])


def _counted(words: str, *, back: bool) -> Shift | None:
    """Return the distance of "two days later"; "two days after X" says of X that it was two days before."""
    sign = -1 if back else 1
    if words.startswith(("hours", "minutes", "shortly")) or " hour" in words:
        return Shift(0)
    if words.startswith("the day"):
        return Shift(sign)
    if not re.search(r"\b(?:day|week|month|year)", words):
        return None
    count = count_of(words)
    unit = unit_of(words)
    if count is None:
        return None if unit != "day" else Shift(sign, "week")  # "a few days later": within weeks, no day is known
    return Shift(sign * count, cast(Unit, unit))


def shifted(shift: Shift, anchor: str) -> str | None:
    """Return the EDTF date that lies at a distance from an anchor, None when the anchor is too vague."""
    if shift.unit in ("year", "month of year", "named month") or (shift.unit == "month" and len(anchor) < 10):
        return _from_year(shift, anchor)
    day = latest_day(anchor) if shift.amount > 0 else earliest_day(anchor)
    if day is None:
        return None
    if shift.unit == "day":
        return (day + timedelta(days=shift.amount)).isoformat()
    if shift.unit == "week":
        return months_back(day + timedelta(days=7 * shift.amount), 0)
    return months_back(day, -shift.amount)


def _from_year(shift: Shift, anchor: str) -> str | None:
    year, _, rest = anchor.partition("-")
    if shift.unit == "month of year":
        return f"{int(year) + shift.years:04d}-{shift.amount:02d}"
    if shift.unit == "year":
        return f"{int(year) + shift.amount:04d}"
    if not rest[:2].isdigit():
        return None
    month = date(int(year), int(rest[:2]), 1)
    if shift.unit == "month":
        return months_back(month, -shift.amount)
    back, number = shift.amount < 0, abs(shift.amount)
    if back:
        return f"{month.year - (number >= month.month):04d}-{number:02d}"
    return f"{month.year + (number <= month.month):04d}-{number:02d}"
