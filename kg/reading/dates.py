"""Reads publication dates: as metadata gives them, and as the head of an article states them.

Nothing is guessed: a date that can be read two ways (03/04/2018), lacks its year or contradicts its own
weekday is not read at all.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from kg.errors import ReadingError
from kg.reading.edges import front_lines, head_lines

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTH = (  # a name or its abbreviation, case to be ignored
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\.?)?"
_ZONE = r"\(?(?:(?:UTC|GMT)(?:\s?[+-]\d{1,2}(?::?\d{2})?)?|[ECMP][SD]T|E[ET]ST|EET|CES?T|BST|KSA|local time)\)?"
_DATE = (
    rf"(?:(?P<y1>\d{{4}})[-/.](?P<m1>\d{{1,2}})[-/.](?P<d1>\d{{1,2}})(?!\d)"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?(?P<m2>{MONTH})[ ,-]{{1,2}}(?P<y2>\d{{4}})(?!\d)"
    rf"|(?P<m3>{MONTH}) (?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,? ?(?P<y3>\d{{4}})(?!\d)"
    rf"|(?P<a4>\d{{1,2}})[-/.](?P<b4>\d{{1,2}})[-/.](?P<y4>\d{{4}})(?!\d))"
)
_LABEL = (
    r"(?:(?:first )?(?:published|posted|date of publication|publication date|date published|date)(?: on| at)?\s*:?\s+)"
)
_STAMP = rf"(?:{_TIME},?\s+)?(?:(?P<weekday>{_WEEKDAY}),?\s+)?(?:{_TIME},?\s+)?{_DATE}"
_AFTER = rf"(?:[T\s,|/–—-]*(?:at\s+)?(?:{_TIME}|\d{{4}}(?!\d)))?(?:\s*{_ZONE})*(?:\s?\(updated[^)]{{0,40}}\))?[)\]]?"
_CREDIT = r"(?:(?:source|by|last update|last updated|updated|modified|author|via)\b.{0,80})"
_VALUE = re.compile(rf"[(\[]?{_LABEL}?{_STAMP}(?=T\d|\W|$)", re.IGNORECASE)
_LABELLED = re.compile(rf"\W*{_LABEL}{_STAMP}", re.IGNORECASE)
_LINE = re.compile(rf"[(\[]?{_STAMP}{_AFTER}[\s,|.–—-]*{_CREDIT}?$", re.IGNORECASE)
_OPENING = re.compile(rf"[(\[]?{_STAMP}{_AFTER}\s*[|–—-]?\s*(?:by\s|[\"“‘'(]?(?-i:[^\W_a-z]))", re.IGNORECASE)
_URL_DATE = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?:[/-]|$)")
_EXPECTED = "expected a date such as 2018-11-04 or 4 November 2018"


def read_date(value: str) -> date:
    """Return the date that a metadata value gives; a time beside it is left out, in its own zone.

    Raises ReadingError saying why the value is not read.
    """
    stripped = " ".join(value.split())
    if stripped.isascii() and stripped.isdigit():
        return _from_digits(stripped)
    match = _VALUE.match(stripped)
    if match is None:
        raise ReadingError(f"date {value!r} is not understood, {_EXPECTED}")
    return _date_of(match)


def find_stated_date(text: str) -> date | None:
    """Return the publication date that the head of an article states plainly, or None.

    Plainly means: behind a label ("Published July 19 2016"), alone on a line before the first paragraph
    (below it such lines head the days of a chronicle), or as the very first words ("18 November 2016 Six
    people ...").
    """
    first = next(head_lines(text), "")
    match = _OPENING.match(first) or next(filter(None, map(_LINE.match, front_lines(text))), None)
    match = next(filter(None, map(_LABELLED.match, head_lines(text))), match)
    return _date_or_none(match) if match else None


def find_date_in_url(url: str) -> date | None:
    """Return the date in a news site's path (".../2018/11/04/..."), or None."""
    match = _URL_DATE.search(url)
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def is_date_line(line: str) -> bool:
    """Tell whether a line is nothing but a date stamp."""
    line = " ".join(line.split())
    return _LINE.match(line) is not None or (len(line) < 80 and _LABELLED.match(line) is not None)


def _from_digits(digits: str) -> date:
    """Read YYYYMMDD, or seconds or milliseconds since 1970 (UTC)."""
    try:
        if len(digits) == 8:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        if len(digits) in (10, 13):
            return datetime.fromtimestamp(int(digits[:10]), UTC).date()
    except ValueError:
        pass
    raise ReadingError(f"date {digits!r} is not understood, {_EXPECTED}")


def _date_or_none(match: re.Match[str]) -> date | None:
    try:
        return _date_of(match)
    except ReadingError:
        return None


def _date_of(match: re.Match[str]) -> date:
    """Return the date of a match; raises ReadingError when it is none, two, or not of its weekday."""
    text = match.group().strip()
    try:
        read = date(*_parts(match, text))
    except ValueError as error:
        raise ReadingError(f"date {text!r} is not in the calendar, {_EXPECTED}") from error
    weekday = match["weekday"]
    if weekday and _WEEKDAYS[read.weekday()] != weekday[:3].lower():
        raise ReadingError(f"date {text!r} is not a {weekday}, {_EXPECTED}")
    return read


def _parts(match: re.Match[str], text: str) -> tuple[int, int, int]:
    if match["y1"]:
        return int(match["y1"]), int(match["m1"]), int(match["d1"])
    if match["y2"]:
        return int(match["y2"]), _month(match["m2"]), int(match["d2"])
    if match["y3"]:
        return int(match["y3"]), _month(match["m3"]), int(match["d3"])
    first, second, year = int(match["a4"]), int(match["b4"]), int(match["y4"])
    if first != second and first <= 12 and second <= 12:
        raise ReadingError(f"date {text!r} can be read two ways, {_EXPECTED}")
    return (year, second, first) if first > 12 or first == second else (year, first, second)


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1
