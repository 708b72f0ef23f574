"""Finds who is cited for which words: cue, source phrase and content of every attribution in a document.

1. Reporting verbs (`data/cues.tsv`) outside quotations get a source (`sources`) and a content (`contents`).
2. "According to" and its kin take the rest of the sentence (`according`).
3. Headlines cite by their form (`headlines`), else by a verb.
4. A quotation with no cue of its own carries the source of the statement before it (`carried`).

Speakers are only phrases here; `kg.extract.speakers` says who they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.extract.attribution.according import According, according_attribution, find_according
from kg.extract.attribution.carried import carried_attributions
from kg.extract.attribution.contents import ContentReader
from kg.extract.attribution.headlines import headline_attribution
from kg.extract.attribution.passage import Attribution, Passage
from kg.extract.attribution.sources import Citation, SourceReader
from kg.extract.document import Document
from kg.extract.mentions import Mentions
from kg.extract.quotes import find_quotes, near

__all__ = ["Attribution", "find_attributions"]

_BESIDE = 5  # characters; a quotation before or behind a sentence that has to do with it stands closer

_PRONOUNS = frozenset({"it", "they", "he", "she", "we", "i"})
_DOING = frozenset({"document", "record", "report", "describe", "detail", "express", "declare", "propose", "pledge"})


def find_attributions(document: Document, mentions: Mentions) -> tuple[Attribution, ...]:
    """Return the attributions of the document in the order of their content."""
    quotes = {n: find_quotes(document.text, b.body_start, b.end) for n, b in enumerate(document.blocks)}
    found: list[Attribution] = []
    for sentence in document.sentences:
        kind = document.block(sentence).kind
        beside = near(quotes[sentence.block], sentence.start, sentence.end, within=_BESIDE)
        passage = Passage(document, sentence, beside, mentions)
        if kind in ("headline", "heading"):
            found.extend(_of_headline(passage))
        elif kind != "caption":
            found.extend(_of_sentence(passage))
    found = _distinct(found)
    found.extend(carried_attributions(document, found, quotes))
    return tuple(sorted(found, key=lambda one: (one.content.start, -one.content.end)))


def _of_headline(passage: Passage) -> Iterator[Attribution]:
    by_form = headline_attribution(passage)
    if by_form is not None:
        yield by_form
        return
    for one in _of_sentence(passage):
        if one.rule.startswith("verb"):
            yield replace(one, rule="headline-verb")


def _of_sentence(passage: Passage) -> Iterator[Attribution]:
    sources = SourceReader(passage)
    citations = list(sources.citations())
    according = list(find_according(passage))
    cuts = _cuts(passage, sources, citations, according)
    contents = ContentReader(passage, sources, cuts)
    found = [contents.attribution(citation) for citation in citations]
    found.extend(according_attribution(passage, one, cuts) for one in according)
    cited = [one for one in found if one is not None]
    yield from (one for one in cited if not _only_says_what_it_did(one, cited))


def _only_says_what_it_did(one: Attribution, others: list[Attribution]) -> bool:
    """True for "it had documented nine deaths" inside of what somebody said: told, but not cited."""
    if one.source is None or one.cue is None or one.source.text.lower() not in _PRONOUNS or one.verb not in _DOING:
        return False
    at = one.cue.start
    return any(o is not one and o.content.start <= at < o.content.end for o in others)


def _cuts(
    passage: Passage, sources: SourceReader, citations: list[Citation], according: Iterable[According]
) -> dict[int, int]:
    """Return for each citing token the token at which its group (source, auxiliaries, verb) begins."""
    cuts = {one.token.index: sources.group_start(one, citations) for one in citations}
    return cuts | {one.first: one.first for one in according}


def _distinct(found: list[Attribution]) -> list[Attribution]:
    """Keep one attribution for each content, one with a source if there is one."""
    kept: dict[tuple[int, int], Attribution] = {}
    for one in found:
        key = (one.content.start, one.content.end)
        if key not in kept or (kept[key].source is None and one.source is not None):
            kept[key] = one
    return list(kept.values())
