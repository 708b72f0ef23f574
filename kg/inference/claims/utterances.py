"""The same statement in several articles: who speaks is the same, and so are the words, or nearly.

1. Statements carry a few keys of their wording (`kg.signature.word_keys`); those of other articles that share one are
   found by exact match, so that the cost does not grow with the number of articles.
2. Two of them are one utterance when they go back to the same organisation or person, or to unnamed sources of one type
   quoted within three days, and two thirds of the word pairs of the shorter stand in the longer, with its numbers.
3. They corroborate each other, and are not independent. A statement is held against those before it, and tied to the
   ten earliest that it repeats at most, so that what is printed everywhere does not grow with the square of that. When
   an article comes, the later statements in words like those of its own are looked at again; when one goes, those of
   the articles that its statements were tied to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from kg.inference.claims.affiliations import Affiliations
from kg.inference.claims.asking import read_articles, read_utterances
from kg.inference.claims.findings import relation_node, relation_triples
from kg.inference.claims.origins import days_near, same_type
from kg.inference.claims.relations import Relation
from kg.inference.claims.stored import Article, Utterance
from kg.inference.claims.wording import alike
from kg.inference.things import Things, chunks, constructed, gathered, pairs
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
CONSTRUCT { ?s ?p ?o } WHERE { SELECT DISTINCT ?s ?p ?o WHERE {
  VALUES ?known { %s }
  GRAPH <{graph}> {
    ?relation {by} ?known .
    { ?relation ?p ?o . BIND(?relation AS ?s) }
    UNION { ?relation rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }
    UNION { ?relation rdf:object ?s ; rdf:predicate ?p ; rdf:subject ?o }
  }
} }
"""
_FOUND_OF_ARTICLES = _FOUND.replace("{by}", "prov:wasDerivedFrom")
_FOUND_OF_STATEMENTS = _FOUND.replace("{by}", "rdf:object")

_KEPT = 200_000
"""Statements and keys of their wording that are kept in memory, before all is read anew."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A statement as an article prints it, with the keys of its wording."""

    utterance: Utterance
    article: str
    outlet: str
    day: str | None
    keys: tuple[str, ...]

    @property
    def order(self) -> tuple[str, str]:
        """What sorts statements by age: day, then IRI; those without a day come last."""
        return self.day or "9999", self.utterance.iri


class Reprints:
    """Finds statements that are printed in several articles, and keeps what it has read of statements.

    Nobody else may change what articles say meanwhile.
    """

    def __init__(self, store: GraphStore, things: Things, affiliations: Affiliations) -> None:
        self._store = store
        self._things = things
        self._affiliations = affiliations
        self._sharing: dict[str, set[str]] = {}
        self._printed: dict[str, Printed | None] = {}
        self._new: dict[str, frozenset[str]] = {}
        self._coming: dict[str, set[str]] = defaultdict(set)

    def learn(self, articles: Mapping[str, frozenset[str]]) -> None:
        """Read the statements with keys of articles that come to the store and were not there before."""
        self._new |= articles
        for iri, one in self._read(chain.from_iterable(articles.values())).items():
            for key in one.keys:
                self._coming[key].add(iri)

    def forget_coming(self) -> None:
        """Read what was learned from the store, which has it now."""
        self._coming.clear()

    def looked_at(self, articles: Collection[str]) -> tuple[list[str], list[str]]:
        """Return the statements, sorted, of which it may change what they repeat when these articles come: their own,
        and later ones in words like theirs; and those of them that may have been found to repeat some before."""
        own, new = self._statements(articles)
        for iri in own - new:
            self._printed.pop(iri, None)
        fresh = self._read(own)
        for iri, one in fresh.items():
            for key in one.keys:
                if key in self._sharing:
                    self._sharing[key].add(iri)
        earliest: dict[str, tuple[str, str]] = {}
        for one in fresh.values():
            for key in one.keys:
                earliest[key] = min(one.order, earliest.get(key, one.order))
        later = {
            iri
            for iri, one in self._read(self._alike(fresh.values())).items()
            if any(key in earliest and earliest[key] < one.order for key in one.keys)
        }
        return sorted(own | later), sorted((own | later) - new)

    def find(self, statements: Iterable[str], *, base: str) -> Triples:
        """Yield which earlier statements of other articles these statements repeat; what was learned may be forgotten
        then."""
        looked_at = self._read(statements)
        self._read(self._alike(looked_at.values()))
        for one in looked_at.values():
            for earlier, relation in islice(self._earlier(one), _EARLIEST):
                yield from relation_triples(relation, base=base)
                for each in (one, earlier):
                    yield relation_node(relation, base=base), _DERIVED, each.article
        if len(self._sharing) + len(self._printed) > _KEPT:
            self._sharing.clear()
            self._printed.clear()

    def _earlier(self, one: Printed) -> Iterator[tuple[Printed, Relation]]:
        """Yield the earlier statements that one repeats, with the relation to it, the earliest first."""
        found = self._read(self._alike((one,))).values()
        for other in sorted((other for other in found if other.order < one.order), key=lambda other: other.order):
            relation = printed_again(one, other, self._affiliations)
            if relation is not None:
                yield other, relation

    def _statements(self, articles: Iterable[str]) -> tuple[set[str], set[str]]:
        """Return the statements of articles, and those among them that the store did not have before."""
        told = {article: self._new.pop(article, None) for article in articles}
        read = pairs(self._store, _STATEMENTS, (article for article, known in told.items() if known is None))
        new = {statement for known in told.values() for statement in known or ()}
        return new | {statement for statement, _ in read}, new

    def _alike(self, statements: Iterable[Printed]) -> set[str]:
        """Return the statements that have a key of the wording of one of these."""
        keys = {key for one in statements for key in one.keys}
        missing = {key for key in keys if key not in self._sharing}
        self._sharing.update({key: self._coming.pop(key, set()) for key in missing})
        for values in chunks(f'"{key}"' for key in missing):
            for key, statement in self._store.texts(_SHARING % values):
                self._sharing[key].add(statement)
        return {iri for key in keys for iri in self._sharing[key]}

    def _read(self, statements: Iterable[str]) -> dict[str, Printed]:
        """Return these statements; what is not described is left out."""
        wanted = list(statements)
        missing = {iri for iri in wanted if iri not in self._printed}
        if missing:
            self._printed |= dict.fromkeys(missing) | read_printed(self._things, missing)
        return {iri: one for iri in wanted if (one := self._printed[iri]) is not None}


def found_of_articles(store: GraphStore, articles: Iterable[str], *, base: str) -> set[str]:
    """Return, as lines of N-Triples begin, what was found about the statements of these articles."""
    return _found(store, _FOUND_OF_ARTICLES, articles, base)


def found_of_statements(store: GraphStore, statements: Iterable[str], *, base: str) -> set[str]:
    """Return, as lines of N-Triples begin, what was found about which earlier statements these repeat."""
    return _found(store, _FOUND_OF_STATEMENTS, statements, base)


def _found(store: GraphStore, query: str, iris: Iterable[str], base: str) -> set[str]:
    graph = base + STATEMENTS
    return constructed(store, query, iris, graph=graph) if store.has_graph(graph) else set()


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
        iri: Printed(
            utterances[iri],
            article,
            _outlet(articles[article]),
            _day(utterances[iri], articles[article]),
            tuple(known[iri].get(_WORD_KEY, ())),
        )
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
