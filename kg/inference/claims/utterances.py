"""The same statement in several articles: who speaks is the same, and so are the words, or nearly.

1. Statements carry a few keys of their wording (`kg.signature.word_keys`); those of other articles that share one are
   found by exact match, so that the cost does not grow with the number of articles.
2. Two of them are one utterance when they go back to the same organisation or person, or to unnamed sources of one type
   quoted within three days, and two thirds of the word pairs of the shorter stand in the longer, with its numbers.
3. They corroborate each other, and are not independent. Each pair stands on its own, so that a new article adds its
   pairs and takes none away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from kg.inference.claims.affiliations import Affiliations
from kg.inference.claims.asking import read_articles, read_utterances, rows
from kg.inference.claims.findings import relation_node, relation_triples
from kg.inference.claims.origins import days_near, same_type
from kg.inference.claims.relations import Relation
from kg.inference.claims.stored import Utterance
from kg.inference.claims.wording import alike
from kg.mapping.frame import Triples
from kg.mapping.iris import STATEMENTS
from kg.mapping.vocabulary import PROV
from kg.store.graphs import GraphStore

_DERIVED = str(PROV.wasDerivedFrom)

_SHARING = """
SELECT DISTINCT ?statement ?other WHERE {
  VALUES ?thing { %s }
  ?revision prov:specializationOf ?thing .
  ?statement prov:wasQuotedFrom|prov:wasDerivedFrom ?revision ; onr:wordKey ?key .
  ?other onr:wordKey ?key .
  FILTER(?other != ?statement)
}
"""
_ARTICLES = """
SELECT ?statement ?article WHERE {
  VALUES ?statement { %s }
  ?statement (prov:wasQuotedFrom|prov:wasDerivedFrom)/prov:specializationOf ?article
}
"""
_FOUND = """
SELECT DISTINCT ?s ?p ?o ?graph WHERE {
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


def find_printed_again(
    store: GraphStore, articles: Collection[str], *, affiliations: Affiliations, base: str
) -> Triples:
    """Yield which statements of these articles are statements of other articles, too."""
    pairs = {tuple(sorted(pair)) for pair in rows(store, _SHARING, articles)}
    printed = read_printed(store, {iri for pair in pairs for iri in pair})
    for one, other in sorted(pairs):
        relation = printed_again(printed[one], printed[other], affiliations) if {one, other} <= printed.keys() else None
        if relation is not None:
            yield from relation_triples(relation, base=base)
            for iri in (one, other):
                yield relation_node(relation, base=base), _DERIVED, printed[iri].article


def found_of_articles(store: GraphStore, articles: Iterable[str], *, base: str) -> str:
    """Return as N-Quads what was found about the statements of these articles."""
    values = " ".join(f"<{iri}>" for iri in sorted(articles))
    if not values or not store.has_graph(base + STATEMENTS):
        return ""
    return store.select_lines(_FOUND % values, 4, graph=base + STATEMENTS)


def read_printed(store: GraphStore, statements: Collection[str]) -> dict[str, Printed]:
    """Return these statements with their articles; what is not described is left out."""
    return dict(_printed(store, statements))


def _printed(store: GraphStore, statements: Collection[str]) -> Iterator[tuple[str, Printed]]:
    found = dict(sorted(rows(store, _ARTICLES, statements)))
    utterances, articles = read_utterances(store, found), read_articles(store, found.values())
    for iri, article_iri in found.items():
        utterance, article = utterances.get(iri), articles.get(article_iri)
        if utterance is not None and article is not None:
            outlet = article.publisher.label if article.publisher else "an article without an outlet"
            yield iri, Printed(utterance, article_iri, outlet, utterance.said_on or article.published)


def printed_again(one: Printed, other: Printed, affiliations: Affiliations) -> Relation | None:
    """Return the relation of two statements of different articles that are one utterance, None when they are not."""
    sources, others = _sources(one, affiliations), _sources(other, affiliations)
    if one.article == other.article or sources.isdisjoint(others):
        return None
    if sources == {_UNNAMED} and not (days_near(one.day, other.day) and _may_be_one(one, other)):
        return None
    if not alike(one.utterance.words, other.utterance.words):
        return None
    first, again = sorted((one, other), key=lambda each: (each.day or "9999", each.utterance.iri))
    reason = f"{first.outlet} and {again.outlet} give the same words of the same source"
    return Relation(
        "corroborates", first.utterance.iri, again.utterance.iri, "same-words", (reason,), independent=False
    )


def _may_be_one(one: Printed, other: Printed) -> bool:
    return any(same_type(ours, theirs) for ours in one.utterance.speakers for theirs in other.utterance.speakers)


_UNNAMED = ""
"""The key of all unnamed sources."""


def _sources(one: Printed, affiliations: Affiliations) -> frozenset[str]:
    """Return the keys of those whose words these are."""
    speakers = [party for party in one.utterance.speakers if party.named]
    named = (*speakers, *one.utterance.behalf)
    return frozenset(affiliations.chain(party, one.day)[-1] for party in named) or frozenset({_UNNAMED})
