"""Actors, unnamed sources and places, as one article's graph describes them."""

from __future__ import annotations

from collections.abc import Iterator

from kg.mapping.frame import Frame, Triples, decimal
from kg.mapping.iris import mint_wikidata
from kg.mapping.quads import Literal
from kg.mapping.vocabulary import FOAF, GEO, ONR, ORG, OWL, RDF, RDFS, SDO, SEM, SKOS, STYPE, WGS, value_iri
from kg.record import Actor, Place, Record

_TYPE, _LABEL, _ALIAS, _SAME = str(RDF.type), str(RDFS.label), str(SKOS.altLabel), str(OWL.sameAs)
_ACTOR, _UNNAMED = str(ONR.Actor), str(ONR.UnnamedSource)
_KIND, _SOURCE_TYPE = str(ONR.actorKind), str(ONR.sourceType)
_CLASSES: dict[str, str] = {
    "person": str(FOAF.Person),
    "organisation": str(ORG.Organization),
    "armed_group": str(ORG.Organization),
    "government": str(ORG.Organization),
    "coalition": str(ORG.OrganizationalCollaboration),
    "outlet": str(SDO.NewsMediaOrganization),
    "group": str(FOAF.Group),
}
_SEM_PLACE, _FEATURE, _GEOMETRY = str(SEM.Place), str(GEO.Feature), str(GEO.Geometry)
_HAS_GEOMETRY, _WKT, _WKT_LITERAL = str(GEO.hasGeometry), str(GEO.asWKT), str(GEO.wktLiteral)
_LAT, _LONG, _PRECISION, _RAW = str(WGS.lat), str(WGS.long), str(ONR.precision), str(ONR.rawName)


def actor_triples(frame: Frame) -> Triples:
    """Yield the description of every actor of the article, each by its first mention in the record."""
    described: set[str] = set()
    for actor in actors(frame.record):
        iri = frame.actor(actor)
        if iri not in described:
            described.add(iri)
            yield from _unnamed_source(iri, actor) if actor.id in frame.unnamed else described_actor(iri, actor)


def place_triples(frame: Frame) -> Triples:
    """Yield the description of every place of the article, each by its first mention in the record."""
    described: set[str] = set()
    for incident in frame.record.incidents:
        for place in incident.places:
            iri = frame.place(place)
            if place.text:
                yield iri, _RAW, frame.text(place.text)
            if iri not in described:
                described.add(iri)
                yield from described_place(iri, place)


def actors(record: Record) -> Iterator[Actor]:
    """Yield every reference to an actor that a record holds."""
    everyone: list[Actor | None] = [record.outlet, record.via]
    for statement in record.statements:
        everyone += (statement.speaker, *statement.joint_speakers, statement.affiliation)
    for incident in record.incidents:
        everyone += (*incident.perpetrators, *incident.supporters, *incident.targets)
    for claim in record.claims:
        everyone += (*claim.claimants, claim.group, claim.agent)
    return (actor for actor in everyone if actor is not None)


def described_actor(iri: str, actor: Actor) -> Triples:
    """Yield what is said of an actor that is not an unnamed source."""
    yield iri, _TYPE, _ACTOR
    if actor.kind in _CLASSES:
        yield iri, _TYPE, _CLASSES[actor.kind]
    yield iri, _KIND, value_iri(actor.kind)
    yield from _names(iri, actor)


def _unnamed_source(iri: str, actor: Actor) -> Triples:
    yield iri, _TYPE, _ACTOR
    yield iri, _TYPE, _UNNAMED
    yield iri, _KIND, value_iri(actor.kind)
    yield iri, _SOURCE_TYPE, str(STYPE[actor.source_type or "unspecified"])
    yield iri, _LABEL, Literal(actor.name)


def described_place(iri: str, place: Place) -> Triples:
    """Yield what is said of a place."""
    yield iri, _TYPE, _SEM_PLACE
    yield iri, _TYPE, _FEATURE
    yield from _names(iri, place)
    if place.precision is not None:
        yield iri, _PRECISION, value_iri(place.precision)
    if place.lat is not None and place.lon is not None:
        lat, lon = decimal(place.lat), decimal(place.lon)
        geometry = f"{iri}#geometry"
        yield iri, _LAT, lat
        yield iri, _LONG, lon
        yield iri, _HAS_GEOMETRY, geometry
        yield geometry, _TYPE, _GEOMETRY
        yield geometry, _WKT, Literal(f"POINT({lon.text} {lat.text})", _WKT_LITERAL)


def _names(iri: str, one: Actor | Place) -> Triples:
    yield iri, _LABEL, Literal(one.name)
    for alias in one.aliases:
        if alias != one.name:
            yield iri, _ALIAS, Literal(alias)
    if one.wikidata:
        yield iri, _SAME, mint_wikidata(one.wikidata)
