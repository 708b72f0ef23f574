"""Says who flew air strikes that name nobody, in an article in which only one air force flies.

"Israeli strikes killed 12 in Beirut. Two strikes on Baalbek killed nine": where every air strike that names its doer
names the same one, the others of about the same days are concluded to be its as well. What an air force announces
("the ministry said that 24 sorties had been flown") names it, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from kg.extract.dates import bounds
from kg.extract.events.event import distinct
from kg.extract.incidents.announcers import announcer
from kg.extract.incidents.telling import Telling
from kg.gazetteer import Gazetteer
from kg.record import Actor, Statement

_DROPPERS = {"syria": "Syrian government"}
"""Who alone has dropped barrel bombs in a country, by its id."""

_LATELY = timedelta(days=30)  # between a strike and those that tell who flies


def share_flyer(tellings: Sequence[Telling], statements: Sequence[Statement], gazetteer: Gazetteer) -> None:
    """Note for the air strikes that name nobody who flew them, where the article or the weapon leaves but one."""
    strikes = [one for one in tellings if one.type == "airstrike"]
    for one in strikes:
        dropper = None if _doers(one) else _dropper(one, gazetteer)
        one.flyer = dropper or one.flyer
    flown = {one.number: _doers(one) or _announcing(one, statements, gazetteer) for one in strikes}
    known = [one for one in strikes if flown[one.number]] if len(strikes) > 1 else []
    doers = distinct(actor for one in known for actor in flown[one.number])
    if not doers or not _are_of_one_state(doers, gazetteer):
        return
    drones = any(_is_by_drone(one) for one in known)
    for one in strikes:
        if flown[one.number] or (_is_by_drone(one) and not drones):
            continue  # drones have others as well
        if any(_is_of_about(one, other) for other in known):
            one.flyer = doers[0]


def _are_of_one_state(doers: Sequence[Actor], gazetteer: Gazetteer) -> bool:
    """True for one doer, and for "the regime" and "the army" of one country."""
    if any(one.kind in ("group", "person", "armed_group") for one in doers):
        return False
    entries = [gazetteer.actor(one.id) for one in doers]
    countries = {entry.country if entry is not None else None for entry in entries}
    return len(doers) == 1 or (len(countries) == 1 and None not in countries)


def _dropper(telling: Telling, gazetteer: Gazetteer) -> Actor | None:
    """Return who drops barrel bombs where an incident took place, if barrel bombs were dropped."""
    event = next((e for e in telling.events if "barrel" in e.base or "barrel" in e.trigger.text.lower()), None)
    names = {name for one in telling.places for name in one.within}
    entry = next((gazetteer.find_actor(_DROPPERS[name]) for name in sorted(names & _DROPPERS.keys())), None)
    return entry.reference(event.trigger) if event is not None and entry is not None else None


def _announcing(telling: Telling, statements: Sequence[Statement], gazetteer: Gazetteer) -> tuple[Actor, ...]:
    """Return the air force that announces a strike of which nobody is named."""
    targets = distinct(actor for event in telling.events for actor in event.parties.targets)
    own = announcer(telling, targets, statements, gazetteer)
    return (own,) if own is not None else ()


def _doers(telling: Telling) -> tuple[Actor, ...]:
    return distinct((*(a for e in telling.events for a in e.parties.perpetrators), *telling.blamed))


def _is_by_drone(telling: Telling) -> bool:
    return any("drone" in event.trigger.text.lower() for event in telling.events)


def _is_of_about(telling: Telling, other: Telling) -> bool:
    """True for two strikes of about the same days and in one country, as far as that is known."""
    here, there = ({name for one in each.places for name in one.within} for each in (telling, other))
    known = all(one.known for each in (telling, other) for one in each.places)
    if here and there and known and not here & there:
        return False
    if telling.date is None or other.date is None:
        return not telling.events[0].background
    first, second = sorted((bounds(telling.date), bounds(other.date)))
    return second[0] - first[1] <= _LATELY
