"""Says what a verb does to whom it is done to, and what befalls its subject.

1. A verb tells it alone ("killed"), with a word behind it ("took hostage", "lost their lives", "left five dead"), or
   by what comes along ("took two brothers with them").
2. A captive may meet an end in the same sentence: "were rounded up and executed".
"""

from __future__ import annotations

from kg.extract.casualties.effects import How, complements, effects
from kg.extract.casualties.single import HIM
from kg.extract.document import Token
from kg.extract.grammar import Grammar
from kg.extract.parties import person_class
from kg.extract.wording import words_of
from kg.record import Effect

REPORTED = frozenset(
    "reported believed feared confirmed presumed thought said found left declared listed known to".split()
)
"""Participles of what is told of somebody: "are believed to have fled"."""

SUFFERING = frozenset({"suffer", "suffered", "suffering", "sustained"})
"""Verbs whose object may be harm: "suffered burns"."""

THEM = frozenset({"them", "both"})
"""Pronouns for several to whom something is done."""

_FORCING = frozenset("forced forcing force prompted prompting causing caused".split())
_CLOSE = 3  # tokens behind a verb in which a complement changes what it does
_TREATING = frozenset({"treat", "treated", "treating", "treats"})
_LEAVING = frozenset({"left", "leaving", "leave", "leaves"})
_TAKING = frozenset("take takes taking took taken".split())


class DeedReader:
    """Reads the verbs of one document."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.tokens = grammar.tokens

    def done_to(self, verb: Token) -> Effect | None:
        """Return what befalls the object of a verb, the subject of its passive."""
        effect = self.completed(verb, "object", _CLOSE) or effects("object").get(verb.lower)  # "burned to death"
        if effect == "displaced" and self.is_cared_for(verb):
            return None  # "was evacuated to a military hospital"
        if effect is not None:
            return effect
        children = self.grammar.children(verb)
        if verb.lower in _TREATING and self.is_cared_for(verb):
            return "injured"
        if verb.lower in words_of("bringing to care") and any(c.lower == "treatment" for c in self._for(verb)):
            return "injured"  # "nine were taken to X for treatment"
        if verb.lower == "shot" and self._is_sentenced(verb):
            return "killed"
        if verb.lower in _FORCING:  # "forced 13000 residents to flee", "forced 90 families from their homes"
            to_flee = (e for c in children if c.tag == "VB" and (e := effects("subject").get(c.lower)))
            return next(to_flee, None) or self.completed(verb, "object", 12)
        if verb.lower in _LEAVING:  # "left five dead"
            return next((e for c in children if (e := effects("state").get(c.lower))), None)
        return self.completed(verb, "object", 12) or ("captured" if self._is_taken_along(verb) else None)

    def _for(self, verb: Token) -> list[Token]:
        to = self.grammar.behind(verb, "to", "at")
        return [*self.grammar.behind(verb, "for"), *(c for one in to for c in self.grammar.behind(one, "for"))]

    def is_cared_for(self, verb: Token) -> bool:
        """True for "the clinic treated six civilians", "were treated at a hospital", not "treated for cholera"."""
        where = self.grammar.behind(verb, "at", "in", "to", "by")
        healers = [self.grammar.subject(verb), *where]
        ill = self.grammar.behind(verb, "for", "with")
        if any(t.lower in words_of("illness") for one in ill for t in (one, *self.grammar.children(one))):
            return False
        return any(self._is_healer(one) for one in healers if one is not None)

    def _is_healer(self, noun: Token) -> bool:
        """True for a hospital and who works there: "the field clinic", "Salam Medical Center", "doctors"."""
        names = (c.lower for c in self.grammar.children(noun) if c.dep in ("compound", "amod"))
        return noun.lower in words_of("care") | words_of("healer") or "medical" in names

    def _is_taken_along(self, verb: Token) -> bool:
        """True for "gunmen raided a farm and took two brothers with them", not for "took their families with them"."""
        children = self.grammar.children(verb)
        along = (c for c in self.grammar.behind(verb, "with") if c.lower in HIM | THEM)
        taken = next((c for c in children if c.dep in ("dobj", "nsubjpass")), None)
        if verb.lower not in _TAKING or taken is None or next(along, None) is None:
            return False
        taker = self.grammar.subject(verb)
        armed = taker is not None and (
            person_class(taker.lower) in ("forces", "militant") or taker.lower in words_of("attacker")
        )
        return armed and not any(c.lower == "their" for c in self.grammar.children(taken))

    def _is_sentenced(self, verb: Token) -> bool:
        """True for "men accused of spying were shot": those who were put to death."""
        shot = (c for c in self.grammar.children(verb) if c.dep in ("dobj", "nsubjpass"))
        return any(
            c.lower in words_of("charging") for one in shot for c in self.grammar.children(one) if c.dep == "acl"
        )

    def _has_left(self, token: Token, verb: Token) -> bool:
        """True for "11 families have left the village"."""
        if verb.lower not in _LEAVING or token.lower not in words_of("those who flee"):
            return False
        left = (c for c in self.grammar.children(verb) if c.dep == "dobj")
        return any(c.tag == "NNP" or c.lower in words_of("left behind") for c in left)

    def completed(self, verb: Token, how: How, reach: int) -> Effect | None:
        """Return what a verb tells with its complement: "took 12 hostage", "lost their lives"."""
        told = complements(how).get(verb.lower)
        if told is None:
            return None
        followers = (t.lower for t in self.tokens[verb.index + 1 : min(verb.right, verb.index + reach) + 1])
        return next((told[word] for word in followers if word in told), None)

    def done_by(self, token: Token, verb: Token) -> Effect | None:
        """Return what befalls the subject of a verb."""
        if token.dep == "nsubj" and verb.lower in SUFFERING:
            below = {t.lower for t in self.tokens[verb.index + 1 : min(verb.right, verb.index + 6) + 1]}
            return "injured" if below & words_of("harm") else None
        if token.dep == "nsubj" and verb.tag == "VBG" and verb.lower == "missing":
            return "missing"
        if token.dep == "nsubj" and self._has_left(token, verb):
            return "displaced"
        effect = effects("subject").get(verb.lower) or self.completed(verb, "subject", 4)
        acting = any(c.dep == "dobj" for c in self.grammar.children(verb))
        if effect is None and token.dep == "nsubj" and verb.tag == "VBN" and not acting:
            effect = effects("object").get(verb.lower)
        if effect is not None:
            return effect
        fled = [c.lower for c in self.grammar.children(verb) if c.dep == "xcomp" and verb.lower in REPORTED]
        effect = next((effects("subject")[word] for word in fled if word in effects("subject")), None)
        if effect is not None:
            return effect  # "are believed to have fled"
        states = (c for c in self.grammar.children(verb) if c.dep in ("acomp", "oprd", "xcomp"))
        return next((e for c in states if (e := effects("state").get(c.lower))), None)

    def end_of(self, verb: Token) -> Token | None:
        """Return the "executed" of "were rounded up and executed", "abducted two men and beheaded them"."""
        for then in self.grammar.children(verb):
            if then.dep != "conj" or effects("object").get(then.lower) != "killed":
                continue
            hit = [c for c in self.grammar.children(then) if c.dep in ("dobj", "nsubjpass", "nsubj")]
            if all(c.lower in THEM | HIM for c in hit):
                return then
        return None
