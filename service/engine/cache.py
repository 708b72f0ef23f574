"""Answers that are asked again: kept in memory, by all that they depend on, the state of the graph included.

An answer is only ever given for the very state it was made from; what belongs to an earlier state is dropped first.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

_LONGEST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole answer: its media type, body, and the headers it had."""

    media_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


class Cache:
    """The answers last given, up to so many bytes in all."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._used = 0
        self._kept: OrderedDict[tuple[str, Hashable], Kept] = OrderedDict()

    def get(self, state: str, key: Hashable) -> Kept | None:
        """Return the answer to what was asked of this state."""
        kept = self._kept.get((state, key))
        if kept is not None:
            self._kept.move_to_end((state, key))
        return kept

    def put(self, state: str, key: Hashable, kept: Kept) -> None:
        """Keep an answer; one that is too long is not kept."""
        if len(kept.body) > min(_LONGEST, self._size):
            return
        self._forget((state, key))
        self._kept[state, key] = kept
        self._used += len(kept.body)
        while self._used > self._size:
            self._forget(next((one for one in self._kept if one[0] != state), next(iter(self._kept))))

    def _forget(self, key: tuple[str, Hashable]) -> None:
        if (gone := self._kept.pop(key, None)) is not None:
            self._used -= len(gone.body)


def etag(state: str, *asked: str) -> str:
    """Return the entity tag of what is asked of a state (RFC 9110, section 8.8.3); weak, as answers are compressed."""
    return f'W/"{hashlib.sha256(chr(31).join((state, *asked)).encode()).hexdigest()[:24]}"'
