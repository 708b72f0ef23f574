"""The values of fields: their form as it is kept, and how a person writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import get_args

from kg.errors import ReviewError
from kg.mapping.edtf import find_days, is_day
from kg.mapping.iris import mint_wikidata
from kg.mapping.vocabulary import ITYPE, VAL
from kg.record import Effect, IncidentType
from kg.review.fields import Field

EMPTY = ("none", "open", "")
"""How a person says that a field is to be empty."""

_IRI = re.compile(r'[a-z][a-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]+', re.IGNORECASE)
_ITEM = re.compile(r"http://www\.wikidata\.org/entity/Q[1-9][0-9]*")
_EARLIEST = "1900"
_LISTS = {
    "effect": {str(VAL[name]): name for name in get_args(Effect)},
    "type": {str(ITYPE[name]): name for name in get_args(IncidentType)},
}


def check_values(field: Field, values: Sequence[str]) -> None:
    """Raise ReviewError when the values are more or fewer than a field takes, or not of its form."""
    if not values and not field.optional:
        raise ReviewError(f"{field.name}: expected a value, {field.help}")
    if len(values) > 1 and not field.many:
        raise ReviewError(f"{field.name}: expected one value, got {', '.join(map(repr, values))}")
    for value in values:
        check_value(field, value)


def check_value(field: Field, value: str) -> None:
    """Raise ReviewError when a value is not of the form that a field keeps."""
    fits, expected = _form(field, value)
    if not fits:
        raise ReviewError(f"{field.name}={value!r}: expected {expected}")


def read_time(text: str) -> str:
    """Return a time in UTC in the one form that the graph keeps it in: what goes in comes out the same.

    Raises ReviewError when it is not ISO 8601 with a time zone.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ReviewError(f"at={text!r}: expected a time like 2024-05-06T07:08:09Z") from error
    if moment.tzinfo is None:
        raise ReviewError(f"at={text!r}: expected a time with its zone, like 2024-05-06T07:08:09Z")
    written = moment.astimezone(UTC).isoformat().removesuffix("+00:00")
    return (written.rstrip("0") if "." in written else written) + "Z"


def plain_value(field: Field, text: str) -> str | None:
    """Return the value that a person's words stand for, None when they name something that the graph has to know."""
    if field.values in _LISTS:
        return next((iri for iri, name in _LISTS[field.values].items() if name == text), text)
    if field.values == "item":
        return mint_wikidata(text)
    return text if field.values in ("number", "day", "date") else None


def shown_value(value: str) -> str:
    """Return a value of a closed list by its name, any other as it is."""
    return next((names[value] for names in _LISTS.values() if value in names), value)


def _form(field: Field, value: str) -> tuple[bool, str]:
    if field.values in _LISTS:
        names = _LISTS[field.values]
        return value in names, f"one of {', '.join(names.values())}"
    if field.values == "number":
        return value.isascii() and value.isdecimal(), "a whole number, or 'open'"
    if field.values == "day":
        return is_day(value) and value >= _EARLIEST, "a day from 1900 on, like 2018-10-31, or 'none'"
    if field.values == "date":
        days = find_days(value)
        known = days is not None and all(day is None or day >= _EARLIEST for day in days)
        return (
            known,
            "a date from 1900 on in the Extended Date/Time Format (2018-10-31, 2018-10, 2018-10-30/2018-11-02)",
        )
    if field.values == "item":
        return bool(_ITEM.fullmatch(value)), "an item of Wikidata, like Q2429253"
    return bool(_IRI.fullmatch(value)), "an IRI"
