"""How long something took, as a text tells it: "in a two-day span", "over the past 48 hours"."""

from __future__ import annotations

import re

from kg.extract.dates.patterns import COUNT
from kg.extract.dates.readers import count_of, unit_of

_LENGTH = re.compile(rf"\b(?:across|during|in|over|within) (?:the |an? )?(?:last |past )?({COUNT}[- ](?:hour|day))s?\b")
_HOURS = 24


def days_told(text: str) -> int | None:
    """Return the days within which a sentence says that all of it happened, None where it gives no number of them."""
    found = _LENGTH.search(text.casefold())
    if found is None:
        return None
    words = re.sub(r"[- ](hour|day)$", r" \1", found[1])
    count = count_of(words)
    if count is None or unit_of(words) == "day":
        return count
    return -(-count // _HOURS)
