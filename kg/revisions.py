"""The revisions of an article in the graph: which one is current, what belongs to each, and how one follows another.

A revision has a named graph of its own. To it belong, in the graphs that all articles share: the provenance of that
graph, and the incidents that its reports are of, which `kg.inference` keeps up to date. When the text of an article has
changed, the graph of the earlier revision stays as history, and only what was derived from it goes; when the same text
is read by other code, its graph is replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.mapping.quads import nquads
from kg.mapping.revisions import Edit, history_graph, history_quads
from kg.mapping.vocabulary import ONR, PROV, RDF, SDO
from kg.store.graphs import Change, GraphStore

_REVISIONS = """
SELECT DISTINCT ?graph ?revision ?article WHERE {
  GRAPH ?graph { ?revision a onr:ArticleRevision ; prov:specializationOf ?article }
}
"""

_TEXT = """
SELECT DISTINCT ?sha256 ?article WHERE {
  ?revision a onr:ArticleRevision ; prov:specializationOf ?article ; onr:sha256 ?sha256
}
"""

_DERIVED = """
SELECT ?s ?p ?o ?g ?old WHERE {
  GRAPH ?g { ?s prov:wasDerivedFrom ?old } BIND(prov:wasDerivedFrom AS ?p) BIND(?old AS ?o)
}
"""

_PROVENANCE = "SELECT ?s ?p ?o ?g ?old WHERE { GRAPH ?g { ?old a onr:ArticleGraph ; ?p ?o } BIND(?old AS ?s) }"

_INCIDENTS = """
SELECT DISTINCT ?s ?p ?o ?old WHERE {
  GRAPH ?old { ?report a onr:IncidentReport }
  GRAPH ?g { ?report onr:reportOf ?incident }
  { GRAPH ?g { ?incident ?p ?o } BIND(?incident AS ?s) }
  UNION
  { GRAPH ?g { ?s onr:reportOf ?incident } BIND(onr:reportOf AS ?p) BIND(?incident AS ?o) }
}
"""

_EDITS = """
SELECT ?before ?after ?when ?graph WHERE {
  GRAPH ?graph {
    ?edit a onr:Edit ; onr:before ?before ; onr:after ?after ; prov:endedAtTime ?when ; schema:position ?number
  }
} ORDER BY ?number
"""

_KINDS = (ONR.Statement, SDO.Claim, ONR.IncidentReport)

_CONTENTS = f"""
SELECT DISTINCT ?thing ?graph WHERE {{
  VALUES ?kind {{ {" ".join(kind.n3() for kind in _KINDS)} }}
  GRAPH ?graph {{ ?thing a ?kind }}
}}
"""

_ARTICLE = (
    "SELECT ?article ?graph WHERE { GRAPH ?graph { ?revision a onr:ArticleRevision ; prov:specializationOf ?article } }"
)

_ARTICLE_GRAPHS = "SELECT ?graph WHERE { ?graph a onr:ArticleGraph } ORDER BY ?graph"

_LINK_GRAPHS = "SELECT ?graph WHERE { ?graph a onr:LinkGraph } ORDER BY ?graph"

_RUNS = """
SELECT DISTINCT ?s ?p ?o ?g WHERE {
  VALUES ?type { prov:Activity prov:Association prov:SoftwareAgent prov:Plan schema:PropertyValue }
  GRAPH ?g { ?s a ?type ; ?p ?o }
}
"""

_LINE_OF_REVISION = r"^<([^>]+)> {predicate} <{article}> <([^>]+)> \.$"
_MARKS_OF_CONTENT = tuple(f"> {RDF.type.n3()} {kind.n3()} <" for kind in _KINDS)


def article_graphs(store: GraphStore) -> list[str]:
    """Return the names of the graphs of all revisions, sorted."""
    return [row[0].value for row in store.select(_ARTICLE_GRAPHS) if row[0] is not None]


def link_graphs(store: GraphStore) -> list[str]:
    """Return the names of the graphs of links, sorted."""
    return [row[0].value for row in store.select(_LINK_GRAPHS) if row[0] is not None]


def triples_of(store: GraphStore, graph: str) -> str:
    """Return all triples that belong to the revision with this graph, and its article's history, as N-Triples."""
    articles = {row[0].value for row in store.select(_ARTICLE, graph=graph) if row[0]}
    histories = [history_graph(article, base=_base(article)) for article in sorted(articles)]
    own = "".join(map(store.triples_in, (graph, *histories)))
    return own + _shared(store, graph, 3) + store.select_lines(_INCIDENTS, 3, old=graph)


def run_triples(store: GraphStore) -> str:
    """Return the triples that describe the runs which made the graphs, as N-Triples."""
    return store.select_lines(_RUNS, 3)


def revisions_of(store: GraphStore, article: str) -> dict[str, str]:
    """Return the revisions of this article in the store, each with its graph."""
    if not store.holds(predicate=PROV.specializationOf, value=article):
        return {}  # as with nearly every article of a build
    rows = store.select(_REVISIONS, article=article)
    return {revision.value: graph.value for graph, revision, _ in rows if graph and revision}


def edits_of(store: GraphStore, article: str) -> list[Edit]:
    """Return the edits that led from each revision of this article to the next, in order."""
    history = history_graph(article, base=_base(article))
    rows = store.select(_EDITS, graph=history) if store.has_graph(history) else []
    return [Edit(*(term.value for term in row[:3] if term)) for row in rows]


def text_of(store: GraphStore, article: str) -> str | None:
    """Return the SHA-256 of the current text of this article, None when the store does not have the article."""
    known = store.holds(predicate=PROV.specializationOf, value=article)
    return next((row[0].value for row in store.select(_TEXT, article=article) if row[0]), None) if known else None


def contents_in(quads: str) -> frozenset[str]:
    """Return the statements, claims and reports in canonical N-Quads."""
    return frozenset(_subjects(quads))


def _subjects(quads: str) -> Iterator[str]:
    """Yield the subjects of lines that name one of the kinds; what looks like that inside a literal is none."""
    for mark in _MARKS_OF_CONTENT:
        at = quads.find(mark)
        while at >= 0:
            subject = quads[quads.rfind("\n", 0, at) + 2 : at]
            if '"' not in subject:
                yield subject
            at = quads.find(mark, at + 1)


def replacement(store: GraphStore, article: str, quads: str, *, found_at: str) -> Change:
    """Return the change that makes the quads the current revision of an article.

    `quads` are canonical N-Quads; `found_at` is when they were made of the article (ISO 8601, UTC): the time of the
    edit when their text is another than that of the revision that is current.
    """
    known, edits = revisions_of(store, article), edits_of(store, article)
    current = edits[-1].after if edits else next(iter(known), None)
    if current is None:
        return Change(add=quads)
    revision, graph = _revision_in(quads, article)
    same_again = (graph,) if revision in known else ()
    removed = "".join(_shared(store, one, 4) for one in same_again)
    if revision != current:
        edits.append(Edit(current, revision, found_at))
        removed += store.select_lines(_DERIVED, 4, old=known[current]) if current in known else ""
    if not edits:
        return Change(same_again, removed, quads)
    contents = {one: _contents(store, its_graph) for one, its_graph in known.items()}
    contents[revision] = contents_in(quads)
    history = nquads(history_quads(article, edits, contents, base=_base(article)))
    return Change((*same_again, history_graph(article, base=_base(article))), removed, quads + history)


def _shared(store: GraphStore, graph: str, width: int) -> str:
    """Return what the graphs that all articles share hold of a revision: provenance, and what derives from it."""
    return store.select_lines(_DERIVED, width, old=graph) + store.select_lines(_PROVENANCE, width, old=graph)


def _contents(store: GraphStore, graph: str) -> frozenset[str]:
    """Return the statements, claims and reports of a graph."""
    return frozenset(row[0].value for row in store.select(_CONTENTS, graph=graph) if row[0])


def _base(article: str) -> str:
    """Return the base under which an article's IRI was minted."""
    return article.rpartition("article/")[0]


def _revision_in(quads: str, article: str) -> tuple[str, str]:
    """Return the revision of an article that quads describe, and its graph."""
    line = _LINE_OF_REVISION.format(predicate=re.escape(PROV.specializationOf.n3()), article=re.escape(article))
    found = re.search(line, quads, re.MULTILINE)
    assert found is not None, "the graph of an article has passed the shapes, which ask for its revision"
    return found[1], found[2]
