"""Statements in PolNeAR's manner, on a text of our own."""

from __future__ import annotations

import pytest

from kg.analysis import Extraction
from kg.evaluation import in_polnear_manner
from kg.reading.article import Article
from kg.record import Record, check_record
from kg.settings import Settings

TEXT = (
    "“We lost the bridge,” the governor said. “We will build it again.” He said the army had told him that the road "
    "was mined. The mayor wants to open the market. The road is expected to open in May.\n"
)


@pytest.fixture(scope="module")
def extraction() -> Extraction:
    return Extraction(Settings(attitudes=True))


def contents(record: Record) -> set[str]:
    return {one.content.text for one in record.statements}


def test_quotations_that_a_tag_parts_are_one_content_and_nested_ones_have_none(extraction: Extraction) -> None:
    record = extraction(Article(id="t", text=TEXT))
    assert isinstance(record, Record)
    assert {"“We lost the bridge,”", "“We will build it again.”", "the road was mined"} <= contents(record)
    converted = in_polnear_manner(record)
    check_record(converted)
    assert contents(converted) == {
        "“We lost the bridge,” the governor said. “We will build it again.”",
        "the army had told him that the road was mined",
        "to open the market",
        "The road is expected to open in May",
    }


def test_attitudes_are_found_only_when_they_are_asked_for() -> None:
    record = Extraction(Settings())(Article(id="t", text=TEXT))
    assert isinstance(record, Record)
    assert not any(one.rule and one.rule.startswith("attitude") for one in record.statements)
