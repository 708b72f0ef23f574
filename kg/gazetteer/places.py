"""Looks places up by name, the nearer and the bigger first, and the places that contain one.

Villages are a second tier: they are loaded on the first name that tier one does not know.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from math import cos, hypot, radians

from kg.gazetteer.entries import PlaceEntry, PlaceType
from kg.gazetteer.index import Names
from kg.gazetteer.names import key, skeleton
from kg.gazetteer.villages import load_villages

_PROVINCE_WORDS = frozenset("province provinces governorate governorates muhafazah mohafazat state".split())
_DISTRICT_WORDS = frozenset("district districts subdistrict countryside qada".split())
_ORDER = (
    "country", "city", "town", "province", "region", "district", "area", "base", "mountain", "river", "water", "camp",
    "border_crossing", "building", "site", "neighbourhood", "village",
)  # fmt: skip
_SHORTEST_SKELETON = 5


class Places:
    """Finds places: those of tier one, by id and by name, and villages."""

    def __init__(self, entries: Mapping[str, PlaceEntry], names: Names[PlaceEntry]) -> None:
        self._entries = entries
        self._names = names

    def prepare(self) -> None:
        """Read and index what is otherwise read when a name is not known."""
        load_villages().prepare()
        assert self._skeletons

    def get(self, entry_id: str) -> PlaceEntry | None:
        """Return the place of an id, villages included."""
        return self._entries.get(entry_id) or load_villages().get(entry_id)

    def candidates(self, name: str, *, near: Collection[str] = ()) -> tuple[PlaceEntry, ...]:
        """Return every place of a name, the likelier first."""
        words, wanted = _without_type(name.split())
        keys = [one for one in dict.fromkeys((key(name), key(" ".join(words)))) if one]
        found = self._of(keys)
        ranked = sorted(found, key=lambda place: self._rank(place, wanted, near))
        return tuple(ranked if wanted else self._cities_first(ranked))

    def _cities_first(self, places: Sequence[PlaceEntry]) -> list[PlaceEntry]:
        """Return the places with a province behind the city that it has its name from: "Kirkuk" alone is the city."""
        cities = [one for one in places if one.type in ("city", "town")]
        seats = {one.id: [city for city in cities if one in self.within(city)] for one in places}
        rest = [one for one in places if not (one.type == "province" and seats[one.id])]
        for one in places:
            if one not in rest:
                rest.insert(1 + max(rest.index(city) for city in seats[one.id]), one)
        return rest

    def _of(self, keys: Sequence[str]) -> list[PlaceEntry]:
        """Return the places of the first of these keys that is known: tier one, villages, transliterations."""
        for find, make in (
            (self._named, str),
            (lambda one: load_villages().named(one), str),
            (lambda one: self._skeletons.get(one, []), skeleton),
            (lambda one: load_villages().sounding(one), skeleton),
        ):
            for one in keys:
                found = find(make(one))
                if found:
                    return found
        return []

    def _named(self, name_key: str) -> list[PlaceEntry]:
        return list({place.id: place for _, place in self._names.get(name_key)}.values())

    @cached_property
    def _skeletons(self) -> dict[str, list[PlaceEntry]]:
        found: dict[str, dict[str, PlaceEntry]] = {}
        for name_key, named in self._names.items():
            if len(name_key) >= _SHORTEST_SKELETON:
                found.setdefault(skeleton(name_key), {}).update((place.id, place) for _, place in named)
        return {one: list(places.values()) for one, places in found.items()}

    def within(self, place: PlaceEntry) -> tuple[PlaceEntry, ...]:
        """Return the places that contain a place, the narrowest first, its country last."""
        chain_of: list[PlaceEntry] = []
        parent = place.parent or place.country
        while parent is not None and parent in self._entries:
            chain_of.append(self._entries[parent])
            parent = chain_of[-1].parent or (chain_of[-1].country if chain_of[-1].country != parent else None)
        return tuple(chain_of)

    def country_of(self, place: PlaceEntry) -> PlaceEntry | None:
        """Return the country of a place; a country is its own."""
        return place if place.type == "country" else self._entries.get(place.country or "")

    def _rank(self, place: PlaceEntry, wanted: str | None, near: Collection[str]) -> tuple[bool, float, int, int]:
        related = {place.id, *(one.id for one in self.within(place))}
        close = 0.0
        if near and not related & set(near):
            close = min(
                (_degrees_apart(place, other) for other in map(self.get, near) if other is not None), default=90
            )
            close += 0.0 if place.country in self._countries_of(near) else 1000.0
        return (wanted is not None and place.type != wanted, close, *size(place))

    def _countries_of(self, near: Collection[str]) -> frozenset[str]:
        known = (self.get(one) for one in near)
        return frozenset((place.country or place.id) for place in known if place is not None)


def size(place: PlaceEntry) -> tuple[int, int]:
    """Return what sorts places by kind and population, the bigger first."""
    return (_ORDER.index(place.type), -place.population)


def type_of_word(word: str) -> PlaceType | None:
    """Return the type that a word behind the name of a place says: province or district."""
    return "province" if word in _PROVINCE_WORDS else "district" if word in _DISTRICT_WORDS else None


def _without_type(words: list[str]) -> tuple[list[str], PlaceType | None]:
    """Split a place phrase into its name and the type that it says ("Kirkuk province", "the district of Hawija")."""
    while words and words[0].casefold() == "the":
        words = words[1:]
    if len(words) > 2 and words[1].casefold() == "of":
        words = [*words[2:], words[0]]
    last = words[-1].casefold() if words else ""
    wanted = type_of_word(last)
    if len(words) > 1 and wanted is not None:
        return words[:-1], wanted
    if len(words) > 1 and last in ("city", "town", "village", "area", "neighbourhood", "neighborhood"):
        return words[:-1], None
    return words, None


def _degrees_apart(place: PlaceEntry, other: PlaceEntry) -> float:
    if place.lat is None or place.lon is None or other.lat is None or other.lon is None:
        return 90.0
    return hypot(place.lat - other.lat, (place.lon - other.lon) * cos(radians(other.lat)))
