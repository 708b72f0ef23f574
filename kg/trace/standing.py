"""How a claim or statement stands to others, and how well its incident is supported: what is inferred, with reasons."""

from __future__ import annotations

from kg.store.graphs import GraphStore
from kg.trace.steps import GradeStep, IncidentStep, OriginStep, RelationStep
from kg.trace.targets import local_name

_RELATIONS = """
SELECT ?kind ?other ?words ?reason ?independent ?forward ?row WHERE {
  { ?relation rdf:subject ?row ; rdf:object ?other BIND(true AS ?forward) }
  UNION
  { ?relation rdf:object ?row ; rdf:subject ?other BIND(false AS ?forward) }
  ?relation a onr:ClaimRelation ; rdf:predicate ?kind ; onr:reason ?reason ; onr:independent ?independent .
  ?other schema:text ?words .
}
"""
_NAMES = "SELECT DISTINCT ?name ?row WHERE { ?row (onr:claimant|prov:wasAttributedTo)/rdfs:label ?name }"

_ORIGINS = """
SELECT ?origin ?name ?reason ?row WHERE {
  ?row onr:origin ?origin . ?origin rdfs:label ?name ; onr:reason ?reason
}
"""

_INCIDENT = """
SELECT ?incident ?reports ?origins ?row WHERE {
  ?row schema:about/onr:reportOf ?incident . ?incident onr:reportCount ?reports ; onr:originCount ?origins
}
"""
_GRADES = """
SELECT ?scheme ?grade ?reason ?incident WHERE {
  ?graded onr:incident ?incident ; a onr:Grade ; rdf:value ?grade ; onr:reason ?reason ; onr:ruleSet/rdfs:label ?scheme
}
"""


def find_relations(graphs: GraphStore, row: str) -> tuple[RelationStep, ...]:
    """Return how a claim or statement stands to others; what contradicts it comes first."""
    found = []
    for kind, other, words, reason, independent, forward, _ in graphs.texts(_RELATIONS, row=row):
        name = local_name(kind)
        names = tuple(sorted(one for one, _ in graphs.texts(_NAMES, row=other)))
        passive = name == "qualifies" and forward == "false"
        found.append(
            RelationStep("is qualified by" if passive else name, other, words, names, reason, independent == "true")
        )
    return tuple(sorted(found, key=lambda one: (one.kind != "contradicts", one.kind, one.words, one.other)))


def find_origins(graphs: GraphStore, row: str) -> tuple[OriginStep, ...]:
    """Return the origins that a claim goes back to, each with what makes it one."""
    reasons: dict[tuple[str, str], set[str]] = {}
    for origin, name, reason, _ in graphs.texts(_ORIGINS, row=row):
        reasons.setdefault((origin, name), set()).add(reason)
    return tuple(OriginStep(*key, tuple(sorted(several))) for key, several in sorted(reasons.items()))


def find_incident(graphs: GraphStore, row: str) -> IncidentStep | None:
    """Return the incident that a claim is about, with its grades; None where nothing is inferred of it."""
    for incident, reports, origins, _ in graphs.texts(_INCIDENT, row=row):
        reasons: dict[tuple[str, str], set[str]] = {}
        for scheme, grade, reason, _ in graphs.texts(_GRADES, incident=incident):
            reasons.setdefault((scheme, local_name(grade)), set()).add(reason)
        grades = tuple(GradeStep(*key, tuple(sorted(several))) for key, several in sorted(reasons.items()))
        return IncidentStep(incident, int(reports), int(origins), grades)
    return None
