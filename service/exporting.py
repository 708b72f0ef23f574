"""Exports over HTTP: each is written by a process of its own, and streamed as it comes."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Send

from kg.errors import BusyError
from kg.exports import EXPORTS, Export, find_export
from kg.settings import Settings
from service.addresses import root_of
from service.documenting import problems
from service.engine.telling import told_settings

AT_ONCE = 2
"""Exports that are written at the same time; who wants another has to come back."""

_PART = 64 * 1024


def add_exports(app: FastAPI, settings: Settings) -> None:
    """Add the list of exports, and a route for each."""
    places = asyncio.Semaphore(AT_ONCE)

    @app.get("/exports", response_class=JSONResponse, summary="The exports")
    def listed(request: Request) -> JSONResponse:
        """List the exports with their addresses and media types."""
        root = root_of(request)
        return JSONResponse(
            [
                {
                    "name": one.name,
                    "title": one.title,
                    "media_type": one.media_type,
                    "address": f"{root}/exports/{one.name}",
                    "file": one.file,
                }
                for one in EXPORTS
            ]
        )

    for one in EXPORTS:
        _add(app, one, settings, places)

    @app.get("/exports/{name}", include_in_schema=False)
    def unknown(name: str) -> Response:
        find_export(name)
        raise AssertionError(name)


def _add(app: FastAPI, one: Export, settings: Settings, places: asyncio.Semaphore) -> None:
    async def answer(request: Request) -> Response:
        one.check()
        if request.method == "HEAD":  # for which nothing need be written
            response = Response(media_type=one.media_type, headers=_headers(one))
            del response.headers["content-length"]
            return response
        if places.locked():
            raise BusyError(f"{AT_ONCE} exports are being written: try again later")
        await places.acquire()
        try:
            process = await _started(one, settings)
        except BaseException:
            places.release()
            raise
        return _Exported(one, process, places)

    app.add_api_route(
        f"/exports/{one.name}",
        answer,
        methods=["GET"],
        response_class=Response,
        summary=one.title,
        description="The whole of it, streamed, with licence and provenance inside.",
        operation_id=f"export-{one.name.replace('.', '-')}",
        responses={
            200: {"description": one.title, "content": {one.media_type: {"schema": _schema(one)}}},
            **problems(501, 503),
        },
    )


def _schema(one: Export) -> dict[str, Any]:
    """Return what OpenAPI says of an export: JSON is an object or a list, all else is text."""
    is_json = one.media_type.partition(";")[0].endswith(("/json", "+json"))
    return {"type": ["array", "object"] if is_json else "string"}


def _headers(one: Export) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{one.file}"', "Cache-Control": "no-store"}


async def _started(one: Export, settings: Settings) -> Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "service.engine.exporter", one.name, stdin=PIPE, stdout=PIPE, stderr=DEVNULL
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(told_settings(settings)).encode() + b"\n")
    await process.stdin.drain()
    process.stdin.close()
    return process


class _Exported(StreamingResponse):
    """An export as it comes; one whose writer fails is left unfinished, so that nobody takes a part for the whole."""

    def __init__(self, one: Export, process: Process, places: asyncio.Semaphore) -> None:
        super().__init__(_parts(process), media_type=one.media_type, headers=_headers(one))
        self._process = process
        self._places = places

    async def stream_response(self, send: Send) -> None:
        """Send the parts, and the end only when all was written."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        try:
            async for part in self.body_iterator:
                await send({"type": "http.response.body", "body": part, "more_body": True})
            if await self._process.wait() == 0:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            if self._process.returncode is None:
                self._process.kill()
                await self._process.wait()
            self._places.release()


async def _parts(process: Process) -> AsyncIterator[bytes]:
    assert process.stdout is not None
    while part := await process.stdout.read(_PART):
        yield part
