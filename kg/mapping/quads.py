"""Quads as light tuples, and the two forms that leave the mapping: canonical N-Quads and an rdflib graph.

IRIs are plain strings; the graph has no blank nodes, so sorting the lines of its N-Quads makes them canonical
(https://www.w3.org/TR/rdf-canon/#canonical-quads).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import rdflib
from rdflib import URIRef
from rdflib.term import Node

from kg.mapping.index import NAMES, IndexedGraph, name_of


class Literal(NamedTuple):
    """An RDF literal. A plain string has neither datatype nor language; a language tag is lower case."""

    text: str
    datatype: str | None = None
    language: str | None = None


class Quad(NamedTuple):
    """One statement of RDF in a named graph; strings are IRIs."""

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
_ESCAPED = re.compile(r'[\x00-\x1f\x7f"\\]')


def nquads(quads: Iterable[Quad]) -> str:
    """Return the quads as canonical N-Quads: each once, sorted by code point, one a line."""
    lines = {f"<{one.subject}> <{one.predicate}> {term(one.object)} <{one.graph}> .\n" for one in quads}
    return "".join(sorted(lines))


def graph_of(quads: Iterable[Quad]) -> rdflib.Graph:
    """Return the triples of the quads, whatever their graphs, as an rdflib graph that is quick to read."""
    terms = _Terms()
    return IndexedGraph((terms[one.subject], name_of(one.predicate), terms[one.object]) for one in quads)


def term(value: str | Literal) -> str:
    """Return an IRI or a literal as N-Triples and SPARQL write it."""
    if not isinstance(value, Literal):
        return f"<{value}>"
    quoted = f'"{_ESCAPED.sub(lambda match: _ESCAPES[match[0]], value.text)}"'
    if value.language:
        return f"{quoted}@{value.language}"
    return f"{quoted}^^<{value.datatype}>" if value.datatype else quoted


class _Terms(dict[str | Literal, Node]):
    """rdflib's terms for ours, each made once."""

    def __missing__(self, key: str | Literal) -> Node:
        if isinstance(key, Literal):
            term: Node = _literal(key) if key.datatype else rdflib.Literal(key.text, lang=key.language)
        else:
            term = NAMES.get(key) or str.__new__(URIRef, key)  # URIRef would check what the minting has made sure of
        self[key] = term
        return term


@lru_cache(maxsize=8192)
def _literal(key: Literal) -> rdflib.Literal:
    """Return a number or date, which rdflib reads to a Python value; the same ones come again and again."""
    return rdflib.Literal(key.text, datatype=name_of(key.datatype or ""), normalize=False)
