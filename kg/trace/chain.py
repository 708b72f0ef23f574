"""A chain as the triples of the graph: PROV-O, Web Annotation and the project's own terms, nothing added.

From what is asked for, the properties that a chain is made of are followed, node by node; then all that the graph says
of these nodes is the answer.
"""

from __future__ import annotations

from kg.errors import NotFoundError
from kg.mapping.vocabulary import OA, ONR, ORG, PROV, SDO, SEM
from kg.store.graphs import Answer, GraphStore
from kg.trace.targets import find_home, find_target

_OUTWARD = (
    ONR.agent,
    ONR.claimant,
    ONR.cueEvidence,
    ONR.evidence,
    ONR.group,
    ONR.membership,
    ONR.onBehalfOf,
    ONR.relays,
    ONR.sourceEvidence,
    OA.hasSelector,
    OA.hasSource,
    ORG.role,
    PROV.hadPrimarySource,
    PROV.hadRole,
    PROV.qualifiedAttribution,
    PROV.specializationOf,
    PROV.wasAssociatedWith,
    PROV.wasAttributedTo,
    PROV.wasGeneratedBy,
    SDO.about,
    SDO.isBasedOn,
    SDO.publisher,
    SEM.hasPlace,
)

_CLAIM, _STATEMENT, _REPORT, _EVIDENCE = str(SDO.Claim), str(ONR.Statement), str(ONR.IncidentReport), str(ONR.Evidence)
_INWARD = {
    _CLAIM: ONR.expresses,
    _REPORT: SDO.about,
    _EVIDENCE: ONR.evidence,
}
"""By what a node of the chain is reached from the one before it, when the chain ends in it."""

_NEXT = f"""
SELECT DISTINCT ?next ?node WHERE {{
  VALUES ?property {{ {" ".join(one.n3() for one in _OUTWARD)} }}
  ?node ?property ?next FILTER(isIRI(?next))
}}
"""
_KINDS = "SELECT DISTINCT ?kind ?node WHERE { ?node a ?kind }"

_GRAPHS = """
SELECT DISTINCT ?graph ?node WHERE { ?graph prov:wasDerivedFrom ?node ; a onr:ArticleGraph }
"""
_DECISIONS = "SELECT DISTINCT ?decision ?node WHERE { ?decision prov:used ?node ; a onr:Decision }"


def chain(target: str, graphs: GraphStore) -> Answer:
    """Return all triples of the chains that end in the target. Raises NotFoundError as `trace` does."""
    iri = find_target(target, graphs)
    return _Chain(graphs, find_home(iri, graphs)).answer(iri)


class _Chain:
    def __init__(self, graphs: GraphStore, home: str | None) -> None:
        self._graphs = graphs
        self._home = home
        self._nodes: dict[str, None] = {}

    def answer(self, iri: str) -> Answer:
        kinds = self._iris(_KINDS, iri)
        if not {_CLAIM, _STATEMENT, _REPORT, _EVIDENCE} & {*kinds}:
            raise NotFoundError(f"{iri!r} leads to no claim: expected a claim, a statement, a report or evidence")
        self._follow(iri)
        self._follow_back(iri, kinds)
        for node in list(self._nodes):
            for query in (_GRAPHS, _DECISIONS):
                for other in self._iris(query, node, anywhere=True):
                    self._follow(other)
        values = " ".join(f"<{node}>" for node in self._nodes)
        construct = f"CONSTRUCT {{ ?node ?p ?o }} WHERE {{ VALUES ?node {{ {values} }} ?node ?p ?o }}"
        return self._graphs.query(construct, default_graphs=(self._home,) if self._home else ())

    def _follow_back(self, iri: str, kinds: list[str]) -> None:
        for kind in kinds:
            if kind in _INWARD:
                query = f"SELECT DISTINCT ?before ?node WHERE {{ ?before {_INWARD[kind].n3()} ?node }}"
                for before in self._iris(query, iri):
                    if before not in self._nodes:
                        self._follow(before)
                        self._follow_back(before, self._iris(_KINDS, before))

    def _follow(self, iri: str) -> None:
        waiting = [iri]
        while waiting:
            node = waiting.pop()
            if node not in self._nodes:
                self._nodes[node] = None
                waiting += self._iris(_NEXT, node)

    def _iris(self, query: str, node: str, *, anywhere: bool = False) -> list[str]:
        dataset = (self._home,) if self._home and not anywhere else ()
        answer = self._graphs.query(query, default_graphs=dataset, iris={"node": node})
        return sorted(row[0].value for row in answer.rows() if row[0] is not None and row[0].kind == "iri")
