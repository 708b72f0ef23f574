"""The nouns for places, from `data/place_nouns.tsv`, in all their forms."""

from __future__ import annotations

from functools import cache
from typing import Literal, cast

from kg.extract.cues import data_rows
from kg.extract.wording import noun_forms

PlaceNoun = Literal["exact", "neighbourhood", "town", "district", "province"]


@cache
def place_nouns() -> dict[str, PlaceNoun]:
    """Return how exact a place each place noun names, by all its forms."""
    return {form: cast(PlaceNoun, row[1]) for row in data_rows("place_nouns.tsv") for form in noun_forms(row[0])}


@cache
def naming_nouns() -> frozenset[str]:
    """Return the place nouns that form a name with the words beside them."""
    return frozenset(form for row in data_rows("place_nouns.tsv") if len(row) > 2 for form in noun_forms(row[0]))
