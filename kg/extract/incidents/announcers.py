"""Says who carried out what no doer is named for: the armed body that announces it.

"The coalition said that 218 militiamen had been killed in air strikes", "the ministry announced that five terrorists
were neutralised": a force, or the ministry above it, that tells of blows to its enemy tells of its own. What hit
civilians or its own men is never concluded to be its doing. "A force" that a fighting body tells of is its own, and so
are the soldiers whose loss an army or its ministry tells. What an armed group claims that a bomber did to its enemies
is its doing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.events import Parties, distinct
from kg.gazetteer import ActorEntry, Gazetteer
from kg.record import Actor, IncidentType, Statement

if TYPE_CHECKING:
    from kg.extract.incidents.telling import Telling

_STRIKING: frozenset[IncidentType] = frozenset({"airstrike", "operation", "shelling", "territory_change", "other"})
_BLASTS: frozenset[IncidentType] = frozenset({"bombing", "suicide_bombing"})
_CLAIMING = frozenset({"claimed", "claims", "claiming"})
_MINISTRY = "ministry-of-defence"
_COMMANDING = frozenset({_MINISTRY, "military-intelligence"})  # bodies that tell of what armed forces do as their own
_COMMANDS = ("Operations Command", "Division", "Brigade")  # how bodies are called that tell of what their forces do
_ARRESTING = _COMMANDING | {"intelligence", "ministry-of-interior"}
_ENEMIES = frozenset({"militants"})
_IN_GENERAL = "security-forces"
_FORCE = frozenset({"force", "forces", "unit", "units", "troops"})  # words for some of the forces of who tells of them
_SOLDIERS = frozenset({"serviceman", "servicemen", "soldier", "soldiers"})


def announcer(
    telling: Telling, targets: Sequence[Actor], statements: Sequence[Statement], gazetteer: Gazetteer
) -> Actor | None:
    """Return the armed body that announces an incident upon `targets` as its own; None where it need not be its own."""
    teller = _teller(telling, statements)
    entry = gazetteer.actor(teller.id) if teller is not None else None
    if telling.type in _BLASTS and entry is not None:
        claimed = entry.kind == "armed_group" and _is_claimed(telling, statements)
        return teller if claimed and targets and all(_is_hostile(one, entry, gazetteer) for one in targets) else None
    if telling.type not in _STRIKING and telling.type != "arrest":
        return None
    if teller is None or entry is None or not _is_armed(entry, telling.type, gazetteer):
        return None
    if telling.type == "airstrike" and not _flies(entry, gazetteer):
        return None
    if telling.type != "arrest" and not _are_enemies(targets, entry, gazetteer):
        return None
    if entry.institution == _MINISTRY and entry.country:
        forces = _forces(entry, gazetteer)
        return forces.reference(teller.mention) if forces is not None else None
    return teller


def as_told(telling: Telling, parties: Parties, statements: Sequence[Statement], gazetteer: Gazetteer) -> Parties:
    """Return parties with "a force" and "two soldiers" taken for those of the armed body that tells of them."""
    teller = _teller(telling, statements)
    entry = gazetteer.actor(teller.id) if teller is not None else None
    if teller is None or entry is None or not _is_armed(entry, telling.type, gazetteer):
        return parties
    doers = tuple(teller if _is_called(one, _FORCE) else one for one in parties.perpetrators)
    known = (gazetteer.actor(one.id) for one in doers)
    own = _forces(entry, gazetteer)
    if own is None or any(one is not None and one.country == entry.country for one in known):
        return replace(parties, perpetrators=distinct(doers), targets=_apart(parties.targets, doers))
    hit = tuple(own.reference(one.mention) if _is_called(one, _SOLDIERS) else one for one in parties.targets)
    return replace(parties, perpetrators=distinct(doers), targets=_apart(distinct(hit), doers))


def _apart(targets: Sequence[Actor], doers: Sequence[Actor]) -> tuple[Actor, ...]:
    """Return who was hit without forces in general that are now told of as doers."""
    bodies = any(one.kind not in ("group", "person") for one in doers)
    return tuple(one for one in targets if not (bodies and _is_called(one, _FORCE)))


def _is_called(actor: Actor, words: frozenset[str]) -> bool:
    """True for security forces in general that the text calls by one of some words."""
    return actor.id == _IN_GENERAL and actor.mention is not None and actor.mention.text.lower() in words


def _forces(entry: ActorEntry, gazetteer: Gazetteer) -> ActorEntry | None:
    """Return the armed forces of the state whose army or ministry of defence a body is."""
    of_state = entry.institution == _MINISTRY or gazetteer.force_of(entry) == "armed"
    if not of_state or not entry.country:
        return None
    return gazetteer.institution("armed forces", entry.country) or gazetteer.institution("army", entry.country)


def _teller(telling: Telling, statements: Sequence[Statement]) -> Actor | None:
    """Return who tells the first of an incident's events, or for whom that person speaks."""
    inner = _statement(telling, statements)
    return (inner.affiliation or inner.speaker) if inner is not None else None


def _statement(telling: Telling, statements: Sequence[Statement]) -> Statement | None:
    """Return the narrowest statement that tells the first of an incident's events."""
    first = telling.events[0].trigger
    said = (s for s in statements if not s.denies and any(p.start <= first.start < p.end for p in s.parts))
    return min(said, key=lambda s: s.content.end - s.content.start, default=None)


def _is_claimed(telling: Telling, statements: Sequence[Statement]) -> bool:
    """True for what is told by "claimed that", not by "said that"."""
    inner = _statement(telling, statements)
    return inner is not None and inner.cue is not None and inner.cue.text.lower() in _CLAIMING


def _is_armed(entry: ActorEntry, kind: IncidentType, gazetteer: Gazetteer) -> bool:
    force = gazetteer.force_of(entry) or ("armed" if entry.label.endswith(_COMMANDS) else None)
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
    known = [(one, gazetteer.actor(one.id)) for one in targets]
    groups = all(one.id in _ENEMIES or (other is not None and other.kind == "armed_group") for one, other in known)
    return bool(known) and groups and all(_is_hostile(one, entry, gazetteer) for one in targets)


def _is_hostile(actor: Actor, entry: ActorEntry, gazetteer: Gazetteer) -> bool:
    """True for fighters in general, and for the armed bodies of another side than that of an entry."""
    known = gazetteer.actor(actor.id)
    if known is None:
        return actor.id in _ENEMIES or (actor.id == _IN_GENERAL and entry.kind == "armed_group")
    armed = known.kind == "armed_group" or gazetteer.force_of(known) is not None
    return armed and known.side != entry.side
