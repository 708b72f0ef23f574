"""Decisions as JSON lines: what `onrecord review export` writes and `import` reads, one decision a line.

A line names its target by its IRI, which is the hash of article and words, and says what it was in words: a decision
can be read, and taken into any store of the same base, whether or not its target is there yet.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace

from pydantic import TypeAdapter, ValidationError

from kg.errors import ReviewError
from kg.review.decisions import Decision
from kg.review.fields import FIELDS
from kg.review.graph import kind_of
from kg.review.values import check_values, read_time

_ADAPTER = TypeAdapter(Decision)


def dump_decision(decision: Decision) -> str:
    """Return a decision as one line of JSON; what it leaves empty is left out."""
    return json.dumps(_filled({"id": decision.id, **asdict(decision)}), ensure_ascii=False)


def load_decisions(lines: Iterable[str], *, base: str) -> Iterator[Decision]:
    """Yield the decisions of JSON lines. Raises ReviewError naming the line and what is wrong with it."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _load(line, base)
            except ReviewError as error:
                raise ReviewError(f"line {number}: {error}") from error


def _load(line: str, base: str) -> Decision:
    try:
        values = json.loads(line)
        if not isinstance(values, dict):
            raise ReviewError(f"{line[:80]!r}: expected a JSON object")
        given = values.pop("id", None)
        decision: Decision = _ADAPTER.validate_python(values, strict=False, extra="forbid")
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ReviewError(f"{where}: {first['msg']}, got {first['input']!r}") from error
    except json.JSONDecodeError as error:
        raise ReviewError(f"is not JSON: {error}") from error
    decision = replace(decision, at=read_time(decision.at))
    check_decision(decision, base=base)
    if given not in (None, decision.id):
        raise ReviewError(f"id {given!r} is not that of what the line says, expected {decision.id!r}")
    return decision


def check_decision(decision: Decision, *, base: str) -> None:
    """Raise ReviewError unless a decision is one that can be kept: of a known row, by somebody, at a time."""
    if kind_of(decision.target, base=base) != decision.kind:
        raise ReviewError(f"target {decision.target!r}: expected the IRI of a {decision.kind} under {base}")
    if not decision.by.strip():
        raise ReviewError("by: expected the name of the person who decided")
    if (decision.kind == "link") != (decision.ends is not None):
        raise ReviewError("ends: expected the entity and the item of a link, and of nothing else")
    if (decision.verdict == "corrected") != bool(decision.corrections):
        raise ReviewError(
            f"corrections: expected some of a decision that corrects, and of no other ({decision.verdict})"
        )
    for correction in decision.corrections:
        field = FIELDS.get((decision.kind, correction.field))
        if field is None:
            known = ", ".join(name for kind, name in FIELDS if kind == decision.kind)
            raise ReviewError(f"a {decision.kind} has no field {correction.field!r}: expected {known}")
        check_values(field, correction.values)


def _filled(values: dict[str, object]) -> dict[str, object]:
    kept: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, (list, tuple)) and all(isinstance(one, dict) for one in value):
            value = [_filled(one) for one in value]
        if value not in (None, "", [], ()) or name == "values":
            kept[name] = value
    return kept
