"""Statements in the manner of PolNeAR, so that they can be held against its annotations (source, cue, content).

PolNeAR differs from our guide in three things:

1. Quotations of one speaker that only a tag parts ("...," X said. "...") are one content, with the tag.
2. What is cited inside of what somebody said has no row of its own.
3. Attitudes count too ("supports", "wants to", "is expected to"); the extraction finds them when it is asked to
   (`Settings.attitudes`).

Source: PolNeAR 1.0, Newell, Margolin and Ruths, LREC 2018.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.record import Record, Span, Statement

_LONGEST_TAG = 250  # characters between two quotations of one content


def in_polnear_manner(record: Record) -> Record:
    """Return the record with its statements as PolNeAR's guide would have them, and nothing beside them."""
    widest = sorted((_whole(one, record.text) for one in record.statements if one.repeat_of is None), key=_place)
    return replace(record, statements=tuple(_merged(_outermost(widest), record.text)), incidents=(), claims=())


def _whole(one: Statement, text: str) -> Statement:
    """Return a statement whose content holds its rest, and the tag between them."""
    start, end = min(part.start for part in one.parts), max(part.end for part in one.parts)
    return replace(one, content=Span(start, end, text[start:end]), rest=None, relays=None)


def _place(one: Statement) -> tuple[int, int]:
    return one.content.start, -one.content.end


def _outermost(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Yield the statements that lie in no other, in order."""
    reached = 0
    for one in statements:
        if one.content.end > reached:
            yield one
            reached = one.content.end


def _merged(statements: Iterable[Statement], text: str) -> Iterator[Statement]:
    """Yield the statements, each with the carried-over quotations that follow it in its paragraph."""
    last: Statement | None = None
    for one in statements:
        if last is not None and _continues(last, one, text):
            start, end = last.content.start, max(last.content.end, one.content.end)
            last = replace(last, content=Span(start, end, text[start:end]))
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _continues(last: Statement, one: Statement, text: str) -> bool:
    between = text[last.content.end : one.content.start]
    follows = one.source is None and one.speaker.id == last.speaker.id and one.rule != "attitude:expect"
    return follows and "\n" not in between and len(between) < _LONGEST_TAG
