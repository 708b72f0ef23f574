"""Evidence: the characters of the stored text that something rests on, as Web Annotation selectors.

Each span becomes an `oa:SpecificResource` of the revision with both a position and a quote selector
(https://www.w3.org/TR/annotation-model/#text-position-selector). Offsets are xsd:integer, which a store may write
in place of the narrower xsd:nonNegativeInteger: what goes in must come out the same.
"""

from __future__ import annotations

from kg.mapping.frame import Frame, Triples, integer
from kg.mapping.quads import Literal
from kg.mapping.vocabulary import OA, ONR, RDF
from kg.record import Span

CONTEXT = 32
"""Characters of prefix and suffix that a quote selector keeps."""

_TYPE = str(RDF.type)
_EVIDENCE, _POSITION, _QUOTE = str(ONR.Evidence), str(OA.TextPositionSelector), str(OA.TextQuoteSelector)
_SOURCE, _SELECTOR, _START, _END = str(OA.hasSource), str(OA.hasSelector), str(OA.start), str(OA.end)
_EXACT, _PREFIX, _SUFFIX = str(OA.exact), str(OA.prefix), str(OA.suffix)


def evidence_triples(subject: str, predicate: str, span: Span, frame: Frame) -> Triples:
    """Yield the link from a subject to a span of the article, and the span itself unless that was done before."""
    start, end, text = span.start, span.end, frame.record.text
    where = f"{start},{end}"
    evidence = f"{frame.revision}#char={where}"
    yield subject, predicate, evidence
    if (start, end) in frame.described:
        return
    frame.described.add((start, end))
    position = f"{frame.revision}#position={where}"
    quote = f"{frame.revision}#quote={where}"
    yield evidence, _TYPE, _EVIDENCE
    yield evidence, _SOURCE, frame.revision
    yield evidence, _SELECTOR, position
    yield evidence, _SELECTOR, quote
    yield position, _TYPE, _POSITION
    yield position, _START, integer(start)
    yield position, _END, integer(end)
    yield quote, _TYPE, _QUOTE
    yield quote, _EXACT, Literal(span.text)
    yield quote, _PREFIX, Literal(text[max(0, start - CONTEXT) : start])
    yield quote, _SUFFIX, Literal(text[end : end + CONTEXT])
