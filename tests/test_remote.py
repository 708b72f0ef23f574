"""Asking endpoints elsewhere: what is tried again and how soon, and what each way to fail is called."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from wikidata import Proxy, Reply, proxy_before, wikidata_server

from kg.errors import QueryError, QueryRefusedError, QuerySyntaxError
from kg.remote import Endpoint, fetch_results, query_endpoint, retry_after, update_endpoint
from kg.store.answers import AnswerStore, Kept
from kg.store.graphs import read_results

LABEL = 'SELECT ?item WHERE { ?item <http://www.w3.org/2000/01/rdf-schema#label> "Grey Falcons"@en }'
EMPTY = b'{"head": {"vars": []}, "results": {"bindings": []}}'
NOW = datetime(2024, 5, 17, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with wikidata_server(tmp_path_factory.mktemp("wikidata")) as address:
        yield address


@pytest.fixture
def proxy(server: str) -> Iterator[Proxy]:
    with proxy_before(server) as one:
        yield one


def endpoint(proxy: Proxy, **how: float) -> Endpoint:
    return replace(Endpoint(url=proxy.address, agent="tests (a@b.example)", seconds=5, tries=3, pause=0.05), **how)  # type: ignore[arg-type]


def items(data: bytes) -> list[str]:
    return sorted(row[0].value.rpartition("/")[2] for row in read_results(data).rows() if row[0])


def test_a_real_server_answers(server: str) -> None:
    assert items(fetch_results(Endpoint(url=server), LABEL)) == ["P900057", "Q900056"]


def test_it_is_told_who_asks(proxy: Proxy) -> None:
    fetch_results(endpoint(proxy), LABEL)
    assert proxy.agents == ["tests (a@b.example)"]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(429, {"Retry-After": "0"}),
        Reply(500, body=b"out of memory"),
        Reply(502),
        Reply(503),
        Reply(504),
        Reply(body=EMPTY, cut=20),
        Reply(body=b"4\r\nabcd\r\n", headers={"Transfer-Encoding": "chunked"}),
        Reply(headers={"Content-Length": "9"}, body=b""),
    ],
    ids=["429", "500", "502", "503", "504", "cut", "chunks-cut", "nothing"],
)
def test_a_passing_failure_is_tried_again(proxy: Proxy, reply: Reply) -> None:
    proxy.replies = [reply]
    assert items(fetch_results(endpoint(proxy), LABEL)) == ["P900057", "Q900056"]
    assert len(proxy.queries) == 2


def test_pauses_double(proxy: Proxy) -> None:
    proxy.replies = [Reply(503), Reply(503)]
    fetch_results(endpoint(proxy, pause=0.2), LABEL)
    first, second, third = proxy.times
    assert second - first >= 0.2
    assert third - second >= 0.4


def test_retry_after_in_seconds_is_waited_for(proxy: Proxy) -> None:
    proxy.replies = [Reply(429, {"Retry-After": "1"})]
    fetch_results(endpoint(proxy), LABEL)
    assert proxy.times[1] - proxy.times[0] >= 1


def test_retry_after_as_a_date_is_waited_for(proxy: Proxy) -> None:
    moment = datetime.now(UTC) + timedelta(seconds=2)
    proxy.replies = [Reply(503, {"Retry-After": format_datetime(moment, usegmt=True)})]
    fetch_results(endpoint(proxy), LABEL)
    assert datetime.now(UTC) >= moment.replace(microsecond=0)
    assert proxy.times[1] - proxy.times[0] >= 0.9


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("120", 120),
        (" 7 ", 7),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(NOW - timedelta(seconds=90), usegmt=True), 0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_what_retry_after_says(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_a_wait_beyond_patience_is_left_to_the_person(proxy: Proxy) -> None:
    proxy.replies = [Reply(429, {"Retry-After": "3600"})]
    begun = time.monotonic()
    with pytest.raises(QueryError, match=r"answered 429 Too Many Requests and asks to wait 3600 s.*try again later"):
        fetch_results(endpoint(proxy), LABEL)
    assert time.monotonic() - begun < 2
    assert len(proxy.queries) == 1


def test_what_fails_each_time_fails_with_the_number_of_times(proxy: Proxy) -> None:
    proxy.replies = [Reply(500), Reply(503), Reply(429)]
    with pytest.raises(QueryError, match=r"answered 429 Too Many Requests \(3 times\)"):
        fetch_results(endpoint(proxy), LABEL)


@pytest.mark.parametrize("drip", [False, True], ids=["silent", "dripping"])
def test_a_slow_answer_is_given_up_in_time(proxy: Proxy, drip: bool) -> None:
    proxy.replies = [Reply(body=EMPTY * 9, delay=0.2 if drip else 3.0, drip=drip)] * 2
    begun = time.monotonic()
    with pytest.raises(QueryError, match=r"does not answer within 0.5 s \(2 times\)"):
        fetch_results(endpoint(proxy, seconds=0.5, tries=2), LABEL)
    assert time.monotonic() - begun < 4


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Busy</html>",
        EMPTY[:-5],
        b'{"head": {}}',
        b"\x00\xff\xfe",
        b"[]",
        EMPTY.replace(b"[]", b'[{"a": 3}]'),
    ],
)
def test_garbage_is_no_answer(proxy: Proxy, body: bytes) -> None:
    proxy.replies = [Reply(body=body)]
    with pytest.raises(QueryError, match="gave what is no SPARQL result"):
        fetch_results(endpoint(proxy), LABEL)
    assert len(proxy.queries) == 1


def test_an_answer_that_is_too_long_is_refused(proxy: Proxy) -> None:
    proxy.replies = [Reply(body=b" " * 5000)]
    with pytest.raises(QueryError, match="more than 1000 bytes"):
        fetch_results(endpoint(proxy, most=1000), LABEL)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_but_named(proxy: Proxy, server: str, status: int) -> None:
    proxy.replies = [Reply(status, {"Location": server})]
    with pytest.raises(QueryError, match=f"redirects to '{server}': expected the address at which it answers"):
        fetch_results(endpoint(proxy), LABEL)
    assert len(proxy.queries) == 1


@pytest.mark.parametrize(("status", "kind"), [(400, QuerySyntaxError), (403, QueryError), (404, QueryError)])
def test_what_will_not_get_better_is_not_tried_again(proxy: Proxy, status: int, kind: type[Exception]) -> None:
    proxy.replies = [Reply(status, body=b"go \n away")]
    with pytest.raises(kind, match=f"answered {status} .*: go away"):
        fetch_results(endpoint(proxy), LABEL)
    assert len(proxy.queries) == 1


def test_nobody_there_is_said_at_once() -> None:
    begun = time.monotonic()
    with pytest.raises(QueryError, match="cannot be reached"):
        fetch_results(Endpoint(url="http://127.0.0.1:9/", tries=4, pause=5), LABEL)
    assert time.monotonic() - begun < 2


def test_only_queries_are_sent(proxy: Proxy) -> None:
    with pytest.raises(QueryRefusedError, match="CLEAR is refused"):
        fetch_results(endpoint(proxy), "CLEAR ALL")
    assert proxy.queries == []
    with pytest.raises(QueryError, match="expected an http"):
        Endpoint(url="file:///etc/passwd")


def test_a_graph_comes_back_as_one(server: str) -> None:
    answer = query_endpoint(
        server,
        "CONSTRUCT WHERE { wd:Q900022 ?p ?o }",
        prefixes={"wd": "http://www.wikidata.org/entity/"},
        base="http://e/",
    )
    assert [row[2].value for row in answer.rows() if row[2]] == ["Kirkuk Governorate"]


# Answers on disk


def test_an_answer_is_kept_for_its_endpoint_and_query_until_it_is_old(tmp_path: Path) -> None:
    answers = AnswerStore(tmp_path)
    answers.put("http://a/", "ASK {}", Kept(b"yes", NOW))
    assert answers.get("http://a/", "ASK {}", since=NOW) == Kept(b"yes", NOW)
    assert answers.get("http://a/", "ASK {}", since=NOW + timedelta(seconds=1)) is None
    assert answers.get("http://b/", "ASK {}", since=NOW) is None
    assert answers.get("http://a/", "ASK { }", since=NOW) is None


def test_old_and_damaged_answers_are_removed(tmp_path: Path) -> None:
    answers = AnswerStore(tmp_path)
    for number, days in enumerate((0, 5, 9)):
        answers.put("http://a/", f"ASK {{ {number} }}", Kept(b"", NOW - timedelta(days=days)))
    files = sorted((tmp_path / "answers").rglob("*.gz"))
    assert len(files) == 3
    (damaged := tmp_path / "answers" / "00" / "00.gz").parent.mkdir(exist_ok=True)
    damaged.write_bytes(files[0].read_bytes()[:30])
    answers.prune(before=NOW - timedelta(days=6))
    assert len(list((tmp_path / "answers").rglob("*.gz"))) == 2
    assert not damaged.exists()


@pytest.mark.parametrize("data", [b"", b"not gzip", b"\x1f\x8b\x08\x00"])
def test_a_damaged_answer_is_asked_for_again(tmp_path: Path, data: bytes) -> None:
    answers = AnswerStore(tmp_path)
    answers.put("http://a/", "ASK {}", Kept(b"yes", NOW))
    (file,) = (tmp_path / "answers").rglob("*.gz")
    file.write_bytes(data)
    assert answers.get("http://a/", "ASK {}", since=NOW) is None


def test_an_answer_says_what_was_asked(tmp_path: Path) -> None:
    AnswerStore(tmp_path).put("http://a/", "ASK {}", Kept(b"yes", NOW))
    (file,) = (tmp_path / "answers").rglob("*.gz")
    head = json.loads(gzip.decompress(file.read_bytes()).splitlines()[0])
    assert head == {"endpoint": "http://a/", "query": "ASK {}", "asked": "2024-05-17T12:00:00+00:00"}


# Who asks


@pytest.fixture
def guarded() -> Iterator[tuple[str, list[str]]]:
    """Serve an endpoint that takes Digest or a token, and give its address and what it is told of who asks."""
    told: list[str] = []

    class Guarded(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            told.append(self.headers.get("Authorization", "").partition(" ")[0])
            known = told[-1] in ("Digest", "Bearer")
            self.send_response(200 if known else 401)
            if not known:
                self.send_header("WWW-Authenticate", 'Digest realm="SPARQL", nonce="a1", qop="auth", algorithm="MD5"')
            self.send_header("Content-Length", str(len(EMPTY) if known else 0))
            self.end_headers()
            self.wfile.write(EMPTY if known else b"")

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    with HTTPServer(("127.0.0.1", 0), Guarded) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/sparql-auth", told
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("who", "expected"),
    [({"user": "dba", "password": "secret"}, ["Basic", "Digest"]), ({"token": "t"}, ["Bearer"])],
)
def test_who_asks_is_told_in_the_way_that_the_endpoint_wants(
    guarded: tuple[str, list[str]], who: dict[str, str], expected: list[str]
) -> None:
    address, told = guarded
    fetch_results(Endpoint(url=address, seconds=5, **who), LABEL)
    update_endpoint(Endpoint(url=address, seconds=5, **who), "INSERT DATA { <urn:a> <urn:b> <urn:c> }")
    assert told == expected * 2
    assert "secret" not in repr(Endpoint(url=address, **who))


def test_who_is_not_known_is_told_so(guarded: tuple[str, list[str]]) -> None:
    with pytest.raises(QueryError, match="answered 401 Unauthorized"):
        fetch_results(Endpoint(url=guarded[0], seconds=5), LABEL)
