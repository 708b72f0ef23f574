"""Read a store while articles are added to it: `python -m benchmarks readers [FILE ...]`.

1. Make records, shifted in time and place (`benchmarks.shifted`), and store the first of them in a new store; serve it.
2. A writer, a process of its own, adds as many articles as asked, some at a time, each time published as a generation.
3. Meanwhile clients ask over HTTP, without pause. Each answer must be of one state of the graph: as many articles as
   graphs of articles and revisions, a multiple of what is published at a time, no fewer than the client saw before, and
   no report without an incident.
4. Print how many requests there were, how many failed, and how long they took. Any that failed is an error (exit 1).
"""

from __future__ import annotations

import http.client
import itertools
import json
import multiprocessing
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from benchmarks.measuring import OUT, options
from benchmarks.shifted import copies_of, records_of, store_records
from benchmarks.sparql import PROLOGUE, Server, serving_ours
from kg.mapping.vocabulary import PREFIXES
from kg.record import Record
from kg.settings import Settings
from kg.store.graphs import GraphStore

_STATE = (
    PROLOGUE
    + """
SELECT (COUNT(DISTINCT ?article) AS ?articles) (COUNT(DISTINCT ?revision) AS ?revisions)
       (COUNT(DISTINCT ?graph) AS ?graphs) (COUNT(DISTINCT ?alone) AS ?unsettled) WHERE {
  { ?revision a onr:ArticleRevision ; prov:specializationOf ?article } UNION { ?graph a onr:ArticleGraph }
  UNION { ?alone a onr:IncidentReport FILTER NOT EXISTS { ?alone onr:reportOf ?incident } }
}
"""
)


@dataclass(slots=True)
class Seen:
    """What one client saw: seconds of each request, and what was wrong."""

    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    most: int = 0


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return the exit status."""
    parser = options("readers", __doc__)
    parser.add_argument("--articles", type=int, default=1_000, help="articles to add (1,000)")
    parser.add_argument("--batch", type=int, default=10, help="articles published at a time (10)")
    parser.add_argument("--clients", type=int, default=8, help="clients that read (8)")
    chosen = parser.parse_args(arguments)
    records = records_of(chosen.paths or [Path(str(files("kg") / "sample"))], Settings())
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(store=Path(name) / "store", access_log=False)
        add(settings, records, first=0, number=chosen.batch, batch=chosen.batch)
        with serving_ours(settings) as server:
            writer = multiprocessing.get_context("spawn").Process(
                target=add, args=(settings, records), kwargs=_later(chosen.batch, chosen.articles)
            )
            started = time.perf_counter()
            writer.start()
            seen = read_until(writer, server, clients=chosen.clients, batch=chosen.batch)
            took = time.perf_counter() - started
    wrong = [one for client in seen for one in client.wrong]
    times = sorted(second for client in seen for second in client.seconds)
    most = max(client.most for client in seen)
    OUT.print(f"{chosen.articles:,} articles added in {took:.1f} s, {chosen.batch} to a generation")
    OUT.print(f"{len(times):,} requests of {chosen.clients} clients, {len(wrong)} failed or saw a mixed state")
    OUT.print(f"median {statistics.median(times) * 1000:.0f} ms, p95 {times[len(times) * 95 // 100] * 1000:.0f} ms")
    for one in wrong[:10]:
        OUT.print(f"  {one}")
    complete = writer.exitcode == 0 and most == chosen.batch + chosen.articles
    if not complete:
        OUT.print(f"the clients saw {most:,} articles at the end, the writer ended with {writer.exitcode}")
    return 0 if complete and not wrong else 1


def _later(batch: int, articles: int) -> dict[str, int]:
    return {"first": batch, "number": articles, "batch": batch}


def add(settings: Settings, records: Sequence[Record], *, first: int, number: int, batch: int) -> None:
    """Add so many copies of the records to the store, from the copy numbered `first` on."""
    coming = itertools.islice(copies_of(records), first, first + number)
    with GraphStore.open(settings.place, write=True, made_by="build", prefixes=PREFIXES, base=settings.base) as store:
        for _ in store_records(coming, store, batch=batch):
            pass


def read_until(writer: multiprocessing.process.BaseProcess, server: Server, *, clients: int, batch: int) -> list[Seen]:
    """Read with so many clients until the writer has ended, and once more after that."""
    seen = [Seen() for _ in range(clients)]
    ended = threading.Event()
    threads = [threading.Thread(target=_read, args=(one, server, ended, batch)) for one in seen]
    for thread in threads:
        thread.start()
    writer.join()
    ended.set()
    for thread in threads:
        thread.join()
    return seen


def _read(seen: Seen, server: Server, ended: threading.Event, batch: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    last = False
    while not last:
        last = ended.is_set()
        started = time.perf_counter()
        try:
            answer = json.loads(server.ask(_STATE, connection))
        except (OSError, RuntimeError, http.client.HTTPException) as error:
            seen.wrong.append(f"{type(error).__name__}: {error}")
            connection.close()
            continue
        seen.seconds.append(time.perf_counter() - started)
        counts = {name: int(term["value"]) for name, term in answer["results"]["bindings"][0].items()}
        articles = counts["articles"]
        if {counts["revisions"], counts["graphs"]} != {articles} or counts["unsettled"] or articles % batch:
            seen.wrong.append(f"a mixed state: {counts}")
        if articles < seen.most:
            seen.wrong.append(f"an older state than before: {articles} articles after {seen.most}")
        seen.most = max(seen.most, articles)
