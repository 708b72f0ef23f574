"""Says what befell counted persons.

Asked in this order: a toll ("put the death toll at 16"), a word right beside ("20 dead"), the parse (object or subject
of a verb, "the death of"), the nearest verb before or behind where the parse fails.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.casualties.counted import Counted
from kg.extract.casualties.effects import TOLLS, How, complements, effects
from kg.extract.cues import cue_verbs
from kg.extract.document import Sentence, Token
from kg.extract.grammar import Grammar
from kg.extract.parties import person_class
from kg.extract.wording import words_of
from kg.record import Effect

_BE = frozenset("be is are was were been being get got gets".split())
_HAVE = frozenset({"have", "has", "had"})
_PASSING = frozenset(
    "also reportedly now still later immediately allegedly already all both thus so far since then not".split()
)
_QUALIFIERS = frozenset("at least as many some more than over up another".split())
_DETERMINERS = frozenset("another some also the a as many other".split())
_FORCING = frozenset("forced forcing force prompted prompting causing caused".split())
_LEAVING = frozenset({"left", "leaving", "leave", "leaves"})
_LOSING = frozenset({"lost", "lose", "losing", "loses"})
_REPORTED = frozenset(
    "reported believed feared confirmed presumed thought said found left declared listed known to".split()
)
_SUFFERING = frozenset({"suffer", "suffered", "suffering", "sustained"})
_WOUNDED = frozenset({"wounded", "injured", "injury"})
_BODIES = frozenset("wounded injured dead missing bodies corpses fatalities martyrs".split())
_VICTIMS = frozenset("victims deaths fatalities martyrs".split())
_CLIMBED = frozenset("conj appos nummod pobj prep quantmod amod compound dep nsubj npadvmod det nmod".split())
_OF = frozenset({"of", "including", "between", "at"})
_NUMBERS = frozenset({"number", "numbers", "total"})
_AMOUNTING = frozenset("to at reached reaching exceeded surpassed totaled totalled".split())
_COORDINATED = frozenset({"CD", "DT", "JJ", "NN", "NNS", "NNP", "VBG", "HYPH", "VBN", "JJR"})
_TOLL_REACH, _ORDER_REACH, _STEPS = 20, 10, 6


@dataclass(frozen=True, slots=True)
class Fate:
    """What befell persons, the token that tells it, and the rule by which it was found."""

    effect: Effect
    predicate: int
    rule: str


class FateFinder:
    """Reads the sentences of one document."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.tokens = grammar.tokens

    def of(self, counted: Counted, sentence: Sentence) -> Fate | None:
        """Return what befell the counted persons, or None when the sentence tells nothing."""
        return (
            self._toll(counted, sentence)
            or self._beside(counted, sentence)
            or self._by_parse(counted)
            or self._before(counted, sentence)
            or self._behind(counted, sentence)
        )

    # -- tolls and states -----------------------------------------------------------------------------------------

    def _toll(self, counted: Counted, sentence: Sentence) -> Fate | None:
        """Read "put the death toll at 16", "a toll of 31 killed", "the number of civilians killed was 926"."""
        for index in range(counted.first - 1, max(sentence.first, counted.first - _TOLL_REACH) - 1, -1):
            token = self.tokens[index]
            if token.lower in TOLLS:
                state = effects("state").get(self.tokens[min(counted.number + 1, sentence.last)].lower)
                if state is not None:
                    return Fate(state, index, "state")
                before = {t.lower for t in self.tokens[max(sentence.first, index - 3) : index]}
                return Fate("injured" if before & _WOUNDED else "killed", index, "toll")
            if token.lower in _NUMBERS and self._is_of_victims(index + 1):
                return self._numbered(index, counted)
            if self._ends_toll(token, counted):
                return None
        return None

    def _ends_toll(self, token: Token, counted: Counted) -> bool:
        """True for what a toll does not reach beyond: "gave a higher toll, saying 51 people died"."""
        if token.text == "." or (token.tag == "CD" and self.tokens[token.index + 1].text not in ("-", "–")):
            return True
        return counted.noun is not None and token.tag.startswith("VB") and token.lower in cue_verbs()

    def _is_of_victims(self, index: int) -> bool:
        """True for what follows the number in "number of dead", "number killed"."""
        return self.tokens[index].lower == "of" or self.tokens[index].lower in effects("state")

    def _numbered(self, index: int, counted: Counted) -> Fate | None:
        """Return what befell those of whom a number is told: "the number of civilians injured was 930"."""
        told = (
            "killed" if t.lower in _VICTIMS else effects("state").get(t.lower)
            for t in self.tokens[index + 1 : counted.first]
        )
        effect = next((one for one in told if one is not None), None)
        linked = self.tokens[counted.first - 1].lower in _BE | _AMOUNTING
        return Fate(effect, index, "toll") if effect is not None and linked else None

    def _beside(self, counted: Counted, sentence: Sentence) -> Fate | None:
        """Read "20 dead", "15 of the wounded", "31 people killed"."""
        word = self.tokens[counted.head].lower
        if counted.noun is not None and word in _BODIES:
            return Fate(effects("state").get(word, "killed"), counted.head, "state")
        after = self._beyond(counted.last + 1, sentence)
        while after <= sentence.last and self.tokens[after].lower in _PASSING | {"others", "other"}:
            after += 1
        if after > sentence.last:
            return None
        effect = effects("state").get(self.tokens[after].lower)
        return Fate(effect, after, "state") if effect is not None and not self._is_active(after, sentence) else None

    def _beyond(self, index: int, sentence: Sentence) -> int:
        """Return the token behind what is coordinated: "left four soldiers and one dog wounded"."""
        after = index + 1
        if index >= sentence.last or self.tokens[index].lower != "and" or self.tokens[after].tag not in ("CD", "DT"):
            return index
        while after <= sentence.last and self.tokens[after].tag in _COORDINATED and after - index <= _TOLL_REACH // 2:
            if effects("state").get(self.tokens[after].lower) is not None:
                return after
            after += 1
        return after

    def _is_active(self, verb: int, sentence: Sentence) -> bool:
        """True when what follows a word like "killed" is whom it befell: "a bomber killed 16 people"."""
        after = verb + 1
        while after <= sentence.last and self.tokens[after].lower in _QUALIFIERS:
            after += 1
        return after <= sentence.last and self.tokens[after].tag in ("CD", "DT", "PRP$")

    # -- the parse ------------------------------------------------------------------------------------------------

    def _by_parse(self, counted: Counted) -> Fate | None:
        at = self.tokens[counted.head]
        if self._is_destroyed(at):
            return Fate("killed", self.grammar.head(self.grammar.coordinator(at)).index, "parse")
        for _ in range(_STEPS):
            head = self.grammar.head(at)
            if head is at:
                return None
            effect = self._told(at, head)
            if effect is not None:
                return Fate(effect, head.index, "parse")
            below = (c for part in self.grammar.conjuncts(at) for c in self.grammar.children(part))
            for child in below:
                effect = effects("object").get(child.lower)
                if effect is not None and child.dep in ("acl", "relcl") and child.tag == "VBN" and self._suffers(child):
                    return Fate(effect, child.index, "parse")
            if at.dep not in _CLIMBED or (at.dep == "pobj" and head.lower not in _OF):
                return None
            if at.dep == "nsubj" and head.tag.startswith("VB"):
                return None
            at = head
        return None

    def _suffers(self, clause: Token) -> bool:
        """False for "a man whose son was killed", whom nothing befell."""
        subject = next((c for c in self.grammar.children(clause) if c.dep in ("nsubj", "nsubjpass")), None)
        return subject is None or subject.tag in ("WP", "WDT")

    def _is_destroyed(self, noun: Token) -> bool:
        """True for fighters who were destroyed like things: "destroyed a depot and 40 militants"."""
        first = self.grammar.coordinator(noun)
        done = first.dep in ("dobj", "nsubjpass") and self.grammar.head(first).lower in words_of("annihilating")
        return done and person_class(noun.lower) in ("forces", "militant")

    def _told(self, token: Token, head: Token) -> Effect | None:
        """Return the effect when head is done to token, done by it, or a noun that is of it."""
        if token.dep == "dobj" and head.lower in _LOSING and person_class(token.lower) in ("forces", "militant"):
            return "killed"
        if token.dep in ("dobj", "nsubjpass"):
            effect = self._done_to(head)
            if effect is not None:
                return effect
        if token.dep in ("nsubj", "nsubjpass"):
            return self._done_by(token, head)
        if token.dep == "prep" and token.lower in ("of", "for"):
            before = {t.lower for t in self.tokens[max(0, head.index - 4) : head.index]}
            if head.lower in ("case", "cases") and before & words_of("harm"):
                return "injured"
            return effects("noun").get(head.lower) if token.lower == "of" else None
        return None

    def _done_to(self, verb: Token) -> Effect | None:
        effect = effects("object").get(verb.lower)
        if effect is not None:
            return effect
        children = self.grammar.children(verb)
        if verb.lower in _FORCING:  # "forced 13000 residents to flee"
            return next((e for c in children if c.tag == "VB" and (e := effects("subject").get(c.lower))), None)
        if verb.lower in _LEAVING:  # "left five dead"
            return next((e for c in children if (e := effects("state").get(c.lower))), None)
        return self._completed(verb, "object", 12)

    def _completed(self, verb: Token, how: How, reach: int) -> Effect | None:
        """Return what a verb tells with its complement: "took 12 hostage", "lost their lives"."""
        told = complements(how).get(verb.lower)
        if told is None:
            return None
        followers = (t.lower for t in self.tokens[verb.index + 1 : min(verb.right, verb.index + reach) + 1])
        return next((told[word] for word in followers if word in told), None)

    def _done_by(self, token: Token, verb: Token) -> Effect | None:
        if token.dep == "nsubj" and verb.lower in _SUFFERING:
            below = {t.lower for t in self.tokens[verb.index + 1 : min(verb.right, verb.index + 6) + 1]}
            return "injured" if below & words_of("harm") else None
        effect = effects("subject").get(verb.lower) or self._completed(verb, "subject", 4)
        acting = any(c.dep == "dobj" for c in self.grammar.children(verb))
        if effect is None and token.dep == "nsubj" and verb.tag == "VBN" and not acting:
            effect = effects("object").get(verb.lower)
        if effect is not None:
            return effect
        fled = [c.lower for c in self.grammar.children(verb) if c.dep == "xcomp" and verb.lower in _REPORTED]
        effect = next((effects("subject")[word] for word in fled if word in effects("subject")), None)
        if effect is not None:
            return effect  # "are believed to have fled"
        states = (c for c in self.grammar.children(verb) if c.dep in ("acomp", "oprd", "xcomp"))
        return next((e for c in states if (e := effects("state").get(c.lower))), None)

    # -- the order of words ---------------------------------------------------------------------------------------

    def _before(self, counted: Counted, sentence: Sentence) -> Fate | None:
        """Read "killed another 16", "the deaths of 16" by their order."""
        index = counted.first - 1
        while index >= sentence.first and self.tokens[index].lower in _DETERMINERS:
            index -= 1
        if index <= sentence.first:
            return None
        token, before = self.tokens[index], self.tokens[index - 1]
        opening = [t.lower for t in self.tokens[sentence.first : index]]
        if token.lower in _BE and opening[:1] == ["among"]:  # "Among the dead were six commanders"
            effect = next((effects("state").get(word) for word in opening if word in effects("state")), None)
            return Fate(effect, token.index, "order") if effect is not None else None
        if token.lower == "of":
            effect = effects("noun").get(before.lower)
            return Fate(effect, before.index, "order") if effect is not None else None
        passive = before.tag == "CD" or (token.tag == "VBN" and before.lower in _BE)
        effect = effects("object").get(token.lower) if token.tag.startswith("VB") and not passive else None
        return Fate(effect, index, "order") if effect is not None else None

    def _behind(self, counted: Counted, sentence: Sentence) -> Fate | None:
        """Read "16 people (...) were killed", "16 people (...) died" by their order."""
        last = min(counted.last + _ORDER_REACH, sentence.last)
        for steps, token in enumerate(self.tokens[counted.last + 1 : last + 1]):
            if token.lower in _BE | _HAVE:
                return self._among(token.index, sentence) or self._passive(token.index, sentence)
            if (steps and token.tag in ("VBD", "VBZ", "VBP", "MD")) or token.text in (".", ";"):
                return None
            effect = effects("subject").get(token.lower)
            if effect is not None:
                return Fate(effect, token.index, "order")
        return None

    def _among(self, verb: int, sentence: Sentence) -> Fate | None:
        """Read "15 children were among the dead", "one villager was among those killed"."""
        words = [t.lower for t in self.tokens[verb + 1 : min(verb + 5, sentence.last + 1)]]
        if words[:1] != ["among"]:
            return None
        effect = next((effects("state").get(word) for word in words[1:] if word in effects("state")), None)
        effect = effect or ("killed" if _VICTIMS & set(words) else None)
        return Fate(effect, verb, "order") if effect is not None else None

    def _passive(self, first: int, sentence: Sentence) -> Fate | None:
        passive = False
        for token in self.tokens[first : min(first + 6, sentence.last + 1)]:
            passive = passive or token.lower in _BE
            effect = effects("object").get(token.lower) or effects("state").get(token.lower)
            if effect is not None and token.tag in ("VBN", "VBD", "JJ"):
                return Fate(effect, token.index, "order") if passive else None
            if token.lower not in _BE | _PASSING | _HAVE | _REPORTED:
                return None
        return None
