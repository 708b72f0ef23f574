"""Measure whether storing and inferring cost the same for each article however many there are.

1. Extract the articles named, the sample articles without any, once.
2. Store copies of their records, moved to other years and places (`benchmarks.shifted`), in batches as a build does,
   with all that a build infers, up to the number of articles asked for.
3. Tell for each span of articles (the first 100, up to 1,000, …) the processor time an article has taken.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from benchmarks.extract import write_articles
from benchmarks.measuring import OUT
from benchmarks.shifted import copies_of, nquads_of, records_of
from kg import inference, mapping
from kg.filing import BATCH
from kg.mapping.vocabulary import PREFIXES
from kg.record import Record
from kg.revisions import replacement
from kg.settings import Settings
from kg.store.graphs import GraphStore

_SPANS = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)
_FOUND_AT = "2020-01-01T00:00:00Z"


@dataclass(slots=True)
class Span:
    """What the articles up to a number have cost, in seconds of processor, since the number before."""

    articles: int
    storing: float = 0.0
    inferring: float = 0.0
    size: int = 0


def measure_growth(records: Sequence[Record], folder: Path, articles: int) -> list[Span]:
    """Store so many articles and return what each span of them has cost."""
    settings = Settings()
    rules, done = inference.Rules.of(settings), 0
    spans: list[Span] = []
    moved = copies_of(records)
    with GraphStore.open(folder / "store", write=True, prefixes=PREFIXES, base=settings.base) as store:
        for end in sorted({*(one for one in _SPANS if one < articles), articles}):
            span = Span(end)
            first = done
            while done < end:
                batch = [next(moved) for _ in range(min(BATCH, end - done))]
                _store(store, batch, span, rules)
                done += len(batch)
            span.size = store.size()
            span.storing, span.inferring = (one / (end - first) for one in (span.storing, span.inferring))
            spans.append(span)
    return spans


def _store(store: GraphStore, batch: Sequence[Record], span: Span, rules: inference.Rules) -> None:
    base = rules.base
    quads = [
        (mapping.article_iri(one, base=base), mapping.graph_iri(one, base=base), nquads_of(one, base)) for one in batch
    ]
    started = time.process_time()
    changes = [replacement(store, article, lines, found_at=_FOUND_AT) for article, _, lines in quads]
    unsettled = inference.unsettle(store, base=base, new=[graph for _, graph, _ in quads])
    store.commit([*changes, unsettled], publish=False)
    stored = time.process_time()
    for _ in inference.settle(store, rules=rules):
        pass
    span.storing += stored - started
    span.inferring += time.process_time() - stored


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks growth", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("paths", nargs="*", type=Path, help="articles to measure with (the sample articles)")
    parser.add_argument("--articles", type=int, default=1_000, help="how many to store (1,000)")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder, paths = Path(name), chosen.paths
        if not paths:
            write_articles(folder / "articles.jsonl", 1)
            paths = [folder / "articles.jsonl"]
        records = records_of(paths, Settings())
        table = Table("articles up to", "storing, ms", "inferring, ms", "triples", title="processor time an article")
        for span in measure_growth(records, folder, chosen.articles):
            row = f"{span.articles:,}", f"{1000 * span.storing:,.1f}", f"{1000 * span.inferring:,.1f}", f"{span.size:,}"
            table.add_row(*row)
        OUT.print(table)
        OUT.print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MiB")
