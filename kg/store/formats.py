"""The formats that graphs and query results are written in, with their media types and file endings."""

from __future__ import annotations

from enum import StrEnum


class GraphFormat(StrEnum):
    """How a graph or dataset is written."""

    turtle = "turtle"
    ntriples = "ntriples"
    nquads = "nquads"
    trig = "trig"
    rdfxml = "rdfxml"
    jsonld = "jsonld"

    @property
    def media_type(self) -> str:
        """The registered media type."""
        return _GRAPH_TYPES[self][0]

    @property
    def suffix(self) -> str:
        """The file ending, with its dot."""
        return _GRAPH_TYPES[self][1]

    @property
    def names_graphs(self) -> bool:
        """Whether it can say which named graph a triple is in."""
        return self in (GraphFormat.nquads, GraphFormat.trig, GraphFormat.jsonld)


class ResultFormat(StrEnum):
    """How the result of a SELECT or ASK query is written."""

    json = "json"
    xml = "xml"
    csv = "csv"
    tsv = "tsv"

    @property
    def media_type(self) -> str:
        """The registered media type."""
        return _RESULT_TYPES[self]


_GRAPH_TYPES = {
    GraphFormat.turtle: ("text/turtle", ".ttl"),
    GraphFormat.ntriples: ("application/n-triples", ".nt"),
    GraphFormat.nquads: ("application/n-quads", ".nq"),
    GraphFormat.trig: ("application/trig", ".trig"),
    GraphFormat.rdfxml: ("application/rdf+xml", ".rdf"),
    GraphFormat.jsonld: ("application/ld+json", ".jsonld"),
}

_RESULT_TYPES = {
    ResultFormat.json: "application/sparql-results+json",
    ResultFormat.xml: "application/sparql-results+xml",
    ResultFormat.csv: "text/csv",
    ResultFormat.tsv: "text/tab-separated-values",
}
