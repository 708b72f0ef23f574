"""What waits on disk comes back as it was, in its order, and a full disk is told."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg import spool as spool_module
from kg.errors import StoreError
from kg.spool import Spool


@pytest.mark.parametrize("in_memory", [1 << 20, 100])
def test_things_come_back_in_their_order_from_memory_and_from_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_memory: int
) -> None:
    monkeypatch.setattr(spool_module, "_IN_MEMORY", in_memory)
    spool: Spool[tuple[int, str]] = Spool(tmp_path / "new")
    assert list(spool.take()) == []
    for number in range(50):
        spool.put((number, "é" * number))
    assert len(spool) == 50
    taken = spool.take()
    assert next(taken) == (0, "")
    spool.put((99, "came meanwhile"))
    assert list(taken) == [(number, "é" * number) for number in range(1, 50)]
    assert len(spool) == 1
    assert list(spool.take()) == [(99, "came meanwhile")]
    assert list((tmp_path / "new").iterdir()) == []  # nothing is left that somebody would have to clear away


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def test_what_the_disk_has_no_room_for_is_refused_and_what_waits_goes_on_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool_module, "_IN_MEMORY", 10)
    spool: Spool[str] = Spool(tmp_path)
    spool.put("first")
    with files_no_larger_than(10_000), pytest.raises(StoreError, match=str(tmp_path)):
        for _ in range(100):
            spool.put("x" * 1_000)
    spool.put("second")
    assert len(spool) == 11
    assert list(spool.take()) == ["first", *["x" * 1_000] * 9, "second"]
