"""Commands that make a store and hold it to its rules: build, validate."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.errors import ClusterError
from kg.reading import count_articles
from kg.settings import Settings
from kg.signals import Terminated, termination_raised
from kg.store.formats import GraphFormat
from kg.store.texts import TextStore
from kg.workers import worker_count
from service import terminal
from service.commands.options import Paths, StoreOption, Workers, examples, opened, settings_of
from service.terminal import counted, fail, progress_bar, progress_line, warn

if TYPE_CHECKING:
    from kg.filing import BuildReport

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
        "onrecord build s3://crawl/2018/ --cluster tcp://scheduler:8786 --partitions s3://work/2018/",
    )
)
def build(
    paths: Paths,
    store: StoreOption = None,
    workers: Workers = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", help="Analyse on a Dask cluster: the address of its scheduler, or local."),
    ] = None,
    partitions: Annotated[
        str | None,
        typer.Option("--partitions", help="Where the workers put what they made: a folder or URL (STORE/partitions)."),
    ] = None,
) -> None:
    """Build articles into a validated, persistent graph; what does not get in is kept in refused/, with its reason."""
    if partitions is not None and cluster is None:
        raise typer.BadParameter("--partitions goes with --cluster")
    if not built(paths, settings_of(store=store, workers=workers), _builder(cluster, partitions)):
        raise typer.Exit(1)


def _builder(cluster: str | None, partitions: str | None) -> Callable[..., BuildReport]:
    """Return what builds, here or on a cluster. Raises ClusterError when the packages for that are not installed."""
    from kg import pipeline  # only who builds needs it

    if cluster is None:
        return partial(pipeline.build, stdin=sys.stdin.buffer)
    try:
        from kg.cluster import build as build_on_cluster
    except ImportError as error:
        raise ClusterError(
            f"--cluster needs packages that are not installed: pip install onrecord[cluster] ({error})"
        ) from error
    return partial(build_on_cluster, cluster=cluster, partitions=partitions)


def built(paths: Sequence[Path | str], settings: Settings, builder: Callable[..., BuildReport] | None = None) -> bool:
    """Build, print what came of it, and return whether everything got in."""
    build_all = builder or _builder(None, None)
    try:
        with termination_raised(), progress_bar(count_articles(paths) if terminal.ERR.is_terminal else None) as show:
            report = build_all(
                paths,
                store_dir=settings.place,
                settings=settings,
                progress=lambda so_far: show(so_far.articles, _progress(so_far)),
            )
    except KeyboardInterrupt as stopped:
        fail("interrupted: what was done is kept; the same command goes on from there")
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
