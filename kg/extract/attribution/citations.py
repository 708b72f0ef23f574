"""Finds the reporting verbs of a passage that cite somebody: what was really said, and by a subject that can speak.

1. A verb of `data/cues.tsv` outside quotations is a candidate, unless it is negated, possible, refused or only meant.
2. Its source is the phrase around its subject (`subjects`, `phrases`); a verb beside a quotation may have none.
3. "Citing X" and "quoting X" behind what somebody reports cite X for the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.extract.attribution.asides import GOING_ON, is_asked
from kg.extract.attribution.namings import asks_for_a_name, names_itself, takes_lives
from kg.extract.attribution.passage import Group, Passage
from kg.extract.attribution.phrases import PhraseReader
from kg.extract.attribution.subjects import SubjectReader
from kg.extract.cues import Cue, cue_verbs
from kg.extract.document import Token, token_after
from kg.record import Span

_UNREAL = frozenset("would could may might should can must will 'll ca wo shall".split())
_REFUSALS = frozenset("declined declines decline refused refuses refuse failed unable unwilling yet".split())
_UNDONE = frozenset("of without for from against than about into to toward towards short".split())
_WENT_ON = frozenset({"went", "goes", "go", "continued", "continues", "proceeded", "proceeds"})
_REDUCING = frozenset("posted published released issued quoted cited reported recorded documented".split())
_ONLY_FINITE = frozenset({"hope", "refer", "declare", "proclaim"})  # "hoping to hold it": an attitude, not speech
_DEMANDING = frozenset("demand demands demanded demanding insist insisted propose proposed require requires".split())
_QUESTIONS = frozenset("whether who whose what which where when how why".split())
_NEITHER, _RESPONSIBLE = 14, 15  # words
_ALWAYS_VERBS = frozenset({"said", "says", "told", "added"})


@dataclass(frozen=True, slots=True)
class Citation:
    """A reporting verb with its subject, before its content is known."""

    token: Token
    cue: Cue
    subject: Token | None
    source: Span | None
    cue_span: Span


class CitationReader:
    """Reads who is cited by the reporting verbs of one passage."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.tokens = passage.tokens
        self.subjects = SubjectReader(passage)
        self.phrases = PhraseReader(passage, self.subjects)

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """The reporting verbs of the passage that cite somebody."""
        words, cues = self.passage.document.words(self.passage.sentence), cue_verbs()
        read = (self._citation(token, cues[token.lower]) for token in words if token.lower in cues)
        return tuple(citation for citation in read if citation is not None)

    def group(self, one: Citation, citations: Sequence[Citation]) -> Group:
        """Return the group of a citation: it begins at its source where that stands before the verb."""
        verb, subject = one.token, one.subject
        start = verb.index
        if subject is not None and one.source is not None and self.passage.sentence.first <= subject.index < start:
            first = self.passage.token_at(one.source.start)
            apart = any(first <= o.token.index < subject.index for o in citations if o is not one)
            adjoins = one.source.end >= self.tokens[max(start - 2, 0)].start
            went_on = subject.head == verb.head and self.tokens[verb.head].lower in _WENT_ON
            if (self.subjects.owns(verb, subject) or went_on) and not apart and (adjoins or start - subject.index < 12):
                start = min(start, first)
        while start - 1 > self.passage.sentence.first and self._belongs(self.tokens[start - 1], verb):
            start -= 1
        return Group(verb.index, start, verb.index)

    def _belongs(self, before: Token, verb: Token) -> bool:
        return before.tag in ("RB", "MD", "VBZ", "VBP", "VBD") and before.head == verb.index

    def _citation(self, token: Token, cue: Cue) -> Citation | None:
        if not (token.tag.startswith("VB") or token.lower in _ALWAYS_VERBS or self.passage.misread(token)):
            return None
        if (
            (token.dep in ("amod", "compound") and not token.tag.startswith("NN") and not self._tags(token))
            or self.passage.in_quote(token)
            or self._unreal(token)
        ):
            return None
        if (
            self._is_reduced(token)
            or (token.tag == "VBG" and cue.verb in _ONLY_FINITE and not self._is_finite(token))
            or names_itself(self.tokens, token.index)
            or self.passage.is_last_name(token)
            or self._weighs(token, cue)
            or takes_lives(self.tokens, token.index)
            or self._only_looks_like(token)
            or is_asked(self.passage, token.index)
            or (cue.takes("responsibility") and not self._takes_responsibility(token))
            or (cue.takes("clear") and not self._makes_clear(token))
            or (cue.takes("responsible") and not self._holds_responsible(token))
        ):
            return None
        that = cue.takes("that") and token_after(self.tokens, token.index).lower == "that"
        if cue.only_quotes and not (that or self.passage.quotes):
            return None
        subject = self.subjects.subject(token, cue)
        if subject is None and not (token.tag in ("VBD", "VBZ", "VBP", "VBG") and self.passage.beside_quote(token)):
            return None
        if subject is None and self.subjects.has_mute_subject(token, cue):
            return None
        if (
            cue.verb == "add"
            and subject is not None
            and not self.passage.names_source(subject)
            and self._has_object(token)
        ):
            return None  # "the raids add pressure"
        source = self.phrases.source(subject, token) if subject is not None else None
        if source is not None and "|" in source.text:
            return None  # a menu of a site
        return Citation(token, cue, subject, source, self.passage.document.token_span(token.index, token.index))

    def _tags(self, token: Token) -> bool:
        """True for the verb of ", added local sources" and '," tweeted the mayor', read as an adjective."""
        before = self.tokens[max(token.index - 1, self.passage.sentence.first)]
        if token.lower in _ALWAYS_VERBS and before.text == ",":
            return True
        ends = self.tokens[max(before.index - 1, self.passage.sentence.first)]
        return token.lower in cue_verbs() and self.passage.closes_quote(before) and ends.text in (",", "?", "!")

    def _unreal(self, token: Token) -> bool:
        """True for what was not said: negated, possible, future, refused, asked about."""
        children = self.passage.children(token)
        if any(c.dep == "neg" or c.lower in ("n't", "never", "neither") for c in children) or self._denied_too(token):
            return True
        if any(c.dep == "dobj" and c.lower == "nothing" for c in children):
            return True
        if any(c.dep == "aux" and c.lower in _UNREAL for c in children):
            return True
        if any(c.dep == "mark" and c.lower in ("if", "unless", "whether") for c in children):
            return True
        head = self.tokens[token.head]
        if token.dep == "ccomp" and token.tag in ("VB", "VBP") and head.lower in _DEMANDING:
            return True
        if any(c.dep == "aux" and c.lower == "to" for c in children):
            went_on = head.lower in _WENT_ON and head is not token
            return not (went_on or self.subjects.is_reported(head) or self.subjects.led(token) is not None)
        if head is token:
            return False
        if token.dep == "conj" and (token.tag in ("VB", "VBG")) and head.tag.startswith("VB"):
            return self._unreal(head)
        if token.dep == "pcomp" and token.tag == "VBG":
            short = head.lower == "of" and self.tokens[head.index - 1].lower == "short"  # "stopped short of accusing"
            return short or head.lower == "without" or (head.lower in _UNDONE and token.lower not in GOING_ON)
        return (token.dep != "conj" and head.lower in _REFUSALS) or asks_for_a_name(self.tokens, token.index)

    def _is_reduced(self, token: Token) -> bool:
        """True for a participle read as a finite verb: "videos posted online showed"."""
        if token.lower not in _REDUCING:
            return False
        for index in range(token.index + 1, min(token.index + 9, self.passage.sentence.last)):
            one = self.tokens[index]
            if one.text in ",;:" or one.tag in ("CC", "MD") or one.lower == "that":
                return False
            if one.tag in ("VBD", "VBZ", "VBP"):
                main = self.tokens[one.head] if one.dep in ("aux", "auxpass") else one
                return not any(c.dep.startswith("nsubj") and c.index > token.index for c in self.passage.children(main))
        return False

    def _denied_too(self, token: Token) -> bool:
        """True for the second of "neither confirmed nor denied", and for what "neither X nor Y" did."""
        before = [t.lower for t in self.tokens[max(self.passage.sentence.first, token.index - _NEITHER) : token.index]]
        if token.dep == "conj" and before[-1:] == ["nor"]:
            return True
        return "neither" in before and "nor" in before[before.index("neither") :]

    def _is_finite(self, token: Token) -> bool:
        """True for "is hoping"."""
        return any(c.dep == "aux" for c in self.passage.children(token))

    def _takes_responsibility(self, token: Token) -> bool:
        return any(c.dep == "dobj" and c.lower in ("responsibility", "credit") for c in self.passage.children(token))

    def _makes_clear(self, token: Token) -> bool:
        """True for "made it clear that" and "made clear that"."""
        ahead = [t.lower for t in self.tokens[token.index + 1 : token.index + 4]]
        told = token.lower != "makes"  # what makes it clear is a thing
        return told and (ahead[:2] == ["clear", "that"] or ahead[1:] == ["clear", "that"])

    def _has_object(self, token: Token) -> bool:
        return any(c.dep == "dobj" and not self.passage.in_quote(c) for c in self.passage.children(token))

    def _only_looks_like(self, token: Token) -> bool:
        """True for "men said to be officers", for the name of Osama Said, for "spoke of Hawija": a topic, and for
        "determines whose planes they are": a means.
        """
        ahead = self.tokens[token.index + 1 : token.index + 3]
        if cue_verbs()[token.lower].verb == "determine" and ahead[:1] and ahead[0].lower in _QUESTIONS:
            return True
        if (
            cue_verbs()[token.lower].verb == "speak"
            and len(ahead) == 2
            and ahead[1].tag.startswith(("NNP", "PRP", "W"))
        ):
            return True
        first, before = self.passage.sentence.first, self.tokens[max(token.index - 1, 0)]
        described = [t.lower for t in ahead] in (["to", "be"], ["to", "have"]) and before.tag in ("NN", "NNS")
        if token.lower == "said" and described:
            return True
        named = (
            token.text == "Said" and token.index > first and (before.tag.startswith("NNP") or before.lower == "said")
        )
        return named and any(t.text.islower() for t in ahead)

    def _holds_responsible(self, token: Token) -> bool:
        ahead = self.tokens[token.index + 1 : min(token.index + _RESPONSIBLE, self.passage.sentence.last)]
        return any(t.lower in ("responsible", "accountable") for t in ahead)

    def _weighs(self, token: Token, cue: Cue) -> bool:
        """True for what is weighed, not said: "is considering strikes", "with the army expected to join".

        So is what was counted before somebody speaks: "put the dead at four, having counted the graves".
        """
        if cue.verb == "count" and any(c.lower == "having" for c in self.passage.children(token)):
            return True
        if cue.verb == "expect" and token.tag == "VBN":
            return not any(c.dep == "auxpass" for c in self.passage.children(token))
        return cue.verb in ("consider", "assess") and token.tag == "VBG"
