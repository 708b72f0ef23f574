"""The start page: what is in the graph, what was reported last, what is contested most."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from service.web.facts import Ask, rows
from service.web.incidents import Filters, Item, Month, read_contested, read_months, read_page

_PERIOD = """
SELECT (MIN(?day) AS ?first) (MAX(?day) AS ?last) WHERE { ?article a schema:NewsArticle ; schema:datePublished ?day }
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


async def read_start(ask: Ask) -> Start:
    """Return what the start page shows."""
    period, (latest, _), contested, months = await asyncio.gather(
        rows(ask, _PERIOD),
        read_page(ask, Filters(), size=_LATEST),
        read_contested(ask),
        read_months(ask, Filters()),
    )
    when = period[0] if period else {}
    return Start(when.get("first"), when.get("last"), latest, contested, months)
