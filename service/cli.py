"""The command `onrecord`: each command reads its settings, calls the library and prints what comes of it."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from kg.errors import OnRecordError
from service.commands import asking, building, extraction, inferring, keeping, linking, printing, reviewing, serving
from service.terminal import fail

app = typer.Typer(
    name="onrecord",
    help="Who claimed what about which incident, according to which article.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    add_completion=False,
)


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


app.add_typer(extraction.app)
app.add_typer(building.app)
app.add_typer(linking.app)
app.add_typer(inferring.app)
app.add_typer(asking.app)
app.add_typer(reviewing.app)
app.add_typer(keeping.app)
app.add_typer(printing.app)
app.add_typer(serving.app)


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
