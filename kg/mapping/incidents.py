"""Incident reports: the article's account of an event, its type, time, places and who took which part in it."""

from __future__ import annotations

from kg.mapping.evidence import evidence_triples
from kg.mapping.frame import Frame, Triples, decimal
from kg.mapping.quads import Literal
from kg.mapping.times import day_triples, edtf_literal, time_iri, time_triples
from kg.mapping.vocabulary import ITYPE, ONR, PROV, RDF, SEM, value_iri
from kg.record import Actor, Incident

_TYPE, _VALUE, _REPORT, _DERIVED = str(RDF.type), str(RDF.value), str(ONR.IncidentReport), str(PROV.wasDerivedFrom)
_EVENT_TYPE, _PLACE, _TIME, _ACTOR = str(SEM.eventType), str(SEM.hasPlace), str(SEM.hasTime), str(SEM.hasActor)
_ROLE, _ROLE_TYPE = str(SEM.Role), str(SEM.roleType)
_EARLIEST, _LATEST, _EDTF = str(ONR.earliest), str(ONR.latest), str(ONR.edtf)
_WEAPON, _SUMMARISES, _RULE, _CONFIDENCE = str(ONR.weapon), str(ONR.summarises), str(ONR.rule), str(ONR.confidence)
_EVIDENCE, _TIME_EVIDENCE, _PLACE_EVIDENCE = str(ONR.evidence), str(ONR.timeEvidence), str(ONR.placeEvidence)


def report_triples(incident: Incident, frame: Frame) -> Triples:
    """Yield one report of an incident with its time, places, participants and evidence."""
    iri = frame.reports[incident.id]
    yield iri, _TYPE, _REPORT
    yield iri, _DERIVED, frame.revision
    yield iri, _CONFIDENCE, decimal(incident.confidence)
    if incident.rule:
        yield iri, _RULE, Literal(incident.rule)
    for weapon in incident.weapons:
        yield iri, _WEAPON, frame.text(weapon)
    for part in incident.summary_of:
        yield iri, _SUMMARISES, frame.reports[part]
    yield from evidence_triples(iri, _EVIDENCE, incident.trigger, frame)
    yield iri, _EVENT_TYPE, str(ITYPE[incident.type])
    for place in incident.places:
        yield iri, _PLACE, frame.place(place)
    yield from _time(iri, incident, frame)
    for place in incident.places:
        if place.mention is not None:
            yield from evidence_triples(iri, _PLACE_EVIDENCE, place.mention, frame)
    for role in ("perpetrator", "supporter", "target"):
        for actor in getattr(incident, f"{role}s"):
            yield from _participation(iri, role, actor, frame)


def _time(iri: str, incident: Incident, frame: Frame) -> Triples:
    if incident.date is not None:
        yield from day_triples(iri, incident.date, _EARLIEST, _LATEST)
        yield iri, _EDTF, edtf_literal(incident.date)
        yield iri, _TIME, time_iri(incident.date, frame.base)
        yield from time_triples(incident.date, frame.base)
    if incident.date_text is not None:
        yield from evidence_triples(iri, _TIME_EVIDENCE, incident.date_text, frame)


def _participation(report: str, role: str, actor: Actor, frame: Frame) -> Triples:
    who = frame.actor(actor)
    participation = frame.mint("participation", report, role, who)
    yield report, _ACTOR, participation
    yield participation, _TYPE, _ROLE
    yield participation, _VALUE, who
    yield participation, _ROLE_TYPE, value_iri(role)
    if actor.mention is not None:
        yield from evidence_triples(participation, _EVIDENCE, actor.mention, frame)
