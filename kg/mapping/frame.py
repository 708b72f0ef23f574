"""What every part of an article's graph needs to know of the article: its IRIs, and the names of what it holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from kg.errors import RecordError
from kg.mapping.iris import Kind, escaped, mint, mint_article, mint_graph, mint_known, mint_revision, normalised_name
from kg.mapping.quads import Literal, Triple
from kg.mapping.vocabulary import XSD
from kg.record import Actor, Claim, Incident, Place, Record, Statement

Triples = Iterator[Triple]

_Repeatable = TypeVar("_Repeatable", Statement, Claim)

_INTEGER = str(XSD.integer)
_DECIMAL = str(XSD.decimal)
_LANGUAGE = re.compile(r"[a-z]{1,8}(-[a-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Frame:
    """An article and the IRIs by which its graph names it and its statements, reports and claims.

    `described` are the spans that the graph has described so far: many things rest on the same words.
    """

    record: Record
    base: str
    known: frozenset[str]
    article: str
    revision: str
    graph: str
    language: str | None
    unnamed: frozenset[str]
    statements: dict[str, str]
    reports: dict[str, str]
    claims: dict[str, str]
    described: set[tuple[int, int]]

    @classmethod
    def of(cls, record: Record, *, base: str, known: frozenset[str]) -> Frame:
        """Name everything in a record; `known` are the ids of the gazetteer."""
        article = mint_article(base, record.url, record.id)
        revision = mint_revision(article, record.sha256, base=base)
        language = record.language.lower()
        frame = cls(
            record=record,
            base=base,
            known=known,
            article=article,
            revision=revision,
            graph=mint_graph(revision, base=base),
            language=language if _LANGUAGE.fullmatch(language) else None,
            unnamed=frozenset(_unnamed_sources(record)),
            statements={},
            reports={},
            claims={},
            described=set(),
        )
        frame._name_contents()
        return frame

    def mint(self, kind: Kind, *key: str) -> str:
        """Mint the IRI of something that is this article's own."""
        return mint(self.base, kind, self.article, *key)

    def actor(self, actor: Actor) -> str:
        """Return the IRI of an actor.

        One that the gazetteer knows has one everywhere, so has a name of a kind; an actor without
        a name is this article's own.
        """
        if actor.id in self.unnamed:
            return self.mint("source", actor.id)
        if not actor.named:
            return self.mint("actor", actor.id)
        if actor.id in self.known:
            return mint_known(self.base, "actor", actor.id)
        return mint(self.base, "actor", actor.kind, normalised_name(actor.name))

    def place(self, place: Place) -> str:
        """Return the IRI of a place; one that the gazetteer does not know is this article's own."""
        if place.id in self.known:
            return mint_known(self.base, "place", place.id)
        return self.mint("place", normalised_name(place.name))

    def text(self, text: str) -> Literal:
        """Return words of the article as a literal in its language."""
        return Literal(text, language=self.language)

    def _name_contents(self) -> None:
        seen: Counter[tuple[str, ...]] = Counter()

        def name(kind: Kind, *key: str) -> str:
            seen[kind, *key] += 1
            return self.mint(kind, *key, str(seen[kind, *key]))

        record = self.record
        for statement, first in _originals(record.statements, _statement_position):
            if first is statement:
                words = normalised_name(statement.content.text)
                self.statements[statement.id] = name("statement", self.actor(statement.speaker), words)
            else:
                self.statements[statement.id] = self.statements[first.id]
        for incident in sorted(record.incidents, key=_incident_position):
            place = incident.places[0].name if incident.places else ""
            trigger = normalised_name(incident.trigger.text)
            self.reports[incident.id] = name("report", incident.type, trigger, normalised_name(place))
        for claim, original in _originals(record.claims, _claim_position):
            if original is claim:
                source = self.statements[claim.statement] if claim.statement else ""
                self.claims[claim.id] = name("claim", source, claim.kind, claim.effect or "", claim.evidence.text)
            else:
                self.claims[claim.id] = self.claims[original.id]


def integer(value: int) -> Literal:
    """Return a whole number as a literal."""
    return Literal(str(value), _INTEGER)


def decimal(value: float) -> Literal:
    """Return a number of at most six places as a canonical xsd:decimal: 0.93, 1, -43.5."""
    digits = f"{value:.6f}".rstrip("0").rstrip(".")
    return Literal("0" if digits == "-0" else digits, _DECIMAL)


def web_address(url: str) -> str | Literal:
    """Return an http(s) address as an IRI, anything else as the literal it is, for the shapes to refuse."""
    return escaped(url) if url.startswith(("http://", "https://")) else Literal(url)


def _originals(
    rows: tuple[_Repeatable, ...], position: Callable[[_Repeatable], tuple[int, int, str]]
) -> list[tuple[_Repeatable, _Repeatable]]:
    """Return each row with the row that it is a repeat of in the end, or itself: originals first, in text order."""
    by_id = {row.id: row for row in rows}
    pairs = []
    for row in rows:
        original, passed = row, {row.id}
        while original.repeat_of is not None and original.repeat_of not in passed:
            passed.add(original.repeat_of)
            original = by_id[original.repeat_of]
        if original.repeat_of is not None:
            raise RecordError(f"{row.id}.repeat_of: {sorted(passed)} repeat each other, expected a first one")
        pairs.append((row, original))
    return sorted(pairs, key=lambda pair: (pair[0] is not pair[1], position(pair[0])))


def _unnamed_sources(record: Record) -> Iterator[str]:
    for statement in record.statements:
        for speaker in (statement.speaker, *statement.joint_speakers):
            if not speaker.named or speaker.kind == "unnamed":
                yield speaker.id


def _statement_position(statement: Statement) -> tuple[int, int, str]:
    return statement.content.start, statement.content.end, statement.id


def _incident_position(incident: Incident) -> tuple[int, int, str]:
    return incident.trigger.start, incident.trigger.end, incident.id


def _claim_position(claim: Claim) -> tuple[int, int, str]:
    return claim.evidence.start, claim.evidence.end, claim.id
