"""The vocabularies that the graph is written in, each closed: a term that is not listed raises AttributeError.

Own terms (`ONR`, `ITYPE`, `STYPE`, `VAL`) equal those that ontology/*.ttl defines; of the standards, only
the terms in use are listed. rdflib brings some of these namespaces, but its SDO accepts any typo, its DCAT is old,
and it has no Web Annotation, SEM or EDTF.
"""

from __future__ import annotations

from functools import cache

from rdflib import OWL, RDF, RDFS, XSD, Namespace, URIRef
from rdflib.namespace import DefinedNamespace

__all__ = [
    "DCTERMS",
    "EDTF",
    "FOAF",
    "GEO",
    "ITYPE",
    "OA",
    "ONR",
    "ORG",
    "OWL",
    "PQ",
    "PREFIXES",
    "PROV",
    "PS",
    "RDF",
    "RDFS",
    "SDO",
    "SEM",
    "SKOS",
    "STYPE",
    "VAL",
    "WD",
    "WDT",
    "WGS",
    "XSD",
    "P",
]


class ONR(DefinedNamespace):
    """On Record's own classes and properties (ontology/onrecord.ttl)."""

    _fail = True
    _NS = Namespace("https://w3id.org/onrecord/ontology#")

    Actor: URIRef
    ArticleGraph: URIRef
    ArticleRevision: URIRef
    CasualtyClaim: URIRef
    ClaimRelation: URIRef
    Correction: URIRef
    CorrectionGraph: URIRef
    CountClaim: URIRef
    DamageClaim: URIRef
    Decision: URIRef
    Denial: URIRef
    Edit: URIRef
    Evidence: URIRef
    Grade: URIRef
    Identification: URIRef
    Incident: URIRef
    IncidentReport: URIRef
    InferenceGraph: URIRef
    Link: URIRef
    LinkGraph: URIRef
    OccurrenceClaim: URIRef
    Origin: URIRef
    Rating: URIRef
    ReportRelation: URIRef
    ResponsibilityClaim: URIRef
    Statement: URIRef
    Tally: URIRef
    TimeSpan: URIRef
    UnnamedSource: URIRef
    UnsettledGraph: URIRef
    WithheldGraph: URIRef

    acceptedBy: URIRef
    actorKind: URIRef
    after: URIRef
    agent: URIRef
    approximation: URIRef
    before: URIRef
    best: URIRef
    block: URIRef
    byline: URIRef
    certainty: URIRef
    characters: URIRef
    claimant: URIRef
    confidence: URIRef
    contradicts: URIRef
    corroborates: URIRef
    credibility: URIRef
    correctedProperty: URIRef
    correctedValue: URIRef
    correction: URIRef
    cue: URIRef
    cueEvidence: URIRef
    denies: URIRef
    earliest: URIRef
    edtf: URIRef
    effect: URIRef
    evidence: URIRef
    expresses: URIRef
    gap: URIRef
    grade: URIRef
    formerValue: URIRef
    group: URIRef
    incident: URIRef
    independent: URIRef
    identifies: URIRef
    latest: URIRef
    linkTarget: URIRef
    linkedEntity: URIRef
    medium: URIRef
    membership: URIRef
    mode: URIRef
    note: URIRef
    onBehalfOf: URIRef
    origin: URIRef
    originCount: URIRef
    otherIncidentThan: URIRef
    placeEvidence: URIRef
    precision: URIRef
    qualifies: URIRef
    rank: URIRef
    ratedBy: URIRef
    rates: URIRef
    rawName: URIRef
    reason: URIRef
    relays: URIRef
    reportCount: URIRef
    reliability: URIRef
    reportOf: URIRef
    rule: URIRef
    ruleSet: URIRef
    saidOn: URIRef
    sameIncidentAs: URIRef
    score: URIRef
    setting: URIRef
    sha256: URIRef
    side: URIRef
    signature: URIRef
    sourceEvidence: URIRef
    sourceType: URIRef
    summarises: URIRef
    supportedBy: URIRef
    supersedes: URIRef
    timeEvidence: URIRef
    verdict: URIRef
    weapon: URIRef
    what: URIRef
    wordKey: URIRef


class ITYPE(DefinedNamespace):
    """Types of incident (ontology/incident-types.ttl); the names are those of the record's `type`."""

    _fail = True
    _NS = Namespace("https://w3id.org/onrecord/incident-types#")

    airstrike: URIRef
    shelling: URIRef
    bombing: URIRef
    suicide_bombing: URIRef
    armed_clash: URIRef
    operation: URIRef
    arrest: URIRef
    assassination: URIRef
    abduction: URIRef
    execution: URIRef
    chemical_attack: URIRef
    territory_change: URIRef
    other: URIRef


class STYPE(DefinedNamespace):
    """Types of unnamed source (ontology/source-types.ttl); the names are those of the record's `source_type`."""

    _fail = True
    _NS = Namespace("https://w3id.org/onrecord/source-types#")

    official: URIRef
    military: URIRef
    police: URIRef
    medical: URIRef
    witness: URIRef
    activist: URIRef
    media: URIRef
    document: URIRef
    group: URIRef
    unspecified: URIRef


class VAL(DefinedNamespace):
    """Values of small closed lists (ontology/values.ttl); the names are the record's."""

    _fail = True
    _NS = Namespace("https://w3id.org/onrecord/values#")

    # mode
    direct: URIRef
    indirect: URIRef
    mixed: URIRef
    # medium
    statement: URIRef
    tweet: URIRef
    interview: URIRef
    briefing: URIRef
    report: URIRef
    message: URIRef
    unknown: URIRef
    # certainty
    certain: URIRef
    probable: URIRef
    possible: URIRef
    # precision
    exact: URIRef
    town: URIRef
    district: URIRef
    province: URIRef
    country: URIRef
    # effect
    killed: URIRef
    injured: URIRef
    captured: URIRef
    missing: URIRef
    displaced: URIRef
    # role in an incident
    perpetrator: URIRef
    supporter: URIRef
    target: URIRef
    # verdict of a review
    accepted: URIRef
    rejected: URIRef
    corrected: URIRef
    reopened: URIRef
    # kind of actor
    person: URIRef
    organisation: URIRef
    armed_group: URIRef
    government: URIRef
    coalition: URIRef
    outlet: URIRef
    unnamed: URIRef
    group: URIRef
    # grade of an incident
    confirmed: URIRef
    contested: URIRef
    fair: URIRef
    weak: URIRef
    two_sources: URIRef
    one_source: URIRef
    # reliability of a source, credibility of a report
    reliability_A: URIRef
    reliability_B: URIRef
    reliability_C: URIRef
    reliability_D: URIRef
    reliability_E: URIRef
    reliability_F: URIRef
    credibility_1: URIRef
    credibility_2: URIRef
    credibility_3: URIRef
    credibility_4: URIRef
    credibility_5: URIRef
    credibility_6: URIRef


class SDO(DefinedNamespace):
    """https://schema.org/."""

    _fail = True
    _NS = Namespace("https://schema.org/")

    Claim: URIRef
    NewsArticle: URIRef
    NewsMediaOrganization: URIRef
    PropertyValue: URIRef
    Quotation: URIRef

    about: URIRef
    dateline: URIRef
    datePublished: URIRef
    description: URIRef
    headline: URIRef
    inLanguage: URIRef
    isBasedOn: URIRef
    maxValue: URIRef
    minValue: URIRef
    name: URIRef
    position: URIRef
    publisher: URIRef
    softwareVersion: URIRef
    text: URIRef
    url: URIRef
    value: URIRef


class PROV(DefinedNamespace):
    """PROV-O, https://www.w3.org/TR/prov-o/."""

    _fail = True
    _NS = Namespace("http://www.w3.org/ns/prov#")

    Activity: URIRef
    Agent: URIRef
    Association: URIRef
    Attribution: URIRef
    Entity: URIRef
    Plan: URIRef
    SoftwareAgent: URIRef

    agent: URIRef
    endedAtTime: URIRef
    generatedAtTime: URIRef
    hadPlan: URIRef
    hadPrimarySource: URIRef
    hadRole: URIRef
    invalidatedAtTime: URIRef
    qualifiedAssociation: URIRef
    qualifiedAttribution: URIRef
    specializationOf: URIRef
    used: URIRef
    wasAssociatedWith: URIRef
    wasAttributedTo: URIRef
    wasDerivedFrom: URIRef
    wasGeneratedBy: URIRef
    wasQuotedFrom: URIRef
    wasRevisionOf: URIRef


class ORG(DefinedNamespace):
    """The Organization Ontology, https://www.w3.org/TR/vocab-org/."""

    _fail = True
    _NS = Namespace("http://www.w3.org/ns/org#")

    Membership: URIRef
    Organization: URIRef
    OrganizationalCollaboration: URIRef
    Role: URIRef

    member: URIRef
    memberDuring: URIRef
    organization: URIRef
    role: URIRef
    subOrganizationOf: URIRef


class OA(DefinedNamespace):
    """Web Annotation Vocabulary, https://www.w3.org/TR/annotation-vocab/."""

    _fail = True
    _NS = Namespace("http://www.w3.org/ns/oa#")

    TextPositionSelector: URIRef
    TextQuoteSelector: URIRef

    end: URIRef
    exact: URIRef
    hasSelector: URIRef
    hasSource: URIRef
    prefix: URIRef
    start: URIRef
    suffix: URIRef


class SEM(DefinedNamespace):
    """Simple Event Model, https://semanticweb.cs.vu.nl/2009/11/sem/."""

    _fail = True
    _NS = Namespace("http://semanticweb.cs.vu.nl/2009/11/sem/")

    Place: URIRef
    Role: URIRef

    eventType: URIRef
    hasActor: URIRef
    hasEarliestBeginTimeStamp: URIRef
    hasLatestEndTimeStamp: URIRef
    hasPlace: URIRef
    hasTime: URIRef
    roleType: URIRef


class GEO(DefinedNamespace):
    """GeoSPARQL, https://docs.ogc.org/is/22-047r1/22-047r1.html."""

    _fail = True
    _NS = Namespace("http://www.opengis.net/ont/geosparql#")

    Feature: URIRef
    Geometry: URIRef
    wktLiteral: URIRef

    asWKT: URIRef
    hasGeometry: URIRef
    sfWithin: URIRef


class WGS(DefinedNamespace):
    """WGS84 Geo Positioning, https://www.w3.org/2003/01/geo/."""

    _fail = True
    _NS = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")

    lat: URIRef
    long: URIRef


class SKOS(DefinedNamespace):
    """SKOS, https://www.w3.org/TR/skos-reference/."""

    _fail = True
    _NS = Namespace("http://www.w3.org/2004/02/skos/core#")

    altLabel: URIRef
    closeMatch: URIRef


class FOAF(DefinedNamespace):
    """FOAF, http://xmlns.com/foaf/spec/."""

    _fail = True
    _NS = Namespace("http://xmlns.com/foaf/0.1/")

    Group: URIRef
    Person: URIRef


class DCTERMS(DefinedNamespace):
    """DCMI Metadata Terms, https://www.dublincore.org/specifications/dublin-core/dcmi-terms/."""

    _fail = True
    _NS = Namespace("http://purl.org/dc/terms/")

    date: URIRef
    identifier: URIRef
    isPartOf: URIRef
    isReplacedBy: URIRef


class EDTF(DefinedNamespace):
    """The datatype of Extended Date/Time Format strings, https://id.loc.gov/datatypes/edtf.html."""

    _fail = True
    _NS = Namespace("http://id.loc.gov/datatypes/edtf/")

    EDTF: URIRef


class WDT(DefinedNamespace):
    """Properties of Wikidata whose values stand at the item itself, https://www.wikidata.org/wiki/Help:RDF."""

    _fail = True
    _NS = Namespace("http://www.wikidata.org/prop/direct/")

    P17: URIRef
    """country"""
    P27: URIRef
    """country of citizenship"""
    P31: URIRef
    """instance of"""
    P131: URIRef
    """located in the administrative territorial entity"""
    P361: URIRef
    """part of"""
    P571: URIRef
    """inception"""
    P576: URIRef
    """dissolved, abolished or demolished date"""
    P625: URIRef
    """coordinate location"""
    P749: URIRef
    """parent organization"""
    P856: URIRef
    """official website"""
    P1566: URIRef
    """GeoNames ID"""
    P6766: URIRef
    """Who's on First ID"""


class P(DefinedNamespace):
    """Properties of Wikidata that lead from an item to a statement about it."""

    _fail = True
    _NS = Namespace("http://www.wikidata.org/prop/")

    P39: URIRef
    """position held"""


class PS(DefinedNamespace):
    """Properties of Wikidata that lead from a statement to its value."""

    _fail = True
    _NS = Namespace("http://www.wikidata.org/prop/statement/")

    P39: URIRef
    """position held"""


class PQ(DefinedNamespace):
    """Properties of Wikidata that qualify a statement."""

    _fail = True
    _NS = Namespace("http://www.wikidata.org/prop/qualifier/")

    P580: URIRef
    """start time"""
    P582: URIRef
    """end time"""


@cache
def value_iri(name: str) -> str:
    """Return the IRI of a concept of `VAL`; to ask the namespace takes a hundred times as long as to remember."""
    return str(VAL[name])


WD = Namespace("http://www.wikidata.org/entity/")

PREFIXES: dict[str, str] = {
    "onr": str(ONR._NS),
    "itype": str(ITYPE._NS),
    "stype": str(STYPE._NS),
    "val": str(VAL._NS),
    "schema": str(SDO._NS),
    "prov": str(PROV._NS),
    "org": str(ORG._NS),
    "oa": str(OA._NS),
    "sem": str(SEM._NS),
    "geo": str(GEO._NS),
    "wgs": str(WGS._NS),
    "skos": str(SKOS._NS),
    "foaf": str(FOAF._NS),
    "dcterms": str(DCTERMS._NS),
    "edtf": str(EDTF._NS),
    "wd": str(WD),
    "wdt": str(WDT._NS),
    "p": str(P._NS),
    "ps": str(PS._NS),
    "pq": str(PQ._NS),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "owl": str(OWL),
    "xsd": str(XSD),
}
