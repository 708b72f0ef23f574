"""A place as it is named in a text."""

from __future__ import annotations

from dataclasses import dataclass

from kg.record import Place


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named at tokens `first` to `last` (inclusive).

    `rank` orders from specific (0) to broad (7). `within` holds the ids of the place and of what contains it, as
    far as known. `kind` is the gazetteer's type, or the place noun's for a place it lacks. `offset` marks a place
    that only helps to find another ("43 km west of X"), `around` one near which it was ("in a suburb of X"). `at`
    is latitude and longitude in degrees.
    """

    first: int
    last: int
    place: Place
    rank: int
    within: frozenset[str]
    known: bool
    kind: str = ""
    offset: bool = False
    around: bool = False
    at: tuple[float, float] | None = None
