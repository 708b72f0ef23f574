"""Whose turn it is: places for queries, shared out between clients so that none can take them all.

1. A client may hold half of the places (at least one); what else it asks waits, even while places are free.
2. When a place falls free, the clients that wait take turns, whatever number of queries each has waiting.
3. At most `queue` queries wait in all, and none longer than a query may take: more are turned away (`BusyError`).
4. A query that has run for `PATIENCE` seconds is a heavy one. Heavy queries may hold three quarters of the places; one
   too many is turned away, so that the rest of the places goes on serving short ones.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager

from kg.errors import BusyError

PATIENCE = 1.0
"""Seconds after which a query counts as a heavy one."""


class Turns:
    """Places for so many queries at a time."""

    def __init__(self, places: int, *, queue: int, seconds: float) -> None:
        self._free = places
        self._share = max(1, places // 2)
        self._heavy_left = max(1, places * 3 // 4)
        self._queue = queue
        self._seconds = seconds
        self._lock = threading.Lock()
        self._running: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[threading.Event]] = OrderedDict()

    @property
    def running(self) -> int:
        """Return how many queries hold a place."""
        with self._lock:
            return self._running.total()

    @property
    def waiting(self) -> int:
        """Return how many queries wait for a place."""
        with self._lock:
            return sum(map(len, self._waiting.values()))

    @contextmanager
    def place(self, client: str) -> Iterator[None]:
        """Hold a place while the block runs; wait for it first. Raises BusyError when there is none to be had."""
        self._take(client)
        with self.held(client):
            yield

    def take_at_once(self, client: str) -> bool:
        """Take a place, which `held` gives back, if that needs no waiting; return whether there was one."""
        with self._lock:
            free = self._may_have_one(client)
            if free:
                self._admit(client)
            return free

    @contextmanager
    def held(self, client: str) -> Iterator[None]:
        """Give back the place that was taken when the block ends."""
        try:
            yield
        finally:
            with self._lock:
                self._running[client] -= 1
                if not self._running[client]:
                    del self._running[client]
                self._free += 1
                self._call_next()

    @contextmanager
    def heavy(self) -> Iterator[bool]:
        """Count as heavy while the block runs; gives whether there is room for another heavy query."""
        with self._lock:
            admitted = self._heavy_left > 0
            self._heavy_left -= admitted
        try:
            yield admitted
        finally:
            with self._lock:
                self._heavy_left += admitted

    def _take(self, client: str) -> None:
        with self._lock:
            if self._may_have_one(client):
                self._admit(client)
                return
            if sum(map(len, self._waiting.values())) >= self._queue:
                raise BusyError(f"{self._queue} queries are waiting: try again later")
            called = threading.Event()
            self._waiting.setdefault(client, deque()).append(called)
        if not called.wait(self._seconds) and not self._left(client, called):
            raise BusyError(f"no query worker was free within {self._seconds:g} seconds: try again later")

    def _may_have_one(self, client: str) -> bool:
        return self._free > 0 and self._running[client] < self._share and client not in self._waiting

    def _left(self, client: str, called: threading.Event) -> bool:
        """Take a query out of the queue; return whether it was called at the last moment."""
        with self._lock:
            if called.is_set():
                return True
            self._waiting[client].remove(called)
            if not self._waiting[client]:
                del self._waiting[client]
            return False

    def _admit(self, client: str) -> None:
        self._free -= 1
        self._running[client] += 1

    def _call_next(self) -> None:
        for client in list(self._waiting):
            if not self._free:
                return
            if self._running[client] < self._share:
                called = self._waiting[client].popleft()
                if self._waiting[client]:
                    self._waiting.move_to_end(client)
                else:
                    del self._waiting[client]
                self._admit(client)
                called.set()
