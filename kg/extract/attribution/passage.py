"""One sentence with its quotations and tokens: what every pattern of attribution asks of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kg.extract.attribution.namings import is_last_name
from kg.extract.cues import data_rows
from kg.extract.document import Document, Sentence, Token
from kg.extract.mentions import Mentions
from kg.extract.quotes import Quote, covering
from kg.gazetteer import ActorEntry, PlaceEntry
from kg.record import Mode, Span

SOURCE_NOUNS = frozenset(row[0] for row in data_rows("source_nouns.tsv"))
DOCUMENT_NOUNS = frozenset(row[0] for row in data_rows("source_nouns.tsv") if row[1] == "document")
TIME_WORDS = frozenset(
    (
        "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight earlier later late early "
        "last this week month year night morning evening afternoon midnight noon midday dawn dusk overnight also"
    ).split()
)
TITLES = frozenset(row[0] for row in data_rows("titles.tsv"))
UNITS = frozenset("hour day week month year".split())
TELLING = frozenset({"told", "tells"})
ADDRESSEES = frozenset({"dobj", "iobj", "dative"})
"""How who was told hangs on the verb."""
_RELATIVES = frozenset({"who", "which", "that", "whose", "where"})
_CARRIED = frozenset("carried published broadcast aired posted reported quoted".split())
RESUMES = frozenset("while but and as with adding although though who which after including".split())
COMMAS = frozenset({",", ":", ";", "-", "–", "—", "--"})
HARMING = frozenset({"killing", "wounding", "injuring", "leaving"})
DOUBLE_MARKS = '“”"«»„‟'


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words and the phrase that is cited for them. `content`, `cue` and `source` are spans of the text.

    `source` is None when carried over. `rest` is the shorter part of words that source and cue cut in two.
    `context` holds the words beside the content: they name medium and day.
    """

    content: Span
    sentence: int
    rule: str
    cue: Span | None = None
    source: Span | None = None
    verb: str = ""
    mode: Mode = "indirect"
    context: str = ""
    rest: Span | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Words that cite: tokens `first` to `last`, around the citing `token`; a phrase is "according to X"."""

    token: int
    first: int
    last: int
    is_phrase: bool = False


class Passage:
    """A sentence of a document. Token indices are the document's."""

    def __init__(self, document: Document, sentence: Sentence, quotes: tuple[Quote, ...], mentions: Mentions) -> None:
        self.document = document
        self.sentence = sentence
        self.quotes = quotes
        self.mentions = mentions
        self.tokens = document.tokens

    def children(self, token: Token) -> list[Token]:
        """Return the dependents of a token."""
        return [self.tokens[c] for c in token.children]

    def in_quote(self, token: Token) -> bool:
        quote = covering(self.quotes, token.start, token.end)
        return (
            quote is not None
            and self.document.text[quote.start] in DOUBLE_MARKS + "'`"
            and quote.end - quote.start > 12
        )

    def closes(self, token: Token) -> bool:
        """True when nothing but who was told, a time or place stands between the verb and the end of its sentence."""
        last = self.strip_end(self.sentence.last)
        after = self.tokens[token.index + 1 : last + 1]
        deed = next((n for n, t in enumerate(after) if t.tag == "VBG" and self._is_free(t)), len(after))
        after = after[:deed]  # "... officials said on Sunday updating an earlier toll"
        after = after[: next((n for n, _ in enumerate(after) if dates_after(after[n : n + 3])), len(after))]
        told = any(self.was_told(c, token) and c.right == last for c in self.children(token))
        after = after[: next((n for n, t in enumerate(after) if self._is_of_document(t)), len(after))]
        after = self._before_setting(after)
        verbs = ("VBD", "VBZ", "VBP") if told else ("VB",)  # "told a reporter working with CNN"
        if any(
            (t.tag.startswith(verbs) and t.dep != "amod") or t.text in DOUBLE_MARKS or t.lower == "that" for t in after
        ):
            return False
        if not after:
            return True
        addressee = ("NNP", "NNS", "DT", "PRP", "NN")
        if token.lower in TELLING and after[0].tag in addressee and (told or len(after) <= 6):
            return True
        return len(after) <= 8 and (after[0].tag in ("IN", "RB") or after[0].lower in TIME_WORDS)

    def _before_setting(self, after: list[Token]) -> list[Token]:
        """Return the words behind a verb before ", in one of the worst attacks of the year", which adds no clause."""
        comma = next((n for n, t in enumerate(after) if t.text == ","), None)
        if comma is None or comma + 1 == len(after) or after[comma + 1].tag != "IN":
            return after
        dated = after[:comma] and after[comma - 1].lower in TIME_WORDS
        clause = any(t.tag.startswith("VB") or t.text in DOUBLE_MARKS + "," for t in after[comma + 1 :])
        return after[:comma] if dated and not clause else after

    def was_told(self, one: Token, token: Token) -> bool:
        """True for who was told: "..., an officer told a reporter working with CNN"."""
        return token.lower in TELLING and one.dep in ADDRESSEES

    def _is_of_document(self, participle: Token) -> bool:
        """True for the participle of "said in a statement carried by the agency"."""
        acts = participle.tag == "VBN" and participle.dep == "acl"
        return acts and (self.names_document(self.tokens[participle.head]) or participle.lower in _CARRIED)

    def misread(self, token: Token) -> bool:
        """True for a verb read as a plural behind a body's name: "... in the city, FNA reports", "SOHR calls upon"."""
        if token.tag == "NNS" and self._closes_clause(token):
            return True
        mention = self.mentions.actor_at(token.index - 1) if token.tag == "NNS" and token.lower[-1:] == "s" else None
        if (
            mention is None
            or mention.is_place
            or mention.last != token.index - 1
            or mention.first < self.sentence.first
        ):
            return False
        before = self.tokens[mention.first - 1] if mention.first > self.sentence.first else None
        if before is not None and before.tag in ("IN", "TO", "DT", "JJ", "CC", "POS", "VBD", "VBN", "VBG"):
            return False
        return (token.dep == "ROOT" and before is None) or token.index == self.strip_end(self.sentence.last)

    def _closes_clause(self, token: Token) -> bool:
        """True for the plural that a clause hangs on: "The toll has risen, the official IRNA agency reports"."""
        clause = any(c.dep == "ccomp" and c.index < token.index for c in self.children(token))
        return clause and token.dep == "ROOT" and token.index == self.strip_end(self.sentence.last)

    def _is_free(self, participle: Token) -> bool:
        """True for a participle that opens a clause of its own."""
        before = self.tokens[participle.index - 1]
        return participle.dep not in ("amod", "csubj", "nsubj", "pcomp", "compound") and before.tag not in (
            "IN",
            "DT",
            "JJ",
        )

    def ends_at(self, index: int) -> bool:
        """True when nothing but a link to a further clause stands behind a token."""
        last = self.strip_end(self.sentence.last)
        if index >= last:
            return True
        following = self.tokens[index + 1 : index + 3]
        return following[0].text in COMMAS and (len(following) < 2 or following[1].lower in RESUMES)

    def names_source(self, token: Token) -> bool:
        """True for a name, a person's pronoun and a noun that can say something."""
        if token.tag in ("NNP", "NNPS") or token.lower in ("he", "she", "they"):
            return True
        return self.means_source(token)

    def means_source(self, token: Token) -> bool:
        """True for a noun that can say something."""
        return _noun_of(token.lower) in SOURCE_NOUNS

    def names_document(self, token: Token) -> bool:
        """True for a noun that means something written, filmed or measured."""
        return _noun_of(token.lower) in DOCUMENT_NOUNS

    def names_speaker(self, first: int, last: int, *, topics: bool = False) -> bool:
        """Tell whether words alone name somebody who speaks: a known actor, a source noun, a person's name with title.

        A place stands for its government, unless the words may name a topic instead ("Syria: ...").
        """
        words = self.tokens[first : last + 1]
        mentions = [m for t in words if (m := self.mentions.at(t.index)) is not None]
        if any(not m.is_place for m in mentions) or any(_noun_of(t.lower) in SOURCE_NOUNS for t in words):
            return True
        if mentions:
            return not topics and any(isinstance(m.entry, PlaceEntry) and m.entry.type == "country" for m in mentions)
        if first == last and any(
            t.text == words[0].text and t.dep == "nsubj" and t.index != first for t in self.tokens
        ):
            return words[0].tag == "NNP"
        names = [t for t in words if t.text[:1].isupper()]
        titled = any(t.lower.rstrip(".") in TITLES for t in words)
        return titled or (2 <= len(names) == len(words) <= 4 and (not topics or all(t.text.isupper() for t in words)))

    def is_last_name(self, token: Token) -> bool:
        """Tell whether what looks like a verb is somebody's last name: "Ali Said"."""
        return is_last_name(self.tokens, token.index, first=self.sentence.first, last=self.sentence.last)

    def names_outlet(self, first: int, last: int) -> bool:
        """Tell whether words name an outlet, which asks in an interview."""
        found = (self.mentions.at(index) for index in range(first, last + 1))
        return any(
            one is not None and isinstance(one.entry, ActorEntry) and one.entry.kind == "outlet" for one in found
        )

    @property
    def leads_on(self) -> bool:
        """True when a colon closes the sentence, so that what is cited may follow it."""
        return self.tokens[self.sentence.last].text == ":"

    def strip_end(self, last: int) -> int:
        while (
            last > self.sentence.first
            and self.tokens[last].tag in (".", ",", ":")
            and self.tokens[last].text not in DOUBLE_MARKS
        ):
            last -= 1
        return last

    def token_at(self, offset: int) -> int:
        low, high = self.sentence.first, self.sentence.last
        while low < high:
            middle = (low + high) // 2
            if self.tokens[middle].end <= offset:
                low = middle + 1
            else:
                high = middle
        return low

    def span(self, first: int, last: int) -> Span:
        """Return the tokens' span, grown or shrunk to whole quotations."""
        start, end = self.tokens[first].start, self.tokens[last].end
        for quote in self.quotes:
            if quote.start == start or quote.start == start + 1:
                start = quote.start
            if start <= quote.start < end < quote.end and quote.end - quote.start > 25:
                end = quote.end
            if (
                quote.start < start < quote.end <= end + 2
                and self.document.text[start - 1 : start] == self.document.text[quote.start : quote.start + 1]
            ):
                start = quote.start
            if 0 < quote.end - end <= 2 and quote.start >= start:
                end = quote.end
        return self.document.span(start, end)

    def mode(self, content: Span) -> Mode:
        """Return how a content renders the words: quoted from its first mark on, partly quoted, or reported."""
        inside = [q for q in self.quotes if q.start < content.end and content.start < q.end]
        if any(q.start == content.start and content.end <= q.end + 1 for q in inside):
            return "direct"
        return "mixed" if any(q.end - q.start > 4 for q in inside) else "indirect"

    def opens_at(self, index: int) -> bool:
        if index >= len(self.tokens):
            return False
        return any(0 <= q.start - self.tokens[index].start <= 1 for q in self.quotes)

    def closes_quote(self, token: Token) -> bool:
        """Tell whether a token is, or stands right behind, the closing mark of a quotation."""
        return any(0 <= token.end - q.end <= 1 for q in self.quotes)

    def finite(self, index: int) -> bool:
        """True for a finite verb that is no part of a name ("Raqqa Is Being Slaughtered Silently")."""
        if self.mentions.actor_at(index) is not None:
            return False
        return self.tokens[index].tag in ("VBD", "VBZ", "VBP", "MD") and self.tokens[index].dep != "amod"

    def has_clause(self, first: int, last: int) -> bool:
        """Tell whether a stretch has a finite verb besides those of its relative clauses."""
        words = range(first, last + 1)
        relatives = sum(self.tokens[i].lower in _RELATIVES for i in words)
        return sum(self.finite(i) for i in words) > relatives

    def relative_before(self, first: int, index: int) -> bool:
        return any(self.tokens[i].lower in _RELATIVES for i in range(first, index))

    def actor_from(self, first: int) -> int | None:
        """Return the token behind the known actor whose name begins at a token (an article aside)."""
        if first > self.sentence.last:
            return None
        start = first + 1 if self.tokens[first].tag == "DT" and first < self.sentence.last else first
        mention = self.mentions.actor_at(start)
        return mention.last + 1 if mention is not None and mention.first in (first, start) else None

    def context(self, content: Span) -> str:
        """Return the sentence's words outside the content: they name medium and date."""
        text = self.document.text[self.sentence.start : self.sentence.end]
        a, b = content.start - self.sentence.start, content.end - self.sentence.start
        return text[: max(a, 0)] + " " + text[max(b, 0) :]

    def beside_quote(self, token: Token) -> bool:
        end = self.tokens[min(token.index + 2, self.sentence.last)].end
        return (
            any(q.start - 3 <= token.end <= q.start or abs(q.end - token.start) <= 2 for q in self.quotes) and end > 0
        )

    def opens_quote(self, span: Span | None) -> bool:
        return span is not None and span.text[:1] in DOUBLE_MARKS + "‘'"


def dates_after(words: Sequence[Token]) -> bool:
    """True for "a day after ...", "two weeks before ..."."""
    if len(words) < 3 or words[0].tag not in ("DT", "CD"):
        return False
    return words[1].lower.rstrip("s") in UNITS and words[2].lower in ("after", "before")


def _noun_of(word: str) -> str:
    """Return the singular of a source noun, the word itself otherwise."""
    return word if word in SOURCE_NOUNS else _singular(word)


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("men"):
        return word[:-3] + "man"
    if word.endswith(("ches", "shes", "sses")):
        return word[:-2]
    return word.removesuffix("s")


@cache
def plural_sources() -> frozenset[str]:
    """Return the plural forms of the nouns that can say something."""
    return (
        frozenset(n + "s" for n in SOURCE_NOUNS)
        | frozenset(n[:-1] + "ies" for n in SOURCE_NOUNS if n.endswith("y"))
        | {"police", "people", "forces", "media"}
    )
