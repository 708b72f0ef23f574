"""Loads the word lists in `data/`: one entry a line, lines with # are comments."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the entries of `data/<name>.txt` in lower case."""
    lines = files("kg.reading").joinpath(f"data/{name}.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip().casefold() for line in lines if line.strip() and not line.startswith("#"))
