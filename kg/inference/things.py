"""What the default graph says of things, property by property, for steps that read many things at once.

1. What is asked about together is read from the store with one query.
2. What is about to be stored cannot be read: `learn` takes what an article that is new to the store says.
   Things that it alone describes are known by that. Things that others may describe (actors, places, articles) are
   read, and what is read takes in what the article adds, until it is stored (`forget_coming`).
3. Actors, places and articles are kept until `forget_shared`, which is due when anything else changes them; all other
   things until `forget`: whoever asks keeps what it makes of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from kg.mapping.described import Described, is_shared
from kg.mapping.vocabulary import ONR, SDO
from kg.store.graphs import GraphStore

T = TypeVar("T")

Properties = Mapping[str, Sequence[str]]
"""The values of a thing, without datatypes, sorted, by the IRIs of the properties."""

_CHUNK = 500
"""Things, or keys, that one query asks for."""

_PART = 2_000
"""Things of which something is made at once."""

_KEPT = 20_000
"""Actors, places and articles that are kept in memory, before all are read anew."""

_OF = "SELECT ?thing ?p ?o WHERE { VALUES ?thing { %s } ?thing ?p ?o }"
_POINTING = "SELECT ?thing ?from WHERE { VALUES ?thing { %s } ?from <{predicate}> ?thing }"

_POINTERS = (str(SDO.about), str(ONR.expresses))
"""The properties that are followed backwards; what they point to is such a thing, too."""


class Things:
    """Reads things from a store, each once until they are forgotten."""

    def __init__(self, store: GraphStore, *, base: str) -> None:
        self._store = store
        self._base = base
        self._known: dict[str, Properties] = {}
        self._shared: dict[str, Properties] = {}
        self._pointing: dict[str, dict[str, list[str]]] = {predicate: {} for predicate in _POINTERS}
        self._learned: set[str] = set()
        self._coming: dict[str, Properties] = {}

    def learn(self, described: Described) -> None:
        """Take what an article says that comes to the store and was not there before."""
        self._known |= described.own
        self._learned |= described.own.keys()
        for predicate, pointing in self._pointing.items():
            for subject, known in described.own.items():
                for value in known.get(predicate, ()):
                    pointing.setdefault(value, []).append(subject)
        for thing, added in described.shared.items():
            self._coming[thing] = _both(self._coming[thing], added) if thing in self._coming else added
            if thing in self._shared:
                self._shared[thing] = _both(self._shared[thing], added)

    def forget_coming(self) -> None:
        """Read what was learned of actors, places and articles from the store, which has it now."""
        self._coming.clear()

    def forget(self) -> None:
        """Read everything but actors, places and articles anew when it is next asked for."""
        self._known.clear()
        self._learned.clear()
        for pointing in self._pointing.values():
            pointing.clear()

    def forget_shared(self) -> None:
        """Read actors, places and articles anew when they are next asked for."""
        self._shared.clear()

    def of(self, iris: Iterable[str]) -> dict[str, Properties]:
        """Return what is said of these things; of some nothing may be said."""
        wanted = set(iris)
        missing = {iri for iri in wanted if iri not in self._known and iri not in self._shared}
        read: dict[str, dict[str, list[str]]] = {iri: {} for iri in missing}
        for thing, predicate, value in self._rows(_OF, missing):
            read[thing].setdefault(predicate, []).append(value)
        if len(self._shared) > _KEPT:
            self._known |= {iri: self._shared[iri] for iri in wanted if iri in self._shared}
            self._shared.clear()
        for thing, known in read.items():
            kept = self._shared if is_shared(thing, base=self._base) else self._known
            kept[thing] = {name: sorted(set(values)) if len(values) > 1 else values for name, values in known.items()}
            if thing in self._coming:
                kept[thing] = _both(kept[thing], self._coming[thing])
        return {iri: self._known[iri] if iri in self._known else self._shared[iri] for iri in wanted}

    def pointing(self, predicate: str, iris: Iterable[str]) -> dict[str, list[str]]:
        """Return for these things what has each for a property, sorted: one that is followed backwards."""
        wanted, known = set(iris), self._pointing[predicate]
        missing = {iri for iri in wanted if iri not in known and iri not in self._learned}
        known.update({iri: [] for iri in missing})
        for thing, pointer in self._rows(_POINTING.replace("{predicate}", predicate), missing):
            known[thing].append(pointer)
        return {iri: sorted(known.get(iri, ())) for iri in wanted}

    def _rows(self, query: str, things: Iterable[str]) -> Iterator[list[str]]:
        for values in iri_chunks(things):
            yield from self._store.texts(query % values)


def _both(one: Properties, other: Properties) -> Properties:
    """Return what two say of a thing."""
    if all(set(values) <= set(one.get(name, ())) for name, values in other.items()):
        return one
    return {name: sorted({*one.get(name, ()), *other.get(name, ())}) for name in {**one, **other}}


def parts(several: Iterable[T], size: int = _PART) -> Iterator[Sequence[T]]:
    """Yield things in order, so many at a time, so that what is made of them need not all be in memory."""
    left = iter(several)
    while some := list(islice(left, size)):
        yield some


def iri_chunks(iris: Iterable[str]) -> Iterator[str]:
    """Yield IRIs as the terms of a VALUES clause, so many to a query, in order."""
    return chunks(f"<{iri}>" for iri in iris)


def pairs(store: GraphStore, query: str, iris: Iterable[str]) -> list[tuple[str, str]]:
    """Return the rows, of two values each, that a query gives for some IRIs."""
    return [(one, other) for values in iri_chunks(iris) for one, other in store.texts(query % values)]


def constructed(store: GraphStore, query: str, iris: Iterable[str], *, graph: str) -> set[str]:
    """Return what a CONSTRUCT query of a graph makes for some IRIs, as lines of N-Triples begin."""
    texts = ((query % values).replace("{graph}", graph) for values in iri_chunks(iris))
    return {line for text in texts for line in store.construct(text)}


def chunks(terms: Iterable[str]) -> Iterator[str]:
    """Yield terms as those of a VALUES clause, so many to a query, in order."""
    ordered = sorted(terms)
    for start in range(0, len(ordered), _CHUNK):
        yield " ".join(ordered[start : start + _CHUNK])


def first(known: Properties, predicate: str) -> str | None:
    """Return the value of a property, the first in order of several, None when there is none."""
    values = known.get(str(predicate))
    return values[0] if values else None


def gathered(known: Mapping[str, Properties], things: Iterable[str], *predicates: str) -> set[str]:
    """Return the values that things have for some properties."""
    return {value for thing in things for predicate in predicates for value in known[thing].get(predicate, ())}
