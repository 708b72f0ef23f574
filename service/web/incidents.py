"""The list of incidents: filters that stand in the address, a page of what they leave, its months and its places.

What a filter is given becomes a term of the query; the patterns are fixed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from kg.mapping.vocabulary import ITYPE, ONR, RDF, SEM, VAL
from kg.record import IncidentType
from service.web.facts import Ask, Facts, iri, local_name, read_facts, rows, values
from service.web.figures import Calendar, Figures, Month
from service.web.narrowing import Narrowing, day, lowered

PAGE = 25
"""Incidents on a page of the list."""

POINTS = 5000
"""Incidents that a map shows at most, the latest."""

LONGEST = 100_000
"""Incidents that filters may leave; of more, the latest are listed."""

TYPES = get_args(IncidentType)
GRADES = ("confirmed", "contested", "fair", "weak", "two_sources", "one_source")

_NAMES = "rdfs:label|skos:altLabel"
_NAMED = f"SELECT DISTINCT ?thing WHERE {{ ?thing {_NAMES} ?name FILTER(CONTAINS(LCASE(STR(?name)), $value)) }}"
_ABOUT = (
    "{ ?part rdf:value ?thing . ?report sem:hasActor ?part } UNION "
    "{ ?claim onr:claimant ?thing ; schema:about ?report }"
)
_OF_ACTOR = f"{{ SELECT DISTINCT ?report WHERE {{ {{ {_NAMED} }} {_ABOUT} }} }} ?report onr:reportOf ?incident"
_AT_PLACE = (
    f"{{ {_NAMED} }} {{ ?incident sem:hasPlace ?thing }} UNION "
    "{ ?where geo:sfWithin ?thing . ?incident sem:hasPlace ?where }"
)
_WORDS = (
    "{ SELECT ?claim WHERE { ?claim schema:text ?words FILTER(CONTAINS(LCASE(STR(?words)), $value)) } } "
    "?claim schema:about ?report . ?report onr:reportOf ?incident"
)
_PATTERNS = {
    "type": "?incident sem:eventType $value .",
    "from": "?incident onr:latest ?last FILTER(?last >= $value)",
    "to": "?incident onr:earliest ?first FILTER(?first <= $value)",
    "grade": "?incident onr:grade/rdf:value $value .",
    "place": f"{{ SELECT DISTINCT ?incident WHERE {{ {_AT_PLACE} }} }}",
    "actor": f"{{ SELECT DISTINCT ?incident WHERE {{ {_OF_ACTOR} }} }}",
    "q": (
        f"{{ SELECT DISTINCT ?incident WHERE {{ {{ {{ {_NAMED} }} ?incident sem:hasPlace ?thing }} UNION "
        f"{{ {_OF_ACTOR} }} UNION {{ {_WORDS} }} }} }}"
    ),
    "contested": (
        "{ SELECT DISTINCT ?incident WHERE { ?relation rdf:predicate onr:contradicts ; onr:incident ?incident } }"
    ),
}
"""What a filter names is found first, then the incidents by it: asked of each incident, it would take long."""
_FOUND = "SELECT DISTINCT ?incident ?day WHERE {{ {found} OPTIONAL {{ ?incident onr:earliest ?day }} }} LIMIT {limit}"
_LATEST = """
SELECT DISTINCT ?incident ?day WHERE {{ {found} OPTIONAL {{ ?incident onr:earliest ?day }} }}
ORDER BY DESC(?day) ?incident LIMIT {limit}
"""
_COUNTED = "SELECT (COUNT(DISTINCT ?incident) AS ?number) WHERE {{ {found} }}"
_PLACED = "SELECT ?incident ?type ?where WHERE {{ {incidents} ?incident sem:eventType ?type ; sem:hasPlace ?where }}"
_PLACES = (
    "SELECT ?where ?lat ?long ?place WHERE {{ {places} ?where wgs:lat ?lat ; wgs:long ?long ; rdfs:label ?place }}"
)
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
    "contested": lowered,
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
        return f"{self.clause()} ?incident a onr:Incident ."


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
class Found:
    """What the filters leave: the incidents with their days, the latest first, and how many there are in all."""

    incidents: tuple[tuple[str, str], ...]
    total: int

    def page(self, start: int, size: int) -> list[tuple[str, str]]:
        """Return some of the incidents with their days; an empty text where there is none."""
        return list(self.incidents[start : start + size])

    def months(self) -> list[Month]:
        """Return the months in which the incidents began, in their order."""
        return Calendar("", tuple((day, 1) for _, day in self.incidents if day)).months()


async def read_found(ask: Ask, filters: Filters) -> Found:
    """Return what the filters leave; of more than `LONGEST` incidents, the latest."""
    found, total = await rows(ask, _FOUND.format(found=filters.found(), limit=LONGEST + 1)), None
    if len(found) > LONGEST:
        found = await rows(ask, _LATEST.format(found=filters.found(), limit=LONGEST))
        total = int((await rows(ask, _COUNTED.format(found=filters.found())))[0]["number"])
    listed = [(row["incident"], row.get("day", "")) for row in found if "incident" in row]
    listed.sort(key=lambda one: one[0])
    listed.sort(key=lambda one: one[1], reverse=True)
    return Found(tuple(listed), len(listed) if total is None else total)


async def read_latest(ask: Ask, figures: Figures, start: int, size: int) -> list[tuple[str, str]]:
    """Return some of all incidents, the latest first, with their days; an empty text where there is none."""
    query = figures.incidents.query(start, size)
    if query is not None:
        return [(row["item"], row["day"]) for row in await rows(ask, query)]
    found = await rows(ask, _LATEST.format(found=Filters().found(), limit=start + size))
    return [(row["incident"], row.get("day", "")) for row in found[start:] if "incident" in row]


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


async def read_points(ask: Ask, incidents: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Return where incidents, given with their days, were: IRI, type, day, name of the place, latitude, longitude."""
    if not incidents:
        return []
    days = dict(incidents)
    placed = await rows(ask, _PLACED.format(incidents=values("incident", map(iri, days))))
    places = values("where", sorted({iri(row["where"]) for row in placed if "where" in row}))
    known = {row.pop("where"): row for row in await rows(ask, _PLACES.format(places=places)) if "where" in row}
    return [
        {"incident": row["incident"], "type": local_name(row["type"]), "day": days[row["incident"]], **where}
        for row in placed
        if "where" in row and (where := known.get(row["where"])) is not None
    ]


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
