"""Places in a region: a box of degrees, or a circle of kilometres. What is in it is worked out here, not in SPARQL."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from service.errors import RequestError
from service.rest import terms
from service.rest.gathering import Ask

REGION = ("bbox", "near", "km")
"""The parameters that describe a region: west,south,east,north; latitude,longitude with a distance."""

_EARTH = 6371.0088  # kilometres, mean radius (IUGG)
_USUAL_KM = 25.0
_NOWHERE = "<urn:onrecord:nowhere>"

_SITES = """
SELECT DISTINCT ?place ?lat ?long WHERE {{
  {south} {north}
  ?place wgs:lat ?lat FILTER(?lat >= ?south && ?lat <= ?north)
  ?place wgs:long ?long .
}}
"""


@dataclass(frozen=True, slots=True)
class Region:
    """A box (west may be east of east: then it lies across the antimeridian), and a circle in it if there is one."""

    west: float
    south: float
    east: float
    north: float
    centre: tuple[float, float] | None = None
    km: float = 0.0

    def holds(self, lat: float, long: float) -> bool:
        """Return whether a point lies in the region."""
        if self.centre is not None:
            return distance(self.centre, (lat, long)) <= self.km
        across = self.west > self.east
        inside = long >= self.west or long <= self.east if across else self.west <= long <= self.east
        return inside and self.south <= lat <= self.north


def region_of(given: Mapping[str, str]) -> Region | None:
    """Return the region that parameters describe, None when there are none. Raises RequestError."""
    if not given:
        return None
    if "bbox" in given:
        if len(given) > 1:
            raise RequestError("bbox and near: expected one of them")
        west, south, east, north = _numbers("bbox", given["bbox"], "west,south,east,north in degrees", 4)
        if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
            raise RequestError(f"bbox={given['bbox']!r}: expected west,south,east,north in degrees")
        return Region(west, south, east, north)
    if "near" not in given:
        raise RequestError("km: expected near=latitude,longitude beside it")
    lat, long = _numbers("near", given["near"], "latitude,longitude in degrees", 2)
    (km,) = _numbers("km", given.get("km", str(_USUAL_KM)), "a distance in kilometres", 1)
    if not (-90 <= lat <= 90 and -180 <= long <= 180):
        raise RequestError(f"near={given['near']!r}: expected latitude,longitude in degrees")
    if not 0 < km <= 20_040:
        raise RequestError(f"km={given['km']!r}: expected a distance above 0 and up to half the earth's girth")
    reach = math.degrees(km / _EARTH)
    return Region(-180, max(-90.0, lat - reach), 180, min(90.0, lat + reach), (lat, long), km)


async def sites_in(region: Region, ask: Ask) -> tuple[str, ...]:
    """Return the places of the graph that lie in a region; a place that is none when there are none."""
    bounds = {name: terms.values(name, [terms.decimal(f"{getattr(region, name):.6f}")]) for name in ("south", "north")}
    rows = await ask(_SITES.format(**bounds))
    found = (
        place.value
        for place, lat, long in rows
        if place is not None and lat is not None and long is not None
        and region.holds(float(lat.value), float(long.value))
    )  # fmt: skip
    return tuple(map(terms.iri, found)) or (_NOWHERE,)


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the kilometres between two points (latitude, longitude) on a sphere."""
    lat1, long1, lat2, long2 = map(math.radians, (*one, *other))
    square = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((long2 - long1) / 2) ** 2
    return 2 * _EARTH * math.asin(math.sqrt(min(1.0, square)))


def _numbers(name: str, text: str, expected: str, count: int) -> tuple[float, ...]:
    try:
        numbers = tuple(map(float, text.split(",")))
    except ValueError:
        numbers = ()
    if len(numbers) != count or not all(map(math.isfinite, numbers)):
        raise RequestError(f"{name}={text!r}: expected {expected}")
    return numbers
