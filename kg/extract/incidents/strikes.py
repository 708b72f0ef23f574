"""Reads the daily lists of strikes that coalitions release: "Near Abu Kamal, three strikes engaged two tactical units".

1. The lead says for all lines below it on which day, by whom and in which country the strikes were. A heading
   ("Strikes in Syria") may say the country.
2. A line names a place and counts strikes there; it may give a day of its own ("On Jan. 25, near Rutbah, one strike").
3. Each line is one incident.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from kg.extract.dates import DatePhrase
from kg.extract.document import Document, Token, token_after
from kg.extract.events import Event, EventFinder, Parties, SentenceEvents, distinct
from kg.extract.mentions import Mentions
from kg.extract.places import PlaceMention
from kg.record import Actor

_STRIKES = frozenset({"strike", "strikes", "airstrike", "airstrikes"})
_SEVERAL = frozenset({"strikes", "airstrikes"})
_OPENING = frozenset({"near", "in", "around"})
_BULLETS = frozenset("- -- — – • * · o".split())
_OPENING_REACH = 8  # tokens of bullet and date before the place
_STRIKES_REACH = 16  # tokens from the opening in which the strikes are counted
_LONGEST_NAME = 5  # tokens from the opening to the comma behind a name
_HEADING = 3  # words of a heading that is only a place


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: the event that it tells, and the wider places that the list gives it."""

    event: Event
    places: tuple[PlaceMention, ...]


class StrikeList:
    """Keeps what the lead of a list says, and reads its lines, in the order of one document."""

    def __init__(self, document: Document, mentions: Mentions, events: EventFinder) -> None:
        self.document = document
        self.tokens = document.tokens
        self.mentions = mentions
        self.events = events
        self._date: DatePhrase | None = None
        self._parties = Parties()
        self._places: tuple[PlaceMention, ...] = ()
        self._coalition: Actor | None = None
        self._first: DatePhrase | None = None

    def keep(self, found: SentenceEvents) -> None:
        """Keep day and doer of a sentence like "On Jan. 8, coalition forces conducted 34 strikes".

        The day may stand in one that tells of a report on strikes ("the latest strikes, which took place yesterday") or
        of fighting; who is named in none of these is the coalition whose report it is.
        """
        self._first = self._first or next((e.date for e in found.events if e.date is not None), None)
        self._coalition = self._coalition or self._coalition_in(found)
        if not found.events and self._date is None:
            several = any(t.lower in _SEVERAL for t in self.document.words(found.sentence))
            days = (one for one in found.dates if one.edtf and one is not found.said_on) if several else iter(())
            self._date = next(days, None)
        for event in found.events:
            if event.type == "airstrike" and event.plural and not event.background:
                self._date = event.date or self._date
                if event.parties.perpetrators:
                    targets = event.parties.targets or self._parties.targets
                    self._parties = Parties(event.parties.perpetrators, (), targets)

    def head(self, found: SentenceEvents) -> None:
        """Keep the place of a heading: "Syria", "Strikes in Syria"."""
        words = self.document.words(found.sentence)
        names = [m for m in self.mentions.of(found.sentence) if m.is_place]
        short = len(words) <= _HEADING or any(t.lower in _STRIKES for t in words)
        if len(names) == 1 and short:
            self._places = self.events.places.named(names[0])

    def line(self, found: SentenceEvents) -> Line | None:
        """Return what a sentence tells where it is a line of a list."""
        if not self._parties.perpetrators and self._coalition is None:
            return None
        places = found.places or self._unknown(found)
        noun = self._counted_strikes(found, places[0]) if places else None
        if noun is None:
            return None
        governor = self.events.grammar.governor(noun) or noun
        own = next((e.date for e in found.events if e.date is not None), None)
        opening = self.tokens[self._opening(found) or found.sentence.first]
        event = Event(
            sentence=found.sentence.index,
            type="airstrike",
            base="strike list",
            head=noun.index,
            predicate=governor.index,
            trigger=self.document.span(opening.start, noun.end),
            noun=True,
            plural=noun.lower.endswith("s"),
            date=own or self._date or self._first,
            places=places,
            parties=Parties(self._doers(), (), self._targets(found, noun, governor)),
            covers=frozenset({noun.index, governor.index}),
        )
        return Line(event, self._places)

    def _coalition_in(self, found: SentenceEvents) -> Actor | None:
        """Return the coalition that a sentence names."""
        names = (m for m in self.mentions.of(found.sentence) if not m.is_place and m.compound is None)
        actors = (actor for name in names for actor in self.events.parties.names_of(name))
        return next((one for one in actors if one.kind == "coalition"), None)

    def _doers(self) -> tuple[Actor, ...]:
        coalition = (self._coalition,) if self._coalition is not None else ()
        return self._parties.perpetrators or coalition

    def _targets(self, found: SentenceEvents, noun: Token, governor: Token) -> tuple[Actor, ...]:
        parties = self.events.parties
        names = [m for m in self.mentions.of(found.sentence) if not m.is_place]
        named = [actor for name in names for actor in parties.names_of(name)]
        things = self.events.grammar.objects(governor) if governor is not noun else []
        hit = [actor for one in things for actor in parties.actors(one.index)]
        return distinct((*(named or self._parties.targets), *(a for a in hit if a.id == "infrastructure")))

    def _unknown(self, found: SentenceEvents) -> tuple[PlaceMention, ...]:
        """Return the place between "Near" and a comma, whatever the parser took its name for."""
        first = self._opening(found)
        if first is None:
            return ()
        last = next((n for n in range(first + 1, found.sentence.last) if self.tokens[n].text == ","), first)
        named = 0 < last - first <= _LONGEST_NAME and token_after(self.tokens, first).text[0].isupper()
        return (self.events.places.stated(first + 1, last - 1),) if named else ()

    def _counted_strikes(self, found: SentenceEvents, place: PlaceMention) -> Token | None:
        """Return the strikes of "Near Mosul, five strikes ..."."""
        first = self._opening(found)
        if first is None or not 0 < place.first - first <= 2:
            return None
        last = min(first + _STRIKES_REACH, found.sentence.last)
        for before, token in pairwise(self.tokens[first + 1 : last + 1]):
            if token.lower in _STRIKES and before.tag in ("CD", "DT", "NNP"):
                return token if place.last < token.index else None
        return None

    def _opening(self, found: SentenceEvents) -> int | None:
        """Return the preposition that opens a line, behind a bullet and a date."""
        item = self.document.block(found.sentence).kind == "item"
        for token in self.document.words(found.sentence)[:_OPENING_REACH]:
            if token.lower in _OPENING:
                return token.index if token.lower == "near" or item else None
            if token.text in _BULLETS:
                item = True
            elif token.index not in found.dated and token.lower not in ("on", ","):
                return None
        return None
