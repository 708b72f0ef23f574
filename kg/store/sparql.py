"""Look at the words of a SPARQL text without evaluating it: does it call SERVICE, does its answer change by itself?

The text is cut into tokens by the terminals of the grammar (https://www.w3.org/TR/sparql11-query/#sparqlGrammar), so
that a keyword within a string, an IRI, a comment, a variable or a prefixed name is not taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from kg.errors import EvaluationError

_TOKEN = re.compile(
    r"""
    (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
              | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
  | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\[uU][0-9A-Fa-f]+)*>)
  | (?P<comment>\#[^\n\r]*)
  | (?P<variable>[?$]\w+)
  | (?P<language>@[A-Za-z][A-Za-z0-9-]*)
  | (?P<name>(?:_|[^\W\d_](?:[\w.\-]{0,60}[\w\-])?)?:(?:[\w:%.\-]|\\.)*)
  | (?P<word>[^\W\d]\w*)
  | (?P<space>\s+)
  | (?P<other>\\.|.)
    """,
    re.VERBOSE | re.DOTALL,
)
# The bound on a prefix's length is what keeps the time in proportion to the length of the text.


class Token(NamedTuple):
    """A piece of a SPARQL text; `kind` names the group of the grammar's terminals it belongs to."""

    kind: str
    text: str
    start: int
    end: int


def tokens(query: str, start: int = 0) -> Iterator[Token]:
    """Yield the tokens of a SPARQL text from a place in it, without white space and comments."""
    for match in _TOKEN.finditer(query, start):
        kind = match.lastgroup or "other"
        if kind not in ("space", "comment"):
            yield Token(kind, match.group(), match.start(), match.end())


def calls_service(query: str) -> bool:
    """Return whether the query asks other endpoints (SERVICE), or may do so.

    Oxigraph takes a keyword for one even when it is glued to what stands beside it, as in `SERVICESILENT<…>{`,
    `SERVICEex:name{` and `1e5SERVICE<…>{`. So each word that holds it counts, and each such prefix before a group.
    """
    return "SERVICE" in query.upper() and any(True for _ in may_be_service(list(tokens(query))))


def may_be_service(found: Sequence[Token]) -> Iterator[int]:
    """Yield the numbers of the tokens that call other endpoints, or may do so (see `calls_service`)."""
    for number, (token, after) in enumerate(pairwise((*found, _END))):
        if token.kind == "name":
            if "SERVICE" in token.text.partition(":")[0].upper() and after.text == "{":
                yield number
        elif token.kind == "word" and "SERVICE" in token.text.upper():
            yield number


_END = Token("other", "", 0, 0)


_VOLATILE = {"NOW", "RAND", "UUID", "STRUUID", "BNODE", "SERVICE"}


def is_volatile(query: str) -> bool:
    """Return whether the answer may change though the graph does not: by the clock, by chance, by another endpoint."""
    words = query.upper()
    return any(word in words for word in _VOLATILE) and any(
        token.kind == "word" and token.text.upper() in _VOLATILE for token in tokens(query)
    )


DEEPEST = 400
"""Brackets within brackets that a query may have; some thousands end the process that evaluates it."""


def check_nesting(query: str) -> None:
    """Raise EvaluationError when brackets are nested too deeply."""
    if sum(map(query.count, "{([")) <= DEEPEST:
        return
    depth = 0
    for token in tokens(query):
        if token.kind == "other":
            depth += (token.text in "{([") - (token.text in "})]")
            if depth > DEEPEST:
                raise EvaluationError(f"the query is nested too deeply: expected at most {DEEPEST} open brackets")


def limited(query: str, rows: int) -> str:
    """Return a SELECT query that gives at most so many rows; another query, or one that asks for fewer, as it is.

    The limit is put where the grammar has it: at the end, before VALUES
    (https://www.w3.org/TR/sparql11-query/#rSolutionModifier).
    """
    words = {word.group().upper(): word for word in _outermost_words(query)}
    if "SELECT" not in words:
        return query
    if "LIMIT" in words:
        digits = _NUMBER.match(query, words["LIMIT"].end())
        if digits is None or int(digits[1]) <= rows:
            return query
        return f"{query[: digits.start(1)]}{rows}{query[digits.end(1) :]}"
    end = words["VALUES"].start() if "VALUES" in words else len(query)
    return f"{query[:end]}\nLIMIT {rows}\n{query[end:]}"


_DECLARATIONS = re.compile(r"(?:\s*(?:PREFIX\s+[\w.\-]*:|BASE)\s*<[^<>\"{}|^`\\\x00-\x20]*>)*", re.IGNORECASE)
_NUMBER = re.compile(r"(?:\s|#[^\n\r]*[\n\r])*(\d+)")


def _outermost_words(query: str) -> Iterator[re.Match[str]]:
    """Yield the words that stand in no group, those of the declarations at the beginning left out."""
    depth = 0
    declared = _DECLARATIONS.match(query)
    for match in _TOKEN.finditer(query, declared.end() if declared else 0):
        if match.lastgroup == "word":
            if depth == 0:
                yield match
        elif match.lastgroup == "other":
            depth += (match.group() == "{") - (match.group() == "}")
