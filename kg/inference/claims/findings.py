"""What the rules find about one incident, put together, and as triples of the graph of inferences about claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import get_args

from kg.inference.claims.affiliations import Affiliations, related
from kg.inference.claims.figures import RuleSet
from kg.inference.claims.origins import Origin, Origins, find_origins, is_own_voice, sources
from kg.inference.claims.plans import claims_plan, rule_set_plan
from kg.inference.claims.relations import Relation, RelationKind, find_relations
from kg.inference.claims.stored import StoredIncident
from kg.inference.claims.tallies import Tally, find_tallies
from kg.mapping.frame import Triples, integer
from kg.mapping.iris import mint
from kg.mapping.quads import Literal
from kg.mapping.vocabulary import ONR, PROV, RDF, RDFS, SDO, VAL, XSD
from kg.record import Effect

_TYPE, _VALUE, _LABEL = str(RDF.type), str(RDF.value), str(RDFS.label)
_SUBJECT, _PREDICATE, _OBJECT = str(RDF.subject), str(RDF.predicate), str(RDF.object)
_INCIDENT, _REASON, _RULE, _RULE_SET = str(ONR.incident), str(ONR.reason), str(ONR.rule), str(ONR.ruleSet)
_ORIGIN, _COUNT, _SUPPORTED = str(ONR.origin), str(ONR.originCount), str(ONR.supportedBy)
_DERIVED, _ATTRIBUTED = str(PROV.wasDerivedFrom), str(PROV.wasAttributedTo)
_ORIGIN_CLASS, _TALLY, _RELATION = str(ONR.Origin), str(ONR.Tally), str(ONR.ClaimRelation)
_BOOLEAN = str(XSD.boolean)
_LINKS = {kind: str(ONR[kind]) for kind in get_args(RelationKind)}
_EFFECTS = {effect: str(VAL[effect]) for effect in get_args(Effect)}
_INDEPENDENT, _GAP, _ACCEPTED, _EFFECT, _GROUP, _BEST = (
    str(ONR.independent),
    str(ONR.gap),
    str(ONR.acceptedBy),
    str(ONR.effect),
    str(ONR.group),
    str(ONR.best),
)
_MIN, _MAX = str(SDO.minValue), str(SDO.maxValue)
_REPEATS = ("repeated-figure",)


@dataclass(frozen=True, slots=True)
class Findings:
    """All that is found about an incident, but for its grade."""

    incident: StoredIncident
    origins: Origins
    relations: tuple[Relation, ...]
    tallies: tuple[Tally, ...]
    accepted: tuple[tuple[str, str], ...]


def find(incident: StoredIncident, affiliations: Affiliations, rule_sets: Sequence[RuleSet]) -> Findings:
    """Return what the claims about an incident say about each other."""
    origins = find_origins(incident, affiliations)
    return Findings(
        incident=incident,
        origins=origins,
        relations=find_relations(incident, origins, affiliations, rule_sets),
        tallies=find_tallies(incident, origins, affiliations, rule_sets),
        accepted=tuple(_accepted(incident, affiliations)),
    )


def findings_triples(findings: Findings, *, base: str, rule_sets: Sequence[RuleSet]) -> Triples:
    """Yield what was found about an incident."""
    yield from _Writer(findings, base, {one.name: rule_set_plan(one, base=base) for one in rule_sets}).triples()


def relation_node(relation: Relation, *, base: str) -> str:
    """Return the IRI of a relation."""
    return mint(base, "relation", relation.kind, relation.one, relation.other)


def relation_triples(relation: Relation, *, base: str) -> Triples:
    """Yield a relation and the property that it stands for, both ways where it holds both ways."""
    node = relation_node(relation, base=base)
    link = _LINKS[relation.kind]
    yield relation.one, link, relation.other
    if relation.kind != "qualifies":
        yield relation.other, link, relation.one
    yield node, _TYPE, _RELATION
    yield node, _SUBJECT, relation.one
    yield node, _PREDICATE, link
    yield node, _OBJECT, relation.other
    yield node, _RULE, Literal(relation.rule)
    yield node, _RULE_SET, claims_plan(base=base)
    yield node, _INDEPENDENT, Literal("true" if relation.independent else "false", _BOOLEAN)
    for reason in relation.reasons:
        yield node, _REASON, Literal(reason)
    if relation.gap is not None:
        yield node, _GAP, integer(relation.gap)


@dataclass(frozen=True, slots=True)
class _Writer:
    findings: Findings
    base: str
    plans: dict[str, str]
    _origins: dict[str, str] = field(default_factory=dict)

    def triples(self) -> Triples:
        incident, found = self.findings.incident, self.findings
        yield incident.iri, _COUNT, integer(len(_reporting(found)))
        for origin in found.origins.all.values():
            yield from self._origin(origin)
        for claim, keys in found.origins.of_claim.items():
            for key in sorted(keys):
                yield claim, _ORIGIN, self._origin_iri(key)
        for claim, supporters in _supporters(found).items():
            yield claim, _COUNT, integer(len(supporters))
            for key in sorted(supporters):
                yield claim, _SUPPORTED, self._origin_iri(key)
        for relation in found.relations:
            triples = list(relation_triples(relation, base=self.base))
            yield triples[-1][0], _INCIDENT, incident.iri
            yield from triples
        for tally in found.tallies:
            yield from self._tally(tally)
        for claim, actor in found.accepted:
            yield claim, _ACCEPTED, actor

    def _origin_iri(self, key: str) -> str:
        if key not in self._origins:
            self._origins[key] = mint(self.base, "origin", self.findings.incident.iri, key)
        return self._origins[key]

    def _origin(self, origin: Origin) -> Triples:
        node = self._origin_iri(origin.key)
        yield node, _TYPE, _ORIGIN_CLASS
        yield node, _INCIDENT, self.findings.incident.iri
        yield node, _LABEL, Literal(origin.label)
        for party in origin.parties:
            yield node, _ATTRIBUTED, party.iri
        for reason in origin.reasons:
            yield node, _REASON, Literal(reason)

    def _tally(self, tally: Tally) -> Triples:
        incident = self.findings.incident.iri
        node = mint(self.base, "tally", incident, tally.rule_set, tally.effect, tally.group)
        yield node, _TYPE, _TALLY
        yield node, _INCIDENT, incident
        yield node, _RULE_SET, self.plans[tally.rule_set]
        yield node, _EFFECT, _EFFECTS[tally.effect]
        if tally.party is not None:
            yield node, _GROUP, tally.party.iri
        yield node, _MIN, integer(tally.low)
        yield node, _BEST, integer(tally.best)
        if tally.high is not None:
            yield node, _MAX, integer(tally.high)
        yield node, _COUNT, integer(len(tally.origins))
        for key in tally.origins:
            yield node, _ORIGIN, self._origin_iri(key)
        for claim in tally.claims:
            yield node, _DERIVED, claim


def _reporting(found: Findings) -> set[str]:
    """Return the keys of the origins that tell of an incident; who only denies it does not."""
    if not found.incident.claims:
        return set(found.origins.all)
    of_claim = found.origins.of_claim
    return {key for claim in found.incident.claims if claim.kind != "denial" for key in of_claim[claim.iri]}


def _supporters(found: Findings) -> dict[str, frozenset[str]]:
    """Return for each claim with a figure the origins that give it or what can hold together with it."""
    of_claim = found.origins.of_claim
    figures = {claim.iri for claim in found.incident.claims if claim.has_figure}
    together: dict[str, set[str]] = defaultdict(set)
    first: dict[str, str] = {}
    for relation in found.relations:
        if relation.kind == "corroborates" and relation.one in figures and relation.other in figures:
            together[relation.one] |= of_claim[relation.other]
            together[relation.other] |= of_claim[relation.one]
            if relation.rule in _REPEATS:
                first[relation.other] = relation.one
    return {claim: of_claim[claim] | together[claim] | together[first.get(claim, claim)] for claim in sorted(figures)}


def _accepted(incident: StoredIncident, affiliations: Affiliations) -> Iterator[tuple[str, str]]:
    """Yield each claim by which somebody says that it carried the incident out itself, with who.

    To tell of it is as good, where the article names who tells as the perpetrator, unless that one denies it elsewhere.
    """
    denials = [claim for claim in incident.claims if claim.kind == "denial"]
    deniers = {affiliations.chain(party, claim.day)[-1] for claim in denials for party in sources(claim)}
    for claim in incident.claims:
        if claim.kind == "denial" or is_own_voice(claim):
            continue
        accused = (claim.agent,) if claim.agent is not None else claim.perpetrators
        for party in sources(claim):
            only_tells = claim.kind != "responsibility" and affiliations.chain(party, claim.day)[-1] in deniers
            if party.named and not only_tells and any(related(party, one, affiliations, claim.day) for one in accused):
                yield claim.iri, party.iri
