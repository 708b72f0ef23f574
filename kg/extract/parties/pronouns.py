"""Finds the phrase or the speaker that a pronoun stands for where it does something: "it had carried out 19 strikes".

1. "We" and "our forces" are those of who makes the statement.
2. "It" and "they" in what a body says about itself ("The coalition said it struck") are that body.
3. Else they stand for the subject of a clause before: in the sentence, or in the one before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.document import Document, Token
from kg.extract.grammar import Grammar
from kg.extract.wording import words_of
from kg.record import Actor, Statement

_OURS = frozenset({"we", "our", "us"})
_OWNING = frozenset({"his", "her", "its", "their"})
_THEIRS = frozenset({"it", "they"})
_BODIES = frozenset({"organisation", "armed_group", "government", "coalition"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


class Pronouns:
    """Resolves the pronouns of one document."""

    def __init__(self, document: Document, grammar: Grammar, statements: Sequence[Statement]) -> None:
        self.document = document
        self.tokens = document.tokens
        self.grammar = grammar
        self.statements = statements

    def speaker(self, token: Token) -> Actor | None:
        """Return the body for which "we" and "our" speak, None for any other word."""
        if token.lower not in _OURS:
            return None
        statement = self._around(token)
        if statement is None:
            return None
        bodies = (statement.affiliation, statement.speaker)
        return next((one for one in bodies if one is not None and one.kind in _BODIES), None)

    def _around(self, token: Token) -> Statement | None:
        """Return the narrowest statement whose content a token is part of."""
        around = [s for s in self.statements if s.content.start <= token.start < s.content.end]
        return min(around, key=lambda s: s.content.end - s.content.start, default=None)

    def telling(self, token: Token) -> frozenset[str]:
        """Return the ids of who tells what a token is part of: "the group" is hardly they."""
        statement = self._around(token)
        told = (statement.speaker, statement.affiliation) if statement is not None else ()
        return frozenset(one.id for one in told if one is not None)

    def others(self, pronoun: Token) -> bool:
        """True for the "they" of words given directly, whose speaker says "we" of his own side."""
        statement = self._around(pronoun)
        return pronoun.lower == "they" and statement is not None and statement.mode == "direct"

    def owner(self, token: Token) -> Actor | None:
        """Return the body whose "our soldiers" are, or "its units" in its own words, "his men" in those of its man."""
        statement = self._around(token) if token.lower in _OWNING else None
        if statement is None:
            return self.speaker(token)
        personal = statement.speaker.kind == "person"
        own = personal == (token.lower in ("his", "her")) and statement.source is not None
        first = self.document.sentences[token.sentence].first
        before = (t for t in self.tokens[first : token.index] if t.start >= statement.content.start)
        if not own or any(t.dep in _SUBJECTS and t.tag.startswith("NN") for t in before):
            return None
        body = statement.affiliation if personal else statement.speaker
        return body if body is not None and body.kind in _BODIES else None

    def voice(self, pronoun: Token, noun: Token) -> Actor | None:
        """Return the body whose own words a pronoun stands in, where it stands for the noun that names this speaker."""
        for one in self.statements:
            told = one.content.start <= pronoun.start < one.content.end
            if told and one.source is not None and one.source.start <= noun.start < one.source.end:
                return one.speaker if one.speaker.kind in _BODIES else None
        return None

    def _suffers(self, noun: Token, verb: Token) -> bool:
        """True for the soldiers of "soldiers were killed when they overran a base"."""
        return noun.dep == "nsubjpass" and verb.lower in words_of("harming")

    def _may_be(self, pronoun: Token, noun: Token) -> bool:
        """False for many where the pronoun is of one: "hundreds were abducted by X when it took the town"."""
        return pronoun.lower != "it" or noun.tag not in ("NNS", "CD")

    def antecedents(self, token: Token) -> Iterator[Token]:
        """Yield the nouns that "it" or "they" may stand for, the likelier first."""
        if token.lower not in _THEIRS:
            return
        sentence = self.document.sentences[token.sentence]
        for verb in self.document.ancestors(token.index):
            doers = [c for c in self.grammar.children(verb) if c.dep in _SUBJECTS]
            doers += [one for one in (self.grammar.agent(verb),) if one is not None]
            yield from (
                c for c in doers if c.index < token.index and self._may_be(token, c) and not self._suffers(c, verb)
            )
        if sentence.index and self.document.sentences[sentence.index - 1].block >= sentence.block - 1:
            before = self.document.sentences[sentence.index - 1]
            yield from (t for t in self.document.words(before) if t.dep in _SUBJECTS and t.lower not in _THEIRS)
