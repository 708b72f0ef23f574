"""Tables: incidents with their tallies, claims with words and offsets, actors, articles; as CSV and as Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO, Literal

from kg.exports import reading
from kg.exports.dump import Dump
from kg.exports.reading import Row, rows

ColumnKind = Literal["text", "integer", "number", "date"]

_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, its query, and the columns that are no text."""

    name: str
    title: str
    query: str
    kinds: dict[str, ColumnKind]

    def columns(self, dump: Dump) -> tuple[str, ...]:
        """Return the names of the columns; the last two are the same in every row."""
        return (*dump.graphs.query(self.query).variables, "licence", "provenance")

    def rows(self, dump: Dump) -> Iterator[Row]:
        """Yield the rows."""
        told = {"licence": dump.licence, "provenance": dump.note}
        return ({**row, **told} for row in rows(dump, self.query))


_DAYS: dict[str, ColumnKind] = {"earliest": "date", "latest": "date"}
_FIGURES: dict[str, ColumnKind] = {"low": "integer", "high": "integer"}

TABLES = (
    Table(
        "incidents",
        "Incidents: a row for each tally (low, best, high), with grades and origins",
        reading.INCIDENTS,
        {**_DAYS, **_FIGURES, "best": "integer", "lat": "number", "long": "number", "origins": "integer",
         "reports": "integer"},
    ),
    Table(
        "claims",
        "Claims: who said it, for whom, the words and their place in the text, figures, article",
        reading.CLAIMS,
        {**_DAYS, **_FIGURES, "start": "integer", "end": "integer", "confidence": "number", "published": "date"},
    ),
    Table("actors", "Actors and sources, with their names", reading.ACTORS, {"statements": "integer"}),
    Table("articles", "Articles, with outlet, date and revision", reading.ARTICLES, {"published": "date"}),
)  # fmt: skip
"""All tables."""


def write_csv(table: Table, dump: Dump, output: IO[bytes]) -> None:
    """Write a table as CSV (RFC 4180)."""
    text = io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=True)
    writer = csv.DictWriter(text, table.columns(dump), restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(table.rows(dump))
    text.detach()


def write_parquet(table: Table, dump: Dump, output: IO[bytes]) -> None:
    """Write a table as Parquet, some thousand rows to a group; licence and provenance are in its metadata, too."""
    import pyarrow as pa  # only who wants Parquet needs it
    import pyarrow.parquet as pq

    types = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "date": pa.date32()}
    fields = [pa.field(name, types[table.kinds.get(name, "text")]) for name in table.columns(dump)]
    told = {"title": table.title, "licence": dump.licence, "provenance": dump.note}
    schema = pa.schema(fields, metadata=told)
    found = table.rows(dump)
    with pq.ParquetWriter(output, schema, compression="zstd") as writer:
        while some := list(islice(found, _BATCH)):
            columns = [pa.array([row.get(one.name) for row in some], type=pa.string()).cast(one.type) for one in fields]
            writer.write_batch(pa.record_batch(columns, schema=schema))
