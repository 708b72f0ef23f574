"""Hold a graph to the shapes: a fast gate for what certainly conforms, pySHACL for everything else.

1. `gate`: the shapes, compiled once a process from the Turtle files of `shapes/`, pass a graph that certainly conforms.
2. `reference`: whatever the gate does not pass goes to pySHACL, which is asked about the shapes that may be broken; of
   all others the gate has shown that they are not. Its verdict and its report are the ones that count, so
   a graph that breaks a shape is reported just as if there were no gate, and a construct of the shapes that the gate
   does not know costs time only.
3. `report`: what pySHACL found, sorted, so that the same graph gives the same report.
4. `searches`: the same rules as queries, which find the graphs of a store that the gate might not pass without reading
   the others.

`check_triples` is all of it for one graph. On articles of a thousand triples pySHACL takes some fifty times as long as
the gate.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from rdflib import Graph

from kg.mapping.quads import Triple
from kg.validation.gate import Gate
from kg.validation.report import Report, Result
from kg.validation.searches import SCOPE, Searches, triple
from kg.validation.shapes import read_shapes

__all__ = [
    "SCOPE",
    "Gate",
    "Report",
    "Result",
    "Searches",
    "check_triples",
    "prepare",
    "read_shapes",
    "searches",
    "triple",
]


def check_triples(triples: Iterable[Triple], *, warnings: bool = True) -> Report:
    """Return how a graph of light triples holds to the shapes; without `warnings`, it need not be looked at for them.

    A finding of less than a violation (sh:Warning, sh:Info) is in the results, but the graph still conforms.
    Raises ValidationError when pySHACL cannot judge the graph.
    """
    several = list(triples)
    doubted = _gate().doubts(several, warnings=warnings)
    if doubted is not None and not doubted:
        return Report(conforms=True)
    from kg.validation.reference import judge  # pySHACL takes half a second to import, and is rarely needed

    return judge(several, _shapes(), of=doubted or ())


def prepare() -> None:
    """Compile the shapes, which is otherwise done for the first graph."""
    _gate()


@cache
def searches() -> Searches:
    """Return the queries that find which graphs of a store may break a shape."""
    return Searches(_shapes(), _gate())


@cache
def _gate() -> Gate:
    return Gate(_shapes())


@cache
def _shapes() -> Graph:
    return read_shapes()
