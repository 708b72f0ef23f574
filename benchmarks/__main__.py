"""Run benchmarks by name: `python -m benchmarks [NAME [OPTION ...]]`; without a name, several, one after the other."""

from __future__ import annotations

import os
import platform
import sys
from importlib import import_module

from benchmarks.measuring import OUT
from kg.errors import OnRecordError

TOGETHER = ("extract", "growth", "load", "store", "sparql", "validation")
"""Those that run when none is named."""

NAMES = (*TOGETHER, "incidents", "pages", "readers", "soak")
"""The modules of this package that have a `main`."""


def main(arguments: list[str]) -> int:
    """Run one benchmark with its arguments, or all without any; return the exit code."""
    name, *options = arguments or ["all"]
    if name not in ("all", *NAMES):
        OUT.print(f"there is no benchmark {name!r}: expected one of {', '.join(NAMES)}")
        return 2
    OUT.print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    ended = 0
    for one in TOGETHER if name == "all" else (name,):
        OUT.rule(one)
        try:
            ended = import_module(f"benchmarks.{one}").main(options) or ended
        except OnRecordError as error:
            OUT.print(f"{one}: {error}")
            ended = 1
    return ended


if __name__ == "__main__":  # the worker processes import this file, too
    sys.exit(main(sys.argv[1:]))
