"""Lays out what is to be read in partitions: neighbouring pieces of about the same size together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from kg.errors import ReadingError
from kg.reading import Refusal
from kg.reading.cutting import cut
from kg.reading.files import display_name
from kg.reading.pieces import Piece

_PACKED = 4
"""How much longer a text is than packed."""


@dataclass(frozen=True, slots=True)
class Partition:
    """Pieces that are read one after the other, and refusals of what cannot be read, where they stand among these."""

    items: tuple[Piece | Refusal, ...]

    @property
    def name(self) -> str:
        """A hash of what is to be read, by its names, not its contents."""
        described = [_described(one) for one in self.items]
        return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()[:24]

    @property
    def source(self) -> str:
        """The name of the first file, for messages."""
        first = self.items[0]
        return first.source if isinstance(first, Refusal) else display_name(first.path)


def layout(
    items: Iterable[Piece | Refusal],
    size: int,
    cut_all: Callable[[Sequence[Piece]], Iterable[list[Piece]]],
) -> Iterator[Partition]:
    """Yield partitions of about so many bytes, in the order of the inputs.

    `cut_all` returns the parts of several large files (`parts_of`), wherever it has them cut.
    """
    several = list(items)
    large = [one for one in several if isinstance(one, Piece) and _weight(one) >= size]
    parts = dict(zip(map(id, large), cut_all(large), strict=True))
    held: list[Piece | Refusal] = []
    weight = 0
    for item in several:
        for one in parts.get(id(item), [item]):
            held.append(one)
            weight += _weight(one) if isinstance(one, Piece) else 0
            if weight >= size or (isinstance(one, Piece) and one.part):
                yield Partition(tuple(held))
                held, weight = [], 0
    if held:
        yield Partition(tuple(held))


def parts_of(piece: Piece, size: int) -> list[Piece]:
    """Return the parts of a file; one that cannot be read stays whole, to be refused by who reads it."""
    try:
        return cut(piece, size)
    except ReadingError:
        return [piece]


def _weight(piece: Piece) -> int:
    """Return about how many bytes of text a file has."""
    try:
        size = piece.path.stat().st_size
    except OSError:
        return 0
    return size * _PACKED if piece.path.suffix.lower() == ".gz" else size


def _described(item: Piece | Refusal) -> object:
    if isinstance(item, Refusal):
        return [item.source, item.reason, item.raw]
    return [display_name(item.path), item.kind, dict(item.fields), asdict(item.part) if item.part else None]
