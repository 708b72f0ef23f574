"""The second tier of places: villages and quarters, read on the first name that tier one does not know.

Only keys are made of all names; an entry is made when its name is asked for.
"""

from __future__ import annotations

from functools import cache, cached_property

from kg.gazetteer import entries as data
from kg.gazetteer.entries import PlaceEntry
from kg.gazetteer.names import bare, key, skeleton


class Villages:
    """Villages by id, by the key of a name, and by its skeleton."""

    def __init__(self) -> None:
        self._rows = {row["id"]: row for row in data.village_rows()}
        self._named: dict[str, list[str]] = {}
        for name, row in self._rows.items():
            for alias in (row["label"], *row["aliases"].split(";")):
                name_key = key(alias)
                for one in {name_key, bare(name_key)} - {""}:
                    self._named.setdefault(one, []).append(name)

    def get(self, entry_id: str) -> PlaceEntry | None:
        """Return the village of an id."""
        row = self._rows.get(entry_id)
        return None if row is None else data.read_place(row)

    def named(self, name_key: str) -> list[PlaceEntry]:
        """Return the villages that have a name of this key."""
        return [data.read_place(self._rows[one]) for one in dict.fromkeys(self._named.get(name_key, ()))]

    def sounding(self, name_skeleton: str) -> list[PlaceEntry]:
        """Return the villages that have a name of this skeleton."""
        keys = self._by_skeleton.get(name_skeleton, ())
        return list({one.id: one for name_key in keys for one in self.named(name_key)}.values())

    @cached_property
    def _by_skeleton(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name_key in self._named:
            found.setdefault(skeleton(name_key), []).append(name_key)
        return found


@cache
def load_villages() -> Villages:
    """Return the villages of the shipped data; later calls return the same object."""
    return Villages()
