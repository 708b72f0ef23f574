"""What a run found as one named graph, with its provenance."""

from __future__ import annotations

from collections.abc import Iterator

from kg.linking.finding import Found
from kg.linking.items import item_quads, label_quads
from kg.linking.links import link_quads
from kg.mapping.iris import PROVENANCE, WIKIDATA
from kg.mapping.provenance import Run, run_description, run_iri
from kg.mapping.quads import Literal, Quad
from kg.mapping.vocabulary import ONR, PROV, RDF, XSD

_TYPE, _LINK_GRAPH, _SOURCE = str(RDF.type), str(ONR.LinkGraph), str(PROV.hadPrimarySource)
_MADE_BY, _AT, _DATE_TIME = str(PROV.wasGeneratedBy), str(PROV.generatedAtTime), str(XSD.dateTime)


def graph_quads(found: Found, *, base: str, run: Run, endpoint: str, asked: str) -> Iterator[Quad]:
    """Yield the graph of links and what is to be known of it: the endpoint asked, when it last answered, the run."""
    graph, provenance = base + WIKIDATA, base + PROVENANCE
    yield from link_quads(found.links, base=base)
    for item in found.items:
        yield from item_quads(item, base=base)
    yield from label_quads(found.labels, base=base)
    yield Quad(graph, _TYPE, _LINK_GRAPH, provenance)
    yield Quad(graph, _SOURCE, endpoint, provenance)
    yield Quad(graph, _MADE_BY, run_iri(run, base=base), provenance)
    if asked:
        yield Quad(graph, _AT, Literal(asked, _DATE_TIME), provenance)
    yield from (Quad(*triple, provenance) for triple in run_description(base, run))
