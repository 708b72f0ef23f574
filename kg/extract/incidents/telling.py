"""An incident as it is put together from what an article tells of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.extract.casualties import Figure
from kg.extract.dates import DatePhrase
from kg.extract.events import Event
from kg.extract.places import PlaceMention
from kg.record import Actor, IncidentType, Span

GENERIC = frozenset({"militants", "rebels", "security-forces"})
"""Ids of groups that name nobody in particular."""

_MOST_PLACES = 20  # places of one size that are held against those of another event


@dataclass(frozen=True, slots=True)
class Blame:
    """Who is said to be behind an incident, by whom, or denies it; `how` is "claim", "blame" or "denial".

    `about` are tokens among which the event is that it is about, where the sentence names one.
    """

    agent: Actor
    evidence: Span
    how: str
    claimants: tuple[Actor, ...] = ()
    about: frozenset[int] = frozenset()


@dataclass(slots=True)
class Telling:
    """An incident as it is put together: its events in the order of reading, added by `tell`.

    `said` is the day on which it was told, for incidents that nothing else dates; `presumed` that of the event told
    before, where the news goes on with it; `news` the day of the article where it is what the article reports.
    `flyer` is who flew it where nobody is named for it but the article leaves only one air force.
    `anchor` are the places by which it was first told, `finest` the most specific of all. `listed` marks a line of
    a strike list, which nothing joins. `families` stays empty while only killings and attacks of unknown kind are
    known; `in_passing` while all events are.
    """

    number: int
    events: list[Event] = field(default_factory=list)
    date: str | None = None
    phrase: DatePhrase | None = None
    said: str | None = None
    presumed: str | None = None
    news: str | None = None
    anchor: tuple[PlaceMention, ...] = ()
    places: list[PlaceMention] = field(default_factory=list)
    finest: tuple[PlaceMention, ...] = ()
    figures: list[Figure] = field(default_factory=list)
    blames: list[Blame] = field(default_factory=list)
    parts: tuple[int, ...] = ()
    flyer: Actor | None = None
    listed: bool = False
    families: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    counts: set[int | None] = field(default_factory=set)
    sides: set[str] = field(default_factory=set)
    against: set[str] = field(default_factory=set)
    hit: set[str] = field(default_factory=set)
    sites: set[str] = field(default_factory=set)
    in_passing: bool = True

    def tell(self, event: Event) -> None:
        """Add an event."""
        self.events.append(event)
        self.at(event.places)
        if event.places and not self.anchor:
            self.anchor = finest(event.places)
        self.families |= {event.family} - {""}
        self.counts |= {event.count.low} if event.count is not None else set()
        self.sides |= event.sides
        self.against |= event.against
        self.sites |= event.sites
        self.hit |= {actor.id for actor in event.parties.targets} - GENERIC
        self.in_passing = self.in_passing and event.needy

    def retell(self, events: Sequence[Event]) -> None:
        """Forget all events but these."""
        self.events, self.places, self.anchor, self.finest = [], [], (), ()
        self.families, self.names, self.counts = set(), set(), set()
        self.sides, self.against, self.hit, self.sites = set(), set(), set(), set()
        self.in_passing = True
        for event in events:
            self.tell(event)

    def at(self, places: Sequence[PlaceMention]) -> None:
        """Add places, each once."""
        for one in places:
            if names_of(one) <= self.names:
                continue
            self.places.append(one)
            self.names |= names_of(one)
            if len(self.finest) < _MOST_PLACES or one.rank < self.finest[0].rank:
                self.finest = finest((*self.finest, one))

    @property
    def blamed(self) -> tuple[Actor, ...]:
        """Who is said to be behind it, by himself or by others."""
        return tuple(one.agent for one in self.blames if one.how != "denial")

    @property
    def last(self) -> int:
        """Number of the sentence that told it last."""
        return self.events[-1].sentence

    @property
    def type(self) -> IncidentType:
        """Its type, by the events that say it most firmly."""
        besides = {id(e) for e in self.events[1:] if e.definite and not e.noun and self.events[0].type != "other"}
        pool = [e for e in self.events if e.family and id(e) not in besides]
        pool = pool or [e for e in self.events[:1] if e.type != "other" and besides]  # "stormed X and blew up houses"
        pool = (
            pool or [e for e in self.events if e.family] or [e for e in self.events if e.type != "other"] or self.events
        )
        told = (e for e in pool if not e.definite or e is self.events[0])
        special = next((e.type for e in told if e.type in ("suicide_bombing", "chemical_attack")), None)
        mixed = pool[0].type == "arrest" and self.toll and any(e.type == "operation" for e in self.events)
        return special or ("operation" if mixed else pool[0].type)  # some killed, some arrested

    @property
    def toll(self) -> int | None:
        """How many it killed, by the first figure for it."""
        return next((f.low for f in self.figures if f.effect == "killed" and f.low and f.part_of is None), None)


def finest(places: Sequence[PlaceMention]) -> tuple[PlaceMention, ...]:
    """Return the most specific of the places."""
    firm = [one for one in places if not one.offset] or places
    best = min(one.rank for one in firm)
    return tuple(one for one in firm if one.rank == best)


def names_of(place: PlaceMention) -> set[str]:
    """Return the names by which a place is known again: its id and its words."""
    return {place.place.id, place.place.text.lower()}
