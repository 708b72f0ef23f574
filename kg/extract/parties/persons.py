"""What kind of person a noun means, from `data/person_nouns.tsv`, and the groups that such nouns stand for."""

from __future__ import annotations

from functools import cache

from kg.extract.cues import data_rows
from kg.extract.wording import noun_forms
from kg.record import Actor, Span


def named_group(name: str, mention: Span | None = None) -> Actor:
    """Return the actor that a group in general terms is."""
    return Actor(id=name.replace(" ", "-"), name=name, kind="group", mention=mention)


@cache
def _person_classes() -> dict[str, str]:
    classes: dict[str, str] = {}
    for singular, kind, *plural in data_rows("person_nouns.tsv"):
        for form in (*noun_forms(singular.lower()), *plural):
            classes.setdefault(form.lower(), kind)
    return classes


def person_class(word: str) -> str | None:
    """Return the class of a noun for persons (in lower case), or None when it is none."""
    return _person_classes().get(word)
