"""Claims as the graph holds them, with what tells how they stand to each other: who says so, when, on whose word.

`kg.inference.claims.reading` fills these from a store; all else in this folder is pure and knows nothing of stores.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.record import ClaimKind, Effect
from kg.signature import Signature


@dataclass(frozen=True, slots=True)
class Party:
    """An actor, outlet or unnamed source; `kind` is the record's, `source_type` that of an unnamed source."""

    iri: str
    label: str
    kind: str = "organisation"
    named: bool = True
    source_type: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """An article: who published it, and whose text it is where it says that it took it from another.

    `original` names that other article, `agency` who published it. `published` is an ISO date.
    """

    iri: str
    publisher: Party | None = None
    published: str | None = None
    original: str | None = None
    agency: Party | None = None
    signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """A statement: its words, who speaks and for whom, and the day (ISO, None when unknown)."""

    iri: str
    words: str
    speakers: tuple[Party, ...] = ()
    behalf: tuple[Party, ...] = ()
    said_on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredClaim:
    """A claim about a reported incident.

    `statement` expresses it, None where the article says it in its own voice; `source` is the statement at the root
    of a chain (A said that B said), else `statement`. `before` is what stands before the evidence. `perpetrators` are
    those that the report names. `start` orders the claims of an article.
    """

    iri: str
    kind: ClaimKind
    report: str
    article: Article
    evidence: str
    before: str = ""
    start: int = 0
    statement: Utterance | None = None
    source: Utterance | None = None
    claimants: tuple[Party, ...] = ()
    perpetrators: tuple[Party, ...] = ()
    effect: Effect | None = None
    group: Party | None = None
    agent: Party | None = None
    what: str | None = None
    low: int | None = None
    high: int | None = None
    approximation: str | None = None
    part_of: str | None = None

    @property
    def day(self) -> str | None:
        """The day on which it was said, else that of the article."""
        said = self.statement.said_on if self.statement else None
        return said or self.article.published

    @property
    def has_figure(self) -> bool:
        """Whether it says how many."""
        return self.low is not None or self.high is not None


@dataclass(frozen=True, slots=True)
class StoredReport:
    """An article's report of an incident."""

    iri: str
    article: Article


@dataclass(frozen=True, slots=True)
class StoredIncident:
    """An incident with its reports and all claims about it, both sorted by IRI."""

    iri: str
    reports: tuple[StoredReport, ...]
    claims: tuple[StoredClaim, ...]
