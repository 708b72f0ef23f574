"""Decides which words a citation cites: those after the verb, those before the group, or both around it.

1. "was confirmed by X" is about its subject; "which it said targeted a bridge" about what follows in the clause.
2. A participle ("adding that ...") cites what follows; so does a verb that opens its sentence.
3. A verb whose source follows it, or that closes its sentence, cites what stands before.
4. A group between commas cuts its content in two: the longer part is the content, the other its rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.extract.attribution.ahead import Ahead
from kg.extract.attribution.asides import QUOTING
from kg.extract.attribution.behind import Behind
from kg.extract.attribution.citations import Citation, CitationReader
from kg.extract.attribution.ends import JUDGED
from kg.extract.attribution.passage import DOUBLE_MARKS, HARMING, Attribution, Group, Passage
from kg.extract.attribution.standing import tail_source
from kg.extract.document import Token, token_after
from kg.record import Span

_CONNECTIVE = re.compile(
    r"(?:But|And|So|Yet|Still|However|Meanwhile|Also|Then|Now|Instead|Nevertheless|Moreover|Furthermore|Separately"
    r"|Additionally|In addition|Rather|Indeed|Similarly|Likewise|Thus|Hence|After all|In fact|In other words"
    r"|In particular|In short|For example|For instance|On (?:Twitter|Facebook|Telegram)|In turn|On the other hand"
    r"|For (?:his|her|its|their) part|At the same time|Earlier|Later|Today|Yesterday)",
    re.IGNORECASE,
)
_TELLING = frozenset({"saying", "telling"})
_HOW = frozenset("as after before with while when during without amid ahead".split())
_NEWS = frozenset("incident event attack strike case news story matter".split())
_TIMES = frozenset("minute minutes hour hours day days week weeks month months year years".split())
_SINCE = frozenset({"after", "before", "earlier", "later", "since"})
_OPENS_SENTENCE = frozenset({"DT", "PRP", "PRP$", "EX", "IN", "CC", "RB", "WRB"})


class ContentReader:
    """Reads the contents of the citations of one passage, which has these citing groups."""

    def __init__(self, passage: Passage, sources: CitationReader, groups: Sequence[Group]) -> None:
        self.passage = passage
        self.sources = sources
        self.groups = {group.token: group for group in groups}
        self.ahead = Ahead(passage, sources, groups)
        self.behind = Behind(passage)
        self.tokens = passage.tokens

    def attribution(self, citation: Citation) -> Attribution | None:
        """Return the attribution of a citation, or None when no content belongs to it."""
        token = citation.token
        following = token_after(self.tokens, token.index)
        if token.lower == "adding" and following.lower == "to":
            return None
        passive = self._passive(citation)
        if passive is not None:
            return self._attribution(citation, passive, "passive")
        if self._has_agent(citation):
            return None
        inverted = citation.subject is not None and citation.subject.index > token.index
        right = None if inverted else self.ahead.content(citation)
        if right is None and not inverted and self._set_apart(citation):
            right = self.ahead.remainder(citation)
        if token.tag == "VBG" and not self._is_finite(citation):
            return self._ahead(citation, right) if right is not None else self._quoted_before(citation)
        tag = tail_source(self.passage, token) is not None
        if token.dep == "relcl" and not (inverted or tag or self._tags_quote(citation)) and right is None:
            return self._ahead(citation, self.ahead.after_relative(token))
        group = self.groups[token.index]
        if right is not None and self._between_commas(citation, right):
            return self._around(citation, self.behind.opening(group) or self._quoted_ahead_of(group), right)
        left = self.behind.content(citation, group)
        if self.passage.leads_on and not self.passage.opens_quote(left):
            left = None  # the words follow the colon
        if right is not None and self._holds_subject(citation, left):
            left = None
        if inverted and left is not None:
            return self._around(citation, left, self._resumed(citation))
        if left is None or (right is not None and not self._belongs_left(citation, left, right)):
            return self._ahead(citation, right)
        resumed = right is not None and self.passage.opens_quote(right) and not self._is_title(right)
        if resumed and right is not None and len(right.text) > len(left.text):
            return self._around(citation, left, right)
        return self._attribution(citation, left, "verb-after")

    def _holds_subject(self, citation: Citation, left: Span | None) -> bool:
        """True for words that hold who says so: 'One message, sent before he left the town at dawn, said: "No."'."""
        subject = citation.subject
        if left is None or subject is None or subject.index > citation.token.index:
            return False
        return subject.head == citation.token.index and left.start <= subject.start < left.end

    def _tags_quote(self, citation: Citation) -> bool:
        """True for a verb that closes its sentence, behind a quotation and its source."""
        before = self.tokens[self.groups[citation.token.index].first - 1]
        return self.passage.closes_quote(before) and self.passage.closes(citation.token)

    def _quoted_ahead_of(self, group: Group) -> Span | None:
        """Return the quotation that opens its sentence and ends before a group: '"...," X said, "..."'."""
        end = self.tokens[group.first - 1].end
        quote = next((q for q in self.passage.quotes if 0 <= end - q.end <= 1), None)
        opens = quote is not None and quote.start <= self.tokens[self.passage.sentence.first].start
        return self.passage.document.span(quote.start, quote.end) if quote is not None and opens else None

    def cited(self, citation: Citation, found: Sequence[Attribution]) -> Attribution | None:
        """Return for "X said ..., citing Y" what Y is cited for: the words that X passes on."""
        token = citation.token
        by = citation.source
        if token.tag != "VBG" or citation.cue.verb not in ("cite", "quote") or by is None:
            return None
        thing = next((c for c in self.passage.children(token) if c.dep == "dobj"), None)
        says_else = any(c.lower == "as" and c.right > c.index for c in self.passage.children(token))
        if thing is None or not self.passage.names_source(thing) or says_else:
            return None
        passed_on = [o for o in found if o.source is not None and o.source.start < by.end and by.start < o.source.end]
        main = min(passed_on, key=lambda one: abs((one.cue or one.content).start - token.start), default=None)
        if main is None:
            return None
        clause = next(
            (c.left for c in self.passage.children(thing) if c.dep in ("acl", "relcl", "ccomp")), thing.right + 1
        )
        last = max(thing.index, min(thing.right, clause - 1, self.passage.strip_end(self.passage.sentence.last)))
        while last > thing.index and self.tokens[last].text == ",":
            last -= 1
        behind = self.tokens[min(last + 1, self.passage.sentence.last)]
        if behind.lower in ("at", "in", "from", "of") and behind.dep == "prep":
            last = min(behind.right, self.passage.strip_end(self.passage.sentence.last))  # "a source at the ministry"
        source = self.passage.document.token_span(thing.left, last)
        return replace(main, cue=citation.cue_span, source=source, rule="cited", verb="cite")

    def quoting(self, citation: Citation, found: Sequence[Attribution]) -> Attribution | None:
        """Return for "X quoted Y as saying ..." what X passes on: Y's saying it."""
        token, by = citation.token, citation.source
        if citation.cue.verb not in ("quote", "cite", "report") or token.tag not in ("VBD", "VBZ", "VBP") or by is None:
            return None
        told = (one for one in found if one.source is not None and one.cue is not None and self._is_told(one.cue))
        for one in told:
            if one.source is None or by.end > one.source.start or one.content.start < one.source.end:
                continue
            first = self.passage.token_at(one.source.start)
            if first - token.index in (1, 2):
                said = self.passage.document.span(one.source.start, one.content.end)
                return self._attribution(citation, said, "quoting")
        return None

    def relative(self, citation: Citation, found: Sequence[Attribution]) -> Attribution | None:
        """Return for "X said that ..., which Y denied" and for "..., a charge Y denied" what Y denies: what X said."""
        token = citation.token
        comma = self._comma_before_judged(self.groups[token.index].first) if citation.cue.takes("object") else None
        if comma is None or citation.source is None or any(one.cue == citation.cue_span for one in found):
            return None
        objects = (c for c in self.passage.children(token) if c.dep == "dobj" and c.index > token.index)
        said = next((one for one in found if 0 <= comma.start - one.content.end <= 1), None)
        if said is None or said.source is None or next(objects, None) is not None:
            return None
        quoted = token_after(self.tokens, token.index).lower == "as" and self.passage.opens_at(token.index + 2)
        own = self.ahead.after_as(citation) if quoted else None  # 'which Y dismissed as "baseless"'
        return self._attribution(citation, own or said.content, "relative")

    def _comma_before_judged(self, first: int) -> Token | None:
        """Return the comma of ", which | Y denied" and of ", a charge (that) | Y denied"."""
        begin = self.passage.sentence.first
        pronoun = self.tokens[first - 1].lower in ("which", "that") and first - 1 > begin
        at = first - 2 if pronoun else first - 1
        if at > begin + 1 and self.tokens[at].lower in JUDGED and self.tokens[at - 1].tag == "DT":
            at -= 2
        elif not (pronoun and self.tokens[first - 1].lower == "which"):
            return None
        return self.tokens[at] if at > begin and self.tokens[at].text == "," else None

    def _is_told(self, cue: Span) -> bool:
        """True for the cue of "quoted X as denying", "heard him saying"."""
        as_denying = self.passage.document.text[: cue.start].endswith(" as ") and cue.text.endswith("ing")
        return cue.text in _TELLING or as_denying

    def _ahead(self, citation: Citation, content: Span | None) -> Attribution | None:
        by_another = citation.cue.verb == "quote" or (
            citation.cue.verb == "cite" and citation.token.tag in ("VBG", "VBN")
        )
        if content is None or by_another:
            return None
        return self._attribution(citation, content, "verb-before")

    def _quoted_before(self, citation: Citation) -> Attribution | None:
        """Return what stands before "..., X quoted Y as saying" for Y."""
        subject = citation.subject
        verb = self.tokens[subject.head] if subject is not None else citation.token
        if verb.lower not in QUOTING or not self._closes_clause(citation.token) or verb.index not in self.groups:
            return None
        left = self.behind.content(citation, self.groups[verb.index])
        return self._attribution(citation, left, "verb-after") if left is not None else None

    def _closes_clause(self, verb: Token) -> bool:
        """True for a verb that closes its sentence, or whose source goes on: "saying, claiming that ..."."""
        ahead = self.tokens[verb.index + 1 : verb.index + 3]
        goes_on = len(ahead) == 2 and ahead[0].text == "," and ahead[1].tag == "VBG" and ahead[1].index in self.groups
        return goes_on or self.passage.closes(verb)

    def _around(self, citation: Citation, left: Span | None, right: Span | None) -> Attribution | None:
        """Return the attribution of words on both sides of a group: the longer ones are its content."""
        if left is not None and (_CONNECTIVE.fullmatch(left.text) or self._only_leads_in(left, right)):
            left = None
        if left is not None and right is not None and self._leads_over(left):
            left = None
        if left is None or right is None:
            one = left or right
            return (
                None
                if one is None
                else self._attribution(citation, one, "verb-before" if left is None else "verb-after")
            )
        longer, shorter = (left, right) if len(left.text) >= len(right.text) else (right, left)
        return self._attribution(citation, longer, "verb-middle", rest=shorter)

    def _leads_over(self, left: Span) -> bool:
        """True for words that end with the link to what follows: "called it better than in May, when, he recalled,"."""
        end = self.tokens[self.passage.token_at(left.end - 1)]
        timed = end.lower in ("when", "where") and self.tokens[end.index - 1].text == ","
        return timed or (end.tag in ("WDT", "WP") and end.index > self.passage.sentence.first)

    def _only_leads_in(self, left: Span, right: Span | None) -> bool:
        """True for unquoted words before a quotation that begins a sentence: 'Asked about it, he said, "No."'.

        A participle leads into any quotation: 'Speaking to us, he said, "a bomb went off"'.
        """
        if right is None or self.passage.opens_quote(left) or left.text[-1:] in DOUBLE_MARKS:
            return False
        first, last = self.passage.token_at(left.start), self.passage.token_at(left.end - 1)
        participle = self.tokens[first].tag in ("VBG", "VBN")
        if participle and not any(self.passage.finite(i) for i in range(first, last + 1)):
            return self.passage.opens_quote(right)
        return self.passage.opens_quote(right) and right.text.lstrip("“\"'‘ ")[:1].isupper()

    def _attribution(self, citation: Citation, content: Span, rule: str, *, rest: Span | None = None) -> Attribution:
        return Attribution(
            content=content,
            sentence=self.passage.sentence.index,
            rule=rule,
            cue=citation.cue_span,
            source=citation.source,
            verb=citation.cue.verb,
            mode=self.passage.mode(content),
            context=self.passage.context(content),
            rest=rest,
        )

    def _passive(self, citation: Citation) -> Span | None:
        """Return what "was confirmed by X" is about: the phrase that the verb is said of."""
        token, subject = citation.token, citation.subject
        if subject is None or self.tokens[subject.head].dep != "agent" or self.tokens[subject.head].head != token.index:
            return None
        about = next((c for c in self.passage.children(token) if c.dep == "nsubjpass"), None)
        if (
            about is None
            or about.tag in ("PRP", "WP")
            or about.lower in ("that", "this")
            or not citation.cue.takes("object")
        ):
            return None
        if citation.cue.verb == "claim" and about.tag in ("NNP", "NNPS"):
            return None  # a town is claimed by two governments: nobody speaks
        named_only = citation.cue.verb == "report" and about.lower in _NEWS
        if named_only and about.right - about.left <= 1 and self.tokens[about.left].lower in ("the", "this"):
            return None  # "the incident was reported by eight sources": of what, they do not say here
        return self.passage.span(about.left, about.right)

    def _has_agent(self, citation: Citation) -> bool:
        """True for a passive with "by" whose verb is not said of things: "was protested by X"."""
        subject = citation.subject
        return (
            subject is not None
            and self.tokens[subject.head].dep == "agent"
            and self.tokens[subject.head].head == citation.token.index
            and not citation.cue.takes("object")
        )

    def _is_finite(self, citation: Citation) -> bool:
        """True for "is saying", "were warning"."""
        return any(c.dep == "aux" for c in self.passage.children(citation.token))

    def _between_commas(self, citation: Citation, right: Span) -> bool:
        """True for a group that commas set apart from words before and after it that belong together."""
        if not self._set_apart(citation):
            return False
        token, before = citation.token, self.tokens[self.groups[citation.token.index].first - 1]
        between = self.passage.document.text[token.end : right.start].rstrip("“\"'‘ ")
        if not between.endswith(","):
            return False
        return self.passage.opens_quote(right) if self.passage.closes_quote(before) else self._goes_on(right)

    def _set_apart(self, citation: Citation) -> bool:
        """True for a group behind a comma or a closing mark."""
        first = self.groups[citation.token.index].first
        if first <= self.passage.sentence.first or not citation.cue.takes("clause", "belief"):
            return False
        before = self.tokens[first - 1]
        return before.text == "," or self.passage.closes_quote(before)

    def _goes_on(self, right: Span) -> bool:
        """False for what only tells how or when it was said: "..., he said, wiping his face", "a day after ..."."""
        at = self.passage.token_at(right.start)
        first, ahead = self.tokens[at], [t.lower for t in self.tokens[at + 1 : at + 4]]
        timed = any(word in _TIMES for word in (first.lower, *ahead[:2])) and any(word in _SINCE for word in ahead)
        manner = first.tag == "VBG" and first.lower not in HARMING  # not of "..., he said, killing 16"
        return not manner and first.lower not in _HOW and not timed

    def _only_accompanies(self, citation: Citation, left: Span, right: Span) -> bool:
        """True for what follows a clause and its tag and goes on with neither: how it was said, or a new sentence.

        Where a stop was lost a capital shows that another sentence begins: "... the mayor said The bridge is closed."
        """
        if self.passage.opens_quote(right) or not citation.cue.takes("clause"):
            return False
        first, last = self.passage.token_at(left.start), self.passage.token_at(left.end - 1)
        if not any(self.passage.finite(i) for i in range(first, last + 1)):
            return False
        begin = self.tokens[self.passage.token_at(right.start)]
        anew = begin.text.istitle() and begin.tag in _OPENS_SENTENCE and self.tokens[begin.index - 1].text != ":"
        return anew or not self._goes_on(right)

    def _resumed(self, citation: Citation) -> Span | None:
        """Return the quotation that goes on behind an inverted source: '"...," said X, "and ..."'."""
        if citation.source is None:
            return None
        text, end = self.passage.document.text, citation.source.end
        following = (q for q in self.passage.quotes if end < q.start <= end + 3 and "," in text[end : q.start])
        quote = next(following, None)
        return self.passage.document.span(quote.start, quote.end) if quote is not None else None

    def _belongs_left(self, citation: Citation, left: Span, right: Span) -> bool:
        """Tell whether the words before a group are cited rather than those behind it."""
        token = citation.token
        if left.end <= self.passage.sentence.start:
            return False
        if self.tokens[self.groups[token.index].first - 1].text == ";":
            return False  # "It killed nine; a source claimed that ..."
        opens = self.passage.opens_quote(left)
        if self._only_accompanies(citation, left, right):
            return True
        quoted = any(abs(q.end - left.end) <= 1 for q in self.passage.quotes)
        if quoted and self._is_title(right):
            return True
        if any(self.tokens[c].dep in ("ccomp", "xcomp") and c > token.index for c in token.children) and not opens:
            return False
        return quoted or self._tag_position(citation)

    def _is_title(self, span: Span) -> bool:
        """True for a quoted name: 'told "The Morning Show"'."""
        words = re.findall(r"\w[\w'’]*", span.text)
        named = all(w[:1].isupper() or len(w) <= 3 for w in words)
        return self.passage.opens_quote(span) and len(words) <= 6 and named

    def _tag_position(self, citation: Citation) -> bool:
        """True for a group that a comma follows, or whose clause stands before it."""
        token = citation.token
        following = self.tokens[token.index + 1] if token.index < self.passage.sentence.last else None
        left_clause = any(self.tokens[c].dep == "ccomp" and c < token.index for c in token.children)
        return left_clause or (
            following is not None and following.text == "," and token.dep in ("parataxis", "ROOT", "ccomp")
        )
