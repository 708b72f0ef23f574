"""Look whether a store is whole: its pointer and graph, its texts and records, its quotes, shapes and references.

Nothing is changed. The articles' graphs are judged by `kg.audit`; this adds what lies around them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kg.audit import check_store
from kg.errors import StoreError
from kg.inference.things import iri_chunks
from kg.store.graphs import GraphStore
from kg.store.refused import RefusedStore
from kg.store.texts import RecordStore, TextStore

Part = Literal["graph", "texts", "records", "refused", "shapes and quotes", "references"]

_REVISIONS = """
SELECT DISTINCT ?article ?id ?sha256 WHERE {
  GRAPH ?graph {
    ?revision a onr:ArticleRevision ; prov:specializationOf ?article ; onr:sha256 ?sha256 .
    ?article dcterms:identifier ?id
  }
} ORDER BY ?article ?sha256
"""

_REFERRED = """
SELECT DISTINCT ?named WHERE {
  { SELECT DISTINCT ?named WHERE { VALUES ?g { %s } GRAPH ?g { ?s ?p ?named } FILTER(isIRI(?named)) } }
  MINUS { SELECT DISTINCT ?named WHERE { VALUES ?g { %s } GRAPH ?g { ?named ?q ?o } } }
}
"""

_DESCRIBED = "SELECT DISTINCT ?named WHERE { VALUES ?named { %s } GRAPH ?g { ?named ?q ?o } }"

_REFERRING = """
SELECT ?named (SAMPLE(?s) AS ?subject) (SAMPLE(?g) AS ?graph) WHERE {
  VALUES ?named { %s } GRAPH ?g { ?s ?p ?named }
}
GROUP BY ?named ORDER BY ?named
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a store that is not as it must be."""

    part: Part
    what: str


def examine(
    directory: Path, graphs: GraphStore, *, workers: int = 1, progress: Callable[[str], None] = lambda part: None
) -> Iterator[Fault]:
    """Yield the faults of a store, opened for reading; `progress` is called with what is looked at.

    The graphs of many articles are held to the shapes in so many `workers`.
    """
    texts, records = TextStore(directory), RecordStore(directory)
    progress("graph")
    yield from (Fault("graph", line) for line in graphs.astray())
    progress("texts")
    yield from (Fault("texts", problem) for _, problem in texts.damaged())
    progress("records")
    yield from (Fault("records", problem) for _, problem in records.damaged())
    yield from _unfiled(graphs, texts, records)
    progress("refused")
    yield from _refused(directory)
    progress("shapes and quotes")
    yield from (
        Fault("shapes and quotes", f"{one.message} At {one.focus}.")
        for one in check_store(graphs, texts, workers=workers).results
        if one.severity == "Violation"
    )
    progress("references")
    yield from _dangling(graphs)


def _unfiled(graphs: GraphStore, texts: TextStore, records: RecordStore) -> Iterator[Fault]:
    """Yield a fault for each revision in the graph of which the store has not the text or the record."""
    for row in graphs.select(_REVISIONS):
        article, name, sha256 = (term.value for term in row if term is not None)
        if not texts.has(sha256):
            yield Fault("texts", f"the text of {article} is not here: expected one with SHA-256 {sha256}")
        if records.filed(name, sha256) is None:
            yield Fault("records", f"the record of {article} ({name!r}, SHA-256 {sha256}) is not here")


def _refused(directory: Path) -> Iterator[Fault]:
    try:
        RefusedStore(directory).check()
    except StoreError as error:
        yield Fault("refused", str(error))


def _dangling(graphs: GraphStore) -> Iterator[Fault]:
    """Yield a fault for each IRI of the data that something refers to and nothing describes.

    Most are described in the graphs that refer to them, so that some graphs at a time leave few to look for elsewhere.
    """
    names, base = graphs.graph_names(), graphs.base or ""
    referred = (row[0] for some in iri_chunks(names) for row in graphs.texts(_REFERRED % (some, some)))
    unknown = {iri for iri in referred if iri.startswith(base)}.difference(names)
    unknown -= {row[0] for some in iri_chunks(unknown) for row in graphs.texts(_DESCRIBED % some)}
    for some in iri_chunks(unknown):
        for named, subject, graph in graphs.texts(_REFERRING % some):
            yield Fault("references", f"{named} is described nowhere; {subject} refers to it in {graph}")
