"""Says whether a verb's objects make it an event: "took" a town, not a bus; "fired" shells, not a worker."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.document import Token
from kg.extract.grammar import Grammar
from kg.extract.mentions import Mentions
from kg.extract.parties import PartyFinder, person_class
from kg.extract.parties.general import FORCES_OWN
from kg.extract.place_nouns import place_nouns
from kg.extract.places import PlaceMention
from kg.extract.triggers import Hit
from kg.extract.wording import words_of
from kg.gazetteer import PlaceEntry

_DONE_TO = frozenset({"engage", "hit", "strike", "target"})
_RUINING = frozenset({"wipe out", "take out", "knock out"})
_VEHICLES = frozenset("tank tanks vehicle vehicles truck trucks bulldozer bulldozers convoy boat boats".split())
_LEAVING = frozenset({"withdraw", "pull out", "pull back"})
_DRONES = frozenset({"drone", "drones", "uav", "uavs"})
_SUPPLIES = frozenset({"ammunition", "supplies", "aid", "leaflets", "food", "weapons", "arms"})
_AT = ("at", "in", "into", "near", "outside", "inside", "around")
_BASES = frozenset("base airbase airport airfield camp barracks garrison hill hills heights".split())
_OF_FORCES = FORCES_OWN | {"border", "command", "guard"}  # "a police post"
_STRICT_TAKING = frozenset("take lose secure recover free cede clear".split())
_ARMOUR = frozenset("tank tanks armour armor bulldozers".split())
_KILLING_CAPTIVES = frozenset({"execute", "hang", "lynch"})
_DOWNING = frozenset({"shoot down", "bring down"})
_FOILED = frozenset({"foil attempt", "thwart attempt"})
_NO_ATTACKS = frozenset({"smuggle", "flee", "escape", "sell", "steal", "bring", "transfer", "transport", "hide"})
_REMNANTS = frozenset({"mines", "landmines", "traps", "explosives", "ordnance", "remnants", "rubble", "debris", "ieds"})
_THEY = frozenset({"they", "them", "he", "him", "she", "her"})
_AGREEMENTS = frozenset("agreement agreements deal deals truce truces pact accord ceasefire balance bargain".split())
_REGION = 6  # rank from which on a place is no town or quarter


class Fitting:
    """Judges the objects of the verbs of one document."""

    def __init__(self, grammar: Grammar, mentions: Mentions, parties: PartyFinder) -> None:
        self.grammar = grammar
        self.tokens = grammar.tokens
        self.mentions = mentions
        self.parties = parties

    def fits(self, hit: Hit, token: Token, objects: list[Token], places: Sequence[PlaceMention]) -> bool:
        """Return whether a trigger verb has the objects that its manner asks for (`data/incident_triggers.tsv`)."""
        manner, base = hit.trigger.manner, hit.trigger.base
        if manner == "fire":
            at_someone = base == "fire" and not objects and bool(self.grammar.behind(token, "at", "on", "into"))
            flown = any(one.lower in words_of("aircraft") for one in objects)
            aimed = base == "intercept" or self.grammar.behind(token, "at", "on", "toward", "towards", "against")
            flown = flown and bool(aimed)
            if base == "drop" and any(one.lower in _SUPPLIES for one in objects):
                return False  # "received ammunition dropped by aircraft"
            return at_someone or flown or any(self._has_munition(one) for one in objects)
        if base in _RUINING and not any(self._may_be_ruined(one) for one in objects):
            return False  # "took out a loan"
        if base in _FOILED and self._is_no_attack(hit.last):
            return False  # "foiled an attempt to smuggle weapons"
        if base in _DOWNING and any(self._is_no_aircraft(one) for one in objects):
            return False  # "most of the missiles were shot down"
        if manner == "crash":
            subject = self.grammar.subject(token)
            return subject is not None and subject.lower in words_of("aircraft")
        if base == "crash into":
            subject = self.grammar.subject(token)
            return subject is not None and subject.lower in words_of("munition") | _DRONES  # not of a plane that fell
        if base == "strike" and any(one.lower in _AGREEMENTS for one in objects):
            return False  # "a wider agreement struck in May"
        if manner == "impact":
            upon = objects or self.grammar.behind(token, *_AT) or self._is_suffered(token) or self._hits_what(token)
            return bool(upon) or base not in _DONE_TO
        if manner == "entry":
            return self._enters(token, [*objects, *self.grammar.behind(token, "into")], places)
        if manner == "exit":
            if any(c.lower == "without" for one in (token, *objects) for c in self.grammar.children(one)):
                return False  # "blew up two pylons, leaving villages without power"
            subject = self.grammar.head(token) if token.dep == "acl" else self.grammar.subject(token)
            leaves = subject is not None and self._is_armed(subject)
            return leaves and any(self.is_territory(one, places) and not self._is_country(one) for one in objects)
        if manner == "object":
            return any(one.lower in words_of("aircraft") for one in objects)
        if manner == "person":
            they = base in _KILLING_CAPTIVES and any(one.lower in _THEY for one in objects)
            return they or any(self.is_person(one) or self.parties.names_below(one.index) for one in objects)
        if base == "drive out":
            # not "two vehicles drove out of the village"
            return any(one.tag == "PRP" or self._is_foe(one) for one in objects)
        if base in _LEAVING and objects:
            return any(self._is_foe(one) for one in objects)
        if manner == "falls":
            subject = self.grammar.subject(token)
            again = (
                subject is not None
                and "had" in self.grammar.auxiliaries(token)
                and self.points_to_place(subject, places)
            )
            landed = any(self.is_territory(one, places) for one in self.grammar.behind(token, "in", "on", "near", "at"))
            taken = subject is not None and (again or self.is_territory(subject, places)) and not objects
            return taken and not landed  # not of "a shell fired from X, which fell in Y"
        if manner == "chemical":
            return any(self._is_chemical(one) for one in objects)
        if manner == "foe":
            return any(self._is_foe(one) for one in objects)
        if base == "clear" and any(
            self._is_rid_of(below) for one in objects for below in self.grammar.behind(one, "of")
        ):
            return False
        if manner == "place":
            territory = any(self.is_territory(one, places) for one in objects)
            if base not in _STRICT_TAKING - {"recover"} and any(self.points_to_place(one, places) for one in objects):
                return True
            return territory or (base not in _STRICT_TAKING and any(self.is_person(one) for one in objects))
        return True

    def _is_suffered(self, verb: Token) -> bool:
        """True for "closed after being hit by warplanes", said of what the clause around it is about."""
        being = verb.dep in ("pcomp", "advcl") and "being" in self.grammar.auxiliaries(verb)
        return being and self.grammar.agent(verb) is not None

    def _hits_what(self, verb: Token) -> bool:
        """True for "struck what the army called a compound"."""
        return any(c.dep == "ccomp" and self.tokens[c.left].lower == "what" for c in self.grammar.children(verb))

    def takes_ground(self, things: Sequence[Token]) -> bool:
        """True for a town, a quarter or an area that is entered, not for "the offices of a TV station"."""
        for one in things:
            mention = self.mentions.at(one.index)
            if mention is not None and mention.is_place:
                return True
            if place_nouns().get(one.lower) not in (None, "exact") or one.lower in _BASES:
                return True
        return False

    def _enters(self, verb: Token, things: Sequence[Token], places: Sequence[PlaceMention]) -> bool:
        """True for a force that enters a town or a quarter."""
        subject = self.grammar.subject(verb)
        if subject is None or not self._is_armed(subject):
            return False
        spots = [one for one in places if one.rank < _REGION]
        return any(self.is_territory(one, spots) and not self._is_country(one) for one in things)

    def _is_armed(self, subject: Token) -> bool:
        """True for fighters and forces."""
        armed = self.parties.actors(subject.index, acting=True)
        if subject.lower in _ARMOUR:
            return True
        if not (person_class(subject.lower) in ("forces", "militant") or armed):
            return False
        return all(a.kind in ("armed_group", "group") or self.parties.is_force(a) for a in armed)

    def _is_country(self, token: Token) -> bool:
        mention = self.mentions.at(token.index)
        entry = mention.entry if mention is not None else None
        return isinstance(entry, PlaceEntry) and entry.type == "country"

    def _is_no_attack(self, attempt: int) -> bool:
        """True for an attempt to do something that is no attack."""
        behind = [t.lower for t in self.tokens[attempt + 1 : attempt + 3]]
        return len(behind) > 1 and behind[0] == "to" and behind[1] in _NO_ATTACKS

    def _is_no_aircraft(self, thing: Token) -> bool:
        """True for the missiles that air defences shoot down, and for mere numbers of them."""
        flown = thing.lower in words_of("munition") and thing.lower not in words_of("aircraft")
        return (
            flown or thing.tag in ("CD", "JJS", "JJR", "DT") or thing.lower in ("half", "most", "all", "some", "many")
        )

    def _may_be_ruined(self, thing: Token) -> bool:
        """True for fighters, and for what they hold and use: positions, depots, vehicles."""
        kinds = ("force place", "infrastructure", "munition", "aircraft", "territory")
        known = thing.lower in _VEHICLES or any(thing.lower in words_of(kind) for kind in kinds)
        return known or thing.lower in place_nouns() or person_class(thing.lower) in ("forces", "militant")

    def _is_rid_of(self, thing: Token) -> bool:
        """True for what sappers clear a village of: mines, booby traps, the rubble."""
        kinds = ("munition", "weapon")
        return any(thing.lower in words_of(kind) for kind in kinds) or thing.lower in _REMNANTS

    def _has_munition(self, token: Token) -> bool:
        if token.lower in ("round", "rounds") and self.grammar.behind(token, "of"):
            return False  # "launched rounds of attacks"
        last = min(token.right, token.index + 4)
        return any(self.tokens[i].lower in words_of("munition") for i in range(token.left, last + 1))

    def is_territory(self, token: Token, places: Sequence[PlaceMention]) -> bool:
        """True for a place, and for what is taken or lost beside named places: ground, positions."""
        mention = self.mentions.at(token.index)
        if mention is not None:
            return mention.is_place
        if any(one.first <= token.index <= one.last for one in places):
            return True
        held = {c.lower for c in self.grammar.children(token) if c.dep in ("compound", "amod")} & _OF_FORCES
        if token.lower in words_of("no territory") and not (held and token.lower in place_nouns()):
            return any(self.is_territory(below, places) for below in self.grammar.behind(token, "of"))
        return token.lower in place_nouns() or token.lower in words_of("territory")

    def points_to_place(self, token: Token, places: Sequence[PlaceMention]) -> bool:
        """True for the "it" of "retook the village two days after it was seized", the "them" of areas liberated."""
        if token.lower == "them":
            first = self.grammar.document.sentences[token.sentence].first
            before = [t for t in self.tokens[first : token.index] if t.tag == "NNS"]
            return any(t.lower in words_of("territory") or t.lower in place_nouns() for t in before)
        return token.lower == "it" and any(one.last < token.index for one in places)

    def is_person(self, token: Token) -> bool:
        """True for a noun for persons, and for a name of one: "Abu Omar, a leader of the group"."""
        if person_class(token.lower) is not None:
            return True
        described = (c for c in self.grammar.children(token) if c.dep in ("appos", "compound"))
        if token.tag == "NNP" and any(person_class(one.lower) is not None for one in described):
            return True
        if token.tag == "NNP" and self.tokens[token.left].lower in words_of("father of"):
            return True
        return any(person_class(below.lower) is not None for below in self.grammar.behind(token, "of"))

    def _is_chemical(self, token: Token) -> bool:
        words = {self.tokens[i].lower for i in range(token.left, min(token.right, token.index + 4) + 1)}
        return bool(words & words_of("word: chemical"))

    def _is_foe(self, token: Token) -> bool:
        """True for fighters and their bodies, who can be driven from a place."""
        found = self.parties.actors(token.index, acting=True)
        return any(one.kind not in ("person", "outlet") for one in found) and person_class(token.lower) != "civilian"
