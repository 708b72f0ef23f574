"""The institutions and offices of states: those that the data name, others composed of a country and what each has.

A country's adjective or possessive followed by the name of an institution ("Turkish defence ministry", "Iraq's
army") or "Ministry of … of COUNTRY" is composed, unless the data name that institution themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.gazetteer.entries import ActorEntry, Institution, Office, PlaceEntry
from kg.gazetteer.index import Index
from kg.gazetteer.match import Match
from kg.gazetteer.names import fold, key, token_keys

_OF_COUNTRY = ("of", "in", "for")
_ANOTHERS_ARMY = {"palestine": "israel", "gaza": "israel"}
"""Countries without an army of their own, by their ids, and whose is meant where "the army" is told of there."""


@dataclass(frozen=True, slots=True)
class OfficeHolder:
    """An office of one state, its organisation, and who held it on the date asked for, if the data know."""

    role: str
    organisation: ActorEntry
    holder: ActorEntry | None = None


class States:
    """Finds the institutions and offices of the countries among the places."""

    def __init__(
        self,
        actors: Mapping[str, ActorEntry],
        places: Mapping[str, PlaceEntry],
        institutions: Mapping[str, Institution],
        index: Index,
    ) -> None:
        self._actors = actors
        self._places = places
        self._institutions = institutions
        self._index = index
        self._made = {(entry.country, entry.institution): entry for entry in actors.values() if entry.institution}
        self._capitals = {place.capital: place for place in places.values() if place.capital}

    def actor(self, entry_id: str) -> ActorEntry | None:
        """Return the actor of an id, composed institutions ("turkey-army") included."""
        known = self._actors.get(entry_id)
        if known is not None:
            return known
        place, _, rest = entry_id.partition("-")
        while rest:
            country, institution = self._places.get(place), self._institutions.get(rest)
            if country is not None and institution is not None and country.type == "country":
                return self._composed(country, institution)
            more, _, rest = rest.partition("-")
            place = f"{place}-{more}"
        return None

    def government_of(self, place: PlaceEntry) -> ActorEntry | None:
        """Return the government that speaks under the name of a country or its capital."""
        country = self._capitals.get(place.id, place)
        if country.government:
            return self.actor(country.government)
        return self._composed(country, self._institutions["government"]) if country.type == "country" else None

    def metonym(self, name: str) -> ActorEntry | None:
        """Return the government that a country's or capital's name may stand for."""
        words = name.removeprefix("the ").removeprefix("The ").split()
        for place in self._index.places.written(key(" ".join(words)), words):
            government = self.government_of(place)
            if government is not None:
                return government
        return None

    def country_of_adjective(self, word: str) -> PlaceEntry | None:
        """Return the country of an adjective or a name of nationals ("Iraqi", "Iraqis", "Iraq's")."""
        found = self._index.adjectives.written(key(word), word.split())
        return found[0] if found else None

    def institution(self, name: str, country: str) -> ActorEntry | None:
        """Return what a name without a country ("the defence ministry", "army") means for a country's id."""
        place = self._places.get(country)
        words = name.removeprefix("the ").removeprefix("The ")
        found = self._index.institutions.get(key(words))
        if place is None or not found:
            return None
        own = self._so_called(place, words) or self._composed(place, found[0][1])
        return None if country in _ANOTHERS_ARMY and own is not None and self.force_of(own) == "armed" else own

    def army(self, name: str, country: str) -> ActorEntry | None:
        """Return what a name without a country means in a country, where the army may be another's."""
        own, other = self.institution(name, country), _ANOTHERS_ARMY.get(country)
        theirs = self.institution(name, other) if own is None and other is not None else None
        return theirs if theirs is not None and self.force_of(theirs) == "armed" else own

    def _so_called(self, country: PlaceEntry, institution: str) -> ActorEntry | None:
        """Return the body of a country that the data call so behind its adjective: "Turkish army"."""
        names = (f"{adjective} {institution}" for adjective in country.adjectives[:1])
        found = (one for name in names for one in self._index.actors.written(key(name), name.split()))
        return next((one for one in found if one.country == country.id and one.institution), None)

    def force_of(self, entry: ActorEntry) -> str | None:
        """Return `armed` for an actor that is a fighting force of a state, `police` for a policing one, else None."""
        institution = self._institutions.get(entry.institution or "")
        return institution.force if institution is not None else None

    def find_office(self, name: str, *, country: str | None = None, on: str | None = None) -> OfficeHolder | None:
        """Return the office that a phrase names, in a country by its id unless the phrase says which."""
        words = name.split()
        place = self._places.get(country) if country else None
        for end in range(min(3, len(words)), 0, -1):
            found = self.country_of_adjective(" ".join(words[:end]))
            if found is not None:
                place, words = found, words[end:]
                break
        offices = self._index.offices.get(key(" ".join(words)))
        if place is None or not offices:
            return None
        office = offices[0][1]
        organisation = self._composed(place, self._institutions[office.institution])
        return OfficeHolder(office.role, organisation, self._holder(office, place, on) if on else None)

    def _holder(self, office: Office, country: PlaceEntry, on: str) -> ActorEntry | None:
        organisation = self._composed(country, self._institutions[office.institution]).id
        for entry in self._actors.values():
            for held in entry.tenures:
                if held.organisation == organisation and held.role == office.role and held.covers(on):
                    return entry
        return None

    def named(self, name: str) -> ActorEntry | None:
        """Return the institution that a whole name composes, "the" aside."""
        words = name.removeprefix("the ").removeprefix("The ").split()
        match = self._composed_at(words, 0)
        return match.entry if match is not None and match.end == len(words) else None  # type: ignore[return-value]

    def _composed_at(self, tokens: Sequence[str], start: int) -> Match | None:
        best: Match | None = None
        of_country: Match | None = None
        for end, joined in token_keys(tokens, start):
            best = self.behind(joined, tokens, start, end) or best
            of_country = of_country or self.before_country(joined, tokens, start, end)
            if joined not in self._index.beginnings:
                break
        return best or of_country

    def behind(self, joined: str, tokens: Sequence[str], start: int, end: int) -> Match | None:
        """Return the institution named behind a country's adjective: "Turkish defence ministry"."""
        countries = self._index.adjectives.written(joined, tokens[start:end])
        return self._institution_at(tokens, start, end, countries[0]) if countries else None

    def before_country(self, joined: str, tokens: Sequence[str], start: int, end: int) -> Match | None:
        """Return the institution that a country is named behind: "Ministry of Defence of Turkey"."""
        found = self._index.institutions.get(joined)
        if not found or end + 1 >= len(tokens) or not tokens[start][:1].isupper():
            return None
        return self._country_after(tokens, start, end, found[0][1])

    def _institution_at(self, tokens: Sequence[str], start: int, after: int, country: PlaceEntry) -> Match | None:
        found = None
        if after < len(tokens) and fold(tokens[after]) == "s":
            after += 1
        for end, joined in token_keys(tokens, after):
            for _, institution in self._index.institutions.get(joined):
                found = Match(start, end, self._composed(country, institution))
            if joined not in self._index.beginnings:
                break
        return found

    def _country_after(self, tokens: Sequence[str], start: int, end: int, institution: Institution) -> Match | None:
        opened = tokens[end] == "("
        if not opened and tokens[end].casefold() not in _OF_COUNTRY:
            return None
        after = end + 1
        if after < len(tokens) and tokens[after].casefold() == "the":
            after += 1
        for last, joined in token_keys(tokens, after):
            for place in self._index.places.written(joined, tokens[after:last]):
                if place.type == "country":
                    closed = opened and last < len(tokens) and tokens[last] == ")"
                    return Match(start, last + closed, self._composed(place, institution))
            if joined not in self._index.beginnings:
                break
        return None

    def _composed(self, country: PlaceEntry, institution: Institution) -> ActorEntry:
        own = self._made.get((country.id, institution.id))
        if own is not None:
            return own
        adjective = country.adjectives[0] if country.adjectives else country.label
        made = ActorEntry(
            id=f"{country.id}-{institution.id}",
            label=institution.label.format(country=country.label, adjective=adjective),
            kind=institution.kind,
            aliases=tuple(f"{adjective} {name}" for name in institution.names[:3]),
            parent=self._parent_of(country, institution),
            country=country.id,
            institution=institution.id,
        )
        self._made[country.id, institution.id] = made
        return made

    def _parent_of(self, country: PlaceEntry, institution: Institution) -> str | None:
        parent = self._institutions.get(institution.parent or "")
        return self._composed(country, parent).id if parent is not None else None
