"""Measure the pages: server time cold and again, processor time, and weight: `python -m benchmarks pages`.

1. Make a graph from real records, shifted in time and place (`benchmarks.shifted`), or take a store that is there.
2. Ask the service for each page, with nothing kept, then again: by the clock, and by the processor time that all its
   processes use for it, which is the steadier where other work shares the machine.
3. The weight of a page is what a browser gets for it at first, compressed: the page, its styles and scripts.
"""

from __future__ import annotations

import gzip
import http.client
import os
import re
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from rich.table import Table

from benchmarks.measuring import OUT, options
from benchmarks.shifted import records_of
from benchmarks.soak import processor_time
from benchmarks.sparql import Server, serving_ours, write_store
from kg.mapping.vocabulary import PREFIXES
from kg.settings import Settings
from kg.store.graphs import GraphStore

ROUNDS = 3
HTML = {"Accept": "text/html", "Accept-Encoding": "gzip"}
JSON = {"Accept": "application/json", "Accept-Encoding": "gzip"}
LISTS = ("/articles", "/actors", "/incidents", "/claims", "/statements")
_MOST = "SELECT ?one WHERE {{ {pattern} }} GROUP BY ?one ORDER BY DESC(COUNT(*)) LIMIT 1"
_THINGS = {
    "the most disputed incident": "?r onr:incident ?one ; rdf:predicate onr:contradicts . ?one a onr:Incident",
    "the actor who says most": "?s prov:wasAttributedTo ?one . ?one a onr:Actor",
    "the article with most statements": "?s prov:wasQuotedFrom/prov:specializationOf ?one",
}
_LINKED = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js)\?[^"]*)"')


def pages_of(settings: Settings) -> dict[str, str]:
    """Return the addresses of pages, by what they show: those about things are of the largest."""
    found = {
        "start": "/",
        "list of incidents": "/incidents",
        "list of articles": "/articles",
        "list of actors": "/actors",
    }
    found |= {f"review of {queue}": f"/review?queue={queue}" for queue in ("claims", "clusters")}
    with GraphStore.open(settings.place, prefixes=PREFIXES, base=settings.base) as store:
        for name, pattern in _THINGS.items():
            (term, *_), *_ = store.select(_MOST.format(pattern=pattern))
            assert term is not None
            found[name] = f"/about/{quote(term.value.removeprefix(settings.base))}"
    return found


def asked(server: Server, path: str, headers: dict[str, str]) -> bytes:
    """Return the body of an answer, compressed as it came. Raises RuntimeError when it is an error."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {body[:200]!r}")
        return body
    finally:
        connection.close()


def timed(server: Server, path: str, headers: dict[str, str]) -> tuple[float, float]:
    """Return what an answer costs in milliseconds: by the clock, and of the processors."""
    started, used = time.perf_counter(), processor_time(server)
    asked(server, path, headers)
    return 1000 * (time.perf_counter() - started), 1000 * (processor_time(server) - used)


def weight(server: Server, path: str) -> float:
    """Return the kilobytes that a browser gets for a page at first."""
    page = asked(server, path, HTML)
    text = (gzip.decompress(page) if page[:2] == b"\x1f\x8b" else page).decode()
    return (len(page) + sum(len(asked(server, one, HTML)) for one in sorted(set(_LINKED.findall(text))))) / 1000


def measured(settings: Settings) -> Table:
    """Return a table of all pages and lists; each is the median of some rounds."""
    table = Table("", "cold, ms", "processor, ms", "again, ms", "weight, kB", title="pages, and lists as JSON")
    wanted = [(name, path, HTML) for name, path in pages_of(settings).items()]
    wanted += [(f"{path} as JSON", path, JSON) for path in LISTS]
    rows: dict[str, list[str]] = {name: [] for name, _, _ in wanted}
    for size in ("0", "64"):
        os.environ["ONRECORD_CACHE_SIZE"] = size
        with serving_ours(settings) as server:
            for name, path, headers in wanted:
                timed(server, path, headers)
                times = [timed(server, path, headers) for _ in range(ROUNDS)]
                clock, used = (statistics.median(one) for one in zip(*times, strict=True))
                rows[name] += [f"{clock:.1f}", f"{used:.0f}"] if size == "0" else [f"{clock:.1f}"]
                if size != "0":
                    rows[name].append(f"{weight(server, path):.0f}" if headers is HTML else "")
    for name, row in rows.items():
        table.add_row(name, *row)
    return table


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = options("pages", __doc__)
    parser.add_argument("--quads", type=int, default=200_000, help="size of the graph (200,000)")
    parser.add_argument("--store", type=Path, help="a store that is there, in place of a new one")
    chosen = parser.parse_args(arguments)
    with ExitStack() as stack:
        settings = Settings(store=chosen.store or Path(stack.enter_context(tempfile.TemporaryDirectory())) / "store")
        if chosen.store is None:
            records = records_of(chosen.paths or [Path(str(files("kg") / "sample"))], Settings())
            write_store(records, settings, chosen.quads)
        with GraphStore.open(settings.place, base=settings.base) as store:
            OUT.print(f"{store.size():,} triples")
        OUT.print(measured(settings))
        OUT.print(f"load of the machine: {', '.join(f'{one:.1f}' for one in os.getloadavg())}")
