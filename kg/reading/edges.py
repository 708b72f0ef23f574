"""Gives the first and the last lines of an article, where mastheads, dates, bylines and credits stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, takewhile

_HEAD, _HEAD_LINES = 4000, 12
_TAIL, _TAIL_LINES = 1500, 15
_SENTENCE = re.compile(r"(?:\S+ ){11,}.*[.!?][\"”’')]*$")  # a dozen words and a full stop
_LONGEST_LINE = 200


def head_lines(text: str) -> Iterator[str]:
    """Yield the first lines that are not blank, white space evened."""
    return _lines(text[:_HEAD].split("\n"), _HEAD_LINES)


def front_lines(text: str) -> Iterator[str]:
    """Yield the lines of the head that stand before its first paragraph."""
    return takewhile(lambda line: not is_paragraph(line), head_lines(text))


def is_paragraph(line: str) -> bool:
    """Tell running text from a title, a date stamp or a credit."""
    return len(line) > _LONGEST_LINE or _SENTENCE.match(line) is not None


def tail_lines(text: str) -> Iterator[str]:
    """Yield the last lines that are not blank, the last one first, white space evened."""
    return _lines(reversed(text[-_TAIL:].split("\n")), _TAIL_LINES)


def _lines(lines: Iterator[str] | list[str], most: int) -> Iterator[str]:
    return islice(filter(None, (" ".join(line.split()) for line in lines)), most)
