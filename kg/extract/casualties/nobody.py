"""Finds where a sentence says that nobody was harmed: "no casualties", "none were injured", "without any deaths".

What is denied of a cause ("did not cause casualties") or of several persons ("were not hurt") tells it as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extract.casualties.effects import LOSSES, effects
from kg.extract.document import Token
from kg.extract.parties import person_class
from kg.extract.wording import words_of
from kg.record import Effect

_BE = frozenset("be is are was were been being".split())
_LACKING = frozenset({"no", "without", "any", "none", "nobody"})
_NEGATIONS = frozenset({"not", "n't", "never"})
_HAVE = frozenset({"have", "has", "had"})
_MENTIONING = frozenset({"mentioned", "mentions", "mention", "mentioning"})
_REPORTS = frozenset({"report", "reports"})
_NOT = frozenset({"not", "n't"})
_HURT = frozenset({"hurt", "harmed", "injured", "wounded"})
_PLURAL = frozenset({"NNS", "NNPS"})
_CAUSE_REACH = 5  # words behind "not" in which the losses stand that were not caused
_SUFFERED: frozenset[Effect] = frozenset({"killed", "injured", "missing", "captured"})


@dataclass(frozen=True, slots=True)
class Nobody:
    """An effect that befell nobody: tokens `first` to `last` say so, `noun` names who might have suffered it."""

    effect: Effect
    first: int
    last: int
    noun: int | None


def find_nobody(words: Sequence[Token]) -> Iterator[Nobody]:
    """Yield what befell nobody by the words of a sentence."""
    for place, token in enumerate(words):
        if token.lower in _NOT:
            yield from _not_caused(words, place)
            yield from _unhurt(words, place)
        if token.lower not in _LACKING or [t.lower for t in words[place + 2 : place + 3]] == ["than"]:
            continue  # "no fewer than 15"
        before = {t.lower for t in words[max(0, place - 5) : place]}
        silent = bool(before & (words_of("confirming") | words_of("commenting")))
        denied = token.lower == "any" and before & words_of("denying")
        negated = denied or (token.lower == "any" and before & _NEGATIONS)
        if token.lower in ("no", "without") or (negated and not silent):
            yield from _no_losses(words, place)
        if denied or token.lower in ("no", "none", "nobody"):
            yield from _none_suffered(words, place)


def _not_caused(words: Sequence[Token], place: int) -> Iterator[Nobody]:
    """Yield what is told by "did not cause casualties", "did not result in deaths or injuries"."""
    verb, *behind = words[place + 1 : place + 1 + _CAUSE_REACH] or [words[place]]
    noun = next((t for t in behind if t.lower in LOSSES and t.tag.startswith("NN")), None)
    if verb.lower not in words_of("bringing about") or noun is None:
        return
    between = words[place + 2 : noun.index - words[0].index]
    if all(t.lower not in _LACKING and t.tag in ("IN", "JJ", "NN", "NNP", "CC") for t in between):
        for effect in _told_by(noun.lower):
            yield Nobody(effect, words[place].index, noun.index, noun.index)


def _unhurt(words: Sequence[Token], place: int) -> Iterator[Nobody]:
    """Yield what is told by "two advisers were near the site but were not hurt": several persons were unharmed."""
    before, verb = words[place - 1], words[min(place + 1, len(words) - 1)]
    if place == 0 or before.lower not in ("were", "are") or verb.lower not in _HURT:
        return
    heads = {verb.index, verb.head} if verb.dep == "conj" else {verb.index}
    subjects = (t for t in words[:place] if t.head in heads and t.dep in ("nsubj", "nsubjpass"))
    hit = next(subjects, None)
    if hit is not None and hit.tag in _PLURAL and person_class(hit.lower) is not None:
        yield Nobody("injured", before.index, verb.index, hit.index)


def _without(words: Sequence[Token], place: int) -> Sequence[Token]:
    """Return the words behind "no" in which losses may stand: the next ones, or the whole phrase that it opens."""
    reach = 4 if words[place].lower == "without" else 3
    first = words[0].index
    last = words[-1].index
    whole = words[place].dep == "det" and words[place].index < words[place].head <= last
    head = words[words[place].head - first] if whole else words[place]
    while head.dep in ("compound", "nmod") and head.index < head.head <= last:
        head = words[head.head - first]
    joined = any(t.lower == "or" and t.head == head.index for t in words)
    head = next((t for t in words if joined and t.dep == "conj" and t.head == head.index), head)
    return words[place + 1 : max(place + 1 + reach, head.index - first + 1)]  # "no army or Border Guard casualties"


def _no_losses(words: Sequence[Token], place: int) -> Iterator[Nobody]:
    for noun in _without(words, place):
        if noun.lower in words_of("no report"):
            return
        if noun.lower in LOSSES and noun.tag.startswith("NN"):
            after = words[noun.index - words[0].index + 1 :][:1]
            if after and after[0].lower in words_of("of losses"):
                return  # "no casualty toll"
            if not (_REPORTS | _MENTIONING) & {t.lower for t in words[max(0, place - 4) : place]}:
                for effect in _told_by(noun.lower):
                    yield Nobody(effect, words[place].index, noun.index, noun.index)
            return


def _told_by(noun: str) -> tuple[Effect, ...]:
    if noun.startswith(("injur", "wound")):
        return ("injured",)
    return ("killed",) if noun in ("deaths", "fatalities", "dead") else ("killed", "injured")


def _none_suffered(words: Sequence[Token], place: int) -> Iterator[Nobody]:
    for number, token in enumerate(words[place + 1 : place + 8], start=place + 1):
        if token.lower in _BE:
            subject = next(t for t in reversed(words[place:number]) if t.lower not in _HAVE)
            for verb in words[number + 1 : number + 4]:
                lost = verb.lower == "lost" and person_class(subject.lower) is not None  # "no lives were lost"
                effect = "killed" if lost else effects("object").get(verb.lower) or effects("state").get(verb.lower)
                if effect in _SUFFERED:
                    noun = subject.index if subject.tag.startswith("NN") else None
                    yield Nobody(effect, words[place].index, verb.index, noun)
            return
        if (token.tag.startswith("VB") and token.lower not in _HAVE) or token.text in ",.;":
            return
