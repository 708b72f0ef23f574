"""The article store: texts by the SHA-256 that the graph names them by, and their records by revision.

The graph holds only spans; whole texts lie here, where the operator decides whether they are served.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from kg.errors import NotFoundError, RecordError, StoreError
from kg.reading.article import text_hash
from kg.record import Record, dump_record_line, load_record
from kg.store.directory import write_whole

_LEVEL = 6  # of compression; 9 takes twice the time and saves next to nothing


class TextStore:
    """Texts in files that are named by their hash; what is read is compared with it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory / "texts"

    def put(self, text: str) -> str:
        """Keep the text and return its hex SHA-256."""
        sha256 = text_hash(text)
        path, data = self._path(sha256), text.encode("utf-8")
        if not path.exists() or path.read_bytes() != data:
            write_whole(path, data, sync=False)
        return sha256

    def has(self, sha256: str) -> bool:
        """Return whether there is a text with this hash."""
        return self._path(sha256).exists()

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

    def damaged(self) -> Iterator[tuple[Path, str]]:
        """Yield the files that do not hold the text that they are named by, each with what is wrong."""
        for path in sorted(self._directory.rglob("*.txt")):
            try:
                self.get(path.stem)
            except (StoreError, UnicodeDecodeError) as error:
                yield path, str(error)

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
        self.put_line(record.id, record.sha256, dump_record_line(record), filed)

    def put_line(self, article_id: str, sha256: str, line: str, filed: Filed) -> None:
        """Keep the record of a revision, given as its line of JSON, in place of an earlier one."""
        self._write(self._path(article_id, sha256), filed, f"{line}\n".encode())

    def filed(self, article_id: str, sha256: str) -> Filed | None:
        """Return what is known of this revision, None when its record is not here, or not whole (a power cut)."""
        try:
            lines = _read_lines(self._path(article_id, sha256), 1)
            return None if lines is None else Filed(**json.loads(lines[0]))
        except (StoreError, ValueError, TypeError):
            return None

    def get(self, article_id: str, sha256: str) -> Record:
        """Return the record of this revision. Raises NotFoundError; StoreError when the file is damaged."""
        lines = _read_lines(self._path(article_id, sha256), 2)
        if lines is None:
            raise NotFoundError(f"the store has no record of article {article_id!r} with SHA-256 {sha256!r}")
        return load_record(lines[1])

    def distrust(self, since: float) -> int:
        """Have what was filed since a time (seconds since the epoch) made anew by the next build; return how many."""
        files = [path for path in self._directory.rglob("*.json.gz") if path.stat().st_mtime >= since]
        for path in files:
            head, line = _read_lines(path, 2) or (b"", b"")
            filed = Filed(json.loads(head)["graph"], "")
            self._write(path, filed, line)
        return len(files)

    def damaged(self) -> Iterator[tuple[Path, str]]:
        """Yield the files that hold no whole record, each with what is wrong."""
        for path in sorted(self._directory.rglob("*.json.gz")):
            try:
                head, line = _read_lines(path, 2) or (b"", b"")
                Filed(**json.loads(head))
                record = load_record(line)
                if self._path(record.id, record.sha256) != path:
                    yield path, f"record {str(path)!r} is that of article {record.id!r}: expected another name"
            except (StoreError, RecordError, ValueError, TypeError) as error:
                yield path, f"record {str(path)!r} is damaged: {error}"

    def _write(self, path: Path, filed: Filed, line: bytes) -> None:
        head = json.dumps(asdict(filed)).encode()
        write_whole(path, gzip.compress(head + b"\n" + line, _LEVEL, mtime=0), sync=False)

    def _path(self, article_id: str, sha256: str) -> Path:
        key = hashlib.sha256(f"{article_id}\n{sha256}".encode()).hexdigest()
        return self._directory / key[:2] / f"{key}.json.gz"


def _read_lines(path: Path, count: int) -> list[bytes] | None:
    try:
        with gzip.open(path, "rb") as file:
            return [file.readline() for _ in range(count)]
    except FileNotFoundError:
        return None
    except (EOFError, OSError) as error:
        raise StoreError(f"record {str(path)!r} is damaged: {error}") from error
