"""Reads "according to X" and its kin: the source phrase, and the rest of the sentence as what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.extract.attribution.passage import COMMAS, Attribution, Passage
from kg.extract.document import Token
from kg.record import Span

_REPORTED_BY = frozenset({"reported", "stated", "announced", "claimed", "noted", "confirmed"})
_RESUMES = frozenset("while but and as with adding although though who which after including".split())
_BEGINS_PHRASE = frozenset({"CD", "JJR", "DT", "NNP", "NNS", "PRP", "EX"})


@dataclass(frozen=True, slots=True)
class According:
    """Tokens `first` to `last` cite `source`; `cue_last` is the last one before the source."""

    first: int
    cue_last: int
    last: int
    source: Span


def find_according(passage: Passage) -> Iterator[According]:
    """Yield each "according to X" and "as reported by X" of a passage."""
    words = passage.document.words(passage.sentence)
    for place, token in enumerate(words):
        following = [w.lower for w in words[place + 1 : place + 3]]
        if token.lower == "according" and following[:1] == ["to"]:
            lead = 2
        elif token.lower == "as" and len(following) == 2 and following[0] in _REPORTED_BY and following[1] == "by":
            lead = 3
        else:
            continue
        if place + lead < len(words) and not passage.in_quote(token):
            first = token.index
            last = _source_last(passage, first, first + lead)
            yield According(first, first + lead - 1, last, passage.document.token_span(first + lead, last))


def according_attribution(passage: Passage, one: According, cuts: Mapping[int, int]) -> Attribution | None:
    """Return what the source says: the words before it, or behind it where it opens the sentence."""
    content = _before(passage, one) or _behind(passage, one, cuts)
    if content is None:
        return None
    quote = next((q for q in passage.quotes if 0 <= content.end - q.end <= 1 and q.start < content.start), None)
    if quote is not None:
        content = passage.document.span(quote.start, content.end)
    return Attribution(
        content=content,
        sentence=passage.sentence.index,
        rule="according-to",
        cue=passage.document.token_span(one.first, one.cue_last),
        source=one.source,
        verb="according to",
        mode=passage.mode(content),
        context=one.source.text,
    )


def _before(passage: Passage, one: According) -> Span | None:
    first, last = passage.sentence.first, one.first - 1
    while last >= first and (passage.tokens[last].text in COMMAS or passage.tokens[last].tag == "CC"):
        last -= 1
    has_verb = any(passage.tokens[i].tag.startswith("VB") for i in range(first, last + 1))
    return passage.span(first, last) if last - first >= 2 and has_verb else None


def _behind(passage: Passage, one: According, cuts: Mapping[int, int]) -> Span | None:
    start, end = one.last + 1, passage.strip_end(passage.sentence.last)
    while start <= end and passage.tokens[start].text in COMMAS:
        start += 1
    for other, group in cuts.items():
        closing = passage.tokens[group - 1].text == "," and end - other <= 4
        if other > start and passage.tokens[other].lower != "according" and closing:
            end = min(end, group - 1)
    while end > start and passage.tokens[end].text in COMMAS:
        end -= 1
    return passage.span(start, end) if end - start >= 1 else None


def _source_last(passage: Passage, first: int, source_first: int) -> int:
    """Return the last token of the source phrase."""
    limit = passage.strip_end(passage.sentence.last)
    if first - passage.sentence.first <= 1 or passage.tokens[first].left == passage.sentence.first:
        return _opening_source_last(passage, source_first, limit)
    for index in range(source_first + 1, limit + 1):
        token = passage.tokens[index]
        if token.text in (";", "—", "–") or any(q.start == token.start for q in passage.quotes):
            return index - 1
        if passage.finite(index) and not passage.relative_before(source_first, index):
            return index - 1
        if token.text == "," and index < limit and passage.tokens[index + 1].lower in _RESUMES:
            return index - 1
    return limit


def _opening_source_last(passage: Passage, source_first: int, limit: int) -> int:
    """Return the last token of a source that opens the sentence; what it says follows."""
    head = _phrase_head(passage, source_first, limit)
    known_end = passage.actor_from(source_first)
    for index in range(source_first, limit + 1):
        token = passage.tokens[index]
        if index == known_end and token.tag in _BEGINS_PHRASE:
            return index - 1
        if passage.finite(index) and not passage.relative_before(source_first, index):
            return max(source_first, min(head.right, index - 1))
        if token.text == "," and not _closes_apposition(passage, index, head.right):
            return index - 1
    return min(head.right, limit)


def _phrase_head(passage: Passage, first: int, limit: int) -> Token:
    head = passage.tokens[first]
    while head.head != head.index and first <= head.head <= limit:
        above = passage.tokens[head.head]
        if not above.tag.startswith(("NN", "CD", "PRP")):
            break
        head = above
    return head


def _closes_apposition(passage: Passage, comma: int, right: int) -> bool:
    """True for the first comma of "X, his spokesman, ..."."""
    if right <= comma + 1 or right + 1 > passage.sentence.last:
        return False
    return passage.tokens[comma + 1].tag in ("DT", "NNP", "NN", "WP", "WDT") and passage.tokens[right + 1].text == ","
