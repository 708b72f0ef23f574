"""Measure what it costs to store a graph, to open it and to ask it something.

The graph of the articles is stored as often as asked, each time under other names.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from benchmarks.extract import write_articles
from benchmarks.measuring import OUT, options, timed
from kg.mapping.vocabulary import PREFIXES
from kg.pipeline import build
from kg.settings import Settings
from kg.store.graphs import Change, GraphStore


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


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = options("store", __doc__)
    parser.add_argument("--copies", type=int, default=20, help="how often to store their graph (20)")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = chosen.paths or [write_articles(folder / "articles.jsonl", 30)]
        build(paths, store_dir=folder / "built", settings=Settings())
        OUT.print(measure_store(folder / "built", folder, chosen.copies))
