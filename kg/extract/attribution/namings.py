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
    """Tell whether the verb at an index gives a name: "a group calling itself X"."""
    return tokens[index].tag == "VBG" and index + 1 < len(tokens) and tokens[index + 1].lower in _ONESELF


def takes_lives(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the verb at an index kills: "claiming the lives of nine men", "claiming scores of militants"."""
    return tokens[index].lower.startswith("claim") and any(t.lower in _LIVES for t in tokens[index + 1 : index + 5])


def is_last_name(sentence: Sequence[Token], token: Token) -> bool:
    """Tell whether a word of a sentence is a name, though there is such a verb: "the governor, Rakan Said, ..."."""
    at = token.index - sentence[0].index
    if not token.text.istitle() or at == 0 or not sentence[at - 1].text.istitle():
        return False
    behind = sentence[at + 1].text if at + 1 < len(sentence) else ""
    small = [one for one in sentence if one.text.islower() and len(one.text) >= _WRITTEN_SMALL]
    return not behind[:1].isupper() and bool(small)  # in a title all words may be capitalised
