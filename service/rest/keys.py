"""The order of a list: the keys of all its items are read once for a state of the store, sorted here, and kept.

A database that sorts looks each name up again at each comparison, which takes seconds where there are many. To read all
once and sort them takes a fraction of that, and the next pages cost nothing. What is kept is bounded.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from kg.store.graphs import Term
from service.rest.cursors import Cursor

MOST = 200_000
"""Items whose keys are kept, of all lists together."""

LONGEST = 500_000
"""Items of a list that is still sorted here."""

Rows: TypeAlias = Sequence[tuple[Term | None, ...]]


@dataclass(frozen=True, slots=True)
class Ordered:
    """The items of a list in their order, each with the word of its key; `total` counts one with several keys once."""

    items: tuple[tuple[str, str], ...]
    numeric: bool
    descending: bool
    total: int = 0

    @classmethod
    def of(cls, rows: Rows, *, numeric: bool, descending: bool) -> Ordered:
        """Put rows of item and key into order; those with the same key are ordered by their IRI."""
        pairs = {(row[1].value, row[0].value) for row in rows if row[0] is not None and row[1] is not None}
        plain = cls((), numeric, descending)
        ordered = sorted(
            sorted(pairs, key=lambda pair: pair[1]), key=lambda pair: plain.key(pair[0]), reverse=descending
        )
        return cls(tuple(ordered), numeric, descending, len({item for _, item in pairs}))

    def key(self, word: str) -> str | Decimal:
        """Return what a key is sorted by."""
        return Decimal(word) if self.numeric else word

    def page(self, cursor: Cursor | None, size: int) -> list[tuple[str, str]]:
        """Return so many pairs of key and item, from behind a cursor on."""
        start = 0
        if cursor is not None:
            last, item = self.key(cursor.key), cursor.item

            def behind(pair: tuple[str, str]) -> bool:
                key = self.key(pair[0])
                if key == last:
                    return pair[1] > item
                return (key < last) if self.descending else (key > last)  # type: ignore[operator]

            start = bisect_left(self.items, True, key=behind)
        return list(self.items[start : start + size])


class Orders:
    """The lists that were read last, up to so many items in all; those of an earlier state go first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, str], Ordered] = OrderedDict()

    def get(self, state: str, query: str) -> Ordered | None:
        """Return the list that a query gave of a state."""
        found = self._kept.get((state, query))
        if found is not None:
            self._kept.move_to_end((state, query))
        return found

    def put(self, state: str, query: str, ordered: Ordered) -> None:
        """Keep a list."""
        for old in [one for one in self._kept if one[0] != state]:
            del self._kept[old]
        self._kept[state, query] = ordered
        while sum(len(one.items) for one in self._kept.values()) > self._most:
            self._kept.popitem(last=False)
