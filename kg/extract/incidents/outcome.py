"""Decides which tellings are incidents, and makes them rows of the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from kg.extract.dates import bounds
from kg.extract.document import Document
from kg.extract.events import Event, Parties, distinct
from kg.extract.events.event import LEAVING
from kg.extract.incidents.announcers import announcer, as_told
from kg.extract.incidents.foes import FoeFinder, attackers
from kg.extract.incidents.telling import Telling
from kg.extract.parties import named_group
from kg.extract.places import PlaceMention
from kg.gazetteer import Gazetteer
from kg.record import Actor, Incident, IncidentType, Place, Statement

_SPECIFIC = 4  # rank below which a place is specific enough to make an incident of what is told in passing
_MONTH_BEGINS = 2  # day of the month up to which news may well be of the month before
_UPON_PEOPLE: frozenset[IncidentType] = frozenset(
    {
        "abduction",
        "airstrike",
        "assassination",
        "bombing",
        "chemical_attack",
        "execution",
        "shelling",
        "suicide_bombing",
    }
)
_CLASHES = frozenset({"battle", "clash", "combat", "fighting", "fights"})  # bases of what takes two sides
_HIT = frozenset({"civilians", "infrastructure"})
_COUNTRY, _MONTH = 7, 31  # rank and days from which on a sum is statistics
_LONG = 300  # days from which on fighting is no incident any more


def is_incident(telling: Telling) -> bool:
    """True for what is told as having happened somewhere or some day."""
    if not (telling.date or telling.places or _is_firm(telling)) or _is_of_a_period(telling):
        return False
    if not telling.figures and all(_is_mentioned(e) for e in telling.events):
        return False
    if all(e.base in LEAVING and not e.places for e in telling.events):
        return False  # "the attackers then withdrew"
    figures = [one for one in telling.figures if not one.headline]
    if all(e.kills and e.type == "other" for e in telling.events) and not figures:
        firm = any(
            e.parties.perpetrators and (e.past or (e.type != "other" and e.parties.targets)) for e in telling.events
        )
        return (telling.date is not None or firm) and any(e.places and e.parties != Parties() for e in telling.events)
    specific = any(one.rank < _SPECIFIC for one in telling.places)
    if all(e.background and e.open for e in telling.events) and not telling.places:
        return False  # "the hospital had been attacked before, in 2014"
    if all(e.background and (e.needy or e.faint) for e in telling.events):
        return telling.date is not None and bool(telling.anchor) and not _is_statistical(telling)
    if all(e.needy for e in telling.events):
        told = any(e.harms or _is_of_some_kind(e) for e in telling.events)
        return bool(figures) or (bool(telling.places) and bool(telling.date)) or (specific and told)
    if all(e.needy or e.faint for e in telling.events):
        return bool(figures) or telling.date is not None or specific
    return True


def _is_of_some_kind(event: Event) -> bool:
    """True for "there were reports of air strikes on the town", not for "has claimed attacks", "operations there"."""
    return event.type in _UPON_PEOPLE and not (event.open or event.perfect or event.background)


def _is_firm(telling: Telling) -> bool:
    """True for news of which neither day nor place is told: "the coalition carried out three airstrikes in support"."""
    lead = telling.events[0]
    told = lead.past and (lead.family or lead.kills)
    told = told and not (lead.needy or lead.faint or lead.background or lead.definite or lead.headline)
    done = lead.parties.perpetrators and ((lead.noun and not lead.kills) or lead.parties.targets)
    return bool(told and done and (lead.count is not None or telling.figures))


def _is_mentioned(event: Event) -> bool:
    """True for an operation that nobody is told to begin or carry out, and that has no day: "during the operations"."""
    carried = len(event.covers) > 1
    return event.type == "operation" and event.noun and not carried and event.date is None


def _is_of_a_period(telling: Telling) -> bool:
    """True for what went on for a year or more and is told in general: "fighting over the past two years"."""
    if telling.date is None or "/" not in telling.date or telling.figures:
        return False
    first, last = bounds(telling.date)
    return (last - first).days > _LONG and all(e.faint or e.needy or e.plural for e in telling.events)


def _is_statistical(telling: Telling) -> bool:
    """True for sums of more than a month in a whole country, "mines have killed 64 across Syria", and of this year."""
    if any(e.date is not None and e.date.text.endswith("this year") for e in telling.events):
        return True  # "11 were abducted in the first five months of this year"
    if telling.date is None or "/" not in telling.date:
        return False
    if telling.anchor[0].rank < _COUNTRY and not all(e.kills for e in telling.events):
        return False
    first, last = bounds(telling.date)
    return (last - first).days > _MONTH


def leading(telling: Telling) -> Event:
    """Return the event that names the incident best."""
    return min(
        telling.events,
        key=lambda e: (e.kills, (e.open and not _are_blasts(e, telling)) or e.needy, e.headline, e.sentence, e.head),
    )


def _are_blasts(event: Event, telling: Telling) -> bool:
    """True for "twin bombings", of which one may be a suicide bombing: they are what all of it was."""
    return event.type == "bombing" and event.plural and telling.families == {"blast"}


def incident_of(
    telling: Telling,
    statements: Sequence[Statement],
    numbered: Mapping[int | None, str],
    *,
    document: Document,
    gazetteer: Gazetteer,
    published: date | None,
    foes: FoeFinder,
) -> Incident:
    """Return the record's incident of a telling; `numbered` are the ids of all."""
    lead, phrase = leading(telling), telling.phrase
    parties = as_told(telling, _parties(telling, gazetteer), statements, gazetteer)
    struck = lead.parties.targets or parties.targets
    doer = None if parties.perpetrators else announcer(telling, struck, statements, gazetteer) or telling.flyer
    if doer is not None:
        hit = tuple(one for one in parties.targets if one.id != doer.id)
        parties = replace(parties, perpetrators=(doer,), targets=hit)
    named = parties.targets or lead.base in LEAVING
    side = _only_side(parties, telling, gazetteer)
    fought = side or parties.perpetrators
    foe = foes.of(telling.type, fought, clash=bool(side)) if side or not named else None
    if foe is not None and side:
        parties = Parties((*side, foe), parties.supporters, (foe, *side))
    elif foe is not None:
        parties = Parties(parties.perpetrators, parties.supporters, (foe,))
    return Incident(
        id=numbered[telling.number],
        type=telling.type,
        trigger=lead.trigger,
        date=telling.date or _undated(telling, statements, published),
        date_text=document.span(phrase.start, phrase.end) if phrase is not None else None,
        places=_places(telling),
        perpetrators=parties.perpetrators,
        supporters=parties.supporters,
        targets=parties.targets,
        weapons=tuple(sorted({weapon for event in telling.events for weapon in event.weapons})),
        summary_of=tuple(numbered[part] for part in telling.parts if part in numbered),
        rule=f"{'noun' if lead.noun else 'verb'}:{lead.base}",
        confidence=_confidence(telling),
    )


def _undated(telling: Telling, statements: Sequence[Statement], published: date | None) -> str | None:
    """Return the day on which an incident was told, for one that nothing else dates; else the month of news."""
    if not all(e.background or (_is_vague(e) and not e.harms) for e in telling.events):
        days = (telling.said, _said_on(statements, telling))
        day = next((day for day in days if day is not None and len(day) == len("2018-10-30")), None)
        if day is not None:
            return day
    recent = (
        published is not None and published.day > _MONTH_BEGINS and any(_is_news(e, telling) for e in telling.events)
    )
    recent = recent and all(e.date is None for e in telling.events)  # what "the previous May" means is not known
    return f"{published:%Y-%m}" if recent and published is not None else None


def _is_vague(event: Event) -> bool:
    """True for what is told in passing or without its kind, unless somebody did it: "said on Friday it hit X"."""
    return event.needy or (event.open and (event.noun or not event.parties.perpetrators))


def _is_news(event: Event, telling: Telling) -> bool:
    """True for what is told as having just happened: "killed", "the army says it has carried out new strikes"."""
    done = event.perfect and bool(event.parties.perpetrators) and event.type != "territory_change"
    done = done and not (event.needy or event.faint or event.kills)
    return event.past or done or _is_reported(event, telling)


def _is_reported(event: Event, telling: Telling) -> bool:
    """True for victims told of in another way than in the simple past: "the death of 27 in raids was documented"."""
    counted = any(one.sentence == event.sentence and one.low and not one.of_war for one in telling.figures)
    over = any(e.perfect or e.background for e in telling.events if e.sentence == event.sentence)
    return event.harms and counted and not over


def _parties(telling: Telling, gazetteer: Gazetteer) -> Parties:
    """Return the parties that all events of an incident name, the more telling names where several mean one.

    Who does such things by habit ("forces have carried out sporadic raids") need not have done this one.
    """
    taken = any(e.type == "territory_change" and e.base not in LEAVING for e in telling.events)
    told = [_as_left(e) if taken else e for e in telling.events]
    events = [e.parties for e in told]
    firm = [e.parties for e in told if not e.needy or e.background] or events  # sums are background
    doers = _narrowed(distinct((*(a for p in firm for a in p.perpetrators), *telling.blamed)), gazetteer)
    suffered = (f for f in telling.figures if f.effect != "displaced" and f.high != 0)
    victims = [f.group for f in suffered if f.group is not None]
    fallen = distinct(a for a in victims if a.kind not in ("group", "person"))
    both = telling.type == "armed_clash" and not doers and len(fallen) > 1
    doers = fallen if both else doers  # "clashes left 16 Houthis and seven Yemeni soldiers dead"
    if telling.type == "armed_clash" and not doers:
        doers = attackers(distinct(a for p in events for a in p.targets), fallen, gazetteer)
    if telling.type == "armed_clash" and not doers and leading(telling).base in _CLASHES:
        doers = _of_sides((*victims, *(a for p in events for a in p.targets)), gazetteer)
        both = bool(doers)
    mutual = telling.type == "armed_clash" and any(_is_mutual(p) for p in events)
    if mutual and len(doers) == 1:
        known = (a for a in victims if a.kind != "person" and gazetteer.actor(a.id) is not None)
        doers = distinct((*doers, *known))  # "12 rebels were killed in clashes with IS"
    doing = {a.id for a in doers}
    helpers = tuple(a for a in distinct(a for p in firm for a in p.supporters) if a.id not in doing)
    clash = both or any(_is_mutual(p) for p in events)
    hit = distinct((*(a for p in events for a in p.targets), *victims))
    targets = _narrowed(tuple(a for a in hit if clash or a.id not in doing), gazetteer)
    if not clash and any(a.kind not in ("group", "person") for a in targets):
        targets = tuple(a for a in targets if a.id != "security-forces")
    people = telling.type in _UPON_PEOPLE and any(a.id == "unspecified" for a in hit)
    people = people and all(a.id != "militants" for a in hit)  # "shelled the terrorists, killing a number of them"
    if not targets and (people or _is_gas_upon_a_place(telling)):
        targets = (named_group("civilians"),)
    if len(doers) == 2 and {a.id for a in targets} == doing:
        targets = doers[::-1]  # whom each of two sides fought
    return Parties(doers, helpers, targets)


def _of_sides(fallen: Iterable[Actor], gazetteer: Gazetteer) -> tuple[Actor, ...]:
    """Return the fallen who fought, where they are of several sides: "88 rebel and regime forces died in clashes"."""
    known = [(one, gazetteer.actor(one.id)) for one in distinct(fallen)]
    fought = [(one, entry.side) for one, entry in known if entry is not None and entry.side and entry.kind != "person"]
    return tuple(one for one, _ in fought) if len({side for _, side in fought}) > 1 else ()


def _is_gas_upon_a_place(telling: Telling) -> bool:
    """True for "a sarin attack on X": who lives there was hit where nobody else is named."""
    placed = any(one.rank <= _SPECIFIC for one in telling.places)
    return telling.type == "chemical_attack" and placed and any(e.noun for e in telling.events)


def _only_side(parties: Parties, telling: Telling, gazetteer: Gazetteer) -> tuple[Actor, ...]:
    """Return the one side that is named of a clash: "hit back, sparking clashes", "19 soldiers died in clashes"."""
    if telling.type != "armed_clash":
        return ()
    if _is_mutual(parties):
        return parties.perpetrators if len(parties.perpetrators) == 1 else ()
    named = parties.targets if leading(telling).base in _CLASHES and not parties.perpetrators else ()
    return named if len(named) == 1 and gazetteer.actor(named[0].id) is not None else ()


def _is_mutual(parties: Parties) -> bool:
    """True for a clash, whose sides are doers and targets alike."""
    return bool({a.id for a in parties.perpetrators} & {a.id for a in parties.targets})


def _as_left(event: Event) -> Event:
    """Return an event of leaving as one that befell who left: "before the army left X", which rebels took."""
    if event.base not in LEAVING:
        return event
    return replace(event, parties=Parties((), event.parties.supporters, event.parties.perpetrators))


def _narrowed(actors: tuple[Actor, ...], gazetteer: Gazetteer) -> tuple[Actor, ...]:
    """Leave out groups in general, and who is named more closely by another: a government by its army."""
    known = tuple(a for a in actors if a.id not in ("militants", "unspecified"))
    if not any(a.kind not in ("group", "person") for a in known):
        return known
    of_states = any(a.kind not in ("group", "person", "armed_group") for a in known)
    named = tuple(a for a in known if a.id != "security-forces" or not of_states)
    if sum(a.kind not in ("group", "person") for a in named) > 1:
        named = tuple(a for a in named if a.kind != "group" or a.id in _HIT)  # no "Kurdish troops" beside the YPG
    entries = [gazetteer.actor(a.id) for a in named]
    bodies = [one for one in entries if one is not None and one.kind != "armed_group"]
    rulers = {one.side for one in bodies if one.kind == "government"}
    forces = {one.country for one in bodies if one.kind != "government" and one.country and one.side in rulers | {None}}
    wholes = {one.parent for one in bodies}
    return tuple(
        actor
        for actor, entry in zip(named, entries, strict=True)
        if entry is None or not ((entry.kind == "government" and entry.country in forces) or entry.id in wholes)
    )


def _places(telling: Telling) -> tuple[Place, ...]:
    """Return the places from the most specific to the broadest."""
    found: dict[str, PlaceMention] = {}
    for one in telling.places:
        found.setdefault(one.place.id, one)
    firm = [one for one in found.values() if not one.offset] or list(found.values())
    return tuple(one.place for one in sorted(firm, key=lambda one: one.rank))


def _confidence(telling: Telling) -> float:
    value = 0.6 + 0.15 * bool(telling.date) + 0.1 * bool(telling.anchor) + 0.05 * bool(telling.figures)
    if all(e.open or e.needy for e in telling.events):
        value -= 0.25
    return round(min(value, 0.95), 2)


def _said_on(statements: Iterable[Statement], telling: Telling) -> str | None:
    """Return the day on which the first statement that tells an incident was made."""
    told = list(statements)
    for event in telling.events:
        if event.definite and event is not telling.events[0]:
            continue  # what is said later of "the attack" dates it no closer
        for statement in told:
            if statement.said_on and any(p.start <= event.trigger.start < p.end for p in statement.parts):
                return statement.said_on
    return None
