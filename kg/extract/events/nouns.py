"""Judges the nouns that tell an event by the words around them: whether it is another, said again, or none at all."""

from __future__ import annotations

from kg.extract.document import Token
from kg.extract.events.fitting import Fitting
from kg.extract.grammar import Grammar
from kg.extract.wording import words_of

_ANY = frozenset({"a", "an"})
_EACH_OTHER = frozenset({"separate", "different", "simultaneous"})


class Nouns:
    """Judges the event nouns of one document."""

    def __init__(self, grammar: Grammar, fitting: Fitting) -> None:
        self.grammar = grammar
        self.tokens = grammar.tokens
        self.fitting = fitting

    def is_victim_of(self, preposition: Token) -> bool:
        """True for the "of" of "the first fatality of the operation"."""
        return self.grammar.head(preposition).lower in ("fatality", "casualty", "death", "victim")

    def is_apposed(self, noun: Token) -> bool:
        """True for "bombed their positions, an attack they said wounded six", which says it again."""
        first = self.grammar.document.sentences[noun.sentence].first
        opens = noun.left > first and self.tokens[noun.left - 1].text == "," and self.tokens[noun.left].lower in _ANY
        told = any(c.dep == "relcl" for c in self.grammar.children(noun))
        return opens and told and noun.index - noun.left <= 2

    def is_told_apart(self, token: Token, modifiers: set[str], *, counted: bool) -> bool:
        """True for "another strike"; "two separate strikes" are apart from each other only."""
        if self.grammar.preposition(token) == "of" and self.grammar.head(self.grammar.head(token)).tag == "JJS":
            return True  # "the deadliest of the blasts"
        apart = (modifiers | self._of_row(token)) & words_of("distinct") - (_EACH_OTHER if counted else frozenset())
        return bool(apart) or self._is_elsewhere(token)

    def takes_things(self, noun: Token) -> bool:
        """True for the taking of weapons and drugs."""
        things = self.grammar.behind(noun, "of")
        kinds = ("munition", "weapon", "no territory")
        return any(one.lower in words_of(kind) for one in things for kind in kinds) and not any(
            self.fitting.is_territory(one, ()) for one in things
        )

    def takes_persons(self, noun: Token) -> bool:
        """True for "the capture of two commanders", "the capture of Abu Anas al-Furati", no place."""
        taken = self.grammar.behind(noun, "of")
        return (
            bool(taken)
            and not any(self.fitting.is_territory(one, ()) for one in taken)
            and any(self.fitting.is_person(one) for one in taken)
        )

    def is_of_ground(self, noun: Token) -> bool:
        """True for "the fall of the town", "its fall to the rebels"."""
        owned = any(c.dep == "poss" for c in self.grammar.children(noun))
        return owned or any(self.fitting.is_territory(one, ()) for one in self.grammar.behind(noun, "of"))

    def _of_row(self, noun: Token) -> set[str]:
        """Return what qualifies the noun that counts an event: "a second wave of strikes"."""
        above = self.grammar.counted_by(noun)
        return {c.lower for c in self.grammar.children(above)} if above is not noun else set()

    def _is_elsewhere(self, noun: Token) -> bool:
        """True for an event at "another neighbourhood"."""
        behind = self.grammar.behind(noun, "in", "on", "at", "near")
        return any(c.lower in ("another", "other", "second") for one in behind for c in self.grammar.children(one))

    def occurs(self, noun: Token, governor: Token | None) -> bool:
        """True for "air raids took place", "shelling was reported", "activists reported strikes": told as news.

        "The areas where operations are taking place" says where somebody is.
        """
        told = governor is not None and governor.lower in words_of("occurring")
        told = told and governor is not None and (governor.dep, governor.tag) != ("relcl", "VBG")
        return told and noun.dep in ("nsubj", "nsubjpass", "dobj")
