"""Builds a store from what a cluster makes of the inputs: lays out partitions, has them done, files the outputs."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path

import dask
from distributed import Client, Future, KilledWorker, LocalCluster

from kg.analysis import Analysed, Analysis, Refused
from kg.cluster.keeping import Keeper
from kg.cluster.linking import link
from kg.cluster.manifest import Manifest
from kg.cluster.outputs import Outcome, read_outputs
from kg.cluster.partitions import Partition, layout, parts_of
from kg.cluster.work import Task, do
from kg.errors import ClusterError
from kg.filing import BuildReport, Filing, file_articles, made_by
from kg.mapping.vocabulary import PREFIXES
from kg.reading import Article, Refusal, distinct
from kg.reading.files import path_of
from kg.reading.pieces import STDIN, Piece, find_pieces
from kg.settings import Settings
from kg.signals import kept_from_children
from kg.store.graphs import GraphStore
from kg.store.place import Place, folder_of
from kg.workers import Failure, worker_count

LOCAL = "local"
"""The address that stands for worker processes on this machine."""

_SECONDS = 30  # a scheduler may take to answer


def build(
    paths: Iterable[Path | str],
    *,
    cluster: str,
    store_dir: Place,
    settings: Settings,
    partitions: str | None = None,
    today: date | None = None,
    now: datetime | None = None,
    progress: Callable[[BuildReport], None] = lambda report: None,
) -> BuildReport:
    """Build articles into a store as `kg.pipeline.build` does, analysed on a cluster.

    `cluster` is the address of a Dask scheduler, or `local`; `partitions` the folder or URL that all workers can write
    to, `partitions/` in the store unless given. What stands there is not made again.
    Raises ClusterError when the cluster cannot be reached or gives a partition up; all before it is filed.
    """
    started = time.monotonic()
    folder = partitions or str((folder_of(store_dir) / "partitions").absolute())
    reachable = [_reachable(path, cluster) for path in paths]
    with (
        GraphStore.open(
            store_dir, write=True, made_by="build", keep=settings.generations, prefixes=PREFIXES, base=settings.base
        ) as graphs,
        _connected(cluster, settings) as client,
    ):
        filing = Filing(folder_of(store_dir), graphs, settings, progress, now=now, at_end=partial(link, client, folder))
        run = _Run(client, folder, settings, today or date.today())
        with run.workers_ready():
            file_articles(filing, distinct(run.placed(find_pieces(reachable))), run.made)
    filing.report.seconds = time.monotonic() - started
    return filing.report


class _Run:
    """The partitions of one build: they are laid out, given to the cluster, and read in their order."""

    def __init__(self, client: Client, folder: str, settings: Settings, today: date) -> None:
        self._client = client
        self._folder = folder
        self._settings = settings.without_secrets()
        self._today = today
        self._made_by = made_by(settings)
        self._keeper = Keeper(f"onrecord-{self._made_by[:16]}", partial(Analysis, self._settings))
        self._last: Outcome | None = None

    @contextmanager
    def workers_ready(self) -> Iterator[None]:
        """Have each worker keep the model loaded, until the block is done."""
        self._client.register_plugin(self._keeper)
        try:
            yield
        finally:
            self._client.unregister_worker_plugin(self._keeper.name)

    def placed(self, pieces: Iterable[Piece | Refusal]) -> Iterator[tuple[str, Article | Refusal]]:
        """Yield each article, or why there is none, with its place, partition by partition as these are done."""
        partitions = list(layout(pieces, self._settings.partition_size * 1024, self._cut))
        tasks = [Task(one, self._folder, self._settings, self._today, self._made_by) for one in partitions]
        futures = self._client.map(do, tasks, keeper=self._keeper.name, pure=False)
        while futures:
            manifest = self._done(futures.pop(0), partitions.pop(0))
            for outcome in read_outputs(path_of(self._folder), manifest):
                self._last = outcome
                yield outcome.place, _as_read(outcome)

    def made(self, articles: Iterable[Article]) -> Generator[tuple[Article, Analysed | Refused | Failure]]:
        """Yield articles, as they are taken from `placed`, with what was made of them."""
        for article in articles:
            assert self._last is not None
            yield article, self._last.made

    def _cut(self, pieces: Sequence[Piece]) -> list[list[Piece]]:
        size = self._settings.partition_size * 1024
        found: list[list[Piece]] = self._client.gather(self._client.map(parts_of, pieces, size=size, pure=False))
        return found

    def _done(self, future: Future[Manifest], partition: Partition) -> Manifest:
        try:
            return future.result()
        except KilledWorker as error:
            raise ClusterError(
                f"the partition that begins with {partition.source!r} was given up: the workers that tried it have "
                "died, expected memory and disk enough for one partition"
            ) from error


def _as_read(outcome: Outcome) -> Article | Refusal:
    made = outcome.made
    if isinstance(made, Refused) and made.stage == "reading":
        return Refusal(made.source, made.reason, outcome.article, made.raw)
    assert outcome.article is not None
    return outcome.article


def _reachable(path: Path | str, cluster: str) -> Path | str:
    """Return a path that workers can read. Raises ClusterError."""
    if str(path) == str(STDIN):
        raise ClusterError("standard input cannot be read by a cluster, expected files, folders or URLs")
    if cluster != LOCAL and "://" not in str(path) and not Path(path).is_absolute():
        raise ClusterError(f"workers elsewhere cannot tell where {str(path)!r} is: expected a whole path, or a URL")
    return path


@contextmanager
def _connected(address: str, settings: Settings) -> Iterator[Client]:
    """Connect to a cluster; the one on this machine lasts as long as the block. Raises ClusterError."""
    if address != LOCAL:
        try:
            client = Client(address, timeout=_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(f"there is no cluster at {address!r}: {error}; expected a Dask scheduler") from error
        with client:
            yield client
        return
    with (
        dask.config.set({"distributed.worker.daemon": False}),  # workers start the processes that analyse
        _local_cluster(worker_count(settings.workers)) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


def _local_cluster(workers: int) -> LocalCluster:
    with kept_from_children(signal.SIGINT):
        return LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address="127.0.0.1:0",
            memory_limit=0,
            silence_logs=logging.CRITICAL,
        )
