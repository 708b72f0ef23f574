"""The texts of the pages, by key, one file for each language (`texts/en.toml`).

A text may have places for values, in braces; one that depends on a number has a table with the forms that its language
has (https://cldr.unicode.org/index/cldr-spec/plural-rules: `one` and `other`, Arabic four more) in place of a text.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


class Catalogue:
    """The texts of one language; called with a key, it gives the text."""

    def __init__(self, texts: dict[str, Any]) -> None:
        self._texts = dict(_flat("", texts))
        self.language = self._texts["language"]
        self.direction = self._texts["direction"]

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with its values. Raises KeyError for a key that has none."""
        number = values.get("number")
        if isinstance(number, int):
            values["number"] = f"{number:,}"
            forms = (f"{key}.{form}" for form in (plural_form(self.language, number), "other"))
            plural = next((self._texts[form] for form in forms if form in self._texts), None)
            if plural is not None:
                return plural.format(**values)
        return self._texts[key].format(**values) if values else self._texts[key]

    def named(self, group: str, name: str | None) -> str:
        """Return the text of a value of a closed list (`incident_type.airstrike`), else its name in plain words."""
        return self._texts.get(f"{group}.{name}") or (name or "").replace("_", " ")

    def keys(self) -> frozenset[str]:
        """Return all keys."""
        return frozenset(self._texts)


def plural_form(language: str, number: int) -> str:
    """Return the plural form of a number of things in a language, as CLDR names it."""
    if language == "ar":
        last = number % 100
        few = "few" if 3 <= last <= 10 else "many" if last >= 11 else "other"
        return {0: "zero", 1: "one", 2: "two"}.get(number, few)
    return "one" if number == 1 else "other"


@cache
def load_catalogue(language: str = "en") -> Catalogue:
    """Return the texts of a language that is shipped."""
    return Catalogue(tomllib.loads(files("service").joinpath(f"texts/{language}.toml").read_text("utf-8")))


def _flat(before: str, texts: dict[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in texts.items():
        if isinstance(value, dict):
            found += _flat(f"{before}{key}.", value)
        else:
            found.append((f"{before}{key}", str(value)))
    return found
