"""What cannot be read: each gets a clear reason, and the rest goes on."""

from __future__ import annotations

import gzip
import io
import json
import os
from datetime import date
from pathlib import Path

import pytest

from kg.reading import Article, Refusal, read_articles
from kg.settings import Settings

TODAY = date(2024, 6, 1)
LEAD = "Iraqi forces backed by coalition aircraft killed at least four militants near Kirkuk, the army said on Monday."
ENGLISH = "The “group” said so in Déir ez-Zor — twice."
RUSSIAN = "Войска нанесли удар по позициям боевиков в районе города Мосул, сообщил представитель."
TURKISH = "Türk ordusu, kuzeyde düzenlenen hava saldırısında on iki kişinin öldürüldüğünü açıkladı."
ARABIC = "قالت قوات التحالف إن العشرات من المسلحين قتلوا في غارة جوية قرب كركوك."


def read(*paths: Path | str, stdin: bytes | None = None, settings: Settings | None = None) -> list[Article | Refusal]:
    stream = io.BytesIO(stdin) if stdin is not None else None
    return list(read_articles(paths, settings=settings or Settings(), stdin=stream, today=TODAY))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "is empty, expected an article"),
        ("a.txt", b" \n\t\r\n", "is empty, expected an article"),
        ("a.txt", b"\xef\xbb\xbf\n", "has no text, expected an article"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0", "is a PNG image, expected text"),
        ("a.txt", b"%PDF-1.7\n", "is a PDF document, expected text"),
        ("a.txt", b"PK\x03\x04 word/document.xml", "is a ZIP archive or an Office document, expected text"),
        ("a.txt", b"ab\0\0\0\0\0\0\0\0", "is binary (8 of its first 10 characters are controls), expected text"),
        ("a.txt", bytes(range(256)) * 8, "is binary"),
        ("a.txt", b"\xff\xfea", "begins as UTF-16 but breaks off at byte 2"),
        ("a.json", b"", "is empty, expected one article or a list of articles"),
        ("a.json", b'{"text": "abc', "is not JSON: Unterminated string"),
        ("a.json", b'{"text": "a"}\n{"text": "b"}', "(JSON lines belong in a .jsonl file)"),
        ("a.json", b"17", "holds a number, expected an object or a list of objects"),
        ("a.json", b"[]", "holds an empty list, expected articles"),
        (
            "a.json",
            b'{"title": "T", "url": "u"}',
            "has no text: found 'title', 'url', expected the text under text, body",
        ),
        ("a.json", b'{"text": ["a", "b"]}', "field 'text' holds a list, expected the article's text as a string"),
        ("a.json", b'{"text": "  "}', "has no text"),
        ("a.json", b'{"a":' * 100_000, "is nested too deeply"),
        ("a.json", b'{"text": ' + b"1" * 5000 + b"}", "is not JSON that can be read"),
        ("a.jsonl", b"\n\n", "is empty, expected one JSON object a line"),
        ("a.csv", b"", "is empty, expected a row of column names"),
        ("a.csv", b"a,b\n1,2\n", "has no column with the text: found 'a', 'b', expected one named text, body"),
        ("a.csv", b"PK\x03\x04", "is a ZIP archive or an Office document"),
        ("a.html", b"", "is empty, expected a web page"),
        ("a.html", b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "has no article in its HTML"),
        ("a.html", b"just a word", "has no article in its HTML"),
        ("a.txt.gz", b"not packed", "cannot be unpacked"),
        ("a.txt.gz", gzip.compress(LEAD.encode(), mtime=0)[:-9], "cannot be unpacked"),
        ("a.md", b"# Title", "is of a kind that is not read, expected a file ending in .csv, .htm"),
        ("article", LEAD.encode(), "is of a kind that is not read"),
    ],
)
def test_a_file_that_is_no_article_is_refused_with_the_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    bad, good = tmp_path / name, tmp_path / "good.txt"
    bad.write_bytes(content)
    good.write_text(LEAD)
    refusal, article = read(bad, good)
    assert isinstance(refusal, Refusal)
    assert refusal.source == bad.as_posix()
    assert reason in refusal.reason
    assert str(refusal) == f"{bad.as_posix()}: {refusal.reason}"
    assert isinstance(article, Article)


def test_a_line_that_is_no_article_costs_only_itself(tmp_path: Path) -> None:
    rows = [
        json.dumps({"text": LEAD}),
        "{broken",
        "[1]",
        "null",
        '{"title": "x"}',
        json.dumps({"text": LEAD + " More."}),
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(rows))
    outcomes = read(path)
    assert [isinstance(one, Article) for one in outcomes] == [True, False, False, False, False, True]
    refused = [one for one in outcomes if isinstance(one, Refusal)]
    assert [one.source for one in refused] == [f"{path.as_posix()}, line {number}" for number in (2, 3, 4, 5)]
    assert [one.raw for one in refused] == [f"{row}\n" for row in rows[1:5]]
    assert "is not JSON" in refused[0].reason
    assert refused[1].reason == "is a list, expected an object"
    assert "has no text" in refused[3].reason


def test_a_row_that_is_no_article_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,text\n1,"one"x\n2,two\n3,a,b\n4,\n5,five\n6,"never closed\n7,x\n')
    outcomes = read(path)
    assert [one.id if isinstance(one, Article) else one.source.split(", ")[1] for one in outcomes] == [
        "row 1",
        "2",
        "row 3",
        "row 4",
        "5",
        "row 6",
    ]
    reasons = [one.reason for one in outcomes if isinstance(one, Refusal)]
    assert reasons[0].startswith("is not a row that can be read")
    assert reasons[1] == "has 3 cells, expected 2; a cell with a comma in it needs quotation marks"
    assert reasons[2].startswith("has no text")
    assert "unexpected end" in reasons[3]


def test_an_entry_of_a_list_that_is_no_article_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"text": 5}, {"text": LEAD}, "x"]))
    first, second, third = read(path)
    assert isinstance(first, Refusal)
    assert (first.source, first.raw) == (f"{path.as_posix()}, entry 1", '{"text": 5}')
    assert isinstance(second, Article)
    assert isinstance(third, Refusal)
    assert third.reason == "is a string, expected an object"


def test_a_packed_file_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"id": str(n), "text": LEAD + os.urandom(200).hex()}) + "\n" for n in range(400))
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(lines.encode(), mtime=0)[:-2000])
    outcomes = read(path)
    assert len(outcomes) > 300
    assert all(isinstance(one, Article) for one in outcomes[:-1])
    assert isinstance(outcomes[-1], Refusal)
    assert "cannot be unpacked" in outcomes[-1].reason


@pytest.mark.parametrize(
    ("text", "encoding", "note"),
    [
        (ENGLISH, "cp1252", "read as cp1252"),
        (ENGLISH, "utf-16", "read as utf-16"),
        (ENGLISH, "utf-32", "read as utf-32"),
        (RUSSIAN, "cp1251", "read as cp1251"),
        (TURKISH, "cp1254", "read as cp1254"),
        (ARABIC, "cp1256", "read as cp1256"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl", "a.json"])
def test_another_encoding_is_read_and_said(tmp_path: Path, name: str, text: str, encoding: str, note: str) -> None:
    content = {
        "a.csv": f'id,text\n1,"{text}"\n',
        "a.json": json.dumps({"text": text}, ensure_ascii=False),
        "a.jsonl": json.dumps({"text": text}, ensure_ascii=False) + "\n",
    }.get(name, text)
    (tmp_path / name).write_bytes(content.encode(encoding))
    (article,) = read(tmp_path / name)
    assert isinstance(article, Article)
    assert article.text == text
    assert note in article.notes


def test_one_damaged_line_does_not_change_how_the_others_are_read(tmp_path: Path) -> None:
    good = json.dumps({"text": "The “group” said so — twice."}, ensure_ascii=False).encode()
    western = json.dumps({"text": "The “group” said so — again."}, ensure_ascii=False).encode("cp1252")
    damaged = json.dumps({"text": "The “group” said so — “often”, in “Déir”."}, ensure_ascii=False).encode()
    (tmp_path / "a.jsonl").write_bytes(b"\n".join([good, western, damaged.replace(b"said", b"sa\x8fd"), good]))
    articles = [one for one in read(tmp_path / "a.jsonl") if isinstance(one, Article)]
    assert [one.text for one in articles] == [
        "The “group” said so — twice.",
        "The “group” said so — again.",
        "The “group” sa\ufffdd so — “often”, in “Déir”.",
        "The “group” said so — twice.",
    ][: len(articles)]
    assert "read as cp1252" in articles[1].notes
    assert any("damaged" in note for note in articles[2].notes)


def test_a_stray_nul_in_an_article_becomes_a_space(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{LEAD}\0{LEAD}")
    (article,) = read(tmp_path / "a.txt")
    assert isinstance(article, Article)
    assert article.text == f"{LEAD} {LEAD}"


def test_half_a_character_in_json_does_not_break_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"text": "He said \\ud83d so.", "title": "\\udc00 T"}')
    (article,) = read(tmp_path / "a.json")
    assert isinstance(article, Article)
    assert (article.text, article.title) == ("He said \ufffd so.", "\ufffd T")
    assert len(article.sha256) == 64


@pytest.mark.parametrize("length", [10_000_000, 2_000_001])
def test_ten_megabytes_of_text_are_refused(tmp_path: Path, length: int) -> None:
    (tmp_path / "a.txt").write_text("a" * length)
    (refusal,) = read(tmp_path / "a.txt")
    assert isinstance(refusal, Refusal)
    assert "expected" in refusal.reason
    assert "2,000,000" in refusal.reason
    assert "ONRECORD_MAX_CHARACTERS" in refusal.reason


def test_a_refused_article_is_kept_with_its_refusal(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": LEAD, "title": "T"}))
    (refusal,) = read(tmp_path / "a.jsonl", settings=Settings(max_characters=20))
    assert isinstance(refusal, Refusal)
    assert refusal.article is not None
    assert (refusal.article.text, refusal.article.title) == (LEAD, "T")


@pytest.mark.parametrize(
    ("published", "reason"),
    [
        ("2024-06-03", "is dated 2024-06-03, which is in the future; expected a date up to today, 2024-06-01"),
        ("2099-01-01", "in the future"),
        ("1899-12-31", "is dated 1899-12-31, expected a date after 1900-01-01"),
    ],
)
def test_a_date_out_of_time_is_refused(tmp_path: Path, published: str, reason: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"text": LEAD, "published": published}))
    (refusal,) = read(tmp_path / "a.json")
    assert isinstance(refusal, Refusal)
    assert reason in refusal.reason
    assert refusal.article is not None
    assert refusal.article.published == published


@pytest.mark.parametrize("published", ["2024-06-01", "2024-06-02", "1900-01-01"])
def test_a_date_up_to_tomorrow_is_taken(tmp_path: Path, published: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"text": LEAD, "published": published}))
    (article,) = read(tmp_path / "a.json")
    assert isinstance(article, Article)
    assert article.published == published


@pytest.mark.parametrize(
    ("published", "note"),
    [
        (None, "no publication date"),
        ("03/04/2018", "date '03/04/2018' can be read two ways, expected a date such as 2018-11-04 or 4 November 2018"),
        ("last week", "date 'last week' is not understood"),
        ("2018-02-30", "date '2018-02-30' is not in the calendar"),
        ("Monday, 4 November 2018", "date 'Monday, 4 November 2018' is not a Monday"),
    ],
)
def test_an_article_without_a_date_that_can_be_read_is_taken_with_a_note(
    tmp_path: Path, published: str | None, note: str
) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"text": LEAD, "published": published}))
    (article,) = read(tmp_path / "a.json")
    assert isinstance(article, Article)
    assert article.published is None
    assert any(one.startswith(note) for one in article.notes)
    assert "no publication date" in article.notes


def test_metadata_is_followed_where_the_text_says_another_date_and_that_is_noted(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"text": f"Published May 4 2018\n{LEAD}", "published": "2018-05-05"}))
    (article,) = read(tmp_path / "a.json")
    assert isinstance(article, Article)
    assert article.published == "2018-05-05"
    assert article.notes == (
        "published 2018-05-05 by its metadata, which is followed; the head of the text says 2018-05-04",
    )


@pytest.mark.parametrize("url", ["ftp://example.org/a", "example.org/a", "https://example.org/a b", "http://[::1", "x"])
def test_an_address_that_is_none_is_left_out_and_noted(tmp_path: Path, url: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"text": LEAD, "url": url}))
    (article,) = read(tmp_path / "a.json")
    assert isinstance(article, Article)
    assert article.url is None
    assert f"url {url!r} is left out, expected an http or https address" in article.notes


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (LEAD + " More.", "has the id 'a' of {first} but another text; expected an id of its own"),
        (LEAD, "is the article 'a' of {first} again, with the same text; expected each article once"),
    ],
)
def test_of_two_articles_with_one_id_the_second_is_refused_naming_both(
    tmp_path: Path, second: str, reason: str
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_text(LEAD)
    (tmp_path / "sub" / "a.txt").write_text(second)
    article, refusal = read(tmp_path)
    assert isinstance(article, Article)
    assert isinstance(refusal, Refusal)
    assert refusal.source == (tmp_path / "sub" / "a.txt").as_posix()
    assert refusal.reason == reason.format(first=(tmp_path / "a.txt").as_posix())
    assert refusal.article is not None
    assert refusal.article.text == second


def test_the_id_of_a_refused_article_is_free_for_the_next(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": LEAD, "published": "2099-01-01"}, {"id": "a", "text": LEAD}]
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert [type(one) for one in read(tmp_path / "x.jsonl")] == [Refusal, Article]


def test_a_missing_path_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LEAD)
    refusal, article = read(tmp_path / "gone.txt", tmp_path)
    assert isinstance(refusal, Refusal)
    assert str(refusal) == f"{(tmp_path / 'gone.txt').as_posix()}: does not exist, expected a file or a folder"
    assert isinstance(article, Article)


def test_a_path_too_long_for_the_system_is_refused(tmp_path: Path) -> None:
    (refusal,) = read(tmp_path / ("a" * 5000 + ".txt"))
    assert isinstance(refusal, Refusal)
    assert "cannot be read" in refusal.reason


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        ((), "has no file that can be read, expected a file ending in"),
        (("README.md", "pic.png", ".hidden.txt"), "has no file that can be read (2 of other kinds), expected"),
    ],
)
def test_a_folder_without_articles_is_refused(tmp_path: Path, names: tuple[str, ...], reason: str) -> None:
    for name in names:
        (tmp_path / name).write_text(LEAD)
    (refusal,) = read(tmp_path)
    assert isinstance(refusal, Refusal)
    assert refusal.source == tmp_path.as_posix()
    assert refusal.reason.startswith(reason)


def test_a_link_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "b.txt")
    assert [str(one).rsplit(": ", 1)[1] for one in read(tmp_path)] == [
        "cannot be read (No such file or directory)",
        "cannot be read (Too many levels of symbolic links)",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_what_may_not_be_read_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    for name in ("a.txt", "closed/b.txt", "open/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(LEAD)
    (tmp_path / "a.txt").chmod(0)
    (tmp_path / "closed").chmod(0)
    file, folder, article = read(tmp_path)
    (tmp_path / "closed").chmod(0o700)
    assert str(file) == f"{(tmp_path / 'a.txt').as_posix()}: cannot be read (Permission denied)"
    assert str(folder) == f"{(tmp_path / 'closed').as_posix()}: cannot be listed (Permission denied)"
    assert isinstance(article, Article)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "is empty, expected an article"), (b"\x89PNG\r\n", "is a PNG image"), (b'{"text": 1}\n', "a number")],
)
def test_standard_input_that_is_no_article_is_refused(content: bytes, reason: str) -> None:
    (refusal,) = read("-", stdin=content)
    assert isinstance(refusal, Refusal)
    assert refusal.source.startswith("standard input")
    assert reason in refusal.reason
