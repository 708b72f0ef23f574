"""A source phrase with its words, the known names in it, and its head."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from kg.extract.document import Document, Token
from kg.extract.mentions import Mentions
from kg.gazetteer import ActorEntry, Match
from kg.record import Span


class Phrase:
    """The words of a source phrase; `matches` are known names in positions of its words."""

    def __init__(self, document: Document, mentions: Mentions, words: Sequence[Token]) -> None:
        self.document = document
        self.mentions = mentions
        self.words = list(words)
        self.source = self.span(self.words)
        self.matches = self._matches()
        self.head = self._head()

    @classmethod
    def of(cls, document: Document, mentions: Mentions, source: Span) -> Phrase:
        """Return the phrase that a span of the text covers: a word at least, the next one for a span without any."""
        tokens = document.tokens
        first = min(bisect_right(tokens, source.start, key=lambda token: token.end), len(tokens) - 1)
        last = first + 1
        while last < len(tokens) and tokens[last].start < source.end:
            last += 1
        return cls(document, mentions, tokens[first:last])

    def part(self, words: Sequence[Token]) -> Phrase:
        """Return some of the words as a phrase of its own."""
        return Phrase(self.document, self.mentions, words)

    @property
    def position(self) -> int:
        """Position of the head."""
        return self.words.index(self.head)

    def span(self, words: Sequence[Token]) -> Span:
        """Return where consecutive words stand in the text."""
        return self.document.span(words[0].start, words[-1].end)

    def text(self, words: Sequence[Token]) -> str:
        """Return consecutive words on one line, without commas around them."""
        return re.sub(r"\s+", " ", self.document.text[words[0].start : words[-1].end]).strip(" ,")

    def actor_matches(self) -> list[Match]:
        """Return the known organisations and groups named in the phrase."""
        return [m for m in self.matches if isinstance(m.entry, ActorEntry) and m.entry.kind != "person"]

    def begins_with(self, *words: str) -> bool:
        """Tell whether the first word is one of these."""
        return self.words[0].lower in words

    def has_name(self) -> bool:
        """Tell whether a word is tagged as a name; "Britain-based" and the like only describe."""
        based = [i for i, t in enumerate(self.words) if t.lower in ("based", "backed", "led", "linked", "run")]
        return any(t.tag in ("NNP", "NNPS") for t in self.words[based[-1] if based else 0 :])

    def _matches(self) -> list[Match]:
        first, last = self.words[0].index, self.words[-1].index
        sentence = self.document.sentences[self.words[0].sentence]
        return [
            Match(m.first - first, m.last - first + 1, m.entry, m.alternatives, m.metonym)
            for m in self.mentions.of(sentence)
            if first <= m.first and m.last <= last
        ]

    def _head(self) -> Token:
        inside = {t.index for t in self.words}
        heads = [t for t in self.words if t.head not in inside or t.head == t.index]
        nouns = [t for t in heads if t.tag.startswith(("NN", "PRP"))]
        if len(nouns) > 1 and (_apposed(self.words, nouns[0], nouns[-1]) or _qualify(nouns)):
            return nouns[-1]
        nouns = nouns or [t for t in heads if t.tag.startswith(("CD", "DT", "JJ", "VBN"))]
        return (nouns or heads or self.words)[0]


def _apposed(words: Sequence[Token], noun: Token, name: Token) -> bool:
    """True for a noun and the name behind it that lost their comma: "the opposition | Syrian National Coalition"."""
    if noun.tag != "NN" or not name.tag.startswith("NNP") or noun.dep != name.dep:
        return False
    return not any(t.tag == "IN" and noun.index < t.index < name.index for t in words)


def _qualify(nouns: Sequence[Token]) -> bool:
    """True where all nouns hang on a word behind them: "Iran's IRNA agency" before "reports", read as a noun."""
    return all(t.dep in ("poss", "compound", "nmod") and t.head == nouns[0].head > t.index for t in nouns)
