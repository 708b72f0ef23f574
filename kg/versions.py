"""What version the code and the data of a package are: a hash, which changes with any file in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable


@cache
def code_version(*packages: str) -> str:
    """Return the SHA-256 over the names and the contents of all files in these packages."""
    digest = hashlib.sha256()
    for package in packages:
        for one in _files_below(files(package)):
            digest.update(one.name.encode())
            digest.update(one.read_bytes())
    return digest.hexdigest()


def _files_below(folder: Traversable) -> Iterator[Traversable]:
    for one in sorted(folder.iterdir(), key=lambda one: one.name):
        if one.is_dir() and one.name != "__pycache__":
            yield from _files_below(one)
        elif one.is_file():
            yield one
