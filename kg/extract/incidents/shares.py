"""Reads how many of several strikes were where: "13 raids on Raqqa and 11 on Tabqa", "Four were near Kobani".

1. A number with no noun of its own, before where or what was hit, tells some of the strikes that the sentence counts
   or says to "include" it; where the sentence tells none, some of those that the text is at.
2. Each such share is an incident; "one each near X and Y" are two. What is told of all keeps the places that are left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.extract.document import Document, Token
from kg.extract.events import Event, SentenceEvents
from kg.extract.incidents.telling import Telling, finest, names_of
from kg.extract.numbers import find_quantities, may_count
from kg.extract.places import PlaceMention
from kg.record import IncidentType

_FROM_AFAR: frozenset[IncidentType] = frozenset({"airstrike", "shelling", "bombing"})
_WHERE = frozenset({"near", "in", "on", "at", "around", "against", "outside", "inside", "over"})
_WERE = frozenset({"were", "was", "hit", "struck", "targeted", "came", "landed", "fell", "took", "each"})
_INCLUDING = frozenset({"include", "includes", "included", "including"})
_WHERE_REACH = 3  # tokens behind the number in which its preposition stands
_PROVINCE = 5  # rank of a province
_PLACE_REACH = 6  # tokens behind the preposition in which the place begins


@dataclass(frozen=True, slots=True)
class _Share:
    """Some of several strikes, by the token of their number."""

    number: Token
    places: tuple[PlaceMention, ...]
    each: bool


class Shares:
    """Reads the sentences of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tokens = document.tokens

    def told(self, found: SentenceEvents, focus: Telling | None) -> SentenceEvents:
        """Return a sentence's events with the shares of strikes told apart."""
        shares = list(self._shares(found)) if found.places else []
        if not shares or any(one.rank == _PROVINCE and one.last < shares[-1].number.index for one in found.places):
            return found  # "seven attacks in Idlib province, three in Latakia" stays one sum
        whole = next((one for one in found.events if self._is_shared_out(one, shares)), None)
        if whole is not None:
            kept = [part for one in found.events for part in (self._parted(one, shares) if one is whole else [one])]
            return replace(found, events=tuple(kept))
        opens = shares[0].number.index == found.sentence.first
        if found.events or not (opens or len(shares) > 1) or focus is None or not _is_counted(focus, found):
            return found
        return replace(found, events=tuple(self._of(focus.events[-1], shares, found)))

    def _is_shared_out(self, event: Event, shares: list[_Share]) -> bool:
        if event.type not in _FROM_AFAR or event.kills or not event.head < shares[0].number.index:
            return False
        including = self.tokens[event.predicate].lower in _INCLUDING
        return including or (event.count is not None and (event.plural or not event.noun))

    def _parted(self, event: Event, shares: list[_Share]) -> Iterator[Event]:
        """Yield what is told of all, where it has places of its own, and each share."""
        taken = {name for share in shares for one in share.places for name in names_of(one)}
        left = tuple(one for one in event.places if not names_of(one) & taken)
        if left or len(shares) == 1:
            yield replace(event, places=left)
        yield from self._of(event, shares, None)

    def _of(self, event: Event, shares: list[_Share], found: SentenceEvents | None) -> Iterator[Event]:
        for share in shares:
            last = share.places[-1].last
            number = self.document.token_span(share.number.index, share.number.index)
            part = replace(
                event,
                sentence=event.sentence if found is None else found.sentence.index,
                head=share.number.index,
                predicate=share.number.index,
                trigger=self.document.token_span(share.number.index, last),
                covers=frozenset({share.number.index}),
                count=next(iter(find_quantities(number.text)), None),
                places=share.places,
                distinct=True,
                definite=False,
                needy=False,
            )
            yield from (replace(part, places=(one,)) for one in share.places) if share.each else (part,)

    def _shares(self, found: SentenceEvents) -> Iterator[_Share]:
        """Yield the numbers that stand right before where something was, each with its places."""
        words = self.document.words(found.sentence)
        numbers = [t for t in words if self._counts_nothing_named(t) and t.index not in found.dated]
        for at, number in enumerate(numbers):
            end = numbers[at + 1].index if at + 1 < len(numbers) else found.sentence.last + 1
            behind = self.tokens[number.index + 1 : min(number.index + 1 + _WHERE_REACH, end)]
            where = next((t for n, t in enumerate(behind) if self._opens_where(t, behind[:n])), None)
            if where is None:
                continue
            places = tuple(one for one in found.places if where.index < one.first < end)
            near = places and places[0].first - where.index <= _PLACE_REACH
            if near and finest(places)[0].rank < _PROVINCE:
                yield _Share(number, places, each=behind[0].lower == "each")

    def _counts_nothing_named(self, token: Token) -> bool:
        """True for a number that no noun follows."""
        if token.tag != "CD" or not may_count(token.lower) or token.index + 1 >= len(self.tokens):
            return False
        return self.tokens[token.index + 1].lower in _WHERE | _WERE

    def _opens_where(self, token: Token, before: list[Token]) -> bool:
        return token.lower in _WHERE and all(t.lower in _WERE or t.lower == "place" for t in before)


def _is_counted(focus: Telling, found: SentenceEvents) -> bool:
    """True for counted strikes that the sentence before told."""
    last = focus.events[-1]
    near = found.sentence.index - last.sentence == 1
    return near and last.type in _FROM_AFAR and last.count is not None and last.plural
