"""Finds capitals that no name stands for: "the Syrian capital", "Yemen's capital", "northeast of the capital"."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.document import Sentence, Token
from kg.extract.grammar import Grammar
from kg.extract.mentions import Mentions
from kg.extract.wording import words_of
from kg.gazetteer import PlaceEntry

_OTHERWISE = frozenset("provincial regional de-facto facto former self-declared financial spiritual northern".split())
_WHERE = frozenset("in near of inside outside around at into on from to over across within".split())


def capitals(grammar: Grammar, mentions: Mentions, sentence: Sentence) -> Iterator[tuple[int, int, PlaceEntry]]:
    """Yield the first and last token of each phrase for a capital that says where something was, and the capital."""
    for noun in grammar.document.words(sentence):
        if noun.lower != "capital" or mentions.at(noun.index) is not None:
            continue
        qualifying = [c for c in grammar.children(noun) if c.index < noun.index]
        if any(c.lower in _OTHERWISE for c in qualifying) or _is_named(grammar, mentions, noun.index):
            continue
        first = min((c.left for c in qualifying), default=noun.index)
        before = grammar.tokens[first - 1] if first > sentence.first else None
        country = _country(mentions, first, noun.index)
        if country is None or before is None or not (before.lower in _WHERE or _is_hit(grammar, noun)):
            continue
        capital = mentions.gazetteer.place(country.capital) if country.capital else None
        if capital is not None:
            yield first, noun.index, capital


def _is_hit(grammar: Grammar, noun: Token) -> bool:
    """True for "air strikes pounded the capital"."""
    verb = grammar.head(noun).lower
    return noun.dep == "dobj" and any(verb in words_of(name) for name in ("impact", "rocking", "taking a place"))


def _country(mentions: Mentions, first: int, noun: int) -> PlaceEntry | None:
    """Return the country that the words before "capital" name, else the one that the article is about."""
    for index in range(noun - 1, first - 1, -1):
        named = mentions.at(index)
        if named is not None and isinstance(named.entry, PlaceEntry) and named.entry.type == "country":
            return named.entry
        by_adjective = mentions.gazetteer.country_of_adjective(mentions.document.tokens[index].text)
        if by_adjective is not None:
            return by_adjective
    alone = all(mentions.document.tokens[index].lower == "the" for index in range(first, noun))
    if not alone:
        return None
    words = mentions.document.words(mentions.document.sentences[mentions.document.tokens[noun].sentence])
    opening = mentions.at(words[1].index) if len(words) > 1 and words[0].lower == "in" else None
    if opening is not None and isinstance(opening.entry, PlaceEntry) and opening.entry.type == "country":
        return opening.entry  # "In Libya, forces began an assault on the capital"
    return mentions.gazetteer.place(mentions.country) if mentions.country else None


def _is_named(grammar: Grammar, mentions: Mentions, noun: int) -> bool:
    """True for "the capital Baghdad", "the capital, Damascus", "the capital of the province"."""
    behind = [t for t in grammar.tokens[noun + 1 : noun + 3] if t.sentence == grammar.tokens[noun].sentence]
    if behind and behind[0].lower == "of":
        return True
    names = (mentions.at(t.index) for t in behind if t.text != ",")
    return next((one.is_place for one in names if one is not None), False) and behind[0].tag in ("NNP", ",")
