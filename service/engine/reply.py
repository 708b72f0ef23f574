"""An answer on its way from a query worker to a client: a thread or the event loop writes it, the event loop reads it.

The worker is drained as fast as it writes, whoever reads: what the client has not taken lies in memory, past a bound in
a temporary file. So a slow client holds up nobody but itself, and the worker is free as soon as its query is answered.

A short answer is whole before anything is sent (`ready`), and can have any status; a long one is under way by then.
"""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from kg.errors import OnRecordError, QueryError

HELD = 1024 * 1024
"""Bytes of an answer that are waited for before the first goes to the client."""

_IN_MEMORY = 8 * 1024 * 1024
_PART = 256 * 1024


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of an answer when it begins: its kind (as `Answer.kind`), its format, the state it is read from."""

    result: str
    form: str
    state: str


class Reply:
    """An answer that is being written. Make it in the event loop that reads it; giving it up calls `after`."""

    def __init__(self, after: Callable[[], None] | None = None) -> None:
        self._after = after
        self.head: Head | None = None
        self.cut = False
        self.marked = False
        self.whole = False
        self._late = False
        self.given_up = threading.Event()
        self._error: OnRecordError | None = None
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        self._lock = threading.Lock()
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by `give_up`
        self._written = 0
        self._read = 0

    # The side that writes

    def begin(self, head: Head) -> None:
        """Note what the answer is."""
        self.head = head

    def put(self, data: bytes) -> None:
        """Add a part."""
        with self._lock:
            if self.given_up.is_set():
                return
            self._file.seek(self._written)
            self._file.write(data)
            self._written += len(data)
        if self._written >= HELD:
            self._tell()

    def end(self, *, cut: bool, marked: bool) -> None:
        """Note that the answer is whole, whether rows were left out, and whether its text says so."""
        self.cut, self.marked, self.whole = cut, marked, True
        self._tell()

    def take_time(self) -> None:
        """Note that the answer is not to be expected at once."""
        self._late = True
        self._tell()

    def fail(self, error: OnRecordError) -> None:
        """Note that there is no answer, or no more of it."""
        self._error = error
        self._tell()

    def _tell(self) -> None:
        if _running_loop() is self._loop:
            self._changed.set()
        elif not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._changed.set)

    # The side of the event loop that reads

    async def at_once(self) -> Head | None:
        """Wait as `ready` does, but return None when the answer takes its time."""
        while not (self._is_ready or self._late):
            await self._next_change()
        return self._begun() if self._is_ready else None

    async def ready(self) -> Head:
        """Wait until the answer is whole or long. Raises the error that there is instead of it."""
        while not self._is_ready:
            await self._next_change()
        return self._begun()

    @property
    def _is_ready(self) -> bool:
        return self.whole or self._error is not None or self._written >= HELD

    def _begun(self) -> Head:
        if self._error:
            raise self._error
        if self.head is None:
            raise QueryError("the answer has no beginning")
        return self.head

    def text(self) -> bytes:
        """Return a whole answer."""
        return self._part(self._written)

    @property
    def size(self) -> int:
        """Return the number of bytes written so far."""
        return self._written

    async def parts(self) -> AsyncIterator[bytes]:
        """Yield the answer as it comes. Raises the error that ended it before its time."""
        while True:
            if part := self._part(_PART):
                yield part
            elif self._error:
                raise self._error
            elif self.whole:
                return
            else:
                await self._next_change()

    def give_up(self) -> None:
        """Say that nobody waits for the answer any more: its query is ended, what there is of it is dropped."""
        self.given_up.set()
        with self._lock:
            self._file.close()
            after, self._after = self._after, None
        if after is not None:
            after()

    def _part(self, most: int) -> bytes:
        with self._lock:
            self._file.seek(self._read)
            part = self._file.read(min(most, self._written - self._read))
            self._read += len(part)
        return part

    async def _next_change(self) -> None:
        await self._changed.wait()
        self._changed.clear()


def _running_loop() -> asyncio.AbstractEventLoop | None:
    """Return the event loop that calls this, None in another thread."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
