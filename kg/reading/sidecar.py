"""Reads `metadata.jsonl`, the file that says what is known about the articles in the files beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import ReadingError
from kg.reading.decoding import TextLines
from kg.reading.entries import Refusal
from kg.reading.fields import field_of, read_fields
from kg.reading.files import display_name, opened

NAME = "metadata.jsonl"


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The fields of each file named in a folder's metadata, and the lines that could not be used."""

    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()


def read_sidecar(folder: Path) -> Sidecar:
    """Return what the folder's metadata says; an empty one when it has none."""
    path = folder / NAME
    if not path.is_file():
        return Sidecar()
    fields: dict[str, dict[str, str]] = {}
    refusals: list[Refusal] = []
    name = display_name(path)
    try:
        with opened(path) as stream:
            for number, line in enumerate(TextLines(stream), start=1):
                if line.strip():
                    source = f"{name}, line {number}"
                    try:
                        _add(line, folder, fields)
                    except ReadingError as error:
                        refusals.append(Refusal(source, str(error), raw=line))
    except ReadingError as error:
        refusals.append(Refusal(name, str(error)))
    return Sidecar(fields, tuple(refusals))


def _add(line: str, folder: Path, fields: dict[str, dict[str, str]]) -> None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ReadingError(f"is not JSON ({error}), expected one object a line") from error
    file = row.get("file") if isinstance(row, dict) else None
    if not isinstance(file, str) or not file:
        raise ReadingError(f"names no file, expected an object with a file beside {NAME} under 'file'")
    if file in fields:
        raise ReadingError(f"describes {file!r} a second time, expected one line a file")
    if not (folder / file).is_file():
        raise ReadingError(f"describes {file!r}, which is not beside it")
    fields[file] = read_fields({key: value for key, value in row.items() if field_of(key) != "text"})
