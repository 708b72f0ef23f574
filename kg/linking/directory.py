"""The entities that names can be reconciled with: all of the gazetteer, and what the store names beside it.

An entity's id is its IRI below the data's base (`actor/islamic-state`). Its profile has what a person tells entities
by: types, a line of description, and values by property, which may be entities themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from typing import get_args

from kg.gazetteer import ActorEntry, Gazetteer, PlaceEntry, load_sides
from kg.gazetteer.entries import PlaceType
from kg.linking.entities import PLACE, read_entities
from kg.linking.names import NameFit, NameIndex
from kg.mapping.iris import segment
from kg.mapping.vocabulary import WD
from kg.store.graphs import GraphStore

Entry = ActorEntry | PlaceEntry

ACTOR = "actor"

ACTOR_TYPES: Mapping[str, str] = {
    "person": "Person",
    "organisation": "Organisation",
    "armed_group": "Armed group",
    "government": "Government body",
    "coalition": "Coalition",
    "outlet": "News outlet",
}
TYPES: Mapping[str, str] = {
    ACTOR: "Actor",
    **ACTOR_TYPES,
    PLACE: "Place",
    **{one: one.replace("_", " ").capitalize() for one in get_args(PlaceType)},
}
"""The types of entities, with their names."""

PROPERTIES: Mapping[str, str] = {
    "alias": "Other name",
    "articles": "Articles that name it",
    "country": "Country",
    "domain": "Web domain",
    "geonames": "GeoNames id",
    "lat": "Latitude",
    "lon": "Longitude",
    "office": "Office held",
    "organisation": "Organisation an office is in",
    "parent": "Parent organisation",
    "side": "Side in the conflict",
    "valid_from": "Exists from",
    "valid_to": "Exists until",
    "wikidata": "Wikidata item",
    "wikipedia": "Page in the English Wikipedia",
    "within": "Place it lies in",
}
"""The properties of entities, with their names."""

OF_ACTORS = (
    "alias", "articles", "country", "domain", "office", "organisation", "parent", "side", "valid_from", "valid_to",
    "wikidata", "wikipedia",
)  # fmt: skip
OF_PLACES = ("alias", "articles", "country", "geonames", "lat", "lon", "within", "wikidata", "wikipedia")

_IDENTIFYING = ("wikidata", "geonames", "domain", "wikipedia")
_COUNT = """
SELECT ?entity (COUNT(DISTINCT ?graph) AS ?articles) WHERE {
  GRAPH ?graph { ?entity rdfs:label ?label }
  ?graph a onr:ArticleGraph .
  FILTER NOT EXISTS { ?graph prov:invalidatedAtTime ?time }
} GROUP BY ?entity
"""


@dataclass(frozen=True, slots=True)
class Reference:
    """An entity as the value of another's property."""

    id: str
    name: str


Value = str | int | float | Reference


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of an entity: types from narrow to wide, a description, values by property."""

    id: str
    name: str
    types: tuple[str, ...]
    description: str
    values: Mapping[str, tuple[Value, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, the label first."""
        return (self.name, *(one for one in self.values.get("alias", ()) if isinstance(one, str)))


class Directory:
    """The entities of the gazetteer, and of one state of a store."""

    def __init__(self, gazetteer: Gazetteer, *, base: str, store: GraphStore | None = None) -> None:
        self._gazetteer = gazetteer
        self._base = base
        self._store = store
        self._own = {one.id: one for one in _of_store(store, gazetteer, base)} if store is not None else {}
        self._items = _items(store, base) if store is not None else {}
        self._indexes = (_index_of(gazetteer), NameIndex((one.id, one.names) for one in self._own.values()))

    def profile(self, entity: str) -> Profile | None:
        """Return the profile of an id."""
        if entity in self._own:
            return self._own[entity]
        kind, _, slug = entity.partition("/")
        entry: Entry | None = None
        if kind == ACTOR:
            entry = self._gazetteer.actor(slug)
        elif kind == PLACE:
            entry = self._gazetteer.place(slug)
        return self._of_entry(entry) if entry is not None and _id(entry) == entity else None

    def articles(self, entities: Iterable[str]) -> dict[str, int]:
        """Return how many articles of the store name each of the entities."""
        if self._store is None:
            return {}
        rows = {one: self._store.select(_COUNT, entity=self._base + one) for one in entities}
        return {one: next((int(row[1].value) for row in some if row[1]), 0) for one, some in rows.items()}

    def find(self, name: str) -> dict[str, NameFit]:
        """Return the ids of entities that have a name like this one."""
        found = {one: fit for index in self._indexes for one, fit in index.find(name).items()}
        for place, entry in enumerate(self._gazetteer.place_candidates(name)):
            likeness = 0.98 if place == 0 else 0.9
            if found.get(_id(entry), NameFit(0, "")).likeness < likeness:
                found[_id(entry)] = NameFit(likeness, entry.label)
        composed = self._gazetteer.find_actor(name)
        if composed is not None and _id(composed) not in found:
            found[_id(composed)] = NameFit(0.95, composed.label)
        return found

    def begin(self, prefix: str) -> Iterator[str]:
        """Yield the ids of entities with a name that begins like this, then with such a word in one, each once."""
        beginning = (index.begin(prefix) for index in self._indexes)
        holding = (index.hold(prefix) for index in self._indexes)
        yield from dict.fromkeys(chain.from_iterable((*beginning, *holding)))

    def identified(self, prop: str, value: str) -> tuple[str, ...]:
        """Return the ids of entities with this value of a property that identifies (an id elsewhere, a web domain)."""
        return tuple(self._by_value.get((prop, _plain(value)), ()))

    @cached_property
    def _by_value(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        entries: tuple[Entry, ...] = (*self._gazetteer.actors(), *self._gazetteer.places())
        for profile in (*map(self._of_entry, entries), *self._own.values()):
            for prop in _IDENTIFYING:
                for value in profile.values.get(prop, ()):
                    found[prop, _plain(str(value))].append(profile.id)
        return found

    # -- profiles -------------------------------------------------------------------------------------------------

    def _of_entry(self, entry: Entry) -> Profile:
        values = self._of_place(entry) if isinstance(entry, PlaceEntry) else self._of_actor(entry)
        item = entry.wikidata or self._items.get(_id(entry))
        values["wikidata"] = [item] if item else []
        values["wikipedia"] = [entry.wikipedia.replace("_", " ")] if entry.wikipedia else []
        values["alias"] = list(entry.aliases)
        types = (entry.type, PLACE) if isinstance(entry, PlaceEntry) else (entry.kind, ACTOR)
        kept = {prop: tuple(some) for prop, some in values.items() if some}
        return Profile(_id(entry), entry.label, types, _description(types, kept), kept)

    def _of_actor(self, entry: ActorEntry) -> dict[str, list[Value]]:
        bodies = [body for held in entry.tenures if (body := self._gazetteer.actor(held.organisation)) is not None]
        parent = self._gazetteer.actor(entry.parent) if entry.parent else None
        country = self._gazetteer.place(entry.country) if entry.country else None
        return {
            "country": [_reference(country)] if country is not None else [],
            "domain": [entry.domain] if entry.domain else [],
            "office": list(dict.fromkeys(held.role for held in entry.tenures)),
            "organisation": list(dict.fromkeys(map(_reference, bodies))),
            "parent": [_reference(parent)] if parent is not None else [],
            "side": [load_sides()[entry.side]] if entry.side else [],
            "valid_from": [entry.valid_from] if entry.valid_from else [],
            "valid_to": [entry.valid_to] if entry.valid_to else [],
        }

    def _of_place(self, entry: PlaceEntry) -> dict[str, list[Value]]:
        country = self._gazetteer.country_of(entry)
        return {
            "country": [_reference(country)] if country is not None and country.id != entry.id else [],
            "geonames": [entry.geonames] if entry.geonames else [],
            "lat": [entry.lat] if entry.lat is not None else [],
            "lon": [entry.lon] if entry.lon is not None else [],
            "within": [_reference(place) for place in self._gazetteer.within(entry) if place.type != "country"],
        }


@cache
def _index_of(gazetteer: Gazetteer) -> NameIndex:
    entries: tuple[Entry, ...] = (*gazetteer.actors(), *gazetteer.places())
    return NameIndex((_id(entry), (entry.label, *entry.aliases)) for entry in entries)


def _of_store(store: GraphStore, gazetteer: Gazetteer, base: str) -> Iterator[Profile]:
    """Yield the entities of the store that the gazetteer does not know."""
    for one in read_entities(store, gazetteer, base=base):
        entity = one.iri.removeprefix(base)
        kind, _, slug = entity.partition("/")
        known = gazetteer.place(slug) if kind == PLACE else gazetteer.actor(slug)
        if known is None and entity != one.iri:
            types = (PLACE,) if one.kind == PLACE else (one.kind, ACTOR)
            values: dict[str, tuple[Value, ...]] = {"alias": one.names[1:]}
            values["wikidata"] = (one.item.removeprefix(str(WD)),) if one.item else ()
            values["lat"] = (one.lat,) if one.lat is not None else ()
            values["lon"] = (one.lon,) if one.lon is not None else ()
            kept = {prop: some for prop, some in values.items() if some}
            yield Profile(entity, one.label, types, f"{_described(types)}, known from articles only", kept)


def _items(store: GraphStore, base: str) -> dict[str, str]:
    """Return the Wikidata items of entities, by the entities' ids."""
    rows = store.select("SELECT ?entity ?item WHERE { ?entity owl:sameAs ?item } ORDER BY ?entity DESC(?item)")
    return {row[0].value.removeprefix(base): row[1].value.removeprefix(str(WD)) for row in rows if row[0] and row[1]}


def _id(entry: Entry) -> str:
    return f"{PLACE if isinstance(entry, PlaceEntry) else ACTOR}/{segment(entry.id)}"


def _reference(entry: Entry) -> Reference:
    return Reference(_id(entry), entry.label)


def _description(types: tuple[str, ...], values: Mapping[str, tuple[Value, ...]]) -> str:
    """Return a line that tells an entity from others of its name."""
    offices = values.get("office", ())
    where = values.get("within", ())[:1] or values.get("organisation", ())[:1] or values.get("parent", ())
    parts = [_described(types), *offices[:1], *where, *values.get("country", ())]
    texts = [one.name if isinstance(one, Reference) else str(one) for one in parts]
    return ", ".join(dict.fromkeys(texts))


def _described(types: tuple[str, ...]) -> str:
    return TYPES.get(types[0], types[0]).lower()


def _plain(value: str) -> str:
    text = value.removeprefix(str(WD)).removeprefix("www.").replace("_", " ").strip()
    return text.casefold() if not text.isdecimal() else text
