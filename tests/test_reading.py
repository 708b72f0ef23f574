"""Reading articles from every kind of input, with what is known about them."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import time
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from kg.reading import Article, Refusal, normalised, read_articles
from kg.settings import Settings

TODAY = date(2024, 6, 1)
LEAD = "Iraqi forces backed by coalition aircraft killed at least four militants near Kirkuk, the army said on Monday."
GERMAN = "Die Koalition hat am Sonntag mitgeteilt, dass bei Kirkuk mehr als dreißig Kämpfer getötet worden sind."
PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Four killed near Kirkuk</title>
<meta property="og:site_name" content="Example News"><meta name="author" content="Jane Doe">
<link rel="canonical" href="https://www.example.org/four-killed">
<script type="application/ld+json">{{"@graph": [{{"@type": "WebPage"}},
  {{"@type": "NewsArticle", "datePublished": "2018-11-05T08:00:00+03:00"}}]}}</script></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Four killed near Kirkuk</h1><p>{LEAD}</p><p>No civilian was hurt, the statement added.</p>
</article><footer>All rights reserved</footer></body></html>"""


def read(*paths: Path | str, stdin: bytes | None = None, settings: Settings | None = None) -> list[Article | Refusal]:
    stream = io.BytesIO(stdin) if stdin is not None else None
    return list(read_articles(paths, settings=settings or Settings(), stdin=stream, today=TODAY))


def read_one(*paths: Path | str, stdin: bytes | None = None) -> Article:
    (article,) = read(*paths, stdin=stdin)
    assert isinstance(article, Article), article
    return article


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_text_file_is_one_article_named_by_its_stem(tmp_path: Path) -> None:
    path = written(tmp_path, "a1.txt", f"Four killed in strikes near Kirkuk\n\nKIRKUK (Example News) – {LEAD}\n")
    article = read_one(path)
    assert article.id == "a1"
    assert article.source_file == path.as_posix()
    assert article.text == path.read_text()
    assert (article.title, article.dateline, article.outlet) == (
        "Four killed in strikes near Kirkuk",
        "Kirkuk",
        "Example News",
    )


def test_a_header_block_is_read_and_taken_off(tmp_path: Path) -> None:
    header = "Title: Four killed\nDate: 5 November 2018\nOutlet: O\nURL: https://example.org/a\nLang: English\nId: x7\n"
    article = read_one(written(tmp_path, "a.txt", f"{header}\n{LEAD}\n"))
    assert article.text == f"{LEAD}\n"
    assert (article.id, article.title, article.published) == ("x7", "Four killed", "2018-11-05")
    assert (article.outlet, article.url, article.language) == ("O", "https://example.org/a", "en")


@pytest.mark.parametrize(
    "head",
    [
        "Baghdad: four soldiers were killed on Monday",
        "Source: Example News",
        "Author: unknown to the police",
        "Title: a headline\nand a line that is none of a header",
        "Date: a word with many meanings",
        "Title: the first\nTitle: the second",
    ],
)
def test_a_first_paragraph_with_a_colon_stays_in_the_text(tmp_path: Path, head: str) -> None:
    assert read_one(written(tmp_path, "a.txt", f"{head}\n\n{LEAD}")).text == f"{head}\n\n{LEAD}"


def test_a_header_without_a_body_is_the_text(tmp_path: Path) -> None:
    assert read_one(written(tmp_path, "a.txt", "Title: all\nDate: 2018-11-05\n\n \n")).text.startswith("Title: all")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"text": LEAD, "title": "T", "published": "2018-11-05", "outlet": "O"}, ("a", "T", "O", "2018-11-05")),
        (
            {"articleBody": LEAD, "headline": "T", "datePublished": "2018-11-05T01:00Z", "publisher": {"name": "O"}},
            ("a", "T", "O", "2018-11-05"),
        ),
        (
            {"content": LEAD, "title": "T", "publishedAt": "2018-11-05", "source": {"id": None, "name": "O"}},
            ("a", "T", "O", "2018-11-05"),
        ),
        (
            {"id": 12, "maintext": LEAD, "title": "T", "date_publish": 20181105, "domain": "o.org"},
            ("12", "T", "o.org", "2018-11-05"),
        ),
        (
            {"unit_id": 7, "article_content": LEAD, "article_title": "T", "date": "11/15/2018", "source": "O"},
            ("7", "T", "O", "2018-11-15"),
        ),
    ],
)
def test_json_is_read_by_many_names(tmp_path: Path, fields: dict[str, object], expected: tuple[str, ...]) -> None:
    article = read_one(written(tmp_path, "a.json", json.dumps(fields)))
    assert (article.id, article.title, article.outlet, article.published) == expected
    assert article.text == LEAD


def test_a_record_written_by_this_project_is_read_back(tmp_path: Path) -> None:
    from kg.record import Actor, Record, dump_record_line

    article = Article("r1", LEAD, title="T", outlet="O", via="P", published="2018-11-05", byline="B", dateline="D")
    record = Record(
        article.id, LEAD, article.sha256, outlet=Actor("o", "O", "outlet"), via=Actor("p", "P", "outlet"),
        published=article.published, title="T", byline="B", dateline="D",
    )  # fmt: skip
    path = written(tmp_path, "records.jsonl", dump_record_line(record) + "\n")
    again = read_one(path)
    fields = ("id", "text", "sha256", "title", "outlet", "via", "published", "byline", "dateline", "language")
    assert [getattr(again, name) for name in fields] == [getattr(article, name) for name in fields]


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_json_list_is_one_article_an_entry(tmp_path: Path, wrapped: bool) -> None:
    rows = [{"text": LEAD}, {"id": "own", "text": LEAD + " More."}]
    path = written(tmp_path, "many.json", json.dumps({"status": "ok", "articles": rows} if wrapped else rows))
    assert [one.id for one in read(path) if isinstance(one, Article)] == ["many-1", "own"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", f'id,headline,body\n1,First,"{LEAD}"\n2,Second,"He said ""no"",\nthen left."\n'),
        ("t.tsv", f'id\theadline\tbody\n1\tFirst\t"{LEAD}"\n2\tSecond\t"He said ""no"",\nthen left."\n'),
        ("semicolon.csv", f'id;headline;body\r\n1;First;"{LEAD}"\r\n2;Second;"He said ""no"",\nthen left."\r\n'),
        ("marked.csv", f'\ufeffid,headline,body\n1,First,"{LEAD}"\n2,Second,"He said ""no"",\nthen left."\n,,\n'),
    ],
)
def test_a_table_is_one_article_a_row(tmp_path: Path, name: str, content: str) -> None:
    first, second = read(written(tmp_path, name, content))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.id, first.title, first.text) == ("1", "First", LEAD)
    assert (second.id, second.title, second.text) == ("2", "Second", 'He said "no",\nthen left.')


def test_a_cell_longer_than_the_csv_module_allows_is_read(tmp_path: Path) -> None:
    text = "The army said so. " * 10_000
    assert read_one(written(tmp_path, "t.csv", f'text,title\n"{text}",T\n')).text == text


def test_a_web_page_gives_its_text_and_what_it_declares(tmp_path: Path) -> None:
    article = read_one(written(tmp_path, "p.html", PAGE))
    assert LEAD in article.text.split("\n")
    assert "Home" not in article.text
    assert "rights" not in article.text
    assert (article.title, article.outlet, article.byline) == ("Four killed near Kirkuk", "Example News", "Jane Doe")
    assert (article.published, article.language) == ("2018-11-05", "en")
    assert article.url == "https://www.example.org/four-killed"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ('<meta property="article:published_time" content="2018-11-05T23:30:00-05:00">', "2018-11-05"),
        ('<meta name="date" content="03/04/2018">', None),
        ('<time itemprop="datePublished" datetime="2018-11-05">today</time>', "2018-11-05"),
        ('<meta name="date" content="2018-11-01"><meta itemprop="datePublished" content="2018-11-05">', "2018-11-05"),
        ("<p>Copyright 2012. Last seen 05/06/2017.</p>", None),
    ],
)
def test_a_page_is_dated_only_by_what_it_declares(tmp_path: Path, tag: str, expected: str | None) -> None:
    page = f"<html><head><title>T</title></head><body>{tag}<article><p>{LEAD}</p><p>{LEAD}</p></article></body></html>"
    assert read_one(written(tmp_path, "p.html", page)).published == expected


def test_a_page_is_decoded_as_it_declares(tmp_path: Path) -> None:
    text = f"{LEAD} Türkiye’de café."
    page = f'<html><head><meta charset="windows-1254"></head><body><article><p>{text}</p></article></body></html>'
    article = read_one(written(tmp_path, "p.html", page.encode("cp1254")))
    assert text in article.text
    assert "read as cp1254" in article.notes


def test_only_who_reads_a_page_imports_trafilatura(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", LEAD)
    script = (
        "import sys; from kg.reading import read_articles; from kg.settings import Settings;"
        f"list(read_articles([{str(path)!r}], settings=Settings()));"
        "assert not {'trafilatura', 'charset_normalizer', 'spacy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_a_folder_is_read_in_order_without_hidden_and_foreign_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden.txt", ".git/d.txt", "README.md", "pic.png"):
        written(tmp_path, name, f"{LEAD} ({name})")
    skipped: list[Path] = []
    articles = list(read_articles([tmp_path], settings=Settings(), today=TODAY, on_skip=skipped.append))
    assert [one.id for one in articles if isinstance(one, Article)] == ["a", "b", "c"]
    assert [path.name for path in skipped] == ["README.md", "pic.png"]


def test_reading_is_lazy(tmp_path: Path) -> None:
    first, second = written(tmp_path, "a.txt", LEAD), written(tmp_path, "b.txt", LEAD + " More.")
    articles = read_articles([first, second], settings=Settings(), today=TODAY)
    assert isinstance(next(articles), Article)
    second.unlink()
    assert isinstance(next(articles), Refusal)


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", LEAD)
    assert len(read(path, tmp_path, tmp_path / "." / "a.txt")) == 1


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz", "a.txt.gz", "a.json.gz"])
def test_packed_files_are_unpacked(tmp_path: Path, name: str) -> None:
    row = json.dumps({"text": LEAD})
    content = {"csv": f"id,text\na,{LEAD!r}".replace("'", '"'), "txt": LEAD}.get(name.split(".")[1], row)
    article = read_one(written(tmp_path, name, gzip.compress(content.encode())))
    assert article.text == LEAD
    assert article.id in ("a", "a-1")


@pytest.mark.parametrize(
    ("content", "ids"),
    [
        (LEAD, ["stdin"]),
        (f"\n\n{LEAD}", ["stdin"]),
        (json.dumps({"text": LEAD}, indent=1), ["stdin"]),
        (json.dumps([{"text": LEAD}, {"text": LEAD + " More."}]), ["stdin-1", "stdin-2"]),
        (f'{{"text": "{LEAD}"}}\n{{"text": "{LEAD} More."}}\n', ["stdin-1", "stdin-2"]),
        (f'id,text\n7,"{LEAD}"\n', ["7"]),
        (PAGE, ["stdin"]),
    ],
)
def test_standard_input_is_read_by_its_look(content: str, ids: list[str]) -> None:
    articles = read("-", stdin=content.encode())
    assert [one.id for one in articles if isinstance(one, Article)] == ids
    assert all(LEAD in one.text for one in articles if isinstance(one, Article))


def test_metadata_beside_a_file_wins_over_the_file(tmp_path: Path) -> None:
    written(tmp_path, "a.txt", f"Title: In the file\nDate: 2018-11-05\n\n{LEAD}")
    row = {"file": "a.txt", "title": "Beside it", "outlet": "O", "via": "P", "published": None}
    written(tmp_path, "metadata.jsonl", json.dumps(row))
    for path in (tmp_path, tmp_path / "a.txt"):
        article = read_one(path)
        assert (article.title, article.outlet, article.via) == ("Beside it", "O", "P")
        assert article.published == "2018-11-05"


def test_the_metadata_file_itself_is_no_article_even_when_named(tmp_path: Path) -> None:
    paths = [written(tmp_path, "a.txt", LEAD), written(tmp_path, "metadata.jsonl", '{"file": "a.txt", "title": "T"}')]
    assert read_one(*paths).title == "T"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"file": "gone.txt"}', "describes 'gone.txt', which is not beside it"),
        ('{"file": "a.txt"}', "describes 'a.txt' a second time"),
        ('{"title": "x"}', "names no file"),
        ("{", "is not JSON"),
    ],
)
def test_a_line_of_metadata_that_cannot_be_used_is_reported_once(tmp_path: Path, line: str, reason: str) -> None:
    written(tmp_path, "a.txt", LEAD)
    written(tmp_path, "b.txt", LEAD + " More.")
    written(tmp_path, "metadata.jsonl", f'{{"file": "a.txt", "title": "T"}}\n{line}\n')
    refused = [one for one in read(tmp_path) if isinstance(one, Refusal)]
    assert [one.source for one in refused] == [f"{tmp_path.as_posix()}/metadata.jsonl, line 2"]
    assert refused[0].reason.startswith(reason)
    assert refused[0].raw == f"{line}\n"


def test_text_is_stored_composed_and_otherwise_untouched(tmp_path: Path) -> None:
    text = "  Cafe\u0301 “quoted”\r\n\r\nRead More: x\rComments  \n\n"
    article = read_one(written(tmp_path, "a.txt", text))
    assert article.text == "  Café “quoted”\n\nRead More: x\nComments  \n\n"
    assert article.text == normalised(text)


@pytest.mark.parametrize(
    ("outlet", "text", "expected"),
    [
        ("Iraq News Now", f"2019-11-10 00:00:00 - Source: kurdistan 24\n\n{LEAD}", ("kurdistan 24", "Iraq News Now")),
        ("Example", f"KIRKUK (Reuters) - {LEAD}", ("Reuters", "Example")),
        ("Agence France-Presse", f"KIRKUK (AFP) - {LEAD}", ("Agence France-Presse", None)),
        ("sputnik", f"KIRKUK (Sputnik) – {LEAD}", ("sputnik", None)),
        ("rudaw.net", f"{LEAD}\n\nSource: Rudaw", ("rudaw.net", None)),
        ("Example", f"{LEAD}\n\nThis article was originally published by The New Post.", ("The New Post", "Example")),
        ("Example", f"{LEAD}\n\nSource: Example and agencies", ("Example", None)),
        ("Example", f"{LEAD}\n\nSource: World Bank", ("Example", None)),
        ("Example", f"{LEAD} --Reuters", ("Reuters", "Example")),
        ("Kurdistan 24 via Iraq News Now", LEAD, ("Kurdistan 24", "Iraq News Now")),
        (None, f"KIRKUK (Reuters) - {LEAD}", ("Reuters", None)),
        (None, f"Example News\n\nSource: Rudaw\n\n{LEAD}", ("Rudaw", "Example News")),
        (None, LEAD, (None, None)),
    ],
)
def test_the_original_outlet_and_its_reprinter_are_told_apart(
    tmp_path: Path, outlet: str | None, text: str, expected: tuple[str | None, str | None]
) -> None:
    article = read_one(written(tmp_path, "a.json", json.dumps({"text": text, "outlet": outlet})))
    assert (article.outlet, article.via) == expected


@pytest.mark.parametrize(
    ("fields", "language", "noted"),
    [
        ({"text": LEAD}, "en", False),
        ({"text": LEAD, "language": "en-US"}, "en", False),
        ({"text": LEAD, "lang": "Arabic"}, "ar", True),
        ({"text": LEAD, "lang": "not a language"}, "en", True),
        ({"text": "قالت القوات يوم الأحد إن العشرات من المسلحين قتلوا في غارات جوية قرب مدينة كركوك"}, "und", True),
        ({"text": GERMAN}, "und", True),
        ({"text": "Four killed."}, "en", False),
    ],
)
def test_the_language_is_the_declared_one_or_english_when_the_text_looks_it(
    tmp_path: Path, fields: dict[str, str], language: str, noted: bool
) -> None:
    article = read_one(written(tmp_path, "a.json", json.dumps(fields | {"date": "2018-11-05"})))
    assert article.language == language
    assert bool(article.notes) == noted


def test_a_setting_names_the_language_that_is_assumed(tmp_path: Path) -> None:
    path = written(
        tmp_path, "a.txt", "Die Koalition hat mitgeteilt, dass bei Kirkuk dreißig Kämpfer getötet worden sind."
    )
    (article,) = read(path, settings=Settings(language="de"))
    assert isinstance(article, Article)
    assert article.language == "de"


def test_the_word_lists_are_sorted_and_say_where_they_come_from() -> None:
    paths = sorted(Path(str(files("kg.reading") / "data")).glob("*.txt"))
    assert [path.stem for path in paths] == ["agencies", "dateline_cities", "english_function_words", "not_places"]
    for path in paths:
        header, *entries = path.read_text().splitlines()
        assert header.startswith("# ")
        assert "From " in header
        assert entries == sorted(set(entries), key=str.casefold)


def test_the_real_articles_are_read_as_their_metadata_says(shared: Path) -> None:
    lines = (shared / "articles" / "metadata.jsonl").read_text().splitlines()
    expected = {row["file"].removesuffix(".txt"): row for row in map(json.loads, lines)}
    articles = {one.id: one for one in read(shared / "articles") if isinstance(one, Article)}
    assert len(expected) == len(articles) == 10
    for name, row in expected.items():
        article = articles[name]
        assert (article.published, article.outlet, article.via) == (row["published"], row["outlet"], row.get("via"))
        assert article.title == row["title"] or row["title"] is None
        assert article.text == (shared / "articles" / row["file"]).read_text()


def test_the_real_articles_alone_state_only_what_is_true(shared: Path, tmp_path: Path) -> None:
    lines = (shared / "articles" / "metadata.jsonl").read_text().splitlines()
    for row in map(json.loads, lines):
        written(tmp_path, row["file"], (shared / "articles" / row["file"]).read_bytes())
    known = {row["file"].removesuffix(".txt"): row for row in map(json.loads, lines)}
    articles = [one for one in read(tmp_path) if isinstance(one, Article)]
    assert [one.id for one in articles if one.published] == ["002", "007", "008", "009"]
    assert [one.id for one in articles if one.title] == ["000", "002", "003", "004"]
    assert [one.dateline for one in articles] == ["Erbil", "Erbil", "Erbil", None, "Erbil", *[None] * 5]
    for article in articles:
        assert article.published in (None, known[article.id]["published"])
        assert article.title in (None, known[article.id]["title"])
    assert (articles[2].outlet, articles[2].via) == ("kurdistan 24", "Iraq News Now")


def test_hundreds_of_real_articles_are_read_in_well_under_half_a_second(shared: Path) -> None:
    path = shared / "corpora" / "syria" / "articles.jsonl"
    read(shared / "articles")  # word lists are loaded once
    started = time.process_time()
    articles = read(path)
    spent = time.process_time() - started
    assert len(articles) == 394
    assert {one.language for one in articles if isinstance(one, Article)} == {"en"}
    assert spent < 0.5
