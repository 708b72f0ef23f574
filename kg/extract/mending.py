"""Mends slips of the parser that news provokes.

1. A place and the day right behind it, taken for one name ("captured Sarrin Monday").
2. "Shot dead", whose verb was taken for a noun ("gunmen on a motorcycle shot dead a tribal leader").
3. A place whose participle was taken for its verb, where the comma is lost ("fired shells on X killing three").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.extract.parsing import ParsedToken

_DAYS = frozenset({"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"})
_OBJECTS = frozenset({"dobj", "pobj", "npadvmod", "nsubjpass", "conj"})
_LOCATIVE = frozenset({"on", "in", "at", "near", "inside", "outside", "around", "into"})


def mended(tokens: Sequence[ParsedToken]) -> Sequence[ParsedToken]:
    """Return the tokens of a passage, mended."""
    made: list[ParsedToken] | None = None
    for day, token in enumerate(tokens):
        if token.text == "dead" and day and tokens[day - 1].text == "shot" and not tokens[day - 1].tag.startswith("VB"):
            made = made or list(tokens)
            _shoot(made, day)
        if token.text in _DAYS and day and token.dep in _OBJECTS and _is_of_name(tokens[day - 1], day):
            made = made or list(tokens)
            _part(made, day)
        if token.dep == "pcomp" and token.tag == "VBG" and tokens[token.head].text.lower() in _LOCATIVE:
            place = next((n for n in range(token.head + 1, day) if tokens[n].head == day), None)
            if place is not None and tokens[place].dep == "nsubj":
                made = made or list(tokens)
                _follow(made, place, verb=day)
        root = _root_before(tokens, day) if token.tag == "VBN" and token.dep == "amod" else None
        if root is not None:
            made = made or list(tokens)
            _make_root(made, root, verb=day)
    return made or tokens


def _root_before(tokens: Sequence[ParsedToken], verb: int) -> int | None:
    """Return the noun that heads the sentence of a participle right behind a day, where it stands before the two."""
    if verb < 2 or tokens[verb - 1].text not in _DAYS or tokens[verb].head <= verb:
        return None
    at = verb - 1
    while not tokens[at].starts_sentence and at > 0:
        at -= 1
    root = next((i for i in range(at, verb - 1) if tokens[i].dep == "ROOT"), None)
    return root if root is not None and tokens[root].tag.startswith("NN") else None


def _make_root(tokens: list[ParsedToken], root: int, *, verb: int) -> None:
    """Make a participle the verb of its sentence: what was its head is its subject, the noun behind it its object."""
    thing = tokens[verb].head
    tokens[verb] = replace(tokens[verb], tag="VBD", dep="ROOT", head=verb)
    tokens[thing] = replace(tokens[thing], dep="dobj", head=verb)
    tokens[root] = replace(tokens[root], dep="nsubj", head=verb)
    for at in range(verb + 1, len(tokens)):
        if tokens[at].starts_sentence:
            break
        if tokens[at].head == root:
            tokens[at] = replace(tokens[at], head=verb)


def _is_of_name(before: ParsedToken, day: int) -> bool:
    return before.dep == "compound" and before.head == day and before.tag in ("NNP", "NNPS")


def _part(tokens: list[ParsedToken], day: int) -> None:
    """Hang the name where the day hung, the day on the verb, and on the name what qualifies it."""
    name, when = day - 1, tokens[day]
    above = when.head
    tokens[name] = replace(tokens[name], dep="dobj" if when.dep == "npadvmod" else when.dep, head=above)
    verb = tokens[above].head if when.dep == "pobj" else above
    tokens[day] = replace(when, dep="npadvmod", head=verb)
    for at in range(max(0, day - 8), name):
        if tokens[at].head == day:
            tokens[at] = replace(tokens[at], head=name)


def _follow(tokens: list[ParsedToken], place: int, *, verb: int) -> None:
    """Hang a place on its preposition, and the participle behind it on the verb that both stand below."""
    preposition = tokens[verb].head
    above = tokens[preposition].head
    while tokens[above].head != above and not tokens[above].tag.startswith("VB"):
        above = tokens[above].head
    tokens[place] = replace(tokens[place], dep="pobj", head=preposition)
    tokens[verb] = replace(tokens[verb], dep="advcl", head=above)


def _shoot(tokens: list[ParsedToken], dead: int) -> None:
    """Make "shot" the verb, in the place in the parse that "dead" had, with what hung on that."""
    state, verb = tokens[dead], dead - 1
    root = state.head == dead
    tokens[verb] = replace(tokens[verb], tag="VBD", dep=state.dep, head=verb if root else state.head)
    for at, token in enumerate(tokens):
        if token.head == dead:
            tokens[at] = replace(token, head=verb)
    tokens[dead] = replace(state, dep="oprd", head=verb)
