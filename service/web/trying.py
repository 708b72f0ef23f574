"""The try-it page: what would be extracted from a text that somebody pastes; nothing of it is stored.

The text goes the way of `onrecord extract`, in a process of its own that is ended when it takes too long. One text at a
time: who comes meanwhile is told to try again.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kg.analysis import Refused
from kg.errors import BusyError
from kg.record import Record
from kg.settings import Settings
from service.errors import TooLargeError
from service.explanation import explanation
from service.marking import Piece, marks, pieces

LONGEST = 20_000
"""Characters of a text that is tried."""

SECONDS = 20.0
"""Time that a text may take."""

_FIELDS = ("title", "outlet", "published")


@dataclass(frozen=True, slots=True)
class Tried:
    """What would be extracted, or why the text is refused."""

    record: Record | None
    pieces: list[Piece]
    explanation: str
    refused: str | None


class Trying:
    """Extracts from texts that are pasted, one at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = replace(
            settings, workers=1, max_characters=LONGEST, max_seconds=min(SECONDS, settings.max_seconds)
        )
        self._busy = threading.Lock()

    def __call__(self, form: Mapping[str, str]) -> Tried:
        """Return what would be extracted from the text of a form. Raises BusyError, TooLargeError."""
        text = form.get("text", "").replace("\r\n", "\n")
        if len(text) > LONGEST:
            raise TooLargeError(f"the text has {len(text):,} characters: expected at most {LONGEST:,}")
        given = {name: value for name in _FIELDS if (value := form.get(name, "").strip())}
        if not self._busy.acquire(blocking=False):
            raise BusyError("another text is being tried: try again in some seconds")
        try:
            return self._tried(json.dumps({**given, "id": "tried", "text": text}).encode())
        finally:
            self._busy.release()

    def _tried(self, article: bytes) -> Tried:
        from kg.pipeline import extract  # loads what only this page needs

        outcome = next(iter(extract([Path("-")], settings=self._settings, stdin=io.BytesIO(article))), None)
        if isinstance(outcome, Record):
            return Tried(outcome, pieces(outcome.text, marks(outcome)), explanation(outcome), None)
        return Tried(None, [], "", outcome.reason if isinstance(outcome, Refused) else "")
