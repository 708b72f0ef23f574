"""The start page: what is in the graph, what was reported last, what is contested most."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from service.web.facts import Ask, rows
from service.web.incidents import Calendar, Filters, Item, Month, read_contested, read_page

_PERIOD = """
SELECT (MIN(?day) AS ?first) (MAX(?day) AS ?last) WHERE { ?article schema:datePublished ?day }
"""
_LATEST = 8


@dataclass(frozen=True, slots=True)
class Start:
    """What the start page shows beside the counts."""

    first: str | None
    last: str | None
    latest: list[Item]
    contested: list[Item]
    months: list[Month]


async def read_start(ask: Ask, base: str) -> Start:
    """Return what the start page shows; `base` is the IRI of the data."""
    period, contested, (calendar, latest) = await asyncio.gather(
        rows(ask, _PERIOD), read_contested(ask), _latest(ask, base)
    )
    when = period[0] if period else {}
    return Start(when.get("first"), when.get("last"), latest, contested, calendar.months())


async def _latest(ask: Ask, base: str) -> tuple[Calendar, list[Item]]:
    calendar = await Calendar.read(ask, base)
    items, _ = await read_page(ask, Filters(), size=_LATEST, calendar=calendar)
    return calendar, items
