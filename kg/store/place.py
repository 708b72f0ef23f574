"""Where a store is: a directory for all of it, or a SPARQL endpoint for its graph and a folder for the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class RemotePlace:
    """A SPARQL 1.1 store: the addresses of its query and update operations and, where it has one, of its graph store
    (https://www.w3.org/TR/sparql11-http-rdf-update/).

    Texts, records and what was refused lie in the `folder`, which one writer at a time holds. `user` and `password`
    answer a challenge (Basic, Digest); `token` is sent as a Bearer token. `seconds` is the time that one answer may
    take, `tries` how often a request is sent at most.
    """

    query: str
    update: str
    graph_store: str = ""
    folder: Path
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    seconds: float = 120.0
    tries: int = 5

    def __str__(self) -> str:
        return self.query


Place: TypeAlias = Path | RemotePlace


def folder_of(place: Place) -> Path:
    """Return the folder in which the texts, records and refused articles of a store lie."""
    return place.folder if isinstance(place, RemotePlace) else place


def is_address(text: str) -> bool:
    """Return whether a store is named by the address of an endpoint, and not by a directory."""
    return text.startswith(("http://", "https://"))
