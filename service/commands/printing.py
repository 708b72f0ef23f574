"""Commands that print what there is: export, schema."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from importlib.resources import files
from typing import Annotated

import typer

from kg.exports import EXPORTS, Dump, find_export
from kg.record import record_schema
from service.commands.options import StoreOption, examples, opened, settings_of

app = typer.Typer()


class Described(StrEnum):
    """What `schema` prints."""

    record = "record"
    ontology = "ontology"
    shapes = "shapes"


ExportFormat = StrEnum("ExportFormat", [one.name for one in EXPORTS])  # type: ignore[misc]
_WHOLE = ExportFormat("trig")


@app.command(
    epilog=examples(
        "onrecord export --store store > graph.trig",
        "onrecord export --format claims.csv > claims.csv",
        "onrecord export --format incidents.parquet > incidents.parquet",
    )
)
def export(
    store: StoreOption = None,
    form: Annotated[
        ExportFormat, typer.Option("--format", help="The graph, or a table, map, list of entities made of it.")
    ] = _WHOLE,
) -> None:
    """Print the graph, or what others' tools read of it, with licence and provenance inside."""
    settings = settings_of(store=store)
    with opened(settings) as graphs:
        find_export(str(form)).write(Dump.of(graphs, settings), sys.stdout.buffer)
        sys.stdout.buffer.flush()


@app.command(epilog=examples("onrecord schema record > record.schema.json", "onrecord schema ontology > onrecord.ttl"))
def schema(what: Annotated[Described, typer.Argument(help="What to print.")]) -> None:
    """Print the JSON Schema of the record, the ontology or the shapes (Turtle)."""
    if what is Described.record:
        typer.echo(json.dumps(record_schema(), ensure_ascii=False, indent=2))
        return
    folder = files(what.value)
    for name in sorted(one.name for one in folder.iterdir() if one.name.endswith(".ttl")):
        typer.echo(folder.joinpath(name).read_text(encoding="utf-8"))
