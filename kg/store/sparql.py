"""Look at the words of a SPARQL text without evaluating it: does it call SERVICE?

The text is cut into tokens by the terminals of the grammar (https://www.w3.org/TR/sparql11-query/#sparqlGrammar), so
that a keyword within a string, an IRI, a comment, a variable or a prefixed name is not taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
              | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<comment>\#[^\n\r]*)
  | (?P<variable>[?$]\w+)
  | (?P<language>@[A-Za-z][A-Za-z0-9-]*)
  | (?P<name>(?:_|[^\W\d_](?:[\w.\-]*[\w\-])?)?:(?:[\w:%.\-]|\\.)*)
  | (?P<word>[^\W\d]\w*)
  | (?P<space>\s+)
  | (?P<other>\\.|.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a SPARQL text; `kind` names the group of the grammar's terminals it belongs to."""

    kind: str
    text: str
    start: int
    end: int


def tokens(query: str) -> Iterator[Token]:
    """Yield the tokens of a SPARQL text, without white space and comments."""
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or "other"
        if kind not in ("space", "comment"):
            yield Token(kind, match.group(), match.start(), match.end())


def calls_service(query: str) -> bool:
    """Return whether the query asks other endpoints (SERVICE)."""
    return any(token.kind == "word" and token.text.upper() == "SERVICE" for token in tokens(query))
