"""Resolves the phrases that the pattern found, one reader for each kind of core, against the day of publication."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from kg.extract.dates.edtf import calendar_day, day_of, months_back, span_of
from kg.extract.dates.patterns import COUNT, MONTH, MONTHS, UNIT, WEEKDAY, WEEKDAYS, YEAR
from kg.extract.numbers import read_number

# A date without a year may lie a little ahead of its article (announcements); further ahead it is last year's.
_AHEAD = timedelta(days=35)

Reader = Callable[[re.Match[str], date | None], str | None]


def _iso(match: re.Match[str], published: date | None) -> str | None:
    year, month, day = match["iso"].split("-")
    return day_of(int(year), int(month), int(day))


def _numeric(match: re.Match[str], published: date | None) -> str | None:
    first, second, year = (int(part) for part in match["numeric"].split(match["mark"]))
    if first > 12 or first == second or match["mark"] != "/":
        return day_of(year, second, first)
    return day_of(year, first, second) if second > 12 else None


def _past_day(match: re.Match[str], published: date | None) -> str | None:
    return span_of(published - timedelta(days=1), published) if published else None


def _weekdays(match: re.Match[str], published: date | None) -> str | None:
    if published is None:
        return None
    first, last = (WEEKDAYS.index(name) for name in re.findall(WEEKDAY, match["weekdays"])[:2])
    end = _last_weekday(last, published)
    if "midnight" in match["weekdays"]:
        return end.isoformat()  # "after midnight of Tuesday - Wednesday"
    return span_of(_last_weekday(first, end), end)


def _month_day(match: re.Match[str], published: date | None) -> str | None:
    words = match[match.lastgroup or 0]
    months = [month_number(name) for name in re.findall(MONTH, words)]
    years = re.findall(YEAR, words)
    days = [int(found) for found in re.findall(r"\d{1,2}", re.sub(YEAR, "", words))]
    if match["lead"] == "in" and not years and len(days) == 1 and not re.search(r"\d[snrt]", words):
        return _bare_month(months[0], "", published)  # "In March 20 people": a comma was lost
    ahead = timedelta(0) if match["lead"] in ("since", "after") else _AHEAD
    last = _dated(int(years[0]) if years else None, months[-1], days[-1], published, ahead)
    first = _dated(last.year if last else None, months[0], days[0], published, ahead) if len(days) > 1 else last
    if first and last and first > last and months[0] > months[-1]:
        first = calendar_day(last.year - 1, months[0], days[0])  # "December 12 to January 3"
    return span_of(first, last) if first and last and first <= last else None


def _quarter(match: re.Match[str], published: date | None) -> str | None:
    words = match["quarter"].removeprefix("the ").split()
    number = 4 if words[0] == "last" else ("first", "second", "third", "fourth").index(words[0]) + 1
    return f"{words[-1]}-{3 * number - 2:02d}/{words[-1]}-{3 * number:02d}"


def _month_year(match: re.Match[str], published: date | None) -> str | None:
    name, year = re.search(MONTH, match["monthyear"]), re.search(YEAR, match["monthyear"])
    return f"{year.group()}-{month_number(name.group()):02d}" if name and year else None


def _month_of_year(match: re.Match[str], published: date | None) -> str | None:
    words = match["monthof"]
    if published is None or not words.endswith(("last year", "this year")):
        return None
    year = published.year - words.endswith("last year")
    return f"{year:04d}-{month_number(re.findall(MONTH, words)[0]):02d}"


def _month(match: re.Match[str], published: date | None) -> str | None:
    name = re.findall(MONTH, match["month"])[-1]
    return _bare_month(month_number(name), match["which"] or "", published)


def _weekday(match: re.Match[str], published: date | None) -> str | None:
    which = match["which"] or ""
    name = re.search(WEEKDAY, match["weekday"])
    if published is None or name is None or which.endswith(("next", "following", "coming")):
        return None
    day = _last_weekday(WEEKDAYS.index(name.group()), published)
    if match["weekday"].endswith("last week"):
        monday = published - timedelta(days=published.weekday() + 7)
        return (monday + timedelta(days=WEEKDAYS.index(name.group()))).isoformat()
    if which.endswith(("last", "past", "previous")) and published - day <= timedelta(days=1):
        day -= timedelta(days=7)  # on a Tuesday, Monday is "Monday" or "yesterday"
    return day.isoformat()


def _today(match: re.Match[str], published: date | None) -> str | None:
    return published.isoformat() if published else None


def _yesterday(match: re.Match[str], published: date | None) -> str | None:
    return (published - timedelta(days=1)).isoformat() if published else None


def _before_yesterday(match: re.Match[str], published: date | None) -> str | None:
    return (published - timedelta(days=2)).isoformat() if published else None


def _day_part(match: re.Match[str], published: date | None) -> str | None:
    if published is None or match["which"] not in ("this", "last"):
        return None
    return (published - timedelta(days=1 if match["which"] == "last" else 0)).isoformat()


def _overnight(match: re.Match[str], published: date | None) -> str | None:
    return span_of(published - timedelta(days=1), published) if published else None


def _weekend(match: re.Match[str], published: date | None) -> str | None:
    which = match["which"] or ""
    if published is None or which.endswith(("next", "coming")):
        return None
    sunday = published + timedelta(days=1) if published.weekday() == 5 else _last_weekday(6, published)
    if which.endswith("last") and published.weekday() >= 5:
        sunday -= timedelta(days=7)
    return span_of(sunday - timedelta(days=1), sunday)


def _ago(match: re.Match[str], published: date | None) -> str | None:
    count, unit = count_of(match["ago"]), unit_of(match["ago"])
    if published is None or count is None:
        return None
    if unit == "year":
        return f"{published.year - count:04d}"
    if unit == "month":
        return months_back(published, count)
    if unit == "week":
        return f"{(published - timedelta(days=7 * count)).isoformat()}~"
    days = count if unit == "day" else (count + 12) // 24
    return (published - timedelta(days=days)).isoformat()


def _past_span(match: re.Match[str], published: date | None) -> str | None:
    count, unit = count_of(f"{match['length']} "), unit_of(match["span"])
    if published is not None and count is None and unit == "hour" and _points_back(match):
        return published.isoformat()
    if published is None or count is None or not _points_back(match):
        return None
    if unit == "year":
        return f"{published.year - count:04d}/{published.year:04d}"
    if unit == "month":
        return f"{months_back(published, count)}/{months_back(published, 0)}"
    days = {"hour": -(-count // 24), "day": count, "week": 7 * count}[unit]
    return span_of(published - timedelta(days=days), published)


def _period(match: re.Match[str], published: date | None) -> str | None:
    which, unit = match["which"] or "", match["period"]
    if published is None or not (which == "this" or _points_back(match)):
        return None
    if which in ("the past", "past") or (which == "the last" and match["lead"] in ("in", "over", "within", "during")):
        days = {"week": 7, "month": 30, "year": 365}.get(unit)
        return span_of(published - timedelta(days=days), published) if days else None
    back = 0 if which == "this" else 1
    if unit == "year":
        return f"{published.year - back:04d}"
    if unit == "month":
        return months_back(published, back)
    if unit == "week":
        return _week(published, back)
    return _season(unit, back, published)


def _start_of(match: re.Match[str], published: date | None) -> str | None:
    if published is None:
        return None
    unit = match["startof"].split()[-1]
    day = published - timedelta(days=published.weekday())
    return {"week": day.isoformat(), "month": f"{published:%Y-%m}", "year": f"{published:%Y}"}[unit]


def _points_back(match: re.Match[str]) -> bool:
    return bool(match["which"]) and match["which"].split()[-1] in ("last", "past", "previous", "preceding")


def _week(published: date, back: int) -> str:
    monday = published - timedelta(days=published.weekday() + 7 * back)
    return span_of(monday, monday + timedelta(days=6) if back else published)


def _season(name: str, back: int, published: date) -> str:
    first = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}[name]
    year = published.year
    if published.month < first or (back and published.month <= first + 2):
        year -= 1
    last_year, last = (year, first + 2) if first < 12 else (year + 1, 2)
    return f"{year:04d}-{first:02d}/{last_year:04d}-{last:02d}"


def _years(match: re.Match[str], published: date | None) -> str | None:
    first, last = re.findall(YEAR, match["years"])[:2]
    return f"{first}/{last}" if first < last else None


def _year(match: re.Match[str], published: date | None) -> str | None:
    return str(match["year"])


def _open(match: re.Match[str], published: date | None) -> str | None:
    return None


READERS: dict[str, Reader] = {
    "iso": _iso,
    "numeric": _numeric,
    "clock": _past_day,
    "pastday": _past_day,
    "weekdays": _weekdays,
    "monthday": _month_day,
    "daymonth": _month_day,
    "monthyear": _month_year,
    "month": _month,
    "monthof": _month_of_year,
    "weekday": _weekday,
    "beforeyesterday": _before_yesterday,
    "yesterday": _yesterday,
    "today": _today,
    "midnight": _today,
    "tomorrow": _open,
    "overnight": _overnight,
    "weekend": _weekend,
    "ago": _ago,
    "span": _past_span,
    "daypart": _day_part,
    "period": _period,
    "recent": _open,
    "startof": _start_of,
    "quarter": _quarter,
    "years": _years,
    "year": _year,
}


def _dated(year: int | None, month: int, day: int, published: date | None, ahead: timedelta) -> date | None:
    if year is not None:
        return calendar_day(year, month, day)
    if published is None:
        return None
    candidates = (calendar_day(published.year + back, month, day) for back in (1, 0, -1))
    return next((found for found in candidates if found and found <= published + ahead), None)


def _bare_month(month: int, which: str, published: date | None) -> str | None:
    if published is None or which.endswith(("next", "coming")):
        return None
    year = published.year
    if month > published.month or (which.endswith(("last", "past")) and month == published.month):
        year -= 1
    return f"{year:04d}-{month:02d}"


def _last_weekday(weekday: int, published: date) -> date:
    return published - timedelta(days=(published.weekday() - weekday) % 7)


def month_number(name: str) -> int:
    """Return the number of a month by its name or abbreviation."""
    return next(number for number, month in enumerate(MONTHS, start=1) if month.startswith(name[:3]))


def count_of(words: str) -> int | None:
    """Return the number at the head of "two days later", None for "several" and the like."""
    found = re.search(rf"(?<!\w){COUNT}(?= )", words)
    if not found or found.group() in ("few", "several"):
        return None
    return {"a": 1, "an": 1, "couple of": 2}.get(found.group()) or read_number(found.group())


def unit_of(words: str) -> str:
    """Return the unit of time that words name last."""
    return str(re.findall(UNIT, words)[-1])
