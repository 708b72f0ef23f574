"""Find what belongs to a revision of an article in the graph, so that it can be replaced or looked at as a whole.

A revision has a named graph of its own. To it belong, in the graphs that all articles share: the provenance of that
graph, the membership of its reports in incidents, and incidents that have no other report.
"""

from __future__ import annotations

from kg.store.graphs import Change, GraphStore

_GRAPHS = """
SELECT DISTINCT ?graph ?article WHERE { GRAPH ?graph { ?revision prov:specializationOf ?article } }
"""

_TEXTS = """
SELECT DISTINCT ?sha256 ?article WHERE { ?revision prov:specializationOf ?article ; onr:sha256 ?sha256 }
"""

_SHARED = """
SELECT ?s ?p ?o ?g ?old WHERE {
  { GRAPH ?g { ?old ?p ?o } BIND(?old AS ?s) }
  UNION
  { GRAPH ?g { ?s prov:wasDerivedFrom ?old } BIND(prov:wasDerivedFrom AS ?p) BIND(?old AS ?o) }
  UNION
  { GRAPH ?old { ?s a onr:IncidentReport } GRAPH ?g { ?s onr:reportOf ?o } BIND(onr:reportOf AS ?p) }
  UNION
  { GRAPH ?old { ?report a onr:IncidentReport }
    GRAPH ?g { ?report onr:reportOf ?s . ?s ?p ?o }
    FILTER NOT EXISTS {
      GRAPH ?g { ?other onr:reportOf ?s }
      FILTER NOT EXISTS { GRAPH ?old { ?other a onr:IncidentReport } }
    }
  }
}
"""


_ARTICLE_GRAPHS = "SELECT ?graph WHERE { ?graph a onr:ArticleGraph } ORDER BY ?graph"

_OWN = "SELECT ?s ?p ?o ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }"

_RUNS = """
SELECT DISTINCT ?s ?p ?o ?g WHERE {
  VALUES ?type { prov:Activity prov:Association prov:SoftwareAgent prov:Plan schema:PropertyValue }
  GRAPH ?g { ?s a ?type ; ?p ?o }
}
"""


def article_graphs(store: GraphStore) -> list[str]:
    """Return the names of the graphs of all revisions, sorted."""
    return [row[0].value for row in store.select(_ARTICLE_GRAPHS) if row[0] is not None]


def triples_of(store: GraphStore, graph: str) -> str:
    """Return all triples that belong to the revision with this graph, as N-Triples."""
    return store.select_lines(_OWN, 3, graph=graph) + store.select_lines(_SHARED, 3, old=graph)


def run_triples(store: GraphStore) -> str:
    """Return the triples that describe the runs which made the graphs, as N-Triples."""
    return store.select_lines(_RUNS, 3)


def graphs_of(store: GraphStore, article: str) -> list[str]:
    """Return the names of the graphs that hold a revision of this article."""
    return sorted(row[0].value for row in store.select(_GRAPHS, article=article) if row[0] is not None)


def texts_of(store: GraphStore, article: str) -> list[str]:
    """Return the SHA-256 of the texts of the revisions of this article in the store."""
    return sorted(row[0].value for row in store.select(_TEXTS, article=article) if row[0] is not None)


def replacement(store: GraphStore, article: str, quads: str) -> Change:
    """Return the change that puts the quads of an article's revision in the place of earlier ones."""
    old = graphs_of(store, article)
    return Change(
        drop=tuple(old), remove="".join(store.select_lines(_SHARED, 4, old=graph) for graph in old), add=quads
    )
