"""Statements: who said which words, for whom, how, and on whose word."""

from __future__ import annotations

import re

from kg.mapping.edtf import is_day
from kg.mapping.evidence import evidence_triples
from kg.mapping.frame import Frame, Triples, decimal
from kg.mapping.iris import mint, normalised_name
from kg.mapping.quads import Literal
from kg.mapping.times import edtf_literal, time_iri, time_triples
from kg.mapping.vocabulary import ONR, ORG, PROV, RDF, RDFS, SDO, XSD, value_iri
from kg.record import Record, Statement
from kg.signature import word_keys

_TYPE, _LABEL, _TEXT = str(RDF.type), str(RDFS.label), str(SDO.text)
_STATEMENT, _QUOTATION = str(ONR.Statement), str(SDO.Quotation)
_ATTRIBUTED, _FOR = str(PROV.wasAttributedTo), str(ONR.onBehalfOf)
_QUOTED, _DERIVED, _PRIMARY = str(PROV.wasQuotedFrom), str(PROV.wasDerivedFrom), str(PROV.hadPrimarySource)
_MODE, _MEDIUM, _CERTAINTY, _CUE = str(ONR.mode), str(ONR.medium), str(ONR.certainty), str(ONR.cue)
_SAID_ON, _DENIES, _RELAYS = str(ONR.saidOn), str(ONR.denies), str(ONR.relays)
_WORD_KEY = str(ONR.wordKey)
_RULE, _CONFIDENCE, _RANK = str(ONR.rule), str(ONR.confidence), str(ONR.rank)
_EVIDENCE, _CUE_EVIDENCE, _SOURCE_EVIDENCE = str(ONR.evidence), str(ONR.cueEvidence), str(ONR.sourceEvidence)
_QUALIFIED, _ATTRIBUTION, _AGENT = str(PROV.qualifiedAttribution), str(PROV.Attribution), str(PROV.agent)
_HAD_ROLE, _HAS_MEMBERSHIP = str(PROV.hadRole), str(ONR.membership)
_MEMBERSHIP, _MEMBER, _ORGANISATION = str(ORG.Membership), str(ORG.member), str(ORG.organization)
_ROLE_CLASS, _ROLE, _DURING = str(ORG.Role), str(ORG.role), str(ORG.memberDuring)
_DATE, _EDTF = str(XSD.date), str(ONR.edtf)
_TRUE = Literal("true", str(XSD.boolean))
_MARKED = re.compile(r"^[“”\"„‟«»‹›‘’'‚]|[“”\"„‟«»‹›‘’'‚][.,;:!?…]*\Z")
_HOLD_POSTS = ("person", "unnamed")


def statement_triples(statement: Statement, frame: Frame) -> Triples:
    """Yield one statement with its speakers and evidence; one printed again yields only its evidence."""
    iri = frame.statements[statement.id]
    if statement.repeat_of is not None:
        for part in statement.parts:
            yield from evidence_triples(iri, _EVIDENCE, part, frame)
        return
    yield iri, _TYPE, _STATEMENT
    yield iri, _TEXT, frame.text(statement.content.text)
    for key in word_keys(statement.content.text):
        yield iri, _WORD_KEY, Literal(key)
    if is_quoted(statement):
        yield iri, _TYPE, _QUOTATION
        yield iri, _QUOTED, frame.revision
    else:
        yield iri, _DERIVED, frame.revision
    yield iri, _MODE, value_iri(statement.mode)
    yield iri, _MEDIUM, value_iri(statement.medium)
    yield iri, _CERTAINTY, value_iri(statement.certainty)
    if statement.denies:
        yield iri, _DENIES, _TRUE
    if statement.said_on:
        yield (
            (iri, _SAID_ON, Literal(statement.said_on, _DATE))
            if is_day(statement.said_on)
            else (iri, _EDTF, edtf_literal(statement.said_on))
        )
    if statement.rule:
        yield iri, _RULE, Literal(statement.rule)
    yield iri, _CONFIDENCE, decimal(statement.confidence)
    yield from _evidence(iri, statement, frame)
    yield from _attribution(iri, statement, frame)
    yield from _relay(iri, statement, frame)


def is_quoted(statement: Statement) -> bool:
    """Return whether the words themselves are given, and in quotation marks (an answer in an interview has none)."""
    return statement.mode == "direct" and any(_MARKED.search(part.text) for part in statement.parts)


def primary_source(statement: Statement, record: Record) -> Statement:
    """Return the statement at the root of a chain of relays; the statement itself where it relays none."""
    by_id = {one.id: one for one in record.statements}
    passed = {statement.id}
    while statement.relays is not None and statement.relays not in passed:
        passed.add(statement.relays)
        statement = by_id[statement.relays]
    return statement


def _evidence(iri: str, statement: Statement, frame: Frame) -> Triples:
    for part in statement.parts:
        yield from evidence_triples(iri, _EVIDENCE, part, frame)
    if statement.cue is not None:
        yield iri, _CUE, frame.text(statement.cue.text)
        yield from evidence_triples(iri, _CUE_EVIDENCE, statement.cue, frame)
    if statement.source is not None:
        yield from evidence_triples(iri, _SOURCE_EVIDENCE, statement.source, frame)


def _relay(iri: str, statement: Statement, frame: Frame) -> Triples:
    if statement.relays is not None:
        yield iri, _RELAYS, frame.statements[statement.relays]
        yield iri, _PRIMARY, frame.statements[primary_source(statement, frame.record).id]


def _attribution(iri: str, statement: Statement, frame: Frame) -> Triples:
    speaker = frame.actor(statement.speaker)
    for one in (statement.speaker, *statement.joint_speakers):
        yield iri, _ATTRIBUTED, frame.actor(one)
    organisation = None if statement.affiliation is None else frame.actor(statement.affiliation)
    if organisation is not None:
        yield iri, _FOR, organisation
    if organisation is None and not statement.role and not statement.rank:
        return
    attribution = frame.mint("attribution", iri)
    yield iri, _QUALIFIED, attribution
    yield attribution, _TYPE, _ATTRIBUTION
    yield attribution, _AGENT, speaker
    if organisation is not None:
        yield attribution, _FOR, organisation
    yield from _post(attribution, _HAD_ROLE, statement, frame)
    if organisation is not None and organisation != speaker and statement.speaker.kind in _HOLD_POSTS:
        membership = frame.mint("membership", speaker, organisation, statement.role or "", statement.rank or "")
        yield attribution, _HAS_MEMBERSHIP, membership
        yield from _membership(membership, speaker, organisation, frame)
        yield from _post(membership, _ROLE, statement, frame)


def _membership(membership: str, member: str, organisation: str, frame: Frame) -> Triples:
    yield membership, _TYPE, _MEMBERSHIP
    yield membership, _MEMBER, member
    yield membership, _ORGANISATION, organisation
    published = frame.record.published
    if published is not None:
        yield membership, _DURING, time_iri(published, frame.base)
        yield from time_triples(published, frame.base)


def _post(subject: str, predicate: str, statement: Statement, frame: Frame) -> Triples:
    if statement.role:
        role = mint(frame.base, "role", normalised_name(statement.role))
        yield subject, predicate, role
        yield role, _TYPE, _ROLE_CLASS
        yield role, _LABEL, Literal(normalised_name(statement.role))
    if statement.rank:
        yield subject, _RANK, Literal(statement.rank)
