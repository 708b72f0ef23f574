"""What Ctrl-C and `kill` do: they end work between its steps, never in the middle of one that would be half done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from types import FrameType

_ENDING = (signal.SIGINT, signal.SIGTERM)


class Terminated(KeyboardInterrupt):
    """SIGTERM, raised as Ctrl-C is."""


@contextmanager
def termination_raised() -> Iterator[None]:
    """Within the block, raise Terminated on SIGTERM, so that what is to be done at the end is done."""

    def terminate(number: int, frame: FrameType | None) -> None:
        raise Terminated

    if threading.current_thread() is not threading.main_thread():  # only there can it be set
        yield
        return
    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def kept_from_children(*signals: signal.Signals) -> Iterator[None]:
    """Let threads and processes that are started in the block never get these signals: Ctrl-C reaches all processes."""
    resource_tracker.ensure_running()  # which would let the signals through when a process is the first to need it
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C and SIGTERM back until the block is done; then they do what they would have done."""
    if threading.current_thread() is not threading.main_thread():  # only that one is interrupted
        yield
        return
    held: list[int] = []
    before = {one: signal.signal(one, lambda number, frame: held.append(number)) for one in _ENDING}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
        if held:
            signal.raise_signal(held[0])
