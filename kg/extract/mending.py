"""Mends what the parser takes for one name: a place and the day right behind it ("captured Sarrin Monday")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.extract.parsing import ParsedToken

_DAYS = frozenset({"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"})
_OBJECTS = frozenset({"dobj", "pobj", "npadvmod", "nsubjpass", "conj"})


def mended(tokens: Sequence[ParsedToken]) -> Sequence[ParsedToken]:
    """Return the tokens of a passage with each name in the place in the parse that the day behind it had."""
    made: list[ParsedToken] | None = None
    for day, token in enumerate(tokens):
        if token.text in _DAYS and day and token.dep in _OBJECTS and _is_of_name(tokens[day - 1], day):
            made = made or list(tokens)
            _part(made, day)
    return made or tokens


def _is_of_name(before: ParsedToken, day: int) -> bool:
    return before.dep == "compound" and before.head == day and before.tag in ("NNP", "NNPS")


def _part(tokens: list[ParsedToken], day: int) -> None:
    """Hang the name where the day hung, the day on the verb, and on the name what qualifies it."""
    name, when = day - 1, tokens[day]
    above = when.head
    tokens[name] = replace(tokens[name], dep="dobj" if when.dep == "npadvmod" else when.dep, head=above)
    verb = tokens[above].head if when.dep == "pobj" else above
    tokens[day] = replace(when, dep="npadvmod", head=verb)
    for at in range(max(0, day - 8), name):
        if tokens[at].head == day:
            tokens[at] = replace(tokens[at], head=name)
