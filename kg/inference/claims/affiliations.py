"""Who belongs to whom: which organisations speak with one voice, and which sides fight as one.

Known from the gazetteer's parents, tenures and sides; an actor that it does not know belongs to nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from kg.gazetteer import Gazetteer
from kg.gazetteer.entries import ActorEntry
from kg.inference.claims.stored import Party
from kg.inference.claims.tables import table

_NEUTRAL = frozenset({"monitor", "ngo", "un", "think-tank"})


class Affiliations(Protocol):
    """What is asked about actors."""

    def chain(self, party: Party, on: str | None) -> tuple[str, ...]:
        """Return the IRIs of an actor and of all that it belongs to, the widest last, as of a day."""

    def side(self, party: Party) -> str | None:
        """Return the side that an actor is on, None when it is on none or that is unknown."""


def related(one: Party, other: Party, affiliations: Affiliations, on: str | None = None) -> bool:
    """Return whether one of two actors is, or belongs to, the other."""
    return other.iri in affiliations.chain(one, on) or one.iri in affiliations.chain(other, on)


def allied(one: Party, other: Party, affiliations: Affiliations, on: str | None = None) -> bool:
    """Return whether two actors act as one: part of one organisation, on one side, or a coalition and its member."""
    if affiliations.chain(one, on)[-1] == affiliations.chain(other, on)[-1]:
        return True
    sides = (affiliations.side(one), affiliations.side(other))
    if None in sides:
        return False
    return sides[0] == sides[1] or any(pair in table("coalitions.csv") for pair in (sides, sides[::-1]))


@dataclass(frozen=True, slots=True)
class GazetteerAffiliations:
    """Affiliations by the gazetteer, for the actors of a deployment with this base."""

    base: str
    gazetteer: Gazetteer
    _entries: dict[str, ActorEntry | None] = field(default_factory=dict, init=False, compare=False, repr=False)

    def chain(self, party: Party, on: str | None) -> tuple[str, ...]:
        """Return the IRIs of an actor and of all that it belongs to, the widest last, as of a day."""
        found = [party.iri]
        entry = self._entry(party.iri)
        while entry is not None:
            parent = self._parent(entry, on)
            iri = f"{self.base}actor/{parent}"
            if parent is None or iri in found:
                break
            found.append(iri)
            entry = self.gazetteer.actor(parent)
        return tuple(found)

    def side(self, party: Party) -> str | None:
        """Return the side that an actor is on, None when it is on none or that is unknown."""
        entry = self._entry(party.iri)
        return None if entry is None or entry.side in _NEUTRAL else entry.side

    def _entry(self, iri: str) -> ActorEntry | None:
        if iri not in self._entries:
            prefix = f"{self.base}actor/"
            self._entries[iri] = self.gazetteer.actor(iri.removeprefix(prefix)) if iri.startswith(prefix) else None
        return self._entries[iri]

    def _parent(self, entry: ActorEntry, on: str | None) -> str | None:
        if entry.kind != "person" or on is None:
            return entry.parent
        tenure = self.gazetteer.tenure(entry, on)
        return tenure.organisation if tenure is not None else entry.parent
