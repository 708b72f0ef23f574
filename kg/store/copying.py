"""Copies of whole stores: `back_up` makes one of a store in use, `restore` puts one in the place of a store.

A copy is a store itself, with one generation: it can be opened, served and checked where it lies.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from kg.errors import StoreError
from kg.store.directory import MARKER, check_directory, writer_lock
from kg.store.generations import current, open_newest

_FOLDERS = ("texts", "records", "refused", "answers")
_UNFINISHED = shutil.ignore_patterns(".*")


def back_up(directory: Path, target: Path, *, name: str | None = None) -> None:
    """Copy a store as it is now into a new directory, while others may read and write it.

    The copy is there whole or not at all; its generation has this name, or the one it had.
    Raises StoreError and its kind.
    """
    check_directory(directory)
    _expect_nothing_at(target)
    part = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        generation = open_newest(directory)  # first: what it needs of the rest is there before it
        target.parent.mkdir(parents=True, exist_ok=True)
        copied = part / "generations" / (name or generation.name)
        shutil.copytree(generation.path, copied)
        shutil.copyfile(f"{generation.path}.lock", f"{copied}.lock")
        (part / "generations" / "current").write_text(copied.name, encoding="ascii")
        for folder in _FOLDERS:
            if (directory / folder).is_dir():
                shutil.copytree(directory / folder, part / folder, ignore=_UNFINISHED, copy_function=_copy)
        shutil.copyfile(directory / MARKER, part / MARKER)
        os.sync()
        part.rename(target)
    except OSError as error:
        raise StoreError(f"store {str(directory)!r} cannot be copied to {str(target)!r}: {error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def restore(backup: Path, directory: Path, *, replace: bool = False) -> Path | None:
    """Put a copy of a backup where a store is to be, and return where the store now lies that was there before.

    Raises StoreError when there is something already, unless it is a store and `replace`; StoreLockedError when
    somebody writes it.
    """
    check_directory(backup)
    aside, name = None, None
    if directory.exists() and any(directory.iterdir()):
        check_directory(directory)
        if not replace:
            raise StoreError(f"there is a store at {str(directory)!r} already: expected none, or --replace")
        aside = _free_name(directory)
        name = f"{max(int(current(directory)), int(current(backup))) + 1:08d}"  # so that who reads sees another state
        with writer_lock(directory):
            directory.rename(aside)
    try:
        back_up(backup, directory, name=name)
    except BaseException:
        if aside is not None:
            aside.rename(directory)
        raise
    return aside


def _expect_nothing_at(target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise StoreError(f"{str(target)!r} is there already: expected the name of a new or empty directory")


def _copy(source: str, target: str) -> None:
    with contextlib.suppress(FileNotFoundError):  # what the writer has just removed
        shutil.copy2(source, target)


def _free_name(directory: Path) -> Path:
    number = 1
    while (name := directory.with_name(f"{directory.name}.before-{number}")).exists():
        number += 1
    return name
