"""The command: what each command prints, where, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import pytest
import rdflib
import typer
import yaml
from conftest import open_store, put_records
from records import BASE, hand_record

from kg import mapping
from kg.queries import load_queries
from kg.record import load_record
from kg.store.formats import GraphFormat, ResultFormat
from kg.trace import local_name
from service import cli

COMMANDS = tuple(typer.main.get_group(cli.app).commands)

ARTICLE = """title: Two smugglers held after raid in Dovra
outlet: Valley Courier
published: 2021-03-04

DOVRA - Border police detained two smugglers in a raid in Dovra on Wednesday, the interior ministry said.
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Ended]:
    """Return a function that runs the command in this process."""
    monkeypatch.setenv("ONRECORD_BASE", BASE)
    monkeypatch.setenv("ONRECORD_WORKERS", "1")
    monkeypatch.setenv("COLUMNS", "300")

    def command(*arguments: str | Path, stdin: str = "") -> Ended:
        monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        capsysbinary.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsysbinary.readouterr()
        return Ended(int(ended.value.code or 0), printed.out.decode(), printed.err.decode())

    return command


def claim_of(words: str, directory: Path) -> str:
    """Return the IRI of the claim whose text has these words."""
    with open_store(directory) as graphs:
        rows = graphs.select("SELECT ?claim ?text WHERE { ?claim a schema:Claim ; schema:text ?text }")
        return next(claim.value for claim, text in rows if claim and text and words in text.value)


# Help and usage


def test_help_names_every_command(run: Callable[..., Ended]) -> None:
    ended = run("--help")
    assert ended.code == 0
    assert all(f" {command} " in ended.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_has_examples(run: Callable[..., Ended], command: str) -> None:
    ended = run(command, "--help")
    assert ended.code == 0
    assert "Examples" in ended.out
    assert f"onrecord {command}" in ended.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("extract",),
        ("build", "x.txt", "--workers", "-1"),
        ("build", "x.txt", "--partitions", "p"),
        ("query", "incidents", "--param", "from"),
        ("validate", "graph.docx"),
        ("export", "--format", "word"),
        ("serve", "--port", "70000"),
        ("nonsense",),
    ],
)
def test_wrong_usage_ends_with_2(run: Callable[..., Ended], arguments: tuple[str, ...]) -> None:
    ended = run(*arguments)
    assert ended.code == 2
    assert ended.err
    assert not ended.out


def test_the_version_is_that_of_the_package(run: Callable[..., Ended]) -> None:
    assert run("--version").out.strip().count(".") == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("query", "incidents", "--store", "nowhere"), "'nowhere': there is no such directory"),
        (("query", "incidentz"), "no query is named 'incidentz': expected incidents"),
        (("query", "no.rq"), "no.rq"),
        (("query", "incidents", "--param", "from=soon"), "from='soon': expected a date"),
        (("query", "incidents", "--param", "colour=red"), "no parameter 'colour': expected from, to"),
        (("query", "ASK {}", "--param", "a=b"), "only shipped queries take parameters"),
        (("query", "SELECT * {", "--store", "{kesh}"), "error at 1:"),
        (("query", "SELECT * { SERVICE <http://e/> {} }", "--store", "{kesh}"), "SERVICE is refused"),
        (("query", "ASK {}", "--format", "turtle", "--store", "{kesh}"), "'turtle' does not fit"),
        (("query", "ASK {}", "--endpoint", "http://127.0.0.1:9/"), "cannot be reached"),
        (("link", "--store", "{kesh}", "--endpoint", "http://127.0.0.1:9/"), "cannot be reached"),
        (("link", "--store", "{kesh}", "--endpoint", "ftp://a/"), "expected an http(s) address"),
        (("link", "--store", "nowhere"), "there is no such directory"),
        (("trace", "zzzz", "--store", "{kesh}"), "expected an IRI or an id"),
        (("trace", "claim/000000", "--store", "{kesh}"), "no claim, statement or report has an id"),
        (("trace", "claim/" + 24 * "0", "--store", "{kesh}"), "leads to no claim"),
        (("trace", "0000000000", "--store", "{kesh}"), "no claim, statement or report has an id"),
        (("trace", "actor/northern-alliance", "--store", "{kesh}"), "leads to no claim"),
        (("validate", "missing.ttl"), "missing.ttl"),
        (("export", "--store", "nowhere"), "there is no such directory"),
    ],
)
def test_an_error_is_one_clear_line_and_ends_with_1(
    run: Callable[..., Ended], kesh: Path, arguments: tuple[str, ...], message: str
) -> None:
    ended = run(*(one.replace("{kesh}", str(kesh)) for one in arguments))
    assert ended.code == 1
    assert message in ended.err
    assert len(ended.err.strip().splitlines()) == 1
    assert ended.err.startswith("onrecord: ")
    assert not ended.out


def test_a_setting_of_the_wrong_form_is_named(run: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_PORT", "many")
    ended = run("export")
    assert (ended.code, ended.err) == (1, "onrecord: ONRECORD_PORT='many': expected a whole number\n")


# extract, build


def test_extract_prints_one_record_a_line(run: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "b.txt").write_text(ARTICLE.replace("Dovra", "Orlu"))
    ended = run("extract", tmp_path)
    assert ended.code == 0
    records = [load_record(line) for line in ended.out.splitlines()]
    assert [record.id for record in records] == ["a", "b"]
    assert all(record.statements for record in records)


def test_extract_prints_yaml_documents_that_hold_the_same(run: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    documents = list(yaml.safe_load_all(run("extract", tmp_path, "--format", "yaml").out))
    assert documents == [json.loads(run("extract", tmp_path).out)]


def test_extract_reads_standard_input_and_says_what_it_refused(run: Callable[..., Ended], tmp_path: Path) -> None:
    ended = run("extract", "-", tmp_path / "missing.txt", stdin=ARTICLE)
    assert ended.code == 1
    assert len(ended.out.splitlines()) == 1
    assert "missing.txt" in ended.err
    assert "1 input refused" in ended.err


def test_build_says_what_it_did_and_where_the_refused_are(run: Callable[..., Ended], tmp_path: Path) -> None:
    articles, store = tmp_path / "articles", tmp_path / "store"
    articles.mkdir()
    (articles / "a.txt").write_text(ARTICLE)
    (articles / "empty.txt").write_text("")
    ended = run("build", articles, "--store", store)
    assert ended.code == 1
    assert not ended.out
    assert "1 article stored, 0 revised, 0 replaced, 0 unchanged, 1 refused" in ended.err
    assert "empty.txt (reading):" in ended.err
    assert f"see {store / 'refused'}" in ended.err
    (articles / "empty.txt").unlink()
    again = run("build", articles, "--store", store)
    assert again.code == 0
    assert "0 articles stored, 0 revised, 0 replaced, 1 unchanged, 0 refused" in again.err
    assert run("validate", "--store", store).code == 0


# validate


def test_validate_finds_a_store_that_conforms(run: Callable[..., Ended], kesh: Path) -> None:
    ended = run("validate", "--store", kesh)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("Conforms")


@pytest.mark.parametrize("form", ["text", "turtle", "json"])
def test_validate_reports_what_is_wrong_in_a_file_and_ends_with_1(
    run: Callable[..., Ended], tmp_path: Path, form: str
) -> None:
    file = tmp_path / "graph.ttl"
    file.write_text("@prefix onr: <https://w3id.org/onrecord/ontology#> . <http://e/s> a onr:Statement .")
    ended = run("validate", file, "--format", form)
    assert ended.code == 1
    if form == "json":
        assert json.loads(ended.out)["conforms"] is False
    elif form == "turtle":
        report = rdflib.Graph().parse(data=ended.out, format="turtle")
        assert (None, rdflib.SH.conforms, rdflib.Literal(False)) in report
    else:
        assert "http://e/s" in ended.out


@pytest.mark.parametrize("ending", [".trig", ".nq", ".ttl"])
def test_validate_reads_what_export_writes(run: Callable[..., Ended], kesh: Path, tmp_path: Path, ending: str) -> None:
    form = {".trig": "trig", ".nq": "nquads", ".ttl": "turtle"}[ending]
    (tmp_path / f"graph{ending}").write_text(run("export", "--store", kesh, "--format", form).out)
    assert run("validate", tmp_path / f"graph{ending}").code == 0


def test_validate_names_a_file_that_is_not_rdf(run: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text("this is no Turtle")
    ended = run("validate", tmp_path / "graph.ttl")
    assert ended.code == 1
    assert "graph.ttl' is not turtle" in ended.err


# query


def test_query_gives_csv_when_nobody_watches(run: Callable[..., Ended], kesh: Path) -> None:
    ended = run("query", "SELECT ?name { ?a a onr:Actor ; rdfs:label ?name } ORDER BY ?name", "--store", kesh)
    rows = list(csv.reader(io.StringIO(ended.out)))
    assert rows[0] == ["name"]
    assert ["Amina Daud"] in rows


@pytest.mark.parametrize("form", ["table", *ResultFormat])
def test_query_gives_a_table_in_every_format(run: Callable[..., Ended], kesh: Path, form: str) -> None:
    ended = run("query", "incidents", "--store", kesh, "--format", form)
    assert ended.code == 0
    assert "2020-10-09" in ended.out
    assert ("┃" in ended.out) == (form == "table")


@pytest.mark.parametrize("form", [None, *GraphFormat])
def test_query_gives_a_graph_in_every_format(run: Callable[..., Ended], kesh: Path, form: str | None) -> None:
    arguments = () if form is None else ("--format", form)
    ended = run("query", "DESCRIBE <actor/northern-alliance>", "--store", kesh, *arguments)
    assert ended.code == 0
    assert "Northern Alliance" in ended.out


def test_query_reads_a_file_and_standard_input(run: Callable[..., Ended], kesh: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("ASK { ?s a onr:Statement }")
    assert run("query", tmp_path / "q.rq", "--store", kesh).out == "true"
    assert run("query", "-", "--store", kesh, stdin="ASK { ?s a onr:Nothing }").out == "false"


def test_a_parameter_narrows_a_shipped_query(run: Callable[..., Ended], kesh: Path) -> None:
    everything = run("query", "incidents", "--store", kesh).out.splitlines()
    some = run("query", "incidents", "--store", kesh, "--param", "from=2020-10-06").out.splitlines()
    assert len(some) == len(everything) - 1


def test_query_without_a_query_lists_the_shipped_ones(run: Callable[..., Ended]) -> None:
    ended = run("query")
    assert ended.code == 0
    assert all(query.name in ended.out for query in load_queries())


# trace


def test_a_trace_ends_at_the_exact_characters(run: Callable[..., Ended], kesh: Path) -> None:
    record = hand_record()
    claim = claim_of("at least three civilians", kesh)
    ended = run("trace", claim, "--store", kesh)
    assert ended.code == 0
    evidence = record.claims[2].evidence
    where = f"text[{evidence.start}:{evidence.end}]"
    assert f"at {where}: “at least three civilians” verified: {where} equals the quote" in ended.out
    chain = [
        "Claim",
        "← Statement",
        "← Speaker Amina Daud, Col., spokeswoman for Northern Alliance",
        "← Article",
        "← Outlet Morning Mirror, reprinting Harbour Gazette",
    ]
    positions = [ended.out.index(link) for link in chain]
    assert positions == sorted(positions)


def test_a_trace_is_found_by_iri_by_path_and_by_the_beginning_of_its_id(run: Callable[..., Ended], kesh: Path) -> None:
    claim = claim_of("at least three civilians", kesh)
    texts = {
        run("trace", one, "--store", kesh).out for one in (claim, claim.removeprefix(BASE), local_name(claim)[:12])
    }
    assert len(texts) == 1
    assert "".join(texts)


def test_a_trace_in_json_holds_the_whole_chain(run: Callable[..., Ended], kesh: Path) -> None:
    record = hand_record()
    (chain,) = json.loads(run("trace", claim_of("up to nine", kesh), "--store", kesh, "--format", "json").out)
    assert chain["claim"]["low"] == 1
    assert chain["claim"]["high"] == 9
    assert chain["article"]["sha256"] == record.sha256
    quotes = [*chain["claim"]["evidence"], *chain["statements"][0]["evidence"]]
    assert all(quote["verified"] for quote in quotes)
    assert all(record.text[quote["start"] : quote["end"]] == quote["words"] for quote in quotes)


def test_a_trace_follows_a_statement_that_passes_another_on(run: Callable[..., Ended], kesh: Path) -> None:
    iri = next(row[0].value for row in open_store(kesh).select("SELECT ?s { ?s onr:relays ?other }") if row[0])
    out = run("trace", iri, "--store", kesh).out
    assert out.index("A medical source (unnamed source)") < out.index("a colleague (unnamed source)")


def test_a_claim_of_the_article_itself_has_no_speaker(run: Callable[..., Ended], kesh: Path) -> None:
    out = run("trace", claim_of("Four people", kesh), "--store", kesh).out
    assert "in the article's own voice" in out
    assert "← Speaker" not in out


def test_a_report_leads_to_all_claims_about_it(run: Callable[..., Ended], kesh: Path) -> None:
    with open_store(kesh) as graphs:
        rows = graphs.select(
            "SELECT ?report (COUNT(?c) AS ?n) { ?c schema:about ?report } GROUP BY ?report ORDER BY DESC(?n)"
        )
        report, number = (term.value for term in rows[0] if term)
    chains = json.loads(run("trace", report, "--store", kesh, "--format", "json").out)
    assert len(chains) == int(number) == 7


def test_a_trace_without_the_text_says_so_and_one_with_another_text_fails(
    run: Callable[..., Ended], tmp_path: Path
) -> None:
    from conftest import put_record

    store = tmp_path / "store"
    put_record(store, hand_record())
    claim = claim_of("at least three civilians", store)
    text = next((store / "texts").rglob("*.txt"))
    words = text.read_text()
    text.unlink()
    ended = run("trace", claim, "--store", store)
    assert ended.code == 0
    assert "not verified: the text is not stored" in ended.out
    text.write_text(words.replace("three", "seven"))
    ended = run("trace", claim, "--store", store)
    assert ended.code == 1
    assert "damaged" in ended.err


def test_a_quote_that_differs_from_the_stored_text_fails(run: Callable[..., Ended], tmp_path: Path) -> None:
    from conftest import put_record

    from kg.store.graphs import Change

    store = tmp_path / "store"
    put_record(store, hand_record())
    claim = claim_of("at least three civilians", store)
    graph = mapping.graph_iri(hand_record(), base=BASE)
    with open_store(store, write=True) as graphs:
        quads = graphs.quads()
        graphs.commit(
            [Change(drop=(graph,), add=quads.replace('"at least three civilians"', '"at most three civilians"'))]
        )
    ended = run("trace", claim, "--store", store)
    assert ended.code == 1
    assert "WRONG: the text differs there" in ended.out
    assert "a quote differs from the stored text" in ended.err
    assert run("validate", "--store", store).code == 1


# export, schema


def test_export_is_byte_for_byte_the_same_each_time(run: Callable[..., Ended], kesh: Path) -> None:
    with open_store(kesh) as graphs:
        expected = graphs.quads()
    out = run("export", "--store", kesh, "--format", "nquads").out
    assert "".join(sorted(out.splitlines(keepends=True))) == expected


def test_the_record_schema_accepts_a_record_and_refuses_another_thing(run: Callable[..., Ended]) -> None:
    schema = json.loads(run("schema", "record").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    from kg.record import dump_record_line

    jsonschema.validate(json.loads(dump_record_line(hand_record())), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"id": 1}, schema)


@pytest.mark.parametrize(("what", "kind"), [("ontology", rdflib.OWL.Class), ("shapes", rdflib.SH.NodeShape)])
def test_the_ontology_and_the_shapes_are_printed_as_one_turtle_text(
    run: Callable[..., Ended], what: str, kind: rdflib.URIRef
) -> None:
    graph = rdflib.Graph().parse(data=run("schema", what).out, format="turtle")
    assert len(set(graph.subjects(rdflib.RDF.type, kind))) >= 8


# Review


def test_a_review_from_the_list_to_the_decision_and_into_another_store(
    run: Callable[..., Ended], kesh: Path, tmp_path: Path
) -> None:
    store, other = (shutil.copytree(kesh, tmp_path / name) for name in ("store", "other"))
    listed = json.loads(
        run("review", "claims", "list", "--store", store, "--format", "json", "--text", "nine dead").out
    )
    (claim,) = listed
    assert (claim["state"], claim["fields"]["high"], claim["article"]) == ("open", "9", "kesh-1")
    nobody = run("review", "claims", "accept", claim["iri"], "--store", store)
    assert (nobody.code, nobody.out) == (1, "")
    assert "--by: expected your name" in nobody.err
    options = ("--high", "8", "--by", "Ada Byron", "--note", "the hospital said so", "--store", store)
    ended = run("review", "claims", "correct", claim["iri"], *options)
    assert ended.code == 0
    assert "corrected by Ada Byron" in ended.out
    assert "high: 9 → 8" in ended.out
    assert "“up to nine dead”" in run("review", "claims", "list", "--state", "corrected", "--store", store).out
    assert "1 claim, 7 more" in run("review", "claims", "list", "--limit", "1", "--store", store).out
    assert "1 to 8" in run("trace", claim["iri"], "--store", store).out
    assert "the hospital said so" in run("review", "decisions", "--store", store).out
    assert "reviewed: corrected by Ada Byron on 2" in run("trace", claim["iri"], "--store", store).out
    lines = run("review", "export", "--store", store).out
    assert json.loads(lines)["by"] == "Ada Byron"
    taken = run("review", "import", "-", "--store", other, stdin=lines + lines)
    assert "1 decision taken in, 1 known already, 0 orphaned" in taken.err
    assert run("review", "export", "--store", other).out == lines
    assert run("validate", "--store", other).code == 0


def test_the_setting_names_the_reviewer_and_a_wrong_line_is_named(
    run: Callable[..., Ended], kesh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = shutil.copytree(kesh, tmp_path / "store")
    monkeypatch.setenv("ONRECORD_REVIEWER", "Ada Byron")
    report = json.loads(run("review", "incidents", "list", "--store", store, "--format", "json").out)[0]
    assert "rejected by Ada Byron" in run("review", "incidents", "reject", report["iri"], "--store", store).out
    rejected = claim_of("up to nine dead", kesh)
    assert run("review", "claims", "reject", rejected, "--store", store).code == 0
    for name in (rejected, rejected.rpartition("/")[2][:10]):  # seen no more, and yet to be found by who looks for it
        assert "reviewed: rejected by Ada Byron" in run("trace", name, "--store", store).out
    assert "reopened by Bo" in run("review", "incidents", "reopen", report["iri"], "--by", "Bo", "--store", store).out
    (tmp_path / "wrong.jsonl").write_text('\n{"kind": "claim"}\n')
    wrong = run("review", "import", tmp_path / "wrong.jsonl", "--store", store)
    assert wrong.code == 1
    assert "line 2: target: Field required" in wrong.err


# The installed command, as a process


def test_the_installed_command_serves_and_ends_on_ctrl_c(kesh: Path) -> None:
    environment = {**os.environ, "ONRECORD_BASE": BASE}
    command = [str(Path(sys.executable).with_name("onrecord")), "serve", "--store", str(kesh), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stderr is not None
        address = server.stderr.readline().rpartition(" ")[2].strip()
        with urllib.request.urlopen(f"{address}/health", timeout=10) as answer:
            assert json.load(answer)["status"] == "ok"
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=10) in (0, -signal.SIGINT, 130)


def test_a_port_that_is_taken_is_a_clear_error(run: Callable[..., Ended], kesh: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("serve", "--store", kesh, "--port", port)
    assert ended.code == 1
    assert f"cannot listen on 127.0.0.1:{port}: Address already in use" in ended.err


def test_a_closed_pipe_is_no_traceback(kesh: Path) -> None:
    onrecord = Path(sys.executable).with_name("onrecord")
    shell = f"{onrecord} export --store {kesh} --format nquads | head -n 1"
    ended = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=True)
    assert ended.stderr == ""


def test_asking_does_not_load_the_language_model() -> None:
    code = (
        "import sys; import service.cli; import kg.trace; print([m for m in ('spacy', 'pyshacl') if m in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"


def test_infer_follows_ratings_and_says_which_grades_changed(run: Callable[..., Ended], tmp_path: Path) -> None:
    directory, ratings = tmp_path / "store", tmp_path / "ratings.csv"
    with open_store(directory, write=True) as graphs:
        put_records(graphs, hand_record())
        rows = graphs.select("SELECT ?actor WHERE { ?one a onr:Origin ; prov:wasAttributedTo ?actor } ORDER BY ?actor")
    assert "nothing has changed" in run("infer", "--store", directory).err
    lines = [f"{row[0].value},E,A. Editor,2020-11-01,often wrong" for row in dict.fromkeys(rows) if row[0]]
    ratings.write_text("\n".join(["subject,code,by,date,note", *lines]) + "\n", encoding="utf-8")
    ended = run("infer", "--store", directory, "--ratings", ratings)
    assert ended.code == 0
    assert ended.out.endswith(" airwars: fair → weak\n")
    assert "3 incidents settled, 1 of them graded otherwise" in ended.err
    ratings.write_text("subject,code\n", encoding="utf-8")
    ended = run("infer", "--store", directory, "--ratings", ratings)
    assert (ended.code, ended.out) == (1, "")
    assert "expected subject,code,by,date,note" in ended.err
