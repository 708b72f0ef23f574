"""Measure a build against the bare language model, and the store (`make bench`).

1. Take the articles named on the command line; without any, the sample articles as often as asked, each with an id
   of its own.
2. In turn, as many rounds as asked: parse the texts with the bare default pipeline of the model, then build a store
   from the file, with the same number of processes, start of both included. `extract` is the ratio of the two.
3. Build again where nothing has changed.
4. Store the same graphs many times under other names; open the store; count what is in it.

Ratios are what to compare: absolute figures depend on the machine, which is named. Time is told by the clock and as
time of the processors, which on a shared machine is the steadier of the two.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import spacy
from rich.console import Console
from rich.table import Table

from kg.mapping.vocabulary import PREFIXES
from kg.pipeline import build
from kg.reading import Article, read_articles
from kg.settings import Settings
from kg.store.graphs import Change, GraphStore
from kg.workers import worker_count

OUT = Console(width=100)
_BATCH = 32


@contextmanager
def timed() -> Iterator[Callable[[], float]]:
    """Give a function that tells the seconds since the block began, and stands still when it ends."""
    started = time.perf_counter()
    ended: list[float] = []
    yield lambda: (ended[0] if ended else time.perf_counter()) - started
    ended.append(time.perf_counter())


@dataclass(slots=True)
class Cost:
    """Seconds by the clock and of the processors, this process and those it started taken together."""

    clock: float = 0.0
    processors: float = 0.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Add what the block costs."""
        clock, processors = time.perf_counter(), _processor_seconds()
        yield
        self.clock += time.perf_counter() - clock
        self.processors += _processor_seconds() - processors


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _peak_memory() -> int:
    """Return the most memory that a process started here has held, in MiB (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def write_articles(path: Path, times: int) -> None:
    """Write the sample articles so many times over, each with an id of its own, as JSON lines."""
    sample = Path(str(files("kg") / "sample"))
    articles = [one for one in read_articles([sample], settings=Settings()) if isinstance(one, Article)]
    with path.open("w", encoding="utf-8") as file:
        for number in range(times):
            for one in articles:
                known = {"id": f"{one.id}-{number}", "text": one.text, "title": one.title, "outlet": one.outlet}
                file.write(json.dumps({**known, "published": one.published}) + "\n")


def measure_extract(paths: list[Path], folder: Path, *, workers: int, rounds: int) -> tuple[Table, Path]:
    """Return a table of what the bare pipeline and a build cost, in turn, and the store of the last build."""
    settings = Settings(workers=workers)
    articles = [one for one in read_articles(paths, settings=settings) if isinstance(one, Article)]
    words = sum(len(article.text.split()) for article in articles)
    bare, ours, again = Cost(), Cost(), Cost()
    for number in range(rounds):
        with bare.measured():
            parse_bare([article.text for article in articles], settings, workers)
        with ours.measured():
            build(paths, store_dir=folder / f"store-{number}", settings=settings)
    with again.measured():
        build(paths, store_dir=folder / f"store-{rounds - 1}", settings=settings)
    title = f"{len(articles)} articles, {words:,} words, {workers} processes, {rounds} rounds in turn"
    table = Table("", "articles/s", "words/s", "ms of processor an article", title=title)
    for name, cost, times in (
        ("bare spaCy, default pipeline", bare, rounds),
        ("build, from file to store", ours, rounds),
        ("build again, nothing changed", again, 1),
    ):
        done = times * len(articles)
        rates = [f"{done / cost.clock:,.1f}", f"{times * words / cost.clock:,.0f}"]
        table.add_row(name, *rates, f"{1000 * cost.processors / done:,.1f}")
    ratio = f"{bare.clock / ours.clock:.2f}"
    table.add_row("extract: build to bare", f"{ratio} times", "", f"{bare.processors / ours.processors:.2f} times")
    table.add_row("peak memory of a process, MiB", f"{_peak_memory():,}", "", "")
    return table, folder / f"store-{rounds - 1}"


def parse_bare(texts: list[str], settings: Settings, workers: int) -> None:
    """Load the model and run its default pipeline over the texts, with batches that give each process work."""
    for _ in spacy.load(settings.model).pipe(texts, n_process=workers, batch_size=_BATCH):
        pass


def measure_store(built: Path, folder: Path, copies: int) -> Table:
    """Return a table of what it costs to store, open and ask the graph of the built articles, so many times over."""
    with GraphStore.open(built) as store:
        quads = store.quads()
    base = Settings().base
    with GraphStore.open(folder / "large", write=True) as large, timed() as storing:
        for number in range(copies):
            large.commit([Change(add=quads.replace(base, f"{base}{number}/"))])
        size = large.size()
    on_disk = sum(path.stat().st_size for path in (folder / "large" / "generations").rglob("*") if path.is_file())
    table = Table("", "", title=f"{size:,} quads in {copies} commits")
    table.add_row("stored and published, quads/s", f"{size / storing():,.0f}")
    table.add_row("on disk (the generation that readers open), MB", f"{on_disk / 1e6:,.1f}")
    with timed() as opening:
        reader = GraphStore.open(folder / "large", prefixes=PREFIXES)
    table.add_row("opened, ms", f"{1000 * opening():,.1f}")
    for name, query in {
        "one thing looked up, ms": "SELECT * WHERE { ?graph a onr:ArticleGraph ; prov:wasDerivedFrom ?r } LIMIT 1",
        "statements by speaker, ms": (
            "SELECT ?who (COUNT(?s) AS ?n) WHERE { ?s prov:wasAttributedTo ?who } GROUP BY ?who"
        ),
        "claims with words and offsets, ms": (
            "SELECT * WHERE { ?claim a schema:Claim ; onr:evidence/oa:hasSelector ?p , ?q . "
            "?p oa:start ?start ; oa:end ?end . ?q oa:exact ?words } LIMIT 1000"
        ),
    }.items():
        with timed() as asking:
            reader.select(query)
        table.add_row(name, f"{1000 * asking():,.1f}")
    return table


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    arguments.formatter_class = argparse.RawDescriptionHelpFormatter
    arguments.add_argument("paths", nargs="*", type=Path, help="articles to measure with (the sample articles)")
    arguments.add_argument("--times", type=int, default=30, help="how often to take the sample articles (30)")
    arguments.add_argument("--rounds", type=int, default=2, help="how often to measure both sides (2)")
    arguments.add_argument("--workers", type=int, default=0, help="processes of both sides (one a core)")
    arguments.add_argument("--copies", type=int, default=20, help="how often to store their graph (20)")
    chosen = arguments.parse_args()
    OUT.print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = chosen.paths
        if not paths:
            write_articles(folder / "articles.jsonl", chosen.times)
            paths = [folder / "articles.jsonl"]
        table, built = measure_extract(paths, folder, workers=worker_count(chosen.workers), rounds=chosen.rounds)
        OUT.print(table)
        OUT.print(measure_store(built, folder, chosen.copies))


if __name__ == "__main__":  # the worker processes import this file, too
    main()
