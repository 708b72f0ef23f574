"""Measure the SPARQL service against Oxigraph's own server and rdflib-endpoint: `python -m benchmarks.sparql`.

1. Make a graph of at least so many quads from real records, shifted in time and place (`benchmarks.shifted`), and store
   it as a build does. Oxigraph's server serves the very files of the store's generation.
2. Start the servers, each in processes of its own, on the loopback.
3. Ask twelve queries of the project's real use, one client: in turn, server by server, several rounds; the median of
   each by the clock, and what the server's processes have used of the processors. A cold query has a comment that was
   never sent before, so that no answer can have been kept.
4. Ask all of them with eight clients at once, for some seconds each, in turn.
5. Ask rdflib-endpoint and the service for the aggregates on a small part of the graph: all of it is too much for one.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from rich.console import Console
from rich.table import Table

from benchmarks.measuring import options
from benchmarks.shifted import copies_of, records_of, store_records
from kg.mapping.vocabulary import PREFIXES
from kg.record import Record
from kg.settings import Settings
from kg.store.formats import GraphFormat
from kg.store.graphs import GraphStore

PROLOGUE = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())

QUERIES = {
    "one thing": "SELECT ?p ?o WHERE { <{claim}> ?p ?o }",
    "claim to characters": (
        "SELECT ?start ?end ?words WHERE { <{claim}> onr:evidence ?e . ?e oa:hasSelector ?p , ?q . "
        "?p oa:start ?start ; oa:end ?end . ?q oa:exact ?words }"
    ),
    "statements of an actor": (
        "SELECT ?s ?mode ?words WHERE { ?s prov:wasAttributedTo <{actor}> ; onr:mode ?mode ; "
        "schema:text ?words } LIMIT 100"
    ),
    "claims of an actor in a year": (
        "SELECT ?claim ?low ?published WHERE { ?s prov:wasAttributedTo <{actor}> ; onr:expresses ?claim . "
        "?claim a onr:CasualtyClaim ; schema:minValue ?low ; schema:about ?report . ?report onr:earliest ?published "
        'FILTER(?published >= "2016-01-01"^^xsd:date && ?published < "2017-01-01"^^xsd:date) }'
    ),
    "incidents at a place": (
        "SELECT ?report ?type ?day WHERE { ?report sem:hasPlace <{place}> ; sem:eventType ?type "
        "OPTIONAL { ?report onr:earliest ?day } } ORDER BY ?day LIMIT 100"
    ),
    "who claimed what about an incident": (
        "SELECT ?who ?low ?high ?words WHERE { ?claim schema:about <{report}> ; onr:evidence/oa:hasSelector/oa:exact "
        "?words OPTIONAL { ?claim schema:minValue ?low } OPTIONAL { ?claim schema:maxValue ?high } "
        "OPTIONAL { ?s onr:expresses ?claim ; prov:wasAttributedTo/rdfs:label ?who } }"
    ),
    "a page of articles": (
        "SELECT ?article ?title ?day WHERE { ?article a schema:NewsArticle ; schema:headline ?title ; "
        "schema:datePublished ?day } ORDER BY DESC(?day) ?article LIMIT 50"
    ),
    "named actors of an outlet": (
        "SELECT DISTINCT ?name WHERE { ?article schema:publisher <{outlet}> . "
        "?revision prov:specializationOf ?article . "
        "?s prov:wasDerivedFrom ?revision ; prov:wasAttributedTo ?actor . ?actor rdfs:label ?name } LIMIT 200"
    ),
    "statements by speaker": (
        "SELECT ?who (COUNT(?s) AS ?n) WHERE { ?s a onr:Statement ; prov:wasAttributedTo ?who } "
        "GROUP BY ?who ORDER BY DESC(?n) LIMIT 20"
    ),
    "claims by kind": "SELECT ?kind (COUNT(?c) AS ?n) WHERE { ?c a ?kind ; schema:about ?report } GROUP BY ?kind",
    "killed by month": (
        "SELECT ?month (SUM(?low) AS ?least) WHERE { ?c a onr:CasualtyClaim ; schema:minValue ?low ; schema:about ?r . "
        "?r onr:earliest ?day BIND(SUBSTR(STR(?day), 1, 7) AS ?month) } GROUP BY ?month ORDER BY ?month"
    ),
    "reports by type": (
        "SELECT ?type (COUNT(?r) AS ?n) WHERE { ?r a onr:IncidentReport ; sem:eventType ?type } GROUP BY ?type"
    ),
}
AGGREGATES = ("statements by speaker", "claims by kind", "killed by month", "reports by type")

OUT = Console(width=110)
_NUMBERS = itertools.count()


@dataclass(frozen=True, slots=True)
class Server:
    """A SPARQL server that runs, the path of its endpoint, and the group of its processes."""

    name: str
    port: int
    path: str
    group: int = 0

    def ask(self, query: str, connection: http.client.HTTPConnection | None = None) -> bytes:
        """Return the rows of a query as JSON."""
        connection = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        connection.request(
            "GET", f"{self.path}?query={quote(query)}", headers={"Accept": "application/sparql-results+json"}
        )
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{self.name}: {answer.status} {body[:300]!r}")
        return body


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = options("sparql", __doc__)
    parser.add_argument("--quads", type=int, default=2_000_000, help="size of the graph (2,000,000)")
    parser.add_argument("--small", type=int, default=200_000, help="size of the one for rdflib-endpoint (200,000)")
    parser.add_argument("--rounds", type=int, default=15, help="how often to ask each query (15)")
    parser.add_argument("--seconds", type=float, default=6, help="length of each run with eight clients (6)")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records = records_of(chosen.paths or [Path(str(files("kg") / "sample"))], Settings())
        settings = Settings(store=folder / "store", access_log=False)
        OUT.print(f"{write_store(records, settings, chosen.quads):,} triples")
        with ExitStack() as running:
            ours = running.enter_context(serving_ours(settings))
            theirs = running.enter_context(serving_oxigraph(settings))
            OUT.print(f"service, idle: {memory_of(ours):,.0f} MiB resident in all its processes")
            queries = filled(ours)
            for query in queries.values():
                same_rows(query, ours, theirs)
            OUT.print(latencies(queries, ours, theirs, chosen.rounds))
            OUT.print(throughput(queries, ours, theirs, chosen.seconds))
        small = Settings(store=folder / "small", access_log=False)
        number = write_store(records, small, chosen.small)
        with GraphStore.open(small.place) as store, (folder / "small.nq").open("wb") as file:
            store.export(file, GraphFormat.nquads)
        with ExitStack() as running:
            ours = running.enter_context(serving_ours(small))
            slow = running.enter_context(serving_rdflib(folder / "small.nq"))
            OUT.print(aggregates(filled(ours), ours, slow, number))


def write_store(records: Sequence[Record], settings: Settings, quads: int) -> int:
    """Store copies of the records in a new store, at least so many quads; return the number of triples in it."""
    with GraphStore.open(settings.place, write=True, prefixes=PREFIXES, base=settings.base) as store:
        written = 0
        for number in store_records(copies_of(records), store):
            written += number
            if written >= quads:
                break
        return store.size()


@contextmanager
def serving_ours(settings: Settings) -> Iterator[Server]:
    """Serve a store with this project."""
    port = free_port()
    command = [
        sys.executable,
        "-c",
        "from service.cli import main; main()",
        "serve",
        "--store",
        str(settings.store),
        "--port",
        str(port),
    ]
    yield from _running(command, Server("On Record", port, "/sparql"), {"ONRECORD_ACCESS_LOG": "no"})


@contextmanager
def serving_oxigraph(settings: Settings) -> Iterator[Server]:
    """Serve the newest generation of a store with Oxigraph's server."""
    port = free_port()
    generations = settings.folder / "generations"
    location = generations / (generations / "current").read_text(encoding="ascii")
    program = Path(sys.executable).with_name("oxigraph")
    command = [str(program), "serve-read-only", "--location", str(location), "--bind", f"127.0.0.1:{port}"]
    yield from _running(command, Server("Oxigraph", port, "/query"), {})


@contextmanager
def serving_rdflib(file: Path) -> Iterator[Server]:
    """Serve a file with rdflib-endpoint."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.rdflib_server", str(file), str(port)]
    yield from _running(command, Server("rdflib-endpoint", port, "/"), {})


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _running(command: list[str], server: Server, environment: dict[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(command, env={**os.environ, **environment}, start_new_session=True)
    try:
        for _ in range(1200):
            with suppress(OSError):
                server.ask("ASK {}")
                break
            if process.poll() is not None:
                raise RuntimeError(f"{server.name} ended with exit code {process.returncode}")
            time.sleep(0.1)
        yield replace(server, group=process.pid)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def memory_of(server: Server) -> float:
    """Return the resident memory of the processes of a server, in MiB."""
    return sum(processes_of(server).values()) / 1024


def processor_seconds_of(processes: Iterable[int]) -> float:
    """Return the seconds that processes have used of the processors, by their numbers (Linux)."""
    seconds = 0.0
    for number in processes:
        with suppress(OSError):  # it has ended
            seconds += time.clock_gettime((~number << 3) | 2)  # as clock_getcpuclockid(3) makes it
    return seconds


def processes_of(server: Server) -> dict[int, int]:
    """Return the numbers of a server's processes, with the resident memory of each in KiB."""
    lines = subprocess.run(["ps", "-eo", "pid,pgid,rss"], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in lines.splitlines()[1:]]
    return {number: size for number, group, size in rows if group == server.group}


def filled(server: Server) -> dict[str, str]:
    """Return the queries about things that are in the graph: those that most is said about."""
    found = {
        name: _first(server, f"SELECT ?x WHERE {{ {pattern} }} GROUP BY ?x ORDER BY DESC(COUNT(*)) LIMIT 1")
        for name, pattern in {
            "actor": "?s prov:wasAttributedTo ?x . ?x a onr:Actor",
            "place": "?r sem:hasPlace ?x",
            "report": "?c schema:about ?x . ?x a onr:IncidentReport",
            "claim": "?x onr:evidence ?e . ?x a schema:Claim",
            "outlet": "?a schema:publisher ?x",
        }.items()
    }
    return dict(_filled(found))


def _filled(found: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, query in QUERIES.items():
        for thing, iri in found.items():
            query = query.replace(f"{{{thing}}}", iri)
        yield name, query


def _first(server: Server, query: str) -> str:
    (row,) = json.loads(server.ask(PROLOGUE + query))["results"]["bindings"]
    value: str = row["x"]["value"]
    return value


def cold(query: str) -> str:
    """Return the query as it was never asked before."""
    return f"{PROLOGUE}{query}\n# {next(_NUMBERS)}"


def same_rows(query: str, one: Server, other: Server) -> None:
    """Raise RuntimeError when two servers answer with another number of rows."""
    numbers = {len(json.loads(server.ask(cold(query)))["results"]["bindings"]) for server in (one, other)}
    if len(numbers) != 1:
        raise RuntimeError(f"{numbers} rows: expected the same number from both for {query}")


def latencies(queries: dict[str, str], ours: Server, theirs: Server, rounds: int) -> Table:
    """Return a table of the median times of one client, cold and repeated, and of processor time for cold queries."""
    columns = ("cold, ms", "Oxigraph, ms", "ratio", "by processor", "repeated, ms", "times faster")
    table = Table("", *columns, title="one client")
    ratios: list[tuple[float, float, float]] = []
    for name, query in queries.items():
        times: dict[str, list[float]] = {"ours": [], "theirs": [], "repeated": []}
        used = {ours: 0.0, theirs: 0.0}
        connections = {server: http.client.HTTPConnection("127.0.0.1", server.port) for server in (ours, theirs)}
        processes = {server: [*processes_of(server)] for server in (ours, theirs)}
        for _ in range(rounds):
            for which, server in (("ours", ours), ("theirs", theirs)):
                before = processor_seconds_of(processes[server])
                times[which].append(_timed(server, cold(query), connections[server]))
                used[server] += processor_seconds_of(processes[server]) - before
            times["repeated"].append(_timed(ours, PROLOGUE + query, connections[ours]))
        one, other, again = (statistics.median(times[which]) for which in ("ours", "theirs", "repeated"))
        ratios.append((one / other, used[ours] / used[theirs], other / again))
        by_clock, by_processor, gain = ratios[-1]
        table.add_row(
            name, f"{one:.2f}", f"{other:.2f}", f"{by_clock:.2f}", f"{by_processor:.2f}", f"{again:.2f}", f"{gain:.1f}"
        )
    by_clock, by_processor, gain = map(statistics.geometric_mean, zip(*ratios, strict=True))
    table.add_row("geometric mean", "", "", f"{by_clock:.2f}", f"{by_processor:.2f}", "", f"{gain:.1f}")
    table.caption = f"load {os.getloadavg()[0]:.1f}"
    return table


def _timed(server: Server, query: str, connection: http.client.HTTPConnection) -> float:
    started = time.perf_counter()
    server.ask(query, connection)
    return 1000 * (time.perf_counter() - started)


def throughput(queries: dict[str, str], ours: Server, theirs: Server, seconds: float) -> Table:
    """Return a table of the queries answered a second, all of them in turn, with eight clients at once."""
    table = Table("", "On Record", "Oxigraph", "ratio", title="eight clients, queries a second")
    for name, worded in (("cold", cold), ("repeated", lambda query: PROLOGUE + query)):
        rates = [_rate(list(queries.values()), server, worded, seconds) for server in (ours, theirs)]
        table.add_row(name, *(f"{rate:,.0f}" for rate in rates), f"{rates[0] / rates[1]:.2f}")
    return table


def _rate(queries: list[str], server: Server, worded: Callable[[str], str], seconds: float) -> float:
    done = [0] * 8
    ends = time.perf_counter() + seconds

    def ask_on(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        for query in itertools.cycle(queries[number:] + queries[:number]):
            if time.perf_counter() > ends:
                return
            server.ask(worded(query), connection)
            done[number] += 1

    clients = [threading.Thread(target=ask_on, args=(number,)) for number in range(len(done))]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    return sum(done) / seconds


def aggregates(queries: dict[str, str], ours: Server, slow: Server, quads: int) -> Table:
    """Return a table of what the aggregates cost here and with rdflib-endpoint, by the clock and of the processors."""
    columns = ("On Record, ms", "rdflib-endpoint, ms", "times faster", "by processor")
    table = Table("", *columns, title=f"aggregates over {quads:,} quads", caption=f"load {os.getloadavg()[0]:.1f}")
    processes = {server: [*processes_of(server)] for server in (ours, slow)}
    for name in AGGREGATES:
        times, used = [], []
        for server in (ours, slow):
            connection = http.client.HTTPConnection("127.0.0.1", server.port)
            before = processor_seconds_of(processes[server])
            times.append(statistics.median(_timed(server, cold(queries[name]), connection) for _ in range(5)))
            used.append(processor_seconds_of(processes[server]) - before)
        one, other = times
        table.add_row(name, f"{one:.2f}", f"{other:.1f}", f"{other / one:.0f}", f"{used[1] / used[0]:.0f}")
    return table
