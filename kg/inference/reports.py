"""Reports of incidents as the inference compares them: a report is one article's account of an event."""

from __future__ import annotations

from dataclasses import dataclass

from kg.mapping.iris import normalised_name


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


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """One article's account of an event; dates are ISO days, kinds and precisions the last part of their IRIs.

    `words` are those that name the event, `context` the same with what stands around them, `date_words` those that
    date it, `place_words` those that name its places. `summarises` are the reports whose sum this one is.
    A report equals itself alone, so that what is computed of one can be kept.
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
