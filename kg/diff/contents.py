"""What a revision says, read from its named graph: one row for the article and for each statement, claim and report."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from rdflib import URIRef

from kg.diff.rows import Row
from kg.mapping.vocabulary import OA, ONR, PROV, RDF, RDFS, SDO, SEM
from kg.store.graphs import GraphStore

_TRIPLES = "SELECT ?s ?p ?o ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }"

_ARTICLE_FIELDS = {
    "headline": SDO.headline,
    "published": SDO.datePublished,
    "byline": ONR.byline,
    "dateline": SDO.dateline,
    "publisher": SDO.publisher,
}
_STATEMENT_FIELDS = {
    "speaker": PROV.wasAttributedTo,
    "for": ONR.onBehalfOf,
    "said on": ONR.saidOn,
    "mode": ONR.mode,
    "denies": ONR.denies,
}
_CLAIM_FIELDS = {
    "claimant": ONR.claimant,
    "effect": ONR.effect,
    "group": ONR.group,
    "agent": ONR.agent,
    "what": ONR.what,
    "low": SDO.minValue,
    "high": SDO.maxValue,
}
_REPORT_FIELDS = {"type": SEM.eventType, "date": ONR.edtf, "place": SEM.hasPlace, "weapon": ONR.weapon}


def read_rows(store: GraphStore, graph: str) -> list[Row]:
    """Return the rows of the revision with this graph."""
    return list(_Contents(store, graph).rows())


class _Contents:
    """The triples of a graph by subject and predicate."""

    def __init__(self, store: GraphStore, graph: str) -> None:
        self._values: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._of_type: dict[str, set[str]] = defaultdict(set)
        self._expressed: dict[str, str] = {}
        for subject, predicate, value, _ in store.select(_TRIPLES, graph=graph):
            if subject and predicate and value:
                self._values[subject.value, predicate.value].add(value.value)
                if predicate.value == str(RDF.type):
                    self._of_type[value.value].add(subject.value)
                elif predicate.value == str(ONR.expresses):
                    self._expressed[value.value] = subject.value

    def rows(self) -> Iterator[Row]:
        revisions = self._of_type[str(ONR.ArticleRevision)]
        for article in sorted(article for one in revisions for article in self._all(one, PROV.specializationOf)):
            yield Row("article", article, "", self._fields(article, _ARTICLE_FIELDS))
        for iri in sorted(self._of_type[str(ONR.Statement)]):
            fields = self._fields(iri, _STATEMENT_FIELDS)
            yield Row("statement", iri, self._one(iri, SDO.text), fields, self._start(iri))
        for iri in sorted(self._of_type[str(SDO.Claim)]):
            within = self._expressed.get(iri)
            fields = {"kind": self._kind(iri), **self._fields(iri, _CLAIM_FIELDS)}
            statement = within if within in self._of_type[str(ONR.Statement)] else None
            yield Row("claim", iri, self._one(iri, SDO.text), fields, self._start(iri), statement)
        for iri in sorted(self._of_type[str(ONR.IncidentReport)]):
            fields = {**self._fields(iri, _REPORT_FIELDS), **self._parts(iri)}
            yield Row("report", iri, self._words(iri), fields, self._start(iri))

    def _all(self, iri: str, predicate: URIRef) -> list[str]:
        return sorted(self._values.get((iri, str(predicate)), ()))

    def _one(self, iri: str, predicate: URIRef) -> str:
        return next(iter(self._all(iri, predicate)), "")

    def _fields(self, iri: str, fields: dict[str, URIRef]) -> dict[str, str]:
        found = {name: ", ".join(map(self._name, self._all(iri, predicate))) for name, predicate in fields.items()}
        return {name: value for name, value in found.items() if value}

    def _name(self, value: str) -> str:
        """Return the name of a thing that has one, the last part of any other IRI, a literal as it is."""
        return self._one(value, RDFS.label) or (re.split(r"[#/]", value)[-1] if "://" in value else value)

    def _kind(self, claim: str) -> str:
        kinds = [kind for kind in self._all(claim, RDF.type) if kind != str(SDO.Claim)]
        return ", ".join(map(self._name, kinds))

    def _parts(self, report: str) -> dict[str, str]:
        parts: dict[str, list[str]] = defaultdict(list)
        for part in self._all(report, SEM.hasActor):
            parts[self._name(self._one(part, SEM.roleType))].append(self._name(self._one(part, RDF.value)))
        return {role: ", ".join(sorted(names)) for role, names in sorted(parts.items())}

    def _start(self, iri: str) -> int:
        return min((int(start) for _, start in self._selected(iri, OA.start)), default=0)

    def _words(self, iri: str) -> str:
        first = sorted((int(start), evidence) for evidence, start in self._selected(iri, OA.start))
        exact = dict(self._selected(iri, OA.exact))
        return exact.get(first[0][1], "") if first else ""

    def _selected(self, iri: str, predicate: URIRef) -> Iterator[tuple[str, str]]:
        """Yield what the selectors of each piece of evidence say of it."""
        for evidence in self._all(iri, ONR.evidence):
            for selector in self._all(evidence, OA.hasSelector):
                for value in self._all(selector, predicate):
                    yield evidence, value
