"""Measure whether storing and inferring cost the same for each article however many there are.

1. Extract the articles named, the sample articles without any, once; and analyse them once more as a worker of a build
   does, to tell the processor time that takes an article, which does not grow.
2. File copies of their records, moved to other years and places (`benchmarks.shifted`), as a build does, with all that
   it infers, up to the number of articles asked for. A worker makes them, as in a build.
3. Tell for each span of articles (the first 100, up to 1,000, …) the processor time an article has taken: to find what
   follows from it, to read and store it with that, and to merge tables, which Oxigraph does in threads of its own
   whenever there is something to merge. At the end of a span, also the size of the store, on disk too, the memory held
   at most, and how long queries take (the median of a few).
4. Measure before some spans, and after them, what an article costs up to 1,000 in a store of its own: a machine that
   others use is not equally fast all the time. "In times" is what an article of a span has cost in that.
5. Draw that, with `--plot`, as SVG: each measure in proportion to what it was at the first span.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean, median
from typing import NamedTuple, cast
from unittest import mock

from rich.table import Table

from benchmarks.extract import write_articles
from benchmarks.measuring import OUT, options
from benchmarks.plotting import plot
from benchmarks.shifted import analysed, article_of, records_of, shifted
from kg.analysis import Analysed, Analysis
from kg.filing import Filing
from kg.inference import Inference, Settled
from kg.mapping.vocabulary import PREFIXES
from kg.pipeline import rarely_collected
from kg.reading import Article, read_articles
from kg.record import Record
from kg.settings import Settings
from kg.store.graphs import Change, GraphStore
from kg.workers import Failure, work_through

_PATIENCE = 60.0  # seconds that a copy may take to be made
_QUIET = 2.0  # seconds without merging after which it is over
_SPANS = (100, 300, 1_000, 3_000, 10_000, 20_000, 40_000, 100_000)
_MEASURED = (1_000, 10_000, 40_000, 100_000)
"""Where spans end of which the cost is held against that of the first articles, measured anew."""
_QUERIES = {
    "claims of an incident": """
        SELECT ?claim ?words WHERE { { SELECT ?incident WHERE { ?one onr:reportOf ?incident } LIMIT 1 }
        ?report onr:reportOf ?incident . ?claim schema:about ?report ; schema:text ?words }""",
    "statements of a speaker": """
        SELECT ?s ?words WHERE { { SELECT ?who WHERE { ?one prov:wasAttributedTo ?who } LIMIT 1 }
        ?s prov:wasAttributedTo ?who ; onr:evidence/oa:hasSelector/oa:exact ?words } LIMIT 100""",
}


_HEADS = (
    "articles",
    "storing",
    "inferring",
    "merging",
    "together",
    "with analysing",
    "in times of the first 1,000, together",
    "with analysing",
    *_QUERIES,
    "triples",
    "disk, MB",
    "memory, MiB",
)


class Cost(NamedTuple):
    """What an article costs, in seconds of processor: to be stored and inferred from, and to be analysed."""

    together: float
    analysing: float

    @property
    def all(self) -> float:
        """The whole."""
        return self.together + self.analysing


@dataclass(slots=True)
class Span:
    """What the articles up to a number have cost, in seconds of processor, since the number before."""

    articles: int
    analysing: float = 0.0
    storing: float = 0.0
    inferring: float = 0.0
    merging: float = 0.0
    size: int = 0
    disk: float = 0.0
    memory: float = 0.0
    queries: list[float] = field(default_factory=list)
    first: Cost | None = None

    @property
    def cost(self) -> Cost:
        """What it has cost to store an article and to infer from it, and to analyse it."""
        return Cost(self.storing + self.inferring + self.merging, self.analysing)

    def told(self) -> tuple[str, ...]:
        """Return a row of the table: times in milliseconds."""
        cost, first = self.cost, self.first
        spent = (self.storing, self.inferring, self.merging, cost.together, cost.all)
        times = (f"{cost.together / first.together:.2f}", f"{cost.all / first.all:.2f}") if first else ("", "")
        sizes = (self.size, self.disk, self.memory)
        return (
            f"{self.articles:,}",
            *(f"{1000 * one:,.1f}" for one in spent),
            *times,
            *(f"{1000 * one:,.1f}" for one in self.queries),
            *(f"{one:,.0f}" for one in sizes),
        )


@dataclass(slots=True)
class _Inferring:
    """The seconds of processor that it took to find what follows."""

    seconds: float = 0.0


@contextmanager
def _timed() -> Iterator[_Inferring]:
    """Time, within the block, the finding of whatever follows, but not what is done with it in between."""
    took, following = _Inferring(), Inference.following

    def timed(self: Inference, graphs: Sequence[str], *, keep: bool) -> Generator[Change, None, Settled]:
        changes = following(self, graphs, keep=keep)
        while True:
            started = time.thread_time()
            try:
                change = next(changes)
            except StopIteration as end:
                return cast(Settled, end.value)
            finally:
                took.seconds += time.thread_time() - started
            yield change

    with mock.patch.object(Inference, "following", timed):
        yield took


class _Timing:
    """Analyses articles as a worker of a build does, and tells the seconds of processor that each takes."""

    def __init__(self, settings: Settings) -> None:
        self._analysis = Analysis(settings)

    def __call__(self, article: Article) -> float:
        started = time.process_time()
        self._analysis(article)
        return time.process_time() - started


def seconds_to_analyse(paths: Sequence[Path], settings: Settings) -> float:
    """Return the seconds of processor that it takes a worker to analyse an article, on average."""
    articles = [one for one in read_articles(paths, settings=settings) if isinstance(one, Article)]
    with closing(work_through(articles, partial(_Timing, settings), workers=1, seconds=_PATIENCE)) as outcomes:
        return fmean(one for _, one in outcomes if not isinstance(one, Failure))


def first_cost(paths: Sequence[Path], records: Sequence[Record], articles: int) -> Cost:
    """Return what an article costs at the end of the first ones, measured by a process of its own.

    Raises RuntimeError when it cannot be measured.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_first_cost, paths, records, articles).result()


def _first_cost(paths: Sequence[Path], records: Sequence[Record], articles: int) -> Cost:
    with tempfile.TemporaryDirectory() as name, rarely_collected():
        *_, last = measure_growth(records, Path(name), articles)
        return Cost(last.cost.together, seconds_to_analyse(paths, Settings()))


def measure_growth(records: Sequence[Record], folder: Path, articles: int) -> Iterator[Span]:
    """File so many articles and yield what each span of them has cost."""
    settings, directory, done = Settings(), folder / "store", 0
    with (
        closing(_made(records, settings.base, articles)) as made,
        _timed() as inferring,
        GraphStore.open(directory, write=True, prefixes=PREFIXES, base=settings.base) as store,
    ):
        filing = Filing(directory, store, settings)
        filing.at_work = articles  # it never waits for them
        for end in sorted({*(one for one in _SPANS if one < articles), articles}):
            span, first, inferring.seconds = Span(end), done, 0.0
            others, merged = _without_merging(), _merging()
            while done < end:
                filing.take(*next(made))
                done += 1
            filing.rounds.flush()
            _wait_for_merging()
            span.inferring = inferring.seconds / (end - first)
            span.storing = (_without_merging() - others) / (end - first) - span.inferring
            span.merging = (_merging() - merged) / (end - first)
            span.size, span.queries = store.size(), [_seconds(store, one) for one in _QUERIES.values()]
            generation = max((directory / "generations").glob("*/"))
            span.disk = sum(path.stat().st_size for path in generation.rglob("*") if path.is_file()) / 1e6
            span.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            yield span


def _made(records: Sequence[Record], base: str, articles: int) -> Generator[tuple[Article, Analysed]]:
    """Yield so many articles, with what a process beside this one has made of them."""
    make = partial(_Copying, records, base)
    with closing(work_through(range(articles), make, workers=1, seconds=_PATIENCE)) as outcomes:
        for number, made in outcomes:
            if isinstance(made, Failure):
                raise RuntimeError(f"copy {number} could not be made: {made.reason}")
            yield made


class _Copying:
    """Makes the articles that are filed, by number: all records, then copies of all, and so on."""

    def __init__(self, records: Sequence[Record], base: str) -> None:
        self._records = records
        self._base = base

    def __call__(self, number: int) -> tuple[Article, Analysed]:
        copy, at = divmod(number, len(self._records))
        record = shifted(self._records[at], copy)
        return article_of(record), analysed(record, self._base)


def _merging() -> float:
    """Return the seconds of processor that Oxigraph's threads for merging tables have used, as Linux counts them."""
    seconds = 0.0
    for task in Path("/proc/self/task").iterdir():
        name, _, numbers = (task / "stat").read_text().partition("(")[2].rpartition(")")
        if name.startswith("rocksdb:"):
            seconds += sum(map(int, numbers.split()[11:13])) / os.sysconf("SC_CLK_TCK")
    return seconds


def _wait_for_merging() -> None:
    """Wait until no thread merges any more."""
    before = -1.0
    while before < (now := _merging()):
        before = now
        time.sleep(_QUIET)


def _without_merging() -> float:
    return time.process_time() - _merging()


def _seconds(store: GraphStore, query: str) -> float:
    def asked() -> float:
        started = time.process_time()
        store.select(query)
        return time.process_time() - started

    return median(asked() for _ in range(5))


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = options("growth", __doc__)
    parser.add_argument("--articles", type=int, default=1_000, help="how many to store (1,000)")
    parser.add_argument("--plot", type=Path, help="an SVG file to draw")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = chosen.paths or [write_articles(folder / "articles.jsonl", 1)]
        records = records_of(paths, Settings())
        first = partial(first_cost, paths, records, min(_MEASURED[0], chosen.articles))
        firsts = [first()]
        spans = []
        with rarely_collected():
            for span in measure_growth(records, folder, chosen.articles):
                if span.articles in (*_MEASURED, chosen.articles):
                    firsts.append(first())
                    span.first = Cost(*map(fmean, zip(*firsts[-2:], strict=True)))
                span.analysing = fmean(one.analysing for one in firsts[-2:])
                OUT.print("; ".join(f"{head} {told}" for head, told in zip(_HEADS, span.told(), strict=True)))
                spans.append(span)
    table = Table(*_HEADS, title="ms of processor an article, at the end of a span the store and its queries")
    for span in spans:
        table.add_row(*span.told())
    OUT.print(table)
    if chosen.plot:
        chosen.plot.write_text(_drawn(spans), encoding="utf-8")


def _drawn(spans: Sequence[Span]) -> str:
    """Return the measures over the number of articles as SVG."""
    measures = {
        "processor an article": [one.cost.together for one in spans],
        "with analysing it": [one.cost.all for one in spans],
    }
    for number, name in enumerate(_QUERIES):
        measures[name] = [one.queries[number] for one in spans]
    measures["triples an article"] = [one.size / one.articles for one in spans]
    measures["disk an article"] = [one.disk / one.articles for one in spans]
    return plot([one.articles for one in spans], measures, title="Cost as the store grows, in times of the first span")
