"""Finds the words that a reporting verb cites.

They lie to the right ("X said that ...") or to the left ("..., X said"); what else cites in the same sentence
cuts them off. A noun phrase counts for the verbs whose frames say so ("blamed X for Y").
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.extract.attribution.passage import COMMAS, DOUBLE_MARKS, TIME_WORDS, Attribution, Passage
from kg.extract.attribution.sources import Citation, SourceReader
from kg.extract.cues import Cue, cue_verbs
from kg.extract.document import Token
from kg.extract.quotes import Quote
from kg.record import Span

_ADJUNCTS = frozenset({"npadvmod", "advmod", "prep", "dative", "prt", "agent", "tmod", "oprd"})
_ADVERBIAL = frozenset("speaking referring pointing alluding using talking commenting addressing".split())
_UNITS = frozenset("hour day week month year minute moment".split())
_CLAUSE_LINKS = frozenset("as while but whereas though although".split())
_SAYING = frozenset({"say", "add", "state", "tell"})
_NEVER_TAGS = frozenset(
    "threaten relate consider propose accept find maintain project blame accuse reject deny call put give place fear "
    "document record detail urge demand hold charge counter show".split()
)


class ContentReader:
    """Reads the contents of the citations of one passage; `cuts` maps citing tokens to where their groups begin."""

    def __init__(self, passage: Passage, sources: SourceReader, cuts: Mapping[int, int]) -> None:
        self.passage = passage
        self.sources = sources
        self.cuts = cuts
        self.tokens = passage.tokens

    def attribution(self, citation: Citation) -> Attribution | None:
        """Return the attribution of a citation, or None when no content belongs to it."""
        token, cue = citation.token, citation.cue
        if token.lower == "adding" and self.tokens[min(token.index + 1, len(self.tokens) - 1)].lower == "to":
            return None
        passive = self._passive(citation)
        if passive is not None:
            return self._as_attribution(citation, passive, "passive")
        right = self._right(citation)
        left = self._left(citation)
        inverted = citation.subject is not None and citation.subject.index > token.index
        clause_right = any(self.tokens[c].dep in ("ccomp", "xcomp") and c > token.index for c in token.children)
        tag = self.sources.tail_source(token) is not None
        if token.dep == "relcl" and not (inverted or tag) and right is None:
            chosen, rule = self._after_relative(token), "verb-before"
        elif inverted or right is None:
            chosen, rule = left, "verb-after"
        elif (
            left is None
            or left.start < self.passage.sentence.start
            or (clause_right and not self.passage.opens_quote(left))
        ):
            chosen, rule = right, "verb-before"
        elif self.passage.ends_quote(left) or self._tag_position(citation):
            chosen, rule = (
                max((left, right), key=lambda s: s.end - s.start) if self.passage.opens_quote(right) else left,
                "verb-middle",
            )
        else:
            chosen, rule = right, "verb-before"
        if chosen is None or not cue.takes(
            "clause", "quote", "object", "infinitive", "toll", "for", "on", "of", "against", "belief", "person"
        ):
            return None
        if chosen is right and cue.verb == "quote":
            return None
        return self._as_attribution(citation, chosen, rule)

    def _as_attribution(self, citation: Citation, content: Span, rule: str) -> Attribution:
        return Attribution(
            content=content,
            sentence=self.passage.sentence.index,
            rule=rule,
            cue=citation.cue_span,
            source=citation.source,
            verb=citation.cue.verb,
            mode=self.passage.mode(content),
            context=self.passage.context(content),
        )

    def _passive(self, citation: Citation) -> Span | None:
        """Return what "was confirmed by X" is about: the phrase that the verb is said of."""
        token, subject = citation.token, citation.subject
        if subject is None or self.tokens[subject.head].dep != "agent" or self.tokens[subject.head].head != token.index:
            return None
        about = next((c for c in self.passage.children(token) if c.dep == "nsubjpass"), None)
        if about is None or about.lower in ("it", "that", "this") or not citation.cue.takes("object"):
            return None
        if citation.cue.verb == "claim" and about.tag in ("NNP", "NNPS"):
            return None  # a town is claimed by two governments: nobody speaks
        return self.passage.span(about.left, about.right)

    def _right(self, citation: Citation) -> Span | None:
        """Return the content that follows the verb, or None."""
        token, cue = citation.token, citation.cue
        if citation.subject is not None and citation.subject.index > token.index:
            return None
        last = self._right_end(citation)
        first, marked = self._content_start(token, last)
        if first > last or self._is_adjunct(first):
            return None
        has_verb = any(self.tokens[i].tag.startswith(("VB", "MD")) for i in range(first, last + 1))
        quoted = any(
            q.start >= self.tokens[first].start and q.start <= self.tokens[last].end for q in self.passage.quotes
        )
        opens = self.passage.opens_at(first)
        children = [self.tokens[c] for c in token.children if c > token.index]
        clause = any(c.dep == "ccomp" for c in children) or marked or opens
        if cue.takes("toll"):
            return self.passage.span(first, last) if self._tells_toll(first, last) else None
        if cue.takes("clause", "belief") and clause and (has_verb or opens) and last - first >= 1:
            return self.passage.span(first, last)
        if opens and cue.takes("quote", "person", "clause"):
            return self.passage.span(first, last)
        if cue.takes("infinitive"):
            to = self._infinitive(token, last)
            if to is not None:
                return self.passage.span(to, last)
        frame = next((c for c in children if c.dep == "prep" and c.lower in cue.frames), None)
        if frame is not None and frame.right > frame.index:
            return self.passage.span(frame.index + 1, self._before_participle(frame.index + 1, last))
        thing = next((c for c in children if c.dep in ("dobj", "ccomp", "xcomp")), None)
        if thing is not None and cue.takes("object") and self._worth_citing(thing, cue, citation):
            begin = max(token.index + 1, min(thing.left, first))
            return self.passage.span(begin, self._before_participle(begin, last))
        if cue.verb in _SAYING and has_verb and last - first >= 2 and not quoted:
            return self.passage.span(first, last)
        return None

    def _infinitive(self, token: Token, last: int) -> int | None:
        """Return the "to" of "vowed in a speech last week to recapture ..."."""
        for index in range(token.index + 1, min(token.index + 12, last)):
            if self.tokens[index].lower == "to" and self.tokens[index + 1].tag == "VB":
                return index
            if self.passage.finite(index):
                return None
        return None

    def _is_adjunct(self, first: int) -> bool:
        """True for what only tells how or when it was said: "said, adding ...", "said days after ..."."""
        token, following = self.tokens[first], self.tokens[min(first + 1, len(self.tokens) - 1)]
        if token.tag == "VBG":
            return token.lower in cue_verbs() or token.lower in _ADVERBIAL
        return token.lower.rstrip("s") in _UNITS and following.lower in ("after", "before", "later", "ago")

    def _after_relative(self, token: Token) -> Span | None:
        """Return what follows a verb inside a relative clause: "the attack, which it said targeted a bridge"."""
        last = min(token.right, self.passage.strip_end(self.passage.sentence.last))
        if last > token.index + 1 and self.tokens[token.index + 1].tag in ("VBD", "VBZ", "VBP", "MD"):
            return self.passage.span(token.index + 1, last)
        return None

    def _before_participle(self, first: int, last: int) -> int:
        """Return where a noun phrase ends before a participle that tells what else the speaker did."""
        for index in range(first + 2, last):
            if self.tokens[index].text == "," and self.tokens[index + 1].tag == "VBG":
                return index - 1
        return last

    def _worth_citing(self, thing: Token, cue: Cue, citation: Citation) -> bool:
        """False for "claimed 30 lives" and the like, where nothing is said."""
        finite = any(self.passage.finite(i) for i in range(thing.index + 1, self.passage.sentence.last + 1))
        if (
            cue.verb == "claim"
            and not finite
            and thing.lower not in ("responsibility", "credit", "victory", "success", "attack")
        ):
            return False
        if thing.tag in ("PRP", "WP", "WDT"):
            return cue.verb not in ("report", "claim", "confirm", "deny", "record", "announce")
        return citation.subject is not None

    def _tells_toll(self, first: int, last: int) -> bool:
        words = {self.tokens[i].lower for i in range(first, min(last, first + 8) + 1)}
        return bool(words & {"toll", "number", "count", "figure", "dead", "casualties", "tally", "total", "losses"})

    def _right_end(self, citation: Citation) -> int:
        """Return the last token of what follows the verb, before any other citing group."""
        token = citation.token
        last = self.passage.strip_end(self.passage.sentence.last)
        for other, start in self.cuts.items():
            if other <= token.index or start <= token.index + 1:
                continue
            if self._cuts_off(citation, self.tokens[other], start):
                last = min(last, start - 1)
        if token.dep in ("advcl", "relcl") and token.right >= token.index + 2:
            last = min(last, token.right)
        for child in self.passage.children(token):
            if (
                child.dep == "advcl"
                and child.tag == "VBG"
                and child.left == child.index
                and self.tokens[child.index - 1].text == ","
            ):
                last = min(last, child.index - 1) if child.index > token.index + 2 else last
            if (
                child.dep == "conj"
                and child.index > token.index
                and child.left > token.index + 2
                and child.tag.startswith("VB")
            ):
                clause = next(
                    (self.tokens[c] for c in token.children if self.tokens[c].dep == "ccomp" and c > token.index), None
                )
                if clause is not None and clause.right < child.left:
                    last = min(last, child.left - 1)
        while (
            last > token.index
            and (
                self.tokens[last].tag in (",", "CC", ":", ".", "WDT", "WP")
                or self.tokens[last].lower in ("while", "as", "and", "but")
            )
            and self.tokens[last].text not in DOUBLE_MARKS
        ):
            last -= 1
        return last

    def _cuts_off(self, citation: Citation, other: Token, start: int) -> bool:
        """Tell whether another citing group ends this one's content instead of lying inside it."""
        before = self.tokens[start - 1]
        if other.lower in ("according", "per", "as"):
            return True
        if other.tag == "VBG":
            return (
                before.text in COMMAS
                or (other.dep == "advcl" and other.head == citation.token.index)
                or other.lower in ("adding", "noting")
            )
        if (
            other.dep == "conj"
            and "CC" in (before.tag, self.tokens[start].tag)
            and not any(self.tokens[c].dep == "nsubj" for c in other.children)
        ):
            return True
        if other.head == citation.token.index and other.dep in ("conj", "advcl", "parataxis"):
            return True
        if self.tokens[other.index].dep in ("ROOT", "parataxis") and before.text == ",":
            return True
        marks = [self.tokens[c].lower for c in other.children if self.tokens[c].dep == "mark"]
        if before.lower in _CLAUSE_LINKS and start < other.index:
            return True
        if other.dep == "advcl" and set(marks) & {"while", "whereas", "as", "although", "though"}:
            return True
        if (
            any(self.tokens[c].dep == "nsubj" for c in other.children)
            and other.dep == "relcl"
            and other.index - start <= 3
        ):
            return before.tag in ("WDT", "WP")
        return self.passage.closes(other) and (before.text == "," or self.sources.tail_source(other) is not None)

    def _content_start(self, token: Token, last: int) -> tuple[int, bool]:
        """Return the first token of what follows the verb, and whether "that" or a colon marks it."""
        that = self._that(token, last)
        if that is not None:
            return that + 1, True
        clause = next(
            (self.tokens[c] for c in token.children if self.tokens[c].dep == "ccomp" and c > token.index), None
        )
        at, marked = token.index + 1, False
        while at <= last:
            one = self.tokens[at]
            if one.text in COMMAS or one.tag == ".":
                marked = marked or one.text == ":"
                at += 1
            elif self.passage.opens_at(at) or (
                clause is not None
                and at >= clause.left
                and not (one.lower in TIME_WORDS and at < clause.index - 1 and one.lower not in ("this", "last"))
            ):
                break
            elif one.head == token.index and (one.dep in _ADJUNCTS or self._addressee(one, token)) and one.right < last:
                at = one.right + 1
            elif one.lower in TIME_WORDS and one.lower not in ("this", "last"):
                at += 1
            elif one.lower in ("this", "last") and at < last and self.tokens[at + 1].lower in TIME_WORDS:
                at += 2
            else:
                break
        if cue_verbs()[token.lower].takes("person") and at == token.index + 1 and not self.passage.opens_at(at):
            behind = self.passage.actor_from(at)
            if (
                behind is not None
                and behind < last
                and self.tokens[behind].tag in ("DT", "PRP", "CD", "NNP", "NNS", "PRP$", "EX")
            ):
                at = behind
        return at, marked

    def _that(self, token: Token, last: int) -> int | None:
        """Return the "that" which opens the content, if nothing but adjuncts stand before it."""
        for index in range(token.index + 1, min(last, token.index + 24) + 1):
            one = self.tokens[index]
            if (
                one.lower == "that"
                and one.tag in ("IN", "DT", "WDT")
                and one.dep in ("mark", "det", "nsubj", "dobj", "pobj", "complm")
            ):
                if one.dep == "mark" or (index == token.index + 1 and one.tag == "IN"):
                    return index
                if one.tag == "IN":
                    return index
                return None
            if one.tag in ("VBD", "VBZ", "VBP", "MD") or one.text in DOUBLE_MARKS:
                return None
        return None

    def _addressee(self, one: Token, token: Token) -> bool:
        cue = cue_verbs()[token.lower]
        return one.dep in ("dobj", "iobj", "dative") and cue.takes("person")

    def _left(self, citation: Citation) -> Span | None:
        """Return the content that precedes the source and verb, or None."""
        token = citation.token
        last = self.cuts[token.index] - 1
        while last >= self.passage.sentence.first and (
            self.tokens[last].text in COMMAS or self.tokens[last].lower in ("as", "and", "so")
        ):
            last -= 1
        quote = next(
            (
                q
                for q in self.passage.quotes
                if (last >= self.passage.sentence.first and 0 <= self.tokens[last].end - q.end <= 1)
                or (last < self.passage.sentence.first and 0 <= self.passage.sentence.start - q.end <= 1)
            ),
            None,
        )
        if last < self.passage.sentence.first:
            return Span(quote.start, quote.end, self.passage.document.text[quote.start : quote.end]) if quote else None
        first = self.passage.sentence.first
        words = range(first, last + 1)
        has_verb = any(self.tokens[i].tag.startswith(("VB", "MD")) for i in words)
        if quote is not None and (
            self.tokens[first].start >= quote.start or not has_verb or quote.end - quote.start > 40
        ):
            start = min(quote.start, self.tokens[first].start) if self._runs_into(first, quote) else quote.start
            return self.passage.document.span(start, quote.end)
        if (
            not has_verb
            or last - first < 2
            or citation.cue.verb in _NEVER_TAGS
            or not citation.cue.takes("clause", "belief")
        ):
            return None
        return self.passage.span(first, last)

    def _runs_into(self, first: int, quote: Quote) -> bool:
        """True when words before a quotation belong to the same cited clause."""
        if self.tokens[first].start >= quote.start:
            return False
        before = self.passage.document.text[self.tokens[first].start : quote.start].rstrip()
        return (bool(before) and before[-1] not in ".!?,:;") or (before.endswith(",") and len(before) > 25)

    def _tag_position(self, citation: Citation) -> bool:
        """True for a citing group set between commas: "..., X said, ..."."""
        token = citation.token
        following = self.tokens[token.index + 1] if token.index < self.passage.sentence.last else None
        left_clause = any(self.tokens[c].dep == "ccomp" and c < token.index for c in token.children)
        return left_clause or (
            following is not None and following.text == "," and token.dep in ("parataxis", "ROOT", "ccomp")
        )
