"""The program of a process that writes an export to its standard output (`python -m service.engine.exporter NAME`).

The settings come as a line of JSON on standard input. It ends when nobody reads it.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress

from kg.exports import Dump, find_export
from kg.mapping.vocabulary import PREFIXES
from kg.store.graphs import GraphStore
from service.engine.telling import read_settings


def main() -> None:
    """Write the export that the first argument names."""
    settings = read_settings(json.loads(sys.stdin.readline()))
    with suppress(BrokenPipeError), GraphStore.open(settings.place, prefixes=PREFIXES, base=settings.base) as graphs:
        find_export(sys.argv[1]).write(Dump.of(graphs, settings), sys.stdout.buffer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
