"""A store's directory: its marker, its writer's lock, and files that are either there whole or not at all.

onrecord-store.json   the marker: without it a directory is not a store and is never written to
lock                  held by the one writer; holds its process id
graph/                the writer's database
generations/          read-only states of the database; `current` names the newest
texts/  records/      the articles' texts and records, by hash
refused/              what did not get in, and why
waiting/              analysed articles that a build has yet to store (`kg.backlog`)
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kg.errors import StoreError, StoreLockedError

MARKER = "onrecord-store.json"
WAITING = "waiting"
FORMAT = 2


def check_directory(directory: Path, *, endpoint: str = "") -> None:
    """Raise StoreError when the directory is not a store of a format that this version reads.

    One that holds the files beside the graph of an endpoint is a store only to whoever names that graph.
    """
    if not directory.is_dir():
        raise StoreError(f"store {str(directory)!r}: there is no such directory; `onrecord build` makes one")
    marker = directory / MARKER
    try:
        known = json.loads(marker.read_text(encoding="utf-8"))
        found, beside = known["format"], known.get("endpoint", "")
    except FileNotFoundError as error:
        raise StoreError(
            f"{str(directory)!r} is not an On Record store: it has no {MARKER}; expected a directory that "
            "`onrecord build` made"
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{str(marker)!r} is damaged: {error}; expected a JSON object with 'format'") from error
    if found != FORMAT:
        raise StoreError(
            f"store {str(directory)!r} has format {found!r}, this version reads format {FORMAT}: build it anew, or "
            "export it with the version that made it"
        )
    if beside != endpoint:
        raise StoreError(
            f"{str(directory)!r} holds {'the files beside an endpoint' if beside else 'another store'}: expected "
            f"another directory{', or the address of that endpoint as the store' if beside else ''}"
        )


def make_directory(directory: Path, *, endpoint: str = "") -> None:
    """Make the directory a store unless it is one; `endpoint` names the graph of an endpoint beside which it is.

    Raises StoreError, leaving everything as it was, when something else is there.
    """
    if (directory / MARKER).exists():
        check_directory(directory, endpoint=endpoint)
        return
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if any(directory.iterdir()):
            raise StoreError(
                f"{str(directory)!r} is not an On Record store: expected a new or empty directory, or one that "
                "`onrecord build` made; nothing was written"
            )
        known = {"format": FORMAT, "made_by": "onrecord"} | ({"endpoint": endpoint} if endpoint else {})
        write_whole(directory / MARKER, json.dumps(known).encode())
    except OSError as error:
        raise StoreError(f"store {str(directory)!r} cannot be made: {error.strerror}") from error


@contextlib.contextmanager
def writer_lock(directory: Path) -> Iterator[None]:
    """Hold the store for writing. Raises StoreLockedError naming the process that holds it."""
    try:
        handle = os.open(directory / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(f"store {str(directory)!r} cannot be written: {error.strerror}") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(handle, 20).decode("ascii", "replace").strip() or "unknown"
            raise StoreLockedError(
                f"store {str(directory)!r} is being written by process {holder}: expected one writer at a time"
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)  # which releases the lock, as does the end of the process, however it ends


def write_whole(path: Path, data: bytes, *, sync: bool = True) -> None:
    """Write a file so that whoever looks sees all of it or nothing; with `sync` it is on disk when this returns.

    Without, a power cut (not the end of a process) may leave part of it, until the next generation is published.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if sync:
                os.fsync(file.fileno())
        os.replace(name, path)
        if sync:
            _sync_folder(path.parent)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
