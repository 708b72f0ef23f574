"""The start page: what is in the graph, what was reported last, what is contested most."""

from __future__ import annotations

from dataclasses import dataclass

from service.web.facts import Ask
from service.web.figures import Figures
from service.web.incidents import Item, read_items, read_latest

_LATEST = 8


@dataclass(frozen=True, slots=True)
class Start:
    """What the start page shows beside the figures of the graph."""

    latest: list[Item]
    contested: list[Item]


async def read_start(ask: Ask, figures: Figures) -> Start:
    """Return what the start page shows."""
    latest = [incident for incident, _ in await read_latest(ask, figures, 0, min(_LATEST, figures.counts["incidents"]))]
    items = {one.iri: one for one in await read_items(ask, list(dict.fromkeys((*latest, *figures.contested))))}
    return Start([items[one] for one in latest], [items[one] for one in figures.contested])
