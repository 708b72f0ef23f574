"""Measure a build against the bare language model.

1. Take the articles named; without any, the sample articles as often as asked, each with an id of its own.
2. In turn, as many rounds as asked: parse the texts with the bare default pipeline of the model, then build a store
   from the file, with the same number of processes, start of both included. The ratio of the two is what counts.
3. Build again where nothing has changed.

Absolute figures depend on the machine, which is named. Time is told by the clock and as time of the processors, which
on a shared machine is the steadier of the two.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import spacy
from rich.table import Table

from benchmarks.measuring import OUT, Cost, options, peak_memory
from kg.pipeline import build
from kg.reading import Article, read_articles
from kg.settings import Settings
from kg.workers import worker_count

_BATCH = 32


def write_articles(path: Path, times: int) -> Path:
    """Write the sample articles so many times over, each with an id of its own, as JSON lines; return the path."""
    sample = Path(str(files("kg") / "sample"))
    articles = [one for one in read_articles([sample], settings=Settings()) if isinstance(one, Article)]
    with path.open("w", encoding="utf-8") as file:
        for number in range(times):
            for one in articles:
                known = {"id": f"{one.id}-{number}", "text": one.text, "title": one.title, "outlet": one.outlet}
                file.write(json.dumps({**known, "published": one.published}) + "\n")
    return path


def measure_extract(paths: list[Path], folder: Path, *, workers: int, rounds: int) -> Table:
    """Return a table of what the bare pipeline and a build cost, in turn."""
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
    table.add_row("peak memory of a process, MiB", f"{peak_memory():,}", "", "")
    return table


def parse_bare(texts: list[str], settings: Settings, workers: int) -> None:
    """Load the model and run its default pipeline over the texts, with batches that give each process work."""
    for _ in spacy.load(settings.model).pipe(texts, n_process=workers, batch_size=_BATCH):
        pass


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = options("extract", __doc__)
    parser.add_argument("--times", type=int, default=30, help="how often to take the sample articles (30)")
    parser.add_argument("--rounds", type=int, default=2, help="how often to measure both sides (2)")
    parser.add_argument("--workers", type=int, default=0, help="processes of both sides (one a core)")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = chosen.paths or [write_articles(folder / "articles.jsonl", chosen.times)]
        OUT.print(measure_extract(paths, folder, workers=worker_count(chosen.workers), rounds=chosen.rounds))
