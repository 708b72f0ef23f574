"""What holds of reading for any text and any bytes."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.reading import Article, Refusal, normalised, read_articles
from kg.reading.headers import split_header
from kg.settings import Settings

# Anything but what makes a file binary: controls other than white space. Surrogates cannot be written.
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\r\t :"), min_size=1).filter(
    lambda text: normalised(text).strip() != ""
)
KEYS = st.sampled_from(["Title", "date", "Source", "URL", "text", "Nobody", "by line"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["name", "@id", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("articles")


def read(path: Path) -> list[Article | Refusal]:
    return list(read_articles([path], settings=Settings(), today=date(2024, 6, 1)))


def table(text: str) -> str:
    lines = io.StringIO()
    csv.writer(lines).writerows([["id", "text"], ["a", text]])
    return lines.getvalue()


@pytest.mark.parametrize("kind", ["txt", "json", "jsonl", "csv"])
@given(text=TEXTS)
@settings(deadline=None, max_examples=150)
def test_any_text_comes_back_as_it_is_stored(folder: Path, kind: str, text: str) -> None:
    written = {
        "txt": text,
        "json": json.dumps({"text": text}),
        "jsonl": json.dumps({"text": text}, ensure_ascii=False),
        "csv": table(text),
    }[kind]
    path = folder / f"a.{kind}"
    path.write_bytes(written.encode())
    (article,) = read(path)
    assert isinstance(article, Article), article
    assert article.text == normalised(text)


@pytest.mark.parametrize("name", ["a.txt", "a.json", "a.jsonl", "a.csv", "a.tsv", "a.html", "a.txt.gz", "a.jsonl.gz"])
@given(data=st.binary(max_size=400) | TEXTS.map(lambda text: f"id,text\n{text}".encode()))
@settings(deadline=None, max_examples=80)
def test_any_bytes_become_articles_or_refusals(folder: Path, name: str, data: bytes) -> None:
    path = folder / name
    path.write_bytes(data)
    for outcome in read(path):
        assert isinstance(outcome, Article | Refusal)
        if isinstance(outcome, Article):
            assert outcome.text.strip()
            assert len(outcome.sha256) == 64
        else:
            assert outcome.source.startswith(path.as_posix())
            assert outcome.reason


@given(value=VALUES)
@settings(deadline=None, max_examples=150)
def test_any_json_value_in_any_field_is_read_or_refused(folder: Path, value: object) -> None:
    names = ("id", "title", "outlet", "via", "published", "url", "byline", "dateline", "language")
    path = folder / "any.json"
    path.write_text(json.dumps({"text": "The army said so."} | dict.fromkeys(names, value)))
    (outcome,) = read(path)
    assert isinstance(outcome, Article | Refusal)


@given(
    lines=st.lists(st.tuples(KEYS, st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)), max_size=4),
    body=TEXTS,
)
@settings(deadline=None)
def test_a_header_never_takes_anything_from_the_body(lines: list[tuple[str, str]], body: str) -> None:
    header = "".join(f"{key}: {value}\n" for key, value in lines)
    text = normalised(f"{header}\n{normalised(body)}")
    fields, rest = split_header(text)
    assert text.endswith(rest)
    assert rest == text if not fields else normalised(body).lstrip(" \t").endswith(rest.lstrip(" \t\n"))
    assert rest.strip() != ""
