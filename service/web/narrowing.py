"""What the parameters of its address narrow a list to: each a fixed pattern of SPARQL, with its value as a term.

A list says what its parameters are by a dataclass of texts; empty ones narrow nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import ClassVar, Self

import rdflib

from kg.mapping.vocabulary import XSD
from service.errors import RequestError
from service.web.facts import text

_PARAMETERS = {"since": "from", "until": "to"}
"""Parameters whose names are words of Python."""


def day(value: str) -> str:
    """Return a day as a term."""
    return rdflib.Literal(value, datatype=XSD.date).n3()


def lowered(value: str) -> str:
    """Return a text in small letters as a term."""
    return text(value.lower())


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The parameters of a list: by name the `choices` they may have, and for those that narrow it their `patterns`.

    A pattern has `$value` in the place of the term of what is given, which `terms` makes.
    """

    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    patterns: ClassVar[Mapping[str, str]] = {}
    terms: ClassVar[Mapping[str, Callable[[str], str]]] = {}

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """Read the parameters of an address. Raises RequestError naming one that is wrong."""
        known = {_PARAMETERS.get(field.name, field.name): field.name for field in fields(cls)}
        found = {known[name]: value.strip() for name, value in given.items() if name in known and value.strip()}
        for name, choices in cls.choices.items():
            if found.get(name) and found[name] not in choices:
                raise RequestError(f"{name}={found[name]!r}: expected one of {', '.join(choices)}")
        for name in _PARAMETERS:
            if found.get(name):
                try:
                    date.fromisoformat(found[name])
                except ValueError as error:
                    raise RequestError(
                        f"{_PARAMETERS[name]}={found[name]!r}: expected a day like 2018-10-31"
                    ) from error
        return cls(**found)

    def parameters(self, **changed: str) -> dict[str, str]:
        """Return the parameters of an address, some of them changed."""
        after = replace(self, **changed)
        return {
            _PARAMETERS.get(field.name, field.name): value
            for field in fields(self)
            if (value := getattr(after, field.name))
        }

    def clause(self) -> str:
        """Return the patterns of what is given, for the part of a query that finds the items."""
        given = self.parameters()
        chosen = ((self.patterns[name], self.terms[name](value)) for name, value in given.items())
        return " ".join(pattern.replace("$value", term) for pattern, term in chosen)
