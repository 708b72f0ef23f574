"""Renews what is found about incidents: one change takes out what was found before and puts in what is found now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kg.gazetteer import Gazetteer
from kg.inference.claims.affiliations import Affiliations, GazetteerAffiliations
from kg.inference.claims.figures import RuleSet, load_rule_set, load_rule_sets
from kg.inference.claims.findings import Findings, find, findings_quads
from kg.inference.claims.grading import grade_quads, load_grade_rules
from kg.inference.claims.plans import VERSION, claims_plan, grade_plan, plan_triples, rule_set_plan
from kg.inference.claims.ratings import Rating, load_ratings, ratings_quads
from kg.inference.claims.reading import read_incidents
from kg.inference.claims.stored import Party, StoredClaim
from kg.mapping.claims import KINDS
from kg.mapping.frame import Triples
from kg.mapping.iris import CLAIMS, PROVENANCE, RATINGS
from kg.mapping.quads import Literal, Quad, nquads
from kg.mapping.vocabulary import ONR, RDF, RDFS, SDO
from kg.store.graphs import Change, GraphStore

_TYPE, _LABEL, _ABOUT, _REPORT_OF = str(RDF.type), str(RDFS.label), str(SDO.about), str(ONR.reportOf)
_INCIDENT, _CLAIMANT, _EXPRESSES = str(ONR.Incident), str(ONR.claimant), str(ONR.expresses)
_CHUNK = 400

_FOUND = """
SELECT ?s ?p ?o ?g WHERE {
  VALUES ?incident { %s }
  {
    GRAPH ?g { ?s onr:incident ?incident ; ?p ?o }
  } UNION {
    GRAPH ?g { ?incident ?p ?o } BIND(?incident AS ?s)
  } UNION {
    GRAPH ?g { ?origin onr:incident ?incident . ?s onr:origin ?origin ; ?p ?o }
  } UNION {
    GRAPH ?g { ?relation onr:incident ?incident ; rdf:subject|rdf:object ?s . ?s ?p ?o }
  }
  FILTER(?g = <%s>)
}
"""


@dataclass(frozen=True)
class Rules:
    """What inference goes by: rule sets for figures, the operator's ratings, and who belongs to whom."""

    base: str
    rule_sets: tuple[RuleSet, ...]
    ratings: tuple[Rating, ...] = ()
    known: Affiliations | None = None

    @classmethod
    def load(cls, base: str, *, own: Path | None = None, ratings: Path | None = None) -> Rules:
        """Return the shipped rules with the operator's own rule set and ratings. Raises RuleError."""
        shipped = load_rule_sets()
        added = (load_rule_set(own),) if own is not None else ()
        names = {one.name for one in added}
        return cls(
            base=base,
            rule_sets=(*(one for one in shipped if one.name not in names), *added),
            ratings=load_ratings(ratings) if ratings is not None else (),
        )

    @cached_property
    def affiliations(self) -> Affiliations:
        """Who belongs to whom: as given, else as the gazetteer says."""
        return self.known or GazetteerAffiliations(self.base, Gazetteer.load())

    def plan_quads(self) -> tuple[Quad, ...]:
        """Return the descriptions of the plans, in the graph of provenance."""
        return tuple(Quad(*triple, self.base + PROVENANCE) for triple in self._plans())

    def _plans(self) -> Triples:
        yield from plan_triples(claims_plan(base=self.base), "Relations and origins of claims", VERSION, ())
        for one in self.rule_sets:
            yield from plan_triples(rule_set_plan(one, base=self.base), one.title, one.version, (one.description,))
        for rule in load_grade_rules():
            iri = grade_plan(rule.scheme, rule.version, base=self.base)
            label = f"Grades after {rule.title.rpartition(' after ')[2]}"
            yield from plan_triples(iri, label, rule.version, (f"{rule.title}: {rule.description}",))


def renewal(
    store: GraphStore, members: Mapping[str, Collection[str]], *, gone: Collection[str] = (), rules: Rules
) -> Change:
    """Return the change that renews all findings about incidents; `members` are their reports.

    Incidents in `gone` are no more: what was found about them goes. The store is read, not changed.
    """
    base = rules.base
    found = [find(one, rules.affiliations, rules.rule_sets) for one in read_incidents(store, members)]
    quads = [quad for one in found for quad in findings_quads(one, base=base, rule_sets=rules.rule_sets)]
    ratings = ratings_quads(rules.ratings, base=base)
    grades = grade_quads([*quads, *ratings, *(quad for one in found for quad in facts(one, base))], base=base)
    add = nquads((*quads, *grades, *rules.plan_quads())) if found else ""
    return Change(remove=findings_about(store, {*members, *gone}, base=base), add=add)


def ratings_change(store: GraphStore, rules: Rules) -> Change:
    """Return the change that makes the graph of ratings that of the rules."""
    graph = rules.base + RATINGS
    old = store.select_lines("SELECT ?s ?p ?o ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }", 4, graph=graph)
    return Change(remove=old, add=nquads(ratings_quads(rules.ratings, base=rules.base)))


def findings_about(store: GraphStore, incidents: Iterable[str], *, base: str) -> str:
    """Return as N-Quads what has been found about incidents."""
    ordered = sorted(incidents)
    chunks = [ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK)]
    queries = [_FOUND % (" ".join(f"<{iri}>" for iri in chunk), base + CLAIMS) for chunk in chunks]
    return "".join(store.select_lines(query, 4) for query in queries)


def facts(found: Findings, base: str) -> Iterator[Quad]:
    """Yield what the rules for grades may ask of an incident besides what was found."""
    for triple in _fact_triples(found):
        yield Quad(*triple, base + CLAIMS)


def _fact_triples(found: Findings) -> Triples:
    incident = found.incident
    yield incident.iri, _TYPE, _INCIDENT
    for report in incident.reports:
        yield report.iri, _REPORT_OF, incident.iri
    for claim in incident.claims:
        yield claim.iri, _TYPE, KINDS.get(claim.kind, str(SDO.Claim))
        yield claim.iri, _ABOUT, claim.report
        if claim.statement is not None:
            yield claim.statement.iri, _EXPRESSES, claim.iri
        for claimant in claim.claimants:
            yield claim.iri, _CLAIMANT, claimant.iri
        for party in _parties(claim):
            yield party.iri, _LABEL, Literal(party.label)


def _parties(claim: StoredClaim) -> Iterator[Party]:
    yield from claim.claimants
    yield from (one for one in (claim.group, claim.agent) if one is not None)
    for utterance in (claim.statement, claim.source):
        if utterance is not None:
            yield from (*utterance.speakers, *utterance.behalf)
