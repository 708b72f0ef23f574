"""Finds the files to read and opens them."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal, cast

from kg.errors import ReadingError
from kg.reading.entries import Refusal

Kind = Literal["text", "json", "jsonl", "csv", "html"]

KINDS: dict[str, Kind] = {
    ".csv": "csv",
    ".htm": "html",
    ".html": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".text": "text",
    ".tsv": "csv",
    ".txt": "text",
    ".xhtml": "html",
}


def kind_of(path: Path) -> Kind | None:
    """Return what a file holds by the end of its name, or None; `.gz` may follow."""
    return KINDS.get(_plain(path).suffix.lower())


def stem_of(path: Path) -> str:
    """Return the file's name without what marks its kind."""
    return display_name(Path(_plain(path).stem))


def display_name(path: Path) -> str:
    """Return the path as text that can be written anywhere."""
    return os.fsencode(path.as_posix()).decode("utf-8", errors="replace")


def walk(folder: Path, *, on_skip: Callable[[Path], None]) -> Iterator[Path | Refusal]:
    """Yield the readable files of a folder, its own first, then those of its folders, each sorted by name.

    Hidden files and folders are passed over; a file of a kind that is not read goes to `on_skip`. In
    the place of a folder that cannot be listed stands its refusal.
    """
    try:
        entries = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        yield Refusal(display_name(folder), f"cannot be listed ({error.strerror})")
        return
    visible = [path for path in entries if not path.name.startswith(".")]
    folders = [path for path in visible if path.is_dir() and not path.is_symlink()]
    for path in visible:
        if path in folders:
            continue
        if kind_of(path) is None or not (path.is_file() or _is_broken_link(path)):
            on_skip(path)
        else:
            yield path
    for path in folders:
        yield from walk(path, on_skip=on_skip)


def _is_broken_link(path: Path) -> bool:
    return path.is_symlink() and not path.exists()


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for reading, unpacked when its name ends in .gz.

    Raises ReadingError, also from within the block, when it cannot be opened, read or unpacked.
    """
    packed = path.suffix.lower() == ".gz"
    try:
        with gzip.open(path) if packed else path.open("rb") as stream:
            yield cast(IO[bytes], stream)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ReadingError(f"cannot be unpacked ({error}), expected gzip") from error
    except OSError as error:
        raise ReadingError(f"cannot be read ({error.strerror or error})") from error


def _plain(path: Path) -> Path:
    return path.with_suffix("") if path.suffix.lower() == ".gz" else path
