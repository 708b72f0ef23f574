"""Commands that draw conclusions from the whole graph: infer."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.mapping.vocabulary import PREFIXES
from service import terminal
from service.commands.options import StoreOption, examples, settings_of
from service.terminal import Shortener, counted, progress_line

app = typer.Typer()


@app.command(
    epilog=examples(
        "onrecord infer --store store",
        "ONRECORD_RATINGS=ratings.csv onrecord infer --store store",
        "onrecord infer --rules our-figures.toml --all",
    )
)
def infer(
    store: StoreOption = None,
    rules: Annotated[
        str | None,
        typer.Option("--rules", metavar="FILE", help="Rule set of your own for figures, in TOML (ONRECORD_RULES)."),
    ] = None,
    ratings: Annotated[
        str | None,
        typer.Option("--ratings", metavar="FILE", help="Admiralty codes of sources and reports (ONRECORD_RATINGS)."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Infer everything anew, whatever has changed.")] = False,
) -> None:
    """Infer which reports are of one incident and what claims say about each other, and tell what changed.

    `build` and `review` infer what follows from what they change. This is for
    the rest: what a build that was broken off left, and everything when the
    rules or the ratings are others than before. Rules and ratings that are set
    hold for `build` and `review` too, so set them for all of these.
    """
    from kg.inference import Rules  # only who infers needs them
    from kg.inference.updating import infer as bring_up_to_date

    settings = settings_of(store=store, rules=rules, ratings=ratings)
    with progress_line() as show:
        report = bring_up_to_date(
            settings.place,
            Rules.of(settings),
            everything=everything,
            keep=settings.generations,
            progress=lambda so_far: show(counted(so_far.incidents, "incident")),
        )
    shortened = Shortener(settings.base, PREFIXES)
    for one in report.regraded:
        typer.echo(f"{shortened(one.incident)} {one.scheme}: {one.before} → {one.after or 'no grade'}")
    changes = [
        counted(counter[kind], kind) + f" {verb}"
        for kind in ("origin", "relation", "tally", "grade")
        for counter, verb in ((report.came, "new"), (report.went, "gone"))
        if counter[kind]
    ]
    regraded = f", {len(report.regraded)} of them graded otherwise" if report.regraded else ""
    terminal.ERR.print(
        f"{settings.store}: {counted(report.incidents, 'incident')} settled{regraded}; "
        f"{', '.join(changes) or 'nothing has changed'}",
        highlight=False,
        soft_wrap=True,
    )
