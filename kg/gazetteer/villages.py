"""The second tier of places: villages and quarters, read on the first id or name that tier one does not know.

Keys are made of all names when the first name is asked for, an entry when its id or name is.
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
        self._entries: dict[str, PlaceEntry] = {}

    def get(self, entry_id: str) -> PlaceEntry | None:
        """Return the village of an id."""
        known = self._entries.get(entry_id)
        if known is None and entry_id in self._rows:
            row = dict(zip(self._columns, self._rows[entry_id], strict=True))
            known = self._entries[entry_id] = data.read_place(row)
        return known

    def named(self, name_key: str) -> list[PlaceEntry]:
        """Return the villages that have a name of this key."""
        return self._known(self._named.get(name_key, ()))

    def sounding(self, name_skeleton: str) -> list[PlaceEntry]:
        """Return the villages that have a name of this skeleton."""
        keys = self._by_skeleton.get(name_skeleton, ())
        return self._known(name for name_key in keys for name in self._named[name_key])

    def _known(self, names: Iterable[str]) -> list[PlaceEntry]:
        return [one for one in map(self.get, dict.fromkeys(names)) if one is not None]

    def prepare(self) -> None:
        """Make the keys of all names, which is otherwise done when they are first needed."""
        self.sounding("")

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        label, aliases = self._columns.index("label"), self._columns.index("aliases")
        for name, values in self._rows.items():
            for alias in (values[label], *values[aliases].split(";")) if values[aliases] else (values[label],):
                name_key = key(alias)
                if not name_key:
                    continue
                found[name_key].append(name)
                without_article = bare(name_key)
                if without_article != name_key:
                    found[without_article].append(name)
        return found

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
