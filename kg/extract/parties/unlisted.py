"""Says which armed group a name stands for that no list knows: "the Lord's Resistance Army", "Arakan Army fighters"."""

from __future__ import annotations

from kg.extract.document import Document, Token
from kg.extract.mentions import Mentions
from kg.extract.speakers.words import slug
from kg.extract.wording import words_of
from kg.record import Actor

_OF_ANY_FORCE = frozenset(
    "air allied armed border coalition counter-terrorism defence defense expeditionary federal ground guard home "
    "internal joint land mobilization multinational national naval peacekeeping quick rapid reaction reserve royal "
    "security special stabilization strategic support task territorial terrorism counter united".split()
)


class UnlistedGroups:
    """Reads the names of groups in one document."""

    def __init__(self, document: Document, mentions: Mentions) -> None:
        self.document = document
        self.tokens = document.tokens
        self.mentions = mentions
        self.gazetteer = mentions.gazetteer

    def named(self, token: Token) -> Actor | None:
        """Return the group of a name by its last word ("the Lord's Resistance Army") or its acronym ("the ADF")."""
        acronym = self.mentions.unlisted.get(token.text)
        first = token.index if acronym is not None else self._first(token)
        if first is None:
            return None
        span = self.document.token_span(first, token.index)
        name = acronym or span.text
        return Actor(id=slug(name), name=name, kind="armed_group", mention=span)

    def of_fighters(self, noun: Token) -> Actor | None:
        """Return whose the fighters of "Arakan Army fighters", "ADF rebels" are; a country's forces are listed."""
        if not noun.index or noun.lower not in words_of("fighters"):
            return None
        before = self.tokens[noun.index - 1]
        if before.sentence != noun.sentence:
            return None
        first = self._first(before)
        names = self.tokens[before.index if first is None else first : noun.index]
        if any(self.gazetteer.country_of_adjective(one.text) is not None for one in names):
            return None
        return self.named(before)

    def _first(self, token: Token) -> int | None:
        """Return where the name of a body of fighters begins that ends in a token."""
        body = token.lower in words_of("body of fighters")
        if not body or not token.tag.startswith("NNP") or not token.text[0].isupper():
            return None
        first = token.index
        while first and self.tokens[first - 1].tag.startswith("NNP") and self.tokens[first - 1].text[0].isupper():
            first -= 1
        if first > 1 and self.tokens[first - 1].lower in ("'s", "’s") and self.tokens[first - 2].tag.startswith("NNP"):
            first -= 2  # "the Lord's Resistance Army"
        own = [t for t in self.tokens[first : token.index] if t.lower not in _OF_ANY_FORCE | {"the"}]
        if self.tokens[first].sentence != token.sentence or not own:
            return None
        return first + (self.tokens[first].lower == "the")
