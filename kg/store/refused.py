"""What did not get into the store, and why: one JSON file each, removed when its article gets in after all."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kg.errors import StoreError
from kg.store.directory import write_whole

_UNSAFE = re.compile(r"[^0-9A-Za-z._-]")


class RefusedStore:
    """Refusals, in files named by the id of the article, or by its source where it could not be read."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory / "refused"

    def put(self, name: str, source: str, document: Mapping[str, Any]) -> Path:
        """Keep the refusal of a source in place of an earlier one, and return its file."""
        path = self._directory / f"{_safe(name)}.json"
        if path.exists() and _source(path) != source:  # two articles with one id: neither hides the other
            path = self._directory / f"{_safe(f'{name}@{source}')}.json"
        write_whole(path, json.dumps({**document, "source": source}, ensure_ascii=False, indent=1).encode("utf-8"))
        return path

    def check(self) -> None:
        """Raise StoreError naming a refusal that cannot be read."""
        for path in sorted(self._directory.glob("*.json")):
            _source(path)

    def prune(self, outdated: Callable[[str], bool]) -> None:
        """Remove the refusals whose source is outdated."""
        for path in self._directory.glob("*.json"):
            if outdated(_source(path)):
                path.unlink()


def _source(path: Path) -> str:
    try:
        return str(json.loads(path.read_bytes())["source"])
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"refusal {str(path)!r} is damaged: {error}; expected a JSON object with 'source'") from error


def _safe(name: str) -> str:
    """Return a name that is safe for a file; where it differs, a hash keeps two names apart."""
    safe = _UNSAFE.sub("_", name)[-100:].lstrip(".")
    return safe if safe == name else f"{safe}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
