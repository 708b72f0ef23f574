"""What is inferred, in pieces that can be held to the shapes one by one."""

from __future__ import annotations

from collections.abc import Iterator

from kg.mapping.iris import CLAIMS, RATINGS, RULES, STATEMENTS
from kg.store.graphs import GraphStore

_TOGETHER = 200
"""Incidents in one piece."""

_INCIDENTS = """
SELECT DISTINCT ?incident ?graph WHERE { GRAPH ?graph { ?found onr:incident ?incident } } ORDER BY ?incident
"""

_FOUND = """
SELECT DISTINCT ?s ?p ?o ?graph WHERE {
  VALUES ?incident { %s }
  GRAPH ?graph { ?s onr:incident ?incident ; ?p ?o }
}
"""

_ABOUT = """
SELECT DISTINCT ?s ?p ?o WHERE {
  VALUES ?incident { %s }
  { ?incident ?p ?o BIND(?incident AS ?s) }
  UNION
  { ?s ?p ?incident FILTER(?p = onr:reportOf) BIND(?incident AS ?o) }
  UNION
  { ?found onr:incident ?incident ; prov:wasDerivedFrom ?s . ?s schema:about ?o BIND(schema:about AS ?p) }
}
"""

_OWN = "SELECT ?s ?p ?o ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }"


def inferred_triples(store: GraphStore, *, base: str) -> Iterator[str]:
    """Yield as N-Triples what is found about some incidents at a time, each time with the rules; then all the rest."""
    claims = base + CLAIMS
    rules = "".join(store.select_lines(_OWN, 3, graph=base + name) for name in (RULES, RATINGS))
    incidents = [row[0].value for row in store.select(_INCIDENTS, graph=claims) if row[0] is not None]
    for start in range(0, len(incidents), _TOGETHER):
        values = " ".join(f"<{iri}>" for iri in incidents[start : start + _TOGETHER])
        found = store.select_lines(_FOUND % values, 3, graph=claims)
        yield rules + found + store.select_lines(_ABOUT % values, 3)
    yield rules + store.select_lines(_OWN, 3, graph=base + STATEMENTS)
