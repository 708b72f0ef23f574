"""Queries that ask other endpoints (SERVICE): whom they ask, and how to send them elsewhere, with fewer rows to find.

1. Each call is found by its tokens: `SERVICE [SILENT] <iri> {`. One that names its endpoint by a variable, or is glued
   to what stands beside it, is refused: nobody could say beforehand whom it asks.
2. Oxigraph sends a call as it stands, whatever the query knows already. So what the rest of the group around a call
   says of the variables in it is asked first (`known_query`), and goes along as VALUES. Only what is joined
   counts (https://www.w3.org/TR/sparql11-query/#sparqlTranslateGraphPatterns): FILTER, OPTIONAL, MINUS and BIND are
   left out, which leaves more rows, never fewer; and only variables that the call binds in any case are restricted.
3. The endpoints' IRIs are replaced by addresses of whoever passes the calls on (`sent_on`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.errors import QueryRefusedError, QuerySyntaxError
from kg.store.sparql import Token, calls_service, may_be_service, tokens

SILENT = "silent"
"""The parameter by which the address of a call says that its failure is to be passed over."""

MOST_KNOWN = 1000
"""Rows that go along with a call; what has more is sent as it stands."""


@dataclass(frozen=True, slots=True)
class Call:
    """A SERVICE clause: the endpoint's IRI, the place of its name, and the first and last token of its group."""

    iri: str
    silent: bool
    name: Token
    first: int
    last: int


def calls_of(query: str, prefixes: Mapping[str, str]) -> list[Call]:
    """Return the SERVICE clauses of a query, those within others included.

    Raises QueryRefusedError, and QuerySyntaxError when a bracket is not closed.
    """
    found = list(tokens(query))
    known = {**prefixes, **_declared(found)}
    calls = []
    for number in may_be_service(found):
        if found[number].text.upper() != "SERVICE":
            raise QueryRefusedError(f"{found[number].text!r}: expected SERVICE apart from what stands beside it")
        at = number + 1
        while at < len(found) and found[at].text.upper() == "SILENT":
            at += 1
        if at + 1 >= len(found) or found[at + 1].text != "{":
            raise QueryRefusedError("SERVICE: expected the IRI of an endpoint and a group")
        calls.append(Call(_iri(found[at], known), at > number + 1, found[at], at + 1, _closing(found, at + 1)))
    return calls


def sent_on(
    query: str,
    prefixes: Mapping[str, str],
    addresses: Mapping[str, str],
    ask: Callable[[str], Iterable[Sequence[str | None]]],
) -> str:
    """Return the query with each call sent to the address that stands for its endpoint, and with what is known for it.

    `ask` gives the rows of a query to the store: terms in SPARQL, None where there is none to pass on.
    Raises QueryRefusedError for an endpoint that has no address.
    """
    calls = calls_of(query, prefixes)
    for call in sorted(calls, key=lambda one: one.name.start, reverse=True):
        if call.iri not in addresses:
            raise QueryRefusedError(f"SERVICE is refused: <{call.iri}> is not an endpoint that may be asked")
        address = addresses[call.iri] + (f"?{SILENT}" if call.silent else "")
        query = f"{query[: call.name.start]} <{address}> {query[call.name.end :]}"
    for call in reversed(calls):
        if (known := known_query(query, call, MOST_KNOWN + 1)) is not None:
            names, rows = _whole_columns(known[1], list(ask(known[0])))
            if names and len(rows) <= MOST_KNOWN:
                query = _with_values(query, call, names, rows)
    return query


def known_query(query: str, call: Call, most: int) -> tuple[str, tuple[str, ...]] | None:
    """Return a query for what the group around a call says of variables in it, and these; None where it says nothing.

    Only a call that stands right in the outermost group of the query is looked at.
    """
    found = list(tokens(query))
    outer = _around(found, call)
    if outer is None:
        return None
    kept = _joined(query, found, *outer)
    inside = _joined(query, found, call.first, call.last)
    names = sorted(_bound(inside) & {token.text[1:] for token in tokens(kept) if token.kind == "variable"})
    if not names or calls_service(kept):
        return None
    chosen = " ".join(f"?{name}" for name in names)
    text = f"{_prologue(query, found)} SELECT DISTINCT {chosen} {_dataset(query, found)} WHERE {kept} LIMIT {most}"
    return text, tuple(names)


def _whole_columns(
    names: Sequence[str], rows: Sequence[Sequence[str | None]]
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the columns that have a term in every row, and the distinct rows of them."""
    whole = [number for number in range(len(names)) if all(row[number] is not None for row in rows)]
    chosen = dict.fromkeys(tuple(row[number] or "" for number in whole) for row in rows)
    return tuple(names[number] for number in whole), list(chosen)


def _with_values(query: str, call: Call, names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return the query with rows of terms at the end of a call's group."""
    closing = list(tokens(query))[call.last].start
    listed = " ".join(f"({' '.join(row)})" for row in rows)
    return f"{query[:closing]} VALUES ({' '.join(f'?{name}' for name in names)}) {{ {listed} }} {query[closing:]}"


def _iri(token: Token, prefixes: Mapping[str, str]) -> str:
    if token.kind == "variable":
        raise QueryRefusedError(f"SERVICE {token.text}: expected the IRI of an endpoint, a variable could be any")
    iri = token.text.strip("<>")
    if token.kind == "name":
        prefix, _, local = token.text.partition(":")
        if prefix not in prefixes:
            raise QueryRefusedError(f"SERVICE {token.text}: the prefix {prefix!r} is not declared")
        iri = prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
    if not re.match(r"https?://[^\\]+\Z", iri):
        raise QueryRefusedError(f"SERVICE {token.text}: expected a whole IRI, with http or https")
    return iri


def _declared(found: Sequence[Token]) -> dict[str, str]:
    """Return the prefixes that the prologue declares."""
    declared = {}
    for word, name, iri in zip(found, found[1:], found[2:], strict=False):
        if word.kind == "word" and word.text.upper() == "PREFIX" and (name.kind, iri.kind) == ("name", "iri"):
            declared[name.text[:-1]] = iri.text[1:-1]
    return declared


def _closing(found: Sequence[Token], opening: int) -> int:
    """Return the number of the token that closes a bracket. Raises QuerySyntaxError when nothing does."""
    pair = {"{": "}", "(": ")"}[found[opening].text]
    depth = 0
    for number in range(opening, len(found)):
        if found[number].kind == "other":
            depth += (found[number].text == found[opening].text) - (found[number].text == pair)
        if depth == 0:
            return number
    raise QuerySyntaxError(f"the query has no {pair!r} for the {found[opening].text!r} at {found[opening].start}")


def _around(found: Sequence[Token], call: Call) -> tuple[int, int] | None:
    """Return the numbers of the brackets of the outermost group, when the call stands right in it."""
    open_ones: list[int] = []
    for number, token in enumerate(found[: call.first]):
        if token.kind == "other" and token.text == "{":
            open_ones.append(number)
        elif token.kind == "other" and token.text == "}" and open_ones:
            open_ones.pop()
    return (open_ones[0], _closing(found, open_ones[0])) if len(open_ones) == 1 else None


def _joined(query: str, found: Sequence[Token], first: int, last: int) -> str:
    """Return a group with `{}` for each of its parts that is not joined to the others as it stands."""
    text, at, number = [], found[first].start, first + 1
    while number < last:
        token = found[number]
        word = token.text.upper() if token.kind == "word" else ""
        if word in ("FILTER", "OPTIONAL", "MINUS", "SERVICE", "BIND"):
            end = _end_of_part(found, number, last)
            text += [query[at : token.start], "{}"]
            at, number = found[end].end, end
        elif token.text == "{" and token.kind == "other":
            number = _closing(found, number)
        number += 1
    return "".join([*text, query[at : found[last].end]])


def _end_of_part(found: Sequence[Token], number: int, last: int) -> int:
    """Return the last token of a part that begins with a keyword: the first bracket behind it, closed."""
    while number < last and not (found[number].kind == "other" and found[number].text in "{("):
        number += 1
    return _closing(found, number)


def _bound(group: str) -> set[str]:
    """Return the variables of the triples right in a group: it binds them in any case."""
    names, found, number = set(), list(tokens(group)), 1
    while number < len(found) - 1:
        token = found[number]
        if token.kind == "word" and token.text.upper() in ("VALUES", "GRAPH"):
            while found[number].text != "{":
                number += 1
        if found[number].kind == "other" and found[number].text == "{":
            number = _closing(found, number)
        elif token.kind == "variable":
            names.add(token.text[1:])
        number += 1
    return names


def _prologue(query: str, found: Sequence[Token]) -> str:
    start = next(token.start for token in found if token.text.upper() in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))
    return query[:start]


def _dataset(query: str, found: Sequence[Token]) -> str:
    """Return the FROM clauses."""
    return " ".join(query[token.start : found[end].end] for token, end in _from(found))


def _from(found: Sequence[Token]) -> Iterator[tuple[Token, int]]:
    for number, token in enumerate(found):
        if token.text == "{":
            return
        if token.kind == "word" and token.text.upper() == "FROM":
            yield token, number + 1 + (found[number + 1].text.upper() == "NAMED")
