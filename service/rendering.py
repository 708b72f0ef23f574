"""Writes pages from templates: every value is escaped, and shown so that it cannot disturb what stands beside it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from kg.gazetteer import load_sides
from service.catalogue import Catalogue, load_catalogue

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Characters that do something to a page in place of being seen: controls, and those that turn the direction round."""


_MARKS = ' \n\t"“”„«»'


def visible(value: object) -> object:
    """Return text with a mark in place of each character that would change how the rest of the page is read."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", value) if type(value) is str else value


class Renderer:
    """Writes the pages of one deployment: `root` is the path that it is shown under, `base` the IRI of its data."""

    def __init__(self, root: str, base: str) -> None:
        self._base = base
        self._root = root
        self._environment = environment()
        self._environment.globals.update(root=root, link=self.link, address=self.address)

    def __call__(self, template: str, **given: object) -> str:
        """Return a page."""
        return self._environment.get_template(template).render(**given)

    def link(self, iri: str) -> str | None:
        """Return the address at which this service shows an IRI; another's web address as it is."""
        if iri.startswith(self._base):
            path, _, part = iri.removeprefix(self._base).partition("#")
            return f"{self._root}/about/{quote(path)}" + (f"#{quote(part)}" if part else "")
        return iri if iri.startswith(("http://", "https://")) else None

    def address(self, path: str, **parameters: object) -> str:
        """Return the address of a page with the parameters that are not empty."""
        given = [(name, value) for name, value in parameters.items() if value not in (None, "", False)]
        return f"{self._root}{path}" + (f"?{urlencode(given)}" if given else "")


def environment() -> Environment:
    """Return what writes the templates, with the texts of the pages."""
    texts = load_catalogue()
    environment = Environment(
        loader=PackageLoader("service"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=visible,
    )
    environment.globals.update(t=texts, static=_static, version=version("onrecord"))
    environment.filters.update(
        day=_day(texts),
        month=lambda day: texts("date.month_of", month=texts(f"date.month.{int(day[5:7])}"), year=day[:4]),
        figure=_figure(texts),
        local=lambda one: quote(one.rpartition("/")[2]),
        unquoted=lambda words: words.strip(_MARKS),
        side=lambda one: load_sides().get(one, one),
    )
    return environment


def _static(name: str) -> str:
    """Return the path of a static file with a mark of its contents, so that browsers may keep it."""
    return f"/static/{name}?{_mark(name)}"


@cache
def _mark(name: str) -> str:
    path = files("service").joinpath("static", *name.split("/"))
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""


def _day(texts: Catalogue) -> Callable[[str | None, str | None], str]:
    def day(first: str | None, last: str | None = None) -> str:
        """Return a day in words, or the days from the first to the last."""
        if not first:
            return texts("date.none")
        if last and last != first:
            return texts("date.range", first=_one_day(texts, first), last=_one_day(texts, last))
        return _one_day(texts, first)

    return day


def _one_day(texts: Catalogue, iso: str) -> str:
    year, *rest = iso[:10].split("-")
    if len(rest) != 2 or not all(part.isdigit() for part in (year, *rest)):
        return iso
    return texts("date.day", day=int(rest[1]), month=texts(f"date.month.{int(rest[0])}"), year=year)


def _figure(texts: Catalogue) -> Callable[[int | None, int | None], str]:
    def figure(low: int | None, high: int | None) -> str:
        """Return a range of numbers in words."""
        if low is None:
            return texts("figure.at_most", high=f"{high:,}")
        if high is None:
            return texts("figure.at_least", low=f"{low:,}")
        return f"{low:,}" if low == high else texts("figure.range", low=f"{low:,}", high=f"{high:,}")

    return figure
