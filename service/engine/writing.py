"""The writer, as the service sees it: one process, started when it is first needed, that does one thing at a time."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any

from kg.errors import BusyError, QueryTimeoutError
from kg.settings import Settings
from service.engine.process import Process, problem_of
from service.engine.telling import told_settings
from service.engine.wire import Kind


class Writer:
    """Changes the store in a process of its own; `close` ends it."""

    def __init__(self, settings: Settings, *, prefixes: Mapping[str, str]) -> None:
        self._first = {
            "settings": told_settings(settings),
            "prefixes": dict(prefixes),
        }
        self._seconds = settings.write_seconds
        self._process: Process | None = None
        self._lock = threading.Lock()

    def do(self, operation: str, data: bytes = b"", **values: Any) -> dict[str, Any]:
        """Do an operation of `service.engine.writer` and return what came of it.

        Raises BusyError when others keep the writer busy, QueryTimeoutError when it takes too long, and the error
        that the operation raises.
        """
        if not self._lock.acquire(timeout=self._seconds):
            raise BusyError("the store is being written: try again later")
        try:
            return self._done({"operation": operation, **values}, data)
        finally:
            self._lock.release()

    def _done(self, asked: Mapping[str, Any], data: bytes) -> dict[str, Any]:
        process = self._process = self._process or Process("service.engine.writer", self._first)
        try:
            process.wait_until_ready()
            process.send(Kind.ask, asked)
            process.send_data(data)
            if not process.has_sent(self._seconds):
                raise QueryTimeoutError(
                    f"the change took longer than {self._seconds:g} seconds and was ended: look whether it was made"
                )
            kind, body = process.receive()
        except BaseException:
            self.close()
            raise
        if kind is Kind.error:
            raise problem_of(body)
        done: dict[str, Any] = json.loads(body)
        return done

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
