"""How well real articles are extracted: never below what has been reached, and measured as the annotators measure it.

The floors lie 0.03 below the F1 measured when they were set; raise them when the extraction gets better.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import re
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kg.analysis import Extraction
from kg.evaluation import Gold, GoldFile, Layer, Report, read_gold, score_article
from kg.evaluation.report import Scored
from kg.reading import Article, read_articles
from kg.record import Record, dump_record
from kg.settings import Settings

STANDOFF = Path(__file__).parent / "quality" / "syria.jsonl"
SECOND = Path(__file__).parent / "quality" / "syria2.jsonl"
THIRD = Path(__file__).parent / "quality" / "syria3.jsonl"
FOURTH = Path(__file__).parent / "quality" / "syria4.jsonl"
FIFTH = Path(__file__).parent / "quality" / "syria5.jsonl"
SIXTH = Path(__file__).parent / "quality" / "syria6.jsonl"
SEVENTH = Path(__file__).parent / "quality" / "syria7.jsonl"
EIGHTH = Path(__file__).parent / "quality" / "syria8.jsonl"
LATER = (SECOND, THIRD, FOURTH, FIFTH, SIXTH, SEVENTH, EIGHTH)
CLUSTERS = Path(__file__).parent / "quality" / "syria_clusters.jsonl"
GENRE = Path(__file__).parent / "quality" / "genre.jsonl"
GENRE_INCIDENTS = Path(__file__).parent / "quality" / "genre_incidents.jsonl"
GENRE_AFRESH = Path(__file__).parent / "quality" / "genre_incidents2.jsonl"
GENRE_LAST = Path(__file__).parent / "quality" / "genre_incidents3.jsonl"
GENRE_OUTLETS = Path(__file__).parent / "quality" / "genre_outlets.jsonl"

FLOORS: dict[str, dict[Layer, float]] = {
    "ten": {
        "statements": 0.950,
        "attribution": 0.936,
        "incidents": 0.927,
        "incident_slots": 0.875,
        "casualties": 0.940,
        "casualty_claims": 0.940,
    },
    "development": {
        "statements": 0.959,
        "attribution": 0.959,
        "incidents": 0.889,
        "incident_slots": 0.892,
        "casualties": 0.933,
        "casualty_claims": 0.914,
    },
}
SECOND_FLOORS: dict[str, dict[Layer, float]] = {
    "first": {
        "statements": 0.956,
        "attribution": 0.956,
        "incidents": 0.876,
        "incident_slots": 0.839,
        "casualties": 0.928,
        "casualty_claims": 0.900,
    },
    "second": {
        "statements": 0.869,
        "attribution": 0.851,
        "incidents": 0.911,
        "incident_slots": 0.923,
        "casualties": 0.957,
        "casualty_claims": 0.877,
    },
}
LATER_FLOORS: dict[str, dict[Layer, float]] = {
    THIRD.stem: {
        "statements": 0.929,
        "attribution": 0.912,
        "incidents": 0.909,
        "incident_slots": 0.885,
        "casualties": 0.947,
        "casualty_claims": 0.947,
    },
    FOURTH.stem: {
        "statements": 0.917,
        "attribution": 0.900,
        "incidents": 0.785,
        "incident_slots": 0.820,
        "casualties": 0.930,
        "casualty_claims": 0.877,
    },
    FIFTH.stem: {
        "statements": 0.934,
        "attribution": 0.903,
        "incidents": 0.847,
        "incident_slots": 0.899,
        "casualties": 0.901,
        "casualty_claims": 0.881,
    },
    SIXTH.stem: {
        "statements": 0.936,
        "attribution": 0.922,
        "incidents": 0.936,
        "incident_slots": 0.908,
        "casualties": 0.960,
        "casualty_claims": 0.898,
    },
    SEVENTH.stem: {
        "statements": 0.942,
        "attribution": 0.942,
        "incidents": 0.755,
        "incident_slots": 0.776,
        "casualties": 0.943,
        "casualty_claims": 0.943,
    },
    EIGHTH.stem: {
        "statements": 0.951,
        "attribution": 0.938,
        "incidents": 0.825,
        "incident_slots": 0.838,
        "casualties": 0.921,
        "casualty_claims": 0.921,
    },
}
GENRE_FLOORS: dict[str, dict[Layer, float]] = {
    "development": {"statements": 0.948, "attribution": 0.938},
    "held-out": {"statements": 0.922, "attribution": 0.907},
}
GENRE_INCIDENT_FLOORS: dict[str, dict[Layer, float]] = {
    "first": {"incidents": 0.904, "incident_slots": 0.850, "casualties": 0.970, "casualty_claims": 0.960},
    "second": {"incidents": 0.935, "incident_slots": 0.860, "casualties": 0.948, "casualty_claims": 0.904},
}
GENRE_AFRESH_FLOORS: dict[str, dict[Layer, float]] = {
    "first": {
        "statements": 0.951,
        "attribution": 0.951,
        "incidents": 0.909,
        "incident_slots": 0.845,
        "casualties": 0.943,
        "casualty_claims": 0.934,
    },
    "second": {
        "statements": 0.915,
        "attribution": 0.915,
        "incidents": 0.711,
        "incident_slots": 0.775,
        "casualties": 0.888,
        "casualty_claims": 0.837,
    },
}
# 0.05 below what was measured first: the set is small.
GENRE_LAST_FLOORS: dict[Layer, float] = {
    "statements": 0.921,
    "attribution": 0.921,
    "incidents": 0.845,
    "incident_slots": 0.825,
    "casualties": 0.917,
    "casualty_claims": 0.883,
}
GENRE_OUTLET_FLOORS: dict[Layer, float] = {
    "statements": 0.970,
    "attribution": 0.970,
    "incidents": 0.870,
    "incident_slots": 0.825,
    "casualties": 0.960,
    "casualty_claims": 0.930,
}
RIGHT_OF_THE_SURE = 0.9


@pytest.fixture(scope="module")
def extraction() -> Extraction:
    return Extraction(Settings())


@pytest.fixture(scope="module")
def ten(shared: Path, extraction: Extraction) -> list[tuple[GoldFile, Record]]:
    """Return the ten annotated articles' gold and records."""
    gold, _ = read_gold(shared / "gold")
    articles = articles_of([shared / "articles"])
    by_file = {Path(one.source_file or "").stem: one for one in articles}
    assert len(gold) == 10
    return [(one, record_of(extraction, by_file[one.id])) for one in gold]


@pytest.fixture(scope="module")
def syrian(shared: Path) -> dict[str, Article]:
    """Return the articles of the dataset by the hash of their text."""
    return {one.sha256: one for one in articles_of([shared / "corpora" / "syria" / "articles.jsonl"])}


@pytest.fixture(scope="module")
def development(syrian: dict[str, Article], extraction: Extraction) -> list[tuple[GoldFile, Record]]:
    """Return gold and records of the articles on Syria that we annotated first, all for development."""
    gold, _ = read_gold(STANDOFF, split="development")
    assert len(gold) == 14
    return [(one, record_of(extraction, syrian[one.sha256 or ""])) for one in gold]


def articles_of(paths: Iterable[Path]) -> list[Article]:
    return [one for one in read_articles(paths, settings=Settings()) if isinstance(one, Article)]


def record_of(extraction: Extraction, article: Article) -> Record:
    outcome = extraction(article)
    assert isinstance(outcome, Record)
    return outcome


def report_of(measured: list[tuple[GoldFile, Record]]) -> Report:
    scored = [Scored(one, score_article(one.gold(record.text), record)) for one, record in measured]
    return Report(tuple(scored), len(scored))


@pytest.mark.parametrize("collection", list(FLOORS))
def test_the_extraction_stays_as_good_as_it_was(collection: str, request: pytest.FixtureRequest) -> None:
    report = report_of(request.getfixturevalue(collection))
    measured = {layer: round(counts.f1, 3) for layer, counts in report.layers().items()}
    floors = FLOORS[collection]
    assert set(floors) == set(measured)
    assert {layer: (f1, floors[layer]) for layer, f1 in measured.items() if f1 < floors[layer]} == {}


def test_of_the_rows_above_nine_tenths_nine_in_ten_are_right(
    ten: list[tuple[GoldFile, Record]], development: list[tuple[GoldFile, Record]]
) -> None:
    bins = {layer: table[0] for layer, table in report_of([*ten, *development]).calibration().items()}
    assert all(counts.found > 10 for counts in bins.values())
    assert {layer: counts for layer, counts in bins.items() if counts.precision < RIGHT_OF_THE_SURE} == {}


@pytest.mark.parametrize("split", list(GENRE_FLOORS))
def test_the_manners_of_the_genre_are_read_as_well_as_they_were(split: str, extraction: Extraction) -> None:
    gold, _ = read_gold(GENRE, split=split)
    articles = {one.id: one for one in articles_of([GENRE])}
    assert len(gold) == 24
    report = report_of([(one, record_of(extraction, articles[one.id])) for one in gold])
    measured = {layer: round(report.layers()[layer].f1, 3) for layer in GENRE_FLOORS[split]}
    assert {layer: f1 for layer, f1 in measured.items() if f1 < GENRE_FLOORS[split][layer]} == {}


@pytest.mark.parametrize("half", list(SECOND_FLOORS))
def test_articles_annotated_afresh_are_read_as_well_as_they_were(
    half: str, syrian: dict[str, Article], extraction: Extraction
) -> None:
    """The halves alternate: rules were written on the first long before the second."""
    gold, _ = read_gold(SECOND, split="development")
    assert len(gold) == 20
    chosen = gold[list(SECOND_FLOORS).index(half) :: 2]
    report = report_of([(one, record_of(extraction, syrian[one.sha256 or ""])) for one in chosen])
    measured = {layer: round(counts.f1, 3) for layer, counts in report.layers().items()}
    floors = SECOND_FLOORS[half]
    assert set(floors) == set(measured)
    assert {layer: (f1, floors[layer]) for layer, f1 in measured.items() if f1 < floors[layer]} == {}


@pytest.mark.parametrize(
    ("path", "split", "articles"),
    [
        (THIRD, "development", 8),
        (FOURTH, "development", 10),
        (FIFTH, "development", 14),
        (SIXTH, "development", 14),
        (SEVENTH, "development", 14),
        (EIGHTH, "held-out", 14),
    ],
)
def test_articles_annotated_later_are_read_as_well_as_they_were(
    path: Path, split: str, articles: int, syrian: dict[str, Article], extraction: Extraction
) -> None:
    """Only how much is right is compared, so that a failure tells nothing of the articles that are held out."""
    gold, _ = read_gold(path, split=split)
    assert len(gold) == articles
    report = report_of([(one, record_of(extraction, syrian[one.sha256 or ""])) for one in gold])
    measured = {layer: round(counts.f1, 3) for layer, counts in report.layers().items()}
    floors = LATER_FLOORS[path.stem]
    assert set(floors) == set(measured)
    assert {layer: f1 for layer, f1 in measured.items() if f1 < floors[layer]} == {}


def test_every_article_of_the_dataset_gives_a_record(syrian: dict[str, Article], extraction: Extraction) -> None:
    records = [record_of(extraction, one) for one in syrian.values()]
    assert len(records) == len(syrian) > 300
    assert sum(bool(one.incidents) for one in records) > len(records) / 2


def test_offsets_of_the_articles_annotated_afresh_cut_no_word(syrian: dict[str, Article]) -> None:
    for one in chain.from_iterable(read_gold(path)[0] for path in LATER):
        text = f" {syrian[one.sha256 or ''].text} "
        rows = [row for kind in ("statements", "incidents", "casualties") for row in one.rows[kind]]
        keys = ("content", "source", "cue", "trigger", "text")
        spans = [(row[key][0] + 1, row[key][1] + 1) for row in rows for key in keys if row.get(key)]
        assert len(spans) >= len(rows)
        cut = [text[a:b] for a, b in spans if text[a - 1 : a + 1].isalnum() or text[b - 1 : b + 1].isalnum()]
        assert cut == [], one.id


def test_articles_held_out_are_annotated_in_no_other_set() -> None:
    """Nine of the fifth set are among those for incidents told by several, which have only triggers."""
    sets = [{one.sha256 for one in read_gold(path)[0]} for path in (STANDOFF, *LATER)]
    assert [len(one) for one in sets] == [14, 20, 8, 10, 14, 14, 14, 14]
    assert len(set().union(*sets)) == 108
    clusters = {json.loads(line)["sha256"] for line in CLUSTERS.read_text("utf-8").splitlines()}
    assert [len(one & clusters) for one in sets[3:]] == [0, 9, 0, 0, 0]


@pytest.mark.parametrize("half", list(GENRE_INCIDENT_FLOORS))
def test_incidents_and_figures_of_the_genre_are_read_as_well_as_they_were(half: str, extraction: Extraction) -> None:
    """Rules were written on the first half long before the second."""
    gold, _ = read_gold(GENRE_INCIDENTS, split="development")
    articles = {one.id: one for one in articles_of([GENRE_INCIDENTS])}
    assert len(gold) == 48
    chosen = gold[:24] if half == "first" else gold[24:]
    layers = report_of([(one, record_of(extraction, articles[one.id])) for one in chosen]).layers()
    floors = GENRE_INCIDENT_FLOORS[half]
    assert {layer: layers[layer].f1 for layer in floors if layers[layer].f1 < floors[layer]} == {}


@pytest.mark.parametrize("half", ["first", "second"])
def test_texts_of_the_genre_written_afresh_are_read_as_well_as_they_were(extraction: Extraction, half: str) -> None:
    """The texts of the halves alternate; rules were written on the first one before the second was opened."""
    gold, _ = read_gold(GENRE_AFRESH, split="development")
    articles = {one.id: one for one in articles_of([GENRE_AFRESH])}
    assert len(gold) == len(articles) == 28
    gold = gold[::2] if half == "first" else gold[1::2]
    report = report_of([(one, record_of(extraction, articles[one.id])) for one in gold])
    measured = {layer: round(counts.f1, 3) for layer, counts in report.layers().items()}
    assert set(GENRE_AFRESH_FLOORS[half]) == set(measured)
    assert {layer: f1 for layer, f1 in measured.items() if f1 < GENRE_AFRESH_FLOORS[half][layer]} == {}


def test_texts_of_the_genre_that_nobody_tuned_to_are_read_as_well_as_they_were(extraction: Extraction) -> None:
    """Only how much is right is compared, so that a failure tells nothing of the texts, all of which are held out."""
    gold, _ = read_gold(GENRE_LAST)
    articles = {one.id: one for one in articles_of([GENRE_LAST])}
    assert [one.split for one in gold] == ["held-out"] * 16
    report = report_of([(one, record_of(extraction, articles[one.id])) for one in gold])
    measured = {layer: round(counts.f1, 3) for layer, counts in report.layers().items()}
    assert set(GENRE_LAST_FLOORS) == set(measured)
    assert {layer: f1 for layer, f1 in measured.items() if f1 < GENRE_LAST_FLOORS[layer]} == {}


def test_texts_in_the_manner_of_many_outlets_are_read_as_well_as_they_were(extraction: Extraction) -> None:
    gold, _ = read_gold(GENRE_OUTLETS, split="development")
    articles = {one.id: one for one in articles_of([GENRE_OUTLETS])}
    assert len(gold) == len(articles) == 72
    report = report_of([(one, record_of(extraction, articles[one.id])) for one in gold])
    measured = {layer: round(counts.f1, 3) for layer, counts in report.layers().items()}
    assert set(GENRE_OUTLET_FLOORS) == set(measured)
    assert {layer: f1 for layer, f1 in measured.items() if f1 < GENRE_OUTLET_FLOORS[layer]} == {}


@pytest.mark.parametrize("path", [GENRE_AFRESH, GENRE_LAST, GENRE_OUTLETS])
def test_every_phrase_of_the_texts_written_afresh_stands_in_them_and_cuts_no_word(path: Path) -> None:
    """Ids alone are told: the texts are held out."""
    gold, _ = read_gold(path)
    articles = {one.id: one for one in articles_of([path])}
    keys = {"statements": ("content", "source", "cue"), "incidents": ("trigger",), "casualties": ("text",)}
    for one in gold:
        text = f"{articles[one.id].title}\n{articles[one.id].text}"
        phrases = [row[key] for kind in keys for row in one.rows[kind] for key in keys[kind] if row[key] is not None]
        whole = [re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) for phrase in phrases]
        assert all(whole), one.id
        events = {row["key"] for row in one.rows["incidents"]}
        assert len(events) == len(one.rows["incidents"]), one.id
        assert {row["incident"] for row in one.rows["casualties"]} <= {None, *events}, one.id


def test_no_text_of_the_genre_is_in_two_sets() -> None:
    paths = (GENRE, GENRE_INCIDENTS, GENRE_AFRESH, GENRE_LAST, GENRE_OUTLETS)
    sets = [{one.sha256 for one in articles_of([path])} for path in paths]
    assert [len(one) for one in sets] == [48, 48, 28, 16, 72]
    assert len(set().union(*sets)) == 212


def test_every_annotated_phrase_of_the_genre_stands_in_its_text() -> None:
    gold, _ = read_gold(GENRE)
    articles = {one.id: one for one in articles_of([GENRE])}
    assert len(gold) == len(articles) == 48
    for one in gold:
        text = f"{articles[one.id].title}\n{articles[one.id].text}"
        for row in one.rows["statements"]:
            phrases = [row[key] for key in ("content", "source", "cue") if row[key] is not None]
            assert [phrase for phrase in phrases if phrase not in text] == [], one.id


# The measure against the annotators' own


@pytest.fixture(scope="module")
def scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("annotators_scorer", shared / "tools" / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def theirs(scorer: ModuleType, gold: Mapping[str, Any], record: Record) -> dict[str, tuple[int, int, int]]:
    """Return hits, gold and found of each layer as the annotators' scorer counts them."""
    tally = scorer.Tally()
    dumped = dump_record(record)
    for score in (scorer.score_statements, scorer.score_incidents, scorer.score_casualties):
        score(gold, dumped, tally, [], "article")
    return {layer: tuple(counts) for layer, counts in tally.items()}


def ours(gold: Gold, record: Record) -> dict[str, tuple[int, int, int]]:
    score = score_article(gold, record)
    return {layer: dataclasses.astuple(score.of(layer)) for layer, _ in score.counts}


def test_the_measure_is_that_of_the_annotators(scorer: ModuleType, ten: list[tuple[GoldFile, Record]]) -> None:
    """Every gold is held against every record: wrong pairs show differences that right ones hide."""
    for gold, _ in ten:
        for _, record in ten:
            assert ours(gold.gold(record.text), record) == theirs(scorer, gold.rows, record), (gold.id, record.id)


def test_the_measure_is_that_of_the_annotators_on_offsets_too(
    scorer: ModuleType, development: list[tuple[GoldFile, Record]]
) -> None:
    """Their scorer knows neither offsets nor other dates and perpetrators, so these are written out or taken away."""
    for gold, record in development:
        kept = {
            **gold.rows,
            "incidents": [
                {key: value for key, value in row.items() if key not in ("date_alt", "perpetrator_alt")}
                for row in gold.rows["incidents"]
            ],
        }
        rows = dataclasses.replace(gold, rows=kept).gold(record.text)
        written = {
            "statements": [dataclasses.asdict(one) for one in rows.statements],
            "incidents": [
                {**dataclasses.asdict(one), "type_alt": one.type_alt[0] if one.type_alt else None}
                for one in rows.incidents
            ],
            "casualties": [dataclasses.asdict(one) for one in rows.casualties],
        }
        assert ours(rows, record) == theirs(scorer, written, record), gold.id
