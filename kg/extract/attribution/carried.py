"""Finds quotations without a cue of their own: they carry the source of the statement before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kg.extract.attribution.passage import Attribution
from kg.extract.document import Document, Sentence
from kg.extract.quotes import Quote

_FEWEST_WORDS = 5
_MOST_BLOCKS_AWAY = 3


def carried_attributions(
    document: Document, found: Sequence[Attribution], quotes: Mapping[int, tuple[Quote, ...]]
) -> Iterator[Attribution]:
    """Yield the quotations that no attribution covers and that follow a cited source."""
    for number in sorted({s.block for s in document.sentences if document.block(s).kind in ("body", "item")}):
        for quote in quotes[number]:
            sentences = [
                s for s in document.sentences if s.block == number and s.start < quote.end and quote.start < s.end
            ]
            if sentences and _is_free(document, quote, found) and _follows_source(document, quote, number, found):
                attribution = _carried(document, quote, sentences, found)
                if attribution is not None:
                    yield attribution


def _carried(
    document: Document, quote: Quote, sentences: Sequence[Sentence], found: Sequence[Attribution]
) -> Attribution | None:
    """Return the quotation, or its whole sentence where that is only partly quoted and cites nobody else."""
    words = len(document.text[quote.start : quote.end].split())
    outside = document.text[sentences[0].start : quote.start] + document.text[quote.end : sentences[-1].end]
    if len(re.findall(r"\w+", outside)) <= 1:
        content = document.span(quote.start, quote.end)
        return Attribution(content, sentences[0].index, "carried-over", mode="direct")
    if words < _FEWEST_WORDS or any(a.sentence == sentences[0].index for a in found):
        return None
    content = document.span(sentences[0].start, max(quote.end, sentences[-1].end - 1))
    return Attribution(content, sentences[0].index, "carried-over-part", mode="mixed")


def _is_free(document: Document, quote: Quote, found: Sequence[Attribution]) -> bool:
    """True for a quotation that is no content yet and holds no cue."""
    if len(document.text[quote.start : quote.end].split()) < 2:
        return False
    return not any(
        (a.content.start < quote.end and quote.start < a.content.end)
        or (a.cue is not None and quote.start <= a.cue.start < quote.end)
        for a in found
    )


def _follows_source(document: Document, quote: Quote, block: int, found: Sequence[Attribution]) -> bool:
    before = [a for a in found if a.content.start < quote.start and a.source is not None]
    return bool(before) and block - document.sentences[before[-1].sentence].block <= _MOST_BLOCKS_AWAY
