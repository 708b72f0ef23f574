"""Tells what only sets a statement from what was said: where, when, to whom and by what way it was said."""

from __future__ import annotations

from kg.extract.attribution.passage import TIME_WORDS, Passage
from kg.extract.document import Token, token_after
from kg.gazetteer import ActorEntry

_MEETINGS = frozenset("talks talk meeting visit interview briefing conference speech session summit".split())
CHANNELS = frozenset({"twitter", "telegram", "facebook", "x", "instagram"})
"""Networks on which statements are posted."""
_CHANNELS = CHANNELS | frozenset("social account channel page interview conference briefing speech website".split())
_OUTLETS = frozenset({"agency", "arm", "outlet", "television", "tv"})
_OPENINGS = frozenset("via in on at during from through".split())


def only_sets(passage: Passage, first: int, last: int) -> bool:
    """True for "said via a messaging app": how or where it was said, and nothing of what."""
    within = range(first, last + 1)
    setting = first <= last and passage.tokens[first].lower in _OPENINGS
    return setting and not any(passage.finite(i) or passage.opens_at(i) for i in within)


def passed_on(passage: Passage, first: int) -> bool:
    """True for "..., X said, as quoted by the agency"."""
    words = passage.tokens[first : first + 3]
    return [word.lower for word in words[::2]] == ["as", "by"] and words[1].tag == "VBN"


def says_to_whom(passage: Passage, token: Token, verb: Token) -> bool:
    """True for the "to" of "confirmed the toll to AFP"."""
    told = passage.mentions.actor_at(token.index + 1) if token.lower == "to" and token.dep == "prep" else None
    outlet = told is not None and isinstance(told.entry, ActorEntry) and told.entry.kind == "outlet"
    return outlet and token.head == verb.index


def says_where(passage: Passage, token: Token, verb: Token) -> bool:
    """True for the preposition of "in a statement", "via Telegram", "on Twitter" behind an object of the verb."""
    if token.dep != "prep" or token.lower not in ("in", "on", "via", "through", "during", "at"):
        return False
    things = (passage.tokens[c] for c in token.children if passage.tokens[c].dep == "pobj")
    thing = next(things, None)
    written = thing is not None and token.lower not in ("on", "at") and passage.names_document(thing)
    outlet = thing is not None and token.lower in ("via", "through") and thing.lower in _OUTLETS
    if thing is None or not (thing.lower in _CHANNELS or written or outlet):
        return False  # "responsibility for an attack on a post"
    follows = token_after(passage.tokens, token.index)
    return token.head == verb.index or follows is thing or follows.lower in ("a", "an", "his", "her", "its", "their")


def says_after_what(passage: Passage, token: Token) -> bool:
    """True for the "after" of "condemned the raid after talks with X"."""
    nouns = (passage.tokens[c] for c in token.children if passage.tokens[c].dep == "pobj")
    noun = next(nouns, None)
    return token.lower in ("after", "before", "during") and noun is not None and noun.lower in _MEETINGS


def tells_when(passage: Passage, preposition: Token) -> bool:
    """True for the preposition of "on Tuesday", "of last week"."""
    return token_after(passage.tokens, preposition.index).lower in TIME_WORDS
