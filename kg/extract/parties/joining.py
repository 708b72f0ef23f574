"""Says who is named beside whom in one phrase: "Russian and government planes", "government and rebel forces"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from kg.extract.document import token_after
from kg.extract.parties.naming import Naming
from kg.extract.parties.pointing import Pointing
from kg.extract.parties.states import OPPOSING, REGIME
from kg.extract.wording import HYPHENS, words_of
from kg.gazetteer import PlaceEntry
from kg.record import Actor

_JOINING = frozenset({"and", "or"})
_QUALIFYING = frozenset({"NN", "JJ", "CC", "VB"})  # beginnings of the tags of words before a noun
_JOINED = 5  # words before a noun among which its owners are joined


class Joining:
    """Reads the joint owners of one document."""

    def __init__(self, naming: Naming, pointing: Pointing) -> None:
        """Take what reads the names of the document, and what points to its groups."""
        self.naming = naming
        self.pointing = pointing
        self.tokens = naming.tokens
        self.mentions = naming.mentions
        self.general, self.states = naming.general, naming.states
        self.gazetteer = naming.mentions.gazetteer

    def beside(self, index: int) -> Iterator[Actor]:
        """Yield who is named before a noun beside the one who owns it."""
        yield from self._joint(index)
        yield from self._joined_before(index)
        yield from self._opposed(index)

    def _joint(self, index: int) -> Iterator[Actor]:
        """Yield the other owners of "Russian and government planes"."""
        token = self.tokens[index]
        for child in (c for c in token.children if c < index):
            joined = [self.tokens[c] for c in self.tokens[child].children]
            joined = [word for word in joined if word.dep == "conj" and word.index < index]
            states = any(self.gazetteer.country_of_adjective(word.text) is not None for word in joined)
            for word in (self.tokens[child], *joined) if states else joined:
                country = self.gazetteer.country_of_adjective(word.text)
                own = self.mentions.country if word.lower in REGIME else None
                whose = country.id if country is not None else own
                if whose is not None:
                    actor = self.states.institution(token, whose, word.index + 1, word.index)
                    yield from (actor,) if actor is not None else ()

    def _joined_before(self, index: int) -> Iterator[Actor]:
        """Yield the first owner of "Russian and regime warplanes", "US or coalition jets", whatever the parse says."""
        token = self.tokens[index]
        if token.lower not in words_of("aircraft"):
            return
        before = takewhile(lambda t: t.tag[:2] in _QUALIFYING, reversed(self.tokens[max(0, index - _JOINED) : index]))
        joint = next((word.index for word in before if word.lower in _JOINING), 0)
        owner = self.tokens[joint - 1] if joint else None
        if owner is None or owner.sentence != token.sentence:
            return
        mention = self.mentions.at(owner.index)
        if mention is not None and not mention.is_place:
            yield from self.naming.reference(mention, acting=False) if mention.compound is None else ()
            return
        country = self.gazetteer.country_of_adjective(owner.text)
        named = country or (mention.entry if mention is not None and isinstance(mention.entry, PlaceEntry) else None)
        whose = self.mentions.country if owner.lower in REGIME else named.id if named is not None else None
        actor = self.states.institution(token, whose, joint, owner.index) if whose is not None else None
        yield from (actor,) if actor is not None else ()

    def _opposed(self, index: int) -> Iterator[Actor]:
        """Yield the sides of "government and rebel forces", "Islamic State and opposition fighters"."""
        token = self.tokens[index]
        words = self.tokens[self.general.core(index) : index]
        fights = self.general.class_of(token) in ("forces", "militant")
        if not fights or not any(word.lower in _JOINING for word in words):
            return
        for name in self.naming.names_in(index):  # "Islamic State and Nusra Front militants"
            yield from self.naming.reference(name, acting=False) if name.compound is None and not name.is_place else ()
        for word in words:
            joined = token_after(self.tokens, word.index).text in HYPHENS or self.mentions.at(word.index) is not None
            if (
                not joined
                and word.lower in REGIME
                and (state := self.states.at(word.index, "armed forces")) is not None
            ):
                yield state
            elif not joined and word.lower in OPPOSING:
                yield self.pointing.rebels_at(word.index)
