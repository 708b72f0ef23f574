"""Measure the extraction: find the annotated articles among the inputs, extract only those, score their records.

An article belongs to the annotation that has the hash of its text, else its id, else the name of its file. Where an
annotation has no article (or one with another text, when it gives a hash) its rows count as missed, and a note says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path, PurePath

from kg.analysis import Extraction
from kg.evaluation.gold import GoldFile
from kg.evaluation.layers import score_article
from kg.evaluation.report import Report, Scored
from kg.reading import Article, Refusal, read_articles
from kg.record import Record
from kg.settings import Settings
from kg.workers import work_through, worker_count


def evaluate(
    gold: Sequence[GoldFile],
    paths: Iterable[Path],
    *,
    settings: Settings,
    progress: Callable[[int], None] = lambda done: None,
) -> Report:
    """Extract the annotated articles and score them; `progress` is called with the number of articles done.

    Raises GoldError when an annotation is not as it must be, ExtractionError without a model.
    """
    search = _Search(gold)
    records: dict[str, Record] = {}
    notes: list[str] = []
    results = work_through(
        search.annotated(read_articles(paths, settings=settings)),
        partial(Extraction, settings),
        workers=worker_count(settings.workers),
        seconds=settings.max_seconds,
    )
    for done, (article, outcome) in enumerate(results, 1):
        if isinstance(outcome, Record):
            records[search.found[article]] = outcome
        else:
            notes.append(f"{search.found[article]}: not extracted, so its rows count as missed: {outcome.reason}")
        progress(done)
    texts = {name: article.text for article, name in search.found.items()}
    scored = [Scored(one, score_article(one.gold(texts.get(one.id)), records.get(one.id))) for one in gold]
    return Report(tuple(scored), len(records), (*notes, *search.notes()))


class _Search:
    """Looks for the articles that are annotated; `found` says which annotation each belongs to."""

    def __init__(self, gold: Sequence[GoldFile]) -> None:
        self.found: dict[Article, str] = {}
        self._by_hash = {one.sha256: one for one in gold if one.sha256 is not None}
        self._by_id = {one.id: one for one in gold}
        self._other_text: set[str] = set()
        self._refused: list[Refusal] = []

    def annotated(self, read: Iterable[Article | Refusal]) -> Iterator[Article]:
        for one in read:
            if isinstance(one, Refusal):
                self._refused.append(one)
                continue
            gold = self._gold_of(one)
            if gold is not None and gold.id not in self.found.values():
                self.found[one] = gold.id
                yield one

    def _gold_of(self, article: Article) -> GoldFile | None:
        same_text = self._by_hash.get(article.sha256)
        if same_text is not None:
            return same_text
        named = self._by_id.get(article.id) or self._by_id.get(PurePath(article.source_file or "").stem)
        if named is not None and named.sha256 is not None:
            self._other_text.add(named.id)
            return None
        return named

    def notes(self) -> list[str]:
        """Say which annotations have no article, and what could not be read, as it may hold one of them."""
        missing = [one for one in self._by_id if one not in self.found.values()]
        notes = [f"{one}: {self._why_missing(one)}, so its rows count as missed" for one in missing]
        return notes + [f"{one.source}: not read: {one.reason}" for one in self._refused if missing]

    def _why_missing(self, name: str) -> str:
        if name in self._other_text:
            return "the article has another text than the one annotated (its sha256 differs)"
        return "no such article among those given"
