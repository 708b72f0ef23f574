"""Gives the events of a sentence their places.

1. Where people are, come from, go to and speak is not where something happened (`whereabouts`).
2. Every other place goes to the event that is nearest in the parse, or to nobody where that did not happen.
3. An event without a place shares that of the event in whose clause it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.extract.document import Token
from kg.extract.events.aims import aimed
from kg.extract.events.event import Event, nearest
from kg.extract.events.known import COMING_AFTER
from kg.extract.events.whereabouts import Whereabouts
from kg.extract.grammar import Grammar
from kg.extract.places import PlaceMention
from kg.extract.wording import words_of

_TIMES = frozenset({"after", "before", "since", "when"})
_JOINED = frozenset({",", "in", "of", "and", "the", "(", "'s", "s"})


class Placing:
    """Places the events of one sentence."""

    def __init__(self, grammar: Grammar, whereabouts: Whereabouts) -> None:
        self.grammar = grammar
        self.document = grammar.document
        self.tokens = grammar.tokens
        self.whereabouts = whereabouts

    def placed(self, events: Sequence[Event], ghosts: Sequence[Event], places: Sequence[PlaceMention]) -> list[Event]:
        """Return the events with their places."""
        if not events or not places:
            return list(events)
        told = {index for event in (*events, *ghosts) for index in (*event.covers, event.head, event.predicate)}
        owned: dict[int, list[PlaceMention]] = {}
        number, previous = 0, None
        where = self.whereabouts
        whole = [place for place in places if not where.is_of_some(place)] or list(places)
        main = [place for place in whole if not where.is_aside(place, told)]
        for place in main or whole:
            elsewhere = where.is_where_said(place, told) or where.is_origin(place) or where.is_destination(place)
            elsewhere = elsewhere or where.is_of_care(place) or where.is_of_court(place) or where.is_where_joined(place)
            if elsewhere or where.describes_someone(place, told):
                continue
            if previous is None or not self._is_one_phrase(previous, place):
                rivals = [ghost for ghost in ghosts if not self._is_described_by(place, ghost)]
                number = aimed(self.grammar, self.whereabouts, self._nearest_to(place, events, rivals), events, rivals)
            owned.setdefault(number, []).append(place)
            previous = place
        for number, several in owned.items():
            if number < len(events):
                there = [one for one in several if not (where.is_home(one, told) or where.is_refuge(one))]
                several = [one for one in there if not where.is_goal(one, told)] or there
                several = [one for one in several if not self._suffers_besides(one, events[number])] or several
                owned[number] = self._of_its_clause(events[number], several)
        owned = {number: several for number, several in owned.items() if several}
        made = []
        for index, event in enumerate(events):
            mine = owned.get(index) or self._shared(event, events, owned)
            if not main and event.definite and event.noun:
                mine = []  # "the attacks came after envoys had left Geneva"
            made.append(replace(event, places=tuple(mine)))
        return made

    def _nearest_to(self, place: PlaceMention, events: Sequence[Event], rivals: Sequence[Event]) -> int:
        """Return the event, or the rival behind all events, that is nearest to a place, but for what followed there."""
        able = [number for number, one in enumerate(events) if not self._followed_there(place, one)]
        able = able or list(range(len(events)))
        number, _ = nearest(self.document, place.first, [*(events[n] for n in able), *rivals])
        return able[number] if number < len(able) else number - len(able) + len(events)

    def _followed_there(self, place: PlaceMention, event: Event) -> bool:
        """True for the raids of "killed ten in X, which was followed by raids on Y"."""
        verb = self.tokens[event.predicate]
        return verb.dep == "relcl" and verb.lower in words_of("following") and place.last < verb.left

    def _suffers_besides(self, place: PlaceMention, event: Event) -> bool:
        """True for the road of "seized the town and managed to cut off the road to X", where the event is elsewhere."""
        noun = self.tokens[place.last]
        verb = self.grammar.head(noun)
        apart = noun.dep == "dobj" and verb.dep in ("conj", "xcomp") and verb.tag.startswith("VB")
        own = (event.head, event.predicate, *event.covers)
        return apart and not any(verb.left <= index <= verb.right for index in own)

    def _of_its_clause(self, event: Event, places: list[PlaceMention]) -> list[PlaceMention]:
        """Return the places of an event told in a clause of another time, where it has its own.

        "Troops stationed on the mountain since the day when they withdrew from province X" withdrew from X; what is
        broader than that may hold it.
        """
        clause = next((at for at in self.grammar.above(self.tokens[event.predicate]) if self._sets_time(at)), None)
        own = [one for one in places if clause is not None and clause.left <= one.first <= clause.right]
        return [one for one in places if not own or one in own or one.rank > max(mine.rank for mine in own)]

    def _sets_time(self, verb: Token) -> bool:
        """True for the verb of "when they withdrew from X", not of "after they took it", which points outside."""
        clause = self.tokens[verb.left : verb.right + 1]
        apart = verb.dep in ("relcl", "advcl") and bool(self.grammar.marks(verb) & _TIMES)
        return apart and not any(one.lower in ("it", "them", "there") for one in clause)

    def _is_described_by(self, place: PlaceMention, ghost: Event) -> bool:
        """True for the place of "killed nine in a suburb of X that the army said it had retaken"."""
        above = self.grammar.above(self.tokens[ghost.predicate])
        clause = next((at for at in above if at.dep == "relcl" or "that" in self.grammar.marks(at)), None)
        return clause is not None and place.last < clause.left

    def _is_one_phrase(self, left: PlaceMention, right: PlaceMention) -> bool:
        between = {t.lower for t in self.tokens[left.last + 1 : right.first]}
        return right.first - left.last <= 3 and between <= _JOINED

    def _shared(
        self, event: Event, events: Sequence[Event], owned: dict[int, list[PlaceMention]]
    ) -> list[PlaceMention]:
        """Return the places of the event in whose clause this one stands, or that stands in this one's."""
        path = [t.index for t in self.grammar.above(self.tokens[event.predicate])][:3]
        others = [number for number in owned if number < len(events)]
        others.sort(key=lambda n: path.index(events[n].predicate) if events[n].predicate in path else len(path))
        others.sort(key=lambda n: not self._tells_when(event, events[n]))
        for number in others:  # the nearest first: "a bomb killed five in X, and gunmen attacked Y, killing ten"
            places = owned[number]
            sequel = self.grammar.is_sequel(self.tokens[event.head], self.tokens[events[number].head])
            if sequel or self._is_parted(event, events[number]) or self._came_after(event, events[number]):
                continue
            taken = event.type == events[number].type == "territory_change"  # "retook X, months after it was taken"
            if taken or not (event.offset or events[number].offset):
                theirs = [t.index for t in self.grammar.above(self.tokens[events[number].predicate])][1:3]
                again = event.definite and event.noun and event.family not in ("", events[number].family)
                again = again or (event.definite and event.noun and self._is_told_besides(events[number], event))
                if not again and (events[number].predicate in path or event.predicate in theirs):
                    return places  # but not in "the blast comes as the army captured X"
        for number, places in owned.items():
            owner = events[number] if number < len(events) else None
            if owner is not None and owner.offset:
                continue
            if event.noun and self.tokens[event.predicate].lower in words_of("following"):
                continue  # "the strikes follow a raid in X"
            hung = self.grammar.governor(self.tokens[places[0].first]) if not event.offset else None
            if hung is not None and hung.index == event.predicate:
                return places  # "in X, which fell on Monday, hundreds were shot"
        return []

    def _came_after(self, event: Event, other: Event) -> bool:
        """True for the attack of "the attack came after a bomb killed ten in X"."""
        came, clause = self.tokens[event.predicate], self.tokens[other.predicate]
        if came.lower not in COMING_AFTER:
            return False
        if clause is came:
            return other.noun and self.grammar.preposition(self.tokens[other.head]) == "after"
        return clause.head == came.index and "after" in self.grammar.marks(clause)

    def _tells_when(self, event: Event, other: Event) -> bool:
        """True for the taking of "dozens were killed when they overran the base"."""
        verb = self.tokens[other.predicate]
        return event.kills and verb.head == event.predicate and "when" in self.grammar.marks(verb)

    def _is_told_besides(self, other: Event, event: Event) -> bool:
        """True for the fire of "made no mention of the raid, but reported that rocket fire on X had killed seven"."""
        above = list(self.grammar.above(self.tokens[other.predicate]))
        to = next((n for n, at in enumerate(above) if at.index == event.predicate), 0)
        return bool(other.family) and other.noun and any(at.dep == "conj" for at in above[:to])

    def _is_parted(self, one: Event, other: Event) -> bool:
        """True for two events with a semicolon between them."""
        first, last = sorted((one.head, other.head))
        return any(token.text == ";" for token in self.tokens[first:last])
