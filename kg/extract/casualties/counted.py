"""Finds the persons that a sentence counts: a quantity and the noun behind it, or a bare number.

One person who is told without a number counts too (`single`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from itertools import takewhile

from kg.extract.casualties.effects import LOSSES, effects
from kg.extract.casualties.single import death_of, find_single
from kg.extract.cues import cue_verbs
from kg.extract.document import Document, Sentence, Token, token_after
from kg.extract.mentions import Mentions
from kg.extract.numbers import Quantity, find_quantities
from kg.extract.parties import person_class
from kg.extract.place_nouns import place_nouns
from kg.extract.wording import HYPHENS, words_of
from kg.gazetteer import ActorEntry

_INSIDE = frozenset(
    ["JJ", "JJR", "JJS", "HYPH", "POS", "VBN", "VBG", "RB", "RBS", "``", "''", "-LRB-", "-RRB-", "PRP$"]
)
_INSIDE_WORDS = frozenset({"other", "others", "more", "/"})
_ALL_OF_THEM = frozenset({"them", "whom", "those"})
_FURTHER = 14  # words behind "another" within which their fate is told
_MORE = frozenset({"more", "another", "other"})
_KILLED = frozenset({"killed", "dead", "died"})
_INJURED = frozenset({"wounded", "injured"})
_VICTIMS = frozenset({"wounded", "injured", "dead", "slain"})
_FOR_THE_MOST = frozenset({"mostly", "mainly"})
_DEATHS = frozenset({"deaths", "injuries", "killings", "murders"})
_ORDINALS = frozenset({"second", "third", "fourth", "fifth", "sixth"})
_OF_SEVERAL = frozenset({"of", "are", "were", "have"})
_LINKS = frozenset({"and", "to", ","})  # between ages
_PART_OPENERS = frozenset({"including", "them", "whom", "among"})
_OWNERS = frozenset("his her its their our my your".split())
_CONTAINERS = frozenset({"bodies", "members", "lives", "dozens", "hundreds", "thousands"})
_QUALIFYING = frozenset({"compound", "nmod", "amod", "conj"})
_DEFINITE = frozenset("the a an this that these those last".split())  # begin what the number does not count
_AGES = frozenset("year month week day years months weeks".split())
_YEARS = (1900, 2100)
_GAP = 3
_LONGEST = 12  # tokens of a quantity


@dataclass(frozen=True, slots=True)
class Counted:
    """A quantity with what it counts: tokens `first` to `last`; `noun` is None for a bare number."""

    quantity: Quantity
    first: int
    last: int
    number: int
    noun: int | None

    @property
    def head(self) -> int:
        """The token that stands for the persons in the parse."""
        return self.number if self.noun is None else self.noun


class CountedFinder:
    """Reads the sentences of one document."""

    def __init__(self, document: Document, mentions: Mentions, sources: frozenset[int] = frozenset()) -> None:
        """Take a document; `sources` are the offsets at which it begins to name who is cited."""
        self.sources = sources
        self.document = document
        self.tokens = document.tokens
        self.mentions = mentions

    def of(self, sentence: Sentence, dated: frozenset[int]) -> Iterator[Counted]:
        """Yield the counted persons of a sentence, left to right; `dated` are tokens of dates, which count nothing."""
        return merge(self._quantified(sentence, dated), self._single(sentence), key=lambda one: one.first)

    def _quantified(self, sentence: Sentence, dated: frozenset[int]) -> Iterator[Counted]:
        words = self.document.words(sentence)
        at, reached = 0, sentence.first - 1
        for quantity in find_quantities(self.document.text[sentence.start : sentence.end]):
            start, end = quantity.start + sentence.start, quantity.end + sentence.start
            while at < len(words) and words[at].end <= start:
                at += 1
            inside = [t.index for t in words[at : at + _LONGEST] if start <= t.start < end]
            told = quantity.article and inside and inside[0] <= reached  # "one of them a child"
            if inside and not told and not {inside[0], inside[-1]} & dated:
                counted = self._counted(quantity, inside[0], inside[-1], sentence)
                if counted is not None:
                    reached = counted.last
                    yield counted

    def _single(self, sentence: Sentence) -> Iterator[Counted]:
        """Yield each single person who is told without a number."""
        for first, last in find_single(self.tokens, self.document.words(sentence)):
            span = self.document.token_span(first, last)
            yield Counted(Quantity(span.start, span.end, span.text, 1, 1, article=True), first, last, first, last)

    def _counted(self, quantity: Quantity, first: int, number: int, sentence: Sentence) -> Counted | None:
        after = self._behind_of(number, sentence)
        if after != number + 1:
            word = self._word(after, sentence)
            if word in _ALL_OF_THEM:
                unknown = quantity.low is None and quantity.high is None
                if unknown and not ("number" in quantity.text and self._is_suffering(number)):
                    return None  # "many of them women", but "killing a number of them"
                if quantity.high == 1 and word == "those":
                    return None  # "the driver was one of those killed"
                one = quantity.high == 1 and self._word(after + 1, sentence) in ("a", "an")  # "one of them a child"
                last = (self._nouns(after + 2 if one else after + 1, sentence) or [after])[-1]
                if quantity.text.lower() == "both" and not self._is_suffering(number):
                    return None  # "a guard and his son, both of them Yazidis"
                return Counted(quantity, first, last, number, last)
            if word in _VICTIMS:
                died = effects("subject").get(self._word(after + 1, sentence)) == "killed"
                if (quantity.high == 1 and not died) or (quantity.low is None and quantity.high is None):
                    return None  # "one of the wounded was a cameraman"
                return Counted(quantity, first, after, number, after)
        if quantity.low is None and quantity.high is None and "number" not in quantity.text:
            return None
        if quantity.high == 1 and self._are_of_one(first):
            return None  # "three children from one family", "all of them of one family"
        if self.tokens[first - 1].lower == "of" and self.tokens[first - 2].lower in words_of("parent"):
            return None  # "a father of three"
        if [t.lower for t in self.tokens[max(sentence.first, first - 2) : first]] == [",", "not"]:
            return None  # "were four, not two"
        if {"population"} & {t.lower for t in self.tokens[max(sentence.first, first - 2) : first]}:
            return None  # "displaced half of a population of 23 million"
        nouns = self._nouns(after, sentence)
        persons = [i for i in nouns if self._is_person(i)]
        if not nouns and self._is_national(after, sentence):
            persons = [after]
        if persons and (self._is_of_thing(persons[-1], (nouns or persons)[-1]) or self._is_loss(quantity, persons[-1])):
            return None
        if persons:
            return self._persons(quantity, first, number, self._whole(persons[-1]))
        if self._is_age(first, number, sentence):
            return None
        return self._bare(quantity, first, number, nouns, self._word(after, sentence))

    def _are_of_one(self, first: int) -> bool:
        """True for what others counted before come from: "from one family", "all of them of one family"."""
        before = self.tokens[first - 1].lower
        return before == "from" or (before == "of" and self.tokens[first - 2].lower in _ALL_OF_THEM | {"all", "both"})

    def _is_suffering(self, number: int) -> bool:
        """True for "both of them were killed", whose number is what the verb is of."""
        verb = self.tokens[self.tokens[number].head].lower
        told = verb in effects("object") or verb in effects("subject")
        return told and self.tokens[number].dep in ("nsubj", "nsubjpass", "dobj")

    def _is_person(self, noun: int) -> bool:
        """True for a noun for persons, and for the name of those who fight ("seven Peshmerga")."""
        if person_class(self.tokens[noun].lower) is not None:
            return True
        name = self.mentions.actor_at(noun)
        if name is None or name.last != noun or name.compound is not None:
            return False
        if self.tokens[noun].dep in _QUALIFYING - {"conj"} and self.tokens[noun].head > noun:
            return False  # "an IS cell"
        return isinstance(name.entry, ActorEntry) and name.entry.kind == "armed_group"

    def _is_of_thing(self, noun: int, last: int) -> bool:
        """True for the rebels of "30 rebel positions", the personnel of "two personnel vehicles"."""
        if last == noun or self.tokens[noun].dep != "compound":
            return False
        word = self.tokens[last].lower
        return (
            word in words_of("of an army") | words_of("aircraft") | words_of("infrastructure") or word in place_nouns()
        )

    def _is_loss(self, quantity: Quantity, noun: int) -> bool:
        """True for "no fatalities", which tells of nobody."""
        return quantity.high == 0 and self.tokens[noun].lower in LOSSES

    def _is_national(self, index: int, sentence: Sentence) -> bool:
        """True for "a Pakistani", which the tagger takes for an adjective."""
        if index > sentence.last or not self.tokens[index].tag.startswith("JJ"):
            return False
        alone = index == sentence.last or not self.tokens[index + 1].tag.startswith(("NN", "JJ", "HYPH", "VBN"))
        return alone and self.tokens[index].text[:1].isupper() and person_class(self.tokens[index].lower) is not None

    def _is_age(self, first: int, number: int, sentence: Sentence) -> bool:
        """True for the number of "Hassan Muhammad, 45, was killed"."""
        before = first - 1
        while before > sentence.first and self._is_one_of_ages(before):
            before -= 1
        if {t.lower for t in self.tokens[max(sentence.first, before - 1) : before + 1]} & {"age", "aged", "ages"}:
            return True
        names = self.tokens[max(sentence.first, first - 2) : first]
        if len(names) == 2 and all(t.tag == "NNP" for t in names) and self._word(number + 1, sentence) == ",":
            return True  # "according to Deir Ezzor 24, the victims were displaced"
        if first - 2 < sentence.first or self.tokens[first - 1].text != "," or first != number:
            return False
        return self.tokens[first - 2].tag == "NNP" and self._word(number + 1, sentence) in (",", "and", ".", ";", "")

    def _is_one_of_ages(self, index: int) -> bool:
        """True for what stands before the last age of "aged 22 and 26", "aged 5, 8 and 11"."""
        linked = self.tokens[index].lower in _LINKS and self.tokens[index - 1].tag == "CD"
        return linked or (self.tokens[index].tag == "CD" and token_after(self.tokens, index).lower in _LINKS)

    def _persons(self, quantity: Quantity, first: int, number: int, noun: int) -> Counted | None:
        if quantity.article and self.tokens[noun].lower in words_of("attacker"):
            return None
        after = token_after(self.tokens, noun)
        cue = cue_verbs().get(after.lower) if after.tag != "VBN" or after.dep != "acl" else None
        if cue is not None and cue.takes("clause"):
            return None  # "two doctors said", but not "two men suspected of arson"
        if quantity.article and self._only_describes(noun):
            return None
        of_families = self.tokens[noun].lower == "families" and self.tokens[first - 1].lower == "of"
        if (quantity.high == 1 or of_families) and self._is_of_counted(noun):
            return None
        if quantity.article and self.tokens[noun].lower == "couple":
            quantity = replace(quantity, low=2, high=2)
        return Counted(quantity, first, noun, number, noun)

    def _is_of_counted(self, noun: int) -> bool:
        """True for the family of "four members of a family", "a family of five"."""
        if self.tokens[noun].lower in ("family", "household"):
            below = (c for c in self.tokens[noun].children if self.tokens[c].lower == "of")
            if any(token_after(self.tokens, preposition).tag == "CD" for preposition in below):
                return True
        preposition = self.tokens[self.tokens[noun].head]
        whole = self.tokens[preposition.head]
        if whole.lower in ("life", "lives", "body"):
            return False
        return preposition.lower == "of" and person_class(whole.lower) is not None and bool(whole.children)

    def _only_describes(self, noun: int) -> bool:
        """True for "killed Abu Omar, a commander", not for one of a row ("a guard, a nurse and a driver died")."""
        token = self.tokens[noun]
        before = {t.lower for t in self.tokens[max(0, token.left - 1) : noun]}
        if token.dep != "appos" or before & _PART_OPENERS:
            return False
        after = token_after(self.tokens, noun).lower
        return (self.tokens[token.head].tag == "NNP" or after != "and") and death_of(self.tokens, noun) is None

    def _bare(self, quantity: Quantity, first: int, number: int, nouns: list[int], word: str) -> Counted | None:
        """Return a number without a noun for persons, unless it counts things or nothing."""
        speaks = token_after(self.tokens, number).tag in ("VBD", "VBZ", "VBP") if word in cue_verbs() else False
        if self._is_year(quantity, first) or speaks:
            return None  # "in Hama, 2011: ..."; "officials of both said"
        if nouns and self.tokens[nouns[-1]].lower in _DEATHS and not quantity.article and quantity.high != 0:
            return Counted(quantity, first, nouns[-1], number, nouns[-1])
        if self.tokens[number].lower == "couple" and not nouns and not self._begins_phrase(number):
            return Counted(quantity, first, number, number, number)
        if self._is_another_one(quantity, number, nouns):
            return Counted(quantity, first, number, number, None)
        if quantity.text.lower() == "a" and word in _ORDINALS and self._is_another_of_them(number + 1, nouns):
            return Counted(quantity, first, number + 1, number + 1, None)  # "and a fourth was arrested"
        if quantity.text.lower() == "both" and not nouns:
            return None  # those who were counted before
        if quantity.article or quantity.high == 0 or (nouns and self.tokens[nouns[-1]].lower in words_of("measure")):
            return None
        if not nouns and self._begins_phrase(number):
            return None  # "seven all-terrain vehicles"
        if not nouns or word in effects("state"):
            return Counted(quantity, first, number, number, None)
        nationals = self.tokens[nouns[-1]].tag == "NNPS" and self.mentions.at(nouns[-1]) is None
        return Counted(quantity, first, nouns[-1], number, nouns[-1]) if nationals else None

    def _is_another_one(self, quantity: Quantity, number: int, nouns: list[int]) -> bool:
        """True for "killing a shepherd and wounding another", "another was wounded"."""
        if nouns or quantity.text.lower() != "another" or self._begins_phrase(number):
            return False
        before = self.tokens[number - 1].lower
        of_harm = before == "of" and self.tokens[number - 2].lower in effects("noun")  # "the injury of another"
        return of_harm or before in effects("object") or self._is_suffering(number)

    def _is_another_of_them(self, ordinal: int, nouns: Sequence[int]) -> bool:
        """True for "a third was missing", not for "a third of them" and "a third were women"."""
        alone = not nouns or (list(nouns) == [ordinal] and self.tokens[ordinal].lower in _ORDINALS)
        return alone and token_after(self.tokens, ordinal).lower not in _OF_SEVERAL

    def _is_year(self, quantity: Quantity, first: int) -> bool:
        """True for a bare number that may be a year and does not stand behind what befell persons."""
        told = self.tokens[first - 1].lower in effects("object") if first else False
        return quantity.text.isdigit() and _YEARS[0] <= int(quantity.text) <= _YEARS[1] and not told

    def _begins_phrase(self, number: int) -> bool:
        """True when what follows a number is the beginning of a phrase that it counts."""
        after = token_after(self.tokens, number)
        if after.sentence != self.tokens[number].sentence or after.lower in effects("state"):
            return False
        if after.lower == "all" and self._word_after(after.index).lower() == "of":
            return False  # "wounded 15, all of them women"
        if after.lower in _INSIDE_WORDS and self._word_after(after.index).lower() in effects("state"):
            return False  # "nine other injured"
        return after.tag in ("JJ", "PDT", "CD", "HYPH") or (after.tag == "DT" and after.lower not in _DEFINITE)

    def _behind_of(self, number: int, sentence: Sentence) -> int:
        """Return the token behind the number, and behind "of the" where that follows."""
        index = number + 1
        if self._word(index + 1, sentence) == "of" and self.tokens[index].tag == "''":
            index += 1  # "“dozens” of rebels"
        if self._word(index, sentence) == "of":
            index += 1
            while self._word(index, sentence) == "the" or self._word(index, sentence) in _OWNERS:
                index += 1
        return index

    def _nouns(self, index: int, sentence: Sentence) -> list[int]:
        """Return the nouns that follow, up to the end of their phrase."""
        found: list[int] = []
        while index <= sentence.last and index - (found[-1] if found else index) <= _GAP:
            token = self.tokens[index]
            if token.lower in _FOR_THE_MOST or token.start in self.sources:
                break  # "killing 120, mostly women"; "wounding 20 residents said"
            closing = self._closing(index, found, sentence)
            if closing is not None:
                found, index = [*found[:-1], closing], closing + 1
                continue
            if self._ends(token, found) and not self._joins(token, found, sentence):
                break
            if self._is_noun(token) and not (token.lower in _AGES and self._word_after(index) in HYPHENS):
                found.append(index)
            index += 1
        if found and self._word(index, sentence) == "of" and self.tokens[found[-1]].lower in _CONTAINERS:
            below = self._nouns(index + 1, sentence)
            found.extend(below if any(person_class(self.tokens[i].lower) for i in below) else [])
        return found

    def _closing(self, index: int, found: Sequence[int], sentence: Sentence) -> int | None:
        """Return where a bracket behind capitals or a name of several words ends, and a noun goes on: "one SARC
        (Syrian Arab Red Crescent) staff member", "five al-Qaeda in the Arabian Peninsula fighters"."""
        closing: int | None = None
        inside = self.tokens[min(index + 1, sentence.last)].text
        if (
            self.tokens[index].text in ("(", "[")
            and found
            and (self.tokens[found[-1]].text.isupper() or inside.isupper())
        ):
            ahead = range(index, min(index + 9, sentence.last))
            closing = next((i for i in ahead if self.tokens[i].text in (")", "]")), None)
        name = self.mentions.actor_at(index)
        if name is not None and name.first == index < name.last < sentence.last and name.compound is None:
            closing = name.last
        goes_on = closing is not None and token_after(self.tokens, closing).tag.startswith("NN")
        return closing if goes_on else None

    def _ends(self, token: Token, found: Sequence[int]) -> bool:
        """True for a token that is no part of the noun phrase any more."""
        tells = token.lower in effects("state") or token.lower in effects("object")
        if token.tag in ("VBN", "VBD", "VBG", "JJ") and tells:
            qualifies = token.dep == "amod" and token.head > token.index and not found
            adjective = token.lower not in effects("state") or token.lower == "displaced"
            return not (qualifies and adjective)  # "a kidnapped pilot", "20 displaced people"
        last = self.tokens[found[-1]] if found else None
        if token.lower.endswith("yearold"):
            return False  # in texts whose hyphens were stripped
        if token.tag == "CD" and self._word_after(token.index) in HYPHENS:
            return bool(found) or token_after(self.tokens, token.index + 1).lower not in _AGES  # "a 10-year-old child"
        if token.tag == "POS":
            return last is None or not self._is_owner(token)
        if self._is_noun(token):  # "people Tuesday", but not "air force pilot"
            return last is not None and last.tag in ("NNS", "NNPS") and token.tag in ("NN", "NNP")
        if last is not None and person_class(last.lower) is not None:
            return True
        return token.tag not in _INSIDE and token.lower not in _INSIDE_WORDS

    def _is_noun(self, token: Token) -> bool:
        """True for nouns, also for one for persons that the tagger took for a verb: "nine Islamic State militants"."""
        misread = token.tag == "VBZ" and token.dep not in ("ROOT", "aux")
        adjective = token.tag == "JJ" and token.lower not in effects("state") and token.lower not in _INSIDE_WORDS
        misread = misread or (adjective and token.dep in ("dobj", "pobj", "nsubj", "nsubjpass"))
        return token.tag.startswith("NN") or (misread and person_class(token.lower) is not None)

    def _is_owner(self, mark: Token) -> bool:
        """True where the noun that a possessor is of is one for persons: "a soldier's mother"."""
        owned = self.tokens[self.tokens[mark.head].head]
        return owned.index > mark.index and person_class(owned.lower) is not None

    def _joins(self, token: Token, found: Sequence[int], sentence: Sentence) -> bool:
        """True for the "and" of "70 regime and rebel fighters", "several U.S. and coalition soldiers"."""
        if token.tag != "CC" or not found or person_class(self.tokens[found[-1]].lower) is not None:
            return False
        after = self.tokens[token.index + 1 : min(token.index + 4, sentence.last + 1)]
        nouns = list(takewhile(lambda t: t.tag.startswith(("NN", "JJ")), after))
        return self.tokens[found[-1]].tag != "NNS" and any(person_class(t.lower) is not None for t in nouns[-1:])

    def _whole(self, noun: int) -> int:
        """Return the noun that a qualifying noun belongs to: "88 rebel and regime forces"."""
        token = self.tokens[noun]
        head = self.tokens[token.head]
        qualifies = token.dep in _QUALIFYING and noun < head.index <= noun + _GAP + 1 and head.start not in self.sources
        named = person_class(head.lower) is not None and head.lower not in effects("state")  # "villagers hostage"
        return head.index if qualifies and named else noun

    def _word_after(self, index: int) -> str:
        return self.tokens[index + 1].text if index + 2 < len(self.tokens) else ""

    def _word(self, index: int, sentence: Sentence) -> str:
        return self.tokens[index].lower if index <= sentence.last else ""


def tells_of_more(words: Sequence[Token]) -> bool:
    """True for a sentence of more dead than those told of before: "three more civilians were killed"."""
    for at, token in enumerate(words):
        if token.lower not in _MORE:
            continue
        beside = words[min(at + 1, len(words) - 1)] if token.lower == "another" else words[max(0, at - 1)]
        if beside.tag != "CD" and not (token.lower == "another" and beside.tag.startswith("NN")):
            continue
        before = {t.lower for t in words[max(0, at - 3) : at]}
        near, close = {t.lower for t in words[at : at + 8]} | before, {t.lower for t in words[at : at + 4]} | before
        harm = next((t.lower for t in words[at : at + _FURTHER] if t.lower in _KILLED | _INJURED), "")
        if harm in _KILLED or (_KILLED & near and not _INJURED & close):
            return True  # "another seven people, five of them children, were killed"
    return False
