"""Finds what a reporting verb cites to its left ("..., X said"): a quotation that ends there, or the clause before."""

from __future__ import annotations

from kg.extract.attribution.citations import Citation
from kg.extract.attribution.passage import COMMAS, Group, Passage
from kg.extract.cues import cue_verbs
from kg.extract.document import Token, token_after
from kg.extract.quotes import Quote
from kg.record import Span

_MARKS = frozenset({"mark", "advmod"})
_SUBORDINATING = frozenset(
    "after because since when until before while although though if unless whether that where why how than once".split()
)
_CUTS_SHORT = frozenset({"TO", "WDT", "WP", "WRB", "PRP$", "POS"})
_PREPOSITIONS = frozenset("of in on at by for from with into near between against than during under over via".split())
_LONGEST_DATELINE = 9  # words
_LONGEST_MEASURE = 7  # words of "as many men as"
_DASHES = frozenset({"-", "–", "—", "--", ":"})
_ARTICLES = frozenset({"the", "a", "an"})


class Behind:
    """Reads what precedes the citing groups of one passage."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.tokens = passage.tokens

    def content(self, citation: Citation, group: Group) -> Span | None:
        """Return the content that precedes a group, or None."""
        last = self._end(group)
        quote = self._quote_at(last) or self._tagged_quote(last)
        first = self._behind_outlet(self.passage.sentence.first)
        if last < first and not self.passage.closes(citation.token):
            return None  # "“...” The agency wrote to the ministry"
        if last < first:
            return self.passage.document.span(quote.start, quote.end) if quote is not None else None
        has_verb = any(self._is_verb(self.tokens[i], citation) for i in range(first, last + 1))
        begins = self.tokens[first].start
        led = quote is not None and self.passage.document.text[begins : quote.start].rstrip().endswith(":")
        if quote is not None and (led or begins >= quote.start or not has_verb or quote.end - quote.start > 40):
            start = min(quote.start, begins) if self._runs_into(first, quote) else quote.start
            return self.passage.document.span(start, quote.end)
        if not has_verb or last - first < 2 or not self._can_follow(citation, last) or self._compares(group):
            return None
        return self.passage.span(self._behind_stop(first, last), last)

    def _is_verb(self, word: Token, citation: Citation) -> bool:
        """True for a verb, also where the tagger took it for a noun: 'it "strongly rejects" that, X said'."""
        clause = word.dep == "ccomp" and word.head == citation.token.index
        return clause or word.tag.startswith(("VB", "MD"))

    def _compares(self, group: Group) -> bool:
        """True for "not nearly as many men as it claimed": only the number is cited."""
        before = self.tokens[max(group.first - _LONGEST_MEASURE, self.passage.sentence.first) : group.first]
        if not before or before[-1].lower not in ("as", "than"):
            return False
        return any(t.lower in ("as", "so") or t.tag in ("JJR", "RBR") for t in before[:-1])

    def _behind_outlet(self, first: int) -> int:
        """Return where a sentence begins behind what opens it: "(CNN) Forces have ...", "Aug 16 (Interfax) - Five"."""
        last = min(first + _LONGEST_DATELINE, self.passage.sentence.last)
        opening = next((i for i in range(first, last) if self.tokens[i].text == "("), None)
        if opening is None:
            return first
        place = all(t.text.isupper() or t.text in (",", ".") for t in self.tokens[first:opening]) and opening > first
        if not place and self.passage.mentions.actor_at(opening + 1) is None:
            return first
        closing = next((i for i in range(opening + 2, last) if self.tokens[i].text in (")", "):")), None)
        if closing is None or closing == last:
            return first
        if self.tokens[closing].text == "):":
            return closing + 1
        dashed = self.tokens[closing + 1].text in _DASHES
        return closing + 1 + dashed if dashed or opening == first else first

    def opening(self, group: Group) -> Span | None:
        """Return the words before a group that a comma sets apart: "Two men, the mayor said, were killed"."""
        last = self._end(group)
        first = self.passage.sentence.first
        if last < first or self.tokens[group.first - 1].text != ",":
            return None
        return self.passage.span(self._behind_stop(first, last), last)

    def _behind_stop(self, first: int, last: int) -> int:
        """Return where the clause begins behind a semicolon that parts two citations: "X said ...; Y, he said, ..."."""
        stops = (i for i in range(last, first, -1) if self.tokens[i].text == ";")
        stop = next((i for i in stops if not self.passage.in_quote(self.tokens[i])), None)
        if stop is None or stop >= last:
            return first
        cited = any(t.lower in cue_verbs() and t.tag in ("VBD", "VBZ", "VBP") for t in self.tokens[first:stop])
        return stop + 1 if cited else first

    def _end(self, group: Group) -> int:
        last = group.first - 1
        while last >= self.passage.sentence.first and (
            self.tokens[last].text in COMMAS or self.tokens[last].lower == "as"
        ):
            last -= 1
        return last

    def _quote_at(self, last: int) -> Quote | None:
        """Return the quotation that ends with a token, or right before the sentence."""
        sentence = self.passage.sentence
        if last < sentence.first:
            return next((q for q in self.passage.quotes if 0 <= sentence.start - q.end <= 1), None)
        return next((q for q in self.passage.quotes if 0 <= self.tokens[last].end - q.end <= 1), None)

    def _tagged_quote(self, last: int) -> Quote | None:
        """Return the quotation that opens the sentence and ends with a comma: what follows is its tag."""
        first, text = self.tokens[self.passage.sentence.first], self.passage.document.text
        quote = next((q for q in self.passage.quotes if q.start <= first.start < q.end), None)
        if (
            quote is None
            or text[quote.end - 2 : quote.end - 1] not in (",", "?", "!")
            or quote.end >= self.tokens[last].end
        ):
            return None
        after = range(self.passage.token_at(quote.end), last + 1)
        return quote if not any(self.passage.finite(i) for i in after) else None

    def _can_follow(self, citation: Citation, last: int) -> bool:
        """False for a verb whose own clause is subordinate: nothing before "after X posted ..." is cited."""
        token, cue = citation.token, citation.cue
        if cue.takes("no-tag") or not cue.takes("clause", "belief"):
            return False
        end = self.tokens[last]
        cut_short = end.lower in _PREPOSITIONS or end.tag in _CUTS_SHORT
        if cut_short and token_after(self.tokens, last).text not in COMMAS:
            return False
        if self.tokens[last].tag == "CC":
            return False
        opening = self.tokens[self.passage.sentence.first]
        if opening.tag in ("VBN", "VBG") and opening.dep == "advcl" and opening.head == token.index:
            return False  # "Asked about the raid, the governor replied"
        if any(c.dep in _MARKS and c.lower in _SUBORDINATING for c in self.passage.children(token)):
            return False
        meant = end.lower == "that" and end.dep in ("pobj", "dobj", "attr")  # "no more than that, X said"
        return meant or end.lower not in _SUBORDINATING | _ARTICLES

    def _runs_into(self, first: int, quote: Quote) -> bool:
        """True when words before a quotation belong to the same cited clause."""
        if self.tokens[first].start >= quote.start:
            return False
        before = self.passage.document.text[self.tokens[first].start : quote.start].rstrip()
        return (bool(before) and before[-1] not in ".!?,:;") or (before.endswith(",") and len(before) > 25)
