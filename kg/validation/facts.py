"""A graph as the gate reads it: light terms in dictionaries, and nothing in it whose meaning needs a second thought.

pySHACL judges rdflib's terms; the gate judges texts. The two agree where each literal has the one form that is usual
for its value: no "007" that is also "7", no date of 30 February, no datatype of which this module does not know how
its values are written. A graph with anything else is not read (`Doubtful`) and goes to pySHACL as it is. The same holds
for classes with subclasses, whose instances the gate would have to work out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from rdflib import RDF, RDFS, XSD

from kg.mapping.quads import Literal, Term, Triple

Number = int | Decimal

_TYPE, _SUBCLASS = str(RDF.type), str(RDFS.subClassOf)
_INTEGER, _DECIMAL, _DATE, _MOMENT = str(XSD.integer), str(XSD.decimal), str(XSD.date), str(XSD.dateTime)
USUAL = {
    _INTEGER: re.compile(r"0|-?[1-9][0-9]{0,17}"),
    _DECIMAL: re.compile(r"(?!-0$)-?(0|[1-9][0-9]{0,11})(\.[0-9]{0,11}[1-9])?"),
    _DATE: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    str(XSD.boolean): re.compile(r"true|false"),
    _MOMENT: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{0,5}[1-9])?Z"),
}
"""How values of the datatypes of XML Schema that are in use are written."""

_KNOWN_TO_RDFLIB = (str(XSD), str(RDF))
_LANGUAGE = re.compile(r"[a-z]{1,8}(-[a-z0-9]{1,8})*")


class DoubtfulError(Exception):
    """The gate cannot say; pySHACL must."""


class Facts:
    """The triples of a graph, for each property from subjects to objects, each once; and backwards when asked."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Index triples. Raises DoubtfulError when there is one that rdflib might see in another way."""
        self._columns: dict[str, dict[Term, list[Term]]] = defaultdict(dict)
        self._inverse: dict[str, dict[Term, list[Term]]] = {}
        for subject, predicate, value in dict.fromkeys(triples):
            if type(value) is Literal and (value.datatype or value.language) and not is_usual(value):
                raise DoubtfulError(f"the literal {value!r} is not written in the usual form")
            column = self._columns[predicate]
            if subject in column:
                column[subject].append(value)
            else:
                column[subject] = [value]
        if _SUBCLASS in self._columns:
            raise DoubtfulError("the graph has classes of its own")

    def objects(self, predicate: str) -> Mapping[Term, Sequence[Term]]:
        """Return the subjects that have a property, each with its objects."""
        return self._columns.get(predicate, {})

    def subjects(self, predicate: str) -> Mapping[Term, Sequence[Term]]:
        """Return the objects that a property leads to, each with its subjects."""
        if predicate not in self._inverse:
            found = self._inverse[predicate] = {}
            for subject, values in self.objects(predicate).items():
                for value in values:
                    found.setdefault(value, []).append(subject)
        return self._inverse[predicate]

    def instances(self, cls: str) -> Sequence[Term]:
        """Return the nodes of a class."""
        return self.subjects(_TYPE).get(cls, ())


def is_usual(literal: Literal) -> bool:
    """Return whether a literal is well-formed, and the only one with its value and datatype."""
    text, datatype, language = literal
    if datatype is not None:
        return _is_usual(text, datatype)
    return language is None or _is_language(language)


@lru_cache(maxsize=256)
def _is_language(tag: str) -> bool:
    return _LANGUAGE.fullmatch(tag) is not None


@lru_cache(maxsize=16384)
def _is_usual(text: str, datatype: str) -> bool:
    form = USUAL.get(datatype)
    if form is None:
        return not datatype.startswith(_KNOWN_TO_RDFLIB)
    if not form.fullmatch(text):
        return False
    return datatype not in (_DATE, _MOMENT) or _find_moment(text) is not None


@lru_cache(maxsize=16384)
def find_number(literal: Term) -> Number | None:
    """Return the value of a usual whole or decimal number; None for anything else."""
    if not isinstance(literal, Literal):
        return None
    if literal.datatype == _INTEGER:
        return int(literal.text)
    return Decimal(literal.text) if literal.datatype == _DECIMAL else None


def find_date(literal: Term) -> datetime | None:
    """Return the moment at which a date begins; None for anything else."""
    return _find_moment(literal.text) if isinstance(literal, Literal) and literal.datatype == _DATE else None


@lru_cache(maxsize=4096)
def _find_moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
