"""The gate: the shapes compiled once into functions that say at once which graphs certainly conform.

1. Take every shape with a target, from the same Turtle that pySHACL reads. Each of its property shapes is a rule of
   its own, with its own severity; what else the shape demands is one more.
2. Compile each rule into a function from nodes to a verdict: the path (`paths`), the constraints (`constraints`), the
   shapes that are combined in it (`combining`), its queries (`queries`).
3. A rule with anything in it that is not known here is kept as unsupported: a graph with a node that it applies to
   is pySHACL's to judge. Where even the targets are not known, every graph is.
4. Hold the nodes of a graph to the rules. Only a graph in which every verdict is True passes; of any other, pySHACL
   need only be asked about the shapes whose rules had another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rdflib import OWL, RDF, SH, Graph, URIRef
from rdflib.term import Node

from kg.mapping.quads import Triple
from kg.validation.combining import Compiler
from kg.validation.constraints import Compiled
from kg.validation.facts import DoubtfulError, Facts
from kg.validation.paths import UnsupportedError

_TARGETS = (SH.targetClass, SH.targetSubjectsOf)
_OTHER_TARGETS = (SH.targetNode, SH.targetObjectsOf, SH.target)
_TYPES = {SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint, SH.PrefixDeclaration, OWL.Ontology}
_MILD = (SH.Warning, SH.Info)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a part of a shape demands of the nodes of a target, a class or those with a property.

    The part is the shape, which may be `apart` from its property shapes, or one of these. `conforms` is None when it is
    not supported; `mild` says that to break it is no violation.
    """

    target: str
    of_class: bool
    shape: Node
    part: Node
    apart: bool
    conforms: Compiled | None
    mild: bool

    def holds(self, facts: Facts) -> bool:
        """Return whether all nodes that the rule applies to certainly keep it."""
        nodes = facts.instances(self.target) if self.of_class else list(facts.objects(self.target))
        return not nodes or (self.conforms is not None and self.conforms(facts, nodes) is True)


class Gate:
    """Compiled shapes. `unsupported` says what of them is left to pySHACL; `opaque`, that every graph is."""

    def __init__(self, shapes: Graph) -> None:
        self.unsupported = [f"{one}: it may apply to any node" for one in _boundless(shapes)]
        self.opaque = bool(self.unsupported)
        self.rules = tuple(self._compiled(shapes))

    def passes(self, triples: Iterable[Triple], *, warnings: bool = True) -> bool:
        """Return whether a graph certainly conforms; without `warnings`, whether it certainly breaks no more than they.

        False says nothing but that pySHACL must be asked.
        """
        doubted = self.doubts(triples, warnings=warnings)
        return doubted is not None and not doubted

    def doubts(self, triples: Iterable[Triple], *, warnings: bool = True) -> list[Node] | None:
        """Return the shapes, each once, that a graph does not certainly keep; None when it may break any.

        Without `warnings` there are none unless one of them may be more than a warning.
        """
        if self.opaque:
            return None
        try:
            facts = Facts(triples)
            broken = [rule for rule in self.rules if not rule.holds(facts)]
        except DoubtfulError:
            return None
        matters = warnings or not all(rule.mild for rule in broken)
        return list(dict.fromkeys(rule.shape for rule in broken)) if matters else []

    def _compiled(self, shapes: Graph) -> Iterator[Rule]:
        compiler = Compiler(shapes)
        for kind in _TARGETS:
            for shape, target in shapes.subject_objects(kind):
                for part, severity, apart, compiled in compiler.rules(shape):
                    conforms, mild = self._supported(shape, compiled), severity in _MILD
                    yield Rule(str(target), kind == SH.targetClass, shape, part, apart, conforms, mild)

    def _supported(self, shape: Node, compiled: Callable[[], Compiled]) -> Compiled | None:
        try:
            return compiled()
        except UnsupportedError as construct:
            self.unsupported.append(f"{shape}: {construct}")
            return None


def _boundless(shapes: Graph) -> set[Node]:
    """Return what may concern nodes that the gate does not find: other targets, and shapes that are classes, too."""
    of_shacl = {subject for subject, name, value in shapes if _is_shacl(name) or _is_shacl(value)}
    return {
        *(shape for target in _OTHER_TARGETS for shape in shapes.subjects(target)),
        *(one for one in of_shacl if not _TYPES.issuperset(shapes.objects(one, RDF.type))),
    }


def _is_shacl(term: Node) -> bool:
    return isinstance(term, URIRef) and term.startswith(str(SH))
