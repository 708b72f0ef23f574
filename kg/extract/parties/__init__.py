"""Says who a noun phrase means: an actor of the gazetteer, or a group of persons in general terms.

1. A name that is the head of the phrase, or that qualifies it ("ISIS militants", "coalition warplanes"), is the actor.
   Names are read by `naming`, who is named beside another ("Russian and government planes") by `joining`.
2. Nationals and a noun of institution are composed by the gazetteer ("Iraqi soldiers": `states`); "members of X" is X
   (`membership`), "its forces" are whose the pronoun stands for (`owning`).
3. "The group", "the militants" (`pointing`) and "regime forces" (`states`) point to whom the article is about.
4. Pronouns stand for who was named before (`pronouns`).
5. Anything else that persons are called by is a group: civilians, security forces, militants (`general`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kg.extract.document import Document, Token, token_after
from kg.extract.grammar import Grammar, is_plane, names_aircraft
from kg.extract.mentions import BRANCH_REACH, BRANCHES, HOLDING, Mention, Mentions
from kg.extract.parties.general import GroupReader
from kg.extract.parties.joining import Joining
from kg.extract.parties.membership import Membership
from kg.extract.parties.naming import SUPPORTING, Naming
from kg.extract.parties.owning import Owning
from kg.extract.parties.persons import named_group, person_class
from kg.extract.parties.pointing import Pointing
from kg.extract.parties.pronouns import Pronouns
from kg.extract.parties.states import INSTITUTIONS, REGIME, States
from kg.extract.parties.unlisted import UnlistedGroups
from kg.extract.wording import HYPHENS, words_of
from kg.gazetteer import ActorEntry, PlaceEntry
from kg.record import Actor, Statement

__all__ = ["PartyFinder", "named_group", "person_class"]

_WITNESSING = frozenset({"monitor", "ngo", "think-tank", "un"})  # sides of bodies that fight nobody
_LEADERS = {"us-led-coalition": "united-states", "saudi-led-coalition": "saudi-arabia"}
_COALITIONS = {"united-states": "US-led coalition", "saudi-arabia": "Saudi-led coalition"}
_BACKED = {"us-government": "sdf", "united-states": "sdf", "global-coalition": "sdf"}
_COALITION = frozenset({"coalition", "alliance"})
_FIGHTERS = frozenset({"militants", "rebels", "syrian-opposition"})  # groups of those who have no air force
_ARMS = frozenset("artillery tank tanks warship warships".split())
_ANY = frozenset({"a", "an"})
_ARMED = frozenset({"armed_group", "coalition"})
_DISGUISED = frozenset({"disguised", "dressed", "posing", "masquerading"})
_GUISE_REACH = 5  # words before a noun among which "disguised as" stands
_MANY = frozenset("dozens hundreds scores thousands many most several some".split())


class PartyFinder:
    """Resolves the phrases of one document to actors."""

    def __init__(self, document: Document, mentions: Mentions, statements: Sequence[Statement] = ()) -> None:
        self.document = document
        self.tokens = document.tokens
        self.mentions = mentions
        self.gazetteer = mentions.gazetteer
        self.general = GroupReader(document)
        self.unlisted = UnlistedGroups(document, mentions)
        self.states = States(document, mentions, self.general, self.unlisted)
        self.grammar = Grammar(document)
        self.pronouns = Pronouns(document, self.grammar, statements)
        self.pointing = Pointing(document, mentions, self.general, self.pronouns)
        self.naming = Naming(document, mentions, self.general, self.states)
        self.joining = Joining(self.naming, self.pointing)
        self.membership = Membership(document, mentions, self.general, self.grammar)
        self.owning = Owning(document, mentions, self.general, self.states, self.grammar, self.pronouns, self.actors)

    def fights(self, actor: Actor) -> bool:
        """False for monitors and aid groups, which carry out no attack."""
        entry = self.gazetteer.actor(actor.id)
        return entry is None or entry.side not in _WITNESSING

    def is_force(self, actor: Actor) -> bool:
        """True for the armies, police and coalitions of the gazetteer."""
        entry = self.gazetteer.actor(actor.id)
        return entry is not None and (entry.kind == "coalition" or self.gazetteer.force_of(entry) is not None)

    def actors(self, head: int, *, acting: bool = False, before: int | None = None) -> tuple[Actor, ...]:
        """Return the actors that a phrase or a pronoun means, and those coordinated with it.

        `acting` is for who carries something out: a country then is its government, and no groups of
        civilians are returned. What stands behind the token `before` is not coordinated with it.
        """
        if acting and self.tokens[head].tag == "PRP":
            return self._meant(self.tokens[head])
        if self.tokens[head].lower in ("him", "her"):
            head = self._person_before(head)
        found: list[Actor] = []
        for index in self._coordinated(head):
            if before is not None and head < before < index:
                continue
            others = (*self.joining.beside(index), *self._fellow_members(index), *self._included(index))
            for actor in (self._actor(index, acting=acting), *others):
                if actor is not None and all(actor.id != one.id for one in found):
                    found.append(actor)
        return tuple(found)

    def _person_before(self, pronoun: int) -> int:
        """Return the person nearest before "him" in its sentence, itself where there is none."""
        first = self.document.sentences[self.tokens[pronoun].sentence].first
        before = (t for t in reversed(self.tokens[first:pronoun]) if t.tag == "NN")
        return next((t.index for t in before if person_class(t.lower) is not None), pronoun)

    def _meant(self, pronoun: Token) -> tuple[Actor, ...]:
        """Return whom a pronoun that acts stands for."""
        speaker = self.pronouns.speaker(pronoun)
        if speaker is not None:
            return (replace(speaker, mention=self.document.token_span(pronoun.index, pronoun.index)),)
        own = self.pronouns.telling(pronoun) if self.pronouns.others(pronoun) else frozenset()
        for noun in self.pronouns.antecedents(pronoun):
            voice = self.pronouns.voice(pronoun, noun)
            if voice is not None:
                return (replace(voice, mention=self.document.token_span(noun.index, noun.index)),)
            found = tuple(one for one in self.actors(noun.index, acting=True) if one.id not in own)
            if found:
                return found
        return ()

    def supporters(self, head: int) -> tuple[Actor, ...]:
        """Return who stands behind the actors of a phrase: "U.S.-backed fighters"."""
        found: list[Actor] = []
        for index in self._coordinated(head):
            for mention in self.naming.names_in(index):
                if mention.compound in SUPPORTING:
                    found.extend(self.naming.reference(mention, acting=True))
        return tuple(found)

    def holders(self, head: int) -> tuple[Actor, ...]:
        """Return who holds what a phrase names: "the IS-held city of Raqqa"."""
        found: list[Actor] = []
        for mention in self.naming.names_in(head):
            if mention.compound in HOLDING:
                found.extend(self.naming.reference(mention, acting=True))
        return tuple(found) or self._holders_in_general(head)

    def _holders_in_general(self, head: int) -> tuple[Actor, ...]:
        """Return who holds "the rebel-held city", "government-controlled districts"."""
        for at in range(self.general.core(head), head):
            word = self.tokens[at].lower
            joined = token_after(self.tokens, at).text in HYPHENS
            hyphened = joined and token_after(self.tokens, at + 1).lower in HOLDING
            side = word if hyphened else next((w for h in HOLDING if (w := word.removesuffix(f"-{h}")) != word), "")
            if side in ("rebel", "opposition"):
                actor: Actor | None = self.pointing.rebels_at(at)
            elif side in REGIME:
                actor = self.states.at(at, "government")
            else:
                continue
            return (actor,) if actor is not None else ()
        return ()

    def led_by(self, head: int) -> Actor | None:
        """Return the coalition of "US-led forces", "Saudi-led air strikes"."""
        for at in range(self.general.core(head), head - 1):
            if token_after(self.tokens, at).text not in HYPHENS or token_after(self.tokens, at + 1).lower != "led":
                continue
            mention = self.mentions.at(at)
            place = mention.entry if mention is not None else self.gazetteer.country_of_adjective(self.tokens[at].text)
            country = place.id if isinstance(place, PlaceEntry) else place.country if place is not None else None
            entry = self.gazetteer.find_actor(_COALITIONS.get(country or "", ""))
            if entry is not None:
                return entry.reference(self.document.token_span(at, head))
        return None

    def names_below(self, index: int) -> tuple[Actor, ...]:
        """Return every actor named in the phrase that a token heads, compounds aside.

        What somebody is accused of ("men suspected of informing on X") is no part of it.
        """
        token = self.tokens[index]
        behind = self.tokens[index + 1 : token.right + 1]
        last = next((one.index - 1 for one in behind if self._accuses(one)), token.right)
        found: list[Actor] = []
        for at in range(token.left, last + 1):
            mention = self.mentions.at(at)
            if mention is not None and mention.first == at and mention.compound is None and not mention.is_place:
                found.extend(one for one in self.naming.reference(mention, acting=False) if one not in found)
        return tuple(found)

    def _accuses(self, word: Token) -> bool:
        """True for the words that tell of what somebody is said to have done: "suspected of", "on charges of"."""
        return word.lower in words_of("charges") or (word.dep == "acl" and word.lower in words_of("charging"))

    def names_of(self, mention: Mention) -> tuple[Actor, ...]:
        """Return the actor that a name names, if it is one."""
        return self.naming.reference(mention, acting=False)

    def sides(self, actors: Iterable[Actor]) -> frozenset[str]:
        """Return the sides that known actors fight on, else their countries; a coalition fights on its leader's."""
        entries = (self.gazetteer.actor(one.id) for one in actors)
        found = (entry.side or entry.country or entry.id for entry in entries if entry is not None)
        return frozenset(_LEADERS.get(one, one) for one in found)

    def are_militants(self, actors: Sequence[Actor]) -> bool:
        """True when all are armed groups, or fighters in general."""
        return bool(actors) and all(a.kind == "armed_group" or a.id in _FIGHTERS for a in actors)

    def group(self, noun: int) -> Actor:
        """Return whom a noun for victims means: an actor, civilians, security forces, militants, else unspecified."""
        actor = self._actor(noun, acting=False)
        if actor is not None:
            return actor
        return named_group("unspecified")

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
        if names_aircraft(self.tokens, index) or (acting and self._is_guise(index)):
            return None
        if (token.tag == "CD" or token.lower in _MANY) and (owned := self._counted_of(token)) is not None:
            return self._actor(owned, acting=acting)
        names = [one for one in self.naming.names_in(index) if one.compound is None]
        named = next((one for one in reversed(names) if one.first <= index <= one.last), None)
        if named is not None:
            return next(iter(self.naming.reference(named, acting=acting)), None)
        for name in reversed(names):
            actor = self._qualified(name, token, acting=acting)
            if actor is not None:
                return actor
        led = self.led_by(index)
        if led is not None and (self.general.is_armed(token) or token.lower in _COALITION | words_of("aircraft")):
            return led
        return (
            self._branch(token)
            or self._apposed(token)
            or self._of_owner(token, acting=acting)
            or self.owning.of_possessor(token, acting=acting)
            or self.owning.hired(token)
            or self.unlisted.of_fighters(token)
            or self.states.of_nationals(token)
            or self.states.foreign_fighters(token)
            or self._of_members(token, acting=acting)
            or self.states.of_state(token)
            or self._backed(token)
            or self.pointing.rebels(token, acting=acting)
            or self._coalition(token)
            or (None if is_plane(self.tokens, token) else self._fighters(token, acting=acting))
        )

    def _is_guise(self, index: int) -> bool:
        """True for the policemen of "gunmen disguised as policemen"."""
        before = [t.lower for t in self.tokens[max(0, index - _GUISE_REACH) : index]]
        return "as" in before and bool(_DISGUISED & set(before[: before.index("as")]))

    def _fighters(self, token: Token, *, acting: bool) -> Actor | None:
        """Return the armed group that a noun points to, else the group in general that it means."""
        pointed = self.pointing.armed_group(token) if not self._included(token.index) else None
        return pointed or self._unlisted(token) or self.general.group(token, acting=acting)

    def _unlisted(self, token: Token) -> Actor | None:
        """Return the group of a name that no list knows, unless a country's is meant: "the Malian Armed Forces"."""
        before = self.tokens[token.index - 1] if token.index else token
        state = self.gazetteer.country_of_adjective(before.text) is not None
        return None if state else self.unlisted.named(token)

    def _counted_of(self, number: Token) -> int | None:
        """Return the "members" of "one of its members", "dozens of its men", None where nobody's are counted."""
        for noun in self.grammar.behind(number, "of"):
            if any(self.tokens[c].tag == "PRP$" for c in noun.children):
                return noun.index
        return None

    def _branch(self, token: Token) -> Actor | None:
        """Return the group that "X's branch in Syria, Y" is."""
        if token.lower not in BRANCHES:
            return None
        named = (self.mentions.actor_at(at) for at in range(token.index + 1, token.index + 1 + BRANCH_REACH))
        found = next((one for one in named if one is not None and one.compound is None), None)
        same = found is not None and self.tokens[found.first].sentence == token.sentence
        return next(iter(self.naming.reference(found, acting=False)), None) if found is not None and same else None

    def _apposed(self, token: Token) -> Actor | None:
        """Return who is told of right before: "the SDF, a Kurdish-led alliance which took the town"."""
        first = self.general.core(token.index)
        if first < 2 or self.tokens[first].lower not in _ANY or token.lower not in words_of("group") | _COALITION:
            return None
        before = self.mentions.actor_at(first - (2 if self.tokens[first - 1].text == "," else 1))
        if before is None or before.compound is not None or self.tokens[before.first].sentence != token.sentence:
            return None
        return next((one for one in self.naming.reference(before, acting=False) if one.kind in _ARMED), None)

    # -- names ----------------------------------------------------------------------------------------------------

    def _qualified(self, mention: Mention, token: Token, *, acting: bool) -> Actor | None:
        """Return the actor of a name before a noun: "ISIS militants", "Syria's army"."""
        if isinstance(mention.entry, ActorEntry):
            found = self.naming.reference(mention, acting=acting)
            if mention.entry.kind == "person" and found:
                return self._army_of(found[0]) if self.general.is_armed(token) else None
            return found[0] if found else None
        if mention.entry.type == "country":
            return self.states.institution(token, mention.entry.id, mention.last + 1, mention.first)
        return None

    # -- states ---------------------------------------------------------------------------------------------------

    def _army_of(self, actor: Actor) -> Actor:
        """Return the army of the country of a statesman ("Assad's forces"), any other actor as it is."""
        entry = self.gazetteer.actor(actor.id) if actor.kind == "person" else None
        army = self.gazetteer.institution("army", entry.country) if entry is not None and entry.country else None
        return army.reference(actor.mention) if army is not None else actor

    def _of_owner(self, token: Token, *, acting: bool) -> Actor | None:
        """Return whose "a drone belonging to the army", "artillery of X" and "the group's police" are."""
        if token.lower in words_of("aircraft") | _ARMS:
            owners = iter([*self.grammar.owners(token), *self.grammar.behind(token, "from")])  # "bombers from Russia"
        elif token.lower in INSTITUTIONS:
            owners = (self.tokens[c] for c in token.children if self.tokens[c].dep == "poss")
            owners = (one for one in owners if one.lower in ("group", "organisation", "organization"))
        else:
            return None
        owner = next((one for one in owners if one.tag.startswith("NN")), None)
        return self._actor(owner.index, acting=acting) if owner is not None else None

    # -- groups ---------------------------------------------------------------------------------------------------

    def _of_members(self, token: Token, *, acting: bool) -> Actor | None:
        """Return the group of "members of X", "forces loyal to X", "men belonging to X"."""
        for child in (self.tokens[c] for c in token.children if c > token.index):
            if self.membership.tells_members(child, token):
                holder = next((c for c in self.grammar.children(child) if c.lower == "to"), child)  # "belonging to X"
                below = next((c for c in holder.children if self.tokens[c].dep == "pobj"), None)
                home = self.mentions.at(below) if below is not None else None
                if child.lower == "from" and ((home is not None and home.is_place) or self.membership.takes(token)):
                    continue  # "fighters from Nigeria", "seized by rebels from the army"
                return self._actor(below, acting=acting) if below is not None else None
            if self.membership.ties(child):
                named = self.names_below(child.index)
                if named:
                    return self._army_of(named[0])
        return None

    def _fellow_members(self, index: int) -> Iterator[Actor]:
        """Yield the other bodies of "militants of the Islamic State and al-Nusra Front"."""
        token = self.tokens[index]
        for child in (self.tokens[c] for c in token.children if c > index):
            below = (c for c in child.children if self.tokens[c].dep == "pobj")
            first = next(below, None) if self.membership.tells_members(child, token) else None
            others = (one for one in self._coordinated(first) if one != first) if first is not None else ()
            found = (self._actor(one, acting=True) for one in others)
            yield from (one for one in found if one is not None and one.kind not in ("group", "person"))

    def _included(self, index: int) -> tuple[Actor, ...]:
        """Return the bodies of "insurgents including the Nusra Front"."""
        token = self.tokens[index]
        if person_class(token.lower) not in ("forces", "militant"):
            return ()
        including = next((c for c in token.children if c > index and self.tokens[c].lower == "including"), None)
        named = self.names_below(including) if including is not None else ()
        return tuple(one for one in named if one.kind == "armed_group")

    def _backed(self, token: Token) -> Actor | None:
        """Return the force of "U.S.-backed fighters" where the article names the one whom everybody calls so."""
        backers = (m.metonym or m.entry for m in self.naming.names_in(token.index) if m.compound in SUPPORTING)
        force = next((_BACKED[one.id] for one in backers if one.id in _BACKED), None)
        entry = self.gazetteer.actor(force) if force is not None and self.general.is_armed(token) else None
        if entry is None or entry not in self.mentions.armed_groups:
            return None
        return entry.reference(self.document.token_span(token.index, token.index))

    def _coalition(self, token: Token) -> Actor | None:
        """Return the coalition that was named last, else the one that is "the coalition" to everybody."""
        words = {token.lower, *self.general.modifiers(token)}
        if not words & _COALITION:
            return None
        if token.lower in _COALITION and {"a", "an"} & words:
            return next(iter(self.names_below(token.index)), None)  # "a coalition of militias calling itself X"
        named = next((one for one in self.mentions.actors_before(token.index) if one.kind == "coalition"), None)
        entry = named or (self.gazetteer.find_actor("the coalition") if "coalition" in words else None)
        return entry.reference(self.document.token_span(token.index, token.index)) if entry is not None else None
