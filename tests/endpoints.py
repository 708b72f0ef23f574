"""Endpoints for tests: Oxigraph's server on the loopback, emptied for each test."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from kg.store.place import RemotePlace


@contextlib.contextmanager
def sparql_server(*options: str) -> Iterator[str]:
    """Serve an empty store, in memory, on a free port of the loopback and give its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [Path(sys.executable).with_name("oxigraph"), "serve", "--bind", f"127.0.0.1:{port}", *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def place_at(server: str, folder: Path, **how: object) -> RemotePlace:
    """Return where a store of this server is, with its files in a folder."""
    known = {"query": f"{server}/query", "update": f"{server}/update", "folder": folder, "tries": 2}
    return RemotePlace(**(known | how))  # type: ignore[arg-type]


def empty(server: str) -> None:
    """Remove everything from a server's store."""
    request = urllib.request.Request(
        f"{server}/update", b"DROP ALL", {"Content-Type": "application/sparql-update"}, method="POST"
    )
    urllib.request.urlopen(request, timeout=30).close()


def copy_graphs(server: str, other: str) -> None:
    """Put what a server's store holds into another's."""
    read = urllib.request.Request(f"{server}/store", headers={"Accept": "application/n-quads"})
    with urllib.request.urlopen(read, timeout=30) as answer:
        quads = answer.read()
    request = urllib.request.Request(f"{other}/store", quads, {"Content-Type": "application/n-quads"}, method="POST")
    urllib.request.urlopen(request, timeout=30).close()


def _wait_for(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(0.05)
    raise AssertionError("the server has not started")
