"""Whatever text comes as a query, and whatever bytes as a request: an answer or a clear error, and nothing breaks."""

from __future__ import annotations

import http.client
import json
import random
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from conftest import open_store
from records import BASE
from test_service import serving

from kg.errors import QueryError, QueryRefusedError
from kg.queries import load_queries
from kg.settings import Settings
from kg.store.graphs import GraphStore
from kg.store.sparql import calls_service, tokens
from service.app import create_app

FINE = {200, 400, 403, 406, 408, 413, 414, 415, 422, 431, 503, 504}
NASTY = [
    "SERVICE",
    "SILENT",
    "{",
    "}",
    "(",
    ")",
    ".",
    ";",
    ",",
    "*",
    "+",
    "/",
    "^",
    "!",
    "'",
    '"',
    '"""',
    "\\",
    "<",
    ">",
    "#",
    "\n",
    "\x00",
    "\ufeff",
    "\u202e",
    "\U0001f600",
    "é",
    "?x",
    "$y",
    "_:b",
    "a",
    "1",
    "-1",
    "1e999",
    "1.0e-5",
    "true",
    "''@en",
    "'1'^^xsd:integer",
    "<urn:x>",
    "<a b>",
    "onr:Statement",
    ":",
    "unknown:name",
    "FILTER",
    "OPTIONAL",
    "UNION",
    "MINUS",
    "GRAPH ?g",
    "BIND(1 AS ?z)",
    "VALUES ?v { 1 UNDEF }",
    "SELECT *",
    "DISTINCT",
    "GROUP BY ?x",
    "HAVING(COUNT(*) > 1)",
    "ORDER BY",
    "LIMIT 0",
    "LIMIT 99999999999999999999",
    "OFFSET 18446744073709551615",
    "EXISTS { ?a ?b ?c }",
    "NOT",
    "REGEX(?x, '(a+)+$')",
    "IF(1/0, 2, 3)",
    "<urn:f>(1)",
    "NOW()",
    "INSERT DATA { <urn:a> <urn:b> 1 }",
    "LOAD <urn:x>",
    "DESCRIBE",
    "ASK",
    "CONSTRUCT { ?s ?p ?o }",
    "FROM <urn:g>",
    "FROM NAMED <x y>",
    "BASE <urn:>",
    "PREFIX a: <b>",
    "<< ?s ?p ?o >>",
    "{" * 50,
    "(" * 50,
    "?s ?p ?o . " * 20,
]


@pytest.fixture(scope="module")
def address(kesh: Path) -> Iterator[str]:
    settings = Settings(store=kesh, base=BASE, query_seconds=2, query_rows=500)
    with open_store(kesh) as graphs, serving(create_app(settings, graphs)) as found:
        yield found


def mutated(chance: random.Random, texts: list[list[str]]) -> str:
    """Return one of the texts with some tokens lost, doubled, or others and nasty ones among them."""
    words = list(chance.choice(texts))
    for _ in range(chance.choice([0, 1, 1, 1, 2, 3])):
        at, other = chance.randrange(len(words)), chance.choice(texts)
        match chance.randrange(6):
            case 0:
                del words[at]
            case 1:
                words.insert(at, words[at])
            case 2:
                words[at] = chance.choice(other)
            case 3:
                start = chance.randrange(len(other))
                words[at:at] = other[start : start + chance.randint(1, 6)]
            case _:
                words.insert(at, chance.choice(NASTY) + chance.choice([" ", ""]))
        words = words or ["SELECT"]
    return "".join(words)


def shipped() -> list[list[str]]:
    """Return the shipped queries, each cut where its tokens begin."""
    cut = []
    for query in load_queries():
        starts = [token.start for token in tokens(query.text)]
        cut.append([query.text[start:end] for start, end in pairwise([*starts, len(query.text)])])
    return cut


def test_no_text_breaks_the_endpoint(address: str) -> None:
    chance, texts = random.Random(5), shipped()
    port = urlsplit(address).port
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    seen: dict[int, int] = {}
    for _ in range(300):
        query = mutated(chance, texts)
        accept = chance.choice(["text/csv", "application/sparql-results+json", "text/turtle, */*;q=0.1", "text/html"])
        connection.request("POST", "/sparql?timeout=1", f"query={quote(query)}", {
            "Content-Type": "application/x-www-form-urlencoded", "Accept": accept})  # fmt: skip
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status in FINE, f"{answer.status} {body[:300]!r} for {query!r}"
        if answer.status != 200 and answer.headers["content-type"] == "application/problem+json":
            problem = json.loads(body)
            assert problem["detail"] and "Traceback" not in problem["detail"] and "/work" not in problem["detail"]
        elif answer.status == 200 and answer.headers["content-type"] == "application/sparql-results+json":
            json.loads(body)
        seen[answer.status] = seen.get(answer.status, 0) + 1
    assert seen[200] > 20 and seen[400] > 50, seen
    connection.close()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * " + "{" * 30_000 + "}" * 30_000,
        "SELECT * {" + "OPTIONAL { ?s ?p ?o " * 10_000 + "}" * 10_001,
        "SELECT * { FILTER(" + "(" * 30_000 + "1" + ")" * 30_000 + ") }",
        "SELECT * { FILTER(" + "!" * 100_000 + "1) }",
        "SELECT * {" + " UNION ".join(["{ ?s ?p ?o }"] * 5_000) + "}",
        "SERVICE " + "a." * 100_000,
        "ASK { ?s ?p '" + "x" * 900_000 + "' }",
        "\x00" * 100_000,
    ],
    ids=lambda query: f"{query[:20]}… of {len(query)}",
)
def test_a_monstrous_query_ends_in_time_and_holds_up_nobody(address: str, query: str) -> None:
    answers: list[int] = []

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", urlsplit(address).port, timeout=30)
        connection.request("POST", "/sparql", query.encode(), {"Content-Type": "application/sparql-query"})
        answers.append(connection.getresponse().status)
        connection.close()

    monster = threading.Thread(target=ask)
    started = time.monotonic()
    monster.start()
    other = http.client.HTTPConnection("127.0.0.1", urlsplit(address).port, timeout=10)
    other.request("GET", "/sparql?query=ASK%7B%7D")
    assert json.loads(other.getresponse().read())["boolean"] is True
    assert time.monotonic() - started < 5
    other.close()
    monster.join()
    assert answers[0] in FINE
    assert time.monotonic() - started < 15


def test_no_mutation_makes_the_engine_call_out_unseen() -> None:
    called: list[str] = []

    class Trap(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            called.append(self.path)
            self.send_error(500)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Trap)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    trap = f"<http://127.0.0.1:{server.server_port}/>"
    chance, store = random.Random(7), GraphStore.in_memory(prefixes={"t": trap[1:-1], "": trap[1:-1]})
    seeds = [
        ["SELECT", "*", "{", "SERVICE", trap, "{", "?s", "?p", "?o", "}", "}"],
        ["SELECT", "*", "{", "SERVICE", "SILENT", "t:", "{", "?s", "?p", "?o", "}", "}"],
        ["SELECT", "*", "{", "VALUES", "?v", "{", "1e5", "}", "SERVICE", "t:x", "{", "}", "}"],
        ["ASK", "{", "BIND", "(", "true", "AS", "?b", ")", "SERVICE", trap, "{", "{", "}", "}", "}"],
        "SELECT * { FILTER ( 1 < 2 ) service :x { } FILTER ( 3 > 2 ) }".split(),
    ]  # fmt: skip
    glue = [
        "SERVICE",
        "sErViCe",
        "SILENT",
        trap,
        "t:",
        ":x",
        "1e5",
        "true",
        "#",
        "\n",
        "'",
        '"',
        "\\u0041",
        "<",
        "{",
        "}",
        "@en",
        ".",
    ]
    refused = 0
    for _ in range(4000):
        words = list(chance.choice(seeds))
        for _ in range(chance.randint(0, 3)):
            at = chance.randrange(len(words))
            words[at : at + chance.randint(0, 1)] = [chance.choice(glue)]
        query = "".join(word + chance.choice(["", " ", "", "\n", "/**/", "#\n"]) for word in words)
        try:
            list(store.query(query).rows())
        except QueryRefusedError:
            refused += 1
        except QueryError:
            pass
        assert not called, query
    server.shutdown()
    server.server_close()
    assert refused > 500
    assert calls_service("SELECT * { SERVICE <urn:x> {} }")


# Requests


HEADERS = [
    b"Accept: " + b"text/*;q=0.1," * 2000,
    b"Accept: ;;;q=,/",
    b"Accept: text/html;q=\xff",
    b"Accept: */*;q=1e999",
    b"Accept: */*;q=nan",
    b"Accept-Encoding: gzip;q=x, \x7f",
    b"If-None-Match: " + b'"x", ' * 500,
    b"If-None-Match: *",
    b"Content-Type: application/sparql-query; charset=\xff",
    b"Content-Type: ;",
    b"Content-Type: multipart/form-data",
    b"Content-Type: multipart/form-data; boundary=",
    b"Content-Type: application/x-www-form-urlencoded; charset=utf-16",
    b"Content-Length: -1",
    b"Content-Length: x",
    b"Content-Length: 5\r\nContent-Length: 6",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: chunked\r\nContent-Length: 3",
    b"Host: ",
    b"Host: a b",
    b"Host: \xff",
    b"Host: [::1",
    b"Host: x:99999999",
    b"X-Request-ID: " + b"a" * 500,
    b"X-Request-ID: \x01\x02",
    b"X-Forwarded-For: ::::",
    b"X-Forwarded-Proto: \xff",
    b"Authorization: Bearer",
    b"Authorization: \xff\xfe",
    b"Range: bytes=0-1",
    b"Origin: null",
    b"Cookie: " + b"c=1;" * 1000,
    b"Expect: 200-ok",
    b"Upgrade: websocket\r\nConnection: Upgrade",
    b": empty",
    b"no colon",
    b" folded",
    b"X: \x00",
]
TARGETS = [
    b"/sparql?query=ASK%7B%7D",
    b"/sparql",
    b"/sparql?query=%",
    b"/sparql?query=%FF",
    b"/sparql?%00=%00",
    b"/%00",
    b"/id/%FF%FE",
    b"/id/../../etc/passwd",
    b"/resource?iri=%0A",
    b"/texts/%2e%2e%2f",
    b"/static/%2e%2e/%2e%2e/app.py",
    b"/static/..\\x",
    b"/trace/%F0%9F%98%80",
    b"//evil.example/",
    b"/sparql?" + b"a=1&" * 5000,
    b"*",
    b"http://other.example/sparql",
    b"/reconcile?queries=%5B",
    b"/reconcile?queries=%7B%22a%22%3A1%7D",
    b"/reconcile?extend=%7B%7D",
    b"/graph-store?graph=x",
    b"/graph-store?graph=a%20b:c",
    b"/graph-store",
    b"/metrics",
    b"/health?x=%ff",
    b"/queries/articles?timeout=nan",
    b"/.well-known/void?format=xx",
    b"/about/",
    b"/id/",
]


def test_no_request_breaks_the_server(address: str) -> None:
    chance, port = random.Random(3), urlsplit(address).port
    statuses: dict[int, int] = {}
    for _ in range(350):
        method = chance.choice(
            [b"GET", b"GET", b"HEAD", b"POST", b"OPTIONS", b"PUT", b"DELETE", b"PATCH", b"TRACE", b"\xff", b"G E T"]
        )
        headers = [b"Host: localhost", b"Connection: close", *chance.sample(HEADERS, chance.randint(0, 3))]
        body = chance.choice([b"", b"query=ASK{}", b"3\r\nabc\r\n0\r\n\r\n", b"\xff" * 50])
        request = method + b" " + chance.choice(TARGETS) + b" HTTP/1.1\r\n" + b"\r\n".join(headers) + b"\r\n\r\n" + body
        status = status_of_raw(port, request)  # type: ignore[arg-type]
        assert status is None or status in FINE | {204, 303, 304, 307, 401, 404, 405}, f"{status} for {request!r}"
        statuses[status or 0] = statuses.get(status or 0, 0) + 1
    assert statuses[200] > 5 and statuses[400] > 20, statuses
    assert status_of_raw(port, b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") == 200  # type: ignore[arg-type]


def status_of_raw(port: int, request: bytes) -> int | None:
    """Return the status that a request, byte by byte, is answered with; None when there is no answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=0.5) as connection:
        try:
            connection.sendall(request)
            data = connection.recv(64)
        except (TimeoutError, ConnectionError):
            return None
    return int(data.split(b" ", 2)[1]) if data.startswith(b"HTTP/1.1 ") else None
