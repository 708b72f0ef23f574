"""Whether two groups of victims can be compared: the same people, some of the others, or other people altogether.

1. General groups ("civilians", "militants") have the broader groups of `data/groups.csv`; everybody is "people".
2. An armed group belongs to the militants, a state's forces to the security forces; an organisation belongs to what
   the gazetteer puts it under as well.
3. The noun of the words may tell a narrower group than the claim names: of civilians, "nine children" are the children.
4. Of two groups, one may hold the other; groups that hold neither each other are of different people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kg.inference.claims.affiliations import Affiliations
from kg.inference.claims.stored import Party
from kg.inference.claims.tables import mapping
from kg.inference.claims.wording import last_noun, singular

Comparison = Literal["same", "narrower", "broader"]

EVERYBODY = "people"
_BY_KIND = {"armed_group": "militant", "government": "security force", "coalition": "security force"}


@dataclass(frozen=True, slots=True)
class Group:
    """A group of victims: its key, alike in all articles, and the keys of all groups that hold it, itself first."""

    key: str
    held_by: tuple[str, ...]


_EVERYBODY = Group(EVERYBODY, (EVERYBODY,))


def group_of(party: Party | None, words: str, affiliations: Affiliations) -> Group:
    """Return the group that a claim counts, which names it and gives its number in these words."""
    named = _named(party, affiliations)
    noun = _general(last_noun(words))
    if noun is not None and noun.key not in named.held_by and named.key in noun.held_by:
        return noun
    return named


def compared(one: Group, other: Group) -> Comparison | None:
    """Return how one group stands to another, None when they are different people."""
    if one.key == other.key:
        return "same"
    if other.key in one.held_by:
        return "narrower"
    return "broader" if one.key in other.held_by else None


def _named(party: Party | None, affiliations: Affiliations) -> Group:
    if party is None:
        return _EVERYBODY
    words = party.label.casefold().split()
    name = " ".join([*words[:-1], singular(words[-1])]) if words else ""
    general = _general(name)
    if general is not None:
        return general
    kind = _BY_KIND.get(party.kind)
    if party.kind == "organisation" and affiliations.side(party) is not None:
        kind = "security force"
    key = party.iri if party.named else name
    return Group(key, (key, *affiliations.chain(party, None)[1:], *_holding(kind or EVERYBODY)))


def _general(name: str) -> Group | None:
    """Return the general group of this name, None when it is not one."""
    broader = _broader().get(name)
    if broader is None:
        return None
    return _EVERYBODY if broader == name else Group(name, _holding(name))


def _holding(name: str) -> tuple[str, ...]:
    names = [name]
    while names[-1] != EVERYBODY:
        names.append(_broader()[names[-1]])
    return tuple(names)


def _broader() -> Mapping[str, str]:
    return mapping("groups.csv")
