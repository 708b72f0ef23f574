"""A link: that an entity of the graph is, or may be, an item of Wikidata, with its score and reasons; and its quads.

A confirmed link stands as owl:sameAs between the two, a proposal as skos:closeMatch. Beside it stands a node of its
own, `onr:Link`, whose IRI is the hash of the two ends: the same proposal has the same IRI in every run, which is what a
decision on it refers to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.mapping.frame import decimal
from kg.mapping.iris import WIKIDATA, mint
from kg.mapping.quads import Literal, Quad
from kg.mapping.vocabulary import ONR, OWL, PROV, RDF, SKOS, XSD

_TYPE, _SAME, _CLOSE = str(RDF.type), str(OWL.sameAs), str(SKOS.closeMatch)
_LINK, _ENTITY, _TARGET = str(ONR.Link), str(ONR.linkedEntity), str(ONR.linkTarget)
_SCORE, _REASON, _AT = str(ONR.score), str(ONR.reason), str(PROV.generatedAtTime)
_DATE_TIME = str(XSD.dateTime)


@dataclass(frozen=True, slots=True)
class Link:
    """`entity` and `target` are IRIs; `score` is from 0 to 1; `asked` is when the endpoint gave what it rests on."""

    entity: str
    target: str
    score: float
    reasons: tuple[str, ...]
    confirmed: bool
    asked: str


def mint_link(base: str, entity: str, target: str) -> str:
    """Mint the IRI of the link between an entity of the graph and an item."""
    return mint(base, "link", entity, target)


def link_quads(links: Iterable[Link], *, base: str) -> Iterator[Quad]:
    """Yield links as quads of the graph of links."""
    graph = base + WIKIDATA
    for link in links:
        iri = mint_link(base, link.entity, link.target)
        yield Quad(link.entity, _SAME if link.confirmed else _CLOSE, link.target, graph)
        yield Quad(iri, _TYPE, _LINK, graph)
        yield Quad(iri, _ENTITY, link.entity, graph)
        yield Quad(iri, _TARGET, link.target, graph)
        yield Quad(iri, _SCORE, decimal(round(link.score, 3)), graph)
        yield Quad(iri, _AT, Literal(link.asked, _DATE_TIME), graph)
        for reason in link.reasons:
            yield Quad(iri, _REASON, Literal(reason), graph)
