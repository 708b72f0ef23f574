"""Tells where something happened from where persons are, come from, go to and speak."""

from __future__ import annotations

from itertools import islice

from kg.extract.cues import cue_verbs
from kg.extract.document import Sentence, Token
from kg.extract.grammar import STAGED, Grammar
from kg.extract.mentions import Mentions
from kg.extract.parties import person_class
from kg.extract.places import PlaceMention
from kg.extract.wording import words_of

GOALS = ("to", "toward", "towards", "into")
"""The prepositions of where somebody goes."""

_FIGHTING = frozenset({"battling", "fighting", "besieging", "attacking", "assaulting"})
_BANNED = frozenset({"outlawed", "banned", "prohibited", "proscribed", "forbidden"})
_EVACUATING = frozenset("evacuated transferred airlifted flown transported rushed moved relocated displaced".split())
_FIRED = frozenset("fired launched fire launch attacked attack firing launching attacks shelled".split())
_COMING = frozenset(
    "came come coming descended arrived sent returned returning bring brought bringing smuggle smuggled "
    "smuggling".split()
)
_FLEEING = frozenset({"flee", "fled", "fleeing", "leave", "escape", "escaped", "escaping", "heading", "returning"})
_FLYING = frozenset({"off", "flew", "flown", "flying", "sortied", "scrambled"})
_TRAVELS = frozenset({"trip", "visit", "journey", "tour", "pilgrimage"})
_GROUPS = frozenset({"group", "groups", "forces", "troops"})
_HOME_REACH = 5
_ISSUING = frozenset({"released", "published", "issued", "posted"})
_JUDGING = frozenset(
    "applaud brand call condemn criticise criticize decry denounce deplore hail praise welcome".split()
)
_MEETINGS = frozenset("briefing briefings conference summit talks interview forum".split())
_WAY = frozenset({"way", "back"})
_MEANWHILE = frozenset({"as", "after", "before", "since"})
_SETTLED = frozenset({"city", "town", "village"})
_SOME = frozenset("half many most others several some".split())
_STAND_INS = frozenset({"one", "ones"})


def says(verb: Token) -> bool:
    """True for a verb of saying or of issuing what says something."""
    cue = cue_verbs().get(verb.lower)
    return cue.takes("clause", "quote") if cue is not None else verb.lower in _ISSUING


def judges(verb: Token) -> bool:
    """True for a verb by which somebody only says what he thinks of what happened."""
    cue = cue_verbs().get(verb.lower)
    return cue is not None and cue.verb in _JUDGING


class Whereabouts:
    """Judges the places of one sentence; `told` are the tokens of its events."""

    def __init__(self, grammar: Grammar, mentions: Mentions, sentence: Sentence) -> None:
        self.grammar = grammar
        self.tokens = grammar.tokens
        self.mentions = mentions
        self.sentence = sentence

    def describes_someone(self, place: PlaceMention, told: set[int]) -> bool:
        """True for a place in a clause about a person or group: "terrorists who are positioned in X"."""
        if self.is_stationed(place) or self._is_where_banned(place):
            return True
        for at in self.grammar.above(self.tokens[place.first]):
            if at.index in told:
                return False
            if at.lower in words_of("official") and at.index < place.first:
                suffers = at.dep == "dobj" and at.head in told  # "killed an official in X"
                return not suffers  # "officials in Kabul were told"
            if at.dep == "relcl" and at.lower in words_of("impact"):
                return False  # "a shell fired by gunmen based in X, which fell in Y"
            if self.is_charge(at):
                continue  # "arrested a man accused of recruiting, in X"
            if at.dep == "acl" and at.lower in STAGED:
                return False  # "an offensive by fighters launched against X", hung on the fighters
            if at.dep in ("relcl", "acl"):
                antecedent = self.grammar.head(at)
                if at.dep == "acl" and at.tag == "VBG" and self._suffers(antecedent, told):
                    continue  # "killed two men riding a motorcycle near X"
                if antecedent.lower in _STAND_INS:
                    return True
                flees = any(t.lower in _FLEEING for t in self.tokens[at.left : place.first])
                if (at.tag == "VBG" or flees) and person_class(antecedent.lower) == "civilian":
                    continue  # "killed farmers working near X", "shot civilians who tried to flee X": that is where
                if at.tag == "VBG" and at.lower in _FIGHTING:
                    continue  # "forces battling rebels in X took a bridge"
                if person_class(antecedent.lower) is not None or antecedent.lower in _GROUPS:
                    return True
                if self.mentions.actor_at(antecedent.index) is not None:
                    return True
        return False

    def _is_left(self, start: Token) -> bool:
        """True for the "from" of "fired from X", "came down from X", "on its way back from X"."""
        above = self.grammar.head(start)
        moved = above if above.tag.startswith("VB") else self.grammar.head(above)
        return above.lower in _FIRED or moved.lower in _COMING or above.lower in _WAY

    def _is_where_banned(self, place: PlaceMention) -> bool:
        """True for the country of "the group [outlawed in X]"."""
        before = [t.lower for t in self.tokens[max(self.sentence.first, place.first - 2) : place.first]]
        return before[-1:] == ["in"] and before[0] in _BANNED

    def is_aside(self, place: PlaceMention, told: set[int]) -> bool:
        """True for the place of what went on meanwhile, and for where fire came from.

        "Jets pounded X, as envoys met in Y"; "a rocket fired from X hit Y".
        """
        before = self.tokens[place.first - 1] if place.first > self.sentence.first else None
        if before is not None and before.tag == "DT" and before.index > self.sentence.first:
            before = self.tokens[before.index - 1]
        if before is not None and before.lower == "from" and self._is_left(before):
            return True
        before_it = islice(self.grammar.above(self.tokens[place.first]), _HOME_REACH)
        if any(at.lower == "from" and self.grammar.head(at).lower in _WAY for at in before_it):
            return True  # "on its way back from a search of X"
        left = self.tokens[place.last]
        if left.dep == "dobj" and self.grammar.head(left).lower == "leaving":
            return True  # "retook the city, leaving only X in rebel hands"
        for at in self.grammar.above(self.tokens[place.first]):
            if at.index in told:
                return False
            if at.lower in words_of("response"):
                return True  # "in retaliation for the intervention in X"
            if at.dep == "advcl" and self.grammar.marks(at) & _MEANWHILE:
                subject = self.grammar.subject(at, 0)
                if any(at.left <= index <= at.right for index in told):
                    return False  # "after they returned to X, which fell"
                return subject is not None and subject.tag != "PRP"
        return False

    def is_charge(self, participle: Token) -> bool:
        """True for "accused of", "suspected of", "wanted for" behind a person."""
        return participle.dep == "acl" and participle.tag == "VBN" and participle.lower in words_of("accusing")

    def _suffers(self, noun: Token, told: set[int]) -> bool:
        """True for those to whom an event is done."""
        return noun.dep in ("dobj", "nsubjpass") and noun.head in told

    def is_of_some(self, place: PlaceMention) -> bool:
        """True for the place of "killed 30 in the north, many in X": that of a part of them."""
        return any(at.lower in _SOME for at in self.grammar.above(self.tokens[place.first]))

    def is_stationed(self, place: PlaceMention) -> bool:
        """True for "terrorists positioned in X fired rockets", whatever the parse says."""
        first, opening = self.sentence.first, ("in", "at", "inside", "near", "around")
        at = next(
            (n for n in range(place.first - 1, max(first, place.first - 4), -1) if self.tokens[n].lower in opening),
            None,
        )
        if at is None or at - 2 < first or self.tokens[at - 1].lower not in words_of("stationed"):
            return False
        who = self.tokens[at - 2]
        return (
            person_class(who.lower) is not None or who.lower in _GROUPS or self.mentions.actor_at(who.index) is not None
        )

    def is_where_said(self, place: PlaceMention, told: set[int]) -> bool:
        """True for the place of "told reporters in Baghdad that", "said in Geneva the attack had killed 30"."""
        before = self.tokens[place.first - 1] if place.first > self.sentence.first else None
        if before is None or before.lower not in ("in", "at", "from"):
            return False
        if any(at.lower in _MEETINGS for at in islice(self.grammar.above(before), 4)):
            return True  # "after a briefing by partners in Damascus"
        if before.index == self.sentence.first and judges(self.grammar.head(before)):
            return True  # "In New York, the envoy condemned the strikes"
        at = before
        while at.index > self.sentence.first and before.index - at.index <= 4:
            at = self.tokens[at.index - 1]
            if at.index in told:
                return False
            if at.tag.startswith("VB"):
                clause = self.tokens[min(place.last + 1, self.sentence.last)]
                return says(at) and (clause.lower == "that" or clause.tag in ("DT", "PRP", "NNS", "NNP", "CD"))
        return False

    def is_home(self, place: PlaceMention, told: set[int]) -> bool:
        """True for where people come from: "60 fighters from X were killed in Y"."""
        for at in islice(self.grammar.above(self.tokens[place.first]), _HOME_REACH):
            if at.index in told:
                return False
            if at.lower == "from":
                return person_class(self.grammar.head(at).lower) is not None
        return False

    def is_refuge(self, place: PlaceMention) -> bool:
        """True for where people fled or went back: "opened fire before fleeing towards X"."""
        to = self.grammar.head(self.tokens[place.last])
        moving = self.grammar.head(to)
        if to.lower == "to" and moving.lower in _EVACUATING:
            return True
        moving = self.grammar.head(moving) if moving.lower == "back" else moving
        return to.lower in GOALS and moving.lower in _FLEEING

    def is_goal(self, place: PlaceMention, told: set[int]) -> bool:
        """True for where something else went: "was shot down after delivering aid to X"."""
        to = self.grammar.head(self.tokens[place.first])
        verb = self.grammar.head(to)
        moved = verb.tag.startswith("VB") or self.grammar.head(verb).tag.startswith("VB")
        if to.lower not in GOALS[:3] or place.kind not in _SETTLED or not moved:
            return False
        return not any(at.index in told for at in islice(self.grammar.above(verb), 2))

    def is_of_care(self, place: PlaceMention) -> bool:
        """True for where victims are treated: "were wounded and taken to hospitals in X"."""
        before = self.tokens[max(self.sentence.first, place.first - 2)]  # whatever the parse hangs "in X" on
        for at in (before, *islice(self.grammar.above(self.tokens[place.first]), _HOME_REACH)):
            if at.lower in words_of("care"):
                verb = self.grammar.governor(at)
                return verb is not None and verb.lower in words_of("bringing to care")
        return False

    def is_of_court(self, place: PlaceMention) -> bool:
        """True for where a court sits: "a criminal court in X sentenced them"."""
        at = self.grammar.head(self.grammar.head(self.tokens[place.first]))
        return at.lower in ("court", "tribunal")

    def is_where_joined(self, place: PlaceMention) -> bool:
        """True for the place of "and said he had joined the group in X"."""
        verb = self.grammar.governor(self.tokens[place.first])
        return (
            verb is not None
            and verb.lower == "joined"
            and any(c.dep == "nsubj" and c.tag == "PRP" for c in self.grammar.children(verb))
        )

    def is_destination(self, place: PlaceMention) -> bool:
        """True for where people were to go: "had gathered before a trip to X"."""
        to = self.grammar.head(self.tokens[place.last])
        return to.lower in GOALS and self.grammar.head(to).lower in _TRAVELS

    def is_origin(self, place: PlaceMention) -> bool:
        """True for the airport that aircraft "took off from"."""
        before = [t.lower for t in self.tokens[max(self.sentence.first, place.first - 4) : place.first]]
        return "from" in before and bool(_FLYING & set(before[: before.index("from")]))
