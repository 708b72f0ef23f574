"""Reads the claims about incidents from a store, all that the rules ask for in a handful of queries.

Which reports an incident has is given, not read: it may be about to change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import cast

from kg.inference.claims import asking
from kg.inference.claims.asking import Properties, first, local, parties_of
from kg.inference.claims.stored import Article, Party, StoredClaim, StoredIncident, StoredReport, Utterance
from kg.mapping.claims import KINDS
from kg.mapping.vocabulary import DCTERMS, ONR, RDF, SDO
from kg.record import ClaimKind, Effect
from kg.store.graphs import GraphStore

_CLAIMS = """
SELECT ?claim ?p ?o WHERE {
  VALUES ?thing { %s }
  ?claim schema:about ?thing ; ?p ?o
  FILTER(?p IN (rdf:type, schema:about, schema:text, schema:minValue, schema:maxValue, dcterms:isPartOf, onr:claimant,
                onr:effect, onr:group, onr:agent, onr:what, onr:approximation) && ?o != schema:Claim)
}
"""
_EVIDENCE = "SELECT ?claim ?evidence WHERE { VALUES ?thing { %s } ?claim schema:about ?thing ; onr:evidence ?evidence }"
_BEFORE = "SELECT ?thing ?before WHERE { VALUES ?thing { %s } ?thing oa:prefix ?before }"
_STATEMENTS = """
SELECT ?claim ?statement ?source WHERE {
  VALUES ?thing { %s }
  ?claim schema:about ?thing . ?statement onr:expresses ?claim ; a onr:Statement .
  OPTIONAL { ?statement prov:hadPrimarySource ?source }
}
"""
_REPORTS = """
SELECT ?thing ?article ?signature WHERE {
  VALUES ?thing { %s }
  ?thing prov:wasDerivedFrom ?revision . ?revision prov:specializationOf ?article .
  OPTIONAL { ?revision onr:signature ?signature }
}
"""
_PERPETRATORS = """
SELECT ?thing ?actor WHERE {
  VALUES ?thing { %s } ?thing sem:hasActor ?role . ?role sem:roleType val:perpetrator ; rdf:value ?actor
}
"""

_ABOUT, _TYPE, _CLAIMANT, _MIN, _MAX = (
    str(SDO.about),
    str(RDF.type),
    str(ONR.claimant),
    str(SDO.minValue),
    str(SDO.maxValue),
)
_KIND_OF = {iri: kind for kind, iri in KINDS.items()}


def read_incidents(store: GraphStore, members: Mapping[str, Collection[str]]) -> tuple[StoredIncident, ...]:
    """Return the incidents with these IRIs, whose reports these are, and all claims about them."""
    return _Reader(store, {report for reports in members.values() for report in reports}).incidents(members)


class _Reader:
    def __init__(self, store: GraphStore, reports: set[str]) -> None:
        ask = asking.rows
        self.claims = asking.properties(ask(store, _CLAIMS, reports))
        report_rows = list(ask(store, _REPORTS, reports))
        self.article_of = {report: article for report, article, _ in report_rows}
        signatures = {article: signature for _, article, signature in report_rows}
        self.articles: dict[str, Article] = asking.read_articles(store, signatures, signatures)
        self.perpetrators = asking.grouped(ask(store, _PERPETRATORS, reports))
        self.expressed = {claim: (said, source) for claim, said, source in sorted(ask(store, _STATEMENTS, reports))}
        said = {iri for pair in self.expressed.values() for iri in pair if iri}
        spoken = asking.ask_utterances(store, said)
        self.parties: dict[str, Party] = asking.read_parties(store, self._actors() | asking.actors_of(spoken))
        self.utterances: dict[str, Utterance] = asking.utterances_of(spoken, self.parties)
        self.stands = _stands(store, reports, {iri for iri, known in self.claims.items() if _is_figure(known)})

    def incidents(self, members: Mapping[str, Collection[str]]) -> tuple[StoredIncident, ...]:
        """Return the incidents, each with its reports and their claims."""
        about: dict[str, list[StoredClaim]] = defaultdict(list)
        for iri in sorted(self.claims):
            claim = self._claim(iri, self.claims[iri])
            about[claim.report].append(claim)
        return tuple(self._incident(iri, sorted(set(members[iri])), about) for iri in sorted(members))

    def _incident(self, iri: str, reports: list[str], about: Mapping[str, list[StoredClaim]]) -> StoredIncident:
        known = [report for report in reports if self.article_of.get(report) in self.articles]
        claims = sorted((claim for report in known for claim in about.get(report, ())), key=lambda one: one.iri)
        stored = tuple(StoredReport(report, self.articles[self.article_of[report]]) for report in known)
        return StoredIncident(iri, stored, tuple(claims))

    def _actors(self) -> set[str]:
        names = [str(one) for one in (ONR.claimant, ONR.group, ONR.agent)]
        found = {iri for known in self.claims.values() for name in names for iri in known.get(name, ())}
        return found.union(*self.perpetrators.values())

    def _claim(self, iri: str, known: Properties) -> StoredClaim:
        report = known[_ABOUT][0]
        kinds = [_KIND_OF[one] for one in known[_TYPE] if one in _KIND_OF]
        effect, low, high = first(known, ONR.effect), first(known, SDO.minValue), first(known, SDO.maxValue)
        said, source = self.expressed.get(iri, ("", ""))
        start, before = self.stands.get(iri, (0, ""))
        statement = self.utterances.get(said)
        return StoredClaim(
            iri=iri,
            kind=cast(ClaimKind, kinds[0] if kinds else "other"),
            report=report,
            article=self.articles[self.article_of[report]],
            evidence=first(known, SDO.text) or "",
            before=before,
            start=start,
            statement=statement,
            source=self.utterances.get(source) or statement,
            claimants=parties_of(known.get(_CLAIMANT, ()), self.parties),
            perpetrators=parties_of(self.perpetrators.get(report, ()), self.parties),
            effect=cast(Effect, local(effect)) if effect else None,
            group=self.parties.get(first(known, ONR.group) or ""),
            agent=self.parties.get(first(known, ONR.agent) or ""),
            what=first(known, ONR.what),
            low=int(low) if low is not None else None,
            high=int(high) if high is not None else None,
            approximation=first(known, ONR.approximation),
            part_of=first(known, DCTERMS.isPartOf),
        )


def _stands(store: GraphStore, reports: set[str], figures: set[str]) -> dict[str, tuple[int, str]]:
    """Return for each claim about reports where its words first stand, and of figures what stands before them."""
    earliest: dict[str, tuple[int, str]] = {}
    for claim, evidence in asking.rows(store, _EVIDENCE, reports):
        revision, _, where = evidence.rpartition("#char=")
        found = (int(where.partition(",")[0]), f"{revision}#quote={where}")
        earliest[claim] = min(found, earliest.get(claim, found))
    quotes = (quote for claim, (_, quote) in earliest.items() if claim in figures)
    before = dict(asking.rows(store, _BEFORE, quotes))
    return {claim: (start, before.get(quote, "")) for claim, (start, quote) in earliest.items()}


def _is_figure(known: Properties) -> bool:
    return _MIN in known or _MAX in known
