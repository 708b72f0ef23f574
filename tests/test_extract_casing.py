"""Text in capitals reaches the parser in ordinary case, and what it says is found at its own offsets."""

from __future__ import annotations

import pytest

from kg.extract import Extractor
from kg.extract.casing import in_ordinary_case
from kg.reading.article import Article
from kg.record import Record
from kg.settings import Settings

REPORT = (
    "THE DEFENSE MINISTRY SAID ON MONDAY THAT THREE SOLDIERS WERE KILLED IN A CLASH NEAR MOSUL.  ACCORDING TO "
    "POLICE, GUNMEN ALSO KIDNAPPED FIVE FARMERS. GEN. YAHYA RASOOL DENIED THAT ISIS SEIZED THE TOWN."
)


@pytest.fixture(scope="module")
def record() -> Record:
    return Extractor(Settings()).extract(Article(id="a", text=REPORT, published="2016-10-20"))


def test_names_and_sentences_keep_capitals_and_other_words_lose_them() -> None:
    assert in_ordinary_case(REPORT) == (
        "The defense ministry said on Monday that three soldiers were killed in a clash near Mosul.  According to "
        "police, gunmen also kidnapped five farmers. Gen. Yahya Rasool denied that ISIS seized the town."
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ISIS",
        "SDF AND YPG",
        "Three soldiers were killed near Mosul, the SDF said.",
        "MOSUL, Iraq — Three soldiers were killed on Monday.",
        "12 13 14 — “…”",
    ],
)
def test_what_is_not_in_capitals_stays(text: str) -> None:
    assert in_ordinary_case(text) is text


def test_every_character_keeps_its_place() -> None:
    shouted = "İSTANBUL'DA ÜÇ ASKER ÖLDÜ, THE ARMY SAID; STRASSE ẞ ŊƏR ΣΟΦΙΑΣ THE END OF IT ALL"
    assert len(in_ordinary_case(shouted)) == len(shouted) and in_ordinary_case(shouted) != shouted


def test_statements_in_capitals_have_their_sources(record: Record) -> None:
    found = [(s.cue.text, s.source.text, s.content.text) for s in record.statements if s.cue and s.source]
    assert found == [
        ("SAID", "THE DEFENSE MINISTRY", "THREE SOLDIERS WERE KILLED IN A CLASH NEAR MOSUL"),
        ("ACCORDING TO", "POLICE", "GUNMEN ALSO KIDNAPPED FIVE FARMERS"),
        ("DENIED", "GEN. YAHYA RASOOL", "ISIS SEIZED THE TOWN"),
    ]


def test_incidents_and_figures_in_capitals_are_found(record: Record) -> None:
    assert {one.type for one in record.incidents} >= {"armed_clash", "abduction"}
    assert ("killed", 3, 3) in {(c.effect, c.low, c.high) for c in record.claims}
    assert "mosul" in {place.id for one in record.incidents for place in one.places}
