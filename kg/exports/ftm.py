"""Entities of FollowTheMoney (https://followthemoney.tech), a line of JSON each: actors, articles, events.

They are written without the package `followthemoney`, which needs a compiler and ICU to be installed; where it is
there (extra `ftm`), each entity is held to its model before it is written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import IO, Any

from kg.errors import ExportError
from kg.exports.dump import Dump
from kg.exports.reading import ACTORS, ARTICLES, INCIDENTS, PARTICIPANTS, Row, rows

Entity = dict[str, Any]

_SCHEMATA = {
    "person": "Person",
    "organisation": "Organization",
    "armed_group": "Organization",
    "coalition": "Organization",
    "government": "PublicBody",
    "outlet": "Organization",
}


def write_entities(dump: Dump, output: IO[bytes]) -> None:
    """Write the entities. Raises ExportError when one does not fit the model."""
    check = _checker()
    for one in _entities(dump):
        check(one)
        output.write(json.dumps(one, ensure_ascii=False).encode() + b"\n")


def entity_id(iri: str) -> str:
    """Return the id of a thing: the same for the same IRI."""
    return hashlib.sha1(iri.encode(), usedforsecurity=False).hexdigest()


def _entities(dump: Dump) -> Iterator[Entity]:
    named = set()
    for iri, several in groupby(rows(dump, ACTORS), key=lambda row: row["actor"]):
        found = list(several)
        if found[0]["kind"] in _SCHEMATA:
            named.add(iri)
            yield _actor(iri, found, dump)
    for iri, several in groupby(rows(dump, ARTICLES), key=lambda row: row["article"]):
        yield _article(iri, next(several), dump)
    involved: dict[str, list[str]] = {}
    for one in rows(dump, PARTICIPANTS):
        if one["actor"] in named:
            involved.setdefault(one["incident"], []).append(entity_id(one["actor"]))
    for iri, several in groupby(rows(dump, INCIDENTS), key=lambda row: row["incident"]):
        yield _event(iri, list(several), involved.get(iri, []), dump)


def _actor(iri: str, found: list[Row], dump: Dump) -> Entity:
    first = found[0]
    aliases = first.get("aliases", "").split("; ")
    wikidata = {one["wikidata"].rpartition("/")[2] for one in found if "/entity/Q" in one.get("wikidata", "")}
    return _entity(
        iri, _SCHEMATA[first["kind"]], dump,
        name=sorted({one["name"] for one in found}), alias=aliases, wikidataId=sorted(wikidata),
        summary=[f"side: {first['side']}"] if "side" in first else [],
    )  # fmt: skip


def _article(iri: str, row: Row, dump: Dump) -> Entity:
    return _entity(
        iri, "Article", dump, title=[row.get("headline", row["id"])], sourceUrl=[row.get("url", iri)],
        publisher=[row.get("outlet", "")], publishedAt=[row.get("published", "")], author=[row.get("byline", "")],
        contentHash=[hashlib.sha1(row["sha256"].encode(), usedforsecurity=False).hexdigest()],
    )  # fmt: skip


def _event(iri: str, tallies: list[Row], involved: list[str], dump: Dump) -> Entity:
    first = tallies[0]
    what, where = first["type"].replace("_", " "), first.get("place", "")
    told = [
        f"{one['effect']}: {one.get('low', '?')} to {one.get('high', '?')}, best {one['best']}"
        for one in tallies if "best" in one
    ]  # fmt: skip
    graded = [f"grade: {first['grades']}"] if "grades" in first else []
    name = f"{what}{f' at {where}' if where else ''}{' on ' + first['earliest'] if 'earliest' in first else ''}"
    return _entity(
        iri, "Event", dump, name=[name], startDate=[first.get("earliest", "")], endDate=[first.get("latest", "")],
        location=where.split("; "), involved=sorted(set(involved)), summary=[*dict.fromkeys(told), *graded],
    )  # fmt: skip


def _entity(iri: str, schema: str, dump: Dump, **properties: list[str]) -> Entity:
    kept = {name: some for name, values in properties.items() if (some := [one for one in values if one])}
    kept.setdefault("sourceUrl", [iri])
    if schema != "Article":
        kept["publisher"] = [dump.software]
    return {"id": entity_id(iri), "schema": schema, "properties": kept, "license": dump.licence, "origin": [dump.note]}


def _checker() -> Callable[[Entity], None]:
    """Return what raises ExportError for an entity that does not fit the model; without the package it passes all."""
    try:
        from followthemoney import model
    except ImportError:
        return lambda entity: None

    def check(entity: Entity) -> None:
        schema = model.get(entity["schema"])
        if schema is None:
            raise ExportError(f"FollowTheMoney has no schema {entity['schema']!r}")
        for name, values in entity["properties"].items():
            prop = schema.get(name)
            if prop is None:
                raise ExportError(f"FollowTheMoney's {entity['schema']} has no property {name!r}")
            for value in values:
                if prop.type.name != "entity" and prop.type.clean(value) is None:
                    raise ExportError(f"FollowTheMoney's {entity['schema']}.{name} does not take {value!r}")

    return check
