"""The page that sends articles: its script sends files to the routes of `service.intake` and shows what they answer."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import Response

from service.catalogue import load_catalogue
from service.web.site import Site

OUTCOMES = ("stored", "revised", "replaced", "unchanged", "refused", "failed")


def add_adding(app: FastAPI, site: Site) -> None:
    """Add the page."""

    @app.get("/add", include_in_schema=False)
    async def add(request: Request) -> Response:
        texts = load_catalogue()
        return await site.known(request) or site.page(
            request, "web/add.html", section="add", writable=site.settings.writable, base=site.settings.base,
            outcomes={one: texts(f"outcome.{one}") for one in OUTCOMES},
        )  # fmt: skip
