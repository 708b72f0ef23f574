"""Generations: states of a store's graph, published whole, read by many, kept for a while, then removed.

1. The writer works on a database of its own (`graph/`), which it makes of the newest generation when it opens: a copy
   of hard links. Whatever a writer that died has left is thrown away, so that what is not published never was.
2. `publish` makes a backup of hard links under `generations/`, describes it in a file beside it (`NAME.lock`), brings
   all of the store to disk and switches `generations/current` to it.
3. Readers open the newest generation, which nobody writes to (Oxigraph must not open what another process writes), hold
   a shared lock on its file, and change to a newer one when there is one.
4. The writer removes generations that nobody reads, except the newest and the last ones of some writings before.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import weakref
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox

from kg.errors import NotFoundError, StoreError
from kg.store.directory import WAITING, write_whole, writer_lock

KEPT = 2
"""How many earlier generations are kept, unless a setting says otherwise: the last of each of so many writings."""


@dataclass(frozen=True, slots=True)
class Writing:
    """One opening of a store for writing, all of whose generations but the last are passing states."""

    made_by: str
    keep: int = KEPT
    session: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a generation: its name, when (ISO 8601, UTC) and by what it was made, whether it is the newest,
    whether somebody reads it now, and the bytes of its files (those that generations share count for each)."""

    name: str
    at: str
    made_by: str
    current: bool
    read: bool
    bytes: int


@dataclass(frozen=True, slots=True)
class _Label:
    at: str = ""
    made_by: str = ""
    session: str = ""


class Generation:
    """A state of the graph that nobody writes to, locked against removal while the object lives."""

    def __init__(self, path: Path, handle: int) -> None:
        self.name = path.name
        self.path = path
        weakref.finalize(self, os.close, handle)
        self.database = ox.Store.read_only(str(path))


def current(directory: Path) -> str:
    """Return the name of the newest generation of a store. Raises StoreError when it has none."""
    try:
        with open(f"{directory}/generations/current", "rb", buffering=0) as pointer:  # which each query asks for
            return pointer.read().decode("ascii")
    except FileNotFoundError as error:
        raise StoreError(f"store {str(directory)!r} holds no graph yet: run `onrecord build` on it again") from error


def open_newest(directory: Path) -> Generation:
    """Open the newest generation; the writer may publish, and remove the one just found, at any moment."""
    for _ in range(100):
        path = directory / "generations" / current(directory)
        try:
            handle = os.open(f"{path}.lock", os.O_RDONLY)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            if path.is_dir():
                return Generation(path, handle)
        except BlockingIOError:
            pass
        except OSError as error:
            os.close(handle)
            raise StoreError(f"the graph of store {str(directory)!r} cannot be opened: {error}") from error
        os.close(handle)
    raise StoreError(f"the graph of store {str(directory)!r} changes faster than it can be opened: try again")


def open_to_write(directory: Path, generation: str | None = None) -> ox.Store:
    """Open the writer's database, as the newest generation has it, or the one of this name.

    The caller holds the store against other writers.
    """
    try:
        forget_working(directory)
        working = directory / "graph" / secrets.token_hex(8)  # Oxigraph may not have let go of an earlier one yet
        if (directory / "generations" / "current").exists():
            _forget_unpublished(directory)
            source = directory / "generations" / (generation or current(directory))
            shutil.copytree(source, working, copy_function=_link_or_copy)
        working.mkdir(parents=True, exist_ok=True)
        return ox.Store(working)
    except OSError as error:
        raise StoreError(f"the graph of store {str(directory)!r} cannot be opened: {error}") from error


def forget_working(directory: Path) -> None:
    """Remove the writer's database, of which all that counts has been published."""
    shutil.rmtree(directory / "graph", ignore_errors=True)


def publish(database: ox.Store, directory: Path, writing: Writing) -> None:
    """Make the state of the writer's database the newest generation and remove those that need not be kept.

    When it returns, the generation and all files of the store that were written before are on disk.
    """
    generations = directory / "generations"
    generations.mkdir(exist_ok=True)
    name = f"{max((int(one.stem) for one in generations.glob('*.lock')), default=0) + 1:08d}"
    label = _Label(datetime.now(UTC).isoformat(timespec="seconds"), writing.made_by, writing.session)
    try:
        shutil.rmtree(generations / name, ignore_errors=True)
        database.backup(generations / name)
        write_whole(generations / f"{name}.lock", json.dumps(asdict(label)).encode(), sync=False)
        os.sync()
        write_whole(generations / "current", name.encode())
    except OSError as error:
        raise StoreError(f"a generation of store {str(directory)!r} cannot be written: {error}") from error
    _collect(directory, keep=writing.keep)


def generations_of(directory: Path) -> list[About]:
    """Return what generations a store has, the newest first. Raises StoreError when it has none."""
    newest = current(directory)
    found = []
    for lock in (one for one in _locks(directory) if one.stem <= newest):
        label = _label(lock)
        if label is not None:
            files = [path for path in lock.with_suffix("").rglob("*") if path.is_file()]
            size = sum(path.stat().st_size for path in files)
            found.append(About(lock.stem, label.at, label.made_by, lock.stem == newest, _is_read(lock), size))
    return found


def roll_back(directory: Path, name: str, *, keep: int = KEPT) -> str:
    """Make the state of an earlier generation the newest one, under a name of its own, which is returned.

    Raises NotFoundError when the store does not have it, StoreError and its kind.
    """
    with writer_lock(directory):
        known = [one.name for one in generations_of(directory)]
        if name not in known:
            raise NotFoundError(f"there is no generation {name!r}: expected one of {', '.join(known)}")
        database = open_to_write(directory, name)
        publish(database, directory, Writing(f"rollback to {name}", keep, secrets.token_hex(8)))
        del database
        forget_working(directory)
        return current(directory)


def prune(directory: Path, *, keep: int = 0) -> list[str]:
    """Remove what generations nobody reads, but the newest and `keep` before it, and what writers that died have left.

    Returns the names of the generations that went. Raises StoreError and its kind.
    """
    with writer_lock(directory):
        before = [one.name for one in generations_of(directory)]
        forget_working(directory)
        shutil.rmtree(directory / WAITING, ignore_errors=True)
        _forget_unpublished(directory)
        _collect(directory, keep=keep)
        left = {one.name for one in generations_of(directory)}
        return [name for name in before if name not in left]


def _collect(directory: Path, *, keep: int) -> None:
    """Remove generations that nobody reads; the newest stays, and the last ones of the `keep` writings before."""
    newest, *earlier = _locks(directory)
    last = _label(newest)
    sessions = {last.session if last else ""}
    for lock in earlier:
        label = _label(lock)
        if label is not None and label.session not in sessions and len(sessions) <= keep:
            sessions.add(label.session)
        else:
            _remove_unread(lock)


def _forget_unpublished(directory: Path) -> None:
    """Remove what a writer that died made and did not publish: generations newer than the newest, parts of files."""
    newest = current(directory)
    for lock in _locks(directory):
        if lock.stem > newest:
            _remove_unread(lock)
    for path in (directory / "generations").iterdir():
        if path.is_dir() and not path.with_suffix(".lock").exists():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.startswith("."):
            path.unlink()


def _locks(directory: Path) -> list[Path]:
    return sorted((directory / "generations").glob("*.lock"), reverse=True)


def _label(lock: Path) -> _Label | None:
    """Return what a generation's file says of it; None when it has just been removed."""
    try:
        return _Label(**json.loads(lock.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise StoreError(f"{str(lock)!r} is damaged: {error}; expected a JSON object") from error


def _link_or_copy(source: str, target: str) -> None:
    """Give a file to a second database: Oxigraph's tables (.sst) are never changed, all else is."""
    if source.endswith(".sst"):
        with contextlib.suppress(OSError):  # a file system without hard links
            os.link(source, target)
            return
    shutil.copyfile(source, target)


def _is_read(lock: Path) -> bool:
    with _unread(lock) as unread:
        return not unread


def _remove_unread(lock: Path) -> None:
    with _unread(lock) as unread:
        if unread:  # else a later writing removes it
            shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
            lock.unlink()


@contextlib.contextmanager
def _unread(lock: Path) -> Iterator[bool]:
    """Hold a generation against readers, and tell whether that could be done."""
    handle = os.open(lock, os.O_RDONLY)
    try:
        yield _held(handle)
    finally:
        os.close(handle)


def _held(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
