"""Commands that look after a store: check, backup, restore, generations."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from kg.errors import StoreError
from kg.settings import Settings
from kg.store import copying
from kg.store.directory import check_directory
from kg.store.generations import About, generations_of
from kg.store.generations import prune as prune_generations
from kg.store.generations import roll_back as roll_back_to
from kg.store.place import RemotePlace
from kg.store.texts import RecordStore
from kg.workers import worker_count
from service import terminal
from service.commands.options import StoreOption, TextOrJson, examples, opened, settings_of
from service.terminal import counted, fail, progress_line

app = typer.Typer()
generations = typer.Typer(help="List the states of a store, go back to one, remove those that nobody reads.")
app.add_typer(
    generations,
    name="generations",
    no_args_is_help=True,
    epilog=examples("onrecord generations list --store store", "onrecord generations rollback 00000012 --store store"),
)


@app.command(epilog=examples("onrecord check --store store"))
def check(store: StoreOption = None) -> None:
    """Look whether a store is whole: graph, texts, records, each quote, shapes, references; exit 1 when it is not."""
    from kg.integrity import examine  # pySHACL takes half a second to import

    settings, found = settings_of(store=store), Counter[str]()
    with opened(settings) as graphs, progress_line() as show:
        for fault in examine(settings.folder, graphs, workers=worker_count(settings.workers), progress=show):
            found[fault.part] += 1
            typer.echo(f"{fault.part}: {fault.what}")
        state = graphs.state()
    if found:
        faults = ", ".join(f"{counted(number, 'fault')} in {part}" for part, number in found.items())
        fail(f"{settings.store}: {faults}")
        raise typer.Exit(1)
    terminal.ERR.print(f"{settings.store}: whole (state {state})", highlight=False, soft_wrap=True)


@app.command(epilog=examples("onrecord backup /backups/2026-11-26 --store store"))
def backup(
    target: Annotated[Path, typer.Argument(help="The directory that the copy is to be: new, or empty.")],
    store: StoreOption = None,
) -> None:
    """Copy a store as it is now, while others read and write it; the copy is a store itself."""
    settings = settings_of(store=store)
    copying.back_up(_directory(settings), target)
    _say(f"{target}: a copy of {settings.store}; `onrecord check --store {target}` looks whether it is whole")


@app.command(epilog=examples("onrecord restore /backups/2026-11-26 --store store --replace"))
def restore(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help="A copy that `onrecord backup` made.")],
    store: StoreOption = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put the store that is there aside, under another name.")
    ] = False,
) -> None:
    """Put a copy of a backup where the store is to be."""
    settings = settings_of(store=store)
    aside = copying.restore(source, _directory(settings), replace=replace)
    _say(f"{settings.store}: as in {source}" + (f"; what was there is now {aside}" if aside else ""))


@generations.command("list")
def list_generations(
    store: StoreOption = None,
    form: Annotated[TextOrJson, typer.Option("--format", help="For a person or a program.")] = TextOrJson.text,
) -> None:
    """List the states that a store has, the newest first."""
    settings = settings_of(store=store)
    directory = _directory(settings)
    check_directory(directory)
    found = generations_of(directory)
    if form is TextOrJson.json:
        typer.echo(json.dumps([asdict(one) for one in found], indent=2))
        return
    table = Table("generation", "made at", "by", "MB", "")
    for one in found:
        table.add_row(one.name, one.at, one.made_by, f"{one.bytes / 1e6:.1f}", _standing(one))
    terminal.OUT.print(table)


@generations.command("rollback", epilog=examples("onrecord generations rollback 00000012 --store store"))
def roll_back(
    name: Annotated[str, typer.Argument(help="The generation to go back to, as `generations list` names it.")],
    store: StoreOption = None,
) -> None:
    """Make the state of an earlier generation the newest one; what was read since is built anew by the next build."""
    settings = settings_of(store=store)
    directory = _directory(settings)
    check_directory(directory)
    made = {one.name: one.at for one in generations_of(directory)}
    new = roll_back_to(directory, name, keep=settings.generations)
    RecordStore(directory).distrust(datetime.fromisoformat(made[name]).timestamp())
    _say(f"{settings.store}: generation {new} is as {name} was")


@generations.command("prune")
def prune(
    store: StoreOption = None,
    keep: Annotated[int, typer.Option("--keep", min=0, help="Earlier generations to keep.")] = 0,
) -> None:
    """Remove the generations that nobody reads but the newest, and what writers that died have left."""
    settings = settings_of(store=store)
    directory = _directory(settings)
    check_directory(directory)
    gone = prune_generations(directory, keep=keep)
    _say(f"{settings.store}: {counted(len(gone), 'generation')} removed" + "".join(f" {name}" for name in gone))


def _directory(settings: Settings) -> Path:
    """Return the directory of a store. Raises StoreError for an endpoint, which has no generations."""
    place = settings.place
    if isinstance(place, RemotePlace):
        raise StoreError(
            f"store {str(place)!r} is an endpoint, of which no generations are kept here: expected a directory; copy "
            f"the endpoint by its own means or by `onrecord export nquads`, and its folder {str(place.folder)!r}"
        )
    return place


def _standing(one: About) -> str:
    return ", ".join(word for word, holds in (("newest", one.current), ("being read", one.read)) if holds)


def _say(message: str) -> None:
    terminal.ERR.print(message, highlight=False, soft_wrap=True)
