"""An index of names that finds those like a given one, each with how alike the two are, from 0 to 1.

1. The same key (`kg.gazetteer.names`): case, diacritics, hyphens and the Arabic article do not count.
2. The same skeleton: another transliteration of the name.
3. Words in common: the name with words left out, or with words more.
4. Three-letter pieces in common: a slip of the pen.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kg.gazetteer.names import fold, key, skeleton

_LONGEST = 300
"""Characters of a name that are looked at."""

_COMMON = 400
"""Names in which a word or piece may stand before it tells nothing."""

_TRIED = 60
"""Names that are compared piece by piece."""

_LEAST_ALIKE = 0.45
_OF_OTHER_NAME = 0.97
"""What a name that is not the entity's label counts for."""


@dataclass(frozen=True, slots=True)
class NameFit:
    """The name of an entity that is most like the one asked for, and how alike they are."""

    likeness: float
    name: str


@dataclass(frozen=True, slots=True)
class _Entry:
    entity: str
    name: str
    key: str
    words: frozenset[str]
    is_label: bool


class NameIndex:
    """Names of entities, by entity; the first name of each is its label."""

    def __init__(self, named: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._entries: list[_Entry] = []
        self._of_key: dict[str, list[int]] = defaultdict(list)
        self._of_skeleton: dict[str, list[int]] = defaultdict(list)
        self._of_word: dict[str, list[int]] = defaultdict(list)
        self._of_piece: dict[str, list[int]] = defaultdict(list)
        for entity, names in named:
            for number, name in enumerate(dict.fromkeys(names)):
                self._add(entity, name, is_label=number == 0)
        self._sorted = sorted((entry.key, place) for place, entry in enumerate(self._entries) if entry.key)

    def find(self, name: str) -> dict[str, NameFit]:
        """Return the entities that have a name like this one, each with the name that is most alike."""
        name = " ".join(name[:_LONGEST].split())
        asked = _Entry("", name, key(name), _words(name), is_label=False)
        found: dict[str, NameFit] = {}
        for place in self._candidates(asked):
            entry = self._entries[place]
            likeness = _likeness(asked, entry)
            known = found.get(entry.entity)
            if likeness >= _LEAST_ALIKE and (known is None or likeness > known.likeness):
                found[entry.entity] = NameFit(likeness, entry.name)
        return found

    def begin(self, prefix: str) -> Iterator[str]:
        """Yield the entities with a name that begins like this, by name; an entity may come again."""
        start = key(prefix[:_LONGEST])
        place = bisect_left(self._sorted, (start, -1))
        while start and place < len(self._sorted) and self._sorted[place][0].startswith(start):
            yield self._entries[self._sorted[place][1]].entity
            place += 1

    def hold(self, prefix: str) -> Iterator[str]:
        """Yield the entities with a name of which some word begins like this, by word; an entity may come again."""
        start = fold(prefix[:_LONGEST])
        place = bisect_left(self._sorted_words, start)
        while start and place < len(self._sorted_words) and self._sorted_words[place].startswith(start):
            yield from (self._entries[at].entity for at in self._of_word[self._sorted_words[place]])
            place += 1

    @cached_property
    def _sorted_words(self) -> list[str]:
        return sorted(self._of_word)

    def _add(self, entity: str, name: str, *, is_label: bool) -> None:
        place = len(self._entries)
        entry = _Entry(entity, name, key(name), _words(name), is_label)
        self._entries.append(entry)
        if entry.key:
            self._of_key[entry.key].append(place)
            self._of_skeleton[skeleton(entry.key)].append(place)
        for word in entry.words:
            self._of_word[word].append(place)
        for piece in _pieces(entry.key):
            self._of_piece[piece].append(place)

    def _candidates(self, asked: _Entry) -> dict[int, None]:
        places = dict.fromkeys(self._of_key.get(asked.key, ()))
        places.update(dict.fromkeys(self._of_skeleton.get(skeleton(asked.key), ()) if asked.key else ()))
        for word in sorted(asked.words):
            with_word = self._of_word.get(word, ())
            if len(with_word) <= _COMMON:
                places.update(dict.fromkeys(with_word))
        shared: Counter[int] = Counter()
        for piece in sorted(_pieces(asked.key)):
            with_piece = self._of_piece.get(piece, ())
            if len(with_piece) <= _COMMON:
                shared.update(with_piece)
        places.update(dict.fromkeys(place for place, _ in shared.most_common(_TRIED)))
        return places


def likeness_of(asked: str, name: str) -> float:
    """Return how alike two names are."""
    return _likeness(*(_Entry("", one, key(one), _words(one), True) for one in (asked, name)))


def _likeness(asked: _Entry, entry: _Entry) -> float:
    factor = 1.0 if entry.is_label else _OF_OTHER_NAME
    if asked.name.casefold() == entry.name.casefold():
        return factor
    if asked.key == entry.key and asked.key:
        return 0.98 * factor
    if asked.key and entry.key and skeleton(asked.key) == skeleton(entry.key):
        return 0.92 * factor
    return max(_by_words(asked.words, entry.words), 0.9 * _alike(_pieces(asked.key), _pieces(entry.key))) * factor


def _by_words(asked: frozenset[str], known: frozenset[str]) -> float:
    common = len(asked & known)
    if not common:
        return 0.0
    if common == len(asked):
        return 0.6 + 0.25 * common / len(known)
    if common == len(known):
        return 0.55 + 0.25 * common / len(asked)
    return 0.7 * 2 * common / (len(asked) + len(known))


def _alike(some: frozenset[str], others: frozenset[str]) -> float:
    """Return Dice's coefficient of two sets."""
    return 2 * len(some & others) / (len(some) + len(others)) if some and others else 0.0


def _words(name: str) -> frozenset[str]:
    return frozenset(word for part in name.replace("-", " ").split() if len(word := fold(part)) > 1)


@lru_cache(maxsize=65536)
def _pieces(name_key: str) -> frozenset[str]:
    padded = f" {name_key} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2)) if name_key else frozenset()
