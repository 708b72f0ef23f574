"""Finds where a source begins that lost commas glue to what was said: "killing four people | residents said".

1. Those counted before a plural source are no part of it, nor is the place where they were hit.
2. An article behind a noun that cannot speak, or behind a place, begins the source: "the fires | the sources said".
3. "Speaking to Rudaw" is said before the source: what follows the name of who was spoken to begins it.
4. Of a noun and the last name of somebody named in full before only the name is the source.
"""

from __future__ import annotations

from kg.extract.attribution.passage import TITLES, Passage
from kg.extract.attribution.subjects import plural_sources

PLURAL_MODIFIERS = frozenset(
    "rights forces operations news affairs services arms relations communications sports veterans states".split()
)
"""Plurals that qualify the noun behind them: "rights groups"."""
_COUNTED = frozenset({"CD", "JJ", "JJR", "NN", "NNP"})


def behind_glue(passage: Passage, first: int, head: int, last: int) -> int:
    """Return where the source begins whose phrase goes from `first` to `last`."""
    begin = _behind_counted(passage, _behind_spoken_to(passage, first, last), head)
    begin = _behind_thing(passage, begin, last)
    return _at_known_name(passage, begin, head) if begin <= head else begin


def _behind_spoken_to(passage: Passage, first: int, last: int) -> int:
    if passage.tokens[first].lower not in ("speaking", "talking"):
        return first
    for index in range(first + 1, min(first + 6, last)):
        mention = passage.mentions.actor_at(index)
        if mention is not None and passage.tokens[mention.first - 1].lower == "to" and mention.last < last:
            return mention.last + 1
    return first


def _behind_counted(passage: Passage, first: int, head: int) -> int:
    if passage.tokens[head].lower not in plural_sources():
        return first
    counted = persons = False
    for index in range(first, head):
        token = passage.tokens[index]
        if token.tag == "NNS" and counted and token.lower not in PLURAL_MODIFIERS:
            if passage.tokens[index + 1].tag != "IN":
                return index + 1
            persons = True
        mention = passage.mentions.at(index) if persons else None
        if mention is not None and mention.is_place and mention.last == index:
            return index + 1
        counted = (counted or token.tag == "CD") and token.tag in _COUNTED
    return first


def _behind_thing(passage: Passage, first: int, last: int) -> int:
    """Return where an article begins the source; what stands before it must be no source itself."""
    for index in range(first + 1, last + 1):
        token, before = passage.tokens[index], passage.tokens[index - 1]
        if token.tag != "DT" or not before.tag.startswith("NN"):
            continue
        place = passage.mentions.at(before.index)
        apart = place.is_place if place is not None else before.tag in ("NN", "NNS")
        known = place is not None and passage.actor_from(index) is not None
        if apart and (known or not any(passage.means_source(t) for t in passage.tokens[first:index])):
            return index
    return first


def _at_known_name(passage: Passage, first: int, head: int) -> int:
    name, before = passage.tokens[head], passage.tokens[head - 1]
    if head == first or name.tag != "NNP" or before.tag != "NN" or not before.text.islower() or before.lower in TITLES:
        return first
    if passage.tokens[first].tag == "DT" or passage.mentions.at(head) is not None:
        return first
    known = (t.index for t in passage.tokens[1:first] if t.text == name.text)
    return head if any(passage.tokens[i - 1].tag == "NNP" for i in known) else first
