"""Tells by the words before a name whether it is where something happened or only helps to find where that was."""

from __future__ import annotations

from collections.abc import Sequence

REACH = 8
"""How many words before a name are looked at."""

_DISTANCES = frozenset("kilometers kilometres kilometer kilometre km kms miles mile meters metres".split())
POINTS = frozenset("north south east west northeast northwest southeast southwest".split())
"""Points of the compass, as nouns."""
_WAYS = frozenset({"road", "highway", "route", "motorway", "corridor", "leading"})
_EDGES = frozenset({"suburb", "suburbs", "outskirts", "edge"})


def is_offset(before: Sequence[str]) -> bool:
    """True for the second place of "43 km west of X", "Rastan, north of Homs", "the highway to Jordan"."""
    words = list(before[-REACH:])
    if words[-1:] == ["to"] and words[-2:-1] and words[-2] in _WAYS:
        return True
    if words[-1:] == ["of"] and words[-2:-1] and words[-2] in POINTS:
        return words[-3:-2] not in (["the"], ["in"]) or words[-4:-2] == ["to", "the"]
    return bool(_DISTANCES & set(words)) and bool({"of", "from"} & set(words[-5:]))


def is_around(before: Sequence[str]) -> bool:
    """True for "near X", "in a suburb of X": where exactly, a later sentence may say."""
    if before[-1:] == ["of"]:
        return len(before) > 1 and before[-2] in _EDGES
    return bool(before) and before[-1] in ("near", "outside")
