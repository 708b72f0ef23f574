"""Claims: the propositions that statements, or the article in its own voice, make about reported incidents."""

from __future__ import annotations

from kg.mapping.evidence import evidence_triples
from kg.mapping.frame import Frame, Triples, decimal, integer
from kg.mapping.quads import Literal
from kg.mapping.vocabulary import DCTERMS, ONR, RDF, SDO, value_iri
from kg.record import Actor, Claim

_TYPE, _CLAIM, _TEXT, _ABOUT = str(RDF.type), str(SDO.Claim), str(SDO.text), str(SDO.about)
KINDS: dict[str, str] = {
    "casualties": str(ONR.CasualtyClaim),
    "occurrence": str(ONR.OccurrenceClaim),
    "responsibility": str(ONR.ResponsibilityClaim),
    "denial": str(ONR.Denial),
    "count": str(ONR.CountClaim),
    "damage": str(ONR.DamageClaim),
}
_EXPRESSES, _CLAIMANT, _EVIDENCE = str(ONR.expresses), str(ONR.claimant), str(ONR.evidence)
_EFFECT, _GROUP, _AGENT, _WHAT = str(ONR.effect), str(ONR.group), str(ONR.agent), str(ONR.what)
_MIN, _MAX, _APPROXIMATION, _PART_OF = (
    str(SDO.minValue),
    str(SDO.maxValue),
    str(ONR.approximation),
    str(DCTERMS.isPartOf),
)
_RULE, _CONFIDENCE = str(ONR.rule), str(ONR.confidence)


def claim_triples(claim: Claim, frame: Frame) -> Triples:
    """Yield one claim with who expresses it, who claims it and what it rests on; one printed again, its evidence."""
    iri = frame.claims[claim.id]
    if claim.repeat_of is not None:
        yield from evidence_triples(iri, _EVIDENCE, claim.evidence, frame)
        return
    yield iri, _TYPE, _CLAIM
    if claim.kind in KINDS:
        yield iri, _TYPE, KINDS[claim.kind]
    yield iri, _TEXT, frame.text(claim.evidence.text)
    yield iri, _CONFIDENCE, decimal(claim.confidence)
    if claim.rule:
        yield iri, _RULE, Literal(claim.rule)
    if claim.incident is not None:
        yield iri, _ABOUT, frame.reports[claim.incident]
    if claim.part_of is not None:
        yield iri, _PART_OF, frame.claims[claim.part_of]
    yield (frame.revision if claim.statement is None else frame.statements[claim.statement]), _EXPRESSES, iri
    for claimant in claimants(claim, frame):
        yield iri, _CLAIMANT, frame.actor(claimant)
    yield from evidence_triples(iri, _EVIDENCE, claim.evidence, frame)
    yield from _proposition(iri, claim, frame)


def claimants(claim: Claim, frame: Frame) -> tuple[Actor, ...]:
    """Return whose claim it is: those the record names, else the speakers of its statement, else the outlet."""
    if claim.claimants:
        return claim.claimants
    for statement in frame.record.statements:
        if statement.id == claim.statement:
            return (statement.speaker, *statement.joint_speakers)
    outlet = frame.record.outlet
    return () if outlet is None else (outlet,)


def _proposition(iri: str, claim: Claim, frame: Frame) -> Triples:
    if claim.effect is not None:
        yield iri, _EFFECT, value_iri(claim.effect)
    for predicate, actor in ((_GROUP, claim.group), (_AGENT, claim.agent)):
        if actor is not None:
            yield iri, predicate, frame.actor(actor)
    for predicate, number in ((_MIN, claim.low), (_MAX, claim.high)):
        if number is not None:
            yield iri, predicate, integer(number)
    for predicate, words in ((_APPROXIMATION, claim.approximation), (_WHAT, claim.what)):
        if words:
            yield iri, predicate, frame.text(words)
