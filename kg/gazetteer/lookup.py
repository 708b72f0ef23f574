"""The gazetteer: what is known of actors and places, and the ways to find them by name, alone or in running text.

1. All names are indexed by their key (`index`): actors as their files list them, places the bigger first.
2. Institutions of states that the data do not name are composed (`states`).
3. Places have a second tier of villages (`places`).
4. `scan` finds names in running text (`scanning`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache

from kg.gazetteer import entries as data
from kg.gazetteer.entries import ActorEntry, PlaceEntry, Tenure
from kg.gazetteer.index import Index
from kg.gazetteer.match import Match
from kg.gazetteer.names import key
from kg.gazetteer.places import Places, size
from kg.gazetteer.scanning import Scanner, remoteness
from kg.gazetteer.states import OfficeHolder, States


class Gazetteer:
    """The actors and places that are known, and the ways to find them by name."""

    def __init__(self, actors: Iterable[ActorEntry], places: Iterable[PlaceEntry]) -> None:
        self._actors = {entry.id: entry for entry in actors}
        self._tier_one = {entry.id: entry for entry in places}
        institutions = {one.id: one for one in data.load_institutions()}
        bigger_first = sorted(self._tier_one.values(), key=size)
        index = Index(self._actors.values(), bigger_first, institutions.values(), data.load_offices())
        self._names = index.actors
        self._places = Places(self._tier_one, index.places)
        self._states = States(self._actors, self._tier_one, institutions, index)
        self._scanner = Scanner(index, self._states, ambiguous=data.load_ambiguous())
        self._domains = {entry.domain: entry for entry in self._actors.values() if entry.domain}

    @staticmethod
    def load() -> Gazetteer:
        """Return the gazetteer of the shipped data; later calls return the same object."""
        return _loaded()

    def prepare(self) -> None:
        """Read and index what is otherwise read when it is first needed: who forks processes shares it among them."""
        self._places.prepare()

    def actor(self, entry_id: str) -> ActorEntry | None:
        """Return the actor of an id, composed institutions ("turkey-army") included."""
        return self._states.actor(entry_id)

    def place(self, entry_id: str) -> PlaceEntry | None:
        """Return the place of an id, villages included."""
        return self._places.get(entry_id)

    def actors(self) -> tuple[ActorEntry, ...]:
        """Return every actor of the data files, in their order."""
        return tuple(self._actors.values())

    def places(self) -> tuple[PlaceEntry, ...]:
        """Return every place of tier one, in the order of the data files."""
        return tuple(self._tier_one.values())

    def find_actor(
        self, name: str, *, seen: Collection[str] = (), countries: Collection[str] = ()
    ) -> ActorEntry | None:
        """Return the actor of an exact name or alias.

        Where several share it, one whose id is in `seen` (named before in the article) or whose country is in
        `countries` comes first. A country or a capital gives its government. A leading "the" is optional.
        """
        found = self.actor_candidates(name)
        if not found:
            return self._states.named(name) or self.metonym(name)
        return min(found, key=lambda one: remoteness(one, seen, countries))

    def actor_candidates(self, name: str) -> tuple[ActorEntry, ...]:
        """Return every actor of an exact name or alias, the likelier first."""
        words = name.split()
        for some in (words, words[1:] if words and words[0].casefold() == "the" else ["the", *words]):
            found = self._names.written(key(" ".join(some)), some)
            if found:
                return found
        return ()

    def find_outlet(self, name: str) -> ActorEntry | None:
        """Return the outlet of a name, an alias, a domain or a web address."""
        host = name.casefold().split("//")[-1].split("/")[0]
        while "." in host:
            if host in self._domains:
                return self._domains[host]
            host = host.partition(".")[2]
        return next((one for one in self.actor_candidates(name) if one.kind == "outlet"), None)

    def find_place(self, name: str, *, near: Collection[str] = ()) -> PlaceEntry | None:
        """Return the place of a name, with or without "province", "district", "the city of" and the like.

        Where several share it: first one that lies in, or contains, a place whose id is in `near`, then the bigger
        one. Names unknown to tier one are looked for among villages, then by their transliteration.
        """
        found = self.place_candidates(name, near=near)
        return found[0] if found else None

    def place_candidates(self, name: str, *, near: Collection[str] = ()) -> tuple[PlaceEntry, ...]:
        """Return every place of a name, the likelier first."""
        return self._places.candidates(name, near=near)

    def metonym(self, name: str) -> ActorEntry | None:
        """Return the government that a country's or capital's name may stand for."""
        return self._states.metonym(name)

    def government_of(self, place: PlaceEntry) -> ActorEntry | None:
        """Return the government that speaks under the name of a country or its capital."""
        return self._states.government_of(place)

    def country_of_adjective(self, word: str) -> PlaceEntry | None:
        """Return the country of an adjective or a name of nationals ("Iraqi", "Iraqis", "Iraq's")."""
        return self._states.country_of_adjective(word)

    def institution(self, name: str, country: str) -> ActorEntry | None:
        """Return what a name without a country ("the defence ministry", "army") means for a country's id."""
        return self._states.institution(name, country)

    def army(self, name: str, country: str) -> ActorEntry | None:
        """Return whom "the army" or "the ministry" means in a country by its id: in Gaza, the army is Israel's."""
        return self._states.army(name, country)

    def force_of(self, entry: ActorEntry) -> str | None:
        """Return `armed` for an actor that is a fighting force of a state, `police` for a policing one, else None."""
        return self._states.force_of(entry)

    def find_office(self, name: str, *, country: str | None = None, on: str | None = None) -> OfficeHolder | None:
        """Return the office that a phrase names ("Syrian President", "US Secretary of Defense").

        `country` is the id to take where the phrase has no adjective; with `on`, an ISO date, the holder is
        looked up in the data.
        """
        return self._states.find_office(name, country=country, on=on)

    def tenure(self, person: ActorEntry, on: str) -> Tenure | None:
        """Return the role a person held on an ISO date, the latest where there are several."""
        held = [one for one in person.tenures if one.covers(on)]
        return max(held, key=lambda one: one.start) if held else None

    def within(self, place: PlaceEntry) -> tuple[PlaceEntry, ...]:
        """Return the places that contain a place, the narrowest first, its country last."""
        return self._places.within(place)

    def country_of(self, place: PlaceEntry) -> PlaceEntry | None:
        """Return the country of a place; a country is its own."""
        return self._places.country_of(place)

    def scan(
        self, tokens: Sequence[str], *, seen: Collection[str] = (), countries: Collection[str] = ()
    ) -> list[Match]:
        """Return the names in a row of word tokens, left to right, the longest at each place.

        An acronym counts in capitals only, any other name with capital initials, unless the data give it in lower
        case ("the coalition"). Names that are everyday words too are left to `find_place`. Of actors that
        share a name, one in `seen` (ids named elsewhere in the article) or of one of the `countries` comes first.
        """
        return self._scanner.scan(tokens, seen=seen, countries=countries)


@cache
def _loaded() -> Gazetteer:
    return Gazetteer(data.load_actors(), data.load_places())
