"""The program of a process that writes an export to its standard output (`python -m service.engine.exporter NAME`).

The settings come as a line of JSON on standard input. It ends when nobody reads it.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress

from kg.exports import Dump, find_export
from kg.mapping.vocabulary import PREFIXES
from kg.settings import Settings, variable
from kg.store.graphs import GraphStore


def main() -> None:
    """Write the export that the first argument names."""
    given = json.loads(sys.stdin.readline())
    settings = Settings.from_env({variable(name): value for name, value in given.items()})
    with suppress(BrokenPipeError), GraphStore.open(settings.store, prefixes=PREFIXES, base=settings.base) as graphs:
        find_export(sys.argv[1]).write(Dump.of(graphs, settings), sys.stdout.buffer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
