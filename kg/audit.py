"""Hold what is stored to the shapes and to the texts: the graph of each article, then each of its quotes; links;
what is inferred, and the rules it is inferred by; decisions of reviews, and what articles are in the light of them.

Articles are taken one by one, each with what the shared graphs hold of it, so that a large store needs no more memory
than its largest article.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

from kg.errors import NotFoundError, StoreError
from kg.inference.auditing import inferred_triples
from kg.mapping.quads import read_triples
from kg.review.ledger import Ledger
from kg.revisions import article_graphs, link_graphs, run_triples, triples_of
from kg.store.formats import GraphFormat
from kg.store.graphs import GraphStore
from kg.store.texts import TextStore
from kg.validation import Report, Result, check_triples

_QUOTES = """
SELECT ?evidence ?sha256 ?start ?end ?words ?graph WHERE {
  GRAPH ?graph {
    ?evidence a onr:Evidence ; oa:hasSource/onr:sha256 ?sha256 ; oa:hasSelector ?position , ?quote .
    ?position oa:start ?start ; oa:end ?end .
    ?quote oa:exact ?words
  }
}
ORDER BY ?start ?end
"""


def check_store(graphs: GraphStore, texts: TextStore, *, progress: Callable[[int], None] = lambda done: None) -> Report:
    """Return how every article's graph in the store holds to the shapes and to its text, and graphs of links."""
    runs = run_triples(graphs)
    reports = []
    for number, graph in enumerate([*article_graphs(graphs), *link_graphs(graphs)], 1):
        misquotes = tuple(_misquotes(graphs, texts, graph))
        reports += [check_triples(read_triples(triples_of(graphs, graph) + runs)), Report(not misquotes, misquotes)]
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


def _misquotes(graphs: GraphStore, texts: TextStore, graph: str) -> Iterator[Result]:
    """Yield a result for each quote that the stored text does not have at its position."""
    read: dict[str, str] = {}
    for row in graphs.select(_QUOTES, graph=graph):
        evidence, sha256, start, end, words = (term.value for term in row[:5] if term is not None)
        try:
            text = read[sha256] if sha256 in read else read.setdefault(sha256, texts.get(sha256))
        except (NotFoundError, StoreError) as error:
            yield Result(f"The text that this quote is from cannot be read: {error}", evidence)
            return
        if text[int(start) : int(end)] != words:
            there = text[int(start) : int(end)]
            yield Result(f"The quote differs from the stored text, which has {there!r} there.", evidence, value=words)
