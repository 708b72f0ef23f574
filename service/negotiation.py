"""Content negotiation: which of the media types on offer a client likes best (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.store.formats import GraphFormat, ResultFormat
from service.errors import NotAcceptableError

HTML = "text/html"

VARY = {"Vary": "Accept"}
"""The header of an answer whose format was negotiated."""

RESULT_TYPES: dict[str, ResultFormat] = {
    **{form.media_type: form for form in ResultFormat},
    "application/json": ResultFormat.json,
    "application/xml": ResultFormat.xml,
    "text/xml": ResultFormat.xml,
}
"""Media types of tables and truth values, the one given to who does not mind first."""

GRAPH_TYPES: dict[str, GraphFormat] = {
    **{form.media_type: form for form in GraphFormat},
    "application/json": GraphFormat.jsonld,
    "application/xml": GraphFormat.rdfxml,
    "text/xml": GraphFormat.rdfxml,
}
"""Media types of graphs, likewise."""


@dataclass(frozen=True, slots=True)
class _Range:
    """A media range of an Accept header with its weight."""

    main: str
    sub: str
    weight: float

    def matches(self, media_type: str) -> bool:
        main, _, sub = media_type.partition("/")
        return self.main in ("*", main) and self.sub in ("*", sub)

    @property
    def precision(self) -> int:
        return (self.main != "*") + (self.sub != "*")


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """Return the offered media type that the Accept header weighs most, the first of equals; None when none will do."""
    ranges = [one for part in (accept or "*/*").split(",") if (one := _range(part)) is not None]
    if not ranges:
        return offers[0]
    best = max(offers, key=lambda offer: _weight(offer, ranges))
    return best if _weight(best, ranges) > 0 else None


def graph_type(accept: str | None, form: str | None) -> str:
    """Return the media type to give a graph in, or HTML, by the name of a format or else by the Accept header.

    Raises NotAcceptableError.
    """
    for known in GraphFormat:
        if form == known:
            return known.media_type
    chosen = choose(accept, (*GRAPH_TYPES, HTML))
    if chosen is None:
        raise NotAcceptableError(f"Accept: {accept}: expected one of {', '.join((*GRAPH_TYPES, HTML))}")
    return chosen


def _weight(offer: str, ranges: Sequence[_Range]) -> float:
    """Return the weight of the most precise range that the offer is in, 0 when it is in none."""
    matching = [one for one in ranges if one.matches(offer)]
    return max(matching, key=lambda one: one.precision).weight if matching else 0.0


def _range(text: str) -> _Range | None:
    """Read one media range; None when it is malformed and has to be passed over."""
    media_type, *parameters = (part.strip().lower() for part in text.split(";"))
    main, slash, sub = media_type.partition("/")
    if not (main and slash and sub):
        return None
    weight = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = min(1.0, max(0.0, float(value)))
            except ValueError:
                return None
    return _Range(main, sub, weight)
