"""Reading what large corpora come in: Parquet, WARC, files behind URLs, and parts of large files."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_reading import LEAD, PAGE, TODAY, read
from upath import UPath

from kg.reading import Article, Refusal, count_articles, distinct, read_piece
from kg.reading.cutting import cut, piece_hash
from kg.reading.pieces import Piece, find_pieces
from kg.settings import Settings

ROWS = [{"id": f"row-{n}", "text": f"{LEAD} Line {n}.", "date": date(2018, 11, 1 + n)} for n in range(8)]


def write_parquet(path: Path, rows: list[dict[str, object]], *, group: int = 3) -> Path:
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=group)
    return path


def warc_record(kind: str, number: int, body: bytes) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{kind}-{number}>\r\n"
        f"WARC-Target-URI: https://news.example/{number}\r\nWARC-Date: 2018-11-06T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def write_warc(path: Path, bodies: list[tuple[str, str, bytes]]) -> Path:
    """Write responses: each its status, its content type and its body; packed one by one, as the standard wants."""
    records = []
    for number, (status, kind, body) in enumerate(bodies):
        records.append(warc_record("request", number, f"GET /{number} HTTP/1.1\r\n\r\n".encode()))
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n"
        records.append(warc_record("response", number, head.encode() + body))
    path.write_bytes(b"".join(gzip.compress(one) if path.suffix == ".gz" else one for one in records))
    return path


def page(number: int) -> bytes:
    return PAGE.replace("Four killed", f"{number} killed").replace("four-killed", f"killed-{number}").encode()


def texts(outcomes: list[Article | Refusal]) -> list[str]:
    return [one.text if isinstance(one, Article) else one.reason for one in outcomes]


def test_a_parquet_file_is_one_article_a_row(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "corpus.parquet", ROWS)
    articles = read(path)
    assert texts(articles) == [row["text"] for row in ROWS]
    first = articles[0]
    assert isinstance(first, Article)
    assert (first.id, first.published, first.source_file) == ("row-0", "2018-11-01", path.as_posix())
    assert count_articles([path]) == len(ROWS)


def test_a_row_of_parquet_that_is_no_article_costs_only_itself(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "a.parquet", [{"text": LEAD}, {"text": None}, {"text": f"{LEAD} Again."}])
    first, refusal, last = read(path)
    assert isinstance(first, Article) and isinstance(last, Article)
    assert isinstance(refusal, Refusal)
    assert refusal.source.endswith("a.parquet, row 2") and "has no text" in refusal.reason
    assert json.loads(refusal.raw or "") == {"text": None}


@pytest.mark.parametrize(
    ("rows", "reason"), [([{"title": "No text"}], "no column with the text: found 'title'"), (None, "no Parquet file")]
)
def test_a_parquet_file_of_no_use_is_refused(tmp_path: Path, rows: list[dict[str, object]] | None, reason: str) -> None:
    path = tmp_path / "bad.parquet"
    path.write_bytes(b"PAR1, or not") if rows is None else write_parquet(path, rows)
    (refusal,) = read(path)
    assert isinstance(refusal, Refusal) and reason in refusal.reason


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_the_pages_of_a_warc_file_are_articles(tmp_path: Path, name: str) -> None:
    latin = page(3).replace(b"Jane Doe", "Zoë Doe".encode("latin-1")).replace(b'rel="canonical"', b'rel="x"')
    path = write_warc(
        tmp_path / name,
        [
            ("200 OK", "text/html; charset=utf-8", page(1)),
            ("200 OK", "image/png", b"\x89PNG"),
            ("404 Not Found", "text/html", page(2)),
            ("200 OK", "text/html; charset=iso-8859-1", latin),
            ("200 OK", "text/html", b"<html><body>Menu</body></html>"),
        ],
    )
    first, second, refusal = read(path)
    assert isinstance(first, Article) and isinstance(second, Article) and isinstance(refusal, Refusal)
    assert (first.url, first.published) == ("https://www.example.org/killed-1", "2018-11-05")
    assert (second.url, second.byline) == ("https://news.example/3", "Zoë Doe")
    assert refusal.source == f"{path.as_posix()}, page 3 (https://news.example/4)"


def test_a_warc_file_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    path = write_warc(tmp_path / "a.warc", [("200 OK", "text/html", page(n)) for n in range(2)])
    path.write_bytes(path.read_bytes() + b"no record\r\n\r\n")
    *articles, refusal = read(path)
    assert [type(one) for one in articles] == [Article, Article]
    assert isinstance(refusal, Refusal) and "no WARC file that can be read" in refusal.reason


@pytest.fixture
def remote() -> Iterator[UPath]:
    """Return a folder in the file system that fsspec keeps in memory."""
    folder = UPath("memory://corpus")
    folder.mkdir(parents=True, exist_ok=True)
    yield folder
    folder.fs.rm("/corpus", recursive=True)


def test_files_and_folders_are_read_by_url(remote: UPath) -> None:
    lines = "".join(json.dumps({"id": f"line-{n}", "text": f"{LEAD} {n}"}) + "\n" for n in range(2))
    (remote / "a.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (remote / "b.txt").write_text(LEAD)
    (remote / "metadata.jsonl").write_text(json.dumps({"file": "b.txt", "outlet": "Courier"}) + "\n")
    articles = read("memory://corpus")
    assert [one.id for one in articles if isinstance(one, Article)] == ["line-0", "line-1", "b"]
    last = articles[-1]
    assert isinstance(last, Article) and (last.outlet, last.source_file) == ("Courier", "memory://corpus/b.txt")
    assert read("memory://corpus/b.txt", "memory:///corpus/b.txt") == [last]


def test_a_url_of_no_use_is_refused() -> None:
    for url in ("nonsense://bucket/a.jsonl", "memory://nowhere/a.jsonl"):
        (refusal,) = read(url)
        assert isinstance(refusal, Refusal) and refusal.source == url
        assert "expected a" in refusal.reason


@pytest.mark.parametrize(
    ("name", "module"), [("a.parquet", "pyarrow"), ("a.warc", "warcio.archiveiterator"), ("memory://a.txt", "upath")]
)
def test_what_needs_an_extra_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    path = name if "://" in name else tmp_path / name
    if isinstance(path, Path):
        path.write_bytes(b"anything")
    (refusal,) = read(path)
    assert isinstance(refusal, Refusal)
    assert "which is not installed: pip install onrecord[cluster]" in refusal.reason


def make_lines(tmp_path: Path, *, packed: bool) -> Path:
    rows = [{"text": f"{LEAD} Line {n}."} for n in range(8)]
    lines = "".join(json.dumps(row) + ("\r\n" if n % 2 else "\n") for n, row in enumerate(rows)) + "{broken\n\n"
    path = tmp_path / ("lines.jsonl.gz" if packed else "lines.jsonl")
    path.write_bytes(gzip.compress(lines.encode()) if packed else lines.encode())
    return path


@pytest.mark.parametrize("kind", ["lines", "packed lines", "parquet", "warc"])
def test_the_parts_of_a_file_give_what_the_file_does(tmp_path: Path, kind: str) -> None:
    if kind == "parquet":
        path = write_parquet(tmp_path / "a.parquet", ROWS, group=2)
    elif kind == "warc":
        path = write_warc(tmp_path / "a.warc.gz", [("200 OK", "text/html", page(n)) for n in range(5)])
    else:
        path = make_lines(tmp_path, packed=kind == "packed lines")
    (piece,) = find_pieces([path])
    assert isinstance(piece, Piece)
    parts = cut(piece, 300)
    assert len(parts) > 2
    assert cut(piece, 10**9) == [piece]
    placed = [one for part in parts for one in read_piece(part, settings=Settings(), today=TODAY)]
    assert list(distinct(placed)) == read(path)
    assert len({piece_hash(part) for part in (*parts, piece)}) == len(parts) + 1


def test_what_cannot_be_cut_stays_whole(tmp_path: Path) -> None:
    wide = tmp_path / "wide.jsonl"
    wide.write_bytes("\n".join(json.dumps({"text": f"{LEAD} {n}"}) for n in range(9)).encode("utf-16"))
    table = tmp_path / "table.csv"
    table.write_text("id,text\n" + f"1,{LEAD}\n" * 9)
    for piece in find_pieces([wide, table]):
        assert isinstance(piece, Piece)
        assert cut(piece, 100) == [piece]
