"""Articles over HTTP: one that is sent, or many as JSON lines, becomes part of the graph or is refused with its reason.

What is sent goes to the writer's process (`service.engine.intake`), which does what a build does: once the answer is
there, the article is in what the next query sees.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.concurrency import run_in_threadpool

from kg.errors import OnRecordError
from kg.reading.files import Kind
from kg.settings import Settings
from service.documenting import PROBLEM, parameter, problems
from service.engine.telling import told_settings
from service.engine.writing import Writer
from service.errors import RequestError, UnsupportedTypeError
from service.negotiation import choose
from service.protocol import read_body, read_media_type, read_parameters
from service.writes import Gate

_KINDS: dict[str, Kind] = {
    "text/plain": "text",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/json": "json",
}
_LINES = ("application/x-ndjson", "application/jsonl", "application/jsonlines")
_EVENTS = "text/event-stream"
_FIELDS = ("id", "url", "title", "outlet", "via", "published", "byline", "dateline", "language")
_TOGETHER = 16
"""Lines that are taken into the store at once; what became of them is answered then."""

_LONG = ("record", "validation", "notes")
"""What events do not tell of an outcome."""

_PAUSE = 15.0
"""Seconds after which who waits for an event is told that there is none yet."""

_LARGEST = 32 * 1024 * 1024


_STRINGS = {"type": "array", "items": {"type": "string"}}
_TAKEN = {
    "type": "object",
    "required": ["outcome", "id", "article", "revision", "graph", "statements", "claims", "reports", "record"],
    "properties": {
        "outcome": {"enum": ["stored", "revised", "replaced", "unchanged"]},
        **{name: {"type": "string"} for name in ("id", "article", "revision", "graph")},
        **dict.fromkeys(("statements", "claims", "reports", "notes"), _STRINGS),
        "record": {"type": "object"},
        "validation": {"type": "object"},
    },
}
_JSON = {"application/json": {"schema": _TAKEN}}
_REFUSED = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "stage", "source"],
    "properties": {
        **{name: {"type": "string"} for name in ("type", "title", "detail", "stage", "source")},
        "status": {"type": "integer"},
    },
}
_BODY = {"required": True, "content": {one: {"schema": {"type": "string"}} for one in _KINDS}}
_BATCH = {"required": True, "content": {one: {"schema": {"type": "string"}} for one in _LINES}}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "It is in the graph as it was", "content": _JSON},
    201: {"description": "It is in the graph", "content": _JSON},
    **problems(400, 401, 408, 413, 415, 503, 504),
    422: {"description": "It was refused, and is kept with the reason", "content": {PROBLEM: {"schema": _REFUSED}}},
}


def add_intake(app: FastAPI, settings: Settings, writer: Writer, *, prepare: bool) -> None:
    """Add the routes, and (`prepare`) load what they need while nothing is asked yet, else when an article comes."""
    intake = _Intake(settings, writer)
    gate = Gate(settings.write_token)
    if prepare:
        intake.prepare()

    @app.post(
        "/articles",
        status_code=201,
        response_class=Response,
        summary="Take an article in (with the token)",
        responses=_RESPONSES,
        openapi_extra={
            "requestBody": _BODY,
            "parameters": [parameter(one, {"type": "string"}, f"the article's {one}") for one in _FIELDS],
        },
    )
    async def take(request: Request) -> Response:
        """Take in one article, sent as text, HTML or JSON (fields as `onrecord build` reads them).

        What is known beside it comes as parameters, and wins over what the document says. The answer is the record,
        the outcome of validation, and the IRIs of what came of it; what is refused is kept in `refused/`.
        """
        gate.check(request)
        media_type = read_media_type(request)
        if media_type not in _KINDS:
            raise UnsupportedTypeError(f"content type {media_type!r}: expected one of {', '.join(_KINDS)}")
        known = _known(read_parameters(request))
        data = await read_body(request, _LARGEST)
        if not data.strip():
            raise RequestError("the body is empty: expected an article")
        outcomes = await run_in_threadpool(intake.file, data, _KINDS[media_type], known)
        if len(outcomes) != 1:
            raise RequestError(f"the document has {len(outcomes)} articles: expected one; /articles/batch takes many")
        return _answered(outcomes[0])

    @app.post(
        "/articles/batch",
        response_class=Response,
        summary="Take articles in, a line of JSON each (with the token)",
        responses={
            200: {
                "description": "What became of each",
                "content": {one: {"schema": {"type": "string"}} for one in (_LINES[0], _EVENTS)},
            },
            **problems(400, 401, 413, 415),
        },
        openapi_extra={"requestBody": _BATCH},
    )
    async def take_lines(request: Request) -> Response:
        """Take in an article from each line of JSON, and answer each with a line of JSON, some at a time, in order.

        Who would rather have server-sent events (`text/event-stream`) gets `begun` with the number of lines, an
        `outcome` for each, without its record, and `ended`.
        """
        gate.check(request)
        media_type = read_media_type(request)
        if media_type not in _LINES:
            raise UnsupportedTypeError(f"content type {media_type!r}: expected one of {', '.join(_LINES)}")
        lines = (await read_body(request, _LARGEST)).splitlines(keepends=True)
        if not any(line.strip() for line in lines):
            raise RequestError("the body is empty: expected an article as JSON on each line")
        outcomes = _filed(intake, lines)
        if choose(request.headers.get("accept"), (_LINES[0], _EVENTS)) == _EVENTS:
            return EventSourceResponse(_events(outcomes, lines), headers={"Cache-Control": "no-store"})
        return StreamingResponse((_json_line(one) async for one in outcomes), media_type=_LINES[0])


class _Intake:
    """Has documents filed by the writer."""

    def __init__(self, settings: Settings, writer: Writer) -> None:
        self._writer = writer
        self._settings = told_settings(settings)

    def prepare(self) -> None:
        """Have the model loaded, beside; what goes wrong is told to who sends an article."""

        def load() -> None:
            with suppress(OnRecordError, OSError):
                self._writer.do("prepare articles", settings=self._settings)

        threading.Thread(target=load, daemon=True).start()

    def file(self, data: bytes, kind: Kind, known: dict[str, str]) -> list[dict[str, Any]]:
        """File the articles of a document and return what became of each. Raises what the writer raises."""
        done = self._writer.do("file articles", data, kind=kind, fields=known, settings=self._settings)
        outcomes: list[dict[str, Any]] = done["outcomes"]
        return [{**one, "notes": done["notes"]} for one in outcomes] if len(outcomes) == 1 else outcomes


async def _filed(intake: _Intake, lines: Sequence[bytes]) -> AsyncIterator[dict[str, Any]]:
    """Yield what became of each line that has something on it, in order."""
    for number, some in _portions(lines):
        try:
            outcomes = await run_in_threadpool(intake.file, b"".join(some), "jsonl", {})
        except OnRecordError as error:
            outcomes = [{"outcome": "failed", "reason": str(error)} for line in some if line.strip()]
        numbers = [number + place for place, line in enumerate(some) if line.strip()]
        for place, one in zip(numbers, outcomes, strict=True):
            yield {"line": place, **one}


def _json_line(outcome: dict[str, Any]) -> bytes:
    return json.dumps(outcome, ensure_ascii=False).encode() + b"\n"


async def _events(outcomes: AsyncIterator[dict[str, Any]], lines: Sequence[bytes]) -> AsyncIterator[bytes]:
    """Yield events of what becomes of the lines, and a comment now and then while nothing does."""
    yield _event("begun", {"lines": sum(1 for line in lines if line.strip())})
    coming = asyncio.ensure_future(anext(outcomes, None))
    try:
        while True:
            await asyncio.wait([coming], timeout=_PAUSE)
            if not coming.done():
                yield KEEPALIVE_COMMENT
                continue
            one = coming.result()
            if one is None:
                break
            yield _event("outcome", {name: value for name, value in one.items() if name not in _LONG})
            coming = asyncio.ensure_future(anext(outcomes, None))
    finally:
        coming.cancel()
    yield _event("ended", {})


def _event(name: str, told: dict[str, Any]) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(told, ensure_ascii=False))


def _portions(lines: Sequence[bytes]) -> Iterator[tuple[int, Sequence[bytes]]]:
    """Yield lines that are filed together, with the number of the first: one, then more and more."""
    start, size = 0, 1
    while start < len(lines):
        some = lines[start : start + size]
        if any(line.strip() for line in some):
            yield start + 1, some
        start, size = start + size, min(2 * size, _TOGETHER)


def _known(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    for name, _ in pairs:
        if name not in _FIELDS:
            raise RequestError(f"there is no parameter {name!r}: expected {', '.join(_FIELDS)}")
    return dict(pairs)


def _answered(outcome: dict[str, Any]) -> Response:
    if outcome["outcome"] != "refused":
        new = outcome["outcome"] != "unchanged"
        return JSONResponse(outcome, 201 if new else 200, {"Location": outcome["article"]} if new else None)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    problem = {"type": "about:blank", "title": "Refused", "status": status, "detail": outcome.pop("reason")}
    return JSONResponse({**problem, **outcome}, status, media_type=PROBLEM)
