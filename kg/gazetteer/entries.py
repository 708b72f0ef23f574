"""What the gazetteer knows about one actor or place, and how the data files become that.

Each file in `data/` is CSV in UTF-8: a first line starting with `#` that says what the file holds and where the
knowledge comes from, a line of column names, then one entry a line, sorted by id. Several values in one
field stand apart by `;`.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from kg.errors import GazetteerError
from kg.record import Actor, ActorKind, Place, Precision, Span

FILES = (
    "actors.csv",
    "ambiguous.csv",
    "countries.csv",
    "institutions.csv",
    "offices.csv",
    "outlets.csv",
    "people.csv",
    "places.csv",
    "sides.csv",
    "tenures.csv",
    "villages.csv",
)

PlaceType = Literal[
    "area",
    "base",
    "border_crossing",
    "building",
    "camp",
    "city",
    "country",
    "district",
    "province",
    "region",
    "river",
    "mountain",
    "neighbourhood",
    "site",
    "town",
    "village",
    "water",
]

_PRECISIONS: Mapping[PlaceType, Precision] = {
    "area": "district",
    "base": "exact",
    "border_crossing": "exact",
    "building": "exact",
    "camp": "exact",
    "city": "town",
    "country": "country",
    "district": "district",
    "mountain": "district",
    "neighbourhood": "exact",
    "province": "province",
    "region": "province",
    "river": "province",
    "site": "exact",
    "town": "town",
    "village": "town",
    "water": "province",
}


@dataclass(frozen=True, slots=True)
class Tenure:
    """A role someone held in an organisation; `start` and `end` are ISO dates, possibly only a year, or empty."""

    role: str
    organisation: str
    start: str = ""
    end: str = ""

    def covers(self, date: str) -> bool:
        """Say whether the role was held on an ISO date, as far as the data know."""
        return (not self.start or self.start <= date) and (not self.end or date[: len(self.end)] <= self.end)


@dataclass(frozen=True, slots=True)
class ActorEntry:
    """An organisation, group, government, person or outlet. `parent` and `country` are ids."""

    id: str
    label: str
    kind: ActorKind
    aliases: tuple[str, ...] = ()
    wikidata: str | None = None
    evidence: str = ""
    wikipedia: str | None = None
    side: str | None = None
    parent: str | None = None
    country: str | None = None
    institution: str | None = None
    valid_from: str = ""
    valid_to: str = ""
    domain: str | None = None
    notes: str = ""
    tenures: tuple[Tenure, ...] = field(default=())

    def reference(self, mention: Span | None = None) -> Actor:
        """Return the record's reference to this actor."""
        return Actor(
            id=self.id,
            name=self.label,
            kind=self.kind,
            wikidata=self.wikidata,
            aliases=self.aliases,
            mention=mention,
        )


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A place. `parent` is the place it lies in, `country` its country's id; coordinates are WGS84 degrees."""

    id: str
    label: str
    type: PlaceType
    aliases: tuple[str, ...] = ()
    wikidata: str | None = None
    evidence: str = ""
    wikipedia: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonames: str | None = None
    parent: str | None = None
    country: str | None = None
    population: int = 0
    capital: str | None = None
    government: str | None = None
    adjectives: tuple[str, ...] = ()
    notes: str = ""

    @property
    def precision(self) -> Precision:
        """How exactly the name of a place of this type locates something."""
        return _PRECISIONS[self.type]

    def reference(self, text: str = "", mention: Span | None = None) -> Place:
        """Return the record's reference to this place; `text` is the raw name in the article."""
        return Place(
            id=self.id,
            name=self.label,
            wikidata=self.wikidata,
            aliases=self.aliases,
            lat=self.lat,
            lon=self.lon,
            precision=self.precision,
            text=text or (mention.text if mention is not None else ""),
            mention=mention,
        )


@dataclass(frozen=True, slots=True)
class Institution:
    """What every state has (army, defence ministry, …): a pattern that makes an actor of a country.

    `label` holds `{country}` or `{adjective}`; `names` are what stands after the country's adjective. `force` is
    `armed` for those that fight, `police` for those that police.
    """

    id: str
    label: str
    kind: ActorKind
    names: tuple[str, ...]
    parent: str | None = None
    force: str | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """An office as it is named beside a country's adjective; `institution` is what its holder speaks for."""

    id: str
    role: str
    names: tuple[str, ...]
    institution: str


def load_actors() -> tuple[ActorEntry, ...]:
    """Load organisations, groups, governments, outlets and people."""
    tenures = _tenures()
    return (
        *(_actor(row, cast(ActorKind, row["kind"])) for row in _rows("actors.csv")),
        *(_actor(row, "outlet") for row in _rows("outlets.csv")),
        *(_actor(row, "person", tenures.get(row["id"], ())) for row in _rows("people.csv")),
    )


def load_places() -> tuple[PlaceEntry, ...]:
    """Load countries and the places of tier one."""
    return (
        *(read_place({**row, "type": "country"}) for row in _rows("countries.csv")),
        *(read_place(row) for row in _rows("places.csv")),
    )


def load_village_rows() -> tuple[list[str], list[list[str]]]:
    """Load the places of tier two as they stand in the file: the names of the columns, and the values of each place.

    There are so many that making entries or dictionaries of all would take most of the time that loading takes.
    """
    columns, *rows = _values("villages.csv")
    return columns, rows


def load_institutions() -> tuple[Institution, ...]:
    """Load what every state has."""
    return tuple(
        Institution(
            row["id"],
            row["label"],
            cast(ActorKind, row["kind"]),
            _several(row["names"]),
            row["parent"] or None,
            row["force"] or None,
        )
        for row in _rows("institutions.csv")
    )


def load_offices() -> tuple[Office, ...]:
    """Load the offices of states."""
    return tuple(
        Office(row["id"], row["role"], _several(row["names"]), row["institution"]) for row in _rows("offices.csv")
    )


@cache
def load_sides() -> Mapping[str, str]:
    """Load the names of the sides by their ids."""
    return {row["id"]: row["label"] for row in _rows("sides.csv")}


def load_ambiguous() -> frozenset[str]:
    """Load names that are everyday words too, so that alone they prove nothing."""
    return frozenset(row["name"] for row in _rows("ambiguous.csv"))


@cache
def data_version() -> str:
    """Return the SHA-256 over all data files: it names the data a run was made with."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update(name.encode())
        digest.update(_file(name).encode())
    return digest.hexdigest()


def _file(name: str) -> str:
    return files(__package__).joinpath("data", name).read_text(encoding="utf-8")


def _rows(name: str) -> Iterator[dict[str, str]]:
    columns, *rows = _values(name)
    return (dict(zip(columns, values, strict=True)) for values in rows)


def _values(name: str) -> list[list[str]]:
    """Return the fields of each line, the names of the columns first."""
    lines = _file(name).splitlines()
    if not lines or not lines[0].startswith("#"):
        raise GazetteerError(f"{name}: the first line must start with # and say what the file holds")
    columns, *rows = csv.reader(lines[1:], strict=True)
    for values in rows:
        if len(values) != len(columns):
            raise GazetteerError(f"{name}, entry {values[0]!r}: {len(values)} fields, expected {len(columns)}")
    return [columns, *rows]


def _several(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


def _tenures() -> dict[str, tuple[Tenure, ...]]:
    held: dict[str, tuple[Tenure, ...]] = {}
    for row in _rows("tenures.csv"):
        one = Tenure(row["role"], row["organisation"], row["valid_from"], row["valid_to"])
        held[row["person"]] = (*held.get(row["person"], ()), one)
    return held


def _actor(row: Mapping[str, str], kind: ActorKind, tenures: tuple[Tenure, ...] = ()) -> ActorEntry:
    return ActorEntry(
        id=row["id"],
        label=row["label"],
        kind=kind,
        aliases=_several(row["aliases"]),
        wikidata=row["wikidata"] or None,
        evidence=row["evidence"],
        wikipedia=row["wikipedia"] or None,
        side=row["side"] or None,
        parent=row.get("parent") or None,
        country=row["country"] or None,
        institution=row.get("institution") or None,
        valid_from=row.get("valid_from", ""),
        valid_to=row.get("valid_to", ""),
        domain=row.get("domain") or None,
        notes=row["notes"],
        tenures=tenures,
    )


def read_place(row: Mapping[str, str]) -> PlaceEntry:
    """Return the place of a line of one of the files of places."""
    return PlaceEntry(
        id=row["id"],
        label=row["label"],
        type=cast(PlaceType, row["type"]),
        aliases=_several(row["aliases"]),
        wikidata=row.get("wikidata") or None,
        evidence=row.get("evidence", ""),
        wikipedia=row.get("wikipedia") or None,
        lat=_degrees(row["lat"]),
        lon=_degrees(row["lon"]),
        geonames=row["geonames"] or None,
        parent=row.get("parent") or None,
        country=row.get("country") or None,
        population=int(row.get("population") or 0),
        capital=row.get("capital") or None,
        government=row.get("government") or None,
        adjectives=_several(row.get("adjectives", "")),
        notes=row.get("notes", ""),
    )


def _degrees(text: str) -> float | None:
    return float(text) if text else None
