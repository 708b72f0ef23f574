"""The words that tell what became of persons, from `data/effects.tsv`, in all their forms."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import chain
from typing import Literal, cast, get_args

from kg.extract.cues import data_rows
from kg.extract.wording import verb_forms, words_of
from kg.record import Effect

How = Literal["object", "subject", "state", "noun"]

TOLLS = frozenset({"toll", "tally", "count", "tolls"})
"""Nouns whose number is a number of victims."""

VICTIMS = frozenset("victims deaths fatalities martyrs".split())
"""Nouns of the dead that do not say so themselves where they stand as what somebody is."""

LOSSES = frozenset("casualties casualty injuries injury deaths fatalities victims wounded dead losses harm".split())
"""Nouns by which the lack of victims is told ("no casualties")."""


@cache
def effects(how: How) -> Mapping[str, Effect]:
    """Return the effect that each word tells in one of the ways of `data/effects.tsv`."""
    found: dict[str, Effect] = {}
    for base, kind, effect, *irregular in data_rows("effects.tsv"):
        if kind == how and " " not in base:
            forms = verb_forms(base, *irregular) if how in ("object", "subject") else {base}
            found.update(dict.fromkeys(forms, cast(Effect, effect)))
    return found


@cache
def complements(how: How) -> Mapping[str, Mapping[str, Effect]]:
    """Return, for each form of a verb like "take hostage" or "lose life", the effects that its complements tell."""
    found: dict[str, dict[str, Effect]] = {}
    for base, kind, effect, *irregular in data_rows("effects.tsv"):
        if kind == how and " " in base:
            for form in verb_forms(base, *irregular):
                verb, *_, complement = form.split()
                found.setdefault(verb, {})[complement] = cast(Effect, effect)
    return found


@cache
def effect_words() -> frozenset[str]:
    """Return every word that can tell of victims."""
    ways: tuple[How, ...] = get_args(How)
    told = (*chain.from_iterable((*effects(how), *complements(how)) for how in ways),)
    return frozenset((*told, *TOLLS, *LOSSES, *words_of("leaving"), *words_of("harm"), *words_of("annihilating")))
