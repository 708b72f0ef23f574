"""Rounds: articles that wait are stored together, in one load, inferred from, and shown to readers.

1. Articles that have been analysed wait in the backlog (`kg.backlog`), on disk, until it is time for a round.
2. All that are new go into the store in one load; those that take the place of something are changed one by one.
3. Their records are filed, and what follows from all of them is inferred, and loaded as it is found.
4. The state reached is published. Until then nothing of the round can be seen, nor outlives the end of the process; the
   backlog does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence, Set
from itertools import chain
from pathlib import Path

from kg import inference
from kg.analysis import Analysed
from kg.backlog import Backlog, Waiting
from kg.inference.things import parts
from kg.review.ledger import Ledger
from kg.revisions import replacement, revisions_of
from kg.signals import uninterrupted
from kg.store.graphs import Change, GraphStore
from kg.store.texts import Filed, RecordStore

_FIRST, _LEAST = 50, 150
_TIMES = 3
"""Articles of a round: of the first into an empty store, so that something is there soon; of any other so many times
as many as the store has, but so many at least.

Oxigraph merges what is loaded with what it has: what a round costs grows with the store. So that what an article costs
does not, rounds grow too. Articles wait for theirs in the backlog, which outlives the build.
"""

_LAST = 16
_LAST_SHARE = 16
"""Articles of a round, when all have been read: no fewer than are still being analysed, so that little is left to do
when the last one has been, but at least so many, or one for so many in the store."""

_AFTER = 300.0
"""Seconds after which a round is made of whatever waits, where no more comes than can be analysed at once (a feed)."""

_TOGETHER = 64_000
"""Articles that are inferred from at once, whose reports are in memory: each such load has Oxigraph merge a part of all
that it has."""

_SOME = 300
"""Articles that are in memory at once, with all that they say."""

_LEFT = 4_000
"""Articles that are still stored when a build is ended early; more of them wait for the next build."""

_HELD = "SELECT (COUNT(*) AS ?number) WHERE { ?graph a onr:ArticleGraph }"


class Rounds:
    """What waits to be stored, and how it is."""

    def __init__(
        self,
        folder: Path,
        graphs: GraphStore,
        rules: inference.Rules,
        ledger: Ledger,
        *,
        found_at: str,
        at_end: Callable[[inference.Inference], str] | None = None,
    ) -> None:
        """Store into a store that is open for writing, and records into its folder.

        `found_at` (UTC) is when edits of articles are found. With `at_end`, only `settle` infers, and asks that first.
        """
        self.backlog = Backlog(folder)
        self._graphs = graphs
        self._ledger = ledger
        self._found_at = found_at
        self._at_end = at_end
        self._infers_last = at_end is not None  # only when all is stored, not with each round
        self._records = RecordStore(folder)
        self._inference = inference.Inference(graphs, rules)
        self._graphs_of: dict[str, str] = {}  # of the articles that wait
        self._held: int | None = None  # articles in the store, once it matters
        self._unpublished = False
        self._failed = False  # while it stored what waits, which is then to be thrown away
        self._published_at = time.monotonic()

    def put(self, one: Waiting) -> None:
        """Let an article wait."""
        self.backlog.put(one)
        self._graphs_of[one.analysed.article_iri] = one.analysed.graph

    def are_due(self, *, at_work: int, all_read: bool) -> bool:
        """Return whether it is time for a round; `at_work` are the articles being analysed, or read and waiting for it,
        `all_read` whether no more will come."""
        waiting = len(self.backlog)
        is_feed = at_work < _LAST and not self._infers_last
        if is_feed and time.monotonic() - self._published_at >= _AFTER:
            return True
        if waiting < _LAST:
            return False
        if self._held is None:
            self._held = int(self._graphs.texts(_HELD)[0][0])
        if all_read and waiting >= max(at_work, self._held // _LAST_SHARE):
            return True
        return waiting >= (max(_LEAST, _TIMES * self._held) if self._held else _FIRST)

    def leave(self) -> None:
        """Store what waits, unless that would take long: then it waits for the next build."""
        if len(self._graphs_of) <= _LEFT:
            self.flush()

    def flush(self) -> None:
        """Store what waits, file the records, which say that it is there, infer from it, publish it.

        None of it is interrupted: what ends the build is held back until it is done.
        """
        if not (self._graphs_of or self._unpublished) or self._failed:
            return
        with uninterrupted():
            self._store_waiting()
            if not self._infers_last:
                self._infer_from(())
            self._publish()

    def settle(self) -> str:
        """Store what waits, infer from all that is stored and has not been inferred from, and publish it.

        Returns what is to be noted of it, if anything.
        """
        with uninterrupted():
            self._store_waiting()
        note = ""
        if self._at_end is not None:
            self._publish()  # all is stored, and marked: whatever ends what is asked now, that stays
            note = self._at_end(self._inference)
        self._infer_from(())
        self._publish()
        self.backlog.forget()
        return note

    def _publish(self) -> None:
        self._graphs.commit(())
        self.backlog.clear()
        self._unpublished, self._published_at = False, time.monotonic()

    def _store_waiting(self) -> None:
        """Store what waits, in one load but for what takes the place of something, and file its records."""
        graphs, self._graphs_of = self._graphs_of, {}
        if not graphs:
            return
        self._unpublished = self._failed = True
        old = [graph for article in graphs for graph in revisions_of(self._graphs, article).values()]
        unsettled = self._inference.unsettle(new=list(graphs.values()), old=old, mark=self._infers_last)
        self._graphs.commit([unsettled], publish=False)
        others: set[str] = set()
        self._graphs.add(self._all_new(others))
        for some in parts((one for one in self.backlog if one.analysed.graph in others), _SOME):
            changes = (self._changes(one.analysed, one.analysed.quads) for one in some)
            self._graphs.commit(chain.from_iterable(changes), publish=False)
        self._file_waiting(others)
        self._failed = False
        if self._held is not None:
            self._held += len(graphs)

    def _all_new(self, others: set[str]) -> Iterator[str]:
        """Yield the quads of the articles that wait which are new and all in view; note the graphs of the others."""
        for one in self.backlog:
            quads = one.analysed.quads
            if self._changes(one.analysed, quads) == (Change(add=quads), Change()):
                yield quads
            else:
                others.add(one.analysed.graph)

    def _changes(self, analysed: Analysed, quads: str) -> tuple[Change, Change]:
        """Return what changes with an article: its graph, and what reviews have decided on what stands there."""
        iri = analysed.article_iri
        change = replacement(self._graphs, iri, quads, found_at=self._found_at)
        return change, self._ledger.change_of_build(self._graphs, iri, analysed.graph, quads)

    def _file_waiting(self, others: Set[str]) -> None:
        """File the records of what waits, which is stored, and infer from it, unless that is to be done in the end."""
        learned: list[str] = []
        for some in parts(self.backlog, _SOME):
            for article, made, known in some:
                self._records.put_line(article.id, article.sha256, made.line, Filed(made.graph, known))
            if self._infers_last:
                continue
            analysed = [one.analysed for one in some]
            self._inference.learn({one.graph: b"" if one.graph in others else one.described for one in analysed})
            learned += [one.graph for one in analysed]
            if len(learned) >= _TOGETHER:
                self._infer_from(learned)
                learned = []
        if learned:
            self._infer_from(learned)

    def _infer_from(self, graphs: Sequence[str]) -> None:
        """Infer from these articles, which are stored; from all not inferred from yet where none is named."""
        for _ in self._inference.settle(graphs, publish=False):
            pass
