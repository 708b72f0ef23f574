"""The entities of a store that can be linked: named actors, outlets and places, with what is known of each.

What the gazetteer knows is described by its entry (names in use, country, parents, ids in catalogues of places, the
title of its page), anything else by what the articles call it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from kg.gazetteer import ActorEntry, Gazetteer, PlaceEntry
from kg.mapping.iris import mint_known, mint_wikidata
from kg.mapping.vocabulary import VAL, WDT
from kg.store.graphs import GraphStore, Term

PLACE = "place"
_UNLINKED = frozenset({"group", "unnamed"})

_ACTORS = """
SELECT ?entity ?label ?alias ?kind WHERE {
  ?entity a onr:Actor ; onr:actorKind ?kind ; rdfs:label ?label .
  OPTIONAL { ?entity skos:altLabel ?alias }
  FILTER NOT EXISTS { ?entity a onr:UnnamedSource }
}
ORDER BY ?entity ?label ?alias ?kind
"""
_PLACES = """
SELECT ?entity ?label ?alias ?lat ?long WHERE {
  ?entity a sem:Place ; rdfs:label ?label .
  OPTIONAL { ?entity skos:altLabel ?alias }
  OPTIONAL { ?entity wgs:lat ?lat ; wgs:long ?long }
}
ORDER BY ?entity ?label ?alias ?lat ?long
"""
_SAID = """
SELECT DISTINCT ?entity ?item WHERE {
  GRAPH ?graph { ?entity owl:sameAs ?item }
  ?graph a onr:ArticleGraph .
}
ORDER BY ?entity ?item
"""


@dataclass(frozen=True, slots=True)
class Entity:
    """An actor or place of the graph. `kind` is the actor's, or "place"; `names` are all its names, the label first.

    `item` is the Wikidata item that articles' graphs give it, `page` the title of its page in the English Wikipedia.
    `country` and `within` are names: of its country; of what it belongs to, lies in, or holds an office of.
    `ids` are its ids in catalogues of places, by the IRI of Wikidata's property for them.
    """

    iri: str
    label: str
    kind: str
    names: tuple[str, ...]
    item: str | None = None
    evidence: str = ""
    page: str | None = None
    country: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    domain: str | None = None
    ids: tuple[tuple[str, str], ...] = ()


def read_entities(store: GraphStore, gazetteer: Gazetteer, *, base: str) -> list[Entity]:
    """Return the entities of the store that can be linked, by IRI; groups of people and unnamed sources are none."""
    said = {row[0].value: row[1].value for row in store.select(_SAID) if row[0] and row[1]}
    entities = [
        *(_actor(iri, kind, names, gazetteer, base) for iri, kind, names in _actors(store)),
        *(_place(iri, names, point, gazetteer, base) for iri, names, point in _places(store)),
    ]
    return sorted((_with_item(one, said.get(one.iri)) for one in entities), key=lambda one: one.iri)


def _actors(store: GraphStore) -> Iterator[tuple[str, str, list[str]]]:
    rows = store.select(_ACTORS)
    kinds = {row[0].value: row[3].value.removeprefix(str(VAL._NS)) for row in reversed(rows) if row[0] and row[3]}
    for iri, names in _names_of(rows).items():
        if kinds[iri] not in _UNLINKED:
            yield iri, kinds[iri], names


def _places(store: GraphStore) -> Iterator[tuple[str, list[str], tuple[float, float] | None]]:
    rows = store.select(_PLACES)
    points = {
        row[0].value: (float(row[3].value), float(row[4].value))
        for row in reversed(rows)
        if row[0] and row[3] and row[4]
    }
    for iri, names in _names_of(rows).items():
        yield iri, names, points.get(iri)


def _names_of(rows: Iterable[tuple[Term | None, ...]]) -> dict[str, list[str]]:
    """Return the names of each entity from rows of ?entity ?label ?alias …, labels first."""
    labels: dict[str, dict[str, None]] = defaultdict(dict)
    aliases: dict[str, dict[str, None]] = defaultdict(dict)
    for entity, label, alias, *_ in rows:
        if entity is not None and label is not None:
            labels[entity.value][label.value] = None
            if alias is not None:
                aliases[entity.value][alias.value] = None
    return {iri: list(found | aliases[iri]) for iri, found in labels.items()}


def _actor(iri: str, kind: str, names: list[str], gazetteer: Gazetteer, base: str) -> Entity:
    entry = gazetteer.actor(_slug(iri, "actor", base))
    if entry is not None:
        return _known_actor(entry, gazetteer, base)
    return Entity(iri, names[0], kind, tuple(names))


def _place(iri: str, names: list[str], point: tuple[float, float] | None, gazetteer: Gazetteer, base: str) -> Entity:
    entry = gazetteer.place(_slug(iri, "place", base))
    if entry is not None:
        return _known_place(entry, gazetteer, base)
    lat, lon = point if point is not None else (None, None)
    return Entity(iri, names[0], PLACE, tuple(names), lat=lat, lon=lon)


def _known_actor(entry: ActorEntry, gazetteer: Gazetteer, base: str) -> Entity:
    country = gazetteer.place(entry.country) if entry.country else None
    parents = [entry.parent, *(held.organisation for held in entry.tenures)]
    bodies = [body for one in parents if one and (body := gazetteer.actor(one)) is not None]
    roles = [held.role for held in entry.tenures]
    return Entity(
        iri=mint_known(base, "actor", entry.id),
        label=entry.label,
        kind=entry.kind,
        names=(entry.label, *entry.aliases),
        item=mint_wikidata(entry.wikidata) if entry.wikidata else None,
        evidence=entry.evidence,
        page=entry.wikipedia,
        country=_country(country, gazetteer),
        within=tuple(dict.fromkeys((*chain.from_iterable(map(_names, bodies)), *roles))),
        domain=entry.domain,
    )


def _known_place(entry: PlaceEntry, gazetteer: Gazetteer, base: str) -> Entity:
    country = gazetteer.country_of(entry) if entry.type != "country" else None
    ids = [(str(WDT.P1566), entry.geonames)] if entry.geonames else []
    if entry.id.startswith("wof-"):
        ids.append((str(WDT.P6766), entry.id.removeprefix("wof-")))
    return Entity(
        iri=mint_known(base, "place", entry.id),
        label=entry.label,
        kind=PLACE,
        names=(entry.label, *entry.aliases),
        item=mint_wikidata(entry.wikidata) if entry.wikidata else None,
        evidence=entry.evidence,
        page=entry.wikipedia,
        country=_country(country, gazetteer),
        within=tuple(dict.fromkeys(chain.from_iterable(map(_names, gazetteer.within(entry))))),
        lat=entry.lat,
        lon=entry.lon,
        ids=tuple(ids),
    )


def _country(place: PlaceEntry | None, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Return the names of a country, and where it is a region that speaks for itself also those of its country."""
    return () if place is None else tuple(chain.from_iterable(map(_names, (place, *gazetteer.within(place)))))


def _names(entry: ActorEntry | PlaceEntry) -> tuple[str, ...]:
    return (entry.label, *entry.aliases)


def _slug(iri: str, kind: str, base: str) -> str:
    return iri.removeprefix(f"{base}{kind}/")


def _with_item(entity: Entity, said: str | None) -> Entity:
    """Return the entity with the item that an article's graph gives it, where the gazetteer gives none."""
    if entity.item is not None or said is None:
        return entity
    return replace(entity, item=said, evidence=entity.evidence or "given by the extractor of an article")
