"""Finds borders that only nationalities name: "near the Turkish border", "along the Syrian-Lebanese frontier"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.extract.document import Document, Sentence, Token
from kg.extract.places.locating import CLOSE
from kg.extract.places.mention import PlaceMention
from kg.extract.speakers import slug
from kg.extract.wording import HYPHENS
from kg.gazetteer import Gazetteer
from kg.record import Place

_BORDERS = frozenset({"border", "borders", "frontier"})
_AT = frozenset({"near", "along", "on", "at"})
_RANK = 5  # that of a province
_LONGEST = 3  # words before the noun: two nationalities and a hyphen


def borders(document: Document, sentence: Sentence, gazetteer: Gazetteer) -> Iterator[PlaceMention]:
    """Yield the borders of a sentence where they say where something was."""
    words = document.words(sentence)
    for at, noun in enumerate(words):
        if noun.lower not in _BORDERS:
            continue
        named = _named(words[max(0, at - _LONGEST) : at], gazetteer)
        if named and _is_where(words[: at - len(named)]):
            countries = (gazetteer.country_of_adjective(one.text) for one in named)
            span = document.token_span(named[0].index, noun.index)
            place = Place(slug(span.text), span.text, precision="district", text=span.text, mention=span)
            within = frozenset({place.id, *(one.id for one in countries if one is not None)})
            yield PlaceMention(named[0].index, noun.index, place, _RANK, within, known=False, kind="border")


def _named(before: Sequence[Token], gazetteer: Gazetteer) -> list[Token]:
    """Return the nationalities right before a noun, with what joins them."""
    found: list[Token] = []
    for token in reversed(before):
        if gazetteer.country_of_adjective(token.text) is None and token.text not in HYPHENS:
            break
        found.insert(0, token)
    return found if found and found[0].text not in HYPHENS else []


def _is_where(before: Sequence[Token]) -> bool:
    words = [t.lower for t in before if t.lower != "the"][-2:]
    beside = any(one in CLOSE and other == "to" for one, other in pairwise(words))
    return bool(words) and (words[-1] in _AT or beside)
