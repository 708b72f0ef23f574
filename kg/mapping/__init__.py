"""Map a record to quads: pure and deterministic, so the same record gives the same graph, byte for byte.

Two graphs come of a record: the article's own (`article_quads`) and the provenance of that graph (`provenance_quads`).
"""

from kg.mapping.article import article_iri, article_quads, article_triples, graph_iri, revision_iri
from kg.mapping.provenance import Run, provenance_quads, provenance_triples
from kg.mapping.quads import Literal, Quad, Triple, graph_of, nquads, nquads_of, read_triples

__all__ = [
    "Literal",
    "Quad",
    "Run",
    "Triple",
    "article_iri",
    "article_quads",
    "article_triples",
    "graph_iri",
    "graph_of",
    "nquads",
    "nquads_of",
    "provenance_quads",
    "provenance_triples",
    "read_triples",
    "revision_iri",
]
