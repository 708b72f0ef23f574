"""Ask small queries while another client asks hostile ones: `python -m benchmarks soak`.

1. Make a graph from real records, shifted in time and place (`benchmarks.shifted`), and serve it with short limits.
2. One client asks small queries, each a new one, at an even pace: alone first, then while another asks hostile ones
   with many connections (products without end, sorting of millions of rows, long answers that nobody reads, texts that
   are nested too deeply, nonsense). What is told is how long the first one waits: median, p95, longest.
3. At its limit, a query's processor time is free: what the service's processes use in the second after one second.
"""

from __future__ import annotations

import http.client
import itertools
import os
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measuring import options
from benchmarks.shifted import records_of
from benchmarks.sparql import PROLOGUE, Server, filled, processes_of, serving_ours, write_store
from kg.settings import Settings

OUT = Console(width=110)
SMALL = ("one thing", "claim to characters", "statements of an actor", "incidents at a place")
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HOSTILE = (
    ENDLESS,
    "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "SELECT * WHERE { ?a (!<urn:x>)* ?b . ?b (!<urn:y>)* ?c }",
    'SELECT ?a WHERE { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "^(a|b|ab)*c$")) }',
    "SELECT (GROUP_CONCAT(STR(?c)) AS ?x) WHERE { ?a ?b ?c . ?d ?e ?f } GROUP BY ?b",
    "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }",
    "SELECT * " + "{" * 20_000 + "}" * 20_000,
    "SELECT SERVICE " + "a." * 200_000,
)
_NUMBERS = itertools.count()


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = options("soak", __doc__)
    parser.add_argument("--quads", type=int, default=200_000, help="size of the graph (200,000)")
    parser.add_argument("--seconds", type=float, default=20, help="length of each part (20)")
    parser.add_argument("--connections", type=int, default=16, help="hostile connections (16)")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records = records_of(chosen.paths or [Path(str(files("kg") / "sample"))], Settings())
        settings = Settings(store=folder / "store")
        OUT.print(f"{write_store(records, settings, chosen.quads):,} quads")
        os.environ["ONRECORD_QUERY_SECONDS"] = "5"
        with serving_ours(settings) as server:
            small = [filled(server)[one] for one in SMALL]
            columns = ("", "queries", "median, ms", "p95, ms", "p99, ms", "longest, ms")
            table = Table(*columns, title="one client's small queries")
            table.add_row("alone", *told(asked(server, small, chosen.seconds)))
            with hostile_client(server, chosen.connections) as answers:
                table.add_row("beside a hostile client", *told(asked(server, small, chosen.seconds)))
            table.add_row("alone again", *told(asked(server, small, chosen.seconds / 2)))
            OUT.print(table)
            OUT.print(f"the hostile client was answered {dict(answers)}")
            OUT.print(f"load of the machine: {', '.join(f'{one:.1f}' for one in os.getloadavg())}")
            OUT.print(f"processor time in the second from 1 s after a limit: {1000 * freed(server):.0f} ms")


def asked(server: Server, queries: Sequence[str], seconds: float, *, pace: float = 0.2) -> list[float]:
    """Return how long each small query took, in seconds; they begin at an even pace, however long one takes."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    times: list[float] = []
    begun = time.perf_counter()
    for number, query in zip(range(int(seconds / pace)), itertools.cycle(queries), strict=False):
        due = begun + number * pace
        time.sleep(max(0.0, due - time.perf_counter()))
        server.ask(f"{PROLOGUE}{query}\n# {next(_NUMBERS)}", connection)
        times.append(time.perf_counter() - due)  # one that had to wait for those before it has waited, too
    connection.close()
    return times


def told(times: Sequence[float]) -> list[str]:
    """Return the row of a table."""
    percents = statistics.quantiles(times, n=100)
    return [str(len(times)), *(f"{1000 * one:.1f}" for one in (percents[49], percents[94], percents[98], max(times)))]


@contextmanager
def hostile_client(server: Server, connections: int) -> Iterator[Counter[str]]:
    """Have a client ask hostile queries with many connections as long as the block runs; give how it is answered."""
    answers: Counter[str] = Counter()
    over = threading.Event()

    def ask_on(number: int) -> None:
        first = number % len(HOSTILE)
        for query in itertools.cycle(HOSTILE[first:] + HOSTILE[:first]):
            if over.is_set():
                return
            answers[_hostile_answer(server, f"{query} # {next(_NUMBERS)}", over)] += 1

    clients = [threading.Thread(target=ask_on, args=(number,)) for number in range(connections)]
    for one in clients:
        one.start()
    time.sleep(2)  # until all places are taken
    try:
        yield answers
    finally:
        over.set()
        for one in clients:
            one.join()


def _hostile_answer(server: Server, query: str, over: threading.Event) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {"Content-Type": "application/sparql-query", "User-Agent": "hostile", "Accept": "*/*"}
    try:
        connection.request("POST", server.path, query.encode(), headers)
        answer = connection.getresponse()
        if answer.status == 200:
            answer.read(1000)
            over.wait(3)  # the rest is not read for a while
        return str(answer.status)
    except (OSError, http.client.HTTPException):
        return "broken off"
    finally:
        connection.close()


def freed(server: Server) -> float:
    """Return the processor time in seconds that the service uses in one second, which begins one after a time limit."""
    with suppress(RuntimeError):
        server.ask(f"{ENDLESS} # {next(_NUMBERS)}")
    time.sleep(1)
    before = processor_time(server)
    time.sleep(1)
    return processor_time(server) - before


def processor_time(server: Server) -> float:
    """Return the processor time that the service's processes have used, ended ones included, in seconds."""
    ticks = 0
    for number in processes_of(server):
        with suppress(FileNotFoundError, ProcessLookupError):  # one that ends meanwhile
            fields = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))  # user, system, and those of children that have ended
    return ticks / os.sysconf("SC_CLK_TCK")
