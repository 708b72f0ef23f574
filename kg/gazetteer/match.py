"""A name found in a text."""

from __future__ import annotations

from dataclasses import dataclass

from kg.gazetteer.entries import ActorEntry, PlaceEntry


@dataclass(frozen=True, slots=True)
class Match:
    """A name found in a text: tokens `start` to `end` (exclusive) name `entry`.

    `alternatives` are other entries of that name, the likelier first. `metonym` is set on a country or a
    capital: the government that the name may stand for ("Ankara said").
    """

    start: int
    end: int
    entry: ActorEntry | PlaceEntry
    alternatives: tuple[ActorEntry | PlaceEntry, ...] = ()
    metonym: ActorEntry | None = None
