"""Follow a claim back to the exact characters of the article: claim ← statement ← speaker ← article ← outlet.

1. Find what is asked for: a claim, a statement, an incident report (all its claims) or a piece of evidence, by its IRI,
   its IRI relative to the base, or its id or the beginning of it.
2. Read the chain from the graph: claim, statement, the statements it passes on, speakers and whom they speak for,
   revision, article, outlet.
3. Compare the words of each piece of evidence with the text in the article store.
4. Add what is inferred: how it stands to other claims, on whose word it rests, how well its incident is supported.
5. Add what reviewers decided. What they rejected, or the article says no longer, is read from the article's graph.
"""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import URIRef

from kg.errors import NotFoundError
from kg.mapping.vocabulary import OA, ONR, OWL, PROV, RDF, RDFS, SDO, SEM
from kg.store.graphs import GraphStore
from kg.store.texts import TextStore
from kg.trace.standing import find_incident, find_origins, find_relations
from kg.trace.steps import ArticleStep, ClaimStep, DecisionStep, Party, Quote, StatementStep, Trace
from kg.trace.targets import Node, find_home, find_target, local_name

_CEASED = "SELECT ?when ?node WHERE { ?node prov:invalidatedAtTime ?when }"

_DECISIONS = """
SELECT ?verdict ?by ?at ?note ?row WHERE {
  ?decision a onr:Decision ; prov:used ?row ; onr:verdict ?verdict ; prov:endedAtTime ?at ;
            prov:wasAssociatedWith/rdfs:label ?by .
  OPTIONAL { ?decision onr:note ?note }
  FILTER NOT EXISTS { ?later onr:supersedes ?decision }
} ORDER BY ?at
"""


def trace(target: str, *, graphs: GraphStore, texts: TextStore) -> tuple[Trace, ...]:
    """Return the chains that end in the target.

    Raises NotFoundError when nothing has this IRI or id, when several have, or when it is nothing
    that can be traced.
    """
    return _Tracer(graphs, texts).traces(target)


class _Tracer:
    def __init__(self, graphs: GraphStore, texts: TextStore) -> None:
        self._graphs = graphs
        self._graph: str | None = None
        self._texts = texts
        self._read: dict[str, str | None] = {}

    def traces(self, target: str) -> tuple[Trace, ...]:
        iri = find_target(target, self._graphs)
        self._graph = find_home(iri, self._graphs)
        node = self._node(iri)
        if node.is_a(SDO.Claim):
            return (self._of_claim(node),)
        if node.is_a(ONR.Statement):
            return (self._of_statement(node),)
        pointing: list[str] = []
        if node.is_a(ONR.IncidentReport):
            pointing = self._subjects(SDO.about, node.iri)
        elif node.is_a(ONR.Evidence):
            pointing = self._subjects(ONR.evidence, node.iri)
        found = [one for one in map(self._node, pointing) if one.is_a(SDO.Claim) or one.is_a(ONR.Statement)]
        if not found:
            raise NotFoundError(
                f"{target!r} leads to no claim: expected the IRI or id of a claim, a statement, an incident report "
                "or a piece of evidence"
            )
        return tuple(self._of_claim(one) if one.is_a(SDO.Claim) else self._of_statement(one) for one in found)

    def _node(self, iri: str) -> Node:
        return Node(self._graphs, iri, self._graph)

    def _decisions(self, *rows: str) -> tuple[DecisionStep, ...]:
        found = []
        for row in rows:
            for verdict, by, at, note, _ in self._graphs.select(_DECISIONS, row=row):
                if verdict and by and at:
                    words = note.value if note else None
                    found.append(DecisionStep(row, local_name(verdict.value), by.value, at.value, words))
        return tuple(found)

    def _ceased(self, iri: str) -> str | None:
        return next((row[0].value for row in self._graphs.select(_CEASED, node=iri) if row[0]), None)

    def _subjects(self, predicate: URIRef, iri: str) -> list[str]:
        query = f"SELECT DISTINCT ?s ?node WHERE {{ ?s {predicate.n3()} ?node }} ORDER BY ?s"
        answer = self._graphs.query(query, default_graphs=(self._graph,) if self._graph else (), iris={"node": iri})
        return [row[0].value for row in answer.rows() if row[0] is not None]

    def _of_claim(self, node: Node) -> Trace:
        speaking = [self._node(iri) for iri in self._subjects(ONR.expresses, node.iri)]
        article = self._article(node.all(ONR.evidence))
        statements = tuple(self._statement(one, frozenset()) for one in speaking if one.is_a(ONR.Statement))
        decisions = self._decisions(node.iri, *(one.iri for one in statements))
        return Trace(
            self._claim(node),
            statements,
            article,
            decisions,
            self._ceased(node.iri),
            relations=find_relations(self._graphs, node.iri),
            origins=find_origins(self._graphs, node.iri),
            incident=find_incident(self._graphs, node.iri),
        )

    def _of_statement(self, node: Node) -> Trace:
        statement, article = self._statement(node, frozenset()), self._article(node.all(ONR.evidence))
        decisions, relations = self._decisions(node.iri), find_relations(self._graphs, node.iri)
        return Trace(None, (statement,), article, decisions, self._ceased(node.iri), relations=relations)

    def _claim(self, node: Node) -> ClaimStep:
        about = node.one(SDO.about)
        report = self._node(about) if about else None
        places = self._parties(report.all(SEM.hasPlace)) if report else ()
        kinds = tuple(local_name(kind) for kind in node.all(RDF.type) if kind != str(SDO.Claim))
        return ClaimStep(
            iri=node.iri,
            kinds=kinds,
            words=node.one(SDO.text) or "",
            effect=node.name(ONR.effect),
            group=self._party(node.one(ONR.group)),
            agent=self._party(node.one(ONR.agent)),
            what=node.one(ONR.what),
            low=node.number(SDO.minValue),
            high=node.number(SDO.maxValue),
            approximation=node.one(ONR.approximation),
            claimants=self._parties(node.all(ONR.claimant)),
            about=about,
            incident_type=report.name(SEM.eventType) if report else None,
            earliest=report.one(ONR.earliest) if report else None,
            latest=report.one(ONR.latest) if report else None,
            places=tuple(place.name for place in places),
            evidence=self._quotes(node.all(ONR.evidence)),
        )

    def _statement(self, node: Node, passed: frozenset[str]) -> StatementStep:
        attribution = node.one(PROV.qualifiedAttribution)
        post = self._node(attribution) if attribution else None
        role = self._party(post.one(PROV.hadRole)) if post else None
        relayed = node.one(ONR.relays)
        return StatementStep(
            iri=node.iri,
            words=node.one(SDO.text) or "",
            speakers=self._parties(node.all(PROV.wasAttributedTo)),
            on_behalf_of=self._parties(node.all(ONR.onBehalfOf)),
            role=role.name if role else None,
            rank=post.one(ONR.rank) if post else None,
            cue=node.one(ONR.cue),
            mode=node.name(ONR.mode),
            medium=node.name(ONR.medium),
            certainty=node.name(ONR.certainty),
            said_on=node.one(ONR.saidOn),
            denies=node.one(ONR.denies) == "true",
            evidence=self._quotes(node.all(ONR.evidence)),
            source=self._quotes(node.all(ONR.sourceEvidence)),
            relays=(
                self._statement(self._node(relayed), passed | {node.iri})
                if relayed and relayed not in passed | {node.iri}
                else None
            ),
        )

    def _article(self, evidence: list[str]) -> ArticleStep:
        """Return the article that the evidence lies in."""
        revision = self._linked(evidence[0] if evidence else None, OA.hasSource)
        article = self._linked(revision.iri if revision else None, PROV.specializationOf)
        if revision is None or article is None:
            raise NotFoundError("the chain has no evidence in an article's revision: the graph is not whole")
        original = self._linked(article.iri, SDO.isBasedOn)
        return ArticleStep(
            iri=article.iri,
            revision=revision.iri,
            sha256=revision.one(ONR.sha256) or "",
            title=article.one(SDO.headline),
            url=article.one(SDO.url),
            published=article.one(SDO.datePublished),
            publishers=self._parties(article.all(SDO.publisher)),
            original_publishers=self._parties(original.all(SDO.publisher)) if original else (),
        )

    def _linked(self, iri: str | None, predicate: URIRef) -> Node | None:
        value = self._node(iri).one(predicate) if iri else None
        return self._node(value) if value else None

    def _parties(self, iris: Iterable[str]) -> tuple[Party, ...]:
        return tuple(party for iri in iris if (party := self._party(iri)) is not None)

    def _party(self, iri: str | None) -> Party | None:
        if iri is None:
            return None
        node = self._node(iri)
        kind = node.name(ONR.actorKind) or ("unnamed" if node.is_a(ONR.UnnamedSource) else None)
        return Party(iri, node.one(RDFS.label) or local_name(iri), kind, node.one(OWL.sameAs))

    def _quotes(self, evidence: Iterable[str]) -> tuple[Quote, ...]:
        return tuple(sorted((self._quote(iri) for iri in evidence), key=lambda quote: (quote.start, quote.end)))

    def _quote(self, iri: str) -> Quote:
        node = self._node(iri)
        selectors = [self._node(selector) for selector in node.all(OA.hasSelector)]
        start = next((n for one in selectors if (n := one.number(OA.start)) is not None), 0)
        end = next((n for one in selectors if (n := one.number(OA.end)) is not None), 0)
        words = next((text for one in selectors if (text := one.one(OA.exact)) is not None), "")
        revision = self._linked(iri, OA.hasSource)
        return Quote(start, end, words, self._verified(revision, start, end, words), iri)

    def _verified(self, revision: Node | None, start: int, end: int, words: str) -> bool | None:
        text = self._text((revision.one(ONR.sha256) if revision else None) or "")
        return None if text is None else text[start:end] == words

    def _text(self, sha256: str) -> str | None:
        if sha256 not in self._read:
            try:
                self._read[sha256] = self._texts.get(sha256)
            except NotFoundError:
                self._read[sha256] = None
        return self._read[sha256]
