"""Renews what is found about incidents and statements: what was found before goes, what is found now comes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain

from kg.inference.claims.findings import Findings, find, findings_triples
from kg.inference.claims.grading import grade
from kg.inference.claims.reading import ClaimReader
from kg.inference.claims.rules import Rules
from kg.inference.claims.stored import Party, StoredClaim
from kg.inference.claims.utterances import Reprints, found_of_articles, found_of_statements
from kg.inference.things import Things, constructed, iri_chunks, parts
from kg.mapping.claims import KINDS
from kg.mapping.frame import Triples
from kg.mapping.iris import CLAIMS, STATEMENTS
from kg.mapping.quads import Literal, statements
from kg.mapping.vocabulary import ONR, RDF, RDFS, SDO
from kg.store.graphs import Change, GraphStore, difference, in_graph

_TYPE, _LABEL, _ABOUT, _REPORT_OF = str(RDF.type), str(RDFS.label), str(SDO.about), str(ONR.reportOf)
_INCIDENT, _CLAIMANT, _EXPRESSES = str(ONR.Incident), str(ONR.claimant), str(ONR.expresses)
_CLAIM = str(SDO.Claim)

_KNOWN = """
SELECT DISTINCT ?incident ?graph WHERE { VALUES ?incident { %s } GRAPH ?graph { ?found onr:incident ?incident } }
"""

_FOUND = """
CONSTRUCT { ?s ?p ?o } WHERE { SELECT DISTINCT ?s ?p ?o WHERE {
  VALUES ?incident { %s }
  GRAPH <{graph}> {
    { ?s onr:incident ?incident ; ?p ?o }
    UNION { ?incident ?p ?o BIND(?incident AS ?s) }
    UNION { ?origin onr:incident ?incident . ?s onr:origin ?origin ; ?p ?o }
    UNION { ?relation onr:incident ?incident ; rdf:subject|rdf:object ?s . ?s ?p ?o }
  }
} }
"""


def renewal(
    store: GraphStore,
    members: Mapping[str, Collection[str]],
    *,
    articles: Collection[str],
    rules: Rules,
    reader: ClaimReader | None = None,
    reprints: Reprints | None = None,
) -> Iterator[Change]:
    """Return the changes that renew all that is found about some incidents, and about the statements of some articles,
    made as they are asked for.

    `members` are the reports of each incident, none where it is no more. The store is read, not changed.
    """
    base = rules.base
    reader = reader or ClaimReader(Things(store, base=base))
    reprints = reprints or Reprints(store, reader.things, rules.affiliations)
    looked_at, known = reprints.looked_at(articles)
    printed = statements(reprints.find(looked_at, base=base))
    return chain(
        difference(base + CLAIMS, found_of_incidents(store, members, base=base), _found(members, reader, rules)),
        difference(base + STATEMENTS, found_of_statements(store, known, base=base), [printed]),
    )


def _found(members: Mapping[str, Collection[str]], reader: ClaimReader, rules: Rules) -> Iterator[set[str]]:
    """Yield what is found about incidents, some at a time, with their grades; as N-Triples begin their lines."""
    ratings = statements(quad[:3] for quad in rules.ratings_quads())
    for some in parts(iri for iri, reports in sorted(members.items()) if reports):
        incidents = reader.incidents({iri: members[iri] for iri in some})
        found = [find(one, rules.affiliations, rules.rule_sets) for one in incidents]
        made = statements(
            triple for one in found for triple in findings_triples(one, base=rules.base, rule_sets=rules.rule_sets)
        )
        more = statements(triple for one in found for triple in facts(one))
        yield made | set(grade(made | more | ratings, base=rules.base))


def found_before(store: GraphStore, incidents: Collection[str], articles: Collection[str], *, base: str) -> str:
    """Return as N-Quads all that has been found about some incidents, and about the statements of some articles."""
    of_incidents, of_articles = (
        found_of_incidents(store, incidents, base=base),
        found_of_articles(store, articles, base=base),
    )
    return in_graph(of_incidents, base + CLAIMS) + in_graph(of_articles, base + STATEMENTS)


def found_of_incidents(store: GraphStore, incidents: Iterable[str], *, base: str) -> set[str]:
    """Return what has been found about incidents, as lines of N-Triples begin."""
    graph = base + CLAIMS
    if not store.has_graph(graph):
        return set()
    known = {iri for values in iri_chunks(incidents) for iri, _ in store.texts(_KNOWN % values, graph=graph)}
    return constructed(store, _FOUND, known, graph=graph)


def facts(found: Findings) -> Triples:
    """Yield what the rules for grades may ask of an incident besides what was found."""
    incident = found.incident
    yield incident.iri, _TYPE, _INCIDENT
    for report in incident.reports:
        yield report.iri, _REPORT_OF, incident.iri
    for claim in incident.claims:
        yield claim.iri, _TYPE, KINDS.get(claim.kind, _CLAIM)
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
