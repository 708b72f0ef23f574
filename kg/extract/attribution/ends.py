"""Finds where what a reporting verb cites to its right ends: before other citing groups, other deeds, the writer."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.attribution.asides import GOING_ON
from kg.extract.attribution.beginning import Beginning
from kg.extract.attribution.citations import Citation, CitationReader
from kg.extract.attribution.namings import takes_lives
from kg.extract.attribution.passage import COMMAS, DOUBLE_MARKS, HARMING, Group, Passage
from kg.extract.attribution.setting import says_where
from kg.extract.attribution.standing import tail_source
from kg.extract.cues import cue_verbs
from kg.extract.document import Token, token_after

ADVERBIAL = frozenset("speaking referring pointing alluding using talking commenting addressing".split())
"""Participles of what a speaker did besides."""
TOLL = frozenset(
    "toll number count figure dead wounded injured deaths fatalities casualties tally total losses".split()
)
"""Nouns of which a number of victims is told."""
_CLAUSE_LINKS = frozenset("as while but whereas though although".split())
JUDGED = frozenset("claim charge allegation assertion accusation assessment description figure".split())
"""Nouns for what somebody said, of which another says what it is worth."""
_CHARGES = frozenset({"claim", "charge", "allegation", "assertion", "accusation"})
_OPEN = frozenset({"yet", "not", "n't", "never"})
_JOINTS = frozenset({",", "CC", ":", ".", "WDT", "WP"})  # tags
_CONTRASTS = frozenset({"while", "whereas", "as", "although", "though"})
_GOES_ON = frozenset("which where although though despite compared even".split())
_ASIDES = frozenset("although though when after before even".split())
_COUNTING = frozenset({"count", "document", "monitor", "record", "verify"})
_OUTCOMES = frozenset(
    "killed injured wounded caused led left resulted claimed destroyed damaged displaced burned targeted hit".split()
)
_NUMBERED = frozenset({"NN", "NNP", "NNS", "PRP"})  # tags
_MANY = frozenset({"they", "we", "you", "i"})
_EXPLAINING = (["as", "a", "result"], ["as", "a", "consequence"])


class Ends:
    """Reads the ends of contents in one passage, which has these citing groups."""

    def __init__(
        self, passage: Passage, sources: CitationReader, groups: Sequence[Group], beginning: Beginning
    ) -> None:
        self.passage = passage
        self.sources = sources
        self.groups = groups
        self.beginning = beginning
        self.tokens = passage.tokens

    def last(self, citation: Citation) -> int:
        """Return the last token of what follows the verb, before any other citing group."""
        token = citation.token
        last = self.passage.strip_end(self.passage.sentence.last)
        opening = self.beginning.that(token, last) or token.index
        for group in self.groups:
            between = self.tokens[opening + 1 : group.first]
            inside = not group.is_phrase and all(t.text in COMMAS or t.lower in _CLAUSE_LINKS for t in between)
            if group.token <= token.index or inside:
                continue
            joined = not group.is_phrase and between and all(t.text in COMMAS or t.tag == "CC" for t in between)
            if joined or self._cuts_off(citation, group):
                last = min(last, group.first - 1)
            last = min(last, self._before_others_words(token, group, last))
        if token.dep in ("advcl", "relcl") and token.right >= token.index + 2:
            last = min(last, token.right if not self._explains(token.right + 1) else last)
        if self._follows_relative(citation):
            last = self.before_resumption(token.index + 1, last)
        last = min(last, self._relative_last(citation))
        last = self._before_going_on(token, opening, self._before_other_deeds(citation, last))
        while (
            last > token.index
            and (self.tokens[last].tag in _JOINTS or self.tokens[last].lower in _CLAUSE_LINKS or self._dangles(last))
            and self.tokens[last].text not in DOUBLE_MARKS
        ):
            last -= 1
        return last

    def _before_others_words(self, verb: Token, group: Group, last: int) -> int:
        """Return the last token before what a colon adds of another: 'denied it: "We saw none," X said'."""
        before = self.tokens[group.first - 1]
        quote = next((q for q in self.passage.quotes if 0 <= before.end - q.end <= 1), None)
        if quote is None or quote.start <= self.tokens[self.passage.sentence.first].start:
            return last
        colon = self.tokens[self.passage.token_at(quote.start) - 1]
        clause = any(self.passage.finite(i) for i in range(verb.index + 1, colon.index))
        return colon.index - 1 if colon.text == ":" and clause and not group.is_phrase else last

    def _explains(self, index: int) -> bool:
        """True for ", as a result of the strikes", which the parser hangs on the verb above."""
        ahead = [t.lower for t in self.tokens[index : index + 4]]
        return ahead[:1] == [","] and ahead[1:] in _EXPLAINING

    def _dangles(self, index: int) -> bool:
        """True for the preposition of a group that was cut off: "it had shot it down, in | a video posted".

        So are the first words of "two of whom, it said, were sentries".
        """
        begins = any(group.first == index + 1 for group in self.groups)
        ahead = self.tokens[index : index + 3]
        if any(t.tag in ("WP", "WDT") and self.tokens[t.index - 1].lower == "of" for t in ahead[1:]):
            return ahead[0].lower == "of" or ahead[0].tag in ("CD", "DT", "JJ", "JJS", "NN")
        return self.tokens[index].tag == "IN" and (
            begins or self.tokens[index - 1].text == "," or token_after(self.tokens, index).tag == "WDT"
        )

    def _follows_relative(self, citation: Citation) -> bool:
        """True for a group behind "which" or "who" whose clause follows: ", which the governor says killed two"."""
        return self.tokens[max(self._first(citation) - 1, self.passage.sentence.first)].tag in ("WDT", "WP")

    def _relative_last(self, citation: Citation) -> int:
        """Return where the clause ends that a group stands in: "a shop where, it said, bombs were made | was hit"."""
        first = self._first(citation)
        before = self.tokens[max(first - 2, self.passage.sentence.first) : first]
        if len(before) == 2 and before[0].tag in ("WRB", "WDT") and before[1].text == ",":
            above = (before[0], *self.passage.document.ancestors(before[0].index))
            clause = next((t for t in above if t.dep == "relcl"), None)
            if clause is not None and clause.right > citation.token.index:
                return clause.right
        return self.passage.sentence.last

    def _first(self, citation: Citation) -> int:
        """Return the first token of the group of a citation."""
        at = citation.token.index
        return next((group.first for group in self.groups if group.token == at), at)

    def _before_other_deeds(self, citation: Citation, last: int) -> int:
        """Return the last token before what else the speaker did: ", pointing to ...", "and left", "when asked"."""
        token, earliest = citation.token, citation.token.index + 2
        clause = next(
            (self.tokens[c] for c in token.children if self.tokens[c].dep == "ccomp" and c > token.index), None
        )
        if any(tells_outcome(self.tokens, token, comma) for comma in range(token.index, last)):
            return last
        for child in self.passage.children(token):
            if child.left <= earliest or (clause is not None and clause.right > child.left):
                continue
            apart = self.tokens[child.left - 1].text == "," and child.lower not in HARMING
            participle = child.dep == "advcl" and child.tag == "VBG" and apart
            verb = (
                child.dep == "conj"
                and child.tag.startswith("VB")
                and (child.tag == token.tag or self._is_finite(child))
            )
            contrast = self.tokens[child.left].lower == "while" and (clause is None or self._tells_meanwhile(child))
            aside = child.dep == "advcl" and (contrast or self.tokens[child.left].lower in _ASIDES)
            counted = citation.cue.takes("toll") and self._counts_on(token, child)
            own = clause is not None or not citation.cue.takes("clause") or self._has_thing_alone(citation, child)
            if participle or aside or (verb and own and not (counted or self._disagrees(citation, child))):
                last = min(last, child.left - 1)
        return last

    def _disagrees(self, citation: Citation, other: Token) -> bool:
        """True for "The mayor said nine men were hurt and were believed to be in town": others are believed to be."""
        subject, own = citation.subject, (c.dep for c in self.passage.children(other))
        if subject is None or any(dep.startswith("nsubj") for dep in own) or subject.tag not in _NUMBERED:
            return False
        if subject.lower in _MANY or any(c.dep == "conj" for c in self.passage.children(subject)):
            return False
        plural = subject.tag == "NNS"
        helpers = (c.lower for c in self.passage.children(other) if c.dep in ("aux", "auxpass"))
        return next(helpers, "") in (("was", "is", "has") if plural else ("were", "are", "have"))

    def _counts_on(self, verb: Token, other: Token) -> bool:
        """True for what the number is still to come for, or goes on with it: "at 9 killed and 4 wounded"."""
        numbers = [t for t in self.tokens[verb.index : other.left] if t.tag == "CD"]
        return not numbers or self.tokens[other.left].tag == "CD"

    def _has_thing_alone(self, citation: Citation, other: Token) -> bool:
        """True for "claimed the attack and released a video": the object of the first verb has no verb of its own."""
        verb = citation.token
        if not citation.cue.takes("object") or other.tag not in ("VBD", "VBZ", "VBP") or other.left != other.index:
            return False
        thing = any(c.dep == "dobj" and verb.index < c.index < other.index for c in self.passage.children(verb))
        joined = self.tokens[other.index - 1].tag == "CC"
        return thing and joined and not any(self.passage.finite(i) for i in range(verb.index + 1, other.index))

    def _is_finite(self, verb: Token) -> bool:
        """True for a verb with a tense, also where an auxiliary bears it: "but did not say"."""
        return verb.tag != "VB" or any(c.dep == "aux" and c.lower != "to" for c in self.passage.children(verb))

    def _before_going_on(self, verb: Token, begin: int, last: int) -> int:
        """Return the last token before a clause in which the writer goes on: ", which ...", ", while ..."."""
        for index in range(begin + 4, last - 1):
            if self._dashes_off(index, last):
                return index - 1
            if self._closes_before_judged(index, last):
                return index
            if self.tokens[index].text != "," or self.passage.in_quote(self.tokens[index]):
                continue
            if tells_outcome(self.tokens, verb, index):
                return last
            following = token_after(self.tokens, index)
            cites = following.lower in cue_verbs() and not takes_lives(self.tokens, following.index)
            if following.tag == "VBG" and (cites or following.lower in ADVERBIAL):
                return index - 1
            if following.lower == "with" and self._is_accompanied(following.index):
                return index - 1
            unsaid = following.lower == "without" and token_after(self.tokens, following.index).tag == "VBG"
            if unsaid or says_where(self.passage, following, verb):
                return index - 1
            if following.tag == "DT" and self._is_judged(following.index + 1, last):
                return index - 1
            goes_on = following.lower in _GOES_ON or self._tells_meanwhile(self._above(following))
            if goes_on and self._clause_end(following) >= last - 1 and not self._counts(following):
                return index - 1
        return last

    def _is_accompanied(self, link: int) -> bool:
        """True for the "with" of ", with the ministry calling it a lie": another source goes on."""
        group = next((g for g in self.groups if g.token > link and self.tokens[g.token].tag == "VBG"), None)
        between = self.tokens[link + 1 : group.token] if group is not None else []
        accompanying = between and between[-1].tag.startswith(("NN", "PRP", "CD"))
        return bool(accompanying) and not any(self.passage.finite(t.index) or t.text in COMMAS for t in between)

    def _closes_before_judged(self, index: int, last: int) -> bool:
        """True for the closing mark in 'killed "nine spies," a charge that they deny'."""
        mark, before = self.tokens[index], self.tokens[index - 1]
        closes = mark.text in DOUBLE_MARKS and before.text == "," and self.passage.closes_quote(mark)
        return closes and self.tokens[index + 1].tag == "DT" and self._is_judged(index + 2, last)

    def _is_judged(self, index: int, last: int) -> bool:
        """True for what another says of it: ", a claim the group denies", ", a charge that it has yet to answer"."""
        noun, ahead = self.tokens[index], self.tokens[index + 1 : last + 1]
        unanswered = noun.lower in _CHARGES and any(t.tag in ("WDT", "WP") or t.lower in _OPEN for t in ahead)
        judged = any(t.tag.startswith("VB") and t.lower in cue_verbs() for t in ahead)
        return noun.lower in JUDGED and (unanswered or judged)

    def _counts(self, pronoun: Token) -> bool:
        """True for "exaggerated the number of rockets, which were five": the count is what the speaker puts right."""
        verb = self.tokens[pronoun.head]
        if verb.dep != "relcl" or not any(c.dep == "attr" and c.tag == "CD" for c in self.passage.children(verb)):
            return False
        noun = self.tokens[verb.head]
        return noun.lower in TOLL or self.tokens[self.tokens[noun.head].head].lower in TOLL

    def _dashes_off(self, index: int, last: int) -> bool:
        """True for the dash before what another says of it: " - an assertion dismissed by the group"."""
        dash, text = self.tokens[index], self.passage.document.text
        if dash.text not in ("-", "–", "—", "--") or self.passage.in_quote(dash) or not text[dash.start - 1].isspace():
            return False
        after = self.tokens[index + 1 : last + 1]
        return not any(t.text == dash.text for t in after) and any(
            t.tag.startswith("VB") and t.lower in cue_verbs() and not self.passage.in_quote(t) for t in after
        )

    def _tells_meanwhile(self, verb: Token) -> bool:
        """True for ", while the governor was visiting the town", of what the writer tells besides."""
        return self.tokens[verb.left].lower == "while" and verb.tag == "VBG"

    def _above(self, link: Token) -> Token:
        """Return the verb of the clause that a word opens."""
        at = link
        while not at.tag.startswith(("VB", "MD")) and at.head != at.index:
            at = self.tokens[at.head]
        return at

    def _clause_end(self, link: Token) -> int:
        """Return the last token of the clause that a word opens."""
        at = self._above(link)
        return at.right if at.left >= link.index - 1 else link.right

    def _cuts_off(self, citation: Citation, group: Group) -> bool:
        """Tell whether another citing group ends this one's content instead of lying inside it."""
        other, start = self.tokens[group.token], group.first
        before = self.tokens[start - 1]
        subjects = [c for c in other.children if self.tokens[c].dep == "nsubj"]
        if group.is_phrase:
            return self.passage.ends_at(group.last)
        if before.text == ";" or self._is_set_apart(group):
            return True
        if other.tag == "VBG":
            if self.sources.subjects.document_of(other) is not None:
                return False
            hangs = other.dep in ("advcl", "conj") and other.head == citation.token.index
            return before.text in COMMAS or hangs or other.lower in GOING_ON or self._says_on(citation, other)
        joined = any(one.tag == "CC" for one in self.tokens[start - 1 : other.index])
        if other.dep == "conj" and joined and not subjects and self._continues(citation.token, other, start):
            return True
        if other.head == citation.token.index and other.dep in ("conj", "advcl", "parataxis"):
            return True
        if other.dep in ("ROOT", "parataxis") and before.text == ",":
            return True
        if before.lower in _CLAUSE_LINKS and start < other.index:
            return True
        if before.text == "," and self.tokens[start].lower == "others":
            return True  # "some said it was a drone, others blamed a mine"
        marks = {self.tokens[c].lower for c in other.children if self.tokens[c].dep == "mark"}
        if other.dep == "advcl" and marks & _CONTRASTS:
            return True
        if self._is_inserted(other):
            return False
        if before.tag == "CC" and self._begins_toll(group):
            return True
        if subjects and other.dep == "relcl" and other.index - start <= 3:
            opinion = cue_verbs()[other.lower].takes("naming", "belief")
            return before.tag in ("WDT", "WP") and not opinion
        if self._starts_over(citation.token, other):
            return True
        return self.passage.closes(other) and (
            before.text == "," or self.passage.closes_quote(before) or tail_source(self.passage, other) is not None
        )

    def _is_inserted(self, verb: Token) -> bool:
        """True for the verb of a relative clause between commas behind which the clause about it goes on.

        "The men behind the raid, for which the group has claimed responsibility, must be tried."
        """
        behind = self.tokens[verb.right + 1 : verb.right + 3]
        relative = verb.dep == "relcl" and any(t.tag in ("WDT", "WP") for t in self.tokens[verb.left : verb.index])
        return relative and len(behind) == 2 and behind[0].text == "," and self.passage.finite(behind[1].index)

    def _begins_toll(self, group: Group) -> bool:
        """True for "and put the number of dead at three", wherever the parser hangs it: the speaker did."""
        verb, ahead = self.tokens[group.token], self.tokens[group.token + 1 : group.token + 4]
        return cue_verbs()[verb.lower].takes("toll") and any(t.lower in TOLL for t in ahead)

    def _says_on(self, citation: Citation, other: Token) -> bool:
        """True for "confirmed the toll saying that ...", where the same source goes on."""
        cue = cue_verbs()[other.lower]
        return other.lower == "saying" and self.sources.subjects.subject(other, cue) is citation.subject

    def _is_set_apart(self, group: Group) -> bool:
        """True for "..., the agency reported, and ..."."""
        before, behind = self.tokens[group.first - 1], self.tokens[min(group.token + 1, self.passage.sentence.last)]
        comma = before.text == "," or self.passage.closes_quote(before)
        return comma and behind.text == "," and group.token - group.first >= 1 and self.tokens[group.token].tag != "VBG"

    def _starts_over(self, token: Token, other: Token) -> bool:
        """True for the second verb of "notes that ... and concludes that ...", which has the subject of the first."""
        if other.tag != token.tag or other.dep != "conj" or self.tokens[other.head].dep not in ("ccomp", "xcomp"):
            return False
        subjects, cues = self.sources.subjects, cue_verbs()
        if any(self.tokens[c].dep.startswith("nsubj") for c in other.children):
            return False
        return subjects.subject(other, cues[other.lower]) is subjects.subject(token, cues[token.lower])

    def _continues(self, token: Token, other: Token, start: int) -> bool:
        """Tell whether a coordinated verb goes on with what the speaker did rather than with what was said."""
        head = other
        while head.dep == "conj" and head.head != head.index:
            head = self.tokens[head.head]
        comma = any(one.text == "," for one in self.tokens[start - 2 : other.index])
        return head is token or (comma and other.tag == token.tag)

    def before_resumption(self, first: int, last: int) -> int:
        """Return where a relative clause ends before the clause it stands in goes on: ", which X says fell, lasted"."""
        for index in range(first + 1, last):
            here, following = self.tokens[index], token_after(self.tokens, index)
            resumes = here.text == "," and following.tag in ("VBD", "VBZ", "VBP", "VBN", "MD")
            if (resumes and not self.passage.in_quote(here)) or (here.tag == "CC" and following.tag == "WDT"):
                return index - 1
        return last


def tells_outcome(tokens: Sequence[Token], verb: Token, comma: int) -> bool:
    """True for the comma of "documented 20 raids, which led to the death of nine": who counted them counted those."""
    if tokens[comma].text != "," or cue_verbs()[verb.lower].verb not in _COUNTING:
        return False
    after = tokens[comma + 1 : comma + 3]
    return len(after) == 2 and after[0].lower == "which" and after[1].lower in _OUTCOMES
