"""Says which armed group "the group", "the militants", "the rebels" point to: one that the article names."""

from __future__ import annotations

from itertools import islice

from kg.extract.document import Document, Token
from kg.extract.mentions import Mentions
from kg.extract.parties.general import GroupReader
from kg.extract.parties.persons import named_group
from kg.extract.parties.pronouns import Pronouns
from kg.extract.parties.states import OPPOSING
from kg.extract.wording import words_of
from kg.gazetteer import ActorEntry
from kg.record import Actor

_FACTIONS = frozenset({"group", "groups", "faction", "factions", "fractions", "brigade", "brigades", "alliance"})
_MILITANT = frozenset({"jihadist", "jihadi", "terror", "terrorist", "militant", "extremist"})
_MANY = frozenset({"cell", "group", "organisation", "organization"})
_GROUPS = frozenset({"groups", "organisations", "organizations"})
_ANYBODY = frozenset({"gunman", "gunmen"})
_POINTING = _MILITANT | {"the", "these", "those", "its", "their"}
_OTHER_GROUPS = OPPOSING | {"monitoring", "rights", "activist", "aid", "monitor", "media", "advocacy"}
_STATE_SIDES = frozenset(
    "sdf kurdistan-region iraq-pmf iraq-federal syrian-government yemen-government libya-lna libya-gna".split()
)
_REBEL_SIDES = frozenset("syrian-opposition pkk iran-aligned yemen-houthi hamas sadrist".split())
_NAMED_BEFORE = 6  # actors back in which a general word finds whom it means


class Pointing:
    """Reads the words of one document that point to armed groups."""

    def __init__(self, document: Document, mentions: Mentions, general: GroupReader, pronouns: Pronouns) -> None:
        self.document = document
        self.tokens = document.tokens
        self.mentions = mentions
        self.gazetteer = mentions.gazetteer
        self.general = general
        self.pronouns = pronouns

    def rebels(self, token: Token, *, acting: bool) -> Actor | None:
        """Return the rebels of "rebels", "opposition fighters": those of the countries that the article is about."""
        fighting = self.general.is_armed(token) or token.lower in _FACTIONS
        opposing = fighting and self.general.modifiers(token) & OPPOSING
        named = token.lower in ("rebel", "rebels") or (acting and token.lower == "opposition")
        return self.rebels_at(token.index) if opposing or named else None

    def rebels_at(self, index: int) -> Actor:
        """Return the rebels that a word means at a token."""
        places = (self.gazetteer.place(country) for country in self.mentions.countries)
        adjectives = (place.adjectives[0] for place in places if place is not None and place.adjectives)
        found = (self.gazetteer.find_actor(f"{adjective} rebels") for adjective in adjectives)
        entry = next((one for one in found if one is not None), None) or self._fighting_a_state(index)
        span = self.document.token_span(index, index)
        return entry.reference(span) if entry is not None else named_group("rebels", span)

    def _fighting_a_state(self, index: int) -> ActorEntry | None:
        before = islice(self.mentions.actors_before(index), _NAMED_BEFORE)
        return next((one for one in before if one.kind == "armed_group" and one.side not in _STATE_SIDES), None)

    def armed_group(self, token: Token) -> Actor | None:
        """Return whom "the militants", "jihadist targets" mean: the armed group named last, else the one named most."""
        modifiers = self.general.modifiers(token)
        points = (token.lower in words_of("group") and not modifiers & _OTHER_GROUPS) or modifiers & _MILITANT
        if not points or (token.lower in _ANYBODY and not modifiers & _POINTING):
            return None  # "gunmen opened fire" says of nobody named that it was them
        if self.general.is_of_civilians(token) or self._is_any(token, modifiers):
            return None
        barred = self._barred({token.lower, *modifiers})
        groups = [one for one in self.mentions.armed_groups if one.side not in barred]
        telling = self.pronouns.telling(token) | self._doing(token)
        groups = [one for one in groups if one.id not in telling] or groups  # "the YPG said the group had attacked"
        if not groups or (token.lower in ("fighters", "fighter", "members") and len(groups) > 1):
            return None
        before = (one for one in islice(self.mentions.actors_before(token.index), _NAMED_BEFORE) if one in groups)
        main = self.mentions.main_armed_group
        entry = next(before, None) or (main if main in groups else None)
        return entry.reference(self.document.token_span(token.index, token.index)) if entry is not None else None

    def _doing(self, token: Token) -> frozenset[str]:
        """Return the id of who does something to "the group": "the SDF took the town from the group"."""
        grammar = self.pronouns.grammar
        verb = grammar.governor(token) if token.dep in ("pobj", "dobj") else None
        doer = grammar.subject(verb) if verb is not None else None
        named = self.mentions.actor_at(doer.index) if doer is not None else None
        return frozenset({named.entry.id}) if named is not None and named.compound is None else frozenset()

    def _is_any(self, token: Token, modifiers: set[str]) -> bool:
        """True for "an insurgent", "terrorist groups fired shells": whom nobody knows."""
        if token.tag == "NN":
            return bool(modifiers & {"a", "an"}) and token.lower not in _MANY
        bare = not any(self.tokens[c].tag in ("DT", "PRP$", "POS", "CD") for c in token.children if c < token.index)
        return bare and ((token.lower in _GROUPS and bool(modifiers & _MILITANT)) or token.lower == "terrorists")

    def _barred(self, words: set[str]) -> frozenset[str]:
        """Return the sides whose groups are not called so: no jihadists fight for the Kurds or a state."""
        if words & words_of("jihadists"):
            return _STATE_SIDES | _REBEL_SIDES
        return _STATE_SIDES if words & words_of("militants") else frozenset()
