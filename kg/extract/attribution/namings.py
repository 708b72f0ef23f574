"""Tells what only looks like reporting: "asked to be named", "calling itself X", "claiming nine lives", "Ali Said"."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.document import Token

_ASKED = frozenset("ask asked asks asking request requested requests requesting".split())
_NAMING = frozenset({"named", "identified", "called", "quoted"})
_NAMELESS = frozenset({"anonymous", "anonymity", "unnamed"})
_NAMES = frozenset({"name", "names", "surname", "identity"})
_TELLING = frozenset("used published disclosed revealed printed withheld given mentioned made".split())
_LIVES = frozenset("life lives victims dozens scores hundreds tens thousands".split())
_WRITTEN_SMALL = 4  # letters of a word that titles capitalise, too
_ONESELF = frozenset({"itself", "themselves", "himself", "herself"})


def asks_for_a_name(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the verb at an index asks how to be named: "asked not to be named", "requested anonymity"."""
    if tokens[index].lower not in _ASKED:
        return False
    ahead = {token.lower for token in tokens[index + 1 : index + 6]}
    named = {token.lower for token in tokens[index + 1 : index + 9]}
    withheld = bool(named & _NAMES) and bool(named & _TELLING)
    return bool(ahead & _NAMELESS) or (bool(ahead & _NAMING) and "be" in ahead) or withheld


def names_itself(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the verb at an index gives a name: "a group calling itself X", "men who identified themselves"."""
    names = tokens[index].tag == "VBG" or tokens[index].lower.startswith("identif")
    return names and index + 1 < len(tokens) and tokens[index + 1].lower in _ONESELF


def takes_lives(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the verb at an index kills: "claiming the lives of nine men", "claiming scores of militants"."""
    return tokens[index].lower.startswith("claim") and any(t.lower in _LIVES for t in tokens[index + 1 : index + 5])


def is_last_name(tokens: Sequence[Token], index: int, *, first: int, last: int) -> bool:
    """Tell whether a word of a sentence is a name, though there is such a verb: "the governor, Rakan Said, ..."."""
    if not tokens[index].text.istitle() or index == first or not tokens[index - 1].text.istitle():
        return False
    small = any(t.text.islower() and len(t.text) >= _WRITTEN_SMALL for t in tokens[first : last + 1])
    return small and not (index < last and tokens[index + 1].text[:1].isupper())  # in a title all may be capitalised
