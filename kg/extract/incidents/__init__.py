"""Turns the tellings of events (`kg.extract.events`) into the article's incidents.

1. Sentences are read from top to bottom, headlines last, since the body says more.
2. Each event joins the incident that it most likely tells again (`likeness`), or begins a new one. A
   line of a strike list ("Near Mosul, five strikes ...") always begins one; day and doer come from the lead. So does
   a share of several strikes: "Four were near Kobani" (`shares`).
3. Figures of victims go to the event that stands nearest, else to the incident that the text is about; so do those who
   are blamed (`blames`).
4. Incidents without place or date, or told only as habits, are dropped. What sums up others says so (`summaries`).
5. An incident that names no doer was done by the force that announces it (`announcers`), an air strike by the only one
   that flies in the article (`flyers`); one that names no target was aimed at the group that everybody fights
   (`foes`); what nothing dates is of the day of its telling, else of the month (`outcome`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from kg.extract.casualties import CasualtyFinder, Figure
from kg.extract.dates import DatePhrase, Shift, bounds, resolve
from kg.extract.document import Document, Sentence
from kg.extract.events import Event, EventFinder, SentenceEvents, nearest
from kg.extract.events.event import RUINING, Parties
from kg.extract.incidents.blames import BlameFinder
from kg.extract.incidents.entries import Entries
from kg.extract.incidents.flyers import share_flyer
from kg.extract.incidents.focus import REACH, like_focus
from kg.extract.incidents.foes import FoeFinder
from kg.extract.incidents.likeness import JOINS, JOINS_BARE, kinship, likeness, same_place
from kg.extract.incidents.outcome import incident_of, is_incident, leading
from kg.extract.incidents.shares import Shares
from kg.extract.incidents.strikes import StrikeList
from kg.extract.incidents.summaries import date_parts, part_told, sum_up, without_statistics
from kg.extract.incidents.telling import Telling, finest, names_of
from kg.extract.mentions import Mentions
from kg.extract.place_nouns import place_nouns
from kg.extract.places import PlaceMention
from kg.record import Statement

__all__ = ["FoeFinder", "IncidentFinder", "Telling", "incident_of"]

_YEAR, _MONTH, _FULL_DATE = len("2018"), len("2018-10"), len("2018-10-30")
_MISDATED = timedelta(days=3)  # by so much an article may be dated before what it tells
_COMPARED = 60  # incidents back that an event may tell again
_BURNING = frozenset({"burn down", "set fire", "set on fire", "set ablaze", "set alight"})
_LONG_AGO = timedelta(days=60)  # before the article: what then happened was elsewhere than the news
_SPECIFIC = 4  # rank below which a place is specific enough to be where something else happened
_CAMPAIGN, _TIMES_MORE = 50, 10  # dead, and how many times those told of, from which on they are of more than that
_TOWNS = frozenset({"town", "city"})
_BEFORE = frozenset({"earlier", "previous"})  # "follows earlier strikes on X"
_OPENING = 3  # tokens from the start of a sentence within which its first place stands
_SOME_PLACE = frozenset({"town", "city", "village", "base", "airbase", "airport", "airfield", "province", "camp"})


class IncidentFinder:
    """Reads one document; after `read`, `tellings` holds what was found, `loose` the figures of no incident.

    `dated` are the tokens of dates, by the number of their sentence.
    """

    def __init__(self, document: Document, mentions: Mentions, statements: Sequence[Statement]) -> None:
        self.document = document
        self.tokens = document.tokens
        self.mentions = mentions
        self.events = EventFinder(document, mentions, statements)
        self.casualties = CasualtyFinder(
            document, mentions, self.events.parties, self.events.grammar, self.events.sources
        )
        self.tellings: list[Telling] = []
        self.loose: list[Figure] = []
        self.dated: dict[int, frozenset[int]] = {}
        self._joinable: list[Telling] = []
        self._focus: Telling | None = None
        self._blames = BlameFinder(self.events.grammar, self.events.parties)
        self._entries = Entries(document)
        self._shares = Shares(document)
        self._named: str | None = None  # the date that the text named last
        self._strikes = StrikeList(document, mentions, self.events)
        self._spoken: dict[int, tuple[PlaceMention, ...]] = {}
        self._recent: list[tuple[int, str | None, tuple[PlaceMention, ...]]] = []

    def read(self) -> None:
        """Read the document."""
        headlines: list[SentenceEvents] = []
        for sentence in self.document.sentences:
            found = self.events.read(sentence)
            if found.spoken:
                self._spoken[sentence.index] = finest(found.spoken)
            if found.dated:
                self.dated[sentence.index] = found.dated
            if self.document.block(sentence).kind in ("headline", "heading"):
                headlines.append(found)
                self._strikes.head(found)
                self._entries.head(found)
            elif self._runs_on(sentence):
                headlines.append(found)
            else:
                self._read_sentence(found)
        for found in headlines:
            self._read_headline(found)

    def _runs_on(self, sentence: Sentence) -> bool:
        """True for a heading within a paragraph, which ends without a full stop before the sentence that it heads."""
        block = self.document.block(sentence)
        text = self.document.text[sentence.start : sentence.end].rstrip()
        return text[-1:].isalnum() and bool(self.document.text[sentence.end : block.end].strip())

    # -- sentences ------------------------------------------------------------------------------------------------

    def _read_sentence(self, found: SentenceEvents) -> None:
        found = self._shares.told(self._entries.filled(found), self._focus)
        figures = self.casualties.read(found.sentence, found.dated)
        line = self._strikes.line(found)
        if line is not None:
            listed = self.tellings[self._begin()]
            listed.listed = True
            self._add(listed, line.event, line.event.date.edtf if line.event.date is not None else None, found)
            listed.at(line.places)
            listed.figures.extend(figures)
            return
        heads = frozenset(index for event in found.events for index in (event.head, *event.covers))
        blames = list(self._blames.read(found.sentence, events=heads))
        claimed = any(one.how == "claim" and not one.about & heads for one in blames)  # what was told before
        told: list[tuple[Event, Telling]] = []
        events = [
            like_focus(part, self._focus, self.tellings)
            for event in found.events
            for part in self._entries.split(event, found)
        ]
        for event in sorted(events, key=lambda e: (e.kills, e.head)):
            of_focus = claimed and self._is_bare_killing(event)
            telling = self._telling_of(event, found, [one for _, one in told], figures, of_focus=of_focus)
            if telling is not None:
                told.append((event, telling))
        for figure in figures:
            suffered = None if figure.of_war else self._owner(figure, told)
            (suffered.figures if suffered is not None else self.loose).append(figure)
        for blame in blames:
            named = [one for event, one in told if blame.about & {event.head, *event.covers}]
            owner = named[0] if named else told[0][1] if told else self._focus
            if owner is not None and (named or not blame.about & heads):
                owner.blames.append(blame)
        firm = [(event.offset, one) for event, one in told if _is_fit_to_go_on(event)]
        if firm and not (firm[0][0] and self._focus is not None) and not self._is_by_the_way(firm[0][1]):
            # the text does not go on from what was answered
            self._focus = firm[0][1]
        self._strikes.keep(found)
        self._named = next((one.edtf for one in reversed(found.dates) if one.edtf), self._named)
        if found.places:
            day = next((day for _, one in told if (day := one.date or one.presumed)), None)
            self._recent.append((found.sentence.index, day, finest(found.places)))

    def _is_by_the_way(self, telling: Telling) -> bool:
        """True for the bomb of "reinforcements were slowed by a bomb": it is told beside what the text is about."""
        event = telling.events[0]
        if (
            not event.noun
            or event.harms
            or event.predicate in event.covers
            or self.events.grammar.preposition(self.tokens[event.head]) != "by"
        ):
            return False
        bare = not (event.places or event.date or event.parties.perpetrators or event.distinct or telling.figures)
        return bare and len(telling.events) == 1 and self._focus is not None and bool(self._focus.figures)

    def _owner(self, figure: Figure, told: list[tuple[Event, Telling]]) -> Telling | None:
        """Return the incident that a figure belongs to."""
        if not told:
            if self._focus is not None and self._is_of_more(figure, self._focus):
                return None
            return self._focus or next((one for one in self.tellings if one.families - {"territory"}), None)
        return told[self._suffered(figure, [event for event, _ in told])][1]

    def _is_of_more(self, figure: Figure, focus: Telling) -> bool:
        """True for a toll many times that of the incident that the text is at: the dead of a whole campaign."""
        toll, dead = focus.toll, figure.low or 0
        return figure.effect == "killed" and toll is not None and dead >= _CAMPAIGN and dead >= _TIMES_MORE * toll

    def _suffered(self, figure: Figure, events: Sequence[Event]) -> int:
        """Return the number of the event whose victims a figure tells: the one that governs it, else the nearest."""
        covering = (n for n, e in enumerate(events) if figure.predicate in (*e.covers, e.head, e.predicate))
        number = next(covering, None)
        return nearest(self.document, figure.head, events)[0] if number is None else number

    def _telling_of(
        self,
        event: Event,
        found: SentenceEvents,
        told: list[Telling],
        figures: Sequence[Figure],
        *,
        of_focus: bool = False,
    ) -> Telling | None:
        """Return the incident that an event tells, a new one if it fits none; None for what is only alluded to."""
        toll = self._toll(event, found.events, figures)
        day = self._day(event, found, told)
        if self._focus is not None and of_focus:
            self._add(self._focus, event, day, found)
            return self._focus
        near = self._joinable[-_COMPARED:]
        said = found.said_on.edtf if found.said_on is not None else None
        values = [
            likeness(event, day, one, in_focus=one is self._focus, same_sentence=one in told, toll=toll, said=said)
            for one in near
        ]
        bare = not event.places and event.date is None and (event.kills or event.open or event.definite)
        latest = max(one.events[-1].head for one in near) if event.pointing and near else 0  # which "that attack" is
        close = (n for n, v in enumerate(values) if v >= 0 and event.sentence - near[n].last <= REACH + 1)
        earliest = next(close, None) if event.first else None
        best = max(
            range(len(values)),
            key=lambda n: (
                n == earliest or (event.pointing and values[n] >= 0 and near[n].events[-1].head == latest),
                values[n],
                n,
            ),
            default=None,
        )
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
            if self._focus is not None and self._is_toll(event):
                self._add(self._focus, event, day, found)
                return self._focus
            begun = self.tellings[self._begin()]
            self._joinable.append(begun)
            if self._is_right_there(event) and self._focus is not None:
                begun.at(self._focus.places)
                begun.presumed = self._focus.date or self._focus.said
            near, best = [begun], 0
        self._add(near[best], event, day, found)
        return near[best]

    def _is_right_there(self, event: Event) -> bool:
        """True for what followed at the same place: "the army answered by shelling", "a second bomber killed five"."""
        return not event.places and (event.answers or (event.distinct and event.kills))

    def _is_bare_killing(self, event: Event) -> bool:
        """True for the killing of "X claimed the attack, saying four men had been killed": that told before."""
        near = self._focus is not None and event.sentence - self._focus.last <= REACH
        return event.kills and near and not event.places and event.date is None

    def _is_toll(self, event: Event) -> bool:
        """True for "12 vehicles were destroyed", which tells what the incident before it did."""
        placed = event.places or event.date is not None or event.parties.perpetrators
        near = self._focus is not None and event.sentence - self._focus.last <= REACH
        return event.base in RUINING | _BURNING and not event.family and near and not placed

    def _toll(self, event: Event, events: Sequence[Event], figures: Sequence[Figure]) -> int | None:
        """Return how many an event killed, by the figures of its sentence that are not those of another event."""
        for figure in figures:
            if figure.effect == "killed" and figure.part_of is None:
                suffered = events[self._suffered(figure, events)]
                if (suffered.kills and not suffered.needy) or suffered.head == event.head:
                    return figure.low
        return None

    def _begin(self) -> int:
        self.tellings.append(Telling(number=len(self.tellings)))
        return len(self.tellings) - 1

    def _add(self, telling: Telling, event: Event, day: str | None, found: SentenceEvents) -> None:
        telling.tell(event)
        passing = event.needy or event.faint
        lasting = passing and event.date is not None and event.date.relation == "since" and len(telling.events) > 1
        if (
            day is not None
            and not lasting
            and (telling.date is None or len(day) > len(telling.date) in (_YEAR, _MONTH))
        ):
            telling.date, telling.phrase = day, event.date
        if len(telling.events) == 1 and (event.harms or not event.needy):
            otherwise = event.date is None and any(one is not found.said_on and one.edtf for one in found.dates)
            telling.presumed = self._same_day(event) if not otherwise else None  # "last month, after they shelled X"
            presumed = telling.presumed if telling.presumed and len(telling.presumed) == _FULL_DATE else None
            telling.said = found.said_on.edtf if found.said_on is not None else presumed
            published = self.events.published
            fresh = event.past or event.perfect
            telling.news = published.isoformat() if published is not None and fresh and not event.background else None

    def _same_day(self, event: Event) -> str | None:
        """Return the day of the event told before, for one that the news goes on with."""
        in_passing = event.needy and not event.harms
        before = event.trigger.text.partition(" ")[0].lower() in _BEFORE
        if event.date is not None or in_passing or event.faint or event.background or event.perfect or before:
            return None
        if self._focus is None or event.sentence - self._focus.last > REACH:
            return None
        near = self._focus
        if event.numbered:
            return near.date or near.said
        akin = event.beside or (event.more and not event.kills) or event.sides & near.sides
        if not akin and event.places and near.places and same_place(event.places, near, event) < 0:
            return None  # what else happened elsewhere need not have happened that day
        if not akin and event.places and not near.places and near.families and event.family not in near.families:
            return None  # nor what else was somewhere, beside what was nowhere in particular
        if not event.beside and self._opens_elsewhere(event, near):
            return None
        day = near.date or near.said
        if event.beside and day is not None and self._is_past_news(day):
            return None  # "meanwhile", behind what happened days before
        return day if day is not None and len(day) >= _FULL_DATE else None

    def _is_past_news(self, day: str) -> bool:
        """True for a day before that of other news of the article."""
        days = (one.date for one in self.tellings if one.date is not None and len(one.date) == _FULL_DATE)
        return any(bounds(one)[0] > bounds(day)[1] for one in days)

    def _opens_elsewhere(self, event: Event, near: Telling) -> bool:
        """True for the next item of a roundup: "In Daraa, an army unit ...", where the one before was of Homs."""
        first = self.document.sentences[event.sentence].first
        opening = next((one for one in event.places if one.first - first <= _OPENING), None)
        opens = opening is not None and self.tokens[first].lower in ("in", "near", "at", "around")
        return opens and bool(near.names) and opening is not None and not names_of(opening) & near.names

    def _day(self, event: Event, found: SentenceEvents, told: Sequence[Telling]) -> str | None:
        if event.date is None or event.date.shift is None:
            return self._past(event.date) if event.date is not None else None
        if event.date.shift == Shift(0) and found.said_on is not None:
            return found.said_on.edtf
        if event.date.shift.unit in ("named month", "month of year", "year"):
            named = [one for one in found.dates if one.edtf and one.end <= event.date.start]
            if named:
                return resolve(event.date, (named[-1].edtf or "").split("/")[0])
            if event.date.shift.unit == "month of year" and self._named is not None:
                return resolve(event.date, self._named)  # "in October that year": the year that was named last
        if event.date.shift == Shift(-1) and found.said_on is not None and not any(one.date for one in told):
            return resolve(event.date, found.said_on.edtf)  # "said on Saturday that a strike the previous day ..."
        before = (*reversed(told), *((self._focus,) if self._focus is not None else ()), *reversed(self.tellings))
        return resolve(event.date, next((day for one in before if (day := one.date or one.said)), None))

    def _past(self, phrase: DatePhrase) -> str | None:
        """Return the date of what happened: "Oct. 7" in an article of September is last year's."""
        day, published = phrase.edtf, self.events.published
        latest = (published + _MISDATED).isoformat() if published is not None else ""
        ahead = day is not None and len(day) == _FULL_DATE and bool(latest) and day > latest
        if day is None or not ahead or day[:4] in phrase.text:
            return day
        return f"{int(day[:4]) - 1}{day[4:]}" if not day.endswith("02-29") else None

    # -- headlines ------------------------------------------------------------------------------------------------

    def _read_headline(self, found: SentenceEvents) -> None:
        """Add a headline to the incident of the body that it tells; alone, it tells one of its own."""
        figures = self.casualties.read(found.sentence, found.dated)
        if any(one.kills and _is_of_a_month(one) for one in found.events):
            self.loose.extend(figures)  # "134 civilians killed in February" is of no incident
            return
        figures = [replace(one, headline=True) for one in figures]
        told = [one for one in self.tellings if not one.listed]
        owner: Telling | None = None
        for event in found.events:
            again = replace(event, definite=True)
            fitting = [one for one in told if min(kinship(again, one), same_place(event.places, one, again)) >= 0]
            fitting = fitting or [one for one in told if kinship(again, one) > 1]
            if fitting:
                owner = max(fitting, key=lambda one: kinship(again, one) - one.number * 0.1)
                known = {name for one in owner.places for name in (*one.within, *names_of(one))}
                of_it = tuple(one for one in event.places if names_of(one) & known or not known)
                line = replace(event, places=of_it, headline=True)
                sure = event.family and not self._runs_on(found.sentence)
                owner.tell(line if sure or not owner.sides else replace(line, parties=Parties()))
            elif event.places and not told:
                owner = self.tellings[self._begin()]
                self._add(owner, event, self._day(event, found, ()), found)
        if owner is None and self.tellings and not self._runs_on(found.sentence):
            owner = self.tellings[0]
        if owner is not None:
            owner.figures.extend(figures)

    # -- what comes out -------------------------------------------------------------------------------------------

    def kept(self) -> list[Telling]:
        """Return the tellings that are incidents, in the order of the text."""
        for telling in self.tellings:
            dated = telling.date or (telling.said and any(one.past for one in telling.events))
            known = dated or telling.figures or self._is_firm(telling.events[0])
            first = telling.events[0]
            if known and not telling.in_passing and not first.places:
                telling.at(self._spoken.get(first.sentence, ()))
            if not telling.places and known and not telling.in_passing:
                telling.at(self._place_before(first, telling.date))
        self._part_summaries()
        date_parts(self.tellings)
        found = without_statistics([one for one in self.tellings if is_incident(one)])
        sum_up(found, self.events.published)
        share_flyer(found, self.events.statements, self.mentions.gazetteer)
        return sorted(found, key=lambda one: leading(one).trigger.start)

    def _is_firm(self, event: Event) -> bool:
        """True for one blow that is told as news: "artillery struck the road in front of them"."""
        main = self.tokens[event.predicate].dep in ("ROOT", "ccomp", "conj")
        blow = event.family in ("air", "fire", "blast", "ground") and not (event.faint or event.plural)
        return event.past and main and blow

    def _part_summaries(self) -> None:
        """Give the first of what a lead sums up an incident of its own."""
        for number in range(len(self.tellings)):
            whole = self.tellings[number]
            told, others = part_told(whole, self.tellings[number + 1 : number + _COMPARED])
            if told:
                part = self.tellings[self._begin()]
                self._move(told, whole, part, before=min(one.events[0].sentence for one in others))
                whole.parts = (part.number, *(one.number for one in others))

    def _move(self, told: Sequence[Event], whole: Telling, part: Telling, *, before: int) -> None:
        """Move events from one telling to another, with the figures that stand with them."""
        lead, first = whole.events[0], told[0]
        if not any(event.parties.perpetrators for event in told):
            first = replace(first, parties=replace(first.parties, perpetrators=lead.parties.perpetrators))
        part.retell((first, *told[1:]))
        own = next((event.date for event in told if event.date is not None and event.date.edtf), None)
        part.date, part.phrase = (own.edtf, own) if own is not None else (whole.date, whole.phrase)
        if not part.places:
            part.at(lead.places)
        part.said = whole.said
        whole.retell([event for event in whole.events if event not in told])
        last = max(before, first.sentence + 1)
        with_part = [f for f in whole.figures if first.sentence <= f.sentence < last]
        part.figures.extend(with_part)
        whole.figures = [f for f in whole.figures if f not in with_part]

    def _is_somewhere_unnamed(self, event: Event) -> bool:
        """True for what happened in "a town" or at "an air base", which are not where the text was at."""
        sentence = self.document.sentences[event.sentence]
        nouns = (self.tokens[i] for i in range(event.head, sentence.last + 1) if self.tokens[i].lower in _SOME_PLACE)
        one = next((noun for noun in nouns if noun.dep in ("pobj", "dobj", "nsubjpass")), None)
        return one is not None and any(c.lower in ("a", "an", "another") for c in self.events.grammar.children(one))

    def _lately(self) -> str | None:
        """Return the day from which on something is news."""
        published = self.events.published
        return (published - _LONG_AGO).isoformat() if published is not None else None

    def _place_before(self, event: Event, day: str | None) -> tuple[PlaceMention, ...]:
        """Return the places that the text was at, for an event that has none of its own.

        An event of an earlier day than what was told there was elsewhere. Quarters and villages are left out for
        events "in another neighbourhood".
        """
        if self._is_somewhere_unnamed(event):
            return ()
        for number, at_day, places in reversed(self._recent):
            beside = number == event.sentence and self.tokens[event.head].index > places[-1].last
            if (number < event.sentence or beside) and (not event.distinct or places[0].kind in _TOWNS):
                near = event.sentence - number <= REACH and places[0].rank <= _SPECIFIC
                there = number >= event.sentence - 1 and self._befell_the_place(event)
                return places if near and (there or not _is_before(day, at_day or self._lately())) else ()
        return ()

    def _befell_the_place(self, event: Event) -> bool:
        """True for what befell "the airport", "the base": those of the place that the text was at."""
        grammar = self.events.grammar
        things = grammar.objects(self.tokens[event.predicate])
        return any(
            one.lower in place_nouns() and any(c.lower == "the" for c in grammar.children(one)) for one in things
        )


def _is_fit_to_go_on(event: Event) -> bool:
    """True for what the text goes on from: news, not told in passing unless with its day, place and victims."""
    full = event.harms and event.date is not None and bool(event.places)
    return not (event.background or event.faint or event.unremarked or (event.needy and not full))


def _is_before(day: str | None, other: str | None) -> bool:
    return day is not None and other is not None and bounds(day)[1] < bounds(other)[0]


def _is_of_a_month(event: Event) -> bool:
    return event.date is not None and event.date.edtf is not None and len(event.date.edtf) == len("2018-10")


def _is_circumstance(event: Event, day: str | None, telling: Telling) -> bool:
    """True for the offensive of "captured the town in an offensive", which the same sentence tells no more of."""
    apart = {one.place.id for one in event.places} - telling.names
    named = event.type == "operation" and len(event.covers) == 1  # "where they carried out an operation" tells of one
    told = (event.faint and event.base != "fall") or (named and telling.families == {"territory"})
    return told and event.noun and not apart and day in (None, telling.date)
