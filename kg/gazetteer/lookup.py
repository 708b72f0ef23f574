"""Looks names of actors and places up, alone (`find_…`) or in running text (`scan`).

1. All names of all entries are indexed by their key (`kg.gazetteer.names`), several entries under one key
   in the order of preference: actors as their files list them, places the bigger first.
2. A country's adjective or possessive followed by the name of an institution ("Turkish defence ministry",
   "Iraq's army") or "Ministry of … of COUNTRY" is composed, unless the data name that institution themselves.
3. `scan` goes through the tokens and takes the longest name that begins at each, then goes on behind it.
4. Villages are a second tier: they are loaded on the first name that tier one does not know.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import chain
from math import cos, hypot, radians
from typing import Generic, TypeVar

from kg.gazetteer import entries as data
from kg.gazetteer.entries import ActorEntry, Institution, Office, PlaceEntry, Tenure
from kg.gazetteer.names import ARTICLES, Spelling, bare, fold, key, skeleton, spelling_of, token_keys, written_as
from kg.gazetteer.villages import load_villages

Entry = TypeVar("Entry")

_PROVINCE_WORDS = frozenset("province provinces governorate governorates muhafazah mohafazat state".split())
_DISTRICT_WORDS = frozenset("district districts subdistrict countryside qada".split())
_PLACE_ORDER = (
    "country", "city", "town", "province", "region", "district", "area", "base", "mountain", "river", "water", "camp",
    "border_crossing", "building", "site", "neighbourhood", "village",
)  # fmt: skip
_COMPOUNDS = ("held", "led", "backed", "linked", "controlled", "affiliated", "aligned", "run", "allied", "supported")
_SHORTEST_SKELETON = 5
_REMEMBERED = 65_536  # words of which it is known whether a name begins with them
_OF_COUNTRY = ("of", "in", "for")


@dataclass(frozen=True, slots=True)
class Match:
    """A name found in a text: tokens `start` to `end` (exclusive) name `entry`.

    `alternatives` are other entries of that name, the likelier first. `metonym` is set on a country or a
    capital: the government that the name may stand for ("Ankara said").
    """

    start: int
    end: int
    entry: ActorEntry | PlaceEntry
    alternatives: tuple[ActorEntry | PlaceEntry, ...] = ()
    metonym: ActorEntry | None = None


@dataclass(frozen=True, slots=True)
class OfficeHolder:
    """An office of one state, its organisation, and who held it on the date asked for, if the data know."""

    role: str
    organisation: ActorEntry
    holder: ActorEntry | None = None


class _Names(Generic[Entry]):
    """Entries by key, each with the spelling that its name asks for."""

    def __init__(self) -> None:
        self._entries: dict[str, list[tuple[Spelling, Entry]]] = {}

    def add(self, name_key: str, spelling: Spelling, entry: Entry) -> None:
        known = self._entries.get(name_key)
        if known is None:
            self._entries[name_key] = [(spelling, entry)]
        elif not any(one is entry and other == spelling for other, one in known):
            known.append((spelling, entry))

    def get(self, name_key: str) -> Sequence[tuple[Spelling, Entry]]:
        return self._entries.get(name_key, ())

    def __contains__(self, name_key: str) -> bool:
        return name_key in self._entries

    def items(self) -> Iterable[tuple[str, list[tuple[Spelling, Entry]]]]:
        return self._entries.items()


class _Beginnings:
    """How the keys of names begin."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._sorted = sorted(keys)

    def __contains__(self, start: str) -> bool:
        """Say whether some key begins with start."""
        place = bisect_left(self._sorted, start)
        return place < len(self._sorted) and self._sorted[place].startswith(start)


class Gazetteer:
    """The actors and places that are known, and the ways to find them by name."""

    def __init__(self, actors: Iterable[ActorEntry], places: Iterable[PlaceEntry]) -> None:
        self._actors = {entry.id: entry for entry in actors}
        self._places = {entry.id: entry for entry in places}
        self._ambiguous = data.load_ambiguous()
        self._institutions = {one.id: one for one in data.load_institutions()}
        self._actor_names: _Names[ActorEntry] = _Names()
        self._place_names: _Names[PlaceEntry] = _Names()
        self._adjectives: _Names[PlaceEntry] = _Names()
        self._institution_names: _Names[Institution] = _Names()
        self._office_names: _Names[Office] = _Names()
        self._own_institutions = {
            (entry.country, entry.institution): entry for entry in self._actors.values() if entry.institution
        }
        self._capitals = {place.capital: place for place in self._places.values() if place.capital}
        self._domains = {entry.domain: entry for entry in self._actors.values() if entry.domain}
        self._small_starts: frozenset[str] = frozenset()
        self._beginning: dict[str, bool] = {}
        self._index()

    @staticmethod
    def load() -> Gazetteer:
        """Return the gazetteer of the shipped data; later calls return the same object."""
        return _loaded()

    def prepare(self) -> None:
        """Read and index what is otherwise read when it is first needed: who forks processes shares it among them."""
        load_villages().prepare()
        assert self._skeletons

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

    def place(self, entry_id: str) -> PlaceEntry | None:
        """Return the place of an id, villages included."""
        return self._places.get(entry_id) or load_villages().get(entry_id)

    def actors(self) -> tuple[ActorEntry, ...]:
        """Return every actor of the data files, in their order."""
        return tuple(self._actors.values())

    def places(self) -> tuple[PlaceEntry, ...]:
        """Return every place of tier one, in the order of the data files."""
        return tuple(self._places.values())

    def find_actor(
        self, name: str, *, seen: Collection[str] = (), countries: Collection[str] = ()
    ) -> ActorEntry | None:
        """Return the actor of an exact name or alias.

        Where several share it, one whose id is in `seen` (named before in the article) or whose country is in
        `countries` comes first. A country or a capital gives its government. A leading "the" is optional.
        """
        found = self.actor_candidates(name)
        if not found:
            return self._composed_by_name(name) or self.metonym(name)
        return min(found, key=lambda one: _remoteness(one, seen, countries))

    def actor_candidates(self, name: str) -> tuple[ActorEntry, ...]:
        """Return every actor of an exact name or alias, the likelier first."""
        words = name.split()
        for some in (words, words[1:] if words and words[0].casefold() == "the" else ["the", *words]):
            found = _written(self._actor_names.get(key(" ".join(some))), some)
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
        words, wanted = _without_type(name.split())
        keys = [one for one in dict.fromkeys((key(name), key(" ".join(words)))) if one]
        found = self._places_of(keys)
        ranked = sorted(found, key=lambda place: self._place_rank(place, wanted, near))
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

    def _places_of(self, keys: Sequence[str]) -> list[PlaceEntry]:
        """Return the places of the first of these keys that is known: tier one, villages, transliterations."""
        for find, make in (
            (self._places_named, str),
            (lambda one: load_villages().named(one), str),
            (lambda one: self._skeletons.get(one, []), skeleton),
            (lambda one: load_villages().sounding(one), skeleton),
        ):
            for one in keys:
                found = find(make(one))
                if found:
                    return found
        return []

    def _places_named(self, name_key: str) -> list[PlaceEntry]:
        return list({place.id: place for _, place in self._place_names.get(name_key)}.values())

    def metonym(self, name: str) -> ActorEntry | None:
        """Return the government that a country's or capital's name may stand for."""
        words = name.removeprefix("the ").removeprefix("The ").split()
        for place in _written(self._place_names.get(key(" ".join(words))), words):
            government = self.government_of(place)
            if government is not None:
                return government
        return None

    def government_of(self, place: PlaceEntry) -> ActorEntry | None:
        """Return the government that speaks under the name of a country or its capital."""
        country = self._capitals.get(place.id, place)
        if country.government:
            return self.actor(country.government)
        return self._composed(country, self._institutions["government"]) if country.type == "country" else None

    def country_of_adjective(self, word: str) -> PlaceEntry | None:
        """Return the country of an adjective or a name of nationals ("Iraqi", "Iraqis", "Iraq's")."""
        found = _written(self._adjectives.get(key(word)), word.split())
        return found[0] if found else None

    def institution(self, name: str, country: str) -> ActorEntry | None:
        """Return what a name without a country ("the defence ministry", "army") means for a country's id."""
        place = self._places.get(country)
        words = name.removeprefix("the ").removeprefix("The ")
        found = self._institution_names.get(key(words))
        return self._composed(place, found[0][1]) if place is not None and found else None

    def force_of(self, entry: ActorEntry) -> str | None:
        """Return `armed` for an actor that is a fighting force of a state, `police` for a policing one, else None."""
        institution = self._institutions.get(entry.institution or "")
        return institution.force if institution is not None else None

    def find_office(self, name: str, *, country: str | None = None, on: str | None = None) -> OfficeHolder | None:
        """Return the office that a phrase names ("Syrian President", "US Secretary of Defense").

        `country` is the id to take where the phrase has no adjective; with `on`, an ISO date, the holder is
        looked up in the data.
        """
        words = name.split()
        place = self._places.get(country) if country else None
        for end in range(min(3, len(words)), 0, -1):
            found = self.country_of_adjective(" ".join(words[:end]))
            if found is not None:
                place, words = found, words[end:]
                break
        offices = self._office_names.get(key(" ".join(words)))
        if place is None or not offices:
            return None
        office = offices[0][1]
        organisation = self._composed(place, self._institutions[office.institution])
        return OfficeHolder(office.role, organisation, self._holder(office, place, on) if on else None)

    def tenure(self, person: ActorEntry, on: str) -> Tenure | None:
        """Return the role a person held on an ISO date, the latest where there are several."""
        held = [one for one in person.tenures if one.covers(on)]
        return max(held, key=lambda one: one.start) if held else None

    def within(self, place: PlaceEntry) -> tuple[PlaceEntry, ...]:
        """Return the places that contain a place, the narrowest first, its country last."""
        chain_of: list[PlaceEntry] = []
        parent = place.parent or place.country
        while parent is not None and parent in self._places:
            chain_of.append(self._places[parent])
            parent = chain_of[-1].parent or (chain_of[-1].country if chain_of[-1].country != parent else None)
        return tuple(chain_of)

    def country_of(self, place: PlaceEntry) -> PlaceEntry | None:
        """Return the country of a place; a country is its own."""
        return place if place.type == "country" else self._places.get(place.country or "")

    def scan(
        self, tokens: Sequence[str], *, seen: Collection[str] = (), countries: Collection[str] = ()
    ) -> list[Match]:
        """Return the names in a row of word tokens, left to right, the longest at each place.

        An acronym counts in capitals only, any other name with capital initials, unless the data give it in lower
        case ("the coalition"). Names that are everyday words too are left to `find_place`. Of actors that
        share a name, one in `seen` (ids named elsewhere in the article) or of one of the `countries` comes first.
        """
        letters = [token for token in tokens if token.isalpha()]
        shouting = len(letters) > 2 and all(token.isupper() for token in letters)
        matches: list[Match] = []
        start = 0
        while start < len(tokens):
            match = self._longest_at(tokens, start, shouting=shouting)
            if match is not None:
                matches.append(_in_context(match, seen, countries) if match.alternatives else match)
            start = match.end if match is not None else start + 1
        return matches

    def _longest_at(self, tokens: Sequence[str], start: int, *, shouting: bool) -> Match | None:
        """Return the longest name at a token; "the" may open it or stand before it ("the US" or "the [US-led …]")."""
        if not self._may_begin(tokens[start]):
            return None
        match = self._match_at(tokens, start, shouting=shouting)
        if tokens[start].casefold() == "the" and start + 1 < len(tokens) and self._may_begin(tokens[start + 1]):
            behind = self._match_at(tokens, start + 1, shouting=shouting)
            if behind is not None and (match is None or behind.end > match.end):
                return behind
        return match

    def _may_begin(self, token: str) -> bool:
        """Say whether a name can begin with this token, or "the" stand before one: most words of a text cannot."""
        known = self._beginning.get(token)
        if known is None:
            if len(self._beginning) >= _REMEMBERED:
                self._beginning.clear()
            known = self._beginning[token] = self._begins(token)
        return known

    def _begins(self, token: str) -> bool:
        folded = fold(token)
        if not folded or (token[:1].islower() and folded not in self._small_starts):
            return False
        if folded == "the" or folded in ARTICLES or token.endswith(_COMPOUNDS):
            return True
        start = key(token)
        return start in self._beginnings or (start.endswith("s") and start[:-1] in self._keys)

    # --- building the index ---------------------------------------------------------------------------------------

    def _index(self) -> None:
        for entry in self._actors.values():
            for alias in (entry.label, *entry.aliases):
                self._actor_names.add(key(alias), spelling_of(alias), entry)
        for place in sorted(self._places.values(), key=_size):
            for name in _place_names(place):
                name_key, spelling = key(name), spelling_of(name)
                self._place_names.add(name_key, spelling, place)
                if place.type != "country" and bare(name_key) != name_key:
                    self._place_names.add(bare(name_key), spelling, place)
            for adjective in place.adjectives:
                self._adjectives.add(key(adjective), spelling_of(adjective), place)
            if place.type == "country":
                for name in (place.label, *place.aliases):
                    self._adjectives.add(key(name), spelling_of(name), place)
                    self._adjectives.add(key(name) + "s", spelling_of(name), place)
        for institution in self._institutions.values():
            for name in institution.names:
                self._institution_names.add(key(name), spelling_of(name.lower()), institution)
        for office in data.load_offices():
            for name in office.names:
                self._office_names.add(key(name), spelling_of(name.lower()), office)
        several = self._actor_names, self._place_names, self._adjectives, self._institution_names
        self._keys = frozenset(name_key for names in several for name_key, _ in names.items())
        self._beginnings = _Beginnings(self._keys)
        entries: list[ActorEntry | PlaceEntry] = [*self._actors.values(), *self._places.values()]
        names_of_all = chain.from_iterable((entry.label, *entry.aliases) for entry in entries)
        self._small_starts = ARTICLES | {fold(name.split()[0]) for name in names_of_all if name[0].islower()}

    @cached_property
    def _skeletons(self) -> dict[str, list[PlaceEntry]]:
        found: dict[str, dict[str, PlaceEntry]] = {}
        for name_key, named in self._place_names.items():
            if len(name_key) >= _SHORTEST_SKELETON:
                found.setdefault(skeleton(name_key), {}).update((place.id, place) for _, place in named)
        return {one: list(places.values()) for one, places in found.items()}

    # --- composing ------------------------------------------------------------------------------------------------

    def _composed(self, country: PlaceEntry, institution: Institution) -> ActorEntry:
        own = self._own_institutions.get((country.id, institution.id))
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
        self._own_institutions[country.id, institution.id] = made
        return made

    def _parent_of(self, country: PlaceEntry, institution: Institution) -> str | None:
        parent = self._institutions.get(institution.parent or "")
        return self._composed(country, parent).id if parent is not None else None

    def _composed_by_name(self, name: str) -> ActorEntry | None:
        words = name.removeprefix("the ").removeprefix("The ").split()
        match = self._composed_at(words, 0)
        return match.entry if match is not None and match.end == len(words) else None  # type: ignore[return-value]

    def _composed_at(self, tokens: Sequence[str], start: int) -> Match | None:
        best: Match | None = None
        of_country: Match | None = None
        for end, joined in token_keys(tokens, start):
            best = self._institution_behind(joined, tokens, start, end) or best
            of_country = of_country or self._institution_of_country(joined, tokens, start, end)
            if joined not in self._beginnings:
                break
        return best or of_country

    def _institution_behind(self, joined: str, tokens: Sequence[str], start: int, end: int) -> Match | None:
        """Return the institution named behind a country's adjective: "Turkish defence ministry"."""
        countries = _written(self._adjectives.get(joined), tokens[start:end])
        return self._institution_at(tokens, start, end, countries[0]) if countries else None

    def _institution_of_country(self, joined: str, tokens: Sequence[str], start: int, end: int) -> Match | None:
        """Return the institution that a country is named behind: "Ministry of Defence of Turkey"."""
        found = self._institution_names.get(joined)
        if not found or end + 1 >= len(tokens) or not tokens[start][:1].isupper():
            return None
        return self._country_after(tokens, start, end, found[0][1])

    def _institution_at(self, tokens: Sequence[str], start: int, after: int, country: PlaceEntry) -> Match | None:
        found = None
        if after < len(tokens) and fold(tokens[after]) == "s":
            after += 1
        for end, joined in token_keys(tokens, after):
            for _, institution in self._institution_names.get(joined):
                found = Match(start, end, self._composed(country, institution))
            if joined not in self._beginnings:
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
            for place in _written(self._place_names.get(joined), tokens[after:last]):
                if place.type == "country":
                    closed = opened and last < len(tokens) and tokens[last] == ")"
                    return Match(start, last + closed, self._composed(place, institution))
            if joined not in self._beginnings:
                break
        return None

    def _holder(self, office: Office, country: PlaceEntry, on: str) -> ActorEntry | None:
        organisation = self._composed(country, self._institutions[office.institution]).id
        for entry in self._actors.values():
            for held in entry.tenures:
                if held.organisation == organisation and held.role == office.role and held.covers(on):
                    return entry
        return None

    # --- matching in text -----------------------------------------------------------------------------------------

    def _match_at(self, tokens: Sequence[str], start: int, *, shouting: bool) -> Match | None:
        best = composed = of_country = None
        for end, joined in token_keys(tokens, start):
            cut = end < len(tokens) and tokens[end] == "-" and fold(tokens[end - 1]) in ARTICLES  # "Umm al|-Kayf"
            if not cut and (joined in self._keys or (joined[-1] == "s" and joined[:-1] in self._keys)):
                best = self._match_of(joined, tokens, start, end, shouting=shouting) or best
                composed = self._institution_behind(joined, tokens, start, end) or composed
                of_country = of_country or self._institution_of_country(joined, tokens, start, end)
            if joined not in self._beginnings:
                break
        composed = composed or of_country
        if composed is not None and (best is None or composed.end > best.end):
            best = composed
        if best is None:
            return self._compound_at(tokens, start)
        return self._with_place_type(best, tokens)

    def _match_of(self, joined: str, tokens: Sequence[str], start: int, end: int, *, shouting: bool) -> Match | None:
        plural = joined[:-1] if joined[-1] == "s" else joined
        if not (self._is_name(joined) or (plural != joined and self._is_name(plural))):
            return None
        words = tokens[start:end]
        found = self._named(joined, words, shouting=shouting)
        if not found and plural != joined:
            possessive = words[-1].endswith(("'s", "’s"))
            lone = end - start == 1 or (end - start == 2 and fold(words[-1]) == "s")
            if possessive or (lone and len(joined) > 4):
                found = self._named(plural, words, shouting=shouting)
        if not found:
            return None
        metonym = self.government_of(found[0]) if isinstance(found[0], PlaceEntry) else None
        return Match(start, end, found[0], found[1:], metonym)

    def _is_name(self, name_key: str) -> bool:
        return name_key in self._actor_names or name_key in self._place_names

    def _named(self, name_key: str, words: Sequence[str], *, shouting: bool) -> tuple[ActorEntry | PlaceEntry, ...]:
        if name_key in self._ambiguous and (shouting or not all(word.isupper() for word in words)):
            return ()
        return (
            *_written(self._actor_names.get(name_key), words),
            *_written(self._place_names.get(name_key), words),
        )

    def _compound_at(self, tokens: Sequence[str], start: int) -> Match | None:
        """Match words like "Daeshheld", whose hyphen was lost."""
        token = tokens[start]
        if not token.endswith(_COMPOUNDS):
            return None
        for ending in _COMPOUNDS:
            stem = token.removesuffix(ending)
            if stem != token and len(stem) > 1:
                match = self._match_of(fold(stem), [stem], 0, 1, shouting=False)
                return Match(start, start + 1, match.entry, match.alternatives, match.metonym) if match else None
        return None

    def _with_place_type(self, match: Match, tokens: Sequence[str]) -> Match:
        """Take the province or district of that name when the text says "province" or "district" after it."""
        places = [one for one in (match.entry, *match.alternatives) if isinstance(one, PlaceEntry)]
        following = fold(tokens[match.end]) if match.end < len(tokens) else ""
        for words, wanted in ((_PROVINCE_WORDS, "province"), (_DISTRICT_WORDS, "district")):
            if following in words:
                chosen = next((place for place in places if place.type == wanted), None)
                if chosen is not None:
                    others = tuple(one for one in (match.entry, *match.alternatives) if one is not chosen)
                    return Match(match.start, match.end + 1, chosen, others)
        return match

    def _place_rank(self, place: PlaceEntry, wanted: str | None, near: Collection[str]) -> tuple[bool, float, int, int]:
        related = {place.id, *(one.id for one in self.within(place))}
        close = 0.0
        if near and not related & set(near):
            close = min(
                (_degrees_apart(place, other) for other in map(self.place, near) if other is not None), default=90
            )
            close += 0.0 if place.country in self._countries_of(near) else 1000.0
        return (wanted is not None and place.type != wanted, close, *_size(place))

    def _countries_of(self, near: Collection[str]) -> frozenset[str]:
        known = (self.place(one) for one in near)
        return frozenset((place.country or place.id) for place in known if place is not None)


@cache
def _loaded() -> Gazetteer:
    return Gazetteer(data.load_actors(), data.load_places())


def _place_names(place: PlaceEntry) -> Iterable[str]:
    return chain((place.label,), place.aliases)


def _size(place: PlaceEntry) -> tuple[int, int]:
    return (_PLACE_ORDER.index(place.type), -place.population)


def _written(found: Sequence[tuple[Spelling, Entry]], words: Sequence[str]) -> tuple[Entry, ...]:
    if not found:
        return ()
    written = tuple(words)
    kept: list[Entry] = []
    for spelling, entry in found:
        if written_as(spelling, written) and not any(one is entry for one in kept):
            kept.append(entry)
    return tuple(kept)


def _remoteness(actor: ActorEntry, seen: Collection[str], countries: Collection[str]) -> tuple[bool, bool]:
    return (actor.id not in seen, bool(countries) and actor.country not in countries)


def _in_context(match: Match, seen: Collection[str], countries: Collection[str]) -> Match:
    """Put the actor first that the context speaks for; a place that the text named stays."""
    if isinstance(match.entry, PlaceEntry):
        return match
    actors = [one for one in (match.entry, *match.alternatives) if isinstance(one, ActorEntry)]
    chosen = min(actors, key=lambda one: _remoteness(one, seen, countries))
    others = tuple(one for one in (match.entry, *match.alternatives) if one is not chosen)
    return replace(match, entry=chosen, alternatives=others)


def _without_type(words: list[str]) -> tuple[list[str], str | None]:
    """Split a place phrase into its name and the type that it says ("Kirkuk province", "the district of Hawija")."""
    while words and words[0].casefold() == "the":
        words = words[1:]
    if len(words) > 2 and words[1].casefold() == "of":
        words = [*words[2:], words[0]]
    last = words[-1].casefold() if words else ""
    if len(words) > 1 and last in _PROVINCE_WORDS:
        return words[:-1], "province"
    if len(words) > 1 and last in _DISTRICT_WORDS:
        return words[:-1], "district"
    if len(words) > 1 and last in ("city", "town", "village", "area", "neighbourhood", "neighborhood"):
        return words[:-1], None
    return words, None


def _degrees_apart(place: PlaceEntry, other: PlaceEntry) -> float:
    if place.lat is None or place.lon is None or other.lat is None or other.lon is None:
        return 90.0
    return hypot(place.lat - other.lat, (place.lon - other.lon) * cos(radians(other.lat)))
