"""Looks at unknown names, and at rows of them: "the villages of X, Y and Z", "X on May 2 and Y on May 9"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from kg.extract.document import Token, token_after
from kg.extract.place_nouns import naming_nouns, place_nouns
from kg.extract.speakers.words import title_of
from kg.extract.wording import HYPHENS

ARTICLES = frozenset("al el ash as ad ar an at az".split())
"""Arabic articles, as names in English write them."""
QUARTERS = frozenset({"district", "districts", "quarter", "quarters", "area", "areas"})
"""Nouns that are quarters where they are of a city."""
_LONGEST_ROW = 40  # tokens from "villages" to the last of those that it opens
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


def noun_before_row(tokens: Sequence[Token], first: int) -> int | None:
    """Return the noun of "the villages of X, Y and Z", given where one of the names begins."""
    at = first - 1
    while at > 0 and _may_be_in_row(tokens[at]):
        at -= 1
    if at < 1:
        return None
    noun = at - 1
    of_town = place_nouns().get(tokens[noun].lower) in ("town", "neighbourhood")
    named_so = tokens[at].lower == "of" and (of_town or tokens[noun].lower in QUARTERS)
    return noun if named_so and first - noun <= _LONGEST_ROW else None


def _may_be_in_row(token: Token) -> bool:
    joint = token.lower in ("and", ",", "the") or token.lower in ARTICLES or token.text in HYPHENS
    return joint or token.text[0].isupper()


def is_in_row(tokens: Sequence[Token], first: int, last: int, there: Set[int]) -> bool:
    """True for the second and third of "shelled X, Y and Z"; `there` are the tokens of places before them."""
    name = tokens[last]
    above = tokens[name.head] if name.dep == "conj" else name
    while above.dep == "conj" and above.index not in there:
        above = tokens[above.head]
    joined = tokens[first - 1].lower in ("and", ",") and above.index in there and above.index < first
    after = token_after(tokens, last)
    after = after if after.sentence == name.sentence else name
    joined = joined or _closes_row(tokens, first, after, there)
    return joined and not (after is not name and after.tag.startswith("NN")) and is_short(tokens[first : last + 1])


def _closes_row(tokens: Sequence[Token], first: int, after: Token, there: Set[int]) -> bool:
    """True for a name behind a place and "and", or between a place and a further name, whatever the parse says."""
    at = first - 1
    while at > 0 and tokens[at].lower in ("and", ","):
        at -= 1
    joints = {t.lower for t in tokens[at + 1 : first]}
    on = after.lower in ("and", ",") and token_after(tokens, after.index).text[0].isupper()
    closing = "and" in joints and not after.tag.startswith("VB")
    return bool(joints) and at in there and (closing or on) and title_of(tokens[first]) is None
