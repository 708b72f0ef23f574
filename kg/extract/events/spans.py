"""Says which words tell an event, and how many of its kind they count."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.document import Token
from kg.extract.grammar import Grammar
from kg.extract.numbers import Quantity, find_quantities, may_count
from kg.extract.triggers import Hit
from kg.record import Span

_NOUN_MODIFIERS = frozenset({"amod", "compound", "nmod", "nummod", "quantmod"})
SPAN_WORDS = 6
"""How far from its trigger the words of an event may reach."""


class Spans:
    """Reads the triggers of one document."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.document = grammar.document
        self.tokens = grammar.tokens

    def count_of(self, objects: Sequence[Token]) -> Quantity | None:
        """Return how many of its objects a verb tells of."""
        return next((count for one in objects if (count := self.count(one.left, one.index))), None)

    def count(self, first: int, last: int) -> Quantity | None:
        """Return the number that stands last among the tokens from first to last, inclusive."""
        if not any(may_count(t.lower) for t in self.tokens[first : last + 1]):
            return None
        found = [one for one in find_quantities(self.document.token_span(first, last).text) if not one.article]
        return found[-1] if found else None

    def of_noun(self, hit: Hit, token: Token) -> Span:
        """Return the noun with its qualifiers, without article."""
        first = hit.first
        for one in sorted(self.grammar.children(token), key=lambda c: -c.index):
            if one.index >= hit.first:
                continue
            if one.dep not in _NOUN_MODIFIERS or one.right != first - 1 or one.tag in ("DT", "PRP$"):
                break
            if one.lower.endswith(("day", "days")):
                break
            first = one.left
        if self.tokens[first].tag in ("DT", "PRP$") and first < hit.first:
            first += 1
        return self.document.token_span(max(first, hit.last - SPAN_WORDS), hit.last)

    def of_verb(self, hit: Hit, token: Token, objects: list[Token]) -> Span:
        """Return the verb with its object or its subject, where these are near."""
        first, last = hit.first, hit.last
        near = next((o for o in objects if first - SPAN_WORDS <= o.index <= last + SPAN_WORDS), None)
        if near is not None and near.index > last:
            last = near.index
        elif near is not None and near.right < token.index:
            first = max(near.left, first - SPAN_WORDS)
        elif not objects:
            subject = next((c for c in self.grammar.children(token) if c.dep == "nsubj"), None)
            first = subject.left if subject is not None and token.index - subject.left <= SPAN_WORDS else first
        if self.tokens[first].tag in ("DT", "PRP$") and first < hit.first:
            first += 1
        return self.document.token_span(first, last)
