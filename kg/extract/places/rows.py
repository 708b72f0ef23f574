"""Finds names that stand in a row with others: "X, Y and Z neighbourhoods", "X on March 2 and Y on March 10"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from kg.extract.document import Token
from kg.extract.place_nouns import naming_nouns

_ARTICLES = frozenset("al el ash as ad ar an at az".split())
_HYPHENS = frozenset("-‐‑–")
_LONGEST = 10  # tokens of a row of names with one place noun


def noun_of_row(behind: Sequence[Token]) -> str | None:
    """Return the place noun that ends a row of names, given the tokens behind one of them."""
    joined = False
    for token in behind[:_LONGEST]:
        if token.lower in naming_nouns() and token.lower.endswith("s"):
            return token.lower if joined else None
        joined = joined or token.lower in ("and", ",")
        named = token.text[0].isupper() or token.lower in _ARTICLES or token.text in _HYPHENS
        if not named and token.lower not in ("and", ","):
            return None
    return None


def dated_names(words: Sequence[Token], covered: Set[int], taken: Set[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last token of the names between "and" and a day, where "and" follows a day too.

    The parser takes such a name for one more month. `covered` are the tokens of places and dates, `taken` those of
    dates.
    """
    for at, joint in enumerate(words[:-2]):
        if joint.lower != "and" or joint.index - 1 not in taken:
            continue
        run = []
        for token in words[at + 1 :]:
            if token.index in covered or not token.text[0].isupper():
                break
            run.append(token.index)
        if run and run[-1] + 1 in taken:
            yield run[0], run[-1]
