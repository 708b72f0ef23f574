"""The texts of the pages, by key, one file for each language (`texts/en.toml`).

A text may have places for values, in braces; one that depends on a number has a table with the forms `one` and `other`
(https://cldr.unicode.org/index/cldr-spec/plural-rules) in place of a text.
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
            plural = self._texts.get(f"{key}.{'one' if number == 1 else 'other'}")
            if plural is not None:
                return plural.format(**values)
        return self._texts[key].format(**values) if values else self._texts[key]

    def named(self, group: str, name: str | None) -> str:
        """Return the text of a value of a closed list (`incident_type.airstrike`), else its name in plain words."""
        return self._texts.get(f"{group}.{name}") or (name or "").replace("_", " ")

    def keys(self) -> frozenset[str]:
        """Return all keys."""
        return frozenset(self._texts)


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
