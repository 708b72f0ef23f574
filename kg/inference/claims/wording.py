"""What the wording tells: that two passages say the same, that a figure is an update, a rest, or of one person only."""

from __future__ import annotations

import re
from functools import lru_cache
from textwrap import shorten
from typing import NamedTuple

from kg.inference.claims.stored import StoredClaim
from kg.inference.claims.tables import mapping, words
from kg.signature import shingles, words_of

_WIDTH = 2
_SHARED = 2 / 3
_NOUN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_REST = re.compile(r"\b(?:others?|another|more)\b", re.IGNORECASE)
_NOT_REST = re.compile(r"\bmore than\b|\bor more\b", re.IGNORECASE)
_PERSON = re.compile(r"(?:an?|the|his|her|their) |(?:the )?bod(?:y|ies) of |one of ", re.IGNORECASE)
_LONGEST = 120
_FEWEST = 4
"""Words below which a passage is too short to be told by its wording."""


def alike(one: str, other: str) -> bool:
    """Return whether two thirds of the word pairs of the shorter passage stand in the longer one as well.

    Passages with other numbers say something else, however alike the rest of their words.
    """
    ours, theirs = sorted((_wording(one), _wording(other)), key=lambda each: each.length)
    if ours.length < _FEWEST or not ours.numbers <= theirs.numbers:
        return False
    return len(ours.pairs & theirs.pairs) >= _SHARED * min(len(ours.pairs), len(theirs.pairs))


class _Wording(NamedTuple):
    """What two passages are compared by: how many words, which numbers, which pairs of words."""

    length: int
    numbers: frozenset[str]
    pairs: frozenset[str]


@lru_cache(maxsize=5_000)
def _wording(passage: str) -> _Wording:
    found = words_of(passage)
    return _Wording(len(found), frozenset(_numbers(found)), frozenset(shingles(found, _WIDTH)))


def _numbers(words: list[str]) -> set[str]:
    """Return the numbers that are among words, as digits where these can tell them."""
    known = mapping("numerals.csv")
    return {known.get(word, word) for word in words if word in known or word.isdigit()}


def quoted(claim: StoredClaim) -> str:
    """Return the words to quote of a claim: its evidence, or its whole statement where that is one word."""
    if " " in claim.evidence or claim.statement is None or not claim.statement.words:
        return claim.evidence
    return shorten(claim.statement.words.strip("“”\"' ,."), _LONGEST, placeholder=" …")


def told_as_update(claim: StoredClaim) -> bool:
    """Return whether the words before a figure tell that the number has changed to it ("rose to")."""
    return _stands_before(claim, "updates.txt")


def told_as_superseded(claim: StoredClaim) -> bool:
    """Return whether a figure is told as an earlier number ("had initially given a toll of 34")."""
    return _stands_before(claim, "superseded.txt")


def told_as_untrue(denial: StoredClaim) -> bool:
    """Return whether a denial is of the incident itself, not of a part in it."""
    said = denial.statement.words if denial.statement else denial.evidence
    spaced = f" {' '.join(said.lower().split())} "
    return any(f" {phrase} " in spaced for phrase in words("untrue.txt"))


def told_as_rest(claim: StoredClaim) -> bool:
    """Return whether a figure is what is left beside another one ("five leaders and 30 others")."""
    return _REST.search(_NOT_REST.sub("", claim.evidence)) is not None


def told_of_one(claim: StoredClaim) -> bool:
    """Return whether a figure is that of one person whom the article speaks of ("a father"), no count."""
    return claim.low == claim.high == 1 and _PERSON.match(claim.evidence) is not None


def last_noun(phrase: str) -> str:
    """Return the last word of a phrase, in the singular and in lower case."""
    found = _NOUN.findall(phrase.casefold())
    return singular(found[-1]) if found else ""


def singular(word: str) -> str:
    """Return a noun in the singular."""
    known = mapping("forms.csv").get(word)
    if known is not None:
        return known
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _stands_before(claim: StoredClaim, name: str) -> bool:
    before = f" {' '.join((claim.before + claim.evidence).lower().split())} "
    return any(f" {phrase} " in before for phrase in words(name))
