"""Finds where a source begins that lost commas glue to what was said: "killing four people | residents said".

1. Those counted before a plural source are no part of it, nor is the place where they were hit.
2. An article behind a noun that cannot speak, or behind a place, begins the source: "the fires | the sources said".
3. "Speaking to Rudaw" is said before the source: what follows the name of who was spoken to begins it.
4. A dateline, and who is included among the dead, are no part of it; a name right before its role is.
5. A name that a preposition or an apposition ties to the source is the source: "General X from | the army".
6. Of a noun and the last name of somebody named in full before only the name is the source.
"""

from __future__ import annotations

from kg.extract.attribution.passage import TITLES, Passage, plural_sources
from kg.extract.document import token_after
from kg.gazetteer import ActorEntry

PLURAL_MODIFIERS = frozenset(
    "rights forces operations news affairs services arms relations communications sports veterans states".split()
)
"""Plurals that qualify the noun behind them: "rights groups"."""
OPENERS = frozenset("state state-run state-owned local official media".split())
"""Adjectives that begin a source behind another noun: "the town | state media"."""
QUANTIFYING = frozenset({"both", "all", "each", "jointly"})
"""What tells behind a plural how many of them did it: "the brothers both said"."""
_TYING = frozenset({"from", "of", "with", "at", "in", "for"})
_COUNTED = frozenset({"CD", "JJ", "JJR", "NN", "NNP"})


def behind_glue(passage: Passage, first: int, head: int, last: int) -> int:
    """Return where the source begins whose phrase goes from `first` to `last`."""
    begin = _behind_dateline(passage, _behind_spoken_to(passage, first, last), head)
    begin = _behind_counted(passage, begin, head, last)
    begin = _behind_included(passage, begin, head)
    begin = _with_holder(passage, _behind_thing(passage, begin, last), last)
    return _with_name(passage, _at_known_name(passage, begin, head), head) if begin <= head else begin


def _behind_dateline(passage: Passage, first: int, head: int) -> int:
    """Return where the source begins behind "MOSCOW October 18 (RIA Novosti) - "."""
    tokens = passage.tokens
    dash = (i for i in range(first + 1, head) if tokens[i].text in ("-", "–", "—") and tokens[i - 1].text == ")")
    return next(dash, first - 1) + 1


def _behind_included(passage: Passage, first: int, head: int) -> int:
    """Return where the source begins behind a victim: "including a nurse from the clinic | state media said"."""
    if first <= passage.sentence.first or passage.tokens[first - 1].lower not in ("including", "among"):
        return first
    for index in range(first + 1, head + 1):
        token, before = passage.tokens[index], passage.tokens[index - 1]
        if token.lower in OPENERS and before.tag.startswith("NN"):
            return index
    return first


def _with_name(passage: Passage, first: int, head: int) -> int:
    """Return where the name begins that stands right before its role: "General X | the commander of the brigade"."""
    at = first
    if passage.tokens[first].tag != "DT" or passage.tokens[head].lower not in TITLES:
        return first
    while at > passage.sentence.first and _is_of_person(passage, at - 1):
        at -= 1
    return at if first - at >= 2 else first


def _with_holder(passage: Passage, first: int, last: int) -> int:
    """Return where the name begins of whom a phrase tells: "Colonel X from | the police", "X, | an official, told"."""
    tokens, begin = passage.tokens, passage.sentence.first
    before = tokens[first - 1] if first > begin else None
    tied = before is not None and before.lower in _TYING
    apposed = before is not None and before.text == "," and tokens[min(last + 1, passage.sentence.last)].text == ","
    if tokens[first].tag != "DT" or not (tied or apposed):
        return first
    at = first - 1
    while at > begin and (_is_of_person(passage, at - 1) or tokens[at - 1].tag == "HYPH"):
        at -= 1
    name = tokens[at : first - 1]
    opens = at > begin and tokens[at - 1].text == ","
    words = [t for t in name if t.text[:1].isupper()]
    titled = any(t.lower.rstrip(".") in TITLES for t in words)
    return at if opens and len(words) >= 2 and (apposed or titled) else first


def _is_of_person(passage: Passage, index: int) -> bool:
    mention = passage.mentions.at(index)
    known = mention is None or (isinstance(mention.entry, ActorEntry) and mention.entry.kind == "person")
    token = passage.tokens[index]
    return known and (token.tag == "NNP" or (token.text.istitle() and token.lower.rstrip(".") in TITLES))


def _behind_spoken_to(passage: Passage, first: int, last: int) -> int:
    if passage.tokens[first].lower not in ("speaking", "talking"):
        return first
    for index in range(first + 1, min(first + 6, last)):
        mention = passage.mentions.actor_at(index)
        if mention is not None and passage.tokens[mention.first - 1].lower == "to" and mention.last < last:
            return mention.last + 1
    return first


def _behind_counted(passage: Passage, first: int, head: int, last: int) -> int:
    before = passage.tokens[first - 1] if first else passage.tokens[first]
    if passage.tokens[first].tag == "CD" and before.tag in ("VBD", "VBG"):
        names = (m for i in range(first, last + 1) if (m := passage.mentions.actor_at(i)) is not None)
        name = next((m for m in names if passage.tokens[m.first - 1].tag == "NN"), None)
        if name is not None:
            return name.first  # "injured five people with a rocket | SANA"
    if passage.tokens[head].lower not in plural_sources():
        return first
    counted = persons = False
    for index in range(first, head):
        token = passage.tokens[index]
        if token.tag == "NNS" and counted and token.lower not in PLURAL_MODIFIERS:
            if token_after(passage.tokens, index).tag != "IN":
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
        if before.text == "," and token.lower in ("a", "an") and passage.tokens[index - 2].tag == "NNS":
            return index  # "most of them women and children, | a source said"
        if token.tag != "DT" or token.lower in QUANTIFYING or not before.tag.startswith("NN"):
            continue
        place = passage.mentions.at(before.index)
        apart = place.is_place if place is not None else before.tag in ("NN", "NNS")
        known = place is not None and passage.actor_from(index) is not None
        if apart and (known or not any(passage.means_source(t) for t in passage.tokens[first:index])):
            return index
    return first


def _at_known_name(passage: Passage, first: int, head: int) -> int:
    name, before = passage.tokens[head], passage.tokens[head - 1]
    if head == first or name.tag != "NNP" or before.lower.rstrip(".") in TITLES or not before.tag.startswith("NN"):
        return first
    apart = before.text.islower() or before.text.isupper() or passage.mentions.at(before.index) is not None
    if not apart or passage.tokens[first].tag == "DT" or passage.mentions.at(head) is not None:
        return first
    named = [passage.tokens[t.index - 1] for t in passage.tokens[1:first] if t.text == name.text]
    in_full = [t.text for t in named if t.tag == "NNP"]
    return head if in_full and before.text not in in_full else first
