"""What changed between what two revisions say: statements, claims and reports that went, came, or say another thing.

1. A row with the same IRI in both is the same row; where its fields differ, it changed.
2. Of the others, rows are paired that are alike: statements by their words and speaker, claims of one kind by the
   statement that makes them or by their words, reports by their words, or by type and time. A pair changed, too, unless
   only IRIs differ.
3. What is left over went, or came.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

RowKind = Literal["article", "statement", "claim", "report"]

_ALIKE = 0.6
"""The share of words that two rows must have in common to be one that changed."""

_STILL_ALIKE = 0.3
"""The same where something else speaks for it."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Row:
    """A statement, claim or report of a revision, or the article itself: its words and what else it says, by name.

    `within` is the statement that expresses a claim; `start` is where the words stand in the text.
    """

    kind: RowKind
    iri: str
    words: str
    fields: Mapping[str, str]
    start: int = 0
    within: str | None = None


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that went (no `new`), came (no `old`) or changed in the fields named.

    `words_stay` says of one that went, or came, that the other text has its words as well: then it was read in another
    way rather than edited.
    """

    kind: RowKind
    old: Row | None
    new: Row | None
    fields: tuple[str, ...] = field(default=())
    words_stay: bool = False


def row_changes(earlier: Sequence[Row], later: Sequence[Row]) -> tuple[RowChange, ...]:
    """Return what changed from the rows of one revision to those of another, by kind and place in the text."""
    pairs: dict[str, str] = {}
    changes: list[RowChange] = []
    for kind, alike in _LIKENESS.items():
        old = {row.iri: row for row in earlier if row.kind == kind}
        new = {row.iri: row for row in later if row.kind == kind}
        pairs.update({iri: iri for iri in old if iri in new})
        gone = [row for iri, row in old.items() if iri not in new]
        came = [row for iri, row in new.items() if iri not in old]
        pairs.update(_paired(gone, came, alike, pairs))
        changes += _changes(kind, old, new, pairs)
    return tuple(changes)


def _changes(
    kind: RowKind, old: Mapping[str, Row], new: Mapping[str, Row], pairs: Mapping[str, str]
) -> list[RowChange]:
    found = [RowChange(kind, row, None) for iri, row in old.items() if iri not in pairs]
    met = {pairs[iri] for iri in old if iri in pairs}
    found += [RowChange(kind, None, row) for iri, row in new.items() if iri not in met]
    for iri, row in old.items():
        if iri in pairs and (fields := _differing(row, new[pairs[iri]])):
            found.append(RowChange(kind, row, new[pairs[iri]], fields))
    return sorted(found, key=_order)


def _order(change: RowChange) -> tuple[int, str]:
    row = change.new or change.old
    return (row.start, row.iri) if row else (0, "")


def _differing(old: Row, new: Row) -> tuple[str, ...]:
    names = dict.fromkeys((*old.fields, *new.fields))
    words = ("words",) if _normal(old.words) != _normal(new.words) else ()
    return words + tuple(name for name in names if old.fields.get(name) != new.fields.get(name))


_Alike = Callable[[Row, Row, Mapping[str, str]], float]


def _paired(gone: Sequence[Row], came: Sequence[Row], alike: _Alike, pairs: Mapping[str, str]) -> dict[str, str]:
    """Return which row became which, the most alike first, each once."""
    scored = ((alike(old, new, pairs), old, new) for old in gone for new in came)
    ranked = sorted((one for one in scored if one[0] > 0), key=lambda one: (-one[0], one[1].iri, one[2].iri))
    found: dict[str, str] = {}
    for _, old, new in ranked:
        if old.iri not in found and new.iri not in found.values():
            found[old.iri] = new.iri
    return found


def _statements_alike(old: Row, new: Row, _: Mapping[str, str]) -> float:
    same_speaker = old.fields.get("speaker") == new.fields.get("speaker")
    return _above(_likeness(old, new), _STILL_ALIKE if same_speaker else _ALIKE)


def _claims_alike(old: Row, new: Row, pairs: Mapping[str, str]) -> float:
    if any(old.fields.get(name) != new.fields.get(name) for name in ("kind", "effect")):
        return 0
    likeness = _likeness(old, new)
    if old.within is not None and pairs.get(old.within) == new.within:
        return 1 + likeness
    return _above(likeness, _STILL_ALIKE if old.fields.get("claimant") == new.fields.get("claimant") else _ALIKE)


def _reports_alike(old: Row, new: Row, _: Mapping[str, str]) -> float:
    same = sum(old.fields.get(name) == new.fields.get(name) for name in ("type", "date", "place"))
    return _above(_likeness(old, new) + 0.2 * same, _ALIKE)


def _articles_alike(old: Row, new: Row, _: Mapping[str, str]) -> float:
    return 1


_LIKENESS: dict[RowKind, _Alike] = {
    "article": _articles_alike,
    "statement": _statements_alike,
    "claim": _claims_alike,
    "report": _reports_alike,
}
"""How alike two rows of a kind are, 0 for not at all. Claims come after the statements that express them."""


def _likeness(old: Row, new: Row) -> float:
    return SequenceMatcher(None, _words(old), _words(new), autojunk=False).ratio()


def _words(row: Row) -> list[str]:
    return _WORD.findall(row.words.casefold())


def _above(likeness: float, least: float) -> float:
    return likeness if likeness >= least else 0


def _normal(words: str) -> str:
    return " ".join(words.split())


def with_words(changes: Sequence[RowChange], earlier: str, later: str) -> Iterator[RowChange]:
    """Yield the changes, saying of what went or came whether the other text has its words, too."""
    for change in changes:
        if change.kind != "article" and (change.old is None or change.new is None):
            row, text = (change.old, later) if change.old else (change.new, earlier)
            stays = row is not None and _normal(row.words) in _normal(text)
            yield RowChange(change.kind, change.old, change.new, change.fields, stays)
        else:
            yield change
