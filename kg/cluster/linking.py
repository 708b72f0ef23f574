"""Compares what articles say with other articles on the cluster, block by block, as `kg.inference` does on one machine.

1. The graphs that are to be settled are parted by the days of their articles, as reports of one incident lie close
   together in time. The workers share a copy of the store (hard links, where the folder is on the store's file system).
2. They find the blocks under which the reports of each part are compared; these go into the copy, too.
3. They find for each part what settling it would change. Reports that hang together over two parts are seen from both,
   and come to the same. What goes, then what comes of all parts is put into the store at once.

Whatever a worker does not manage is left to be settled as on one machine.
"""

from __future__ import annotations

import gzip
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from distributed import Client, KilledWorker

from kg.cluster.keeping import Keeper, keeper_here
from kg.errors import StoreError
from kg.gazetteer import Gazetteer
from kg.inference import Inference, Rules
from kg.mapping.vocabulary import PREFIXES
from kg.store.embedded import EmbeddedStore
from kg.store.graphs import GraphStore
from kg.workers import Failure

_PART = 500
"""Graphs that one process of a worker compares at once with all others."""

_SHARED = ".onrecord-linking"
"""The folder, in that of the partitions, of what is shared; whatever a build that was killed left there goes."""

_LEVEL = 1  # of gzip: what is packed is read once
_SECONDS = 3600.0
"""That a part may take."""

Step = Literal["blocks", "changes"]


@dataclass(frozen=True, slots=True)
class Part:
    """Graphs, by their number among all parts, of which something is to be found."""

    step: Step
    number: int
    graphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The files of what was found for a part, packed N-Quads, by their names; none where there is nothing."""

    going: str | None
    coming: str | None


def link(client: Client, folder: str, inference: Inference) -> str:
    """Have the cluster settle what is marked in a store, as far as it can; the rest stays marked. Return why, if any.

    `folder` is one that all workers can write to; where it is a URL, or the store is an endpoint, nothing is done, and
    where there are few articles.
    """
    store, shared = inference.store, Path(folder) / _SHARED
    graphs = inference.marked()
    if len(graphs) < 2 * _PART or "://" in folder or not isinstance(store, EmbeddedStore):
        return ""
    parts = [tuple(graphs[start : start + _PART]) for start in range(0, len(graphs), _PART)]
    shutil.rmtree(shared, ignore_errors=True)
    keeper = Keeper(f"linking-{secrets.token_hex(8)}", partial(Finder, shared, replace(inference.rules)))
    failed: dict[str, None] = {}
    client.register_plugin(keeper)
    try:
        store.share(shared)
        blocks = _found(client, keeper.name, "blocks", parts, failed)
        if failed:
            return _left(failed)
        store.add(_texts(shared, (one.coming for one in blocks.values())))
        store.share(shared)
        changes = _found(client, keeper.name, "changes", parts, failed)
        inference.take(
            [graph for number in changes for graph in parts[number]],
            going=_texts(shared, (one.going for one in changes.values())),
            coming=_texts(shared, (one.coming for one in changes.values())),
        )
    finally:
        client.unregister_worker_plugin(keeper.name)
        shutil.rmtree(shared, ignore_errors=True)
    return _left(failed)


def _left(failed: Iterable[str]) -> str:
    reasons = "; ".join(failed)
    return f"articles that the cluster could not compare were compared here: {reasons}" if reasons else ""


def _found(
    client: Client, keeper: str, step: Step, parts: Sequence[tuple[str, ...]], failed: dict[str, None]
) -> dict[int, Found]:
    """Return what the workers have found, by the numbers of the parts; note why some are missing."""
    threads = client.nthreads().values()
    together = max(threads, default=1)  # so that all processes of a worker have something to do
    tasks = [Part(step, number, graphs) for number, graphs in enumerate(parts)]
    several = [tasks[start : start + together] for start in range(0, len(tasks), together)]
    found: dict[int, Found] = {}
    for future in client.map(find, several, keeper=keeper, pure=False):
        try:
            outcomes = future.result()
        except KilledWorker:
            failed["the workers that tried it have died"] = None
            continue
        for number, made in outcomes.items():
            if isinstance(made, Failure):
                failed[made.reason] = None
            else:
                found[number] = made
    return found


def find(parts: Sequence[Part], keeper: str) -> dict[int, Found | Failure]:
    """Find at a worker what there is of some parts, by their numbers."""
    return {part.number: made for part, made in keeper_here(keeper).work_through(parts, seconds=_SECONDS)}


class Finder:
    """Finds in a shared store what there is of a part, and leaves it in files beside it; each process opens its own."""

    def __init__(self, shared: Path, rules: Rules) -> None:
        self._shared = shared
        self._rules = rules
        Gazetteer.load()

    def __call__(self, part: Part) -> Found | Failure:
        try:
            return self._found(part)
        except (StoreError, OSError) as error:
            return Failure(str(error))

    def _found(self, part: Part) -> Found:
        with GraphStore.open(self._shared, prefixes=PREFIXES, base=self._rules.base) as store:
            inference = Inference(store, self._rules)
            if part.step == "blocks":
                return Found(None, self._written(part, "blocks", [inference.blocks(part.graphs)]))
            changes = inference.changes(part.graphs)
            return Found(
                self._written(part, "going", (one.remove for one in changes)),
                self._written(part, "coming", (one.add for one in changes)),
            )

    def _written(self, part: Part, name: str, texts: Iterable[str]) -> str | None:
        """Write texts and return the name of the file, which is there whole or not at all."""
        whole = "".join(texts)
        if not whole:
            return None
        file = self._shared / f"{name}-{part.number}.nq.gz"
        writing = file.with_name(f".{file.name}")
        writing.write_bytes(gzip.compress(whole.encode(), _LEVEL, mtime=0))
        writing.rename(file)
        return file.name


def _texts(shared: Path, names: Iterable[str | None]) -> Iterator[str]:
    """Yield the texts of files, one at a time."""
    return (gzip.decompress((shared / name).read_bytes()).decode() for name in names if name is not None)
