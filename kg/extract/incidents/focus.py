"""Reads an event by the incident that the text is at: "the raids also hit X", of air raids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.extract.events import Event
from kg.extract.incidents.telling import Telling

_MISSILES = frozenset({"missile", "guided missile"})
_BLASTS = frozenset({"blast", "explosion"})
_FROM_THE_AIR = frozenset({"raid", "bombing", "bombardment"})
REACH = 2
"""Sentences back in which what was told, or its place, may be taken for an event that has none."""


def like_focus(event: Event, focus: Telling | None, tellings: Sequence[Telling]) -> Event:
    """Return an event whose kind is open as one from the air where the text is at one: "the raids also hit X"."""
    near = focus is not None and event.sentence - focus.last <= REACH
    if event.numbered and near and focus and event.places:
        kind = focus.type if event.kills or event.open else event.type
        return replace(event, type=kind, open=False, kills=False, distinct=True)  # "the second, in X, killed two"
    dropped = event.base == "bomb" and event.noun and event.plural and event.type == "bombing"
    if (
        (dropped or (event.open and event.base in _FROM_THE_AIR))
        and near
        and focus
        and event.date is None
        and focus.families == {"air"}
    ):
        return replace(event, type="airstrike", open=False)
    similar = event.base == "attack" and "similar" in event.trigger.text.lower().split()
    if similar and near and focus and event.type in ("other", "armed_clash"):
        return replace(event, type=focus.type, open=False)  # "a similar attack", where the text is at a car bomb
    vague = event.noun and event.plural and (event.count is None or event.count.low != event.count.high)
    named = event.base == "operation" and event.trigger.text.startswith("Operation ")
    if named and near and focus and any("operation" in one.base for one in focus.events):
        return replace(event, type=focus.type, definite=True)  # the name of that told before
    told = event.past or (event.plural and not (event.background or event.perfect))
    struck = event.base in _MISSILES and event.noun and not event.parties.perpetrators and told
    if struck and near and focus and focus.families == {"air"} and event.date is None:
        return replace(event, type="airstrike")  # "a missile flattened their house", among air strikes
    placeless = not (event.places or event.date)
    shelled = focus is not None and focus.families == {"fire"}
    shelled = shelled and not any("air" in one.families for one in tellings)
    if focus and shelled and event.base == "strike" and event.noun and event.definite and placeless:
        return replace(event, type=focus.type, open=True)  # "the strike", of a school that was shelled
    if near and event.base in _BLASTS and vague and not (event.places or event.date):
        return replace(event, open=True)  # the blasts that followed an attack do not say what it was
    return event
