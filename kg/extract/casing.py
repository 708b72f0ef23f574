"""Gives text that is all in capitals (teletype copy, headlines) the case that the parser was trained on.

1. Names of the gazetteer, nationals, months, weekdays and ranks ("Gen.") get a capital initial; acronyms keep theirs.
2. So does the first word of a sentence; all other words are small. Every character keeps its place.
"""

from __future__ import annotations

import calendar
import re

from kg.extract.cues import data_rows
from kg.gazetteer import Gazetteer

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*")
_FEWEST_LETTERS = 20
_SMALL_SHARE = 0.05  # of the letters; capitals with a "McG" or an "al-" are capitals still
_BEGINS = re.compile(r"(?:[.!?:\]]\s+|\n\s*\n\s*)[\"“‘'(\[]*$")
_DAYS = frozenset((*calendar.month_name, *calendar.day_name))
_TITLES = frozenset(row[0] for row in data_rows("titles.tsv"))


def in_ordinary_case(passage: str) -> str:
    """Return a passage in capitals, same length, in ordinary case; any other as it is."""
    if not _is_in_capitals(passage):
        return passage
    words = list(_WORD.finditer(passage))
    gazetteer = Gazetteer.load()
    cased = [_plain(word.group(), gazetteer) for word in words]
    for place, word in enumerate(words):
        if word.group().lower() in _TITLES and passage[word.end() : word.end() + 1] == ".":
            cased[place] = _capitalised(word.group())
    for match in gazetteer.scan([word.group() for word in words]):
        names = {word for name in (match.entry.label, *match.entry.aliases) for word in name.split()}
        for place in range(match.start, match.end):
            text = words[place].group()
            cased[place] = text if text in names else _capitalised(text)
    parts: list[str] = []
    at = 0
    for word, text in zip(words, cased, strict=True):
        begins = at == 0 or _BEGINS.search(passage, max(0, word.start() - 8), word.start()) is not None
        parts += (passage[at : word.start()], _capitalised(word.group()) if begins and text.islower() else text)
        at = word.end()
    return "".join((*parts, passage[at:]))


def _is_in_capitals(passage: str) -> bool:
    capitals = sum(map(str.isupper, passage))
    return capitals >= _FEWEST_LETTERS and sum(map(str.islower, passage)) <= _SMALL_SHARE * capitals


def _plain(word: str, gazetteer: Gazetteer) -> str:
    """Return a word that stands in no name of the gazetteer."""
    capitalised = _capitalised(word)
    if capitalised in _DAYS or gazetteer.country_of_adjective(capitalised) is not None:
        return capitalised
    return word if "." in word else _small(word)


def _capitalised(word: str) -> str:
    return word[:1] + _small(word[1:])


def _small(text: str) -> str:
    """Return text in small letters; the few letters whose small form is longer stay."""
    return "".join(small if len(small := one.lower()) == 1 else one for one in text)
