"""Incidents on a map: GeoJSON (RFC 7946), one feature for each incident whose place is known."""

from __future__ import annotations

import json
from itertools import groupby
from typing import IO, Any

from kg.exports.dump import Dump
from kg.exports.reading import INCIDENTS, Row, rows


def write_geojson(dump: Dump, output: IO[bytes]) -> None:
    """Write the incidents that have coordinates."""
    head = {"type": "FeatureCollection", "license": dump.licence, "provenance": dump.note}
    output.write(json.dumps(head, ensure_ascii=False).encode().removesuffix(b"}") + b', "features": [')
    mark = b"\n"
    for incident, several in groupby(rows(dump, INCIDENTS), key=lambda row: row["incident"]):
        tallies = list(several)
        if "lat" in tallies[0] and "long" in tallies[0]:
            output.write(mark + json.dumps(_feature(incident, tallies), ensure_ascii=False).encode())
            mark = b",\n"
    output.write(b"\n]}\n")


def _feature(incident: str, tallies: list[Row]) -> dict[str, Any]:
    first = tallies[0]
    told = {name: first[name] for name in ("type", "earliest", "latest", "place", "grades") if name in first}
    counts = {name: int(first[name]) for name in ("origins", "reports") if name in first}
    return {
        "type": "Feature",
        "id": incident,
        "geometry": {"type": "Point", "coordinates": [float(first["long"]), float(first["lat"])]},
        "properties": {**told, **counts, "tallies": [_tally(one) for one in tallies if "best" in one]},
    }


def _tally(row: Row) -> dict[str, Any]:
    words: dict[str, Any] = {name: row[name] for name in ("effect", "group", "rules") if name in row}
    return {**words, **{name: int(row[name]) for name in ("low", "best", "high") if name in row}}
