"""What the bodies hold: properties of the graph under plain names, in trees.

A field follows one property from a node, forwards or (`inverse`) backwards. Values of the closed lists of the ontology
go by their local names, things that have fields of their own are objects with an `id`, others are IRIs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rdflib import URIRef

from kg.mapping.vocabulary import (
    DCTERMS,
    GEO,
    ITYPE,
    OA,
    ONR,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SDO,
    SEM,
    SKOS,
    STYPE,
    VAL,
    WGS,
)

Kind = Literal["iri", "text", "integer", "number", "date", "boolean", "value", "type", "source", "node"]

VALUE_LISTS: dict[Kind, str] = {"value": str(VAL), "type": str(ITYPE), "source": str(STYPE)}
"""The closed lists whose values go by their local names."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a body. `having` leaves only values that have this property themselves."""

    name: str
    predicate: URIRef
    kind: Kind = "text"
    many: bool = False
    inverse: bool = False
    fields: tuple[Field, ...] = ()
    having: URIRef | None = None


def _node(name: str, predicate: URIRef, *fields: Field, inverse: bool = False, having: URIRef | None = None) -> Field:
    return Field(name, predicate, "node", many=True, inverse=inverse, fields=fields, having=having)


NAME = Field("name", RDFS.label)
_KIND = Field("kind", ONR.actorKind, "value")
_PARTY = (NAME, _KIND)
_CONFIDENCE = (Field("confidence", ONR.confidence, "number"), Field("rule", ONR.rule))
_DAYS = (Field("earliest", ONR.earliest, "date"), Field("latest", ONR.latest, "date"))

_ARTICLE_HEAD = (
    Field("headline", SDO.headline),
    Field("published", SDO.datePublished, "date"),
    Field("url", SDO.url, "iri"),
    _node("outlet", SDO.publisher, NAME),
)
_EVIDENCE = (
    _node("source", OA.hasSource, _node("article", PROV.specializationOf, *_ARTICLE_HEAD)),
    _node(
        "position",
        OA.hasSelector,
        Field("start", OA.start, "integer"),
        Field("end", OA.end, "integer"),
        having=OA.start,
    ),
    _node("quote", OA.hasSelector, *(Field(one, OA[one]) for one in ("exact", "prefix", "suffix")), having=OA.exact),
)
_PLACE = (
    NAME,
    Field("lat", WGS.lat, "number"),
    Field("long", WGS.long, "number"),
    Field("precision", ONR.precision, "value"),
    Field("within", GEO.sfWithin, "iri", many=True),
)

ARTICLE = (
    Field("identifier", DCTERMS.identifier),
    *_ARTICLE_HEAD,
    Field("language", SDO.inLanguage),
    Field("dateline", SDO.dateline),
    Field("byline", ONR.byline),
    _node("basedOn", SDO.isBasedOn, _node("outlet", SDO.publisher, NAME)),
    _node(
        "revision",
        PROV.specializationOf,
        Field("sha256", ONR.sha256),
        Field("characters", ONR.characters, "integer"),
        inverse=True,
    ),
)

ACTOR = (
    NAME,
    Field("alias", SKOS.altLabel, many=True),
    _KIND,
    Field("sourceType", ONR.sourceType, "source"),
    Field("side", ONR.side),
    Field("partOf", ORG.subOrganizationOf, "iri", many=True),
    Field("sameAs", OWL.sameAs, "iri", many=True),
)

STATEMENT = (
    Field("text", SDO.text),
    _node("speaker", PROV.wasAttributedTo, *_PARTY),
    _node("onBehalfOf", ONR.onBehalfOf, *_PARTY),
    Field("mode", ONR.mode, "value"),
    Field("medium", ONR.medium, "value"),
    Field("certainty", ONR.certainty, "value"),
    Field("cue", ONR.cue),
    Field("saidOn", ONR.saidOn, "date"),
    Field("denies", ONR.denies, "boolean"),
    Field("relays", ONR.relays, "iri"),
    Field("claim", ONR.expresses, "iri", many=True),
    *_CONFIDENCE,
    _node("evidence", ONR.evidence, *_EVIDENCE),
)

CLAIM = (
    Field("text", SDO.text),
    _node("claimant", ONR.claimant, *_PARTY),
    Field("effect", ONR.effect, "value"),
    _node("group", ONR.group, *_PARTY),
    _node("agent", ONR.agent, *_PARTY),
    Field("what", ONR.what),
    Field("low", SDO.minValue, "integer"),
    Field("high", SDO.maxValue, "integer"),
    Field("approximation", ONR.approximation),
    Field("includedIn", DCTERMS.isPartOf, "iri", many=True),
    _node(
        "about",
        SDO.about,
        Field("incidentType", SEM.eventType, "type"),
        *_DAYS,
        _node("place", SEM.hasPlace, NAME),
        Field("incident", ONR.reportOf, "iri"),
    ),
    Field("expressedBy", ONR.expresses, "iri", many=True, inverse=True),
    Field("originCount", ONR.originCount, "integer"),
    Field("contradicts", ONR.contradicts, "iri", many=True),
    Field("corroborates", ONR.corroborates, "iri", many=True),
    *_CONFIDENCE,
    _node("evidence", ONR.evidence, *_EVIDENCE),
)

INCIDENT = (
    Field("incidentType", SEM.eventType, "type"),
    *_DAYS,
    _node("place", SEM.hasPlace, *_PLACE),
    Field("reportCount", ONR.reportCount, "integer"),
    Field("originCount", ONR.originCount, "integer"),
    _node(
        "grade",
        ONR.grade,
        Field("value", RDF.value, "value"),
        Field("reason", ONR.reason, many=True),
        Field("ruleSet", ONR.ruleSet, "iri"),
    ),
    _node(
        "tally",
        ONR.incident,
        Field("effect", ONR.effect, "value"),
        _node("group", ONR.group, NAME),
        Field("low", SDO.minValue, "integer"),
        Field("best", ONR.best, "integer"),
        Field("high", SDO.maxValue, "integer"),
        Field("originCount", ONR.originCount, "integer"),
        Field("ruleSet", ONR.ruleSet, "iri"),
        inverse=True,
        having=ONR.best,
    ),
    _node(
        "report",
        ONR.reportOf,
        Field("incidentType", SEM.eventType, "type"),
        *_DAYS,
        Field("weapon", ONR.weapon, many=True),
        _node(
            "participant",
            SEM.hasActor,
            Field("role", SEM.roleType, "value"),
            _node("actor", RDF.value, *_PARTY),
        ),
        _node("evidence", ONR.evidence, *_EVIDENCE),
        inverse=True,
    ),
)
