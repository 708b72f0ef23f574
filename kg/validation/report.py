"""What came of holding a graph to the shapes: findings for people, for programs, and as a SHACL report."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from rdflib import RDF, SH, BNode, Graph, Literal
from rdflib.compare import to_canonical_graph

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
    """The outcome of holding graphs to the shapes; `graph` has the results as pySHACL gives them."""

    conforms: bool
    results: tuple[Result, ...] = ()
    graph: Graph = field(default_factory=Graph, compare=False, repr=False)

    @classmethod
    def merged(cls, reports: Iterable[Report]) -> Report:
        """Return one report of what several say, each result once, in an order that does not depend on theirs."""
        conforms, graph = True, Graph()
        results: set[Result] = set()
        for report in reports:
            conforms = conforms and report.conforms
            results.update(report.results)
            graph += report.graph
        return cls(conforms, tuple(sorted(results, key=_order)), graph)

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
        whole, report = Graph(), BNode()
        merged = set(self.graph.subjects(RDF.type, SH.ValidationReport))
        for triple in self.graph:
            if triple[0] not in merged:
                whole.add(triple)
            elif triple[1] == SH.result:
                whole.add((report, *triple[1:]))
        whole.add((report, RDF.type, SH.ValidationReport))
        whole.add((report, SH.conforms, Literal(self.conforms)))
        named = Graph() + to_canonical_graph(whole)
        for prefix, namespace in PREFIXES.items():
            named.bind(prefix, namespace)
        return named.serialize(format="turtle")


def _order(result: Result) -> tuple[str, str, str, str, str]:
    return result.severity, result.focus, result.message, result.path or "", result.value or ""


def _paragraph(result: Result) -> str:
    lines = [f"\n{result.message}\n", f"  at      {result.focus}\n"]
    if result.path is not None:
        lines.append(f"  in      {result.path}\n")
    if result.value is not None and result.value != result.focus:
        lines.append(f"  value   {result.value}\n")
    if result.severity != "Violation":
        lines.append(f"  weight  {result.severity.lower()}\n")
    return "".join(lines)
