"""Compares where two reports say that it happened: the best match of a place of the one with a place of the other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from math import asin, cos, radians, sin, sqrt

from kg.gazetteer.names import key, skeleton
from kg.inference.incidents.reasons import Reason, reason
from kg.inference.incidents.tables import KEPT, phrases
from kg.inference.reports import Report, Site

_EARTH = 6371
_NEAR, _NEARBY, _DISTANT = 6, 20, 60
_SAME = {"exact": "same-site", "town": "same-town", "district": "same-area", None: "same-site"}
_SPOTS = ("exact", "town", None)
"""Precisions of places: where both reports name such, that they lie in one district tells nothing more."""
_SHORTEST = 4
"""Letters of a name below which it is not compared."""


def place_reasons(one: Report, other: Report) -> Iterator[Reason]:
    """Yield what the places of two reports say."""
    ours, theirs = _readings(one), _readings(other)
    if not ours or not theirs:
        if ours or theirs:
            yield reason("unplaced", "one names no place")
        return
    if all(any(site.precision in _SPOTS for site in sites) for sites in (ours, theirs)):
        ours, theirs = (tuple(site for site in sites if site.precision != "district") for sites in (ours, theirs))
    pairs = ((site, near) for site in ours for near in theirs)
    best = max((_match(*pair) for pair in pairs), key=lambda found: (found.weight, found.name, found.found))
    if best.name == "same-province":
        shared = sorted(_names(one) & _names(other))
        if shared:
            best = reason("related-names", f"in one province, and both named after {shared[0].title()}")
    yield best
    sites, others = _sites(one), _sites(other)
    if sites and others and best.name not in ("same-site", "same-name", "near") and sites.isdisjoint(others):
        yield reason("different-sites", "each names a site, and they are not the same")


@cache
def spelling(name: str) -> str:
    """Return what all spellings of a place's name have in common, without the words for its kind."""
    words = [word for word in name.split() if word.casefold().strip(".,") not in phrases("place_kinds.txt")]
    return skeleton(key(" ".join(words) or name))


@lru_cache(maxsize=KEPT)
def _readings(report: Report) -> tuple[Site, ...]:
    """Return the narrowest places, and where a town and its province of the same name are named, both."""
    places, narrow = report.places, report.narrowest
    either = [
        outer
        for inner in narrow
        for outer in places
        if outer.iri in inner.within and spelling(outer.name) == spelling(inner.name)
    ]
    return (*narrow, *either)


@lru_cache(maxsize=KEPT)
def _sites(report: Report) -> frozenset[str]:
    """Return the spellings of the sites that a report names, those of its places that are no towns or wider."""
    return frozenset(spelling(site.name) for site in _readings(report) if site.precision in ("exact", None))


def _match(one: Site, other: Site) -> Reason:
    first, second = sorted((one, other), key=lambda site: (site.name, site.iri))
    if one.key == other.key:
        name = "same-broad-place" if one.is_broad else _SAME.get(one.precision, "same-site")
        return reason(name, f"both name {one.name}")
    for inner, outer in ((one, other), (other, one)):
        if outer.iri in inner.within:
            return reason("contained-place", f"{inner.name} lies in {outer.name}")
    if one.country == other.country is not None and (one.loose or other.loose):
        return reason("loose-place", f"{first.name} and {second.name} may overlap")
    if None not in (one.lat, one.lon, other.lat, other.lon) and not one.is_broad and not other.is_broad:
        between = kilometres(one, other)
        near = "near" if between <= _NEAR else "nearby" if between <= _NEARBY else None
        name = near or ("distant" if between <= _DISTANT else "far")
        return reason(name, f"{first.name} and {second.name} lie {between:.0f} km apart")
    if len(spelling(one.name)) >= _SHORTEST and spelling(one.name) == spelling(other.name):
        return reason("same-name", f"{first.name} and {second.name} are spellings of one name")
    if one.country is not None and one.province == other.province:
        return reason("same-province", f"{first.name} and {second.name} lie in one province")
    return reason("different-places", f"{first.name}, against {second.name}")


def kilometres(one: Site, other: Site) -> float:
    """Return the distance of two places that have coordinates, along the great circle."""
    north, east, other_north, other_east = (
        radians(degrees or 0.0) for degrees in (one.lat, one.lon, other.lat, other.lon)
    )
    half = sin((other_north - north) / 2) ** 2
    half += cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    return 2 * _EARTH * asin(sqrt(half))


@lru_cache(maxsize=KEPT)
def _names(report: Report) -> frozenset[str]:
    """Return the words by which an article names places, without those for kinds of places."""
    words = {word.strip(".,;:()'\"’“”-").casefold() for text in report.place_words for word in text.split()}
    return frozenset(word for word in words if len(word) >= _SHORTEST) - frozenset(phrases("place_kinds.txt"))
