"""A pytest plugin (`pytest -p on_endpoint`): the stores that tests open have their graphs in endpoints.

Each directory gets a server of its own, which lasts as long as the tests do; each store in memory an empty one, which
the next test has again.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from endpoints import copy_graphs, empty, place_at, sparql_server

from kg.store.graphs import GraphStore
from kg.store.place import Place, RemotePlace

TESTS = Path(__file__).parent

_open, _in_memory, _copytree = GraphStore.open, GraphStore.in_memory, shutil.copytree


class _Servers:
    def __init__(self) -> None:
        self.running = contextlib.ExitStack()
        self.of_directory: dict[Path, str] = {}
        self.idle: list[str] = []
        self.used: list[tuple[str, contextlib.ExitStack]] = []

    def started(self) -> str:
        return self.running.enter_context(sparql_server())

    def of(self, directory: Path) -> RemotePlace:
        key = directory.resolve()
        if key not in self.of_directory:
            self.of_directory[key] = self.started()
        return place_at(self.of_directory[key], directory)

    def copy(self, source: Path, target: Path) -> None:
        """Give a directory that was copied a server with the same graphs."""
        server = self.of_directory.get(Path(source).resolve())
        if server is not None:
            self.of_directory[Path(target).resolve()] = copied = self.started()
            copy_graphs(server, copied)

    def in_memory(self, **how: Any) -> GraphStore:
        server = self.idle.pop() if self.idle else self.started()
        held = contextlib.ExitStack()
        self.used.append((server, held))
        folder = held.enter_context(tempfile.TemporaryDirectory())
        return held.enter_context(_open(place_at(server, Path(folder) / "files"), write=True, **how))

    def recycle(self) -> None:
        for server, held in self.used:
            held.close()
            empty(server)
            self.idle.append(server)
        self.used.clear()


SERVERS = _Servers()


def _of_a_test() -> bool:
    return Path(sys._getframe(2).f_code.co_filename).is_relative_to(TESTS)


def _opened(place: Place, **how: Any) -> GraphStore:
    return _open(SERVERS.of(place) if isinstance(place, Path) else place, **how)


def _in_memory_here(**how: Any) -> GraphStore:
    return SERVERS.in_memory(**how) if _of_a_test() else _in_memory(**how)


def _copied(source: Path, target: Path, *how: Any, **more: Any) -> Path:
    SERVERS.copy(source, target)
    return _copytree(source, target, *how, **more)


def pytest_sessionstart() -> None:
    shutil.copytree = _copied
    GraphStore.open = staticmethod(_opened)  # type: ignore[method-assign]
    GraphStore.in_memory = staticmethod(_in_memory_here)  # type: ignore[method-assign]


def pytest_sessionfinish() -> None:
    SERVERS.recycle()
    SERVERS.running.close()


@pytest.fixture(autouse=True)
def _emptied_servers() -> Iterator[None]:
    yield
    SERVERS.recycle()
