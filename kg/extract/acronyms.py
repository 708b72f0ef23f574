"""What the acronyms of a document stand for in it: "the Allied Democratic Forces (ADF)", "ELN rebels".

1. An acronym in brackets stands for the name before it where that has its initials, or is the name of a body of
   fighters in another language ("National Liberation Army (ELN)"); or the name stands in brackets behind it.
2. An acronym right before a noun for fighters is an armed group's. What is in capitals throughout has no acronyms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from kg.extract.document import Document, Token
from kg.extract.wording import words_of

_LONGEST = 6  # letters of an acronym
_NAME_REACH = 12  # words of a name that an acronym stands for
_SMALL = frozenset({"and", "for", "in", "of", "the", "to", "'s", "’s", "-"})


@dataclass(frozen=True, slots=True)
class Acronyms:
    """`spelled` maps acronyms to the first and last token of the name that they stand for; `of_fighters` are those
    that fighters are called by."""

    spelled: dict[str, tuple[int, int]]
    of_fighters: frozenset[str]


def read_acronyms(document: Document) -> Acronyms:
    """Return what the acronyms of a document stand for."""
    spelled: dict[str, tuple[int, int]] = {}
    of_fighters = set()
    tokens = document.tokens
    for token in tokens:
        if not _is_acronym(token) or token.index + 1 == len(tokens):
            continue
        before, after = tokens[max(0, token.index - 1)], tokens[token.index + 1]
        named = None
        if before.text == "(" and after.text in (")", ",", ";"):
            named = _name_before(tokens[max(0, before.index - _NAME_REACH) : before.index], token)
        elif after.text == "(":
            named = _name_behind(tokens[after.index + 1 : after.index + 1 + _NAME_REACH], token)
        if named is not None:
            spelled.setdefault(token.text, named)
        if after.text in words_of("fighters"):
            of_fighters.add(token.text)
    return Acronyms(spelled, frozenset(of_fighters))


def _is_acronym(token: Token) -> bool:
    """True for "ADF", "M23": capitals, maybe with figures behind."""
    text = token.text
    return 1 < len(text) <= _LONGEST and text.isupper() and text.isalnum() and text[0].isalpha()


def _name_before(before: Sequence[Token], acronym: Token) -> tuple[int, int] | None:
    """Return the name that ends where the brackets open."""
    run = [*takewhile(lambda t: t.sentence == acronym.sentence and _may_be_of_name(t), reversed(before))][::-1]
    while run and run[0].lower in _SMALL:
        del run[0]
    if not run or run[-1].lower in _SMALL or all(t.text.isupper() for t in run if t.lower not in _SMALL):
        return None  # capitals throughout tell nothing
    start = next((at for at in range(len(run) - 1, -1, -1) if _is_short_for(acronym, run[at:])), None)
    if start is None and any(t.lower in words_of("body of fighters") for t in run):
        start = 0
    return (run[start].index, run[-1].index) if start is not None else None


def _name_behind(behind: Sequence[Token], acronym: Token) -> tuple[int, int] | None:
    """Return the name between brackets that an acronym is short for."""
    name = list(takewhile(_may_be_of_name, behind))
    closed = len(name) < len(behind) and behind[len(name)].text == ")"
    return (name[0].index, name[-1].index) if name and closed and _is_short_for(acronym, name) else None


def _is_short_for(acronym: Token, name: Sequence[Token]) -> bool:
    """True where an acronym has the initials of a name, with or without those of its small words."""
    large = "".join(t.lower[0] for t in name if t.lower not in _SMALL)
    every = "".join(t.lower[0] for t in name if t.text[0].isalpha())
    return name[0].lower not in _SMALL and acronym.text.lower() in (large, every)


def _may_be_of_name(token: Token) -> bool:
    return token.text[0].isupper() or token.lower in _SMALL
