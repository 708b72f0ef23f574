"""What is not English is refused with a reason, unless forced; English under a wrong tag is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import ExtractionError
from kg.extract.language import check_language
from kg.pipeline import build
from kg.reading.article import Article
from kg.settings import Settings

ENGLISH = "Two soldiers were killed near the town of Kesh on Monday, the ministry of defence said in a statement."
GERMAN = (
    "Zwei Soldaten sind am Montag nahe der Stadt Kesch getötet worden, wie das Verteidigungsministerium mitteilte. "
    "Die Armee habe daraufhin Stellungen der Angreifer beschossen."
)
ARABIC = "قتل جنديان قرب بلدة كش يوم الاثنين، بحسب ما أعلنت وزارة الدفاع في بيان لها نشر مساء اليوم ذاته."


def article(text: str, language: str = "en") -> Article:
    return Article(id="a", text=text, language=language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (ENGLISH, "en-GB"),
        (ENGLISH, "de"),
        (ENGLISH, "und"),
        (ENGLISH.upper(), "en"),
        (ENGLISH.replace(",", "").replace(".", ""), "und"),
        ("Shells on a market killed at least 15 people on Friday, including a child, rescue workers said.", "und"),
        ("Two killed in Kesh.", "en"),
        ("Two killed in Kesh.", "und"),
        ("", "en"),
        ("12 13 14", "en"),
    ],
)
def test_english_is_analysed_whatever_its_tag(text: str, language: str) -> None:
    check_language(article(text, language))


@pytest.mark.parametrize(
    ("text", "language", "named"),
    [
        (GERMAN, "de", "'de'"),
        (GERMAN, "en", "Latin"),
        (ARABIC, "und", "Arabic"),
        (ARABIC, "ar-IQ", "'ar-IQ'"),
        ("Zwei Tote in Kesch.", "de", "'de'"),
        (GERMAN.partition(". ")[0], "und", "Latin"),
    ],
)
def test_another_language_is_refused_by_name(text: str, language: str, named: str) -> None:
    with pytest.raises(ExtractionError, match="expected English") as refusal:
        check_language(article(text, language))
    assert named in str(refusal.value) and "ONRECORD_FORCE_LANGUAGE" in str(refusal.value)


@pytest.mark.parametrize("between", ["\t", " | ", "   "])
def test_a_table_is_refused_as_one(between: str) -> None:
    rows = [between.join((f"{day}", f"2016-10-{day:02}", "Mosul", f"{day % 7}")) for day in range(1, 29)]
    with pytest.raises(ExtractionError, match=r"only a table \(28 of its 28 lines are rows of cells\)"):
        check_language(article("\n".join(rows) + "\n"))


def test_the_build_keeps_what_it_refused_for_its_language_until_it_is_forced(tmp_path: Path) -> None:
    (tmp_path / "de.txt").write_text(GERMAN, "utf-8")
    (tmp_path / "en.txt").write_text(ENGLISH, "utf-8")
    paths, store = [tmp_path / "de.txt", tmp_path / "en.txt"], tmp_path / "store"
    report = build(paths, store_dir=store, settings=Settings(workers=1))
    (refused,) = report.refused
    assert (report.stored, refused.stage) == (1, "extraction") and "expected English" in refused.reason
    (kept,) = (store / "refused").iterdir()
    assert json.loads(kept.read_text("utf-8"))["article"]["text"] == GERMAN

    forced = build(paths, store_dir=store, settings=Settings(workers=1, force_language=True))
    assert (forced.refused, forced.stored, forced.unchanged) == ((), 1, 1)


def test_no_article_of_the_genre_is_taken_for_another_language(shared: Path) -> None:
    rows = (shared / "corpora" / "syria" / "articles.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(row)["text"] for row in rows]
    texts += [path.read_text("utf-8") for path in (shared / "articles").glob("*.txt")]
    assert len(texts) >= 404
    for text in texts:
        check_language(article(text))
