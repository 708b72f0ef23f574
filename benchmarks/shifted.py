"""Make many records out of real ones: the same articles again, in other years and other places.

1. A copy moves all dates of a record by whole years and all coordinates and place names by a step, so that copies are
   articles, incidents and places of their own, while people, organisations and outlets stay the ones they are: a
   grown graph has the shape of the real one.
2. The words of a copy are of its own as well, as long as the real ones: each copy has its own letter for each letter.
   Else what is found between articles that share words would grow as it never does.
3. Records are extracted once; mapping the copies is what takes time.
"""

from __future__ import annotations

import itertools
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from kg import inference, mapping
from kg.analysis import Analysed, packed
from kg.errors import ReadingError
from kg.mapping.described import described, pack
from kg.pipeline import extract
from kg.reading import Article
from kg.record import Record, dump_record, dump_record_line, load_record
from kg.settings import Settings
from kg.store.graphs import Change, GraphStore

_YEAR = re.compile(r"\b(19|20)\d\d(?=-|$|/)")
_LETTERS = ascii_lowercase + ascii_uppercase
_TEXTS = frozenset({"text", "title"})
_DATES = frozenset({"published", "said_on", "date"})
_RUN = mapping.Run(version="0.0.0", model="shifted")
_STEP = 0.07  # degrees, some 7 km


def records_of(paths: Iterable[Path], settings: Settings) -> list[Record]:
    """Return the records of the articles that can be extracted; raises ReadingError where there is none."""
    outcomes = list(extract(paths, settings=settings))
    records = [one for one in outcomes if isinstance(one, Record)]
    if not records:
        reasons = "; ".join(f"{one.source}: {one.reason}" for one in outcomes if not isinstance(one, Record))
        raise ReadingError(f"no article to measure with ({reasons or 'nothing named'}), expected files of articles")
    return records


def shifted(record: Record, copy: int) -> Record:
    """Return a copy of a record, by number; copy 0 is the record itself."""
    if copy == 0:
        return record
    moved = _reworded(_moved(dump_record(record), copy), other_letters(copy))
    return load_record(json.dumps({**moved, "id": f"{record.id}-{copy}", "url": None, "source_file": None}))


def copies_of(records: Sequence[Record]) -> Iterator[Record]:
    """Yield the records, then copies of them, without end."""
    return (shifted(record, copy) for copy in itertools.count() for record in records)


def nquads_of(record: Record, base: str) -> str:
    """Return the quads of a record, as a build makes them."""
    return mapping.nquads(
        (*mapping.article_quads(record, base=base), *mapping.provenance_quads(record, base=base, run=_RUN))
    )


def article_of(record: Record) -> Article:
    """Return the article that a record could have been extracted from."""
    outlet, via = (one.name if one else None for one in (record.outlet, record.via))
    return Article(record.id, record.text, f"{record.id}.txt", record.url, record.title, outlet, via, record.published)


def analysed(record: Record, base: str) -> Analysed:
    """Return what a worker of a build would hand over."""
    counts = len(record.statements), len(record.incidents), len(record.claims)
    graph, iri = mapping.graph_iri(record, base=base), mapping.article_iri(record, base=base)
    told = pack(described(mapping.article_triples(record, base=base), base=base))
    return Analysed(dump_record_line(record), iri, graph, packed(nquads_of(record, base)), *counts, told)


def store_records(records: Iterable[Record], store: GraphStore, *, batch: int = 50) -> Iterator[int]:
    """Store records as a build does, some at a time, with what is inferred from them; yield the quads of each batch."""
    base = store.base or Settings().base
    rules, coming = inference.Rules.of(Settings(base=base)), iter(records)
    while several := list(itertools.islice(coming, batch)):
        quads = [nquads_of(record, base) for record in several]
        new = [mapping.graph_iri(record, base=base) for record in several]
        changes = [Change(add=one) for one in quads]
        store.commit([*changes, inference.unsettle(store, base=base, new=new)], publish=False)
        for _ in inference.settle(store, rules=rules):
            pass
        yield sum(one.count("\n") for one in quads)


@cache
def other_letters(copy: int) -> dict[int, str]:
    """Return the letter that a copy, by number, has for each letter."""
    others = random.Random(copy).sample(ascii_lowercase, len(ascii_lowercase))
    return {ord(one): other for one, other in zip(_LETTERS, [*others, *map(str.upper, others)], strict=True)}


def _reworded(value: Any, letters: dict[int, str]) -> Any:
    """Return the value with the texts of its spans, and of the article, in other letters."""
    if isinstance(value, list):
        return [_reworded(one, letters) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: one.translate(letters) if name in _TEXTS and isinstance(one, str) else _reworded(one, letters)
        for name, one in value.items()
    }


def _moved(value: Any, copy: int) -> Any:
    if isinstance(value, list):
        return [_moved(one, copy) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: _moved_field(name, one, value, copy) for name, one in value.items()}


def _moved_field(name: str, value: Any, holder: dict[str, Any], copy: int) -> Any:
    if value is None:
        return None
    if name in _DATES and isinstance(value, str):
        return _YEAR.sub(lambda year: str(int(year[0]) + copy), value)
    if name in ("lat", "lon"):
        return round(value + _STEP * copy % 10, 5)
    if holder.get("kind") == "place" and name in ("id", "name"):
        return f"{value}-{copy}" if name == "id" else f"{value} {copy}"
    return _moved(value, copy)
