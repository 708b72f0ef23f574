"""A page of articles with what was extracted marked in the text: spans of several kinds, which may overlap.

1. Every span of the record gets a kind and a remark (which row, which rule, how sure).
2. The text is cut wherever a span begins or ends, so that each piece has the same spans throughout.
3. The template writes each piece once, with the kinds of its spans as classes and their remarks as its title.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from kg.record import Record, Span
from service.explanation import number, why_speaker
from service.rendering import environment

KINDS = ("content", "source", "cue", "trigger", "figure")
"""The kinds of marks in the order of the legend."""

_TEMPLATES = environment()


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the text, what kind of thing it marks and a remark on it."""

    start: int
    end: int
    kind: str
    remark: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text on which the same marks lie; none where `kinds` is empty."""

    text: str
    kinds: tuple[str, ...]
    remarks: tuple[str, ...]


def marked_page(records: Iterable[Record]) -> Iterator[str]:
    """Yield the page in parts, an article at a time, so that no more than one record is held in memory."""
    articles = ((record, pieces(record.text, marks(record))) for record in records)
    yield from _TEMPLATES.get_template("marked.html").generate(articles=articles, kinds=KINDS)


def marks(record: Record) -> Iterator[Mark]:
    """Yield the marks of a record."""
    for one in record.statements:
        of = f"{one.id} ({one.rule}, {one.confidence:.2f})"
        for part in one.parts:
            yield _mark(part, "content", f"{of}: said by {one.speaker.name}; {why_speaker(one)}")
        if one.source is not None:
            yield _mark(one.source, "source", f"{of}: source, {one.speaker.name}")
        if one.cue is not None:
            yield _mark(one.cue, "cue", f"{of}: cue, {one.mode}{', denial' if one.denies else ''}")
    for incident in record.incidents:
        place = incident.places[0].name if incident.places else "no place"
        facts = ", ".join((incident.type, incident.date or "no date", place))
        yield _mark(incident.trigger, "trigger", f"{incident.id} ({incident.rule}, {incident.confidence:.2f}): {facts}")
    for claim in record.claims:
        if claim.kind in ("casualties", "count"):
            what = claim.effect or claim.what or claim.kind
            who = ", ".join(actor.name for actor in claim.claimants) or "the article"
            remark = f"{claim.id} ({claim.rule}, {claim.confidence:.2f}): {what}, {number(claim)}, according to {who}"
            yield _mark(claim.evidence, "figure", remark)


def _mark(span: Span, kind: str, remark: str) -> Mark:
    return Mark(span.start, span.end, kind, remark)


def pieces(text: str, marked: Iterable[Mark]) -> list[Piece]:
    """Cut a text where marks begin and end; the pieces make up the whole text."""
    beginning: dict[int, list[Mark]] = {}
    ending: dict[int, list[Mark]] = {}
    for mark in marked:
        beginning.setdefault(mark.start, []).append(mark)
        ending.setdefault(mark.end, []).append(mark)
    cuts = sorted({0, len(text), *beginning, *ending})
    lying: list[Mark] = []
    found: list[Piece] = []
    for start, end in pairwise(cuts):
        for mark in ending.get(start, ()):
            lying.remove(mark)
        lying += beginning.get(start, ())
        kinds = tuple(kind for kind in KINDS if any(mark.kind == kind for mark in lying))
        found.append(Piece(text[start:end], kinds, tuple(dict.fromkeys(mark.remark for mark in lying))))
    return found
