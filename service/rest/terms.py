"""Terms as they are bound in the queries of this package, whose texts are fixed: what requests say comes in here.

Every term is written by rdflib, which escapes what could end a literal; an IRI with a character that no IRI has is
refused. A query gets them as `VALUES`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import rdflib
from rdflib import XSD

from service.errors import RequestError

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]*")


def iri(text: str, name: str = "id") -> str:
    """Return an IRI as a term. Raises RequestError naming the parameter when it is none."""
    if not _IRI.fullmatch(text):
        raise RequestError(f"{name}={text!r}: expected an IRI, or one relative to the base, as actor/islamic-state")
    return f"<{text}>"


def text(value: str) -> str:
    """Return a string as a term."""
    return rdflib.Literal(value).n3()


def integer(value: int) -> str:
    """Return a number as a term."""
    return rdflib.Literal(value, datatype=XSD.integer).n3()


def decimal(value: str) -> str:
    """Return a decimal as a term."""
    return rdflib.Literal(value, datatype=XSD.decimal).n3()


def day(value: str) -> str:
    """Return a date as a term."""
    return rdflib.Literal(value, datatype=XSD.date).n3()


def values(name: str, terms: Iterable[str]) -> str:
    """Return the clause that gives a variable these terms."""
    return f"VALUES ?{name} {{ {' '.join(terms)} }}"
