"""Reads whose a document is from what was told of it before, and from the name that leads its phrase."""

from __future__ import annotations

from kg.extract.speakers.phrase import Phrase
from kg.extract.speakers.words import is_document, slug
from kg.gazetteer import ActorEntry
from kg.record import Actor

_ISSUING = frozenset({"released", "published", "issued", "posted", "releases", "publishes", "issues", "posts"})


def issuer_before(phrase: Phrase) -> Actor | None:
    """Return who published such a document earlier: "two statements that the coalition released"."""
    tokens = phrase.document.tokens
    for token in reversed(tokens[: phrase.words[0].index]):
        if token.lower in _ISSUING:
            subjects = [c for c in token.children if tokens[c].dep in ("nsubj", "nsubjpass")]
            things = [tokens[c] for c in token.children if tokens[c].dep == "dobj"]
            if any(is_document(t) and t.lower.rstrip("s") != phrase.head.lower.rstrip("s") for t in things):
                continue  # another kind of document
            within = (i for c in subjects for i in (c, *range(tokens[c].left, tokens[c].right + 1)))
            named = [m for i in within if (m := phrase.mentions.actor_at(i)) is not None]
            if named and isinstance(named[0].entry, ActorEntry):
                return named[0].entry.reference(phrase.source)
    return None


def leading_name(phrase: Phrase) -> Actor | None:
    """Return the name before the noun: "a Hashd statement"."""
    lead = [t for t in phrase.words if t.tag in ("NNP", "NNPS") and t.index < phrase.head.index]
    if not lead:
        return None
    text = phrase.text(lead)
    return Actor(id=slug(text), name=text, kind="organisation", mention=phrase.span(lead))
