"""A store is searched, and read where something may be wrong: it is told the same as if all of it were read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from conftest import put_records
from records import BASE, hand_record, large_record

from kg import audit, mapping
from kg.audit import check_store
from kg.mapping.vocabulary import ONR, PREFIXES, PROV, RDF, RDFS, VAL, XSD
from kg.store.graphs import Change, GraphStore
from kg.store.texts import TextStore
from kg.validation import Report

HAND, ARTICLE = hand_record(), mapping.graph_iri(hand_record(), base=BASE)
RECORDS = (HAND, replace(HAND, id="reprint", url=None, published="2020-10-11"), large_record())
Told = Callable[[], Report]


@pytest.fixture(scope="module")
def graphs() -> GraphStore:
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    put_records(store, *RECORDS)
    return store


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> TextStore:
    kept = TextStore(tmp_path_factory.mktemp("texts"))
    for record in RECORDS:
        kept.put(record.text)
    return kept


@pytest.fixture
def told(graphs: GraphStore, texts: TextStore, monkeypatch: pytest.MonkeyPatch) -> Told:
    """What an audit tells, which must be what one tells that reads everything."""

    def report() -> Report:
        searched = check_store(graphs, texts)
        with monkeypatch.context() as patched:
            patched.setattr(audit, "_rest_conforms", lambda graphs, names: False)
            assert check_store(graphs, texts) == searched
        return searched

    return report


@pytest.fixture
def altered(graphs: GraphStore, told: Told) -> Callable[..., Report]:
    """What is told when lines have been taken from a store and others added; they are put back."""

    def report(gone: str = "", come: str = "") -> Report:
        graphs.commit([Change(remove=gone, add=come)])
        try:
            return told()
        finally:
            graphs.commit([Change(remove=come, add=gone)])

    return report


def line_of(graphs: GraphStore, *parts: str) -> str:
    """Return the first line that has all of these parts."""
    return next(line for line in graphs.quads().splitlines(keepends=True) if all(part in line for part in parts))


def test_a_store_that_conforms_is_not_read(
    graphs: GraphStore, texts: TextStore, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told() == Report(conforms=True)
    monkeypatch.setattr(audit, "triples_of", None)
    monkeypatch.setattr(audit, "inferred_triples", None)
    assert check_store(graphs, texts) == Report(conforms=True)


def test_only_the_graph_that_may_be_wrong_is_read(
    graphs: GraphStore, altered: Callable[..., Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    triples_of = audit.triples_of
    monkeypatch.setattr(audit, "triples_of", lambda store, name: read.append(name) or triples_of(store, name))
    report = altered(gone=line_of(graphs, ONR.mode.n3(), f"<{ARTICLE}>"))
    assert not report.conforms
    assert read[: -len(RECORDS)] == [ARTICLE]  # then all, for comparison


def test_what_is_found_is_told_as_if_all_had_been_read(graphs: GraphStore, altered: Callable[..., Report]) -> None:
    chance = Random(5)
    lines = graphs.quads().splitlines(keepends=True)
    others = ['"words"', f'"-1"^^{XSD.integer.n3()}', f'"1899-01-01"^^{XSD.date.n3()}', "<https://example.org/other>"]
    conforming = 0
    for number in range(70):
        line = chance.choice(lines)
        subject, predicate, value = line.split(" ", 2)
        value, graph, _ = value.rsplit(" ", 2)
        another = chance.choice([*others, subject, chance.choice(lines).split(" ", 2)[2].rsplit(" ", 2)[0]])
        changed = f"{subject} {predicate} {another} {graph} .\n"
        gone, come = [(line, ""), ("", changed), (line, changed)][number % 3]
        if changed not in lines or not come:
            conforming += altered(gone, come).conforms
    assert 5 < conforming < 60


def test_a_quote_that_was_changed_in_the_graph_is_found(graphs: GraphStore, altered: Callable[..., Report]) -> None:
    line = line_of(graphs, "oa#exact> ", "rifles") if "rifles" in HAND.text else line_of(graphs, "oa#exact> ")
    words = line.split('"')[1]
    other = words[::-1] if words[::-1] != words else "x" * len(words)
    report = altered(line, line.replace(f'"{words}"', f'"{other}"'))
    assert "The quote differs from the stored text" in report.text()


def test_what_only_two_graphs_together_break_is_found(graphs: GraphStore, altered: Callable[..., Report]) -> None:
    statement, incident = (
        line_of(graphs, RDF.type.n3(), kind.n3()).split(" ")[0] for kind in (ONR.Statement, ONR.Incident)
    )
    other = VAL.mixed if VAL.mixed.n3() not in line_of(graphs, statement, ONR.mode.n3()) else VAL.direct
    apart = f"<{BASE}graph/apart> .\n"
    as_run = f"{statement} {RDF.type.n3()} {PROV.Activity.n3()} {apart}{statement} {ONR.mode.n3()} {other.n3()} {apart}"
    assert "must be marked as direct, indirect or mixed speech" in altered(come=as_run).text()
    blamed = f"{incident} {ONR.agent.n3()} {statement} <{ARTICLE}> .\n"
    assert "An incident bears responsibility" in altered(come=blamed).text()


def test_what_is_described_beside_the_articles_is_held_to_the_shapes(altered: Callable[..., Report]) -> None:
    report = altered(come=f"<{BASE}run/apart> {RDF.type.n3()} {PROV.Activity.n3()} <{BASE}graph/apart> .\n")
    assert "A run must say which software carried it out." in report.text()


def test_what_is_of_a_class_of_the_graphs_own_is_held_to_the_shapes(altered: Callable[..., Report]) -> None:
    remark = (
        f"<{BASE}Remark> {RDFS.subClassOf.n3()} {ONR.Statement.n3()} <{ARTICLE}> .\n"
        f"<{BASE}remark> {RDF.type.n3()} <{BASE}Remark> <{ARTICLE}> .\n"
    )
    assert "A statement must give its words, once." in altered(come=remark).text()


@pytest.mark.parametrize("workers", [1, 2])
def test_pieces_of_a_store_may_be_searched_by_several_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.setattr(audit, "_TOGETHER", 1)
    monkeypatch.setattr(audit, "_WORTH_WORKERS", 1)
    monkeypatch.setattr(audit, "_WORTH_SEARCHING", 1)
    with GraphStore.open(tmp_path / "store", write=True, prefixes=PREFIXES, base=BASE) as writing:
        put_records(writing, *RECORDS)
        writing.commit([Change(remove=line_of(writing, ONR.mode.n3(), f"<{ARTICLE}>"))])
    kept, done = TextStore(tmp_path / "store"), list[int]()
    for record in RECORDS:
        kept.put(record.text)
    with GraphStore.open(tmp_path / "store", prefixes=PREFIXES, base=BASE) as opened:
        report = check_store(opened, kept, workers=workers, progress=done.append)
    assert [one.message for one in report.results] == [
        "A statement must be marked as direct, indirect or mixed speech."
    ]
    assert done == sorted(done)
    assert done[-1] == len(RECORDS)


def test_a_graph_that_pyshacl_cannot_judge_is_named_and_the_rest_is_told(
    graphs: GraphStore, altered: Callable[..., Report]
) -> None:
    starts = [line for line in graphs.quads().splitlines(keepends=True) if "oa#start>" in line or "oa#end>" in line]
    gone = "".join(line for line in starts if f"<{ARTICLE}>" in line)
    come = "".join(re.sub(r'"[0-9]+"', '"seven"', line) for line in gone.splitlines(keepends=True))
    report = altered(gone, come)
    assert [(one.focus, "no value of its datatype" in one.message) for one in report.results] == [(ARTICLE, True)]
    assert not report.conforms
