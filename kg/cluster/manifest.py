"""The manifest of a partition: what it was made from and by, and the hashes of what came of it.

It is written when all else is: without it, a partition is not done.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from kg.errors import ReadingError
from kg.reading import Refusal
from kg.reading.cutting import piece_hash
from kg.reading.files import display_name
from kg.reading.pieces import Piece

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """A partition that is done. `inputs` and `outputs` are files with their hex SHA-256, the inputs in their order."""

    name: str
    made_by: str
    inputs: tuple[tuple[str, str], ...]
    outputs: Mapping[str, str]
    articles: int
    refused: int
    quads: int

    def write(self, folder: Path) -> None:
        """Write the manifest beside what it is of."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        _path(folder, self.name).write_text(text, encoding="utf-8")

    def damaged(self, folder: Path) -> list[str]:
        """Return the outputs that are not there as they were written."""
        return [name for name, sha256 in self.outputs.items() if _hash_of(folder / name) != sha256]


def read_manifest(folder: Path, name: str) -> Manifest | None:
    """Return the manifest of a partition, None when there is none that is whole."""
    try:
        found = json.loads(_path(folder, name).read_text(encoding="utf-8"))
        return Manifest(**{**found, "inputs": tuple((source, sha256) for source, sha256 in found["inputs"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def input_hashes(items: Iterable[Piece | Refusal]) -> tuple[tuple[str, str], ...]:
    """Return the files that are read, each with the hash of what is read of it, or why it cannot be."""
    return tuple((display_name(one.path), _input_hash(one)) for one in items if isinstance(one, Piece))


def _input_hash(piece: Piece) -> str:
    try:
        return piece_hash(piece)
    except ReadingError as error:
        return str(error)


def _hash_of(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            digest = hashlib.sha256()
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError:
        return None
    return digest.hexdigest()


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"
