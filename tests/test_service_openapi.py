"""The OpenAPI document against the service: what Schemathesis makes of each route is answered as the document says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import schemathesis
from conftest import open_store, put_record
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from records import BASE, hand_record
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from test_service import serving

from kg.settings import Settings
from service.app import create_app

TOKEN = "the-token"
LIMITS = (503, 504)
"""What a client is told who asks for less time than the answer takes, or at a bad moment."""

CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

PATIENCE = 60.0
"""Seconds to wait for an answer: the first article that is sent loads the language model, while other tests run."""


@schemathesis.serializer("application/x-ndjson", "application/jsonl", "application/jsonlines")
def as_line(ctx: Any, value: Any) -> bytes:
    """Return what is to be sent as one line of JSON; text as it is."""
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "surrogatepass")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give a writable service, which the cases may change as they like."""
    directory = tmp_path_factory.mktemp("fuzzed") / "store"
    put_record(directory, hand_record())
    chosen = Settings(
        store=directory, base=BASE, writable=True, write_token=TOKEN, query_seconds=5, query_rows=1000, show_texts=True
    )
    with ExitStack() as held:
        yield held.enter_context(serving(create_app(chosen, held.enter_context(open_store(directory)))))


@pytest.mark.parametrize(("mode", "examples"), [(GenerationMode.POSITIVE, 5), (GenerationMode.NEGATIVE, 3)])
def test_every_route_answers_as_it_is_described(address: str, mode: GenerationMode, examples: int) -> None:
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
    tried, failures = 0, []
    for found in schema.get_all_operations():
        operation = found.ok()
        saved = operation.path.startswith("/queries/")  # of which there are many, made by one function
        if saved and operation.path.endswith((".csv", ".json")):
            continue

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=1 if saved else examples,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        def answers_as_described(case: Any) -> None:
            authorized = {"Authorization": f"Bearer {TOKEN}"}
            answer = case.call_and_validate(headers=authorized, checks=CHECKS, timeout=PATIENCE)
            assert answer.status_code < 500 or answer.status_code in LIMITS, answer.content

        try:
            answers_as_described()
            tried += 1
        except Unsatisfiable:
            pass  # a route without parameters takes nothing that is wrong
        except (FailureGroup, AssertionError) as error:
            failures.append(str(error))
    assert not failures, "\n\n".join(failures)
    assert tried > 40
