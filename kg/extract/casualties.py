"""Reads figures of victims in one sentence: how many of whom were killed, injured, captured, missing, displaced.

1. A quantity and the noun for persons behind it form a figure; so do a bare number beside a verb ("killing 11") and
   a toll ("the death toll at 16").
2. What became of them is told by the verb that they are object or subject of, by a noun ("the death of"), by a word
   beside them ("20 dead"); where the parse gives none, by the nearest such word in the clause.
3. Coordinated figures share it; "including 11 children" is part of the figure before.
4. "No casualties" is nobody killed and nobody injured.

What is planned, possible or denied gives no figure. The toll of a whole war is marked as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, cast

from kg.extract.cues import data_rows
from kg.extract.document import Document, Sentence, Token
from kg.extract.mentions import Mentions
from kg.extract.numbers import Quantity, find_quantities
from kg.extract.parties import PartyFinder, person_class
from kg.extract.wording import verb_forms, words_of
from kg.record import Actor, Effect, Span

_How = Literal["object", "subject", "state", "noun"]
_UNREAL_AUX = frozenset("would could may might should can will 'll shall wo".split())
_BE = frozenset("be is are was were been being get got gets".split())
_PASSING = frozenset(
    "also reportedly now still later immediately allegedly already all both thus so far since then not".split()
)
_TOLLS = frozenset({"toll", "tally", "count", "tolls"})
_WAR_TOLL = 5_000
_PART_MARKS = frozenset({"including", "among", "mostly", "includes", "included", "mainly"})
_NOTHING = frozenset("casualties casualty injuries injury deaths fatalities victims wounded dead losses harm".split())


@dataclass(frozen=True, slots=True)
class Figure:
    """How many of a group suffered what. `head` and `predicate` are the tokens of the persons and of what befell them.

    `part_of` is the `key` of the figure that includes this one; `key` is the offset of the quantity.
    """

    sentence: int
    key: int
    effect: Effect
    low: int | None
    high: int | None
    approximation: str | None
    evidence: Span
    head: int
    predicate: int
    group: Actor | None
    part_of: int | None = None
    of_war: bool = False
    headline: bool = False
    rule: str = ""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A quantity with the noun that it counts: tokens `first` to `last`; `noun` is None for a bare number."""

    quantity: Quantity
    first: int
    last: int
    number: int
    noun: int | None

    @property
    def head(self) -> int:
        return self.noun if self.noun is not None else self.number


class CasualtyFinder:
    """Reads the sentences of one document."""

    def __init__(self, document: Document, mentions: Mentions, parties: PartyFinder) -> None:
        self.document = document
        self.tokens = document.tokens
        self.mentions = mentions
        self.parties = parties

    def read(self, sentence: Sentence, dated: frozenset[int]) -> list[Figure]:
        """Return the figures of a sentence; `dated` are tokens of dates, which count nothing."""
        words = self.document.words(sentence)
        if not any(t.lower in _effect_words() for t in words):
            return []
        phrases = list(self._phrases(sentence, words, dated))
        figures = list(self._nothing(sentence, words))
        taken = {figure.head for figure in figures}
        previous: Figure | None = None
        for phrase in phrases:
            if phrase.head in taken:
                continue
            figure = self._figure(sentence, phrase, phrases, previous)
            if figure is not None:
                figures.append(figure)
                previous = figure if figure.part_of is None else previous
        return sorted(figures, key=lambda one: one.key)

    # -- who is counted -------------------------------------------------------------------------------------------

    def _phrases(self, sentence: Sentence, words: Sequence[Token], dated: frozenset[int]) -> Iterator[_Phrase]:
        text = self.document.text[sentence.start : sentence.end]
        at = 0
        for quantity in find_quantities(text):
            start, end = quantity.start + sentence.start, quantity.end + sentence.start
            while at < len(words) and words[at].end <= start:
                at += 1
            inside = [t for t in words[at : at + 12] if start <= t.start < end]
            if not inside or inside[-1].index in dated or inside[0].index in dated:
                continue
            phrase = self._phrase(quantity, inside[0].index, inside[-1].index, sentence)
            if phrase is not None:
                yield phrase

    def _phrase(self, quantity: Quantity, first: int, number: int, sentence: Sentence) -> _Phrase | None:
        """Return the quantity with its noun, or None when it does not count persons."""
        nouns: list[int] = []
        index = number + 1
        if self._is(index, "of", sentence):
            index += 1
            while self._is(index, "the", sentence) or self._is(index, "their", sentence):
                index += 1
            if (
                self._is(index, "them", sentence)
                or self._is(index, "whom", sentence)
                or self._is(index, "those", sentence)
            ):
                after = self._noun_run(index + 1, sentence)
                last = after[-1] if after else index
                return _Phrase(quantity, first, last, number, last)
            if any(self._is(index, word, sentence) for word in ("wounded", "injured", "dead")):
                return _Phrase(quantity, first, index, number, index)
        nouns = self._noun_run(index, sentence)
        persons = [i for i in nouns if person_class(self.tokens[i].lower) is not None]
        if quantity.low is None and quantity.high is None and "number" not in quantity.text:
            return None
        if persons:
            noun = self._whole(persons[-1], sentence)
            attacker = quantity.article and self.tokens[noun].lower in words_of("attacker")
            return None if attacker else _Phrase(quantity, first, noun, number, noun)
        if nouns and self.tokens[nouns[-1]].lower in words_of("measure"):
            return None
        if quantity.article or quantity.high == 0:
            return None
        following = self.tokens[index].lower if index <= sentence.last else ""
        if not nouns or _states().get(following) is not None:
            return _Phrase(quantity, first, number, number, None)
        plural = self.tokens[nouns[-1]].tag in ("NNPS",) and self.mentions.at(nouns[-1]) is None
        return _Phrase(quantity, first, nouns[-1], number, nouns[-1]) if plural else None

    def _whole(self, noun: int, sentence: Sentence) -> int:
        """Return the noun that a qualifying noun belongs to: "88 rebel and regime forces"."""
        token = self.tokens[noun]
        head = self.tokens[token.head]
        if (
            token.dep in ("compound", "nmod", "amod", "conj")
            and noun < head.index <= noun + 4
            and person_class(head.lower)
        ):
            return head.index
        return noun

    def _noun_run(self, index: int, sentence: Sentence) -> list[int]:
        """Return the nouns that follow, up to the end of their phrase."""
        found: list[int] = []
        while index <= sentence.last and index - (found[-1] if found else index) <= 3:
            token = self.tokens[index]
            if token.tag in ("VBN", "VBD", "VBG", "JJ") and (token.lower in _states() or token.lower in _objects()):
                break
            if found and self.tokens[found[-1]].tag == "NNS" and token.tag in ("NN", "NNP"):
                break  # "900 civilians hostage", "12 people Tuesday"
            if token.tag.startswith("NN"):
                found.append(index)
            elif (
                (found and person_class(self.tokens[found[-1]].lower) is not None)
                or not (
                    token.tag
                    in ("JJ", "JJR", "JJS", "HYPH", "POS", "VBN", "VBG", "RB", "``", "''", "-LRB-", "-RRB-", "PRP$")
                    or token.lower in ("other", "others", "more")
                )
                or (token.lower in _states() and token.lower not in ("captured", "detained", "arrested"))
            ):
                break
            index += 1
        if (
            self._is(index, "of", sentence)
            and found
            and self.tokens[found[-1]].lower in ("bodies", "members", "lives", "dozens", "hundreds", "thousands")
        ):
            below = self._noun_run(index + 1, sentence)
            if any(person_class(self.tokens[i].lower) for i in below):
                found.extend(below)
        return found

    def _is(self, index: int, word: str, sentence: Sentence) -> bool:
        return index <= sentence.last and self.tokens[index].lower == word

    # -- what befell them -----------------------------------------------------------------------------------------

    def _figure(
        self, sentence: Sentence, phrase: _Phrase, phrases: list[_Phrase], previous: Figure | None
    ) -> Figure | None:
        part = self._is_part(phrase, sentence) and previous is not None
        found = self._toll(phrase, sentence) or self._effect(phrase, sentence)
        if (
            part
            and found is not None
            and previous is not None
            and found[2] == "parse"
            and found[1] != previous.predicate
        ):
            part = self.tokens[found[1]].tag == "VBN" and self.tokens[found[1]].dep in ("acl", "relcl")
        if found is None and previous is not None and (part or self._is_coordinated(phrase, phrases, previous)):
            found = (previous.effect, previous.predicate, "shared")
        if found is None:
            return None
        effect, predicate, rule = found
        if part and previous is not None:
            effect = previous.effect if rule != "state" else effect
        if not self._is_real(predicate):
            return None
        return Figure(
            sentence=sentence.index,
            key=self.tokens[phrase.first].start,
            effect=effect,
            low=phrase.quantity.low,
            high=phrase.quantity.high,
            approximation=phrase.quantity.approximation,
            evidence=self._evidence(phrase, predicate, rule),
            head=phrase.head,
            predicate=predicate,
            group=self._group(phrase),
            of_war=self._is_war_toll(phrase, sentence),
            part_of=previous.key if part and previous is not None and effect == previous.effect else None,
            rule=rule,
        )

    def _toll(self, phrase: _Phrase, sentence: Sentence) -> tuple[Effect, int, str] | None:
        """Return the effect of a toll: "put the death toll at 16", "the toll rose to 12"."""
        for index in range(phrase.first - 1, max(sentence.first, phrase.first - 14) - 1, -1):
            token = self.tokens[index]
            if token.lower in _TOLLS:
                before = {self.tokens[i].lower for i in range(max(sentence.first, index - 3), index)}
                state = _states().get(self.tokens[min(phrase.number + 1, sentence.last)].lower)
                if state is not None:
                    return state, index, "state"
                return ("injured" if before & {"wounded", "injured", "injury"} else "killed"), index, "toll"
            if token.text == "." or (token.tag == "CD" and self.tokens[index + 1].text not in ("-", "–")):
                return None
        return None

    def _effect(self, phrase: _Phrase, sentence: Sentence) -> tuple[Effect, int, str] | None:
        return self._state(phrase, sentence) or self._by_parse(phrase, sentence) or self._by_order(phrase, sentence)

    def _state(self, phrase: _Phrase, sentence: Sentence) -> tuple[Effect, int, str] | None:
        """Return the effect told right beside: "20 dead", "15 of the wounded", "31 people killed"."""
        after = phrase.last + 1
        while after <= sentence.last and self.tokens[after].lower in _PASSING | {"others", "other"}:
            after += 1
        word = self.tokens[phrase.head].lower
        if phrase.noun is not None and word in (
            "wounded",
            "injured",
            "dead",
            "missing",
            "bodies",
            "corpses",
            "fatalities",
            "martyrs",
        ):
            return _states().get(word) or "killed", phrase.head, "state"
        if after <= sentence.last:
            token = self.tokens[after]
            effect = _states().get(token.lower)
            if effect is not None and not self._is_active(token, sentence):
                return effect, after, "state"
        return None

    def _is_active(self, verb: Token, sentence: Sentence) -> bool:
        """True when what follows a word like "killed" is whom it befell: "a bomber killed 16 people"."""
        after = verb.index + 1
        while after <= sentence.last and self.tokens[after].lower in (
            "at",
            "least",
            "as",
            "many",
            "some",
            "more",
            "than",
            "over",
            "up",
            "another",
        ):
            after += 1
        return after <= sentence.last and self.tokens[after].tag in ("CD", "DT", "PRP$")

    def _by_parse(self, phrase: _Phrase, sentence: Sentence) -> tuple[Effect, int, str] | None:
        at = self.tokens[phrase.head]
        for _ in range(6):
            head = self.tokens[at.head]
            if head is at:
                break
            found = self._told(at, head)
            if found is not None:
                return found, head.index, "parse"
            for child in at.children:
                one = self.tokens[child]
                if one.dep in ("acl", "relcl") and one.tag == "VBN" and (effect := _objects().get(one.lower)):
                    return effect, child, "parse"
            if at.dep not in (
                "conj",
                "appos",
                "nummod",
                "pobj",
                "prep",
                "quantmod",
                "amod",
                "compound",
                "dep",
                "nsubj",
                "npadvmod",
                "det",
                "nmod",
            ):
                break
            if at.dep == "pobj" and head.lower not in ("of", "including", "between", "at"):
                break
            if at.dep == "nsubj" and head.tag.startswith("VB"):
                break
            at = head
        return None

    def _told(self, token: Token, head: Token) -> Effect | None:
        """Return the effect when head is done to token, done by it, or a noun that is of it."""
        if token.dep in ("dobj", "nsubjpass"):
            effect = self._effect_of_verb(head)
            if effect is not None:
                return effect
            if head.lower in ("forced", "forcing", "force", "prompted", "prompting", "causing", "caused"):
                return next(
                    (
                        e
                        for c in head.children
                        if (e := _subjects().get(self.tokens[c].lower)) and self.tokens[c].tag == "VB"
                    ),
                    None,
                )
            if head.lower in ("left", "leaving", "leave", "leaves"):
                return next((e for c in head.children if (e := _states().get(self.tokens[c].lower))), None)
        if token.dep == "nsubj" and head.lower in ("suffer", "suffered", "suffering", "sustained"):
            below = {self.tokens[i].lower for i in range(head.index + 1, min(head.right, head.index + 6) + 1)}
            return "injured" if below & words_of("harm") else None
        if token.dep in ("nsubj", "nsubjpass"):
            effect = _subjects().get(head.lower)
            if effect is not None:
                return effect
            if token.dep == "nsubj" and head.tag == "VBN" and head.lower in _objects():
                return _objects()[head.lower]
            return next(
                (
                    e
                    for c in head.children
                    if self.tokens[c].dep in ("acomp", "oprd") and (e := _states().get(self.tokens[c].lower))
                ),
                None,
            )
        if token.dep == "prep" and token.lower in ("of", "for"):
            harmed = head.lower in ("case", "cases") and {self.tokens[c].lower for c in head.children} & words_of(
                "harm"
            )
            return "injured" if harmed else (_nouns().get(head.lower) if token.lower == "of" else None)
        return None

    def _effect_of_verb(self, verb: Token) -> Effect | None:
        effect = _objects().get(verb.lower)
        if effect is not None:
            return effect
        followers = [self.tokens[i].lower for i in range(verb.index + 1, min(verb.right, verb.index + 12) + 1)]
        for complement, told in _complements():
            if verb.lower == told[0] and complement in followers:
                return told[1]
        return None

    def _by_order(self, phrase: _Phrase, sentence: Sentence) -> tuple[Effect, int, str] | None:
        """Return the effect told by the nearest word before or behind, where the parse tells none."""
        before = phrase.first - 1
        while before >= sentence.first and self.tokens[before].lower in (
            "another",
            "some",
            "also",
            "the",
            "a",
            "as",
            "many",
            "other",
        ):
            before -= 1
        if before >= sentence.first:
            token = self.tokens[before]
            effect = _objects().get(token.lower)
            counted = self.tokens[before - 1].tag == "CD"
            if (
                effect is not None
                and token.tag.startswith("VB")
                and not counted
                and not self._is_passive(before, sentence)
            ):
                return effect, before, "order"
            if (
                token.lower == "of"
                and before - 1 >= sentence.first
                and (effect := _nouns().get(self.tokens[before - 1].lower))
            ):
                return effect, before - 1, "order"
        after = phrase.last + 1
        steps = 0
        while after <= sentence.last and steps < 10:
            token = self.tokens[after]
            if token.lower in _BE or token.lower in ("have", "has", "had"):
                return self._passive_behind(after, sentence)
            if (token.tag in ("VBD", "VBZ", "VBP", "MD") and steps > 0) or token.text in (".", ";"):
                return None
            if token.lower in _subjects():
                return _subjects()[token.lower], after, "order"
            after += 1
            steps += 1
        return None

    def _passive_behind(self, index: int, sentence: Sentence) -> tuple[Effect, int, str] | None:
        passive = False
        for at in range(index, min(index + 5, sentence.last + 1)):
            token = self.tokens[at]
            passive = passive or token.lower in _BE
            effect = _objects().get(token.lower) or _states().get(token.lower)
            if effect is not None and token.tag in ("VBN", "VBD", "JJ"):
                return (effect, at, "order") if passive else None
            if token.lower not in _BE | _PASSING | {"have", "has", "had"}:
                return None
        return None

    def _is_passive(self, index: int, sentence: Sentence) -> bool:
        return (
            index > sentence.first
            and self.tokens[index].tag == "VBN"
            and self.tokens[index - 1].lower in _BE | {"been"}
        )

    def _is_coordinated(self, phrase: _Phrase, phrases: list[_Phrase], previous: Figure) -> bool:
        """True for "five leaders and more than 30 other militants"."""
        before = next((one for one in reversed(phrases) if one.last < phrase.first), None)
        if before is None or before.head != previous.head:
            return False
        between = {self.tokens[i].lower for i in range(before.last + 1, phrase.first)}
        return bool(between) and between <= {"and", ",", "as", "well", "plus"}

    def _is_part(self, phrase: _Phrase, sentence: Sentence) -> bool:
        """True for "including 11 children", "eight of them children"."""
        if (
            phrase.number + 2 <= sentence.last
            and self.tokens[phrase.number + 1].lower == "of"
            and self.tokens[phrase.number + 2].lower in ("them", "whom", "those")
        ):
            return True
        for index in range(phrase.first - 1, max(sentence.first, phrase.first - 12) - 1, -1):
            token = self.tokens[index]
            if token.lower in _PART_MARKS:
                return True
            if token.tag.startswith("VB") or token.text in (".", ";"):
                return False
        return False

    # -- what is no figure ----------------------------------------------------------------------------------------

    def _is_real(self, predicate: int) -> bool:
        """False for what might happen, is wanted, or did not happen."""
        token = self.tokens[predicate]
        at = (
            token
            if token.tag.startswith("VB")
            else next((t for t in self.document.ancestors(predicate) if t.tag.startswith("VB")), token)
        )
        auxiliaries = {self.tokens[c].lower for c in at.children if self.tokens[c].dep in ("aux", "auxpass")}
        if auxiliaries & _UNREAL_AUX or any(self.tokens[c].dep == "neg" for c in at.children):
            return False
        if "to" in auxiliaries:
            return self.tokens[at.head].lower in (
                "believed",
                "reported",
                "said",
                "thought",
                "known",
                "managed",
                "forced",
                "forcing",
                "used",
                "have",
                "continued",
            )
        return not any(self.tokens[c].dep == "mark" and self.tokens[c].lower in ("if", "unless") for c in at.children)

    def _is_war_toll(self, phrase: _Phrase, sentence: Sentence) -> bool:
        """True for the toll of a whole war: "more than 280,000 people have been killed since the conflict began"."""
        low = phrase.quantity.low or phrase.quantity.high or 0
        words = {t.lower for t in self.document.words(sentence)}
        return low >= _WAR_TOLL and bool(words & words_of("war") or "since" in words)

    # -- nobody ---------------------------------------------------------------------------------------------------

    def _nothing(self, sentence: Sentence, words: Sequence[Token]) -> Iterator[Figure]:
        """Yield the figures of "no casualties", "nobody was injured", "without causing any casualties"."""
        for place, token in enumerate(words):
            doubled = token.lower == "any" and place > 0 and words[place - 1].lower == "without"
            if token.lower in ("no", "without", "any") and place + 1 < len(words) and not doubled:
                yield from self._none_suffered(sentence, words, place)
            if token.lower in ("no", "none", "nobody") and place + 1 < len(words):
                yield from self._none_were(sentence, words, place)

    def _none_suffered(self, sentence: Sentence, words: Sequence[Token], place: int) -> Iterator[Figure]:
        word = words[place].lower
        if word == "any" and not {"not", "n't", "without"} & {t.lower for t in words[max(0, place - 5) : place]}:
            return
        stop = place + (4 if word == "without" else 3)
        for noun in words[place + 1 : stop + 1]:
            if noun.lower in words_of("no report"):
                return
            if noun.lower in _NOTHING and noun.tag.startswith("NN"):
                kinds: tuple[Effect, ...] = ("killed", "injured")
                if noun.lower.startswith(("injur", "wound")):
                    kinds = ("injured",)
                elif noun.lower in ("deaths", "fatalities", "dead"):
                    kinds = ("killed",)
                if {"report", "reports"} & {t.lower for t in words[max(0, place - 4) : place]}:
                    return
                group = self.parties.group(noun.index) if word != "without" else None
                for effect in kinds:
                    yield self._zero(sentence, words[place], noun, effect, group)
                return

    def _none_were(self, sentence: Sentence, words: Sequence[Token], place: int) -> Iterator[Figure]:
        for number, token in enumerate(words[place + 1 : place + 8], start=place + 1):
            if token.lower in _BE:
                for verb in words[number + 1 : number + 4]:
                    effect = _objects().get(verb.lower) or _states().get(verb.lower)
                    if effect in ("killed", "injured", "missing", "captured"):
                        noun = words[number - 1]
                        group = self.parties.group(noun.index) if noun.tag.startswith("NN") else None
                        yield self._zero(sentence, words[place], verb, effect, group)
                return
            if token.tag.startswith("VB") or token.text in ",.;":
                return

    def _zero(self, sentence: Sentence, first: Token, last: Token, effect: Effect, group: Actor | None) -> Figure:
        span = self.document.token_span(first.index, last.index)
        return Figure(
            sentence.index, first.start, effect, 0, 0, None, span, last.index, last.index, group, rule="nobody"
        )

    # -- spans and groups -----------------------------------------------------------------------------------------

    def _evidence(self, phrase: _Phrase, predicate: int, rule: str) -> Span:
        first, last = phrase.first, phrase.last
        if rule == "toll":
            first = predicate
            while first > 0 and self.tokens[first - 1].lower in ("death", "the", "casualty", "overall", "its", "a"):
                first -= 1
        elif phrase.noun is None:
            first, last = min(first, predicate), max(last, predicate)
            if last - first > 6:
                first, last = phrase.first, phrase.last
        return self.document.token_span(first, last)

    def _group(self, phrase: _Phrase) -> Actor | None:
        return self.parties.group(phrase.noun) if phrase.noun is not None else None


def with_parents(figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures with `part_of` dropped where its figure is not among them."""
    keys = {figure.key for figure in figures if figure.part_of is None}
    return [figure if figure.part_of in keys else replace(figure, part_of=None) for figure in figures]


@cache
def _forms(how: _How) -> dict[str, Effect]:
    found: dict[str, Effect] = {}
    for base, kind, effect, *irregular in data_rows("effects.tsv"):
        if kind == how and " " not in base:
            forms = verb_forms(base, *irregular) if how in ("object", "subject") else {base}
            found.update(dict.fromkeys(forms, cast(Effect, effect)))
    return found


def _objects() -> dict[str, Effect]:
    return _forms("object")


def _subjects() -> dict[str, Effect]:
    return _forms("subject")


def _states() -> dict[str, Effect]:
    return _forms("state")


def _nouns() -> dict[str, Effect]:
    return _forms("noun")


@cache
def _complements() -> tuple[tuple[str, tuple[str, Effect]], ...]:
    """Return (complement, (verb form, effect)) of verbs like "take hostage"."""
    found = []
    for base, _, effect, *irregular in data_rows("effects.tsv"):
        if " " in base:
            for form in verb_forms(base, *irregular):
                verb, _, rest = form.partition(" ")
                found.append((rest.split()[-1], (verb, cast(Effect, effect))))
    return tuple(found)


@cache
def _effect_words() -> frozenset[str]:
    told = (*_objects(), *_subjects(), *_states(), *_nouns(), *(verb for _, (verb, _) in _complements()))
    return frozenset((*told, *_TOLLS, *_NOTHING, *words_of("harm")))
