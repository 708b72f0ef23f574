"""Asks a store about many things at once, and describes parties, articles and statements as the rules need them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.inference.claims.stored import Article, Party, Utterance
from kg.mapping.vocabulary import ONR, PROV, SDO
from kg.signature import Signature
from kg.store.graphs import GraphStore

_CHUNK = 400
"""Things that one query asks for."""

_ACTORS = """
SELECT ?thing ?label ?kind ?type WHERE {
  VALUES ?thing { %s }
  ?thing rdfs:label ?label ; onr:actorKind ?kind .
  OPTIONAL { ?thing a onr:UnnamedSource ; onr:sourceType ?type }
}
"""
_ARTICLES = """
SELECT ?thing ?published ?publisher ?original ?agency WHERE {
  VALUES ?thing { %s }
  ?thing a schema:NewsArticle .
  OPTIONAL { ?thing schema:datePublished ?published }
  OPTIONAL { ?thing schema:publisher ?publisher }
  OPTIONAL { ?thing schema:isBasedOn ?original . OPTIONAL { ?original schema:publisher ?agency } }
}
"""
_UTTERANCES = """
SELECT ?thing ?p ?o WHERE {
  VALUES ?thing { %s }
  ?thing ?p ?o
  FILTER(?p IN (schema:text, prov:wasAttributedTo, onr:onBehalfOf, onr:saidOn))
}
"""

_SPEAKERS, _BEHALF = str(PROV.wasAttributedTo), str(ONR.onBehalfOf)

Properties = dict[str, list[str]]


def rows(store: GraphStore, query: str, things: Iterable[str]) -> Iterator[list[str]]:
    """Yield the rows of a query, in which `%s` stands for the things, as text; nothing bound is an empty text."""
    ordered = sorted(set(things))
    for start in range(0, len(ordered), _CHUNK):
        values = " ".join(f"<{iri}>" for iri in ordered[start : start + _CHUNK])
        yield from store.texts(query % values)


def grouped(found: Iterable[Sequence[str]]) -> dict[str, list[str]]:
    """Return rows of two as the values of each first, sorted."""
    values: dict[str, list[str]] = defaultdict(list)
    for thing, value in found:
        values[thing].append(value)
    return {thing: sorted(several) for thing, several in values.items()}


def properties(found: Iterable[Sequence[str]]) -> dict[str, Properties]:
    """Return rows of three (thing, property, value) as the properties of each thing, the values sorted."""
    described: dict[str, Properties] = defaultdict(lambda: defaultdict(list))
    for thing, predicate, value in found:
        described[thing][predicate].append(value)
    for known in described.values():
        for values in known.values():
            values.sort()
    return described


def first(known: Mapping[str, list[str]], predicate: object) -> str | None:
    """Return the value of a property, the first in order of several, None when there is none."""
    values = known.get(str(predicate))
    return values[0] if values else None


def local(iri: str) -> str:
    """Return the last part of the IRI of a term."""
    return iri.rpartition("#")[2]


def read_parties(store: GraphStore, iris: Iterable[str]) -> dict[str, Party]:
    """Return the actors with these IRIs; of several names, the first in order."""
    found: dict[str, Party] = {}
    for iri, label, kind, source_type in sorted(rows(store, _ACTORS, iris), reverse=True):
        found[iri] = Party(iri, label, local(kind), not source_type, local(source_type) or None)
    return found


def parties_of(iris: Iterable[str], parties: Mapping[str, Party]) -> tuple[Party, ...]:
    """Return the parties with these IRIs, sorted; what is not described is left out."""
    return tuple(parties[iri] for iri in sorted(iris) if iri in parties)


def read_articles(
    store: GraphStore, iris: Iterable[str], signatures: Mapping[str, str] | None = None
) -> dict[str, Article]:
    """Return the articles with these IRIs, with the signatures of their texts where these are given."""
    found = sorted(rows(store, _ARTICLES, iris), reverse=True)
    parties = read_parties(store, (name for row in found for name in (row[2], row[4]) if name))
    return {
        iri: Article(
            iri=iri,
            publisher=parties.get(publisher),
            published=published or None,
            original=original or None,
            agency=parties.get(agency),
            signature=Signature.read((signatures or {}).get(iri, "")),
        )
        for iri, published, publisher, original, agency in found
    }


def read_utterances(store: GraphStore, iris: Iterable[str]) -> dict[str, Utterance]:
    """Return the statements with these IRIs."""
    spoken = ask_utterances(store, iris)
    return utterances_of(spoken, read_parties(store, actors_of(spoken)))


def ask_utterances(store: GraphStore, iris: Iterable[str]) -> dict[str, Properties]:
    """Return the properties of the statements with these IRIs."""
    return properties(rows(store, _UTTERANCES, iris))


def actors_of(spoken: Mapping[str, Properties]) -> set[str]:
    """Return who speaks in statements, and for whom."""
    return {iri for known in spoken.values() for name in (_SPEAKERS, _BEHALF) for iri in known.get(name, ())}


def utterances_of(spoken: Mapping[str, Properties], parties: Mapping[str, Party]) -> dict[str, Utterance]:
    """Return statements from their properties and from the actors that these name."""
    return {
        iri: Utterance(
            iri,
            first(known, SDO.text) or "",
            parties_of(known.get(_SPEAKERS, ()), parties),
            parties_of(known.get(_BEHALF, ()), parties),
            first(known, ONR.saidOn),
        )
        for iri, known in spoken.items()
    }
