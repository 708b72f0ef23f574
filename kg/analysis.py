"""What is done to one article before it is stored: extract, map, validate. Worker processes run this.

1. Extract the article into a record, say whom its names mean, and hold it to its contract and to the article's text.
2. Map the record to quads.
3. Validate the quads with the shapes.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain
from typing import Literal

from kg import mapping
from kg.errors import ExtractionError, RecordError
from kg.gazetteer import Gazetteer, data_version
from kg.linking.identifying import identified
from kg.mapping.actors import actors
from kg.mapping.described import described, pack
from kg.mapping.iris import PROVENANCE
from kg.reading.article import Article
from kg.record import Record, check_record, dump_record_line, load_record
from kg.settings import Settings

SHAPING = ("base", "language", "max_characters", "attitudes")
"""The settings, besides the model, that shape the graph of an article."""

Stage = Literal["reading", "extraction", "validation", "storing"]


@dataclass(frozen=True, slots=True)
class Refused:
    """An article that does not reach the store: where it stopped and why, with what there was of it.

    `raw` is the entry of a table as it stands there.
    """

    source: str
    stage: Stage
    reason: str
    article: Article | None = None
    raw: str | None = None
    record: Record | None = None
    report: str | None = None


@dataclass(frozen=True, slots=True)
class Analysed:
    """An article that may be stored: its record as the line of JSON that is filed, and its quads (`packed`).

    So it passes between processes at a fraction of what the record's objects would cost, and many can wait in memory.
    The counts are of its rows.
    `described` is what the article describes, packed for the inference (`kg.mapping.described`); where it is empty, the
    quads tell.
    """

    line: str
    article_iri: str
    graph: str
    packed: bytes
    statements: int
    incidents: int
    claims: int
    described: bytes = b""

    @property
    def quads(self) -> str:
        """The quads, unpacked: canonical N-Quads."""
        return zlib.decompress(self.packed).decode()

    @property
    def record(self) -> Record:
        """The record, read anew."""
        return load_record(self.line)


def packed(quads: str) -> bytes:
    """Return quads (N-Quads) as they are handed over: a fifteenth in size, made in less than a millisecond."""
    return zlib.compress(quads.encode(), 1)


def refused(article: Article, stage: Stage, reason: str, record: Record | None = None, report: str = "") -> Refused:
    """Return the refusal of an article that was read."""
    source = article.source_file or article.id
    if article.id not in source:  # one of several in a file
        source = f"{source}, article {article.id}"
    return Refused(source, stage, reason, article, record=record, report=report or None)


class Extraction:
    """The extraction step with its language model loaded, which takes about a second."""

    def __init__(self, settings: Settings) -> None:
        from kg.extract import Extractor  # spaCy takes a second to import: only who extracts pays it

        self._extractor = Extractor(settings)
        self._gazetteer = Gazetteer.load()
        self._gazetteer.prepare()

    def __call__(self, article: Article) -> Record | Refused:
        """Return the article's record, or why there is none."""
        try:
            record = identified(self._extractor.extract(article), self._gazetteer)
            check_record(record)
        except (ExtractionError, RecordError) as error:
            return refused(article, "extraction", str(error))
        if record.text != article.text or record.sha256 != article.sha256:
            return refused(article, "extraction", "the record's text is not the article's, expected the same", record)
        return record


class Analysis:
    """All steps between reading and storing, with what they need loaded."""

    def __init__(self, settings: Settings) -> None:
        from kg import validation  # rdflib's parsers: only who validates pays them

        self._extraction = Extraction(settings)
        validation.prepare()
        self._check = validation.check_triples
        self._gazetteer = Gazetteer.load()
        self._base = settings.base
        self._run = mapping.Run(
            version=version("onrecord"),
            model=settings.model,
            settings=tuple((name, str(getattr(settings, name))) for name in SHAPING),
            data=(("gazetteer", data_version()),),
        )

    def __call__(self, article: Article) -> Analysed | Refused:
        """Return the article's record and quads, or why it must not be stored."""
        record = self._extraction(article)
        if isinstance(record, Refused):
            return record
        base, known = self._base, self.known(record)
        graph = mapping.graph_iri(record, base=base)
        graphs = {
            graph: mapping.article_triples(record, base=base, known=known),
            base + PROVENANCE: mapping.provenance_triples(record, base=base, run=self._run),
        }
        report = self._check(chain.from_iterable(graphs.values()), warnings=False)
        if not report.conforms:
            reason = (
                f"its graph does not conform to the shapes: {report.results[0].message} "
                f"({len(report.results)} findings in all)"
            )
            return refused(article, "validation", reason, record, report.text())
        article_iri, quads = mapping.article_iri(record, base=base), mapping.nquads_of(graphs)
        counts = len(record.statements), len(record.incidents), len(record.claims)
        told = pack(described(graphs[graph], base=base))
        return Analysed(dump_record_line(record), article_iri, graph, packed(quads), *counts, told)

    def known(self, record: Record) -> frozenset[str]:
        """Return the ids in the record that the gazetteer has."""
        places = (place for incident in record.incidents for place in incident.places)
        return frozenset(
            [actor.id for actor in actors(record) if self._gazetteer.actor(actor.id)]
            + [place.id for place in places if self._gazetteer.place(place.id)]
        )
