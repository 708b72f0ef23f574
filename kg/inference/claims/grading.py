"""Grades of incidents by rules in SPARQL: the files in `grades/`, each a CONSTRUCT with a header that documents it.

The files of a scheme (`airwars-1-confirmed.rq`: scheme, order, grade) run in their order, each on the facts and on what
those before it have made, so that a later rule can leave out what is graded already. The facts are in the vocabulary of
the graph: incidents, their claims with kind and claimants, origins, relations, tallies and ratings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kg.errors import RuleError
from kg.mapping.vocabulary import PREFIXES, RDF
from kg.store.graphs import GraphStore

_NAME = re.compile(r"([a-z]+)-(\d+)-([a-z-]+)")
_HEADER = re.compile(r"#(title|description|version): (.*)")
_TERM = re.compile(r"\b([a-z]+):(\w+)")


@dataclass(frozen=True, slots=True)
class GradeRule:
    """One rule of a scheme of grades."""

    scheme: str
    order: int
    name: str
    title: str
    description: str
    version: str
    text: str


@cache
def load_grade_rules() -> tuple[GradeRule, ...]:
    """Return the shipped rules, scheme by scheme, in their order."""
    found = [one for one in files(__package__).joinpath("grades").iterdir() if one.name.endswith(".rq")]
    rules = [read_grade_rule(one.name.removesuffix(".rq"), one.read_text(encoding="utf-8")) for one in found]
    return tuple(sorted(rules, key=lambda one: (one.scheme, one.order)))


def read_grade_rule(name: str, text: str) -> GradeRule:
    """Read a rule. Raises RuleError naming what its name or its header lacks."""
    parts = _NAME.fullmatch(name)
    head: dict[str, list[str]] = {"title": [], "description": [], "version": []}
    for line in text.splitlines():
        match = _HEADER.fullmatch(line)
        if match is not None:
            head[match[1]].append(match[2].strip())
    if parts is None or not all(head.values()):
        raise RuleError(f"grade rule {name!r}: expected scheme-order-grade, and #title:, #description:, #version:")
    title, description, version = (" ".join(head[key]) for key in ("title", "description", "version"))
    return GradeRule(parts[1], int(parts[2]), parts[3], title, description, version, text)


def grade(facts: Iterable[str], *, base: str) -> list[str]:
    """Return the grades that the rules give the incidents of the facts; both as the beginnings of N-Triples lines."""
    made: list[str] = []
    named = _named()
    with GraphStore.in_memory(prefixes=PREFIXES, base=base) as store:
        store.add_triples(_ntriples(one for one in facts if one.split(" ", 2)[1] in named))
        for rule in load_grade_rules():
            graded = store.construct(rule.text)
            store.add_triples(_ntriples(graded))
            made += graded
    return made


@cache
def _named() -> frozenset[str]:
    """Return the terms that the rules name, properties among them: what has others the rules need not be given."""
    terms = {match for rule in load_grade_rules() for match in _TERM.findall(rule.text)}
    return frozenset({RDF.type.n3(), *(f"<{PREFIXES[prefix]}{name}>" for prefix, name in terms if prefix in PREFIXES)})


def _ntriples(lines: Iterable[str]) -> str:
    return " .\n".join([*lines, ""])
