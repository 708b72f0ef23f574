"""Ask a store of which nothing is known but that it has named graphs for what is in force.

What a default graph is, differs between stores: a graph of its own, the union of all named graphs, or nothing. So the
triples in force (`kg.store.view`) stand in a named graph, `IN_FORCE`, and a query is rewritten to be evaluated there:

1. Each outermost group is put into `GRAPH <…in-force> { … }`. Within it, patterns that name a graph are of that graph.
2. A graph that is a variable is none of the store's own graphs (`OWN`).
3. DESCRIBE, which would be of the store's default graph, becomes the CONSTRUCT of what has the things as subject.

A query that names its dataset (FROM) is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from kg.errors import QueryRefusedError
from kg.store.sparql import Token, tokens

IN_FORCE = "https://w3id.org/onrecord/graph/in-force"
"""The graph of the triples that are in force."""

ABOUT = "https://w3id.org/onrecord/graph/store"
"""The graph that says what the store is: its name, its format and its state."""

OWN = (IN_FORCE, ABOUT)

_NOT_OWN = ", ".join(f"<{name}>" for name in OWN)
_GROUPS = {"{": 1, "}": -1}
_BRACKETS = {"(": 1, ")": -1}


def prologue(query: str, prefixes: Mapping[str, str], base: str | None) -> str:
    """Return the declarations that a query needs beside its own, as SPARQL has it: the base, the prefixes."""
    found = list(tokens(query))
    declared = {name.text for word, name in pairwise(found) if word.text.upper() == "PREFIX"}
    used = {token.text.partition(":")[0] for token in found if token.kind == "name"}
    lines = [
        f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes.items() if name in used and f"{name}:" not in declared
    ]
    return "".join([f"BASE <{base}>\n" if base else "", *lines])


def names_graphs(query: str) -> bool:
    """Return whether a query names graphs, by FROM or GRAPH."""
    return any(token.kind == "word" and token.text.upper() in ("FROM", "GRAPH") for token in tokens(query))


def within(query: str, graph: str | None = IN_FORCE, *, iris: Mapping[str, str] | None = None) -> str:
    """Return a query that is evaluated on a graph, what is in force, with IRIs for some of its variables.

    Without a graph it is left on the dataset that it is sent with. `query` has passed a parser. Raises
    QueryRefusedError for what has no form that can be rewritten (DESCRIBE *).
    """
    text = _Text(query)
    if text.has("FROM"):
        graph = None
    if text.verb == "DESCRIBE" and graph:
        return within(_described(text), graph, iris=iris)
    known = "".join(f" VALUES ?{name} {{ <{iri}> }}" for name, iri in (iris or {}).items())
    opening = f" GRAPH <{graph}> {{" if graph else ""
    pieces: list[tuple[int, str]] = []
    for group in text.groups():
        pieces.append((group.start + 1, f"{opening}{known if group.main else ''}"))
        pieces.append((group.end, " }" if graph else ""))
        if group.template:
            pieces.append((group.before, f" {{{query[group.start + 1 : group.end]}}} "))
    if graph:
        pieces += text.variable_graphs()
    return _with(query, pieces)


class _Group:
    """An outermost group: the places of its brackets; `main` when it is the WHERE, `template` when it stands for the
    template of a CONSTRUCT, too, which is to be put `before` it."""

    __slots__ = ("before", "end", "main", "start", "template")

    def __init__(self, start: int, end: int, *, main: bool, template: bool, before: int) -> None:
        self.start, self.end, self.main, self.template, self.before = start, end, main, template, before


class _Text:
    """The tokens of a query behind its declarations."""

    def __init__(self, query: str) -> None:
        self.query = query
        found = list(tokens(query))
        at = 0
        while at < len(found) and found[at].text.upper() in ("PREFIX", "BASE"):
            at += 3 if found[at].text.upper() == "PREFIX" else 2
        self.start = found[at].start if at < len(found) else len(query)
        self.found: Sequence[Token] = found[at:]

    @property
    def verb(self) -> str:
        return self.found[0].text.upper() if self.found else ""

    def has(self, word: str) -> bool:
        """Return whether a keyword stands outside of all groups."""
        return any(token.kind == "word" and token.text.upper() == word for token in self._outermost())

    def groups(self) -> Iterator[_Group]:
        """Yield the outermost groups, without the template of a CONSTRUCT and without data (VALUES)."""
        brackets, data, number = 0, False, 0
        before: Token | None = None
        while number < len(self.found):
            token = self.found[number]
            word = token.text.upper() if token.kind == "word" else ""
            if token.kind == "other":
                brackets += _BRACKETS.get(token.text, 0)
            data |= word == "VALUES"
            if token.kind == "other" and token.text == "{":
                closing = self.closing(number)
                short = before is not None and before.text.upper() == "WHERE" and self._after_verb(number - 1)
                if not data and not self._after_verb(number):
                    yield _Group(
                        token.start,
                        self.found[closing].start,
                        main=brackets == 0,
                        template=short and self.verb == "CONSTRUCT",
                        before=self.found[0].end,
                    )
                number, data = closing, False
            before = self.found[number]
            number += 1

    def variable_graphs(self) -> Iterator[tuple[int, str]]:
        """Yield what is to stand behind each group whose graph is a variable, with its place."""
        for number, token in enumerate(self.found[:-2]):
            graph, opening = self.found[number + 1], self.found[number + 2]
            if token.text.upper() == "GRAPH" and graph.kind == "variable" and opening.text == "{":
                end = self.found[self.closing(number + 2)].end
                yield end, f" FILTER({graph.text} NOT IN ({_NOT_OWN}))"

    def closing(self, opening: int) -> int:
        """Return the number of the token that closes a group."""
        depth = 0
        for number in range(opening, len(self.found)):
            if self.found[number].kind == "other":
                depth += _GROUPS.get(self.found[number].text, 0)
            if depth == 0:
                return number
        raise QueryRefusedError("the query has a group that is not closed")

    def _after_verb(self, number: int) -> bool:
        """Return whether a token follows CONSTRUCT: its template, or the WHERE of its short form."""
        return number == 1 and self.verb == "CONSTRUCT"

    def _outermost(self) -> Iterator[Token]:
        depth = 0
        for token in self.found:
            if token.kind == "other" and token.text in _GROUPS:
                depth += _GROUPS[token.text]
            elif depth == 0:
                yield token


def _described(text: _Text) -> str:
    """Return the CONSTRUCT of what has the things as subject that a DESCRIBE names, or finds."""
    things: list[Token] = []
    for token in text.found[1:]:
        if token.kind not in ("variable", "iri", "name"):
            break
        things.append(token)
    if not things:
        raise QueryRefusedError("DESCRIBE *: expected the names of variables, or IRIs")
    rest = text.query[things[-1].end :].strip()
    found = f"SELECT DISTINCT {' '.join(one.text for one in things if one.kind == 'variable')} {rest}"
    parts = [
        f"{{ {{ {found} }} BIND({one.text} AS ?describedSubject) }}"
        if one.kind == "variable"
        else f"{{ BIND({one.text} AS ?describedSubject) }}"
        for one in things
    ]
    triple = "?describedSubject ?describedPredicate ?describedObject"
    declarations = text.query[: text.start]
    return f"{declarations}CONSTRUCT {{ {triple} }} WHERE {{ {{ {' UNION '.join(parts)} }} {triple} }}"


def _with(query: str, pieces: Sequence[tuple[int, str]]) -> str:
    """Return a text with pieces put in at places; of those at one place the first comes first."""
    parts, at = [], 0
    for place, piece in sorted(pieces, key=lambda one: one[0]):
        parts += [query[at:place], piece]
        at = place
    return "".join([*parts, query[at:]])
