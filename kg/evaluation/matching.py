"""When two texts, names or dates count as the same, and which rows belong together.

These rules are lenient on purpose: annotators write names in many ways, and a span that is a word longer says the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import TypeVar

Gold = TypeVar("Gold")
Found = TypeVar("Found")

_WORD = re.compile(r"[a-z0-9]+")
_SHARED_WORDS = 2
_SHARED_PART = 0.6
_YEAR_AND_MONTH = 7
_FULL_DATE = 10


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, without accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _WORD.findall(plain.lower())


def likeness(one: str, other: str) -> float:
    """Return how many words two texts share, as F1 of the two, from 0 to 1; order does not count."""
    ours, theirs = Counter(words(one)), Counter(words(other))
    shared = (ours & theirs).total()
    return 2 * shared / (ours.total() + theirs.total()) if shared else 0.0


def same_name(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    """Return whether some name of ours is some name of theirs.

    Two names are the same when the telling words of one are among those of the other, or when they share two or more
    that make up 0.6 of the shorter name.
    """
    known = [telling for name in theirs if (telling := _telling_words(name))]
    return any(_agree(telling, one) for name in ours if (telling := _telling_words(name)) for one in known)


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    shorter = min(len(one), len(other))
    return shared == shorter or (shared >= _SHARED_WORDS and shared / shorter >= _SHARED_PART)


def _telling_words(name: str) -> frozenset[str]:
    """Return the words of a name that tell it from others; all of them where none does."""
    found = frozenset(words(name))
    return found - _plain_words() or found


@cache
def _plain_words() -> frozenset[str]:
    lines = files("kg.evaluation").joinpath("data/plain_words.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def same_date(gold: str, found: str | None) -> bool:
    """Return whether an EDTF date or interval says no other time than the gold's, which may be less precise.

    It does when both begin alike, when the one is the other's month, or when it lies in the gold's interval.
    """
    if not found:
        return False
    begins, found_begins = gold.split("/")[0], found.split("/")[0]
    if begins == found_begins:
        return True
    if gold.startswith(found) or found.startswith(gold):
        return min(len(gold), len(found)) >= _YEAR_AND_MONTH
    return len(found_begins) >= _FULL_DATE and begins <= found_begins <= gold.split("/")[-1]


def best_pairs(
    gold: Sequence[Gold], found: Sequence[Found], likeness_of: Callable[[Gold, Found], float], *, least: float
) -> dict[int, int]:
    """Return which found row (by index) belongs to which gold row: the likest first, each row once.

    Of equals the later gold row goes first, and with it the later found row.
    """
    ranked = sorted(
        ((likeness_of(one, other), i, j) for i, one in enumerate(gold) for j, other in enumerate(found)), reverse=True
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for value, i, j in ranked:
        if value < least:
            break
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs
