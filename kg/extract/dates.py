"""Read temporal phrases ("late on Tuesday night", "Oct. 30", "in the past 24 hours") as EDTF dates.

1. Words that dates are made of are looked up first; the phrases are sought around these only.
2. One compiled pattern takes a phrase apart: preposition, stage ("early", "mid-"), determiner ("last"), core. The
   kind of core is the name of its group, and each kind has a reader below.
3. A phrase is resolved against the day of publication. A weekday is the most recent such day, the day of
   publication included; a month without a year is the most recent one. Without a day of publication
   only what the words themselves fix is resolved.
4. A phrase that counts from another event ("the next day") keeps its distance in days as `shift`, for
   `resolve` to apply to that event's date.

EDTF: https://www.loc.gov/standards/datetime/ (days, months, years and intervals of these).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kg.extract.numbers import read_number

Relation = Literal["on", "since", "until", "before", "after", "repeated"]

_MONTHS = [name.lower() for name in calendar.month_name][1:]
_WEEKDAYS = [name.lower() for name in calendar.day_name]
# A date without a year may lie a little ahead of its article (announcements); further ahead it is last year's.
_AHEAD = timedelta(days=35)

_MONTH = rf"(?:{'|'.join(_MONTHS)}|(?:jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?)"
_WEEKDAY = rf"(?:{'|'.join(_WEEKDAYS)})"
_SHORT_WEEKDAY = rf"(?:{_WEEKDAY}|(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\b\.?)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%:]|,\d{3}|\.\d)"
_YEAR = r"(?:19[3-9]\d|20\d\d)(?![\d%]|,\d{3}|\.\d|-year)"
_COUNT = (
    r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty[- ]?four|twenty|thirty"
    r"|forty[- ]?eight|seventy[- ]?two|couple of|few|several|an?)"
)
_UNIT = r"(?:hour|day|week|month|year)"
_PART = r"(?:(?:at )?(?:morning|afternoon|evening|night|noon|midday|midnight|dawn|dusk))"
_LEAD = (
    r"(?:since|until|till|before|after|following|from|through|throughout|during|over|within|as of|on|in|at|by|for)(?= )"
)
_STAGE = (
    r"(?:the )?(?:early|earlier|late|later|mid|middle|start|beginning|end|first half|second half|first days|last days"
    r"|early hours|night|evening|morning|afternoon)(?: on| in| of)?(?: the)?[- ]"
)
_WHICH = r"(?:the )?(?:last|past|this|next|previous|following|preceding|coming)|every|each"
_ALTERNATIVES = (
    r"(?P<iso>\d{4}-\d{2}-\d{2})(?!\d)",
    r"(?P<numeric>\d{1,2}(?P<mark>[./-])\d{1,2}(?P=mark)(?:19|20)\d\d)(?!\d)",
    rf"(?P<weekdays>(?:between )?{_WEEKDAY}(?: and | to | through | until | till | into | ?[–-] ?){_WEEKDAY}"
    rf"(?: {_PART})?)",
    rf"(?P<monthday>(?:{_SHORT_WEEKDAY},? ?\(?(?:{_PART},? )?)?{_MONTH} ?{_DAY}"
    rf"(?:(?: ?[–-] ?| and | to | through )(?:{_MONTH} )?{_DAY}(?! [a-z]+s\b))?(?:,? (?:of )?{_YEAR})?)",
    rf"(?P<daymonth>(?:{_SHORT_WEEKDAY},? ?\(?(?:the )?)?(?:{_DAY}(?: ?[–-] ?| and | to ))?(?:the )?{_DAY} "
    rf"(?:of )?{_MONTH}(?:,? (?:of )?{_YEAR})?)(?![a-z])",
    rf"(?P<monthyear>{_MONTH},? (?:of )?{_YEAR})",
    rf"(?P<month>{_MONTH})(?![\w-])",
    rf"(?P<weekday>(?:overnight )?{_WEEKDAY}(?P<plural>s(?=,|\.| and | at | in | to ))?(?:['’]?s)?(?: {_PART})?)"
    r"(?![\w-])",
    r"(?P<beforeyesterday>the day before yesterday)\b",
    r"(?P<yesterday>yesterday(?: (?:morning|afternoon|evening|night))?)\b",
    r"(?P<today>today|tonight)\b",
    r"(?P<tomorrow>tomorrow)\b",
    r"(?P<overnight>overnight)\b",
    r"(?P<weekend>(?:the )?weekend)\b",
    rf"(?P<ago>(?:about |around |some |nearly |almost |over |more than |just )?{_COUNT} {_UNIT}s? ago)\b",
    rf"(?P<span>(?(which)(?P<length>{_COUNT}) {_UNIT}s?|(?!)))\b",
    r"(?P<daypart>(?(which)(?:morning|afternoon|evening|night)|(?!)))\b",
    r"(?P<period>(?(which)(?:week|month|year|spring|summer|autumn|fall|winter)|(?!)))\b(?!['’-]| of)",
    r"(?P<recent>recently|(?:the )?recent (?:hours|days|weeks|months|years))\b",
    r"(?P<nextday>(?:the )?(?:very )?(?:next|following) day|(?:a|one) day later|the day after)\b(?! tomorrow)",
    r"(?P<daybefore>(?:the )?(?:previous|preceding) day|the day before|(?:a|one) day (?:earlier|before))\b",
    rf"(?P<later>{_COUNT} (?:day|week|month|year)s? (?:later|earlier))\b",
    r"(?P<sameday>(?:(?:that|the) same|that) (?:day|night|evening|morning)|(?:earlier|later) in the day"
    r"|(?:hours|minutes) later)\b",
    rf"(?P<years>(?:between )?{_YEAR}(?: and | to | through | until | ?[–-] ?){_YEAR})",
    rf"(?P<year>{_YEAR})(?![\w-]| (?:people|civilians|men|fighters|militants|residents|troops|soldiers)\b)",
)
_PHRASE = re.compile(
    rf"(?<![\w$€£.,/:-])(?:(?P<lead>{_LEAD}) )?(?P<stage>{_STAGE})?(?:on )?(?:(?P<which>{_WHICH}) )?"
    rf"(?:{'|'.join(_ALTERNATIVES)})"
)
_KEY = re.compile(
    rf"\b(?:{'|'.join(_WEEKDAYS)}|{'|'.join(_MONTHS)}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b"
    r"|(?:19|20)\d\d\b|days?\b|weeks?\b|months?\b|years?\b|hours\b|minutes later|weekend|morning|night\b|evening"
    r"|afternoon|today|tonight|tomorrow|yesterday|overnight|recently|spring\b|summer\b|autumn\b|winter\b)"
    r"|[/.]20\d\d|[/.]19\d\d"
)
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
_DATING = frozenset(_LEAD[3 : _LEAD.index(")")].split("|"))
_NAMED = frozenset({"weekdays", "monthday", "daymonth", "monthyear", "month", "weekday"})


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A temporal phrase of a text.

    `edtf` is None when the text alone does not fix it. `relation` says how an event stands to it;
    "since" phrases run to the day of publication. `shift` counts days from another event.
    """

    start: int
    end: int
    text: str
    edtf: str | None
    relation: Relation = "on"
    shift: int | None = None


def find_dates(text: str, published: date | None) -> tuple[DatePhrase, ...]:
    """Return the temporal phrases of text, in order, not overlapping."""
    lowered = _lowered(text)
    found: list[DatePhrase] = []
    for start, end in _windows(lowered):
        for match in _PHRASE.finditer(lowered, start, end):
            phrase = _phrase(match, text, published)
            if phrase is not None and (not found or phrase.start >= found[-1].end):
                found.append(phrase)
    return tuple(found)


def resolve(phrase: DatePhrase, anchor: str | None) -> str | None:
    """Return the EDTF date of a phrase, counting from the anchor's date where the phrase does so."""
    if phrase.shift is None or not anchor:
        return phrase.edtf
    day = latest_day(anchor) if phrase.shift > 0 else earliest_day(anchor)
    return (day + timedelta(days=phrase.shift)).isoformat() if day else None


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
    return _span(min(days), max(days)) if days else None


def _edge(part: str, *, last: bool) -> date:
    year, month, day = (int(n) if n else 0 for n in (*part.rstrip("~").split("-"), "", "")[:3])
    month = month or (12 if last else 1)
    return date(year, month, day or (calendar.monthrange(year, month)[1] if last else 1))


def _full_day(part: str) -> date | None:
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})~?", part)
    return date.fromisoformat(found.group(1)) if found else None


def _lowered(text: str) -> str:
    """Return text in lower case with plain spaces, of the same length."""
    lowered = text.lower().translate(_SPACES)
    return lowered if len(lowered) == len(text) else "".join(c if len(c.lower()) != 1 else c.lower() for c in text)


_SPACES = str.maketrans({"\n": " ", "\t": " ", "\u00a0": " ", "\u202f": " "})


def _windows(lowered: str) -> Iterator[tuple[int, int]]:
    start = end = -1
    for key in _KEY.finditer(lowered):
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
    shift = _shift(kind, match[kind])
    edtf = None if shift is not None or relation == "repeated" else _READERS[kind](match, published)
    if relation == "since" and edtf and published:
        edtf = f"{edtf.split('/')[0]}/{published.isoformat()}"
    return DatePhrase(start, match.end(), text[start : match.end()], edtf, relation, shift)


def _is_capital(match: re.Match[str], kind: str, text: str) -> bool:
    """True when the month or weekday is written as a name ("May", not "may")."""
    name = re.compile(rf"{_MONTH}|{_SHORT_WEEKDAY}").search(match.string, match.start(kind), match.end())
    return name is not None and text[name.start()].isupper()


def _is_dating(match: re.Match[str], kind: str) -> bool:
    if match["lead"] in _DATING or match["stage"] or (kind == "month" and match["which"]):
        return True
    before = match.string[max(0, match.start() - 10) : match.start()].rstrip()
    return kind == "year" and before.endswith((" of", " and", " to", "between", "(", " end", " year", "the"))


def _shift(kind: str, words: str) -> int | None:
    if kind == "nextday":
        return 1
    if kind == "daybefore":
        return -1
    if kind == "sameday":
        return 0
    if kind == "later" and " day" in words:
        count = _count(words)
        return None if count is None else count * (-1 if words.endswith("earlier") else 1)
    return None


_Reader = Callable[[re.Match[str], date | None], str | None]


def _iso(match: re.Match[str], published: date | None) -> str | None:
    year, month, day = match["iso"].split("-")
    return _day(int(year), int(month), int(day))


def _numeric(match: re.Match[str], published: date | None) -> str | None:
    first, second, year = (int(part) for part in match["numeric"].split(match["mark"]))
    if first > 12 or first == second or match["mark"] != "/":
        return _day(year, second, first)
    return _day(year, first, second) if second > 12 else None


def _weekdays(match: re.Match[str], published: date | None) -> str | None:
    if published is None:
        return None
    first, last = (_WEEKDAYS.index(name) for name in re.findall(_WEEKDAY, match["weekdays"])[:2])
    end = _last_weekday(last, published)
    return _span(_last_weekday(first, end), end)


def _month_day(match: re.Match[str], published: date | None) -> str | None:
    words = match[match.lastgroup or 0]
    months = [_month_number(name) for name in re.findall(_MONTH, words)]
    years = re.findall(_YEAR, words)
    days = [int(found) for found in re.findall(r"\d{1,2}", re.sub(_YEAR, "", words))]
    if match["lead"] == "in" and not years and len(days) == 1 and not re.search(r"\d[snrt]", words):
        return _bare_month(months[0], "", published)  # "In March 20 people": a comma was lost
    ahead = timedelta(0) if match["lead"] in ("since", "after") else _AHEAD
    last = _dated(int(years[0]) if years else None, months[-1], days[-1], published, ahead)
    first = _dated(last.year if last else None, months[0], days[0], published, ahead) if len(days) > 1 else last
    return _span(first, last) if first and last and first <= last else None


def _month_year(match: re.Match[str], published: date | None) -> str | None:
    name, year = re.search(_MONTH, match["monthyear"]), re.search(_YEAR, match["monthyear"])
    return f"{year.group()}-{_month_number(name.group()):02d}" if name and year else None


def _month(match: re.Match[str], published: date | None) -> str | None:
    return _bare_month(_month_number(match["month"]), match["which"] or "", published)


def _weekday(match: re.Match[str], published: date | None) -> str | None:
    which = match["which"] or ""
    name = re.search(_WEEKDAY, match["weekday"])
    if published is None or name is None or which.endswith(("next", "following", "coming")):
        return None
    day = _last_weekday(_WEEKDAYS.index(name.group()), published)
    if which.endswith(("last", "past", "previous")) and day == published:
        day -= timedelta(days=7)
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
    return _span(published - timedelta(days=1), published) if published else None


def _weekend(match: re.Match[str], published: date | None) -> str | None:
    which = match["which"] or ""
    if published is None or which.endswith(("next", "coming")):
        return None
    sunday = published + timedelta(days=1) if published.weekday() == 5 else _last_weekday(6, published)
    if which.endswith("last") and published.weekday() >= 5:
        sunday -= timedelta(days=7)
    return _span(sunday - timedelta(days=1), sunday)


def _ago(match: re.Match[str], published: date | None) -> str | None:
    count, unit = _count(match["ago"]), _unit(match["ago"])
    if published is None or count is None:
        return None
    if unit == "year":
        return f"{published.year - count:04d}"
    if unit == "month":
        return _months_back(published, count)
    if unit == "week":
        return f"{(published - timedelta(days=7 * count)).isoformat()}~"
    days = count if unit == "day" else (count + 12) // 24
    return (published - timedelta(days=days)).isoformat()


def _past_span(match: re.Match[str], published: date | None) -> str | None:
    count, unit = _count(f"{match['length']} "), _unit(match["span"])
    if published is None or count is None or not _points_back(match):
        return None
    if unit == "year":
        return f"{published.year - count:04d}/{published.year:04d}"
    if unit == "month":
        return f"{_months_back(published, count)}/{_months_back(published, 0)}"
    days = {"hour": -(-count // 24), "day": count, "week": 7 * count}[unit]
    return _span(published - timedelta(days=days), published)


def _period(match: re.Match[str], published: date | None) -> str | None:
    which, unit = match["which"] or "", match["period"]
    if published is None or not (which == "this" or _points_back(match)):
        return None
    if which in ("the past", "past") or (which == "the last" and match["lead"] in ("in", "over", "within", "during")):
        days = {"week": 7, "month": 30, "year": 365}.get(unit)
        return _span(published - timedelta(days=days), published) if days else None
    back = 0 if which == "this" else 1
    if unit == "year":
        return f"{published.year - back:04d}"
    if unit == "month":
        return _months_back(published, back)
    if unit == "week":
        return _week(published, back)
    return _season(unit, back, published)


def _points_back(match: re.Match[str]) -> bool:
    return bool(match["which"]) and match["which"].split()[-1] in ("last", "past", "previous", "preceding")


def _week(published: date, back: int) -> str:
    monday = published - timedelta(days=published.weekday() + 7 * back)
    return _span(monday, monday + timedelta(days=6) if back else published)


def _season(name: str, back: int, published: date) -> str:
    first = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}[name]
    year = published.year
    if published.month < first or (back and published.month <= first + 2):
        year -= 1
    last_year, last = (year, first + 2) if first < 12 else (year + 1, 2)
    return f"{year:04d}-{first:02d}/{last_year:04d}-{last:02d}"


def _years(match: re.Match[str], published: date | None) -> str | None:
    first, last = re.findall(_YEAR, match["years"])[:2]
    return f"{first}/{last}" if first < last else None


def _year(match: re.Match[str], published: date | None) -> str | None:
    return str(match["year"])


def _open(match: re.Match[str], published: date | None) -> str | None:
    return None


_READERS: dict[str, _Reader] = {
    "iso": _iso,
    "numeric": _numeric,
    "weekdays": _weekdays,
    "monthday": _month_day,
    "daymonth": _month_day,
    "monthyear": _month_year,
    "month": _month,
    "weekday": _weekday,
    "beforeyesterday": _before_yesterday,
    "yesterday": _yesterday,
    "today": _today,
    "tomorrow": _open,
    "overnight": _overnight,
    "weekend": _weekend,
    "ago": _ago,
    "span": _past_span,
    "daypart": _day_part,
    "period": _period,
    "recent": _open,
    "later": _open,
    "years": _years,
    "year": _year,
}


def _day(year: int, month: int, day: int) -> str | None:
    found = _calendar_day(year, month, day)
    return found.isoformat() if found else None


def _calendar_day(year: int, month: int, day: int) -> date | None:
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def _dated(year: int | None, month: int, day: int, published: date | None, ahead: timedelta) -> date | None:
    if year is not None:
        return _calendar_day(year, month, day)
    if published is None:
        return None
    candidates = (_calendar_day(published.year + back, month, day) for back in (1, 0, -1))
    return next((found for found in candidates if found and found <= published + ahead), None)


def _bare_month(month: int, which: str, published: date | None) -> str | None:
    if published is None or which.endswith(("next", "coming")):
        return None
    year = published.year
    if month > published.month or (which.endswith(("last", "past")) and month == published.month):
        year -= 1
    return f"{year:04d}-{month:02d}"


def _months_back(published: date, count: int) -> str:
    months = published.year * 12 + published.month - 1 - count
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def _last_weekday(weekday: int, published: date) -> date:
    return published - timedelta(days=(published.weekday() - weekday) % 7)


def _span(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def _month_number(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, start=1) if month.startswith(name[:3]))


def _count(words: str) -> int | None:
    found = re.search(rf"(?<!\w){_COUNT}(?= )", words)
    if not found or found.group() in ("few", "several"):
        return None
    return {"a": 1, "an": 1, "couple of": 2}.get(found.group()) or read_number(found.group())


def _unit(words: str) -> str:
    return str(re.findall(_UNIT, words)[-1])
