"""Documents that are sent to the service, taken into the store by the writer's process just as a build takes them.

The model and the gazetteer are loaded once, in a process of which a fresh one is forked for each document, so that an
article that takes too long, or brings its process down, is refused like any other and costs nothing else.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from kg import mapping
from kg.analysis import Analysed, Analysis, Refused
from kg.filing import Filing, Taken, file_articles
from kg.mapping.frame import Frame
from kg.reading import Article, Refusal, read_document, text_hash
from kg.record import Record, dump_record, load_record
from kg.settings import Settings
from kg.store.graphs import GraphStore
from kg.store.texts import RecordStore
from kg.workers import Workshop, worker_count
from service.engine.telling import read_settings


def prepare(asked: dict[str, Any]) -> None:
    """Load what analyses articles."""
    _workshop(settings_of(asked))


def file_documents(store: GraphStore, asked: dict[str, Any], data: bytes) -> dict[str, Any]:
    """Take the articles of a document, or of one on each line, into the store.

    Returns `outcomes`, what became of each in the order in which they stand there, and `notes` on them all.
    """
    settings = settings_of(asked)
    directory = settings.folder
    read = list(_read(asked, data, settings))
    outcomes: list[Taken | Refused] = []
    filing = Filing(directory, store, settings, told=outcomes.append)
    workshop, workers = _workshop(settings), min(worker_count(settings.workers), len(read))
    file_articles(filing, read, lambda some: workshop.work_through(some, workers=workers, seconds=settings.max_seconds))
    records, places = RecordStore(directory), _Places(read)
    told = [
        _taken(one, records, settings.base) if isinstance(one, Taken) else _refused(one)
        for one in sorted(outcomes, key=places.of)
    ]
    return {"outcomes": told, "notes": filing.report.notes}


def _read(asked: dict[str, Any], data: bytes, settings: Settings) -> Iterator[Article | Refusal]:
    if asked["kind"] == "jsonl":
        for line in filter(bytes.strip, data.splitlines()):
            yield _only(list(read_document(line, "json", name=_name(line), settings=settings)), _name(line))
        return
    known = asked["fields"]
    name = known.get("id") or known.get("url") or _name(data)
    yield from read_document(data, asked["kind"], name=name, settings=settings, fields=known)


def _only(found: Sequence[Article | Refusal], name: str) -> Article | Refusal:
    """Return what a line holds: each has one answer."""
    return found[0] if len(found) == 1 else Refusal(name, f"holds {len(found)} articles, expected one object a line")


def _name(data: bytes) -> str:
    """Return the name of what has none, the same whenever it is sent."""
    return f"upload-{text_hash(data.decode('utf-8', errors='replace'))[:16]}"


class _Places:
    """Where in the document an outcome belongs: refusals come later than the articles beside them."""

    def __init__(self, read: Sequence[Article | Refusal]) -> None:
        self._of: dict[str, deque[int]] = defaultdict(deque)
        for place, one in enumerate(read):
            self._of[f"refused {one.source}" if isinstance(one, Refusal) else f"article {one.id}"].append(place)

    def of(self, outcome: Taken | Refused) -> int:
        """Return the place of an outcome; to be asked once for each, in the order in which they came."""
        if isinstance(outcome, Refused) and outcome.stage == "reading":
            return self._of[f"refused {outcome.source}"].popleft()
        assert outcome.article is not None
        return self._of[f"article {outcome.article.id}"].popleft()


@cache
def _workshop(settings: Settings) -> Workshop[Article, Analysed | Refused]:
    return Workshop(_Making(settings))


class _Making:
    """Makes the analysis, in the process that keeps it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __call__(self) -> Analysis:
        return Analysis(self._settings)


@cache
def _read_settings(given: tuple[tuple[str, str], ...]) -> Settings:
    return read_settings(dict(given))


def settings_of(asked: dict[str, Any]) -> Settings:
    """Return the settings that came with what is asked."""
    return _read_settings(tuple(sorted(asked["settings"].items())))


def _taken(one: Taken, records: RecordStore, base: str) -> dict[str, Any]:
    record = records.get(one.article.id, one.article.sha256) if one.line is None else load_record(one.line)
    return {
        "outcome": one.how,
        "id": record.id,
        **_iris(record, base),
        "record": dump_record(record),
        "validation": {"conforms": True, "results": []},
    }


def _iris(record: Record, base: str) -> dict[str, Any]:
    frame = Frame.of(record, base=base, known=frozenset())
    return {
        "article": mapping.article_iri(record, base=base),
        "revision": mapping.revision_iri(record, base=base),
        "graph": mapping.graph_iri(record, base=base),
        "statements": sorted(set(frame.statements.values())),
        "claims": sorted(set(frame.claims.values())),
        "reports": sorted(set(frame.reports.values())),
    }


def _refused(one: Refused) -> dict[str, Any]:
    return {
        "outcome": "refused",
        "source": one.source,
        "stage": one.stage,
        "reason": one.reason,
        "record": None if one.record is None else dump_record(one.record),
        "validation": None if one.report is None else {"conforms": False, "report": one.report},
    }
