"""Commands that print what there is: export, schema."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from importlib.resources import files
from typing import Annotated

import typer

from kg.record import record_schema
from kg.store.formats import GraphFormat
from service.commands.options import StoreOption, examples, opened, settings_of

app = typer.Typer()


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


@app.command(epilog=examples("onrecord export --store store --format trig > graph.trig"))
def export(
    store: StoreOption = None,
    form: Annotated[ExportFormat, typer.Option("--format", help="Turtle holds the union of the graphs.")] = (
        ExportFormat.trig
    ),
) -> None:
    """Print the whole graph."""
    with opened(settings_of(store=store)) as graphs:
        graphs.export(sys.stdout.buffer, GraphFormat(form))
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
