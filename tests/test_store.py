"""The store: what is refused, what is atomic, what readers see, how queries are answered and written."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import rdflib
from conftest import open_store, put_record, quads_of
from records import BASE, hand_record, large_record

from kg import mapping
from kg.errors import (
    NotFoundError,
    QueryError,
    QueryRefusedError,
    QuerySyntaxError,
    StoreError,
    StoreLockedError,
)
from kg.mapping.vocabulary import PREFIXES
from kg.revisions import article_graphs, replacement
from kg.store import changing, view
from kg.store.directory import MARKER
from kg.store.formats import GraphFormat, ResultFormat
from kg.store.graphs import Change, GraphStore, difference
from kg.store.refused import RefusedStore
from kg.store.sparql import calls_service
from kg.store.texts import Filed, RecordStore, TextStore

ONE = '<http://e/s> <http://e/p> "one" <http://e/g1> .\n'
TWO = '<http://e/s> <http://e/p> "two"@en <http://e/g2> .\n'
NOW = "2020-10-09T08:00:00Z"
PAIRS = "SELECT ?s ?o WHERE { ?s <http://e/p> ?o }"
ALL = "SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?o"


def values(store: GraphStore, query: str = ALL, **dataset: tuple[str, ...]) -> list[str]:
    return [row[0].value for row in store.query(query, **dataset).rows() if row[0] is not None]  # type: ignore[arg-type]


# A directory that is a store, and one that is not


def test_a_missing_directory_is_named_when_reading(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere.*onrecord build"):
        GraphStore.open(tmp_path / "nowhere")


@pytest.mark.parametrize("write", [True, False])
def test_a_directory_with_other_things_in_it_is_refused_and_left_as_it_was(tmp_path: Path, write: bool) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(StoreError, match="is not an On Record store"):
        GraphStore.open(tmp_path, write=write)
    assert [one.name for one in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_in_place_of_the_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file")
    with pytest.raises(StoreError, match="store"):
        GraphStore.open(tmp_path / "store", write=True)


@pytest.mark.parametrize(
    ("marker", "message"), [('{"format": 99}', "format 99.*reads format 2"), ("{", "damaged"), ("[]", "damaged")]
)
@pytest.mark.parametrize("write", [True, False])
def test_a_marker_of_another_format_or_a_broken_one_is_refused(
    tmp_path: Path, marker: str, message: str, write: bool
) -> None:
    (tmp_path / MARKER).write_text(marker)
    with pytest.raises(StoreError, match=message):
        GraphStore.open(tmp_path, write=write)


def test_an_empty_directory_becomes_a_store(tmp_path: Path) -> None:
    with GraphStore.open(tmp_path, write=True) as store:
        assert store.size() == 0
    with GraphStore.open(tmp_path) as store:
        assert store.size() == 0


# One writer, many readers


def test_a_second_writer_is_refused_with_the_process_that_holds_the_store(tmp_path: Path) -> None:
    hold = f"""
import sys
from pathlib import Path
from kg.store.graphs import GraphStore
with GraphStore.open(Path({str(tmp_path)!r}), write=True):
    print("held", flush=True)
    sys.stdin.read()
"""
    holder = subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreLockedError, match=rf"being written by process {holder.pid}\b"):
            GraphStore.open(tmp_path, write=True)
        holder.kill()
    with GraphStore.open(tmp_path, write=True) as store:  # a killed writer holds nothing
        store.commit([Change(add=ONE)])


def test_a_reader_goes_on_while_a_writer_commits_and_then_sees_the_new_state(tmp_path: Path) -> None:
    with GraphStore.open(tmp_path, write=True) as writer:
        writer.commit([Change(add=ONE)])
        with GraphStore.open(tmp_path) as reader:
            before = reader.query(ALL)
            state = reader.state()
            writer.commit([Change(drop=("http://e/g1",), add=TWO)])
            writer.commit([Change(add=ONE.replace("one", "three"))])
            assert [row[0].value for row in before.rows() if row[0]] == ["one"]  # an answer begun is an answer kept
            assert values(reader) == ["three", "two"]
            assert reader.state() != state


def test_generations_that_nobody_reads_are_removed(tmp_path: Path) -> None:
    with GraphStore.open(tmp_path, write=True) as writer:
        writer.commit([Change(add=ONE)])
        with GraphStore.open(tmp_path) as reader:
            assert values(reader) == ["one"]
            for number in range(5):
                writer.commit([Change(add=ONE.replace("one", str(number)))])
            kept = [one for one in (tmp_path / "generations").iterdir() if one.is_dir()]
            assert len(kept) == 2  # the newest, and the one that is being read
            assert len(values(reader)) == 6
    with GraphStore.open(tmp_path, write=True, keep=0) as writer:
        writer.commit([Change(add=TWO)])
        assert len([one for one in (tmp_path / "generations").iterdir() if one.is_dir()]) == 1


def test_threads_query_one_reader_while_the_store_is_written(tmp_path: Path) -> None:
    with GraphStore.open(tmp_path, write=True) as writer, GraphStore.open(tmp_path) as reader:

        def ask(_: int) -> int:
            return len(values(reader))

        with ThreadPoolExecutor(8) as pool:
            counts = pool.map(ask, range(400))
            for number in range(20):
                writer.commit([Change(add=ONE.replace("one", str(number)))])
            seen = list(counts)
        assert all(0 <= count <= 20 for count in seen)
        assert ask(0) == 20


def test_a_reader_cannot_write(kesh: Path) -> None:
    with open_store(kesh) as store, pytest.raises(StoreError, match="reading only"):
        store.commit([Change(add=ONE)])


# Changes


def test_a_change_that_cannot_be_parsed_leaves_everything_as_it_was(tmp_path: Path) -> None:
    with GraphStore.open(tmp_path, write=True) as store:
        store.commit([Change(add=ONE)])
        with pytest.raises(StoreError, match="cannot be stored"):
            store.commit(
                [Change(drop=("http://e/g1",)), Change(add="<http://e/s> <not an iri> <http://e/o> <http://e/g> .")]
            )
        assert values(store) == ["one"]


def test_a_triple_outside_any_named_graph_is_refused() -> None:
    with pytest.raises(StoreError, match="stands in no named graph"):
        GraphStore.in_memory().commit([Change(add='<http://e/s> <http://e/p> "x" .')])


@pytest.mark.parametrize("literal", ["} } ; DROP ALL ; #", "\\\\", '\\"', "\\n\\t\\u0000\\U0001F600", "'''"])
def test_no_literal_can_break_out_of_its_place(literal: str) -> None:
    store = GraphStore.in_memory()
    store.commit([Change(add=ONE)])
    store.commit([Change(add=f'<http://e/s> <http://e/p> "{literal}" <http://e/g2> .')])
    assert store.size() == 2
    assert f'"{literal}"' in store.quads() or "\\u0000" in literal


def test_an_article_read_by_other_code_replaces_its_own_graph_and_what_the_shared_graphs_hold_of_it() -> None:
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    old, other = hand_record(), large_record()
    article = mapping.article_iri(old, base=BASE)
    new = replace(old, statements=(), incidents=(), claims=())
    store.commit([Change(add=quads_of(old)), Change(add=quads_of(other))])
    store.commit([replacement(store, article, quads_of(new), found_at=NOW)])
    fresh = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    fresh.commit([Change(add=quads_of(new)), Change(add=quads_of(other))])
    assert store.quads() == fresh.quads()
    assert len(article_graphs(store)) == 2


def test_storing_the_same_article_again_changes_nothing() -> None:
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    record = hand_record()
    article, quads = mapping.article_iri(record, base=BASE), quads_of(record)
    store.commit([replacement(store, article, quads, found_at=NOW)])
    before = store.quads()
    store.commit([replacement(store, article, quads, found_at=NOW)])
    assert store.quads() == before == quads


# Queries


@pytest.fixture
def two_graphs() -> GraphStore:
    store = GraphStore.in_memory(prefixes={"e": "http://e/"}, base="http://e/")
    store.commit([Change(add=ONE + TWO)])
    return store


@pytest.mark.parametrize(
    ("query", "dataset", "expected"),
    [
        (ALL, {}, ["one", "two"]),
        ("SELECT ?o FROM <http://e/g2> WHERE { ?s ?p ?o }", {}, ["two"]),
        ("SELECT ?o FROM NAMED <http://e/g2> WHERE { ?s ?p ?o }", {}, []),
        ("SELECT ?o FROM NAMED <http://e/g2> WHERE { GRAPH ?g { ?s ?p ?o } }", {}, ["two"]),
        ("SELECT ?o WHERE { GRAPH e:g1 { ?s ?p ?o } }", {}, ["one"]),
        ("SELECT ?o WHERE { GRAPH <g1> { ?s ?p ?o } }", {}, ["one"]),
        (ALL, {"default_graphs": ("http://e/g1",)}, ["one"]),
        (ALL, {"named_graphs": ("http://e/g1",)}, []),
        ("SELECT ?o FROM <http://e/g2> WHERE { ?s ?p ?o }", {"default_graphs": ("http://e/g1",)}, ["one"]),
        ("SELECT ?o WHERE { GRAPH ?g { ?s ?p ?o } }", {"default_graphs": ("http://e/g1",)}, []),
    ],
)
def test_a_query_reads_the_union_unless_it_or_the_caller_names_a_dataset(
    two_graphs: GraphStore, query: str, dataset: dict[str, tuple[str, ...]], expected: list[str]
) -> None:
    assert values(two_graphs, query, **dataset) == expected


@pytest.mark.parametrize("query", ["SELECT * {", "INSERT DATA { <a:b> <a:c> 1 }", "", "ASK {} ASK {}"])
def test_what_is_no_query_is_a_syntax_error(two_graphs: GraphStore, query: str) -> None:
    with pytest.raises(QuerySyntaxError, match=r"error at \d+:\d+"):
        two_graphs.query(query)


def test_an_unknown_function_is_an_error_of_the_query(two_graphs: GraphStore) -> None:
    with pytest.raises(QueryError, match="function"):
        list(two_graphs.query("SELECT (<http://e/f>(1) AS ?x) {}").rows())


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service silent ?where { ?s ?p ?o } }",
        'SELECT * { ?s ?p "a # quoted hash" . SERVICE <http://e/> {} }',
        "SELECT * { ?s ?p '''long ' string''' SERVICE <http://e/> {} }",
        "SELECT * { <http://e/#SERVICE> ?p ?o . # a comment\n SERVICE <http://e/> {} }",
        "SELECT * { FILTER(1<2)SERVICE<http://e/>{?s ?p 2 FILTER(3>2)} }",
        r"PREFIX e: <http://e/> SELECT * { e:a\#b ?p ?o . SERVICE <http://e/> {} }",
        "SELECT * { ?s ?p 'it\\'s' . SERVICE <http://e/> {} }",
        "SELECT * { SERVICESILENT<http://e/> {} }",
        "PREFIX e: <http://e/> SELECT * { SERVICEe:x {} }",
        "PREFIX : <http://e/> PREFIX service: <http://f/> SELECT * { service:x {} }",
        "SELECT * { ?s ?p trueSERVICE<http://e/> {} }",
        "SELECT * { ?s ?p 1e5SERVICE<http://e/> {} }",
        "PREFIX e: <http://e/> SELECT * { ?s ?p 1e5SERVICEe:x {} }",
        r"SELECT * { ?s <http://e/\u0041#> ?o . SERVICE <http://e/> {} }",
    ],
)
def test_service_is_refused_before_anything_is_evaluated(two_graphs: GraphStore, query: str) -> None:
    with pytest.raises(QueryRefusedError, match="SERVICE is refused"):
        two_graphs.query(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service <http://e/p> 'SERVICE' }",
        'SELECT * { ?s ?p """ SERVICE <x> { "quoted" } """ }',
        "SELECT * { ?s <http://e/SERVICE> $SERVICE } # SERVICE <x> {}",
        "PREFIX service: <http://e/> SELECT * { service:a service:SERVICE ?o }",
        "PREFIX sd: <http://e/> SELECT * { ?s a sd:Service ; sd:from 'x'@service }",
    ],
)
def test_the_word_service_in_a_name_or_string_is_no_call(two_graphs: GraphStore, query: str) -> None:
    assert not calls_service(query)
    two_graphs.query(query)


def test_an_escaped_keyword_is_not_a_keyword_to_the_engine_either(two_graphs: GraphStore) -> None:
    with pytest.raises(QuerySyntaxError):  # else the look for SERVICE would have to undo escapes first
        two_graphs.query("SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def test_a_triple_that_stands_in_several_graphs_is_one_triple_of_the_union() -> None:
    store = GraphStore.in_memory()
    store.commit([Change(add=ONE + ONE.replace("g1", "g2")), Change(add=ONE.replace("g1", "g3"))])
    assert values(store) == ["one"]
    assert values(store, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o . ?s ?q ?r }") == ["1"]
    assert store.size() == 1
    store.commit([Change(drop=("http://e/g1",)), Change(remove=ONE.replace("g1", "g2"))])
    assert values(store) == ["one"]  # it still stands in g3
    store.commit([Change(drop=("http://e/g3",))])
    assert values(store) == []
    assert store.quads() == ""


def test_graphs_that_lost_all_their_quads_are_gone() -> None:
    store = GraphStore.in_memory()
    store.commit([Change(add=ONE + TWO)])
    store.commit([Change(drop=("http://e/g1",))])
    assert store.graph_names() == ["http://e/g2"]


def test_the_union_is_that_of_the_graphs_whatever_changes_came_before() -> None:
    random = Random(7)
    store = GraphStore.in_memory()
    keys = itertools.product(range(3), range(2), range(4))
    lines = [f'<http://e/s{s}> <http://e/p> "{o}" <http://e/g{g}> .\n' for s, o, g in keys]
    for _ in range(60):
        some = random.sample(lines, 5)
        drop = (f"http://e/g{random.randrange(4)}",) if random.random() < 0.4 else ()
        store.commit([Change(drop=drop, remove="".join(some[:2]), add="".join(some[2:]))])
        union = {line.rpartition(" <")[0] for line in store.quads().splitlines()}
        assert len(union) == store.size() == len(store.select(PAIRS))
        assert {f'<{s.value}> <http://e/p> "{o.value}"' for s, o in store.select(PAIRS) if s and o} == union


# History, and what is withheld

INVALIDATED = "<http://www.w3.org/ns/prov#invalidatedAtTime>"
WITHHELD = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/onrecord/ontology#WithheldGraph>"


def past(graph: str) -> str:
    return f'<{graph}> {INVALIDATED} "2020-01-01T00:00:00Z" <http://e/about> .\n'


def withheld(graph: str) -> str:
    return f"<{graph}> {WITHHELD} <http://e/about> .\n"


def view_of(quads: str) -> set[str]:
    """Return what a default graph must hold, worked out in the plainest way."""
    rows = [line.removesuffix(" .").rpartition(" ")[::2] for line in quads.splitlines()]
    gone = {row.split()[0] for row, _ in rows if INVALIDATED in row}
    held_back = {row.split()[0] for row, _ in rows if WITHHELD in row}
    hidden = {row for row, graph in rows if graph in held_back}
    return {row for row, graph in rows if graph not in gone | held_back} - hidden


def default_graph(store: GraphStore) -> set[str]:
    output = io.BytesIO()
    store.export(output, GraphFormat.ntriples)
    return {line.removesuffix(" .") for line in output.getvalue().decode().splitlines()}


def test_a_graph_that_is_invalidated_is_history_until_it_no_longer_is() -> None:
    store = GraphStore.in_memory()
    store.commit([Change(add=ONE + TWO)])
    store.commit([Change(add=past("http://e/g1"))])
    assert values(store, "SELECT ?o { ?s <http://e/p> ?o }") == ["two"]
    assert values(store, "SELECT ?o { GRAPH <http://e/g1> { ?s ?p ?o } }") == ["one"]
    store.commit([Change(add=ONE.replace("one", "late"))])  # what comes into history is history
    assert values(store, "SELECT ?o { ?s <http://e/p> ?o }") == ["two"]
    store.commit([Change(remove=past("http://e/g1"))])
    assert sorted(values(store, "SELECT ?o { ?s <http://e/p> ?o }")) == ["late", "one", "two"]


def test_what_is_withheld_is_in_its_graph_and_not_in_the_default_graph() -> None:
    store = GraphStore.in_memory()
    store.commit([Change(add=ONE + TWO + ONE.replace("g1", "held") + withheld("http://e/held"))])
    assert values(store, "SELECT ?o { ?s <http://e/p> ?o }") == ["two"]
    store.commit([Change(add=ONE.replace("g1", "g3"))])  # wherever else it comes to stand
    assert values(store, "SELECT ?o { ?s <http://e/p> ?o }") == ["two"]
    assert len(values(store, "SELECT ?o { GRAPH ?g { ?s <http://e/p> ?o } }")) == 4
    store.commit([Change(drop=("http://e/held",), remove=withheld("http://e/held"))])
    assert sorted(values(store, "SELECT ?o { ?s <http://e/p> ?o }")) == ["one", "two"]


def test_the_default_graph_follows_from_the_named_graphs_whatever_changes_came_before(tmp_path: Path) -> None:
    random = Random(11)
    store = GraphStore.in_memory()
    keys = itertools.product(range(3), range(2), range(4))
    lines = [f'<http://e/s{s}> <http://e/p> "{o}" <http://e/g{g}> .\n' for s, o, g in keys]
    lines += 2 * [mark(f"http://e/g{number}") for number in range(4) for mark in (past, withheld)]
    for step in range(300):
        some = random.sample(lines, 6)
        drop = (f"http://e/g{random.randrange(4)}",) if random.random() < 0.3 else ()
        store.commit([Change(drop=drop, remove="".join(some[:3]), add="".join(some[3:]))])
        assert default_graph(store) == view_of(store.quads())
        if step % 50 == 0:
            (tmp_path / "dump.nq").write_text(store.quads())
            loaded = GraphStore.in_memory()
            loaded.load(tmp_path / "dump.nq", GraphFormat.nquads)
            assert default_graph(loaded) == default_graph(store)


def test_the_default_graph_is_the_same_whether_quads_come_in_bulk_or_in_a_transaction(tmp_path: Path) -> None:
    random = Random(13)
    keys = itertools.product(range(3), range(2), range(4))
    lines = [f'<http://e/s{s}> <http://e/p> "{o}" <http://e/g{g}> .\n' for s, o, g in keys]
    marks = [mark(f"http://e/g{number}") for number in range(4) for mark in (past, withheld)]
    with GraphStore.open(tmp_path / "store", write=True) as store:
        plain = GraphStore.in_memory()
        for step in range(60):
            added = [Change(add=line) for line in random.sample(lines + marks * (step % 7 == 0), 4)]
            some = random.sample(lines + marks, 4)
            drop = (f"http://e/g{random.randrange(4)}",) if random.random() < 0.3 else ()
            changes = [*added, Change(drop=drop, remove="".join(some[:3]), add=some[3])]
            chosen = random.choice([added, changes])
            store.commit(chosen, publish=False)
            plain.commit(chosen)
            assert store.quads() == plain.quads()
            assert default_graph(store) == default_graph(plain) == view_of(plain.quads())


def test_what_is_renewed_as_it_is_found_is_as_if_it_was_committed(tmp_path: Path) -> None:
    random = Random(17)
    keys = itertools.product(range(3), range(2), range(4))
    lines = [f'<http://e/s{s}> <http://e/p> "{o}" <http://e/g{g}> .\n' for s, o, g in keys]
    with GraphStore.open(tmp_path / "store", write=True) as store:
        plain = GraphStore.in_memory()
        for _ in range(40):
            some = random.sample(lines, 8)
            changes = [*(Change(add=line) for line in some[:4]), Change(remove="".join(some[4:7]), add=some[7])]
            random.shuffle(changes)
            store.renew(iter(changes), publish=False)
            plain.renew(iter(changes))
            assert store.quads() == plain.quads()
            assert default_graph(store) == default_graph(plain) == view_of(plain.quads())


@pytest.mark.parametrize("lines", [1, 40_000], ids=["one load", "two side by side"])
@pytest.mark.parametrize("error", [StoreError, ValueError, KeyError])
def test_what_is_found_while_it_is_loaded_sees_the_state_before_and_leaves_it_when_it_fails(
    error: type[Exception], lines: int, tmp_path: Path
) -> None:
    one = '<http://e/s> <http://e/p> "one" <http://e/g> .\n'
    other = "".join(f'<http://e/s> <http://e/p> "{"x" * 200} {number}" <http://e/g> .\n' for number in range(lines))

    def found() -> Iterator[Change]:
        yield Change(add=other)
        assert store.quads() == one
        raise error("the other article is gone")

    with GraphStore.open(tmp_path / "store", write=True) as store:
        store.commit([Change(add=one)])
        with pytest.raises(error, match="the other article is gone"):
            store.renew(found())
        assert store.quads() == one


@pytest.mark.parametrize("long", [1, 1 << 22])
@pytest.mark.parametrize("helped", [1, 1 << 22])
@pytest.mark.parametrize(("set_aside", "few"), [(1, 1_000), (1 << 26, 1_000), (1 << 26, 0)])
def test_quads_that_are_added_piece_by_piece_come_to_the_same_as_a_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, set_aside: int, few: int, long: int, helped: int
) -> None:
    monkeypatch.setattr(changing, "_SET_ASIDE", set_aside)
    monkeypatch.setattr(changing, "_LONG", long)
    monkeypatch.setattr(changing, "_HELPED", helped)
    monkeypatch.setattr(view, "_FEW", few)
    random = Random(17)
    lines = [f'<http://e/s{n % 3}> <http://e/p{n % 2}> "{n}" <http://e/g{n % 4}> .\n' for n in range(60)]
    marks = [mark(f"http://e/g{number}") for number in range(2) for mark in (past, withheld)]
    unusual = ["", "<http://e/s>  <http://e/p> <http://e/o>\t<http://e/g3>  . # a remark\n"]
    committed = GraphStore.in_memory()
    with open_store(tmp_path, write=True) as store:
        for _ in range(10):
            pieces = random.sample([*lines, *marks, *unusual], 20)
            store.add(iter(pieces))
            committed.commit([Change(add=one) for one in pieces])
            assert store.quads() == committed.quads()
            assert default_graph(store) == default_graph(committed)
        with open_store(tmp_path) as reader:
            assert reader.size() == 0
            store.commit(())
            assert reader.size() == store.size() > 0


def test_quads_that_are_added_are_read_as_they_are_needed_and_what_reads_them_may_ask_the_store(tmp_path: Path) -> None:
    def coming() -> Iterator[str]:
        for number in range(500):
            assert store.size() == 1
            yield f"<http://e/{number}> <http://e/p> <http://e/o> <http://e/g> .\n"

    with open_store(tmp_path, write=True) as store:
        store.commit([Change(add=ONE)])
        store.add(coming())
        assert store.size() == 501


def test_quads_are_added_to_a_store_in_memory() -> None:
    store = GraphStore.in_memory()
    store.add(f"<http://e/{number}> <http://e/p> <http://e/o> <http://e/g> .\n" for number in range(100))
    assert store.size() == 100


@pytest.mark.parametrize("long", [1, 1 << 22])
def test_what_is_added_and_cannot_be_read_leaves_what_was_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, long: int
) -> None:
    monkeypatch.setattr(changing, "_LONG", long)

    def coming(end: str | Exception) -> Iterator[str]:
        yield TWO
        if isinstance(end, Exception):
            raise end
        yield end

    with GraphStore.open(tmp_path, write=True) as store:
        store.commit([Change(add=ONE)])
        for end, message in (("no quad\n", "cannot be stored"), (ONE.replace("<http://e/g1> ", ""), "no named graph")):
            with pytest.raises(StoreError, match=message):
                store.add(coming(end))
            assert values(store) == ["one"]
        with pytest.raises(NotFoundError):
            store.add(coming(NotFoundError("what was to come")))
        assert values(store) == ["one"]


@pytest.mark.parametrize("broken", range(6))
def test_of_two_loads_neither_goes_on_when_the_other_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: int
) -> None:
    monkeypatch.setattr(changing, "_LONG", 1)
    monkeypatch.setattr(changing, "_BUFFER", 1)
    taken = 0

    def coming() -> Iterator[str]:
        nonlocal taken
        for taken in range(200_000):
            yield f"<http://e/{taken}> <http://e/p> {'no quad' if taken == broken else '<http://e/o>'} <http://e/g> .\n"

    with GraphStore.open(tmp_path, write=True) as store:
        store.commit([Change(add=ONE)])
        with pytest.raises(StoreError, match="cannot be stored"):
            store.add(coming())
        assert taken < 100_000
        assert values(store) == ["one"]


def test_one_change_may_bring_many_graphs_and_is_loaded_in_bulk(tmp_path: Path) -> None:
    lines = [f'<{BASE}{n}> <{BASE}says> "<{BASE}x> .{n}" <{BASE}graph/{n % 9}> .' for n in range(30)]
    quads = "".join(f"{line}\n" for line in sorted(lines))
    with open_store(tmp_path, write=True) as store:
        store.commit([Change(add=quads)])
        assert store.quads() == quads
        assert store.size() == 30
        assert store.astray() == []


def test_what_is_committed_unpublished_is_seen_with_the_next_commit(tmp_path: Path) -> None:
    with open_store(tmp_path, write=True) as store, open_store(tmp_path) as reader:
        store.commit([Change(add=f"<{BASE}a> <{BASE}b> <{BASE}c> <{BASE}g> .\n")], publish=False)
        assert reader.size() == 0
        store.commit(())
        assert reader.size() == 1


def test_a_bulk_load_that_fails_leaves_what_was_published(tmp_path: Path) -> None:
    with GraphStore.open(tmp_path, write=True) as store:
        store.commit([Change(add=ONE)])
        broken = TWO + "<http://e/s> <http://e/p> <http://e/o with spaces> <http://e/g> .\n"
        with pytest.raises(StoreError, match="cannot be stored"):
            store.commit([Change(add=TWO), Change(add=broken)])
        with pytest.raises(StoreError, match="stands in no named graph"):
            store.commit([Change(add=TWO + '<http://e/s> <http://e/p> "in no graph" .\n')])
        assert values(store) == ["one"]
        store.commit([Change(add=TWO)])
    with GraphStore.open(tmp_path) as store:
        assert sorted(values(store)) == ["one", "two"]


def test_what_a_writer_has_not_published_never_was(tmp_path: Path) -> None:
    store = GraphStore.open(tmp_path, write=True)
    store.commit([Change(add=ONE)])
    store.commit([Change(add=TWO)], publish=False)
    left = tmp_path / "left"
    shutil.copytree(tmp_path / "graph", left)
    store.close()
    shutil.move(left, tmp_path / "graph")  # as a writer that was killed leaves it
    with GraphStore.open(tmp_path, write=True) as again:
        assert values(again) == ["one"]
        again.commit([Change(add=TWO.replace("two", "three"))])
    with GraphStore.open(tmp_path) as reader:
        assert sorted(values(reader)) == ["one", "three"]
    assert not (tmp_path / "graph").exists()


def test_a_graph_that_is_replaced_by_its_like_is_not_written_again(tmp_path: Path) -> None:
    with GraphStore.open(tmp_path, write=True) as store:
        store.commit([Change(add=ONE + TWO)])
        before = store.state(), (tmp_path / "generations" / "current").read_text()
        store.commit([Change(drop=("http://e/g1",), add=ONE)])
        assert (store.state(), (tmp_path / "generations" / "current").read_text()) == before
        assert sorted(values(store)) == ["one", "two"]


def test_what_is_history_is_described_as_it_was() -> None:
    store = GraphStore.in_memory()
    store.commit([Change(add=ONE + TWO.replace("/s>", "/t>") + past("http://e/g1"))])
    rows = list(store.describe("http://e/s").rows())
    assert [row[2].value for row in rows if row[2]] == ["one"]
    store.commit([Change(add=f'<http://e/t> {INVALIDATED} "2020-01-01T00:00:00Z" <http://e/about> .\n')])
    assert len(list(store.describe("http://e/t").rows())) == 2


# Formats


@pytest.mark.parametrize("form", list(ResultFormat))
def test_a_table_is_written_in_every_result_format(two_graphs: GraphStore, form: ResultFormat) -> None:
    output = io.BytesIO()
    two_graphs.query(ALL).write(output, form, {})
    if form in (ResultFormat.json, ResultFormat.xml):
        read = rdflib.query.Result.parse(io.BytesIO(output.getvalue()), format=form.value)
        assert [str(row[0]) for row in read] == ["one", "two"]  # type: ignore[index]
    else:
        assert (
            output.getvalue().decode().split()
            == {
                ResultFormat.csv: ["o", "one", "two"],
                ResultFormat.tsv: ["?o", '"one"', '"two"@en'],
            }[form]
        )


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # rdflib's parsers call what rdflib deprecates
@pytest.mark.parametrize("form", list(GraphFormat))
def test_an_exported_graph_is_the_graph_in_every_format(kesh: Path, form: GraphFormat) -> None:
    output = io.BytesIO()
    with open_store(kesh) as store:
        store.export(output, form)
        quads = store.quads()
    dataset = rdflib.Dataset(default_union=True)
    names = {GraphFormat.rdfxml: "xml", GraphFormat.ntriples: "nt", GraphFormat.jsonld: "json-ld"}
    dataset.parse(data=output.getvalue(), format=names.get(form, form.value))
    expected = rdflib.Dataset().parse(data=quads, format="nquads")
    graphs = {str(graph.identifier) for graph in expected.graphs() if len(graph)}
    if form.names_graphs:
        assert {str(graph.identifier) for graph in dataset.graphs() if len(graph)} == graphs
    assert {triple[:3] for triple in dataset.quads()} == {triple[:3] for triple in expected.quads()}


def test_a_format_that_does_not_fit_the_result_is_an_error_that_says_which_do(two_graphs: GraphStore) -> None:
    with pytest.raises(QueryError, match=r"'turtle' does not fit.*expected json, xml, csv, tsv"):
        two_graphs.query(ALL).write(io.BytesIO(), GraphFormat.turtle, {})
    with pytest.raises(QueryError, match=r"'csv' does not fit.*expected turtle"):
        two_graphs.query("CONSTRUCT WHERE { ?s ?p ?o }").write(io.BytesIO(), ResultFormat.csv, {})


def test_a_description_holds_what_a_thing_says_and_what_is_said_of_it(kesh: Path) -> None:
    with open_store(kesh) as store:
        rows = list(store.describe(f"{BASE}actor/northern-alliance").rows())
        assert any(row[0] and row[0].value == f"{BASE}actor/northern-alliance" for row in rows)
        assert any(row[2] and row[2].value == f"{BASE}actor/northern-alliance" for row in rows)
        with pytest.raises(NotFoundError, match="nothing in the graph has the IRI"):
            store.describe(f"{BASE}actor/nobody")
        with pytest.raises(QueryError, match="is not an IRI"):
            store.describe("http://e/> } DROP ALL #")


# Texts, records, refusals


def test_a_text_comes_back_as_it_was_put(tmp_path: Path) -> None:
    texts = TextStore(tmp_path)
    sha256 = texts.put("“Ärger” 😀\n")
    assert texts.put("“Ärger” 😀\n") == sha256
    assert texts.get(sha256) == "“Ärger” 😀\n"


def test_a_text_that_was_changed_on_disk_is_an_error_and_a_missing_one_is_named(tmp_path: Path) -> None:
    texts = TextStore(tmp_path)
    sha256 = texts.put("one")
    next((tmp_path / "texts").rglob("*.txt")).write_text("two")
    with pytest.raises(StoreError, match="damaged"):
        texts.get(sha256)
    with pytest.raises(NotFoundError, match="no text with SHA-256"):
        texts.get("0" * 64)


def test_a_record_comes_back_as_it_was_put_with_what_is_known_of_it(tmp_path: Path) -> None:
    records = RecordStore(tmp_path)
    record = hand_record()
    records.put(record, Filed("http://e/g", "made of this"))
    assert records.get(record.id, record.sha256) == record
    assert records.filed(record.id, record.sha256) == Filed("http://e/g", "made of this")
    assert records.filed("another", record.sha256) is None
    with pytest.raises(NotFoundError, match="no record of article 'another'"):
        records.get("another", record.sha256)


@pytest.mark.parametrize("data", [b"no gzip", gzip.compress(b"{}\n", mtime=0)[:-9]])
def test_a_damaged_record_is_named_and_counts_as_not_there(tmp_path: Path, data: bytes) -> None:
    records = RecordStore(tmp_path)
    record = hand_record()
    records.put(record, Filed("http://e/g", "x"))
    next((tmp_path / "records").rglob("*.gz")).write_bytes(data)
    with pytest.raises(StoreError, match=r"record .* is damaged"):
        records.get(record.id, record.sha256)
    assert records.filed(record.id, record.sha256) is None  # so that the next build puts it again
    assert [path.suffix for path, _ in records.damaged()] == [".gz"]


def test_refusals_keep_odd_names_apart_and_go_when_they_are_outdated(tmp_path: Path) -> None:
    refused = RefusedStore(tmp_path)
    odd = ["../../etc/passwd", "a b", "a_b", "é" * 200, ".hidden"]
    paths = [refused.put(name, f"{name}.txt", {"reason": "r"}) for name in odd]
    assert len(set(paths)) == len(odd)
    assert all(path.parent == tmp_path / "refused" for path in paths)
    first, second = refused.put("same", "one.txt", {}), refused.put("same", "two.txt", {})
    assert first != second  # two articles with one id
    assert refused.put("same", "one.txt", {"reason": "new"}) == first
    assert json.loads(first.read_text())["reason"] == "new"
    refused.prune(lambda source: source == "one.txt")
    assert not first.exists()
    assert second.exists()


def test_a_store_in_use_is_read_by_several_processes(kesh: Path) -> None:
    count = (
        "import sys; from pathlib import Path; from kg.store.graphs import GraphStore;"
        "print(GraphStore.open(Path(sys.argv[1])).size())"
    )
    readers = [
        subprocess.Popen([sys.executable, "-c", count, str(kesh)], stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    sizes = {reader.communicate()[0] for reader in readers}
    with open_store(kesh) as store:
        assert sizes == {f"{store.size()}\n"}


def test_an_interrupted_first_build_leaves_a_store_that_can_be_read_and_built(tmp_path: Path) -> None:
    directory = tmp_path / "store"
    put_record(directory, hand_record())
    (directory / "generations" / "current").unlink()  # as if the writer had died before it published
    with pytest.raises(StoreError, match=r"holds no graph yet: run `onrecord build`"):
        open_store(directory)
    with open_store(directory, write=True):
        pass
    with open_store(directory) as store:
        assert store.size() == 0
    put_record(directory, hand_record())
    with open_store(directory) as store:
        assert store.size() > 0


def test_only_line_feeds_end_lines_of_quads() -> None:
    lines = [f'<{BASE}{one}> <{BASE}says> "one\u2028two\u0085three" <{BASE}graph/1> .\n' for one in "abc"]
    graph, told = f"{BASE}graph/1", [line.removesuffix(f" <{BASE}graph/1> .\n") for line in lines]
    was, becomes = set(told[:2]), set(told[::2])
    assert list(difference(graph, was, [becomes])) == [Change(add=lines[2]), Change(remove=lines[1])]
    in_parts = [{told[2]}, set[str](), {told[0]}]
    made = list(difference(graph, was, in_parts))
    assert made == [Change(add=lines[2]), Change(), Change(), Change(remove=lines[1])]
    store = GraphStore.in_memory()
    store.commit([Change(add="".join(lines))])
    assert store.quads() == "".join(lines)
    assert store.construct("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }") == told
