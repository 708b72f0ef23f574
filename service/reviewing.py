"""Review over HTTP: what `onrecord review` lists is open to read, what it decides needs the write token."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, get_args

from fastapi import FastAPI, Query, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from kg.review.decisions import Kind, State, Verdict
from kg.review.exchange import dump_decision
from kg.review.ledger import Ledger
from kg.review.rows import Filter, page_rows
from kg.settings import Settings
from kg.store.graphs import GraphStore
from service.documenting import problems
from service.engine.telling import told_settings
from service.engine.writing import Writer
from service.errors import RequestError, UnsupportedTypeError
from service.protocol import LONGEST_BODY, read_body, read_media_type
from service.writes import Gate

Kinds = Literal["statements", "claims", "incidents", "links"]
States = Literal["open", "accepted", "rejected", "corrected", "all"]

_STRINGS = {"type": "array", "items": {"type": "string"}}
_WISH = {
    "type": "object",
    "required": ["rows", "verdict", "by"],
    "properties": {
        "rows": {**_STRINGS, "description": "IRIs or ids"},
        "verdict": {"enum": list(get_args(Verdict))},
        "by": {"type": "string", "description": "who decides"},
        "note": {"type": "string", "description": "why"},
        "fields": {"type": "object", "description": "fields to correct, each with its values"},
    },
}
_ROWS = {
    "type": "object",
    "required": ["total", "items"],
    "properties": {"total": {"type": "integer"}, "items": {"type": "array", "items": {"type": "object"}}},
}
_DECISIONS = {"type": "array", "items": {"type": "object"}}


def _json(schema: dict[str, Any], what: str) -> dict[str, Any]:
    return {"description": what, "content": {"application/json": {"schema": schema}}}


def add_reviewing(app: FastAPI, settings: Settings, store: GraphStore) -> None:
    """Add the routes that list what there is to review, and what was decided."""

    @app.get(
        "/review/decisions",
        response_class=JSONResponse,
        summary="The decisions of reviewers",
        responses={200: _json(_DECISIONS, "The decisions, by time")},
    )
    def decisions() -> JSONResponse:
        """List all decisions by time: on what, by whom, when, why."""
        return JSONResponse(
            [json.loads(dump_decision(one)) for one in Ledger.read(store, base=settings.base).decisions()]
        )

    @app.get(
        "/review/{kinds}",
        response_class=JSONResponse,
        summary="What there is to review",
        responses={200: _json(_ROWS, "The rows, the doubtful first"), **problems(400)},
    )
    def rows(
        kinds: Kinds,
        state: Annotated[States, Query(description="how they stand")] = "open",
        below: Annotated[float | None, Query(description="only those with less confidence")] = None,
        article: Annotated[str | None, Query(description="only those of an article, by id or address")] = None,
        text: Annotated[str | None, Query(description="only those with this in their words or names")] = None,
        doubtful: Annotated[bool, Query(description="only contested ones and proposals")] = False,
        limit: Annotated[int, Query(ge=1, le=1000)] = 20,
    ) -> JSONResponse:
        """List statements, claims, incident reports or links: contested ones first, then the least sure."""
        states = frozenset(get_args(State)) if state == "all" else frozenset([state])
        wanted = Filter(states=states, below=below, article=article, text=text, doubtful=doubtful)
        kind: Kind = kinds.removesuffix("s")  # type: ignore[assignment]
        found, total = page_rows(store, Ledger.read(store, base=settings.base), kind, wanted, size=limit)
        return JSONResponse({"total": total, "items": [asdict(one) for one in found]})


def add_deciding(app: FastAPI, settings: Settings, writer: Writer) -> None:
    """Add the route by which reviewers decide."""
    gate = Gate(settings.write_token)

    @app.post(
        "/review/{kinds}",
        status_code=201,
        response_class=JSONResponse,
        summary="Decide on rows (with the token)",
        responses={201: _json(_DECISIONS, "The decisions"), **problems(400, 401, 413, 415, 503, 504)},
        openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": _WISH}}}},
    )
    async def decide(kinds: Kinds, request: Request) -> JSONResponse:
        """Accept, reject, correct or reopen rows; the decision is kept with who, when and why, and holds at once."""
        gate.check(request)
        if read_media_type(request) != "application/json":
            raise UnsupportedTypeError("expected a body of application/json")
        wish = _wish(await read_body(request, LONGEST_BODY))
        done = await run_in_threadpool(
            writer.do,
            "decide",
            json.dumps({**wish, "kind": kinds.removesuffix("s"), "at": datetime.now(UTC).isoformat()}).encode(),
            settings=told_settings(settings),
        )
        return JSONResponse(done["decisions"], 201)


def _wish(body: bytes) -> dict[str, Any]:
    """Return what a reviewer says. Raises RequestError naming what is missing or of the wrong form."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"the body is not JSON: {error}") from error
    if not isinstance(given, Mapping):
        raise RequestError("the body: expected an object with rows, verdict and by")
    unknown = given.keys() - _WISH["properties"].keys()  # type: ignore[attr-defined]
    if unknown:
        raise RequestError(f"the body has {', '.join(sorted(unknown))}: expected {', '.join(_WISH['properties'])}")
    rows, fields = given.get("rows"), given.get("fields", {})
    if not (isinstance(rows, list) and rows and all(isinstance(one, str) for one in rows)):
        raise RequestError("rows: expected a list of IRIs or ids")
    if given.get("verdict") not in get_args(Verdict):
        raise RequestError(f"verdict={given.get('verdict')!r}: expected one of {', '.join(get_args(Verdict))}")
    if not isinstance(fields, dict):
        raise RequestError("fields: expected an object with a value or a list of values for each field")
    values = {name: one if isinstance(one, list) else [one] for name, one in fields.items()}
    if not all(isinstance(value, str | int) for several in values.values() for value in several):
        raise RequestError("fields: expected texts or numbers")
    said = {name: given.get(name, "") for name in ("by", "note")}
    if not all(isinstance(one, str) for one in said.values()):
        raise RequestError("by, note: expected text")
    texts = {name: [str(value) for value in several] for name, several in values.items()}
    return {"rows": rows, "verdict": given["verdict"], **said, "fields": texts}
