"""Read temporal phrases ("late on Tuesday night", "Oct. 30", "in the past 24 hours") as EDTF dates.

1. Words that dates are made of are looked up first; the phrases are sought around these only.
2. One compiled pattern takes a phrase apart (`patterns`): preposition, stage ("early", "mid-"), determiner ("last"),
   core. The kind of core is the name of its group, and each kind has a reader (`readers`).
3. A phrase is resolved against the day of publication. A weekday is the most recent such day, the day of
   publication included; a month without a year is the most recent one. Without a day of publication
   only what the words themselves fix is resolved.
4. A phrase that counts from another event ("the next day") keeps its distance as `shift` (`shifts`), for `resolve` to
   apply to that event's date.

EDTF: https://www.loc.gov/standards/datetime/ (days, months, years and intervals of these).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from kg.extract.dates.edtf import bounds, earliest_day, from_on, latest_day, spanning
from kg.extract.dates.lengths import days_told
from kg.extract.dates.patterns import KEY, LEAD, MONTH, PHRASE, SHORT_WEEKDAY
from kg.extract.dates.readers import READERS
from kg.extract.dates.shifts import Shift, shift_of, shifted
from kg.extract.triggers import event_nouns

__all__ = [
    "DatePhrase",
    "Shift",
    "bounds",
    "day_of_news",
    "days_told",
    "earliest_day",
    "find_dates",
    "latest_day",
    "resolve",
    "spanning",
]

Relation = Literal["on", "since", "until", "before", "after", "offset", "repeated"]

_TO_COME = timedelta(days=366)  # behind the day of publication, which may be wrong
_REACH = 60  # characters that a phrase may extend before and behind its key word
_RELATIONS: dict[str, Relation] = {
    "since": "since",
    "until": "until",
    "till": "until",
    "before": "before",
    "after": "after",
    "following": "after",
}
# Prepositions after which a bare month or year is a date, and not a name or a count.
_DATING = frozenset(LEAD[3 : LEAD.index(")")].split("|"))
_NAMED = frozenset({"weekdays", "monthday", "daymonth", "monthyear", "month", "weekday", "monthof"})


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A temporal phrase of a text.

    `edtf` is None when the text alone does not fix it. `relation` says how an event stands to it;
    "since" phrases run to the day of publication. `shift` counts from another event; where the relation is "offset",
    the phrase says when the event behind it was ("two days after the army had left").
    """

    start: int
    end: int
    text: str
    edtf: str | None
    relation: Relation = "on"
    shift: Shift | None = None


@lru_cache(maxsize=512)
def find_dates(text: str, published: date | None) -> tuple[DatePhrase, ...]:
    """Return the temporal phrases of text, in order, not overlapping."""
    lowered = _lowered(text)
    found: list[DatePhrase] = []
    for start, end in _windows(lowered):
        for match in PHRASE.finditer(lowered, start, end):
            phrase = _phrase(match, text, published)
            if phrase is not None and (not found or phrase.start >= found[-1].end):
                found.append(phrase)
    return tuple(_joined(_of_year(found), text, lowered))


def _of_year(found: list[DatePhrase]) -> list[DatePhrase]:
    """Return the phrases; a day behind "In 2020, ..." that names no year is of that one."""
    year = found[0].edtf if found else None
    if not year or found[0].text.lower() != f"in {year}":
        return found
    return [one if one is found[0] else _in_year(one, year) for one in found]


def _in_year(phrase: DatePhrase, year: str) -> DatePhrase:
    day = phrase.edtf or ""
    bare = len(day) == len("2020-01-01") and phrase.relation == "on" and day[:4] not in phrase.text
    return replace(phrase, edtf=f"{year}{day[4:]}") if bare and _MONTH.search(phrase.text) else phrase


def _joined(found: list[DatePhrase], text: str, lowered: str) -> Iterator[DatePhrase]:
    """Yield the phrases, those of "between 6 June and 17 October 2017", "late Saturday and early Sunday" as one."""
    at = 0
    while at < len(found):
        first, last = found[at], found[at + 1] if at + 1 < len(found) else None
        made = (_from_to(first, last, text, lowered) or _and(first, last, text)) if last is not None else None
        yield made or first
        at += 2 if made is not None else 1


def _from_to(first: DatePhrase, last: DatePhrase, text: str, lowered: str) -> DatePhrase | None:
    """Return the time from one phrase to the next, None where the text does not join them or one is no day or month."""
    opening = _OPENS.search(lowered, max(0, first.start - len("between ")), first.start)
    if opening is None or _UP_TO[opening.group(1)].match(lowered, first.end, last.end) is None:
        return None
    begin, end = first.edtf, last.edtf
    if not begin or not end or "/" in begin + end or min(len(begin), len(end)) < len("2018-10"):
        return None
    dated, closed = begin[:4] in first.text, end[:4] in last.text
    if closed and not dated:  # the year stands with one of the two only
        begin = f"{int(end[:4]) - (begin[4:] > end[4:]):04d}{begin[4:]}"
    elif dated and not closed:
        end = f"{int(begin[:4]) + (begin[4:] > end[4:]):04d}{end[4:]}"
    if "-02-29" in begin + end or bounds(begin)[0] > bounds(end)[1]:
        return None
    start = opening.start() if opening.group(1) == "between" else first.start
    return DatePhrase(start, last.end, text[start : last.end], f"{begin}/{end}")


def _and(first: DatePhrase, last: DatePhrase, text: str) -> DatePhrase | None:
    """Return the two days of "late Saturday and early Sunday" as one, None for what are not two days in a row."""
    days = [one.edtf or "" for one in (first, last)]
    joined = text[first.end : last.start] == " and " and first.relation == last.relation == "on"
    if not joined or any(len(day) != len("2018-10-30") for day in days):
        return None
    if date.fromisoformat(days[1]) - date.fromisoformat(days[0]) != timedelta(days=1):
        return None
    return DatePhrase(first.start, last.end, text[first.start : last.end], "/".join(days))


def day_of_news(text: str, published: date | None) -> date | None:
    """Return the day that an article gives itself at its head ("AFP Tuesday 6 Aug 2013"), else that of publication.

    Collections of articles may date them by when they were gathered; "on Tuesday" then is meant from the former.
    """
    for phrase in find_dates(text[:_HEAD], None):
        leading = _LEADING.match(phrase.text) and not _ISSUED.search(text, 0, phrase.start)
        full = phrase.edtf is not None and len(phrase.edtf) == len("2018-10-30") and not leading
        if not full or not (_stands_alone(text, phrase) or _SHORT_WEEKDAY.match(phrase.text.lower())):
            continue
        day = date.fromisoformat(phrase.edtf or "")
        if published is not None and _is_cut_off(phrase, day, published):
            return published
        if published is None or abs((day - published).days) <= _GATHERED_WITHIN or _is_misfiled(day, published):
            return day
    return published


def _is_misfiled(day: date, published: date) -> bool:
    """True where the article must have been filed wrongly: under another year, or before the day that it gives."""
    return published < day or (day.month, day.day) == (published.month, published.day)


def _is_cut_off(phrase: DatePhrase, day: date, published: date) -> bool:
    """True for "5-04-2016" at the very start of an article of April 25, whose first figure was lost."""
    lone = phrase.start == 0 and phrase.text[0].isdigit() and phrase.text[1:2] in ("-", ".", "/")
    return lone and published.day % 10 == day.day != published.day and day == published.replace(day=day.day)


def _stands_alone(text: str, phrase: DatePhrase) -> bool:
    """True for a date at the very start, or behind "Published", "Last updated at"."""
    return phrase.start == 0 or _ISSUED.search(text, 0, phrase.start) is not None


_MONTH = re.compile(MONTH, re.IGNORECASE)
_OPENS = re.compile(r"\b(between|from) $")
_UP_TO = {"between": re.compile(r" and\b"), "from": re.compile(r" (?:up )?(?:to|until|till|through)\b")}
_OWNING = re.compile(r"(?:\b(?:the|an?|that)|['’]s)\Z")
_AHEAD = re.compile(r" ([a-z-]+)(?: ([a-z-]+))?")  # "the July ambush of a convoy", "a May bomb attack"
_HEAD = 260  # characters in which an article says its own date
_GATHERED_WITHIN = 45  # days between an article's own date and the one it was filed under
_SHORT_WEEKDAY = re.compile(SHORT_WEEKDAY)
_NAME = re.compile(rf"{MONTH}|{SHORT_WEEKDAY}")
_LEADING = re.compile(LEAD, re.IGNORECASE)  # "On Tuesday 6 August 2013 a bomb ...": the day of the bomb
_ISSUED = re.compile(r"(?:published|publication|posted on|updated(?: at)?)[\s:]*\Z", re.IGNORECASE)


def resolve(phrase: DatePhrase, anchor: str | None) -> str | None:
    """Return the EDTF date of a phrase, counting from the anchor's date where the phrase does so."""
    return shifted(phrase.shift, anchor) if phrase.shift is not None and anchor else phrase.edtf


def _lowered(text: str) -> str:
    """Return text in lower case with plain spaces, of the same length."""
    lowered = text.lower().translate(_SPACES)
    return lowered if len(lowered) == len(text) else "".join(c if len(c.lower()) != 1 else c.lower() for c in text)


_SPACES = str.maketrans({"\n": " ", "\t": " ", "\u00a0": " ", "\u202f": " "})


def _windows(lowered: str) -> Iterator[tuple[int, int]]:
    start = end = -1
    for key in KEY.finditer(lowered):
        if key.start() - _REACH > end:
            if end >= 0:
                yield start, end
            start = _word_start(lowered, max(0, key.start() - _REACH))
        end = min(len(lowered), key.end() + _REACH)
    if end >= 0:
        yield start, end


def _word_start(text: str, at: int) -> int:
    while at > 0 and text[at - 1].isalnum():
        at -= 1
    return at


def _phrase(match: re.Match[str], text: str, published: date | None) -> DatePhrase | None:
    kind = match.lastgroup or ""
    lead = match["lead"] or ""
    if kind in _NAMED and not _is_capital(match, kind, text):
        return None
    if kind in ("month", "year") and not _is_dating(match, kind):
        return None
    start = match.start() if lead not in ("by", "for", "from", "as of") else match.start() + len(lead) + 1
    relation = _RELATIONS.get(lead, "on")
    if kind == "weekday" and (match["plural"] or match["which"] in ("every", "each")):
        relation = "repeated"
    shift = shift_of(kind, match[kind], match["which"] or "")
    if kind == "offset":
        relation = "offset"
    reader = READERS.get(kind)
    edtf = reader(match, published) if reader is not None and shift is None and relation != "repeated" else None
    if edtf and published and bounds(edtf)[0] > published + _TO_COME:
        edtf = None  # nothing that is told has happened then
    if kind == "midnight":
        relation = "on"
    if relation == "since" and edtf and published:
        edtf = from_on(edtf, published)
    return DatePhrase(start, match.end(), text[start : match.end()], edtf, relation, shift)


def _is_capital(match: re.Match[str], kind: str, text: str) -> bool:
    """True when the month or weekday is written as a name ("May", not "may")."""
    name = _NAME.search(match.string, match.start(kind), match.end())
    return name is not None and text[name.start()].isupper()


def _is_dating(match: re.Match[str], kind: str) -> bool:
    if match["lead"] in _DATING or match["stage"] or (kind == "month" and match["which"]):
        return True
    before = match.string[max(0, match.start() - 10) : match.start()].rstrip()
    if kind == "month":
        ahead = _AHEAD.match(match.string, match.end()) if _OWNING.search(before) else None
        return ahead is not None and not event_nouns().isdisjoint(ahead.groups())
    return kind == "year" and before.endswith((" of", " and", " to", "between", "(", " end", " year", "the"))
