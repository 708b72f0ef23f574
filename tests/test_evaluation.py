"""The measure: what counts as right, how gold is read, what the report says, and the command that prints it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import ALLIANCE, GAZETTE, MEDIC, hand_record

from kg.errors import GoldError
from kg.evaluation import Counts, Gold, GoldFile, Mistake, Report, read_gold, score_article
from kg.evaluation.layers import Layer
from kg.evaluation.matching import best_pairs, likeness, same_date, same_name
from kg.evaluation.report import Scored
from kg.reading.article import text_hash
from kg.record import Record

STATEMENT = {"content": "Rockets fell on the market of Kesh on Friday", "speaker": ["Northern Alliance"]}
INCIDENT: dict[str, Any] = {
    "type": "shelling",
    "trigger": "Rockets fell",
    "date": "2020-10-09",
    "places": ["market of Kesh", "Kesh"],
    "perpetrators": ["Red Brigade"],
    "targets": ["civilians"],
}
CASUALTY = {
    "effect": "killed",
    "low": 3,
    "high": None,
    "text": "at least three civilians",
    "claimants": [["Northern Alliance"]],
}


def gold(**rows: list[dict[str, Any]]) -> Gold:
    return GoldFile("kesh-1", "gold.json", rows).gold(None)


def only(record: Record, **kept: tuple[str, ...]) -> Record:
    """Return the record with only the rows of these ids, and no row of another kind."""
    return replace(
        record,
        statements=tuple(one for one in record.statements if one.id in kept.get("statements", ())),
        incidents=tuple(one for one in record.incidents if one.id in kept.get("incidents", ())),
        claims=tuple(one for one in record.claims if one.id in kept.get("claims", ())),
    )


def counts(gold_rows: Gold, record: Record | None, layer: Layer) -> tuple[int, int, int]:
    found = score_article(gold_rows, record).of(layer)
    return found.hits, found.gold, found.found


# What counts as the same


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        (["the Peshmerga forces"], ["Peshmerga"], True),
        (["Col. Amina Daud"], ["Daud"], True),
        (["Abdul Rahman Saleh"], ["Abdel Rahman Saleh"], True),
        (["Amina Daud"], ["Omar Daud"], False),
        (["Garda Síochána"], ["garda siochana"], True),
        (["the group"], ["Red Brigade"], False),
        (["the group"], ["the town group"], True),
        ([], ["Red Brigade"], False),
        ([""], [""], False),
    ],
)
def test_names_are_the_same_when_they_share_their_telling_words(ours: list[str], theirs: list[str], same: bool) -> None:
    assert same_name(ours, theirs) is same
    assert same_name(theirs, ours) is same


@pytest.mark.parametrize(
    ("wanted", "found", "same"),
    [
        ("2018-10-30", "2018-10-30", True),
        ("2018-10-30", "2018-10-31", False),
        ("2018-10", "2018-10-31", True),
        ("2018-10-31", "2018-10", True),
        ("2018", "2018-10-31", False),
        ("2018-10-30/2018-11-02", "2018-11-01", True),
        ("2018-10-30/2018-11-02", "2018-11-03", False),
        ("2018-10-30", "2018-10-30/2018-11-02", True),
        ("2018-10-30", None, False),
    ],
)
def test_a_date_is_right_when_it_says_no_other_time(wanted: str, found: str | None, same: bool) -> None:
    assert same_date(wanted, found) is same


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_symmetric_and_lies_between_0_and_1(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1


def test_likeness_counts_each_shared_word_as_often_as_both_have_it() -> None:
    assert likeness("Three, three dead!", "three dead") == pytest.approx(0.8)


def test_the_likest_rows_are_paired_first_and_each_only_once() -> None:
    table = {(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.95, (1, 1): 0.2}
    assert best_pairs([0, 1], [0, 1], lambda i, j: table[i, j], least=0.3) == {1: 0, 0: 1}
    assert best_pairs([0, 1], [0, 1], lambda i, j: table[i, j], least=0.85) == {1: 0}


# The layers


@pytest.mark.parametrize(
    ("layer", "of"),
    [
        ("statements", (1, 1, 1)),
        ("attribution", (1, 1, 1)),
        ("incidents", (1, 1, 1)),
        ("incident_slots", (4, 4, 4)),
        ("casualties", (1, 1, 1)),
        ("casualty_claims", (1, 1, 1)),
    ],
)
def test_what_agrees_with_the_gold_is_right_in_every_layer(layer: Layer, of: tuple[int, int, int]) -> None:
    wanted = gold(statements=[STATEMENT], incidents=[INCIDENT], casualties=[CASUALTY])
    record = only(hand_record(), statements=("s1",), incidents=("i1",), claims=("c3",))
    assert counts(wanted, record, layer) == of
    assert score_article(wanted, record).mistakes == ()


def test_a_kind_of_rows_that_was_not_annotated_is_not_measured() -> None:
    record = only(hand_record(), statements=("s1",), incidents=("i1",), claims=("c3",))
    score = score_article(gold(incidents=[], casualties=[CASUALTY]), record)
    assert {layer: (c.hits, c.gold, c.found) for layer, c in score.counts} == {
        "incidents": (0, 0, 1),
        "casualties": (1, 1, 1),
        "casualty_claims": (1, 1, 1),
    }
    assert {one.layer for one in score.judged} == {"incidents", "casualties", "casualty_claims"}


@pytest.mark.parametrize("layer", ["statements", "attribution", "incidents", "casualties", "casualty_claims"])
def test_without_a_record_every_required_row_is_missed(layer: Layer) -> None:
    doubtful = [{**row, "optional": True} for row in (STATEMENT, INCIDENT, CASUALTY)]
    wanted = gold(
        statements=[STATEMENT, doubtful[0]], incidents=[INCIDENT, doubtful[1]], casualties=[CASUALTY, doubtful[2]]
    )
    assert counts(wanted, None, layer) == (0, 1, 0)


def test_an_optional_row_counts_neither_for_nor_against() -> None:
    wanted = gold(statements=[{**STATEMENT, "optional": True}])
    assert counts(wanted, only(hand_record(), statements=("s1",)), "statements") == (0, 0, 0)
    assert counts(wanted, only(hand_record(), statements=("s1", "s6")), "statements") == (0, 0, 1)


@pytest.mark.parametrize(
    ("speaker", "right"), [(["Omar Lune"], 0), (["unnamed: a medical source"], 1), (["someone", "A medical source"], 1)]
)
def test_a_statement_by_another_speaker_is_found_but_not_attributed(speaker: list[str], right: int) -> None:
    row = {"content": "a colleague had reported “up to nine dead”", "speaker": speaker}
    score = score_article(gold(statements=[row]), only(hand_record(), statements=("s4",)))
    assert (score.of("statements").hits, score.of("attribution").hits) == (1, right)
    assert [one.kind for one in score.mistakes] == ([] if right else ["speaker wrong"])


@pytest.mark.parametrize(("wikidata", "right"), [(None, 1), ("Q7", 0)])
def test_the_words_of_the_source_are_right_unless_they_were_taken_for_somebody_known(
    wikidata: str | None, right: int
) -> None:
    record = only(hand_record(), statements=("s4",))
    wrong = replace(MEDIC, name="Doctor Who", wikidata=wikidata)
    record = replace(record, statements=(replace(record.statements[0], speaker=wrong),))
    row = {"content": record.statements[0].content.text, "speaker": ["Hana Bey"], "source": "A medical source"}
    assert counts(gold(statements=[row]), record, "attribution")[0] == right


@pytest.mark.parametrize(
    ("change", "hits"),
    [
        ({"type": "other"}, 1),
        ({"type": "airstrike"}, 0),
        ({"type": "airstrike", "type_alt": "shelling"}, 1),
        ({"type": "airstrike", "type_alt": ["arrest", "shelling"]}, 1),
        ({"date": "2020-10-08"}, 0),
        ({"date": "2020-10-08", "date_alt": "2020-10-09"}, 1),
        ({"date": "2020-10-08", "date_alt": ["2020-10-07", "2020-10-09"]}, 1),
        ({"date": None, "places": []}, 1),
        ({"places": ["Dovra"]}, 0),
        ({"date": None, "places": [], "trigger": "an explosion"}, 0),
    ],
)
def test_an_incident_fits_by_its_kind_and_by_what_the_gold_knows(change: dict[str, Any], hits: int) -> None:
    record = only(hand_record(), incidents=("i1",))
    assert counts(gold(incidents=[{**INCIDENT, **change}]), record, "incidents") == (hits, 1, 1)


@pytest.mark.parametrize(
    ("change", "of"),
    [
        ({"perpetrators": ["Blue Brigade", "Red Brigade"]}, (4, 5, 4)),
        ({"perpetrators": []}, (3, 3, 4)),
        ({"perpetrators": [], "perpetrator_alt": ["Red Brigade"]}, (3, 3, 3)),
        ({"perpetrators": ["Valley Guard"]}, (3, 4, 4)),
        ({"perpetrators": ["Valley Guard"], "perpetrator_alt": "Red Brigade"}, (4, 4, 4)),
        ({"perpetrators": ["Red Brigade"], "perpetrator_alt": ["Valley Guard"]}, (4, 4, 4)),
        ({"places": ["Kesh", "market of Kesh"]}, (4, 4, 4)),
        ({"places": []}, (3, 3, 4)),
        ({"date": "2020-10-08", "date_alt": "2020-10-09"}, (4, 4, 4)),
    ],
)
def test_slots_count_each_value_and_alternatives_only_stand_in(
    change: dict[str, Any], of: tuple[int, int, int]
) -> None:
    record = only(hand_record(), incidents=("i1",))
    assert counts(gold(incidents=[{**INCIDENT, **change}]), record, "incident_slots") == of


@pytest.mark.parametrize("change", [{"low": 4}, {"high": 3}, {"effect": "injured"}])
def test_a_figure_is_right_only_with_its_effect_and_both_bounds(change: dict[str, Any]) -> None:
    score = score_article(gold(casualties=[{**CASUALTY, **change}]), only(hand_record(), claims=("c3",)))
    assert score.of("casualties") == Counts(0, 1, 1)
    assert [one.kind for one in score.mistakes] == ["figure missed", "figure extra"]


@pytest.mark.parametrize(
    ("claimants", "wanted", "right"),
    [
        ((), "article", 1),
        ((GAZETTE,), "article", 1),
        ((ALLIANCE,), "article", 0),
        ((), "Northern Alliance", 0),
        ((GAZETTE, ALLIANCE), "Northern Alliance", 1),
    ],
)
def test_the_articles_own_voice_is_nobody_or_an_outlet(claimants: tuple[Any, ...], wanted: str, right: int) -> None:
    record = only(hand_record(), claims=("c3",))
    record = replace(record, claims=(replace(record.claims[0], claimants=claimants),))
    wanted_rows = gold(casualties=[{**CASUALTY, "claimants": [[wanted]]}])
    assert counts(wanted_rows, record, "casualty_claims") == (right, 1, 1)


# Reading gold


def put(folder: Path, **files: object) -> Path:
    folder.mkdir(exist_ok=True)
    for name, value in files.items():
        (folder / f"{name}.json").write_text(json.dumps(value), "utf-8")
    return folder


def test_a_folder_is_read_file_by_file_and_others_are_named(tmp_path: Path) -> None:
    folder = put(tmp_path, b={"statements": [STATEMENT]}, a={"incidents": []}, clusters={"clusters": []})
    found, notes = read_gold(folder)
    assert [one.id for one in found] == ["a", "b"]
    assert len(notes) == 1 and "clusters.json" in notes[0]


def test_offsets_become_words_of_the_text(tmp_path: Path) -> None:
    text = "Čeh said: “Three dead.”"
    row = {"content": [10, 23], "speaker": ["Čeh"], "source": [0, 3]}
    (tmp_path / "gold.jsonl").write_text(json.dumps({"id": "x", "statements": [row]}) + "\n\n", "utf-8")
    ((one,), _) = read_gold(tmp_path / "gold.jsonl")
    (statement,) = one.gold(text).statements
    assert (statement.content, statement.source) == ("“Three dead.”", "Čeh")
    with pytest.raises(GoldError, match=r"statements\.0\.content.*inside the text"):
        one.gold(text[:-1])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "gold.jsonl:1: .*expected JSON"),
        ("[]", "gold.jsonl:1: got a JSON list, expected an object"),
        ('{"statements": []}', "gold.jsonl:1, id: missing"),
        ('{"id": 7, "statements": []}', "gold.jsonl:1, id: got 7, expected a string"),
        ('{"id": "x", "statements": [{"content": "words"}]}', r"gold.jsonl:1, statements\.0\.speaker: "),
        ('{"id": "x", "statements": [{"content": [5, 2], "speaker": []}]}', r"statements\.0\.content: .*\[5, 2\]"),
        ('{"id": "x", "casualties": [{"effect": "killed", "text": "a", "low": "x"}]}', r"casualties\.0\.low: "),
        ('{"id": "x", "incidents": [{"type": "air_strike", "trigger": "a"}]}', r"incidents\.0\.type.*'air_strike'"),
        ('{"id": "x", "statements": []}\n{"id": "x", "statements": []}', "annotates 'x' twice"),
        ('{"id": "x", "other": []}', "holds no annotated article"),
    ],
)
def test_gold_that_is_not_as_it_must_be_is_refused_with_place_and_field(
    tmp_path: Path, line: str, message: str
) -> None:
    (tmp_path / "gold.jsonl").write_text(line, "utf-8")
    with pytest.raises(GoldError, match=message):
        read_gold(tmp_path / "gold.jsonl")


def test_a_split_that_nothing_belongs_to_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="of the split 'development'"):
        read_gold(put(tmp_path, a={"statements": []}), split="development")


# The report


def report_of(*splits: str | None) -> Report:
    wanted = gold(statements=[STATEMENT, {**STATEMENT, "content": "Dovra fell to the Valley Guard"}])
    score = score_article(wanted, only(hand_record(), statements=("s1", "s2")))
    files = [GoldFile(f"a{number}", "gold.json", {}, split=split) for number, split in enumerate(splits)]
    return Report(tuple(Scored(one, score) for one in files), len(files))


def test_the_report_adds_up_rows_over_articles() -> None:
    report = report_of(None, None)
    assert report.layers()["statements"] == Counts(2, 4, 4)
    assert report.values()["layers"]["statements"] == {
        "precision": 0.5, "recall": 0.5, "f1": 0.5, "right": 2, "gold": 4, "found": 4,
    }  # fmt: skip


def test_the_calibration_puts_each_row_that_counts_into_the_bin_of_its_confidence() -> None:
    bins = report_of(None).calibration()["statements"]
    assert bins == (Counts(1, 0, 1), Counts(), Counts(), Counts(0, 0, 1))
    doubtful = score_article(
        gold(statements=[{**STATEMENT, "optional": True}]), only(hand_record(), statements=("s1",))
    )
    assert doubtful.judged == ()


def test_mistakes_are_counted_by_kind_and_shown_up_to_a_number() -> None:
    report = report_of(None, None)
    assert {kind: len(found) for kind, found in report.mistakes().items()} == {
        "statement extra": 2,
        "statement missed": 2,
    }
    assert "Dovra fell" not in report.text()
    assert report.text(errors=1).count("Dovra fell to the Valley Guard”; wanted by Northern Alliance") == 1
    assert len(report.values(errors=2)["mistakes"]["statement missed"]["shown"]) == 2


def test_mistakes_in_held_out_articles_are_counted_and_never_shown() -> None:
    report = report_of("held-out", "development")
    text = report.text(errors=9)
    assert "2  statement missed" in text
    assert "a1: " in text and "a0: " not in text
    assert {one["article"] for one in report.values(errors=9)["mistakes"]["statement missed"]["shown"]} == {"a1"}


def test_a_mistake_that_fills_a_page_is_cut() -> None:
    score = replace(score_article(gold(), None), mistakes=(Mistake("statement missed", "word " * 400),))
    lines = Report((Scored(GoldFile("a", "a.json", {}), score),), 0).text(errors=1).splitlines()
    assert max(map(len, lines)) < 150


# The command

ARTICLE = """title: Two smugglers held after raid in Dovra
outlet: Valley Courier
published: 2021-03-04

DOVRA - Border police detained two smugglers in a raid in Dovra on Wednesday, the interior ministry said.
"""
BODY = ARTICLE.split("\n\n", 1)[1]
SAID = "Border police detained two smugglers in a raid in Dovra on Wednesday"


def standoff(**more: object) -> str:
    start = BODY.index(SAID)
    row = {"content": [start, start + len(SAID)], "speaker": ["Interior Ministry"]}
    return json.dumps({"id": "dovra", "sha256": text_hash(BODY), "statements": [row], **more})


def test_anybodys_gold_measures_anybodys_articles(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "dovra.txt").write_text(ARTICLE, "utf-8")
    folder = put(tmp_path / "gold", dovra={"statements": [{"content": SAID, "speaker": ["Interior Ministry"]}]})
    code, out, _ = run("evaluate", folder, articles)
    assert code == 0
    row = next(line.split() for line in out.splitlines() if line.startswith("attribution"))
    assert row == ["attribution", "1.000", "1.000", "1.000", "1", "1", "1"]


def test_standoff_gold_finds_its_article_by_the_hash_of_the_text(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "another-name.txt").write_text(ARTICLE, "utf-8")
    (tmp_path / "gold.jsonl").write_text(standoff(split="development"), "utf-8")
    arguments = ("evaluate", tmp_path / "gold.jsonl", tmp_path / "another-name.txt", "--format", "json")
    code, out, _ = run(*arguments, "--split", "development")
    assert code == 0
    assert json.loads(out)["layers"]["statements"]["right"] == 1
    code, out, err = run(*arguments, "--split", "held-out")
    assert (code, out) == (1, "")
    assert "no annotated article of the split 'held-out'" in err


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"sha256": "0" * 64}, "another text"), ({"id": "elsewhere", "sha256": None}, "no such article")],
)
def test_gold_without_its_article_counts_as_missed_and_the_command_fails(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    (tmp_path / "dovra.txt").write_text(ARTICLE, "utf-8")
    (tmp_path / "gold.jsonl").write_text(standoff(**change), "utf-8")
    code, out, err = run("evaluate", tmp_path / "gold.jsonl", tmp_path / "dovra.txt", "--format", "json")
    assert code == 1
    assert json.loads(out)["layers"]["statements"] == {
        "precision": 0.0, "recall": 0.0, "f1": 0.0, "right": 0, "gold": 1, "found": 0,
    }  # fmt: skip
    assert reason in err
