"""What changed between two revisions: the words, and what is said; as values, as text, by the shipped query."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import open_store, quads_of
from hypothesis import given
from hypothesis import strategies as st
from records import BASE, hand_record, span

from kg import mapping
from kg.diff import ArticleDiff, article_diff, find_article, stages_of
from kg.diff.rows import Row, row_changes
from kg.diff.texts import text_changes
from kg.errors import NotFoundError
from kg.mapping.vocabulary import PREFIXES
from kg.queries import bind, find_query
from kg.reading.article import text_hash
from kg.record import Record
from kg.revisions import replacement
from kg.store.graphs import GraphStore
from kg.store.texts import TextStore
from service.differences import difference_text
from service.terminal import Shortener

WORDS = st.text(alphabet="ab .\n“é", max_size=60)


# Texts


@given(WORDS, WORDS)
def test_the_changes_turn_one_text_into_the_other(earlier: str, later: str) -> None:
    built, at = "", 0
    for change in text_changes(earlier, later):
        assert earlier[change.old_start : change.old_end] == change.old
        assert later[change.start : change.end] == change.new
        built += earlier[at : change.old_start] + change.new
        at = change.old_end
    assert built + earlier[at:] == later


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        ("At least 12 people died.", "At least 19 people died.", [("12", "19")]),
        ("He said no.", "He said no.", []),
        ("One. Two three.", "One. Two, three.", [("", ",")]),
        ("killed “four” men", "killed “five” men", [("four", "five")]),
        ("A b c d", "A x, y d", [("b c", "x, y")]),
        ("First.\n\nSecond.\n", "First.\n", [("\nSecond.\n", "")]),
        ("", "New.", [("", "New.")]),
    ],
)
def test_a_change_is_made_of_whole_words(earlier: str, later: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.old, one.new) for one in text_changes(earlier, later)] == expected


def test_a_change_stands_between_the_words_around_it() -> None:
    (change,) = text_changes(
        "The health ministry said on Wednesday that at least 12 people had been killed in the market of Dibis.",
        "The health ministry said on Wednesday that at least 19 people had been killed in the market of Dibis.",
    )
    assert change.prefix == "said on Wednesday that at least "
    assert change.suffix == " people had been killed in the"


def test_two_long_texts_with_nothing_in_common_are_one_change() -> None:
    earlier, later = " ".join(f"a{n}" for n in range(3000)), " ".join(f"b{n}" for n in range(3000))
    (change,) = text_changes(earlier, later)
    assert (change.old, change.new) == (earlier, later)


# Rows


def statement(iri: str, words: str, speaker: str = "Ada", start: int = 0) -> Row:
    return Row("statement", iri, words, {"speaker": speaker}, start)


def claim(iri: str, words: str, within: str | None, **fields: str) -> Row:
    return Row("claim", iri, words, {"kind": "casualty claim", "effect": "killed", **fields}, within=within)


def summary(earlier: list[Row], later: list[Row]) -> list[tuple[str | None, str | None, tuple[str, ...]]]:
    changes = row_changes(earlier, later)
    return [(one.old.iri if one.old else None, one.new.iri if one.new else None, one.fields) for one in changes]


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        ([statement("s1", "We saw four men")], [statement("s1", "We saw four men")], []),
        (
            [statement("s1", "We saw four men")],
            [statement("s1", "We saw four men", "Bo")],
            [("s1", "s1", ("speaker",))],
        ),
        ([statement("s1", "We saw four men")], [statement("s2", "We saw five men")], [("s1", "s2", ("words",))]),
        (
            [statement("s1", "We saw four men")],
            [statement("s2", "It rained all day in the hills")],
            [("s1", None, ()), (None, "s2", ())],
        ),
        (
            [statement("s1", "no"), claim("c1", "a dozen", "s1", low="12")],
            [statement("s1", "no"), claim("c2", "19 people", "s1", low="19")],
            [("c1", "c2", ("words", "low"))],
        ),
        (
            [claim("c1", "12 men", None, low="12")],
            [claim("c2", "12 men", None, low="12", effect="injured")],
            [("c1", None, ()), (None, "c2", ())],
        ),
    ],
    ids=["same", "other speaker", "other words", "gone and new", "figure of one statement", "other effect"],
)
def test_rows_are_the_same_changed_gone_or_new(
    earlier: list[Row], later: list[Row], expected: list[tuple[str | None, str | None, tuple[str, ...]]]
) -> None:
    assert summary(earlier, later) == expected


def test_a_claim_whose_statement_got_other_words_around_it_has_not_changed() -> None:
    earlier = [statement("s1", "We saw four men there"), claim("c1", "four men", "s1", low="4")]
    later = [statement("s2", "Yesterday we saw four men there"), claim("c2", "four men", "s2", low="4")]
    assert summary(earlier, later) == [("s1", "s2", ("words",))]


def test_the_most_alike_are_paired_first() -> None:
    earlier = [statement("s1", "a b c d e"), statement("s2", "a b c d f")]
    later = [statement("s3", "a b c d f g", start=1), statement("s4", "a b c d h", start=2)]
    assert summary(earlier, later) == [("s2", "s3", ("words",)), ("s1", "s4", ("words",))]


# Articles in a store


def second() -> Record:
    """Return the article with another figure, other words of a speaker, and without the denial."""
    record = hand_record()
    text = record.text.replace("at least three civilians", "at least seven civilians").replace(
        "The Red Brigade denied that it had fired at Kesh. ", "This is a long sentence that has no news at all now. "
    )
    old, new = "“We counted 17 rockets, and at least {} civilians were killed,”", "at least seven civilians"
    moved = [
        replace(one, content=span(old.format("seven"), text)) if one.id == "s2" else one
        for one in record.statements
        if one.id != "s6"
    ]
    claims = [
        replace(one, evidence=span(new, text), low=7) if one.id == "c3" else one
        for one in record.claims
        if one.id not in ("c6", "c7", "c8", "c9")
    ]
    return replace(
        record,
        text=text,
        sha256=text_hash(text),
        title="Rockets hit Kesh, seven killed",
        statements=tuple(one for one in moved if text[one.content.start : one.content.end] == one.content.text),
        incidents=record.incidents[:1],
        claims=tuple(one for one in claims if text[one.evidence.start : one.evidence.end] == one.evidence.text),
    )


@pytest.fixture(scope="module")
def revised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of an article that was changed, and then changed back."""
    directory = tmp_path_factory.mktemp("revised") / "store"
    with open_store(directory, write=True) as graphs:
        for number, record in enumerate((hand_record(), second(), hand_record()), 1):
            article = mapping.article_iri(record, base=BASE)
            change = replacement(graphs, article, quads_of(record), found_at=f"2020-10-1{number}T08:00:00Z")
            graphs.commit([change])
            TextStore(directory).put(record.text)
    return directory


def diff_of(directory: Path, name: str = "kesh-1", old: str | None = None, new: str | None = None) -> ArticleDiff:
    with open_store(directory) as graphs:
        found = article_diff(name, graphs=graphs, texts=TextStore(directory), old=old, new=new)
    assert found is not None
    return found


def test_the_stages_of_an_article_are_its_texts_in_the_order_they_came(revised: Path) -> None:
    with open_store(revised) as graphs:
        stages = stages_of(graphs, find_article(graphs, "kesh-1"))
    assert [one.number for one in stages] == [1, 2, 3]
    assert stages[0].revision == stages[2].revision != stages[1].revision
    assert [one.found_at for one in stages] == [None, "2020-10-12T08:00:00Z", "2020-10-13T08:00:00Z"]


def test_a_diff_has_the_words_and_what_is_said_otherwise(revised: Path) -> None:
    found = diff_of(revised, old="1", new="2")
    assert found.texts is not None
    assert ("three", "seven") in [(one.old, one.new) for one in found.texts]
    changes = {(one.kind, (one.new or one.old).words, one.fields) for one in found.rows if one.new and one.old}  # type: ignore[union-attr]
    assert ("article", "", ("headline",)) in changes
    assert ("claim", "at least seven civilians", ("words", "low")) in changes
    assert ("statement", "“We counted 17 rockets, and at least seven civilians were killed,”", ("words",)) in changes
    gone = {one.old.words: one.words_stay for one in found.rows if one.old and one.new is None}
    assert gone["it had fired at Kesh"] is False
    assert gone["Four people"] is True  # the second record leaves it out, the second text has it
    assert found.read_alike


def test_the_last_edit_is_shown_unless_others_are_asked_for(revised: Path) -> None:
    last = diff_of(revised)
    assert (last.old.number, last.new.number) == (2, 3)
    first = diff_of(revised, old="1", new="2")
    assert [(one.old, one.new) for one in last.texts or ()] == [(one.new, one.old) for one in first.texts or ()]
    assert diff_of(revised, old="1").texts == ()
    assert diff_of(revised, old=second().sha256[:8], new="3") == last


@pytest.mark.parametrize(
    "name", ["kesh-1", "https://mirror.example/kesh?a=1|2", "https://mirror.example/kesh?a=1%7C2", "IRI", "relative"]
)
def test_an_article_is_found_by_its_id_address_or_iri(revised: Path, name: str) -> None:
    iri = mapping.article_iri(hand_record(), base=BASE)
    name = {"IRI": iri, "relative": iri.removeprefix(BASE)}.get(name, name)
    with open_store(revised) as graphs:
        assert find_article(graphs, name) == iri


@pytest.mark.parametrize(
    ("name", "old", "message"),
    [
        ("nothing", None, "no article has the IRI, id or address 'nothing'"),
        ('a"b', None, "no article has the IRI, id or address"),
        ("kesh-1", "9", "no text '9': expected a number from 1 to 3"),
        ("kesh-1", "ffffffff", "no text 'ffffffff'"),
    ],
)
def test_what_is_not_there_is_named(revised: Path, name: str, old: str | None, message: str) -> None:
    with pytest.raises(NotFoundError, match=message):
        diff_of(revised, name, old=old)


def test_an_article_with_one_text_has_no_difference(kesh: Path) -> None:
    with open_store(kesh) as graphs:
        assert article_diff("kesh-1", graphs=graphs, texts=TextStore(kesh)) is None


def test_without_the_texts_the_graph_still_tells(revised: Path, tmp_path: Path) -> None:
    with open_store(revised) as graphs:
        found = article_diff("kesh-1", graphs=graphs, texts=TextStore(tmp_path))
    assert found is not None
    assert found.texts is None
    assert len(found.rows) == len(diff_of(revised).rows)


def test_a_person_reads_it_without_colours(revised: Path) -> None:
    text = difference_text(diff_of(revised, old="1", new="2"), Shortener(BASE, PREFIXES)).plain
    assert "from text 1 of 3" in text
    assert "to text 2 of 3" in text
    assert "and at least [-three-]{+seven+} civilians were killed" in text
    assert "headline: [-Rockets hit Kesh, three killed, says alliance-]{+Rockets hit Kesh, seven killed+}" in text
    assert "low: [-3-]{+7+}" in text
    assert "Statement gone statement/" in text
    assert "[-it had fired at Kesh-]" in text
    assert "the other text has these words as well" in text


def test_the_shipped_query_shows_the_same_from_the_graph_alone(revised: Path) -> None:
    with open_store(revised) as graphs:
        answer = graphs.query(bind(find_query("article-changes"), {"article": "kesh-1"}))
        rows = [[term.value if term else None for term in row] for row in answer.rows()]
        assert list(graphs.query(bind(find_query("article-changes"), {"article": "another"})).rows()) == []
    first = [row[2:] for row in rows if row[1] == "2020-10-12T08:00:00Z"]
    figure = [
        "claim",
        "Northern Alliance",
        "at least seven civilians",
        "7",
        None,
        "at least three civilians",
        "3",
        None,
    ]
    assert ["new", *figure] in first
    assert ["gone", "statement", "Red Brigade", "it had fired at Kesh", None, None, None, None, None] in first
    back = [row[2:] for row in rows if row[1] == "2020-10-13T08:00:00Z"]
    assert {row[3] for row in back if row[0] == "new"} == {row[3] for row in first if row[0] == "gone"}


def test_the_values_are_json(revised: Path) -> None:
    from dataclasses import asdict

    written = json.loads(json.dumps(asdict(diff_of(revised))))
    assert written["old"]["number"] == 2
    assert {"kind", "old", "new", "fields", "words_stay"} == set(written["rows"][0])


def test_revisions_read_by_different_versions_are_marked() -> None:
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    article = mapping.article_iri(second(), base=BASE)
    later = mapping.Run(version="0.0.1", model="none")
    quads = mapping.nquads(
        (*mapping.article_quads(second(), base=BASE), *mapping.provenance_quads(second(), base=BASE, run=later))
    )
    store.commit([replacement(store, article, quads_of(hand_record()), found_at="2020-10-11T08:00:00Z")])
    store.commit([replacement(store, article, quads, found_at="2020-10-12T08:00:00Z")])
    found = article_diff("kesh-1", graphs=store, texts=TextStore(Path("nowhere")))
    assert found is not None
    assert not found.read_alike
    assert "read by different versions" in difference_text(found, Shortener(BASE, PREFIXES)).plain
