"""The words that tell an incident, and where they stand in a sentence.

1. `data/incident_triggers.tsv` gives base forms; all their forms are indexed by their first word.
2. At each token the longest phrase that fits is taken; a verb's particle or complement may stand a few words off
   ("took 900 civilians hostage").
3. A form that is noun and verb alike counts as what the tagger and parser say it is here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast, get_args

from kg.extract.cues import data_rows
from kg.extract.document import Token
from kg.extract.grammar import closed_clause
from kg.extract.wording import HYPHENS, noun_forms, verb_forms
from kg.record import IncidentType

_OWNERS = 4  # words of an owner within a complement: "under the full control", "into police custody"
_QUALIFYING = ("JJ", "NN", "PRP$", "POS", "DT", "HYPH", "VBN")
_CLAUSE_ENDS = frozenset({".", ";", ":", "''", "``"})
_DOING = frozenset({"fighting", "battling", "clashing", "raiding"})
_OF_VERBS = frozenset({"aux", "dobj", "ccomp", "nsubj", "prt"})
_NOMINAL = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "attr", "compound", "appos", "nmod", "ROOT"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word or phrase that tells an incident of a type; `manner` is that of `data/incident_triggers.tsv`."""

    base: str
    noun: bool
    type: IncidentType
    manner: str
    gap: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A trigger in a text: tokens `first` to `last` (inclusive); `head` is the noun or the verb itself."""

    trigger: Trigger
    first: int
    last: int
    head: int


def find_hits(words: Sequence[Token]) -> list[Hit]:
    """Return the triggers among the tokens of one sentence, left to right, not overlapping."""
    hits: list[Hit] = []
    complements: set[int] = set()
    at = 0
    while at < len(words):
        hit = _hit_at(words, at) if words[at].index not in complements else None
        if hit is not None:
            hits.append(hit)
            complements.add(hit.last)
        at = hit.last - words[0].index + 1 if hit is not None and hit.trigger.gap == 0 else at + 1
    return hits


def _hit_at(words: Sequence[Token], at: int) -> Hit | None:
    token = words[at]
    for rest, trigger in _lexicon().get(token.lower, ()):
        if trigger.noun:
            last = _run(words, at + 1, rest)
            if last is not None and _is_noun(words, last):
                return Hit(trigger, token.index, words[last].index, words[last].index)
        else:
            last = at if not rest else _complement(words, at, rest, trigger.gap)
            if last is not None and _is_verb(words, at, whole=bool(rest)):
                return Hit(trigger, token.index, words[last].index, token.index)
    return None


def _run(words: Sequence[Token], at: int, rest: Sequence[str]) -> int | None:
    """Return the position of the last word when the rest follows directly, hyphens aside."""
    for word in rest:
        while at < len(words) and words[at].text in HYPHENS:
            at += 1
        if at >= len(words) or words[at].lower != word:
            return None
        at += 1
    return at - 1


def _complement(words: Sequence[Token], at: int, rest: Sequence[str], gap: int) -> int | None:
    """Return the position of the last word of a complement up to gap words behind the verb."""
    for begin in range(at + 1, min(at + 2 + gap, len(words))):
        if words[begin].text in _CLAUSE_ENDS:
            return None
        if words[begin].lower == rest[0]:
            owned = next((n for n in range(begin + 1, begin + 2 + _OWNERS) if _is_word(words, n, rest[-1])), None)
            between = words[begin + 1 : owned] if owned is not None and len(rest) > 1 else ()
            if owned is not None and between and all(t.tag.startswith(_QUALIFYING) for t in between):
                return owned  # "under the army's control"
            return _run(words, begin, rest)
    return None


def _is_word(words: Sequence[Token], at: int, word: str) -> bool:
    return at < len(words) and words[at].lower == word


def _is_noun(words: Sequence[Token], at: int) -> bool:
    token = words[at]
    if token.tag.startswith(("NN", "JJ")) or token.dep == "pobj":
        return True
    if token.tag in ("VBZ", "VBP", "NNP", "FW") and (token.lower not in _verbs() or _follows_noun(words, at)):
        return True
    between = at + 1 < len(words) and words[at + 1].lower == "between"
    beside = token.dep == "conj" and any(w.index == token.head and w.tag.startswith("NN") for w in words)
    below = {words[c - words[0].index].dep for c in token.children if 0 <= c - words[0].index < len(words)}
    alone = token.dep in ("csubj", "xcomp", "ccomp", "advcl", "pcomp") and not below & _OF_VERBS
    owned = token.dep == "acl" and token.head == token.index - 1 and not below & {"dobj", "dative"}
    owned = owned and token.lower not in _DOING  # "rebels fighting to oust X" says who they are
    return token.tag == "VBG" and (token.dep in _NOMINAL or between or beside or alone or owned)


def _follows_noun(words: Sequence[Token], at: int) -> bool:
    """True for "killed in coalition strikes", where the parser took the last word for a verb."""
    for back in range(at - 1, max(-1, at - 6), -1):
        token = words[back]
        if token.tag == "IN" and token.lower in ("in", "by", "from", "of", "during", "after"):
            return back < at - 1
        if not token.tag.startswith(("NN", "JJ", "VBN", "HYPH", "POS", "DT", "CD")):
            return False
    return False


def _is_verb(words: Sequence[Token], at: int, *, whole: bool) -> bool:
    """True for a verb; `whole` says that its complement follows, which no adjective has ("opened fire")."""
    token = words[at]
    if not token.tag.startswith("VB") or (token.tag in ("VBZ", "VBP") and _follows_noun(words, at)):
        return False
    if token.dep in ("amod", "compound", "nmod") and not whole:
        return is_misread(words, at)
    return not (token.tag == "VBG" and (token.dep in _NOMINAL - {"ROOT"} or _is_noun(words, at)))


def is_misread(words: Sequence[Token], at: int) -> bool:
    """True for a verb that the parser took for an adjective though its subject is before it: "the SDF besieged X"."""
    token, before = words[at], words[at - 1] if at else None
    if token.tag not in ("VBN", "VBD") or token.dep != "amod" or before is None or token.head <= token.index:
        return False
    below = words[token.head - words[0].index]
    alone = below.dep == "ROOT" and below.tag.startswith("NN")  # "the group's wing fired rockets": else without a verb
    if before.text == ",":
        return closed_clause(words, at) is not None or (alone and at > 1 and words[at - 2].tag.startswith("NN"))
    named = before.tag in ("NNP", "NNPS", "NNS", "-RRB-") or (alone and before.tag == "NN")
    return named and before.text not in HYPHENS


@cache
def _lexicon() -> dict[str, tuple[tuple[tuple[str, ...], Trigger], ...]]:
    """Return for each first word the rests that may follow it, the longest first."""
    index: dict[str, list[tuple[tuple[str, ...], Trigger]]] = {}
    for trigger, forms in _entries():
        for form in forms:
            first, *rest = form.replace("-", " ").split()
            index.setdefault(first, []).append((tuple(rest), trigger))
    return {word: tuple(sorted(found, key=lambda one: -len(one[0]))) for word, found in index.items()}


@cache
def event_nouns() -> frozenset[str]:
    """Return the nouns that tell an incident, and the last words of phrases that do: "attack", "airstrikes"."""
    return frozenset(form.split()[-1] for trigger, forms in _entries() if trigger.noun for form in forms)


@cache
def _verbs() -> frozenset[str]:
    """Return the forms of one word that can be verbs."""
    return frozenset(form for trigger, forms in _entries() if not trigger.noun for form in forms if " " not in form)


def _entries() -> Iterator[tuple[Trigger, frozenset[str]]]:
    for base, part, kind, *more in data_rows("incident_triggers.tsv"):
        manner, irregular = (*more, "", "")[:2]
        if kind not in get_args(IncidentType):
            raise ValueError(f"incident_triggers.tsv, {base!r}: {kind!r} is no incident type")
        manner, _, gap = manner.partition("gap=")
        trigger = Trigger(base, part == "noun", cast(IncidentType, kind), manner.strip(), int(gap or 0))
        forms = noun_forms(base) if trigger.noun else verb_forms(base, irregular)
        yield trigger, forms
