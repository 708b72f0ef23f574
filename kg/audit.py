"""Hold what is stored to the shapes and to the texts: the graph of each article, then each of its quotes; links;
what is inferred, and the rules it is inferred by; decisions of reviews, and what articles are in the light of them.

1. The store is searched for what may break a shape and for wrong quotes (`kg.validation.searches`, `kg.quotes`): graphs
   of articles and links each by itself, a few hundred at a time; all that lies beside them as queries see it.
2. What a search finds is read and judged: an article's graph with what the shared graphs hold of it. So is a graph that
   describes what graphs beside the articles describe as well, as it could break together with them what it keeps alone.
3. Where a search finds something beside the articles, and in an endpoint, all is read.
4. Decisions of reviews, of which there are few, are always read, with what articles are in the light of them.

So most of a store is never read: a triple costs more to read than to validate. Several processes share the graphs.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from kg.errors import StoreError, ValidationError
from kg.inference.auditing import inferred_triples
from kg.mapping.quads import read_triples
from kg.mapping.vocabulary import PREFIXES
from kg.quotes import misquotes, misquoting
from kg.review.ledger import Ledger
from kg.revisions import article_graphs, link_graphs, run_triples, triples_of
from kg.store.formats import GraphFormat
from kg.store.graphs import GraphStore
from kg.store.place import Place, folder_of
from kg.store.texts import TextStore
from kg.validation import SCOPE, Report, Result, check_triples, prepare, searches
from kg.workers import Failure, work_through

_WORTH_WORKERS, _WORTH_SEARCHING = 50, 1_000
"""Graphs from which on it pays to start processes: to judge them, and to search them, which is ten times as fast."""

_SECONDS = 600.0
"""Time in which a process must have judged a graph."""

_TOGETHER = 500
"""Graphs that are searched at once: what is joined of them is held in memory, as numbers."""

_COMPARED = 5_000
"""Graphs of which it is found at once what they describe; for each so many, all other graphs are gone through."""

_Input = TypeVar("_Input")
_Output = TypeVar("_Output")


def check_store(
    graphs: GraphStore, texts: TextStore, *, workers: int = 1, progress: Callable[[int], None] = lambda done: None
) -> Report:
    """Return how every article's graph in the store holds to the shapes and to its text, and graphs of links.

    With several `workers`, that many processes share the graphs; `progress` is called with the number done.
    """
    names = [*article_graphs(graphs), *link_graphs(graphs)]
    doubted, reports = names, []
    rest_conforms = graphs.is_local and _rest_conforms(graphs, names)
    if rest_conforms:
        doubted = _entangled(graphs, names)
        for searched, found in _doubted(graphs, texts, sorted({*names}.difference(doubted)), workers):
            doubted += found
            progress(searched - len(found))
    for number, report in enumerate(_judged(graphs, texts, doubted, workers), 1 + len(names) - len(doubted)):
        reports.append(report)
        progress(number)
    if not rest_conforms:
        pieces = inferred_triples(graphs, base=graphs.base or "")
        reports += [check_triples(read_triples(triples)) for triples in pieces]
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


def _judged(graphs: GraphStore, texts: TextStore, names: list[str], workers: int) -> Iterator[Report]:
    """Yield the report on each graph, in order."""
    if len(names) < _WORTH_WORKERS:
        workers = 1
    yield from _shared_out(graphs, texts, names, _Judge, workers)


def _doubted(graphs: GraphStore, texts: TextStore, names: list[str], workers: int) -> Iterator[tuple[int, list[str]]]:
    """Yield which of these graphs may break a shape or have a wrong quote, some graphs at a time; all others surely
    do not. With each is the number of graphs that have been searched by then."""
    if len(names) < _WORTH_SEARCHING:
        workers = 1
    together = min(_TOGETHER, -(-len(names) // max(workers, 1)) or 1)
    pieces = [names[start : start + together] for start in range(0, len(names), together)]
    searched = 0
    for piece, found in zip(pieces, _shared_out(graphs, texts, pieces, _Search, workers), strict=True):
        searched += len(piece)
        yield searched, found


def _rest_conforms(graphs: GraphStore, names: list[str]) -> bool:
    """Return whether all that is not in these graphs surely conforms, looked at as queries see it."""
    rest = set(graphs.graph_names()).difference(names)
    return all(map(graphs.in_force, rest)) and not _found(graphs, "", _classes(graphs, _scope(rest)))


def _entangled(graphs: GraphStore, names: list[str]) -> list[str]:
    """Return those of these graphs that describe what other graphs describe as well, in a way that shapes look at."""
    rest = _scope(set(graphs.graph_names()).difference(names))
    looked_at = (
        f"VALUES ?property {{ {' '.join(sorted(ways))} }} {{ SELECT ?node ?property WHERE {{ {rest} {{ {ends} }} }} }}"
        for ends, ways in (
            ("?node ?property ?value", searches().forward),
            ("?value ?property ?node", searches().backward),
        )
    )
    nodes = f"SELECT DISTINCT ?node WHERE {{ {{ {' } UNION { '.join(looked_at)} }} }}"
    found: list[str] = []
    for start in range(0, len(names), _COMPARED):
        scope = _scope(names[start : start + _COMPARED])
        described = f"SELECT ?g ?node WHERE {{ {scope} {{ ?node a ?class }} }}"
        rows = graphs.texts(f"SELECT DISTINCT ?g WHERE {{ {{ {nodes} }} {{ {described} }} }}")
        found += [row[0] for row in rows]
    return sorted(found)


def _found(graphs: GraphStore, scope: str, classes: Iterable[str]) -> set[str]:
    if searches().opaque:
        return {""}
    return searches().found(lambda query: (row[0] for row in graphs.texts(query)), scope, classes)


def _classes(graphs: GraphStore, scope: str) -> list[str]:
    return [row[0] for row in graphs.texts(f"SELECT DISTINCT ?class WHERE {{ {scope} {{ ?node a ?class }} }}")]


def _scope(names: Iterable[str]) -> str:
    return f"VALUES ?g {{ {' '.join(f'<{name}>' for name in names)} }} {SCOPE}"


def _shared_out(
    graphs: GraphStore,
    texts: TextStore,
    inputs: list[_Input],
    role: Callable[[GraphStore, TextStore], Callable[[_Input], _Output]],
    workers: int,
) -> Iterator[_Output]:
    """Yield what a role makes of each input, in order, in several processes where the store can be opened there."""
    place = graphs.place
    if place is None or workers < 2 or len(inputs) < 2:
        yield from map(role(graphs, texts), inputs)
        return
    make = partial(_InProcess, place, graphs.base, role)
    for one, outcome in work_through(inputs, make, workers=workers, seconds=_SECONDS):
        if isinstance(outcome, Failure):
            raise StoreError(f"graph {one!r} cannot be held to the shapes: {outcome.reason}")
        yield outcome


class _Search:
    """Searches some graphs at once for what may break a shape, and for wrong quotes."""

    def __init__(self, graphs: GraphStore, texts: TextStore) -> None:
        self._graphs = graphs
        self._texts = texts

    def __call__(self, names: list[str]) -> list[str]:
        scope = _scope(names)
        found = _found(self._graphs, scope, _classes(self._graphs, scope))
        return names if "" in found else sorted(found | misquoting(self._graphs, self._texts, scope))


class _Judge:
    """Judges graphs of a store, each with what the shared graphs hold of it; then the quotes of one that conforms."""

    def __init__(self, graphs: GraphStore, texts: TextStore) -> None:
        self._graphs = graphs
        self._texts = texts
        self._runs = read_triples(run_triples(graphs))

    def __call__(self, name: str) -> Report:
        triples = read_triples(triples_of(self._graphs, name))
        try:
            shaped = check_triples([*triples, *self._runs])
        except ValidationError as error:
            return Report(False, (Result(str(error), name),))  # and the rest goes on
        wrong = tuple(misquotes(triples, self._texts)) if shaped.conforms else ()
        return Report(False, (*shaped.results, *wrong), shaped.graph) if wrong else shaped


class _InProcess(Generic[_Input, _Output]):
    """A role in a process of its own, which opens the store there: Oxigraph must not go through a fork."""

    def __init__(
        self, place: Place, base: str | None, role: Callable[[GraphStore, TextStore], Callable[[_Input], _Output]]
    ) -> None:
        self._place = place
        self._base = base
        self._role = role
        self._acting: Callable[[_Input], _Output] | None = None
        prepare()

    def __call__(self, one: _Input) -> _Output:
        if self._acting is None:
            graphs = GraphStore.open(self._place, prefixes=PREFIXES, base=self._base)
            self._acting = self._role(graphs, TextStore(folder_of(self._place)))
        return self._acting(one)
