"""Find what a person means: rows by IRI or the beginning of an id, actors and places by IRI, id or name."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, get_args

import rdflib

from kg.errors import ReviewError
from kg.gazetteer import ActorEntry, Gazetteer, PlaceEntry
from kg.linking.links import mint_link
from kg.mapping.iris import escaped, mint, mint_known, mint_wikidata, normalised_name
from kg.mapping.vocabulary import ONR, SDO
from kg.record import ActorKind, Precision
from kg.review.decisions import Kind, Thing
from kg.review.ledger import Ledger, homes_of
from kg.store.graphs import GraphStore

_CLASSES = {"statement": ONR.Statement, "claim": SDO.Claim, "incident": ONR.IncidentReport, "link": ONR.Link}
_PATHS = {"statement": "statement", "claim": "claim", "incident": "report", "link": "link"}

_SEE = "`onrecord review {kind}s list` lists them"

_CUT = re.compile(r"(?:[a-z]+/)?([0-9a-f]{4,24})…?")
_PAIR = re.compile(r"(\S+)=(Q[1-9][0-9]*)")

_NODES = "SELECT DISTINCT ?node WHERE {{ GRAPH ?graph {{ ?node a {kind} }} }}"

_MEMBERS = "SELECT DISTINCT ?report ?incident WHERE { ?report onr:reportOf ?incident } ORDER BY ?report"

_ENDS = "SELECT ?entity ?item ?link WHERE { GRAPH ?graph { ?link onr:linkedEntity ?entity ; onr:linkTarget ?item } }"

_KIND = "SELECT ?kind ?entity WHERE { ?entity a ?kind } LIMIT 1"

_NAMED = """
SELECT DISTINCT ?thing WHERE {{
  ?thing a {kind} ; rdfs:label|skos:altLabel ?name .
  FILTER(LCASE(STR(?name)) = {name})
}} ORDER BY ?thing
"""

_ACTOR = """
SELECT ?name ?kind ?thing WHERE {
  ?thing a onr:Actor ; rdfs:label ?name ; onr:actorKind ?kind .
} ORDER BY ?name ?kind LIMIT 1
"""

_PLACE = """
SELECT ?name ?lat ?long ?precision ?thing WHERE {
  ?thing a sem:Place ; rdfs:label ?name .
  OPTIONAL { ?thing wgs:lat ?lat ; wgs:long ?long }
  OPTIONAL { ?thing onr:precision ?precision }
} ORDER BY ?name ?lat ?long LIMIT 1
"""


class Finder:
    """Finds rows and things in one store, and things in the gazetteer."""

    def __init__(self, store: GraphStore, ledger: Ledger, gazetteer: Gazetteer) -> None:
        self._store = store
        self._ledger = ledger
        self._gazetteer = gazetteer
        self._base = ledger.base

    def rows(self, kind: Kind, text: str) -> tuple[str, ...]:
        """Return the row that a text names, or the reports of an incident, oldest id first. Raises ReviewError."""
        if kind == "incident" and text.startswith(("incident/", f"{self._base}incident/")):
            found = self._store.select(_MEMBERS, incident=self._store.resolve(escaped(text)))
            if not found:
                raise ReviewError(f"there is no incident {text!r}: {_SEE.format(kind=kind)}")
            return tuple(row[0].value for row in found if row[0])
        return (self.row(kind, text),)

    def row(self, kind: Kind, text: str) -> str:
        """Return the IRI of the row that a text names. Raises ReviewError."""
        pair = _PAIR.fullmatch(text)
        if kind == "link" and pair is not None:
            entity, item = self._store.resolve(escaped(pair[1])), mint_wikidata(pair[2])
            return mint_link(self._base, entity, item)
        cut = _CUT.fullmatch(text)
        if cut is None or len(cut[1]) == 24:
            iri = self._store.resolve(escaped(text if cut is None or "/" in text else f"{_PATHS[kind]}/{text}"))
            if self._is_there(kind, iri):
                return iri
            raise ReviewError(f"there is no {kind} {text!r}: {_SEE.format(kind=kind)}")
        return self._by_beginning(kind, cut[1])

    def ends(self, link: str, text: str) -> tuple[str, str]:
        """Return the entity and the item of a link, which a text named. Raises ReviewError."""
        for entity, item, _ in self._store.select(_ENDS, link=link):
            if entity and item:
                return entity.value, item.value
        pair = _PAIR.fullmatch(text)
        entity_iri = self._store.resolve(escaped(pair[1])) if pair else ""
        if pair is None or not self._store.select(_KIND, entity=entity_iri):
            raise ReviewError(f"{text!r}: expected a link, or an entity of the graph and an item (actor/isis=Q2429253)")
        return entity_iri, mint_wikidata(pair[2])

    def actor(self, text: str) -> tuple[str, Thing | None]:
        """Return the actor that a text names, and its description unless it is an unnamed source's.

        An actor is named by IRI, gazetteer id or name; KIND:NAME makes one that is not there. Raises ReviewError.
        """
        kind, colon, name = text.partition(":")
        if colon and kind in get_args(ActorKind) and kind != "unnamed" and name.strip():
            made: ActorKind = kind  # type: ignore[assignment]
            iri = mint(self._base, "actor", kind, normalised_name(name))
            return iri, self._described_actor(iri) or Thing(iri, " ".join(name.split()), made)
        iri = self._thing(text, "actor", ONR.Actor.n3(), lambda one: self._gazetteer.actor(one))
        return iri, self._described_actor(iri)

    def place(self, text: str) -> tuple[str, Thing]:
        """Return the place that a text names (IRI, gazetteer id or name), and its description. Raises ReviewError."""
        iri = self._thing(text, "place", "sem:Place", lambda one: self._gazetteer.place(one))
        return iri, self._described_place(iri)

    def _is_there(self, kind: Kind, iri: str) -> bool:
        if kind == "link":
            return bool(self._store.select(_ENDS, link=iri)) or iri in self._ledger.targets()
        of_kind = iri.startswith(f"{self._base}{_PATHS[kind]}/")
        return of_kind and (bool(homes_of(self._store, iri)) or iri in self._ledger.targets())

    def _by_beginning(self, kind: Kind, digits: str) -> str:
        rows = self._store.select(_NODES.format(kind=_CLASSES[kind].n3()))
        found = sorted(row[0].value for row in rows if row[0] and row[0].value.rpartition("/")[2].startswith(digits))
        there = [iri for iri in found if self._is_there(kind, iri)]
        if len(there) == 1:
            return there[0]
        if not there:
            raise ReviewError(f"there is no {kind} with an id that begins with {digits!r}: {_SEE.format(kind=kind)}")
        raise ReviewError(f"{digits!r} begins the ids of {len(there)} {kind}s: {', '.join(there[:5])}; expected one")

    def _thing(
        self,
        text: str,
        path: Literal["actor", "place"],
        kind: str,
        entry: Callable[[str], ActorEntry | PlaceEntry | None],
    ) -> str:
        wanted = text.strip()
        iri = self._store.resolve(escaped(wanted if "/" in wanted or ":" in wanted else f"{path}/{wanted}"))
        if self._store.select(f"SELECT ?thing {{ ?thing a {kind} }} LIMIT 1", thing=iri):
            return iri
        known = entry(wanted.removeprefix(self._base).removeprefix(f"{path}/"))
        if known is not None:
            return mint_known(self._base, path, known.id)
        name = rdflib.Literal(wanted.lower()).n3()
        found = [row[0].value for row in self._store.select(_NAMED.format(kind=kind, name=name)) if row[0]]
        if len(found) > 1:
            raise ReviewError(f"{text!r} is the name of {len(found)}: {', '.join(found[:5])}; expected one, by its IRI")
        if not found:
            new = " or KIND:NAME (person:Amina Daud) for one that is new" if path == "actor" else ""
            raise ReviewError(f"no {path} is named {text!r}: expected an IRI, a gazetteer id, a name in the graph{new}")
        return found[0]

    def _described_actor(self, iri: str) -> Thing | None:
        for name, kind, _ in self._store.select(_ACTOR, thing=iri):
            if name and kind:
                local: ActorKind = kind.value.rpartition("#")[2]  # type: ignore[assignment]
                return None if local == "unnamed" else Thing(iri, name.value, local)
        entry = self._gazetteer.actor(iri.rpartition("/")[2])
        return Thing(iri, entry.label, entry.kind) if entry else None

    def _described_place(self, iri: str) -> Thing:
        for name, lat, lon, precision, _ in self._store.select(_PLACE, thing=iri):
            if name:
                local: Precision | None = precision.value.rpartition("#")[2] if precision else None  # type: ignore[assignment]
                point = (float(lat.value), float(lon.value)) if lat and lon else (None, None)
                return Thing(iri, name.value, "place", point[0], point[1], local)
        entry = self._gazetteer.place(iri.rpartition("/")[2])
        assert entry is not None, "a place that the graph does not know was found in the gazetteer"
        return Thing(iri, entry.label, "place", entry.lat, entry.lon, entry.precision)
