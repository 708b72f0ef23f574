"""Cuts a block into portions that the parser takes at once, each a run of whole sentences.

1. A block of ordinary length and sentences is one portion.
2. A sentence that no writer would write (a list, a table, text without stops) is cut where it pauses: what reads
   sentences may then take time that grows with their square.
3. Sentences fill portions up to a length: the parser's memory grows with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.sentences import sentence_starts

_MOST_WORDS = 300  # words and marks; the longest sentences of news have half as many
_MOST_CHARACTERS = 20_000
_WORD = re.compile(r"\w{1,200}|[^\w\s]")
_PAUSES = (re.compile(r"[.;!?]\s"), re.compile(r"[,:–—]\s"), re.compile(r"\s"))


def portions(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the portions of text[start:end] in order, as offsets; together they are all of it."""
    if end - start <= _MOST_WORDS:
        yield start, end
        return
    starts = [start + offset for offset in sentence_starts(text[start:end])]
    begin = start
    for sentence, following in zip(starts, (*starts[1:], end), strict=True):
        for cut in _cuts(text, sentence, following):
            yield begin, cut
            begin = cut
        if following - begin > _MOST_CHARACTERS and sentence > begin:
            yield begin, sentence
            begin = sentence
    if begin < end:
        yield begin, end


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Yield the offsets at which a sentence is cut so that no part is longer than allowed."""
    if end - start <= _MOST_WORDS:
        return
    begins = [word.start() for word in _WORD.finditer(text, start, end)]
    first = 0
    while len(begins) - first > _MOST_WORDS:
        cut = _pause(text, begins[first + _MOST_WORDS // 2], begins[first + _MOST_WORDS])
        yield cut
        while first < len(begins) and begins[first] < cut:
            first += 1


def _pause(text: str, earliest: int, latest: int) -> int:
    """Return the last offset behind a pause, the strongest kind there is; the latest one where nothing pauses."""
    for kind in _PAUSES:
        found = [match.end() for match in kind.finditer(text, earliest, latest)]
        if found:
            return found[-1]
    return latest
