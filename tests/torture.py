"""Does things to a store in forked children that may be killed: `python tests/torture.py STORE ENDPOINT`.

What to do comes as lines of JSON on standard input, `{"do": NAME, ...}`; for each, the child's process id is printed
when it starts and its exit status when it has ended. All that is slow to load is loaded once, before the first fork, so
that a kill hits the work and not the start.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kg import pipeline
from kg.analysis import Analysis
from kg.gazetteer import Gazetteer
from kg.linking.run import link
from kg.mapping.vocabulary import PREFIXES
from kg.reading.article import Article
from kg.remote import Endpoint
from kg.review.deciding import Wish, decide
from kg.settings import Settings
from kg.store.formats import GraphFormat
from kg.store.generations import prune
from kg.store.graphs import GraphStore
from service.engine import intake
from service.engine.telling import told_settings
from service.engine.writer import OPERATIONS


def main() -> None:
    """Serve standard input until it ends."""
    settings = Settings(store=Path(sys.argv[1]), workers=1)
    hand = Hand(settings, sys.argv[2])
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            os._exit(_status(hand, asked))
        print(child, flush=True)
        print(os.waitpid(child, 0)[1], flush=True)


def _status(hand: Hand, asked: dict[str, Any]) -> int:
    try:
        hand.operations[asked.pop("do")](**asked)
    except Exception:  # noqa: BLE001  whatever it is, the test shows it
        traceback.print_exc()
        return 1
    return 0


class _AtHand:
    """Analyses articles in this process."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis

    def work_through(self, inputs: Iterable[Article], *_: object, **__: object) -> Iterator[tuple[Article, object]]:
        """Yield each article with what came of it."""
        for one in inputs:
            yield one, self._analysis(one)


class Hand:
    """What is done to the store."""

    def __init__(self, settings: Settings, endpoint: str) -> None:
        self.operations: dict[str, Callable[..., None]] = {
            "build": self._build,
            "review": self._review,
            "link": self._link,
            "put": self._put,
            "prune": self._prune,
            "upload": self._upload,
        }
        self._settings = settings
        self._endpoint = Endpoint(url=endpoint, agent="test", seconds=20, tries=1)
        analysis, gazetteer = Analysis(settings), Gazetteer.load()
        at_hand = _AtHand(analysis)
        pipeline.work_through = at_hand.work_through  # type: ignore[assignment]
        intake._workshop = lambda settings: at_hand  # type: ignore[assignment]
        Gazetteer.load = staticmethod(lambda: gazetteer)  # type: ignore[method-assign]

    def _build(self, folder: str) -> None:
        report = pipeline.build([Path(folder)], store_dir=self._settings.store, settings=self._settings)
        assert not report.refused, report.refused

    def _upload(self, lines: str) -> None:
        asked = {"kind": "jsonl", "fields": {}, "settings": told_settings(self._settings)}
        with self._written("file articles") as store:
            done = OPERATIONS["file articles"](store, asked, lines.encode())
        assert {one["outcome"] for one in done["outcomes"]} == {"stored"}, done

    def _review(self, row: str, at: str) -> None:
        wish = Wish(kind="statement", rows=[row], verdict="rejected", by="A Tester", at=at, fields={})
        decide(self._settings.store, wish, base=self._settings.base)

    def _link(self) -> None:
        link(
            self._settings.store,
            base=self._settings.base,
            endpoint=self._endpoint,
            cache_days=1,
            clock=lambda: datetime.now(UTC),
        )

    def _put(self, graph: str, turtle: str) -> None:
        with self._written("put graph") as store:
            store.replace_graph(graph, turtle.encode(), GraphFormat.turtle)

    def _prune(self) -> None:
        prune(self._settings.store)

    def _written(self, made_by: str) -> GraphStore:
        settings = self._settings
        return GraphStore.open(settings.store, write=True, made_by=made_by, prefixes=PREFIXES, base=settings.base)


if __name__ == "__main__":
    main()
