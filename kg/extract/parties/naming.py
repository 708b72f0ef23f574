"""Says which actors the names in a phrase stand for: an actor, a capital's government, the coalition in question."""

from __future__ import annotations

from typing import cast

from kg.extract.document import Document
from kg.extract.mentions import Mention, Mentions
from kg.extract.parties.general import GroupReader
from kg.extract.parties.states import States
from kg.extract.wording import words_of
from kg.gazetteer import ActorEntry
from kg.record import Actor

SUPPORTING = frozenset({"backed", "supported", "allied", "aligned", "funded", "trained", "sponsored"})
"""What ties those who stand behind a force to it: "U.S.-backed fighters"."""


class Naming:
    """Reads the names of one document."""

    def __init__(self, document: Document, mentions: Mentions, general: GroupReader, states: States) -> None:
        self.document = document
        self.tokens = document.tokens
        self.mentions = mentions
        self.general = general
        self.states = states

    def names_in(self, index: int) -> list[Mention]:
        """Return the names that are part of the phrase's core, left to right."""
        found: list[Mention] = []
        for at in range(self.general.core(index), index + 1):
            mention = self.mentions.at(at)
            if mention is not None and mention not in found:
                found.append(mention)
        return found

    def reference(self, mention: Mention, *, acting: bool) -> tuple[Actor, ...]:
        """Return the actor that a name means, none for places and outlets; acting, a place may be its government."""
        span = self.document.token_span(mention.first, mention.last)
        entry = mention.entry
        if isinstance(entry, ActorEntry):
            if entry.kind == "outlet":
                return ()
            if entry.kind == "coalition":
                return ((self._coalition_meant(mention) or entry).reference(span),)
            flown = self.tokens[mention.last].lower in words_of("aircraft")
            return (((self.states.government(entry.country) if flown else None) or entry).reference(span),)
        if mention.metonym is not None and (acting or mention.compound in SUPPORTING):
            return (mention.metonym.reference(span),)
        return ()

    def _coalition_meant(self, mention: Mention) -> ActorEntry | None:
        """Return the coalition that "coalition jets" are of: the one named before by more than that."""
        if self.tokens[mention.first].lower not in ("coalition", "the"):
            return None
        for one in self.mentions.named_before(mention.first):
            words = [t.lower for t in self.tokens[one.first : one.last + 1]]
            of_coalition = isinstance(one.entry, ActorEntry) and one.entry.kind == "coalition"
            if of_coalition and "coalition" in words and words[0] not in ("coalition", "the"):
                return cast(ActorEntry, one.entry)
        return None
