"""An article prepared for extraction: its blocks, sentences and tokens, all in offsets of the stored text.

Every component of `kg.extract` reads a `Document` and returns new values; none changes it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.extract.mending import mended
from kg.extract.parsing import STAND_INS, ParsedToken, Parser
from kg.extract.portions import portions
from kg.reading.article import Article
from kg.reading.layout import Block, find_blocks
from kg.record import Span

_STAND_INS = frozenset(STAND_INS.values())
_READ = frozenset({"body", "item", "headline", "heading", "caption"})


class Token:
    """One word or mark. Indices count the document's tokens; `start` and `end` are offsets in the text.

    `tag` is a Penn Treebank tag, `dep` a ClearNLP label, `head` the index of the head (its own at a
    root). `left` and `right` are the first and last index of its subtree.
    """

    __slots__ = (
        "children",
        "dep",
        "end",
        "head",
        "index",
        "left",
        "lower",
        "right",
        "sentence",
        "start",
        "tag",
        "text",
    )

    def __init__(self, parsed: ParsedToken, *, index: int, base: int, offset: int, sentence: int) -> None:
        self.index = index
        self.text = parsed.text
        self.lower = parsed.text.lower()
        self.tag = parsed.tag
        self.dep = parsed.dep
        self.head = base + parsed.head
        self.start = offset + parsed.start
        self.end = offset + parsed.end
        self.sentence = sentence
        self.children: list[int] = []
        self.left = index
        self.right = index

    def __repr__(self) -> str:
        return f"<{self.index} {self.text} {self.tag} {self.dep}>{self.head}>"


def token_after(tokens: Sequence[Token], index: int) -> Token:
    """Return the token behind the one at an index of a document, and the last one where none follows."""
    return tokens[min(index + 1, len(tokens) - 1)]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: tokens `first` to `last` (inclusive) of the document, inside block number `block`."""

    index: int
    block: int
    first: int
    last: int
    start: int
    end: int


class Document:
    """A parsed article.

    `blocks` are all blocks of the text; only those that can hold news are parsed, and of blocks that
    repeat an earlier one only the first (`repeats` lists the others).
    """

    def __init__(self, article: Article, parser: Parser) -> None:
        self.article = article
        self.text = article.text
        self.blocks: tuple[Block, ...] = find_blocks(article.text, article.title)
        read = [
            (number, start, end)
            for number, block in enumerate(self.blocks)
            if block.kind in _READ and block.repeats is None
            for start, end in portions(self.text, block.body_start, block.end)
        ]
        self.tokens: list[Token] = []
        self.sentences: list[Sentence] = []
        parsed = parser.parse([self.text[start:end] for _, start, end in read])
        for (number, start, _), tokens in zip(read, parsed, strict=True):
            self._add(number, start, mended(tokens))
        self._link()
        self._starts = [block.body_start for block in self.blocks]
        self._again: dict[int, list[Block]] = {}
        for block in self.blocks:
            if block.repeats is not None:
                self._again.setdefault(block.repeats, []).append(block)

    def _add(self, number: int, offset: int, parsed: Sequence[ParsedToken]) -> None:
        base = begin = len(self.tokens)
        for index, one in enumerate(parsed, start=base):
            if one.starts_sentence and index > begin:
                self._close(number, begin, index - 1)
                begin = index
            token = Token(one, index=index, base=base, offset=offset, sentence=len(self.sentences))
            shown = self.text[token.start : token.end]
            if shown.isupper() or token.text in _STAND_INS:  # what was parsed may be in ordinary case, or a stand-in
                token.text, token.lower = shown, shown.lower()
            self.tokens.append(token)
        if parsed:
            self._close(number, begin, len(self.tokens) - 1)

    def _close(self, block: int, first: int, last: int) -> None:
        start, end = self.tokens[first].start, self.tokens[last].end
        self.sentences.append(Sentence(len(self.sentences), block, first, last, start, end))

    def _link(self) -> None:
        for token in self.tokens:
            if token.head != token.index:
                self.tokens[token.head].children.append(token.index)
        self._reach(self.tokens, "left")
        self._reach(reversed(self.tokens), "right")

    def _reach(self, tokens: Iterable[Token], side: str) -> None:
        """Set how far subtrees reach to the side from which the tokens come: who comes first is the outermost."""
        reached: set[int] = set()
        for token in tokens:
            at = token
            while at.index not in reached:
                reached.add(at.index)
                setattr(at, side, token.index)
                at = self.tokens[at.head]

    def words(self, sentence: Sentence) -> list[Token]:
        """Return the sentence's tokens."""
        return self.tokens[sentence.first : sentence.last + 1]

    def block(self, sentence: Sentence) -> Block:
        """Return the block that holds the sentence."""
        return self.blocks[sentence.block]

    def span(self, start: int, end: int) -> Span:
        """Return the stretch of text from start to end (offsets), without white space around it."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Span(start, end, self.text[start:end])

    def token_span(self, first: int, last: int) -> Span:
        """Return the stretch from token first to token last, inclusive."""
        return self.span(self.tokens[first].start, self.tokens[last].end)

    def ancestors(self, index: int) -> Iterator[Token]:
        """Yield the head of a token, its head and so on to the root."""
        at = self.tokens[index]
        while at.head != at.index:
            at = self.tokens[at.head]
            yield at

    def repeats(self, span: Span) -> tuple[int, ...]:
        """Return how far from a span the text prints the same words again, once for each repeated block."""
        number = bisect_right(self._starts, span.start) - 1
        if number < 0 or span.end > self.blocks[number].end:
            return ()
        shifts = (other.body_start - self._starts[number] for other in self._again.get(number, ()))
        return tuple(d for d in shifts if self.text[span.start + d : span.end + d] == span.text)
