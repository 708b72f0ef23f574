"""The list of incidents: filters that stand in the address, a page of what they leave, its months and its places.

What a filter is given becomes a term of the query; the patterns are fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from kg.mapping.vocabulary import ITYPE, ONR, RDF, SEM, VAL
from kg.record import IncidentType
from service.web.facts import Ask, Facts, iri, local_name, read_facts, rows, values
from service.web.narrowing import Narrowing, day, lowered

PAGE = 25
"""Incidents on a page of the list."""

POINTS = 5000
"""Incidents that a map shows at most."""

TYPES = get_args(IncidentType)
GRADES = ("confirmed", "contested", "fair", "weak", "two_sources", "one_source")

_ACTORS = "?report sem:hasActor/rdf:value ?who"
_CLAIMANTS = "?claim schema:about ?report ; onr:claimant ?who"
_NAMES = "rdfs:label|skos:altLabel"
_PATTERNS = {
    "type": "?incident sem:eventType ?type .",
    "from": "?incident onr:latest ?last FILTER(?last >= ?from)",
    "to": "?incident onr:earliest ?first FILTER(?first <= ?to)",
    "grade": "?incident onr:grade/rdf:value ?grade .",
    "place": (
        "FILTER EXISTS { ?incident sem:hasPlace/geo:sfWithin? ?where . "
        f"?where {_NAMES} ?placeName FILTER(CONTAINS(LCASE(STR(?placeName)), ?place)) }}"
    ),
    "actor": (
        f"FILTER EXISTS {{ ?report onr:reportOf ?incident . {{ {_ACTORS} }} UNION {{ {_CLAIMANTS} }} "
        f"?who {_NAMES} ?actorName FILTER(CONTAINS(LCASE(STR(?actorName)), ?actor)) }}"
    ),
    "q": (
        f"FILTER EXISTS {{ {{ ?incident sem:hasPlace/({_NAMES}) ?found }} UNION "
        f"{{ ?report onr:reportOf ?incident . {{ {_ACTORS} }} UNION {{ {_CLAIMANTS} }} ?who {_NAMES} ?found }} UNION "
        "{ ?report onr:reportOf ?incident . ?claim schema:about ?report ; schema:text ?found } "
        "FILTER(CONTAINS(LCASE(STR(?found)), ?q)) }"
    ),
    "contested": (
        "FILTER EXISTS { ?relation onr:incident ?incident ; a onr:ClaimRelation ; rdf:predicate onr:contradicts }"
    ),
}
_LISTED = """
SELECT ?incident (MIN(?day) AS ?earliest) WHERE {{ {found} OPTIONAL {{ ?incident onr:earliest ?day }} }}
GROUP BY ?incident ORDER BY DESC(?earliest) ?incident LIMIT {limit} OFFSET {offset}
"""
_COUNTED = "SELECT (COUNT(DISTINCT ?incident) AS ?number) WHERE {{ {found} }}"
_MONTHS = """
SELECT ?month (COUNT(DISTINCT ?incident) AS ?number) WHERE {{
  {found} ?incident onr:earliest ?day BIND(SUBSTR(STR(?day), 1, 7) AS ?month)
}} GROUP BY ?month ORDER BY ?month
"""
_POINTS = """
SELECT ?incident ?type ?day ?place ?lat ?long WHERE {{
  {{ SELECT DISTINCT ?incident WHERE {{ {found} }} ORDER BY ?incident LIMIT {limit} }}
  ?incident sem:eventType ?type ; sem:hasPlace ?where .
  ?where wgs:lat ?lat ; wgs:long ?long ; rdfs:label ?place .
  OPTIONAL {{ ?incident onr:earliest ?day }}
}}
"""
_CONTESTED = """
SELECT ?incident (COUNT(DISTINCT ?relation) AS ?number) WHERE {
  ?relation a onr:ClaimRelation ; rdf:predicate onr:contradicts ; onr:incident ?incident . ?incident a onr:Incident
} GROUP BY ?incident ORDER BY DESC(?number) ?incident LIMIT 5
"""
_WAYS = (
    "BIND(?incident AS ?s)",
    "?incident sem:hasPlace|onr:grade ?s",
    "?s onr:reportOf ?incident",
    "?s onr:incident ?incident ; a onr:ClaimRelation ; rdf:predicate onr:contradicts",
)
_CHOICES = {"type": TYPES, "grade": GRADES, "contested": ("1",)}
_TERMS = {
    "type": lambda one: iri(str(ITYPE[one])),
    "grade": lambda one: iri(str(VAL[one])),
    "from": day,
    "to": day,
    "place": lowered,
    "actor": lowered,
    "q": lowered,
}


@dataclass(frozen=True, slots=True)
class Filters(Narrowing):
    """What the list of incidents is narrowed to."""

    q: str = ""
    actor: str = ""
    type: str = ""
    place: str = ""
    since: str = ""
    until: str = ""
    grade: str = ""
    contested: str = ""

    choices = _CHOICES
    patterns = _PATTERNS
    terms = _TERMS

    def found(self) -> str:
        """Return the part of a query that finds the incidents."""
        return f"?incident a onr:Incident . {self.clause()}"


@dataclass(frozen=True, slots=True)
class Item:
    """An incident in a list."""

    iri: str
    type: str
    places: tuple[str, ...]
    earliest: str | None
    latest: str | None
    articles: int
    origins: int | None
    grade: str | None
    contradictions: int


@dataclass(frozen=True, slots=True)
class Month:
    """How many incidents began in a month (`2018-10`)."""

    month: str
    number: int


async def read_page(ask: Ask, filters: Filters, *, page: int = 1, size: int = PAGE) -> tuple[list[Item], bool]:
    """Return a page of the incidents, the latest first, and whether there are more."""
    query = _LISTED.format(found=filters.found(), limit=size + 1, offset=size * (page - 1))
    found = [row["incident"] for row in await rows(ask, query) if "incident" in row]
    return await read_items(ask, found[:size]), len(found) > size


async def read_items(ask: Ask, incidents: list[str]) -> list[Item]:
    """Return incidents as items of a list, in the order given."""
    if not incidents:
        return []
    bound = values("incident", map(iri, incidents))
    facts = await read_facts(ask, [f"{bound} {way}" for way in _WAYS])
    return [_item(facts, one) for one in incidents]


async def read_contested(ask: Ask) -> list[Item]:
    """Return the incidents whose claims contradict each other most often."""
    found = [row["incident"] for row in await rows(ask, _CONTESTED) if "incident" in row]
    return await read_items(ask, found)


async def count(ask: Ask, filters: Filters) -> int:
    """Return how many incidents there are."""
    return int((await rows(ask, _COUNTED.format(found=filters.found())))[0]["number"])


async def read_months(ask: Ask, filters: Filters) -> list[Month]:
    """Return the months in which incidents began, in their order."""
    found = await rows(ask, _MONTHS.format(found=filters.found()))
    return [Month(row["month"], int(row["number"])) for row in found if "month" in row]


async def read_points(ask: Ask, filters: Filters) -> list[dict[str, str]]:
    """Return where incidents were, for a map: IRI, type, day, name of the place, latitude, longitude."""
    found = await rows(ask, _POINTS.format(found=filters.found(), limit=POINTS))
    return [{**row, "type": local_name(row["type"])} for row in found]


def _item(facts: Facts, incident: str) -> Item:
    count = facts.one(incident, ONR.originCount)
    grades = [local_name(facts.one(one, RDF.value) or "") for one in facts.all(incident, ONR.grade)]
    return Item(
        iri=incident,
        type=local_name(facts.one(incident, SEM.eventType) or "other"),
        places=tuple(facts.name(one) for one in facts.all(incident, SEM.hasPlace)),
        earliest=facts.one(incident, ONR.earliest),
        latest=facts.one(incident, ONR.latest),
        articles=len(facts.subjects(ONR.reportOf, incident)),
        origins=None if count is None else int(count),
        grade=next((one for one in grades if one in GRADES[:4]), None),
        contradictions=len(set(facts.are(ONR.ClaimRelation)) & set(facts.subjects(ONR.incident, incident))),
    )
