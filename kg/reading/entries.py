"""What passes between the steps of reading: an entry found in a file, or the refusal of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.reading.article import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article's raw material; its text is in the form it is stored in.

    `source` names the file and, in a table, the line, row or entry; `fallback_id` serves when `fields`
    has no id. The keys of `fields` are those of `kg.reading.fields.SYNONYMS`, without the text.
    """

    source: str
    source_file: str
    fallback_id: str
    text: str
    fields: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an input, or one entry of it, did not become an article.

    `source` names the file and, in a table, the line, row or entry. `article` is what could be read of
    it; `raw` is the entry as it stands in a table. Both are None when only the file itself has it.
    """

    source: str
    reason: str
    article: Article | None = None
    raw: str | None = None

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"
