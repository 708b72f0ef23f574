"""What several commands share: their options, and the settings and the store that come of these."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Annotated

import typer

from kg.mapping.vocabulary import PREFIXES
from kg.settings import Settings, read_store
from kg.store.graphs import GraphStore
from service.terminal import Shortener

Paths = Annotated[list[str], typer.Argument(help="Files and folders of articles, or URLs; - reads standard input.")]
Workers = Annotated[int | None, typer.Option("--workers", min=0, help="Processes that extract; 0 takes one a core.")]
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="DIRECTORY|URL",
        help="The store: a directory or a SPARQL endpoint (ONRECORD_STORE).",
    ),
]


class TextOrJson(StrEnum):
    """How a command prints what it found: for a person or for a program."""

    text = "text"
    json = "json"


def examples(*lines: str) -> str:
    """Return the end of a command's help: one example a line."""
    return "[bold]Examples[/]\n\n" + "\n\n".join(lines)


def settings_of(**given: object) -> Settings:
    """Return the settings of the environment, with the options that were given in their place."""
    known = {name: value for name, value in given.items() if value is not None}
    if "store" in known:
        known["store"] = read_store(str(known["store"]))
    return replace(Settings.from_env(), **known)  # type: ignore[arg-type]


def opened(settings: Settings) -> GraphStore:
    """Open the store of the settings for reading."""
    return GraphStore.open(settings.place, prefixes=PREFIXES, base=settings.base)


def shortener(settings: Settings) -> Shortener:
    """Return what shortens the IRIs of this deployment for display."""
    return Shortener(settings.base, PREFIXES)
