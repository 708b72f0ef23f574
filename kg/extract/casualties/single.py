"""Finds the one person of a sentence who is told without a number.

1. Who is somebody's ("a brigadier and his driver", "along with his wife") or is hit ("killing the driver").
2. A pronoun for who is only named: "shot Omar Haddad, killing him".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.casualties.effects import complements, effects
from kg.extract.document import Token, token_after
from kg.extract.parties import person_class
from kg.extract.wording import words_of

HIM = frozenset({"him", "her"})
"""Pronouns for one person to whom something is done."""

COMPANY = frozenset({"along", "together"})
"""What "with" stands behind where it adds persons to those before: "along with his driver"."""

_TELLERS = frozenset("i we he she they you".split())
_THIRD = frozenset({"his", "her", "its", "their"})
_NOT_YET = frozenset({"last", "next", "final"})  # "eliminate the last terrorist"
_GAP, _WHO_REACH = 3, 12


def find_single(tokens: Sequence[Token], words: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last token of each single person in the words of a sentence, left to right."""
    for token in words:
        if _is_outcome(token, tokens):
            yield token.index, token.index
        elif (token.lower in _THIRD or token.lower == "the") and _owns_victim(token, tokens):
            yield token.index, token.head


def death_of(tokens: Sequence[Token], noun: int) -> Token | None:
    """Return the "died" of "Omar Haddad, a member of the council, who died of his wounds"."""
    for who in tokens[noun + 2 : noun + _WHO_REACH]:
        if who.sentence != tokens[noun].sentence or who.text in (".", ";"):
            return None
        if who.lower == "who" and tokens[who.index - 1].text == ",":
            verb = token_after(tokens, who.index)
            if effects("subject").get(verb.lower) == "killed":
                return verb
            done = token_after(tokens, verb.index)
            return done if verb.lower == "was" and effects("object").get(done.lower) == "killed" else None
    return None


def _is_outcome(token: Token, tokens: Sequence[Token]) -> bool:
    """True for the "him" of "shot Omar Haddad near his house, killing him", who is not counted where he is named."""
    verb = tokens[token.head]
    if token.lower not in HIM or token.dep != "dobj" or verb.tag != "VBG" or verb.lower not in effects("object"):
        return False
    return verb.dep in ("advcl", "conj") or tokens[verb.index - 1].text == ","


def _owns_victim(owner: Token, tokens: Sequence[Token]) -> bool:
    """True for the "his" of "a brigadier and his driver", the "the" of "killing the driver"."""
    noun = tokens[owner.head]
    if noun.tag != "NN" or not owner.index < noun.index <= owner.index + _GAP:
        return False
    if not (_is_joined(owner, noun, tokens) or _is_hit(noun, tokens, owned=owner.lower in _THIRD)):
        return False
    if person_class(noun.lower) is None or noun.lower in words_of("many in one"):
        return False
    return all(t.tag != "CD" and t.lower not in _NOT_YET for t in tokens[owner.index + 1 : noun.index])


def _is_joined(owner: Token, noun: Token, tokens: Sequence[Token]) -> bool:
    """True for "a brigadier and his driver", "a midwife and the driver", "shot the mayor along with his driver"."""
    first = tokens[noun.head]
    if owner.lower in _THIRD and first.lower == "with" and noun.dep == "pobj":
        return tokens[first.index - 1].lower in COMPANY
    if noun.dep != "conj" or first.index > owner.index or first.lower in _TELLERS:
        return False
    if owner.lower in _THIRD:
        return True
    counted = any(tokens[c].lower in ("a", "an") for c in first.children)
    return counted and person_class(first.lower) is not None and noun.lower not in words_of("attacker")


def _is_hit(noun: Token, tokens: Sequence[Token], *, owned: bool) -> bool:
    """True for "killing the driver", "a bomb went off and his driver was hurt", "while his brother was hurt"."""
    verb = tokens[noun.head]
    completed = token_after(tokens, verb.index).lower in complements("object").get(verb.lower, {})  # "shot dead"
    if noun.dep == "dobj" and (verb.lower in effects("object") or completed):
        return True
    passive = noun.dep in ("nsubj", "nsubjpass") and verb.tag == "VBN"
    return owned and passive and verb.dep in ("conj", "advcl", "ccomp")
