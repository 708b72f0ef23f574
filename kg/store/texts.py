"""The article store: texts by the SHA-256 that the graph names them by, and their records by revision.

The graph holds only spans; whole texts lie here, where the operator decides whether they are served.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from kg.errors import NotFoundError, StoreError
from kg.reading.article import text_hash
from kg.record import Record, dump_record_line, load_record
from kg.store.directory import write_whole


class TextStore:
    """Texts in files that are named by their hash; what is read is compared with it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory / "texts"

    def put(self, text: str) -> str:
        """Keep the text and return its hex SHA-256."""
        sha256 = text_hash(text)
        path = self._path(sha256)
        if not path.exists():
            write_whole(path, text.encode("utf-8"))
        return sha256

    def get(self, sha256: str) -> str:
        """Return the text with this hash. Raises NotFoundError; StoreError when the file was changed."""
        path = self._path(sha256)
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise NotFoundError(f"the article store has no text with SHA-256 {sha256!r}") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError(f"text {str(path)!r} is damaged: its SHA-256 is not the one it is named by")
        return data.decode("utf-8")

    def _path(self, sha256: str) -> Path:
        return self._directory / sha256[:2] / f"{sha256}.txt"


@dataclass(frozen=True, slots=True)
class Filed:
    """What is known of a stored revision without reading its record: its named graph, and the
    fingerprint of all that it was made from (article, settings, versions of code and data)."""

    graph: str
    fingerprint: str


class RecordStore:
    """Records in compressed files, one for each revision of an article."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory / "records"

    def put(self, record: Record, filed: Filed) -> None:
        """Keep the record of a revision, in place of an earlier one."""
        head = json.dumps({"graph": filed.graph, "fingerprint": filed.fingerprint})
        data = gzip.compress(f"{head}\n{dump_record_line(record)}\n".encode(), mtime=0)
        write_whole(self._path(record.id, record.sha256), data)

    def filed(self, article_id: str, sha256: str) -> Filed | None:
        """Return what is known of this revision, None when it is not here."""
        lines = self._lines(article_id, sha256, 1)
        if lines is None:
            return None
        try:
            return Filed(**json.loads(lines[0]))
        except (ValueError, TypeError) as error:
            path = self._path(article_id, sha256)
            raise StoreError(f"record {str(path)!r} is damaged: its first line is {lines[0][:80]!r}") from error

    def get(self, article_id: str, sha256: str) -> Record:
        """Return the record of this revision. Raises NotFoundError; StoreError when the file is damaged."""
        lines = self._lines(article_id, sha256, 2)
        if lines is None:
            raise NotFoundError(f"the store has no record of article {article_id!r} with SHA-256 {sha256!r}")
        return load_record(lines[1])

    def _lines(self, article_id: str, sha256: str, count: int) -> list[bytes] | None:
        path = self._path(article_id, sha256)
        try:
            with gzip.open(path, "rb") as file:
                lines = [file.readline() for _ in range(count)]
        except FileNotFoundError:
            return None
        except (EOFError, OSError) as error:
            raise StoreError(f"record {str(path)!r} is damaged: {error}") from error
        return lines

    def _path(self, article_id: str, sha256: str) -> Path:
        key = hashlib.sha256(f"{article_id}\n{sha256}".encode()).hexdigest()
        return self._directory / key[:2] / f"{key}.json.gz"
