"""The main path of reading: files are found, taken apart into entries, and each entry becomes an article.

1. Each path is a file, a folder with all below it, here or by URL, or `-` for standard input (`kg.reading.pieces`).
2. A file, or a part of one, yields entries by its kind; what a `metadata.jsonl` beside it says of it is added.
3. Each entry becomes an article or a refusal with its reason; one that fails never stops the next.
4. Of two articles with one id the second is refused.
"""

from __future__ import annotations

import io
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
from kg.reading.cutting import opened_piece
from kg.reading.decoding import decode
from kg.reading.entries import Entry, Refusal
from kg.reading.files import Kind, display_name, stem_of
from kg.reading.headers import split_header
from kg.reading.html import LARGEST_PAGE, html_entry
from kg.reading.parquet import parquet_entries
from kg.reading.pieces import STDIN, Part, Piece, find_pieces
from kg.reading.tables import csv_entries, json_entries, jsonl_entries, looks_like_table
from kg.reading.warc import warc_entries
from kg.settings import Settings, variable

_STDIN_NAME = "standard input"
_BYTES_A_CHARACTER = 4  # the most UTF-8 takes


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


def read_piece(piece: Piece, *, settings: Settings, today: date) -> Iterator[tuple[str, Article | Refusal]]:
    """Yield each article of a piece, or why there is none, with the name of the place it stands at.

    Whether an id stands twice is not looked at: `distinct` does, over the pieces in their order.
    """
    return _assembled(_piece_entries(piece, settings), settings, today)


def _articles(entries: Iterable[Entry | Refusal], settings: Settings, today: date) -> Iterator[Article | Refusal]:
    return distinct(_assembled(entries, settings, today))


def _assembled(
    entries: Iterable[Entry | Refusal], settings: Settings, today: date
) -> Iterator[tuple[str, Article | Refusal]]:
    for entry in entries:
        yield entry.source, assemble(entry, settings=settings, today=today) if isinstance(entry, Entry) else entry


def distinct(placed: Iterable[tuple[str, Article | Refusal]]) -> Iterator[Article | Refusal]:
    """Yield articles and refusals, given with their places; an article whose id an earlier one has is refused."""
    first: dict[str, tuple[str, str]] = {}
    for place, outcome in placed:
        if isinstance(outcome, Article):
            source, sha256 = first.setdefault(outcome.id, (place, outcome.sha256))
            if source != place:
                outcome = Refusal(place, _taken(outcome, source, sha256), outcome)
        yield outcome


def _taken(article: Article, source: str, sha256: str) -> str:
    if article.sha256 == sha256:
        return f"is the article {article.id!r} of {source} again, with the same text; expected each article once"
    return f"has the id {article.id!r} of {source} but another text; expected an id of its own"


def _entries(
    paths: Iterable[Path | str], settings: Settings, stdin: IO[bytes] | None, on_skip: Callable[[Path], None]
) -> Iterator[Entry | Refusal]:
    for piece in find_pieces(paths, on_skip=on_skip):
        if isinstance(piece, Refusal):
            yield piece
        elif piece.path == STDIN:
            yield from _stdin_entries(stdin or sys.stdin.buffer, settings)
        else:
            yield from _piece_entries(piece, settings)


def _piece_entries(piece: Piece, settings: Settings) -> Iterator[Entry | Refusal]:
    name, stem = display_name(piece.path), stem_of(piece.path)
    try:
        with opened_piece(piece) as stream:
            for entry in _parsed(stream, piece.kind, source=name, stem=stem, settings=settings, part=piece.part):
                yield _with_fields(entry, piece.fields)
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
    stream: IO[bytes],
    kind: Kind,
    *,
    source: str,
    stem: str,
    settings: Settings,
    head: bytes = b"",
    part: Part | None = None,
) -> Iterator[Entry | Refusal]:
    """Yield the entries of an open file, of which `head` has been read, or of a part of it.

    Raises ReadingError when the file as a whole is of no use.
    """
    match kind:
        case "text":
            limit = settings.max_characters * _BYTES_A_CHARACTER
            yield _text_entry(_all(head, stream, limit, settings), source=source, stem=stem)
        case "html":
            yield html_entry(_all(head, stream, LARGEST_PAGE, settings), source=source, stem=stem)
        case "json":
            yield from json_entries(head + stream.read(), source=source, stem=stem)
        case "jsonl":
            lines = _lines(stream, part) if part else chain([head], stream) if head else stream
            yield from jsonl_entries(lines, source=source, stem=stem, before=part.before if part else 0)
        case "csv":
            yield from csv_entries(chain([head], stream) if head else stream, source=source, stem=stem)
        case "parquet":
            yield from parquet_entries(stream, source=source, stem=stem, part=part)
        case "warc":
            yield from warc_entries(stream, source=source, stem=stem, part=part)


def _lines(stream: IO[bytes], part: Part) -> Iterator[bytes]:
    """Yield the lines of a part of a file."""
    stream.seek(part.start)
    left = part.end - part.start
    while left > 0 and (line := stream.readline()):
        left -= len(line)
        yield line


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
