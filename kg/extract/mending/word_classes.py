"""Verbs that were taken for nouns, and a noun for a verb."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.mending.form import Changes, Tokens

_NOMINAL = frozenset({"nsubj", "nsubjpass", "dobj", "pobj"})
OVERRUN = frozenset({"overrun"})
STRIKING = frozenset({"land", "strike", "hit", "target", "attack", "storm", "raid", "bomb", "shell"})


def shot_dead(tokens: Tokens, dead: int) -> Changes | None:
    """Mend "gunmen on a motorcycle shot dead a tribal leader", whose verb was taken for a noun.

    The verb gets the place in the parse that "dead" had, with what hung on that. Beside a verb that is one, "dead" may
    be taken for a preposition: whom it governs is the verb's.
    """
    verb, state = dead - 1, tokens[dead]
    if not dead or tokens[verb].text != "shot":
        return None
    if tokens[verb].tag.startswith("VB") and state.head == verb:
        behind = (at for at in range(dead + 1, len(tokens)) if tokens[at].head == dead and tokens[at].dep == "pobj")
        return {at: replace(tokens[at], dep="dobj", head=verb) for at in behind}
    changes = {at: replace(token, head=verb) for at, token in enumerate(tokens) if token.head == dead}
    above = verb if state.head == dead else state.head
    changes[verb] = replace(tokens[verb], tag="VBD", dep=state.dep, head=above)
    changes[dead] = replace(state, dep="oprd", head=verb)
    return changes


def verb_behind_plural(tokens: Tokens, noun: int) -> Changes | None:
    """Mend "two rockets land in X", "jets strike a base", whose verb was taken for a noun."""
    if not noun or noun + 1 >= len(tokens):
        return None
    before, after = tokens[noun - 1], tokens[noun + 1]
    plural = before.tag == "NNS" and before.dep == "compound" and before.head == noun
    if not plural or after.tag not in (("IN",) if tokens[noun].text == "land" else ("DT", "NNP", "CD", "PRP$")):
        return None
    return {noun: replace(tokens[noun], tag="VBP"), noun - 1: replace(before, dep="nsubj")}


def owner_as_subject(tokens: Tokens, owner: int) -> Changes | None:
    """Mend "coalition airstrikes on X were ...", whose first noun was taken for the subject of the second."""
    noun = owner + 1
    if noun >= len(tokens) or tokens[owner].head != noun or tokens[noun].tag not in ("NNS", "VBZ"):
        return None
    return {owner: replace(tokens[owner], dep="compound")} if tokens[noun].dep in _NOMINAL else None


def plural_as_verb(tokens: Tokens, noun: int) -> Changes | None:
    """Mend "strikes on X killed ten", whose strikes were tagged as a verb."""
    return {noun: replace(tokens[noun], tag="NNS")} if tokens[noun].text.endswith("s") else None


def airstrikes_as_verb(tokens: Tokens, noun: int) -> Changes | None:
    """Mend "ten were killed in regime airstrikes on X", whose airstrikes, never a verb, were taken for one.

    They get the place in the parse that the noun before them had, which qualifies them.
    """
    owner = tokens[noun - 1] if noun else tokens[noun]
    if owner.dep not in _NOMINAL | {"compound"} or not owner.tag.startswith("NN"):
        return None
    moved = tokens[noun] if owner.head == noun else replace(tokens[noun], dep=owner.dep, head=owner.head)
    return {noun: replace(moved, tag="NNS"), noun - 1: replace(owner, dep="compound", head=noun)}


def passive_as_noun(tokens: Tokens, noun: int) -> Changes | None:
    """Mend "a day after it was overrun by rebels", whose verb was taken for a noun behind the name before it."""
    token = tokens[noun]
    mark = next((at for at in range(noun) if tokens[at].head == noun and tokens[at].dep == "mark"), None)
    if mark is None or not any(t.head == noun and t.dep == "auxpass" for t in tokens[mark:noun]):
        return None
    above = token.head
    while tokens[above].head != above and not tokens[above].tag.startswith("VB"):
        above = tokens[above].head
    return {noun: replace(token, tag="VBN", dep="advcl", head=above)}
