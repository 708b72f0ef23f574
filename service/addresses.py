"""The addresses at which clients see the service, which may lie behind a reverse proxy that shows it under a path."""

from __future__ import annotations

from fastapi import Request


def root_of(request: Request) -> str:
    """Return the address of the start page, without its last slash."""
    return str(request.base_url).rstrip("/")


def address_of(request: Request) -> str:
    """Return the address that is asked, without its parameters."""
    return str(request.url.replace(query=""))
