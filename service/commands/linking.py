"""Commands that tie the graph to what others know: link."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from kg.errors import QueryError
from service import terminal
from service.commands.options import StoreOption, examples, settings_of
from service.terminal import counted, fail, progress_line, warn

app = typer.Typer()


@app.command(
    epilog=examples(
        "onrecord link --store store --dry-run",
        "onrecord link --store store",
        "onrecord link --endpoint http://127.0.0.1:7878/query",
    )
)
def link(
    store: StoreOption = None,
    endpoint: Annotated[
        str | None,
        typer.Option("--endpoint", help="SPARQL endpoint with Wikidata's data (ONRECORD_WIKIDATA_ENDPOINT)."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the queries that would be sent; send and change nothing.")
    ] = False,
) -> None:
    """Link actors and places to Wikidata and fetch what it says of them, into a graph of its own.

    Confirmed are items that the gazetteer names with evidence, items of the
    Wikipedia pages it names, and proposals that were accepted in review; other
    items that fit by name, kind and place are proposed, with a score and the
    reasons. Answers are kept on disk (ONRECORD_WIKIDATA_DAYS), so that
    asking again is quick and a run that was broken off goes on.
    """
    from kg.linking import run  # only who links needs them
    from kg.remote import Endpoint

    settings = settings_of(store=store, wikidata_endpoint=endpoint)
    asked = Endpoint(
        url=settings.wikidata_endpoint, agent=settings.wikidata_agent, seconds=settings.wikidata_seconds, tries=4
    )
    with progress_line() as show:
        try:
            report = run.link(
                settings.place,
                base=settings.base,
                endpoint=asked,
                cache_days=settings.wikidata_days,
                clock=lambda: datetime.now(UTC),
                dry_run=dry_run,
                keep=settings.generations,
                progress=lambda number: show(counted(number, "question")),
            )
        except QueryError as error:
            fail(f"{error}; nothing was changed")
            raise typer.Exit(1) from error
    kept = len(report.questions) - report.asked
    if dry_run:
        for question in report.questions:
            if not question.kept:
                typer.echo(question.query)
        _say(f"{counted(report.asked, 'question')} would be sent, {kept} answered from disk; more may follow")
        return
    for note in report.notes:
        warn("note", note)
    _say(
        f"{settings.store}: of {report.entities} actors and places {report.confirmed} linked, "
        f"{counted(report.proposed, 'link')} proposed; {counted(report.asked, 'question')} sent to {asked.url}, "
        f"{kept} answered from disk"
    )


def _say(line: str) -> None:
    terminal.ERR.print(line, highlight=False, soft_wrap=True)
