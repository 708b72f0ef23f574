"""Mends slips of the parser that news provokes.

A mend is a function that looks at one token of a passage and returns the tokens to put in, where it finds its slip
(`form`). The table below says which tokens it is asked about; another mend is a function and a line there. They are
asked from the first token to the last, each about the passage as it has been mended so far. What a mend would hang on
itself is left as it was.

1. `word_classes`: a verb taken for a noun, or a noun for a verb ("gunmen shot dead a judge", "jets strike a base").
2. `days`: what stands by the name of a day and was hung on it ("captured Sarrin Monday").
3. `participles`: a participle taken for the verb ("a doctor, reached by phone, said").
4. `openings`: the preposition that begins a sentence taken for a name ("Near Raqqa, one strike destroyed a depot").
5. `verbs`: the verb taken for a participle ("bombers in three cars killed 23 people").
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import cache
from typing import NamedTuple

from kg.extract.mending.days import (
    DAYS,
    clause_on_day,
    name_before_day,
    object_behind_day,
    subject_behind_day,
    verb_behind_day,
)
from kg.extract.mending.form import Changes, Mend
from kg.extract.mending.openings import NEAR, near_as_name
from kg.extract.mending.participles import (
    BELIEVED,
    OUTCOMES,
    TIED,
    believed_to_be,
    outcome_of_verb,
    participle_of_place,
    verb_behind_agent,
    verb_behind_aside,
    verb_behind_tied,
)
from kg.extract.mending.verbs import (
    BLAMING,
    WOUNDED,
    shot_from_vehicle,
    verb_behind_name,
    verb_of_doer,
    verb_of_head,
    verb_of_noun,
    verb_of_relative,
    whom_it_blames,
    wounded_too,
)
from kg.extract.mending.word_classes import (
    OVERRUN,
    STRIKING,
    airstrikes_as_verb,
    owner_as_subject,
    passive_as_noun,
    plural_as_verb,
    shot_dead,
    verb_behind_plural,
)
from kg.extract.parsing import ParsedToken

_OBJECTS = frozenset({"dobj", "pobj", "npadvmod", "nsubjpass", "conj"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


class _Asked(NamedTuple):
    """A mend, and the tokens about which it is asked: their words, tags and labels, any where none are named.

    Words or labels are named, so that most tokens are dismissed by these.
    """

    mend: Mend
    words: Set[str] = frozenset()
    tags: Set[str] = frozenset()
    deps: Set[str] = frozenset()


MENDS = (
    _Asked(near_as_name, words=NEAR, tags={"NNP"}),
    _Asked(shot_from_vehicle, words={"shot"}),
    _Asked(shot_dead, words={"dead"}),
    _Asked(name_before_day, words=DAYS, deps=_OBJECTS),
    _Asked(object_behind_day, words=DAYS, deps={"compound"}),
    _Asked(subject_behind_day, words=DAYS, deps={"compound"}),
    _Asked(participle_of_place, tags={"VBG"}, deps={"pcomp"}),
    _Asked(clause_on_day, deps={"relcl"}),
    _Asked(verb_of_relative, tags={"NN", "NNS", "NNP"}, deps={"relcl"}),
    _Asked(believed_to_be, words=BELIEVED, tags={"VBD"}),
    _Asked(outcome_of_verb, words=OUTCOMES, tags={"VBG"}, deps={"acl"}),
    _Asked(verb_behind_tied, words=TIED, tags={"VBN", "VBD"}),
    _Asked(whom_it_blames, words=BLAMING, tags={"VBD", "VBG", "VBP", "VBZ", "VB"}),
    _Asked(verb_behind_plural, words=STRIKING, tags={"NN"}),
    _Asked(airstrikes_as_verb, words={"airstrikes"}, tags={"VBZ"}),
    _Asked(passive_as_noun, words=OVERRUN, tags={"NN"}),
    _Asked(owner_as_subject, tags={"NN", "NNP"}, deps={"nsubj"}),
    _Asked(plural_as_verb, tags={"VBZ"}, deps=_SUBJECTS),
    _Asked(verb_of_noun, tags={"VBD"}, deps={"acl"}),
    _Asked(verb_behind_name, tags={"VBD", "VBN"}, deps={"acl", "amod"}),
    _Asked(verb_behind_aside, tags={"VBD", "VBN"}, deps={"conj"}),
    _Asked(verb_behind_agent, tags={"VBD", "VBN"}, deps={"conj"}),
    _Asked(verb_of_head, tags={"VBN"}, deps={"acl"}),
    _Asked(verb_of_doer, tags={"VBN", "VBD"}, deps={"acl"}),
    _Asked(wounded_too, words=WOUNDED, tags={"VBN"}, deps={"acl"}),
    _Asked(verb_behind_day, tags={"VBN"}, deps={"amod"}),
)
_WORDS = frozenset().union(*(one.words for one in MENDS))
_DEPS = frozenset().union(*(one.deps for one in MENDS if not one.words))


def mended(tokens: Sequence[ParsedToken]) -> Sequence[ParsedToken]:
    """Return the tokens of a passage, mended."""
    made = list(tokens)
    for at, token in enumerate(made):
        known = token.text in _WORDS
        if known or token.dep in _DEPS:
            for mend in _mends_of(token.text if known else "", token.tag, token.dep):
                _put(made, mend(made, at) or {})
    return made


def _put(made: list[ParsedToken], changes: Changes) -> None:
    """Put changed tokens into a passage, unless its parse were no tree then."""
    before = {place: made[place] for place in changes}
    for place, new in changes.items():
        made[place] = new
    if not all(_has_root(made, place) for place in changes):
        for place, old in before.items():
            made[place] = old


def _has_root(tokens: Sequence[ParsedToken], place: int) -> bool:
    passed: set[int] = set()
    while tokens[place].head != place:
        if place in passed:
            return False
        passed.add(place)
        place = tokens[place].head
    return True


@cache
def _mends_of(word: str, tag: str, dep: str) -> tuple[Mend, ...]:
    """Return what is asked about a token, in the order of the table. The word is empty where no mend names it."""
    return tuple(
        one.mend
        for one in MENDS
        if (not one.words or word in one.words)
        and (not one.tags or tag in one.tags)
        and (not one.deps or dep in one.deps)
    )
