"""Splits the optional block of `key: value` lines off the head of a text file."""

from __future__ import annotations

import re

from kg.reading.fields import field_of

_LINE = re.compile(r"[ \t]*(?P<key>[A-Za-z][A-Za-z _-]{1,24}?)[ \t]*:[ \t]*(?P<value>\S.*)?$")
_END = re.compile(r"\n[ \t]*\n")
_LONGEST = 4000
_OPENING = frozenset({"title", "headline", "id", "url", "date", "published"})  # tell a header by themselves


def split_header(text: str) -> tuple[dict[str, str], str]:
    """Return the fields of the header block and the body behind its blank line.

    A block is one whose lines are all known keys with at least two of them filled, or whose first
    line is a title, id, URL or date. Everything else is body, whole.
    """
    end = _END.search(text, 0, _LONGEST)
    if end is None or not text[end.end() :].strip():
        return {}, text
    fields: dict[str, str] = {}
    opening = False
    for number, line in enumerate(text[: end.start()].split("\n")):
        match = _LINE.match(line)
        field = field_of(match["key"]) if match else None
        if match is None or field in (None, "text") or field in fields:
            return {}, text
        value = (match["value"] or "").strip()
        opening = opening or (number == 0 and match["key"].lower() in _OPENING and _is_plausible(field, value))
        fields[field] = value
    filled = {field: value for field, value in fields.items() if value}
    if not opening and len(filled) < 2:
        return {}, text
    return filled, text[end.end() :]


def _is_plausible(field: str, value: str) -> bool:
    """Tell a filled-in key from the first words of a sentence ("Date: an unlikely one")."""
    if field == "published":
        return any(character.isdigit() for character in value)
    if field == "url":
        return "." in value and " " not in value
    return bool(value)
