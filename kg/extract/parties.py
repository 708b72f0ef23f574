"""Says who a noun phrase means: an actor of the gazetteer, or a group of persons in general terms.

1. A name that is the head of the phrase, or that qualifies it ("ISIS militants", "coalition warplanes"), is the actor.
2. Nationals and a noun of institution are composed by the gazetteer ("Iraqi soldiers"); "members of X" is X.
3. "The group", "the militants", "regime forces" point to the armed group or the state that the article is about.
4. Anything else that persons are called by is a group: civilians, security forces, militants.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from kg.extract.cues import data_rows
from kg.extract.document import Document, Token
from kg.extract.mentions import Mention, Mentions
from kg.extract.wording import noun_forms, words_of
from kg.gazetteer import ActorEntry
from kg.record import Actor, Span

_PREMODIFIERS = frozenset(
    {"det", "amod", "compound", "nmod", "poss", "nummod", "npadvmod", "quantmod", "predet", "case", "punct", "advmod"}
)
_SUPPORTING = frozenset({"backed", "supported", "allied", "aligned", "funded", "trained", "sponsored"})
_OPPOSING = frozenset({"rebel", "rebels", "opposition", "insurgent", "anti-government", "anti-regime"})
_MILITANT = frozenset({"jihadist", "jihadi", "terrorist", "militant", "extremist"})
_OTHER_GROUPS = _OPPOSING | {"monitoring", "rights", "activist", "aid", "monitor", "media", "advocacy"}
_INSTITUTIONS = frozenset({"army", "military", "force", "police", "navy"})
_REGIME = frozenset({"regime", "government", "loyalist", "pro-government", "pro-regime", "loyalists"})


class PartyFinder:
    """Resolves the phrases of one document to actors."""

    def __init__(self, document: Document, mentions: Mentions) -> None:
        self.document = document
        self.tokens = document.tokens
        self.mentions = mentions
        self.gazetteer = mentions.gazetteer

    def actors(self, head: int, *, acting: bool = False) -> tuple[Actor, ...]:
        """Return the actors that a phrase means, and those coordinated with it.

        `acting` is for who carries something out: a country then is its government, and no groups of
        civilians are returned.
        """
        found: list[Actor] = []
        for index in self._coordinated(head):
            for actor in (self._actor(index, acting=acting), *self._joint(index)):
                if actor is not None and all(actor.id != one.id for one in found):
                    found.append(actor)
        return tuple(found)

    def supporters(self, head: int) -> tuple[Actor, ...]:
        """Return who stands behind the actors of a phrase: "U.S.-backed fighters"."""
        found: list[Actor] = []
        for index in self._coordinated(head):
            for mention in self._names_in(index):
                if mention.compound in _SUPPORTING:
                    found.extend(self._reference(mention, acting=True))
        return tuple(found)

    def names_below(self, index: int) -> tuple[Actor, ...]:
        """Return every actor named in the phrase that a token heads, compounds aside."""
        token = self.tokens[index]
        found: list[Actor] = []
        for at in range(token.left, token.right + 1):
            mention = self.mentions.at(at)
            if mention is not None and mention.first == at and mention.compound is None and not mention.is_place:
                found.extend(one for one in self._reference(mention, acting=False) if one not in found)
        return tuple(found)

    def names_of(self, mention: Mention) -> tuple[Actor, ...]:
        """Return the actor that a name names, if it is one."""
        return self._reference(mention, acting=False)

    def group(self, noun: int) -> Actor:
        """Return whom a noun for victims means: an actor, civilians, security forces, militants, else unspecified."""
        actor = self._actor(noun, acting=False)
        if actor is not None:
            return actor
        return _named_group("unspecified")

    def _joint(self, index: int) -> Iterator[Actor]:
        """Yield the other owners of "Russian and government planes"."""
        token = self.tokens[index]
        for child in token.children:
            for below in self.tokens[child].children if child < index else ():
                word = self.tokens[below]
                if word.dep != "conj" or word.index > index:
                    continue
                country = self.gazetteer.country_of_adjective(word.text)
                own = self.mentions.country if word.lower in _REGIME else None
                whose = country.id if country is not None else own
                if whose is not None:
                    actor = self._institution(token, whose, below + 1, below)
                    yield from (actor,) if actor is not None else ()

    # -- which case ------------------------------------------------------------------------------------------------

    def _coordinated(self, head: int) -> Iterator[int]:
        pending = [head]
        while pending:
            index = pending.pop(0)
            yield index
            below = (self.tokens[c] for c in self.tokens[index].children)
            pending.extend(c.index for c in below if c.dep == "conj" and c.tag[:1] in "NPCJ")

    def _actor(self, index: int, *, acting: bool) -> Actor | None:
        token = self.tokens[index]
        names = [one for one in self._names_in(index) if one.compound is None]
        named = next((one for one in reversed(names) if one.first <= index <= one.last), None)
        if named is not None:
            return next(iter(self._reference(named, acting=acting)), None)
        for name in reversed(names):
            actor = self._qualified(name, token, acting=acting)
            if actor is not None:
                return actor
        return (
            self._of_possessor(token)
            or self._of_nationals(token)
            or self._of_members(token, acting=acting)
            or self._of_state(token)
            or self._rebels(token)
            or self._coalition(token)
            or self._armed_group(token)
            or self._by_class(token, acting=acting)
        )

    def _names_in(self, index: int) -> list[Mention]:
        """Return the names that are part of the phrase's core, left to right."""
        found: list[Mention] = []
        for at in range(self._core(index), index + 1):
            mention = self.mentions.at(at)
            if mention is not None and mention not in found:
                found.append(mention)
        return found

    def _core(self, index: int) -> int:
        """Return the first token of the words that stand before a noun and qualify it."""
        first = index
        for child in sorted((c for c in self.tokens[index].children if c < index), reverse=True):
            if self.tokens[child].dep not in _PREMODIFIERS:
                break
            first = min(first, self.tokens[child].left)
        return first

    # -- names ----------------------------------------------------------------------------------------------------

    def _reference(self, mention: Mention, *, acting: bool) -> tuple[Actor, ...]:
        span = self.document.token_span(mention.first, mention.last)
        entry = mention.entry
        if isinstance(entry, ActorEntry):
            if entry.kind == "outlet":
                return ()
            state = self._state(entry.country) if self.tokens[mention.last].lower in words_of("aircraft") else None
            return ((state or entry).reference(span),)
        if mention.metonym is not None and (acting or mention.compound in _SUPPORTING):
            return (mention.metonym.reference(span),)
        return ()

    def _qualified(self, mention: Mention, token: Token, *, acting: bool) -> Actor | None:
        """Return the actor of a name before a noun: "ISIS militants", "Syria's army"."""
        if isinstance(mention.entry, ActorEntry):
            found = self._reference(mention, acting=acting) if mention.entry.kind != "person" else ()
            return found[0] if found else None
        if mention.entry.type == "country":
            return self._institution(token, mention.entry.id, mention.last + 1, mention.first)
        return None

    def _state(self, country: str | None) -> ActorEntry | None:
        """Return the government of a country."""
        place = self.gazetteer.place(country) if country else None
        return self.gazetteer.government_of(place) if place is not None else None

    # -- states ---------------------------------------------------------------------------------------------------

    def _of_possessor(self, token: Token) -> Actor | None:
        """Return whose forces "its forces" are: the actor named last in the sentence."""
        owned = any(self.tokens[c].tag == "PRP$" for c in token.children if c < token.index)
        armed = token.lower in words_of("military") or person_class(token.lower) in ("forces", "militant")
        if not (owned and armed):
            return None
        for index in range(token.index - 1, self.document.sentences[token.sentence].first - 1, -1):
            mention = self.mentions.actor_at(index)
            if mention is not None and mention.compound is None:
                return next(iter(self._reference(mention, acting=True)), None)
        return None

    def _of_nationals(self, token: Token) -> Actor | None:
        """Return the institution of a country's adjective and a noun: "Iraqi soldiers"."""
        for child in token.children:
            if child < token.index:
                country = self.gazetteer.country_of_adjective(self.tokens[child].text)
                if country is not None:
                    return self._institution(token, country.id, child + 1, child)
        return None

    def _institution(self, token: Token, country: str, first: int, start: int) -> Actor | None:
        """Return the institution that the words from first to token name for a country."""
        span = self.document.token_span(start, token.index)
        if token.lower in words_of("aircraft"):
            state = self._state(country)
            return state.reference(span) if state is not None else None
        words = " ".join(self.tokens[i].text for i in range(min(first, token.index), token.index + 1))
        fallback = "army" if person_class(token.lower) == "forces" else token.lower
        entry = self.gazetteer.institution(words, country) or self.gazetteer.institution(fallback, country)
        return entry.reference(span) if entry is not None else None

    def _of_state(self, token: Token) -> Actor | None:
        """Return the state's own of "regime forces", "the army", "the air force"."""
        country = self.mentions.country
        modifiers = self._modifiers(token)
        if country is None or modifiers & _OPPOSING:
            return None
        if token.lower in _REGIME or (modifiers & _REGIME and person_class(token.lower) != "civilian"):
            armed = token.lower in words_of("military") or person_class(token.lower) == "forces"
            entry = self.gazetteer.institution("army" if armed else "government", country)
            return entry.reference(self.document.token_span(token.index, token.index)) if entry is not None else None
        first = self._core(token.index)
        if self.tokens[first].lower == "the" and token.lower in _INSTITUTIONS:
            return self._institution(token, country, first + 1, first)
        return None

    # -- groups ---------------------------------------------------------------------------------------------------

    def _of_members(self, token: Token, *, acting: bool) -> Actor | None:
        """Return the group of "members of X", "forces loyal to X"."""
        for child in (self.tokens[c] for c in token.children if c > token.index):
            if child.lower in ("of", "from", "belonging") and token.lower in words_of("member"):
                below = next((c for c in child.children if self.tokens[c].dep == "pobj"), None)
                return self._actor(below, acting=acting) if below is not None else None
            if child.lower in ("loyal", "affiliated", "linked", "allied"):
                named = self.names_below(child.index)
                if named:
                    return named[0]
        return None

    def _rebels(self, token: Token) -> Actor | None:
        """Return the rebels of "rebels", "opposition fighters": those of the article's country."""
        armed = token.lower in words_of("military") or person_class(token.lower) in ("militant", "forces")
        opposing = self._modifiers(token) & _OPPOSING and (armed or token.lower in ("group", "groups", "factions"))
        if not (opposing or token.lower in ("rebel", "rebels")):
            return None
        place = self.gazetteer.place(self.mentions.country or "")
        adjective = place.adjectives[0] if place is not None and place.adjectives else ""
        entry = self.gazetteer.find_actor(f"{adjective} rebels".strip())
        span = self.document.token_span(token.index, token.index)
        return entry.reference(span) if entry is not None else _named_group("rebels", span)

    def _coalition(self, token: Token) -> Actor | None:
        """Return the coalition that was named last, else the one that is "the coalition" to everybody."""
        if token.lower != "coalition" and "coalition" not in self._modifiers(token):
            return None
        named = next((one for one in self.mentions.actors_before(token.index) if one.kind == "coalition"), None)
        entry = named or self.gazetteer.find_actor("the coalition")
        return entry.reference(self.document.token_span(token.index, token.index)) if entry is not None else None

    def _armed_group(self, token: Token) -> Actor | None:
        """Return whom "the militants", "jihadist targets" mean: the armed group named last, else the one named most."""
        groups, modifiers = self.mentions.armed_groups, self._modifiers(token)
        points = (token.lower in words_of("group") and not modifiers & _OTHER_GROUPS) or modifiers & _MILITANT
        if not (points and groups) or (token.lower in ("fighters", "fighter", "members") and len(groups) > 1):
            return None
        before = self.mentions.actors_before(token.index)[:6]
        entry = next((one for one in before if one.kind == "armed_group"), None) or self.mentions.main_armed_group
        if entry is None:
            return None
        return entry.reference(self.document.token_span(token.index, token.index))

    def _by_class(self, token: Token, *, acting: bool) -> Actor | None:
        word, kind = token.lower, person_class(token.lower)
        name = {"militant": "militants", "forces": "security forces"}.get(kind or "")
        if name is None and not acting:
            places = (("civilian place", "civilians"), ("force place", "security forces"), ("infrastructure",) * 2)
            name = next((group for words, group in places if word in words_of(words)), None)
            residential = "residential" in self._modifiers(token)
            name = "civilians" if kind == "civilian" or residential else name
        return _named_group(name, self.document.token_span(token.index, token.index)) if name else None

    def _modifiers(self, token: Token) -> set[str]:
        return {self.tokens[child].lower for child in token.children if child < token.index}


@cache
def _person_classes() -> dict[str, str]:
    classes: dict[str, str] = {}
    for singular, kind, *plural in data_rows("person_nouns.tsv"):
        for form in (*noun_forms(singular.lower()), *plural):
            classes.setdefault(form.lower(), kind)
    return classes


def person_class(word: str) -> str | None:
    """Return the class of a noun for persons (in lower case), or None when it is none."""
    return _person_classes().get(word)


def _named_group(name: str, mention: Span | None = None) -> Actor:
    return Actor(id=name.replace(" ", "-"), name=name, kind="group", mention=mention)
