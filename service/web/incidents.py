"""The list of incidents: filters that stand in the address, a page of what they leave, its months and its places.

What a filter is given becomes a term of the query; the patterns are fixed.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import get_args

from kg.mapping.iris import INFERENCE
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
SELECT DISTINCT ?incident ?earliest WHERE {{ {found} OPTIONAL {{ ?incident onr:earliest ?earliest }} }}
ORDER BY DESC(?earliest) ?incident LIMIT {limit} OFFSET {offset}
"""
_DAYS = "SELECT ?day (COUNT(*) AS ?number) WHERE {{ GRAPH {inferred} {{ ?incident onr:earliest ?day }} }} GROUP BY ?day"
_BETWEEN = """
SELECT ?incident ?earliest WHERE {{
  {{ SELECT ?incident ?earliest WHERE {{
    GRAPH {inferred} {{ ?incident onr:earliest ?earliest }} FILTER(?earliest >= {first} && ?earliest <= {last})
  }} }}
}} ORDER BY DESC(?earliest) ?incident LIMIT {limit} OFFSET {offset}
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
SELECT ?incident (COUNT(?relation) AS ?number) WHERE {
  ?relation rdf:predicate onr:contradicts ; onr:incident ?incident
} GROUP BY ?incident ORDER BY DESC(?number) ?incident LIMIT 5
"""
_DISPUTES = """
SELECT ?incident (COUNT(?relation) AS ?number) WHERE {{
  {incidents} ?relation onr:incident ?incident ; rdf:predicate onr:contradicts
}} GROUP BY ?incident
"""
_WAYS = "BIND(?incident AS ?s)", "?incident sem:hasPlace|onr:grade ?s"

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


@dataclass(frozen=True, slots=True)
class Calendar:
    """How many incidents began on each day, the latest first, read from the graph of what is inferred (`inferred`)."""

    inferred: str
    days: tuple[tuple[str, int], ...]

    @classmethod
    async def read(cls, ask: Ask, base: str) -> Calendar:
        """Count the incidents that have a day."""
        inferred = iri(base + INFERENCE)
        found = await rows(ask, _DAYS.format(inferred=inferred))
        days = ((row["day"], int(row["number"])) for row in found if "day" in row)
        return cls(inferred, tuple(sorted(days, reverse=True)))

    def months(self) -> list[Month]:
        """Return the months in which incidents began, in their order."""
        months: dict[str, int] = {}
        for one, number in reversed(self.days):
            months[one[:7]] = months.get(one[:7], 0) + number
        return [Month(*one) for one in months.items()]

    def query(self, start: int, size: int) -> str | None:
        """Return the query for so many incidents from a place on, None when there are not so many that have a day.

        It looks only at those of the days that they can be of.
        """
        passed, since, until = 0, 0, ""
        for one, number in self.days:
            if not until and passed + number > start:
                since, until = passed, one
            passed += number
            if until and passed >= start + size:
                return _BETWEEN.format(
                    inferred=self.inferred, first=day(one), last=day(until), limit=size, offset=start - since
                )
        return None


async def read_page(
    ask: Ask, filters: Filters, *, page: int = 1, size: int = PAGE, calendar: Calendar | None = None
) -> tuple[list[Item], bool]:
    """Return a page of the incidents, the latest first, and whether there are more; all of them by a calendar."""
    start = size * (page - 1)
    query = calendar.query(start, size + 1) if calendar else None
    found = await rows(ask, query or _LISTED.format(found=filters.found(), limit=size + 1, offset=start))
    incidents = [row["incident"] for row in found if "incident" in row]
    return await read_items(ask, incidents[:size]), len(incidents) > size


async def read_items(ask: Ask, incidents: list[str]) -> list[Item]:
    """Return incidents as items of a list, in the order given."""
    if not incidents:
        return []
    bound = values("incident", map(iri, incidents))
    facts, disputes = await asyncio.gather(
        read_facts(ask, [f"{bound} {way}" for way in _WAYS]), rows(ask, _DISPUTES.format(incidents=bound))
    )
    numbers = {row["incident"]: int(row["number"]) for row in disputes if "incident" in row}
    return [_item(facts, one, numbers.get(one, 0)) for one in incidents]


async def read_contested(ask: Ask) -> list[Item]:
    """Return the incidents whose claims contradict each other most often."""
    found = [row["incident"] for row in await rows(ask, _CONTESTED) if "incident" in row]
    return await read_items(ask, found)


async def count(ask: Ask, filters: Filters) -> int:
    """Return how many incidents there are."""
    return int((await rows(ask, _COUNTED.format(found=filters.found())))[0]["number"])


async def read_months(ask: Ask, filters: Filters) -> list[Month]:
    """Return the months in which the incidents that are left began, in their order."""
    found = await rows(ask, _MONTHS.format(found=filters.found()))
    return [Month(row["month"], int(row["number"])) for row in found if "month" in row]


async def read_points(ask: Ask, filters: Filters) -> list[dict[str, str]]:
    """Return where incidents were, for a map: IRI, type, day, name of the place, latitude, longitude."""
    found = await rows(ask, _POINTS.format(found=filters.found(), limit=POINTS))
    return [{**row, "type": local_name(row["type"])} for row in found]


def _item(facts: Facts, incident: str, contradictions: int) -> Item:
    count = facts.one(incident, ONR.originCount)
    grades = [local_name(facts.one(one, RDF.value) or "") for one in facts.all(incident, ONR.grade)]
    return Item(
        iri=incident,
        type=local_name(facts.one(incident, SEM.eventType) or "other"),
        places=tuple(facts.name(one) for one in facts.all(incident, SEM.hasPlace)),
        earliest=facts.one(incident, ONR.earliest),
        latest=facts.one(incident, ONR.latest),
        articles=facts.number(incident, ONR.reportCount) or 0,
        origins=None if count is None else int(count),
        grade=next((one for one in grades if one in GRADES[:4]), None),
        contradictions=contradictions,
    )
