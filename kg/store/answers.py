"""The answers of endpoints elsewhere, kept on disk: a query asked once is not asked again until its answer is old.

One file an answer, named by the hash of endpoint and query: a line of JSON that says what was asked, of whom and when,
then the answer as it came.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kg.store.directory import write_whole


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer and when the endpoint gave it (UTC)."""

    data: bytes
    asked: datetime


class AnswerStore:
    """Answers by endpoint and query, in the folder `answers/` of a store."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory / "answers"

    def put(self, endpoint: str, query: str, kept: Kept) -> None:
        """Keep an answer, in place of an earlier one to the same query."""
        head = json.dumps({"endpoint": endpoint, "query": query, "asked": kept.asked.isoformat()})
        write_whole(self._path(endpoint, query), gzip.compress(head.encode() + b"\n" + kept.data, mtime=0))

    def get(self, endpoint: str, query: str, *, since: datetime) -> Kept | None:
        """Return the answer to this query, None when there is none that was given since, or its file is damaged."""
        kept = _read(self._path(endpoint, query))
        return kept if kept is not None and kept.asked >= since else None

    def prune(self, *, before: datetime) -> None:
        """Remove the answers that were given before, and damaged ones."""
        for path in self._directory.glob("*/*.gz"):
            kept = _read(path)
            if kept is None or kept.asked < before:
                path.unlink()

    def _path(self, endpoint: str, query: str) -> Path:
        key = hashlib.sha256(f"{endpoint}\n{query}".encode()).hexdigest()
        return self._directory / key[:2] / f"{key}.gz"


def _read(path: Path) -> Kept | None:
    try:
        head, _, data = gzip.decompress(path.read_bytes()).partition(b"\n")
        return Kept(data, datetime.fromisoformat(json.loads(head)["asked"]))
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError):
        return None
