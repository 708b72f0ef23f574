"""What is asked, as an expression of SQLite's full-text search (https://www.sqlite.org/fts5.html#full_text_query_syntax).

Words are taken as they are, whatever marks are in them: a person's question has no syntax but quotation marks around a
phrase and a star behind the beginning of a word.
"""

from __future__ import annotations

import re

from kg.errors import QuerySyntaxError

_PART = re.compile(r'["“”„]([^"“”„]*)["“”„]?|(\S+)')
_WORD = re.compile(r"\w")
_MOST_PARTS = 64


def expression(question: str) -> str:
    """Return the expression that all words and phrases of a question must fit. Raises QuerySyntaxError without any."""
    parts = []
    for match in _PART.finditer(question.replace("\0", " ")):
        phrase, word = match.groups()
        text, beginning = (phrase, False) if phrase is not None else (word.rstrip("*"), word.endswith("*"))
        if _WORD.search(text):
            parts.append(f'"{text.replace(chr(34), " ")}"' + (" *" if beginning else ""))
    if not parts:
        raise QuerySyntaxError(f"q={question!r}: expected a word, or a phrase in quotation marks")
    if len(parts) > _MOST_PARTS:
        raise QuerySyntaxError(f"the question has {len(parts)} words: expected at most {_MOST_PARTS}")
    return " AND ".join(parts)
