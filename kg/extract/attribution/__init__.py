"""Finds who is cited for which words: cue, source phrase and content of every attribution in a document.

1. Reporting verbs (`data/cues.tsv`) outside quotations get a source (`sources`) and a content (`contents`).
2. "According to" and its kin take the rest of the sentence (`according`).
   What a tag at the end cites where the parse hides it is read by words alone (`tags`).
3. Headlines cite by their form (`headlines`), else by a verb.
4. What others told the quoted is theirs, too (`quoted`).
5. A quotation with no cue of its own carries the source of the statement before it (`carried`).

Speakers are only phrases here; `kg.extract.speakers` says who they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.extract.attribution.according import according_attribution, find_according
from kg.extract.attribution.attitudes import find_attitudes
from kg.extract.attribution.carried import carried_attributions
from kg.extract.attribution.citations import CitationReader
from kg.extract.attribution.contents import ContentReader
from kg.extract.attribution.headlines import headline_attribution
from kg.extract.attribution.labels import Lead, colon_attribution, label_attribution, lead_of, led_attribution
from kg.extract.attribution.passage import Attribution, Group, Passage
from kg.extract.attribution.quoted import quoted_attributions
from kg.extract.attribution.tags import tag_attributions
from kg.extract.document import Document, Sentence
from kg.extract.mentions import Mentions
from kg.extract.quotes import find_quotes, near
from kg.reading.dates import MONTH

__all__ = ["Attribution", "find_attributions"]

_BESIDE = 5  # characters; a quotation before or behind a sentence that has to do with it stands closer

_DAY_BEHIND = re.compile(
    rf"\s+(?:(?:late |early )?on )?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|on {MONTH} \d{{1,2}})"
    r"(?: (?:morning|afternoon|evening|night))?$",
    re.IGNORECASE,
)
_BESIDES = frozenset({"cited", "relative", "according-to"})  # rules that give others the same words
_PRONOUNS = frozenset({"it", "they", "he", "she", "we", "i"})
_FIRST_PERSON = frozenset({"i", "we"})
_DOING = frozenset("document monitor count verify record report describe detail express declare propose pledge".split())


def find_attributions(document: Document, mentions: Mentions, *, attitudes: bool = False) -> tuple[Attribution, ...]:
    """Return the attributions of the document in the order of their content, with attitudes where they are wanted."""
    quotes = {n: find_quotes(document.text, b.body_start, b.end) for n, b in enumerate(document.blocks)}
    found: list[Attribution] = []
    lead: Lead | None = None
    for sentence in document.sentences:
        kind = document.block(sentence).kind
        beside = near(quotes[sentence.block], sentence.start, sentence.end, within=_BESIDE)
        passage = Passage(document, _behind_place(document, sentence, mentions), beside, mentions)
        if lead is not None and (led := led_attribution(document, sentence, lead, quotes[sentence.block])):
            found.append(led)
        lead = None
        if kind in ("headline", "heading"):
            found.extend(_of_headline(passage))
        elif kind != "caption":
            citations = CitationReader(passage)
            found.extend(_of_sentence(passage, citations))
            if attitudes:
                found.extend(find_attitudes(passage, citations))
            lead = lead_of(passage, citations.citations)
    found = _distinct(found)
    found.extend(carried_attributions(document, found, quotes))
    return tuple(sorted(found, key=lambda one: (one.content.start, -one.content.end)))


def _behind_place(document: Document, sentence: Sentence, mentions: Mentions) -> Sentence:
    """Return a paragraph's first sentence without the place that opens it: "Abu Dhabi: ..."."""
    mention = mentions.at(sentence.first)
    if mention is None or not mention.is_place or sentence.start != document.block(sentence).body_start:
        return sentence
    first = mention.last + 2
    if first >= sentence.last or document.tokens[first - 1].text != ":":
        return sentence
    return replace(sentence, first=first, start=document.tokens[first].start)


def _of_headline(passage: Passage) -> Iterator[Attribution]:
    by_form = headline_attribution(passage)
    if by_form is not None:
        yield by_form
        return
    for one in _of_sentence(passage, CitationReader(passage)):
        if one.rule.startswith("verb"):
            yield replace(one, rule="headline-verb")


def _of_sentence(passage: Passage, sources: CitationReader) -> Iterator[Attribution]:
    according = list(find_according(passage))
    nouns = {one.source.end for one in according}  # "according to UN estimates"
    issued = [one.source for one in according]  # "according to a statement issued by the army"
    citations = [
        one
        for one in sources.citations
        if one.token.end not in nouns
        and not (one.token.tag == "VBN" and any(source.start < one.token.start < source.end for source in issued))
    ]
    labelled = label_attribution(passage)
    labelled = labelled or colon_attribution(passage, citations)
    if labelled is not None:
        yield labelled
    groups = [sources.group(c, citations) for c in citations]
    groups += [Group(one.first, one.first, one.last, is_phrase=True) for one in according]
    contents = ContentReader(passage, sources, groups)
    found = [contents.attribution(citation) for citation in citations]
    found.extend(according_attribution(passage, one, groups) for one in according)
    given = [one for one in found if one is not None]
    quoting = [one for citation in citations if (one := contents.quoting(citation, given)) is not None]
    quoted = {one.cue for one in quoting}
    given = [*quoting, *(one for one in given if one.cue not in quoted)]
    passed_on = (judge(citation, given) for citation in citations for judge in (contents.cited, contents.relative))
    cited = [*given, *(one for one in passed_on if one is not None), *tag_attributions(passage, given)]
    cited.extend(quoted_attributions(passage))
    kept = (one for one in cited if not (_only_says_what_it_did(one, cited) or _is_cited_for_showing(one, cited)))
    yield from (_undated(one, passage.document) for one in kept)


def _undated(one: Attribution, document: Document) -> Attribution:
    """Return an attribution whose source ends before the day on which it spoke: "reports on Sunday"."""
    day = _DAY_BEHIND.search(one.source.text) if one.source is not None else None
    if one.source is None or day is None or day.start() == 0:
        return one
    return replace(one, source=document.span(one.source.start, one.source.start + day.start()))


def _only_says_what_it_did(one: Attribution, others: list[Attribution]) -> bool:
    """True for "it had documented nine deaths" and "I call on ..." inside of what somebody said: told only."""
    if one.source is None or one.cue is None or one.source.text.lower() not in _PRONOUNS:
        return False
    if one.verb not in _DOING and one.source.text.lower() not in _FIRST_PERSON:
        return False
    at = one.cue.start
    return any(o is not one and o.content.start <= at < o.content.end for o in others)


def _is_cited_for_showing(one: Attribution, others: list[Attribution]) -> bool:
    """True for what is cited of "footage which it said showed a tank": it is the body that said so."""
    ends = one.source.end if one.source is not None else None
    return any(o is not one and o.cue is not None and o.cue.end == ends for o in others)


def _distinct(found: list[Attribution]) -> list[Attribution]:
    """Keep one attribution for each content, one with a source if there is one; who passes it on comes besides."""
    kept: dict[tuple[int, int, str], Attribution] = {}
    for one in found:
        key = (one.content.start, one.content.end, one.rule if one.rule in _BESIDES else "")
        if key not in kept or (kept[key].source is None and one.source is not None):
            kept[key] = one
    return list(kept.values())
