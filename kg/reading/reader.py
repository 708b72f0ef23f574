"""The main path of reading: files are found, taken apart into entries, and each entry becomes an article.

1. Each path is a file, a folder with all below it, or `-` for standard input; a file named twice is read once.
2. A file yields entries by its kind; what a `metadata.jsonl` beside it says of it is added.
3. Each entry becomes an article or a refusal with its reason; one that fails never stops the next.
4. Of two articles with one id the second is refused.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import IO

from kg.errors import ReadingError
from kg.reading.article import Article, normalised
from kg.reading.assembly import assemble
from kg.reading.decoding import decode
from kg.reading.entries import Entry, Refusal
from kg.reading.files import KINDS, Kind, display_name, kind_of, opened, stem_of, walk
from kg.reading.headers import split_header
from kg.reading.html import html_entry
from kg.reading.sidecar import NAME, Sidecar, read_sidecar
from kg.reading.tables import csv_entries, json_entries, jsonl_entries, looks_like_table
from kg.settings import Settings, variable

_STDIN = "-"
_STDIN_NAME = "standard input"
_BYTES_A_CHARACTER = 4  # the most UTF-8 takes
_LARGEST_PAGE = 20_000_000  # bytes of one HTML page
_KINDS_READ = f"a file ending in {', '.join(sorted(KINDS))} or one of these with .gz"


def read_articles(
    paths: Iterable[Path | str],
    *,
    settings: Settings,
    stdin: IO[bytes] | None = None,
    today: date | None = None,
    on_skip: Callable[[Path], None] = lambda path: None,
) -> Iterator[Article | Refusal]:
    """Yield the articles at paths, in the order given and sorted within folders, and what was refused.

    `stdin` is what the path `-` reads. Files in folders that are of no kind read here go to `on_skip`;
    one that is named itself is refused. Dates are held against `today`.
    """
    today = today or date.today()
    return _articles(_entries(paths, settings, stdin, on_skip), settings, today)


def read_document(
    data: bytes,
    kind: Kind,
    *,
    name: str,
    settings: Settings,
    fields: Mapping[str, str] | None = None,
    today: date | None = None,
) -> Iterator[Article | Refusal]:
    """Yield the articles of a document that is no file, or why there are none.

    `name` stands for it where it does not name its articles; `fields` are what is known of its one article beside it,
    which wins over what the document says.
    """

    def entries() -> Iterator[Entry | Refusal]:
        try:
            for entry in _parsed(io.BytesIO(data), kind, source=name, stem=name, settings=settings):
                yield _with_fields(entry, fields or {})
        except ReadingError as error:
            yield Refusal(name, str(error))

    return _articles(entries(), settings, today or date.today())


def _articles(entries: Iterable[Entry | Refusal], settings: Settings, today: date) -> Iterator[Article | Refusal]:
    """Yield the article of each entry; one whose id an earlier article has is refused."""
    first: dict[str, tuple[str, str]] = {}
    for entry in entries:
        outcome = assemble(entry, settings=settings, today=today) if isinstance(entry, Entry) else entry
        if isinstance(outcome, Article) and isinstance(entry, Entry):
            source, sha256 = first.setdefault(outcome.id, (entry.source, outcome.sha256))
            if source != entry.source:
                outcome = Refusal(entry.source, _taken(outcome, source, sha256), outcome)
        yield outcome


def _taken(article: Article, source: str, sha256: str) -> str:
    if article.sha256 == sha256:
        return f"is the article {article.id!r} of {source} again, with the same text; expected each article once"
    return f"has the id {article.id!r} of {source} but another text; expected an id of its own"


def _entries(
    paths: Iterable[Path | str], settings: Settings, stdin: IO[bytes] | None, on_skip: Callable[[Path], None]
) -> Iterator[Entry | Refusal]:
    sidecars = _Sidecars()
    seen: set[Path] = set()
    for path in map(Path, paths):
        if str(path) == _STDIN:
            yield from _stdin_entries(stdin or sys.stdin.buffer, settings)
            continue
        for file in _files(path, on_skip):
            if isinstance(file, Refusal):
                yield file
            elif (identity := Path(os.path.realpath(file))) not in seen:
                seen.add(identity)
                yield from _file_entries(file, sidecars, settings)


def _files(path: Path, on_skip: Callable[[Path], None]) -> Iterator[Path | Refusal]:
    """Yield the files that a path stands for, or why it stands for none."""
    name = display_name(path)
    try:
        is_folder = path.is_dir()
        is_there = is_folder or path.is_symlink() or path.exists()
    except OSError as error:
        yield Refusal(name, f"cannot be read ({error.strerror})")
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


def _file_entries(path: Path, sidecars: _Sidecars, settings: Settings) -> Iterator[Entry | Refusal]:
    """Yield the entries of one file, and before them the faults of the metadata beside it."""
    name, kind = display_name(path), kind_of(path)
    yield from sidecars.new_refusals(path.parent)
    if path.name == NAME:
        return
    if kind is None:
        yield Refusal(name, f"is of a kind that is not read, expected {_KINDS_READ}")
        return
    fields = sidecars.of(path.parent).fields.get(path.name, {})
    try:
        with opened(path) as stream:
            for entry in _parsed(stream, kind, source=name, stem=stem_of(path), settings=settings):
                yield _with_fields(entry, fields)
    except ReadingError as error:
        yield Refusal(name, str(error))


def _stdin_entries(stream: IO[bytes], settings: Settings) -> Iterator[Entry | Refusal]:
    """Yield the entries of standard input, whose kind its first line shows."""
    try:
        head = next((line for line in stream if line.strip()), b"")
        kind = _sniffed(head)
        yield from _parsed(stream, kind, head=head, source=_STDIN_NAME, stem="stdin", settings=settings)
    except ReadingError as error:
        yield Refusal(_STDIN_NAME, str(error))


def _sniffed(head: bytes) -> Kind:
    """Return the kind of a file by its first line."""
    start = head.removeprefix(b"\xef\xbb\xbf").strip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<?xml")):
        return "html"
    if start.startswith(b"{") and start.endswith(b"}"):
        return "jsonl"  # a whole object on the first line; one object alone is read the same way
    if start.startswith((b"{", b"[")):
        return "json"
    return "csv" if looks_like_table(head.decode("utf-8", errors="replace")) else "text"


def _parsed(
    stream: IO[bytes], kind: Kind, *, source: str, stem: str, settings: Settings, head: bytes = b""
) -> Iterator[Entry | Refusal]:
    """Yield the entries of an open file, of which `head` has been read.

    Raises ReadingError when the file as a whole is of no use.
    """
    match kind:
        case "text":
            limit = settings.max_characters * _BYTES_A_CHARACTER
            yield _text_entry(_all(head, stream, limit, settings), source=source, stem=stem)
        case "html":
            yield html_entry(_all(head, stream, _LARGEST_PAGE, settings), source=source, stem=stem)
        case "json":
            yield from json_entries(head + stream.read(), source=source, stem=stem)
        case "jsonl":
            yield from jsonl_entries(chain([head], stream) if head else stream, source=source, stem=stem)
        case "csv":
            yield from csv_entries(chain([head], stream) if head else stream, source=source, stem=stem)


def _text_entry(data: bytes, *, source: str, stem: str) -> Entry:
    if not data.strip():
        raise ReadingError("is empty, expected an article")
    decoded = decode(data)
    fields, body = split_header(normalised(decoded.text))
    return Entry(source=source, source_file=source, fallback_id=stem, text=body, fields=fields, notes=decoded.notes)


def _all(head: bytes, stream: IO[bytes], limit: int, settings: Settings) -> bytes:
    """Return all bytes of a file that holds one article and may be no longer than limit."""
    data = head + stream.read(limit + 1)
    if len(data) > limit:
        raise ReadingError(
            f"has more than {limit:,} bytes, expected an article of at most {settings.max_characters:,} characters "
            f"({variable('max_characters')})"
        )
    return data


def _with_fields(entry: Entry | Refusal, fields: Mapping[str, str]) -> Entry | Refusal:
    """Return the entry with what the metadata beside its file says, which wins over what the file says.

    Only a file of one article is described by it.
    """
    if isinstance(entry, Refusal) or entry.source != entry.source_file:
        return entry
    return replace(entry, fields={**entry.fields, **fields})


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
