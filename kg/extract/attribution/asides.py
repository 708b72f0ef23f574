"""What stands between a source and its verb, or opens the sentence before it: ", citing Y,", "Speaking to Z, ..."."""

from __future__ import annotations

from kg.extract.attribution.passage import Passage

CITING = frozenset({"citing", "quoting"})
GOING_ON = frozenset(
    "adding noting stressing asserting charging insisting warning accusing emphasizing emphasising underlining vowing "
    "affirming reiterating indicating explaining pointing".split()
)
"""Participles by which who spoke goes on, wherever the parser hangs them."""
QUOTING = frozenset("quoted quotes quoting cited cites citing".split())
_ASIDES = frozenset("asked speaking requesting insisting reached contacted interviewed".split())
"""How what a source adds of itself begins, or what is added of it."""

_LEADS = frozenset("speaking talking commenting asked addressing briefing responding replying".split())
_ABOUT = frozenset("whether about if by how why what when on who".split())
_FARTHEST = 15  # words


def before_aside(passage: Passage, end: int) -> int:
    """Step back over ", citing Y," and ", asked about it," to the source that does so."""
    if passage.tokens[end].text != ",":
        return end
    for index in range(end - 1, max(passage.sentence.first, end - _FARTHEST), -1):
        if passage.tokens[index].lower in CITING | _ASIDES and passage.tokens[index - 1].text == ",":
            return index - 2
    return end


def behind_lead(passage: Passage, verb: int) -> int | None:
    """Return where the source begins in "Speaking on condition of anonymity, a doctor said", or None."""
    first = passage.sentence.first
    if passage.tokens[first].lower not in _LEADS:
        return None
    for index in range(first + 1, verb - 1):
        behind = passage.tokens[index + 1]
        if passage.tokens[index].text != "," or behind.tag in ("CC", "IN", "VBG", "RB"):
            continue
        opens = (t for t in passage.tokens[index + 1 : verb] if t.left == index + 1)
        if any(passage.names_source(t) for t in opens):
            return index + 1
    return None


def is_asked(passage: Passage, verb: int) -> bool:
    """Tell whether the verb at an index opens an aside: "the minister, asked whether ..., said"."""
    tokens, last = passage.tokens, passage.sentence.last
    if tokens[verb].lower != "asked" or verb == passage.sentence.first or tokens[verb - 1].text != ",":
        return False
    if tokens[min(verb + 1, last)].lower not in _ABOUT:
        return False
    comma = next((i for i in range(verb + 1, last) if tokens[i].text == ","), None)
    return comma is not None and passage.finite(comma + 1)
