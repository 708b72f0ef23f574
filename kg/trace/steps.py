"""The steps of a chain: claim, statements, decisions, article, each with the words that it rests on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quote:
    """Words and where they stand. `verified` says whether the stored text has them there, None without a text."""

    start: int
    end: int
    words: str
    verified: bool | None
    iri: str


@dataclass(frozen=True, slots=True)
class Party:
    """An actor, unnamed source or outlet."""

    iri: str
    name: str
    kind: str | None = None
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleStep:
    """The article, the revision of it that was read, and who published it."""

    iri: str
    revision: str
    sha256: str
    title: str | None
    url: str | None
    published: str | None
    publishers: tuple[Party, ...]
    original_publishers: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class StatementStep:
    """A statement: who said it, for whom, how, with which words; `relays` is the statement it passes on."""

    iri: str
    words: str
    speakers: tuple[Party, ...]
    on_behalf_of: tuple[Party, ...]
    role: str | None
    rank: str | None
    cue: str | None
    mode: str | None
    medium: str | None
    certainty: str | None
    said_on: str | None
    denies: bool
    evidence: tuple[Quote, ...]
    source: tuple[Quote, ...]
    relays: StatementStep | None


@dataclass(frozen=True, slots=True)
class ClaimStep:
    """A claim: what is claimed, by whom, about which incident report."""

    iri: str
    kinds: tuple[str, ...]
    words: str
    effect: str | None
    group: Party | None
    agent: Party | None
    what: str | None
    low: int | None
    high: int | None
    approximation: str | None
    claimants: tuple[Party, ...]
    about: str | None
    incident_type: str | None
    earliest: str | None
    latest: str | None
    places: tuple[str, ...]
    evidence: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class DecisionStep:
    """What a reviewer decided on a claim or statement of the chain, unless a later decision put it out of force."""

    row: str
    verdict: str
    by: str
    at: str
    note: str | None


@dataclass(frozen=True, slots=True)
class RelationStep:
    """How what is traced stands to another claim or statement (`contradicts`, …), and why."""

    kind: str
    other: str
    words: str
    claimants: tuple[str, ...]
    reason: str
    independent: bool


@dataclass(frozen=True, slots=True)
class OriginStep:
    """An origin that a claim goes back to, and what makes it one."""

    iri: str
    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GradeStep:
    """The grade of an incident under a scheme, and why."""

    scheme: str
    grade: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IncidentStep:
    """The incident that a claim is about: in how many reports, on how many independent origins, with which grades."""

    iri: str
    reports: int
    origins: int
    grades: tuple[GradeStep, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """One chain. A claim without statements is in the article's own voice; a traced statement has no claim.

    Relations, origins and incident are what is inferred. `ceased` is when the article was found to say it no longer.
    What ceased, or was rejected, is shown as it was found.
    """

    claim: ClaimStep | None
    statements: tuple[StatementStep, ...]
    article: ArticleStep
    decisions: tuple[DecisionStep, ...] = ()
    ceased: str | None = None
    relations: tuple[RelationStep, ...] = ()
    origins: tuple[OriginStep, ...] = ()
    incident: IncidentStep | None = None

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Every piece of evidence of the chain."""
        found = list(self.claim.evidence) if self.claim else []
        for statement in self.statements:
            step: StatementStep | None = statement
            while step is not None:
                found += (*step.evidence, *step.source)
                step = step.relays
        return tuple(found)
