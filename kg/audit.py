"""Hold what is stored to the shapes and to the texts: the graph of each article, then each of its quotes; links;
what is inferred, and the rules it is inferred by; decisions of reviews, and what articles are in the light of them.

Articles are taken one by one, each with what the shared graphs hold of it, so that a large store needs no more memory
than its largest article; several processes share them.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from kg.errors import NotFoundError, StoreError
from kg.inference.auditing import inferred_triples
from kg.mapping.quads import Literal, Triple, read_triples
from kg.mapping.vocabulary import OA, ONR, PREFIXES
from kg.review.ledger import Ledger
from kg.revisions import article_graphs, link_graphs, run_triples, triples_of
from kg.store.formats import GraphFormat
from kg.store.graphs import GraphStore
from kg.store.place import Place, folder_of
from kg.store.texts import TextStore
from kg.validation import Report, Result, check_triples, prepare
from kg.workers import Failure, work_through

_WORTH_WORKERS = 50
"""Graphs from which on it pays to start processes."""

_SECONDS = 600.0
"""Time in which a process must have judged a graph."""

_SOURCE, _SELECTOR, _SHA256 = str(OA.hasSource), str(OA.hasSelector), str(ONR.sha256)
_START, _END, _EXACT = str(OA.start), str(OA.end), str(OA.exact)
_OF_QUOTES = {_SOURCE, _SELECTOR, _SHA256, _START, _END, _EXACT}


def check_store(
    graphs: GraphStore, texts: TextStore, *, workers: int = 1, progress: Callable[[int], None] = lambda done: None
) -> Report:
    """Return how every article's graph in the store holds to the shapes and to its text, and graphs of links.

    With several `workers`, that many processes share the graphs; `progress` is called with the number done.
    """
    names = [*article_graphs(graphs), *link_graphs(graphs)]
    reports = []
    for number, report in enumerate(_judged(graphs, texts, names, workers), 1):
        reports.append(report)
        progress(number)
    reports += [check_triples(read_triples(triples)) for triples in inferred_triples(graphs, base=graphs.base or "")]
    ledger = Ledger.read(graphs, base=graphs.base or "")
    reports += [check_triples(view) for view in ledger.views(graphs, ledger.targets())]
    return Report.merged(reports)


def check_file(path: Path, form: GraphFormat) -> Report:
    """Return how the union of the graphs in a file holds to the shapes. Raises StoreError when it cannot be parsed."""
    loaded = GraphStore.in_memory()
    loaded.load(path, form)
    union = io.BytesIO()
    loaded.export(union, GraphFormat.ntriples)
    try:
        return check_triples(read_triples(union.getvalue().decode()))
    except ValueError as error:
        raise StoreError(f"{str(path)!r} cannot be held to the shapes: {error}") from error


def _misquotes(triples: Iterable[Triple], texts: TextStore) -> Iterator[Result]:
    """Yield a result for each quote in an article's graph that the stored text does not have at its position."""
    values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in triples:
        if predicate in _OF_QUOTES:
            values[subject][predicate].append(value.text if isinstance(value, Literal) else value)
    read: dict[str, str] = {}
    for evidence in sorted(one for one, known in values.items() if _SELECTOR in known):
        selectors = [values[one] for one in values[evidence][_SELECTOR]]
        (sha256,) = (one for source in values[evidence][_SOURCE] for one in values[source][_SHA256])
        (words,) = (one for selector in selectors for one in selector[_EXACT])
        start, end = (int(one) for name in (_START, _END) for selector in selectors for one in selector[name])
        try:
            text = read[sha256] if sha256 in read else read.setdefault(sha256, texts.get(sha256))
        except (NotFoundError, StoreError) as error:
            yield Result(f"The text that this quote is from cannot be read: {error}", evidence)
            return
        there = text[start:end]
        if there != words:
            yield Result(f"The quote differs from the stored text, which has {there!r} there.", evidence, value=words)


def _judged(graphs: GraphStore, texts: TextStore, names: list[str], workers: int) -> Iterator[Report]:
    """Yield the report on each graph, in order."""
    place = graphs.place
    if place is None or workers < 2 or len(names) < _WORTH_WORKERS:
        judge = _Judge(graphs, texts)
        yield from map(judge, names)
        return
    make = partial(_WorkerJudge, place, graphs.base)
    for name, outcome in work_through(names, make, workers=workers, seconds=_SECONDS):
        if isinstance(outcome, Failure):
            raise StoreError(f"graph {name!r} cannot be held to the shapes: {outcome.reason}")
        yield outcome


class _Judge:
    """Judges graphs of a store, each with what the shared graphs hold of it; then the quotes of one that conforms."""

    def __init__(self, graphs: GraphStore, texts: TextStore) -> None:
        self._graphs = graphs
        self._texts = texts
        self._runs = read_triples(run_triples(graphs))

    def __call__(self, name: str) -> Report:
        triples = read_triples(triples_of(self._graphs, name))
        shaped = check_triples([*triples, *self._runs])
        misquotes = tuple(_misquotes(triples, self._texts)) if shaped.conforms else ()
        return Report(False, (*shaped.results, *misquotes), shaped.graph) if misquotes else shaped


class _WorkerJudge:
    """A judge in a process of its own, which opens the store there: Oxigraph must not go through a fork."""

    def __init__(self, place: Place, base: str | None) -> None:
        self._place = place
        self._base = base
        self._judge: _Judge | None = None
        prepare()

    def __call__(self, name: str) -> Report:
        if self._judge is None:
            graphs = GraphStore.open(self._place, prefixes=PREFIXES, base=self._base)
            self._judge = _Judge(graphs, TextStore(folder_of(self._place)))
        return self._judge(name)
