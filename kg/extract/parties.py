"""Says who a noun phrase means: an actor of the gazetteer, or a group of persons in general terms.

1. A name that is the head of the phrase, or that qualifies it ("ISIS militants", "coalition warplanes"), is the actor.
2. Nationals and a noun of institution are composed by the gazetteer ("Iraqi soldiers"); "members of X" is X.
3. "The group", "the militants", "regime forces" point to the armed group or the state that the article is about.
4. Anything else that persons are called by is a group: civilians, security forces, militants.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from kg.extract.cues import data_rows
from kg.extract.document import Document, Token
from kg.extract.mentions import Mention, Mentions
from kg.extract.wording import noun_forms, words_of
from kg.gazetteer import ActorEntry, PlaceEntry
from kg.record import Actor

_PREMODIFIERS = frozenset(
    {"det", "amod", "compound", "nmod", "poss", "nummod", "npadvmod", "quantmod", "predet", "case", "punct", "advmod"}
)
_SUPPORTING = frozenset({"backed", "supported", "allied", "aligned", "funded", "trained", "sponsored"})
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
            actor = self._actor(index, acting=acting)
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

    # ---------------------------------------------------------------------------------------------------------------

    def _coordinated(self, head: int) -> Iterator[int]:
        pending = [head]
        while pending:
            index = pending.pop(0)
            yield index
            pending.extend(
                c
                for c in self.tokens[index].children
                if self.tokens[c].dep == "conj" and self.tokens[c].tag[:1] in "NPCJ"
            )

    def _actor(self, index: int, *, acting: bool) -> Actor | None:
        token = self.tokens[index]
        names = [one for one in self._names_in(index) if one.compound is None]
        named = next((one for one in reversed(names) if one.first <= index <= one.last), None)
        if named is not None:
            return self._single(named, index, acting=acting)
        for name in reversed(names):
            actor = self._qualified(name, token, acting=acting)
            if actor is not None:
                return actor
        composed = self._composed(index)
        if composed is not None:
            return composed
        member_of = self._member_of(token, acting=acting)
        if member_of is not None:
            return member_of
        return self._general(token, acting=acting)

    def _names_in(self, index: int) -> list[Mention]:
        """Return the names that are part of the phrase's core, left to right."""
        first = index
        for child in sorted(self.tokens[index].children, reverse=True):
            if child > index:
                continue
            if self.tokens[child].dep not in _PREMODIFIERS:
                break
            first = min(first, self.tokens[child].left)
        found: list[Mention] = []
        for at in range(first, index + 1):
            mention = self.mentions.at(at)
            if mention is not None and mention not in found:
                found.append(mention)
        return found

    def _single(self, mention: Mention, index: int, *, acting: bool) -> Actor | None:
        return next(iter(self._reference(mention, acting=acting)), None)

    def _reference(self, mention: Mention, *, acting: bool) -> tuple[Actor, ...]:
        span = self.document.token_span(mention.first, mention.last)
        if isinstance(mention.entry, ActorEntry):
            return (mention.entry.reference(span),) if mention.entry.kind != "outlet" else ()
        if mention.metonym is not None and (acting or mention.compound in _SUPPORTING):
            return (mention.metonym.reference(span),)
        return ()

    def _qualified(self, mention: Mention, token: Token, *, acting: bool) -> Actor | None:
        """Return the actor of a name before a noun: "ISIS militants", "Syria's army", "Mosul residents"."""
        if isinstance(mention.entry, ActorEntry):
            return self._single(mention, token.index, acting=acting) if mention.entry.kind != "person" else None
        if isinstance(mention.entry, PlaceEntry) and mention.entry.type == "country":
            return self._institution(token, mention.entry.id, mention.first)
        return None

    def _composed(self, index: int) -> Actor | None:
        """Return the institution of a country's adjective and a noun: "Iraqi soldiers"."""
        for child in self.tokens[index].children:
            if child < index:
                country = self.gazetteer.country_of_adjective(self.tokens[child].text)
                if country is not None:
                    return self._institution(self.tokens[index], country.id, child)
        return None

    def _institution(self, token: Token, country: str, first: int) -> Actor | None:
        word = token.lower
        name = word
        if person_class(word) == "forces":
            name = "police" if word.startswith("police") else "army"
        entry = self.gazetteer.institution(name, country) or (
            self.gazetteer.institution("army", country) if name != word else None
        )
        return entry.reference(self.document.token_span(first, token.index)) if entry is not None else None

    def _member_of(self, token: Token, *, acting: bool) -> Actor | None:
        for child in token.children:
            preposition = self.tokens[child]
            if (
                child > token.index
                and preposition.lower in ("of", "from", "belonging")
                and token.lower in words_of("member")
            ):
                for below in preposition.children:
                    if self.tokens[below].dep == "pobj":
                        return self._actor(below, acting=acting)
            if child > token.index and preposition.lower in ("loyal", "affiliated", "linked", "allied"):
                named = self.names_below(child)
                if named:
                    return named[0]
        return None

    def _general(self, token: Token, *, acting: bool) -> Actor | None:
        word = token.lower
        mention = self.document.token_span(token.index, token.index)
        modifiers = {self.tokens[child].lower for child in token.children if child < token.index}
        if word in _REGIME or (modifiers & _REGIME and person_class(word) != "civilian"):
            country = self.mentions.country
            state = (
                self.gazetteer.institution(
                    "army" if word in words_of("military") or person_class(word) == "forces" else "government", country
                )
                if country
                else None
            )
            if state is not None:
                return state.reference(mention)
        opposing = self._opposing(token, modifiers)
        if opposing is not None:
            return opposing
        if word == "coalition" or "coalition" in modifiers:
            coalition = self._coalition_meant(token)
            if coalition is not None:
                return coalition.reference(mention)
        if word in words_of("group") and not modifiers & {
            "rebel",
            "opposition",
            "monitoring",
            "rights",
            "activist",
            "aid",
            "monitor",
        }:
            group = self._group_meant(token)
            if group is not None:
                return group.reference(mention)
        return self._by_class(word, acting=acting, mention_token=token)

    def _opposing(self, token: Token, modifiers: set[str]) -> Actor | None:
        """Return the rebels of "rebel forces", "opposition fighters"."""
        if modifiers & {"rebel", "rebels", "opposition", "insurgent", "anti-government", "anti-regime"} and (
            token.lower in words_of("military")
            or person_class(token.lower) in ("militant", "forces")
            or token.lower in ("group", "groups", "factions")
        ):
            return replace(_named_group("rebels"), mention=self.document.token_span(token.index, token.index))
        return None

    def _by_class(self, word: str, *, acting: bool, mention_token: Token) -> Actor | None:
        span = self.document.token_span(mention_token.index, mention_token.index)
        kind = person_class(word)
        if kind == "militant":
            return replace(_named_group("rebels" if word.startswith("rebel") else "militants"), mention=span)
        if kind == "forces" or word in ("forces", "troops", "police", "army", "military"):
            return replace(_named_group("security forces"), mention=span)
        if acting:
            return None
        if kind == "civilian" or word in words_of("civilian place"):
            return replace(_named_group("civilians"), mention=span)
        if word in words_of("force place"):
            return replace(_named_group("security forces"), mention=span)
        if word in words_of("infrastructure"):
            return replace(_named_group("infrastructure"), mention=span)
        return None

    def _coalition_meant(self, token: Token) -> ActorEntry | None:
        """Return the coalition that was named last, else the one that is "the coalition" to everybody."""
        named = next((one for one in self.mentions.actors_before(token.index) if one.kind == "coalition"), None)
        return named or self.gazetteer.find_actor("the coalition")

    def _group_meant(self, token: Token) -> ActorEntry | None:
        """Return the armed group that "the militants" means: the last one named, else the one named most."""
        groups = self.mentions.armed_groups
        if not groups or token.lower == "they":
            return None
        if token.lower in ("fighters", "fighter", "members") and len(groups) > 1:
            return None
        recent = next((one for one in self.mentions.actors_before(token.index)[:6] if one.kind == "armed_group"), None)
        return recent if recent is not None else groups[0]


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


def _named_group(name: str) -> Actor:
    return Actor(id=name.replace(" ", "-"), name=name, kind="group")
