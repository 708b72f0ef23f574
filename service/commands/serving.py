"""Commands that serve a store over HTTP: serve, demo."""

from __future__ import annotations

import contextlib
import socket
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from kg.settings import Settings
from service import terminal
from service.commands.building import built
from service.commands.options import StoreOption, examples, opened, settings_of
from service.terminal import fail

app = typer.Typer()

Host = Annotated[str | None, typer.Option("--host", help="Address to listen on (setting ONRECORD_HOST).")]
Port = Annotated[
    int | None, typer.Option("--port", min=0, max=65535, help="Port to listen on (setting ONRECORD_PORT).")
]


@app.command(epilog=examples("onrecord serve --store store --port 8000"))
def serve(
    store: StoreOption = None,
    host: Host = None,
    port: Port = None,
    writable: Annotated[
        bool | None, typer.Option("--writable", help="Serve the routes that change the store, to who has the token.")
    ] = None,
    write_token_file: Annotated[
        Path | None, typer.Option("--write-token-file", exists=True, dir_okay=False, help="File that holds the token.")
    ] = None,
) -> None:
    """Serve the graph: a start page, SPARQL at /sparql, and every IRI of the data."""
    token = None if write_token_file is None else write_token_file.read_text(encoding="utf-8").strip()
    _serve(settings_of(store=store, host=host, port=port, write_token=token, writable=writable))


def _serve(settings: Settings) -> None:
    from service.app import create_app
    from service.server import run

    with opened(settings) as graphs, _listening(settings) as listener:
        host = f"[{settings.host}]" if listener.family is socket.AF_INET6 else settings.host
        address = f"http://{host}:{listener.getsockname()[1]}"
        terminal.ERR.print(f"Serving {settings.store} at {address}", highlight=False, soft_wrap=True)
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how this ends
            run(create_app(settings, graphs, prepare=True), listener, access_log=settings.access_log)


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        fail(f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}; try another --port")
        raise typer.Exit(1) from error


@app.command(epilog=examples("onrecord demo", "onrecord demo --store /tmp/sample --no-serve"))
def demo(
    store: StoreOption = None,
    host: Host = None,
    port: Port = None,
    serving: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve what was built.")] = True,
) -> None:
    """Build the shipped sample articles, validate the graph, ask it a question, serve it."""
    from service.demo import show_demo

    settings = settings_of(store=store, host=host, port=port)
    if not built([Path(str(files("kg") / "sample"))], settings) or not show_demo(settings, serving=serving):
        raise typer.Exit(1)
    if serving:
        _serve(settings)
