"""An article as read: its text, which nothing changes from here on, and what is known about it."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """A news article.

    `text` is NFC with `\\n` line ends; every offset in the project counts its code points. `published`
    is an ISO date or None when unknown (never guessed). `via` names the republisher when the
    text says it comes from another outlet (`outlet` is then the original one). `notes` are remarks
    on how it was read (a guessed encoding, a replaced line end), meant for the operator.
    """

    id: str
    text: str
    source_file: str | None = None
    url: str | None = None
    title: str | None = None
    outlet: str | None = None
    via: str | None = None
    published: str | None = None
    dateline: str | None = None
    byline: str | None = None
    language: str = "en"
    notes: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the text in UTF-8; it identifies the revision."""
        return text_hash(self.text)


def normalised(text: str) -> str:
    """Return text as it is stored: NFC, no byte order mark, no NUL, `\\n` line ends."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")
    return unicodedata.normalize("NFC", text)


def text_hash(text: str) -> str:
    """Return the hex SHA-256 of text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
