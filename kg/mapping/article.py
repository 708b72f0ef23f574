"""The graph of one article: the article, its revision, and all that comes from it.

1. Name everything (`Frame`).
2. Write the article and its revision, then actors, places, statements, reports, claims,
   identifications and backgrounds.
3. Put it all, each triple once, in the graph of the revision.
"""

from __future__ import annotations

from collections.abc import Set
from itertools import chain

from kg.mapping.actors import actor_triples, place_triples
from kg.mapping.backgrounds import background_triples
from kg.mapping.claims import claim_triples
from kg.mapping.frame import Frame, Triples, integer, web_address
from kg.mapping.identifications import identification_triples
from kg.mapping.incidents import report_triples
from kg.mapping.iris import mint, mint_article, mint_graph, mint_revision, normalised_name
from kg.mapping.quads import Literal, Quad, Triple
from kg.mapping.statements import statement_triples
from kg.mapping.vocabulary import DCTERMS, ONR, PROV, RDF, SDO, XSD
from kg.record import Record
from kg.signature import sign

_TYPE, _ENTITY, _ARTICLE, _REVISION = str(RDF.type), str(PROV.Entity), str(SDO.NewsArticle), str(ONR.ArticleRevision)
_ID, _HEADLINE, _URL, _PUBLISHED = str(DCTERMS.identifier), str(SDO.headline), str(SDO.url), str(SDO.datePublished)
_DATELINE, _BYLINE, _LANGUAGE, _PUBLISHER = str(SDO.dateline), str(ONR.byline), str(SDO.inLanguage), str(SDO.publisher)
_BASED_ON, _PRIMARY, _SPECIALISES = str(SDO.isBasedOn), str(PROV.hadPrimarySource), str(PROV.specializationOf)
_SHA256, _CHARACTERS, _DATE = str(ONR.sha256), str(ONR.characters), str(XSD.date)
_SIGNATURE = str(ONR.signature)


def article_quads(record: Record, *, base: str, known: Set[str] = frozenset()) -> tuple[Quad, ...]:
    """Return the graph of an article; `known` are the ids of the gazetteer, which get readable IRIs."""
    graph = graph_iri(record, base=base)
    return tuple([Quad(*triple, graph) for triple in article_triples(record, base=base, known=known)])


def article_triples(record: Record, *, base: str, known: Set[str] = frozenset()) -> tuple[Triple, ...]:
    """Return the triples of the graph of an article, each once."""
    frame = Frame.of(record, base=base, known=frozenset(known))
    parts = chain(
        _article(frame),
        actor_triples(frame),
        place_triples(frame),
        *(statement_triples(one, frame) for one in record.statements),
        *(report_triples(one, frame) for one in record.incidents),
        *(claim_triples(one, frame) for one in record.claims),
        *(identification_triples(one, frame) for one in record.identifications),
        *(background_triples(one, frame) for one in record.backgrounds),
    )
    return tuple(dict.fromkeys(parts))


def article_iri(record: Record, *, base: str) -> str:
    """Return the IRI of the record's article, which its revisions share."""
    return mint_article(base, record.url, record.id)


def revision_iri(record: Record, *, base: str) -> str:
    """Return the IRI of the revision with the record's text."""
    return mint_revision(article_iri(record, base=base), record.sha256, base=base)


def graph_iri(record: Record, *, base: str) -> str:
    """Return the name of the graph that `article_quads` fills."""
    return mint_graph(revision_iri(record, base=base), base=base)


def _article(frame: Frame) -> Triples:
    record, article, revision = frame.record, frame.article, frame.revision
    yield article, _TYPE, _ARTICLE
    yield article, _TYPE, _ENTITY
    yield article, _ID, Literal(record.id)
    yield article, _LANGUAGE, Literal(record.language)
    if record.title:
        yield article, _HEADLINE, frame.text(record.title)
    if record.url:
        yield article, _URL, web_address(record.url)
    if record.published:
        yield article, _PUBLISHED, Literal(record.published, _DATE)
    for predicate, words in ((_DATELINE, record.dateline), (_BYLINE, record.byline)):
        if words:
            yield article, predicate, Literal(words)
    yield from _publishers(frame)
    yield revision, _TYPE, _REVISION
    yield revision, _TYPE, _ENTITY
    yield revision, _SPECIALISES, article
    yield revision, _SHA256, Literal(record.sha256)
    yield revision, _CHARACTERS, integer(len(record.text))
    yield revision, _SIGNATURE, Literal(str(sign(record.text)))


def _publishers(frame: Frame) -> Triples:
    """Yield who published the article; a reprint is based on an original that its own outlet published."""
    outlet, via = frame.record.outlet, frame.record.via
    publisher = via or outlet
    if publisher is not None:
        yield frame.article, _PUBLISHER, frame.actor(publisher)
    if via is None or outlet is None or frame.actor(via) == frame.actor(outlet):
        return
    title = frame.record.title
    key = normalised_name(title) if title else frame.article
    original = mint(frame.base, "article", "original", frame.actor(outlet), key)
    yield frame.article, _BASED_ON, original
    yield frame.article, _PRIMARY, original
    yield original, _TYPE, _ARTICLE
    yield original, _TYPE, _ENTITY
    yield original, _PUBLISHER, frame.actor(outlet)
