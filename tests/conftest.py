"""What several test files share: the material beside the checkout, and a small store of one hand-written record."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from records import BASE, KNOWN, hand_record

from kg import inference, mapping, pipeline
from kg.extract.parsing import Parser
from kg.mapping.vocabulary import PREFIXES
from kg.reading.article import Article
from kg.record import Record
from kg.settings import Settings
from kg.store.graphs import Change, GraphStore
from kg.store.place import Place
from kg.store.texts import Filed, RecordStore, TextStore
from kg.workers import Workshop

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RUN = mapping.Run(version="0.0.0", model="none")

os.environ.pop("COLUMNS", None)  # pytest-xdist sets it, and a console keeps the width that it finds when it is made


@pytest.fixture(scope="session", autouse=True)
def workshops() -> Iterator[None]:
    """Load the model once for all builds in this process that analyse alike; each build has workers of its own."""
    kept: dict[object, Workshop[Article, object]] = {}

    def work_through(
        inputs: Iterable[Article], make: partial[Callable[[Article], object]], *, workers: int, seconds: float
    ) -> Iterator[tuple[Article, object]]:
        alike = (make.func, replace(make.args[0], store=Path(), workers=0))
        if alike not in kept:
            kept[alike] = Workshop(make)
        return kept[alike].work_through(inputs, workers=workers, seconds=seconds)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pipeline, "work_through", work_through)
        yield
    for one in kept.values():
        one.close()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real articles, gold and test suites beside the checkout."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the shared material is not beside this checkout")
    return folder


def quads_of(record: Record, *, known: frozenset[str] = KNOWN) -> str:
    """Return all quads that a record becomes, as the pipeline makes them; `known` are the ids of a gazetteer."""
    return mapping.nquads(
        (
            *mapping.article_quads(record, base=BASE, known=known),
            *mapping.provenance_quads(record, base=BASE, run=RUN),
        )
    )


def commit_settled(
    graphs: GraphStore, changes: Iterable[Change], *, new: Iterable[str], old: Iterable[str] = ()
) -> None:
    """Commit changes that bring graphs of articles and take others out of force, and settle what follows from it."""
    base = graphs.base or BASE
    graphs.commit([*changes, inference.unsettle(graphs, base=base, new=new, old=old)])
    for _ in inference.settle(graphs, rules=inference.Rules.load(base)):
        pass


def put_records(graphs: GraphStore, *records: Record, known: frozenset[str] = KNOWN) -> None:
    """Commit the graphs of records and settle what follows from them."""
    changes = [Change(add=quads_of(record, known=known)) for record in records]
    commit_settled(graphs, changes, new=[mapping.graph_iri(record, base=BASE) for record in records])


@pytest.fixture
def place_of(pytestconfig: pytest.Config) -> Callable[[Path], Place]:
    """What another process has to open to be where the tests' store of a directory is (see `on_endpoint`)."""
    plugin = pytestconfig.pluginmanager.get_plugin("on_endpoint")
    return plugin.SERVERS.of if plugin else lambda directory: directory


def open_store(directory: Path, *, write: bool = False) -> GraphStore:
    """Open a store with the prefixes of the project and the base of the tests."""
    return GraphStore.open(directory, write=write, prefixes=PREFIXES, base=BASE)


def put_record(directory: Path, record: Record, *, known: frozenset[str] = KNOWN) -> None:
    """Store a record as the pipeline does."""
    with open_store(directory, write=True) as graphs:
        put_records(graphs, record, known=known)
    TextStore(directory).put(record.text)
    RecordStore(directory).put(record, Filed(mapping.graph_iri(record, base=BASE), "by hand"))


@pytest.fixture(scope="session")
def kesh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store directory that holds the hand-written record; tests only read it."""
    directory = tmp_path_factory.mktemp("kesh") / "store"
    put_record(directory, hand_record())
    return directory


@pytest.fixture(scope="session")
def parser() -> Parser:
    """Return the default pipeline, loaded once."""
    return Parser(Settings().model)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs the command and returns its code, output and messages."""
    from service import cli  # loads what only tests of commands need

    monkeypatch.setenv("ONRECORD_WORKERS", "1")
    monkeypatch.setenv("COLUMNS", "300")

    def command(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return command


@pytest.fixture
def heeded() -> Iterator[None]:
    """Have processes started here heed SIGINT even where it is ignored, as in a job in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from web import chromium  # loads what only tests of pages need

    with chromium() as one:
        yield one


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return an empty page; whatever goes wrong in it fails the test."""
    context = browser.new_context()
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert problems == []
