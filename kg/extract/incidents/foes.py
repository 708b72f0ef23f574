"""Says against whom an incident was that names no target: "Iraqi forces retook the town" in an article on ISIS.

A group that everybody else fights is concluded so, and the one group that a state or coalition is at war with ("the
coalition's jets bombed a depot" in an article on the Houthis); only where the article names no other group that the
doers might have fought. Enemies who fell where somebody was attacked had attacked: "repelled an attack, killing 12".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from kg.extract.mentions import Mentions
from kg.gazetteer import ActorEntry, Gazetteer
from kg.record import Actor, IncidentType

_COMMON_FOE = "islamic-state"
_FIGHTING: frozenset[IncidentType] = frozenset(
    {"airstrike", "operation", "territory_change", "armed_clash", "shelling"}
)
_AT_PEACE = frozenset({"sdf", "kurdistan-region", "iraq-pmf", "iraq-federal"})  # sides that fight hardly others
_AT_WAR_WITH_KURDS = frozenset({"syrian-government", "turkey"})
_FOES = frozenset({"al-qaeda", "syrian-opposition", "hamas", "yemen-houthi", "taliban"})  # sides with foes of their own
_ENEMIES = {  # sides of states and coalitions, and whom they are at war with
    "saudi-led-coalition": "yemen-houthi",
    "yemen-government": "yemen-houthi",
    "turkey": "pkk",
    "israel": "hamas",
}
_ACROSS = {"syrian-government": "Syrian rebels", "syrian-opposition": "Syrian government"}  # who takes ground from whom
_ALLIED = frozenset({"syrian-government", "syrian-opposition"})
_REBELS = frozenset({"rebel", "rebels", "opposition"})


class FoeFinder:
    """Knows the armed groups of one document."""

    def __init__(self, mentions: Mentions) -> None:
        self.gazetteer = mentions.gazetteer
        names = [m for sentence in mentions.document.sentences for m in mentions.of(sentence)]
        self._has_rebels = any(t.lower in _REBELS for t in mentions.document.tokens)
        self._has_state = any(t.lower == "regime" for t in mentions.document.tokens) or any(
            isinstance(m.entry, ActorEntry) and m.entry.side == "syrian-government" for m in names
        )
        self._groups = {
            m.entry.id: m.entry for m in names if isinstance(m.entry, ActorEntry) and m.entry.kind == "armed_group"
        }

    def of(self, kind: IncidentType, doers: Iterable[Actor], *, clash: bool = False) -> Actor | None:
        """Return the foe of the doers of an incident of a kind, or of the one side of a clash; None where not sure."""
        sides = {entry.side or entry.country for one in doers if (entry := self.gazetteer.actor(one.id)) is not None}
        if clash or kind == "territory_change":
            foe = self._across(sides)
            if foe is not None:
                return foe.reference()
        if kind not in _FIGHTING or not sides or sides & (_FOES | {_COMMON_FOE}):
            return None
        at_peace = frozenset() if sides & _AT_WAR_WITH_KURDS else _AT_PEACE
        hostile = {one.side for one in self._groups.values() if one.side not in sides | at_peace}
        if "syrian-government" in sides and self._has_rebels:
            return None  # rebels in general are foes as well
        enemies = {_ENEMIES[side] for side in sides if side in _ENEMIES} | {_COMMON_FOE}
        if len(hostile) != 1 or not hostile <= enemies:
            return None
        found = [one for one in self._groups.values() if one.side in hostile]
        return found[0].reference() if len({one.id for one in found}) == 1 or hostile == {_COMMON_FOE} else None

    def _across(self, sides: Set[str | None]) -> ActorEntry | None:
        """Return the other side of a war of a state and its rebels, where the article names both and nobody else."""
        others = {one.side for one in self._groups.values()} - _ALLIED
        other = _ACROSS.get(next(iter(sides)) or "") if len(sides) == 1 and not others else None
        named = self._has_rebels if "syrian-government" in sides else self._has_state
        return self.gazetteer.find_actor(other) if other is not None and named else None


def attackers(hit: Iterable[Actor], fallen: Sequence[Actor], gazetteer: Gazetteer) -> tuple[Actor, ...]:
    """Return the fallen who had attacked: "the army repelled an assault, killing 12 IS fighters"."""
    dead = {one.id for one in fallen}
    struck = (entry for one in hit if one.id not in dead and (entry := gazetteer.actor(one.id)) is not None)
    sides = {one.side or one.country for one in struck}
    enemies = {_ENEMIES[side] for side in sides if side in _ENEMIES} | {_COMMON_FOE}
    known = ((one, gazetteer.actor(one.id)) for one in fallen if sides)
    return tuple(one for one, entry in known if entry is not None and entry.side in enemies - sides)
