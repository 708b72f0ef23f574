"""Rounds: articles that wait are stored together, with what follows from them, and shown to readers.

1. Articles that have been analysed wait in the backlog (`kg.backlog`), on disk, until it is time for a round.
2. Those that take the place of something, or that reviews have decided on, are changed one by one.
3. All others go into the store in one load, and what follows from all of them in the same, as it is found. Records are
   filed on the way.
4. The state reached is published. Until then nothing of the round can be seen, nor outlives the end of the process; the
   backlog does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from itertools import chain, islice
from pathlib import Path

from kg import inference
from kg.backlog import Backlog, Waiting
from kg.inference import Coming
from kg.inference.things import parts
from kg.review.ledger import Ledger
from kg.revisions import edits_of, replacement, revisions_of
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
"""Articles of one load, at most, which are inferred from at once, so that their reports are in memory: each load has
Oxigraph merge a part of all that it has."""

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
        self._marks = self._infers_last or not graphs.is_local  # what is sent elsewhere is there, whatever ends this
        self._records = RecordStore(folder)
        self._inference = inference.Inference(graphs, rules)
        self._graphs_of: dict[str, str] = {}  # of the articles that wait
        self._replaced: set[str] = set()  # those of them that the store has already
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
                self._infer()
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
        self._infer()
        self._publish()
        self.backlog.forget()
        return note

    def _publish(self) -> None:
        self._graphs.commit(())
        for one in self._waiting(self._replaced):
            self._file(one)
        self._replaced.clear()
        self.backlog.clear()
        self._unpublished, self._published_at = False, time.monotonic()

    def _store_waiting(self) -> None:
        """Store what waits, with what follows from it, unless that is inferred in the end, and file its records."""
        graphs, self._graphs_of = self._graphs_of, {}
        if not graphs:
            return
        self._unpublished = self._failed = True
        earlier = {article: tuple(revisions_of(self._graphs, article).values()) for article in graphs}
        old = [graph for several in earlier.values() for graph in several]
        unsettled = self._inference.unsettle(new=list(graphs.values()), old=old, mark=self._marks)
        self._graphs.commit([unsettled], publish=False)
        self._replaced = set(old) & set(graphs.values())
        coming = self._coming(self._change(graphs, earlier))
        if self._infers_last:
            self._graphs.add(one.quads for one in coming if one.quads)
        else:
            for _ in range(0, len(graphs), _TOGETHER):
                self._inference.take_in(islice(coming, _TOGETHER), marked=self._marks)
        self._failed = False
        if self._held is not None:
            self._held += len(graphs)

    def _change(self, graphs: Mapping[str, str], earlier: Mapping[str, Sequence[str]]) -> set[str]:
        """Store those of the articles that wait that are more than new, each with what else changes; return their
        graphs.

        `graphs` are those of the articles, `earlier` those of their earlier revisions.
        """
        known = (graph for article, graph in graphs.items() if earlier[article] or edits_of(self._graphs, article))
        changed = {*known, *self._decided_on()}
        for some in parts(self._waiting(changed), _SOME):
            self._graphs.commit(chain.from_iterable(map(self._changes, some)), publish=False)
        return changed

    def _waiting(self, graphs: Set[str]) -> Iterator[Waiting]:
        """Yield the articles that wait which have these graphs."""
        return (one for one in self.backlog if one.analysed.graph in graphs) if graphs else iter(())

    def _decided_on(self) -> Iterator[str]:
        """Yield the graphs of the articles that wait in which something is that reviews have decided on."""
        for made in (one.analysed for one in self.backlog) if self._ledger.targets() else ():
            if self._ledger.change_of_build(self._graphs, made.article_iri, made.graph, made.quads) != Change():
                yield made.graph

    def _changes(self, one: Waiting) -> tuple[Change, Change]:
        """Return what changes with an article: its graph, and what reviews have decided on what stands there."""
        iri, graph, quads = one.analysed.article_iri, one.analysed.graph, one.analysed.quads
        change = replacement(self._graphs, iri, quads, found_at=self._found_at)
        return change, self._ledger.change_of_build(self._graphs, iri, graph, quads)

    def _coming(self, stored: Set[str]) -> Iterator[Coming]:
        """Yield what waits as it comes to the store, unless it is stored, and to the inference; file its record.

        A record counts once its graph is there. That of a graph that was there before would count at once: it is filed
        when all is published.
        """
        for one in self.backlog:
            made = one.analysed
            if made.graph not in self._replaced:
                self._file(one)
            yield Coming(made.graph) if made.graph in stored else Coming(made.graph, made.quads, made.described)

    def _file(self, one: Waiting) -> None:
        article, made = one.article, one.analysed
        self._records.put_line(article.id, article.sha256, made.line, Filed(made.graph, one.fingerprint))

    def _infer(self) -> None:
        """Infer from all that has not been inferred from."""
        for _ in self._inference.settle(publish=False):
            pass
