"""Tells summaries from what they sum up: "air strikes killed 21" in a lead, then strike by strike.

1. What a lead tells of several events may have taken in the first of them, since nothing set them apart. Where another
   one follows at another spot, that first one is made an incident of its own (`part_told`).
2. A summary names its parts (`sum_up`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kg.extract.dates import bounds, spanning
from kg.extract.events import Event
from kg.extract.incidents.likeness import VIOLENT, is_another_spot, is_one_of_several, same_day
from kg.extract.incidents.telling import Telling, finest

_MASS = frozenset({"barrage", "shelling", "bombardment", "bombing"})  # singular words for what may be many
_SPOT = 3  # rank up to which a place is a spot
_SUMMED = 5  # rank from which on the place of a summary is broad enough to hold others
_LATELY = 21  # days back from publication that a summary may reach
_FOLLOWING = 12  # sentences behind a lead in which its parts are told
_MOST = 60  # incidents behind a summary that may be its parts
_MANY = 20  # dead from which on those of a month are statistics
_DAY = len("2016-04-30")
_REST = 3  # sentences that go on about a part


def part_told(whole: Telling, others: Sequence[Telling]) -> tuple[tuple[Event, ...], tuple[Telling, ...]]:
    """Return the events of a lead that tell the first of its parts, and its other parts; nothing where it has none."""
    lead = whole.events[0]
    first = next((e for e in whole.events[1:] if _is_spot(e, lead)), None)
    if whole.listed or first is None or not (lead.plural or lead.kills or lead.base in _MASS):
        return (), ()
    parts = tuple(one for one in others if one is not whole and _is_sibling(one, first, whole))
    if not parts:
        return (), ()
    told = [e for e in whole.events[1:] if e is first or _goes_on(e, first)]
    return tuple(told), parts


def _is_spot(event: Event, lead: Event) -> bool:
    """True for an event at a spot that the lead does not name, or of which it says what was hit: a market."""
    if event.definite or event.headline or not 0 < event.sentence - lead.sentence <= _FOLLOWING:
        return False
    if not event.places:
        return bool(event.sites) and lead.plural and event.past and not event.plural
    mine = finest(event.places)
    broader = not lead.places or finest(lead.places)[0].rank > mine[0].rank
    small = mine[0].rank <= _SPOT or (mine[0].rank == _SPOT + 1 and not mine[0].known)  # "the district of X"
    return small and broader


def _goes_on(event: Event, first: Event) -> bool:
    """True for what is told of the same spot right behind."""
    near = 0 <= event.sentence - first.sentence <= _REST
    apart = bool(event.places and first.places) and is_another_spot(event.places, finest(first.places))
    return near and not event.headline and not apart


def _is_sibling(other: Telling, first: Event, whole: Telling) -> bool:
    """True for an incident of the same kind and day at another spot, told behind the same lead."""
    event = other.events[0]
    if not 0 <= event.sentence - whole.events[0].sentence <= _FOLLOWING or other.listed or event.background:
        return False
    akin = other.families & (whole.families or VIOLENT) or (not other.families and other.sides & whole.sides)
    if not akin or same_day(other.date, whole.date) < 0:
        return False
    apart = bool(other.finest and first.places) and is_another_spot(other.finest, finest(first.places))
    return apart or event.distinct or event.beside


def without_statistics(tellings: Sequence[Telling]) -> list[Telling]:
    """Return the tellings without what a report counts by the month and by province: "in June 1,431 were killed"."""
    if not any(_is_of_a_month(one) for one in tellings):
        return list(tellings)
    return [one for one in tellings if not (_is_of_a_month(one) or _is_counted(one))]


def _is_of_a_month(telling: Telling) -> bool:
    """True for the dead of a month, by no means or doer in particular."""
    month = telling.date is not None and len(telling.date) == len("2016-04")
    doers = any(e.parties.perpetrators for e in telling.events)
    broad = all(one.rank >= _SUMMED for one in telling.events[0].places)
    several = sum(f.effect == "killed" and bool(f.low and f.low >= _MANY) for f in telling.figures)
    return month and bool(several) and broad and not doers and all(e.kills for e in telling.events)


def _is_counted(telling: Telling) -> bool:
    """True for the dead of a province or a city, of no day and by nobody in particular."""
    doers = any(e.parties.perpetrators for e in telling.events)
    dated = telling.date is not None and len(telling.date) > len("2016-04")
    return all(e.kills for e in telling.events) and not doers and not dated


def date_parts(tellings: Sequence[Telling]) -> None:
    """Give the day of a lead that tells of several attacks to those told behind it as its news."""
    lead = next((one for one in tellings if not one.events[0].headline), None)
    if lead is None or lead.date is None or len(lead.date) != _DAY or not _is_lead(lead):
        return
    for one in tellings:
        if one is not lead and one.date is None and _is_news_of(one, lead):
            one.said = lead.date


def _is_lead(telling: Telling) -> bool:
    """True for "14 were killed in separate attacks across Iraq on Wednesday"."""
    first = telling.events[0]
    broad = bool(telling.anchor) and all(place.rank >= _SUMMED for place in telling.anchor)
    return first.sentence <= 1 and first.plural and first.past and broad


def _is_news_of(telling: Telling, lead: Telling) -> bool:
    """True for an attack that only the lead dates, somewhere in its country or province."""
    first = telling.events[0]
    near = 0 < first.sentence - lead.events[0].sentence <= _FOLLOWING
    told = first.past or (first.harms and not first.background and not first.perfect)
    return near and told and bool(telling.places) and telling.said is None and _within(telling, lead)


def sum_up(tellings: Sequence[Telling], published: date | None) -> None:
    """Note which incidents sum up others: "operations across northern Iraq" told in a lead, "34 strikes"."""
    for number, telling in enumerate(tellings):
        first = telling.events[0]
        spots = [one for one in tellings[number + 1 : number + _MOST] if _is_spot_of(one, telling)]
        if len(spots) > 1 and not telling.listed and not telling.parts:
            telling.parts = tuple(one.number for one in spots)
            continue
        if telling.listed or telling.parts or not first.plural or (telling.date is not None and first.count is None):
            continue
        if any(one.rank < _SUMMED for one in telling.places):
            continue
        parts = [one for one in tellings[number + 1 : number + _MOST] if _is_part(one, telling, published)]
        parts = _within_days(parts, first.days)
        if len(parts) > 1:
            telling.parts = tuple(one.number for one in parts)
            telling.date = telling.date or spanning([one.date for one in parts if one.date is not None])


def _within_days(parts: list[Telling], days: int | None) -> list[Telling]:
    """Return those that lie in as few days as the lead tells of: the most that do, the first told of as many."""
    if days is None:
        return parts
    fitting = [[one for one in parts if _lies_within(one, first, days)] for first in parts]
    return max(fitting, key=len, default=[])


def _lies_within(part: Telling, first: Telling, days: int) -> bool:
    """True for what happened from one part on within so many days."""
    if part.date is None or first.date is None:
        return False
    begin = bounds(first.date)[0]
    return begin <= bounds(part.date)[0] and (bounds(part.date)[1] - begin).days < days


def _is_spot_of(part: Telling, whole: Telling) -> bool:
    """True for what happened at one of the spots that a lead names together."""
    akin = bool(part.families & whole.families) and same_day(part.date, whole.date) >= 0
    near = 0 <= part.events[0].sentence - whole.events[0].sentence <= _FOLLOWING
    return akin and near and is_one_of_several(part.finest, whole)


def _is_part(part: Telling, whole: Telling, published: date | None) -> bool:
    """True for an incident told after a summary, of its family, parties and places, and of about its days."""
    first = part.events[0]
    if first.sentence <= whole.events[0].sentence or first.background or part.date is None:
        return False
    if whole.date is not None:
        return part.listed and part.date == whole.date and _within(part, whole)
    violent = part.families & {"air", "ground", "fire"} and "territory" not in part.families
    doers = _doers(whole) & (_doers(part) | {a.id for e in part.events for a in e.parties.supporters})
    recent = published is None or (published - bounds(part.date)[0]).days <= _LATELY
    return bool(violent and doers and recent) and (not whole.places or _within(part, whole))


def _doers(telling: Telling) -> set[str]:
    named = {a.id for e in telling.events for a in e.parties.perpetrators}
    return named | {one.id for one in telling.blamed}


def _within(part: Telling, whole: Telling) -> bool:
    ids = {place for one in whole.places for place in one.within}
    return any(ids & one.within for one in part.places)
