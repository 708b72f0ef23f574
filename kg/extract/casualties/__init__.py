"""Reads the figures of victims in one sentence: how many of whom were killed, injured, captured, missing, displaced.

1. A quantity and the noun for persons behind it are counted, and so is a bare number (`counted`).
2. What befell them is told by a toll (`tolls`), by a word beside them, by the parse or the order of words (`befell`).
3. Coordinated figures share it; "including 11 children" and "four civilians (two women, two men)" tell parts of the
   figure before. Who is named as the source of a statement is no victim.
4. "No casualties" is nobody killed and nobody injured (`nobody`).

What is planned, possible or denied gives no figure. The toll of a whole war is marked as such.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.extract.casualties.befell import LOSING, FateFinder
from kg.extract.casualties.counted import Counted, CountedFinder
from kg.extract.casualties.effects import LOSSES, VICTIMS, effect_words, effects
from kg.extract.casualties.getaway import gets_away, is_let_go, is_unhurt
from kg.extract.casualties.nobody import Nobody, find_nobody
from kg.extract.casualties.single import HIM
from kg.extract.casualties.tolls import Fate
from kg.extract.document import Document, Sentence, token_after
from kg.extract.grammar import Grammar
from kg.extract.mentions import Mentions
from kg.extract.parties import PartyFinder, named_group, person_class
from kg.extract.wording import words_of
from kg.record import Actor, Effect, Span

__all__ = ["CasualtyFinder", "Figure"]

_MODALS = frozenset("would could may might should can will 'll shall wo".split())
_REAL_INFINITIVE = frozenset(
    "able believed reported said thought known managed forced forcing used have continued".split()
)
_AVERTING = frozenset("avert averted averting avoid avoided avoiding prevent prevented preventing".split())
_DYING = frozenset({"died", "die", "dies", "dying"})
_RECEIVING = frozenset({"receive", "receives", "received", "receiving"})
_PART_MARKS = frozenset({"including", "among", "mostly", "includes", "included", "mainly"})
_BETWEEN = frozenset("and , addition as well plus along together with alongside his her its their".split())
_ALONG_WITH = frozenset({("along", "with"), ("together", "with"), ("addition", "to"), ("well", "as")})
_IN_ADDITION = frozenset({"in", "to"})
_OF_A_TOLL = frozenset({"death", "the", "casualty", "overall", "its", "a"})
_APPOSED = frozenset({",", "and", ":", "–", "—", "-"})
_BRACKETS = {"(": ")", "[": "]", "–": "–—;", "—": "–—;", "-": "-;", "--": "--;", ":": ";"}  # and what closes them
_LISTING = (["they", "are"], ["they", "were"], ["as", "follows"])
_WAR_TOLL = 5_000
_ONLY_COUNTED = frozenset({"other", "others", "them", "whom", "those"})
_DEAD = LOSSES | VICTIMS
_OWN = frozenset({"its", "their", "his", "own"})
_FIGURES = frozenset({"figure", "number"})
_AGO = 3  # sentences back to the figure that "the figure" is another one for
_PART_REACH, _EVIDENCE_WORDS = 12, 6


@dataclass(frozen=True, slots=True)
class Figure:
    """How many of a group suffered what. `head` and `predicate` are the tokens of the persons and of what befell them.

    `key` is the offset of the quantity; `part_of` is the key of the figure that includes this one. `of_war` marks the
    toll of a whole war, which belongs to no incident. `taken` tells that those killed had been captured, and where.
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
    taken: int | None = None


class CasualtyFinder:
    """Reads the sentences of one document."""

    def __init__(
        self,
        document: Document,
        mentions: Mentions,
        parties: PartyFinder,
        grammar: Grammar,
        sources: Sequence[Span] = (),
    ) -> None:
        """Take what was read of the document; `sources` are the phrases that name who makes its statements."""
        self.sources = sources
        self.document = document
        self.tokens = document.tokens
        self.mentions = mentions
        self.parties = parties
        self.grammar = grammar
        cited = frozenset(one.start for one in sources)
        self.counted = CountedFinder(document, mentions, cited)
        self.fates = FateFinder(grammar, cited)
        self._told: Figure | None = None

    def read(self, sentence: Sentence, dated: frozenset[int]) -> list[Figure]:
        """Return the figures of a sentence; `dated` are tokens of dates, which count nothing."""
        words = self.document.words(sentence)
        if not any(t.lower in effect_words() or t.lower in _FIGURES for t in words):
            return []
        figures = [self._zero(sentence, one) for one in find_nobody(words)]
        taken = {figure.head for figure in figures}
        before: Counted | None = None
        whole: Figure | None = None
        for counted in self.counted.of(sentence, dated):
            if counted.head in taken or (self.tokens[counted.head].lower in HIM and any(f.high == 1 for f in figures)):
                continue  # "shot a guard, killing him"
            figure = self._figure(sentence, counted, before, whole)
            if figure is not None:
                figures.append(figure)
                if figure.taken is not None:
                    figures.append(replace(figure, effect="captured", predicate=figure.taken, part_of=None))
                whole = figure if figure.part_of is None else whole
            before = counted
        self._told = whole or self._told
        return self._summed(sorted(figures, key=lambda one: one.key))

    def _figure(
        self, sentence: Sentence, counted: Counted, before: Counted | None, whole: Figure | None
    ) -> Figure | None:
        """Return the figure of counted persons; `before` are those counted before, `whole` their figure."""
        fate = self.fates.of(counted, sentence) or self._as_told(counted, sentence, whole)
        part = whole is not None and self._is_part(counted, sentence, fate, whole)
        if self._got_away(counted, sentence, fate, whole):
            return None
        if whole is not None and fate is None and (part or self._is_coordinated(counted, before, whole)):
            fate = Fate(whole.effect, whole.predicate, "shared")
        if fate is None or not self._happened(fate.predicate) or self._speaks(counted, fate):
            return None
        if self._is_either(fate):
            return None
        own = fate.rule == "state" or self._is_own_clause(fate, counted)
        effect = whole.effect if whole is not None and part and not own else fate.effect
        return Figure(
            sentence=sentence.index,
            key=self.tokens[counted.first].start,
            effect=effect,
            low=counted.quantity.low,
            high=counted.quantity.high,
            approximation=counted.quantity.approximation,
            evidence=self._evidence(counted, fate),
            head=counted.head,
            predicate=fate.predicate,
            group=self._group(counted, sentence, fate, whole),
            part_of=whole.key if whole is not None and part and effect == whole.effect else None,
            of_war=self._is_of_war(counted, sentence, fate),
            rule=fate.rule,
            taken=fate.taken if effect == fate.effect else None,
        )

    def _got_away(self, counted: Counted, sentence: Sentence, fate: Fate | None, whole: Figure | None) -> bool:
        """True for those who suffered nothing because they fled or were let go."""
        if fate is None:
            return is_let_go(self.tokens[counted.number], self.grammar)
        if fate.effect != "displaced":
            return False
        near = self._told if self._told and sentence.index - self._told.sentence <= 1 else None
        before = (whole or near) if self.tokens[counted.head].lower in _ONLY_COUNTED else None
        verb = self.tokens[fate.predicate]
        told = before.effect if before is not None else None
        return gets_away(self.tokens[counted.head], verb, told) or is_unhurt(verb, self.grammar)

    def _as_told(self, counted: Counted, sentence: Sentence, whole: Figure | None) -> Fate | None:
        """Read "put the figure at 137", "gave a figure of 14": of what the figure before them told."""
        told = whole or self._told
        if told is None or counted.noun is not None or not 0 <= sentence.index - told.sentence <= _AGO:
            return None
        words = self.tokens[max(sentence.first, counted.first - 3) : counted.first]
        put = [t.lower for t in words[-1:]] in (["at"], ["of"]) and len(words) == 3
        revised = self.tokens[counted.first - 4].lower in words_of("estimating")  # "revised the number to 45"
        put = put or (revised and len(words) == 3 and words[-1].lower == "to")
        given = put and words[0].lower in ("the", "a", "its", "their") and words[1].lower in _FIGURES
        if given and words[0].lower == "their":  # no others are counted after them
            given = all(t.dep != "nummod" for t in self.tokens[told.head + 1 : counted.first])
        return Fate(told.effect, words[1].index, "toll") if given else None

    def _group(self, counted: Counted, sentence: Sentence, fate: Fate, whole: Figure | None) -> Actor | None:
        """Return who the persons are; those who are only counted ("nine others") are of the group told of before."""
        own = self._own_group(counted, fate)
        if own is not None and own.id != "unspecified":
            return own
        others = self.tokens[counted.head].lower in _ONLY_COUNTED
        near = self._told if others and self._told and sentence.index - self._told.sentence <= 1 else None
        told = (whole or near) if others or (counted.noun is None and fate.rule != "toll") else None
        return told.group or own if told is not None else own

    def _own_group(self, counted: Counted, fate: Fate) -> Actor | None:
        if counted.noun is None or self.tokens[counted.noun].lower in _ONLY_COUNTED:
            said = (c for c in self.grammar.children(self.grammar.head(self.tokens[counted.number])) if c.dep == "attr")
            toll = self.tokens[fate.predicate]
            beside = [self.tokens[toll.index - 1], *self.grammar.behind(toll, "of", "among", "for")]
            of_toll = beside if fate.rule == "toll" else []
            named = (t for t in (*said, *of_toll) if person_class(t.lower) is not None and t.lower not in _DEAD)
            noun = next(named, None)  # "512 were civilians", "the number of civilians injured was 930"
            if noun is not None or counted.noun is None:
                return self.parties.group(noun.index) if noun is not None else None
        before = self.tokens[counted.noun - 1]
        own = self._losers(counted)
        if own is not None:
            return own
        of_deaths = self.tokens[counted.noun].lower == "deaths" and person_class(before.lower) is not None
        group = self.parties.group(before.index if of_deaths else counted.noun)  # "51 civilian deaths"
        if group.kind != "group" and self._is_killers(group, counted.noun):
            return self.parties.general.group(self.tokens[counted.noun], acting=False) or named_group("unspecified")
        return group

    def _is_killers(self, group: Actor, noun: int) -> bool:
        """True for the group of "Hezbollah shelled the town, killing 23 militants", for which the noun is taken."""
        token = self.grammar.coordinator(self.tokens[noun])
        verb = self.grammar.head(token)
        doer = self.grammar.subject(verb) if token.dep == "dobj" and verb.lower in effects("object") else None
        if doer is None or not (self.mentions.actor_at(doer.index) or person_class(doer.lower)):
            return False
        own = range(self.tokens[noun].left, self.tokens[noun].right + 1)
        if any(self.mentions.actor_at(i) or self.tokens[i].lower in _OWN for i in own):
            return False
        return any(one.id == group.id for one in self.parties.actors(doer.index, acting=True))

    def _losers(self, counted: Counted) -> Actor | None:
        """Return whose the fighters are of "the YPG lost 20 fighters"."""
        noun = self.tokens[counted.head]
        verb = self.grammar.head(noun)
        if noun.dep != "dobj" or verb.lower not in LOSING or person_class(noun.lower) not in ("forces", "militant"):
            return None
        doer = self.grammar.subject(verb)
        found = self.parties.actors(doer.index, acting=True) if doer is not None else ()
        return found[0] if len(found) == 1 and found[0].kind not in ("group", "person") else None

    def _speaks(self, counted: Counted, fate: Fate) -> bool:
        """True for the persons of "killed ten, a doctor and a local official said", but not for "the wounded said"."""
        if self.tokens[counted.first - 1].lower in _PART_MARKS | {"them"}:
            return False
        at, told = self.tokens[counted.head].start, self.tokens[fate.predicate].start
        named = (one for one in self.sources if one.start <= at < one.end and not one.start <= told < one.end)
        if self.tokens[counted.first - 1].text == "," and not counted.quantity.article:
            first = self.tokens[counted.first].start  # "wounded, according to officials, four guards"
            named = (one for one in named if one.start == first)
        return any("," not in self.document.text[at : one.end] for one in named)

    # -- wholes and parts -----------------------------------------------------------------------------------------

    def _is_coordinated(self, counted: Counted, before: Counted | None, whole: Figure) -> bool:
        """True for "five leaders and more than 30 other militants", "ten were killed in the blast along with eight"."""
        if before is None:
            return False
        linked = tuple(t.lower for t in self.tokens[max(0, counted.first - 2) : counted.first]) in _ALONG_WITH
        if linked and not any(t.tag in ("VBD", "VBZ", "VBP") for t in self.tokens[whole.predicate + 1 : counted.first]):
            return whole.head < counted.first
        if before.head != whole.head:
            return False
        between = self.tokens[before.last + 1 : counted.first]
        words = {t.lower for t in between if t.index != whole.predicate and t.dep not in ("aux", "auxpass")}
        words -= _IN_ADDITION if "addition" in words else set()
        after = token_after(self.tokens, counted.last)
        if whole.predicate < counted.first and after.tag == "VBN" and after.head == counted.head:
            return False  # "50 were killed and another 30 trapped"
        return bool(words) and words <= _BETWEEN  # also "22 children were killed along with six teachers"

    def _is_part(self, counted: Counted, sentence: Sentence, fate: Fate | None, whole: Figure) -> bool:
        """True for "including 11 children", "eight of them children"."""
        behind = [t.lower for t in self.tokens[counted.number + 1 : counted.number + 3]]
        if behind and behind[0] == "of" and behind[-1] in ("them", "whom", "those"):
            return True
        if self._is_in_brackets(counted, whole) or self._is_listed(counted, whole):
            return True
        if self._is_of_these(counted, sentence, whole):
            return True
        if counted.noun is None and behind and behind[0] in words_of("gravely"):
            return whole.effect == "injured"  # "injuring nine others, three critically"
        beside = True
        reach = max(sentence.first, counted.first - _PART_REACH, whole.head + 1)
        for token in reversed(self.tokens[reach : counted.first]):
            if token.lower in _PART_MARKS:
                follows = token_after(self.tokens, token.index)
                whole_next = follows.index == counted.first or follows.lower in ("the", "those")
                if token.lower == "among" and whole_next and self.tokens[token.index - 1].text != ",":
                    return False  # "four children were among the 21 dead"
                return beside or not self._is_apart(fate, whole)
            beside = beside and token.lower in ("them", "whom", "those")
            if token.tag.startswith("VB") or token.text in (".", ";"):
                return False
        return False

    def _is_in_brackets(self, counted: Counted, whole: Figure) -> bool:
        """True for what stands in the brackets, or between the dashes, right behind the whole that it tells apart."""
        opening = token_after(self.tokens, whole.head)
        if opening.index == whole.predicate:  # "left 19 people dead: four guards and 15 pupils"
            opening = token_after(self.tokens, opening.index)
        if opening.text not in _BRACKETS or opening.index >= counted.first:
            return False
        closing = _BRACKETS[opening.text]
        inside = self.tokens[opening.index + 1 : counted.first]
        return all(t.text not in closing for t in inside) and all(
            t.tag not in ("VBD", "VBP", "VBZ", "MD") for t in inside
        )

    def _is_listed(self, counted: Counted, whole: Figure) -> bool:
        """True for each of "the toll rises to (214), they are: 56 civilians, 83 rebels and 75 soldiers"."""
        between = [t for t in self.tokens[whole.head + 1 : counted.first] if t.tag[:1].isalpha()]
        opened = [t.lower for t in between[:2]] in _LISTING
        return opened and all(t.tag[:2] not in ("VB", "MD") or t.tag == "VBG" for t in between[2:])

    def _summed(self, figures: list[Figure]) -> list[Figure]:
        """Tell as parts those that stand right behind their sum: "two residents, one Bangladeshi and one Sudanese"."""
        for at, whole in enumerate(figures):
            parts: list[int] = []
            for number in range(at + 1, len(figures)):
                left = figures[number - 1].head + 1
                one = figures[number]
                between = [t for t in self.tokens[left : one.head] if t.start < one.key]
                if one.effect != whole.effect or {t.lower for t in between} - _APPOSED or not between:
                    break
                if number == at + 1 and between[0].text == "," and not self._is_sort(one):
                    break  # "two guards, a driver and a nurse"
                parts.append(number)
                if whole.low and sum(figures[n].low or 0 for n in parts) == whole.low == whole.high and len(parts) > 1:
                    for n in parts:
                        figures[n] = replace(figures[n], part_of=whole.part_of or whole.key)
                    break
        return figures

    def _is_sort(self, figure: Figure) -> bool:
        """True for persons told by sex, age or nation, as those are who tell a sum apart."""
        noun = self.tokens[figure.head]
        return noun.tag.startswith(("NNP", "JJ")) or noun.lower in words_of("sort of person")

    def _is_of_these(self, counted: Counted, sentence: Sentence, whole: Figure) -> bool:
        """True for the 31 of "of the 94 dead, 31 were children"."""
        opening = [t.lower for t in self.tokens[sentence.first : counted.first]]
        return opening[:1] == ["of"] and opening[-1:] == [","] and whole.head < counted.first

    def _is_own_clause(self, fate: Fate, counted: Counted) -> bool:
        """True for what befell persons by a verb on them: "177 injured, among them 20 people who died"."""
        verb = self.tokens[fate.predicate]
        of_them = token_after(self.tokens, counted.number).lower == "of" and fate.rule == "parse"
        if of_them and self.tokens[counted.number].dep in ("dobj", "nsubjpass") and verb.tag != "VBG":
            return self.tokens[counted.number].head == verb.index  # "took 11 captive and beheaded three of them"
        return fate.rule in ("parse", "order") and verb.dep in ("relcl", "acl") and verb.head == counted.head

    def _is_apart(self, fate: Fate | None, whole: Figure) -> bool:
        """True for persons with a verb of their own: "seven were killed, among them a child, and nine injured"."""
        if fate is None or fate.rule not in ("parse", "order") or fate.predicate == whole.predicate:
            return False
        verb = self.tokens[fate.predicate]
        return not (verb.tag == "VBN" and verb.dep in ("acl", "relcl"))

    # -- what is no figure ----------------------------------------------------------------------------------------

    def _happened(self, predicate: int) -> bool:
        """False for what might happen, is wanted, or did not happen."""
        token = self.tokens[predicate]
        verb = token if token.tag.startswith("VB") else self.grammar.governor(token) or token
        auxiliaries = self.grammar.auxiliaries(verb)
        ill = (c for one in self.grammar.behind(verb, "of", "from") for c in (one, *self.grammar.children(one)))
        if verb.lower in _DYING and any(t.lower in words_of("illness") for t in ill):
            return False  # "died of a heart attack"
        if verb.lower in _RECEIVING and any(
            t.lower in words_of("illness") for t in self.tokens[verb.index : verb.right + 1]
        ):
            return False  # "are receiving treatment for cancer"
        vain = verb.lower in _AVERTING or verb.lower in words_of("foiling")
        averted = vain and self.grammar.head(token) is verb and token.dep == "dobj"
        if averted or auxiliaries & _MODALS or self.grammar.is_negated(verb):
            return False  # "prevented the death of ten"
        if "to" in auxiliaries:
            before = {t.lower for t in self.tokens[max(0, verb.index - 5) : verb.index]}
            # "claimed to have killed"
            told = "have" in auxiliaries or self.grammar.head(verb).lower in _REAL_INFINITIVE
            return told and not before & {"not", "n't", "never"}
        return not self.grammar.marks(verb) & {"if", "unless"}

    def _is_either(self, fate: Fate) -> bool:
        """True for "killed or wounded 32 people": how many of them died is not told."""
        at = fate.predicate
        words = [t.lower for t in self.tokens[max(0, at - 2) : at + 3]]
        links = [n for n in (1, 3) if n < len(words) and words[n] in ("and", "or")] if at >= 2 else []
        beside = [words[0] if n == 1 else words[-1] for n in links if len(words) == 5]
        told = (effects("object").get(word) or effects("state").get(word) for word in beside)
        return any(one in ("killed", "injured") and one != fate.effect for one in told)

    def _is_of_war(self, counted: Counted, sentence: Sentence, fate: Fate) -> bool:
        """True for "more than 280,000 people have been killed since the conflict began"."""
        low = counted.quantity.low or counted.quantity.high or 0
        words = {t.lower for t in self.document.words(sentence)} if low >= _WAR_TOLL else set()
        # "the raids have killed 6,400"
        so_far = {"has", "have"} & self.grammar.auxiliaries(self.tokens[fate.predicate])
        return bool(words & words_of("war")) or "since" in words or (low >= _WAR_TOLL and bool(so_far))

    # -- evidence -------------------------------------------------------------------------------------------------

    def _evidence(self, counted: Counted, fate: Fate) -> Span:
        first, last = counted.first, counted.last
        if fate.rule == "toll":
            first = fate.predicate
            while first > 0 and self.tokens[first - 1].lower in _OF_A_TOLL:
                first -= 1
        elif counted.noun is None and fate.rule != "shared" and abs(fate.predicate - counted.number) <= _EVIDENCE_WORDS:
            first, last = min(first, fate.predicate), max(last, fate.predicate)
        marks = {t.tag for t in self.tokens[first : last + 1]} & {"``", "''"}
        if marks == {"``"} and token_after(self.tokens, last).tag == "''":
            last += 1  # "30 “apostates”"
        elif marks == {"''"} and self.tokens[first - 1].tag == "``":
            first -= 1  # "“dozens” of rebels"
        return self.document.token_span(first, last)

    def _zero(self, sentence: Sentence, one: Nobody) -> Figure:
        span = self.document.token_span(one.first, one.last)
        group = self.parties.group(one.noun) if one.noun is not None else None
        key = self.tokens[one.first].start
        return Figure(sentence.index, key, one.effect, 0, 0, None, span, one.last, one.last, group, rule="nobody")
