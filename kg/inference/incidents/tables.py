"""The tables and word lists in `data/`: a first line that says what a file holds, then one entry a line."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def weights() -> dict[str, int]:
    """Return the weight of each reason, log-odds in hundredths."""
    return {row["reason"]: int(row["weight"]) for row in _rows("weights.csv")}


@cache
def families(incident_type: str) -> tuple[str, ...]:
    """Return the families of an incident type; one that the table does not name is in the families of all."""
    known = {row["type"]: tuple(row["families"].split(";")) for row in _rows("families.csv")}
    return known.get(incident_type, known["other"])


@cache
def weight_of_type(incident_type: str) -> int:
    """Return what it weighs that two reports are of this type, log-odds in hundredths."""
    known = {row["type"]: int(row["same"]) for row in _rows("families.csv")}
    return known.get(incident_type, known["other"])


@cache
def kinds_of(incident_type: str) -> frozenset[str]:
    """Return the types that this one is a kind of: a suicide bombing is a bombing."""
    known = {row["type"]: frozenset(filter(None, row["kind_of"].split(";"))) for row in _rows("families.csv")}
    return known.get(incident_type, frozenset())


@cache
def phrases(name: str) -> tuple[str, ...]:
    """Return the entries of a word list."""
    return tuple(_lines(name))


KEPT = 50_000
"""Reports of which is kept what their comparisons ask for."""


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_lines(name)))


def _lines(name: str) -> list[str]:
    text = files(__package__).joinpath(f"data/{name}").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
