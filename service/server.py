"""The web server that carries the service: uvicorn, with a bound on how slowly a client may send its headers."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from service.observing import ACCESS

SLOWEST_HEADERS = 10
"""Seconds from the first byte of a request, or from the connection, to the end of its headers."""


class PatientProtocol(HttpToolsProtocol):
    """HTTP/1.1 that closes connections whose headers do not come in time: idle ones hold up nobody."""

    _hurry: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def on_message_begin(self) -> None:
        """Wait for the headers of a further request."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._stop_waiting()
        self._hurry = self.loop.call_later(SLOWEST_HEADERS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._hurry is not None:
            self._hurry.cancel()
            self._hurry = None


def run(app: FastAPI, listener: socket.socket, *, access_log: bool) -> None:
    """Serve an app on a socket until it is told to stop; write the access log to standard error if wanted."""
    if access_log:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        ACCESS.addHandler(handler)
        ACCESS.setLevel(logging.INFO)
        ACCESS.propagate = False
    config = uvicorn.Config(app, http=PatientProtocol, log_level="warning", access_log=False, server_header=False)
    uvicorn.Server(config).run(sockets=[listener])
