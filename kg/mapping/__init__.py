"""Map a record to quads: pure and deterministic, so the same record gives the same graph, byte for byte.

Two graphs come of a record: the article's own (`article_quads`) and the provenance of that graph (`provenance_quads`).
"""

from kg.mapping.article import article_iri, article_quads, graph_iri, revision_iri
from kg.mapping.provenance import Run, provenance_quads
from kg.mapping.quads import Literal, Quad, Triple, graph_of, nquads, read_triples

__all__ = [
    "Literal",
    "Quad",
    "Run",
    "Triple",
    "article_iri",
    "article_quads",
    "graph_iri",
    "graph_of",
    "nquads",
    "provenance_quads",
    "read_triples",
    "revision_iri",
]
