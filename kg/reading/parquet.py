"""Reads articles out of Parquet files: one entry a row, of the columns whose names are those of fields."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from types import ModuleType
from typing import IO, Any

from kg.errors import ReadingError
from kg.reading.decoding import decode
from kg.reading.entries import Entry, Refusal
from kg.reading.fields import expected_names, field_of
from kg.reading.files import needed
from kg.reading.pieces import Part
from kg.reading.tables import quoted, row_entry

_TOGETHER = 256  # rows in memory


def parquet_entries(
    stream: IO[bytes], *, source: str, stem: str, part: Part | None = None
) -> Iterator[Entry | Refusal]:
    """Yield the entries of a Parquet file, or of some of its row groups.

    Raises ReadingError when it is none, has no rows or no column with the text, or pyarrow is not installed.
    """
    pa, file = _opened(stream)
    columns = [name for name in file.schema_arrow.names if field_of(name)]
    if "text" not in map(field_of, columns):
        found = quoted(file.schema_arrow.names)
        raise ReadingError(f"has no column with the text: found {found}, expected one named {expected_names('text')}")
    if not file.metadata.num_rows:
        raise ReadingError("has no rows, expected articles")
    groups = range(part.start, part.end) if part else range(file.num_row_groups)
    number = part.before if part else 0
    try:
        for batch in file.iter_batches(_TOGETHER, row_groups=list(groups), columns=columns):
            for row in batch.to_pylist():
                number += 1
                yield _entry(row, f"{source}, row {number}", source, f"{stem}-{number}")
    except pa.ArrowException as error:
        raise ReadingError(f"is damaged behind row {number}: {error}") from error


def row_groups(stream: IO[bytes]) -> list[tuple[int, tuple[int, int]]]:
    """Return the number of rows of each row group of a Parquet file and the bytes, from and to, that it takes."""
    _, file = _opened(stream)
    groups = [file.metadata.row_group(number) for number in range(file.num_row_groups)]
    return [(group.num_rows, _extent(group)) for group in groups]


def row_count(stream: IO[bytes]) -> int:
    """Return the number of rows of a Parquet file."""
    return int(_opened(stream)[1].metadata.num_rows)


def _extent(group: Any) -> tuple[int, int]:
    columns = [group.column(number) for number in range(group.num_columns)]
    starts = [one.dictionary_page_offset or one.data_page_offset for one in columns]
    return min(starts), max(start + one.total_compressed_size for start, one in zip(starts, columns, strict=True))


def _opened(stream: IO[bytes]) -> tuple[ModuleType, Any]:
    pa, pq = needed("pyarrow"), needed("pyarrow.parquet")
    try:
        return pa, pq.ParquetFile(stream)
    except pa.ArrowException as error:
        raise ReadingError(f"is no Parquet file that can be read: {error}") from error


def _entry(row: dict[str, Any], place: str, source: str, fallback_id: str) -> Entry | Refusal:
    try:
        values = {name: _plain(value) for name, value in row.items()}
        return row_entry(values, source=place, source_file=source, fallback_id=fallback_id, notes=())
    except ReadingError as error:
        return Refusal(place, str(error), raw=json.dumps(row, ensure_ascii=False, default=str))


def _plain(value: object) -> object:
    """Return a value as JSON would hold it: dates as ISO 8601, bytes as text."""
    if isinstance(value, date):
        return value.isoformat()
    return decode(value).text if isinstance(value, bytes) else value
