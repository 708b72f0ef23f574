"""Says how likely an event is the telling again of an incident that the article has told before.

Kind, day and place may each rule it out; where they agree, the likeness rises. "The attack" points back, "another
attack" does not; different doers speak against it. The weights were set by hand on news.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.dates import Shift, bounds
from kg.extract.events import Event
from kg.extract.incidents.telling import GENERIC, Telling, finest, names_of
from kg.extract.places import PlaceMention

JOINS = 2.0
"""From this likeness on an event joins an incident."""
JOINS_BARE = 0.6
"""The same for killings and attacks of no stated place, date or kind, which stand for what was told before."""

_BROAD = 5  # rank from which on a place is too broad to tell two incidents apart
_REGION, _AREA, _SPOT = 6, 4, 3  # the same for regions, for areas, and up to which a place is a spot
_FAR = 1.0  # degrees of latitude and longitude together beyond which areas and districts are apart
VIOLENT = frozenset({"air", "fire", "blast", "ground", "violence", "chemical"})
_MIXED = frozenset({"operation", "attack", "assault", "offensive"})
_NO = -1.0
_NAMED = {"bombing": frozenset({"bombing", "suicide_bombing"}), "shelling": frozenset({"shelling"})}
_QUARTER = 0.15  # degrees of latitude and longitude together within which a quarter is of a city
_HIGH = 10  # dead from which on the same number is hardly that of another incident
_FEW = 4  # the same for the same weapon, told of right behind
_NOBODY = frozenset({"militants"})  # whom a named group may be
_ITSELF_AND_COUNTRY = 2
_STALE = 45  # days before the news from which on something is another event
_WEEK = 7  # days before the news from which on the date of a day is that of another event
_LATELY = 3  # days from which on something has gone on for a while
_LAST_MONTH = 2  # days before the news from which on a month is another one
_MONTH, _DAY = len("2016-04"), len("2016-04-30")
_SOON = 2  # sentences behind a lead in which its detail begins
_TOLLS_APART = 4  # times by which the tolls of two incidents differ, and those that two sources give for one do not


def likeness(
    event: Event,
    day: str | None,
    telling: Telling,
    *,
    in_focus: bool,
    same_sentence: bool,
    toll: int | None = None,
    said: str | None = None,
) -> float:
    """Return how likely an event of a day (EDTF) tells an incident again; negative when it cannot.

    `toll` is how many its sentence says were killed, `said` the day (EDTF) on which its sentence was said.
    """
    if (
        _is_long_before(event, day, telling)
        or _is_foretold(said, telling)
        or _is_after_telling(event, day, telling)
        or _is_of_statistics(day, telling)
        or _is_sum(event)
        or _is_of_a_campaign(event, day, telling)
        or (same_sentence and (_is_offset(event, telling) or _is_by_another(event, telling)))
    ):
        return _NO
    known = telling.date or (telling.presumed if event.date is not None else None)
    if _is_upon_its_doers(event, telling):
        return _NO
    kin, when, where = kinship(event, telling), same_day(day, known), same_place(event.places, telling, event)
    if where < 0 and _is_same_toll(toll, event, telling):
        where = 0.25  # "23 killed in strikes on the east of Syria", then 23 killed by strikes on a village
    if telling.listed or min(kin, when, where) < 0 or _is_by_others(event, telling, same_sentence=same_sentence):
        return _NO
    value = kin + when + where - min(event.sentence - telling.last, 5) * 0.12
    value += 1.0 * event.definite + 1.0 * in_focus + _same_parties(event, telling)
    if in_focus and not telling.families and not event.places and day is None and _is_told_once(telling):
        value += 1.0
    value += 0.75 * _elaborates(event, day, telling)
    value += _of_its_name(event, telling)
    value += 1.25 * (event.definite and event.noun and any(e.base == event.base for e in telling.events))
    if when >= 1.0 and not (event.places and telling.places):
        value += 0.5
    exact = event.count is not None and event.count.low == event.count.high
    if event.count is not None and exact and telling.counts and event.count.low not in telling.counts:
        value -= 2.0  # an open figure ("fewer than 17 rockets") disputes the count of one event
    if _tolls_differ(toll, telling) and not (in_focus and day is None and not event.places):
        value -= 1.5
    apart = event.date is not None and event.date.relation == "offset"  # "the attack comes a week after X"
    apart = apart and event.date is not None and event.date.shift != Shift(0)  # not "in the hours after the attack"
    if (event.distinct and not (same_sentence and event.kills)) or apart:
        value -= 4.0
    bare_kill = event.kills and not event.places and event.date is None and len(telling.events) == 1
    words = {e.trigger.text for e in telling.events if e.sentence == event.sentence}
    held = where >= (0.75 if event.trigger.text in words else 1.5)
    again = kin >= 1.5 and held and not event.distinct  # a heading runs into the sentence behind it
    if same_sentence and not event.definite and not bare_kill and not again:
        value -= 1.0
    if event.background and not event.definite and when <= 0:
        value -= 2.5
    one = event.past or (day is not None and len(day) == _DAY)
    if one and not event.needy and not event.definite and all(e.needy and e.background for e in telling.events):
        value -= 2.5  # one event beside the sum of many
    if _is_one_of_many(event, day, telling):
        value -= 2.5
    if _is_of_weeks(event, day) and telling.events[0].past:
        value -= 1.5
    several = event.noun and event.plural and event.harms and not telling.events[0].plural
    if several and not event.definite and _tolls_differ(toll, telling):
        value -= 1.5  # "a bomber killed 31. Four died in explosions in two quarters"
    if not event.definite:
        value -= _newness(event, telling, same_sentence=same_sentence)
    return value


def _of_its_name(event: Event, telling: Telling) -> float:
    """Return how much a name speaks for an incident told before: "the bombing", of attacks, "the cafe attack"."""
    if event.definite and event.noun and event.sites & telling.sites:
        return 3.0
    if not (event.open and event.definite and event.noun and event.type in _NAMED):
        return 0.0
    return 1.5 if any(e.type in _NAMED[event.type] for e in telling.events) else -0.5


def _is_long_before(event: Event, day: str | None, telling: Telling) -> bool:
    """True for an event dated long before the news of which the incident is: "In August 2013, rockets ..."."""
    if event.date is None or day is None or telling.date is not None or telling.news is None:
        return False
    of_month = len(day) == _MONTH and not event.definite  # "In July" beside the news of August
    of_day = len(day) == _DAY and not event.definite  # "On 4 March" in the middle of the month
    least = _LAST_MONTH if of_month else _WEEK if of_day else _STALE
    return (bounds(telling.news)[0] - bounds(day)[1]).days > least


def _is_foretold(said: str | None, telling: Telling) -> bool:
    """True for what was said before an incident took place: "On Friday the army said it had hit X", Sunday's raid."""
    if said is None or telling.date is None or min(len(said), len(telling.date)) < _DAY:
        return False
    return bounds(said)[1] < bounds(telling.date)[0]


def _is_after_telling(event: Event, day: str | None, telling: Telling) -> bool:
    """True for what happened after an incident was told: "shells hit X on Friday", behind what was said on Thursday."""
    if event.date is None or day is None or telling.said is None or telling.date is not None:
        return False
    return min(len(day), len(telling.said)) >= _DAY and bounds(day)[0] > bounds(telling.said)[1]


def _is_of_weeks(event: Event, day: str | None) -> bool:
    """True for what has gone on for a while: "shells have hit the city in the past two weeks"."""
    if day is None or "/" not in day or event.definite or not (event.perfect and event.plural):
        return False
    first, last = bounds(day)
    return (last - first).days > _LATELY


def _is_one_of_many(event: Event, day: str | None, telling: Telling) -> bool:
    """True for one day's strikes on a village behind "57 strikes in eastern Syria between Friday and Sunday"."""
    lead = telling.events[0]
    many = lead.plural and lead.count is not None and (lead.count.low or 0) >= _HIGH
    span = telling.date is not None and "/" in telling.date and day is not None and "/" not in day
    broad = bool(telling.anchor) and telling.anchor[0].rank >= _AREA
    return many and span and broad and bool(event.places) and finest(event.places)[0].rank <= _SPOT


def _is_told_once(telling: Telling) -> bool:
    """True for what was told in one place, and then only pointed back to."""
    return sum(not e.definite for e in telling.events) <= 1


def _is_of_statistics(day: str | None, telling: Telling) -> bool:
    """True for an event of one day beside the toll of a month: "741 were killed in April", then that of April 30."""
    of_month = telling.date is not None and len(telling.date) == len("2016-04") and "/" not in telling.date
    return of_month and day is not None and len(day) > len("2016-04") and all(e.kills for e in telling.events)


def _is_sum(event: Event) -> bool:
    """True for "since May nine guards have been killed in the province", which is told of no one attack."""
    since = event.date is not None and event.date.relation == "since"
    return since and event.kills and event.background and event.needy and not event.definite


def _is_of_a_campaign(event: Event, day: str | None, telling: Telling) -> bool:
    """True for "over 900 have died in the assault since May 3", told of no one day's raid that the text is at."""
    since = event.date is not None and event.date.relation == "since" and event.harms and not event.plural
    if not since or day is None or telling.date is None or len(telling.date) != _DAY:
        return False
    return (bounds(telling.date)[0] - bounds(day)[0]).days > _LATELY


def _is_offset(event: Event, telling: Telling) -> bool:
    """True where one of two events of a sentence dates the other: "a day after the assault"."""
    return event.offset or any(e.offset and e.sentence == event.sentence for e in telling.events)


def _is_by_another(event: Event, telling: Telling) -> bool:
    """True where the sentence names other doers for the event: "blew himself up during a raid by commandos"."""
    if event.kills or event.definite:
        return False
    mine = {actor.id for actor in event.parties.perpetrators}
    theirs = {a.id for e in telling.events if e.sentence == event.sentence for a in e.parties.perpetrators}
    allied = bool(event.sides & telling.sides)  # the United States and the coalition that they lead
    return bool(mine - _NOBODY and theirs - _NOBODY) and not mine & theirs and not allied


def _is_upon_its_doers(event: Event, telling: Telling) -> bool:
    """True for an attack upon those who did what was told: US strikes, and "12 attacks on US troops" before them."""
    if event.kills or event.sides & event.against or telling.sides & telling.against:
        return False
    return bool(event.against and event.against <= telling.sides)


def _elaborates(event: Event, day: str | None, telling: Telling) -> bool:
    """True for the detail behind a lead: "an attack in Kirkuk province", then who attacked which village."""
    lead = telling.events[0]
    clash = event.family == "ground"  # clashes are always several
    several = not event.noun and bool(event.places) and len(finest(event.places)) > 1  # "bombed X, Y and Z"
    several = several or (event.plural and event.family == "fire" and not lead.noun)  # "shelled X", "60 shells fell"
    if (
        telling.number
        or (lead.plural != event.plural and not clash and not several)
        or lead.background
        or lead.needy
        or telling.last != lead.sentence
    ):
        return False
    if event.distinct or event.beside or event.background or not (lead.past or lead.perfect):
        return False
    broad = not telling.anchor or telling.anchor[0].rank >= (_AREA if not lead.plural else _SPOT)
    return broad and 0 < event.sentence - lead.sentence <= _SOON and None in (telling.date, day)


def _newness(event: Event, telling: Telling, *, same_sentence: bool) -> float:
    """Return how much speaks for something new: "also" elsewhere, "three more were killed", another kind of site."""
    value = 1.0 * bool(event.sites and telling.sites and not event.sites & telling.sites)
    if not same_sentence:
        value += 2.0 * (event.beside and _is_elsewhere(event, telling))
        value += 3.0 * (event.more and not event.kills)
        value += 0.5 * (event.more and event.kills and bool(event.places))
        value += 4.0 * (event.harms and is_one_of_several(event.places, telling))
        value += 2.0 * (event.harms and _is_in_one_of_several(event, telling))
    return value


def _is_in_one_of_several(event: Event, telling: Telling) -> bool:
    """True for shells on a suburb behind "attacks in Aleppo and the Damascus countryside", a sum of several."""
    lead = telling.events[0]
    regions = [one for one in finest(lead.places) if one.rank >= _SPOT] if lead.places else []
    apart = len(regions) > 1 and not any(_holds(a, b) for a in regions for b in regions if a is not b)
    if not (lead.plural and apart and event.places):
        return False
    spot = finest(event.places)[0]
    return spot.rank <= _SPOT and not names_of(spot) & {name for one in lead.places for name in names_of(one)}


def _is_elsewhere(event: Event, telling: Telling) -> bool:
    """True for an event at places of its own."""
    return bool(event.places) and not any(names_of(one) & telling.names for one in finest(event.places))


def _is_same_toll(toll: int | None, event: Event, telling: Telling) -> bool:
    """True where an area, not a spot, is all that speaks against two tellings of one high toll."""
    if toll is None or not telling.toll or not event.places:
        return False
    soon = 0 < event.sentence - telling.events[0].sentence <= _SOON
    if toll < (_FEW if soon and event.base == telling.events[0].base else _HIGH):
        return False  # "seven were killed by a mine", then "a mine killed seven"
    if abs(toll - telling.toll) > (1 if soon and not event.definite else 0):
        return False  # "almost a dozen were killed", then "at least 11"
    return max(finest(event.places)[0].rank, *(one.rank for one in telling.anchor), 0) >= _AREA


def _tolls_differ(toll: int | None, telling: Telling) -> bool:
    if not toll or not telling.toll or telling.in_passing:
        return False
    return not _TOLLS_APART > toll / telling.toll > 1 / _TOLLS_APART


def _is_by_others(event: Event, telling: Telling, *, same_sentence: bool) -> bool:
    """True for what others did at the same time and place, unless it points back: sides may dispute "the attack".

    "Its attacks" are not those of others.
    """
    apart = bool(event.sides and telling.sides) and not event.sides & telling.sides
    return apart and (event.owned or not event.definite) and not same_sentence


def kinship(event: Event, telling: Telling) -> float:
    """Return how well kinds go together; negative when they do not."""
    theirs = telling.families
    if not event.family or not theirs:
        if event.family not in ("", "air") and not event.definite and _is_flown(telling):
            return _NO  # "warplanes killed 56", then an assault on the ground
        if theirs == {"other"}:  # a downing: of whom it killed, only what follows without a place
            return 1.0 if event.definite or (event.kills and not event.places) else _NO
        known = theirs or ({event.family} - {""})
        if known and not known & VIOLENT:
            return 0.5 if event.kills and telling.last == event.sentence else _NO
        if event.family and event.type == "operation" and event.noun and not event.definite:
            return 0.0
        if event.family and not event.definite:
            return 0.5 if _is_told_once(telling) else 0.25
        return 0.25 if event.family and telling.in_passing else 1.0
    if event.family in theirs:
        return 1.5
    if event.definite and event.base == "strike" and theirs == {"chemical"} and not event.plural:
        return 1.0  # "the strike", of a chemical attack
    if event.definite and event.base.rsplit(" ", 1)[-1] in _MIXED and theirs & (VIOLENT | {"arrest"}):
        return 1.0
    mixed = theirs | {event.family} <= {"ground", "violence", "blast"}
    return 0.5 if mixed and event.definite and event.sentence - telling.last <= 1 else _NO


def _is_flown(telling: Telling) -> bool:
    """True for a killing of which only the aircraft is told that did it."""
    return not telling.families and telling.events[0].kills and telling.events[0].type == "airstrike"


def same_day(mine: str | None, theirs: str | None) -> float:
    """Return how well two EDTF dates agree; negative when they cannot be one."""
    if mine is None or theirs is None:
        return 0.0
    if mine == theirs:
        return 1.5
    if mine.startswith(theirs) or theirs.startswith(mine):
        return 0.5
    (a, b), (c, d) = bounds(mine), bounds(theirs)
    return 0.5 if a <= d and c <= b else _NO


def same_place(places: Sequence[PlaceMention], telling: Telling, event: Event) -> float:
    """Return how well places agree; negative when they are apart."""
    if not places or not telling.places:
        return 0.0
    mine, anchor = finest(places), telling.anchor or telling.finest
    if any(names_of(one) & telling.names for one in mine):
        return 1.5 if mine[0].rank < _BROAD else 0.5
    if not event.definite and anchor[0].rank >= _BROAD and max(telling.finest[0].rank, mine[0].rank) <= _AREA:
        anchor = telling.finest  # "strikes in Syria hit X" says nothing of strikes on Y
    around = event.sentence - telling.events[-1].sentence <= _SOON and any(one.around for one in anchor)
    if not event.definite and not around and is_another_spot(mine, telling.finest):
        return _NO
    if any(_holds(one, other) or _holds(other, one) for one in mine for other in anchor):
        return 1.0
    if any(names_of(one) & telling.names for one in places):
        return 0.75 if min(one.rank for one in anchor) >= _BROAD else 0.25
    unknown = not mine[0].known or not anchor[0].known
    if None in (mine[0].at, anchor[0].at) and _are_about_far_apart(places, telling.places):
        return _NO
    if max(mine[0].rank, anchor[0].rank) >= _REGION:
        plural = event.plural or telling.events[0].plural
        listing = len(mine) > 1 and event.date is None and event.sentence - telling.events[0].sentence == 1
        again = event.definite or listing or bool(event.sites & telling.sites)
        summary = not again and (plural or event.date is not None)
        return 0.0 if unknown or (_share_country(mine[0], anchor[0]) and not summary) else _NO
    if max(mine[0].rank, anchor[0].rank) >= _AREA:
        if any(_is_perhaps_in(one, other) for one in mine for other in anchor):
            return 0.0
        if all(_are_far_apart(one, other) for one in mine for other in anchor):
            return _NO
        if not event.definite and all(_are_of_two_provinces(one, other) for one in mine for other in anchor):
            return _NO
        return 0.0 if unknown or _AREA in (mine[0].rank, anchor[0].rank) else _NO
    if unknown and _is_site_in_town(places, mine, anchor):
        return 0.25
    near = not all(_are_far_apart(one, other) for one in mine for other in anchor)
    return 0.0 if (event.definite or around) and (unknown or near) else _NO


def _is_site_in_town(
    places: Sequence[PlaceMention], mine: Sequence[PlaceMention], anchor: Sequence[PlaceMention]
) -> bool:
    """True for a hospital or a quarter told of without its town, where the lead has named one."""
    return mine[0].rank <= 1 and not mine[0].known and anchor[0].rank == _SPOT and len(places) == len(mine)


def is_one_of_several(places: Sequence[PlaceMention], telling: Telling) -> bool:
    """True for one of the spots that a lead names together: "shells hit X, Y and Z", then what happened in Y."""
    several = len(telling.anchor) > 1 and telling.anchor[0].rank <= _SPOT and telling.events[0].plural
    if not places or not several:
        return False
    spots, mine = {one.place.id for one in telling.anchor}, {one.place.id for one in finest(places)}
    return mine < spots or (mine != spots and all(_is_in_a_row(one, telling.anchor) for one in finest(places)))


def _is_in_a_row(place: PlaceMention, row: Sequence[PlaceMention]) -> bool:
    """True for one of the names that lost commas have run together: "al-Midan" of "al-Midan al-Hamadaniah"."""
    return any(one.place.id == place.place.id or (not one.known and _holds(place, one)) for one in row)


def is_another_spot(mine: Sequence[PlaceMention], known: Sequence[PlaceMention]) -> bool:
    """True for two places of about the same size of which neither lies in the other."""
    if max(mine[0].rank, known[0].rank) > _SPOT or abs(mine[0].rank - known[0].rank) > 1:
        return False
    return not any(_holds(one, other) or _holds(other, one) for one in mine for other in known)


def _is_perhaps_in(narrow: PlaceMention, wide: PlaceMention) -> bool:
    """True for a village of which only the country is known, near the middle of a province."""
    unplaced = narrow.kind == "village" and len(narrow.within) <= _ITSELF_AND_COUNTRY and narrow.rank < wide.rank
    return unplaced and narrow.at is not None and wide.at is not None and not _are_far_apart(narrow, wide)


def _are_far_apart(one: PlaceMention, other: PlaceMention) -> bool:
    """True for two places with coordinates so far apart that neither can be in the other, whatever their size."""
    if one.at is None or other.at is None:
        return False
    return abs(one.at[0] - other.at[0]) + abs(one.at[1] - other.at[1]) > _FAR


def _are_of_two_provinces(one: PlaceMention, other: PlaceMention) -> bool:
    """True for the district of a town and a city, each in a province of its own."""
    mine, theirs = ({name for name in each.within if name.endswith("-governorate")} for each in (one, other))
    return bool(mine and theirs) and not mine & theirs


def _are_about_far_apart(places: Sequence[PlaceMention], others: Sequence[PlaceMention]) -> bool:
    """True where what is named around unknown places is far apart: "X northwest of Damascus", "Y west of Aleppo"."""
    here = [one for one in places if one.at is not None and one.rank < _REGION]
    there = [one for one in others if one.at is not None and one.rank < _REGION]
    return bool(here and there) and all(_are_far_apart(one, other) for one in here for other in there)


def _share_country(one: PlaceMention, other: PlaceMention) -> bool:
    return bool(one.within & other.within)


def _holds(wide: PlaceMention, narrow: PlaceMention) -> bool:
    """True when one place lies in another, by the gazetteer or by its name ("Makhmour" and "Makhmour Mountains")."""
    if wide.place.id in narrow.within or _is_quarter_of(wide, narrow):
        return True
    words = set(wide.place.text.lower().split())
    return bool(words) and words < set(narrow.place.text.lower().split())


def _is_quarter_of(city: PlaceMention, quarter: PlaceMention) -> bool:
    """True for a quarter by the city's coordinates, else its province, into which the gazetteer puts it."""
    if city.kind != "city" or quarter.kind != "neighbourhood":
        return False
    if city.at is None or quarter.at is None:
        return f"{city.place.id}-governorate" in quarter.within
    return abs(city.at[0] - quarter.at[0]) + abs(city.at[1] - quarter.at[1]) < _QUARTER


def _same_parties(event: Event, telling: Telling) -> float:
    value = 0.0
    if event.sides and telling.sides:
        value += 0.5 if event.sides & telling.sides else -1.5
    hit = {actor.id for actor in event.parties.targets} - GENERIC
    if hit and telling.hit:
        apart = not telling.families and "civilians" in hit ^ telling.hit and event.sentence != telling.last
        value += 0.25 if hit & telling.hit else -1.0 if apart else -0.5
    return value
