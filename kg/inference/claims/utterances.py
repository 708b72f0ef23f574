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
from kg.inference.claims.asking import read_articles, read_utterances
from kg.inference.claims.findings import relation_node, relation_triples
from kg.inference.claims.origins import days_near, same_type
from kg.inference.claims.relations import Relation
from kg.inference.claims.stored import Article, Utterance
from kg.inference.claims.wording import alike
from kg.inference.things import Things, gathered
from kg.mapping.frame import Triples
from kg.mapping.iris import STATEMENTS
from kg.mapping.vocabulary import PROV
from kg.store.graphs import GraphStore

_DERIVED, _QUOTED, _ARTICLE = str(PROV.wasDerivedFrom), str(PROV.wasQuotedFrom), str(PROV.specializationOf)

_CHUNK = 400
"""Articles that one query asks for."""

_SHARING = """
SELECT DISTINCT ?statement ?other WHERE {
  VALUES ?article { %s }
  ?revision prov:specializationOf ?article .
  ?statement prov:wasQuotedFrom|prov:wasDerivedFrom ?revision ; onr:wordKey ?key .
  ?other onr:wordKey ?key .
  FILTER(?other != ?statement)
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
    store: GraphStore, things: Things, articles: Collection[str], *, affiliations: Affiliations, base: str
) -> Triples:
    """Yield which statements of these articles are statements of other articles, too."""
    pairs = {(min(one, other), max(one, other)) for one, other in _sharing(store, articles)}
    printed = read_printed(things, {iri for pair in pairs for iri in pair})
    for one, other in sorted(pairs):
        relation = printed_again(printed[one], printed[other], affiliations) if {one, other} <= printed.keys() else None
        if relation is not None:
            yield from relation_triples(relation, base=base)
            for iri in (one, other):
                yield relation_node(relation, base=base), _DERIVED, printed[iri].article


def _sharing(store: GraphStore, articles: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the statements of articles with each other statement that has a key of its wording."""
    ordered = sorted(articles)
    for start in range(0, len(ordered), _CHUNK):
        values = " ".join(f"<{iri}>" for iri in ordered[start : start + _CHUNK])
        yield from ((one, other) for one, other in store.texts(_SHARING % values))


def found_of_articles(store: GraphStore, articles: Iterable[str], *, base: str) -> str:
    """Return as N-Quads what was found about the statements of these articles."""
    values = " ".join(f"<{iri}>" for iri in sorted(articles))
    if not values or not store.has_graph(base + STATEMENTS):
        return ""
    return store.select_lines(_FOUND % values, 4, graph=base + STATEMENTS)


def read_printed(things: Things, statements: Collection[str]) -> dict[str, Printed]:
    """Return these statements with their articles; what is not described is left out."""
    known = things.of(statements)
    revisions = things.of(gathered(known, known, _QUOTED, _DERIVED))
    article_of = {
        iri: max(found)
        for iri in known
        if (found := gathered(revisions, gathered(known, (iri,), _QUOTED, _DERIVED), _ARTICLE))
    }
    utterances, articles = read_utterances(things, article_of), read_articles(things, article_of.values())
    return {
        iri: Printed(utterances[iri], article, _outlet(articles[article]), _day(utterances[iri], articles[article]))
        for iri, article in article_of.items()
        if iri in utterances and article in articles
    }


def _outlet(article: Article) -> str:
    return article.publisher.label if article.publisher else "an article without an outlet"


def _day(utterance: Utterance, article: Article) -> str | None:
    return utterance.said_on or article.published


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
