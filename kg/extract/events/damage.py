"""Finds what an attack damaged where a clause on it tells so: "shelled the village, causing damage to homes"."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.document import Token
from kg.extract.grammar import Grammar
from kg.extract.wording import words_of

DAMAGING = frozenset({"shelling", "airstrike", "bombing", "suicide_bombing", "other"})
"""Types of the events that damage what they hit."""

_CLAUSES = frozenset({"advcl", "relcl", "acl"})
_DAMAGED = frozenset({"damaging", "damaged", "damages"})


def damaged_by(event: Token, grammar: Grammar) -> Iterator[Token]:
    """Yield the houses of "fired 20 shells, which damaged two houses", "caused damage to the houses of locals"."""
    for clause in _clauses(event, grammar):
        objects = grammar.objects(clause)
        if clause.lower in _DAMAGED:
            yield from objects
        elif clause.lower in words_of("bringing about"):
            harm = (one for one in objects if one.lower in words_of("damage"))
            yield from (thing for one in harm for thing in grammar.behind(one, "to", "in", "of"))


def _clauses(event: Token, grammar: Grammar) -> Iterator[Token]:
    """Yield the clauses on an event, on its verb, and on what was fired: "with 20 shells, which caused ..."."""
    verb = event if event.tag.startswith("VB") else grammar.governor(event)
    above = [event, verb] if verb is not None and verb is not event else [event]
    fired = [one for part in above for one in (*grammar.objects(part), *grammar.behind(part, "with", "on"))]
    for part in (*above, *fired):
        yield from (c for c in grammar.children(part) if c.dep in _CLAUSES and c.index > part.index)
