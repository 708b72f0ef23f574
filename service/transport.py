"""How answers travel: packed for who can unpack them, readable for the scripts of any page (CORS), bare for HEAD."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.types import ASGIApp

from service.sparql import CUT

_EXPOSED = ("ETag", CUT, "Retry-After", "X-Request-ID")
_OPEN = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", ", ".join(_EXPOSED).encode()),
]
_LEAST = 1024  # bytes that are worth packing
_LEVEL = 1


def add_transport(app: FastAPI) -> None:
    """Have all answers of an app travel so."""
    app.add_middleware(GZipMiddleware, minimum_size=_LEAST, compresslevel=_LEVEL)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["*"],
        expose_headers=_EXPOSED,
    )


def answer_heads(routes: FastAPI | APIRouter) -> None:
    """Answer HEAD wherever GET is answered: the server leaves out the body (RFC 9110, section 9.3.2)."""
    for route in list(routes.routes):
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
            routes.add_api_route(route.path, route.endpoint, methods=["HEAD"], include_in_schema=False)


def travelling(response: Response, request: Request) -> ASGIApp:
    """Return what sends one answer so, without asking anything of it that it need not be asked."""
    if "origin" in request.headers:
        response.raw_headers += _OPEN
    if "gzip" in request.headers.get("accept-encoding", ""):
        return GZipMiddleware(response, minimum_size=_LEAST, compresslevel=_LEVEL)
    response.headers.add_vary_header("Accept-Encoding")
    return response
