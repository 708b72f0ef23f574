"""What can be listed: each collection with its items' frame, its filters and its orders, as fixed parts of SPARQL.

A filter may need to know the item's report, statement, claim or article: the way to each is a part of its own, which a
query has once, so that all filters on a report, say, are on the same one. What a filter is given is bound to the
variable of its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from kg.record import ActorKind, Effect, IncidentType, Mode
from service.rest.frames import ACTOR, ARTICLE, CLAIM, INCIDENT, STATEMENT, Field

ITSELF = "itself"
"""The way to an item that is itself what a filter is about."""

Way = Literal["report", "statement", "claim", "article", "event"]
Given = Literal["actor", "outlet", "place", "type", "kind", "value", "date", "integer", "text", "flag", "sites"]
"""What a filter takes: names or IRIs, names of a closed list, days, numbers, text, yes or no, places in a region."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A parameter that leaves items out. `absent` is the pattern of a flag that is to be false."""

    name: str
    given: Given
    help: str
    pattern: str
    ways: tuple[Way, ...] = ()
    names: tuple[str, ...] = ()
    absent: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A way to sort: a pattern that binds ?key to a string or a number, where there is one; by IRI without a pattern.

    Sorting by what stands some steps away from the items costs these steps for each of them: on large graphs, seconds.
    """

    name: str
    pattern: str
    numeric: bool = False
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection; the first order is the usual one, a minus before its name turns it round."""

    name: str
    noun: str
    title: str
    anchor: str
    frame: tuple[Field, ...]
    orders: tuple[Order, ...]
    usual: str
    filters: tuple[Filter, ...]
    ways: Mapping[Way, str] = field(default_factory=dict)


_GRADES = ("confirmed", "contested", "fair", "weak", "two_sources", "one_source")
_KINDS = {
    "casualty": "onr:CasualtyClaim",
    "count": "onr:CountClaim",
    "damage": "onr:DamageClaim",
    "denial": "onr:Denial",
    "occurrence": "onr:OccurrenceClaim",
    "responsibility": "onr:ResponsibilityClaim",
}
CLAIM_KINDS = _KINDS
"""The kinds of claim by the names that a filter knows them by."""

_SPEAKER = Filter(
    "speaker", "actor", "who said it: an IRI, an id as actor/islamic-state, or a name",
    "?statement prov:wasAttributedTo ?speaker .", ("statement",),
)  # fmt: skip
_OUTLET = Filter("outlet", "outlet", "who published it", "?article schema:publisher ?outlet .", ("article",))
_TYPE = Filter(
    "type", "type", "type of the incident", "?report sem:eventType ?type .", ("report",), get_args(IncidentType)
)
_PLACE = Filter(
    "place", "place", "where the incident was, or anywhere within it",
    "{ ?report sem:hasPlace ?place } UNION { ?report sem:hasPlace/geo:sfWithin ?place }", ("report",),
)  # fmt: skip
_SITES = Filter("sites", "sites", "", "?report sem:hasPlace ?sites .", ("report",))
_FROM = Filter(
    "from", "date", "only incidents that end on this day or later",
    "?report onr:latest ?last FILTER(?last >= ?from)", ("report",),
)  # fmt: skip
_TO = Filter(
    "to", "date", "only incidents that begin on this day or earlier",
    "?report onr:earliest ?first FILTER(?first <= ?to)", ("report",),
)  # fmt: skip
_PUBLISHED_FROM = Filter(
    "from", "date", "published on this day or later",
    "?article schema:datePublished ?since FILTER(?since >= ?from)", ("article",),
)  # fmt: skip
_PUBLISHED_TO = Filter(
    "to", "date", "published on this day or earlier",
    "?article schema:datePublished ?until FILTER(?until <= ?to)", ("article",),
)  # fmt: skip
_GRADE = Filter("grade", "value", "grade of the incident", "?event onr:grade/rdf:value ?grade .", ("event",), _GRADES)
_CONTRADICTED = Filter(
    "contradicted", "flag", "whether another claim contradicts it",
    "?claim onr:contradicts ?opposite .", ("claim",), absent="?claim onr:contradicts ?opposite .",
)  # fmt: skip
_MINIMUM = Filter(
    "min", "integer", "a claim has at least this figure", "?claim schema:minValue ?figure FILTER(?figure >= ?min)",
    ("claim",),
)  # fmt: skip
_EFFECT = Filter(
    "effect", "value", "what happened to the people counted", "?claim onr:effect ?effect .", ("claim",),
    get_args(Effect),
)  # fmt: skip
_SPOKE = Filter(
    "actor", "actor", "who said it, or for whom it was said",
    "?statement prov:wasAttributedTo|onr:onBehalfOf ?actor .", ("statement",),
)  # fmt: skip
_ON_REPORTS = (_TYPE, _PLACE, _SITES, _GRADE)
_ON_CLAIMS = (_CONTRADICTED, _MINIMUM, _EFFECT)

_ID = Order("id", "")
_PUBLISHED = Order("published", "?article schema:datePublished ?key", ways=("article",))
_CONFIDENCE = Order("confidence", "?item onr:confidence ?key", numeric=True)
_EVENT = "?report onr:reportOf ?event ."

ARTICLES = Collection(
    "articles", "article", "Articles", "?item a schema:NewsArticle ; dcterms:identifier ?identifier .", ARTICLE,
    (Order("published", "?item schema:datePublished ?key"), Order("headline", "?item schema:headline ?key")),
    "-published",
    (
        _SPOKE, _SPEAKER, _OUTLET, *_ON_REPORTS, _PUBLISHED_FROM, _PUBLISHED_TO, *_ON_CLAIMS,
    ),
    {
        "report": "?report prov:wasDerivedFrom/prov:specializationOf ?item ; a onr:IncidentReport .",
        "statement": "?statement (prov:wasQuotedFrom|prov:wasDerivedFrom)/prov:specializationOf ?item .",
        "claim": "?claim onr:evidence/oa:hasSource/prov:specializationOf ?item ; a schema:Claim .",
        "article": ITSELF,
        "event": _EVENT,
    },
)  # fmt: skip

ACTORS = Collection(
    "actors", "actor", "Actors that have a name", "?item onr:actorKind ?known FILTER(?known != val:unnamed)", ACTOR,
    (Order("name", "?item rdfs:label ?key"),),
    "name",
    (
        Filter("name", "text", "what the name or another name of it holds",
               "?item rdfs:label|skos:altLabel ?called FILTER(CONTAINS(LCASE(STR(?called)), LCASE(?name)))"),
        Filter("kind", "value", "kind of actor", "?item onr:actorKind ?kind .", (), get_args(ActorKind)),
        Filter("side", "text", "side that the gazetteer has it on", "?item onr:side ?on FILTER(STR(?on) = ?side)"),
        Filter("outlet", "outlet", "cited by this outlet", "?article schema:publisher ?outlet .",
               ("statement", "article")),
    ),
    {
        "statement": "?statement prov:wasAttributedTo|onr:onBehalfOf ?item .",
        "article": "?statement (prov:wasQuotedFrom|prov:wasDerivedFrom)/prov:specializationOf ?article .",
    },
)  # fmt: skip

INCIDENTS = Collection(
    "incidents", "incident", "Incidents", "?item a onr:Incident .", INCIDENT,
    (
        Order("earliest", "?item onr:earliest ?key"),
        Order("origins", "?item onr:originCount ?key", numeric=True),
        Order("reports", "?item onr:reportCount ?key", numeric=True),
    ),
    "-earliest",
    (
        Filter("actor", "actor", "who did it, helped or was hit, as an article has it",
               "?report sem:hasActor/rdf:value ?actor .", ("report",)),
        _SPEAKER, _OUTLET, *_ON_REPORTS, _FROM, _TO, *_ON_CLAIMS,
        Filter("origins", "integer", "at least so many origins tell of it",
               "?item onr:originCount ?count FILTER(?count >= ?origins)"),
    ),
    {
        "report": "?report onr:reportOf ?item .",
        "statement": "?statement onr:expresses/schema:about/onr:reportOf ?item .",
        "claim": "?claim schema:about/onr:reportOf ?item .",
        "article": "?told onr:reportOf ?item ; prov:wasDerivedFrom/prov:specializationOf ?article .",
        "event": ITSELF,
    },
)  # fmt: skip

CLAIMS = Collection(
    "claims", "claim", "Claims", "?item a schema:Claim .", CLAIM,
    (_ID, _PUBLISHED, Order("low", "?item schema:minValue ?key", numeric=True),
     Order("high", "?item schema:maxValue ?key", numeric=True), _CONFIDENCE),
    "id",
    (
        Filter("actor", "actor", "whose claim it is, for whom it was made, or whom it is about",
               "{ ?item onr:claimant|onr:group|onr:agent ?actor } UNION "
               "{ ?said onr:expresses ?item ; prov:wasAttributedTo|onr:onBehalfOf ?actor }"),
        _SPEAKER, _OUTLET,
        Filter("kind", "kind", "kind of claim", "?item a ?kind .", (), tuple(_KINDS)),
        *_ON_REPORTS, _FROM, _TO, *_ON_CLAIMS,
    ),
    {
        "report": "?item schema:about ?report .",
        "statement": "?statement onr:expresses ?item ; a onr:Statement .",
        "claim": ITSELF,
        "article": "?item onr:evidence/oa:hasSource/prov:specializationOf ?article .",
        "event": _EVENT,
    },
)  # fmt: skip

STATEMENTS = Collection(
    "statements", "statement", "Statements", "?item a onr:Statement .", STATEMENT,
    (_ID, _PUBLISHED, _CONFIDENCE),
    "id",
    (
        _SPOKE, _SPEAKER, _OUTLET,
        Filter("mode", "value", "whether its words are quoted", "?item onr:mode ?mode .", (), get_args(Mode)),
        *_ON_REPORTS, _PUBLISHED_FROM, _PUBLISHED_TO, *_ON_CLAIMS,
    ),
    {
        "report": "?item onr:expresses/schema:about ?report .",
        "statement": ITSELF,
        "claim": "?item onr:expresses ?claim .",
        "article": "?item (prov:wasQuotedFrom|prov:wasDerivedFrom)/prov:specializationOf ?article .",
        "event": _EVENT,
    },
)  # fmt: skip

COLLECTIONS = (ARTICLES, ACTORS, INCIDENTS, CLAIMS, STATEMENTS)
"""All collections."""
