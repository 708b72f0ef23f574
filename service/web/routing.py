"""Addresses that people and programs share: a route that is there only for who would rather have HTML."""

from __future__ import annotations

from urllib.parse import parse_qs

from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Scope

from service.negotiation import GRAPH_TYPES, HTML, choose

_DATA = ("application/json", *GRAPH_TYPES, "text/csv")


class PeopleRoute(APIRoute):
    """A route that answers only requests which prefer HTML to data; others go on to the routes of programs."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return whether the request is for this route."""
        match, child = super().matches(scope)
        if match is Match.FULL and not _prefers_html(scope):
            return Match.NONE, {}
        return match, child


def _prefers_html(scope: Scope) -> bool:
    asked = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True).get("format")
    if asked:
        return asked == ["html"]
    return choose(Headers(scope=scope).get("accept"), (*_DATA, HTML)) == HTML
