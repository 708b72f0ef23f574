"""The one JSON-LD context of all bodies, made from their frames.

A name that stands for one property everywhere is defined once; one that stands for different properties in different
places is defined in a context scoped to the field that it stands in (https://www.w3.org/TR/json-ld11/#scoped-contexts).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rdflib import URIRef

from kg.mapping.vocabulary import FOAF, GEO, ONR, ORG, PREFIXES, PROV, SDO, SEM, XSD
from service.rest.frames import VALUE_LISTS, Field, Kind

PATH = "/context.jsonld"
"""Where the context is served."""

CLASSES: tuple[URIRef, ...] = (
    FOAF.Group,
    FOAF.Person,
    GEO.Feature,
    ONR.Actor,
    ONR.ArticleRevision,
    ONR.CasualtyClaim,
    ONR.CountClaim,
    ONR.DamageClaim,
    ONR.Denial,
    ONR.Incident,
    ONR.IncidentReport,
    ONR.OccurrenceClaim,
    ONR.ResponsibilityClaim,
    ONR.Statement,
    ONR.UnnamedSource,
    ORG.Organization,
    ORG.OrganizationalCollaboration,
    PROV.Entity,
    SDO.Claim,
    SDO.NewsArticle,
    SDO.NewsMediaOrganization,
    SDO.Quotation,
    SEM.Place,
)
"""The classes that the `type` of a body names; others are left out of it."""

_DATATYPES: dict[Kind, URIRef] = {
    "integer": XSD.integer,
    "number": XSD.decimal,
    "date": XSD.date,
    "boolean": XSD.boolean,
}
_ENVELOPE = ("total", "items", "next", "state")


def class_names() -> dict[str, str]:
    """Return the local names of the classes by their IRIs."""
    return {str(one): str(one).rsplit("#", 1)[-1].rsplit("/", 1)[-1] for one in CLASSES}


def context_of(frames: Iterable[tuple[Field, ...]]) -> dict[str, Any]:
    """Return the context document of these frames."""
    fields = [field for frame in frames for field in frame]
    terms: dict[str, Any] = {
        "@version": 1.1,
        **{prefix: PREFIXES[prefix] for prefix in ("onr", "schema", "prov", "xsd")},
        "id": "@id",
        "type": "@type",
        **{name: iri for iri, name in class_names().items()},
        **dict.fromkeys(_ENVELOPE),
        "items": "@graph",
    }
    return {"@context": {**terms, **_terms(fields)}}


def _terms(fields: Iterable[Field]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields:
        definition = _definition(field)
        if found.setdefault(field.name, definition) != definition:
            raise ValueError(f"the field {field.name!r} stands for two things at one level")
    return found


def _definition(field: Field) -> Mapping[str, Any] | str:
    name = "@reverse" if field.inverse else "@id"
    if field.kind == "node":
        return {name: str(field.predicate), "@type": "@id", "@context": _terms(field.fields)}
    if field.kind in VALUE_LISTS:
        return {name: str(field.predicate), "@type": "@vocab", "@context": [None, {"@vocab": VALUE_LISTS[field.kind]}]}
    if field.kind == "iri":
        return {name: str(field.predicate), "@type": "@id"}
    if field.kind in _DATATYPES:
        return {name: str(field.predicate), "@type": str(_DATATYPES[field.kind])}
    return str(field.predicate)
