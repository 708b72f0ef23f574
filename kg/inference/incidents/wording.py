"""Compares the words in which two articles tell of an event: those that name it, with the few around them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from kg.inference.incidents.reasons import Reason, reason
from kg.inference.reports import Report
from kg.signature import words_of

_SHORTEST = 4
_FEWEST = 5
_SAME, _SIMILAR = 0.85, 0.5


def wording_reasons(one: Report, other: Report) -> Iterator[Reason]:
    """Yield what the wording of two reports says."""
    ours, theirs = stems(one.context), stems(other.context)
    fewest = min(len(ours), len(theirs))
    if fewest < _FEWEST:
        return
    share = len(ours & theirs) / fewest
    if share >= _SIMILAR:
        yield reason("same-words" if share >= _SAME else "similar-words", f"{share:.0%} of the words")


@lru_cache(maxsize=100_000)
def stems(text: str) -> frozenset[str]:
    """Return the longer words of a text, each without the ending of a plural."""
    return frozenset(word.removesuffix("s") for word in words_of(text) if len(word) >= _SHORTEST)
