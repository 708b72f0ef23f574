"""What waits on disk comes back as it was, in its order, also after the build that put it there has died."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.analysis import Analysed, packed
from kg.backlog import Backlog, Waiting
from kg.errors import StoreError
from kg.reading import Article
from kg.reading.article import text_hash
from kg.store.directory import WAITING


def waiting(number: int, *, size: int = 10) -> Waiting:
    article = Article(f"a{number}", "é" * size, title="T", notes=("one", "two") * (number % 2))
    quads = f'<http://e/{number}> <http://e/p> "é" <http://e/g{number}> .\n'
    made = Analysed(
        f'{{"id": "a{number}"}}', f"http://e/{number}", f"http://e/g{number}", packed(quads), 1, 2, 3, b"\0x"
    )
    return Waiting(article, made, fingerprint(number))


def fingerprint(number: int) -> str:
    return text_hash(f"all of {number}")


def test_what_waits_comes_in_its_order_as_often_as_it_is_asked_for_until_it_is_stored(tmp_path: Path) -> None:
    backlog = Backlog(tmp_path)
    assert list(backlog) == []
    several = [waiting(number) for number in range(50)]
    for number, one in enumerate(several):
        backlog.put(one)
        assert len(backlog) == number + 1
    assert list(backlog) == list(backlog) == several
    assert [one.analysed.quads for one in backlog] == [one.analysed.quads for one in several]
    backlog.put(waiting(50))
    assert len(list(backlog)) == 51
    backlog.clear()
    assert (len(backlog), list(backlog)) == (0, [])
    assert list(tmp_path.iterdir()) == []  # nothing is left that somebody would have to clear away
    backlog.put(several[3])
    assert list(backlog) == [several[3]]


def test_what_a_build_has_left_is_there_for_the_next_one_as_far_as_it_was_written(tmp_path: Path) -> None:
    dead = Backlog(tmp_path)
    for number in range(5):
        dead.put(waiting(number))
    (file,) = (tmp_path / WAITING).iterdir()
    file.write_bytes(file.read_bytes()[:-3])  # in the middle of the last
    backlog = Backlog(tmp_path)
    assert [number for number in range(6) if backlog.has(fingerprint(number))] == [0, 1, 2, 3]
    assert (len(backlog), list(backlog)) == (0, [])
    found, left = backlog.take(fingerprint(2)), waiting(2)
    assert (found.article, found.fingerprint, found.analysed.line) == (
        left.article,
        fingerprint(2),
        left.analysed.line,
    )
    assert (found.analysed.quads, found.analysed.described) == (left.analysed.quads, b"")
    backlog.put(found)
    backlog.clear()
    assert backlog.take(fingerprint(3)).article == waiting(3).article
    third = Backlog(tmp_path)
    third.put(waiting(9))
    third.forget()  # it has taken nothing, others may
    assert Backlog(tmp_path).has(fingerprint(0))
    assert third.has(fingerprint(0))
    third.forget()
    assert list(third) == [waiting(9)]
    third.clear()
    assert list(tmp_path.iterdir()) == []


def test_what_nobody_has_wanted_for_long_is_removed(tmp_path: Path) -> None:
    Backlog(tmp_path).put(waiting(0))
    (file,) = (tmp_path / WAITING).iterdir()
    os.utime(file, (0, 0))
    Backlog(tmp_path).forget()
    assert list(tmp_path.iterdir()) == []


def test_a_frame_whose_bytes_have_changed_is_none(tmp_path: Path) -> None:
    dead = Backlog(tmp_path)
    dead.put(waiting(0))
    dead.put(waiting(1))
    (file,) = (tmp_path / WAITING).iterdir()
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    with pytest.raises(StoreError, match="was changed meanwhile"):
        list(dead)
    backlog = Backlog(tmp_path)
    assert backlog.has(fingerprint(0))
    assert not backlog.has(fingerprint(1))


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


def test_what_the_disk_has_no_room_for_is_refused_and_what_waits_goes_on_waiting(tmp_path: Path) -> None:
    backlog = Backlog(tmp_path)
    backlog.put(waiting(0))
    with files_no_larger_than(20_000), pytest.raises(StoreError, match=str(tmp_path)):
        for _ in range(100):
            backlog.put(waiting(1, size=1_000))
    assert 1 < len(backlog) < 50
    backlog.put(waiting(2))
    assert list(backlog) == [waiting(0), *[waiting(1, size=1_000)] * (len(backlog) - 2), waiting(2)]
