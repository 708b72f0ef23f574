"""Quads as light tuples, and the forms in which they come and go: canonical N-Quads, N-Triples, an rdflib graph.

IRIs are plain strings, and so are blank nodes, which begin with `_:`. The mapping makes no blank nodes, so sorting
the lines of its N-Quads makes them canonical (https://www.w3.org/TR/rdf-canon/#canonical-quads).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import rdflib
from rdflib import BNode, URIRef
from rdflib.term import Node


class Literal(NamedTuple):
    """An RDF literal. A plain string has neither datatype nor language; a language tag is lower case."""

    text: str
    datatype: str | None = None
    language: str | None = None


Term = str | Literal
Triple = tuple[str, str, Term]


class Quad(NamedTuple):
    """One statement of RDF in a named graph."""

    subject: str
    predicate: str
    object: str | Literal
    graph: str


_ESCAPES = {
    **{chr(code): f"\\u{code:04X}" for code in (*range(0x20), 0x7F)},
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}
_UNESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([tbnrf\"'\\]))")
_LINE = re.compile(
    r"(?:<([^>]*)>|(_:\S+)) <([^>]*)> "
    r'(?:<([^>]*)>|(_:\S+)|"([^"\\]*(?:\\.[^"\\]*)*)"(?:\^\^<([^>]*)>|@([A-Za-z0-9-]+))?) \.'
)
_ESCAPED = re.compile(r'[\x00-\x1f\x7f"\\]')


def nquads(quads: Iterable[tuple[str, str, Term, str]]) -> str:
    """Return the quads as canonical N-Quads: each once, sorted by code point, one a line."""
    lines = {f"<{subject}> <{predicate}> {term(value)} <{graph}> .\n" for subject, predicate, value, graph in quads}
    return "".join(sorted(lines))


def statements(triples: Iterable[Triple]) -> set[str]:
    """Return triples as N-Triples and N-Quads begin their lines."""
    return {
        f"<{subject}> <{predicate}> {term(value) if isinstance(value, Literal) else f'<{value}>'}"
        for subject, predicate, value in triples
    }


def nquads_of(graphs: Mapping[str, Iterable[Triple]]) -> str:
    """Return the triples of named graphs as canonical N-Quads."""
    lines: set[str] = set()
    for graph, triples in graphs.items():
        ending = f" <{graph}> .\n"
        lines.update([f"<{subject}> <{predicate}> {term(value)}{ending}" for subject, predicate, value in triples])
    return "".join(sorted(lines))


def read_triples(lines: str) -> list[Triple]:
    """Return the triples of N-Triples, one a line, as Oxigraph and `nquads` write them. Raises ValueError."""
    return [_triple(line) for line in lines.split("\n") if line]


def triples_in(quads: str, graph: str) -> list[Triple]:
    """Return the triples of a graph among N-Quads, as Oxigraph and `nquads` write them. Raises ValueError."""
    end = f" <{graph}> ."
    lines = (line.removesuffix(end) + " ." for line in quads.split("\n") if line.endswith(end))
    return [_triple(line) for line in lines]


def graph_of(triples: Iterable[Triple | Quad]) -> rdflib.Graph:
    """Return triples, or those of quads whatever their graphs, as an rdflib graph."""
    graph = rdflib.Graph(bind_namespaces="none")
    for subject, predicate, value, *_ in triples:
        graph.add((_node(subject), URIRef(predicate), _node(value)))
    return graph


def _triple(line: str) -> Triple:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"{line!r} is not a line of N-Triples: expected a triple of IRIs, blank nodes and literals")
    subject, blank, predicate, iri, other_blank, text, datatype, language = match.groups()
    if text is None:
        return subject or blank, predicate, iri or other_blank
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
    return subject or blank, predicate, Literal(text, datatype, language)


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _UNESCAPED[match[3]]


def _node(term: Term) -> Node:
    if isinstance(term, Literal):
        datatype = None if term.datatype is None else URIRef(term.datatype)
        return rdflib.Literal(term.text, datatype=datatype, lang=term.language, normalize=False)
    return BNode(term[2:]) if term.startswith("_:") else URIRef(term)


def term(value: str | Literal) -> str:
    """Return an IRI or a literal as N-Triples and SPARQL write it."""
    if not isinstance(value, Literal):
        return f"<{value}>"
    text, datatype, language = value
    if _ESCAPED.search(text):
        text = _ESCAPED.sub(lambda match: _ESCAPES[match[0]], text)
    if language:
        return f'"{text}"@{language}'
    return f'"{text}"^^<{datatype}>' if datatype else f'"{text}"'
