"""Says who fought whom in a clash: "between X and Y", "pitting X against Y", "X stormed the town, sparking clashes"."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kg.extract.document import Token
from kg.extract.events.event import distinct
from kg.extract.grammar import Grammar
from kg.extract.mentions import Mentions
from kg.extract.parties import PartyFinder
from kg.extract.triggers import Hit
from kg.extract.wording import words_of
from kg.record import Actor

# "the road between X and Y"
_STRETCHES = frozenset("area border frontier frontline highway line road route zone".split())
_LOCKED = frozenset({"locked", "engaged", "embroiled"})
_AFTER = ("after", "following", "during", "amid", "in")
_FIGHTS = frozenset({"battle", "battles", "clash", "clashes", "combat", "fight", "fighting", "fights", "war"})
_REACH = 9  # words behind "erupted" among which "between" stands


class Sides:
    """Reads the sides of the clashes of one document; `acting` says who of the nouns named fights."""

    def __init__(
        self,
        grammar: Grammar,
        mentions: Mentions,
        parties: PartyFinder,
        acting: Callable[[Iterable[Token | None]], tuple[Actor, ...]],
    ) -> None:
        self.grammar = grammar
        self.tokens = grammar.tokens
        self.mentions = mentions
        self.parties = parties
        self._acting = acting

    def of(self, hit: Hit, noun: Token) -> tuple[Actor, ...]:
        """Return the sides of a clash that a noun names."""
        pair = self.named_with(noun) or self._of_verb(noun)
        pair = pair or self.named_with(self.tokens[hit.first])  # "exchange of fire between X and Y"
        return distinct((*self._provoking(noun), *pair)) if len(pair) < 2 else pair

    def _provoking(self, noun: Token) -> tuple[Actor, ...]:
        """Return who began it, "X stormed the town, sparking clashes with Y", or is "locked in battle".

        "X took the town after clashes with Y" names who fought as well.
        """
        verb = self.grammar.head(noun)
        own = [c for c in self.grammar.children(noun) if c.dep == "nsubj"] if noun.tag == "VBG" else []
        if own:
            own.extend(self.grammar.behind(noun, "against"))
            return self._acting(own)  # "the SDF is fighting to retake X", whose verb is in the lists a noun
        locked = self.grammar.head(verb)
        if verb.lower == "in" and locked.lower in _LOCKED:
            return self._acting(c for c in self.grammar.children(locked) if c.dep in ("nsubj", "nsubjpass"))
        if verb.lower in _AFTER and self.grammar.behind(noun, "with", "against"):
            return self._acting([self.grammar.subject(locked)]) if locked.tag.startswith("VB") else ()
        begun = noun.dep in ("dobj", "xcomp") and verb.lower in words_of("provoking")
        return self._acting([self.grammar.subject(verb)]) if begun else ()

    def named_with(self, token: Token) -> tuple[Actor, ...]:
        """Return both sides of "between X and Y", also where the parser lost the second."""
        named = self.grammar.behind(token, "between", "with", "pitting")
        sides = distinct((*self._acting(named), *self._first_side(token)))
        if len(sides) != 1 or not self.grammar.behind(token, "between"):
            return sides
        after = named[-1].index + 1
        if after >= len(self.tokens) or self.tokens[after].lower not in ("and", "against"):
            return sides
        names = (self.mentions.actor_at(index) for index in range(after + 1, min(after + 8, len(self.tokens))))
        other = next((one for one in names if one is not None and one.compound is None), None)
        return distinct((*sides, *(self.parties.names_of(other) if other is not None else ())))

    def _first_side(self, token: Token) -> tuple[Actor, ...]:
        """Return who is named between "between" and "and", whatever the parser made of it."""
        between = next((c for c in self.grammar.children(token) if c.lower == "between"), None)
        if between is None:
            return ()
        for index in range(between.index + 1, min(between.index + 8, len(self.tokens))):
            if self.tokens[index].lower == "and":
                mention = self.mentions.actor_at(index - 1)
                return self.parties.names_of(mention) if mention is not None and mention.compound is None else ()
        return ()

    def _of_verb(self, noun: Token) -> tuple[Actor, ...]:
        """Return both sides of "clashes broke out on Monday between X and Y"."""
        verb = self.grammar.head(noun)
        if verb.lower in ("pitted", "pits", "pitting"):
            return self._acting([*self.grammar.objects(verb), *self.grammar.behind(verb, "against")])
        if not (noun.dep in ("nsubj", "nsubjpass") and verb.tag.startswith("VB")):
            # "Battles flared", as the parser sees it
            parts = (c for c in self.grammar.children(noun) if c.dep == "acl")
            return next((pair for one in parts if len(pair := self.named_with(one)) > 1), ())
        return self.named_with(verb) if self.grammar.behind(verb, "between") else self._behind(verb)

    def _behind(self, verb: Token) -> tuple[Actor, ...]:
        """Return both sides of "broke out during the night between X and Y", which the parser hangs on the night."""
        for word in self.tokens[verb.index + 1 : min(verb.right, verb.index + _REACH) + 1]:
            if word.tag.startswith("VB"):
                return ()
            if word.lower == "between" and self.grammar.head(word).lower not in _STRETCHES:
                sides = self._acting(self.grammar.behind(self.grammar.head(word), "between"))
                return sides if len(sides) > 1 else ()
        return ()

    def fought_over(self, verb: Token) -> tuple[Actor, ...]:
        """Return against whom a place was taken: "retook the hill amid fierce battles with X"."""
        fights = (one for one in self.grammar.behind(verb, *_AFTER) if one.lower in _FIGHTS)
        return self._acting(foe for one in fights for foe in self.grammar.behind(one, "with", "against"))

    def fought_with(self, verb: Token) -> list[Token]:
        """Return who is named by "fought house to house with X", whose "with" the parser hangs on the house."""
        words = self.tokens[verb.index + 1 : verb.index + 6]
        return [
            below for one in words if one.lower in ("house", "street") for below in self.grammar.behind(one, "with")
        ]
