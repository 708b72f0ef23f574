"""States of a store's graph: published whole, read by many, removed when nobody reads them.

1. The writer works on a database of its own (`graph/`), which it makes of the newest snapshot when it opens: a copy of
   hard links. Whatever a writer that died has left there is thrown away, so that what is not published never was.
2. `publish` makes a backup of hard links under `snapshots/` and switches `snapshots/current` to it.
3. Readers open the newest snapshot, which nobody writes to (Oxigraph must not open what another process writes), hold a
   shared lock on it, and change to a newer one when there is one.
4. The writer removes snapshots that are neither newest nor held.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import weakref
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store.directory import write_whole


class Snapshot:
    """A state of the graph that nobody writes to, locked against removal while the object lives."""

    def __init__(self, path: Path, handle: int) -> None:
        self.name = path.name
        weakref.finalize(self, os.close, handle)
        self.database = ox.Store.read_only(str(path))


def current(directory: Path) -> str:
    """Return the name of the newest snapshot of a store. Raises StoreError when it has none."""
    try:
        return (directory / "snapshots" / "current").read_text(encoding="ascii")
    except FileNotFoundError as error:
        raise StoreError(f"store {str(directory)!r} holds no graph yet: run `onrecord build` on it again") from error


def open_newest(directory: Path) -> Snapshot:
    """Open the newest snapshot; the writer may publish, and remove the one just found, at any moment."""
    for _ in range(100):
        path = directory / "snapshots" / current(directory)
        try:
            handle = os.open(f"{path}.lock", os.O_RDONLY)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            if path.is_dir():
                return Snapshot(path, handle)
        except BlockingIOError:
            pass
        except OSError as error:
            os.close(handle)
            raise StoreError(f"the graph of store {str(directory)!r} cannot be opened: {error}") from error
        os.close(handle)
    raise StoreError(f"the graph of store {str(directory)!r} changes faster than it can be opened: try again")


def open_to_write(directory: Path) -> ox.Store:
    """Open the writer's database, as the newest snapshot has it. The caller holds the store against other writers."""
    try:
        forget_working(directory)
        working = directory / "graph" / secrets.token_hex(8)  # Oxigraph may not have let go of an earlier one yet
        if (directory / "snapshots" / "current").exists():
            shutil.copytree(directory / "snapshots" / current(directory), working, copy_function=_link_or_copy)
        working.mkdir(parents=True, exist_ok=True)
        return ox.Store(working)
    except OSError as error:
        raise StoreError(f"the graph of store {str(directory)!r} cannot be opened: {error}") from error


def forget_working(directory: Path) -> None:
    """Remove the writer's database, of which all that counts has been published."""
    shutil.rmtree(directory / "graph", ignore_errors=True)


def publish(database: ox.Store, directory: Path) -> None:
    """Make the state of the writer's database the newest snapshot and remove those that nobody reads."""
    snapshots = directory / "snapshots"
    snapshots.mkdir(exist_ok=True)
    name = f"{max((int(one.stem) for one in snapshots.glob('*.lock')), default=0) + 1:08d}"
    try:
        shutil.rmtree(snapshots / name, ignore_errors=True)
        database.backup(snapshots / name)
        (snapshots / f"{name}.lock").touch()
        write_whole(snapshots / "current", name.encode())
    except OSError as error:
        raise StoreError(f"a snapshot of store {str(directory)!r} cannot be written: {error}") from error
    for lock in snapshots.glob("*.lock"):
        if lock.stem != name:
            _remove_unread(lock)


def _link_or_copy(source: str, target: str) -> None:
    """Give a file to a second database: Oxigraph's tables (.sst) are never changed, all else is."""
    if source.endswith(".sst"):
        with contextlib.suppress(OSError):  # a file system without hard links
            os.link(source, target)
            return
    shutil.copyfile(source, target)


def _remove_unread(lock: Path) -> None:
    handle = os.open(lock, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
        lock.unlink()
    except BlockingIOError:
        pass  # somebody reads it; a later commit removes it
    finally:
        os.close(handle)
