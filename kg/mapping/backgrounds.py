"""Backgrounds: the sides of actors, the organisations they belong to, and what the places of the article lie in."""

from __future__ import annotations

from kg.mapping.frame import Frame, Triples
from kg.mapping.iris import mint_known
from kg.mapping.quads import Literal
from kg.mapping.vocabulary import GEO, ONR, ORG, RDFS
from kg.record import Background

_SIDE, _LABEL = str(ONR.side), str(RDFS.label)
_PART_OF, _WITHIN = str(ORG.subOrganizationOf), str(GEO.sfWithin)


def background_triples(one: Background, frame: Frame) -> Triples:
    """Yield what the gazetteer says of one entry; a place lies in all that contain it, an actor in its parent."""
    if one.entity not in frame.known:
        return
    entity = mint_known(frame.base, one.kind, one.entity)
    if one.side is not None:
        yield entity, _SIDE, Literal(one.side)
    for wider in one.wider:
        iri = mint_known(frame.base, one.kind, wider.id)
        yield iri, _LABEL, Literal(wider.name)
        if one.kind == "place":
            yield entity, _WITHIN, iri
        else:
            yield entity, _PART_OF, iri
            entity = iri
