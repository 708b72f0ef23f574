"""Finds what a reporting verb cites to its right ("X said that ...", "X blamed Y for Z").

1. What follows the verb ends where others are cited or the writer goes on (`ends`).
2. "That", a colon, an opening mark or a clause marks the words as cited; adjuncts and addressees are skipped.
3. A question, an infinitive, a noun phrase or what stands behind a preposition counts for verbs whose frames say so.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.attribution.beginning import Beginning
from kg.extract.attribution.citations import Citation, CitationReader
from kg.extract.attribution.ends import ADVERBIAL, TOLL, Ends, tells_outcome
from kg.extract.attribution.namings import takes_lives
from kg.extract.attribution.passage import (
    ADDRESSEES,
    DOUBLE_MARKS,
    HARMING,
    TIME_WORDS,
    UNITS,
    Group,
    Passage,
    dates_after,
)
from kg.extract.attribution.setting import (
    only_sets,
    passed_on,
    says_after_what,
    says_to_whom,
    says_where,
    tells_when,
)
from kg.extract.cues import Cue, cue_verbs
from kg.extract.dates.patterns import WEEKDAYS
from kg.extract.document import Token, token_after
from kg.extract.numbers import find_quantities
from kg.extract.triggers import event_nouns
from kg.record import Span

_PERIODS = UNITS | {"minute", "moment"}
_SAYING = frozenset({"say", "add", "state", "tell"})
_NO_SPEECH_ABOUT = frozenset({"report", "claim", "confirm", "deny", "record", "announce"})
_CLAIMED = frozenset({"credit", "victory", "success", "attack"})
_EVIDENCE = frozenset("evidence proof sign signs indication indications trace traces".split())
_ASKING = frozenset("whether if who whom whose what which where when why how".split())
_HARM = frozenset("death deaths killing injury wounding fall falling landing".split())
_COMPLEMENTS = frozenset({"oprd", "xcomp", "ccomp", "attr", "acomp", "advcl"})


class Ahead:
    """Reads what follows the citing verbs of one passage, which has these citing groups."""

    def __init__(self, passage: Passage, sources: CitationReader, groups: Sequence[Group]) -> None:
        self.passage = passage
        self.sources = sources
        self.groups = groups
        self.tokens = passage.tokens
        self.beginning = Beginning(passage, groups)
        self.ends = Ends(passage, sources, groups, self.beginning)

    def content(self, citation: Citation) -> Span | None:
        """Return the content that follows the verb, or None."""
        found = self._content(citation)
        return found if found is not None and found.text else None  # a phrase may be all adjuncts

    def _content(self, citation: Citation) -> Span | None:
        token, cue = citation.token, citation.cue
        last = self.ends.last(citation)
        first, marked = self.beginning.start(token, last)
        while first < last and self.tokens[first].text == ",":
            first += 1
        if (
            cue.verb in _SAYING
            and not marked
            and (only_sets(self.passage, first, last) or passed_on(self.passage, first))
        ):
            return None
        if first > last and cue.takes("naming"):
            return self._phrase(citation, token.index + 1, last)
        if first > last or (self._is_adjunct(first) and not self._completes(first, citation)):
            return None
        has_verb = any(self.tokens[i].tag.startswith(("VB", "MD")) for i in range(first, last + 1))
        begin, end = self.tokens[first], self.tokens[last]
        quoted = begin.tag in ("IN", "RB") and any(begin.start <= q.start <= end.end for q in self.passage.quotes)
        report = self._report(citation, first) if marked else None
        if report is not None:
            return self.passage.span(report, last)
        opens = self.passage.opens_at(first)
        children = [self.tokens[c] for c in token.children if c > token.index]
        clause = any(c.dep == "ccomp" for c in children) or marked or opens
        if cue.takes("that") and marked and token_after(self.tokens, token.index).lower == "that":
            return self.passage.span(first, last)
        if cue.takes("toll"):
            return self.passage.span(first, last) if self._tells_toll(first, last) else None
        behind = self._behind_preposition(citation, last) if not marked else None
        if behind is not None:
            return behind
        if cue.verb == "find" and not (marked or any(self.passage.finite(i) for i in range(first, last + 1))):
            return self._phrase(citation, first, last)  # "found the bodies of four men"
        if cue.takes("clause", "belief") and clause and (has_verb or opens or marked) and last - first >= 1:
            return self.passage.span(first, last)
        if opens and cue.takes("quote", "person", "clause"):
            return self.passage.span(first, last)
        if cue.takes("question") and self.tokens[first].lower in _ASKING:
            return self.passage.span(first, last)
        if cue.takes("clause") and self._is_clause(citation, first, last):
            return self.passage.span(first, last)
        return self._phrase(citation, first, last) or (
            self.passage.span(first, last)
            if cue.verb in _SAYING and has_verb and last - first >= 2 and not quoted
            else None
        )

    def _phrase(self, citation: Citation, first: int, last: int) -> Span | None:
        """Return a content that is no clause of its own: an infinitive, an object, what stands behind a preposition."""
        token, cue = citation.token, citation.cue
        children = [self.tokens[c] for c in token.children if c > token.index]
        if cue.takes("infinitive"):
            to = self._infinitive(token, last)
            if to is not None:
                return self.passage.span(to, last)
        preps = (c for c in children if c.dep == "prep" and c.lower in cue.frames and not tells_when(self.passage, c))
        frame = next(preps, None) if not (cue.verb == "blame" and any(c.dep == "dobj" for c in children)) else None
        if frame is None and cue.takes("person"):
            frame = self._frame_of_addressee(citation, children)
        if frame is not None and frame.right > frame.index:
            return self.passage.span(frame.index + 1, self._before_adjuncts(citation, frame.index + 1, last))
        gerund = next((c for c in children if c.dep == "xcomp" and c.tag == "VBG"), None)
        if cue.takes("gerund") and gerund is not None:
            return self.passage.span(gerund.left, self._before_adjuncts(citation, gerund.left, last))
        if cue.takes("naming"):
            return self._named(citation, children, last)
        judged = self._judged(token, last) if cue.takes("object") else None
        if judged is not None:
            return self.passage.span(judged, last)
        thing = next((c for c in children if c.dep in ("dobj", "ccomp", "xcomp")), None)
        thing = thing or next((c for c in children if c.dep == "dep" and c.tag.startswith("NN")), None)
        stated = cue.takes("object") or (cue.verb == "declare" and self._in_writing(token))
        if thing is not None and stated and self._worth_citing(thing, cue, citation):
            begin = max(token.index + 1, thing.left if cue.verb == "declare" else min(thing.left, first))
            return self.passage.span(begin, self._before_adjuncts(citation, begin, last))
        if cue.takes("evidence") and thing is not None and thing.lower in _EVIDENCE:
            return self.passage.span(thing.left, self._before_adjuncts(citation, thing.left, last))
        return None

    def _frame_of_addressee(self, citation: Citation, children: Sequence[Token]) -> Token | None:
        """Return the "of" of "warned the residents of a raid", which the parser hangs on who was told."""
        told = (c for c in children if c.dep in ADDRESSEES)
        links = (link for c in told for link in self.passage.children(c) if link.index > c.index)
        return next((link for link in links if link.dep == "prep" and link.lower in citation.cue.frames), None)

    def _in_writing(self, token: Token) -> bool:
        """True for "declared in a statement": what was declared are words then."""
        preps = (c for c in self.passage.children(token) if c.dep == "prep" and c.lower in ("in", "through"))
        return any(self.passage.names_document(self.tokens[i]) for c in preps for i in c.children)

    def _is_clause(self, citation: Citation, first: int, last: int) -> bool:
        """True for an object with a finite verb right behind it: it is the subject of a clause."""
        thing = next((c for c in self.passage.children(citation.token) if c.dep == "dobj" and c.left == first), None)
        return thing is not None and thing.right < last and self.passage.finite(thing.right + 1)

    def _report(self, citation: Citation, first: int) -> int | None:
        """Return where the object of "confirmed a report that ..." begins, which the clause belongs to."""
        token, cue = citation.token, citation.cue
        thing = next(
            (c for c in self.passage.children(token) if c.dep == "dobj" and token.index < c.index < first), None
        )
        if thing is None or not cue.takes("object") or cue.takes("person") or not self.passage.names_document(thing):
            return None
        return thing.left

    def _behind_preposition(self, citation: Citation, last: int) -> Span | None:
        """Return what follows a preposition of the verb's frame that stands right behind it: "warned of a war"."""
        at = citation.token.index + 1
        if at + 2 < last and self.tokens[at].lower == "on" and self.tokens[at + 1].lower in WEEKDAYS:
            at += 2  # "warned on Tuesday of a war"
        if at >= last or self.tokens[at].tag != "IN" or self.tokens[at].lower not in citation.cue.frames:
            return None
        if token_after(self.tokens, at).lower in TIME_WORDS or self.passage.opens_at(at + 1):
            return None
        return self.passage.span(at + 1, self._before_adjuncts(citation, at + 1, last))

    def _judged(self, token: Token, last: int) -> int | None:
        """Return where the object of "rejected as baseless claims that ..." begins."""
        if self.tokens[min(token.index + 1, last)].lower != "as":
            return None
        words = [i for i in range(token.index + 2, last) if self.tokens[i].text not in DOUBLE_MARKS]
        if len(words) < 2 or not self.tokens[words[0]].tag.startswith("JJ") or self.tokens[words[1]].tag == ",":
            return None
        return words[1] if self.tokens[words[1]].tag in ("DT", "NNS", "NN", "PRP$", "NNP") else None

    def _named(self, citation: Citation, children: list[Token], last: int) -> Span | None:
        """Return the object with what it is called: "called the raid a crime", "described it as a mistake"."""
        token = citation.token
        named = citation.subject is not None and citation.subject.tag != "PRP"
        if named and any(c.lower == "what" and c.dep == "dobj" for c in self.passage.children(token)):
            has_as = token_after(self.tokens, token.index).lower == "as"  # "in what X called a crime", "described as"
            begin = token.index + (2 if has_as else 1)
            return self.passage.span(begin, self._before_adjuncts(citation, begin, last)) if begin < last else None
        thing = next((c for c in children if c.dep in ("dobj", "ccomp", "xcomp", "oprd")), None)
        if thing is not None and any(c.dep == "nsubj" for c in self.passage.children(thing)):
            begin = max(token.index + 1, thing.left)  # "considers the raid a crime"
            return self.passage.span(begin, self._before_adjuncts(citation, begin, last))
        if thing is None or (thing.dep == "oprd" and token.dep == "relcl"):
            return self._called(citation, thing, children, last)
        if citation.cue.verb == "name" and not self._identifies(token, last):
            return None
        begin = max(token.index + 1, thing.left)
        complement = [c for c in children if c is not thing and (c.dep in _COMPLEMENTS or c.lower == "as")]
        inner = [self.tokens[c] for c in thing.children]
        clause = thing.dep in ("ccomp", "xcomp", "oprd") and any(c.dep.startswith("nsubj") for c in inner)
        behind = any(c.lower == "as" or c.dep == "appos" or (c.dep == "amod" and c.index > thing.index) for c in inner)
        if not complement and not clause and not behind:
            return None
        return self.passage.span(begin, self._before_adjuncts(citation, begin, last))

    def _identifies(self, verb: Token, last: int) -> bool:
        """True for "named the attacker as Abu Omar", not for "named him as governor" and "named it as a reason"."""
        link = next((i for i in range(verb.index + 2, last) if self.tokens[i].lower == "as"), None)
        behind = token_after(self.tokens, link) if link is not None else None
        described = token_after(self.tokens, verb.index).lower != "it" and behind is not None
        return behind is not None and (behind.tag in ("NNP", "CD") or (described and behind.lower in ("a", "an")))

    def _called(self, citation: Citation, thing: Token | None, children: list[Token], last: int) -> Span | None:
        """Return what "the raid, which X called a crime" and "a man X described as one of its leaders" are called."""
        role = next((c for c in children if c.lower == "as" and c.right > c.index), None)
        begin = thing.left if thing is not None else role.index + 1 if role is not None else None
        if begin is None or not (self._told_of_one(citation) or self.passage.opens_at(begin)):
            return None
        return self.passage.span(begin, self._before_adjuncts(citation, begin, last))

    def _told_of_one(self, citation: Citation) -> bool:
        """True for "a man whom X described as its leader", not for "the group, which X considers a threat": a view."""
        verb, by = citation.token, citation.subject
        spoken = verb.dep == "relcl" and verb.tag in ("VBD", "VBN") and not citation.cue.takes("belief")
        return spoken and by is not None and by.tag != "PRP"

    def after_as(self, citation: Citation) -> Span:
        """Return what follows "as" right behind the verb: 'dismissed as "baseless"'."""
        begin = citation.token.index + 2
        return self.passage.span(begin, self._before_adjuncts(citation, begin, self.ends.last(citation)))

    def remainder(self, citation: Citation) -> Span | None:
        """Return what goes on behind the comma that closes a group in mid-sentence: "..., X said, were killed"."""
        last = self.ends.last(citation)
        first, _ = self.beginning.start(citation.token, last)
        at = next(
            (i for i in range(citation.token.index + 1, min(first, last) + 1) if self.tokens[i].text == ","), None
        )
        if at is None or at >= last or self._is_adjunct(at + 1):
            return None
        has_verb = any(self.tokens[i].tag.startswith(("VB", "MD")) for i in range(at + 1, last + 1))
        return self.passage.span(at + 1, last) if has_verb else None

    def after_relative(self, token: Token) -> Span | None:
        """Return what follows a verb inside a relative clause: "the attack, which it said targeted a bridge"."""
        last = self.passage.strip_end(self.passage.sentence.last)
        if last <= token.index + 1 or token_after(self.tokens, token.index).tag not in ("VBD", "VBZ", "VBP", "MD"):
            return None
        last = min(last, max(token.right, token_after(self.tokens, token.index).right))
        return self.passage.span(token.index + 1, self.ends.before_resumption(token.index + 1, last))

    def _infinitive(self, token: Token, last: int) -> int | None:
        """Return the "to" of "vowed in a speech last week to recapture ..."."""
        for index in range(token.index + 1, min(token.index + 12, last)):
            following = self.tokens[index + 1 : index + 3]
            if following[0].text in DOUBLE_MARKS:
                following = following[1:]
            if self.tokens[index].lower == "to" and following and following[0].tag == "VB":
                return index
            if self.passage.finite(index):
                return None
        return None

    def _is_adjunct(self, first: int) -> bool:
        """True for what only tells how or when it was said: "said, adding ...", "said days after ..."."""
        if dates_after(self.tokens[first : first + 3]):
            return True
        token, following = self.tokens[first], token_after(self.tokens, first)
        if token.tag == "VBG":
            if token.lower in HARMING:
                return False  # "..., officials said, killing 16 people"
            if token.lower in cue_verbs() or token.lower in ADVERBIAL:
                return True
            ahead = range(first + 1, self.passage.sentence.last + 1)
            return token.dep in ("advcl", "xcomp") and not any(self.passage.finite(i) for i in ahead)
        return token.lower.rstrip("s") in _PERIODS and following.lower in ("after", "before", "later", "ago")

    def _completes(self, first: int, citation: Citation) -> bool:
        """True for a participle that is what the verb is about: "denied using gas"."""
        adjoins = first == citation.token.index + 1 and self.tokens[first].dep == "xcomp"
        reports = self.tokens[first].lower in cue_verbs() and self.tokens[first].lower not in ("seeing", "taking")
        return adjoins and not reports and citation.cue.takes("object", "gerund")

    def _before_adjuncts(self, citation: Citation, first: int, last: int) -> int:
        """Return where a noun phrase ends before what else the speaker did, and before where he said it."""
        for index in range(first + 1, last):
            following = token_after(self.tokens, index)
            if self.tokens[index].text == "," and tells_outcome(self.tokens, citation.token, index):
                return last
            harm = following.lower in HARMING | {"including"} or takes_lives(self.tokens, following.index)
            cited = following.lower == "according" and self.tokens[index - 1].tag in ("WDT", "WP", "WRB")
            if self.tokens[index].text == "," and cited:
                return self._before_relative(index - 1)
            deed = following.tag == "VBG" and not harm
            if self.tokens[index].text == "," and deed:
                return index - 1
            if self.tokens[index].text == ";" or (self.tokens[index].text == "," and self._is_term(index + 1)):
                return index - 1
            if says_to_whom(self.passage, self.tokens[index], citation.token):
                return index - 1
            if self._tells_how_much_later(index):
                return index - 1
            where = says_where(self.passage, self.tokens[index], citation.token) and not self._goes_on_to(index, last)
            if where or self._leaves_off(index, last) or says_after_what(self.passage, self.tokens[index]):
                return index - 1
            if following.lower == "which" and self.tokens[index].tag.startswith("NN") and index > first + 2:
                return index
        return last

    def _before_relative(self, pronoun: int) -> int:
        """Return the last token before ", in which" and ", where", whose clause another is cited for."""
        last = pronoun - 1
        while self.tokens[last].text == "," or self.tokens[last].tag == "IN":
            last -= 1
        return last

    def _tells_how_much_later(self, index: int) -> bool:
        """True for the first word of "claimed the attack | two days later"."""
        words = self.tokens[index : index + 3]
        if len(words) < 3 or words[0].tag not in ("DT", "CD") or words[2].lower != "later":
            return False
        return words[1].lower.rstrip("s") in _PERIODS

    def _goes_on_to(self, preposition: int, last: int) -> bool:
        """True where an infinitive follows where it was said: "urged them in a statement to leave"."""
        ahead = self.tokens[preposition : min(preposition + 8, last)]
        return any(t.lower == "to" and token_after(self.tokens, t.index).tag == "VB" for t in ahead)

    def _leaves_off(self, index: int, last: int) -> bool:
        """True for what a noun phrase cannot hold: ", but another clause", "without claiming it", "a term it uses"."""
        here, following = self.tokens[index], token_after(self.tokens, index)
        if self._is_term(index):
            return True
        if here.lower == "without" and following.tag == "VBG":
            return True
        clause = here.text == "," and following.tag == "CC" and not self.passage.in_quote(here)
        return clause and any(self.passage.finite(i) for i in range(index + 2, last + 1))

    def _is_term(self, index: int) -> bool:
        """True for what tells of the words: "the term it uses for rebels", not for 'the term "rebels"'."""
        term = token_after(self.tokens, index)
        return self.tokens[index].tag == "DT" and term.lower == "term" and not self.passage.opens_at(term.index + 1)

    def _worth_citing(self, thing: Token, cue: Cue, citation: Citation) -> bool:
        """False for "claimed 30 lives" and the like, where nothing is said."""
        finite = any(self.passage.finite(i) for i in range(thing.index + 1, self.passage.sentence.last + 1))
        claimed = thing.lower in _CLAIMED or thing.lower.startswith("responsib")  # which is often misspelt
        if cue.verb == "claim" and not finite and not claimed:
            return False
        if cue.verb == "monitor" and thing.lower not in event_nouns() | _HARM:
            return False  # "monitored the ceasefire"
        if cue.verb == "recall" and self.passage.means_source(thing):
            return False  # "recalled its ambassador"
        if thing.lower in ("other", "another") and self.tokens[thing.index - 1].lower in ("each", "one"):
            return False  # "blamed each other"
        numbered = any(c.tag == "CD" for c in self.passage.children(thing))
        if cue.verb == "count" and not (numbered and citation.token.lower == "counted"):
            return False  # "counted the votes", "counts 200 men"
        if thing.tag in ("PRP", "WP", "WDT"):
            return cue.verb not in _NO_SPEECH_ABOUT
        return citation.subject is not None

    def _tells_toll(self, first: int, last: int) -> bool:
        quantities = find_quantities(self.passage.span(first, last).text)
        counted = any(not one.article and (one.low, one.high) not in ((None, None), (0, 0)) for one in quantities)
        told = self.tokens[first : min(last, first + 8) + 1]
        if [t.lower for t in told[:2]] == ["it", "at"]:
            before = self.passage.document.sentences[max(self.passage.sentence.index - 1, 0)]
            told = self.passage.document.words(before)  # "The dead are nine. Others put it at ten."
        return counted and any(t.lower in TOLL for t in told)
