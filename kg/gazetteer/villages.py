"""The second tier of places: villages and quarters, read on the first name that tier one does not know.

Only keys are made of all names; an entry is made when its name is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache, cached_property

from kg.gazetteer import entries as data
from kg.gazetteer.entries import PlaceEntry
from kg.gazetteer.names import bare, key, skeletons


class Villages:
    """Villages by id, by the key of a name, and by its skeleton."""

    def __init__(self) -> None:
        self._columns, rows = data.load_village_rows()
        self._rows = {values[self._columns.index("id")]: values for values in rows}
        self._named: defaultdict[str, list[str]] = defaultdict(list)
        label, aliases = self._columns.index("label"), self._columns.index("aliases")
        for name, values in self._rows.items():
            for alias in (values[label], *values[aliases].split(";")) if values[aliases] else (values[label],):
                name_key = key(alias)
                if not name_key:
                    continue
                self._named[name_key].append(name)
                without_article = bare(name_key)
                if without_article != name_key:
                    self._named[without_article].append(name)

    def get(self, entry_id: str) -> PlaceEntry | None:
        """Return the village of an id."""
        values = self._rows.get(entry_id)
        return None if values is None else data.read_place(dict(zip(self._columns, values, strict=True)))

    def named(self, name_key: str) -> list[PlaceEntry]:
        """Return the villages that have a name of this key."""
        return self._entries(self._named.get(name_key, ()))

    def sounding(self, name_skeleton: str) -> list[PlaceEntry]:
        """Return the villages that have a name of this skeleton."""
        keys = self._by_skeleton.get(name_skeleton, ())
        return self._entries(name for name_key in keys for name in self._named[name_key])

    def _entries(self, names: Iterable[str]) -> list[PlaceEntry]:
        return [one for one in map(self.get, dict.fromkeys(names)) if one is not None]

    @cached_property
    def _by_skeleton(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name_key, name_skeleton in zip(self._named, skeletons(list(self._named)), strict=True):
            found[name_skeleton].append(name_key)
        return found


@cache
def load_villages() -> Villages:
    """Return the villages of the shipped data; later calls return the same object."""
    return Villages()
