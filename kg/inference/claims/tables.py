"""The word lists and tables in `data/`: a first line that says what a file holds, then one entry a line."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> tuple[tuple[str, str], ...]:
    """Return the rows of a CSV file of two columns, without its header."""
    rows = list(csv.reader(_lines(name)))[1:]
    return tuple((one, other) for one, other in rows)


@cache
def mapping(name: str) -> Mapping[str, str]:
    """Return a CSV file of two columns as a mapping of the first to the second."""
    return dict(table(name))


@cache
def words(name: str) -> tuple[str, ...]:
    """Return the entries of a word list."""
    return tuple(_lines(name))


def _lines(name: str) -> list[str]:
    text = files(__package__).joinpath(f"data/{name}").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
