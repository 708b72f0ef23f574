"""Reads who claims an incident, and who is blamed for it by whom."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.document import Sentence, Token
from kg.extract.grammar import Grammar
from kg.extract.incidents.telling import Blame
from kg.extract.parties import PartyFinder
from kg.record import Actor

_BLAMING = {
    **dict.fromkeys(("claimed", "claims", "claiming", "took", "taken"), "claim"),
    **dict.fromkeys(("blamed", "blames", "blaming", "accused", "accuses", "accusing"), "blame"),
}
_ACCUSING = frozenset({"accused", "accuses", "accusing"})  # of what the sentence tells, not of what was told before
_NOBODY = frozenset({"no", "none", "nobody", "neither"})


class BlameFinder:
    """Reads the sentences of one document."""

    def __init__(self, grammar: Grammar, parties: PartyFinder) -> None:
        self.document = grammar.document
        self.grammar = grammar
        self.parties = parties

    def read(self, sentence: Sentence, *, tells: bool) -> Iterator[Blame]:
        """Yield the blames of a sentence; `tells` says whether it tells an incident itself."""
        for verb in self.document.words(sentence):
            how = _BLAMING.get(verb.lower) if verb.tag.startswith("VB") else None
            if how is not None and (tells or verb.lower not in _ACCUSING):
                yield from self._blames(verb, how)

    def _blames(self, verb: Token, how: str) -> Iterator[Blame]:
        subject = self.grammar.subject(verb)
        thing = next((c for c in self.grammar.children(verb) if c.dep == "dobj"), None)
        blamed = next(iter(self.grammar.behind(verb, "on")), None)
        if self.grammar.is_negated(verb) or (thing is None and blamed is None):
            return
        if subject is not None and {subject.lower, *(c.lower for c in self.grammar.children(subject))} & _NOBODY:
            return
        if how == "claim" and (thing is None or thing.lower not in ("responsibility", "credit")):
            return
        claimants = self.parties.actors(subject.index, acting=True) if subject is not None else ()
        yield from self._of(verb, how, thing, blamed or thing, claimants)

    def _of(
        self, verb: Token, how: str, thing: Token | None, blamed: Token | None, claimants: tuple[Actor, ...]
    ) -> Iterator[Blame]:
        other = thing or blamed or verb
        evidence = self.document.token_span(min(verb.index, other.index), max(verb.index, other.index))
        agents = claimants if how == "claim" else self.parties.actors((blamed or verb).index, acting=True)
        for agent in agents:
            yield Blame(agent, evidence, how, claimants)
