"""Says which state, or force of one, a phrase means: "Iraqi soldiers", "regime forces", "Ukrainian positions"."""

from __future__ import annotations

import re

from kg.extract.document import Document, Token
from kg.extract.grammar import is_plane
from kg.extract.mentions import Mentions
from kg.extract.parties.general import GroupReader
from kg.extract.parties.persons import named_group, person_class
from kg.extract.parties.unlisted import UnlistedGroups
from kg.extract.wording import HYPHENS, words_of
from kg.gazetteer import ActorEntry, PlaceEntry
from kg.record import Actor

_RULING = frozenset({"occupation", "regime", "aggression"})
_OF_FORCES = frozenset({"aviation", "air", "naval", "carrier", "strike", "battle"})  # groups of a state's forces
OPPOSING = frozenset({"rebel", "rebels", "opposition", "insurgent", "moderate", "anti-government", "anti-regime"})
_UNITS = frozenset({"regiment", "brigade", "division", "battalion"})  # of an army where a number names them
_UNITS_REACH = 120  # words back in which army units stand, of which another is told
_NUMBERED = re.compile(r"\d+(?:st|nd|rd|th)")
INSTITUTIONS = frozenset({"army", "military", "force", "police", "navy"})
_IRREGULARS = {"militia": "militias", "militias": "militias", "militiamen": "militias", "mercenaries": "mercenaries"}
REGIME = frozenset({"regime", "government", "junta", "loyalist", "pro-government", "pro-regime", "loyalists"})

WITHOUT_APOSTROPHE = {"regimes": "government", "governments": "government", "armys": "army"}
"""Institutions of words whose apostrophe is lost: "the regimes air force", "the armys capture of X"."""


class States:
    """Reads the phrases of one document that mean states and their forces."""

    def __init__(self, document: Document, mentions: Mentions, general: GroupReader, unlisted: UnlistedGroups) -> None:
        self.document = document
        self.tokens = document.tokens
        self.mentions = mentions
        self.gazetteer = mentions.gazetteer
        self.general = general
        self.unlisted = unlisted

    def of_nationals(self, token: Token) -> Actor | None:
        """Return the institution of a country's adjective and a noun: "Iraqi soldiers", not "Syrian rebel forces"."""
        if self.general.modifiers(token) & OPPOSING:
            return None
        for child in token.children:
            if child < token.index:
                country = self.gazetteer.country_of_adjective(self.tokens[child].text)
                if country is not None:
                    own = self.institution(token, country.id, child + 1, child)
                    return own or self._of_an_army(token, country.id, child) or self._as_ruled(token, country, child)
        return None

    def of_state(self, token: Token) -> Actor | None:
        """Return the state's own of "regime forces", "the army", "the air force"."""
        country = self.mentions.country
        modifiers = self.general.modifiers(token)
        if country is None or modifiers & OPPOSING:
            return None
        if token.lower == "force" and "air" in modifiers and modifiers & (REGIME | WITHOUT_APOSTROPHE.keys()):
            return self.at(token.index, "air force")
        if token.lower in REGIME or (modifiers & REGIME and person_class(token.lower) != "civilian"):
            armed = token.lower in words_of("military") or person_class(token.lower) in ("forces", "militant")
            return self.at(token.index, "armed forces" if armed else "government")
        another = token.lower in ("unit", "units") and modifiers & {"another", "other"} and self._has_army_units(token)
        if (
            another
            or "army" in modifiers
            or (token.lower in _UNITS and any(_NUMBERED.fullmatch(word) for word in modifiers))
        ):
            span = self.document.token_span(token.index, token.index)
            army = self.gazetteer.institution("army", country)
            return army.reference(span) if army is not None else None
        first = self.general.core(token.index)
        named = self.unlisted.named(token) is not None  # "the Conquest Army"
        if self.tokens[first].lower == "the" and token.lower in INSTITUTIONS and not named:
            own = self.institution(token, country, first + 1, first)
            theirs = self.gazetteer.army(token.lower, country) if own is None else None
            return theirs.reference(self.document.token_span(first, token.index)) if theirs is not None else own
        return None

    def _has_army_units(self, token: Token) -> bool:
        """True where army units were told of before "another unit"."""
        before = self.tokens[max(0, token.index - _UNITS_REACH) : token.index]
        return any(t.lower == "army" and self.tokens[t.index + 1].lower in ("unit", "units") for t in before)

    def foreign_fighters(self, token: Token) -> Actor | None:
        """Return the group that "Iranian militias" are, named so: fighters of a country that are not its army."""
        if token.lower not in _IRREGULARS:
            return None
        for child in (c for c in token.children if c < token.index):
            if self.gazetteer.country_of_adjective(self.tokens[child].text) is not None:
                joined = child > 1 and self.tokens[child - 1].text in HYPHENS  # "pro-Iranian militias"
                span = self.document.token_span(child - 2 if joined else child, token.index)
                named = self.document.token_span(child - 2 if joined else child, child).text
                return named_group(f"{named} {_IRREGULARS[token.lower]}", span)
        return None

    def at(self, index: int, institution: str) -> Actor | None:
        """Return an institution of the country that the article is about, as named at a token."""
        country = self.mentions.country
        if country is None:
            return None
        entry = self.gazetteer.army(institution, country) or self.gazetteer.army("army", country)
        return entry.reference(self.document.token_span(index, index)) if entry is not None else None

    def institution(self, token: Token, country: str, first: int, start: int) -> Actor | None:
        """Return the institution that the words from first to token name for a country."""
        span = self.document.token_span(start, token.index)
        if is_plane(self.tokens, token):
            state = self.government(country)
            return state.reference(span) if state is not None else None
        words = " ".join(self.tokens[i].text for i in range(min(first, token.index), token.index + 1))
        forces = self.general.class_of(token) == "forces" and token.lower != "police"
        fallback = "army" if forces else token.lower
        entry = self.gazetteer.institution(words, country) or self.gazetteer.institution(fallback, country)
        return entry.reference(span) if entry is not None else None

    def government(self, country: str | None) -> ActorEntry | None:
        """Return the government of a country."""
        place = self.gazetteer.place(country) if country else None
        return self.gazetteer.government_of(place) if place is not None else None

    def _of_an_army(self, token: Token, country: str, first: int) -> Actor | None:
        """Return the forces of the country of "Ukrainian command posts", "Israeli positions"."""
        unit = token.lower == "group" and bool(self.general.modifiers(token) & _OF_FORCES)
        if token.lower not in words_of("of an army") and not unit:
            return None
        forces = self.gazetteer.institution("armed forces", country) or self.gazetteer.institution("army", country)
        return forces.reference(self.document.token_span(first, token.index)) if forces is not None else None

    def _as_ruled(self, token: Token, country: PlaceEntry, first: int) -> Actor | None:
        """Return the government of "the Turkish occupation", "the Turkish regime"."""
        state = self.gazetteer.government_of(country) if token.lower in _RULING else None
        return state.reference(self.document.token_span(first, token.index)) if state is not None else None
