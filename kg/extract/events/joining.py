"""Makes one event of the words of a sentence that tell one: a verb and its instrument, an attack and its dead."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from kg.extract.document import Token
from kg.extract.events.event import FOILING, LEAVING, RUINING, Event, is_quarter_of, union
from kg.extract.grammar import Grammar
from kg.extract.parties.persons import person_class
from kg.extract.wording import words_of

_KIN = ({"blast", "violence", "ground"}, {"fire", "chemical"}, {"air", "chemical"})
_HANGING = frozenset(
    "advcl acl relcl xcomp pobj prep agent dobj ccomp conj pcomp nsubj nsubjpass csubj csubjpass".split()
)
_RESULTING = frozenset({"resulting", "resulted", "leading", "led", "causing", "caused"})
_BESIDE = frozenset({"while", "whereas"})  # what opens the clause of something else
_BREAKING_OUT = frozenset({"broke", "erupted", "ensued", "followed"})
_GOING_OFF = frozenset({"detonate", "explode", "go off"})
_FIRING = frozenset({"fire", "launch", "drop", "lob", "hurl", "throw", "toss", "fling"})
_JOINERS = frozenset({"and", "or", ",", "both", "to"})  # "surface-to-surface missiles"
_COORDINATED = 6  # words between the two nouns of "air strikes and heavy artillery shelling"
_KILLINGS = frozenset({"killing", "murder", "death", "assassination"})
_WHEN = frozenset({"after", "before", "following"})
_ADVERBS = 2  # words between an event noun and its verb
_VAGUE_RANK = 4
_DEEP = 8  # words up the parse in which a clause finds the event that it tells of
_REACH = 8  # words within which what was fired follows its verb, other words between them or not


class Joining:
    """Joins the events of the sentences of one document."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.tokens = grammar.tokens

    def joined(self, events: Iterable[Event], *, carried: bool = False) -> list[Event]:
        """Return the events with those that tell one thing made one.

        `carried` joins only a verb and the event that it carries ("conducted strikes", "attacks targeting X").
        """
        merged: list[Event] = []
        for event in events:
            verb = self.tokens[event.head]
            closing = event.kills and (verb.tag == "VBG" or self._is_result(verb))  # "..., killing 16" ends the nearest
            order = range(len(merged) - 1, -1, -1) if closing else range(len(merged))
            partner = next((n for n in order if self._is_one(merged[n], event, carried=carried)), None)
            if partner is None:
                merged.append(event)
            else:
                merged[partner] = union(merged[partner], event)
        return merged

    def _is_one(self, one: Event, other: Event, *, carried: bool) -> bool:
        beside = self._is_coordinated(one, other) or self._is_verb_of(one, other) or self._is_ruining(other)
        beside = beside or self._is_arrest_in(one, other) or self._is_outcome(one, other)
        if not (_fits(one, other) or self._is_instrument(one, other) or beside):
            return False
        if self._are_in_sequence(one, other) or self._tells_time(one, other) or self._tells_time(other, one):
            return False
        if one.noun and other.noun and other.distinct and one.head < other.head:
            return False  # "strikes on X, in addition to separate strikes on Y"
        if not carried and self._results(one, other) and not _conflict(one, other):
            return True
        if self._answers(one) or self._answers(other):
            return carried and self._carries(one, other)  # "in response to fire that hit X"
        if (one.offset or other.offset) and not (one.kills or other.kills):
            return False
        if not one.covers & other.covers and _is_by_another(one, other):
            return False
        if one.covers & other.covers or (one.noun != other.noun and one.predicate == other.predicate):
            return True
        if carried:
            return self._carries(one, other) or self._carries(other, one) or (beside and not self._is_ruining(other))
        if self._is_spelt_out(one, other) or self._goes_off(one, other) or self._breaks_out(one, other):
            return True
        if _is_handover(one, other) and self._is_related(one, other):
            return True  # "withdrew from X after federal forces took control of the province"
        if one.offset and self._goes_on(one, other):
            return True  # "months after militants captured X and killed scores"
        return not _conflict(one, other) and (self._is_closing(one, other) or self._is_related(one, other))

    def _is_arrest_in(self, one: Event, other: Event) -> bool:
        """True for the two of "announced the arrest of nine men in a raid on X"."""
        arrested = one.type == "arrest" and one.noun and other.type == "operation" and other.noun
        raid = self.tokens[other.head]
        inside = arrested and self.grammar.preposition(raid) in ("in", "during")
        return inside and self.grammar.head(self.grammar.head(raid)).index in (one.head, one.predicate)

    def _is_outcome(self, one: Event, other: Event) -> bool:
        """True for the two of "conducted a raid, resulting in the arrest of nine men"."""
        arrest = self.tokens[other.head]
        raided = one.type == "operation" and one.noun and other.type == "arrest" and other.noun
        ending = raided and one.head < other.head and self.grammar.preposition(arrest) in ("in", "to")
        return ending and self.grammar.head(self.grammar.head(arrest)).lower in _RESULTING

    def _are_in_sequence(self, one: Event, other: Event) -> bool:
        """True for the two of "the strikes follow a raid"."""
        first, second = self.tokens[one.head], self.tokens[other.head]
        return self.grammar.is_sequel(first, second) or self.grammar.is_sequel(second, first)

    def _tells_time(self, noun: Event, verb: Event) -> bool:
        """True for the attack of "raided houses hours after the attack", by which a deed is dated.

        Who was killed "after an explosion" was so by it, but not "after a bombing that killed 11".
        """
        if not noun.noun or noun.predicate != verb.predicate or noun.head < verb.head:
            return False
        if self.grammar.preposition(self.tokens[noun.head]) not in _WHEN:
            return False
        return noun.kills or noun.base in _KILLINGS or self._has_dead(noun) or not (verb.noun or verb.kills)

    def _has_dead(self, noun: Event) -> bool:
        """True for "a bombing that killed 11", with victims of its own."""
        clauses = (c for c in self.grammar.children(self.tokens[noun.head]) if c.dep == "relcl")
        return any(one.lower in words_of("harming") for one in clauses)

    def _goes_on(self, one: Event, other: Event) -> bool:
        """True for a killing that the verb of an event goes on with."""
        verb = self.tokens[other.predicate]
        return other.kills and other.date is None and verb.dep == "conj" and verb.head in (one.head, one.predicate)

    def is_answered(self, noun: Token) -> bool:
        """True for the attack of "in response to an attack", "in retaliation for rocket fire", "hit those responsible
        for an attack"."""
        noun = self.grammar.counted_by(noun)
        above = self.grammar.head(self.grammar.head(noun))
        culprits = above.lower == "responsible" and self.grammar.head(above).tag in ("DT", "NNS")
        return culprits or above.lower in words_of("response")

    def _answers(self, event: Event) -> bool:
        return event.noun and event.head != event.predicate and self.is_answered(self.tokens[event.head])

    def _is_instrument(self, one: Event, other: Event) -> bool:
        """True for what something was done with: "raids hit X with napalm bombs", "artillery fire destroyed a tank"."""
        behind = self.grammar.preposition(self.tokens[other.head]) if other.noun else ""
        if behind == "including" and self.grammar.head(self.grammar.head(self.tokens[other.head])).index == one.head:
            return True  # "four air strikes including two cluster bombs"
        if behind in ("with", "using") and other.predicate in one.covers:
            return True
        if self._fires(one, other) or self._fires(other, one):
            return True
        if one.noun == other.noun or one.predicate != other.predicate or "territory_change" in (one.type, other.type):
            return False
        return self.tokens[one.predicate].lower in words_of("impact")

    def _is_coordinated(self, one: Event, other: Event) -> bool:
        """True for "air strikes and shelling hit the town", one bombardment by several means."""
        nominal = all(self.tokens[e.head].tag.startswith(("NN", "VBG")) for e in (one, other))
        means = nominal and {one.family, other.family} == {"air", "fire"}
        if not means or one.definite or other.definite or not 0 < other.head - one.head <= _COORDINATED:
            return False
        between = self.tokens[one.head + 1 : other.head]
        joined = any(t.lower in ("and", "or") for t in between)
        return joined and all(t.lower in _JOINERS or t.tag.startswith(("NN", "JJ", "HYPH")) for t in between)

    def _carries(self, noun: Event, verb: Event) -> bool:
        if not noun.noun or verb.noun:
            return False
        token = self.tokens[verb.head]
        if token.dep == "relcl" and token.lower in words_of("impact"):  # "raids by a coalition of states that hit X"
            path = list(islice(self.grammar.above(token), _DEEP))
            if any(at.lower == "by" for at in path) and any(at.index == noun.head for at in path):
                return True
        above = self.grammar.head(token)
        if token.dep == "ccomp" and above.dep == "relcl" and above.head == noun.head:
            return True  # "an attack that Washington says killed 1,400 people"
        fired = token.lower in words_of("impact")
        if fired and self.grammar.subject(token) is self.tokens[noun.head]:
            return True  # "rockets fired from X hit Y", whose second verb the parser joins to the first
        return self._fires(noun, verb) or (token.dep in ("acl", "relcl") and token.head == noun.head)

    def _is_verb_of(self, noun: Event, verb: Event) -> bool:
        """True for "shelling reportedly hit ten schools", whatever the parse says."""
        if not noun.noun or verb.noun:
            return False
        last = max((at for at in noun.covers if at < verb.head), default=verb.head)
        between = self.tokens[last + 1 : verb.head]
        near = 0 < len(between) <= _ADVERBS and all(t.tag == "RB" for t in between)
        return near and self.tokens[verb.head].lower in words_of("impact")

    def _fires(self, noun: Event, verb: Event) -> bool:
        """True for "launched 80 drones and 12 missiles"."""
        return noun.noun and not verb.noun and verb.base in _FIRING and 0 < noun.head - verb.head <= _REACH

    def _is_result(self, verb: Token) -> bool:
        """True for "..., which killed three", "in which a man was killed", hung on whatever stands before it."""
        return verb.dep == "relcl" and bool(self._whiches(verb)) and person_class(self.tokens[verb.head].lower) is None

    def _whiches(self, verb: Token) -> list[Token]:
        """Return the "which" of "which killed three", of "in which a man was killed"."""
        below = [c for c in self.grammar.children(verb) if c.dep == "nsubj"]
        below += self.grammar.behind(verb, "in", "during")
        return [one for one in below if one.lower in ("which", "that") and one.index < verb.index]

    def _results(self, one: Event, other: Event) -> bool:
        """True for what "which killed three", "in which ten were arrested" tells of: the event before it, with no other
        verb between."""
        verb = self.tokens[other.head]
        ends = other.kills or (other.type == "arrest" and one.type == "operation")
        if not ends or one.head > other.head or not self._is_result(verb):
            return False
        which = min(one.index for one in self._whiches(verb))
        return not any(
            t.tag in ("VBD", "VBZ", "VBP", "MD") for t in self.tokens[max(one.covers, default=one.head) + 1 : which]
        )

    def _goes_off(self, one: Event, other: Event) -> bool:
        """True for "a bomb planted by gunmen detonated", whatever the parse says."""
        bombs = one.type == other.type == "bombing"
        if not bombs or other.noun or not one.noun or other.base not in _GOING_OFF:
            return False
        between = self.tokens[one.head + 1 : other.head]
        return one.head < other.head and not any(t.tag in ("VBD", "VBZ", "VBP", "MD", "CC") for t in between)

    def _breaks_out(self, one: Event, other: Event) -> bool:
        """True for "attacked a post, and clashes broke out between them", one fight."""
        begins = other.noun and other.base == "clash" and self.tokens[other.predicate].lower in _BREAKING_OUT
        attacks = one.family in ("", "ground") and not one.kills and one.head < other.head
        return begins and attacks and not other.definite and not _conflict(one, other)

    def _is_closing(self, one: Event, other: Event) -> bool:
        """True for "..., killing 16", which ends the telling of the event before it, whatever the parse says."""
        token = self.tokens[other.head]
        closing = token.tag == "VBG" and token.dep not in ("pobj", "nsubj", "pcomp")
        if token.tag == "VBG" and self.grammar.preposition(token) == "with":
            closing = self.grammar.subject(token, 0) is not None  # "with bombs killing 70"
        ending = other.kills or self._is_ruining(other) or _is_nowhere(one, other)
        return ending and closing and one.head < other.head

    def _is_spelt_out(self, one: Event, other: Event) -> bool:
        """True for "the city came under fire: a shell landed near a square"."""
        between = self.tokens[one.head + 1 : other.head]
        return one.open and not one.noun and any(t.text == ":" for t in between)

    def _is_ruining(self, event: Event) -> bool:
        """True for "..., killing two men and destroying their hideout"."""
        return event.open and event.base in RUINING and self.tokens[event.head].tag == "VBG"

    def _is_related(self, one: Event, other: Event) -> bool:
        """True when one event's verb hangs on the other's as participle, object or circumstance."""
        return self._hangs(one, other) or self._hangs(other, one)

    def _tells_when(self, verb: Token) -> bool:
        """True for a verb of which a clause behind it says when: "were killed when they overran a base"."""
        clauses = (c for c in self.grammar.children(verb) if c.dep == "advcl" and c.index > verb.index)
        return any("when" in self.grammar.marks(one) for one in clauses)

    def _hangs(self, low: Event, high: Event) -> bool:
        at = self.tokens[low.predicate]
        if at.lower == "followed" and high.head < at.index < low.head:
            return True  # "a car bomb, followed by a suicide bombing"
        deep = (low.kills or low.type == high.type == "suicide_bombing") and at.dep == "relcl"
        deep = deep and "where" in self.grammar.marks(at)  # "an attack in X, where a bomber blew himself up"
        hitting = at.dep == "acl" and at.tag == "VBG" and low.open  # "operations against X, hitting Y"
        deep = deep or (hitting and high.noun)
        result = low.kills and any(t.lower in _RESULTING for t in islice(self.grammar.above(at), 4))
        while_doing = low.kills and at.dep == "pcomp"  # "took the hill after killing dozens"
        fired = at.dep == "relcl" and high.base == "intercept"  # "intercepted a missile that X had fired"
        victim = at.dep == "relcl" and high.kills  # "a man who fired at them was killed"
        after_it = at.dep == "pcomp" and "being" in self.grammar.auxiliaries(at)  # "closed after being hit by jets"
        further = high.base in FOILING or while_doing or fired or victim or after_it
        further = further or (low.type == "arrest" and at.dep == "conj")
        for _ in range(5 if deep or result else 3 if further else 2):
            if at.index in (high.head, high.predicate) or (low.noun and at.index in high.covers):
                return True
            if at.dep == "conj" and low.kills and self._tells_when(at):
                return False  # "took two towns, and dozens were killed when they overran a base"
            if at.dep == "conj" and at.tag != "VBG" and (high.kills or low.kills):
                joined = at.head in (high.head, high.predicate)
                if joined or at.tag.startswith("VB"):
                    return joined
            if at.dep not in _HANGING and not ((deep or result) and at.tag.startswith("NN")):
                return False
            if at.dep == "advcl" and self.grammar.marks(at) & _BESIDE:
                return False
            at = self.tokens[at.head]
        return False


def _fits(one: Event, other: Event) -> bool:
    if {one.type, other.type} == {"arrest", "airstrike"}:
        return False  # "killed two from the air, and a third was arrested"
    if one.kills or other.kills:
        return True
    if "territory_change" in (one.type, other.type):
        return one.type == other.type
    families = {one.family, other.family}
    if families == {"arrest", "ground"}:  # "arrested in an ambush"
        return any(e.noun and e.family == "ground" for e in (one, other))
    if families == {"arrest", ""} and (one.definite or other.definite):
        return False  # "arrested over the killing"
    return "" in families or len(families) == 1 or any(families <= kin for kin in _KIN)


def _conflict(one: Event, other: Event) -> bool:
    if one.date is not None and other.date is not None and one.date != other.date:
        return True
    if any(e.date is not None and e.date.relation == "offset" for e in (one, other)):
        return True  # "retook it two days after it was seized"
    mine, theirs = _where(one), _where(other)
    elsewhere = mine and theirs and not mine & theirs and not (is_quarter_of(one, other) or is_quarter_of(other, one))
    return bool(elsewhere) or (other.distinct and not other.kills)


def _is_by_another(one: Event, other: Event) -> bool:
    """True for what happened during another's deed: "blew himself up during a raid by commandos"."""
    if one.kills or other.kills or {one.base, other.base} & FOILING or one.family == other.family:
        return False
    mine, theirs = ({a.id for a in e.parties.perpetrators} for e in (one, other))
    return bool(mine and theirs) and not mine & theirs


def _is_nowhere(one: Event, other: Event) -> bool:
    """True for the second of "retook the town, securing the highway to X", which happened nowhere else."""
    both = one.type == other.type == "territory_change"
    return both and bool(one.places) and all(p.offset for p in other.places)


def _is_handover(one: Event, other: Event) -> bool:
    """True for who leaves a place and who takes it."""
    return one.type == other.type == "territory_change" and (one.base in LEAVING) != (other.base in LEAVING)


def _where(event: Event) -> frozenset[str]:
    """Return the ids of the places that tell where exactly; a killing's broad place tells nothing apart."""
    return frozenset(p.place.id for p in event.places if not p.offset and (not event.kills or p.rank < _VAGUE_RANK))
