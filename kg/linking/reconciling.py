"""Match names, types and property values against the directory: the sense of the Reconciliation Service API.

A candidate's score, from 0 to 100, comes of features that are given with it: how alike the names are (`name`), whether
it is of a type asked for (`type`), and how well each property fits (`property:country`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from kg.linking.directory import (
    ACTOR,
    ACTOR_TYPES,
    OF_ACTORS,
    OF_PLACES,
    PROPERTIES,
    TYPES,
    Directory,
    Profile,
    Reference,
    Value,
)
from kg.linking.names import likeness_of

Strictness = Literal["any", "all", "should"]

_UNKNOWN = 0.4
_OF_NAME, _OF_PROPERTIES = 0.7, 0.3
_OTHER_TYPE = 0.6
_SURE, _AHEAD = 90.0, 8.0
_SUGGESTED = 20
_DEGREES = 0.2


@dataclass(frozen=True, slots=True)
class Asked:
    """A value to compare: a text or number, or an entity by its id and perhaps its name."""

    text: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What one query asks: a name, types, and values by property."""

    name: str = ""
    types: tuple[str, ...] = ()
    strictness: Strictness = "any"
    properties: tuple[tuple[str, tuple[Asked, ...]], ...] = ()
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may be meant. `match` says that it is the one, without doubt."""

    profile: Profile
    score: float
    features: Mapping[str, float | bool]
    match: bool = False


def reconcile(question: Question, directory: Directory) -> list[Candidate]:
    """Return the entities that a question may mean, the likeliest first; properties that nothing has are left out."""
    likeness = _likeness(question, directory)
    known = tuple(pair for pair in question.properties if pair[0] in PROPERTIES)
    question = replace(question, properties=known)
    meant = {asked: _meant(asked, directory) for _, values in known for asked in values}
    profiles = [(profile, likeness[one]) for one in likeness if (profile := directory.profile(one)) is not None]
    judged = [_judged(question, profile, alike, meant) for profile, alike in profiles]
    found = sorted((one for one in judged if one is not None), key=_order)
    return _with_match(found[: question.limit], next_best=max((one.score for one in found[1:2]), default=0.0))


def suggest_entities(prefix: str, directory: Directory, *, types: Sequence[str] = (), skip: int = 0) -> list[Profile]:
    """Return entities whose id a prefix is, those with a name that begins like it, then with such a word in a name."""
    ids = dict.fromkeys((*_by_id(prefix, directory), *directory.begin(prefix)))
    profiles = (profile for one in ids if (profile := directory.profile(one)) is not None)
    wanted = (one for one in profiles if not types or set(types) & set(one.types))
    return list(islice(wanted, skip, skip + _SUGGESTED))


def suggest_terms(prefix: str, terms: Mapping[str, str], *, skip: int = 0) -> list[tuple[str, str]]:
    """Return the types or properties whose name or id has a word that begins like a prefix, with their names."""
    start = prefix.casefold().strip()
    found = [
        (term, name)
        for term, name in terms.items()
        if any(word.startswith(start) for word in (term, name.casefold(), *name.casefold().split()))
    ]
    return found[skip : skip + _SUGGESTED]


def proposed_properties(entity_type: str) -> tuple[str, ...]:
    """Return the properties that entities of a type have."""
    if entity_type not in TYPES:
        return tuple(PROPERTIES)
    return OF_ACTORS if entity_type == ACTOR or entity_type in ACTOR_TYPES else OF_PLACES


def extend(
    ids: Sequence[str], properties: Sequence[str], directory: Directory
) -> dict[str, dict[str, tuple[Value, ...]]]:
    """Return the values of properties of entities, by id and property; nothing where nothing is known."""
    articles = directory.articles(one for one in ids if "articles" in properties and directory.profile(one))
    rows: dict[str, dict[str, tuple[Value, ...]]] = {}
    for one in ids:
        profile = directory.profile(one)
        values = dict(profile.values) if profile is not None else {}
        if one in articles:
            values["articles"] = (articles[one],)
        rows[one] = {prop: values.get(prop, ()) for prop in properties}
    return rows


def _likeness(question: Question, directory: Directory) -> dict[str, float]:
    """Return how alike the name asked for and that of each candidate are, by id."""
    found = {one: fit.likeness for one, fit in directory.find(question.name).items()} if question.name else {}
    found.update(dict.fromkeys(_by_id(question.name, directory), 1.0))
    if not question.name:
        for prop, values in question.properties:
            for asked in values:
                found.update(dict.fromkeys(directory.identified(prop, asked.text), 0.0))
                if prop == "alias":
                    found.update({one: fit.likeness for one, fit in directory.find(asked.text).items()})
    return found


def _by_id(text: str, directory: Directory) -> tuple[str, ...]:
    """Return the entities that a text names by an id: ours, or that of a Wikidata item."""
    known = directory.profile(text)
    return (known.id,) if known is not None else directory.identified("wikidata", text)


def _meant(asked: Asked, directory: Directory) -> dict[str, float]:
    """Return the entities that a value may mean, and how likely."""
    if asked.id is not None:
        return {asked.id: 1.0}
    named = {one: fit.likeness for one, fit in directory.find(asked.text).items()}
    return named | dict.fromkeys(_by_id(asked.text, directory), 1.0)


Meant = Mapping[Asked, Mapping[str, float]]


def _judged(question: Question, profile: Profile, likeness: float, meant: Meant) -> Candidate | None:
    features: dict[str, float | bool] = {"name": round(100 * likeness, 1)}
    score = likeness
    if question.properties:
        fits = {prop: _best(values, profile.values.get(prop, ()), meant) for prop, values in question.properties}
        features.update({f"property:{prop}": round(100 * fit, 1) for prop, fit in fits.items()})
        mean = sum(fits.values()) / len(fits)
        score = _OF_NAME * likeness + _OF_PROPERTIES * mean if question.name else mean
    if question.types:
        right = [one in profile.types for one in question.types]
        features["type"] = any(right)
        if question.strictness == "should":
            score *= 1 if any(right) else _OTHER_TYPE
        elif not (all(right) if question.strictness == "all" else any(right)):
            return None
    return Candidate(profile, round(100 * score, 1), features)


def _best(asked: Iterable[Asked], values: Iterable[Value], meant: Meant) -> float:
    """Return how well the best of the values fits; when none is known, neither for nor against."""
    return max((_fit(one, value, meant[one]) for value in values for one in asked), default=_UNKNOWN)


def _fit(asked: Asked, value: Value, meant: Mapping[str, float]) -> float:
    if isinstance(value, Reference):
        return meant.get(value.id, 0.0)
    if isinstance(value, str):
        return likeness_of(asked.id or asked.text, value)
    try:
        apart = abs(float(asked.text) - value)
    except ValueError:
        return 0.0
    return max(0.0, 1 - apart / _DEGREES) if isinstance(value, float) else float(apart == 0)


def _with_match(found: list[Candidate], *, next_best: float) -> list[Candidate]:
    """Mark the first candidate as the one that is meant when it fits well and the next does not."""
    if found and found[0].score >= _SURE and found[0].score - next_best >= _AHEAD:
        first = found[0]
        found[0] = Candidate(first.profile, first.score, first.features, match=True)
    return found


def _order(candidate: Candidate) -> tuple[float, str]:
    return -candidate.score, candidate.profile.id
