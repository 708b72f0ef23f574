"""The program of the process that changes the store (`python -m service.engine.writer HANDLE`).

One operation at a time: the store is opened for writing, changed, published and let go again, so that `onrecord build`
can write between two operations. Killed at any moment, it leaves the store as it was or as it should be.
"""

from __future__ import annotations

import contextlib
import json
import signal
import sys
from collections.abc import Callable
from socket import socket
from typing import Any

from kg.errors import NotFoundError, OnRecordError
from kg.store.formats import GraphFormat
from kg.store.graphs import Change, GraphStore
from service.engine.telling import read_settings
from service.engine.wire import Frames, Kind, frame, json_frame

Done = dict[str, Any]


def main() -> None:
    """Serve the socket whose handle is the first argument until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the service's matter
    connection = socket(fileno=int(sys.argv[1]))
    with contextlib.suppress(EOFError, ConnectionError):
        frames = Frames(connection)
        given = json.loads(frames.receive()[1])
        settings = read_settings(given["settings"])
        connection.sendall(frame(Kind.ready, b""))
        while True:
            asked = json.loads(frames.receive()[1])
            data = frames.receive()[1]
            try:
                if asked["operation"] in BY_ITSELF:
                    connection.sendall(json_frame(Kind.end, **BY_ITSELF[asked["operation"]](asked, data)))
                    continue
                with GraphStore.open(
                    settings.place,
                    write=True,
                    made_by=asked["operation"],
                    keep=settings.generations,
                    prefixes=given["prefixes"],
                    base=settings.base,
                ) as store:
                    done = OPERATIONS[asked["operation"]](store, asked, data)
                connection.sendall(json_frame(Kind.end, **done))
            except OnRecordError as error:
                connection.sendall(json_frame(Kind.error, type=type(error).__name__, message=str(error)))


def _update(store: GraphStore, asked: dict[str, Any], data: bytes) -> Done:
    store.update(
        data.decode(),
        direct=asked["direct"],
        default_graphs=asked["default_graphs"],
        named_graphs=asked["named_graphs"],
    )
    return {}


def _put_graph(store: GraphStore, asked: dict[str, Any], data: bytes) -> Done:
    return {"new": store.replace_graph(asked["graph"], data, GraphFormat(asked["form"]), keep=asked["keep"])}


def _delete_graph(store: GraphStore, asked: dict[str, Any], _: bytes) -> Done:
    if not store.has_graph(asked["graph"]):
        raise NotFoundError(f"there is no graph {asked['graph']!r}")
    store.commit([Change(drop=(asked["graph"],))])
    return {}


def _file_articles(store: GraphStore, asked: dict[str, Any], data: bytes) -> Done:
    from service.engine.intake import file_documents  # only who files articles needs what analyses them

    return file_documents(store, asked, data)


def _prepare_articles(asked: dict[str, Any], _: bytes) -> Done:
    from service.engine.intake import prepare

    prepare(asked)
    return {}


def _decide(asked: dict[str, Any], data: bytes) -> Done:
    from kg import inference
    from kg.review.deciding import Wish, decide
    from kg.review.exchange import dump_decision
    from service.engine.intake import settings_of

    settings = settings_of(asked)
    rules = inference.Rules.of(settings)
    taken = decide(settings.place, Wish(**json.loads(data)), base=settings.base, rules=rules, keep=settings.generations)
    return {"decisions": [json.loads(dump_decision(one)) for one in taken]}


OPERATIONS: dict[str, Callable[[GraphStore, dict[str, Any], bytes], Done]] = {
    "update": _update,
    "put graph": _put_graph,
    "delete graph": _delete_graph,
    "file articles": _file_articles,
}
"""What can be done, by name."""

BY_ITSELF: dict[str, Callable[[dict[str, Any], bytes], Done]] = {
    "prepare articles": _prepare_articles,
    "decide": _decide,
}
"""What needs no store that is open, or opens it itself."""


if __name__ == "__main__":
    main()
