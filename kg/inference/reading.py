"""Reads reports of incidents from a store, as far as they are in force; what is not in the default graph is not there.

What holds of a place (coordinates, what it lies in) is the gazetteer's where the gazetteer knows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args
from urllib.parse import unquote

from kg.gazetteer import Gazetteer
from kg.gazetteer.entries import PlaceEntry
from kg.inference.reports import Figure, Part, Report, Site
from kg.inference.things import Properties, Things, first, gathered
from kg.mapping.iris import segment
from kg.mapping.vocabulary import OA, ONR, PROV, RDF, RDFS, SDO, SEM, WGS
from kg.record import Precision

_PRECISIONS: tuple[str, ...] = get_args(Precision)

_LOOSE = ("area", "region", "river", "water")
"""Types of places that have no bounds which say what lies in them."""

_TYPE, _VALUE, _LABEL, _REPORT = str(RDF.type), str(RDF.value), str(RDFS.label), str(ONR.IncidentReport)
_EVENT_TYPE, _PLACE, _ACTOR, _ROLE = str(SEM.eventType), str(SEM.hasPlace), str(SEM.hasActor), str(SEM.roleType)
_REVISION, _ARTICLE, _ABOUT = str(PROV.wasDerivedFrom), str(PROV.specializationOf), str(SDO.about)
_PUBLISHED, _PUBLISHER, _TEXT = str(SDO.datePublished), str(SDO.publisher), str(SDO.text)
_EARLIEST, _LATEST, _EDTF = str(ONR.earliest), str(ONR.latest), str(ONR.edtf)
_EVIDENCE, _TIME, _WHERE = str(ONR.evidence), str(ONR.timeEvidence), str(ONR.placeEvidence)
_SELECTOR, _EXACT, _PREFIX, _SUFFIX = str(OA.hasSelector), str(OA.exact), str(OA.prefix), str(OA.suffix)
_LAT, _LONG, _PRECISION = str(WGS.lat), str(WGS.long), str(ONR.precision)
_EFFECT, _WHAT, _GROUP = str(ONR.effect), str(ONR.what), str(ONR.group)
_MIN, _MAX, _WEAPON, _PARTS = str(SDO.minValue), str(SDO.maxValue), str(ONR.weapon), str(ONR.summarises)


class ReportReader:
    """Reads reports, each once: they are kept until they are forgotten."""

    def __init__(self, things: Things, gazetteer: Gazetteer) -> None:
        self._things = things
        self._gazetteer = gazetteer
        self._kept: dict[str, Report | None] = {}
        self._entries: dict[str, tuple[PlaceEntry | None, tuple[str, ...]]] = {}
        self._belonging: dict[str, tuple[str | None, tuple[str, ...], str | None]] = {}

    def read(self, reports: Iterable[str]) -> list[Report]:
        """Return the reports with these IRIs that are in force, the oldest first."""
        wanted = set(reports)
        self._load({iri for iri in wanted if iri not in self._kept})
        found = (self._kept[iri] for iri in wanted)
        return sorted((one for one in found if one is not None), key=lambda one: one.order)

    def keep(self, reports: Iterable[Report]) -> None:
        """Keep reports that need not be read."""
        self._kept.update((one.iri, one) for one in reports)

    def forget(self, reports: Iterable[str]) -> None:
        """Read these reports anew when they are next asked for."""
        for iri in reports:
            self._kept.pop(iri, None)

    def _load(self, reports: set[str]) -> None:
        if not reports:
            return
        known = self._things.of(reports)
        known |= self._things.of(gathered(known, reports, _REVISION, _EVIDENCE, _TIME, _WHERE, _ACTOR, _PLACE))
        described = set(known)
        known |= self._things.of(gathered(known, described, _ARTICLE, _SELECTOR, _VALUE))
        claims = self._things.pointing(_ABOUT, reports)
        known |= self._things.of(claim for several in claims.values() for claim in several)
        for iri in reports:
            self._kept[iri] = self._report(iri, known, claims[iri])

    def _report(self, iri: str, known: Mapping[str, Properties], claims: Iterable[str]) -> Report | None:
        report = known[iri]
        kind, revision = first(report, _EVENT_TYPE), first(report, _REVISION)
        article = first(known[revision], _ARTICLE) if revision is not None else None
        if _REPORT not in report.get(_TYPE, ()) or kind is None or revision is None or article is None:
            return None
        words, context = _quoted(report.get(_EVIDENCE, ()), known)
        parts = {role: list(self._parts(role, report.get(_ACTOR, ()), known)) for role in _ROLES}
        sites = [self._site(one, known[one]) for one in report.get(_PLACE, ()) if _LABEL in known[one]]
        return Report(
            iri=iri,
            article=article,
            revision=revision,
            type=_local(kind),
            outlet=first(known[article], _PUBLISHER),
            published=first(known[article], _PUBLISHED),
            earliest=first(report, _EARLIEST),
            latest=first(report, _LATEST),
            edtf=first(report, _EDTF),
            words=words,
            context=context,
            date_words=_wordings(report.get(_TIME, ()), known),
            place_words=_wordings(report.get(_WHERE, ()), known),
            places=tuple(sorted(sites, key=_width)),
            perpetrators=_each(parts["perpetrator"]),
            supporters=_each(parts["supporter"]),
            targets=_each(parts["target"]),
            figures=tuple(figure for claim in claims for figure in _figures(claim, known[claim])),
            weapons=tuple(report.get(_WEAPON, ())),
            summarises=tuple(report.get(_PARTS, ())),
        )

    def _site(self, iri: str, place: Properties) -> Site:
        if iri not in self._entries:
            folder, _, slug = iri.rpartition("/")
            found = self._gazetteer.place(unquote(slug))
            lies_in = self._gazetteer.within(found) if found is not None else ()
            self._entries[iri] = found, tuple(f"{folder}/{segment(one.id)}" for one in lies_in)
        entry, within = self._entries[iri]
        if entry is not None:  # articles may name it in several ways, and what is read must not depend on which came
            loose = entry.type in _LOOSE
            return Site(iri, entry.label, entry.lat, entry.lon, entry.precision, within, known=True, loose=loose)
        lat, lon, precision = first(place, _LAT), first(place, _LONG), first(place, _PRECISION)
        return Site(
            iri=iri,
            name=place[_LABEL][0],
            lat=float(lat) if lat is not None and lon is not None else None,
            lon=float(lon) if lat is not None and lon is not None else None,
            precision=_local(precision) if precision is not None else None,
        )

    def _parts(self, role: str, parts: Iterable[str], known: Mapping[str, Properties]) -> Iterator[Part]:
        for part in parts:
            if any(_local(one) == role for one in known[part].get(_ROLE, ())):
                for actor in known[part].get(_VALUE, ()):
                    label = first(known[actor], _LABEL)
                    if label is not None:
                        name, within, side = self._belongs(actor)
                        yield Part(actor, name or label, within, side)

    def _belongs(self, iri: str) -> tuple[str | None, tuple[str, ...], str | None]:
        """Return an actor's name, the IRIs of what it is part of, the next first, and the side that it is on."""
        if iri not in self._belonging:
            folder, _, slug = iri.rpartition("/")
            entry = self._gazetteer.actor(unquote(slug))
            label, side = (entry.label, entry.side) if entry is not None else (None, None)
            within: list[str] = []
            while entry is not None and entry.parent is not None:
                within.append(f"{folder}/{segment(entry.parent)}")
                entry = self._gazetteer.actor(entry.parent)
            self._belonging[iri] = label, tuple(within), side
        return self._belonging[iri]


_ROLES = ("perpetrator", "supporter", "target")


def _quoted(evidence: Iterable[str], known: Mapping[str, Properties]) -> tuple[str, str]:
    """Return the words that name the event, and the same with what stands around them."""
    quotes = [
        (exact, before, after)
        for quote in _selectors(evidence, known)
        for exact in quote.get(_EXACT, ())
        for before in quote.get(_PREFIX, ())
        for after in quote.get(_SUFFIX, ())
    ]
    exact, before, after = min(quotes, default=("", "", ""))
    return exact, before + exact + after


def _wordings(evidence: Iterable[str], known: Mapping[str, Properties]) -> tuple[str, ...]:
    return tuple(sorted(exact for quote in _selectors(evidence, known) for exact in quote.get(_EXACT, ())))


def _selectors(evidence: Iterable[str], known: Mapping[str, Properties]) -> Iterator[Properties]:
    return (known[selector] for one in evidence for selector in known[one].get(_SELECTOR, ()))


def _figures(iri: str, claim: Properties) -> Iterator[Figure]:
    low, high, text = first(claim, _MIN), first(claim, _MAX), first(claim, _TEXT)
    if text is None:
        return
    for effect, what in (
        *((one, None) for one in claim.get(_EFFECT, ())),
        *((None, one) for one in claim.get(_WHAT, ())),
    ):
        yield Figure(
            claim=iri,
            effect=_local(effect) if effect is not None else None,
            what=what,
            group=first(claim, _GROUP),
            low=int(low) if low is not None else None,
            high=int(high) if high is not None else None,
            text=text,
        )


def _width(site: Site) -> tuple[int, str]:
    """Return what sorts places from the most specific to the broadest; those nobody has located come first."""
    return (_PRECISIONS.index(site.precision) + 1 if site.precision in _PRECISIONS else 0), site.iri


def _each(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return each actor once, sorted."""
    return tuple(sorted({one.iri: one for one in parts}.values(), key=lambda one: one.iri))


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]
