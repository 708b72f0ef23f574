"""Tells whether a known name says where something was, or only whose it is, by the words and the parse around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from kg.extract.document import Token, token_after
from kg.extract.grammar import Grammar
from kg.extract.mentions import Mention, Mentions
from kg.extract.parties.persons import person_class
from kg.extract.place_nouns import naming_nouns, place_nouns
from kg.extract.places.mention import PlaceMention
from kg.extract.speakers.words import source_type
from kg.extract.wording import words_of
from kg.gazetteer import PlaceEntry

LOCATIVE = frozenset(
    "in at near on around outside inside within from to toward towards into across over through throughout along "
    "between beyond against off opposite facing targeting surrounding overlooking via upon".split()
)
BARE_LOCATIVE = frozenset({"in", "near", "outside", "around"})
CLOSE = frozenset({"close", "closer", "adjacent", "next"})
"""Words that with "to" mean near."""
_BEING = frozenset({"is", "was", "been", "be", "became", "become"})
_SEEING = frozenset("saw sees seen witnessed witnesses suffered endured experienced came".split())
_BOUND = frozenset("loyal linked allied affiliated belonging close according related".split())  # to somebody
DIRECTION = re.compile(
    r"(?:north|south|east|west|central|upper|lower|greater|old|rural)(?:-?(?:east|west))?(?:ern|ernmost)?$"
)
_BEFORE_NAMES = frozenset({"the", "a", "its", "down", "town", "downtown", "mainly", "predominantly"})
_INSIDE_NAMES = frozenset(
    "military air border oil gas 's refugee displacement idp international civilian processing power water thermal "
    "cement popular vegetable central main general public rural maternity field district national grain".split()
)
_FOUGHT_FOR = frozenset("battle battles fight fighting offensive campaign operation assault push".split())
_POSTS = frozenset({"base", "bases", "outpost", "outposts", "troops", "convoy", "patrol"})
_MISSIONS = frozenset({"embassy", "consulate", "mission"})
_QUALIFYING = frozenset({"compound", "nmod", "amod", "poss", "nummod", "npadvmod", "dep", "appos"})
_CONTINUING = frozenset({"", ",", ", the", ", in", "(", "and", ", and", "and other", ", and other"})
_LONGEST_TYPE = 4  # tokens behind a name in which its place noun is sought


class Locating:
    """Reads the names of one document."""

    def __init__(self, grammar: Grammar, mentions: Mentions) -> None:
        self.grammar = grammar
        self.document = grammar.document
        self.tokens = grammar.tokens
        self.mentions = mentions

    def is_location(self, mention: Mention, events: frozenset[int], found: Sequence[PlaceMention]) -> bool:
        """Tell whether a place's name says where; `events` are heads of triggers, `found` the places before it."""
        if token_after(self.tokens, mention.last).lower in _MISSIONS:
            return False  # "near the US consulate"
        if mention.first and self.tokens[mention.first - 1].lower == "near":
            return True
        if self._is_called(mention) or self._is_close_by(mention):
            return True
        if self.is_swallowed(mention):
            return False
        token = self.outer(mention)
        governor = self.grammar.head(token)
        if token.dep == "pobj" and governor.lower == "for" and self.grammar.head(governor).lower in _FOUGHT_FOR:
            return True
        if token.dep == "pobj":
            return self._is_locative(governor) and not (governor.lower == "against" and self._acts(mention))
        is_scene = governor.lower in _BEING and any(
            c.lower in words_of("scene") for c in self.grammar.children(governor)
        )
        if token.dep == "nsubj" and is_scene:
            return True  # "Ras al-Ain was the scene of fighting"
        if token.dep == "nsubj" and governor.lower in _SEEING:
            return any(t.index in events for t in self.tokens[governor.index : governor.right + 1])
        if token.dep in _QUALIFYING and governor is not token:
            place = self.mentions.at(governor.index)
            of_place = governor.lower in place_nouns() or (place is not None and place.is_place)
            of_place = of_place or (governor.lower in _INSIDE_NAMES and self.type_noun(mention.last) is not None)
            if self._acts(mention) and (governor.index in events or governor.lower in _POSTS):
                return False
            if governor.index in events or of_place or self._continues(mention, found):
                return True
        if token.dep == "dobj" and governor.lower in words_of("rocking"):
            return True  # "blasts shook Khartoum"
        if token.dep in ("dobj", "nsubjpass") and governor.index in events:
            return True
        if token.dep in ("conj", "appos") and any(one.first <= token.head <= one.last for one in found):
            return True
        return self._is_behind_preposition(mention, token) or self._continues(mention, found)

    def _is_close_by(self, mention: Mention) -> bool:
        """True for "a house close to Saraqeb", not for "officials close to Damascus", "close to Russia"."""
        if mention.first < 3 or not isinstance(mention.entry, PlaceEntry) or mention.entry.type == "country":
            return False
        who, close, to = self.tokens[mention.first - 3 : mention.first]
        person = person_class(who.lower) is not None or source_type(who.lower) is not None
        return to.lower == "to" and close.lower in CLOSE and not person

    def _is_called(self, mention: Mention) -> bool:
        """True for the name right behind its kind: "near the group's bastion Raqqa"."""
        token = self.tokens[mention.last]
        before = self.tokens[mention.first - 1] if mention.first else None
        if before is None or before.lower not in place_nouns() or token.dep not in ("appos", "pobj"):
            return False
        return any(at.dep == "prep" and at.lower in LOCATIVE for at in islice(self.grammar.above(token), 4))

    def _acts(self, mention: Mention) -> bool:
        """True for the country of "a US air strike", where the article is about another one."""
        entry = mention.entry
        country = isinstance(entry, PlaceEntry) and entry.type == "country" and mention.metonym is not None
        return country and entry.id != self.mentions.country

    def _is_behind_preposition(self, mention: Mention, token: Token) -> bool:
        """True for a name behind a locative preposition, whatever the parse says."""
        before = self._before(mention.first)
        if before is not None and before.tag == "IN" and before.lower in LOCATIVE:
            typed = self.type_noun(mention.last) is not None or self.tokens[mention.last].lower in place_nouns()
            bare = before.lower in BARE_LOCATIVE or token.dep not in _QUALIFYING
            return typed or bare or token.right > mention.last
        if before is not None and before.lower == "of" and token.dep in _QUALIFYING:
            return self._is_locative(before)
        return token.dep == "nsubj" and self.grammar.head(token).lower in ("fell", "falls")

    def is_swallowed(self, mention: Mention) -> bool:
        """True for a name of another country's place that begins or ends a longer, unknown name ("Bani Zaid"), and for
        one in the middle of such a name ("Khan Bani Saad")."""
        entry = mention.entry
        if not isinstance(entry, PlaceEntry) or entry.type == "country" or mention.last + 1 >= len(self.tokens):
            return False
        if self._ends_a_name(mention) and self._is_far_from_all(entry):
            return True
        after = self.tokens[mention.last + 1]
        joined = after.tag == "NNP" and after.sentence == self.tokens[mention.last].sentence
        if not joined or self.mentions.at(after.index) is not None:
            return False
        before = self.tokens[mention.first - 1] if mention.first else after
        middle = before.tag == "NNP" and mention.first <= before.head <= after.index
        middle = middle and self.mentions.at(before.index) is None
        return entry.country != self.mentions.country or (middle and after.lower not in place_nouns())

    def _is_far_from_all(self, entry: PlaceEntry) -> bool:
        """True for a place in a country of which the article names no other, though places of others."""
        names = (m for sentence in self.document.sentences for m in self.mentions.of(sentence))
        others = [m.entry for m in names if isinstance(m.entry, PlaceEntry) and m.entry.id != entry.id]
        return bool(others) and all(entry.country not in (one.id, one.country) for one in others)

    def _ends_a_name(self, mention: Mention) -> bool:
        """True for the Tahta of "Mar'a Tahta", behind a word of no meaning."""
        before = self.tokens[mention.first - 1] if mention.first else None
        if before is None or before.dep != "compound" or before.tag != "NNP" or before.lower in place_nouns():
            return False
        return before.head == mention.last and self.mentions.at(before.index) is None

    def outer(self, mention: Mention) -> Token:
        """Return the token by which a name hangs in the parse."""
        inside = range(mention.first, mention.last + 1)
        heads = (self.tokens[i] for i in reversed(inside))
        return next((t for t in heads if t.head not in inside or t.head == t.index), self.tokens[mention.last])

    def _continues(self, mention: Mention, found: Sequence[PlaceMention]) -> bool:
        """True right behind another place: "Qaim, Anbar province", "Sharqat and Qayyarah"."""
        if not found or found[-1].last >= mention.first:
            return False
        return " ".join(t.lower for t in self.tokens[found[-1].last + 1 : mention.first]) in _CONTINUING

    def _before(self, first: int) -> Token | None:
        """Return the word before a name, beyond articles, adjectives and directions."""
        for index in range(first - 1, self.document.sentences[self.tokens[first].sentence].first - 1, -1):
            token = self.tokens[index]
            joining = token.lower == "and" and index > 0 and DIRECTION.match(self.tokens[index - 1].lower)
            if not (joining or token.lower in _BEFORE_NAMES or token.tag == "JJ" or DIRECTION.match(token.lower)):
                return token  # "in north and east Syria"
        return None

    def _is_locative(self, preposition: Token) -> bool:
        if preposition.lower == "on" and self.grammar.head(preposition).lower in words_of("blaming"):
            return False
        if preposition.lower == "to" and self.grammar.head(preposition).lower in _BOUND:
            return False
        if preposition.lower != "of":
            return preposition.lower in LOCATIVE
        noun = self.grammar.head(preposition).lower
        if noun == "out":
            return True  # "pulled out of Palmyra"
        if noun in place_nouns() or any(noun in words_of(name) for name in ("of place", "taking")):
            return True
        if DIRECTION.match(noun):
            return True
        return any(at.lower in words_of("taking") for at in self.document.ancestors(preposition.index))

    def type_noun(self, last: int) -> int | None:
        """Return the place noun behind a name ("province", "military base")."""
        for token in self.tokens[last + 1 : last + _LONGEST_TYPE]:
            if token.sentence != self.tokens[last].sentence:
                return None
            if token.lower in place_nouns():
                return token.index if token.lower in naming_nouns() else None
            if token.lower not in _INSIDE_NAMES:
                return None
        return None
