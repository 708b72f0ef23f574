"""Finds the places that a common noun points back to: "the city", "the airport", "the same area"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.extract.document import Sentence, Token
from kg.extract.grammar import Grammar
from kg.extract.place_nouns import naming_nouns, place_nouns
from kg.extract.places.mention import PlaceMention
from kg.extract.wording import words_of

_CITY, _TOWN, _VILLAGE = frozenset({"city"}), frozenset({"town", "city"}), frozenset({"village"})
_QUARTER, _PROVINCE = frozenset({"neighbourhood"}), frozenset({"province"})
_GOAL_REACH = 4  # tokens before a place in which "towards" stands
_BESIDE = 2  # tokens from one place to the next with only "and" between
_MEANT: dict[str, tuple[frozenset[str], ...]] = {
    "camp": (frozenset({"camp"}),),
    "city": (_CITY, _TOWN),
    "citys": (_CITY, _TOWN),
    "district": (frozenset({"district"}), _QUARTER, _TOWN),
    "governorate": (_PROVINCE,),
    "mountain": (frozenset({"mountain"}),),
    "mountains": (frozenset({"mountain"}),),
    "range": (frozenset({"mountain"}),),
    "neighborhood": (_QUARTER,),
    "neighbourhood": (_QUARTER,),
    "province": (_PROVINCE,),
    "suburb": (frozenset({"suburb", "town"}), _TOWN, _QUARTER),
    "town": (frozenset({"town"}), _TOWN, _VILLAGE),
    "village": (_VILLAGE, frozenset({"town"})),
}


class Pointing:
    """Knows the places named so far in one document: `history`, to which the reader adds, in the order of the text."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.document = grammar.document
        self.tokens = grammar.tokens
        self.history: list[PlaceMention] = []

    def meant(self, sentence: Sentence, covered: set[int], found: Sequence[PlaceMention]) -> Iterator[PlaceMention]:
        """Yield the places that the nouns of a sentence point back to; `found` are those that it names itself."""
        for token in self.document.words(sentence)[1:]:
            if not (token.lower in naming_nouns() or token.lower in _MEANT) or token.index in covered:
                continue
            if not self._points_back(token, sentence, covered):
                continue
            named = [*self.history, *(one for one in found if one.last < token.index)]
            same = any(c.lower == "same" for c in self.grammar.children(token))
            kinds = _MEANT.get(token.lower.removesuffix("s") if same else token.lower)
            here = [one for one in found if one.last < token.index]
            wanted = (frozenset().union(*kinds),) if kinds is not None else ()
            before = self._last_of(wanted, here) if here else None
            if before is None:
                before = self._last_of(kinds, named) if kinds is not None else self._last_site(token.lower)
            if before is None and same:
                for one in self._last_phrase(named):
                    yield replace(one, first=token.index - 1, last=token.index, around=True)
            if before is not None:
                yield replace(before, first=token.index - 1, last=token.index)

    def _points_back(self, token: Token, sentence: Sentence, covered: set[int]) -> bool:
        if not {c.lower for c in self.grammar.children(token) if c.index < token.index} & {"the", "that"}:
            return False
        clauses = [c for c in self.grammar.children(token) if c.dep in ("relcl", "acl") and c.index > token.index]
        last = min((c.left - 1 for c in clauses), default=token.right)
        named = any(at in covered for at in range(token.left, last + 1))
        before_of = token.index < sentence.last and self.tokens[token.index + 1].lower == "of"
        owns = token.lower == "citys"  # "the citys south", whose apostrophe was lost
        return not (named or before_of or (token.dep == "compound" and token.head > token.index and not owns))

    def _last_of(self, kinds: Sequence[frozenset[str]], named: Sequence[PlaceMention]) -> PlaceMention | None:
        """Return the place named last that is of the first of the kinds, else of the next."""
        for some in kinds:
            for one in reversed(named):
                aside = one.offset or self._is_goal(one) or self._is_of_care(one) or self._is_around(one, named)
                if one.kind in some and not aside:
                    return one
        return None

    def _is_around(self, place: PlaceMention, named: Sequence[PlaceMention]) -> bool:
        """True for the city of "the city of X, northeastern Y", which only says where X is."""
        before = self.tokens[max(0, place.first - 1)]
        town = next((one for one in named if one.last == before.index - 1), None) if before.text == "," else None
        return town is not None and town.kind in _TOWN and self.tokens[place.last].dep == "appos"

    def _is_of_care(self, place: PlaceMention) -> bool:
        """True for the town of "was taken to a hospital in X"."""
        before = [t.lower for t in self.tokens[max(0, place.first - 2) : place.first]]
        return before[-1:] == ["in"] and before[0] in words_of("care")

    def _is_goal(self, place: PlaceMention) -> bool:
        """True for the places of "retreated towards X and Y", where the text does not go."""
        before = self.tokens[max(0, place.first - _GOAL_REACH) : place.first]
        return any(t.lower in ("towards", "toward") for t in before)

    def _last_phrase(self, named: Sequence[PlaceMention]) -> list[PlaceMention]:
        """Return the place named last, with what is named beside it: both ends of "the road between X and Y"."""
        found: list[PlaceMention] = []
        for one in reversed(named):
            if found and (one.rank != found[-1].rank or found[-1].first - one.last != _BESIDE):
                break
            if not one.offset:
                found.append(one)
        return found[::-1]

    def _last_site(self, noun: str) -> PlaceMention | None:
        """Return the site named last that is called so: "the Tabqa airfield" for "the airfield"."""
        if place_nouns()[noun] != "exact":
            return None
        named = (one for one in reversed(self.history) if one.place.text.lower().endswith((f" {noun}", f"-{noun}")))
        return next(named, None)
