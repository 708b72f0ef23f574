"""Says who did it where the clause of the event does not: who planted the bomb, whose jets they are believed to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile

from kg.extract.document import Token
from kg.extract.grammar import Grammar
from kg.extract.wording import words_of
from kg.record import Actor

_BELIEVED = frozenset({"believed", "thought", "suspected", "said", "known", "presumed"})
_PLANTING = frozenset({"planted", "planting", "placed", "laid", "rigged"})
_TRYING = frozenset({"tried", "trying", "attempted", "attempting", "sought"})
_MEANWHILE = frozenset({"as", "when", "while"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_AIM_REACH = 14  # words behind "to retake" in which "from X" stands


class Elsewhere:
    """Looks for the doers of one document's events; `acting` says who of nouns fights, `owner` whose a noun names."""

    def __init__(
        self,
        grammar: Grammar,
        acting: Callable[[Iterable[Token | None]], tuple[Actor, ...]],
        owner: Callable[[Token], tuple[Actor, ...]],
        hit: Callable[[Iterable[Token]], tuple[Actor, ...]],
    ) -> None:
        """Take what reads the parties of nouns; `hit` says who of nouns was hit."""
        self.grammar = grammar
        self.tokens = grammar.tokens
        self._acting = acting
        self._owner = owner
        self._hit = hit

    def believed(self, subject: Token) -> Iterator[Actor]:
        """Yield whose "jets believed to be Russian", "men thought to be members of X" are."""
        above = self.grammar.head(subject)
        misread = [c for c in self.grammar.children(above) if c.dep == "xcomp"] if above.lower in _BELIEVED else []
        for clause in (*self.grammar.children(subject), *misread):
            if clause in misread or (clause.dep == "acl" and clause.lower in _BELIEVED):
                for at in range(clause.index + 1, clause.right + 1):
                    if self.tokens[at].dep in ("acomp", "attr", "pobj", "oprd", "dobj", "compound"):
                        yield from self._owner(self.tokens[at])

    def planters(self, at: Token) -> tuple[Actor, ...]:
        """Return who planted what explodes: "X planted a device on a road that exploded", "planted by X"."""
        sentence = self.grammar.document.sentences[at.sentence]
        for verb in self.tokens[sentence.first : at.index]:
            above = self.grammar.head(verb)
            told = verb.dep == "xcomp" and above.lower in _BELIEVED  # "a bomb said to have been planted by X"
            hung = (self.grammar.subject(above), self.grammar.head(above)) if told else (above,)
            things = [*self.grammar.objects(verb), *(one for one in hung if one)] if verb.lower in _PLANTING else []
            if any(one.lower in words_of("munition") | words_of("planted") for one in things):
                return self._acting([self.grammar.subject(verb), self.grammar.agent(verb)])
        return ()

    def tried(self, verb: Token) -> Iterator[Token]:
        """Yield who "tried to storm the town, but the army repelled them"."""
        first = self.grammar.document.sentences[verb.sentence].first
        for word in self.tokens[first : verb.index]:
            subject = self.grammar.subject(word) if word.lower in _TRYING and word.tag.startswith("VB") else None
            if subject is not None and subject is not self.grammar.subject(verb):
                yield subject

    def advancing(self, verb: Token) -> tuple[Actor, ...]:
        """Return who advanced meanwhile: "40 insurgents were killed as the YPG pushed into the town"."""
        civilians = (one for one in self._hit(self.grammar.objects(verb)) if one.id == "civilians")
        if next(civilians, None) is not None:
            return ()
        behind = self.grammar.behind(verb, "as")  # "as forces advance", by the parser a noun
        clauses = [c for c in self.grammar.children(verb) if c.dep == "advcl" and self.grammar.marks(c) & _MEANWHILE]
        moving = (one for one in (*behind, *clauses) if one.lower in words_of("advancing"))
        return self._acting(c for one in moving for c in self.grammar.children(one) if c.dep == "nsubj")

    def aimed_at(self, noun: Token) -> tuple[Actor, ...]:
        """Return against whom "an offensive to drive X out of the city", "to retake the city from X" is."""
        words = self.grammar.document.words(self.grammar.document.sentences[noun.sentence])
        behind = words[noun.index - words[0].index + 1 :]
        aims = takewhile(lambda t: t.tag not in _FINITE and t.text != ";", behind)
        aim = next((t for t in aims if t.lower in words_of("ousting") | words_of("wresting") and self._is_aim(t)), None)
        if aim is None:
            return ()
        if aim.lower in words_of("ousting"):
            misread = [self.grammar.head(aim)] if aim.dep == "amod" else []  # "aimed at expelling rebels"
            return self._acting([*self.grammar.objects(aim), *misread])
        until = takewhile(lambda t: t.tag not in _FINITE, self.tokens[aim.index + 1 : words[-1].index + 1][:_AIM_REACH])
        source = next((t for t in until if t.lower == "from"), None)
        return self._acting(c for c in self.grammar.children(source) if c.dep == "pobj") if source is not None else ()

    def _is_aim(self, verb: Token) -> bool:
        """True for "to drive", "at driving", "of driving"."""
        before = self.tokens[verb.index - 1].lower
        return (before == "to" and not verb.lower.endswith(("ed", "ing"))) or (
            verb.lower.endswith("ing") and before in ("at", "of")
        )
