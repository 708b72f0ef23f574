"""Finds what is to be read: the files that paths stand for, each once, with what is known of them beside them.

A piece is a file, or a part of one (`kg.reading.cutting`); reading pieces one after the other, in one process or in
many, gives what reading the files does.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import ReadingError
from kg.reading.entries import Refusal
from kg.reading.files import KINDS, Kind, display_name, is_local, kind_of, path_of, walk
from kg.reading.sidecar import NAME, Sidecar, read_sidecar

STDIN = Path("-")
"""The path that stands for standard input."""

_KINDS_READ = f"a file ending in {', '.join(sorted(KINDS))} or one of these with .gz"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file, from `start` up to `end`, with the number of entries before it.

    Bytes of JSON lines as they are unpacked, bytes of a WARC file as it stands, row groups of a Parquet file.
    """

    start: int
    end: int
    before: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A file, or a part of it; `fields` are what the metadata beside it says of its one article."""

    path: Path
    kind: Kind
    fields: Mapping[str, str] = field(default_factory=dict)
    part: Part | None = None


def find_pieces(
    paths: Iterable[Path | str], *, on_skip: Callable[[Path], None] = lambda path: None
) -> Iterator[Piece | Refusal]:
    """Yield the files that paths stand for, folders sorted, and why a path, a file or its metadata is of no use.

    A file named twice is read once. Files in folders that are of no kind read here go to `on_skip`.
    """
    sidecars = _Sidecars()
    seen: set[str] = set()
    for one in paths:
        try:
            path = path_of(one)
        except ReadingError as error:
            yield Refusal(str(one), str(error))
            continue
        if path == STDIN:
            yield Piece(STDIN, "text")
            continue
        for file in _files(path, on_skip):
            if isinstance(file, Refusal):
                yield file
            elif (identity := _identity(file)) not in seen:
                seen.add(identity)
                yield from _pieces_of(file, sidecars)


def _identity(file: Path) -> str:
    return os.path.realpath(file) if is_local(file) else str(file)


def _files(path: Path, on_skip: Callable[[Path], None]) -> Iterator[Path | Refusal]:
    """Yield the files that a path stands for, or why it stands for none."""
    name = display_name(path)
    try:
        is_folder = path.is_dir()
        is_there = is_folder or path.is_symlink() or path.exists()
    except OSError as error:
        yield Refusal(name, f"cannot be read ({error.strerror or error})")
        return
    if is_folder:
        yield from _folder_files(path, on_skip)
    else:
        yield path if is_there else Refusal(name, "does not exist, expected a file or a folder")


def _folder_files(folder: Path, on_skip: Callable[[Path], None]) -> Iterator[Path | Refusal]:
    skipped: list[Path] = []
    found = 0
    for file in walk(folder, on_skip=skipped.append):
        found += isinstance(file, Refusal) or file.name != NAME
        yield file
    for file in skipped:
        on_skip(file)
    if not found:
        others = f" ({len(skipped)} of other kinds)" if skipped else ""
        yield Refusal(display_name(folder), f"has no file that can be read{others}, expected {_KINDS_READ}")


def _pieces_of(file: Path, sidecars: _Sidecars) -> Iterator[Piece | Refusal]:
    """Yield a file as a piece, and before it, once for its folder, the faults of the metadata there."""
    kind = kind_of(file)
    yield from sidecars.new_refusals(file.parent)
    if file.name == NAME:
        return
    if kind is None:
        yield Refusal(display_name(file), f"is of a kind that is not read, expected {_KINDS_READ}")
    else:
        yield Piece(file, kind, sidecars.of(file.parent).fields.get(file.name, {}))


class _Sidecars:
    """The metadata files met so far, each read once."""

    def __init__(self) -> None:
        self._read: dict[Path, Sidecar] = {}

    def of(self, folder: Path) -> Sidecar:
        """Return what the folder's metadata file says."""
        if folder not in self._read:
            self._read[folder] = read_sidecar(folder)
        return self._read[folder]

    def new_refusals(self, folder: Path) -> tuple[Refusal, ...]:
        """Return, once, what could not be used of the folder's metadata."""
        return () if folder in self._read else self.of(folder).refusals
