"""Says which group in general terms a noun means: civilians, security forces, militants, infrastructure.

1. Persons by their noun, or by the service it stands with ("a police commander", "service members"). Who is somebody's
   driver or guard belongs to whom they serve ("a brigadier and his driver").
2. A place or thing by whom its being hit means: a school, a police station, a protest camp.
"""

from __future__ import annotations

from kg.extract.document import Document, Token, token_after
from kg.extract.parties.persons import named_group, person_class
from kg.extract.place_nouns import place_nouns
from kg.extract.wording import HYPHENS, noun_forms, words_of
from kg.record import Actor

_CARRYING = frozenset({"convoy", "convoys"})
_RELIEF = frozenset({"aid", "bus", "relief", "humanitarian", "civilian", "refugee", "evacuation"})
_PREFIXES = frozenset({"anti", "pro", "non"})
_SERVING = frozenset({"service", "crew", "army", "police", "security", "military", "ministry", "border"})
_NO_STATES = frozenset({"terrorist", "jihadist", "insurgent", "militant", "extremist", "takfiri"})  # "terrorist forces"
_SERVED = frozenset({"driver", "bodyguard", "guard", "aide", "escort", "companion", "bodyguards", "guards", "aides"})
_POSSESSORS = frozenset({"his", "her", "their", "its"})
_CELEBRATING = frozenset({"party", "hall", "tent", "reception"})  # of a wedding, of a funeral
_QUALIFIED = (
    (noun_forms("camp"), frozenset("protest sit-in refugee displacement displaced idp".split()), "civilians"),
    (
        noun_forms("center") | noun_forms("centre"),
        frozenset("medical health shopping community youth".split()),
        "civilians",
    ),
    (noun_forms("base"), frozenset({"air", "naval"}), "security forces"),
    (noun_forms("depot"), frozenset({"oil", "fuel", "gas", "grain"}), "infrastructure"),
)  # nouns that tell nothing, words before them that do, and whom it hits
_CLASSES = {"militant": "militants", "forces": "security forces"}
_PREMODIFIERS = frozenset(
    {"det", "amod", "compound", "nmod", "poss", "nummod", "npadvmod", "quantmod", "predet", "case", "punct", "advmod"}
)

_HEADS = frozenset("leader leaders elder elders chief chiefs head heads".split())
_OF_CIVILIANS = frozenset("church clan community religious spiritual student tribal tribe union village".split())

_LIVED_IN = frozenset({"residential", "apartment", "housing"})

FORCES_OWN = frozenset({"police", "army", "military", "security", "troop", "army's"})
"""Words before a place that make it one of the forces."""
HIRED = frozenset({"mercenary", "mercenaries"})
"""Who fights for whoever pays."""


class GroupReader:
    """Reads the nouns of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tokens = document.tokens

    def group(self, token: Token, *, acting: bool) -> Actor | None:
        """Return the group that a noun means; what does something are no places nor civilians."""
        name = _CLASSES.get(self.class_of(token) or "")
        name = "mercenaries" if token.lower in HIRED else name
        after = token_after(self.tokens, token.index)
        if token.tag.startswith("JJ") and after.tag.startswith("NNP"):
            return None  # "the paramilitary Rapid Support Forces"
        if name is None and not acting:
            name = self._owner_of_place(token)
        return named_group(name, self.document.token_span(token.index, token.index)) if name else None

    def class_of(self, token: Token) -> str | None:
        """Return the class of a noun for persons, by its own word or by whom they serve."""
        if token.lower in ("member", "members") and self.is_of_civilians(token):
            return "civilian"
        if token.lower in words_of("in a service") and self.modifiers(token) & _SERVING:
            return "forces"
        if token.lower in _SERVED and any(self.tokens[c].lower in _POSSESSORS for c in token.children):
            served = self.tokens[token.head]
            known = self.class_of(served) if token.dep == "conj" and served.index < token.index else None
            return known if known in _CLASSES else person_class(token.lower)
        known = person_class(token.lower)
        if token.lower in _HEADS and self.modifiers(token) & _OF_CIVILIANS:
            return "civilian"  # "a tribal leader"
        return "militant" if known == "forces" and self.modifiers(token) & _NO_STATES else known

    def is_armed(self, token: Token) -> bool:
        """True for a noun for those who fight, or for what they fight with: "troops", "tanks"."""
        return token.lower in words_of("military") or self.class_of(token) in ("forces", "militant")

    def is_of_civilians(self, token: Token) -> bool:
        """True for "a council member", "members of the Albu Nimr tribe", "members of the civil defence"."""
        of = [self.tokens[c] for child in token.children for c in self.tokens[child].children]
        civil = any(self.tokens[c].lower == "civil" for one in of for c in one.children)
        return civil or bool((self.modifiers(token) | {one.lower for one in of}) & words_of("no fighter"))

    def modifiers(self, token: Token) -> set[str]:
        """Return the words before a noun, those joined by a hyphen as one ("anti-government")."""
        found = set()
        for child in (c for c in token.children if c < token.index):
            word, left = self.tokens[child].lower, self.tokens[max(0, child - 2)].lower
            joined = child >= 2 and self.tokens[child - 1].text in HYPHENS and left in _PREFIXES
            found.add(f"{left}-{word}" if joined else word)
        return found

    def core(self, index: int) -> int:
        """Return the first token of the words that stand before a noun and qualify it."""
        first = index
        for child in sorted((c for c in self.tokens[index].children if c < index), reverse=True):
            if self.tokens[child].dep not in _PREMODIFIERS:
                break
            first = min(first, self.tokens[child].left)
        return first

    def _owner_of_place(self, token: Token) -> str | None:
        """Return the group that is hit when a place or its people are: a school, a police station, residents."""
        modifiers = self.modifiers(token)
        if self.class_of(token) == "civilian" or modifiers & _LIVED_IN:
            return "civilians"
        told = next((g for nouns, before, g in _QUALIFIED if token.lower in nouns and modifiers & before), None)
        if told is not None:
            return told
        if token.lower in _CELEBRATING and modifiers & words_of("civilian place"):
            return "civilians"
        sites = words_of("infrastructure") | words_of("civilian place") | words_of("force place")
        if modifiers & FORCES_OWN and (token.lower in place_nouns() or token.lower in sites):
            return "security forces"
        if token.lower in _CARRYING:
            return "civilians" if modifiers & _RELIEF else None
        groups = (("civilian place", "civilians"), ("force place", "security forces"), ("infrastructure",) * 2)
        return next((group for words, group in groups if token.lower in words_of(words)), None)
