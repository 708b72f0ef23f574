"""Measure how fast graphs are stored in bulk against Oxigraph's own loader, and what one more article costs.

1. Make the graphs of many articles out of real records (`benchmarks.shifted`), as a file and in memory.
2. In turn, as many rounds as asked: `oxigraph load` loads the file; a store takes the same graphs, in one load
   as a build files them, and publishes. The store writes each triple twice: in its named graph, and in the
   default graph that queries see; so two ratios are told, of the file's quads and of the quads written.
3. Fill a store to a number of quads, and file one more article in it: open, store, infer, publish, close. What is
   inferred of its neighbours is so for the first time, which costs more than it would in a store that grew.
"""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from rich.table import Table

from benchmarks.extract import write_articles
from benchmarks.measuring import OUT, Cost, options
from benchmarks.shifted import analysed, article_of, copies_of, nquads_of, records_of
from kg.filing import Filing
from kg.mapping.vocabulary import PREFIXES
from kg.record import Record
from kg.settings import Settings
from kg.store.graphs import GraphStore


def measure_load(records: Sequence[Record], folder: Path, *, articles: int, rounds: int) -> Table:
    """Return a table of what loading so many articles costs Oxigraph's loader and a store."""
    graphs = [nquads_of(one, Settings().base) for one in itertools.islice(copies_of(records), articles)]
    file = folder / "graphs.nq"
    file.write_text("".join(graphs), encoding="utf-8")
    quads = sum(one.count("\n") for one in graphs)
    bare, ours, written = [Cost() for _ in range(rounds)], [Cost() for _ in range(rounds)], 0
    for number in range(rounds):
        with bare[number].measured():
            command = [str(Path(sys.executable).with_name("oxigraph")), "load"]
            subprocess.run(
                [*command, "--location", str(folder / "bare"), "--file", str(file)], check=True, capture_output=True
            )
        with ours[number].measured():
            _fill(folder / "ours", iter(graphs))
        with GraphStore.open(folder / "ours") as store:
            written = quads + store.size()
        shutil.rmtree(folder / "bare")
        shutil.rmtree(folder / "ours")
    table = Table("", "seconds by the clock", "of processor", title=f"{quads:,} quads of {articles:,} articles")
    for name, costs in {"oxigraph load": bare, "bulk load of a store": ours}.items():
        table.add_row(name, *(_range([getattr(one, which) for one in costs]) for which in ("clock", "processors")))
    shares = [
        median(getattr(one, which) / getattr(other, which) for one, other in zip(bare, ours, strict=True))
        for which in ("clock", "processors")
    ]
    table.add_row("quads of the file a second, to Oxigraph's", *(f"{one:.2f} times" for one in shares))
    table.add_row(f"quads written ({written:,})", *(f"{one * written / quads:.2f} times" for one in shares))
    return table


def measure_add(records: Sequence[Record], folder: Path, *, quads: int, times: int) -> Table:
    """Return a table of what one article costs that comes into a store of so many quads."""
    settings, moved, held, filled = Settings(), copies_of(records), 0, 0

    def graphs() -> Iterator[str]:
        nonlocal held, filled
        while held < quads:
            lines = nquads_of(next(moved), settings.base)
            held, filled = held + lines.count("\n"), filled + 1
            yield lines

    _fill(folder / "large", graphs())
    costs = [Cost() for _ in range(times)]
    for cost in costs:
        record = next(moved)
        one = analysed(record, settings.base)
        with cost.measured(), _opened(folder / "large") as store:
            filing = Filing(folder / "large", store, settings)
            filing.take(article_of(record), one)
            filing.rounds.flush()
    table = Table("", "seconds", title=f"one article more in a store of {held:,} quads ({filled:,} articles)")
    table.add_row("by the clock", _range([one.clock for one in costs]))
    table.add_row("of processor", _range([one.processors for one in costs]))
    return table


def _fill(directory: Path, graphs: Iterator[str]) -> None:
    with _opened(directory) as store:
        store.add(graphs)
        store.commit(())


def _opened(directory: Path) -> GraphStore:
    return GraphStore.open(directory, write=True, prefixes=PREFIXES, base=Settings().base)


def _range(seconds: Sequence[float]) -> str:
    return f"{median(seconds):.2f} ({min(seconds):.2f} to {max(seconds):.2f})"


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = options("load", __doc__)
    parser.add_argument("--articles", type=int, default=250, help="how many to load (250)")
    parser.add_argument("--rounds", type=int, default=3, help="how often (3)")
    parser.add_argument("--quads", type=int, default=2_000_000, help="size of the store that one more comes into; or 0")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = chosen.paths or [write_articles(folder / "articles.jsonl", 1)]
        records = records_of(paths, Settings())
        OUT.print(measure_load(records, folder, articles=chosen.articles, rounds=chosen.rounds))
        if chosen.quads:
            OUT.print(measure_add(records, folder, quads=chosen.quads, times=5))
