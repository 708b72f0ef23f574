"""Commands that ask a store: query, trace, diff."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kg.errors import UnknownQueryError
from kg.mapping.vocabulary import PREFIXES
from kg.queries import bind, find_query, load_queries
from kg.settings import Settings
from kg.store.formats import GraphFormat, ResultFormat
from kg.store.graphs import Answer
from kg.store.texts import TextStore
from kg.trace import trace as trace_target
from service import terminal
from service.commands.options import StoreOption, TextOrJson, examples, opened, settings_of, shortener
from service.terminal import fail

app = typer.Typer()

AnswerFormat = StrEnum("AnswerFormat", ["table", *ResultFormat, *GraphFormat])  # type: ignore[misc]


@app.command(
    epilog=examples(
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
    settings = settings_of(store=store)
    if asked is None:
        terminal.print_catalogue(load_queries(settings.queries))
        return
    text = _query_text(asked, param or [], settings.queries)
    if endpoint is not None:
        from kg.remote import query_endpoint  # only who asks elsewhere needs it

        _print_answer(query_endpoint(endpoint, text, prefixes=PREFIXES, base=settings.base), form, settings)
    else:
        with opened(settings) as graphs:
            _print_answer(graphs.query(text), form, settings)


def _query_text(asked: str, param: list[str], folder: str) -> str:
    """Return the text of what is asked: standard input, a file, a query by its name or SPARQL itself."""
    values = dict(_name_and_value(one) for one in param)
    if asked == "-":
        text = sys.stdin.read()
    elif asked.endswith(".rq") or ("\n" not in asked and len(asked) < 255 and Path(asked).is_file()):
        text = _read_text(Path(asked))
    elif asked.replace("-", "").replace("_", "").isalnum():
        return bind(find_query(asked, folder), values)
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
        terminal.print_answer(answer, shortener(settings))
        return
    known: Callable[[str], ResultFormat | GraphFormat] = ResultFormat if form in list(ResultFormat) else GraphFormat
    chosen = GraphFormat.turtle if form == "table" else known(str(form))
    answer.write(sys.stdout.buffer, chosen, PREFIXES)
    sys.stdout.buffer.flush()


@app.command(
    epilog=examples("onrecord trace claim/5b0cf0cd4ad52a6ae2ee3d53", "onrecord trace 5b0c --store store --format json")
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
    settings = settings_of(store=store)
    with opened(settings) as graphs:
        traces = trace_target(target, graphs=graphs, texts=TextStore(settings.folder))
    if form is TextOrJson.json:
        typer.echo(json.dumps([asdict(one) for one in traces], ensure_ascii=False, indent=2))
    else:
        for one in traces:
            terminal.print_trace(one, shortener(settings))
    if any(quote.verified is False for one in traces for quote in one.quotes):
        fail("a quote differs from the stored text: build the article again")
        raise typer.Exit(1)


@app.command(
    epilog=examples(
        "onrecord diff https://courier.example/raid",
        "onrecord diff article-17 --from 1 --to 3 --store store --format json",
    )
)
def diff(
    article: Annotated[str, typer.Argument(metavar="IRI|ID|URL", help="An article.")],
    store: StoreOption = None,
    old: Annotated[
        str | None, typer.Option("--from", help="The earlier text: its number, or the beginning of its SHA-256.")
    ] = None,
    new: Annotated[str | None, typer.Option("--to", help="The later text; the current one unless it is named.")] = None,
    form: Annotated[TextOrJson, typer.Option("--format", help="For a person or a program.")] = TextOrJson.text,
) -> None:
    """Show what an outlet changed in an article: the words, and what statements, claims and figures went or came."""
    from kg.diff import article_diff  # only who compares needs it
    from service.differences import difference_text  # likewise

    settings = settings_of(store=store)
    with opened(settings) as graphs:
        found = article_diff(article, graphs=graphs, texts=TextStore(settings.folder), old=old, new=new)
    if form is TextOrJson.json:
        typer.echo(json.dumps(asdict(found) if found else None, ensure_ascii=False, indent=2))
    elif found is None:
        typer.echo("The article has had one text only: nothing has changed.")
    else:
        terminal.OUT.print(difference_text(found, shortener(settings)), end="", soft_wrap=True)
