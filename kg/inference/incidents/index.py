"""Finds reports by the blocks that they are filed under, in the store (`onr:block`) or here since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kg.inference.incidents.blocking import ANYWHERE
from kg.mapping.iris import INFERENCE
from kg.mapping.vocabulary import ONR
from kg.store.graphs import GraphStore

_BLOCK = str(ONR.block)


class BlockIndex:
    """The blocks of a store that nobody else writes; what has been looked up is kept."""

    def __init__(self, store: GraphStore, *, base: str) -> None:
        self._store = store
        self._graph = base + INFERENCE
        self._stored: dict[str, frozenset[str]] = {}
        self._here: dict[str, set[str]] = defaultdict(set)
        self._blocks: dict[str, frozenset[str]] = {}

    def file(self, report: str, blocks: Iterable[str]) -> None:
        """File a report under these blocks alone, whatever the store has."""
        for block in self._blocks.get(report, ()):
            self._here[block].discard(report)
        self._blocks[report] = frozenset(blocks)
        for block in self._blocks[report]:
            self._here[block].add(report)

    def find(self, blocks: Mapping[str, Iterable[str]]) -> set[str]:
        """Return the reports that are filed under any of some blocks, given by their times."""
        found: set[str] = set()
        for time, several in blocks.items():
            stored = self._in_store(f"{time} {ANYWHERE}")
            for block in several:
                found |= self._here.get(block, frozenset())
                if stored:
                    found.update(one for one in self._in_store(block) if one not in self._blocks)
        return found

    def _in_store(self, block: str) -> frozenset[str]:
        if block not in self._stored:
            self._stored[block] = frozenset(self._store.having(predicate=_BLOCK, text=block, graph=self._graph))
        return self._stored[block]

    def __len__(self) -> int:
        return len(self._blocks)
