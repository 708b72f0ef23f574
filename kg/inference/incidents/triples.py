"""Incidents, and what makes reports one, as the graph of inferences describes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations
from typing import Protocol

from kg.inference.incidents.clustering import Decisions
from kg.inference.incidents.comparing import Comparison, score_of
from kg.inference.reports import Report, Site
from kg.mapping.frame import Triples, decimal, integer
from kg.mapping.iris import INFERENCE, mint, mint_incident, mint_known
from kg.mapping.quads import Literal
from kg.mapping.vocabulary import DCTERMS, ITYPE, ONR, PROV, RDF, RDFS, SDO, SEM, XSD

VERSION = "1"
"""The version of the rules by which reports are taken for one incident; it changes with what they find."""

_CLOSEST = 10
"""Reports that a report is tied to at most, those it fits best, so that the graph grows with the number of reports."""


class Compared(Protocol):
    """How well reports fit, and what persons said of them."""

    decisions: Decisions

    def weight(self, one: Report, other: Report) -> int:
        """Return the weight of two reports' comparison."""

    def comparison(self, one: Report, other: Report) -> Comparison | None:
        """Return what speaks for and against two reports being of one incident, None when they do not meet."""


_TYPE, _LABEL, _PLAN, _VERSION = str(RDF.type), str(RDFS.label), str(PROV.Plan), str(SDO.softwareVersion)
_INCIDENT, _REPORT_OF, _REPORT_COUNT = str(ONR.Incident), str(ONR.reportOf), str(ONR.reportCount)
_EVENT_TYPE, _PLACE = str(SEM.eventType), str(SEM.hasPlace)
_EARLIEST, _LATEST, _DATE = str(ONR.earliest), str(ONR.latest), str(XSD.date)
_REPLACED_BY, _BLOCK = str(DCTERMS.isReplacedBy), str(ONR.block)
_RELATION, _SAME = str(ONR.ReportRelation), str(ONR.sameIncidentAs)
_SUBJECT, _PREDICATE, _OBJECT = str(RDF.subject), str(RDF.predicate), str(RDF.object)
_SCORE, _REASON, _RULE_SET = str(ONR.score), str(ONR.reason), str(ONR.ruleSet)


def incident_triples(reports: Sequence[Report], *, base: str) -> Triples:
    """Yield the description of the incident that these reports are of; the oldest comes first and gives its IRI."""
    return iter(dict.fromkeys(_incident(mint_incident(reports[0].iri, base=base), reports, base)))


def block_triples(report: Report, blocks: Iterable[str]) -> Triples:
    """Yield the blocks under which a report is found by those that it may be one with."""
    return ((report.iri, _BLOCK, Literal(block)) for block in blocks)


def tie_triples(reports: Sequence[Report], compared: Compared, *, base: str) -> Triples:
    """Yield what makes the reports of an incident one, pair by pair: score, reasons, rules."""
    for one, other in _closest(reports, compared):
        score, reasons = _tie(one, other, compared)
        yield from _relation(one.iri, other.iri, score, reasons, base)


def plan_triples(*, base: str) -> Triples:
    """Yield the description of the rules that the graph of inferences follows."""
    plan, graph = _plan(base), base + INFERENCE
    yield graph, _TYPE, str(ONR.InferenceGraph)
    yield graph, _RULE_SET, plan
    yield plan, _TYPE, _PLAN
    yield plan, _LABEL, Literal("Reports of one incident")
    yield plan, _VERSION, Literal(VERSION)


def _incident(iri: str, reports: Sequence[Report], base: str) -> Triples:
    for report in reports:
        yield report.iri, _REPORT_OF, iri
    for report in reports[1:]:
        yield mint_incident(report.iri, base=base), _REPLACED_BY, iri
    yield iri, _TYPE, _INCIDENT
    yield iri, _REPORT_COUNT, integer(len(reports))
    yield iri, _EVENT_TYPE, str(ITYPE[_agreed(report.type for report in reports)])
    for site in _places(reports):
        yield iri, _PLACE, site.iri
    earliest, latest = _days(reports)
    for predicate, day in ((_EARLIEST, earliest), (_LATEST, latest)):
        if day is not None:
            yield iri, predicate, Literal(day, _DATE)


def _agreed(values: Iterable[str]) -> str:
    """Return the value that most reports give; of several, that of the oldest."""
    counted = Counter(values)
    return max(counted, key=lambda value: counted[value])


def _places(reports: Sequence[Report]) -> tuple[Site, ...]:
    """Return the places of the report that names the narrowest place most reports agree on, else the first's."""
    placed = [report for report in reports if report.places]
    if not placed:
        return ()
    keys = _agreed(report.places[0].key for report in placed)
    return next(report.places for report in placed if report.places[0].key == keys)


def _days(reports: Sequence[Report]) -> tuple[str | None, str | None]:
    """Return the days that most reports give; of several, the fewest, then those of the oldest report."""
    dated = [(report.earliest, report.latest) for report in reports if report.earliest or report.latest]
    if not dated:
        return None, None
    counted = Counter(dated)
    return min(counted, key=lambda days: (-counted[days], _length(*days)))


def _length(earliest: str | None, latest: str | None) -> int:
    if earliest is None or latest is None:
        return date.max.toordinal()
    return date.fromisoformat(latest).toordinal() - date.fromisoformat(earliest).toordinal()


def _tie(one: Report, other: Report, compared: Compared) -> tuple[float, tuple[str, ...]]:
    """Return score and reasons of two reports being one."""
    found = compared.comparison(one, other)
    reasons = tuple(map(str, found.reasons)) if found is not None else ()
    if frozenset({one.iri, other.iri}) in compared.decisions.same:
        return 1.0, ("decision: a reviewer said so", *reasons)
    return found.score if found is not None else 0.0, reasons


def _closest(reports: Sequence[Report], compared: Compared) -> list[tuple[Report, Report]]:
    """Return the pairs that are among the best of one of their two reports.

    Pairs that nothing but other reports makes one are left out.
    """
    same = compared.decisions.same
    weighed = [
        (-score_of(compared.weight(one, other)) if frozenset({one.iri, other.iri}) not in same else -1.0, at, to)
        for (at, one), (to, other) in combinations(enumerate(reports), 2)
        if compared.decisions.may_be_one(one, other)
        and (compared.weight(one, other) >= 0 or frozenset({one.iri, other.iri}) in same)
    ]
    taken: Counter[int] = Counter()
    kept = []
    for _, one, other in sorted(weighed):
        if min(taken[one], taken[other]) < _CLOSEST:
            taken.update((one, other))
            kept.append((reports[one], reports[other]))
    return kept


def _relation(one: str, other: str, score: float, reasons: Iterable[str], base: str) -> Triples:
    iri = mint(base, "relation", "same-incident", *sorted((one, other)))
    yield one, _SAME, other
    yield other, _SAME, one
    yield iri, _TYPE, _RELATION
    yield iri, _SUBJECT, one
    yield iri, _PREDICATE, _SAME
    yield iri, _OBJECT, other
    yield iri, _SCORE, decimal(score)
    for reason in reasons:
        yield iri, _REASON, Literal(reason)
    yield iri, _RULE_SET, _plan(base)


def _plan(base: str) -> str:
    return mint_known(base, "plan", f"incidents-{VERSION}")
