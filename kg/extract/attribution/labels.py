"""Reads words that a label or an introduction gives to somebody.

1. "Colonel X: ..." opens a paragraph or a quotation; in an interview "A: ..." is the answer of whoever is asked.
2. A colon gives a quotation to the subject of its sentence, whatever that did: "X thanked the guards: “...”".
3. "X said:" at the end of a sentence gives X the quotation, else the paragraph, that follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.attribution.citations import Citation
from kg.extract.attribution.passage import TITLES, Attribution, Passage
from kg.extract.document import Document, Sentence, Token
from kg.extract.quotes import Quote
from kg.record import Span

_PLACE = r"(?:#\w+|[A-Z][\w’'-]+(?: [\w’'-]+){0,3})"  # "Idlib Province – the Observatory: ..."
_LABEL = re.compile(rf"(?:{_PLACE}\s*[–—-]\s+)?[\"“]?(?P<source>[A-Z@][^:;!?“”\"\n]{{0,80}}?)::?\s+(?=\S)")
_DATELINE = re.compile(r"[A-Z][A-Z .,'’/-]+\([^)]+\)")
_MOST_WORDS = 10
_ANSWER = "A"
_ISSUING = frozenset("gave issued made posted published released shared wrote".split())
_LEADING_FRAMES = ("clause", "quote", "person")


@dataclass(frozen=True, slots=True)
class Lead:
    """A citing group at the end of a sentence that a colon closes; the words follow."""

    source: Span | None
    cue: Span
    verb: str


def label_attribution(passage: Passage) -> Attribution | None:
    """Return the words behind a label that opens the sentence, or None."""
    document, sentence = passage.document, passage.sentence
    match = _LABEL.match(document.text, sentence.start, sentence.end)
    if match is None or len(match["source"].split()) > _MOST_WORDS or _DATELINE.fullmatch(match["source"]):
        return None
    block = document.block(sentence)
    opens_block = sentence.start == block.body_start
    last = passage.token_at(match.end("source") - 1)
    handle = match["source"].startswith("@") and " " not in match["source"]
    answer = match["source"] == _ANSWER and opens_block
    first = passage.token_at(match.start("source"))
    named = handle or passage.names_speaker(first, last, topics=True) or _was_named(passage, first, last)
    if not answer and (not named or any(passage.finite(i) for i in range(first, last + 1))):
        return None
    quote = next((q for q in passage.quotes if q.start == match.end()), None)
    if quote is None and not opens_block:
        return None
    end = quote.end if quote is not None else block.end
    content = document.span(match.end(), end)
    if len(content.text.split()) < 2 or (content.text.endswith("?") and passage.names_outlet(first, last)):
        return None
    return Attribution(
        content=content,
        sentence=sentence.index,
        rule="answer" if answer else "label",
        source=None if answer else document.span(match.start("source"), match.end("source")),
        verb="say",
        mode="direct",
    )


def _was_named(passage: Passage, first: int, last: int) -> bool:
    """Tell whether a label is the last name of somebody named before: "Dr. Lina Aziz ... Aziz: ..."."""
    label = passage.tokens[last]
    if first != last or passage.mentions.at(last) is not None:
        return False
    before = passage.tokens[: passage.sentence.first]
    for at, token in enumerate(before[1:]):
        if token.text == label.text and before[at].tag == "NNP":
            mention = passage.mentions.at(token.index)
            return mention is None or not mention.is_place
    return False


def colon_attribution(passage: Passage, citations: Sequence[Citation]) -> Attribution | None:
    """Return the quotation that a colon gives to the subject of its sentence: "X thanked the guards: “...”".

    So does a comma behind a document: "X issued a statement, “...”".
    """
    first = passage.tokens[passage.sentence.first]
    quote = next((q for q in passage.quotes if first.start < q.start and _is_introduced(passage, q)), None)
    if quote is None or any(c.token.start < quote.start and c.cue.takes(*_LEADING_FRAMES) for c in citations):
        return None
    verbs = (t for t in passage.document.words(passage.sentence) if t.end < quote.start and passage.finite(t.index))
    for verb in verbs:
        subject = next((c for c in passage.children(verb) if c.dep == "nsubj" and c.index < verb.index), None)
        if subject is not None and _is_able(passage, subject):
            last = min(subject.right, verb.index - 1)
            while passage.tokens[last].text == ",":
                last -= 1
            return Attribution(
                content=passage.document.span(quote.start, quote.end),
                sentence=passage.sentence.index,
                rule="colon",
                source=passage.document.token_span(subject.left, last),
                verb="say",
                mode="direct",
            )
    return None


def lead_of(passage: Passage, citations: Sequence[Citation]) -> Lead | None:
    """Return the group that leads over to what follows the sentence, or None."""
    if not passage.leads_on:
        return None
    if not citations:
        return _issuing_lead(passage)
    last = citations[-1]
    if last.subject is None or not last.cue.takes(*_LEADING_FRAMES):
        return None
    ahead = range(last.token.index + 1, passage.sentence.last)
    if any(passage.finite(i) and not passage.relative_before(last.token.index + 1, i) for i in ahead):
        return None
    return Lead(last.source, last.cue_span, last.cue.verb)


def _issuing_lead(passage: Passage) -> Lead | None:
    """Return the group of "The ministry issued the following statement:", or None."""
    for verb in passage.document.words(passage.sentence):
        if verb.lower not in _ISSUING or not passage.finite(verb.index):
            continue
        thing = next((c for c in passage.children(verb) if c.dep == "dobj" and passage.names_document(c)), None)
        subject = next((c for c in passage.children(verb) if c.dep == "nsubj" and c.index < verb.index), None)
        if thing is not None and subject is not None and _is_able(passage, subject):
            source = passage.document.token_span(subject.left, min(subject.right, verb.index - 1))
            return Lead(source, passage.document.token_span(verb.index, verb.index), "say")
    return None


def _is_introduced(passage: Passage, quote: Quote) -> bool:
    mark = passage.tokens[passage.token_at(quote.start) - 1]
    return mark.text == ":" or (mark.text == "," and passage.names_document(passage.tokens[mark.index - 1]))


def _is_able(passage: Passage, subject: Token) -> bool:
    """True for who can speak: a name, a known actor, a source, an office."""
    known = passage.mentions.actor_at(subject.index) is not None
    return known or passage.names_source(subject) or subject.lower in TITLES


def led_attribution(document: Document, sentence: Sentence, lead: Lead, quotes: Sequence[Quote]) -> Attribution | None:
    """Return the words that a lead gives to its source, where they begin with a sentence."""
    block = document.block(sentence)
    if block.kind not in ("body", "item"):
        return None
    quote = next((q for q in quotes if 0 <= q.start - sentence.start <= 1), None)
    if quote is None and any(sentence.start <= q.start < block.end for q in quotes):
        return None
    opens_block = sentence.start == block.body_start
    if quote is None and not opens_block:
        return None
    content = document.span(quote.start, quote.end) if quote is not None else document.span(sentence.start, block.end)
    return Attribution(
        content=content,
        sentence=sentence.index,
        rule="lead" if quote is not None else "lead-unquoted",
        cue=lead.cue,
        source=lead.source,
        verb=lead.verb,
        mode="direct",
    )
