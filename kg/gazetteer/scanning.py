"""Finds names in running text: the longest that begins at each token, then on behind it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from kg.gazetteer.entries import ActorEntry, PlaceEntry
from kg.gazetteer.index import Index
from kg.gazetteer.match import Match
from kg.gazetteer.names import ARTICLES, fold, key, token_keys
from kg.gazetteer.places import type_of_word
from kg.gazetteer.states import States

_COMPOUNDS = ("held", "led", "backed", "linked", "controlled", "affiliated", "aligned", "run", "allied", "supported")
_REMEMBERED = 65_536  # words of which it is known whether a name begins with them


class Scanner:
    """Finds the names of an index, and the institutions of states, in rows of words."""

    def __init__(self, index: Index, states: States, *, ambiguous: Collection[str]) -> None:
        """Names that are `ambiguous`, by their keys, are everyday words too: they count only as acronyms."""
        self._index = index
        self._states = states
        self._ambiguous = ambiguous
        self._beginning: dict[str, bool] = {}

    def scan(
        self, tokens: Sequence[str], *, seen: Collection[str] = (), countries: Collection[str] = ()
    ) -> list[Match]:
        """Return the names in a row of word tokens, left to right (`Gazetteer.scan` says which)."""
        letters = [token for token in tokens if token.isalpha()]
        shouting = len(letters) > 2 and all(token.isupper() for token in letters)
        matches: list[Match] = []
        start = 0
        while start < len(tokens):
            match = self._longest_at(tokens, start, shouting=shouting)
            if match is not None:
                matches.append(_in_context(match, seen, countries) if match.alternatives else match)
            start = match.end if match is not None else start + 1
        return matches

    def _longest_at(self, tokens: Sequence[str], start: int, *, shouting: bool) -> Match | None:
        """Return the longest name at a token; "the" may open it or stand before it ("the US" or "the [US-led …]")."""
        if not self._may_begin(tokens[start]):
            return None
        match = self._match_at(tokens, start, shouting=shouting)
        if tokens[start].casefold() == "the" and start + 1 < len(tokens) and self._may_begin(tokens[start + 1]):
            behind = self._match_at(tokens, start + 1, shouting=shouting)
            if behind is not None and (match is None or behind.end > match.end):
                return behind
        return match

    def _may_begin(self, token: str) -> bool:
        """Say whether a name can begin with this token, or "the" stand before one: most words of a text cannot."""
        known = self._beginning.get(token)
        if known is None:
            if len(self._beginning) >= _REMEMBERED:
                self._beginning.clear()
            known = self._beginning[token] = self._begins(token)
        return known

    def _begins(self, token: str) -> bool:
        folded = fold(token)
        if not folded or (token[:1].islower() and folded not in self._index.small_starts):
            return False
        if folded == "the" or folded in ARTICLES or token.endswith(_COMPOUNDS):
            return True
        start = key(token)
        return start in self._index.beginnings or (start.endswith("s") and start[:-1] in self._index.keys)

    def _match_at(self, tokens: Sequence[str], start: int, *, shouting: bool) -> Match | None:
        best = composed = of_country = None
        for end, joined in token_keys(tokens, start):
            cut = end < len(tokens) and tokens[end] == "-" and fold(tokens[end - 1]) in ARTICLES  # "Umm al|-Kayf"
            if not cut and (joined in self._index.keys or (joined[-1] == "s" and joined[:-1] in self._index.keys)):
                best = self._match_of(joined, tokens, start, end, shouting=shouting) or best
                composed = self._states.behind(joined, tokens, start, end) or composed
                of_country = of_country or self._states.before_country(joined, tokens, start, end)
            if joined not in self._index.beginnings:
                break
        composed = composed or of_country
        if composed is not None and (best is None or composed.end > best.end):
            best = composed
        if best is None:
            return self._compound_at(tokens, start)
        return self._with_place_type(best, tokens)

    def _match_of(self, joined: str, tokens: Sequence[str], start: int, end: int, *, shouting: bool) -> Match | None:
        plural = joined[:-1] if joined[-1] == "s" else joined
        if not (self._is_name(joined) or (plural != joined and self._is_name(plural))):
            return None
        words = tokens[start:end]
        found = self._named(joined, words, shouting=shouting)
        if not found and plural != joined:
            possessive = words[-1].endswith(("'s", "’s"))
            if possessive or len(joined) > 4:
                found = self._named(plural, words, shouting=shouting)
        if not found:
            return None
        metonym = self._states.government_of(found[0]) if isinstance(found[0], PlaceEntry) else None
        return Match(start, end, found[0], found[1:], metonym)

    def _is_name(self, name_key: str) -> bool:
        return name_key in self._index.actors or name_key in self._index.places

    def _named(self, name_key: str, words: Sequence[str], *, shouting: bool) -> tuple[ActorEntry | PlaceEntry, ...]:
        if name_key in self._ambiguous and (shouting or not all(word.isupper() for word in words)):
            return ()
        return (
            *self._index.actors.written(name_key, words),
            *self._index.places.written(name_key, words),
        )

    def _compound_at(self, tokens: Sequence[str], start: int) -> Match | None:
        """Match words like "Daeshheld", whose hyphen was lost."""
        token = tokens[start]
        if not token.endswith(_COMPOUNDS):
            return None
        for ending in _COMPOUNDS:
            stem = token.removesuffix(ending)
            if stem != token and len(stem) > 1:
                match = self._match_of(fold(stem), [stem], 0, 1, shouting=False)
                return Match(start, start + 1, match.entry, match.alternatives, match.metonym) if match else None
        return None

    def _with_place_type(self, match: Match, tokens: Sequence[str]) -> Match:
        """Take the province or district of that name when the text says "province" or "district" after it."""
        places = [one for one in (match.entry, *match.alternatives) if isinstance(one, PlaceEntry)]
        following = fold(tokens[match.end]) if match.end < len(tokens) else ""
        wanted = type_of_word(following)
        chosen = next((place for place in places if place.type == wanted), None)
        if chosen is None:
            return match
        others = tuple(one for one in (match.entry, *match.alternatives) if one is not chosen)
        return Match(match.start, match.end + 1, chosen, others)


def remoteness(actor: ActorEntry, seen: Collection[str], countries: Collection[str]) -> tuple[bool, bool]:
    """Return what sorts actors that share a name, those first that the context speaks for."""
    return (actor.id not in seen, bool(countries) and actor.country not in countries)


def _in_context(match: Match, seen: Collection[str], countries: Collection[str]) -> Match:
    """Put the actor first that the context speaks for; a place that the text named stays."""
    if isinstance(match.entry, PlaceEntry):
        return match
    actors = [one for one in (match.entry, *match.alternatives) if isinstance(one, ActorEntry)]
    chosen = min(actors, key=lambda one: remoteness(one, seen, countries))
    others = tuple(one for one in (match.entry, *match.alternatives) if one is not chosen)
    return replace(match, entry=chosen, alternatives=others)
