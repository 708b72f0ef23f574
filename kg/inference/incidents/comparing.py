"""Compares two reports: what speaks for and against their being of one incident, each reason with its weight.

The weights are log-odds in hundredths (`data/weights.csv`), whole numbers, so that sums do not depend on their order.
All of it follows from the two reports alone, and is the same whichever comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import exp

from kg.inference.incidents.dating import TOLERANCE, dating_of, days_between, gap
from kg.inference.incidents.figures import figure_reasons, tolls_differ
from kg.inference.incidents.places import place_reasons
from kg.inference.incidents.reasons import Reason, reason
from kg.inference.incidents.tables import KEPT, kinds_of, phrases, weight_of_type
from kg.inference.incidents.wording import wording_reasons
from kg.inference.reports import Part, Report

_A_DAY = len("2018-10-30")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The reasons for and against, and their sum, in hundredths of log-odds."""

    weight: int
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> float:
        """How likely it is, by these reasons, that the two are of one incident: from 0 to 1, in hundredths."""
        return score_of(self.weight)


def score_of(weight: int) -> float:
    """Return how likely it is, by this weight, that two reports are of one incident: from 0 to 1, in hundredths."""
    return round(1 / (1 + exp(-weight / 100)), 2)


def compare(one: Report, other: Report) -> Comparison:
    """Return what speaks for and against two reports being of one incident."""
    first, second = sorted((one, other), key=lambda report: report.order)
    reasons = tuple(found for look in _LOOKS for found in look(first, second))
    return Comparison(sum(one.weight for one in reasons), reasons)


def _prior(one: Report, other: Report) -> Iterator[Reason]:
    yield reason("prior", "most reports near each other in time and place are of different events")


def _date(one: Report, other: Report) -> Iterator[Reason]:
    ours, theirs = dating_of(one), dating_of(other)
    if any(_came_before(*pair) for pair in ((one, other), (other, one))):
        yield reason("published-before", "one was published before the day that the other tells of")
        return
    kinds, between = {ours.kind, theirs.kind}, gap(ours, theirs)
    if kinds == {"undated"}:
        yield reason("undated-both", f"neither has a date; published {between} days apart")
    elif "undated" in kinds:
        yield reason("undated", "one has no date")
    elif one.edtf is not None and one.edtf == other.edtf and (kinds != {"days"} or len(one.edtf) >= _A_DAY):
        yield reason("same-day" if kinds == {"days"} else "months-overlap", f"both are of {one.edtf}")
    elif between == 0 and (ours.unsure or theirs.unsure):
        near = 0 <= days_between(one, other) <= TOLERANCE
        found = f"{one.edtf} and {other.edtf}, one of them read from the rest of the text"
        yield reason("unsure-day" if near else "unsure-days", found)
    elif between == 0:
        days = kinds == {"days"}
        yield reason("overlapping-days" if days else "months-overlap", f"{one.edtf} and {other.edtf} overlap")
    else:
        name = "next-day" if between == 1 else "two-days" if between <= TOLERANCE else "apart"
        yield reason(name, f"{one.edtf} and {other.edtf} lie {between} days apart")


def _came_before(one: Report, other: Report) -> bool:
    """Return whether a report was published before the other's day.

    One that was published before its own day, too, has a wrong date.
    """
    if one.published is None or not other.earliest or dating_of(other).unsure:
        return False
    return (one.earliest or "") <= one.published[:_A_DAY] < other.earliest


def _type(one: Report, other: Report) -> Iterator[Reason]:
    if one.type == other.type:
        yield Reason("same-type", weight_of_type(one.type), f"both are of the type {one.type}")
    elif kinds_of(one.type) & {other.type} or kinds_of(other.type) & {one.type}:
        yield reason("kind-of-type", f"{one.type} and {other.type}: the one is a kind of the other")
    else:
        yield reason("other-type", f"{one.type} and {other.type}")


def _actors(one: Report, other: Report) -> Iterator[Reason]:
    if _is_left(one) == _is_left(other):
        yield from _parts("perpetrators", one.perpetrators, other.perpetrators)
        yield from _parts("targets", one.targets, other.targets)
        return
    left, taken = (one, other) if _is_left(one) else (other, one)
    yield from (found for found in _parts("targets", left.perpetrators, taken.targets) if found.weight > 0)
    pairs = [(leaver, taker) for leaver in left.perpetrators for taker in taken.perpetrators]
    if any(_belong_together(*pair) for pair in pairs):
        yield reason("left-and-taken-by-one", f"{left.perpetrators[0].name} left it, and is said to have taken it")
    elif pairs:
        yield reason("left-and-taken", f"{left.perpetrators[0].name} left it, {taken.perpetrators[0].name} took it")


@lru_cache(maxsize=KEPT)
def _is_left(report: Report) -> bool:
    """Return whether a report tells that somebody left a place, where others tell who took it."""
    words = report.words.casefold().split()
    return report.type == "territory_change" and any(word in phrases("leaving.txt") for word in words)


def _parts(role: str, ours: tuple[Part, ...], theirs: tuple[Part, ...]) -> Iterator[Reason]:
    if not ours or not theirs:
        return
    pairs = [(part, other) for part in ours for other in theirs]
    shared = [part.name for part, other in pairs if part.iri == other.iri]
    if shared:
        yield reason(f"same-{role}", f"both name {shared[0]}")
        return
    near = [(part.name, other.name) for part, other in pairs if _belong_together(part, other)]
    if near:
        yield reason(f"same-{role}-side", f"{near[0][0]} and {near[0][1]} belong together")
    else:
        yield reason(f"different-{role}", f"{ours[0].name}, against {theirs[0].name}")


def _belong_together(one: Part, other: Part) -> bool:
    ours, theirs = {one.iri, *one.within}, {other.iri, *other.within}
    return not ours.isdisjoint(theirs) or (one.side is not None and one.side == other.side)


def _other_toll(one: Report, other: Report) -> Iterator[Reason]:
    if days_between(one, other) > 0 and tolls_differ(one, other):
        yield reason("other-day-other-toll", "neither the days nor the numbers of killed are the same")


def _weapons(one: Report, other: Report) -> Iterator[Reason]:
    if not one.weapons or not other.weapons:
        return
    shared = sorted({name.casefold() for name in one.weapons} & {name.casefold() for name in other.weapons})
    if shared:
        yield reason("same-weapon", f"both name the {shared[0]}")


_LOOKS: tuple[Callable[[Report, Report], Iterator[Reason]], ...] = (
    _prior,
    _date,
    place_reasons,
    _type,
    _actors,
    figure_reasons,
    _other_toll,
    _weapons,
    wording_reasons,
)
