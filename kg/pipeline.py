"""The main path: articles are read, extracted, mapped, validated and stored.

1. Read the inputs as articles (`kg.reading`). What cannot be read is refused; what the store has is passed over.
2. Analyse each article (`kg.analysis`: extract, map, validate), in worker processes.
3. Store what passed as the current revision of its article (`kg.filing`), many articles to a round (`kg.rounds`).
4. Infer from the stored articles, new and old, which reports are of one incident, and what their claims say about each
   other (`kg.inference`), and show the round to readers.
5. Keep what was refused in the store's `refused/` folder, with its reason, until it passes.

Where one machine is not enough, workers of a cluster do steps 1, 2 and 4 (`kg.cluster`).
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import IO

from kg.analysis import Analysis, Extraction, Refused, refused
from kg.filing import BuildReport, Filing, Intake, file_articles, fingerprint
from kg.mapping.vocabulary import PREFIXES
from kg.reading import read_articles
from kg.record import Record
from kg.settings import Settings
from kg.store.graphs import GraphStore
from kg.store.place import Place, folder_of
from kg.workers import Failure, work_through, worker_count

__all__ = ["BuildReport", "build", "extract", "fingerprint"]


def extract(
    paths: Iterable[Path | str], *, settings: Settings, today: date | None = None, stdin: IO[bytes] | None = None
) -> Iterator[Record | Refused]:
    """Yield the record of each article, or why it has none, in the order of the inputs."""
    intake = Intake(read_articles(paths, settings=settings, today=today, stdin=stdin))
    workers = worker_count(settings.workers)
    for article, outcome in work_through(
        intake.articles(), partial(Extraction, settings), workers=workers, seconds=settings.max_seconds
    ):
        yield from intake.take_refused()
        yield refused(article, "extraction", outcome.reason) if isinstance(outcome, Failure) else outcome
    yield from intake.take_refused()


def build(
    paths: Iterable[Path | str],
    *,
    store_dir: Place,
    settings: Settings,
    today: date | None = None,
    now: datetime | None = None,
    stdin: IO[bytes] | None = None,
    progress: Callable[[BuildReport], None] = lambda report: None,
) -> BuildReport:
    """Build articles into a store; `progress` is called whenever a count changes.

    `now` is the time at which edits of articles are found, that of the clock unless it is given.
    Whatever ends the build early, the articles done so far are stored, and building again goes on from there.
    Raises StoreError and its kind when the store cannot be written, ExtractionError without a model.
    """
    started = time.monotonic()
    with GraphStore.open(
        store_dir, write=True, made_by="build", keep=settings.generations, prefixes=PREFIXES, base=settings.base
    ) as graphs:
        filing = Filing(folder_of(store_dir), graphs, settings, progress, now=now)
        analyse = partial(
            work_through,
            make=partial(Analysis, settings),
            workers=worker_count(settings.workers),
            seconds=settings.max_seconds,
        )
        with rarely_collected():
            file_articles(filing, read_articles(paths, settings=settings, today=today, stdin=stdin), analyse)
    filing.report.seconds = time.monotonic() - started
    return filing.report


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Look for garbage more rarely: a build holds many objects that stay, and looking through them is wasted time."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
