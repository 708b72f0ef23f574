"""What the benchmarks share: options, time by the clock and of the processors, memory, and where tables are printed."""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

OUT = Console(width=120)


def options(name: str, described: str | None) -> argparse.ArgumentParser:
    """Return what reads the options of a benchmark, which takes articles (`paths`) to measure with."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks {name}", description=described)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("paths", nargs="*", type=Path, help="articles to measure with (the sample articles)")
    return parser


@contextmanager
def timed() -> Iterator[Callable[[], float]]:
    """Give a function that tells the seconds since the block began, and stands still when it ends."""
    started = time.perf_counter()
    ended: list[float] = []
    yield lambda: (ended[0] if ended else time.perf_counter()) - started
    ended.append(time.perf_counter())


@dataclass(slots=True)
class Cost:
    """Seconds by the clock and of the processors, this process and those it started taken together."""

    clock: float = 0.0
    processors: float = 0.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Add what the block costs."""
        clock, processors = time.perf_counter(), processor_seconds()
        yield
        self.clock += time.perf_counter() - clock
        self.processors += processor_seconds() - processors


def processor_seconds() -> float:
    """Return the seconds of processor that this process and those it started, and has seen end, have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def peak_memory() -> int:
    """Return the most memory that a process started here has held, in MiB (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
