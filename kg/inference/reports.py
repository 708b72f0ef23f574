"""Reports of incidents as the inference compares them, read from the graph.

A report is one article's account of an event. Read is what is in force (the default graph); reports that are not are
passed over. What holds of a place (coordinates, what it lies in) is the gazetteer's where the gazetteer knows it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar, get_args
from urllib.parse import unquote

from kg.gazetteer import Gazetteer
from kg.gazetteer.entries import PlaceEntry
from kg.mapping.iris import normalised_name, segment
from kg.record import Precision
from kg.store.graphs import GraphStore

_PRECISIONS: tuple[str, ...] = get_args(Precision)

_TOGETHER = 500
"""Reports read with one query."""

_LOOSE = ("area", "region", "river", "water")
"""Types of places that have no bounds which say what lies in them."""

_QUERIES = {
    "reports": """
SELECT ?report ?type ?article ?revision ?earliest ?latest ?edtf ?published ?outlet WHERE {
  VALUES ?report { %s }
  ?report a onr:IncidentReport ; sem:eventType ?type ; prov:wasDerivedFrom ?revision .
  ?revision prov:specializationOf ?article .
  OPTIONAL { ?report onr:earliest ?earliest }
  OPTIONAL { ?report onr:latest ?latest }
  OPTIONAL { ?report onr:edtf ?edtf }
  OPTIONAL { ?article schema:datePublished ?published }
  OPTIONAL { ?article schema:publisher ?outlet }
}
""",
    "quotes": """
SELECT ?report ?exact ?prefix ?suffix WHERE {
  VALUES ?report { %s }
  ?report onr:evidence/oa:hasSelector ?quote .
  ?quote oa:exact ?exact ; oa:prefix ?prefix ; oa:suffix ?suffix .
}
""",
    "wordings": """
SELECT ?report ?of ?exact WHERE {
  VALUES ?report { %s }
  VALUES ?of { onr:timeEvidence onr:placeEvidence }
  ?report ?of ?evidence .
  ?evidence oa:hasSelector/oa:exact ?exact .
}
""",
    "places": """
SELECT ?report ?place ?name ?lat ?long ?precision WHERE {
  VALUES ?report { %s }
  ?report sem:hasPlace ?place .
  ?place rdfs:label ?name .
  OPTIONAL { ?place wgs:lat ?lat ; wgs:long ?long }
  OPTIONAL { ?place onr:precision ?precision }
}
""",
    "parts": """
SELECT ?report ?role ?actor ?name WHERE {
  VALUES ?report { %s }
  ?report sem:hasActor ?part .
  ?part sem:roleType ?role ; rdf:value ?actor .
  ?actor rdfs:label ?name .
}
""",
    "figures": """
SELECT ?report ?claim ?effect ?what ?group ?low ?high ?text WHERE {
  VALUES ?report { %s }
  ?claim schema:about ?report ; schema:text ?text .
  { ?claim onr:effect ?effect } UNION { ?claim onr:what ?what }
  OPTIONAL { ?claim onr:group ?group }
  OPTIONAL { ?claim schema:minValue ?low }
  OPTIONAL { ?claim schema:maxValue ?high }
}
""",
    "others": """
SELECT ?report ?weapon ?part WHERE {
  VALUES ?report { %s }
  { ?report onr:weapon ?weapon } UNION { ?report onr:summarises ?part }
}
""",
}
"""What is asked about reports: one row or several for each, by the variable `report`.

No path stands in an OPTIONAL: Oxigraph would follow it from everything in the store.
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A place of a report; `within` are the IRIs of the places it lies in, the narrowest first, the country last.

    `known` is what the gazetteer has; `loose` has no bounds that say what lies in it ("the north of the country").
    """

    iri: str
    name: str
    lat: float | None = None
    lon: float | None = None
    precision: str | None = None
    within: tuple[str, ...] = ()
    known: bool = False
    loose: bool = False

    @property
    def key(self) -> str:
        """What is the same for the same place in all articles: the IRI, the name where the gazetteer has none."""
        return self.iri if self.known else normalised_name(self.name)

    @property
    def is_broad(self) -> bool:
        """Whether this is a province, a region or a country."""
        return self.precision in ("province", "country")

    @property
    def country(self) -> str | None:
        """The country it is or lies in."""
        return self.within[-1] if self.within else self.key if self.precision == "country" else None

    @property
    def province(self) -> str:
        """The widest place below the country that it is or lies in."""
        return self.within[-2] if len(self.within) > 1 else self.key


@dataclass(frozen=True, slots=True)
class Part:
    """An actor of a report; `within` are the IRIs of the actors it is part of, the next first, `side` whose it is."""

    iri: str
    name: str
    within: tuple[str, ...] = ()
    side: str | None = None


_Named = TypeVar("_Named", Site, Part)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that somebody gives: of people of a group (`effect`: killed, injured …) or of things (`what`)."""

    claim: str
    effect: str | None = None
    what: str | None = None
    group: str | None = None
    low: int | None = None
    high: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One article's account of an event; dates are ISO days, kinds and precisions the last part of their IRIs.

    `words` are those that name the event, `context` the same with what stands around them, `date_words` those that
    date it, `place_words` those that name its places. `summarises` are the reports whose sum this one is.
    """

    iri: str
    article: str
    revision: str
    type: str
    outlet: str | None = None
    published: str | None = None
    earliest: str | None = None
    latest: str | None = None
    edtf: str | None = None
    words: str = ""
    context: str = ""
    date_words: tuple[str, ...] = ()
    place_words: tuple[str, ...] = ()
    places: tuple[Site, ...] = ()
    perpetrators: tuple[Part, ...] = ()
    supporters: tuple[Part, ...] = ()
    targets: tuple[Part, ...] = ()
    figures: tuple[Figure, ...] = ()
    weapons: tuple[str, ...] = ()
    summarises: tuple[str, ...] = ()

    @property
    def narrowest(self) -> tuple[Site, ...]:
        """The places that hold no other place of the report."""
        return narrowest(self.places)

    @property
    def order(self) -> tuple[bool, str, str]:
        """What sorts reports by age: publication, then IRI; those without a day of publication come last."""
        return self.published is None, self.published or "", self.iri


def narrowest(places: tuple[Site, ...]) -> tuple[Site, ...]:
    """Return those of some places that hold no other of them."""
    holders = {iri for site in places for iri in site.within}
    return tuple(site for site in places if site.iri not in holders)


class ReportReader:
    """Reads reports from a store, each once: they are kept until they are forgotten."""

    def __init__(self, store: GraphStore, gazetteer: Gazetteer) -> None:
        self._store = store
        self._gazetteer = gazetteer
        self._kept: dict[str, Report | None] = {}
        self._entries: dict[str, PlaceEntry | None] = {}
        self._within: dict[str, tuple[str, ...]] = {}

    def read(self, reports: Iterable[str]) -> list[Report]:
        """Return the reports with these IRIs that are in force, the oldest first."""
        wanted = sorted(set(reports))
        missing = [iri for iri in wanted if iri not in self._kept]
        for start in range(0, len(missing), _TOGETHER):
            self._load(missing[start : start + _TOGETHER])
        found = (self._kept[iri] for iri in wanted)
        return sorted((one for one in found if one is not None), key=lambda one: one.order)

    def forget(self, reports: Iterable[str]) -> None:
        """Read these reports anew when they are next asked for."""
        for iri in reports:
            self._kept.pop(iri, None)

    def _load(self, reports: list[str]) -> None:
        self._kept.update(dict.fromkeys(reports))
        values = " ".join(f"<{iri}>" for iri in reports)
        more = {name: self._grouped(name, values) for name in _QUERIES}
        for iri, (row, *_) in more["reports"].items():
            row.update(more["quotes"].get(iri, ({},))[0])
            parts = [(_local(one["role"]), self._part(one)) for one in more["parts"].get(iri, ())]
            self._kept[iri] = Report(
                iri=iri,
                article=row["article"],
                revision=row["revision"],
                type=_local(row["type"]),
                outlet=row.get("outlet"),
                published=row.get("published"),
                earliest=row.get("earliest"),
                latest=row.get("latest"),
                edtf=row.get("edtf"),
                words=row.get("exact", ""),
                context=row.get("prefix", "") + row.get("exact", "") + row.get("suffix", ""),
                date_words=_wordings(more["wordings"].get(iri, ()), "timeEvidence"),
                place_words=_wordings(more["wordings"].get(iri, ()), "placeEvidence"),
                places=tuple(sorted(_each(self._site(one) for one in more["places"].get(iri, ())), key=_width)),
                perpetrators=_each(part for role, part in parts if role == "perpetrator"),
                supporters=_each(part for role, part in parts if role == "supporter"),
                targets=_each(part for role, part in parts if role == "target"),
                figures=tuple(_figure(one) for one in more["figures"].get(iri, ())),
                weapons=tuple(one["weapon"] for one in more["others"].get(iri, ()) if "weapon" in one),
                summarises=tuple(one["part"] for one in more["others"].get(iri, ()) if "part" in one),
            )

    def _grouped(self, name: str, values: str) -> dict[str, list[dict[str, str]]]:
        """Return the rows of a query by their report, in an order that does not depend on the store's."""
        answer = self._store.query(_QUERIES[name] % values)
        grouped: dict[str, list[dict[str, str]]] = defaultdict(list)
        names = answer.variables
        for terms in answer.rows():
            row = {key: term.value for key, term in zip(names, terms, strict=True) if term is not None}
            grouped[row["report"]].append(row)
        for rows in grouped.values():
            rows.sort(key=lambda row: sorted(row.items()))
        return grouped

    def _site(self, row: dict[str, str]) -> Site:
        iri = row["place"]
        if iri not in self._entries:
            folder, _, slug = iri.rpartition("/")
            found = self._entries[iri] = self._gazetteer.place(unquote(slug))
            lies_in = self._gazetteer.within(found) if found is not None else ()
            self._within[iri] = tuple(f"{folder}/{segment(one.id)}" for one in lies_in)
        entry = self._entries[iri]
        return Site(
            iri=iri,
            name=row["name"],
            lat=float(row["lat"]) if "lat" in row else None,
            lon=float(row["long"]) if "long" in row else None,
            precision=_local(row["precision"]) if "precision" in row else None,
            within=self._within[iri],
            known=entry is not None,
            loose=entry is not None and entry.type in _LOOSE,
        )

    def _part(self, row: dict[str, str]) -> Part:
        iri, side = row["actor"], None
        within: list[str] = []
        folder, _, slug = iri.rpartition("/")
        entry = self._gazetteer.actor(unquote(slug))
        if entry is not None:
            side = entry.side
        while entry is not None and entry.parent is not None:
            within.append(f"{folder}/{segment(entry.parent)}")
            entry = self._gazetteer.actor(entry.parent)
        return Part(iri, row["name"], tuple(within), side)


def _wordings(rows: Iterable[dict[str, str]], of: str) -> tuple[str, ...]:
    return tuple(row["exact"] for row in rows if _local(row["of"]) == of)


def _figure(row: dict[str, str]) -> Figure:
    return Figure(
        claim=row["claim"],
        effect=_local(row["effect"]) if "effect" in row else None,
        what=row.get("what"),
        group=row.get("group"),
        low=int(row["low"]) if "low" in row else None,
        high=int(row["high"]) if "high" in row else None,
        text=row["text"],
    )


def _width(site: Site) -> tuple[int, str]:
    """Return what sorts places from the most specific to the broadest; those nobody has located come first."""
    return (_PRECISIONS.index(site.precision) + 1 if site.precision in _PRECISIONS else 0), site.iri


def _each(several: Iterable[_Named]) -> tuple[_Named, ...]:
    """Return each thing once, the first of those with the same IRI: one with several names gives several rows."""
    return tuple({one.iri: one for one in reversed(list(several))}.values())[::-1]


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]
