"""The backlog: analysed articles that wait in the store's directory until they are stored, in their order.

waiting/NUMBER   one file for each build: a frame for each article (`_frame`), which counts once it is whole

A build that ends before it has stored them, by `kill -9` or a power cut, leaves its file. The next one takes from there
what it would make just so itself, as a fingerprint of all that it is made from tells, and need not analyse it again.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import time
import zlib
from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import accumulate
from pathlib import Path
from typing import IO, NamedTuple

from kg.analysis import Analysed
from kg.errors import StoreError
from kg.reading.article import Article
from kg.store.directory import WAITING

_HEAD = struct.Struct(">64sIIIII")  # of a frame: the fingerprint, lengths of four parts, their CRC-32
_SYNCED = 10.0  # seconds after which what has come is put on disk, so that a power cut costs no more of it
_OLD = 7 * 24 * 3600.0  # seconds after which what was left is of no use any more
_TOLD = ("article_iri", "graph", "statements", "incidents", "claims")


class Waiting(NamedTuple):
    """An article that waits, what was made of it, and the fingerprint (hex SHA-256) of all that this was made from."""

    article: Article
    analysed: Analysed
    fingerprint: str


class Backlog:
    """What waits to be stored, and what an earlier build has left; its writer holds the store against others."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / WAITING
        self._waiting = 0
        self._used: set[Path] = set()
        self._synced_at = time.monotonic()
        earlier = sorted(path for path in self._folder.glob("*") if path.name.isdigit())
        self._left = {known: (path, at) for path in earlier for known, at in _index(path)}
        self._path = self._folder / f"{max((int(one.name) for one in earlier), default=0) + 1:08d}"

    def __len__(self) -> int:
        return self._waiting

    def put(self, one: Waiting) -> None:
        """Let an article wait. Raises StoreError when it cannot be written; then it does not wait, all others do."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab", buffering=0) as file:
                _append(file, _frame(one))
                if time.monotonic() - self._synced_at >= _SYNCED:
                    os.fdatasync(file.fileno())
                    self._synced_at = time.monotonic()
        except OSError as error:
            raise StoreError(f"what waits to be stored cannot be written to {str(self._path)!r}: {error}") from error
        self._waiting += 1

    def __iter__(self) -> Iterator[Waiting]:
        """Yield everything that waits, one by one; it goes on waiting. Raises StoreError when it is not all there."""
        if self._waiting:
            with self._path.open("rb") as file:
                for _ in range(self._waiting):
                    one = _read(file)
                    if one is None:
                        raise StoreError(f"what waits to be stored in {str(self._path)!r} was changed meanwhile")
                    yield one

    def clear(self) -> None:
        """Let nothing wait any more: all of it is stored."""
        self._path.unlink(missing_ok=True)
        self._waiting = 0
        self._remove_if_empty()

    @property
    def has_left(self) -> bool:
        """Whether an earlier build has left anything."""
        return bool(self._left)

    def has(self, fingerprint: str) -> bool:
        """Return whether an earlier build has left what is made of just this."""
        return fingerprint in self._left and self._found(fingerprint) is not None

    def take(self, fingerprint: str) -> Waiting:
        """Return what an earlier build has left with this fingerprint, without what it describes, which is packed in a
        way that only one version of Python reads."""
        found = self._found(fingerprint)
        assert found is not None
        return found._replace(analysed=replace(found.analysed, described=b""))

    def _found(self, fingerprint: str) -> Waiting | None:
        path, at = self._left[fingerprint]
        self._used.add(path)
        with path.open("rb") as file:
            file.seek(at)
            return _read(file)

    def forget(self) -> None:
        """Remove what earlier builds have left, unless others may still want it: nothing of it was taken, and it is not
        old."""
        for path in {path for path, _ in self._left.values()}:
            if path in self._used or time.time() - path.stat().st_mtime > _OLD:
                path.unlink()
        self._remove_if_empty()

    def _remove_if_empty(self) -> None:
        with contextlib.suppress(OSError):
            self._folder.rmdir()


def _frame(one: Waiting) -> bytes:
    """Return an article as it is written: a head, then what is known of it (JSON), its record, its quads and what it
    describes, the last two packed."""
    known = {
        "article": asdict(one.article),
        "analysed": {name: getattr(one.analysed, name) for name in _TOLD},
    }
    parts = (json.dumps(known).encode(), one.analysed.line.encode(), one.analysed.packed, one.analysed.described)
    data = b"".join(parts)
    return _HEAD.pack(one.fingerprint.encode(), *map(len, parts), zlib.crc32(data)) + data


def _append(file: IO[bytes], data: bytes) -> None:
    before = file.tell()
    try:
        while data:
            data = data[file.write(data) :]
    except OSError:
        file.truncate(before)
        raise


def _read(file: IO[bytes]) -> Waiting | None:
    """Return the article whose frame stands here, None where there is none that is whole."""
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    fingerprint, *sizes, checksum = _HEAD.unpack(head)
    data = file.read(sum(sizes))
    if len(data) < sum(sizes) or zlib.crc32(data) != checksum:
        return None
    ends = list(accumulate(sizes))
    text, line, packed, described = (data[end - size : end] for size, end in zip(sizes, ends, strict=True))
    known = json.loads(text)
    article = Article(**{**known["article"], "notes": tuple(known["article"]["notes"])})
    analysed = Analysed(line=line.decode(), packed=packed, described=described, **known["analysed"])
    return Waiting(article, analysed, fingerprint.decode())


def _index(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the fingerprints of the articles in a file, and where they stand."""
    with path.open("rb") as file:
        at = 0
        while len(head := file.read(_HEAD.size)) == _HEAD.size:
            fingerprint, *sizes, _ = _HEAD.unpack(head)
            yield fingerprint.decode("ascii", "replace"), at
            at = file.seek(sum(sizes), os.SEEK_CUR)
