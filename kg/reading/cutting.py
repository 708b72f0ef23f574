"""Cuts large files into parts that can be read apart, and says by a hash what a piece holds.

1. JSON lines are cut between lines, WARC files between records, Parquet files between row groups.
2. All else is read in one piece: only who has read a CSV file from its start knows where a row ends.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from typing import IO

from kg.reading.files import opened
from kg.reading.parquet import row_groups
from kg.reading.pieces import Part, Piece
from kg.reading.warc import page_offsets

_BLOCK = 1 << 20


def cut(piece: Piece, size: int) -> list[Piece]:
    """Return a file in parts of at least so many bytes each, save the last. Raises ReadingError."""
    cutters = {"jsonl": _between_lines, "warc": _between_pages, "parquet": _between_groups}
    if piece.kind not in cutters or piece.part:
        return [piece]
    with opened_piece(piece) as stream:
        parts = list(cutters[piece.kind](stream, size))
    return [replace(piece, part=part) for part in parts] if len(parts) > 1 else [piece]


def piece_hash(piece: Piece) -> str:
    """Return the hex SHA-256 of the bytes that a piece is read from. Raises ReadingError."""
    digest = hashlib.sha256()
    with opened_piece(piece) as stream:
        start, end = _extent(piece, stream)
        stream.seek(start)
        while block := stream.read(_BLOCK if end is None else min(_BLOCK, end - stream.tell())):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def opened_piece(piece: Piece) -> Iterator[IO[bytes]]:
    """Open the file of a piece at its start; a WARC file stays packed, as its records are packed one by one."""
    with opened(piece.path, unpack=piece.kind != "warc") as stream:
        yield stream


def _extent(piece: Piece, stream: IO[bytes]) -> tuple[int, int | None]:
    if piece.part is None:
        return 0, None
    if piece.kind != "parquet":
        return piece.part.start, piece.part.end
    extents = [extent for _, extent in row_groups(stream)[piece.part.start : piece.part.end]]
    return extents[0][0], extents[-1][1]


def _between_lines(stream: IO[bytes], size: int) -> Iterator[Part]:
    start = before = end = lines = 0
    for number, line in enumerate(stream):
        if number == 0 and line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return  # a byte of it ends no line; UTF-32 little-endian begins so, too
        if end - start >= size:
            yield Part(start, end, before)
            start, before = end, lines
        end += len(line)
        lines += 1 + line.count(b"\r") - line.count(b"\r\n")  # a lone carriage return ends a line, too
    if end > start:
        yield Part(start, end, before)


def _between_pages(stream: IO[bytes], size: int) -> Iterator[Part]:
    offsets = list(page_offsets(stream))
    stream.seek(0, 2)
    starts: list[tuple[int, int]] = []
    for before, offset in enumerate(offsets):
        if not starts or offset - starts[-1][0] >= size:
            starts.append((offset, before))
    for (start, before), (end, _) in pairwise([*starts, (stream.tell(), 0)]):
        yield Part(start, end, before)


def _between_groups(stream: IO[bytes], size: int) -> Iterator[Part]:
    start = before = rows = taken = number = 0
    for number, (count, (first, last)) in enumerate(row_groups(stream), start=1):
        rows, taken = rows + count, taken + last - first
        if taken >= size:
            yield Part(start, number, before)
            start, before, taken = number, rows, 0
    if number > start:
        yield Part(start, number, before)
