"""Finds the files to read and opens them."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import IO, Literal, cast

from kg.errors import ReadingError
from kg.reading.entries import Refusal

Kind = Literal["text", "json", "jsonl", "csv", "html", "parquet", "warc"]

KINDS: dict[str, Kind] = {
    ".csv": "csv",
    ".htm": "html",
    ".html": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".text": "text",
    ".tsv": "csv",
    ".txt": "text",
    ".warc": "warc",
    ".xhtml": "html",
}


def needed(module: str) -> ModuleType:
    """Return a module of the optional packages. Raises ReadingError naming the extra that has it."""
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise ReadingError(
            f"is read with the package {package}, which is not installed: pip install onrecord[cluster]"
        ) from error


def path_of(path: Path | str) -> Path:
    """Return the path that a text names: a local one, or by a URL one of any file system that fsspec knows.

    Raises ReadingError when there is no such kind of file system, or a package for it is not installed.
    """
    if not isinstance(path, str):
        return path
    if "://" not in path:
        return Path(path)
    upath = needed("upath")
    try:
        found = upath.UPath(path)
        found.fs  # noqa: B018 (what it needs is imported only now)
    except (ImportError, ValueError) as error:
        raise ReadingError(f"cannot be reached ({error}), expected a path or a URL that fsspec reads") from error
    return cast(Path, found)


def is_local(path: Path) -> bool:
    """Tell whether a path is one of this machine's."""
    return isinstance(path, Path)


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
def opened(path: Path, *, unpack: bool = True) -> Iterator[IO[bytes]]:
    """Open a file for reading, unpacked when its name ends in .gz (unless it is to stay packed).

    Raises ReadingError, also from within the block, when it cannot be opened, read or unpacked.
    """
    packed = unpack and path.suffix.lower() == ".gz"
    try:
        with path.open("rb") as stream:
            if packed:
                with gzip.open(stream) as unpacked:
                    yield cast(IO[bytes], unpacked)
            else:
                yield stream
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ReadingError(f"cannot be unpacked ({error}), expected gzip") from error
    except OSError as error:
        raise ReadingError(f"cannot be read ({error.strerror or error})") from error


def _plain(path: Path) -> Path:
    return path.with_suffix("") if path.suffix.lower() == ".gz" else path
