"""Ratings of sources and of what they report by the Admiralty scheme, as the operator has set them in a file.

The file is CSV with the columns `subject,code,by,date,note`, a rating a line; lines that start with # are skipped.
`subject` is an IRI, whole or relative to the base of the data (`actor/sana`, `article/…`, `report/…`). A letter from A
to F is the reliability of a source, a digit from 1 to 6 the credibility of what an article, report or claim says.
Nothing is rated but what stands here: what is not rated counts, and is not taken for F or 6.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kg.errors import RuleError
from kg.mapping.frame import Triples
from kg.mapping.iris import RATINGS, escaped, mint
from kg.mapping.quads import Literal, Quad
from kg.mapping.vocabulary import DCTERMS, ONR, RDF, RDFS, VAL, XSD

COLUMNS = ("subject", "code", "by", "date", "note")
_LETTERS, _DIGITS = "ABCDEF", "123456"
_DATE = str(XSD.date)


@dataclass(frozen=True, slots=True)
class Rating:
    """One code, of what, by whom, when (ISO date) and why."""

    subject: str
    code: str
    by: str
    date: str
    note: str = ""


def load_ratings(path: Path) -> tuple[Rating, ...]:
    """Return the ratings of a file. Raises RuleError naming the line and the column that is not as it must be."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"ratings {str(path)!r} cannot be read: {error}") from error
    rows = csv.DictReader([line for line in lines if line.strip() and not line.startswith("#")])
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise RuleError(f"ratings {str(path)!r}: the columns are {rows.fieldnames!r}, expected {','.join(COLUMNS)}")
    return tuple(_rating(f"ratings {str(path)!r}, entry {number}", row) for number, row in enumerate(rows, start=1))


def ratings_quads(ratings: Iterable[Rating], *, base: str) -> tuple[Quad, ...]:
    """Return the ratings as quads of their graph: each a node, and the code at what it rates."""
    graph = base + RATINGS
    return tuple(Quad(*triple, graph) for rating in ratings for triple in _triples(rating, base))


def _triples(rating: Rating, base: str) -> Triples:
    subject = escaped(rating.subject if ":" in rating.subject else base + rating.subject)
    is_reliability = rating.code in _LETTERS
    value = str(VAL[f"{'reliability' if is_reliability else 'credibility'}_{rating.code}"])
    node = mint(base, "rating", subject, rating.code, rating.by, rating.date)
    yield subject, str(ONR.reliability if is_reliability else ONR.credibility), value
    yield node, str(RDF.type), str(ONR.Rating)
    yield node, str(ONR.rates), subject
    yield node, str(RDF.value), value
    yield node, str(ONR.ratedBy), Literal(rating.by)
    yield node, str(DCTERMS.date), Literal(rating.date, _DATE)
    if rating.note:
        yield node, str(RDFS.comment), Literal(rating.note)


def _rating(where: str, row: dict[str, str]) -> Rating:
    found = Rating(*((row[column] or "").strip() for column in COLUMNS))
    if not found.subject or not found.by:
        raise RuleError(f"{where}: subject {found.subject!r}, by {found.by!r}: expected what is rated and who rates it")
    if len(found.code) != 1 or found.code not in _LETTERS + _DIGITS:
        raise RuleError(f"{where}: code {found.code!r}, expected a letter from A to F or a digit from 1 to 6")
    try:
        date.fromisoformat(found.date)
    except ValueError as error:
        raise RuleError(f"{where}: date {found.date!r}, expected a day like 2020-10-31") from error
    return found
