"""The difference between two revisions of an article, for a person to read.

Words that went stand in [-…-], words that came in {+…+}, as wdiff has them, so that no colour is needed.
"""

from __future__ import annotations

from rich.text import Text

from kg.diff import ArticleDiff, Row, RowChange, Stage, TextChange
from service.terminal import Shortener, counted

_WENT, _CAME = "red", "green"
_HEADING = ("speaker", "claimant")
_HEADS = {"article": "Article", "statement": "Statement", "claim": "Claim", "report": "Incident report"}


def difference_text(diff: ArticleDiff, shortened: Shortener) -> Text:
    """Return the whole difference: its head, the words, then what is said otherwise."""
    text = Text.assemble(("Article ", "bold"), (shortened(diff.article), "cyan"), "\n")
    text.append_text(_stage("from", diff.old, diff)).append_text(_stage("to", diff.new, diff))
    if not diff.read_alike:
        text.append("The two were read by different versions: what is said otherwise may come from that.\n", "yellow")
    text.append("\n")
    if diff.texts is None:
        text.append("The store does not have both texts.\n", "yellow")
    else:
        text.append(f"{counted(len(diff.texts), 'change')} of the text\n", "bold")
        for change in diff.texts:
            text.append_text(_words(change))
    text.append(f"\n{counted(len(diff.rows), 'change')} of what is said\n", "bold")
    for row in diff.rows:
        text.append_text(_row(row, shortened))
    return text


def _stage(word: str, stage: Stage, diff: ArticleDiff) -> Text:
    found = f", found {stage.found_at}" if stage.found_at else ""
    return Text(f"{word:>4} text {stage.number} of {diff.stages} (SHA-256 {stage.sha256[:12]}…{found})\n")


def _words(change: TextChange) -> Text:
    line = Text(f"  text[{change.start}:{change.end}]  … {_flat(change.prefix)}")
    line.append_text(_went(change.old)).append_text(_came(change.new))
    return line.append(f"{_flat(change.suffix)} …\n")


def _row(change: RowChange, shortened: Shortener) -> Text:
    row = change.new or change.old
    assert row is not None
    kind = _HEADS[change.kind]
    verb = "changed" if change.old and change.new else ("came" if change.new else "gone")
    text = Text.assemble("  ", (f"{kind} {verb} ", "bold"), (shortened(row.iri), "cyan"))
    text.append(f"  {_whose(row)}\n" if _whose(row) else "\n")
    if change.old and change.new:
        for name in change.fields:
            values = [one.words if name == "words" else one.fields.get(name, "") for one in (change.old, change.new)]
            text.append(f"    {name}: ").append_text(_went(values[0])).append_text(_came(values[1])).append("\n")
    else:
        text.append("    ").append_text(_came(row.words) if change.new else _went(row.words))
        facts = ", ".join(f"{name} {value}" for name, value in row.fields.items() if name not in _HEADING)
        text.append(f"  {facts}\n")
    if change.words_stay:
        text.append("    the other text has these words as well: read in another way, not edited\n", "yellow")
    return text


def _whose(row: Row) -> str:
    return next((row.fields[name] for name in _HEADING if name in row.fields), "")


def _went(words: str) -> Text:
    return Text(f"[-{_flat(words)}-]" if words else "", _WENT)


def _came(words: str) -> Text:
    return Text(f"{{+{_flat(words)}+}}" if words else "", _CAME)


def _flat(words: str) -> str:
    """Return words on one line."""
    return words.replace("\n", "⏎")
