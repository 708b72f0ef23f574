"""Identifications: whom the words of the article are taken to name, how sure that is, and why."""

from __future__ import annotations

from kg.mapping.evidence import evidence_triples
from kg.mapping.frame import Frame, Triples, decimal
from kg.mapping.iris import mint_known, normalised_name
from kg.mapping.quads import Literal
from kg.mapping.vocabulary import ONR, RDF, SDO
from kg.record import Identification

_TYPE, _IDENTIFICATION, _TEXT = str(RDF.type), str(ONR.Identification), str(SDO.text)
_IDENTIFIES, _SCORE, _REASON, _EVIDENCE = str(ONR.identifies), str(ONR.score), str(ONR.reason), str(ONR.evidence)


def identification_triples(one: Identification, frame: Frame) -> Triples:
    """Yield one identification with the entity, the words, the score and the reasons."""
    if one.entity not in frame.known:
        return
    entity = mint_known(frame.base, one.kind, one.entity)
    iri = frame.mint("identification", entity, normalised_name(one.mention.text))
    yield iri, _TYPE, _IDENTIFICATION
    yield iri, _IDENTIFIES, entity
    yield iri, _TEXT, frame.text(one.mention.text)
    yield iri, _SCORE, decimal(one.score)
    for reason in one.reasons:
        yield iri, _REASON, Literal(reason)
    yield from evidence_triples(iri, _EVIDENCE, one.mention, frame)
