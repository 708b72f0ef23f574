"""A chain as a document of the PROV data model (https://www.w3.org/TR/prov-dm/): the one door to the library `prov`.

Claims, statements, articles and words are entities, speakers and outlets are agents. A claim is derived from the
statement that expresses it, a statement is derived or quoted from the article's revision and attributed to its
speaker, who acted on behalf of whom he spoke for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeAlias
from urllib.parse import urldefrag

from prov.model import Namespace, ProvDocument, QualifiedName

from kg.mapping.vocabulary import PREFIXES
from kg.trace.steps import ClaimStep, Party, Quote, StatementStep, Trace

_BODIES = ("organisation", "armed_group", "government", "coalition", "outlet")
_AGENT_TYPES = {"person": "prov:Person", **dict.fromkeys(_BODIES, "prov:Organization")}


_Attributes: TypeAlias = Mapping[str, str | int | None]


class DocumentFormat(StrEnum):
    """How a document is written."""

    json = "prov-json"
    notation = "prov-n"

    @property
    def media_type(self) -> str:
        """The media type: that of PROV-N is registered, PROV-JSON has none of its own."""
        return "text/provenance-notation" if self is DocumentFormat.notation else "application/json"


def document(traces: Iterable[Trace], form: DocumentFormat, *, base: str) -> str:
    """Return chains as one document in PROV-JSON or PROV-N."""
    writer = _Writer(base)
    for one in traces:
        writer.add(one)
    return str(writer.document.serialize(format="json" if form is DocumentFormat.json else "provn"))


class _Writer:
    def __init__(self, base: str) -> None:
        self.document = ProvDocument()
        self._namespaces = [
            self.document.add_namespace(prefix, start)
            for prefix, start in (("data", base), *((one, PREFIXES[one]) for one in ("onr", "schema", "rdfs", "oa")))
        ]
        self._known: set[str] = set()

    def add(self, one: Trace) -> None:
        article = one.article
        work = self._entity(article.iri, "schema:NewsArticle", {"schema:headline": article.title})
        revision = self._entity(article.revision, "onr:ArticleRevision", {"onr:sha256": article.sha256})
        self.document.specialization(revision, work)
        for publisher in article.publishers:
            self.document.attribution(work, self._agent(publisher))
        statements = [self._statement(step, revision) for step in one.statements]
        if one.claim is not None:
            self._claim(one.claim, statements or [revision], revision)

    def _claim(self, step: ClaimStep, sources: list[QualifiedName], revision: QualifiedName) -> None:
        figures: _Attributes = {"schema:text": step.words, "schema:minValue": step.low, "schema:maxValue": step.high}
        claim = self._entity(step.iri, "schema:Claim", figures)
        for source in sources:
            self.document.derivation(claim, source)
        for claimant in step.claimants:
            self.document.attribution(claim, self._agent(claimant))
        self._quotes(claim, step.evidence, revision)

    def _statement(self, step: StatementStep, revision: QualifiedName) -> QualifiedName:
        words = {"schema:text": step.words, "onr:mode": step.mode, "onr:saidOn": step.said_on}
        known = step.iri in self._known
        statement = self._entity(step.iri, "onr:Statement", words)
        if known:
            return statement
        (self.document.quotation if step.mode == "direct" else self.document.derivation)(statement, revision)
        for speaker in step.speakers:
            agent = self._agent(speaker)
            self.document.attribution(statement, agent)
            for other in step.on_behalf_of:
                self.document.delegation(agent, self._agent(other))
        self._quotes(statement, step.evidence, revision)
        if step.relays is not None:
            self.document.primary_source(statement, self._statement(step.relays, revision))
        return statement

    def _quotes(self, entity: QualifiedName, quotes: Iterable[Quote], revision: QualifiedName) -> None:
        for one in quotes:
            place: _Attributes = {"oa:start": one.start, "oa:end": one.end, "oa:exact": one.words}
            known = one.iri in self._known
            words = self._entity(one.iri, "onr:Evidence", place)
            if not known:
                self.document.quotation(words, revision)
            self.document.derivation(entity, words)

    def _agent(self, party: Party) -> QualifiedName:
        name = self._name(party.iri)
        if party.iri not in self._known:
            self._known.add(party.iri)
            kind = _AGENT_TYPES.get(party.kind or "")
            agent = self.document.agent(name, {"rdfs:label": party.name})
            if kind is not None:
                agent.add_attributes({"prov:type": self._qualified(kind)})
        return name

    def _entity(self, iri: str, kind: str, attributes: _Attributes) -> QualifiedName:
        name = self._name(iri)
        if iri not in self._known:
            self._known.add(iri)
            entity = self.document.entity(name, {"prov:type": self._qualified(kind)})
            entity.add_attributes({key: value for key, value in attributes.items() if value is not None})
        return name

    def _qualified(self, name: str) -> QualifiedName:
        known = self.document.valid_qualified_name(name)
        assert known is not None, name
        return known

    def _name(self, iri: str) -> QualifiedName:
        """Return an IRI as a qualified name, in a namespace of its own where no other fits."""
        for one in self._namespaces:
            if iri.startswith(one.uri):
                return one[iri.removeprefix(one.uri)]
        start = urldefrag(iri)[0].rpartition("/")[0] + "/"
        namespace: Namespace = self.document.add_namespace(f"ns{len(self._namespaces)}", start)
        self._namespaces.append(namespace)
        return namespace[iri.removeprefix(start)]
