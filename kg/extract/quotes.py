"""Finds quotations in running text: typographic, straight, doubled, single and unclosed marks.

1. Within a block, an opening mark pairs with the next closing mark of its family.
2. A straight double mark opens where the one before is closed; what surrounds it decides when marks are missing.
3. A quotation left open at the end of a paragraph runs to that end (news style: the next paragraph opens again), or
   up to where somebody is cited; a mark that is followed by far more than a paragraph is a slip, and none. One that is
   open where the next sentence opens another ends before that.
4. Single marks count only as a pair around words, never as an apostrophe.
5. A name or a title that stands in marks ("Syrian Democratic Forces") is no quotation.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kg.extract.cues import tagging_forms

_MARKS = re.compile(r"[“”„‟\"«»]|''|``")
_SINGLE = re.compile(r"(?<![\w’'])[‘'](?=[\w\[])(?P<inner>[^‘\n]{3,300}?)[’'](?![\w])")
_LONGEST_OPEN, _SHORTEST_OPEN = 900, 20  # characters
_STOP = re.compile(r"[.!?](?=\s)")
_MOST_NAME_WORDS, _FEWEST_TITLE_WORDS = 6, 4
_LONGEST_LINK = 4  # letters of the words that titles may write small: "with", "from"
_NAME_WORD = re.compile(r"(?:[A-Z][\w’'-]*|al-\w+|of|for|and|the|in|al|bin|\d{1,4})")


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with its marks: `start` is the opening mark, `end` one past the closing one.

    `closed` is False when the paragraph ends before a closing mark.
    """

    start: int
    end: int
    closed: bool = True


def find_quotes(text: str, start: int, end: int) -> tuple[Quote, ...]:
    """Return the quotations of the paragraph text[start:end] in order; none overlap."""
    double = list(_double(text, start, end))
    single = [
        Quote(m.start(), m.end())
        for m in _SINGLE.finditer(text, start, end)
        if " " in m["inner"] and not near(double, m.start(), m.end())
    ]
    spoken = (quote for quote in double + single if not _is_name(text[quote.start : quote.end]))
    return tuple(sorted(spoken, key=lambda quote: quote.start))


def _is_name(quoted: str) -> bool:
    """True for up to six words in capitals with nothing but links between them and no mark of a sentence."""
    words = quoted.strip("“”„‟\"«»'`‘’ ").split()
    if _is_title(quoted):
        return True
    if not 1 <= len(words) <= _MOST_NAME_WORDS or not all(_NAME_WORD.fullmatch(word) for word in words):
        return False
    return words[0][0].isupper() and sum(word[0].isupper() for word in words) >= min(2, len(words))


def _is_title(quoted: str) -> bool:
    """True for the name of a report: "All Possible Care? How Strikes Were Planned"."""
    words = re.findall(r"[^\W\d_][\w’'-]*", quoted)
    weighty = [word for word in words if len(word) > _LONGEST_LINK]
    if len(weighty) < _FEWEST_TITLE_WORDS or quoted.isupper():
        return False
    return words[0][0].isupper() and all(word[0].isupper() for word in weighty) and not re.search(r"\.\s", quoted)


def _double(text: str, start: int, end: int) -> Iterator[Quote]:
    opened: int | None = None
    for mark in _MARKS.finditer(text, start, end):
        if opened is not None and _reopens(text, mark, opened):
            yield Quote(opened, mark.start(), closed=False)
            opened = mark.start()
            continue
        opening = _opens(text, mark, opened is not None, start)
        if opening and opened is None:
            opened = mark.start()
        elif opening and opened is not None:
            straight = mark.group() in "\"''" and mark.start() - opened > 2
            if mark.group() == text[opened] and (straight or _closes_wrongly(text, mark, end)):
                yield Quote(opened, mark.end())
                opened = None
            # another opening mark inside an open quotation starts a paragraph of it: the first one stays
        elif opened is not None and mark.start() > opened:
            yield Quote(opened, mark.end())
            opened = None
    if opened is not None and end - opened <= _LONGEST_OPEN:
        until = _before_citing(text, opened, end)
        if until - opened > _SHORTEST_OPEN:
            yield Quote(opened, until, closed=False)


def _reopens(text: str, mark: re.Match[str], opened: int) -> bool:
    """True for a straight mark that opens a sentence while another quotation is open: "Sentence. "Sentence."."""
    if mark.group() != '"' or text[opened] != '"' or mark.end() >= len(text):
        return False
    ends = re.search(r"[.!?]\s+$", text[opened : mark.start()]) is not None
    return ends and mark.start() - opened > _SHORTEST_OPEN and text[mark.end()].isupper()


def _before_citing(text: str, start: int, end: int) -> int:
    """Return where the sentence begins that cites somebody, the end where none does."""
    cited = _citing().search(text, start, end)
    if cited is None:
        return end
    ended = [stop.end() for stop in _STOP.finditer(text, start, cited.start())]
    return ended[-1] if ended else start


@cache
def _citing() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(tagging_forms()))}|according to)\b")


def _opens(text: str, mark: re.Match[str], inside: bool, start: int) -> bool:
    if mark.group() in "“„«``":
        return True
    if mark.group() in "”»":
        return False
    if inside:
        return False
    before = text[mark.start() - 1] if mark.start() > start else " "
    after = text[mark.end()] if mark.end() < len(text) else " "
    if after.isspace() and before in ".!?":
        return False  # a closing mark whose opening one is lost
    return ((before.isspace() or before in "([—–-:,") and not after.isspace()) or not before.isalnum()


def _closes_wrongly(text: str, mark: re.Match[str], end: int) -> bool:
    """True for an opening mark that stands where a closing one should: “... here,“ said X."""
    before, after = text[mark.start() - 1], text[mark.end()] if mark.end() < end else " "
    return not before.isspace() and (after.isspace() or after in ".,;:)")


def near(quotes: Sequence[Quote], start: int, end: int, *, within: int = 0) -> tuple[Quote, ...]:
    """Return those of some quotations in order that overlap start to end, or lie fewer characters off."""
    first = bisect_right(quotes, start - within, key=lambda quote: quote.end)
    return tuple(quotes[first : bisect_left(quotes, end + within, key=lambda quote: quote.start)])


def covering(quotes: tuple[Quote, ...], start: int, end: int) -> Quote | None:
    """Return the quotation that holds all of start to end, or None."""
    return next((q for q in quotes if q.start <= start and end <= q.end), None)
