"""Tells by the words of a sentence that it goes on about what the text has told before."""

from __future__ import annotations

from kg.extract.document import Token
from kg.extract.events.event import RESPONDING
from kg.extract.grammar import Grammar
from kg.extract.parties import person_class
from kg.extract.wording import words_of

COMING_AFTER = frozenset({"came", "come", "comes", "happened", "occurred"})
"""Verbs of an event that say what it came after."""

_NUMBERED = frozenset({"first", "second", "third", "fourth", "another", "other"})
_CORNERED = frozenset("surrounded cornered besieged encircled trapped chased pursued".split())
_KNOWN = frozenset({"the", "those", "these"})
_SITES_AGAIN = frozenset({"site", "building", "facility", "structure"})
_GOING_OFF = frozenset({"device", "bomb", "explosives", "mine", "vehicle", "car"})
_WHAT_WAS_TOLD = frozenset("confrontation encounter episode events incident melee standoff".split())
_GUARDS = frozenset({"guard", "guards", "sentry", "sentries"})
_ATTACKERS = frozenset({"attacker", "attackers", "assailant", "assailants", "bomber", "bombers"})
_COMING_CLOSE = _ATTACKERS | {"vehicle", "vehicles", "car", "truck", "him", "them"}


class Known:
    """Judges the verbs and nouns of one document."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.tokens = grammar.tokens

    def befell_known(self, verb: Token) -> bool:
        """True for a verb that tells what befell persons told of before: "the troops were killed in an attack"."""
        if verb.lower not in words_of("harming"):
            return False
        suffering = (
            c for c in self.grammar.children(verb) if c.dep == "nsubjpass" and person_class(c.lower) is not None
        )
        return any({c.lower for c in self.grammar.children(one)} & _KNOWN for one in suffering)

    def befell_in_it(self, verb: Token) -> bool:
        """True for "19 were killed in the encounter", in what the text has told before."""
        inside = (one for one in self.grammar.behind(verb, "in", "during") if one.lower in _WHAT_WAS_TOLD)
        return any(self._is_known(one) for one in inside)

    def befell_site(self, verb: Token) -> bool:
        """True for what befell a site told of before: "the prison was full when it was hit by seven missiles"."""
        suffering = (c for c in self.grammar.children(verb) if c.dep == "nsubjpass")
        return verb.lower in words_of("impact") and any(
            one.lower == "it"
            or (one.lower in _SITES_AGAIN and bool({c.lower for c in self.grammar.children(one)} & _KNOWN))
            for one in suffering
        )

    def went_off(self, verb: Token) -> bool:
        """True for what "the device", "the bomb" did, of which the text has told before."""
        things = (one for one in (*self.grammar.objects(verb), self.grammar.subject(verb)) if one is not None)
        return any(one.lower == "it" or (one.lower in _GOING_OFF and self._is_known(one)) for one in things)

    def was_used(self, verb: Token) -> bool:
        """True for "tests show that a nerve agent had been used", which the text has told the attack of."""
        return any(c.dep == "nsubjpass" for c in self.grammar.children(verb))

    def is_the_shot(self, thing: Token) -> bool:
        """True for "the shot was fired from a roof", which the text has told the victim of."""
        return thing.lower in ("shot", "shots", "bullet", "bullets") and self._is_known(thing)

    def is_defended(self, verb: Token) -> bool:
        """True for the guards who "opened fire on a third vehicle", "on the bomber": part of what was told."""
        doer = self.grammar.subject(verb)
        at = {one.lower for one in self.grammar.behind(verb, "on", "at")}
        return doer is not None and doer.lower in _GUARDS and bool(at & _COMING_CLOSE)

    def is_by_weapon(self, verb: Token) -> bool:
        """True for what "the missiles" hit, of which the text has told before."""
        doer = self.grammar.subject(verb)
        return doer is not None and doer.lower in words_of("munition") and self._is_known(doer)

    def hit_known(self, verb: Token) -> bool:
        """True for "the drone hit the vehicle", both of which the text has told of before."""
        doer, things = self.grammar.subject(verb), self.grammar.objects(verb)
        flown = doer is not None and doer.lower in words_of("aircraft") | words_of("munition")
        known = flown and doer is not None and self._is_known(doer)
        return known and bool(things) and all(self._is_known(one) for one in things)

    def _is_known(self, noun: Token) -> bool:
        return bool({c.lower for c in self.grammar.children(noun)} & _KNOWN)

    def is_cornered(self, verb: Token) -> bool:
        """True for "blew themselves up after they were surrounded": the end of a raid that is told of."""
        clauses = (c for c in self.grammar.children(verb) if c.dep in ("advcl", "prep") and c.index > verb.index)
        return any(t.lower in _CORNERED for one in clauses for t in self.tokens[one.left : one.right + 1])

    def answers(self, verb: Token) -> bool:
        """True for "the units answered by shelling their positions", "our forces returned fire"."""
        above = self.grammar.head(self.grammar.head(verb))
        return verb.lower in ("returned", "return") or (verb.dep == "pcomp" and above.lower in RESPONDING)

    def is_next(self, verb: Token) -> bool:
        """True for "a second device went off", "another bomber struck, killing two", beside the one told of."""
        thing = self.grammar.subject(verb)
        counted = thing is not None and thing.lower in words_of("munition") | words_of("planted") | _ATTACKERS
        return counted and any(c.lower in _NUMBERED for c in self.grammar.children(thing or verb))

    def is_what_it_followed(self, verb: Token) -> bool:
        """True for the killing of "it came hours after two men were killed by a drone"."""
        came = self.grammar.head(verb)
        told = self.grammar.subject(came) if came is not verb and came.lower in COMING_AFTER else None
        return told is not None and self._is_told_of(told) and "after" in self.grammar.marks(verb)

    def _is_told_of(self, noun: Token) -> bool:
        return noun.lower in ("it", "this", "that") or self._is_known(noun)

    def is_another(self, verb: Token) -> bool:
        """True for what "the second" or "another" of several told before did: "the second, in X, killed two"."""
        doer = self.grammar.subject(verb)
        return doer is not None and doer.lower in _NUMBERED and doer.dep == "nsubj"

    def is_some_of(self, noun: Token) -> bool:
        """True for "four of the rockets", of which the text has told before."""
        behind = self.grammar.behind(noun, "of")
        return any(c.lower in _KNOWN for one in behind for c in self.grammar.children(one))

    def is_by_known(self, verb: Token) -> bool:
        """True for what "the attackers" did, of whom the text has told before."""
        doer = self.grammar.subject(verb)
        known = doer is not None and doer.lower in _ATTACKERS
        return known and doer is not None and bool({c.lower for c in self.grammar.children(doer)} & _KNOWN)
