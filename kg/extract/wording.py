"""The classes of words that the reading of events rests on, from `data/event_words.tsv`."""

from __future__ import annotations

from functools import cache

from kg.extract.cues import data_rows, inflected

HYPHENS = frozenset("-‐‑–")
"""What joins the parts of a word."""


@cache
def words_of(name: str) -> frozenset[str]:
    """Return the words of a class in all their forms; raises KeyError when no class has this name."""
    return _classes()[name]


@cache
def _classes() -> dict[str, frozenset[str]]:
    classes: dict[str, set[str]] = {}
    whole: list[tuple[str, str]] = []
    for name, word, *part in data_rows("event_words.tsv"):
        if part == ["class"]:
            whole.append((name, word))
            continue
        forms = {"verb": verb_forms, "noun": noun_forms}.get(part[0] if part else "")
        classes.setdefault(name, set()).update(forms(word) if forms else {word})
    for name, other in whole:
        classes[name] |= classes[other]
    return {name: frozenset(words) for name, words in classes.items()}


def noun_forms(base: str) -> frozenset[str]:
    """Return singular and plural of a noun or of a phrase that ends in one."""
    if base.endswith("y") and base[-2] not in "aeiou":
        return frozenset({base, base[:-1] + "ies"})
    return frozenset({base, base + ("es" if base.endswith(("s", "sh", "ch", "x")) else "s")})


def verb_forms(base: str, irregular: str = "") -> frozenset[str]:
    """Return the forms of a verb, or of a phrase that begins with one; irregular ones are given, apart by commas."""
    verb, _, rest = base.partition(" ")
    regular = (f"{form} {rest}".strip() for form in (verb, *inflected(verb)))
    return frozenset((*regular, *(form for form in irregular.split(",") if form)))
