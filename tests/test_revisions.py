"""Revisions: what stays, what goes out of force, and what comes back when the text of an article changes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from conftest import commit_settled, open_store, quads_of
from records import BASE, KNOWN, RAID, hand_record

from kg import mapping
from kg.audit import check_store
from kg.mapping.vocabulary import PREFIXES
from kg.pipeline import BuildReport, build
from kg.reading.article import text_hash
from kg.record import Record
from kg.revisions import edits_of, replacement, revisions_of, text_of
from kg.settings import Settings
from kg.store.graphs import Change, GraphStore
from kg.store.texts import TextStore
from kg.trace import trace

TIMES = [f"2020-10-{day:02}T08:00:00Z" for day in range(10, 30)]
ARTICLE = mapping.article_iri(hand_record(), base=BASE)
HISTORY = f"{BASE}graph/revisions/{ARTICLE.rpartition('/')[2]}"


def version(words: str, *, without: Sequence[str] = ()) -> Record:
    """Return the record of one article with other words at its end, and without some statements and their claims."""
    record = hand_record()
    text = record.text + words
    return replace(
        record,
        text=text,
        sha256=text_hash(text),
        statements=tuple(one for one in record.statements if one.id not in without),
        claims=tuple(one for one in record.claims if one.statement not in without),
    )


A, B, C = version("\nFirst.\n"), version("\nSecond.\n", without=["s6"]), version("\nThird.\n", without=["s7", "s3"])
D = version("\nFourth.\n", without=["s6", "s7"])


def read_in_turn(*records: Record) -> GraphStore:
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    for record, found_at in zip(records, TIMES, strict=False):
        change = replacement(store, ARTICLE, quads_of(record), found_at=found_at)
        old = list(revisions_of(store, ARTICLE).values())
        commit_settled(store, [change], new=[mapping.graph_iri(record, base=BASE)], old=old)
    return store


def current(store: GraphStore) -> set[str]:
    """Return the triples of the default graph without those of the history."""
    lines = store.select_lines("SELECT ?s ?p ?o { ?s ?p ?o }", 3).splitlines()
    history = store.select_lines("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }", 3, g=HISTORY).splitlines()
    return set(lines) - set(history)


def invalidated(store: GraphStore, kind: str) -> dict[str, str]:
    rows = store.select("SELECT ?one ?when { ?one prov:invalidatedAtTime ?when }")
    return {one.value: when.value for one, when in rows if one and when and f"/{kind}/" in one.value}


def names(record: Record, kind: str) -> set[str]:
    graph = mapping.article_quads(record, base=BASE, known=KNOWN)
    return {quad.subject for quad in graph if f"/{kind}/" in quad.subject and "#" not in quad.subject}


def test_a_changed_text_is_current_and_the_earlier_one_stays_in_its_graph() -> None:
    store, fresh = read_in_turn(A, B), read_in_turn(B)
    others = {line for line in current(store) if "graph/" in line}  # the provenance of the earlier graph stays, too
    assert current(store) - others == current(fresh) - others
    assert revisions_of(store, ARTICLE) == {
        mapping.revision_iri(one, base=BASE): mapping.graph_iri(one, base=BASE) for one in (A, B)
    }
    before = read_in_turn(A)
    for store_with_a in (store, before):
        assert len(store_with_a.select_lines(OWN, 3, g=mapping.graph_iri(A, base=BASE)).splitlines()) > 300
    own = [one.select_lines(OWN, 3, g=mapping.graph_iri(A, base=BASE)) for one in (store, before)]
    assert own[0] == own[1]
    assert text_of(store, ARTICLE) == B.sha256


OWN = "SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?s ?p ?o"


def test_the_history_says_what_followed_what_and_what_is_no_longer_said() -> None:
    store = read_in_turn(A, B)
    old, new = (mapping.revision_iri(one, base=BASE) for one in (A, B))
    assert edges(store, "prov:wasRevisionOf") == [(new, old)]
    assert edges(store, "prov:generatedAtTime") == [(new, TIMES[1])]
    assert invalidated(store, "revision") == {old: TIMES[1]}
    assert invalidated(store, "graph") == {mapping.graph_iri(A, base=BASE): TIMES[1]}
    gone = names(A, "statement") - names(B, "statement")
    assert len(gone) == 1
    assert invalidated(store, "statement") == dict.fromkeys(gone, TIMES[1])
    assert invalidated(store, "claim") == dict.fromkeys(names(A, "claim") - names(B, "claim"), TIMES[1])
    assert invalidated(store, "report") == {}
    assert store.select("SELECT ?one { ?one a onr:Statement ; onr:denies true }") == []


def edges(store: GraphStore, predicate: str) -> list[tuple[str, str]]:
    rows = store.select(f"SELECT ?s ?o {{ ?s {predicate} ?o }} ORDER BY ?s ?o")
    return [(s.value, o.value) for s, o in rows if s and o]


def test_a_text_that_comes_back_is_current_again_and_the_order_of_the_edits_tells_the_story() -> None:
    store = read_in_turn(A, B, A)
    fresh = read_in_turn(A)
    others = {line for line in current(store) if "graph/" in line}
    assert current(store) - others == current(fresh) - others
    old, new = (mapping.revision_iri(one, base=BASE) for one in (A, B))
    assert [(edit.before, edit.after, edit.found_at) for edit in edits_of(store, ARTICLE)] == [
        (old, new, TIMES[1]),
        (new, old, TIMES[2]),
    ]
    assert edges(store, "prov:wasRevisionOf") == [(new, old)]  # no revision is made from itself
    assert invalidated(store, "revision") == {new: TIMES[2]}
    assert invalidated(store, "statement") == {}  # the second has nothing that the first does not have


def test_what_a_revision_had_ceased_when_the_last_that_had_it_was_left() -> None:
    store = read_in_turn(A, B, D)
    ceased = invalidated(store, "statement")
    first, second = (names(a, "statement") - names(b, "statement") for a, b in ((A, B), (B, D)))
    assert first and second
    assert ceased == dict.fromkeys(first, TIMES[1]) | dict.fromkeys(second, TIMES[2])
    ceased = invalidated(read_in_turn(A, B, A, B, D), "statement")
    assert ceased == dict.fromkeys(first, TIMES[3]) | dict.fromkeys(second, TIMES[4])


def test_reading_the_same_text_again_changes_nothing_and_other_code_replaces_the_graph() -> None:
    store = read_in_turn(A, B)
    before = store.quads()
    store.commit([replacement(store, ARTICLE, quads_of(B), found_at=TIMES[9])])
    assert store.quads() == before
    finer = replace(B, claims=B.claims[:-1])  # as newer code might read it
    change = replacement(store, ARTICLE, quads_of(finer), found_at=TIMES[9])
    commit_settled(store, [change], new=[mapping.graph_iri(B, base=BASE)], old=revisions_of(store, ARTICLE).values())
    others = {line for line in current(store) if "graph/" in line}
    assert current(store) - others == current(read_in_turn(finer)) - others
    assert len(edits_of(store, ARTICLE)) == 1
    lost = names(B, "claim") - names(finer, "claim")
    assert lost <= set(invalidated(store, "claim"))  # an earlier revision has it, the current one no longer


@pytest.mark.parametrize("seed", range(3))
def test_any_sequence_of_texts_leaves_the_current_one_in_force_and_the_same_history_twice(seed: int) -> None:
    sequence = Random(seed).choices([A, B, C], k=8)
    store = read_in_turn(*sequence)
    assert store.quads() == read_in_turn(*sequence).quads()
    others = {line for line in current(store) if "graph/" in line}
    assert current(store) - others == current(read_in_turn(sequence[-1])) - others
    changes = [pair for pair in itertools.pairwise(sequence) if pair[0] is not pair[1]]
    assert len(edits_of(store, ARTICLE)) == len(changes)
    for kind in ("statement", "claim", "report"):
        known = set().union(*(names(one, kind) for one in sequence))
        assert set(invalidated(store, kind)) == known - names(sequence[-1], kind)


def test_inference_counts_current_revisions_only() -> None:
    alone = Record(id="kesh-1", url=A.url, text="No more.", sha256=text_hash("No more."))
    store = read_in_turn(A, alone)

    def inference(store: GraphStore) -> str:
        return store.select_lines("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }", 3, g=f"{BASE}graph/inference")

    assert "reportOf" in inference(read_in_turn(A))
    assert sorted(inference(store).splitlines()) == sorted(inference(read_in_turn(alone)).splitlines())
    assert set(invalidated(store, "report")) == names(A, "report")


# As the pipeline does it

FIRST = RAID.rpartition("\n\n")[0] + "\n"


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., BuildReport]:
    settings = Settings(base=BASE, workers=1, store=tmp_path / "store")
    days = itertools.count(5)

    def run(text: str) -> BuildReport:
        (tmp_path / "raid.txt").write_text(text)
        now = datetime(2021, 3, next(days), 9, tzinfo=UTC)
        return build([tmp_path / "raid.txt"], store_dir=settings.store, settings=settings, now=now)

    return run


def test_a_build_counts_a_changed_text_as_revised_and_says_so(read: Callable[..., BuildReport], tmp_path: Path) -> None:
    second = FIRST.replace("forty rifles", "fifty rifles")
    reports = [read(FIRST), read(second), read(second), read(FIRST), read(FIRST)]
    assert [(one.stored, one.revised, one.unchanged) for one in reports] == [
        (1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 1, 0), (0, 0, 1),
    ]  # fmt: skip
    assert "`onrecord diff https://courier.example/raid` shows how" in reports[1].notes[-1]
    with open_store(tmp_path / "store") as graphs:
        rows = graphs.select("SELECT ?found { ?edit a onr:Edit ; prov:endedAtTime ?found } ORDER BY ?found")
        assert [row[0].value for row in rows if row[0]] == ["2021-03-06T09:00:00Z", "2021-03-08T09:00:00Z"]
        report = check_store(graphs, TextStore(tmp_path / "store"))
        assert report.conforms, report.text()
        assert len(graphs.select("SELECT ?revision { ?revision a onr:ArticleRevision }")) == 1
        assert len(graphs.select("SELECT ?revision { GRAPH ?g { ?revision a onr:ArticleRevision } }")) == 2


def test_another_headline_over_the_same_text_is_noted(read: Callable[..., BuildReport]) -> None:
    read(FIRST)
    report = read(FIRST.replace("Two smugglers held after raid in Dovra", "Smugglers held"))
    assert (report.replaced, report.revised) == (1, 0)
    assert "headline 'Two smugglers held after raid in Dovra' has become 'Smugglers held'" in report.notes[-1]


def test_what_is_no_longer_said_is_traced_to_the_text_that_said_it(
    read: Callable[..., BuildReport], tmp_path: Path
) -> None:
    read(FIRST)
    with open_store(tmp_path / "store") as graphs:
        (row,) = graphs.select("SELECT ?s { ?s a onr:Statement ; schema:text ?t FILTER(CONTAINS(?t, 'rifles')) }")
    read(FIRST.replace("forty rifles", "fifty rifles"))
    assert row[0]
    with open_store(tmp_path / "store") as graphs:
        (found,) = trace(row[0].value, graphs=graphs, texts=TextStore(tmp_path / "store"))
    assert found.statements[0].words == "“We found forty rifles in the cellar,”"
    assert found.ceased == "2021-03-06T09:00:00Z"
    assert all(quote.verified for quote in found.quotes)


def test_an_audit_holds_the_history_to_the_shapes(read: Callable[..., BuildReport], tmp_path: Path) -> None:
    read(FIRST)
    read(FIRST.replace("forty", "fifty"))
    with open_store(tmp_path / "store", write=True) as graphs:
        [(edit, position, graph)] = graphs.select("SELECT ?e ?n ?g { GRAPH ?g { ?e a onr:Edit ; schema:position ?n } }")
        assert edit and position and graph
        line = f'<{edit.value}> <https://schema.org/position> "1"^^<{position.datatype}> <{graph.value}> .\n'
        graphs.commit([Change(remove=line)])
        report = check_store(graphs, TextStore(tmp_path / "store"))
    assert not report.conforms
    assert "An edit must say which of the article's edits it is" in report.text()


def test_the_history_is_lost_with_nothing_when_a_graph_is(read: Callable[..., BuildReport], tmp_path: Path) -> None:
    read(FIRST)
    read(FIRST.replace("forty", "fifty"))
    with open_store(tmp_path / "store", write=True) as graphs:
        graphs.commit([Change(drop=tuple(graphs.graph_names()))])
    assert read(FIRST).stored == 1
