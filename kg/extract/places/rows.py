"""Looks at the words of unknown names, and at rows of them: "X, Y and Z quarters", "X on May 2 and Y on May 9"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from kg.extract.document import Token
from kg.extract.place_nouns import naming_nouns
from kg.extract.wording import HYPHENS

ARTICLES = frozenset("al el ash as ad ar an at az".split())
"""Arabic articles, as names in English write them."""
_LONGEST_NAME = 3
_LONGEST = 10  # tokens of a row of names with one place noun


def is_short(name: Sequence[Token]) -> bool:
    """True for a name of up to three words, Arabic articles aside: "Tal Zahr al-Wahesh"."""
    return sum(t.lower not in ARTICLES and t.text not in HYPHENS for t in name) <= _LONGEST_NAME


def noun_of_row(behind: Sequence[Token]) -> str | None:
    """Return the place noun that ends a row of names, given the tokens behind one of them."""
    joined = False
    for token in behind[:_LONGEST]:
        if token.lower in naming_nouns() and token.lower.endswith("s"):
            return token.lower if joined else None
        joined = joined or token.lower in ("and", ",")
        named = token.text[0].isupper() or token.lower in ARTICLES or token.text in HYPHENS
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
