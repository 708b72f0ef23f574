"""The shipped queries: one `.rq` file each, with a header that documents it and parameters with defaults.

A file is plain SPARQL 1.1 that any endpoint answers as it stands. Its first lines are comments of the form

    #title: Incidents and how many claims are made about each
    #description: One row for each report of an incident …   (may stand on several lines)
    #param from: date: only incidents that end on this day or later

and each parameter stands in the query as `VALUES ?from { "1900-01-01"^^xsd:date }`, which gives its default. Binding a
parameter puts another RDF term in place of that one; UNDEF as the default leaves the variable free. Relative IRIs
are relative to the base of the data, so that `<actor/islamic-state>` names an actor whatever the deployment.

An operator adds queries of the same form in a folder (setting ONRECORD_QUERIES).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, get_args

import rdflib
from rdflib import XSD

from kg.errors import QueryError, UnknownQueryError
from kg.mapping.vocabulary import PREFIXES
from kg.store.sparql import Token, tokens

ParameterKind = Literal["iri", "text", "integer", "date"]

_NAME = re.compile(r"[A-Za-z0-9_-]+")
_HEADER = re.compile(r"#(title: |description: |param )(.*)")
_PARAMETER = re.compile(r"(\w+): (\w+): (.+)")
_IRI = re.compile(r'[^<>"{}|^`\\\x00-\x20]+')


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a query that the asker may give a value; `default` is the SPARQL term in the file."""

    name: str
    kind: ParameterKind
    help: str
    default: str


@dataclass(frozen=True, slots=True)
class ShippedQuery:
    """A documented query."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str


def load_queries(folder: str = "") -> tuple[ShippedQuery, ...]:
    """Return the shipped queries and those in a folder of the operator's, by name.

    Raises QueryError when a file breaks the convention or has the name of a shipped one, or there is no such folder.
    """
    shipped = _shipped()
    own = _read_folder(Path(folder)) if folder else ()
    taken = {query.name for query in shipped}
    twice = next((query.name for query in own if query.name in taken), None)
    if twice is not None:
        raise QueryError(f"query {folder}/{twice}.rq: a shipped query has this name, expected another")
    return tuple(sorted((*shipped, *own), key=lambda query: query.name))


def find_query(name: str, folder: str = "") -> ShippedQuery:
    """Return the query of this name. Raises UnknownQueryError with the nearest names."""
    known = {query.name: query for query in load_queries(folder)}
    if name in known:
        return known[name]
    raise UnknownQueryError(f"no query is named {name!r}: expected {', '.join(find_near(name, known))}")


def find_near(name: str, known: Iterable[str]) -> list[str]:
    """Return the names that are like a name, all when none is."""
    names = sorted(known)
    return difflib.get_close_matches(name, names) or names


@cache
def _shipped() -> tuple[ShippedQuery, ...]:
    found = (one for one in files(__name__).iterdir() if one.name.endswith(".rq"))
    return tuple(read_query(one.name.removesuffix(".rq"), one.read_text(encoding="utf-8")) for one in found)


def _read_folder(folder: Path) -> tuple[ShippedQuery, ...]:
    if not folder.is_dir():
        raise QueryError(f"folder of queries {str(folder)!r}: there is no such folder")
    queries = []
    for path in sorted(folder.glob("*.rq")):
        if not _NAME.fullmatch(path.stem):
            raise QueryError(f"query {str(path)!r}: expected a name of letters, digits, - and _")
        try:
            queries.append(read_query(path.stem, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError as error:
            raise QueryError(f"query {str(path)!r} is not UTF-8 text: {error.reason}") from error
    return tuple(queries)


def read_query(name: str, text: str) -> ShippedQuery:
    """Read a query and its header. Raises QueryError naming what the header lacks."""
    head: dict[str, list[str]] = {"title": [], "description": [], "param": []}
    for line in text.splitlines():
        match = _HEADER.fullmatch(line)
        if match:
            head[match[1].rstrip(": ")].append(match[2].strip())
    if len(head["title"]) != 1 or not head["description"]:
        raise QueryError(f"query {name!r}: expected one '#title:' line and a '#description:' line at its head")
    parameters = tuple(_read_parameter(name, line, text) for line in head["param"])
    return ShippedQuery(name, head["title"][0], " ".join(head["description"]), parameters, text)


def bind(query: ShippedQuery, values: Mapping[str, str]) -> str:
    """Return the query's text with these values for its parameters; the others keep their defaults.

    An IRI may be whole, relative to the base of the data, or a prefixed name. Raises UnknownQueryError
    naming a parameter that does not exist or whose value is not of its kind.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    text = query.text
    for name, value in values.items():
        if name not in known:
            expected = ", ".join(sorted(known)) or "none"
            raise UnknownQueryError(f"query {query.name!r} has no parameter {name!r}: expected {expected}")
        start, end = _place(query.name, name, text)
        text = f"{text[:start]} {_term(known[name], value)} {text[end:]}"
    return text


def _read_parameter(query: str, line: str, text: str) -> Parameter:
    match = _PARAMETER.fullmatch(line)
    if match is None or match[2] not in get_args(ParameterKind):
        kinds = "|".join(get_args(ParameterKind))
        raise QueryError(f"query {query!r}: '#param {line}': expected '#param name: {kinds}: help'")
    start, end = _place(query, match[1], text)
    kind: ParameterKind = match[2]  # type: ignore[assignment]
    return Parameter(match[1], kind, match[3], text[start:end].strip())


def _place(query: str, name: str, text: str) -> tuple[int, int]:
    """Return where the term stands in `VALUES ?name { term }`."""
    found = list(tokens(text))
    for number, token in enumerate(found):
        if token.text.upper() == "VALUES" and _texts(found[number + 1 : number + 3]) == [f"?{name}", "{"]:
            closing = next((one for one in found[number + 3 :] if one.text == "}"), None)
            if closing is not None:
                return found[number + 2].end, closing.start
    raise QueryError(f"query {query!r}: parameter {name!r}: expected 'VALUES ?{name} {{ term }}' in the query")


def _texts(found: list[Token]) -> list[str]:
    return [token.text for token in found]


def _term(parameter: Parameter, value: str) -> str:
    """Return the SPARQL term that a value stands for."""
    try:
        if parameter.kind == "integer":
            return str(int(value))
        if parameter.kind == "date":
            return rdflib.Literal(date.fromisoformat(value).isoformat(), datatype=XSD.date).n3()
    except ValueError as error:
        expected = "a whole number" if parameter.kind == "integer" else "a date like 2018-10-31"
        raise UnknownQueryError(f"parameter {parameter.name}={value!r}: expected {expected}") from error
    if parameter.kind == "text":
        return rdflib.Literal(value).n3()
    return _iri(parameter, value)


def _iri(parameter: Parameter, value: str) -> str:
    prefix, _, local = value.partition(":")
    whole = PREFIXES[prefix] + local if prefix in PREFIXES else value
    if not _IRI.fullmatch(whole):
        raise UnknownQueryError(
            f"parameter {parameter.name}={value!r}: expected an IRI, one relative to the base (actor/islamic-state) "
            "or a prefixed name (wd:Q2429253)"
        )
    return f"<{whole}>"
