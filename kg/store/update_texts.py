"""Changes as SPARQL updates (https://www.w3.org/TR/sparql11-update/): quads by graphs, in parts of some length."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from kg.store.dataset import ABOUT, IN_FORCE
from kg.store.view import DEFAULT

STATE = "https://schema.org/version"
"""What the state of a store is, a name that every change replaces."""


class Named:
    """Names blank nodes by IRIs, each by one."""

    def __init__(self, base: str | None) -> None:
        self._base = base or "urn:onrecord:"
        self._names: dict[ox.BlankNode, ox.NamedNode] = {}

    def __call__(self, quad: ox.Quad) -> ox.Quad:
        """Return a quad without blank nodes."""
        subject, value = self._of(quad.subject), self._of(quad.object)
        return ox.Quad(subject, quad.predicate, value, quad.graph_name)  # type: ignore[arg-type]

    def _of(self, term: object) -> object:
        if not isinstance(term, ox.BlankNode):
            return term
        if term not in self._names:
            self._names[term] = ox.NamedNode(f"{self._base}.well-known/genid/{secrets.token_hex(12)}")
        return self._names[term]


def by_graph(quads: Iterable[ox.Quad]) -> dict[str, list[str]]:
    """Return the triples of quads as lines of N-Triples, by the names of their graphs, that of the view last."""
    lines: dict[str, list[str]] = defaultdict(list)
    for quad in quads:
        lines[IN_FORCE if quad.graph_name == DEFAULT else quad.graph_name.value].append(f"{quad.triple} .\n")  # type: ignore[union-attr]
    return lines


def operation(verb: str, lines: Mapping[str, Sequence[str]]) -> list[str]:
    """Return an operation on triples in graphs; their terms have passed a parser, so that none can break out."""
    graphs = "".join(f"GRAPH <{name}> {{\n{''.join(some)}}}\n" for name, some in lines.items())
    return [f"{verb} {{\n{graphs}}}"] if graphs else []


def parts(lines: Iterable[str], longest: int) -> Iterator[list[str]]:
    """Yield lines, or texts, in parts that have at most so many characters, or one of them."""
    part: list[str] = []
    size = 0
    for line in lines:
        if part and size + len(line) > longest:
            yield part
            part, size = [], 0
        part.append(line)
        size += len(line)
    if part:
        yield part


def new_state() -> str:
    """Return the operation that gives the store a new state."""
    old, new = (f"GRAPH <{ABOUT}> {{ <{ABOUT}> <{STATE}> {one} }}" for one in ("?old", f'"{secrets.token_hex(8)}"'))
    return f"DELETE {{ {old} }} INSERT {{ {new} }} WHERE {{ {old} }}"
