"""The same statement in several articles: who speaks is the same, and so are the words, or nearly.

1. Statements carry a few keys of their wording (`kg.signature.word_keys`); those of other articles that share one are
   found by exact match, so that the cost does not grow with the number of articles.
2. Two of them are one utterance when they go back to the same organisation or person, or to unnamed sources of one type
   quoted within three days, and two thirds of the word pairs of the shorter stand in the longer, with its numbers.
3. They corroborate each other, and are not independent. A statement is held against those before it, and tied to the
   ten earliest that it repeats at most, so that what is printed everywhere does not grow with the square of that. When
   an article comes or goes, those with statements in words like its own are looked at again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from kg.inference.claims.affiliations import Affiliations
from kg.inference.claims.asking import read_articles, read_utterances
from kg.inference.claims.findings import relation_node, relation_triples
from kg.inference.claims.origins import days_near, same_type
from kg.inference.claims.relations import Relation
from kg.inference.claims.stored import Article, Utterance
from kg.inference.claims.wording import alike
from kg.inference.things import Things, chunks, gathered, iri_chunks
from kg.mapping.frame import Triples
from kg.mapping.iris import STATEMENTS
from kg.mapping.vocabulary import ONR, PROV
from kg.store.graphs import GraphStore

_WORD_KEY = str(ONR.wordKey)
_DERIVED, _QUOTED, _ARTICLE = str(PROV.wasDerivedFrom), str(PROV.wasQuotedFrom), str(PROV.specializationOf)

_EARLIEST = 10
"""Earlier statements that a statement is said to repeat, at most."""

_STATEMENTS = """
SELECT DISTINCT ?statement ?article WHERE {
  VALUES ?article { %s }
  ?revision prov:specializationOf ?article .
  ?statement prov:wasQuotedFrom|prov:wasDerivedFrom ?revision ; onr:wordKey ?key .
}
"""
_SHARING = "SELECT ?key ?statement WHERE { VALUES ?key { %s } ?statement onr:wordKey ?key }"
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

    @property
    def order(self) -> tuple[str, str]:
        """What sorts statements by age: day, then IRI; those without a day come last."""
        return self.day or "9999", self.utterance.iri


class Reprints:
    """Finds statements that are printed in several articles, some of which are given."""

    def __init__(self, store: GraphStore, things: Things, affiliations: Affiliations) -> None:
        self._store = store
        self._things = things
        self._affiliations = affiliations
        self._sharing: dict[str, list[str]] = {}

    def partners(self, articles: Collection[str]) -> set[str]:
        """Return these articles and those that have statements in words like theirs."""
        own = self._statements(articles)
        printed = read_printed(self._things, self._alike(own) - own)
        return {*articles, *(one.article for one in printed.values())}

    def find(self, articles: Collection[str], *, base: str) -> Triples:
        """Yield which statements of these articles are statements of other articles, too."""
        own = self._statements(articles)
        alike = self._alike(own)
        printed = read_printed(self._things, self._alike(alike))
        for iri in sorted(alike & printed.keys()):
            for earlier, relation in islice(self._earlier(printed[iri], printed), _EARLIEST):
                if iri in own or earlier in own:
                    yield from relation_triples(relation, base=base)
                    for each in (iri, earlier):
                        yield relation_node(relation, base=base), _DERIVED, printed[each].article

    def _earlier(self, one: Printed, printed: Mapping[str, Printed]) -> Iterator[tuple[str, Relation]]:
        """Yield the earlier statements that one repeats, with the relation to it, the earliest first."""
        found = (printed[iri] for iri in self._alike({one.utterance.iri}) & printed.keys())
        for other in sorted((other for other in found if other.order < one.order), key=lambda other: other.order):
            relation = printed_again(one, other, self._affiliations)
            if relation is not None:
                yield other.utterance.iri, relation

    def _statements(self, articles: Iterable[str]) -> set[str]:
        rows = (self._store.texts(_STATEMENTS % values) for values in iri_chunks(articles))
        return {statement for several in rows for statement, _ in several}

    def _alike(self, statements: Collection[str]) -> set[str]:
        """Return the statements that have a key of the wording of one of these, with these."""
        keys = gathered(self._things.of(statements), statements, _WORD_KEY)
        missing = {key for key in keys if key not in self._sharing}
        self._sharing.update({key: [] for key in missing})
        for values in chunks(f'"{key}"' for key in missing):
            for key, statement in self._store.texts(_SHARING % values):
                self._sharing[key].append(statement)
        return {*statements, *(iri for key in keys for iri in self._sharing[key])}


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
    first, again = sorted((one, other), key=lambda each: each.order)
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
