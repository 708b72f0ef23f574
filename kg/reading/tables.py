"""Reads articles out of JSON, JSON lines, and CSV or TSV: one entry each, whatever is wrong with the others."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.errors import ReadingError
from kg.reading.article import normalised
from kg.reading.decoding import TextLines, decode
from kg.reading.entries import Entry, Refusal
from kg.reading.fields import expected_names, field_of, read_fields

_DELIMITERS = ",;\t|"
_WRAPPERS = ("articles", "@graph", "items", "records", "results", "documents", "data")
_LARGEST_CELL = 2**31 - 1  # the csv module's own limit of 131,072 is shorter than some articles


def json_entries(data: bytes, *, source: str, stem: str) -> Iterator[Entry | Refusal]:
    """Yield the entries of a JSON file: one object, a list of them, or an object that wraps such a list.

    Raises ReadingError when it is not JSON or holds neither.
    """
    decoded = decode(data)
    value = _parsed(decoded.text.removeprefix("\ufeff"), "one article or a list of articles")
    rows = _listed(value)
    if rows is None:
        if not isinstance(value, dict):
            raise ReadingError(f"holds {_kind(value)}, expected an object or a list of objects")
        yield row_entry(value, source=source, source_file=source, fallback_id=stem, notes=decoded.notes)
        return
    if not rows:
        raise ReadingError("holds an empty list, expected articles")
    for number, row in enumerate(rows, start=1):
        place = f"{source}, entry {number}"
        try:
            fallback_id = f"{stem}-{number}"
            yield row_entry(row, source=place, source_file=source, fallback_id=fallback_id, notes=decoded.notes)
        except ReadingError as error:
            yield Refusal(place, str(error), raw=json.dumps(row, ensure_ascii=False))


def jsonl_entries(lines: Iterable[bytes], *, source: str, stem: str, before: int = 0) -> Iterator[Entry | Refusal]:
    """Yield the entries of a file with one JSON object a line, of which so many stand `before` these.

    Raises ReadingError when it has none.
    """
    text_lines = TextLines(lines)
    found = 0
    for number, line in enumerate(text_lines, start=before + 1):
        if not line.strip():
            continue
        found += 1
        place = f"{source}, line {number}"
        try:
            row = _parsed(line, "one object a line")
            fallback_id, notes = f"{stem}-{number}", text_lines.take_notes()
            yield row_entry(row, source=place, source_file=source, fallback_id=fallback_id, notes=notes)
        except ReadingError as error:
            yield Refusal(place, str(error), raw=line)
    if not (found or before):
        raise ReadingError("is empty, expected one JSON object a line")


def csv_entries(lines: Iterable[bytes], *, source: str, stem: str) -> Iterator[Entry | Refusal]:
    """Yield the entries of a table whose first row names the columns; commas, semicolons, tabs or bars part them.

    Raises ReadingError when it is empty or has no column with the text.
    """
    csv.field_size_limit(_LARGEST_CELL)
    text_lines = TextLines(lines)
    remaining = iter(text_lines)
    head = next((line for line in remaining if line.strip()), "")
    if not head:
        raise ReadingError("is empty, expected a row of column names and a row for each article")
    delimiter = _delimiter(head)
    columns = next(csv.reader([head], delimiter=delimiter))
    if "text" not in map(field_of, columns):
        raise ReadingError(
            f"has no column with the text: found {quoted(columns)}, expected one named {expected_names('text')}"
        )
    reader = csv.reader(remaining, delimiter=delimiter, strict=True)
    for number, cells in enumerate(_rows(reader), start=1):
        place = f"{source}, row {number}"
        notes = text_lines.take_notes()
        if isinstance(cells, csv.Error):
            yield Refusal(place, f"is not a row that can be read: {cells}; expected cells in closed quotation marks")
        elif any(cell.strip() for cell in cells):
            try:
                row, fallback_id = _row(columns, cells), f"{stem}-{number}"
                yield row_entry(row, source=place, source_file=source, fallback_id=fallback_id, notes=notes)
            except ReadingError as error:
                yield Refusal(place, str(error), raw=_written(cells, delimiter))


def looks_like_table(head: str) -> bool:
    """Tell whether a line names the columns of a table of articles."""
    fields = [field_of(column) for column in head.rstrip("\r\n").split(_delimiter(head))]
    return "text" in fields and len(fields) > 1 and None not in fields[:2]


def row_entry(row: object, *, source: str, source_file: str, fallback_id: str, notes: tuple[str, ...]) -> Entry:
    """Return the entry of a row, its values by the names of their columns. Raises ReadingError."""
    if not isinstance(row, dict):
        raise ReadingError(f"is {_kind(row)}, expected an object")
    fields = read_fields(row)
    text = fields.pop("text", None)
    if text is None:
        raise ReadingError(f"has no text: found {quoted(row)}, expected the text under {expected_names('text')}")
    return Entry(
        source=source,
        source_file=source_file,
        fallback_id=fallback_id,
        text=normalised(text),
        fields=fields,
        notes=notes,
    )


def _parsed(text: str, expected: str) -> Any:
    if not text.strip():
        raise ReadingError(f"is empty, expected {expected}")
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ReadingError(f"is nested too deeply, expected {expected}") from error
    except json.JSONDecodeError as error:
        hint = " (JSON lines belong in a .jsonl file)" if error.msg == "Extra data" and error.lineno > 1 else ""
        raise ReadingError(f"is not JSON: {error}; expected {expected}{hint}") from error
    except ValueError as error:
        raise ReadingError(f"is not JSON that can be read: {error}; expected {expected}") from error


def _listed(value: object) -> list[object] | None:
    """Return the list of articles that value is or wraps, or None."""
    if isinstance(value, dict) and "text" not in map(field_of, value):
        value = next((value[key] for key in _WRAPPERS if isinstance(value.get(key), list)), value)
    return value if isinstance(value, list) else None


def _delimiter(head: str) -> str:
    """Return the delimiter that makes the most known columns of a header line."""
    return max(_DELIMITERS, key=lambda mark: sum(field_of(name) is not None for name in head.strip().split(mark)))


def _rows(reader: Iterator[list[str]]) -> Iterator[list[str] | csv.Error]:
    """Yield the rows, or in the place of a broken one what is wrong with it; the reader goes on behind it."""
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield error


def _row(columns: list[str], cells: list[str]) -> Mapping[str, str]:
    if len(cells) > len(columns):
        raise ReadingError(
            f"has {len(cells)} cells, expected {len(columns)}; a cell with a comma in it needs quotation marks"
        )
    return dict(zip(columns, cells, strict=False))


def _written(cells: list[str], delimiter: str) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="").writerow(cells)
    return line.getvalue()


def quoted(names: Iterable[object]) -> str:
    """Return the first names of some, for messages."""
    listed = [repr(name) for name in names]
    shown = ", ".join(listed[:12]) + (", …" if len(listed) > 12 else "")
    return shown or "nothing"


def _kind(value: object) -> str:
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return "a string"
    return "null" if value is None else "a number"
