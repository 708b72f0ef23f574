"""Where the next page begins: the sort key and the IRI of the last item, as an opaque word."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass

from service.errors import RequestError


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last item of a page: how the list is sorted, its key there, its IRI."""

    order: str
    key: str
    item: str

    def word(self) -> str:
        """Return the cursor as it stands in an address."""
        written = json.dumps([self.order, self.key, self.item], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


def read_cursor(word: str, order: str) -> Cursor:
    """Read a cursor of a list that is sorted so. Raises RequestError when it is none, or that of another list."""
    try:
        padded = word + "=" * (-len(word) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise RequestError(f"cursor={word!r}: expected the cursor of a page's 'next'") from error
    if not (isinstance(parts, list) and len(parts) == 3 and all(isinstance(one, str) for one in parts)):
        raise RequestError(f"cursor={word!r}: expected the cursor of a page's 'next'")
    if parts[0] != order:
        raise RequestError(f"cursor={word!r} is that of a list sorted by {parts[0]!r}: expected sort={parts[0]}")
    return Cursor(*parts)
