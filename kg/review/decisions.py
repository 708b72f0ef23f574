"""A decision: what a reviewer said about something that the machine found; and the decisions on one thing in order.

A decision is known by what it says: its id is the hash of target, verdict, corrections, reviewer, time and note, so
that taking a file of decisions in twice changes nothing. Decisions on one thing are ordered by time.

1. Accepting and correcting put a row into the view, rejecting takes it out; the last of these holds.
2. The last correction of a field holds, whoever accepted or rejected the row since.
3. Reopening takes back all of it: the row is as the machine found it, and to be looked at again.
4. That two reports are of the same incident, or are not, is decided pair by pair.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from kg.mapping.iris import key_hash
from kg.record import ActorKind, Precision

Verdict = Literal["accepted", "rejected", "corrected", "reopened"]
Kind = Literal["statement", "claim", "incident", "link"]
State = Literal["open", "accepted", "rejected", "corrected"]

SAME, DIFFERENT = "same", "different"
"""The fields by which a report is said to be of the same incident as others, or of another one."""


@dataclass(frozen=True, slots=True)
class Thing:
    """An actor or place that a correction names, with enough of it for a graph that does not know it."""

    iri: str
    name: str
    kind: ActorKind | Literal["place"]
    lat: float | None = None
    lon: float | None = None
    precision: Precision | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """The values that a field is to have (none: it is to be empty), and those it had: IRIs, numbers, dates."""

    field: str
    values: tuple[str, ...]
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a reviewer decided. `about` is the target in words, as it stood; `at` is ISO 8601 in UTC.

    `ends` are the entity and the item of a link, which may be gone from the graph for being rejected.
    """

    kind: Kind
    target: str
    verdict: Verdict
    by: str
    at: str
    note: str = ""
    about: str = ""
    corrections: tuple[Correction, ...] = ()
    things: tuple[Thing, ...] = ()
    ends: tuple[str, str] | None = None

    @property
    def id(self) -> str:
        """The hash of what the decision says."""
        changes = (part for one in self.corrections for part in (one.field, *one.values, ""))
        return key_hash(self.target, self.verdict, self.by, self.at, self.note, *changes)

    @property
    def order(self) -> tuple[datetime, str]:
        """What sorts decisions by time."""
        return datetime.fromisoformat(self.at), self.id


@dataclass(slots=True)
class Standing:
    """What holds of a target after all decisions on it. `supersedes` are the decisions that each put out of force."""

    decided: Decision | None = None
    corrections: dict[str, Correction] = field(default_factory=dict)
    same: frozenset[str] = frozenset()
    different: frozenset[str] = frozenset()
    supersedes: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """How the row stands."""
        if self.decided is None or self.decided.verdict == "reopened":
            return "open"
        if self.decided.verdict == "rejected":
            return "rejected"
        return "corrected" if self.corrections or self.same or self.different else "accepted"


def standing(decisions: Iterable[Decision]) -> Standing:
    """Return what holds after these decisions on one target, in whatever order they come."""
    found = Standing()
    alive: dict[str, set[str]] = {}
    for one in sorted(decisions, key=lambda one: one.order):
        said = _said(one)
        over = {other for other, aspects in alive.items() if aspects <= said or one.verdict == "reopened"}
        for other in over:
            del alive[other]
        for aspects in alive.values():
            aspects -= said
        alive[one.id] = said
        found.supersedes[one.id] = tuple(sorted(over))
        _apply(one, found)
    return found


def _said(decision: Decision) -> set[str]:
    """Return on which points a decision has the last word until another speaks on them: the row, fields, pairs."""
    points = {"row"}
    for one in decision.corrections:
        points.update(one.values if one.field in (SAME, DIFFERENT) else (one.field,))
    return points


def _apply(decision: Decision, found: Standing) -> None:
    found.decided = decision
    if decision.verdict == "reopened":
        found.corrections.clear()
        found.same = found.different = frozenset()
    for one in decision.corrections:
        values = frozenset(one.values)
        if one.field == SAME:
            found.same, found.different = found.same | values, found.different - values
        elif one.field == DIFFERENT:
            found.same, found.different = found.same - values, found.different | values
        else:
            found.corrections[one.field] = one
