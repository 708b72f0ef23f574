"""Describes parties, articles and statements, as the rules need them, from what a store says of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.inference.claims.stored import Article, Party, Utterance
from kg.inference.things import Properties, Things, first, gathered
from kg.mapping.vocabulary import ONR, PROV, RDF, RDFS, SDO
from kg.signature import Signature

_TYPE, _LABEL, _KIND, _SOURCE_TYPE = str(RDF.type), str(RDFS.label), str(ONR.actorKind), str(ONR.sourceType)
_UNNAMED, _ARTICLE, _SIGNATURE = str(ONR.UnnamedSource), str(SDO.NewsArticle), str(ONR.signature)
_PUBLISHED, _PUBLISHER, _BASED_ON = str(SDO.datePublished), str(SDO.publisher), str(SDO.isBasedOn)
_SPEAKERS, _BEHALF, _TEXT, _SAID_ON = str(PROV.wasAttributedTo), str(ONR.onBehalfOf), str(SDO.text), str(ONR.saidOn)


def local(iri: str) -> str:
    """Return the last part of the IRI of a term."""
    return iri.rpartition("#")[2]


def read_parties(things: Things, iris: Iterable[str]) -> dict[str, Party]:
    """Return the actors with these IRIs that are described; of several names, the first in order."""
    found = ((iri, known, first(known, _LABEL), first(known, _KIND)) for iri, known in things.of(iris).items())
    return {
        iri: Party(iri, label, local(kind), not source_type, local(source_type) or None)
        for iri, known, label, kind in found
        if label is not None and kind is not None
        for source_type in (_source_type(known),)
    }


def _source_type(known: Properties) -> str:
    return (first(known, _SOURCE_TYPE) or "") if _UNNAMED in known.get(_TYPE, ()) else ""


def parties_of(iris: Iterable[str], parties: Mapping[str, Party]) -> tuple[Party, ...]:
    """Return the parties with these IRIs, sorted; what is not described is left out."""
    return tuple(parties[iri] for iri in sorted(iris) if iri in parties)


def read_articles(
    things: Things, iris: Iterable[str], revisions: Mapping[str, Properties] | None = None
) -> dict[str, Article]:
    """Return the articles with these IRIs, with the signatures of their texts where their revisions are given."""
    known = {iri: one for iri, one in things.of(iris).items() if _ARTICLE in one.get(_TYPE, ())}
    originals = things.of(gathered(known, known, _BASED_ON))
    named = gathered(known, known, _PUBLISHER) | gathered(originals, originals, _PUBLISHER)
    parties = read_parties(things, named)
    found = {}
    for iri, one in known.items():
        original = first(one, _BASED_ON)
        agency = first(originals[original], _PUBLISHER) if original is not None else None
        revision = (revisions or {}).get(iri)
        found[iri] = Article(
            iri=iri,
            publisher=parties.get(first(one, _PUBLISHER) or ""),
            published=first(one, _PUBLISHED),
            original=original,
            agency=parties.get(agency or ""),
            signature=Signature.read(first(revision, _SIGNATURE) or "") if revision is not None else None,
        )
    return found


def read_utterances(things: Things, iris: Iterable[str]) -> dict[str, Utterance]:
    """Return the statements with these IRIs that are described."""
    known = things.of(iris)
    parties = read_parties(things, gathered(known, known, _SPEAKERS, _BEHALF))
    return {
        iri: Utterance(
            iri,
            first(one, _TEXT) or "",
            parties_of(one.get(_SPEAKERS, ()), parties),
            parties_of(one.get(_BEHALF, ()), parties),
            first(one, _SAID_ON),
        )
        for iri, one in known.items()
        if one
    }
