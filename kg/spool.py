"""A spool: things that wait, in their order, on disk once they are many, so that few of them are in memory."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Generic, TypeVar

from kg.errors import StoreError

T = TypeVar("T")

_IN_MEMORY = 16 * 1024 * 1024  # bytes that wait in memory; more of them in a file without a name


class Spool(Generic[T]):
    """Things, which must be picklable, that wait in a folder until they are taken, first come, first taken."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: SpooledTemporaryFile[bytes] | None = None
        self._waiting = 0

    def __len__(self) -> int:
        return self._waiting

    def put(self, one: T) -> None:
        """Let something wait. Raises StoreError when it cannot be written; then it does not wait, all others do."""
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = SpooledTemporaryFile(_IN_MEMORY, buffering=0, dir=str(self._folder))  # noqa: SIM115 - see `take`
        before, data = self._file.tell(), pickle.dumps(one, pickle.HIGHEST_PROTOCOL)
        try:
            while data:
                data = data[self._file.write(data) :]
        except OSError as error:
            self._file.seek(before)
            raise StoreError(f"what waits to be stored cannot be written to {str(self._folder)!r}: {error}") from error
        self._waiting += 1

    def take(self) -> Iterator[T]:
        """Yield everything that waits, one by one; from the first on, nothing waits any more."""
        file, self._file, waiting, self._waiting = self._file, None, self._waiting, 0
        if file is None:
            return
        with file:
            file.seek(0)
            for _ in range(waiting):
                yield pickle.load(file)
