"""Tells verbs that say what somebody is called from verbs that report: "asked to be named", "calling itself"."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.document import Token

_ASKED = frozenset("ask asked asks asking request requested requests requesting".split())
_NAMING = frozenset({"named", "identified", "called", "quoted"})
_NAMELESS = frozenset({"anonymous", "anonymity", "unnamed"})
_ONESELF = frozenset({"itself", "themselves", "himself", "herself"})


def asks_for_a_name(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the verb at an index asks how to be named: "asked not to be named", "requested anonymity"."""
    if tokens[index].lower not in _ASKED:
        return False
    ahead = {token.lower for token in tokens[index + 1 : index + 6]}
    return bool(ahead & _NAMELESS) or (bool(ahead & _NAMING) and "be" in ahead)


def names_itself(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the verb at an index gives a name: "a group calling itself X"."""
    return tokens[index].tag == "VBG" and index + 1 < len(tokens) and tokens[index + 1].lower in _ONESELF
