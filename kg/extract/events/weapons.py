"""Says whether a weapon that is named was used: shells that landed, a device that went off, rockets fired."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from kg.extract.casualties.effects import effects
from kg.extract.document import Token, token_after
from kg.extract.events.event import RESPONDING
from kg.extract.grammar import Grammar
from kg.extract.triggers import Hit
from kg.extract.wording import words_of

_SAPPERS = frozenset("squad squads expert experts engineer engineers sappers technicians specialists".split())
_USING = frozenset("use used uses using employ employed employs employing".split())
_ENDED = frozenset({"destroyed", "targeted", "hit", "struck"})
_DEEP = 4  # steps up the parse
_CLAUSES = frozenset({"acl", "relcl"})


class Weapons:
    """Reads the weapons of one document."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.tokens = grammar.tokens

    def strikes(self, token: Token, hits: Sequence[Hit]) -> bool:
        """True when a weapon is told to have hit, gone off or been fired."""
        impact = words_of("impact")
        governor = self.grammar.governor(token)
        if self.is_numbered(token) or self._is_used_against(token) or self.harmed(token):
            return True
        if governor is not None and governor.lower in RESPONDING and self._is_behind_with(token):
            return True  # "responded with a string of car bombs"
        if governor is not None and governor.lower in words_of("downing") | words_of("disarming"):
            return False
        if governor is not None and self.is_disarmed(governor):
            return False
        suffers = governor is not None and governor.lower in effects("object")
        if suffers and token.dep in ("dobj", "nsubjpass") and token.lower in words_of("attacker"):
            return False  # "killed three suicide bombers"
        clauses = (c for c in self.grammar.children(token) if c.dep in _CLAUSES and not self._is_left(c))
        if any(c.lower in impact and not self._befalls_it(c) for c in clauses):
            return True
        if governor is None:
            return any(h.head in token.children and not h.trigger.noun for h in hits)  # "the wing fired rockets"
        if token.dep == "nsubj" and governor.tag == "VBD" and self._goes_on_with(governor, words_of("harming")):
            return True  # "a car bomb stopped their column and left four dead"
        if governor.lower in impact or any(h.head == governor.index for h in hits if h.trigger.manner != "chemical"):
            return token.dep in ("nsubj", "nsubjpass") or self.grammar.depth(token, governor) <= 2
        if governor.lower in words_of("harming") and self.grammar.preposition(token) in ("in", "by", "from"):
            return True  # "were wounded in shells on the town"
        carrying = words_of("light") | words_of("dropping") | {"fired", "launched", "planted"}
        return token.dep in ("nsubj", "nsubjpass", "dobj") and governor.lower in carrying

    def _is_behind_with(self, weapon: Token) -> bool:
        return self.grammar.preposition(self.grammar.counted_by(weapon)) == "with"

    def is_disarmed(self, verb: Token) -> bool:
        """True for "the belt was detonated by the bomb squad"."""
        by = self.grammar.agent(verb)
        return by is not None and by.lower in _SAPPERS

    def is_numbered(self, weapon: Token) -> bool:
        """True for "the number of missiles", which were fired before."""
        above = self.grammar.head(self.grammar.head(weapon))
        told = self.grammar.preposition(weapon) == "of" and above.lower == "number"
        return told and any(c.lower == "the" for c in self.grammar.children(above))

    def _is_used_against(self, weapon: Token) -> bool:
        """True for "used rocket systems against villages", also passive, and "the use of mortars against quarters"."""
        above = self.grammar.head(weapon)
        used = self.grammar.head(above) if weapon.dep == "pobj" and above.lower == "of" else above
        if used.lower not in _USING or not (weapon.dep in ("dobj", "nsubjpass") or above.lower == "of"):
            return False
        return any(c.lower == "against" for one in (used, weapon) for c in self.grammar.children(one))

    def harmed(self, weapon: Token) -> bool:
        """True for "bombs, one of which wounded two soldiers", whatever else is told of them."""
        return any(self._harms(clause) for clause in self._clauses_of(weapon))

    def _clauses_of(self, weapon: Token) -> list[Token]:
        """Return the relative clauses of a weapon, and one right behind it that the parser hangs on another noun."""
        own = [c for c in self.grammar.children(weapon) if c.dep == "relcl"]
        first = weapon.index + 2
        if own or token_after(self.tokens, weapon.index).text != "," or first >= len(self.tokens):
            return own
        above = self.grammar.above(self.tokens[first])
        return [t for t in islice(above, _DEEP) if t.dep == "relcl" and t.left == first]

    def _harms(self, clause: Token) -> bool:
        """True for the clause of "bombs, one of which wounded two soldiers", "a mine that killed them"."""
        doer = self.grammar.subject(clause)
        which = doer is not None and (doer.tag == "WDT" or any(t.tag == "WDT" for t in self.grammar.behind(doer, "of")))
        return which and clause.tag == "VBD" and clause.lower in words_of("harming")

    def _is_left(self, verb: Token) -> bool:
        """True for devices "left behind", "left by" somebody, which have not gone off."""
        after = token_after(self.tokens, verb.index).lower
        return verb.lower == "left" and after in ("behind", "by", "over")

    def _befalls_it(self, clause: Token) -> bool:
        """True for the clause of "car bombs that were destroyed by jets before they reached their targets"."""
        return clause.lower in _ENDED and any(c.dep == "nsubjpass" for c in self.grammar.children(clause))

    def _goes_on_with(self, verb: Token, words: frozenset[str]) -> bool:
        """True for a verb on which another one hangs that is followed by one of the words."""
        later = [c for c in self.grammar.children(verb) if c.dep in ("conj", "advcl") and c.index > verb.index]
        return any(t.lower in words for one in later for t in self.tokens[one.index : one.right + 1])
