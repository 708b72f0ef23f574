"""All names of all entries by their key (`kg.gazetteer.names`), and how these keys begin.

Several entries stand under one key in the order of preference: that in which they are given.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import Generic, TypeVar

from kg.gazetteer.entries import ActorEntry, Institution, Office, PlaceEntry
from kg.gazetteer.names import ARTICLES, Spelling, bare, fold, key, spelling_of, written_as

Entry = TypeVar("Entry")


class Names(Generic[Entry]):
    """Entries by key, each with the spelling that its name asks for."""

    def __init__(self) -> None:
        self._entries: dict[str, list[tuple[Spelling, Entry]]] = {}

    def add(self, name_key: str, spelling: Spelling, entry: Entry) -> None:
        """Put an entry under a key, behind those that have it."""
        known = self._entries.get(name_key)
        if known is None:
            self._entries[name_key] = [(spelling, entry)]
        elif not any(one is entry and other == spelling for other, one in known):
            known.append((spelling, entry))

    def get(self, name_key: str) -> Sequence[tuple[Spelling, Entry]]:
        """Return the entries of a key, however they are written."""
        return self._entries.get(name_key, ())

    def written(self, name_key: str, words: Sequence[str]) -> tuple[Entry, ...]:
        """Return the entries of a key that may be written in these words, each once."""
        found = self._entries.get(name_key)
        if not found:
            return ()
        written = tuple(words)
        kept: list[Entry] = []
        for spelling, entry in found:
            if written_as(spelling, written) and not any(one is entry for one in kept):
                kept.append(entry)
        return tuple(kept)

    def __contains__(self, name_key: str) -> bool:
        return name_key in self._entries

    def items(self) -> Iterable[tuple[str, list[tuple[Spelling, Entry]]]]:
        """Return the entries of all keys."""
        return self._entries.items()


class Beginnings:
    """How the keys of names begin."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._sorted = sorted(keys)

    def __contains__(self, start: str) -> bool:
        """Say whether some key begins with start."""
        place = bisect_left(self._sorted, start)
        return place < len(self._sorted) and self._sorted[place].startswith(start)


class Index:
    """The names of actors, places, nations, institutions and offices."""

    def __init__(
        self,
        actors: Collection[ActorEntry],
        places: Collection[PlaceEntry],
        institutions: Iterable[Institution],
        offices: Iterable[Office],
    ) -> None:
        self.actors: Names[ActorEntry] = Names()
        self.places: Names[PlaceEntry] = Names()
        self.adjectives: Names[PlaceEntry] = Names()
        self.institutions: Names[Institution] = Names()
        self.offices: Names[Office] = Names()
        for entry in actors:
            for alias in (entry.label, *entry.aliases):
                self.actors.add(key(alias), spelling_of(alias), entry)
        for place in places:
            self._add_place(place)
        for institution in institutions:
            for name in institution.names:
                self.institutions.add(key(name), spelling_of(name.lower()), institution)
        for office in offices:
            for name in office.names:
                self.offices.add(key(name), spelling_of(name.lower()), office)
        several = self.actors, self.places, self.adjectives, self.institutions
        self.keys = frozenset(name_key for names in several for name_key, _ in names.items())
        self.beginnings = Beginnings(self.keys)
        entries: list[ActorEntry | PlaceEntry] = [*actors, *places]
        names_of_all = chain.from_iterable((entry.label, *entry.aliases) for entry in entries)
        self.small_starts = ARTICLES | {fold(name.split()[0]) for name in names_of_all if name[0].islower()}

    def _add_place(self, place: PlaceEntry) -> None:
        for name in (place.label, *place.aliases):
            name_key, spelling = key(name), spelling_of(name)
            self.places.add(name_key, spelling, place)
            if place.type != "country" and bare(name_key) != name_key:
                self.places.add(bare(name_key), spelling, place)
        for adjective in place.adjectives:
            self.adjectives.add(key(adjective), spelling_of(adjective), place)
        if place.type == "country":
            for name in (place.label, *place.aliases):
                self.adjectives.add(key(name), spelling_of(name), place)
                self.adjectives.add(key(name) + "s", spelling_of(name), place)
