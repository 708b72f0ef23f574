"""Figures as ranges, read by a named set of rules: what "dozens" is at least, how much "about 20" leaves open.

1. A claim has its bounds from the extraction. Where its words are vague ("dozens"), a rule set may say another lower
   bound; the words are kept in the graph so that it can.
2. To compare claims, words are read as loosely as any rule set reads them, and "about" leaves a fifth either way: what
   differs even then is a disagreement.
3. Ranges are compared as intervals; an open end has no bound.

A rule set is a TOML file in `data/rules/`, or the operator's own of the same form: `title`, `description`, `version`,
`best` (which of several values is the best: `most-origins` or `lowest`) and a table `[words]` of lower bounds.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import ceil
from pathlib import Path
from typing import Any, Literal, get_args

from kg.errors import RuleError
from kg.inference.claims.stored import StoredClaim

Best = Literal["most-origins", "lowest"]

_ABOUT = frozenset(
    "about almost approximately approx around circa close estimated nearly reportedly roughly some".split()
)
_SLACK = 5
"""The part of a figure that "about" leaves open on either side: one fifth, at least one."""


@dataclass(frozen=True, slots=True)
class Range:
    """From low to high, both included; a high of None is open."""

    low: int
    high: int | None = None

    def gap(self, other: Range) -> int:
        """Return by how much two ranges miss each other, 0 when they meet."""
        if self.high is not None and self.high < other.low:
            return other.low - self.high
        if other.high is not None and other.high < self.low:
            return self.low - other.high
        return 0

    def __add__(self, other: Range) -> Range:
        high = None if self.high is None or other.high is None else self.high + other.high
        return Range(self.low + other.low, high)

    def __str__(self) -> str:
        if self.high is None:
            return f"{self.low} or more"
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """How vague words are read, and which of several figures is the best."""

    name: str
    title: str
    description: str
    version: str
    best: Best
    words: Mapping[str, int]

    def reading(self, claim: StoredClaim) -> Range | None:
        """Return the range of a claim's figure, None when it has none."""
        floor = _floor(claim, self.words)
        if floor is not None and (claim.low is None or claim.high is None):
            return Range(floor, claim.high)
        return Range(claim.low or 0, claim.high) if claim.has_figure else None


def loosest(claim: StoredClaim, rule_sets: Iterable[RuleSet]) -> Range | None:
    """Return the widest range that a claim's figure can be read as, None when it has none."""
    readings = [found for one in rule_sets if (found := one.reading(claim)) is not None]
    if not readings:
        return None
    low, high = min(one.low for one in readings), readings[0].high
    if high is not None and _ABOUT & set((claim.approximation or "").split()):
        slack = max(1, ceil(high / _SLACK))
        return Range(max(0, low - slack), high + slack)
    return Range(low, high)


@cache
def load_rule_sets() -> tuple[RuleSet, ...]:
    """Return the rule sets that are shipped, by name."""
    folder = files(__package__).joinpath("data/rules")
    found = [(one.name.removesuffix(".toml"), one.read_text(encoding="utf-8")) for one in folder.iterdir()]
    return tuple(read_rule_set(name, text) for name, text in sorted(found))


def load_rule_set(path: Path) -> RuleSet:
    """Return the operator's own rule set, named by its file. Raises RuleError."""
    try:
        return read_rule_set(path.stem, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"rule set {str(path)!r} cannot be read: {error}") from error


def read_rule_set(name: str, text: str) -> RuleSet:
    """Read a rule set. Raises RuleError naming the field that is missing or not of its form."""
    try:
        known = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"rule set {name!r} is not TOML: {error}") from error
    for field in ("title", "description", "version"):
        if not isinstance(known.get(field), str):
            raise RuleError(f"rule set {name!r}: {field} = {known.get(field)!r}, expected a text")
    best: Any = known.get("best")
    if best not in get_args(Best):
        raise RuleError(f"rule set {name!r}: best = {best!r}, expected one of {', '.join(get_args(Best))}")
    words = known.get("words", {})
    for word, low in words.items():
        if not isinstance(low, int) or low < 0:
            raise RuleError(f"rule set {name!r}: words.{word} = {low!r}, expected a whole number, zero or more")
    lowered = {" ".join(word.lower().split()): low for word, low in words.items()}
    return RuleSet(name, known["title"], known["description"], known["version"], best, lowered)


def _floor(claim: StoredClaim, words: Mapping[str, int]) -> int | None:
    """Return the lower bound of the vague word that gives a claim's figure, if it is given in one."""
    told = " ".join((claim.approximation or "").lower().split())
    if told in words:
        return words[told]
    if not told or claim.high is not None or any(character.isdigit() for character in claim.evidence):
        return None
    said = " ".join(re.findall(r"[^\W\d_]+", claim.evidence.lower()))
    found = [word for word in words if re.search(rf"\b{re.escape(word)}\b", said)]
    return words[max(found, key=len)] if found else None
