"""Measure a build against the bare language model, and the store (`make bench`).

1. Take the sample articles as often as asked, each with an id of its own.
2. Parse their texts with the bare default pipeline of the model: what no extractor on top of it can undercut.
3. Extract, and build with one process and with one a core.
4. Store the same graphs many times under other names; open the store; count what is in it.

Ratios are what to compare: absolute figures depend on the machine, which is named.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import spacy
from rich.console import Console
from rich.table import Table

from kg.analysis import Extraction
from kg.mapping.vocabulary import PREFIXES
from kg.pipeline import build
from kg.reading import Article, read_articles
from kg.settings import Settings
from kg.store.graphs import Change, GraphStore

OUT = Console(width=100)


@contextmanager
def timed() -> Iterator[Callable[[], float]]:
    """Give a function that tells the seconds since the block began, and stands still when it ends."""
    started = time.perf_counter()
    ended: list[float] = []
    yield lambda: (ended[0] if ended else time.perf_counter()) - started
    ended.append(time.perf_counter())


def write_articles(path: Path, times: int) -> None:
    """Write the sample articles so many times over, each with an id of its own, as JSON lines."""
    sample = Path(str(files("kg") / "sample"))
    articles = [one for one in read_articles([sample], settings=Settings()) if isinstance(one, Article)]
    with path.open("w", encoding="utf-8") as file:
        for number in range(times):
            for one in articles:
                known = {"id": f"{one.id}-{number}", "text": one.text, "title": one.title, "outlet": one.outlet}
                file.write(json.dumps({**known, "published": one.published}) + "\n")


def measure_articles(path: Path, folder: Path) -> tuple[Table, Path]:
    """Return a table of articles a second for each way to work them, and the store that was built."""
    settings = Settings(workers=1)
    articles = [one for one in read_articles([path], settings=settings) if isinstance(one, Article)]
    words = sum(len(article.text.split()) for article in articles)
    table = Table("", "articles/s", "words/s", "of the bare model", title=f"{len(articles)} articles, {words:,} words")
    model = spacy.load(settings.model)
    with timed() as bare:
        for _ in model.pipe(article.text for article in articles):
            pass
    extraction = Extraction(settings)
    with timed() as extracting:
        for article in articles:
            extraction(article)
    rows = {"bare spaCy, default pipeline": bare(), "extract, 1 process": extracting()}
    cores = os.cpu_count() or 1
    for workers in sorted({1, cores}):
        report = build([path], store_dir=folder / f"store-{workers}", settings=replace(settings, workers=workers))
        assert not report.refused, report.refused
        rows[f"build, {workers} process{'es' if workers > 1 else ''}, start included"] = report.seconds
    again = build([path], store_dir=folder / f"store-{cores}", settings=settings)
    assert again.unchanged == len(articles)
    rows["build again, nothing changed"] = again.seconds
    for name, seconds in rows.items():
        table.add_row(
            name, f"{len(articles) / seconds:,.1f}", f"{words / seconds:,.0f}", f"{100 * bare() / seconds:,.0f} %"
        )
    return table, folder / f"store-{cores}"


def measure_store(built: Path, folder: Path, copies: int) -> Table:
    """Return a table of what it costs to store, open and ask the graph of the built articles, so many times over."""
    with GraphStore.open(built) as store:
        quads = store.quads()
    base = Settings().base
    with GraphStore.open(folder / "large", write=True) as large, timed() as storing:
        for number in range(copies):
            large.commit([Change(add=quads.replace(base, f"{base}{number}/"))])
        size = large.size()
    on_disk = sum(path.stat().st_size for path in (folder / "large" / "snapshots").rglob("*") if path.is_file())
    table = Table("", "", title=f"{size:,} quads in {copies} commits")
    table.add_row("stored and published, quads/s", f"{size / storing():,.0f}")
    table.add_row("on disk (the snapshot that readers open), MB", f"{on_disk / 1e6:,.1f}")
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
    arguments.add_argument("--times", type=int, default=5, help="how often to take the sample articles (5)")
    arguments.add_argument("--copies", type=int, default=20, help="how often to store their graph (20)")
    chosen = arguments.parse_args()
    OUT.print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_articles(folder / "articles.jsonl", chosen.times)
        table, built = measure_articles(folder / "articles.jsonl", folder)
        OUT.print(table, measure_store(built, folder, chosen.copies))


if __name__ == "__main__":  # the worker processes import this file, too
    main()
