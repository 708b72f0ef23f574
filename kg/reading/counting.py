"""Count the articles of some paths without reading them, to tell how long the work will take."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.errors import ReadingError
from kg.reading.entries import Refusal
from kg.reading.files import kind_of, opened, walk
from kg.reading.parquet import row_count
from kg.reading.sidecar import NAME

_BLOCK = 1 << 20


def count_articles(paths: Iterable[Path | str]) -> int | None:
    """Return about how many articles the paths hold.

    None where only reading tells: standard input, URLs, JSON, CSV, WARC, and what cannot be read.
    """
    total = 0
    for path in map(Path, paths):
        found = walk(path, on_skip=lambda skipped: None) if path.is_dir() else [path]
        for file in found:
            number = None if isinstance(file, Refusal) else _in_file(file)
            if number is None:
                return None
            total += number
    return total


def _in_file(path: Path) -> int | None:
    if path.name == NAME:
        return 0
    kind = kind_of(path)
    if kind in ("text", "html"):
        return 1
    if kind not in ("jsonl", "parquet"):
        return None
    try:
        with opened(path) as stream:
            if kind == "parquet":
                return row_count(stream)
            return sum(block.count(b"\n") for block in iter(lambda: stream.read(_BLOCK), b""))
    except ReadingError:
        return None
