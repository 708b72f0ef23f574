"""The door to pySHACL: hold a graph to the shapes, before it is stored and after.

1. Read the shapes once, and give each property shape the target of the node shape that holds it. This changes no
   result, but pySHACL then evaluates a property shape once for all nodes of its class, not anew for each.
2. Let pySHACL work out once what the shapes demand, and keep that for all graphs of this process.
3. Validate a parsed graph. Never text: broken text given to pySHACL leaves rdflib patched for the whole process.
4. Give the results as a `Report`, sorted, so that the same graph gives the same report.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import pyshacl
import pyshacl.consts
import pyshacl.shape
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP
from pyshacl.graph_abstraction import RdfLibDataGraph
from rdflib import RDF, SH, Dataset, Graph, URIRef
from rdflib.term import Node

from kg.mapping.index import IndexedGraph, name_of
from kg.mapping.vocabulary import PREFIXES


@dataclass(frozen=True, slots=True)
class Result:
    """One breach of a shape: the node, what is wrong in plain words, and the property and value if it has them."""

    message: str
    focus: str
    path: str | None = None
    value: str | None = None
    severity: str = "Violation"


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of holding a graph to the shapes."""

    conforms: bool
    results: tuple[Result, ...] = ()
    graph: Graph = field(default_factory=Graph, compare=False, repr=False)

    def text(self) -> str:
        """Return the report for a person to read."""
        if not self.results:
            return "Conforms.\n"
        findings = f"{len(self.results)} finding{'s' if len(self.results) > 1 else ''}"
        head = f"{'Conforms' if self.conforms else 'Does not conform'}: {findings}.\n"
        return head + "".join(_paragraph(result) for result in self.results)

    def json(self) -> str:
        """Return the report as JSON."""
        results = [asdict(one) for one in self.results]
        return json.dumps({"conforms": self.conforms, "results": results}, ensure_ascii=False, indent=2) + "\n"

    def turtle(self) -> str:
        """Return the report as a SHACL validation report (https://www.w3.org/TR/shacl/#validation-report)."""
        return self.graph.serialize(format="turtle")


def check_graph(graph: Graph | Dataset) -> Report:
    """Return how a parsed graph, or the union of a dataset's graphs, holds to the shapes.

    A finding of less than a violation (sh:Warning, sh:Info) is in the results, but the graph still conforms.
    """
    shapes = _shapes()
    options = {"inplace": True, "allow_warnings": True}
    validator: Any = pyshacl.Validator(_data_graph(_indexed(graph)), shacl_graph=shapes.graph, options=options)
    validator.shacl_graph = shapes
    conforms, report, _ = validator.run()
    for prefix, namespace in PREFIXES.items():
        report.bind(prefix, namespace)
    return Report(conforms, tuple(sorted(_results(report), key=_order)), report)


def _data_graph(graph: IndexedGraph) -> Any:
    """Return a graph as pySHACL reads it, with values straight from the index."""
    data: Any = RdfLibDataGraph(graph.store, graph)
    data.objects, data.subjects = graph.objects, graph.subjects
    return data


def read_shapes() -> Graph:
    """Return the shapes as they are published."""
    graph = Graph()
    for name in sorted(one.name for one in files("shapes").iterdir() if one.name.endswith(".ttl")):
        graph.parse(data=files("shapes").joinpath(name).read_text("utf-8"), format="turtle")
    return graph


def _indexed(graph: Graph | Dataset) -> IndexedGraph:
    if isinstance(graph, IndexedGraph):
        return graph
    if isinstance(graph, Dataset):
        return IndexedGraph(quad[:3] for quad in graph.quads())
    return IndexedGraph(graph)


@cache
def _shapes() -> pyshacl.ShapesGraph:
    for name in vars(pyshacl.consts).values():
        if isinstance(name, URIRef):
            name_of(name)
    pyshacl.validate(IndexedGraph(), shacl_graph=IndexedGraph())  # its entry point corrects faults of rdflib
    # pySHACL looks each property of a shape up in a list of forty names; a set gives the same answer at once
    setattr(pyshacl.shape, "CONSTRAINT_PARAMS", (frozenset(ALL_CONSTRAINT_PARAMETERS), CONSTRAINT_PARAMETERS_MAP))  # noqa: B010
    graph = _targeted(read_shapes())
    return pyshacl.ShapesGraph(IndexedGraph((_named(s), _named(p), _named(o)) for s, p, o in graph))


def _named(term: Node) -> Node:
    return name_of(term) if isinstance(term, URIRef) else term


def _targeted(graph: Graph) -> Graph:
    """Return the shapes with each property shape on its own, in the stead of the node shape that held it."""
    for target in (SH.targetClass, SH.targetSubjectsOf):
        for shape, value in list(graph.subject_objects(target)):
            for one in graph.objects(shape, SH.property):
                graph.add((one, RDF.type, SH.PropertyShape))
                graph.add((one, target, value))
    for shape in set(graph.subjects(RDF.type, SH.NodeShape)):
        graph.remove((shape, SH.property, None))
    return graph


def _results(report: Graph) -> Iterator[Result]:
    for one in report.objects(None, SH.result):
        path, value = report.value(one, SH.resultPath), report.value(one, SH.value)
        yield Result(
            message=str(report.value(one, SH.resultMessage)),
            focus=str(report.value(one, SH.focusNode)),
            path=_path(report, path),
            value=None if value is None else str(value),
            severity=str(report.value(one, SH.resultSeverity)).removeprefix(str(SH)),
        )


def _path(report: Graph, path: Node | None) -> str | None:
    """Return a property by its prefixed name; a path of several steps is left to the message."""
    return report.namespace_manager.normalizeUri(str(path)) if isinstance(path, URIRef) else None


def _order(result: Result) -> tuple[str, str, str, str]:
    return result.severity, result.message, result.focus, result.value or ""


def _paragraph(result: Result) -> str:
    lines = [f"\n{result.message}\n", f"  at      {result.focus}\n"]
    if result.path is not None:
        lines.append(f"  in      {result.path}\n")
    if result.value is not None and result.value != result.focus:
        lines.append(f"  value   {result.value}\n")
    if result.severity != "Violation":
        lines.append(f"  weight  {result.severity.lower()}\n")
    return "".join(lines)
