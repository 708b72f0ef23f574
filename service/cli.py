"""The command `onrecord`: each command reads its settings, calls the library and prints what comes of it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from enum import StrEnum
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from kg.analysis import Refused
from kg.errors import OnRecordError, UnknownQueryError
from kg.mapping.vocabulary import PREFIXES
from kg.queries import bind, find_query, load_queries
from kg.record import Record, dump_record, dump_record_line, record_schema
from kg.settings import Settings
from kg.store.formats import GraphFormat, ResultFormat
from kg.store.graphs import Answer, GraphStore
from kg.store.texts import TextStore
from kg.trace import trace as trace_target
from service import terminal
from service.terminal import Shortener, counted, fail, progress_line, warn

app = typer.Typer(
    name="onrecord",
    help="Who claimed what about which incident, according to which article.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    add_completion=False,
)

Paths = Annotated[list[Path], typer.Argument(help="Files and folders of articles; - reads standard input.")]
Workers = Annotated[int | None, typer.Option("--workers", min=0, help="Processes that extract; 0 takes one a core.")]
StoreOption = Annotated[Path | None, typer.Option("--store", help="The store's directory (setting ONRECORD_STORE).")]
Host = Annotated[str | None, typer.Option("--host", help="Address to listen on (setting ONRECORD_HOST).")]
Port = Annotated[
    int | None, typer.Option("--port", min=0, max=65535, help="Port to listen on (setting ONRECORD_PORT).")
]


class RecordFormat(StrEnum):
    """How `extract` prints records."""

    jsonl = "jsonl"
    yaml = "yaml"
    html = "html"


class ReportFormat(StrEnum):
    """How `validate` prints its report."""

    text = "text"
    turtle = "turtle"
    json = "json"


class Split(StrEnum):
    """Which of the annotated articles `evaluate` takes."""

    all = "all"
    development = "development"
    held_out = "held-out"


class TextOrJson(StrEnum):
    """How `trace` prints a chain and `evaluate` its tables."""

    text = "text"
    json = "json"


class ExportFormat(StrEnum):
    """How `export` writes the graph."""

    trig = "trig"
    nquads = "nquads"
    jsonld = "jsonld"
    turtle = "turtle"


class Described(StrEnum):
    """What `schema` prints."""

    record = "record"
    ontology = "ontology"
    shapes = "shapes"


AnswerFormat = StrEnum("AnswerFormat", ["table", *ResultFormat, *GraphFormat])  # type: ignore[misc]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("onrecord"))
        raise typer.Exit


@app.callback()
def onrecord(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Who claimed what about which incident, according to which article."""


def _examples(*lines: str) -> str:
    return "[bold]Examples[/]\n\n" + "\n\n".join(lines)


@app.command(
    epilog=_examples(
        "onrecord extract articles/ > records.jsonl",
        "cat report.txt | onrecord extract - --format yaml",
        "onrecord extract report.txt --explain",
        "onrecord extract articles/ --format html > marked.html",
    )
)
def extract(
    paths: Paths,
    form: Annotated[
        RecordFormat,
        typer.Option("--format", help="A record a line, a YAML document each, or a page with marked texts."),
    ] = RecordFormat.jsonl,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print for people which rule made each row, how sure, from which words.")
    ] = False,
    workers: Workers = None,
) -> None:
    """Print one record for each article: its statements, incidents and claims."""
    from kg import pipeline  # only who extracts needs it
    from service.explanation import explanation  # likewise
    from service.marking import marked_page

    if explain and form is not RecordFormat.jsonl:
        raise typer.BadParameter(f"--explain prints text, expected no --format {form.value} beside it")
    outcomes = pipeline.extract(paths, settings=_settings(workers=workers), stdin=sys.stdin.buffer)
    refused: list[Refused] = []
    records = _without_refused(outcomes, refused)
    if explain:
        printed: Iterable[str] = map(explanation, records)
    elif form is RecordFormat.html:
        printed = marked_page(records)
    else:
        printed = (_record_text(record, form) for record in records)
    for text in printed:
        sys.stdout.write(text)
        sys.stdout.flush()
    if refused:
        fail(f"{counted(len(refused), 'input')} refused")
        raise typer.Exit(1)


def _without_refused(outcomes: Iterable[Record | Refused], refused: list[Refused]) -> Iterator[Record]:
    """Yield the records; warn of what was refused and add it to the list."""
    for outcome in outcomes:
        if isinstance(outcome, Record):
            yield outcome
        else:
            refused.append(outcome)
            warn("refused", f"{outcome.source}: {outcome.reason}")


def _record_text(record: Record, form: RecordFormat) -> str:
    if form is RecordFormat.jsonl:
        return dump_record_line(record) + "\n"
    import yaml  # only here

    text: str = yaml.safe_dump(dump_record(record), allow_unicode=True, sort_keys=False, explicit_start=True, width=120)
    return text


@app.command(
    epilog=_examples(
        "onrecord evaluate gold/ articles/",
        "onrecord evaluate gold.jsonl articles.jsonl --split development --errors 5",
    )
)
def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(metavar="GOLD", exists=True, help="Annotations: a folder of <id>.json files, or a .jsonl file."),
    ],
    articles: Annotated[
        list[Path],
        typer.Argument(metavar="ARTICLES…", help="Files and folders that hold the annotated articles."),
    ],
    errors: Annotated[int, typer.Option("--errors", min=0, help="Mistakes of each kind to show.")] = 0,
    split: Annotated[Split, typer.Option("--split", help="Which of the annotated articles to take.")] = Split.all,
    form: Annotated[TextOrJson, typer.Option("--format", help="For a person or a program.")] = TextOrJson.text,
    workers: Workers = None,
) -> None:
    """Extract annotated articles and print how much of it is right.

    An annotation is a JSON object an article, with any of these keys:

    - statements: content (exact words), speaker (the names that are right),
    source (exact words that name it, or null)

    - incidents: type, date (EDTF), places, perpetrators, targets (lists),
    trigger (exact words); readings that are right as well stand in
    type_alt, date_alt, perpetrator_alt

    - casualties: effect, low, high (null where open), text (exact words),
    claimants (for each the names that are right; "article" is its own voice)

    A row with optional: true counts neither for nor against. In a .jsonl file
    an object has an id and the sha256 of the text (NFC), exact words may be
    \\[start, end] in code points, and split may say development or held-out.
    Mistakes in held-out articles are counted, never shown.

    Precision, recall and F1 are over rows (micro-average). The second table
    says whether confidence means what it says: of the rows above 0.9 at least
    nine in ten should be right.
    """
    from kg import evaluation  # only who measures needs it

    kept, notes = evaluation.read_gold(gold, split=None if split is Split.all else split.value)
    for note in notes:
        warn("note", note)
    with progress_line() as show:
        report = evaluation.evaluate(
            kept,
            articles,
            settings=_settings(workers=workers),
            progress=lambda done: show(f"{done} of {counted(len(kept), 'article')}"),
        )
    if form is TextOrJson.json:
        typer.echo(json.dumps(report.values(errors=errors), ensure_ascii=False, indent=2))
    else:
        typer.echo(report.text(errors=errors), nl=False)
    for note in report.notes:
        warn("missing", note)
    if report.extracted < len(kept):
        fail(f"{counted(len(kept) - report.extracted, 'annotated article')} without a record")
        raise typer.Exit(1)


@app.command(
    epilog=_examples(
        "onrecord build articles/ --store store",
        "onrecord build feed.jsonl page.html --store store --workers 4",
    )
)
def build(paths: Paths, store: StoreOption = None, workers: Workers = None) -> None:
    """Build articles into a validated, persistent graph; what does not get in is kept in refused/, with its reason."""
    if not _built(paths, _settings(store=store, workers=workers)):
        raise typer.Exit(1)


def _built(paths: list[Path], settings: Settings) -> bool:
    """Build, print what came of it, and return whether everything got in."""
    from kg import pipeline  # only who builds needs it

    with progress_line() as show:
        try:
            report = pipeline.build(
                paths,
                store_dir=settings.store,
                settings=settings,
                stdin=sys.stdin.buffer,
                progress=lambda so_far: show(_progress(so_far)),
            )
        except KeyboardInterrupt:
            fail("interrupted: what was done is stored; the same command goes on from there")
            raise typer.Exit(130) from None
    for note in report.notes:
        warn("note", note)
    for one in report.refused:
        warn("refused", f"{one.source} ({one.stage}): {one.reason}")
    terminal.ERR.print(
        f"{settings.store}: {counted(report.stored, 'article')} stored, {report.replaced} replaced, "
        f"{report.unchanged} unchanged, {len(report.refused)} refused; {counted(report.statements, 'statement')}, "
        f"{counted(report.incidents, 'incident')}, {counted(report.claims, 'claim')} in {report.seconds:.1f} s",
        highlight=False,
        soft_wrap=True,
    )
    if report.refused:
        fail(f"{counted(len(report.refused), 'input')} refused: see {settings.store / 'refused'}")
    return not report.refused


def _progress(report: object) -> str:
    counts = {name: getattr(report, name) for name in ("stored", "replaced", "unchanged")}
    return f"{', '.join(f'{number} {name}' for name, number in counts.items())}, {len(report.refused)} refused"  # type: ignore[attr-defined]


@app.command(
    epilog=_examples("onrecord validate --store store", "onrecord validate graph.trig --format turtle > report.ttl")
)
def validate(
    file: Annotated[Path | None, typer.Argument(help="A Turtle, TriG, N-Triples or N-Quads file.")] = None,
    store: StoreOption = None,
    form: Annotated[ReportFormat, typer.Option("--format", help="The report's format.")] = ReportFormat.text,
) -> None:
    """Hold a store (its graphs and its quotes) or a file to the shapes; exit 1 when it does not conform."""
    from kg.audit import check_file, check_store  # pySHACL takes half a second to import

    if file is not None:
        report = check_file(file, _graph_format_of(file))
    else:
        settings = _settings(store=store)
        with _opened(settings) as graphs, progress_line() as show:
            report = check_store(
                graphs, TextStore(settings.store), progress=lambda done: show(counted(done, "article"))
            )
    texts = {ReportFormat.text: report.text, ReportFormat.turtle: report.turtle, ReportFormat.json: report.json}
    typer.echo(texts[form](), nl=False)
    if not report.conforms:
        raise typer.Exit(1)


def _graph_format_of(file: Path) -> GraphFormat:
    for form in GraphFormat:
        if form.suffix == file.suffix.lower():
            return form
    endings = ", ".join(form.suffix for form in GraphFormat)
    raise typer.BadParameter(f"{str(file)!r}: expected a file that ends in {endings}")


@app.command(
    epilog=_examples(
        "onrecord query                                  (lists the shipped queries)",
        "onrecord query incidents --param from=2018-10-01 --format csv",
        "onrecord query 'SELECT ?name WHERE { ?a a onr:Actor ; rdfs:label ?name }'",
        "onrecord query question.rq --endpoint http://127.0.0.1:8000/sparql",
    )
)
def query(
    asked: Annotated[
        str | None,
        typer.Argument(
            metavar="QUERY|FILE.rq|NAME",
            help="SPARQL, a file of it, or the name of a shipped query; - reads standard input.",
        ),
    ] = None,
    store: StoreOption = None,
    param: Annotated[
        list[str] | None, typer.Option("--param", help="name=value for a shipped query; repeatable.")
    ] = None,
    form: Annotated[
        AnswerFormat | None, typer.Option("--format", help="A table on a terminal, else CSV or Turtle.")
    ] = None,
    endpoint: Annotated[
        str | None, typer.Option("--endpoint", help="Ask this SPARQL endpoint instead of a store.")
    ] = None,
) -> None:
    """Ask the graph. The prefixes of the project need no declaration; relative IRIs are relative to the data's base."""
    if asked is None:
        terminal.print_catalogue(load_queries())
        return
    settings = _settings(store=store)
    text = _query_text(asked, param or [])
    if endpoint is not None:
        from kg.remote import query_endpoint  # only who asks elsewhere needs it

        _print_answer(query_endpoint(endpoint, text, prefixes=PREFIXES, base=settings.base), form, settings)
    else:
        with _opened(settings) as graphs:
            _print_answer(graphs.query(text), form, settings)


def _query_text(asked: str, param: list[str]) -> str:
    """Return the text of what is asked: standard input, a file, a shipped query or SPARQL itself."""
    values = dict(_name_and_value(one) for one in param)
    if asked == "-":
        text = sys.stdin.read()
    elif asked.endswith(".rq") or ("\n" not in asked and len(asked) < 255 and Path(asked).is_file()):
        text = _read_text(Path(asked))
    elif asked.replace("-", "").replace("_", "").isalnum():
        return bind(find_query(asked), values)
    else:
        text = asked
    if values:
        raise UnknownQueryError(f"--param {param[0]!r}: only shipped queries take parameters")
    return text


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"{str(path)!r} is not UTF-8 text: {error.reason} at byte {error.start}") from error


def _name_and_value(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"--param {text!r}: expected name=value")
    return name, value


def _print_answer(answer: Answer, form: StrEnum | None, settings: Settings) -> None:
    if form is None:
        on_terminal = answer.kind != "graph" and terminal.OUT.is_terminal
        form = (
            AnswerFormat("table")
            if on_terminal
            else (GraphFormat.turtle if answer.kind == "graph" else ResultFormat.csv)
        )
    if form == "table" and answer.kind != "graph":
        terminal.print_answer(answer, _shortener(settings))
        return
    known: Callable[[str], ResultFormat | GraphFormat] = ResultFormat if form in list(ResultFormat) else GraphFormat
    chosen = GraphFormat.turtle if form == "table" else known(str(form))
    answer.write(sys.stdout.buffer, chosen, PREFIXES)
    sys.stdout.buffer.flush()


@app.command(
    epilog=_examples("onrecord trace claim/5b0cf0cd4ad52a6ae2ee3d53", "onrecord trace 5b0c --store store --format json")
)
def trace(
    target: Annotated[
        str,
        typer.Argument(metavar="IRI|CLAIM-ID", help="A claim, statement, report or evidence; an id may be cut short."),
    ],
    store: StoreOption = None,
    form: Annotated[TextOrJson, typer.Option("--format", help="For a person or a program.")] = TextOrJson.text,
) -> None:
    """Follow a claim to its characters: statement, speaker (for whom), article, outlet; exit 1 on a wrong quote."""
    settings = _settings(store=store)
    with _opened(settings) as graphs:
        traces = trace_target(target, graphs=graphs, texts=TextStore(settings.store))
    if form is TextOrJson.json:
        typer.echo(json.dumps([asdict(one) for one in traces], ensure_ascii=False, indent=2))
    else:
        for one in traces:
            terminal.print_trace(one, _shortener(settings))
    if any(quote.verified is False for one in traces for quote in one.quotes):
        fail("a quote differs from the stored text: build the article again")
        raise typer.Exit(1)


@app.command(epilog=_examples("onrecord export --store store --format trig > graph.trig"))
def export(
    store: StoreOption = None,
    form: Annotated[ExportFormat, typer.Option("--format", help="Turtle holds the union of the graphs.")] = (
        ExportFormat.trig
    ),
) -> None:
    """Print the whole graph."""
    with _opened(_settings(store=store)) as graphs:
        graphs.export(sys.stdout.buffer, GraphFormat(form))
        sys.stdout.buffer.flush()


@app.command(epilog=_examples("onrecord serve --store store --port 8000"))
def serve(store: StoreOption = None, host: Host = None, port: Port = None) -> None:
    """Serve the graph: a start page, SPARQL at /sparql, and every IRI of the data."""
    _serve(_settings(store=store, host=host, port=port))


def _serve(settings: Settings) -> None:
    import uvicorn

    from service.app import create_app

    with _opened(settings) as graphs, _listening(settings) as listener:
        host = f"[{settings.host}]" if listener.family is socket.AF_INET6 else settings.host
        address = f"http://{host}:{listener.getsockname()[1]}"
        terminal.ERR.print(f"Serving {settings.store} at {address}", highlight=False, soft_wrap=True)
        server = uvicorn.Server(uvicorn.Config(create_app(settings, graphs), log_level="warning"))
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how this ends
            server.run(sockets=[listener])


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        fail(f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}; try another --port")
        raise typer.Exit(1) from error


@app.command(epilog=_examples("onrecord schema record > record.schema.json", "onrecord schema ontology > onrecord.ttl"))
def schema(what: Annotated[Described, typer.Argument(help="What to print.")]) -> None:
    """Print the JSON Schema of the record, the ontology or the shapes (Turtle)."""
    if what is Described.record:
        typer.echo(json.dumps(record_schema(), ensure_ascii=False, indent=2))
        return
    folder = files(what.value)
    for name in sorted(one.name for one in folder.iterdir() if one.name.endswith(".ttl")):
        typer.echo(folder.joinpath(name).read_text(encoding="utf-8"))


@app.command(epilog=_examples("onrecord demo", "onrecord demo --store /tmp/sample --no-serve"))
def demo(
    store: StoreOption = None,
    host: Host = None,
    port: Port = None,
    serving: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve what was built.")] = True,
) -> None:
    """Build the shipped sample articles, validate the graph, ask it a question, serve it."""
    from service.demo import show_demo

    settings = _settings(store=store, host=host, port=port)
    if not _built([Path(str(files("kg") / "sample"))], settings) or not show_demo(settings, serving=serving):
        raise typer.Exit(1)
    if serving:
        _serve(settings)


def _settings(**given: object) -> Settings:
    """Return the settings of the environment, with the options that were given in their place."""
    return replace(Settings.from_env(), **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]


def _opened(settings: Settings) -> GraphStore:
    return GraphStore.open(settings.store, prefixes=PREFIXES, base=settings.base)


def _shortener(settings: Settings) -> Shortener:
    return Shortener(settings.base, PREFIXES)


def main() -> None:
    """Run the command; an error raised on purpose becomes one line on standard error and exit 1."""
    try:
        app()
    except BrokenPipeError:  # whoever read our output has seen enough (`| head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (OnRecordError, OSError) as error:
        fail(str(error))
        sys.exit(1)
