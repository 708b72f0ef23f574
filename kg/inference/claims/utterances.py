"""The same statement in several articles: who speaks is the same, and so are the words, or nearly.

1. Statements carry a few keys of their wording (`kg.signature.word_keys`); those of other articles that share one are
   found by exact match, so that the cost does not grow with the number of articles.
2. Two of them are one utterance when they go back to the same organisation or person, or to unnamed sources quoted
   within three days, and two thirds of the word pairs of the shorter stand in the longer.
3. They corroborate each other, and are not independent. Each pair stands on its own, so that a new article adds its
   pairs and takes none away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kg.inference.claims.affiliations import Affiliations
from kg.inference.claims.asking import read_articles, read_utterances, rows
from kg.inference.claims.findings import relation_node, relation_triples
from kg.inference.claims.origins import days_near
from kg.inference.claims.relations import Relation
from kg.inference.claims.stored import Utterance
from kg.inference.claims.wording import alike
from kg.mapping.iris import STATEMENTS
from kg.mapping.quads import Quad, nquads
from kg.mapping.vocabulary import PROV
from kg.store.graphs import Change, GraphStore

_DERIVED = str(PROV.wasDerivedFrom)

_OWN = """
SELECT DISTINCT ?statement ?thing WHERE {
  VALUES ?thing { %s }
  ?revision prov:specializationOf ?thing .
  ?statement prov:wasQuotedFrom|prov:wasDerivedFrom ?revision ; onr:wordKey ?key .
}
"""
_SHARING = """
SELECT DISTINCT ?statement ?article WHERE {
  VALUES ?thing { %s }
  ?thing onr:wordKey ?key . ?statement onr:wordKey ?key ; prov:wasQuotedFrom|prov:wasDerivedFrom ?revision .
  ?revision prov:specializationOf ?article .
}
"""
_FOUND = """
SELECT ?s ?p ?o ?graph WHERE {
  VALUES ?article { %s }
  GRAPH ?graph {
    ?relation prov:wasDerivedFrom ?article .
    { ?relation ?p ?o . BIND(?relation AS ?s) }
    UNION { ?relation rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }
    UNION { ?relation rdf:object ?s ; rdf:predicate ?p ; rdf:subject ?o }
  }
}
"""


@dataclass(frozen=True, slots=True)
class Printed:
    """A statement as an article prints it."""

    utterance: Utterance
    article: str
    outlet: str
    day: str | None


def utterances_renewal(
    store: GraphStore, articles: Collection[str], *, affiliations: Affiliations, base: str
) -> Change:
    """Return the change that renews which statements of these articles are statements of other articles, too."""
    own = read_printed(store, _OWN, articles)
    others = read_printed(store, _SHARING, (one.utterance.iri for one in own))
    relations = find_same(own, others, affiliations)
    article_of = {one.utterance.iri: one.article for one in (*own, *others)}
    quads = [
        Quad(*triple, base + STATEMENTS)
        for relation in relations
        for triple in (
            *relation_triples(relation, base=base),
            *(
                (relation_node(relation, base=base), _DERIVED, article_of[iri])
                for iri in (relation.one, relation.other)
            ),
        )
    ]
    return Change(remove=stale_utterances(store, articles, base=base), add=nquads(quads))


def read_printed(store: GraphStore, query: str, things: Iterable[str]) -> list[Printed]:
    """Return the statements that a query finds for some things, with their articles."""
    found = dict(sorted(rows(store, query, things)))
    utterances, articles = read_utterances(store, found), read_articles(store, found.values())
    printed = []
    for iri, article_iri in sorted(found.items()):
        utterance, article = utterances.get(iri), articles.get(article_iri)
        if utterance is not None and article is not None:
            outlet = article.publisher.label if article.publisher else "an article without an outlet"
            printed.append(Printed(utterance, article_iri, outlet, utterance.said_on or article.published))
    return printed


def stale_utterances(store: GraphStore, articles: Iterable[str], *, base: str) -> str:
    """Return as N-Quads what was found about the statements of these articles."""
    values = " ".join(f"<{iri}>" for iri in sorted(articles))
    return store.select_lines(_FOUND % values, 4, graph=base + STATEMENTS) if values else ""


def find_same(own: Collection[Printed], others: Iterable[Printed], affiliations: Affiliations) -> tuple[Relation, ...]:
    """Return the pairs of one of our own statements and another, of a different article, that are one utterance."""
    by_source: dict[str, list[Printed]] = defaultdict(list)
    for one in {one.utterance.iri: one for one in (*own, *others)}.values():
        for key in set(_sources(one, affiliations)):
            by_source[key].append(one)
    found: dict[tuple[str, str], Relation] = {}
    for one in own:
        for other in (other for key in _sources(one, affiliations) for other in by_source[key]):
            if other.article == one.article or not alike(one.utterance.words, other.utterance.words):
                continue
            if _sources(one, affiliations) == [""] and not days_near(one.day, other.day):
                continue
            first, again = sorted((one, other), key=lambda each: (each.day or "9999", each.utterance.iri))
            reason = f"{first.outlet} and {again.outlet} give the same words of the same source"
            pair = (first.utterance.iri, again.utterance.iri)
            found[pair] = Relation("corroborates", *pair, "same-words", (reason,), independent=False)
    return tuple(found[pair] for pair in sorted(found))


def _sources(one: Printed, affiliations: Affiliations) -> list[str]:
    """Return the keys of those whose words these are; of unnamed sources an empty one."""
    speakers = [party for party in one.utterance.speakers if party.named]
    named = (*speakers, *one.utterance.behalf)
    return sorted({affiliations.chain(party, one.day)[-1] for party in named}) or [""]
