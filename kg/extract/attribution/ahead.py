"""Finds what a reporting verb cites to its right ("X said that ...", "X blamed Y for Z").

1. What follows the verb ends where another citing group, another deed of the speaker or an aside of the writer begins.
2. "That", a colon, an opening mark or a clause marks the words as cited; adjuncts and addressees are skipped.
3. A question, an infinitive, a noun phrase or what stands behind a preposition counts for verbs whose frames say so.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.attribution.asides import GOING_ON
from kg.extract.attribution.beginning import Beginning
from kg.extract.attribution.citations import Citation, CitationReader
from kg.extract.attribution.namings import takes_lives
from kg.extract.attribution.passage import COMMAS, DOUBLE_MARKS, HARMING, TIME_WORDS, UNITS, Group, Passage, dates_after
from kg.extract.attribution.setting import (
    only_sets,
    passed_on,
    says_after_what,
    says_to_whom,
    says_where,
    tells_when,
)
from kg.extract.attribution.standing import tail_source
from kg.extract.cues import Cue, cue_verbs
from kg.extract.dates.patterns import WEEKDAYS
from kg.extract.document import Token, token_after
from kg.extract.numbers import find_quantities
from kg.extract.triggers import event_nouns
from kg.record import Span

_ADVERBIAL = frozenset("speaking referring pointing alluding using talking commenting addressing".split())
_PERIODS = UNITS | {"minute", "moment"}
_CLAUSE_LINKS = frozenset("as while but whereas though although".split())
_ASSERTIONS = frozenset("claim charge allegation assertion accusation assessment description figure".split())
_JOINTS = frozenset({",", "CC", ":", ".", "WDT", "WP"})  # tags
_CONTRASTS = frozenset({"while", "whereas", "as", "although", "though"})
_SAYING = frozenset({"say", "add", "state", "tell"})
_TOLL = frozenset("toll number count figure dead deaths fatalities casualties tally total losses".split())
_NO_SPEECH_ABOUT = frozenset({"report", "claim", "confirm", "deny", "record", "announce"})
_CLAIMED = frozenset({"credit", "victory", "success", "attack"})
_EVIDENCE = frozenset("evidence proof sign signs indication indications trace traces".split())
_ASKING = frozenset("whether if who whom whose what which where when why how".split())
_GOES_ON = frozenset("which where while although though despite compared even".split())
_ASIDES = frozenset("although though when after before even while".split())
_EXPLAINING = (["as", "a", "result"], ["as", "a", "consequence"])
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

    def content(self, citation: Citation) -> Span | None:
        """Return the content that follows the verb, or None."""
        found = self._content(citation)
        return found if found is not None and found.text else None  # a phrase may be all adjuncts

    def _content(self, citation: Citation) -> Span | None:
        token, cue = citation.token, citation.cue
        last = self._end(citation)
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
        frame = next(
            (c for c in children if c.dep == "prep" and c.lower in cue.frames and not tells_when(self.passage, c)), None
        )
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
        if thing is None:  # "whom he described as a brave man"
            role = next((c for c in children if c.lower == "as" and c.right > c.index), None)
            quoted = role is not None and self.passage.opens_at(role.index + 1)
            return self.passage.span(role.index + 1, last) if role is not None and quoted else None
        begin = max(token.index + 1, thing.left)
        complement = [c for c in children if c is not thing and (c.dep in _COMPLEMENTS or c.lower == "as")]
        inner = [self.tokens[c] for c in thing.children]
        clause = thing.dep in ("ccomp", "xcomp", "oprd") and any(c.dep.startswith("nsubj") for c in inner)
        behind = any(c.lower == "as" or c.dep == "appos" or (c.dep == "amod" and c.index > thing.index) for c in inner)
        if not complement and not clause and not behind:
            return None
        return self.passage.span(begin, self._before_adjuncts(citation, begin, last))

    def remainder(self, citation: Citation) -> Span | None:
        """Return what goes on behind the comma that closes a group in mid-sentence: "..., X said, were killed"."""
        last = self._end(citation)
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
        return self.passage.span(token.index + 1, self._before_resumption(token.index + 1, last))

    def _before_resumption(self, first: int, last: int) -> int:
        """Return where a relative clause ends before the clause it stands in goes on: ", which X says fell, lasted"."""
        for index in range(first + 1, last):
            here, following = self.tokens[index], token_after(self.tokens, index)
            resumes = here.text == "," and following.tag in ("VBD", "VBZ", "VBP", "VBN", "MD")
            if (resumes and not self.passage.in_quote(here)) or (here.tag == "CC" and following.tag == "WDT"):
                return index - 1
        return last

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
            if token.lower in cue_verbs() or token.lower in _ADVERBIAL:
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
        for index in range(first + 2, last):
            following = token_after(self.tokens, index)
            harm = following.lower in HARMING | {"including"} or takes_lives(self.tokens, following.index)
            deed = following.tag == "VBG" and not harm
            if self.tokens[index].text == "," and deed:
                return index - 1
            if self.tokens[index].text == ";" or (self.tokens[index].text == "," and self._is_term(index + 1)):
                return index - 1
            if says_to_whom(self.passage, self.tokens[index], citation.token):
                return index - 1
            where = says_where(self.passage, self.tokens[index], citation.token) and not self._goes_on_to(index, last)
            if where or self._leaves_off(index, last) or says_after_what(self.passage, self.tokens[index]):
                return index - 1
            if following.lower == "which" and self.tokens[index].tag.startswith("NN") and index > first + 2:
                return index
        return last

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
        """True for what tells of the words: "the term it uses for rebels"."""
        return self.tokens[index].tag == "DT" and token_after(self.tokens, index).lower == "term"

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
        if thing.tag in ("PRP", "WP", "WDT"):
            return cue.verb not in _NO_SPEECH_ABOUT
        return citation.subject is not None

    def _tells_toll(self, first: int, last: int) -> bool:
        quantities = find_quantities(self.passage.span(first, last).text)
        counted = any(not one.article and (one.low, one.high) not in ((None, None), (0, 0)) for one in quantities)
        return counted and any(t.lower in _TOLL for t in self.tokens[first : min(last, first + 8) + 1])

    # -- where it ends --------------------------------------------------------------------------------------------

    def _end(self, citation: Citation) -> int:
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
        if token.dep in ("advcl", "relcl") and token.right >= token.index + 2:
            last = min(last, token.right if not self._explains(token.right + 1) else last)
        if self._follows_relative(citation):
            last = self._before_resumption(token.index + 1, last)
        last = self._before_going_on(token, opening, self._before_other_deeds(citation, last))
        while (
            last > token.index
            and (self.tokens[last].tag in _JOINTS or self.tokens[last].lower in _CLAUSE_LINKS or self._dangles(last))
            and self.tokens[last].text not in DOUBLE_MARKS
        ):
            last -= 1
        return last

    def _explains(self, index: int) -> bool:
        """True for ", as a result of the strikes", which the parser hangs on the verb above."""
        ahead = [t.lower for t in self.tokens[index : index + 4]]
        return ahead[:1] == [","] and ahead[1:] in _EXPLAINING

    def _dangles(self, index: int) -> bool:
        """True for the preposition of a group that was cut off: "it had shot it down, in | a video posted"."""
        begins = any(group.first == index + 1 for group in self.groups)
        return self.tokens[index].tag == "IN" and (begins or self.tokens[index - 1].text == ",")

    def _follows_relative(self, citation: Citation) -> bool:
        """True for a group behind "which" or "who" whose clause follows: ", which the governor says killed two"."""
        first = next(
            (group.first for group in self.groups if group.token == citation.token.index), citation.token.index
        )
        return self.tokens[max(first - 1, self.passage.sentence.first)].tag in ("WDT", "WP")

    def _before_other_deeds(self, citation: Citation, last: int) -> int:
        """Return the last token before what else the speaker did: ", pointing to ...", "and left", "when asked"."""
        token, earliest = citation.token, citation.token.index + 2
        clause = next(
            (self.tokens[c] for c in token.children if self.tokens[c].dep == "ccomp" and c > token.index), None
        )
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
            aside = child.dep == "advcl" and self.tokens[child.left].lower in _ASIDES
            if participle or aside or (verb and (clause is not None or not citation.cue.takes("clause"))):
                last = min(last, child.left - 1)
        return last

    def _is_finite(self, verb: Token) -> bool:
        """True for a verb with a tense, also where an auxiliary bears it: "but did not say"."""
        return verb.tag != "VB" or any(c.dep == "aux" and c.lower != "to" for c in self.passage.children(verb))

    def _before_going_on(self, verb: Token, begin: int, last: int) -> int:
        """Return the last token before a clause in which the writer goes on: ", which ...", ", while ..."."""
        for index in range(begin + 4, last - 1):
            if self._dashes_off(index, last):
                return index - 1
            if self.tokens[index].text != "," or self.passage.in_quote(self.tokens[index]):
                continue
            following = token_after(self.tokens, index)
            cites = following.lower in cue_verbs() and not takes_lives(self.tokens, following.index)
            if following.tag == "VBG" and (cites or following.lower in _ADVERBIAL):
                return index - 1
            unsaid = following.lower == "without" and token_after(self.tokens, following.index).tag == "VBG"
            if unsaid or says_where(self.passage, following, verb):
                return index - 1
            if following.tag == "DT" and self._is_judged(following.index + 1, last):
                return index - 1
            if following.lower in _GOES_ON and self._clause_end(following) >= last - 1 and not self._counts(following):
                return index - 1
        return last

    def _is_judged(self, index: int, last: int) -> bool:
        """True for what another says of it: ", a claim the group denies"."""
        ahead = self.tokens[index + 1 : last + 1]
        return self.tokens[index].lower in _ASSERTIONS and any(
            t.tag.startswith("VB") and t.lower in cue_verbs() for t in ahead
        )

    def _counts(self, pronoun: Token) -> bool:
        """True for "exaggerated the number of rockets, which were five": the count is what the speaker puts right."""
        verb = self.tokens[pronoun.head]
        if verb.dep != "relcl" or not any(c.dep == "attr" and c.tag == "CD" for c in self.passage.children(verb)):
            return False
        noun = self.tokens[verb.head]
        return noun.lower in _TOLL or self.tokens[self.tokens[noun.head].head].lower in _TOLL

    def _dashes_off(self, index: int, last: int) -> bool:
        """True for the dash before what another says of it: " - an assertion dismissed by the group"."""
        dash, text = self.tokens[index], self.passage.document.text
        if dash.text not in ("-", "–", "—", "--") or self.passage.in_quote(dash) or not text[dash.start - 1].isspace():
            return False
        after = self.tokens[index + 1 : last + 1]
        return not any(t.text == dash.text for t in after) and any(
            t.tag.startswith("VB") and t.lower in cue_verbs() and not self.passage.in_quote(t) for t in after
        )

    def _clause_end(self, link: Token) -> int:
        """Return the last token of the clause that a word opens."""
        at = link
        while not at.tag.startswith(("VB", "MD")) and at.head != at.index:
            at = self.tokens[at.head]
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
        marks = {self.tokens[c].lower for c in other.children if self.tokens[c].dep == "mark"}
        if other.dep == "advcl" and marks & _CONTRASTS:
            return True
        if subjects and other.dep == "relcl" and other.index - start <= 3:
            opinion = cue_verbs()[other.lower].takes("naming", "belief")
            return before.tag in ("WDT", "WP") and not opinion
        if self._starts_over(citation.token, other):
            return True
        return self.passage.closes(other) and (
            before.text == "," or self.passage.closes_quote(before) or tail_source(self.passage, other) is not None
        )

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
