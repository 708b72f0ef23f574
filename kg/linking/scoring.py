"""How well an item of Wikidata fits an entity: features that a person can check, weighed into a score from 0 to 1.

1. `name`: one of the entity's names is the item's label, or one of its other names.
2. `kind`: the names of the item's classes say person, place, armed group … as the entity's kind does.
3. `where`: country, what the entity belongs to or lies in, and the distance between the two points.
4. `id`: both have the same id in a catalogue of places, or the same address on the web.
5. `alone`: how many other items with that name are left.

An item of another kind, and a place in another country or far away, does not fit at all, whatever its name.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt
from urllib.parse import urlsplit

from kg.gazetteer.names import key
from kg.linking.entities import PLACE, Entity
from kg.linking.items import Item
from kg.mapping.vocabulary import WDT

RULES = "1"
"""Version of the rules here; it is part of what makes a run repeatable."""

_WEIGHTS = {"name": 0.4, "kind": 0.2, "where": 0.25, "alone": 0.15}
_BODIES = frozenset({"organisation", "armed_group", "government", "coalition", "outlet"})
_UNKNOWN = 0.5
_SAME_ID, _NAME_ALONE = 0.95, 0.75
"""The least score of what has the same id, and what the score of a name with nothing around it counts for."""

_KIND_WORDS = {"person": "a person", PLACE: "a place"}
_NEAR, _FAR = 10.0, 100.0
"""Kilometres within which two points are one place, and beyond which they are two."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that speaks for or against a fit: `value` from 0 (against) over 0.5 (unknown) to 1 (for)."""

    name: str
    value: float
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """How well an item fits: the score and the reasons."""

    item: Item
    score: float
    reasons: tuple[str, ...]


Labels = Mapping[str, Sequence[str]]


def best_fits(entity: Entity, items: Sequence[Item], labels: Labels, *, classes: Labels) -> list[Fit]:
    """Return the items that fit an entity at all, the best first.

    `labels` are the names of what the items' facts refer to, `classes` those of classes and of what is above them.
    """
    judged = [(item, judge(entity, item, labels, classes=classes)) for item in items]
    fitting = [(item, features) for item, features in judged if all(one.value > 0 for one in features)]
    fits = [_fit(item, features, others=len(fitting) - 1) for item, features in fitting]
    return sorted(fits, key=lambda fit: (-fit.score, _number(fit.item)))


def judge(entity: Entity, item: Item, labels: Labels, *, classes: Labels) -> tuple[Feature, ...]:
    """Return the features of an item as the one that an entity is."""
    country = _country(entity, item, labels)
    distance = _distance(entity, item)
    belongs = _belongs(entity, item, labels)
    return (_name(entity, item), _kind(entity, item, classes), country, distance, belongs, *_ids(entity, item))


def kind_conflict(entity: Entity, item: Item, *, classes: Labels) -> str | None:
    """Return why an item cannot be the entity by its classes, None when it can."""
    feature = _kind(entity, item, classes)
    return feature.reason if feature.value == 0 else None


def shares_name(entity: Entity, item: Item) -> bool:
    """Say whether the entity and the item have a name in common, however it is spelled."""
    return bool(_keys(entity.names) & _keys((*item.labels, *item.aliases)))


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance between two points on Earth."""
    half = sin(radians(other_lat - lat) / 2) ** 2
    half += cos(radians(lat)) * cos(radians(other_lat)) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(half))


def _fit(item: Item, features: Sequence[Feature], *, others: int) -> Fit:
    by_name = {one.name: one for one in features}
    where = [by_name[name].value for name in ("country", "distance", "belongs") if by_name[name].value != _UNKNOWN]
    alone = 1 / (1 + others)
    values = {
        "name": by_name["name"].value,
        "kind": by_name["kind"].value,
        "where": sum(where) / len(where) if where else _UNKNOWN,
        "alone": alone,
    }
    score = sum(weight * values[name] for name, weight in _WEIGHTS.items())
    reasons = [one.reason for one in features if one.reason is not None]
    if any(one.name == "id" for one in features):
        score = max(score, _SAME_ID)
    elif not where:
        score *= _NAME_ALONE
        reasons.append("nothing but name and kind can be compared")
    counted = f"{others} other item{'s' if others > 1 else ''} with this name would fit" if others else None
    return Fit(item, score, (*reasons, counted) if counted else tuple(reasons))


def _name(entity: Entity, item: Item) -> Feature:
    if entity.label in item.labels:
        return Feature("name", 1.0, f"Wikidata's label is its name, {entity.label!r}")
    called = next((name for name in entity.names if name in item.labels), None)
    if called is not None:
        return Feature("name", 0.95, f"Wikidata's label is its other name {called!r}")
    called = next((name for name in entity.names if name in item.aliases), None)
    if called is not None:
        return Feature("name", 0.85, f"Wikidata knows {item.label!r} also as {called!r}")
    if shares_name(entity, item):
        return Feature("name", 0.8, f"Wikidata's {item.label!r} is a spelling of its name")
    return Feature("name", 0.3, f"no name in common with Wikidata's {item.label!r}")


def _kind(entity: Entity, item: Item, classes: Labels) -> Feature:
    names = [name for iri in item.values(WDT.P31) for name in classes.get(iri, ())]
    kinds = {kind for name in names for kind in _kinds_of(name)}
    shown = ", ".join(dict.fromkeys(names[:3]))
    if kinds == {"none"}:
        return Feature("kind", 0.0, f"Wikidata calls it {shown}, which is no actor or place")
    if not kinds and item.point is not None:
        kinds, shown = {PLACE}, "something with coordinates"
    if entity.kind in kinds:
        return Feature("kind", 1.0, f"Wikidata calls it {shown}")
    if entity.kind in _BODIES and kinds & _BODIES:
        return Feature("kind", 0.8, f"Wikidata calls it {shown}")
    if kinds - {"none"}:
        return Feature("kind", 0.0, f"Wikidata calls it {shown}, expected {_KIND_WORDS.get(entity.kind, 'a body')}")
    return Feature("kind", _UNKNOWN)


def _country(entity: Entity, item: Item, labels: Labels) -> Feature:
    theirs = [name for iri in item.values(WDT.P17, WDT.P27) for name in labels.get(iri, ())]
    if not theirs or not entity.country:
        return Feature("country", _UNKNOWN)
    if _keys(theirs) & _keys(entity.country):
        return Feature("country", 0.9, f"both belong to {theirs[0]}")
    value = 0.0 if entity.kind == PLACE else 0.2  # a body may be seated abroad, a person be a citizen of another state
    return Feature("country", value, f"Wikidata has it in {theirs[0]}, the gazetteer in {entity.country[0]}")


def _distance(entity: Entity, item: Item) -> Feature:
    if entity.kind != PLACE or entity.lat is None or entity.lon is None or item.point is None:
        return Feature("distance", _UNKNOWN)
    apart = kilometres(entity.lat, entity.lon, *item.point)
    if apart > _FAR:
        return Feature("distance", 0.0, f"the two points are {apart:.0f} km apart")
    value = 1.0 if apart <= _NEAR else 0.6
    return Feature("distance", value, f"the two points are {apart:.1f} km apart")


def _belongs(entity: Entity, item: Item, labels: Labels) -> Feature:
    iris = [*item.values(WDT.P131, WDT.P361, WDT.P749), *(held.office for held in item.offices)]
    theirs = [name for iri in iris for name in labels.get(iri, ())]
    ours = _keys(entity.within)
    common = next((name for name in theirs if key(name) in ours), None)
    if common is not None:
        return Feature("belongs", 1.0, f"both belong to {common!r}")
    return Feature("belongs", _UNKNOWN)


def _ids(entity: Entity, item: Item) -> Iterable[Feature]:
    for prop, value in entity.ids:
        if value in item.values(prop):
            yield Feature("id", 1.0, f"both have the id {value} in a catalogue of places")
    if entity.domain is not None:
        hosts = [(urlsplit(address).hostname or "").removeprefix("www.") for address in item.values(WDT.P856)]
        if entity.domain in hosts:
            yield Feature("id", 1.0, f"both have the address {entity.domain}")


def _keys(names: Iterable[str]) -> set[str]:
    return {found for name in names if (found := key(name))}


def _number(item: Item) -> int:
    return int(item.iri.rpartition("Q")[2])


def _kinds_of(class_name: str) -> set[str]:
    """Return the kinds that the words of a class's name speak for; of words within words the longer one counts."""
    left, kinds = f" {class_name.casefold()} ", set()
    for word, kind in _class_words():
        for form in (f" {word} ", f" {word}s "):
            if form in left:
                left = left.replace(form, " | ")
                kinds.add(kind)
    return kinds


@cache
def _class_words() -> tuple[tuple[str, str], ...]:
    lines = files(__package__).joinpath("data/classes.csv").read_text(encoding="utf-8").splitlines()
    words = ((row["word"], row["kind"]) for row in csv.DictReader(lines[1:]))
    return tuple(sorted(words, key=lambda pair: (-len(pair[0]), pair)))
