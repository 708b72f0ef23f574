"""A store whose graph is in a SPARQL endpoint: what it gives is what the embedded one gives; and what goes wrong."""

from __future__ import annotations

import io
import json
import re
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from conftest import commit_settled, put_records, quads_of
from endpoints import empty, place_at, sparql_server
from fastapi.testclient import TestClient
from records import BASE, hand_record, large_record
from typer.testing import CliRunner
from wikidata import Proxy, Reply, proxy_before, wikidata_server

from kg import inference, mapping
from kg.audit import check_store
from kg.diff import article_diff
from kg.errors import EvaluationError, QueryRefusedError, QuerySyntaxError, StoreError, StoreLockedError
from kg.exports import EXPORTS, Dump
from kg.integrity import examine
from kg.linking import run
from kg.mapping.vocabulary import PREFIXES
from kg.queries import bind, load_queries
from kg.reading.article import text_hash
from kg.record import Record
from kg.remote import Endpoint
from kg.review.deciding import Wish, decide
from kg.revisions import replacement
from kg.settings import Settings
from kg.store import endpoint as endpoint_module
from kg.store.dataset import IN_FORCE
from kg.store.directory import MARKER
from kg.store.formats import GraphFormat
from kg.store.graphs import Change, GraphStore
from kg.store.place import Place, RemotePlace, folder_of
from kg.store.texts import Filed, RecordStore, TextStore
from kg.trace import trace
from service.app import create_app
from service.cli import app
from service.federation.fetching import Fetcher

ONE = '<http://e/s> <http://e/p> "one" <http://e/g1> .\n'
TWO = '<http://e/s> <http://e/p> "two"@en <http://e/g2> .\n'
ALL = "SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?o"
WORDS = "at least three civilians"
NOW = datetime(2021, 3, 5, tzinfo=UTC)


@pytest.fixture(scope="module", params=["", "--union-default-graph"])
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    """Serve an empty store, whose default graph is a graph of its own, or the union of all."""
    with sparql_server(*filter(None, [request.param])) as address:
        yield address


@pytest.fixture(scope="module")
def one_server() -> Iterator[str]:
    with sparql_server() as address:
        yield address


@pytest.fixture
def place(server: str, tmp_path: Path) -> RemotePlace:
    empty(server)
    return place_at(server, tmp_path / "files")


@pytest.fixture
def store(place: RemotePlace) -> Iterator[GraphStore]:
    with GraphStore.open(place, write=True, prefixes={"e": "http://e/"}, base="http://e/") as opened:
        yield opened


def opened(place: Place, *, write: bool = False) -> GraphStore:
    return GraphStore.open(place, write=write, prefixes=PREFIXES, base=BASE)


def values(store: GraphStore, query: str = ALL, **how: Any) -> list[str]:
    return [row[0].value for row in store.query(query, **how).rows() if row[0] is not None]


# Both stores, filled in the same way


def earlier_and_later() -> tuple[Record, Record]:
    """Return two revisions of one article."""
    first = hand_record()
    text = first.text + "\nCorrection: none.\n"
    return first, replace(first, text=text, sha256=text_hash(text))


def fill(place: Place) -> None:
    """Store two articles, one of them in two revisions; decide on a claim of it; infer."""
    first, later = earlier_and_later()
    with opened(place, write=True) as graphs:
        put_records(graphs, first, large_record())
        article, graph = mapping.article_iri(first, base=BASE), mapping.graph_iri(first, base=BASE)
        change = replacement(graphs, article, quads_of(later), found_at="2021-03-05T08:00:00Z")
        commit_settled(graphs, [change], new=[mapping.graph_iri(later, base=BASE)], old=[graph])
        rows = graphs.select(f'SELECT ?c {{ ?c a schema:Claim ; schema:text ?words FILTER(STR(?words) = "{WORDS}") }}')
    for record in (first, later, large_record()):
        TextStore(folder_of(place)).put(record.text)
        RecordStore(folder_of(place)).put(record, Filed(mapping.graph_iri(record, base=BASE), "by hand"))
    claim = rows[0][0]
    assert claim is not None
    fields: dict[str, list[str]] = {"low": ["4"], "high": ["4"]}
    wish = Wish(
        kind="claim", rows=[claim.value], verdict="corrected", by="Ada Byron", at=NOW.isoformat(), fields=fields
    )
    decide(place, wish, base=BASE)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, RemotePlace]]:
    """Give two stores with the same in them, an embedded one and one behind an endpoint."""
    folder = tmp_path_factory.mktemp("both")
    with sparql_server("--union-default-graph") as address:
        directory, place = folder / "store", place_at(address, folder / "files")
        for one in (directory, place):
            fill(one)
        yield directory, place


def words_of(rows: Iterable[object]) -> list[list[str]]:
    """Return the words of rows: what is joined from several values comes in any order."""
    return sorted(sorted(re.findall(r"[\w.-]+", str(row))) for row in rows)


Asked = Callable[[GraphStore, Path], object]


def _exports(graphs: GraphStore, _: Path) -> object:
    written = {}
    for one in EXPORTS:
        if one.name in ("turtle", "trig", "jsonld", "ro-crate", "nanopubs") or one.name.endswith(".parquet"):
            continue  # graphs are compared as quads; the others need more packages, or tell the time
        output = io.BytesIO()
        one.write(Dump(graphs, BASE, "https://l.example/", "state", "software"), output)
        written[one.name] = words_of(output.getvalue().decode().splitlines())
    return written


ASKED: dict[str, Asked] = {
    "quads": lambda graphs, _: graphs.quads(),
    "size": lambda graphs, _: graphs.size(),
    "graphs": lambda graphs, _: graphs.graph_names(),
    "in force": lambda graphs, _: sorted(graphs.select_lines("SELECT ?s ?p ?o { ?s ?p ?o }", 3).splitlines()),
    "astray": lambda graphs, _: graphs.astray(),
    "shapes": lambda graphs, folder: check_store(graphs, TextStore(folder)).text(),
    "whole": lambda graphs, folder: list(examine(folder, graphs)),
    "exports": _exports,
    "diff": lambda graphs, folder: article_diff("kesh-1", graphs=graphs, texts=TextStore(folder)),
    "described": lambda graphs, _: sorted(map(str, graphs.describe(BASE + "actor/northern-alliance").rows())),
    "described history": lambda graphs, _: sorted(
        map(str, graphs.describe(mapping.graph_iri(hand_record(), base=BASE)).rows())
    ),
    "traced": lambda graphs, folder: [
        trace(claim, graphs=graphs, texts=TextStore(folder))
        for claim in values(graphs, "SELECT ?c { ?c a schema:Claim } ORDER BY ?c LIMIT 4")
    ],
    "up to date": lambda graphs, _: inference.up_to_date(graphs, inference.Rules.load(BASE)),
}


@pytest.mark.parametrize("what", list(ASKED))
def test_both_stores_give_the_same(both: tuple[Path, RemotePlace], what: str) -> None:
    found = []
    for place in both:
        with opened(place) as graphs:
            found.append(ASKED[what](graphs, folder_of(place)))
    assert found[0] == found[1]
    assert found[0] or what in ("astray", "whole")


def test_the_shipped_queries_give_the_same(both: tuple[Path, RemotePlace]) -> None:
    asked = 0
    with opened(both[0]) as ours, opened(both[1]) as theirs:
        for query in load_queries():
            text = bind(query, {})
            found = [words_of(graphs.query(text).rows()) for graphs in (ours, theirs)]
            any_will_do = "SAMPLE(" in text or "LIMIT" in text
            assert len(found[0]) == len(found[1]), query.name
            assert any_will_do or found[0] == found[1], query.name
            asked += 1
    assert asked > 10


def test_links_are_put_into_a_graph_of_an_endpoint(both: tuple[Path, RemotePlace], tmp_path: Path) -> None:
    with wikidata_server(tmp_path) as address:
        asked = Endpoint(url=address, seconds=5, tries=2, pause=0.05)
        ours, theirs = (run.link(place, base=BASE, endpoint=asked, cache_days=30, clock=lambda: NOW) for place in both)
    assert (ours.entities, ours.confirmed, ours.proposed) == (theirs.entities, theirs.confirmed, theirs.proposed)
    assert theirs.confirmed
    for what in ("quads", "in force", "astray"):
        test_both_stores_give_the_same(both, what)


# What queries see, whatever the server's default graph is


@pytest.mark.parametrize(
    ("query", "how", "expected"),
    [
        (ALL, {}, ["one", "two"]),
        ("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o . ?s ?q ?r }", {}, ["4"]),
        ("SELECT ?o FROM <http://e/g2> WHERE { ?s ?p ?o }", {}, ["two"]),
        ("SELECT ?o FROM NAMED <http://e/g2> WHERE { ?s ?p ?o }", {}, []),
        ("SELECT ?o FROM NAMED <http://e/g2> WHERE { GRAPH ?g { ?s ?p ?o } }", {}, ["two"]),
        ("SELECT ?o WHERE { GRAPH <g1> { ?s ?p ?o } }", {}, ["one"]),
        ("PREFIX e: <http://e/g> SELECT ?o WHERE { GRAPH e:1 { ?s ?p ?o } }", {}, ["one"]),
        ("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g", {}, ["http://e/g1", "http://e/g2", "http://e/g3"]),
        ("SELECT ?g WHERE { ?s ?p 'one' OPTIONAL { GRAPH ?g { ?s ?p 'three' } } }", {}, []),
        ("SELECT ?o { { SELECT ?o { ?s ?p ?o } ORDER BY ?o LIMIT 1 } }", {}, ["one"]),
        ("SELECT ?o { ?s ?p ?o FILTER EXISTS { GRAPH ?g { ?s ?p ?o } FILTER(?g = e:g2) } }", {}, ["two"]),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o } HAVING(EXISTS { ?a ?b 'one' })", {}, ["2"]),
        ("SELECT ?o { ?s ?p ?o } VALUES ?o { 'one' }", {}, ["one"]),
        ("SELECT ?o { GRAPH ?g { ?s ?p ?o } }", {"iris": {"g": "http://e/g2"}}, ["two"]),
        (ALL, {"default_graphs": ("http://e/g1",)}, ["one"]),
        (ALL, {"named_graphs": ("http://e/g1",)}, []),
        ("SELECT ?o WHERE { GRAPH ?g { ?s ?p ?o } }", {"named_graphs": ("http://e/g1",)}, ["one"]),
        ("CONSTRUCT WHERE { ?s ?p 'one' }", {}, ["http://e/s"]),
        ("CONSTRUCT { ?o e:of ?s } WHERE { ?o ?p 'one' . ?s ?p ?o }", {}, []),
        ("DESCRIBE <http://e/s>", {}, ["http://e/s", "http://e/s"]),
        ("DESCRIBE ?x e:none WHERE { ?x ?p 'one' } LIMIT 1", {}, ["http://e/s", "http://e/s"]),
    ],
)  # fmt: skip
def test_a_query_sees_what_is_in_force_once(
    request: pytest.FixtureRequest, store: GraphStore, query: str, how: dict[str, Any], expected: list[str]
) -> None:
    if "union" in request.node.name and ("FROM" in query or "named_graphs" in how):
        pytest.skip("Oxigraph's server has the union of all graphs even for queries that name a dataset")
    store.commit([Change(add=ONE + TWO + ONE.replace("g1", "g3"))])
    assert values(store, query, **how) == expected


@pytest.mark.parametrize(
    ("error", "query"),
    [
        (QuerySyntaxError, "SELECT * {"),
        (QuerySyntaxError, "INSERT DATA { <a:b> <a:c> 1 }"),
        (QuerySyntaxError, "DROP ALL"),
        (EvaluationError, "SELECT (<http://e/f>(1) AS ?x) {}"),
        (QueryRefusedError, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"),
        (QueryRefusedError, "DESCRIBE * { ?s ?p ?o }"),
    ],
)
def test_what_is_no_query_never_reaches_the_endpoint(store: GraphStore, error: type[Exception], query: str) -> None:
    store.commit([Change(add=ONE)])
    with pytest.raises(error):
        list(store.query(query).rows())
    assert values(store) == ["one"]


def test_blank_nodes_are_named(store: GraphStore) -> None:
    assert store.replace_graph("http://e/g", b"[] <http://e/p> [ <http://e/q> 1 ] .", GraphFormat.turtle)
    assert store.quads().count("/.well-known/genid/") == 3
    assert not store.replace_graph("http://e/g", b"<http://e/a> <http://e/p> 2 .", GraphFormat.turtle)
    assert values(store) == ["2"]
    assert store.astray() == []


def test_a_file_of_quads_is_loaded(store: GraphStore, tmp_path: Path) -> None:
    (tmp_path / "some.nq").write_text(ONE + TWO)
    store.load(tmp_path / "some.nq", GraphFormat.nquads)
    assert store.quads() == ONE + TWO
    (tmp_path / "some.nt").write_text('<http://e/s> <http://e/p> "x" .')
    with pytest.raises(StoreError, match="in no named graph"):
        store.load(tmp_path / "some.nt", GraphFormat.ntriples)


# Which endpoints are stores


def test_quads_are_added_piece_by_piece(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint_module, "LARGEST", 200)
    lines = [f"<http://e/{number}> <http://e/p> <http://e/o> <http://e/g{number % 3}> .\n" for number in range(20)]
    store.add(iter(lines))
    assert store.quads() == "".join(sorted(lines))
    assert store.size() == 20


def test_an_endpoint_with_other_things_in_it_is_refused_and_left_as_it_was(place: RemotePlace, server: str) -> None:
    other = Endpoint(url=f"{server}/update")
    endpoint_module.update_endpoint(other, "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> <urn:c> } }")
    for write in (True, False):
        with pytest.raises(StoreError, match=r"holds (what is not of On Record|no graph of On Record yet)"):
            opened(place, write=write)
    assert not place.folder.exists()


def test_files_beside_another_endpoint_are_refused(place: RemotePlace, server: str) -> None:
    opened(place, write=True).close()
    empty(server)
    with pytest.raises(StoreError, match="holds the files beside an endpoint"):
        opened(place, write=True)
    with pytest.raises(StoreError, match="holds the files beside an endpoint"):
        opened(place.folder, write=True)
    assert json.loads((place.folder / MARKER).read_text())["endpoint"]


def test_a_second_writer_is_refused(store: GraphStore) -> None:
    assert store.place is not None
    with pytest.raises(StoreLockedError):
        opened(store.place, write=True)
    with opened(store.place) as reader, pytest.raises(StoreError, match="reading only"):
        reader.commit([Change(add=ONE)])


# What goes wrong on the way


@pytest.fixture
def proxied(one_server: str, tmp_path: Path) -> Iterator[tuple[Proxy, GraphStore]]:
    """Give a store whose updates go by a proxy, and the proxy."""
    empty(one_server)
    with proxy_before(f"{one_server}/update") as proxy:
        place = place_at(one_server, tmp_path / "files", update=proxy.address, seconds=2.0)
        with GraphStore.open(place, write=True) as store:
            yield proxy, store


@pytest.mark.parametrize(
    "reply",
    [Reply(503, {"Retry-After": "0"}), Reply(429), Reply(500, body=b"busy"), Reply(cut=0), Reply(lost=True)],
    ids=["503", "429", "500", "broken off", "answer lost"],
)
def test_a_change_is_sent_again_and_done_once(proxied: tuple[Proxy, GraphStore], reply: Reply) -> None:
    proxy, store = proxied
    store.commit([Change(add=ONE + TWO)])
    sent, state = len(proxy.queries), store.state()
    proxy.replies = [reply]
    store.commit([Change(drop=("http://e/g1",), add=TWO.replace("two", "three"))])
    assert len(proxy.queries) == sent + 2
    assert values(store) == ["three", "two"]
    assert store.astray() == []
    assert store.state() != state


def test_a_change_that_fails_leaves_everything_as_it_was(proxied: tuple[Proxy, GraphStore]) -> None:
    proxy, store = proxied
    store.commit([Change(add=ONE)])
    before = store.quads(), store.state()
    proxy.replies = [Reply(503)] * 2
    with pytest.raises(StoreError, match=r"store 'http.*answered 503 Service Unavailable \(2 times\)"):
        store.commit([Change(drop=("http://e/g1",), add=TWO)])
    assert (store.quads(), store.state()) == before
    with pytest.raises(StoreError, match="cannot be stored"):
        store.commit([Change(add=TWO), Change(add="no quads")])
    assert (store.quads(), store.state()) == before


def test_an_endpoint_that_is_too_slow_is_named(proxied: tuple[Proxy, GraphStore]) -> None:
    proxy, store = proxied
    proxy.replies = [Reply(delay=3, cut=0)] * 2
    with pytest.raises(StoreError, match="does not answer within 2 s"):
        store.commit([Change(add=ONE)])


def test_whenever_a_large_change_is_broken_off_it_is_completed_by_making_it_again(
    proxied: tuple[Proxy, GraphStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, store = proxied
    old = "".join(f'<http://e/s{n}> <http://e/p> "old {n}" <http://e/g{n % 2}> .\n' for n in range(12))
    new = "".join(f'<http://e/s{n}> <http://e/p> "new {n}" <http://e/g{n % 2}> .\n' for n in range(12))
    change = Change(drop=("http://e/g0", "http://e/g1"), add=new)
    monkeypatch.setattr(endpoint_module, "LARGEST", 300)
    store.commit([Change(add=old)])
    for broken in range(30):
        proxy.replies = [*[None] * broken, Reply(503), Reply(503)]
        try:
            store.commit([change])
        except StoreError:
            proxy.replies = []
            in_graphs = set(store.select_lines("SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }", 3).splitlines())
            assert set(store.select_lines("SELECT ?s ?p ?o { ?s ?p ?o }", 3).splitlines()) <= in_graphs
            store.commit([change])
        else:
            break
        assert store.quads() == "".join(sorted(new.splitlines(keepends=True)))
        assert store.astray() == []
        store.commit([Change(drop=("http://e/g0", "http://e/g1"), add=old)])
    assert 4 < broken < 29


def test_large_graphs_go_to_the_graph_store(one_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty(one_server)
    monkeypatch.setattr(endpoint_module, "LARGEST", 300)
    quads = "".join(f'<http://e/s{n}> <http://e/p> "words {n}" <http://e/g> .\n' for n in range(10, 40))
    with proxy_before(f"{one_server}/store?graph=http%3A%2F%2Fe%2Fg") as proxy:
        proxy.replies = [Reply(415)]  # it does not take what is packed
        place = place_at(one_server, tmp_path / "files", graph_store=f"{one_server}/store")
        with GraphStore.open(place, write=True) as store:
            store.commit([Change(add=quads)])
            assert store.quads() == quads
            assert store.size() == 30
            endpoint_module.add_triples(
                Endpoint(url=proxy.address), "http://e/g", "<http://e/a> <http://e/b> <http://e/c> ."
            )


def test_an_endpoint_that_is_away_is_named_within_seconds(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        begun = time.monotonic()
        with pytest.raises(StoreError, match=r"store 'http://127\.0\.0\.1.*cannot be reached.*\(3 times\)"):
            opened(place_at(address, tmp_path / "files", tries=3))
        assert 0.7 < time.monotonic() - begun < 10


# The commands and the service


def settings_at(place: RemotePlace, **more: Any) -> Settings:
    return Settings(store=place.query, store_folder=place.folder, store_tries=2, base=BASE, workers=1, **more)


def test_commands_take_an_endpoint_for_a_store(
    both: tuple[Path, RemotePlace], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = both[1]
    monkeypatch.setenv("ONRECORD_STORE_FOLDER", str(place.folder))
    monkeypatch.setenv("ONRECORD_BASE", BASE)

    def run_command(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, [*words, "--store", place.query])
        return done.exit_code, done.output + repr(done.exception)

    for words in (["validate"], ["check"], ["query", "incidents"], ["review", "claims", "list"], ["infer", "--all"]):
        code, output = run_command(*words)
        assert code == 0, output
    assert run_command("trace", "claim/none")[0] == 1
    for words in (["generations", "list"], ["generations", "prune"], ["backup", str(tmp_path / "copy")]):
        code, output = run_command(*words)
        assert code == 1
        assert "is an endpoint, of which no generations are kept here" in output


def test_the_service_serves_an_endpoint(one_server: str, tmp_path: Path) -> None:
    empty(one_server)
    place = place_at(one_server, tmp_path / "files")
    fill(place)
    settings = settings_at(place, writable=True, write_token="a-token-of-tests")
    right = {"authorization": "Bearer a-token-of-tests"}
    query = {"query": "SELECT (COUNT(*) AS ?n) WHERE { ?s a schema:Claim }"}
    with opened(place) as graphs, TestClient(create_app(settings, graphs)) as client:
        assert client.get("/health").json()["triples"] == graphs.size()
        answer = client.get("/sparql", params=query)
        count = int(answer.json()["results"]["bindings"][0]["n"]["value"])
        assert count > 3
        tag = {"if-none-match": answer.headers["etag"]}
        assert client.get("/sparql", params=query, headers=tag).status_code == 304
        assert client.get("/claims").json()["total"] == count
        assert client.get("/", headers={"accept": "text/html"}).status_code == 200
        assert client.get("/search?q=rockets").json()["total"]
        assert client.get("/exports/claims.csv").text.count("\n") > count
        assert client.get("/sparql", params={"query": "SELECT * { SERVICE <http://e/> {} }"}).status_code == 403
        assert client.get("/sparql", params={"query": "DROP ALL"}).status_code == 400
        (row,) = client.get("/review/claims?text=three civilians&state=all").json()["items"]
        wish = {"rows": [row["iri"]], "verdict": "rejected", "by": "Bo Carter"}
        assert client.post("/review/claims", json=wish, headers=right).status_code == 201
        assert client.get("/claims").json()["total"] == count - 1
        update = "INSERT DATA { <http://e/a> a schema:Claim }"
        assert client.post("/update", data={"update": update}, headers=right).status_code == 204
        assert client.get("/sparql", params=query, headers=tag).json()["results"]["bindings"][0]["n"]["value"] == str(
            count
        )
        body = {"content": "<http://e/b> a <http://e/C> .", "headers": {**right, "content-type": "text/turtle"}}
        assert client.put("/graph-store?graph=http://e/g", **body).status_code == 201
        assert "http://e/b" in client.get("/graph-store?graph=http://e/g").text
        assert graphs.astray() == []


def test_a_query_asks_other_endpoints_by_the_relay_of_the_service(
    one_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty(one_server)
    place = place_at(one_server, tmp_path / "files")
    with opened(place, write=True) as graphs:
        graphs.commit([Change(add="<urn:a> <urn:knows> <urn:x> <urn:g> .\n")])
    with sparql_server() as far:
        endpoint_module.update_endpoint(Endpoint(url=f"{far}/update"), 'INSERT DATA { <urn:x> <urn:name> "X" }')
        other = f"http://far.example:{urlsplit(far).port}/query"
        fetcher = Fetcher("test", resolve=lambda host, _: ["127.0.0.1"], permitted=frozenset({"127.0.0.1"}))
        query = f"SELECT ?name {{ ?who <urn:knows> ?one SERVICE <{other}> {{ ?one <urn:name> ?name }} }}"
        settings = settings_at(place, federation=other)
        with opened(place) as graphs, TestClient(create_app(settings, graphs, fetcher=fetcher)) as client:
            answer = client.get("/sparql", params={"query": query})
            assert answer.status_code == 200, answer.text
            assert [row["name"]["value"] for row in answer.json()["results"]["bindings"]] == ["X"]
            monkeypatch.setattr(endpoint_module, "_is_here", lambda address: False)
            with pytest.raises(QueryRefusedError, match="on another machine"):
                graphs.query(query, services={other: f"{far}/query"})
            with pytest.raises(QueryRefusedError, match="beside GRAPH"):
                graphs.query(query.replace("?who", "GRAPH ?g {} ?who", 1), services={other: f"{far}/query"})


def test_the_service_says_when_its_store_is_away(tmp_path: Path) -> None:
    with sparql_server() as address:
        place = place_at(address, tmp_path / "files")
        opened(place, write=True).close()
        graphs = opened(place)
    with graphs, TestClient(create_app(settings_at(place), graphs)) as client:
        answer = client.get("/sparql", params={"query": "ASK {}"})
        assert answer.status_code == 503
        assert "cannot be reached" in answer.json()["detail"]


def test_articles_are_built_into_an_endpoint(one_server: str, tmp_path: Path) -> None:
    from kg.pipeline import build

    empty(one_server)
    place = place_at(one_server, tmp_path / "files")
    (tmp_path / "raid.txt").write_text(
        "url: https://courier.example/raid\npublished: 2021-03-04\noutlet: The Dala Courier\n\n"
        "“We counted nine wounded,” said Colonel Omar Lune, spokesman of the Northern Alliance.\n"
    )
    (tmp_path / "empty.txt").write_text("")
    paths = [tmp_path / "raid.txt", tmp_path / "empty.txt"]
    with proxy_before(place.update) as proxy:
        proxy.replies = [None, *[Reply(503)] * 8]  # the store is new, then it is busy
        with pytest.raises(StoreError, match="answered 503"):
            build(paths, store_dir=replace(place, update=proxy.address), settings=settings_at(place))
    reports = [build(paths, store_dir=place, settings=settings_at(place)) for _ in range(2)]
    assert [(one.stored, one.unchanged, len(one.refused)) for one in reports] == [(1, 0, 1), (0, 1, 1)]
    assert list((place.folder / "refused").iterdir())
    with opened(place) as graphs:
        assert check_store(graphs, TextStore(place.folder)).conforms
        assert list(examine(place.folder, graphs)) == []
        assert graphs.has_graph(IN_FORCE) is False


def test_a_build_into_an_endpoint_that_ends_early_is_completed_by_the_next(
    one_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.pipeline import build

    empty(one_server)
    place, paths = place_at(one_server, tmp_path / "files"), []
    for name in ("wire", "post"):
        paths.append(tmp_path / f"{name}.txt")
        paths[-1].write_text(
            f"url: https://{name}.example/orlu\npublished: 2021-03-05\n\n"
            "Shells hit a market in the town of Hajin on Thursday, killing at least six people, a doctor said.\n"
        )

    def fail(self: inference.Inference, graphs: Iterable[str], *, keep: bool) -> Iterator[Change]:
        raise StoreError("the power went")
        yield

    with monkeypatch.context() as patch, pytest.raises(StoreError, match="the power went"):
        patch.setattr(inference.Inference, "following", fail)
        patch.setattr(endpoint_module, "LARGEST", 10_000)  # so that each article is sent by itself
        build(paths, store_dir=place, settings=settings_at(place))
    build(paths, store_dir=place, settings=settings_at(place))
    members = "SELECT (COUNT(?report) AS ?reports) WHERE { ?report onr:reportOf ?incident } GROUP BY ?incident"
    with opened(place) as graphs:
        assert graphs.texts(members) == [["2"]]
        assert list(examine(place.folder, graphs)) == []
        assert not graphs.select("SELECT ?graph WHERE { ?graph a onr:UnsettledGraph }")
