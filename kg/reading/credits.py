"""Finds in the text itself what metadata leaves out: headline, byline, masthead, and the outlet it was taken from."""

from __future__ import annotations

import re
from itertools import chain

from kg.reading.datelines import find_dateline
from kg.reading.dates import is_date_line
from kg.reading.edges import front_lines, head_lines, tail_lines
from kg.reading.outlets import is_agency, sounds_like_outlet

_NAME = r"[^\W_][\w .’'&-]{1,48}?[\w.]"
_SOURCE = re.compile(
    rf"(?:^|[\s|(–—-])(?:original )?source\s*:\s*(?P<name>{_NAME})\s*[).]*$"
    rf"|\(\s*source\s*:\s*(?P<enclosed>{_NAME})\s*\)",
    re.IGNORECASE,
)
_TAKEN_FROM = re.compile(
    rf"""\(?(?:this\ (?:article|story|report|piece)\ )?(?:was\ |is\ )?
        (?:(?:first|originally)\ (?:published|posted|appeared)|republished|reprinted|reposted)
        \ (?:by|in|on|at|from)\ (?P<name>{_NAME})(?:\ on\ .{{0,40}})?\s*[).]*$
      | \(?via:?\s+(?P<via>{_NAME})\s*[).]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_SIGNED = re.compile(r"(?:--|[–—-])\s*(?P<name>[A-Z][\w. -]{1,30}?)\.?$")
_NO_OUTLET = re.compile(
    r"\b(?:agenc(?:y reports|ies)|and|link|wires?|staff|websites?|local media|various|twitter|facebook|telegram)\b",
    re.IGNORECASE,
)
_SMALL_WORDS = frozenset({"al", "and", "bin", "de", "for", "in", "of", "the", "van", "with"})  # in names and desks
_BYLINE = re.compile(r"[Bb](?:y|Y):? (?P<names>[^\W\d_][^|•–—\d]{2,80}?)(?:\s*[|•–—,]?\s*\d.*|\s*[|•–—].*)?$")
_NOT_A_TITLE = re.compile(
    r"[.:;,…]$|^(?:by|source|published|posted|updated|share|photo|image|via|read more)\b", re.IGNORECASE
)
_FEWEST_TITLE_WORDS = 4


def find_title(text: str) -> str | None:
    """Return the headline that the text opens with, or None when it opens otherwise."""
    dateline = find_dateline(text)
    before_lead = text[: dateline.start] if dateline else text
    lines = list(front_lines(before_lead))
    for line in lines[:4]:
        if is_date_line(line) or _source_of(line) or _BYLINE.match(line) or len(line.split()) < _FEWEST_TITLE_WORDS:
            continue
        is_all = line == next(tail_lines(text), "")
        return None if is_all or _NOT_A_TITLE.search(line) else line
    return None


def find_byline(text: str) -> str | None:
    """Return the names of the "By ..." line at the head, or None."""
    for line in front_lines(text):
        match = _BYLINE.match(line)
        if match is not None and _is_name(match["names"]):
            return match["names"].strip(" ,")
    return None


def find_masthead(text: str) -> str | None:
    """Return the outlet's name when it is the first line of the text, or None."""
    first = next(head_lines(text), "")
    if 1 <= len(first.split()) <= 5 and sounds_like_outlet(first) and first[0].isupper() and not is_date_line(first):
        return None if _NOT_A_TITLE.search(first) else first
    return None


def find_origin(text: str) -> str | None:
    """Return the outlet or agency that the text says it was taken from, or None.

    Said by "Source: ..." (below the text only with an outlet's name: charts have sources too),
    "originally published by ...", "via ...", or an agency's name alone on a line of the head or signed
    under the text. Several sources at once are no origin.
    """
    front, tail = list(front_lines(text)), list(tail_lines(text))
    signs = chain(
        map(_source_of, front),
        (name for name in map(_source_of, tail) if name and sounds_like_outlet(name)),
        map(_taken_from, (*front, *tail)),
        map(_agency_alone, front[1:]),
        map(_signed, tail[:1]),
    )
    return next(filter(None, signs), None)


def _source_of(line: str) -> str | None:
    match = _SOURCE.search(line[-200:])
    return _outlet_name(match["name"] or match["enclosed"]) if match else None


def _taken_from(line: str) -> str | None:
    match = _TAKEN_FROM.match(line)
    return _outlet_name(match["name"] or match["via"]) if match else None


def _agency_alone(line: str) -> str | None:
    name = line.strip("()[] ")
    return name if is_agency(name) else None


def _signed(line: str) -> str | None:
    match = _SIGNED.search(line[-60:])
    return match["name"].strip() if match and is_agency(match["name"]) else None


def _outlet_name(name: str) -> str | None:
    """Return a name as that of one outlet, or None when it names several, none, or is a sentence."""
    name = name.strip() if "." in name.strip()[:-1] else name.strip().rstrip(".")
    return None if _NO_OUTLET.search(name) or len(name.split()) > 6 else name


def _is_name(names: str) -> bool:
    """Tell names of people or desks from the start of a sentence ("By Sunday the army had ...")."""
    words = [word for word in re.findall(r"[^\W\d_]+", names) if word.lower() not in _SMALL_WORDS]
    return 0 < len(words) <= 12 and all(word[0].isupper() for word in words) and not names.rstrip().endswith(".")
