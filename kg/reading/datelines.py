"""Finds the dateline of an article: "ERBIL (Kurdistan 24) –", "BAGHDAD, Nov. 11 (Xinhua) --", "AMMAN —", "(Beirut) –".

1. Lines at the head are tried in turn; in a text of one line, the sentences of its head.
2. A place in capitals counts with a dash, or with an agency in brackets and a capital behind it.
3. A place in small letters needs an agency's name, a date, or a region and a long dash; or it stands in brackets.
   A city from which news is filed needs no more than a dash, and may have that right behind it ("Beirut- "), or no
   more than an agency in brackets ("Baghdad (Name.com) A ...").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.reading.dates import MONTH
from kg.reading.outlets import is_agency, sounds_like_outlet
from kg.reading.word_lists import word_list

_WORD = r"[^\W\d_][^\W\d_.’'‘]*[.’'‘]?[^\W\d_]*\.?"
_DATELINE = re.compile(
    rf"""[ \t]*(?P<place>{_WORD}(?:(?:\ |/|-){_WORD}){{0,4}})
    (?P<region>(?:,\ (?!{MONTH}\ \d){_WORD}(?:[ -]{_WORD}){{0,3}}){{0,2}})
    (?P<date>,?\ (?:{MONTH}\ \d{{1,2}}|\d{{1,2}}\ {MONTH})(?:,?\ (?:\d{{4}}|\d{{2}}\b))?\.?)?
    (?:,\ (?-i:[A-Z]{{3,6}})(?=\s[–—―-]))?
    (?:\ \([A-Z][a-z]+(?:\ [A-Z][a-z]+){{0,2}}\)(?=\ \())?
    (?:\s*[(/\[]\s*(?P<agency>[^()/\[\]:\n]{{2,40}}?)\s*[)/\]:]\.?)?
    (?:,?\ (?:{MONTH}\ \d{{1,2}}|\d{{1,2}}\ {MONTH})(?:,?\ \d{{4}})?)?
    (?P<dash>\s*(?:[–—―]|--+|-(?=\s)|:(?=\s)))?\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_BRACKETED = re.compile(
    rf"""[ \t]*\((?P<place>{_WORD}(?:(?:\ |/|-){_WORD}){{0,4}})
    (?P<date>,\ (?:{MONTH}\ \d{{1,2}}|\d{{1,2}}\ {MONTH})(?:,?\ \d{{4}})?)?\)\s*(?:[–—―]|--+|-(?=\s))\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_SENTENCE_START = re.compile(r"(?<=[.!?”\"])\s+(?=[^\W\d_]{3})")
_LONG_DASHES = ("–", "—", "―", "--")
_HEAD, _HEAD_LINES = 3000, 12
_LEAD_LENGTH = 40  # what follows a dateline is a paragraph, not the rest of a headline


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline in the text: running text begins at `end`.

    `place` is in ordinary capitals ("Erbil"); `date` is the date as printed, when it has its year.
    """

    start: int
    end: int
    place: str
    agency: str | None = None
    date: str | None = None


def find_dateline(text: str) -> Dateline | None:
    """Return the first dateline at the head of the text, or None."""
    for start, end in _candidates(text):
        found = _dateline_at(text, start, end)
        if found is not None:
            return found
    return None


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a dateline may stand and the end of its line."""
    lines = [line.span() for line in re.finditer(r"[^\n]+", text[:_HEAD]) if not line.group().isspace()][:_HEAD_LINES]
    yield from lines
    if len(lines) == 1:
        start, end = lines[0]
        for gap in _SENTENCE_START.finditer(text, start, min(end, 800)):
            yield gap.end(), end


def _dateline_at(text: str, start: int, end: int) -> Dateline | None:
    bracketed = _BRACKETED.match(text, start, end)
    if bracketed is not None and _is_proper(bracketed["place"]) and end - bracketed.end() >= _LEAD_LENGTH:
        return Dateline(bracketed.start("place"), bracketed.end(), bracketed["place"], None, _whole_date(bracketed))
    match = _DATELINE.match(text, start, end)
    if match is None or end - match.end() < _LEAD_LENGTH or not _opens_sentence(text[match.end()]):
        return None
    region = match["region"].strip(", ")
    agency = next((name for name in (match["agency"], region) if name and is_agency(name)), match["agency"])
    agency = agency if agency and sounds_like_outlet(agency) else None
    dash = (match["dash"] or "").strip()
    if match["place"].isupper():
        marked = agency or dash not in ("", ":") or (dash == ":" and _is_city(match["place"]))
        counts = _is_capital_place(match, text[match.end() : end]) and bool(marked)
    else:
        counts = _is_proper(match["place"]) and (
            bool(agency and (dash or "/" in match.group() or (match["agency"] and _is_city(match["place"]))))
            or (dash in _LONG_DASHES and (_is_proper(region) or bool(match["date"])))
            or (bool(dash) and (bool(_whole_date(match)) or _is_city(match["place"])))
        )
    if not counts:
        return None
    return Dateline(
        match.start("place"),
        match.end(),
        _ordinary_capitals(match["place"]),
        agency,
        _whole_date(match),
    )


def _whole_date(match: re.Match[str]) -> str | None:
    """Return the date of a dateline where it has its year."""
    date = (match["date"] or "").strip(" ,.")
    return date if re.search(r"\d{4}$", date) else None


def _opens_sentence(character: str) -> bool:
    return character.isupper() or character.isdigit() or character in "“\"‘'[("


def _is_capital_place(match: re.Match[str], lead: str) -> bool:
    """Tell a place in capitals from a label, initials or a heading; copy all in capitals needs a date or agency."""
    if match["place"].casefold() in word_list("not_places") or not re.search(r"\w{3}", match["place"]):
        return False
    if len(re.findall(r"\w+", match["place"])) > 3 and match["region"].isupper():
        return False
    return not lead.isupper() or bool(match["date"] or match["agency"])


def _is_city(name: str) -> bool:
    return name.casefold() in word_list("dateline_cities")


def _is_proper(name: str) -> bool:
    words = re.findall(r"[^\W\d_]+", re.sub(r"\b(?:al|el|ad|ar|as|an|of)\b", "", name))
    return bool(words) and all(word[0].isupper() for word in words)


def _ordinary_capitals(place: str) -> str:
    if not place.isupper():
        return place
    return re.sub(r"[^\W\d_]+(?:['’‘][^\W\d_]+)*", lambda word: word.group().capitalize(), place)
