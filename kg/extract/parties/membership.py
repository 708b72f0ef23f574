"""Says what ties fighters to a group: "members of X", "a bomber from X", "men belonging to X", "with links to X"."""

from __future__ import annotations

from kg.extract.document import Document, Token
from kg.extract.grammar import Grammar
from kg.extract.mentions import Mentions
from kg.extract.parties.general import GroupReader
from kg.extract.parties.persons import person_class
from kg.extract.wording import words_of
from kg.gazetteer import ActorEntry

_TAKEN = frozenset({"taken", "wrested", "won"})
_TIED = frozenset(
    "affiliated aligned allied associated belong belonged belonging belongs believed led linked loyal members thought "
    "tied".split()
)
_FOR = frozenset({"fighting", "fight", "fought", "working", "work", "worked", "acting"})
_LINKS = frozenset({"allegiance", "connections", "links", "loyalty", "ties"})


class Membership:
    """Reads the ties in one document."""

    def __init__(self, document: Document, mentions: Mentions, general: GroupReader, grammar: Grammar) -> None:
        self.tokens = document.tokens
        self.mentions = mentions
        self.general = general
        self.grammar = grammar

    def ties(self, child: Token) -> bool:
        """True for what ties men to a group: "belonging to X", "who fight for X", "with links to X"."""
        if child.lower in _TIED:
            return True
        if child.lower == "suspected":
            return any(t.lower in _TIED | _LINKS for t in self.tokens[child.index + 1 : child.right + 1])
        if child.lower in _FOR:
            return child.dep in ("acl", "relcl") and bool(self.grammar.behind(child, "for", "with", "under"))
        links = (c for c in self.grammar.children(child) if c.dep == "pobj") if child.lower == "with" else iter(())
        return any(one.lower in _LINKS for one in links)

    def takes(self, agent: Token) -> bool:
        """True for who takes a place from others: "captured by rebels from the army"."""
        by = self.grammar.head(agent)
        return by.lower == "by" and self.grammar.head(by).lower in words_of("taking a place") | _TAKEN

    def tells_members(self, preposition: Token, noun: Token) -> bool:
        """True for "members of X", "a bomber from X", "terrorists of the group X"."""
        if preposition.lower in ("of", "from", "belonging") and noun.lower in words_of("member"):
            return True
        if preposition.lower == "of" and person_class(noun.lower) in ("forces", "militant"):
            return any(self._is_body(self.tokens[below]) for below in preposition.children)
        fights = noun.lower in words_of("attacker") or person_class(noun.lower) in ("forces", "militant")
        return fights and preposition.lower in ("from", "belonging")

    def _is_body(self, noun: Token) -> bool:
        """True for what fighters are of: "the SDF", an armed group that was named before ("the group")."""
        named = self.mentions.actor_at(noun.index)
        if named is not None:
            return named.compound is None and isinstance(named.entry, ActorEntry) and named.entry.kind != "person"
        return noun.lower in words_of("group") and bool(self.general.modifiers(noun) & {"the", "this", "that"})
