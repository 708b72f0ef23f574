"""The engine: limits of time, memory and rows, turns between clients, answers kept, clients that go away."""

from __future__ import annotations

import csv
import io
import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import httpx2
import pytest
from conftest import open_store
from fastapi import FastAPI
from fastapi.testclient import TestClient
from records import BASE
from test_service import serving

from kg.errors import BusyError
from kg.settings import Settings
from kg.store.formats import GraphFormat, ResultFormat
from kg.store.graphs import Change, GraphStore
from kg.store.sparql import is_volatile, limited
from service.app import create_app
from service.engine.cache import Cache, Kept
from service.engine.counting import RowCount
from service.engine.pool import Question
from service.engine.process import Process
from service.engine.telling import told_settings
from service.engine.turns import Turns
from service.engine.wire import Kind
from service.engine.writing import Writer

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GREEDY = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c"


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of three thousand triples."""
    directory = tmp_path_factory.mktemp("numbers") / "store"
    lines = (f'<urn:n:{n}> <urn:p:value> "{n}, \\"quoted\\" \\n" <urn:g> .\n' for n in range(3000))
    with open_store(directory, write=True) as graphs:
        graphs.commit([Change(add="".join(lines))])
    return directory


def app_of(directory: Path, **settings: object) -> FastAPI:
    return create_app(Settings(store=directory, base=BASE, **settings), open_store(directory))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def address(numbers: Path) -> Iterator[str]:
    with serving(app_of(numbers, query_seconds=1.5, query_memory=256, query_rows=2000, query_workers=4)) as found:
        ask(found, "ASK {}")  # a worker is ready
        yield found


def ask(address: str, query: str, **options: object) -> httpx2.Response:
    return httpx2.get(f"{address}/sparql", params={"query": query}, timeout=20, **options)  # type: ignore[arg-type]


def test_a_query_that_takes_too_long_is_ended_and_told_so(address: str) -> None:
    started = time.monotonic()
    answer = ask(address, ENDLESS)
    assert answer.status_code == 504
    assert "1.5 seconds" in answer.json()["detail"]
    assert 1.5 < time.monotonic() - started < 4
    assert ask(address, "ASK {}").json()["boolean"] is True


def test_a_client_may_ask_for_less_time(address: str) -> None:
    started = time.monotonic()
    answer = httpx2.get(f"{address}/sparql", params={"query": ENDLESS, "timeout": "0.3"}, timeout=20)
    assert answer.status_code == 504
    assert time.monotonic() - started < 1.4
    assert httpx2.get(f"{address}/sparql", params={"query": "ASK {}", "timeout": "soon"}).status_code == 400


def test_a_query_that_needs_too_much_memory_is_ended_and_told_so(numbers: Path) -> None:
    with serving(app_of(numbers, query_memory=150, query_seconds=20)) as address:
        answer = ask(address, GREEDY)
        assert (answer.status_code, "150 MiB" in answer.json()["detail"]) == (422, True)
        assert ask(address, "ASK {}").status_code == 200


@pytest.mark.parametrize("form", list(ResultFormat))
def test_a_long_table_is_cut_and_says_so(address: str, form: ResultFormat) -> None:
    answer = ask(address, "SELECT * WHERE { ?n ?p ?value }", headers={"accept": form.media_type})
    assert answer.headers["onrecord-truncated"] == "rows=2000"
    if form is ResultFormat.json:
        assert len(answer.json()["results"]["bindings"]) == 2000
        assert answer.json()["truncated"] == {"rows": 2000}
    elif form is ResultFormat.xml:
        assert len(ElementTree.fromstring(answer.text).findall(".//{*}result")) == 2000
        assert "cut after 2000 rows" in answer.text
    else:
        dialect = {"delimiter": "\t", "quoting": csv.QUOTE_NONE} if form is ResultFormat.tsv else {}
        assert len(list(csv.reader(io.StringIO(answer.text, newline=""), **dialect))) == 2001  # type: ignore[arg-type]


def test_a_long_graph_is_cut_and_says_so(address: str) -> None:
    answer = ask(address, "CONSTRUCT WHERE { ?n ?p ?v }", headers={"accept": "application/n-triples"})
    assert answer.headers["onrecord-truncated"] == "rows=2000"
    assert answer.text.count("<urn:p:value>") == 2000
    assert answer.text.endswith("# cut after 2000 triples\n")


def test_a_process_is_waited_for_after_an_event_loop_has_watched_it(numbers: Path) -> None:
    settings = Settings(store=numbers, base=BASE)
    first = {"settings": told_settings(settings), "prefixes": {}, "memory": settings.query_memory}
    process = Process("service.engine.worker", first)
    try:
        process.wait_until_ready()
        os.set_blocking(process.handle, False)  # which is how uvloop leaves a handle that it has watched
        process.send(Kind.ask, {**Question("ASK {}", ResultFormat.json, GraphFormat.turtle)._asdict(), "rows": 1})
        assert process.receive()[0] is Kind.whole
    finally:
        process.kill()


def test_a_query_that_made_way_leaves_the_next_its_priority(numbers: Path) -> None:
    settings = Settings(store=numbers, base=BASE)
    first = {"settings": told_settings(settings), "prefixes": {}, "memory": settings.query_memory}
    process = Process("service.engine.worker", first)
    number = process._process.pid

    def priorities() -> list[int]:
        return sorted(os.getpriority(os.PRIO_PROCESS, int(one)) for one in os.listdir(f"/proc/{number}/task"))

    def ask(query: str) -> None:
        process.send(Kind.ask, {**Question(query, ResultFormat.json, GraphFormat.turtle)._asdict(), "rows": 9})

    try:
        process.wait_until_ready()
        ask("SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f }")
        while process.processor_time() < 0.4:
            time.sleep(0.05)
        usual, threads = os.getpriority(os.PRIO_PROCESS, number), len(priorities())
        process.make_way()
        assert priorities() == [usual] + [19] * (threads - 1)
        assert process.receive()[0] is Kind.whole
        process.wait_for_others()
        assert priorities()[:2] == [usual, usual]
        ask("ASK {}")
        assert process.receive()[0] is Kind.whole
        assert priorities()[:2] == [usual, usual]
    finally:
        process.kill()


def test_an_answer_within_the_limits_is_not_marked(address: str) -> None:
    answer = ask(address, "SELECT * WHERE { ?n ?p ?value } LIMIT 1999")
    assert "onrecord-truncated" not in answer.headers
    assert "truncated" not in answer.json()


def test_a_long_answer_comes_while_it_is_made_and_breaks_off_at_the_time_limit(numbers: Path) -> None:
    with serving(app_of(numbers, query_seconds=2, query_rows=10**9)) as address:
        with httpx2.stream(
            "GET", f"{address}/sparql", params={"query": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }"}, timeout=20
        ) as answer:
            assert answer.status_code == 200
            with pytest.raises(httpx2.RemoteProtocolError):
                parts = answer.iter_raw()
                assert next(parts)
                begun = time.monotonic()
                for part in parts:
                    assert part
            assert time.monotonic() - begun > 0.5
        assert ask(address, "ASK {}").status_code == 200


def test_a_csv_that_was_cut_under_way_breaks_off(numbers: Path) -> None:
    with (
        serving(app_of(numbers, query_rows=60_000)) as address,
        httpx2.stream(
            "GET",
            f"{address}/sparql",
            params={"query": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }"},
            headers={"accept": "text/csv"},
            timeout=20,
        ) as answer,
    ):
        assert answer.status_code == 200
        with pytest.raises(httpx2.RemoteProtocolError):
            answer.read()


def test_the_query_of_a_client_that_has_gone_is_ended(numbers: Path) -> None:
    app = app_of(numbers, query_seconds=30, query_workers=2)
    with serving(app) as address:
        for _ in range(3):
            with pytest.raises(httpx2.ReadTimeout):
                httpx2.get(f"{address}/sparql", params={"query": ENDLESS}, timeout=0.5)
        deadline = time.monotonic() + 5
        while running(address) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert running(address) == 0


def running(address: str) -> float:
    lines = httpx2.get(f"{address}/metrics").text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("onrecord_queries_running "))


def test_one_clients_heavy_queries_leave_room_for_anothers(numbers: Path) -> None:
    with serving(app_of(numbers, query_seconds=4, query_workers=4, query_queue=64)) as address:
        hostile = [
            threading.Thread(target=ask, args=(address, ENDLESS), kwargs={"headers": {"user-agent": "hostile"}})
            for _ in range(12)
        ]
        for one in hostile:
            one.start()
        time.sleep(0.5)
        times = []
        for _ in range(20):
            started = time.monotonic()
            assert ask(address, "ASK { ?s ?p ?o }", headers={"user-agent": "good"}).json()["boolean"] is True
            times.append(time.monotonic() - started)
        assert sorted(times)[18] < 1  # alone it takes milliseconds; behind the others it would take seconds
        for one in hostile:
            one.join()


def test_more_queries_than_may_wait_are_sent_away(numbers: Path) -> None:
    with serving(app_of(numbers, query_seconds=3, query_workers=1, query_queue=1)) as address:
        waiting = [threading.Thread(target=ask, args=(address, ENDLESS)) for _ in range(2)]
        for one in waiting:
            one.start()
            time.sleep(0.2)
        answer = ask(address, "ASK {}")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        for one in waiting:
            one.join()


def test_what_is_asked_again_is_not_sent_again(address: str) -> None:
    query = "SELECT * WHERE { <urn:n:1> ?p ?value }"
    first = ask(address, query)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    assert ask(address, query).headers["etag"] == tag
    again = ask(address, query, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert ask(address, query, headers={"accept": "text/csv", "if-none-match": tag}).status_code == 200
    assert "etag" not in ask(address, "SELECT (NOW() AS ?now) WHERE {}").headers


def test_an_answer_is_kept_for_its_state_of_the_graph_only(tmp_path: Path) -> None:
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?s <urn:p:kept> ?o }"

    def count() -> str:
        answer: str = client.get("/sparql", params={"query": query}).json()["results"]["bindings"][0]["n"]["value"]
        return answer

    add(tmp_path, 1)
    with TestClient(app_of(tmp_path)) as client:
        assert [count(), count()] == ["1", "1"]
        add(tmp_path, 2)
        assert [count(), count()] == ["2", "2"]


def add(directory: Path, number: int) -> None:
    with open_store(directory, write=True) as graphs:
        graphs.commit([Change(add=f"<urn:n:{number}> <urn:p:kept> <urn:o> <urn:g> .\n")])


def test_a_write_that_waited_for_another_has_its_own_time(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "store", base=BASE, write_seconds=10)
    writer = Writer(settings, prefixes={})
    put = {"graph": "urn:g", "form": "turtle", "keep": True}
    try:
        assert writer.do("put graph", b"<urn:a> a <urn:B> .", **put) == {"new": True}
        writer._lock.acquire()
        threading.Timer(9.9, writer._lock.release).start()
        much = "".join(f"<urn:c:{n}> a <urn:B> .\n" for n in range(20_000)).encode()
        assert writer.do("put graph", much, **put) == {"new": False}  # which takes longer than what was left
    finally:
        writer.close()


# The parts


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * {?s ?p ?o}", "SELECT * {?s ?p ?o}\nLIMIT 9\n"),
        ("SELECT * {?s ?p ?o} # LIMIT 1", "SELECT * {?s ?p ?o} # LIMIT 1\nLIMIT 9\n"),
        ("SELECT * {?s ?p ?o} LIMIT 100", "SELECT * {?s ?p ?o} LIMIT 9"),
        ("SELECT * {?s ?p ?o} limit #x\n 100 OFFSET 3", "SELECT * {?s ?p ?o} limit #x\n 9 OFFSET 3"),
        ("SELECT * {?s ?p ?o} LIMIT 3", "SELECT * {?s ?p ?o} LIMIT 3"),
        ("SELECT * {{SELECT * {} LIMIT 3}} OFFSET 2", "SELECT * {{SELECT * {} LIMIT 3}} OFFSET 2\nLIMIT 9\n"),
        ('SELECT * {?s ?p "}"} VALUES ?s { 1 }', 'SELECT * {?s ?p "}"} \nLIMIT 9\nVALUES ?s { 1 }'),
        (
            "PREFIX a: <urn:LIMIT> base <urn:b>prefix : <urn:c> SELECT * {} LIMIT 100",
            "PREFIX a: <urn:LIMIT> base <urn:b>prefix : <urn:c> SELECT * {} LIMIT 9",
        ),
        ("ASK {}", "ASK {}"),
        ("CONSTRUCT {?s ?p ?o} {SELECT * {}}", "CONSTRUCT {?s ?p ?o} {SELECT * {}}"),
    ],
)
def test_the_limit_goes_where_the_grammar_has_it(query: str, expected: str) -> None:
    assert limited(query, 9) == expected
    if "<" not in query and "VALUES" not in query:
        GraphStore.in_memory().query(limited(query, 9))


def test_a_query_with_a_clock_or_chance_in_it_is_known() -> None:
    assert is_volatile("SELECT (now() AS ?n) {}")
    assert not is_volatile('SELECT ?now { ?now <urn:NOW> "NOW()" }')


@pytest.mark.parametrize("form", list(ResultFormat))
@pytest.mark.parametrize("size", [1, 7, 4096])
def test_rows_are_counted_from_the_bytes_of_every_format(form: ResultFormat, size: int) -> None:
    store = GraphStore.in_memory()
    odd = [
        "},{",
        '"',
        ",{",
        "<result>",
        "\\r\\n",
        "a\\tb",
        '\\",{\\"x\\":{\\"type\\":\\"'.replace('\\"', '\\"'),
        "",
        "1",
    ]
    store.commit(
        [Change(add="".join(f"<urn:s:{n}> <urn:p> {json.dumps(text)} <urn:g> .\n" for n, text in enumerate(odd)))]
    )
    output = io.BytesIO()
    store.query("SELECT ?s ?o ?z WHERE { ?s ?p ?o }").write(output, form, {})
    count = RowCount(form)
    for start in range(0, len(output.getvalue()), size):
        count.read(output.getvalue()[start : start + size])
    assert count.rows == len(odd)


def test_clients_take_turns_however_much_each_asks() -> None:
    turns = Turns(2, queue=10, seconds=5)
    order: list[str] = []
    first, release = threading.Event(), threading.Event()

    def hold() -> None:
        with turns.place("a"):
            first.set()
            release.wait(5)

    def note(client: str) -> None:
        with turns.place(client):
            order.append(client)
            time.sleep(0.02)

    with turns.place("z"):
        holder = threading.Thread(target=hold)
        holder.start()
        first.wait(5)
        threads = []
        for client in ("a", "a", "a", "b"):
            threads.append(threading.Thread(target=note, args=(client,)))
            threads[-1].start()
            time.sleep(0.02)
        assert (turns.running, turns.waiting) == (2, 4)
    release.set()
    for one in [holder, *threads]:
        one.join(5)
    assert order.index("b") < 2
    assert (turns.running, turns.waiting) == (0, 0)


def test_who_waits_too_long_for_a_place_is_sent_away() -> None:
    turns = Turns(1, queue=10, seconds=0.05)
    with turns.place("a"), pytest.raises(BusyError, match="no query worker was free"), turns.place("b"):
        raise AssertionError("there was no place")
    assert turns.waiting == 0


def test_the_answers_kept_never_exceed_their_room() -> None:
    cache = Cache(100)
    for number in range(10):
        cache.put("state", number, Kept("text/plain", b"x" * 30))
    assert [cache.get("state", number) is not None for number in range(10)] == [False] * 7 + [True] * 3
    cache.put("newer", 0, Kept("text/plain", b"x" * 30))
    assert cache.get("newer", 0) is not None
    cache.put("newer", 1, Kept("text/plain", b"x" * 101))
    assert cache.get("newer", 1) is None
