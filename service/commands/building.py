"""Commands that make a store and hold it to its rules: build, validate."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kg.reading import count_articles
from kg.settings import Settings
from kg.signals import Terminated, termination_raised
from kg.store.formats import GraphFormat
from kg.store.texts import TextStore
from kg.workers import worker_count
from service import terminal
from service.commands.options import Paths, StoreOption, Workers, examples, opened, settings_of
from service.terminal import counted, fail, progress_bar, progress_line, warn

app = typer.Typer()


class ReportFormat(StrEnum):
    """How `validate` prints its report."""

    text = "text"
    turtle = "turtle"
    json = "json"


@app.command(
    epilog=examples(
        "onrecord build articles/ --store store",
        "onrecord build feed.jsonl page.html --store store --workers 4",
    )
)
def build(paths: Paths, store: StoreOption = None, workers: Workers = None) -> None:
    """Build articles into a validated, persistent graph; what does not get in is kept in refused/, with its reason."""
    if not built(paths, settings_of(store=store, workers=workers)):
        raise typer.Exit(1)


def built(paths: Sequence[Path | str], settings: Settings) -> bool:
    """Build, print what came of it, and return whether everything got in."""
    from kg import pipeline  # only who builds needs it

    try:
        with termination_raised(), progress_bar(count_articles(paths) if terminal.ERR.is_terminal else None) as show:
            report = pipeline.build(
                paths,
                store_dir=settings.place,
                settings=settings,
                stdin=sys.stdin.buffer,
                progress=lambda so_far: show(so_far.articles, _progress(so_far)),
            )
    except KeyboardInterrupt as stopped:
        fail("interrupted: what was done is stored; the same command goes on from there")
        raise typer.Exit(128 + (signal.SIGTERM if isinstance(stopped, Terminated) else signal.SIGINT)) from None
    for note in report.notes:
        warn("note", note)
    for one in report.refused:
        warn("refused", f"{one.source} ({one.stage}): {one.reason}")
    terminal.ERR.print(
        f"{settings.store}: {counted(report.stored, 'article')} stored, {report.revised} revised, "
        f"{report.replaced} replaced, {report.unchanged} unchanged, {len(report.refused)} refused; "
        f"{counted(report.statements, 'statement')}, {counted(report.incidents, 'incident')}, "
        f"{counted(report.claims, 'claim')} in {report.seconds:.1f} s",
        highlight=False,
        soft_wrap=True,
    )
    if report.refused:
        fail(f"{counted(len(report.refused), 'input')} refused: see {settings.folder / 'refused'}")
    return not report.refused


def _progress(report: object) -> str:
    counts = {name: getattr(report, name) for name in ("stored", "revised", "replaced", "unchanged")}
    return f"{', '.join(f'{number} {name}' for name, number in counts.items())}, {len(report.refused)} refused"  # type: ignore[attr-defined]


@app.command(
    epilog=examples("onrecord validate --store store", "onrecord validate graph.trig --format turtle > report.ttl")
)
def validate(
    file: Annotated[Path | None, typer.Argument(help="A Turtle, TriG, N-Triples or N-Quads file.")] = None,
    store: StoreOption = None,
    workers: Workers = None,
    form: Annotated[ReportFormat, typer.Option("--format", help="The report's format.")] = ReportFormat.text,
) -> None:
    """Hold a store (its graphs and its quotes) or a file to the shapes; exit 1 when it does not conform."""
    from kg.audit import check_file, check_store  # pySHACL takes half a second to import

    if file is not None:
        report = check_file(file, _graph_format_of(file))
    else:
        settings = settings_of(store=store, workers=workers)
        with opened(settings) as graphs, progress_line() as show:
            report = check_store(
                graphs,
                TextStore(settings.folder),
                workers=worker_count(settings.workers),
                progress=lambda done: show(counted(done, "article")),
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
