"""Finds quotations without a cue of their own: they carry the source of the statement before them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, groupby

from kg.extract.attribution.passage import Attribution
from kg.extract.cues import cue_verbs
from kg.extract.document import Document, Sentence, Token
from kg.extract.quotes import Quote

_FEWEST_WORDS = 5
_MOST_BLOCKS_AWAY = 3


def carried_attributions(
    document: Document, found: Sequence[Attribution], quotes: Mapping[int, tuple[Quote, ...]]
) -> Iterator[Attribution]:
    """Yield the quotations that no attribution covers and that follow a cited source."""
    taken = _Taken([one for one in found if not _is_within(one, quotes[document.sentences[one.sentence].block])])
    for number, of_block in groupby(document.sentences, key=lambda one: one.block):
        within = list(of_block)
        if document.blocks[number].kind not in ("body", "item"):
            continue
        for quote in quotes[number]:
            first = bisect_right(within, quote.start, key=lambda one: one.end)
            sentences = within[first : bisect_left(within, quote.end, key=lambda one: one.start)]
            if sentences and _is_free(document, quote, taken) and _follows_source(document, quote, number, taken):
                attribution = _carried(document, quote, sentences, taken)
                if attribution is not None:
                    yield attribution


def _is_within(one: Attribution, quotes: Sequence[Quote]) -> bool:
    """True for what the quoted cite of others: it is a part of a quotation, which is still to be carried."""
    cited = (q for q in quotes if one.cue is not None and q.start < one.cue.start and one.cue.end < q.end)
    return any(q.start <= one.content.start and one.content.end <= q.end for q in cited)


class _Taken:
    """What is attributed already, in order, to be looked up by offset."""

    def __init__(self, found: Sequence[Attribution]) -> None:
        self.sentences = frozenset(a.sentence for a in found)
        contents = sorted((a.content.start, a.content.end) for a in found)
        self._starts = [start for start, _ in contents]
        self._furthest = list(accumulate((end for _, end in contents), max))
        self._cues = sorted(a.cue.start for a in found if a.cue is not None)
        cited = sorted((a.content.start, place) for place, a in enumerate(found) if a.source is not None)
        self._cited = [start for start, _ in cited]
        self._latest = [found[place].sentence for place in accumulate((place for _, place in cited), max)]

    def holds(self, start: int, end: int) -> bool:
        """True when a content overlaps start to end, or a cue begins there."""
        before = bisect_left(self._starts, end)
        overlaps = before > 0 and self._furthest[before - 1] > start
        return overlaps or bisect_left(self._cues, start) < bisect_left(self._cues, end)

    def sourced_before(self, offset: int) -> int | None:
        """Return the sentence of the latest attribution with a source whose content begins before an offset."""
        before = bisect_left(self._cited, offset)
        return self._latest[before - 1] if before else None


def _carried(document: Document, quote: Quote, sentences: Sequence[Sentence], taken: _Taken) -> Attribution | None:
    """Return the quotation, or its whole sentence where that is only partly quoted and cites nobody else."""
    words = len(document.text[quote.start : quote.end].split())
    outside = document.text[sentences[0].start : quote.start] + document.text[quote.end : sentences[-1].end]
    if len(re.findall(r"\w+", outside)) <= 1:
        content = document.span(quote.start, quote.end)
        return Attribution(content, sentences[0].index, "carried-over", mode="direct")
    if words < _FEWEST_WORDS or sentences[0].index in taken.sentences:
        return None
    if any(_reports(document, token, quote) for sentence in sentences for token in document.words(sentence)):
        return None
    content = document.span(sentences[0].start, max(quote.end, sentences[-1].end - 1))
    return Attribution(content, sentences[0].index, "carried-over-part", mode="mixed")


def _reports(document: Document, verb: Token, quote: Quote) -> bool:
    """True for the verb of 'Smith called it "a war that nobody wants"' outside the marks: somebody else speaks."""
    if verb.lower not in cue_verbs() or verb.tag not in ("VBD", "VBZ") or quote.start <= verb.start < quote.end:
        return False
    return any(document.tokens[c].dep == "nsubj" and document.tokens[c].tag == "NNP" for c in verb.children)


def _is_free(document: Document, quote: Quote, taken: _Taken) -> bool:
    """True for a quotation that is no content yet and holds no cue."""
    if len(document.text[quote.start : quote.end].split()) < 2:
        return False
    return not taken.holds(quote.start, quote.end)


def _follows_source(document: Document, quote: Quote, block: int, taken: _Taken) -> bool:
    sentence = taken.sourced_before(quote.start)
    return sentence is not None and block - document.sentences[sentence].block <= _MOST_BLOCKS_AWAY
