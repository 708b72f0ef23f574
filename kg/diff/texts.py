"""What changed between two texts, word by word, with what stands around it.

1. Lines that both texts have, in one order, are set aside; what stands between them is compared word by word.
2. Changes with nothing but white space or punctuation between them are one change.
3. Each change is shown between the words that stand before and after it in the later text.

Offsets count Unicode code points, as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

CONTEXT = 6
"""Words shown on either side of a change."""

_LARGEST = 4_000_000
"""Pairs of words compared in one place; two passages with more are one change as a whole."""

_WORD = re.compile(r"\w+|[^\w\s]|\s+")
_BEFORE = re.compile(rf"(?:\S+\s+){{0,{CONTEXT - 1}}}\S*\s*$")
_AFTER = re.compile(rf"\s*\S*(?:\s+\S+){{0,{CONTEXT - 1}}}")


@dataclass(frozen=True, slots=True)
class TextChange:
    """Words that gave way to others (either may be empty) and what stands around them in the later text.

    `start` and `end` are offsets of the new words in the later text, `old_start` and `old_end` those of the old words
    in the earlier one.
    """

    old: str
    new: str
    old_start: int
    old_end: int
    start: int
    end: int
    prefix: str
    suffix: str


def text_changes(earlier: str, later: str) -> tuple[TextChange, ...]:
    """Return what changed from one text to another, in order."""
    return tuple(_shown(earlier, later, *span) for span in _joined(earlier, later, _differences(earlier, later)))


_Span = tuple[int, int, int, int]


def _differences(earlier: str, later: str) -> Iterator[_Span]:
    """Yield where the texts differ: from and to in the earlier, from and to in the later."""
    old_lines, new_lines = earlier.splitlines(keepends=True), later.splitlines(keepends=True)
    for old_start, old_end, start, end in _unequal(old_lines, new_lines):
        old, new = earlier[old_start:old_end], later[start:end]
        old_words, new_words = _WORD.findall(old), _WORD.findall(new)
        if len(old_words) * len(new_words) > _LARGEST:
            yield old_start, old_end, start, end
        else:
            for a, b, c, d in _unequal(old_words, new_words):
                yield old_start + a, old_start + b, start + c, start + d


def _unequal(old: Sequence[str], new: Sequence[str]) -> Iterator[_Span]:
    """Yield where two texts cut into pieces differ, in characters."""
    old_at, new_at = _offsets(old), _offsets(new)
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield old_at[a], old_at[b], new_at[c], new_at[d]


def _offsets(pieces: Sequence[str]) -> list[int]:
    offsets = [0]
    for piece in pieces:
        offsets.append(offsets[-1] + len(piece))
    return offsets


def _joined(earlier: str, later: str, spans: Iterator[_Span]) -> Iterator[_Span]:
    """Yield the spans, those with no word between them as one, and none in which only white space differs."""
    held: _Span | None = None
    for span in spans:
        if held is not None and not re.search(r"\w", later[held[3] : span[2]]):
            held = (held[0], span[1], held[2], span[3])
            continue
        if held is not None:
            yield held
        held = span
    if held is not None:
        yield held


def _shown(earlier: str, later: str, old_start: int, old_end: int, start: int, end: int) -> TextChange:
    before, after = _BEFORE.search(later[:start]), _AFTER.match(later[end:])
    return TextChange(
        old=earlier[old_start:old_end],
        new=later[start:end],
        old_start=old_start,
        old_end=old_end,
        start=start,
        end=end,
        prefix=before[0] if before else "",
        suffix=after[0] if after else "",
    )
