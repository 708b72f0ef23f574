"""Says who got away or was let go, and so suffered nothing: "two gunmen fled", "later freed five of them"."""

from __future__ import annotations

from kg.extract.document import Token, token_after
from kg.extract.grammar import Grammar
from kg.extract.parties import person_class
from kg.extract.wording import words_of
from kg.record import Effect

_PRISONERS = frozenset("inmate inmates prisoner prisoners convict convicts".split())
_GETTING_AWAY = frozenset("escape escapes escaped escaping flee flees fled fleeing".split())
_UNHURT = frozenset("unharmed unhurt unscathed alive safely with death attempt ambush assassination".split())
_ASIDE = frozenset({"a", "an", "the", "certain"})
_LETTING = frozenset({"let", "lets", "letting"})
_REACH = 4


def gets_away(noun: Token, verb: Token, told: Effect | None) -> bool:
    """True for fighters and prisoners who flee, whom nobody drives from their homes, and for "escaped unharmed".

    `told` is what befell those of whom a pronoun counts some: "two of them escaped".
    """
    if verb.lower not in _GETTING_AWAY:
        return False
    held = noun.lower in _PRISONERS | words_of("captive") or told == "captured"
    return held or person_class(noun.lower) in ("forces", "militant")


def is_unhurt(verb: Token, grammar: Grammar) -> bool:
    """True for "four policemen escaped unharmed", "escaped an attempt on his life"."""
    if verb.lower not in _GETTING_AWAY:
        return False
    behind = grammar.tokens[verb.index + 1 : verb.index + 1 + _REACH]
    return next((t.lower for t in behind if t.lower not in _ASIDE), "") in _UNHURT


def is_let_go(number: Token, grammar: Grammar) -> bool:
    """True for the five of "kidnapped 11 villagers and later freed five of them", "three of whom were released"."""
    verb = grammar.head(grammar.coordinator(number))
    freed = number.dep in ("dobj", "nsubjpass") and verb.lower in words_of("freeing")
    away = number.dep == "nsubj" and verb.lower in words_of("freeing") | _GETTING_AWAY
    away = away or (verb.lower == "go" and grammar.head(verb).lower in _LETTING)  # "let two of them go"
    return freed or (away and token_after(grammar.tokens, number.index).lower == "of")
