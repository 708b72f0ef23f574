"""Says who carried out what no doer is named for: the armed body that announces it.

"The coalition said that 218 militiamen had been killed in air strikes", "the ministry announced that five terrorists
were neutralised": a force, or the ministry above it, that tells of blows to its enemy tells of its own. What hit
civilians or its own men is never concluded to be its doing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.gazetteer import ActorEntry, Gazetteer
from kg.record import Actor, IncidentType, Statement

if TYPE_CHECKING:
    from kg.extract.incidents.telling import Telling

_STRIKING: frozenset[IncidentType] = frozenset({"airstrike", "operation", "shelling", "territory_change", "other"})
_MINISTRY = "ministry-of-defence"
_COMMANDING = frozenset({_MINISTRY, "military-intelligence"})  # bodies that tell of what armed forces do as their own
_COMMAND = "Operations Command"  # these tell of what their forces do
_ARRESTING = _COMMANDING | {"intelligence", "ministry-of-interior"}
_ENEMIES = frozenset({"militants"})


def announcer(
    telling: Telling, targets: Sequence[Actor], statements: Sequence[Statement], gazetteer: Gazetteer
) -> Actor | None:
    """Return the armed body that announces an incident upon `targets` as its own; None where it need not be its own."""
    if telling.type not in _STRIKING and telling.type != "arrest":
        return None
    teller = _teller(telling, statements)
    entry = gazetteer.actor(teller.id) if teller is not None else None
    if teller is None or entry is None or not _is_armed(entry, telling.type, gazetteer):
        return None
    if telling.type == "airstrike" and not _flies(entry, gazetteer):
        return None
    if telling.type != "arrest" and not _are_enemies(targets, entry, gazetteer):
        return None
    if entry.institution == _MINISTRY and entry.country:
        forces = gazetteer.institution("armed forces", entry.country) or gazetteer.institution("army", entry.country)
        return forces.reference(teller.mention) if forces is not None else None
    return teller


def _teller(telling: Telling, statements: Sequence[Statement]) -> Actor | None:
    """Return who tells the first of an incident's events, or for whom that person speaks."""
    first = telling.events[0].trigger
    said = [s for s in statements if not s.denies and any(p.start <= first.start < p.end for p in s.parts)]
    if not said:
        return None
    inner = min(said, key=lambda s: s.content.end - s.content.start)
    return inner.affiliation or inner.speaker


def _is_armed(entry: ActorEntry, kind: IncidentType, gazetteer: Gazetteer) -> bool:
    force = gazetteer.force_of(entry) or ("armed" if entry.label.endswith(_COMMAND) else None)
    if kind == "arrest":
        return force is not None or entry.institution in _ARRESTING
    return entry.kind == "coalition" or force == "armed" or entry.institution in _COMMANDING


def _flies(entry: ActorEntry, gazetteer: Gazetteer) -> bool:
    """True for the forces of a state or coalition: those of a region tell of strikes that others flew."""
    if entry.kind == "armed_group":
        return False
    country = gazetteer.place(entry.country) if entry.country else None
    return country is None or country.parent is None


def _are_enemies(targets: Sequence[Actor], entry: ActorEntry, gazetteer: Gazetteer) -> bool:
    """True for armed groups of another side and nobody else."""
    entries = [gazetteer.actor(one.id) for one in targets]
    hostile = [
        one.id in _ENEMIES or (known is not None and known.kind == "armed_group" and known.side != entry.side)
        for one, known in zip(targets, entries, strict=True)
    ]
    return bool(hostile) and all(hostile)
