"""Says what an event that did not happen is the aim of: "began an offensive to take X", "foiled an attack on X"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from kg.extract.document import Token
from kg.extract.events.event import Event
from kg.extract.events.whereabouts import Whereabouts
from kg.extract.grammar import Grammar
from kg.extract.wording import words_of


def aimed(
    grammar: Grammar, whereabouts: Whereabouts, number: int, events: Sequence[Event], ghosts: Sequence[Event]
) -> int:
    """Return the event that a ghost is the aim of: "began an offensive to take X", "foiled an attack on X"."""
    if number < len(events):
        return number
    verb = grammar.tokens[ghosts[number - len(events)].predicate]
    charge = next((at for at in grammar.above(verb) if whereabouts.is_charge(at)), None)
    if charge is not None:
        verb = grammar.head(grammar.head(charge))  # "arrested a man suspected of planting bombs"
        charged = (n for n, e in enumerate(events) if verb.index in (e.head, e.predicate, *e.covers))
        return next(charged, number)
    path = [t.index for t in (verb, *grammar.document.ancestors(verb.index))][:4]
    foiled = (
        n
        for n, e in enumerate(events)
        if grammar.tokens[e.predicate].lower in words_of("foiling")
        and (e.predicate in path or _is_coordinated(grammar.tokens[e.predicate], path))
    )
    aiming: Iterator[int] = iter(())
    if "to" in grammar.auxiliaries(verb):
        aiming = (n for n, e in enumerate(events) if {*path[1:3]} & {e.head, e.predicate, *e.covers})
    return next(chain(foiled, aiming), number)


def _is_coordinated(foiling: Token, path: Sequence[int]) -> bool:
    """True for the "repelled" of "tried to enter X but were repelled"."""
    return foiling.dep == "conj" and foiling.head in path
