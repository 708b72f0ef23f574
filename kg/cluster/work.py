"""What a worker of the cluster does: it reads a partition, analyses its articles, and writes what came of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kg.analysis import Refused, refused
from kg.cluster.keeping import Keeper, keeper_here
from kg.cluster.manifest import Manifest, input_hashes, read_manifest
from kg.cluster.outputs import Outcome, Writer
from kg.cluster.partitions import Partition
from kg.errors import ClusterError
from kg.filing import made_by
from kg.reading import Article, Refusal, read_piece
from kg.reading.files import path_of
from kg.settings import Settings
from kg.workers import Failure


@dataclass(frozen=True, slots=True)
class Task:
    """A partition to be done: where its outputs go, and by which code and settings they are to be made."""

    partition: Partition
    folder: str
    settings: Settings
    today: date
    made_by: str


def do(task: Task, keeper: str) -> Manifest:
    """Do a partition, unless it is done, and return its manifest. Raises ClusterError, StoreError, ExtractionError."""
    if made_by(task.settings) != task.made_by:
        raise ClusterError("a worker runs other code or another model than is built with: expected the same everywhere")
    folder = path_of(task.folder)
    inputs = input_hashes(task.partition.items)
    done = find_done(task, folder, inputs)
    if done is not None:
        return done
    try:
        return _made(task, folder, inputs, keeper_here(keeper))
    except OSError as error:
        source = task.partition.source
        raise ClusterError(f"the outputs of {source!r} cannot be written to {task.folder!r}: {error}") from error


def find_done(task: Task, folder: Path, inputs: tuple[tuple[str, str], ...]) -> Manifest | None:
    """Return the manifest of a partition that was made by the same code from these inputs, and lies there as made."""
    done = read_manifest(folder, task.partition.name)
    same = done is not None and (done.made_by, done.inputs) == (task.made_by, inputs)
    return done if done is not None and same and not done.damaged(folder) else None


def _made(task: Task, folder: Path, inputs: tuple[tuple[str, str], ...], keeper: Keeper) -> Manifest:
    name = task.partition.name
    folder.mkdir(parents=True, exist_ok=True)
    with Writer(folder, name) as writer:
        for outcome in _outcomes(_read(task), keeper, task.settings.max_seconds):
            writer.put(outcome)
    counts = writer.articles, writer.refused, writer.quads
    manifest = Manifest(name, task.made_by, inputs, writer.hashes, *counts)
    manifest.write(folder)
    return manifest


def _read(task: Task) -> Iterator[tuple[str, Article | Refusal]]:
    for item in task.partition.items:
        if isinstance(item, Refusal):
            yield item.source, item
        else:
            yield from read_piece(item, settings=task.settings, today=task.today)


def _outcomes(read: Iterable[tuple[str, Article | Refusal]], keeper: Keeper, seconds: float) -> Iterator[Outcome]:
    """Yield what becomes of what is read, in its order: articles are read ahead of those that are analysed."""
    ahead: deque[tuple[str, Article | Refusal]] = deque()

    def articles() -> Iterator[Article]:
        for place, one in read:
            ahead.append((place, one))
            if isinstance(one, Article):
                yield one

    for article, made in keeper.work_through(articles(), seconds=seconds):
        yield from _refusals(ahead)
        place, _ = ahead.popleft()
        outcome = refused(article, "extraction", made.reason) if isinstance(made, Failure) else made
        yield Outcome(place, article, outcome)
    yield from _refusals(ahead)


def _refusals(ahead: deque[tuple[str, Article | Refusal]]) -> Iterator[Outcome]:
    """Take the refusals that stand before the next article."""
    while ahead and isinstance(one := ahead[0][1], Refusal):
        place, _ = ahead.popleft()
        yield Outcome(place, one.article, Refused(one.source, "reading", one.reason, one.article, one.raw))
