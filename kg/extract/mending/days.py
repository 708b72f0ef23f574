"""What stands by the name of a day, and was hung on it."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.mending.finite import as_verb_before_object
from kg.extract.mending.form import Changes, Tokens

DAYS = frozenset({"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"})
_TIMES = frozenset(
    "morning evening night afternoon noon dawn midnight midday prayer prayers sermon sermons services".split()
)
_NAME_REACH = 8  # tokens before a day in which what qualifies the name before it stands


def name_before_day(tokens: Tokens, day: int) -> Changes | None:
    """Mend "captured Sarrin Monday", whose place and day were taken for one name.

    The name is hung where the day hung, the day on the verb, and on the name what qualifies it.
    """
    when, name = tokens[day], day - 1
    if not day or tokens[name].dep != "compound" or tokens[name].head != day or tokens[name].tag not in ("NNP", "NNPS"):
        return None
    above = when.head
    verb = tokens[above].head if when.dep == "pobj" else above
    changes = {
        at: replace(tokens[at], head=name) for at in range(max(0, day - _NAME_REACH), name) if tokens[at].head == day
    }
    changes[name] = replace(tokens[name], dep="dobj" if when.dep == "npadvmod" else when.dep, head=above)
    changes[day] = replace(when, dep="npadvmod", head=verb)
    return changes


def object_behind_day(tokens: Tokens, day: int) -> Changes | None:
    """Mend "claimed on Monday responsibility", whose object was taken for the last word of a name.

    The day is hung on its preposition, the object on the verb, which has no other.
    """
    thing, preposition = tokens[day].head, day - 1
    if day < 2 or not _is_named_by(tokens, day):
        return None
    verb = tokens[preposition].head
    if tokens[thing].text in _TIMES or tokens[thing].tag not in ("NN", "NNS") or verb != preposition - 1:
        return None
    if tokens[verb].tag not in ("VBD", "VBZ", "VBP") or any(t.head == verb and t.dep == "dobj" for t in tokens[day:]):
        return None
    return _parted(tokens, day, dep="dobj")


def subject_behind_day(tokens: Tokens, day: int) -> Changes | None:
    """Mend "On Friday fighters from X shelled Y", whose subject was taken for the last word of a name.

    The day is hung on its preposition, the subject on the verb, which has no other.
    """
    who = tokens[day].head
    if not _is_named_by(tokens, day):
        return None
    verb = tokens[day - 1].head
    if tokens[who].tag not in ("NNS", "NNPS") or verb <= who or tokens[verb].tag not in ("VBD", "VBZ", "VBP"):
        return None
    if any(t.head == verb and t.dep in ("nsubj", "nsubjpass") for t in tokens[day:verb]):
        return None
    return _parted(tokens, day, dep="nsubj")


def _is_named_by(tokens: Tokens, day: int) -> bool:
    """True for a day behind a preposition that was taken for the first word of the name behind it."""
    thing = tokens[day].head
    return thing > day > 0 and tokens[thing].dep == "pobj" and tokens[thing].head == day - 1


def _parted(tokens: Tokens, day: int, *, dep: str) -> Changes:
    """Hang such a day on its preposition, and what it was taken to name on the verb."""
    preposition, thing = day - 1, tokens[day].head
    return {
        day: replace(tokens[day], dep="pobj", head=preposition),
        thing: replace(tokens[thing], dep=dep, head=tokens[preposition].head),
    }


def clause_on_day(tokens: Tokens, clause: int) -> Changes | None:
    """Mend "was wounded on Monday when shells hit X", whose clause was hung on the day: it goes to the verb above."""
    day = tokens[clause].head
    if tokens[day].text not in DAYS:
        return None
    if not any(tokens[at].text == "when" and tokens[at].head == clause for at in range(day + 1, clause)):
        return None
    above = day
    while tokens[above].head != above and not tokens[above].tag.startswith("VB"):
        above = tokens[above].head
    if not tokens[above].tag.startswith("VB") or above == clause:
        return None
    return {clause: replace(tokens[clause], dep="advcl", head=above)}


def verb_behind_day(tokens: Tokens, verb: int) -> Changes | None:
    """Mend "militants on Monday attacked a base", whose verb was taken for a participle of the base.

    The noun that was taken for the head of the sentence stands before the day.
    """
    if verb < 2 or tokens[verb - 1].text not in DAYS or tokens[verb].head <= verb:
        return None
    first = next((at for at in range(verb - 1, 0, -1) if tokens[at].starts_sentence), 0)
    root = next((at for at in range(first, verb - 1) if tokens[at].dep == "ROOT"), None)
    if root is None or not tokens[root].tag.startswith("NN"):
        return None
    return as_verb_before_object(tokens, root, verb=verb)
