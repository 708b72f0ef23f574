"""Says what befell counted persons.

Asked in this order: a toll (`tolls`), a word right beside ("20 dead"), the parse (object or subject
of a verb: `deeds`; "the death of"), the nearest verb before or behind where the parse fails.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.casualties.counted import Counted
from kg.extract.casualties.deeds import REPORTED, SUFFERING, THEM, DeedReader
from kg.extract.casualties.effects import VICTIMS, complements, effects
from kg.extract.casualties.single import COMPANY, HIM, death_of
from kg.extract.casualties.tolls import Fate, TollReader
from kg.extract.document import Sentence, Token, token_after
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
LOSING = frozenset({"lost", "lose", "losing", "loses", "cost", "costing"})
"""Verbs whose object are the dead of who loses them."""
_INCLUDING = frozenset({"include", "includes", "included"})
_CASUALTIES = frozenset({"casualty", "casualties"})
_DEFINITE = frozenset({"those", "the", "them", "these"})
_ALL = frozenset({"all", "those", "everyone", "everybody"})
_BODIES = frozenset(
    "wounded injured dead slain missing bodies corpses deaths injuries killings murders fatalities martyrs".split()
)
_CLIMBED = frozenset("conj appos nummod pobj prep quantmod amod compound dep nsubj npadvmod det nmod".split())
_LATER = frozenset({"afterwards", "later", "subsequently", "then"})
_OF = frozenset({"of", "including", "between", "at"})
_COORDINATED = frozenset({"CD", "DT", "JJ", "NN", "NNS", "NNP", "VBG", "HYPH", "VBN", "JJR"})
_BEYOND_REACH, _THOSE_REACH, _ORDER_REACH, _RESUMED_REACH, _STEPS = 10, 8, 10, 18, 6
_ASIDE_REACH, _BELIEVED_REACH = 10, 6
_AMONG_REACH, _COMPANY_REACH = 9, 8


class FateFinder:
    """Reads the sentences of one document."""

    def __init__(self, grammar: Grammar, sources: frozenset[int] = frozenset()) -> None:
        """Take a document's grammar; `sources` are the offsets at which it begins to name who is cited."""
        self.sources = sources
        self.tolls = TollReader(grammar)
        self.deeds = DeedReader(grammar)
        self.grammar = grammar
        self.tokens = grammar.tokens

    def of(self, counted: Counted, sentence: Sentence) -> Fate | None:
        """Return what befell the counted persons, or None when the sentence tells nothing."""
        if counted.noun is not None and (self._only_kin(counted) or self._looks_on(counted)):
            return None
        return (
            self.tolls.of(counted, sentence)
            or self._beside(counted, sentence)
            or self._died(counted)
            or self._by_parse(counted)
            or self._before(counted, sentence)
            or self._behind(counted, sentence)
            or self._resumed(counted, sentence)
        )

    def _looks_on(self, counted: Counted) -> bool:
        """True for the residents of "executed in front of dozens of residents"."""
        return [t.lower for t in self.tokens[max(0, counted.first - 2) : counted.first]] == ["front", "of"]

    def _only_kin(self, counted: Counted) -> bool:
        """True for the five of "executed the families of five rebels": it befell their kin."""
        before = [t.lower for t in self.tokens[max(0, counted.first - 3) : counted.first]]
        while before and before[-1] in ("the", "those"):
            before.pop()
        return before[-1:] == ["of"] and before[-2:-1] != [] and before[-2] in words_of("kin")

    # -- states -----------------------------------------------------------------------------------------

    def _beside(self, counted: Counted, sentence: Sentence) -> Fate | None:
        """Read "20 dead", "15 of the wounded", "31 people killed"."""
        word = self.tokens[counted.head].lower
        if counted.noun is not None and word in _BODIES and not self._is_authority(self.tokens[counted.head]):
            effect: Effect | None = "injured" if word == "injuries" else effects("state").get(word, "killed")
            later = token_after(self.tokens, counted.head)
            died = effect == "injured" and effects("subject").get(later.lower) == "killed"
            return Fate("killed", later.index, "parse") if died else Fate(effect or "killed", counted.head, "state")
        after = self._beyond(counted.last + 1, sentence)
        while after <= sentence.last and self.tokens[after].lower in _PASSING | {"others", "other", "more"}:
            after += 1
        if after > sentence.last:
            return None
        told = self.tokens[after + 1 : min(after + 4, sentence.last + 1)]
        if self.tokens[after].lower == "among" and (effect := self._of_victims(told)) is not None:
            return Fate(effect, after, "state")  # "counted 54 villagers among the dead"
        others = counted.noun is None or word in ("others", "other")
        if others and self.tokens[after].lower == "with" and any(t.lower in words_of("harm") for t in told):
            return Fate("injured", after, "state")  # "left two dead and seven others with injuries"
        state = self.tokens[after].lower
        effect = effects("state").get(state)
        if effect is None or state in complements("object").get(self.grammar.head(self.tokens[counted.head]).lower, ()):
            return None  # "took nine soldiers hostage" is told by its verb
        return Fate(effect, after, "state") if not self._is_active(after, sentence) else None

    def _of_victims(self, words: Sequence[Token]) -> Effect | None:
        """Return what befell "the dead", "those killed", "the victims"."""
        if not words or words[0].lower not in ("the", "those"):
            return None
        told = next((e for t in words[1:2] if (e := effects("state").get(t.lower))), None)
        return told or ("killed" if any(t.lower in VICTIMS for t in words[1:2]) else None)

    def _is_authority(self, noun: Token) -> bool:
        """True for bodies that are no dead: "two government bodies", "one of the bodies of the group arrested X"."""
        if noun.lower != "bodies":
            return False
        whose = {c.lower for c in self.grammar.children(noun)}
        above = self.grammar.head(self.grammar.counted(noun))
        acts = any(c.dep == "dobj" for c in self.grammar.children(above)) and above.tag.startswith("VB")
        return bool(whose & words_of("authority")) or (self.grammar.counted(noun).dep == "nsubj" and acts)

    def _beyond(self, index: int, sentence: Sentence) -> int:
        """Return the token behind what is coordinated or apart: "left four men and one dog wounded"."""
        after = index + 1
        links = ("and", "including")
        if (
            index >= sentence.last
            or self.tokens[index].lower not in links
            or self.tokens[after].tag not in ("CD", "DT")
        ):
            return index
        while after <= sentence.last and self.tokens[after].tag in _COORDINATED and after - index <= _BEYOND_REACH:
            if effects("state").get(self.tokens[after].lower) is not None:
                return after
            after += 1
        return after

    def _is_active(self, verb: int, sentence: Sentence) -> bool:
        """True when what follows a word like "killed" is whom it befell: "a bomber killed 16 people"."""
        after = verb + 1
        while after <= sentence.last and self.tokens[after].lower in _QUALIFIERS:
            after += 1
        if after > sentence.last or self.tokens[after].start in self.sources:
            return False  # "30 wounded its spokesman said"
        return self.tokens[after].tag in ("CD", "DT", "PRP$")

    def _died(self, counted: Counted) -> Fate | None:
        """Read "20 people who died", whatever befell those whom they are told among."""
        for clause in self.grammar.children(self.tokens[counted.head]):
            subject = next((c for c in self.grammar.children(clause) if c.dep in ("nsubj", "nsubjpass")), None)
            if clause.dep != "relcl" or subject is None or subject.tag != "WP":
                continue
            told = effects("subject" if subject.dep == "nsubj" else "object").get(clause.lower)
            if told == "killed":
                return Fate(told, clause.index, "parse")
        described = counted.quantity.article and self.tokens[counted.head].dep == "appos"
        died = death_of(self.tokens, counted.head) if described else None
        return Fate("killed", died.index, "order") if died is not None else None

    # -- the parse ------------------------------------------------------------------------------------------------

    def _by_parse(self, counted: Counted) -> Fate | None:
        at = self.tokens[counted.head]
        if at.lower in _CASUALTIES:
            return None  # killed or injured, it is not told which
        if self._is_destroyed(at):
            return Fate("killed", self.grammar.head(self.grammar.coordinator(at)).index, "parse")
        for _ in range(_STEPS):
            head = self.grammar.head(at)
            if head is at:
                return None
            effect = self._told(at, head) or self._lost(at, head, counted)
            if effect is not None:
                end = self.deeds.end_of(head) if effect == "captured" else None
                if end is not None:
                    later = any(c.lower in _LATER for c in self.grammar.children(end))
                    return Fate("killed", end.index, "parse", taken=head.index if later else None)
                return Fate(effect, head.index, "parse")
            if head.lower == "to" and self._is_harm_to(head):
                return Fate("injured", self.grammar.head(head).index, "parse")
            if (shared := self._along_with(at, head)) is not None:
                return shared
            below = (c for part in self.grammar.conjuncts(at) for c in self.grammar.children(part))
            for child in below:
                effect = effects("object").get(child.lower) or self.deeds.completed(child, "object", 12)
                if effect is not None and child.dep in ("acl", "relcl") and self._suffers(child):
                    return Fate(effect, child.index, "parse")
            if at.dep == "pobj" and self._is_whole_of(counted):
                return None
            if at.dep not in _CLIMBED or (at.dep == "pobj" and head.lower not in _OF):
                return None
            if at.dep == "nsubj" and head.tag.startswith("VB"):
                return None
            at = head
        return None

    def _along_with(self, token: Token, preposition: Token) -> Fate | None:
        """Read "killed the mayor along with his driver", "the mayor was shot dead together with two guards"."""
        company = self.tokens[preposition.index - 1]
        own = token_after(self.tokens, token.index).lower in _BE | _HAVE
        if own or token.dep != "pobj" or preposition.lower != "with" or company.lower not in COMPANY:
            return None
        verb = self.grammar.governor(preposition)
        if verb is None or verb.index > company.index:
            return None
        effect = self.deeds.done_to(verb) or effects("subject").get(verb.lower)
        return Fate(effect, verb.index, "parse") if effect is not None else None

    def _is_whole_of(self, counted: Counted) -> bool:
        """True for the five of "three of her five children died": what befell three did not befall all."""
        before = self.tokens[max(0, counted.first - 3) : counted.first]
        return (
            len(before) == 3 and before[0].tag == "CD" and before[1].lower == "of" and before[2].tag in ("DT", "PRP$")
        )

    def _suffers(self, clause: Token) -> bool:
        """False for "a man whose son was killed", whom nothing befell."""
        children = self.grammar.children(clause)
        subject = next((c for c in children if c.dep in ("nsubj", "nsubjpass")), None)
        if subject is not None and subject.tag in ("PRP", "NNP") and clause.dep == "relcl":
            return subject.dep == "nsubj" and not any(c.dep == "dobj" for c in children)  # "two men we captured"
        return clause.tag == "VBN" and (subject is None or subject.tag in ("WP", "WDT"))

    def _lost(self, token: Token, verb: Token, counted: Counted, *, parsed: bool = True) -> Effect | None:
        """Read "lost 19 men", "lost four of its members", "cost the group 60 fighters"."""
        if (parsed and token.dep != "dobj") or verb.lower not in LOSING or counted.noun is None:
            return None
        noun = self.tokens[counted.noun].lower
        mourned = person_class(noun) in ("forces", "militant") or noun in words_of("lost ones")
        return "killed" if mourned else None

    def _is_harm_to(self, preposition: Token) -> bool:
        """True for the "to" of "injuries to three persons"."""
        above = self.grammar.head(preposition)
        hurt = [above, *(c for c in self.grammar.children(above) if c.dep == "dobj")]
        return any(t.lower in words_of("harm") for t in hurt)

    def _is_destroyed(self, noun: Token) -> bool:
        """True for fighters who were destroyed like things: "destroyed a depot and 40 militants"."""
        first = self.grammar.coordinator(noun)
        verb = self.grammar.head(first)
        done = first.dep in ("dobj", "nsubjpass") and verb.lower in words_of("annihilating")
        between = self.tokens[verb.index + 1 : first.index]
        # "destroyed a car and wounded, ..."
        own = any(t.tag == "VBD" and t.lower in effects("object") for t in between)
        return done and not own and person_class(noun.lower) in ("forces", "militant")

    def _told(self, token: Token, head: Token) -> Effect | None:
        """Return the effect when head is done to token, done by it, or a noun that is of it."""
        listed = head.lower in _INCLUDING or (head.lower in _BE and token.dep == "attr")
        if listed and token.dep in ("dobj", "pobj", "attr"):
            return self._included_in(head)
        lost = self.grammar.is_object_of_lost_verb(token, head)
        if token.dep in ("dobj", "nsubjpass") or lost or self._is_joined_object(token, head):
            effect = self.deeds.done_to(head)
            if effect is not None:
                return effect
        if token.dep in ("nsubj", "nsubjpass"):
            return self.deeds.done_by(token, head)
        if token.dep == "prep" and token.lower in ("of", "for"):
            before = {t.lower for t in self.tokens[max(0, head.index - 4) : head.index]}
            if head.lower in ("case", "cases") and before & words_of("harm"):
                return "injured"
            return effects("noun").get(head.lower) if token.lower == "of" else None
        return None

    def _is_joined_object(self, token: Token, verb: Token) -> bool:
        """True for the "two" of "killed the mayor and two of his guards" that the parser hangs on the verb."""
        if token.dep != "conj" or token.tag[0] not in "NC" or not verb.tag.startswith("VB"):
            return False
        return any(c.dep == "dobj" and c.index < token.index for c in self.grammar.children(verb))

    def _included_in(self, verb: Token) -> Effect | None:
        """Return the effect of "the dead included two children", "those killed were a medic and his driver"."""
        subject = self.grammar.subject(verb)
        if subject is None:
            return None
        told = (subject, *(c for c in self.grammar.children(subject) if c.index > subject.index))
        return next((e for t in told if (e := effects("state").get(t.lower))), None) or (
            "killed" if subject.lower in VICTIMS else None
        )

    # -- the order of words ---------------------------------------------------------------------------------------

    def _before(self, counted: Counted, sentence: Sentence) -> Fate | None:
        """Read "killed another 16", "the deaths of 16" by their order."""
        index = counted.first - 1
        while index >= sentence.first and self.tokens[index].lower in _DETERMINERS:
            index -= 1
        index = self._ahead_of_aside(index, sentence)
        if index <= sentence.first:
            return None
        token, before = self.tokens[index], self.tokens[index - 1]
        opening = [t.lower for t in self.tokens[sentence.first : index]]
        if token.text == "," and (effect := self._of_those(index, sentence)) is not None:
            return Fate(effect, index + 1, "order")
        if token.lower in _BE and opening[:1] == ["among"]:  # "Among the dead were six commanders"
            told = (effects("state").get(word) or effects("subject").get(word) for word in opening)
            effect = next((one for one in told if one is not None), None)
            return Fate(effect, token.index, "order") if effect is not None else None
        if token.lower == "of":
            effect = effects("noun").get(before.lower)
            return Fate(effect, before.index, "order") if effect is not None else None
        if (effect := self._lost(self.tokens[counted.head], token, counted, parsed=False)) is not None:
            return Fate(effect, index, "order")
        if token.lower == "and" and self._is_in_company(counted):
            index = self._ahead_of_company(index, sentence)
            token, before = self.tokens[index], self.tokens[index - 1]
        passive = before.tag == "CD" or (token.tag == "VBN" and before.lower in _BE)
        effect = effects("object").get(token.lower) if token.tag.startswith("VB") and not passive else None
        return Fate(effect, index, "order") if effect is not None else None

    def _is_in_company(self, counted: Counted) -> bool:
        """False for persons with a verb of their own: "killed him, and two guards of his fled"."""
        after = token_after(self.tokens, counted.last)
        return not after.tag.startswith(("VB", "MD")) and self.tokens[counted.head].dep not in ("nsubj", "nsubjpass")

    def _ahead_of_company(self, index: int, sentence: Sentence) -> int:
        """Return the "killed" of "killed him, his wife and three of their sons", by its order."""
        at = index
        while at > sentence.first and index - at < _COMPANY_REACH and self._is_company(self.tokens[at]):
            at -= 1
        return at

    def _is_company(self, token: Token) -> bool:
        """True for the words of "him, his wife and", which only tell who else it befell."""
        own = token.tag == "PRP$" or token.lower in HIM or token.lower in (",", "and")
        return own or (token.tag.startswith("NN") and person_class(token.lower) is not None)

    def _ahead_of_aside(self, index: int, sentence: Sentence) -> int:
        """Return the "wounded" of "wounded, according to officials, two guards", the "killing" of "killing what is
        believed to be 60 fighters", else the token itself."""
        earliest = max(sentence.first, index - _ASIDE_REACH)
        if self.tokens[index].text == ",":
            commas = (i for i in range(index - 1, earliest, -1) if self.tokens[i].text == ",")
            opening = next(commas, None)
            cited = opening is not None and self.tokens[opening + 1].lower == "according"
            return opening - 1 if opening is not None and cited else index
        if self.tokens[index].lower == "be":
            words = range(index, max(sentence.first, index - _BELIEVED_REACH), -1)
            what = next((i for i in words if self.tokens[i].lower not in _BE | REPORTED | _PASSING), index)
            return what - 1 if self.tokens[what].lower == "what" else index
        return index

    def _of_those(self, comma: int, sentence: Sentence) -> Effect | None:
        """Return the effect that befell those of "of those killed, 658 were civilians", "of the 94 dead, 31 ..."."""
        for index in range(comma - 1, max(comma - _THOSE_REACH, sentence.first) - 1, -1):
            if self.tokens[index].lower == "of" and token_after(self.tokens, index).lower in _DEFINITE:
                told = [t.lower for t in self.tokens[index + 1 : comma]]
                victims: Effect | None = "killed" if VICTIMS & set(told) else None
                return next((e for word in told if (e := effects("state").get(word))), victims)
        return None

    def _resumed(self, counted: Counted, sentence: Sentence) -> Fate | None:
        """Read "opened fire on a money changer, wounding him": a pronoun stands for the person counted last."""
        aside = False
        for token in self.tokens[counted.last + 1 : min(sentence.last, counted.last + _RESUMED_REACH) + 1]:
            aside = token.lower == "according" or (aside and token.text != ",")  # "according to its crew, killed them"
            if token.text == ";" or (token.tag.startswith("NN") and person_class(token.lower) and not aside):
                return None
            several = counted.quantity.high != 1
            if several and token.lower in _ALL and self._is_aboard(counted, token):
                effect = self.deeds.done_to(self.grammar.head(token)) if token.dep in ("dobj", "nsubjpass") else None
                carrying = self.grammar.head(self.tokens[counted.head])
                hit = self.grammar.governor(carrying) or carrying
                return Fate(effect, hit.index, "order") if effect is not None else None
            if token.lower in (THEM if several else HIM):
                above = self.grammar.head(self.grammar.head(token))
                done = above if above.lower in ("all", "both") and self.grammar.preposition(token) == "of" else token
                effect = self.deeds.done_to(self.grammar.head(done)) if done.dep == "dobj" else None
                return Fate(effect, done.head, "order") if effect is not None else None
        return None

    def _is_aboard(self, counted: Counted, token: Token) -> bool:
        """True for the "all" of "hit a car carrying four fighters, killing all aboard"."""
        after = [t.lower for t in self.tokens[token.index + 1 : token.index + 3]]
        aboard = after[:1] in (["aboard"], ["inside"]) or after == ["on", "board"]
        return aboard and self.grammar.head(self.tokens[counted.head]).lower in words_of("taking along")

    def _behind(self, counted: Counted, sentence: Sentence) -> Fate | None:
        """Read "16 people (...) were killed", "16 people (...) died" by their order."""
        if self._is_whole_of(counted):
            return None
        last, acted = min(counted.last + _ORDER_REACH, sentence.last), False
        for steps, token in enumerate(self.tokens[counted.last + 1 : last + 1]):
            if token.lower in _HAVE:
                maimed = self.deeds.completed(token_after(self.tokens, token.index), "subject", 4)
                if maimed is not None:
                    return Fate(maimed, token.index, "order")  # "a second, who had lost an eye"
            if token.lower in _BE | _HAVE:
                return self._among(token.index, sentence) or self._passive(token.index, sentence)
            if (steps and token.tag in ("VBD", "VBZ", "VBP", "MD")) or token.text in (".", ";"):
                return None
            acted = acted or (token.tag == "VBD" and token.lower not in effects("object"))
            if acted and token.tag == "CC" and token_after(self.tokens, token.index).tag in ("DT", "CD", "PRP"):
                return None  # "two fled and a third was captured"
            effect = effects("subject").get(token.lower)
            if effect is None and token.lower in SUFFERING:
                told = self.tokens[token.index + 1 : min(token.index + 6, sentence.last) + 1]
                effect = "injured" if any(t.lower in words_of("harm") for t in told) else None
            if effect is not None:
                return Fate(effect, token.index, "order")
        return None

    def _among(self, verb: int, sentence: Sentence) -> Fate | None:
        """Read "15 children were among the dead", "one villager was among those killed"."""
        words = [t.lower for t in self.tokens[verb + 1 : min(verb + _AMONG_REACH, sentence.last + 1)]]
        words = words[next((n for n, word in enumerate(words) if word not in _PASSING), 0) :]
        if words[:1] != ["among"]:
            return None
        effect = next((effects("state").get(word) for word in words[1:] if word in effects("state")), None)
        effect = effect or ("killed" if VICTIMS & set(words) else None)
        return Fate(effect, verb, "order") if effect is not None else None

    def _passive(self, first: int, sentence: Sentence) -> Fate | None:
        passive = False
        for token in self.tokens[first : min(first + 6, sentence.last + 1)]:
            passive = passive or token.lower in _BE
            effect = effects("object").get(token.lower) or effects("state").get(token.lower)
            if effect == "displaced" and self.deeds.is_cared_for(token):
                return None
            if effect is not None and token.tag in ("VBN", "VBD", "JJ"):
                return Fate(effect, token.index, "order") if passive else None
            if token.lower not in _BE | _PASSING | _HAVE | REPORTED:
                return None
        return None
