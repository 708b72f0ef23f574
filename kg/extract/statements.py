"""Turns attributions into the record's statements: who said it, how, when, how sure, passing on whom.

1. Attributions are read in the order of the text, so that pronouns and last names find who was named before.
2. A statement whose words contain another attribution passes that one on (`relays`).
3. What a repeated paragraph prints again is a row of its own that names the first (`repeat_of`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from kg.extract.attribution import Attribution, find_attributions
from kg.extract.dates import day_of_news, find_dates
from kg.extract.document import Document
from kg.extract.mentions import Mentions
from kg.extract.reliability import confidence
from kg.extract.speakers import Speaker, SpeakerFinder
from kg.record import Certainty, Medium, Span, Statement

_MEDIA: tuple[tuple[Medium, re.Pattern[str]], ...] = (
    ("tweet", re.compile(r"\btweet|\btwitter\b|\bposted on X\b|\bon X\b", re.I)),
    (
        "briefing",
        re.compile(r"\bbriefing|news conference|press conference|presser|told reporters|told journalists", re.I),
    ),
    (
        "message",
        re.compile(r"\bmessage\b|\btelegram\b|\bwhatsapp\b|\bvideo\b|\baudio\b|\bfacebook\b|\brecording\b", re.I),
    ),
    ("report", re.compile(r"\breport\b|\bdossier\b|\bstudy\b|\bsurvey\b|\bassessment\b", re.I)),
    ("statement", re.compile(r"\bstatement|communiqu|press release|\bannouncement\b|\brelease[ds]?\b", re.I)),
    ("interview", re.compile(r"\btold\b|\binterview|\bspeaking to\b|\bby (?:tele)?phone\b", re.I)),
)
_DENIALS = frozenset({"deny", "reject", "refute", "dispute", "dismiss"})
_VIEWS = frozenset(
    {"believe", "think", "suspect", "fear", "estimate", "reckon", "assess", "consider", "surmise", "speculate"}
)
_POSSIBLE = re.compile(
    r"\b(?:may|might|could|possibl[ye]|perhaps|maybe|appears? to|seems? to|unconfirmed|alleged(?:ly)?)\b", re.I
)
_PROBABLE = re.compile(
    r"\b(?:probabl[ye]|likely|presum\w+|suspected|believed to|thought to|reportedly|apparently|purported(?:ly)?)\b",
    re.I,
)


def find_statements(document: Document, mentions: Mentions, *, attitudes: bool = False) -> tuple[Statement, ...]:
    """Return the statements of a document in the order of their content, with attitudes where they are wanted."""
    finder = SpeakerFinder(document, mentions)
    attributions = sorted(find_attributions(document, mentions, attitudes=attitudes), key=_reading_order)
    speakers: dict[int, Speaker] = {}
    for place, attribution in enumerate(attributions):
        speaker = _quoted_within(attributions, place, speakers) or _speaker(attribution, finder)
        if speaker is not None:
            speakers[id(attribution)] = speaker
    spoken = sorted((a for a in attributions if id(a) in speakers), key=_content_order)
    beside: dict[int, list[Attribution]] = defaultdict(list)
    for attribution in spoken:
        beside[attribution.sentence].append(attribution)
    numbers = {id(a): f"s{n}" for n, a in enumerate(spoken, start=1)}
    statements = tuple(
        _statement(
            document, a, speakers[id(a)], beside[a.sentence], number=numbers[id(a)], relays=_relayed(a, spoken, numbers)
        )
        for a in spoken
    )
    return (*statements, *_printed_again(document, statements))


def _speaker(attribution: Attribution, finder: SpeakerFinder) -> Speaker | None:
    if attribution.source is not None:
        return finder.resolve(attribution.source)
    return finder.answering(attribution.content.start) if attribution.rule == "answer" else finder.carried()


def _quoted_within(found: Sequence[Attribution], place: int, speakers: Mapping[int, Speaker]) -> Speaker | None:
    """Return who goes on in '"No," X said, according to Y. "Never."': X, whom Y has only passed on."""
    last = found[place - 1] if place else None
    if last is None or last.rule != "according-to" or not found[place].rule.startswith("carried"):
        return None
    beside = (o for o in islice(found, place - 1) if o.sentence == last.sentence and o.mode == "direct")
    quoted = (o for o in beside if last.content.start <= o.content.start and o.content.end <= last.content.end)
    return next((speakers[id(o)] for o in quoted if id(o) in speakers), None)


def _printed_again(document: Document, statements: tuple[Statement, ...]) -> Iterator[Statement]:
    """Yield each statement of a repeated paragraph once more, where it stands again."""
    number = len(statements)
    for one in statements:
        for shift in document.repeats(one.content):
            number += 1
            yield replace(
                one,
                id=f"s{number}",
                content=shifted(one.content, shift),
                rest=shifted(one.rest, shift) if one.rest is not None else None,
                cue=_standing_again(document, one.cue, shift),
                source=_standing_again(document, one.source, shift),
                relays=None,
                repeat_of=one.id,
            )


def _standing_again(document: Document, span: Span | None, shift: int) -> Span | None:
    """Return where a cue or a source stands again, nowhere where only the paragraph behind "X said:" is repeated."""
    again = shifted(span, shift) if span is not None else None
    return again if again is not None and document.text[again.start : again.end] == again.text else None


def shifted(span: Span, by: int) -> Span:
    """Return where a span's words stand again."""
    return Span(span.start + by, span.end + by, span.text)


def _reading_order(attribution: Attribution) -> tuple[int, int]:
    at = attribution.source.start if attribution.source is not None else attribution.content.start
    return (attribution.sentence, at)


def _relayed(outer: Attribution, spoken: list[Attribution], numbers: dict[int, str]) -> str | None:
    """Return the id of whom outer cites for its words, else of the outermost statement cited inside of them."""
    if outer.rule != "cited":
        same = (a for a in spoken if a.rule == "cited" and a.content == outer.content)
        cited = next(same, None)
        if cited is not None:
            return numbers[id(cited)]
    first = bisect_left(spoken, outer.content.start, key=_begin)
    inside = [
        a
        for a in spoken[first : bisect_right(spoken, outer.content.end, key=_begin)]
        if a is not outer
        and a.cue is not None
        and a.source is not None
        and outer.content.start <= a.source.start
        and a.content.end <= outer.content.end
        and a.cue.end <= outer.content.end
        and a.source.text != (outer.source.text if outer.source else None)
    ]
    return numbers[id(max(inside, key=lambda a: a.content.end - a.content.start))] if inside else None


def _content_order(one: Attribution) -> tuple[int, int, bool]:
    """Sort by content; who is cited for the same words comes behind who passes them on, as in the text."""
    return (one.content.start, -one.content.end, one.rule == "cited")


def _begin(one: Attribution) -> int:
    return one.content.start


def _statement(
    document: Document,
    one: Attribution,
    speaker: Speaker,
    others: Sequence[Attribution],
    *,
    number: str,
    relays: str | None,
) -> Statement:
    return Statement(
        id=number,
        content=one.content,
        speaker=speaker.actor,
        rest=one.rest,
        cue=one.cue,
        source=one.source,
        affiliation=speaker.affiliation,
        role=speaker.role,
        rank=speaker.rank,
        joint_speakers=speaker.joint,
        mode=one.mode,
        medium=_medium(one, speaker),
        said_on=_said_on(document, one, others),
        denies=one.verb in _DENIALS,
        certainty=_certainty(one),
        relays=relays,
        rule=f"{one.rule}:{one.verb}" if one.verb else one.rule,
        confidence=confidence(one, speaker),
    )


def _medium(one: Attribution, speaker: Speaker) -> Medium:
    words = f"{one.context} {one.source.text if one.source else ''} {one.cue.text if one.cue else ''}"
    for medium, pattern in _MEDIA:
        if pattern.search(words):
            return medium
    return "statement" if speaker.is_document else "unknown"


def _unsaid(one: Attribution, others: Sequence[Attribution]) -> str:
    """Return the words beside a content that nobody else in the sentence has said."""
    words = one.context
    for other in others:
        if other.content != one.content:
            words = words.replace(other.content.text, " ")
    return words


def _said_on(document: Document, one: Attribution, others: Sequence[Attribution]) -> str | None:
    """Return the day named beside the cue, as EDTF."""
    words = _unsaid(one, others)
    if not words.strip():
        return None
    day = document.article.published
    published = day_of_news(document.text, date.fromisoformat(day) if day else None)
    for phrase in find_dates(words, published):
        if phrase.edtf and len(phrase.edtf) == 10:
            return phrase.edtf
    return None


def _certainty(one: Attribution) -> Certainty:
    words = one.content.text
    if _POSSIBLE.search(words):
        return "possible"
    if one.verb in _VIEWS or _PROBABLE.search(words):
        return "probable"
    return "certain"
