"""Reads who claims an incident, who is blamed for it by whom, and who denies that it was his.

Who is behind it is told by verbs of claiming ("claimed the attack", "an attack claimed by X") and blaming ("blamed X",
"blamed on X", "attributed to X"), and by phrases ("X was behind the attack", "responsible for", "the work of X",
"bore the fingerprints of X", "the evidence points to X"). Denials are those of what was told before ("X denied
responsibility"): those of what the sentence tells itself are statements that deny it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from kg.extract.document import Sentence, Token
from kg.extract.grammar import Grammar
from kg.extract.incidents.telling import Blame
from kg.extract.parties import PartyFinder
from kg.extract.wording import words_of
from kg.record import Actor

_BLAMING = {
    **dict.fromkeys(("claimed", "claims", "claiming", "took", "taken"), "claim"),
    **dict.fromkeys(("blamed", "blames", "blaming", "accused", "accuses", "accusing"), "blame"),
    **dict.fromkeys(("attributed", "attributes", "attributing", "ascribed"), "blame"),
}
_BLAMING_NOW = {"blame": "blame", "accuse": "blame"}  # of the present tense alone: "locals blame X"
# of what the sentence tells, not of what was told before
_ACCUSING = frozenset({"accuse", "accused", "accuses", "accusing"})
_TAKING = frozenset({"took", "taken"})
_ADMITTING = frozenset({"admitted", "admits", "admitting", "confessed", "acknowledged"})
_RESPONSIBILITY = frozenset({"responsibility", "credit"})
_PART_IN_IT = frozenset({"responsibility", "involvement", "role", "part"})
_NOBODY = frozenset({"no", "none", "nobody", "neither"})
_BE = frozenset("is was were are be been being".split())
_HOLDING = frozenset({"held", "hold", "holds", "holding"})
_POINTING = frozenset({"pointed", "points", "point", "pointing"})
_REJECTING = frozenset("rejected rejects rejecting dismissed dismisses dismissing refuted refutes".split())
_DOUBTING = frozenset("investigated investigating investigates examined examining doubted doubts questioned".split())
_ACCOUNTS = frozenset(
    "claims claim suggestions suggestion allegations allegation accusations accusation charges reports report".split()
)
_WORK = frozenset({"work", "doing"})
_TRACES = frozenset({"fingerprint", "fingerprints"})  # hallmarks are likeness, of which nobody is sure
_BEARING = frozenset("bear bears bearing bore borne carried carries had has have".split())
_EVIDENCE = frozenset("clues evidence findings indications investigation investigations signs traces".split())
_PHRASES = _WORK | _TRACES | _EVIDENCE | {"behind", "responsible", "finger"}


class BlameFinder:
    """Reads the sentences of one document."""

    def __init__(self, grammar: Grammar, parties: PartyFinder) -> None:
        self.document = grammar.document
        self.tokens = grammar.tokens
        self.grammar = grammar
        self.parties = parties

    def read(self, sentence: Sentence, *, events: frozenset[int]) -> Iterator[Blame]:
        """Yield the blames of a sentence; `events` are the tokens of the incidents that it tells itself."""
        for word in self.document.words(sentence):
            how = _BLAMING.get(word.lower) if word.tag.startswith("VB") else None
            how = _BLAMING_NOW.get(word.lower) if word.tag == "VBP" else how
            if how is not None and (events or word.lower not in _ACCUSING):
                yield from self._blames(word, how, events)
            elif word.lower in _PHRASES:
                yield from self._phrase(word, events)
            elif word.lower in _ADMITTING and word.tag.startswith("VB"):
                yield from self._admissions(word, events)
            elif _rejects(word) and word.tag.startswith("VB") and not events:
                yield from self._denials(word)

    # -- verbs ----------------------------------------------------------------------------------------------------

    def _blames(self, verb: Token, how: str, events: frozenset[int]) -> Iterator[Blame]:
        subject = self.grammar.subject(verb)
        if self.grammar.is_negated(verb) or self._is_nobody(subject):
            return
        agent = self.grammar.agent(verb)
        if how == "claim" and agent is not None and verb.lower not in _TAKING:
            done = next(iter(self.grammar.objects(verb)), None)
            if done is not None and (done.index in events or done.lower in _RESPONSIBILITY):
                claimants = self.parties.actors(agent.index, acting=True)
                yield from self._of(verb, how, claimants, claimants, agent)
            return
        thing = next((c for c in self.grammar.children(verb) if c.dep == "dobj"), None)
        blamed = next((one for one in self.grammar.behind(verb, "on", "to") if self._names(one)), None)  # no day
        if thing is None and blamed is None:
            passive = self.grammar.objects(verb) if how == "blame" else []
            blamed = next(iter(passive), None)
            if blamed is None:
                return
        claimants = self.parties.actors(subject.index, acting=True) if subject is not None else ()
        if how == "claim":
            claimed = thing is not None and (
                thing.lower in _RESPONSIBILITY or (thing.index in events and verb.lower not in _TAKING)
            )
            if claimed:
                yield from self._of(verb, how, claimants, claimants, thing)
            return
        at = blamed or thing or verb
        if {c.lower for c in self.grammar.children(at)} & {"any", "no"} or self._is_for_another(verb, events):
            return  # "did not blame any group"
        yield from self._of(verb, how, self.parties.actors(at.index, acting=True), claimants, thing or blamed)

    def _admissions(self, verb: Token, events: frozenset[int]) -> Iterator[Blame]:
        """Read "X admitted carrying out an attack", "confessed to shelling Y"."""
        subject = self.grammar.subject(verb)
        if subject is None or self.grammar.is_negated(verb):
            return
        below = [below for c in self.grammar.children(verb) for below in (c, *self.grammar.children(c))]
        for doing in (one for one in below if one.tag == "VBG" and one.dep in ("xcomp", "pcomp")):
            if {doing.index, *(one.index for one in self.grammar.objects(doing))} & events:
                claimants = self.parties.actors(subject.index, acting=True)
                yield from self._of(verb, "claim", claimants, claimants, doing)

    def _denials(self, verb: Token) -> Iterator[Blame]:
        """Read "X denied responsibility", "has denied any involvement", "denied being behind it"."""
        subject = self.grammar.subject(verb)
        if subject is None or self.grammar.is_negated(verb) or self._is_nobody(subject):
            return
        below = [c for c in self.grammar.children(verb) if c.index > verb.index]
        thing = next((c for c in below if c.dep == "dobj" and c.lower in _PART_IN_IT), None)
        behind = next((c for c in below if c.lower in _BE and self._is_behind_it(c)), None)
        if thing is not None or behind is not None:
            deniers = self.parties.actors(subject.index, acting=True)
            yield from self._of(verb, "denial", deniers, deniers, thing or behind)

    def _is_behind_it(self, be: Token) -> bool:
        """True for "being behind it", "was responsible", in words that deny it."""
        return any(c.lower in ("behind", "responsible") for c in self.grammar.children(be))

    def _is_for_another(self, verb: Token, events: frozenset[int]) -> bool:
        """True for "blamed X for a shortage of bread", which is not what was told before."""
        for thing in self.grammar.behind(verb, "for", "of"):
            new = any(c.lower in ("a", "an") for c in self.grammar.children(thing))
            if new and events.isdisjoint(range(thing.left, thing.right + 1)):
                return True
        return False

    def _names(self, word: Token) -> bool:
        return bool(self.parties.actors(word.index, acting=True))

    def _is_nobody(self, subject: Token | None) -> bool:
        if subject is None:
            return False
        return bool({subject.lower, *(c.lower for c in self.grammar.children(subject))} & _NOBODY)

    # -- phrases --------------------------------------------------------------------------------------------------

    def _is_doubted(self, verb: Token) -> bool:
        """True below "denied", and below claims that somebody looked into: "rejected suggestions that it was X"."""
        above = list(self.grammar.above(verb))[1:]
        for at, head in pairwise([verb, *above]):
            if _rejects(head) and at.dep in ("ccomp", "advcl", "xcomp"):
                return True
            if head.lower in _ACCOUNTS and at.dep in ("acl", "relcl", "ccomp"):
                governor = self.grammar.governor(head)
                return governor is not None and (_rejects(governor) or governor.lower in _DOUBTING)
        return False

    def _phrase(self, word: Token, events: frozenset[int]) -> Iterator[Blame]:
        """Read "X was behind the attack", "held X responsible", "the work of X", "pointed the finger at X"."""
        verb = self.grammar.head(word)
        who = verb if word.lower == "responsible" and verb.dep == "dobj" else None
        if who is not None and self.grammar.head(who).lower in _HOLDING:
            verb = self.grammar.head(who)  # "held the rebels responsible", by the parser responsible rebels
        if self.grammar.is_negated(verb) or self._is_doubted(verb):
            return
        if word.lower == "finger":
            if verb.lower in _POINTING:
                subject = self.grammar.subject(verb)
                claimants = self.parties.actors(subject.index, acting=True) if subject is not None else ()
                named = [*self.grammar.behind(verb, "at"), *self.grammar.behind(word, "at")]
                yield from self._all(verb, named, claimants, word)
        elif word.lower in _EVIDENCE:
            if verb.lower in _POINTING and word.dep == "nsubj":
                yield from self._all(verb, self.grammar.behind(verb, "to", "at", "towards"), (), word)
        elif word.lower in _TRACES:
            if verb.lower in _BEARING and word.dep == "dobj":
                yield from self._all(verb, self.grammar.behind(word, "of"), (), word)
        elif word.lower in _WORK:
            if verb.lower in _BE and word.dep == "attr":
                yield from self._all(word, self.grammar.behind(word, "of"), (), word)
        elif word.lower == "responsible" and verb.lower in _HOLDING:
            held = [c for c in self.grammar.children(verb) if c.dep in ("dobj", "nsubjpass")]
            held += [c for c in self.grammar.children(word) if c.dep == "nsubj"]
            yield from self._all(verb, held, (), word)
        elif verb.lower in _BE and self._is_of(word, events):
            subject = next((c for c in self.grammar.children(verb) if c.dep == "nsubj"), None)
            if subject is not None and not self._is_nobody(subject):
                yield from self._all(verb, [self.grammar.antecedent(subject, verb)], (), word)

    def _is_of(self, preposition: Token, events: frozenset[int]) -> bool:
        """True for "behind the attack", "responsible for it", not for "behind the lines"."""
        things = self.grammar.children(preposition)
        if preposition.lower == "responsible":
            if not any(c.lower == "for" for c in things):
                return True  # "said that X was responsible", of what was told before
            things = self.grammar.behind(preposition, "for")
        return any(c.index in events or c.lower == "it" for c in things)

    def _all(self, verb: Token, named: Iterable[Token], claimants: tuple[Actor, ...], other: Token) -> Iterator[Blame]:
        agents = tuple(actor for one in named for actor in self.parties.actors(one.index, acting=True))
        yield from self._of(verb, "blame", agents, claimants, other)

    def _fors(self, verb: Token) -> Iterator[Token]:
        """Yield the later things of "took credit for the bombing and for the capture of X"."""
        for one in self.grammar.children(verb):
            if one.lower == "for" and one.dep == "conj":
                yield from (c for c in self.grammar.children(one) if c.dep == "pobj")

    def _of(
        self,
        verb: Token,
        how: str,
        agents: tuple[Actor, ...],
        claimants: tuple[Actor, ...],
        other: Token | None,
    ) -> Iterator[Blame]:
        last = other or verb
        evidence = self.document.token_span(min(verb.index, last.index), max(verb.index, last.index))
        things = (last, *self.grammar.behind(verb, "for", "of"), *self.grammar.behind(last, "for"))
        about = {part.index for one in things for part in self.grammar.conjuncts(one)}
        about |= {one.index for one in self.grammar.children(last)}
        for agent in agents:
            yield Blame(agent, evidence, how, claimants, frozenset(about))
            for one in self._fors(verb):
                yield Blame(agent, evidence, how, claimants, frozenset({one.index}))


def _rejects(verb: Token) -> bool:
    """True for a verb of saying that something is not so: "denied", "dismissed the claim"."""
    return verb.lower in _REJECTING or verb.lower in words_of("denying")
