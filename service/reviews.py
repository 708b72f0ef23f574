"""Rows to review, and decisions, for a person to read."""

from __future__ import annotations

from rich.text import Text

from kg.review.decisions import Decision
from kg.review.rows import Row
from kg.review.values import shown_value
from service.terminal import Shortener

_STYLES = {"rejected": "red", "corrected": "yellow", "accepted": "green"}
_AHEAD = ("speaker", "claimant", "for")
_BEHIND = ("contested", "others", "incident", "about", "reason", "name")


def row_text(row: Row, shortened: Shortener) -> Text:
    """Return a row in a few lines: its id and how sure it is, its words, what else it says, where it stands."""
    text = Text.assemble((shortened(row.iri), "cyan"))
    if row.confidence is not None:
        text.append(f"  {row.confidence:.2f}")
    if row.state != "open":
        text.append(f"  {row.state}", _STYLES[row.state])
    if row.doubtful:
        text.append("  doubtful", "yellow")
    who = ", for ".join(row.fields[name] for name in _AHEAD if name in row.fields)
    text.append("\n  ").append(f"{who}: " if who else "", "bold").append(f"{row.quoted}\n")
    facts = [f"{name} {shortened(value)}" for name, value in row.fields.items() if name not in (*_AHEAD, *_BEHIND)]
    where = [part for part in (row.article, row.published, f"rule {row.rule}" if row.rule else None) if part]
    text.append("".join(f"  {' · '.join(line)}\n" for line in (facts, where) if line), "dim")
    for name in _BEHIND:
        for value in row.fields.get(name, "").split("; ") if name in row.fields else ():
            text.append(f"  {name} {shortened(value)}\n", "dim")
    for decision in row.decisions:
        text.append(f"  {_head(decision)}\n", _STYLES.get(decision.verdict, ""))
    return text


def decision_text(decision: Decision, shortened: Shortener, *, in_force: bool = True) -> Text:
    """Return a decision in a few lines: what, by whom, when, why, on what, and what it corrects."""
    text = Text.assemble((_head(decision), _STYLES.get(decision.verdict, "")))
    text.append("" if in_force else "  (superseded)", "dim")
    text.append("\n  ").append(shortened(decision.target), "cyan").append(f"  {decision.about}\n")
    for correction in decision.corrections:
        former, values = (
            ", ".join(shortened(shown_value(value)) for value in several) or "nothing"
            for several in (correction.former, correction.values)
        )
        text.append(f"  {correction.field}: {former} → {values}\n")
    return text


def _head(decision: Decision) -> str:
    note = f": {decision.note}" if decision.note else ""
    return f"{decision.verdict} by {decision.by} on {decision.at[:19].replace('T', ' ')}{note}"
