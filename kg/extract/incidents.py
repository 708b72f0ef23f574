"""Turns the tellings of events (`kg.extract.events`) into the article's incidents.

1. Sentences are read from top to bottom, headlines last, since the body says more.
2. Each event joins the incident that it most likely tells again (`kg.extract.likeness`), or begins a new one. A
   line of a strike list ("Near Mosul, five strikes ...") always begins one; day and doer come from the lead.
3. Figures of victims go to the event that stands nearest, else to the incident that the text is about.
4. Incidents without place or date, or told only as habits, are dropped. What sums up others says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from kg.extract.casualties import CasualtyFinder, Figure
from kg.extract.dates import Shift, bounds, resolve, spanning
from kg.extract.document import Document, Token
from kg.extract.events import Event, EventFinder, Parties, SentenceEvents, distinct, nearest
from kg.extract.likeness import (
    JOINS,
    JOINS_BARE,
    Blame,
    Telling,
    finest,
    kinship,
    likeness,
    same_place,
)
from kg.extract.mentions import Mentions
from kg.extract.places import PlaceMention
from kg.extract.strikes import StrikeList
from kg.record import Actor, Incident, Place, Statement

_BLAMING = {
    **dict.fromkeys(("claimed", "claims", "claiming", "took", "taken"), "claim"),
    **dict.fromkeys(("blamed", "blames", "blaming", "accused", "accuses", "accusing"), "blame"),
}
_ACCUSING = frozenset({"accused", "accuses", "accusing"})  # of what the sentence tells, not of what was told before
_NOBODY = frozenset({"no", "none", "nobody", "neither"})
_SUMMED = 5  # rank from which on the place of a summary is broad enough to hold others
_LATELY = 21  # days back from publication that a summary may reach
_SPECIFIC = 4  # rank below which a place is specific enough to make an incident of what is told in passing
_FROM_THE_AIR = frozenset({"raid", "bombing", "bombardment"})
_LONG = 300  # days from which on fighting is no incident any more
_TOWNS = frozenset({"town", "city"})
_REACH = 2  # sentences back in which a place may be taken for an event that has none


class IncidentFinder:
    """Reads one document; after `read`, `tellings` holds what was found, `loose` the figures of no incident."""

    def __init__(self, document: Document, mentions: Mentions, statements: Sequence[Statement]) -> None:
        self.document = document
        self.tokens = document.tokens
        self.mentions = mentions
        self.events = EventFinder(document, mentions, statements)
        self.casualties = CasualtyFinder(document, mentions, self.events.parties, self.events.grammar)
        self.tellings: list[Telling] = []
        self.loose: list[Figure] = []
        self._focus: Telling | None = None
        self._strikes = StrikeList(document, mentions, self.events)
        self._recent: list[tuple[int, str | None, tuple[PlaceMention, ...]]] = []

    def read(self) -> None:
        """Read the document."""
        headlines: list[SentenceEvents] = []
        for sentence in self.document.sentences:
            found = self.events.read(sentence)
            if self.document.block(sentence).kind in ("headline", "heading"):
                headlines.append(found)
                self._strikes.head(found)
            else:
                self._read_sentence(found)
        for found in headlines:
            self._read_headline(found)

    # -- sentences ------------------------------------------------------------------------------------------------

    def _read_sentence(self, found: SentenceEvents) -> None:
        figures = self.casualties.read(found.sentence, found.dated)
        line = self._strikes.line(found)
        if line is not None:
            listed = self.tellings[self._begin()]
            listed.listed = True
            self._add(listed, line.event, line.event.date.edtf if line.event.date is not None else None, found)
            listed.at(line.places)
            listed.figures.extend(figures)
            return
        told: list[tuple[Event, Telling]] = []
        events = [self._like_focus(part) for event in found.events for part in self._split(event)]
        for event in sorted(events, key=lambda e: (e.kills, e.head)):
            telling = self._telling_of(event, found, [one for _, one in told], figures)
            if telling is not None:
                told.append((event, telling))
        for figure in figures:
            owner = None if figure.of_war else self._owner(figure, told)
            (owner.figures if owner is not None else self.loose).append(figure)
        self._blame(found, told)
        firm = [one for event, one in told if not (event.background or event.needy or event.faint)]
        self._focus = firm[0] if firm else self._focus
        self._strikes.keep(found)
        if found.places:
            day = next((one.date for _, one in told if one.date), None)
            self._recent.append((found.sentence.index, day, finest(found.places)))

    def _split(self, event: Event) -> list[Event]:
        """Return an event for each of the cities of "retook the cities of X and Y"."""
        span = event.trigger.text.lower().split()
        finest_places = finest(event.places) if event.places else ()
        several = event.type == "territory_change" and {"cities", "towns"} & set(span) and len(finest_places) > 1
        if not several:
            return [event]
        broad = tuple(one for one in event.places if one not in finest_places)
        return [replace(event, places=(one, *broad), distinct=True) for one in finest_places]

    def _like_focus(self, event: Event) -> Event:
        """Return an event whose kind is open as one from the air where the text is at one: "the raids also hit X"."""
        near = self._focus is not None and event.sentence - self._focus.last <= _REACH
        if event.open and event.base in _FROM_THE_AIR and near and self._focus and self._focus.families == {"air"}:
            return replace(event, type="airstrike", open=False)
        return event

    def _owner(self, figure: Figure, told: list[tuple[Event, Telling]]) -> Telling | None:
        """Return the incident that a figure belongs to."""
        if not told:
            return self._focus or next((one for one in self.tellings if one.families - {"territory"}), None)
        events = [event for event, _ in told]
        covering = (n for n, e in enumerate(events) if figure.predicate in (*e.covers, e.head, e.predicate))
        number = next(covering, None)
        return told[nearest(self.document, figure.head, events)[0] if number is None else number][1]

    def _telling_of(
        self, event: Event, found: SentenceEvents, told: list[Telling], figures: Sequence[Figure]
    ) -> Telling | None:
        """Return the incident that an event tells, a new one if it fits none; None for what is only alluded to."""
        toll = next((f.low for f in figures if f.effect == "killed" and f.part_of is None), None)
        day = self._day(event, found, told)
        values = [
            likeness(event, day, one, in_focus=one is self._focus, same_sentence=one in told, toll=toll)
            for one in self.tellings
        ]
        bare = not event.places and event.date is None and (event.kills or event.open or event.definite)
        best = max(range(len(values)), key=lambda n: (values[n], n), default=None)
        if best is None or values[best] < (JOINS_BARE if bare else JOINS):
            if (
                event.definite
                and (event.needy or event.faint)
                and event.date is None
                and not (figures and event.places)
            ):
                return None
            if any(_is_circumstance(event, day, one) for one in told):
                return None
            best = self._begin()
        self._add(self.tellings[best], event, day, found)
        return self.tellings[best]

    def _begin(self) -> int:
        self.tellings.append(Telling(number=len(self.tellings)))
        return len(self.tellings) - 1

    def _add(self, telling: Telling, event: Event, day: str | None, found: SentenceEvents) -> None:
        telling.tell(event)
        if day is not None and (telling.date is None or len(day) > len(telling.date) == 7):
            telling.date, telling.phrase = day, event.date
        if len(telling.events) == 1 and not event.needy:
            telling.said = found.said_on.edtf if found.said_on is not None else self._same_day(event)

    def _same_day(self, event: Event) -> str | None:
        """Return the day of the event told before, for one that the news goes on with."""
        if event.date is not None or event.needy or event.faint or event.background:
            return None
        if self._focus is None or event.sentence - self._focus.last > _REACH:
            return None
        day = self._focus.date or self._focus.said
        return day if day is not None and len(day) == len("2018-10-30") else None

    def _day(self, event: Event, found: SentenceEvents, told: Sequence[Telling]) -> str | None:
        if event.date is None or event.date.shift is None:
            return event.date.edtf if event.date is not None else None
        if event.date.shift == Shift(0) and found.said_on is not None:
            return found.said_on.edtf
        if event.date.shift.unit in ("named month", "month of year", "year"):
            named = [one for one in found.dates if one.edtf and one.end <= event.date.start]
            if named:
                return resolve(event.date, (named[-1].edtf or "").split("/")[0])
        before = (*reversed(told), *((self._focus,) if self._focus is not None else ()), *reversed(self.tellings))
        return resolve(event.date, next((day for one in before if (day := one.date or one.said)), None))

    # -- responsibility -------------------------------------------------------------------------------------------

    def _blame(self, found: SentenceEvents, told: list[tuple[Event, Telling]]) -> None:
        """Note who claims an incident, and who is blamed for it."""
        owner = told[0][1] if told else self._focus
        for verb in self.document.words(found.sentence):
            how = _BLAMING.get(verb.lower) if verb.tag.startswith("VB") else None
            if how is not None and owner is not None and (told or verb.lower not in _ACCUSING):
                owner.blames.extend(self._blames(verb, how))

    def _blames(self, verb: Token, how: str) -> list[Blame]:
        grammar, parties = self.events.grammar, self.events.parties
        subject = grammar.subject(verb)
        thing = next((c for c in grammar.children(verb) if c.dep == "dobj"), None)
        if thing is None or grammar.is_negated(verb):
            return []
        if subject is not None and {subject.lower, *(c.lower for c in grammar.children(subject))} & _NOBODY:
            return []
        if how == "claim" and thing.lower not in ("responsibility", "credit"):
            return []
        claimants = parties.actors(subject.index, acting=True) if subject is not None else ()
        blamed = next(iter(grammar.behind(verb, "on")), thing)
        agents = claimants if how == "claim" else parties.actors(blamed.index, acting=True)
        evidence = self.document.token_span(min(verb.index, thing.index), max(verb.index, thing.index))
        return [Blame(agent, evidence, how, claimants) for agent in agents]

    # -- headlines ------------------------------------------------------------------------------------------------

    def _read_headline(self, found: SentenceEvents) -> None:
        """Add a headline to the incident of the body that it tells; alone, it tells one of its own."""
        figures = [replace(one, headline=True) for one in self.casualties.read(found.sentence, found.dated)]
        told = list(self.tellings)
        owner: Telling | None = None
        for event in found.events:
            known = replace(event, definite=True)
            fitting = [one for one in told if min(kinship(known, one), same_place(event.places, one, known)) >= 0]
            fitting = fitting or [one for one in told if kinship(known, one) > 1]
            if fitting:
                owner = max(fitting, key=lambda one: kinship(known, one) - one.number * 0.1)
                owner.tell(event if event.family or not owner.sides else replace(event, parties=Parties()))
            elif event.places and not told:
                owner = self.tellings[self._begin()]
                self._add(owner, event, self._day(event, found, ()), found)
        if owner is None and self.tellings:
            owner = self.tellings[0]
        if owner is not None:
            owner.figures.extend(figures)

    # -- what comes out -------------------------------------------------------------------------------------------

    def kept(self) -> list[Telling]:
        """Return the tellings that are incidents, in the order of the text."""
        for telling in self.tellings:
            if not telling.places and (telling.date or telling.figures) and not telling.in_passing:
                telling.at(self._place_before(telling.events[0], telling.date))
        found = [one for one in self.tellings if _is_incident(one)]
        self._sum_up(found)
        return sorted(found, key=lambda one: _leading(one).trigger.start)

    def _sum_up(self, tellings: Sequence[Telling]) -> None:
        """Note which incidents sum up others: "operations across northern Iraq" told in a lead, "34 strikes"."""
        for telling in tellings:
            first = telling.events[0]
            if telling.listed or not first.plural or (telling.date is not None and first.count is None):
                continue
            if any(one.rank < _SUMMED for one in telling.places):
                continue
            parts = [one for one in tellings if one is not telling and self._is_part(one, telling)]
            if len(parts) > 1:
                telling.parts = tuple(one.number for one in parts)
                telling.date = telling.date or spanning([one.date for one in parts if one.date is not None])

    def _is_part(self, part: Telling, whole: Telling) -> bool:
        """True for an incident told after a summary, of its family, parties and places, and of about its days."""
        first = part.events[0]
        if first.sentence <= whole.events[0].sentence or first.background or part.date is None:
            return False
        if whole.date is not None:
            return part.listed and part.date == whole.date and _within(part, whole)
        violent = part.families & {"air", "ground", "fire"} and "territory" not in part.families
        ours, theirs = _parties(whole, tuple), _parties(part, tuple)
        doers = {a.id for a in ours.perpetrators} & {a.id for a in (*theirs.perpetrators, *theirs.supporters)}
        recent = self.events.published is None or (self.events.published - bounds(part.date)[0]).days <= _LATELY
        return bool(violent and doers and recent) and (not whole.places or _within(part, whole))

    def _place_before(self, event: Event, day: str | None) -> tuple[PlaceMention, ...]:
        """Return the places that the text was at, for an event that has none of its own.

        An event of an earlier day than what was told there was elsewhere. Quarters and villages are left out for
        events "in another neighbourhood".
        """
        for number, at_day, places in reversed(self._recent):
            if number < event.sentence and (not event.distinct or places[0].kind in _TOWNS):
                near = event.sentence - number <= _REACH and places[0].rank <= _SPECIFIC
                return places if near and not _is_before(day, at_day) else ()
        return ()

    def incident(self, telling: Telling, numbered: Mapping[int | None, str], said_on: str | None) -> Incident:
        """Return the record's incident of a telling; `numbered` are the ids, `said_on` is when it was stated."""
        lead = _leading(telling)
        date = telling.date
        if date is None and not all(e.needy or e.open or e.background for e in telling.events):
            days = (day for day in (telling.said, said_on) if day is not None and len(day) == len("2018-10-30"))
            date = next(days, None)
        phrase = telling.phrase
        parties = self._parties(telling)
        return Incident(
            id=numbered[telling.number],
            type=telling.type,
            trigger=lead.trigger,
            date=date,
            date_text=self.document.span(phrase.start, phrase.end) if phrase is not None else None,
            places=_places(telling),
            perpetrators=parties.perpetrators,
            supporters=parties.supporters,
            targets=parties.targets,
            weapons=tuple(sorted({weapon for event in telling.events for weapon in event.weapons})),
            summary_of=tuple(numbered[part] for part in telling.parts if part in numbered),
            rule=f"{'noun' if lead.noun else 'verb'}:{lead.base}",
            confidence=_confidence(telling),
        )

    def _parties(self, telling: Telling) -> Parties:
        """Return the parties that all events of an incident name, the more telling names where several mean one."""
        return _parties(telling, self._narrowed)

    def _narrowed(self, actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
        """Leave out groups in general, and who is named more closely by another: a government by its army."""
        known = tuple(a for a in actors if a.id not in ("militants", "unspecified"))
        named = tuple(a for a in known if a.id != "security-forces")
        if not any(a.kind not in ("group", "person") for a in named):
            return known
        entries = [self.mentions.gazetteer.actor(a.id) for a in named]
        bodies = [one for one in entries if one is not None and one.kind != "armed_group"]
        forces = {one.country for one in bodies if one.kind != "government" and one.country}
        wholes = {one.parent for one in bodies}
        return tuple(
            actor
            for actor, entry in zip(named, entries, strict=True)
            if entry is None or not ((entry.kind == "government" and entry.country in forces) or entry.id in wholes)
        )


def _is_incident(telling: Telling) -> bool:
    if not (telling.date or telling.places) or _is_of_a_period(telling):
        return False
    figures = [one for one in telling.figures if not one.headline]
    if all(e.kills for e in telling.events) and not figures:
        return telling.date is not None and any(e.places and e.parties != Parties() for e in telling.events)
    specific = any(one.rank < _SPECIFIC for one in telling.places)
    if all(e.background and (e.needy or e.faint) for e in telling.events):
        return telling.date is not None and bool(telling.anchor)
    if all(e.needy for e in telling.events):
        harms = any(e.harms for e in telling.events)
        return bool(figures) or (bool(telling.places) and bool(telling.date)) or (specific and harms)
    if all(e.needy or e.faint for e in telling.events):
        return bool(figures) or telling.date is not None or specific
    return True


def _is_before(day: str | None, other: str | None) -> bool:
    return day is not None and other is not None and bounds(day)[1] < bounds(other)[0]


def _is_circumstance(event: Event, day: str | None, telling: Telling) -> bool:
    """True for the offensive of "captured the town in an offensive", which the same sentence tells no more of."""
    apart = {one.place.id for one in event.places} - telling.names
    return event.faint and event.noun and not apart and day in (None, telling.date)


def _is_of_a_period(telling: Telling) -> bool:
    """True for what went on for a year or more and is told in general: "fighting over the past two years"."""
    if telling.date is None or "/" not in telling.date or telling.figures:
        return False
    first, last = bounds(telling.date)
    return (last - first).days > _LONG and all(e.faint or e.needy or e.plural for e in telling.events)


def _within(part: Telling, whole: Telling) -> bool:
    ids = {place for one in whole.places for place in one.within}
    return any(ids & one.within for one in part.places)


def _leading(telling: Telling) -> Event:
    """Return the event that names the incident best."""
    return min(
        telling.events,
        key=lambda e: (e.kills, e.open or e.needy, e.headline, e.sentence, e.head),
    )


def _parties(telling: Telling, narrowed: Callable[[tuple[Actor, ...]], tuple[Actor, ...]]) -> Parties:
    events = [e.parties for e in telling.events]
    doers = narrowed(distinct((*(a for p in events for a in p.perpetrators), *(one.agent for one in telling.blames))))
    doing = {a.id for a in doers}
    helpers = tuple(a for a in distinct(a for p in events for a in p.supporters) if a.id not in doing)
    victims = (f.group for f in telling.figures if f.group is not None and f.effect != "displaced")
    clash = any({a.id for a in p.perpetrators} & {a.id for a in p.targets} for p in events)
    hit = distinct((*(a for p in events for a in p.targets), *victims))
    return Parties(doers, helpers, narrowed(tuple(a for a in hit if clash or a.id not in doing)))


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


def said_on(statements: Iterable[Statement], telling: Telling) -> str | None:
    """Return the day on which the first statement that tells an incident was made."""
    told = list(statements)
    for event in telling.events:
        for statement in told:
            if statement.said_on and any(p.start <= event.trigger.start < p.end for p in statement.parts):
                return statement.said_on
    return None
