"""Tells an unknown name for a place by the words before it: "in northern X", "the road to X", "not far from X"."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.document import Token
from kg.extract.place_nouns import place_nouns
from kg.extract.places.locating import BARE_LOCATIVE, CLOSE, DIRECTION

_PARTS = frozenset("downtown rural central greater mid neighbouring neighboring nearby".split())  # and the directions
_WITHIN = BARE_LOCATIVE | {"inside", "across", "throughout"}
_LEADING_TO = CLOSE | {"leading", "entrance", "entrances", "way", "approach", "approaches", "gateway"}
_LINKING = frozenset({"linking", "connecting"})


def leads_to(tokens: Sequence[Token], first: int, start: int) -> bool:
    """Tell whether the words before the token `first` of a name lead to a place; `start` begins the sentence."""
    at = first - 1
    while at > start and (DIRECTION.match(tokens[at].lower) or tokens[at].lower in _PARTS):
        at -= 1
    if at < start:
        return False
    word, before = tokens[at].lower, tokens[at - 1].lower if at > start else ""
    if word in _WITHIN:
        return True
    if word == "between":
        return before in place_nouns()
    return (word == "to" and before in _LEADING_TO) or (word, before) == ("from", "far") or word in _LINKING
