"""The list of incidents: filters that stand in the address, a page of what they leave, its months and its places.

What a filter is given becomes a term of the query; the patterns are fixed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import get_args

import rdflib

from kg.mapping.vocabulary import ITYPE, ONR, RDF, SEM, VAL, XSD
from kg.record import IncidentType
from service.errors import RequestError
from service.web.facts import Ask, Facts, iri, local_name, read_facts, rows, text, values

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
_FOUND = "?incident a onr:Incident . {filters}"
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


_PARAMETERS = {"since": "from", "until": "to"}


def _day(value: str) -> str:
    return rdflib.Literal(value, datatype=XSD.date).n3()


def _lowered(value: str) -> str:
    return text(value.lower())


_TERMS: dict[str, Callable[[str], str]] = {
    "type": lambda one: iri(str(ITYPE[one])),
    "grade": lambda one: iri(str(VAL[one])),
    "from": _day,
    "to": _day,
    "place": _lowered,
    "actor": _lowered,
    "q": _lowered,
}
"""What each filter with a value becomes."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty fields narrow nothing."""

    q: str = ""
    actor: str = ""
    type: str = ""
    place: str = ""
    since: str = ""
    until: str = ""
    grade: str = ""
    contested: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Filters:
        """Read the parameters of an address. Raises RequestError naming one that is wrong."""
        known = {_PARAMETERS.get(field.name, field.name): field.name for field in fields(cls)}
        found = {known[name]: value.strip() for name, value in given.items() if name in known}
        for name, choices in (("type", TYPES), ("grade", GRADES), ("contested", ("1",))):
            if found.get(name) and found[name] not in choices:
                raise RequestError(f"{name}={found[name]!r}: expected one of {', '.join(choices)}")
        for name in ("since", "until"):
            if found.get(name):
                try:
                    date.fromisoformat(found[name])
                except ValueError as error:
                    raise RequestError(
                        f"{_PARAMETERS[name]}={found[name]!r}: expected a day like 2018-10-31"
                    ) from error
        return cls(**found)

    def parameters(self, **changed: str) -> dict[str, str]:
        """Return the parameters of an address, some of them changed."""
        after = replace(self, **changed)
        return {
            _PARAMETERS.get(field.name, field.name): value
            for field in fields(self)
            if (value := getattr(after, field.name))
        }

    def clause(self) -> str:
        """Return the part of a query that finds the incidents."""
        given = self.parameters()
        bound = [values(name, [_TERMS[name](value)]) for name, value in given.items() if name in _TERMS]
        return _FOUND.format(filters=" ".join([*bound, *(_PATTERNS[name] for name in given)]))


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
    query = _LISTED.format(found=filters.clause(), limit=size + 1, offset=size * (page - 1))
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
    return int((await rows(ask, _COUNTED.format(found=filters.clause())))[0]["number"])


async def read_months(ask: Ask, filters: Filters) -> list[Month]:
    """Return the months in which incidents began, in their order."""
    found = await rows(ask, _MONTHS.format(found=filters.clause()))
    return [Month(row["month"], int(row["number"])) for row in found if "month" in row]


async def read_points(ask: Ask, filters: Filters) -> list[dict[str, str]]:
    """Return where incidents were, for a map: IRI, type, day, name of the place, latitude, longitude."""
    found = await rows(ask, _POINTS.format(found=filters.clause(), limit=POINTS))
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
