"""Compares outlet names and tells agencies from other words."""

from __future__ import annotations

import re

from kg.reading.word_lists import word_list

_OUTLET_WORD = re.compile(
    r"\d|\.(?:com|net|org|news)\b|\b(?:news|agency|press|tv|radio|times|post|online|monitor|network|tribune|herald"
    r"|media(?! office| depart| cent| cell))\b",
    re.IGNORECASE,
)
_TOP_DOMAIN = re.compile(r"^(?:https?://)?(?:www\.)?|\.(?:com|net|org|news|co|info|tv|[a-z]{2})(?:\.[a-z]{2})?/?$")


def is_agency(name: str) -> bool:
    """Tell whether a name is that of a known agency or outlet."""
    return name.strip().casefold() in word_list("agencies")


def sounds_like_outlet(name: str) -> bool:
    """Tell whether a name is a known agency's or has a word that outlets have in theirs."""
    return is_agency(name) or _OUTLET_WORD.search(name) is not None


def same_outlet(one: str, other: str) -> bool:
    """Tell whether two names can be one outlet: equal, one within the other, or one the other's initials."""
    a, b = _squashed(one), _squashed(other)
    if not a or not b:
        return False
    return a == b or (min(len(a), len(b)) > 3 and (a in b or b in a)) or a == _initials(other) or b == _initials(one)


def _squashed(name: str) -> str:
    bare = _TOP_DOMAIN.sub("", name.strip().casefold())
    return re.sub(r"^the(?=\W)|[\W_]", "", bare)


def _initials(name: str) -> str:
    words = re.findall(r"[^\W_]+", re.sub(r"^the\s+", "", name.strip().casefold()))
    return "".join(word[0] for word in words) if len(words) > 1 else ""
