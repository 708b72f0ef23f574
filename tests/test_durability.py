"""Nothing that was acknowledged is lost, and nothing is there in part, whatever ends a writer: kill -9, a full disk."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from conftest import open_store, put_record
from records import BASE, hand_record
from wikidata import wikidata_server

from kg.errors import NotFoundError, StoreError, StoreLockedError
from kg.integrity import examine
from kg.mapping.vocabulary import ONR, PREFIXES, PROV, RDF
from kg.settings import Settings
from kg.store.copying import back_up, restore
from kg.store.formats import GraphFormat
from kg.store.generations import generations_of, prune, roll_back
from kg.store.graphs import Change, GraphStore

KILLS = int(os.environ.get("ONRECORD_TEST_KILLS", "20"))
"""How often a writer is killed; `make torture` kills more."""

DATA_BASE = Settings().base
_TURTLE = GraphFormat.turtle
DURATIONS = {"build": 0.8, "upload": 0.8, "review": 0.4, "link": 0.6, "put": 0.1, "prune": 0.05}
"""Seconds that an operation takes where nothing else runs, roughly: the range in which it is killed."""

ARTICLE = """title: Ministry: {dead} IS fighters killed near {place}
outlet: Test Wire
published: 2018-11-{day:02}
url: https://example.org/torture/{number}

{place}, Nov {day} (Test Wire) - Iraqi forces killed {dead} Islamic State fighters near {place} on Monday, the Ministry
of Defence said in a statement. “The operation goes on,” spokesman Yahya Rasool said.

Two soldiers were wounded, a police officer told Test Wire in report number {number}.
"""


class Torture:
    """A store, what was acknowledged of what was done to it, and the process whose children do it."""

    def __init__(self, folder: Path, endpoint: str, seed: int) -> None:
        self.store = folder / "store"
        self.killed = self.done = 0
        self.slowness = 1.0
        self._folder = folder
        self._random = random.Random(seed)
        self._articles: set[str] = set()
        self._decisions: set[str] = set()
        self._graphs: set[str] = set()
        self._number = 0
        self._errors = (folder / "errors").open("w")
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("torture.py")), str(self.store), endpoint],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
        assert self._read() == "ready"

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()
        self._errors.close()

    def build(self, *, kill: bool = True) -> None:
        """Build three new articles."""
        folder = self._folder / f"batch-{self._number}"
        folder.mkdir()
        urls = set()
        for url, text in self._new_articles():
            (folder / f"article-{self._number}.txt").write_text(text)
            urls.add(url)
        if self._do("build", kill=kill, folder=str(folder)):
            self._articles |= urls

    def upload(self) -> None:
        """Take in three new articles, as the service does that was sent them."""
        lines, urls = [], set()
        for url, text in self._new_articles():
            head, _, body = text.partition("\n\n")
            fields = dict(line.split(": ", 1) for line in head.splitlines())
            lines.append(json.dumps({**fields, "text": body}))
            urls.add(url)
        if self._do("upload", lines="\n".join(lines)):
            self._articles |= urls

    def _new_articles(self) -> Iterator[tuple[str, str]]:
        """Yield the address and the text of three articles."""
        for _ in range(3):
            self._number += 1
            values = {"number": self._number, "day": self._number % 28 + 1, "dead": self._number + 2}
            text = ARTICLE.format(place=self._random.choice(["Kirkuk", "Mosul", "Makhmour"]), **values)
            yield f"https://example.org/torture/{self._number}", text

    def review(self) -> None:
        """Reject a statement."""
        rows = self._column("SELECT ?s WHERE { ?s a onr:Statement } ORDER BY ?s")
        self._number += 1
        at = f"2026-01-01T00:{self._number // 60 % 60:02}:{self._number % 60:02}Z"
        if rows and self._do("review", row=self._random.choice(rows), at=at):
            self._decisions.add(at)

    def link(self) -> None:
        """Link to a Wikidata of ours."""
        if self._do("link"):
            self._graphs.add(f"{DATA_BASE}graph/wikidata")

    def put(self) -> None:
        """Put a graph in, as the Graph Store Protocol does."""
        self._number += 1
        graph = f"http://example.org/graph/{self._number}"
        triples = "".join(
            f"<http://example.org/s{number}> <http://example.org/p> {number} .\n" for number in range(999)
        )
        if self._do("put", graph=graph, turtle=triples):
            self._graphs.add(graph)

    def prune(self) -> None:
        """Remove earlier generations."""
        self._do("prune")

    def look(self) -> None:
        """Assert that all that was acknowledged is there, and that the store is whole."""
        with open_as_is(self.store) as graphs:
            assert [fault.what for fault in examine(self.store, graphs)] == []
            found = self._column("SELECT ?url WHERE { ?article a schema:NewsArticle ; schema:url ?url }")
            assert set(found) >= self._articles
            when = "SELECT ?at WHERE { ?decision a onr:Decision ; prov:endedAtTime ?at }"
            assert {one.replace("+00:00", "Z") for one in self._column(when)} >= self._decisions
            for graph in self._graphs:
                assert graphs.has_graph(graph)
            counts = graphs.select(
                "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s <http://example.org/p> ?o } } GROUP BY ?g"
            )
            assert {row[0].value for row in counts if row[0]} <= {"999"}

    def _do(self, name: str, *, kill: bool = True, **values: Any) -> bool:
        """Do something, killing who does it at some moment; return whether it was acknowledged before."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": name, **values}) + "\n")
        self._process.stdin.flush()
        child = int(self._read())
        if kill:
            time.sleep(self._random.uniform(0, 1.3) * self.slowness * DURATIONS[name])
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        status = int(self._read())
        assert os.WIFSIGNALED(status) or status == 0, (self._folder / "errors").read_text()
        if status:
            self.killed += 1
        else:
            self.done += 1
        return status == 0

    def _column(self, query: str) -> list[str]:
        with open_as_is(self.store) as graphs:
            return [row[0].value for row in graphs.select(query) if row[0] is not None]

    def _read(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        assert line, (self._folder / "errors").read_text()
        return line


def open_as_is(directory: Path) -> GraphStore:
    """Open a store for reading, with the base of real data."""
    return GraphStore.open(directory, prefixes=PREFIXES, base=DATA_BASE)


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server with data like Wikidata's."""
    with wikidata_server(tmp_path_factory.mktemp("wikidata")) as address:
        yield address


def test_a_writer_killed_at_any_moment_loses_nothing_and_leaves_nothing_in_part(tmp_path: Path, endpoint: str) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")  # shown when the test fails
    torture = Torture(tmp_path, endpoint, seed)
    try:
        started = time.monotonic()
        torture.build(kill=False)
        torture.slowness = max(1.0, (time.monotonic() - started) / DURATIONS["build"])
        torture.look()
        steps: list[Callable[[], None]] = [
            torture.build,
            torture.put,
            torture.review,
            torture.upload,
            torture.link,
            torture.prune,
        ]
        turn = 0
        while torture.killed < KILLS and turn < KILLS * 5:
            steps[turn % len(steps)]()
            torture.look()
            turn += 1
        assert torture.killed == KILLS
        assert torture.done > 1
    finally:
        torture.close()


def test_a_build_killed_leaves_no_workers_and_is_completed_by_the_same_command(tmp_path: Path) -> None:
    articles, store = tmp_path / "articles", tmp_path / "store"
    articles.mkdir()
    for number in range(1, 5):
        text = ARTICLE.format(place="Kirkuk", number=number, day=number, dead=number)
        articles.joinpath(f"{number}.txt").write_text(text)
    command = [sys.executable, "-c", "from service.cli import main; main()", "build", str(articles), "--workers", "1"]
    build = subprocess.Popen([*command, "--store", str(store)], stderr=subprocess.DEVNULL, start_new_session=True)
    while not _children(build.pid):
        time.sleep(0.02)
    time.sleep(0.5)
    children = _children(build.pid)
    build.kill()
    build.wait()
    patience = time.monotonic() + 60  # they may still be loading the model, and hear of it only then
    while any(map(_is_alive, children)):
        assert time.monotonic() < patience, "workers outlive the build that started them by a minute"
        time.sleep(0.05)
    done = subprocess.run([*command, "--store", str(store)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "0 refused" in done.stderr
    with open_as_is(store) as graphs:
        assert [fault.what for fault in examine(store, graphs)] == []
        assert len(graphs.select("SELECT ?a WHERE { ?a a schema:NewsArticle }")) == 4


def _children(process: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _is_alive(process: int) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_a_full_disk_is_a_clear_error_and_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    store = tmp_path / "store"
    put_record(store, hand_record())
    with open_store(store) as graphs:
        before = graphs.quads()
    program = (
        "import resource, sys; from pathlib import Path; from kg.errors import StoreError\n"
        "from kg.store.graphs import Change, GraphStore\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"  # no file may grow beyond this
        "lines = ''.join(f'<http://e/{n}> <http://e/p> \"{n:050}\" <http://e/g> .\\n' for n in range(5_000))\n"
        "with GraphStore.open(Path(sys.argv[1]), write=True) as graphs:\n"
        "    try:\n        graphs.commit([Change(add=lines)])\n"
        "    except StoreError as error:\n        print(error); sys.exit(7)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(store)], capture_output=True, text=True)
    assert done.returncode == 7, done.stderr
    assert "cannot be written" in done.stdout
    with open_store(store) as graphs:
        assert graphs.quads() == before
        assert not list(examine(store, graphs))
    with open_store(store, write=True) as graphs:
        assert graphs.quads() == before


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    with open_store(tmp_path, write=True):
        for write in (lambda: prune(tmp_path), lambda: roll_back(tmp_path, "00000001")):
            with pytest.raises(StoreLockedError, match=f"being written by process {os.getpid()}"):
                write()


def test_the_last_state_of_earlier_writings_is_kept_and_can_be_gone_back_to(tmp_path: Path) -> None:
    for number in range(4):
        with GraphStore.open(tmp_path, write=True, made_by=f"writing {number}", keep=2) as store:
            for part in "ab":
                store.replace_graph("http://e/g", f"<http://e/s> <http://e/p> '{number}{part}' .".encode(), _TURTLE)
    kept = generations_of(tmp_path)
    assert [one.made_by for one in kept] == ["writing 3", "writing 2", "writing 1"]
    assert [one.current for one in kept] == [True, False, False]
    with pytest.raises(NotFoundError, match="there is no generation '1'"):
        roll_back(tmp_path, "1")
    new = roll_back(tmp_path, kept[2].name)
    assert new > kept[0].name
    with open_store(tmp_path) as store:
        assert store.state() == new
        assert [row[0].value for row in store.select("SELECT ?o { ?s ?p ?o }") if row[0]] == ["1b"]
        assert generations_of(tmp_path)[0].read
        assert prune(tmp_path) == [kept[0].name, kept[1].name]
    assert [one.made_by for one in generations_of(tmp_path)] == [f"rollback to {kept[2].name}"]


def test_a_generation_that_is_read_outlives_its_removal(tmp_path: Path) -> None:
    with open_store(tmp_path, write=True) as store:
        store.replace_graph("http://e/g", b"<http://e/s> <http://e/p> 1 .", _TURTLE)
    reader = open_store(tmp_path)
    answer = reader.query("SELECT ?o { ?s ?p ?o }")
    held = reader.state()
    with GraphStore.open(tmp_path, write=True, keep=0) as store:
        store.replace_graph("http://e/g", b"<http://e/s> <http://e/p> 2 .", _TURTLE)
    assert held in [one.name for one in generations_of(tmp_path)]
    assert [row[0].value for row in answer.rows() if row[0]] == ["1"]
    reader.close()
    del answer
    assert prune(tmp_path) == [held]


@pytest.mark.parametrize("label", ["{}", ""])
@pytest.mark.parametrize("pruned", [False, True])
def test_what_a_writer_left_that_died_before_it_published_never_was(tmp_path: Path, label: str, pruned: bool) -> None:
    with open_store(tmp_path, write=True) as store:
        store.replace_graph("http://e/g", b"<http://e/s> <http://e/p> 1 .", _TURTLE)
    newest = generations_of(tmp_path)[0].name
    left = tmp_path / "generations" / f"{int(newest) + 1:08d}"
    (left.with_suffix(".lock")).write_text(label)
    (left.parent / ".current.abc").touch()
    left.mkdir()
    (tmp_path / "generations" / f"{int(newest) + 2:08d}").mkdir()
    assert [one.name for one in generations_of(tmp_path)] == [newest]
    if pruned:
        assert prune(tmp_path) == []
    with open_store(tmp_path, write=True) as store:
        assert store.size() == 1
    left_over = {one.name for one in (tmp_path / "generations").iterdir()}
    assert left_over == {newest, f"{newest}.lock", "current"}


def test_a_backup_is_a_store_and_can_be_put_back(tmp_path: Path) -> None:
    store, copy = tmp_path / "store", tmp_path / "backups" / "one"
    put_record(store, hand_record())
    back_up(store, copy)
    with open_store(copy) as graphs, open_store(store) as original:
        assert graphs.quads() == original.quads()
        assert not list(examine(copy, graphs))
    with pytest.raises(StoreError, match="is there already: expected the name of a new or empty directory"):
        back_up(store, copy)
    with open_store(store, write=True) as graphs:
        graphs.replace_graph("http://e/g", b"<http://e/s> <http://e/p> 1 .", _TURTLE)
    reader = open_store(store)
    assert reader.has_graph("http://e/g")
    with pytest.raises(StoreError, match=r"there is a store at .* already: expected none, or --replace"):
        restore(copy, store)
    aside = restore(copy, store, replace=True)
    assert aside == tmp_path / "store.before-1"
    assert not reader.has_graph("http://e/g")  # a service that runs sees the change
    reader.close()
    with open_store(aside) as graphs:
        assert graphs.has_graph("http://e/g")
    assert restore(copy, tmp_path / "elsewhere") is None
    with pytest.raises(StoreError, match="not an On Record store"):
        restore(tmp_path, store)


@pytest.mark.parametrize(
    ("damage", "part", "what"),
    [
        (
            lambda store: next((store / "texts").rglob("*.txt")).write_text("other"),
            "texts",
            "its SHA-256 is not",
        ),
        (lambda store: next((store / "texts").rglob("*.txt")).unlink(), "texts", "the text of .* is not here"),
        (lambda store: next((store / "records").rglob("*.gz")).unlink(), "records", "the record of .* is not here"),
        (lambda store: next((store / "records").rglob("*.gz")).write_bytes(b"x"), "records", "is damaged"),
        (lambda store: _write_refusal(store), "refused", "is damaged"),
        (
            lambda store: _insert(store, f"<{BASE}claim/1> a <{BASE}nothing>"),
            "references",
            "nothing is described nowhere",
        ),
    ],
)
def test_what_is_not_whole_is_found(tmp_path: Path, damage: Callable[[Path], object], part: str, what: str) -> None:
    put_record(tmp_path, hand_record())
    damage(tmp_path)
    with open_store(tmp_path) as graphs:
        faults = [fault for fault in examine(tmp_path, graphs) if fault.part == part]
    assert any(re.search(what, fault.what) for fault in faults), faults


_PAST = f'<http://e/old> {PROV.invalidatedAtTime.n3()} "2026-01-01T00:00:00Z" <http://e/marks> .\n'
_WITHHELD = f"<http://e/old> {RDF.type.n3()} {ONR.WithheldGraph.n3()} <http://e/marks> .\n"


@pytest.mark.parametrize("marked", ["", _PAST, _WITHHELD])
def test_a_default_graph_that_does_not_follow_the_named_graphs_is_found(tmp_path: Path, marked: str) -> None:
    put_record(tmp_path, hand_record())
    store = GraphStore.open(tmp_path, write=True, prefixes=PREFIXES, base=BASE)
    old = "<http://e/s> <http://e/p> <http://e/old>"
    store.commit([Change(add=f"{marked}{old} <http://e/old> .\n")])
    assert store.astray() == []
    database = store._writable()  # past the door that keeps both together
    gone = next(database.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    database.update(f"INSERT DATA {{ <http://e/s> <http://e/p> 1 . {old} }}")
    database.remove(gone)
    store._publish()
    store.close()
    with open_store(tmp_path) as graphs:
        faults = [fault.what for fault in examine(tmp_path, graphs) if fault.part == "graph"]
    without_cause = [one for one in faults if "stands in the default graph without cause" in one]
    assert len(without_cause) == (2 if marked else 1)
    assert [one for one in faults if "is missing there" in one] == faults[len(without_cause) :]
    assert len(faults) == len(without_cause) + 1


def _write_refusal(store: Path) -> None:
    (store / "refused").mkdir()
    (store / "refused" / "one.json").write_text("[]")


def _insert(directory: Path, triple: str) -> None:
    with open_store(directory, write=True) as store:
        store.replace_graph("http://e/g", f"{triple} .".encode(), _TURTLE)
