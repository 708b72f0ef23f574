"""What comes of a partition, in three packed files of the same bytes whoever writes them.

NAME.nq.gz              the quads of its articles, canonical N-Quads: any RDF store loads them
NAME.records.jsonl.gz   their records, as `onrecord extract` prints them
NAME.outcomes.jsonl.gz  what became of each input, in order: the article as it was read, and either the numbers of what
                        stands of it in the other two or the reason why it is refused
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from kg.analysis import Analysed, Refused, packed
from kg.cluster.manifest import Manifest
from kg.errors import StoreError
from kg.reading.article import Article
from kg.record import dump_record, load_record

_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input: the place it stands at, the article when it could be read, and what was made of it."""

    place: str
    article: Article | None
    made: Analysed | Refused


class Writer:
    """Writes the outputs of a partition; a context manager, behind which `hashes` holds their SHA-256."""

    def __init__(self, folder: Path, name: str) -> None:
        self.hashes: dict[str, str] = {}
        self.articles = self.refused = self.quads = 0
        self._held = ExitStack()
        self._quads = self._opened(folder / f"{name}.nq.gz")
        self._records = self._opened(folder / f"{name}.records.jsonl.gz")
        self._outcomes = self._opened(folder / f"{name}.outcomes.jsonl.gz")

    def put(self, outcome: Outcome) -> None:
        """Write what became of one input."""
        article, made = outcome.article, outcome.made
        line: dict[str, Any] = {"place": outcome.place, "article": asdict(article) if article else None}
        if isinstance(made, Analysed):
            del line["article"]["text"]  # which stands in the record
            text = made.quads
            quads = text.count("\n")
            line["analysed"] = {**{name: getattr(made, name) for name in _TOLD}, "quads": quads}
            self._quads.write(text.encode())
            self._records.write(f"{made.line}\n".encode())
            self.articles += 1
            self.quads += quads
        else:
            record = dump_record(made.record) if made.record else None
            told = ("source", "stage", "reason", "raw", "report")
            line["refused"] = {**{name: getattr(made, name) for name in told}, "record": record}
            self.refused += 1
        self._outcomes.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def _opened(self, path: Path) -> IO[bytes]:
        file = self._held.enter_context(path.open("wb"))
        hashed = _Hashed(file)
        self._held.callback(lambda: self.hashes.update({path.name: hashed.digest.hexdigest()}))
        packed = gzip.GzipFile("", "wb", _LEVEL, hashed, mtime=0)
        return self._held.enter_context(io.BufferedWriter(packed, 1 << 16))


_TOLD = ("article_iri", "graph", "statements", "incidents", "claims")


class _Hashed(io.RawIOBase):
    """A file that is written, with the hash of what has been written to it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def write(self, data: Any) -> int:
        self.digest.update(data)
        return self._file.write(data)


def read_outputs(folder: Path, manifest: Manifest) -> Iterator[Outcome]:
    """Yield what became of the inputs of a partition. Raises StoreError when an output is missing or was changed."""
    kinds = ("nq", "records.jsonl", "outcomes.jsonl")
    quads, records, outcomes = (_lines(folder, f"{manifest.name}.{kind}.gz", manifest) for kind in kinds)
    for line in outcomes:
        told = json.loads(line)
        yield _refused(told) if "refused" in told else _analysed(told, next(records), quads)


def _lines(folder: Path, name: str, manifest: Manifest) -> Iterator[bytes]:
    path = folder / name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StoreError(f"output {str(path)!r} cannot be read: {error}") from error
    if hashlib.sha256(data).hexdigest() != manifest.outputs.get(name):
        raise StoreError(f"output {str(path)!r} is damaged: its SHA-256 is not the one in its manifest")
    return iter(gzip.GzipFile(fileobj=io.BytesIO(data)))


def _analysed(told: dict[str, Any], record: bytes, quads: Iterator[bytes]) -> Outcome:
    known = told["analysed"]
    line = record.decode().rstrip("\n")
    text = b"".join(islice(quads, known.pop("quads"))).decode()
    article = _article({**told["article"], "text": json.loads(line)["text"]})
    return Outcome(told["place"], article, Analysed(line=line, packed=packed(text), **known))


def _refused(told: dict[str, Any]) -> Outcome:
    known = told["refused"]
    article = _article(told["article"]) if told["article"] else None
    record = load_record(json.dumps(known.pop("record"))) if known["record"] else known.pop("record")
    return Outcome(told["place"], article, Refused(article=article, record=record, **known))


def _article(fields: dict[str, Any]) -> Article:
    return Article(**{**fields, "notes": tuple(fields["notes"])})
