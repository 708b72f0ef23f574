"""Reads what numbers of victims are tolls: "put the death toll at 16", "the dead at 38", "the toll has risen to 69".

Asked in this order: a toll before the number, victims that are put at it, a toll that has climbed to it, victims who
number it, what brought the number of victims to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.casualties.counted import Counted
from kg.extract.casualties.effects import TOLLS, VICTIMS, How, effects
from kg.extract.cues import cue_verbs
from kg.extract.document import Sentence, Token, token_after
from kg.extract.grammar import Grammar
from kg.extract.wording import words_of
from kg.record import Effect

_BE = frozenset("be is are was were been being get got gets".split())
_WOUNDED = frozenset({"wounded", "injured", "injury"})
_NUMBERS = frozenset({"number", "numbers", "total"})
_AMOUNTING = frozenset("to at reached reaching exceeded surpassed totaled totalled".split())
_TOLL_REACH, _PUT_REACH, _AHEAD = 20, 8, 10


@dataclass(frozen=True, slots=True)
class Fate:
    """What befell persons, the token that tells it, and the rule by which it was found.

    `taken` is the token that tells that they were captured some time before they were killed.
    """

    effect: Effect
    predicate: int
    rule: str
    taken: int | None = None


class TollReader:
    """Reads the sentences of one document."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.tokens = grammar.tokens

    def of(self, counted: Counted, sentence: Sentence) -> Fate | None:
        """Return what befell those whom a number tells that is a toll, None for any other number."""
        return (
            self._toll(counted, sentence)
            or self._put_at(counted, sentence)
            or self._climbed(counted, sentence)
            or self._amounting(counted, sentence)
            or self._brought_to(counted, sentence)
        )

    def _toll(self, counted: Counted, sentence: Sentence) -> Fate | None:
        """Read "put the death toll at 16", "a toll of 31 killed", "the number of civilians killed was 926"."""
        for index in range(counted.first - 1, max(sentence.first, counted.first - _TOLL_REACH) - 1, -1):
            token = self.tokens[index]
            if _is_toll(token):
                state = effects("state").get(self.tokens[min(counted.number + 1, sentence.last)].lower)
                if state is not None:
                    return Fate(state, index, "state")
                return self._of_toll(index, sentence.first)
            if token.lower in _NUMBERS and self._is_of_victims(index + 1):
                return self._numbered(index, counted)
            if self._ends_toll(token, counted):
                return None
        return None

    def _put_at(self, counted: Counted, sentence: Sentence) -> Fate | None:
        """Read "put the dead at 38", "put the dead at 38 and the wounded at 112", "put rebel losses at 24"."""
        if counted.noun is not None or self.tokens[counted.first - 1].lower != "at":
            return None
        for index in range(counted.first - 2, max(sentence.first, counted.first - _PUT_REACH) - 1, -1):
            token = self.tokens[index]
            effect = effects("state").get(token.lower) or effects("noun").get(token.lower)
            if effect is not None:
                reached = self.tokens[max(sentence.first, index - _TOLL_REACH) : index]
                put = any(t.lower in words_of("estimating") for t in reached)
                return Fate(effect, index, "toll") if put else None
            if token.tag == "CD" or token.text in (".", ";", ","):
                return None
        return None

    def _climbed(self, counted: Counted, sentence: Sentence) -> Fate | None:
        """Read "the toll from the raid on X has climbed to 69", however far the toll stands before."""
        verb = self.grammar.head(self.tokens[counted.head])
        verb = self.grammar.head(verb) if verb.lower == "to" else verb
        subject = self.grammar.subject(verb) if verb.lower in words_of("climbing") else None
        if subject is None or subject.index > counted.first:
            return None
        if any(t.tag == "CD" for t in self.tokens[verb.index + 1 : counted.first]):
            return None  # "has reached 236, as follows: 82 rebels"
        if _is_toll(subject):
            return self._of_toll(subject.index, sentence.first)
        if subject.lower in _NUMBERS:
            effect = _told(self.tokens[subject.index + 1 : verb.index], "state", "object")
            return Fate(effect, subject.index, "toll") if effect is not None else None
        return None

    def _amounting(self, counted: Counted, sentence: Sentence) -> Fate | None:
        """Read "the civilian wounded came to 947", "the dead numbered 12"."""
        verb = counted.first - (2 if self.tokens[counted.first - 1].lower in ("to", "at") else 1)
        if counted.noun is not None or verb - 2 < sentence.first or self.tokens[verb].lower not in words_of("climbing"):
            return None
        effect = effects("state").get(self.tokens[verb - 1].lower)
        definite = any(t.lower == "the" for t in self.tokens[max(sentence.first, verb - 3) : verb - 1])
        return Fate(effect, verb - 1, "toll") if effect is not None and definite else None

    def _brought_to(self, counted: Counted, sentence: Sentence) -> Fate | None:
        """Read "bringing to nine the number of people killed"."""
        verb, to = self.tokens[counted.first - 2], self.tokens[counted.first - 1]
        if counted.first - 2 < sentence.first or to.lower != "to":
            return None
        if verb.lower not in words_of("raising"):
            return self._raised(self.grammar.head(to))
        ahead = self.tokens[counted.last + 1 : min(counted.last + _AHEAD, sentence.last) + 1]
        noun = next((t for t in ahead[:4] if t.lower in _NUMBERS | TOLLS), None)
        if noun is None:
            return None
        told = _told([t for t in ahead if t.index > noun.index], "state")
        effect = told or ("killed" if noun.lower in TOLLS else None)
        return Fate(effect, verb.index, "toll") if effect is not None else None

    def _raised(self, verb: Token) -> Fate | None:
        """Read "raising its losses in the campaign to 82"."""
        if verb.lower not in words_of("raising"):
            return None
        lost = next((c for c in self.grammar.children(verb) if c.dep == "dobj"), None)
        effect = effects("noun").get(lost.lower) if lost is not None and lost.tag != "NN" else None
        return Fate(effect, lost.index, "toll") if lost is not None and effect is not None else None

    def _of_toll(self, index: int, first: int) -> Fate:
        """Return what a toll tells: of the dead, unless a word before it says of the wounded."""
        before = {t.lower for t in self.tokens[max(first, index - 3) : index]}
        return Fate("injured" if before & _WOUNDED else "killed", index, "toll")

    def _ends_toll(self, token: Token, counted: Counted) -> bool:
        """True for what a toll does not reach beyond: "gave a higher toll, saying 51 people died"."""
        if (
            token.text == "."
            or token.lower in ("where", "because")
            or (token.tag == "CD" and token_after(self.tokens, token.index).text not in ("-", "–"))
        ):
            return True
        return counted.noun is not None and token.tag.startswith("VB") and token.lower in cue_verbs()

    def _is_of_victims(self, index: int) -> bool:
        """True for what follows the number in "number of dead", "number killed"."""
        return self.tokens[index].lower == "of" or self.tokens[index].lower in effects("state")

    def _numbered(self, index: int, counted: Counted) -> Fate | None:
        """Return what befell those of whom a number is told: "the number of civilians injured was 930"."""
        effect = _told(self.tokens[index + 1 : counted.first], "state")
        linked = self.tokens[counted.first - 1].lower in _BE | _AMOUNTING
        return Fate(effect, index, "toll") if effect is not None and linked else None


def _is_toll(token: Token) -> bool:
    """True for a toll, not for the "count" of "teams count those who come" or of a name."""
    return token.lower in TOLLS and not (token.lower == "count" and token.tag not in ("NN", "NNS"))


def _told(words: Sequence[Token], *ways: How) -> Effect | None:
    """Return the effect that the first of some words tells which tells one."""
    for word in words:
        if word.lower in VICTIMS:
            return "killed"
        effect = next((e for how in ways if (e := effects(how).get(word.lower)) is not None), None)
        if effect is not None:
            return effect
    return None
