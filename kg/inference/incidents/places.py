"""Compares where two reports say that it happened: the best match of a place of the one with a place of the other."""

from __future__ import annotations

from collections.abc import Iterator
from math import asin, cos, radians, sin, sqrt

from kg.inference.incidents.reasons import Reason, reason
from kg.inference.incidents.tables import phrases
from kg.inference.reports import Report, Site

_EARTH = 6371
_NEAR, _NEARBY, _DISTANT = 6, 20, 60
_SAME = {"exact": "same-site", "town": "same-town", "district": "same-area", None: "same-site"}
_SHORTEST = 4
"""Letters of a name below which it is not compared."""


def place_reasons(one: Report, other: Report) -> Iterator[Reason]:
    """Yield what the places of two reports say."""
    ours, theirs = one.narrowest, other.narrowest
    if not ours or not theirs:
        if ours or theirs:
            yield reason("unplaced", "one names no place")
        return
    best = max((_match(site, near) for site in ours for near in theirs), key=lambda found: (found.weight, found.found))
    yield best
    if best.weight <= 0:
        shared = sorted(_names(one) & _names(other))
        if shared:
            yield reason("related-names", f"places of both are named after {shared[0].title()}")
    sites = [[site for site in several if site.precision in ("exact", None)] for several in (ours, theirs)]
    if all(sites) and best.name not in ("same-site", "near") and not ({*map(_key, sites[0])} & {*map(_key, sites[1])}):
        yield reason("different-sites", f"{sites[0][0].name}, against {sites[1][0].name}")


def _match(one: Site, other: Site) -> Reason:
    if one.key == other.key:
        name = "same-broad-place" if one.is_broad else _SAME.get(one.precision, "same-site")
        return reason(name, f"both name {one.name}")
    for inner, outer in ((one, other), (other, one)):
        if outer.iri in inner.within:
            return reason("contained-place", f"{inner.name} lies in {outer.name}")
    if None not in (one.lat, one.lon, other.lat, other.lon) and not one.is_broad and not other.is_broad:
        between = kilometres(one, other)
        near = "near" if between <= _NEAR else "nearby" if between <= _NEARBY else None
        name = near or ("distant" if between <= _DISTANT else "far")
        return reason(name, f"{one.name} and {other.name} lie {between:.0f} km apart")
    if one.country is not None and one.province == other.province:
        return reason("same-province", f"{one.name} and {other.name} lie in one province")
    return reason("different-places", f"{one.name}, against {other.name}")


def kilometres(one: Site, other: Site) -> float:
    """Return the distance of two places that have coordinates, along the great circle."""
    north, east, other_north, other_east = (
        radians(degrees or 0.0) for degrees in (one.lat, one.lon, other.lat, other.lon)
    )
    half = sin((other_north - north) / 2) ** 2
    half += cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    return 2 * _EARTH * asin(sqrt(half))


def _names(report: Report) -> set[str]:
    """Return the words by which the article names the places, without those for kinds of places."""
    words = {word.strip(".,;:()'\"’“”-").casefold() for text in report.place_words for word in text.split()}
    return {word for word in words if len(word) >= _SHORTEST} - set(phrases("place_kinds.txt"))


def _key(site: Site) -> str:
    return site.key
