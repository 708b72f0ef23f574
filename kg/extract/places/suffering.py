"""Tells an unknown name for a place by what was done to it: it was taken, shelled, flown over."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.document import Token
from kg.extract.grammar import Grammar
from kg.extract.parties.persons import person_class
from kg.extract.place_nouns import place_nouns
from kg.extract.triggers import event_nouns
from kg.extract.wording import words_of
from kg.gazetteer import Gazetteer

_FROM_AFAR = ("of bombing", "munition", "aircraft")
_FALLING = frozenset("fired dropped dropping firing launched opened fell landed rained pounded shells fire".split())
_MOVING = frozenset("advanced broke entered marched moved poured pushed rolled rumbled stormed streamed swept".split())
_OUSTED = frozenset("driven drove expelled forced ousted pushed pulled flushed".split())
_LEFT = frozenset({"withdrew", "withdrawn", "retreated", "withdraw", "retreat"})
_FLIGHTS = frozenset({"sortie", "sorties", "flights", "raids"})
_TOOK = frozenset({"took", "taken"})


class Suffering:
    """Judges the names of one document; `before` are the words before a name."""

    def __init__(self, grammar: Grammar, gazetteer: Gazetteer) -> None:
        self.grammar = grammar
        self.gazetteer = gazetteer

    def is_taken(self, token: Token, before: Sequence[str]) -> bool:
        """True for an unknown name that is taken, stormed or shelled, and no person: "captured Sarrin on Monday"."""
        verb = self.grammar.head(token)
        taken = token.dep in ("dobj", "nsubjpass", "attr") and verb.lower in words_of("taking a place")
        if verb.lower in _TOOK and token.dep == "dobj":
            taken = any(c.lower == "from" for c in self.grammar.children(verb))  # "took Mansoura from the jihadists"
        hitting = token.dep == "dobj" and verb.lower in words_of("impact") - words_of("harming")
        doer = self.grammar.subject(verb) if hitting else None
        if doer is not None and any(doer.lower in words_of(kind) for kind in _FROM_AFAR):
            taken = True  # "shells hit Zorbah"
        taken = taken or (token.dep == "dobj" and verb.lower in words_of("rocking"))
        under = (c for c in self.grammar.children(verb) if c.lower == "under")
        taken = taken or (token.dep == "nsubj" and verb.lower == "came" and next(under, None) is not None)
        if self.gazetteer.country_of_adjective(token.text.removesuffix("s")) is not None:
            return False  # "evacuated Americans"
        if not taken or self._is_described(token):
            return False
        return not before or person_class(before[-1]) is None

    def is_person(self, name: Sequence[Token]) -> bool:
        """True for the unknown name of "the capture of Abu Anas", "the capture of X, a commander"."""
        return name[0].lower in words_of("father of") or self._is_described(name[-1])

    def _is_described(self, name: Token) -> bool:
        """True for a name that a noun for a person explains."""
        described = (c for c in self.grammar.children(name) if c.dep == "appos")
        return any(person_class(one.lower) is not None for one in described)

    def is_flown_over(self, token: Token, before: Sequence[str]) -> bool:
        """True for the unknown name behind "shot down a drone over"."""
        over = before[-1:] == ["over"] and token.dep == "pobj"
        above = self.grammar.head(self.grammar.head(token)).lower
        return over and above in words_of("downing") | words_of("aircraft")

    def is_struck(self, token: Token, before: Sequence[str]) -> bool:
        """True for the unknown name behind "the strike on", "dropped bombs on", "fired at", "pushed into"."""
        preposition = self.grammar.head(token)
        upon = preposition.lower if token.dep == "pobj" and before[-1:] == [preposition.lower] else ""
        above = self.grammar.head(preposition).lower
        if upon == "into" and above in _MOVING:
            return True
        if upon in ("out", "of", "from") and before[-2:] == ["out", "of"]:
            return above in _OUSTED or self.grammar.head(self.grammar.head(preposition)).lower in _OUSTED
        fired = above in _FALLING or any(above in words_of(name) for name in _FROM_AFAR)
        told = fired or above in event_nouns()
        if upon == "from":
            return above in _LEFT
        return (upon in ("on", "into") and told) or (upon == "at" and fired) or (upon == "over" and above in _FLIGHTS)

    def is_held(self, token: Token, before: Sequence[str]) -> bool:
        """True for the unknown name behind "a checkpoint at", "the road to"."""
        preposition = self.grammar.head(token)
        stands = token.dep == "pobj" and before[-1:] == [preposition.lower] and preposition.lower in ("at", "to")
        site = self.grammar.head(preposition).lower
        return stands and site in place_nouns() and place_nouns()[site] == "exact"
