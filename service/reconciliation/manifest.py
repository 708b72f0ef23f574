"""The manifest: what the service offers, and where."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from kg.linking.directory import TYPES
from kg.mapping.vocabulary import ONR
from service.reconciliation.answers import term
from service.reconciliation.requests import BATCH


def manifest(origin: str, *, base: str) -> dict[str, Any]:
    """Return the description of the service at an origin, for data under a base."""
    return {
        "versions": ["0.1", "0.2"],
        "name": "On Record",
        "identifierSpace": base,
        "schemaSpace": str(ONR._NS),
        "documentation": f"{origin}/docs",
        "serviceVersion": version("onrecord"),
        "defaultTypes": [term(one, name) for one, name in TYPES.items()],
        "view": {"url": f"{origin}/reconcile/view?id={{{{id}}}}"},
        "preview": {"url": f"{origin}/reconcile/preview?id={{{{id}}}}", "width": 420, "height": 260},
        "suggest": {what: _suggestion(what, origin) for what in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": origin, "service_path": "/reconcile/properties"},
            "property_settings": [],
        },
        "batchSize": BATCH,
    }


def _suggestion(what: str, origin: str) -> dict[str, str]:
    return {
        "service_url": origin,
        "service_path": f"/reconcile/suggest/{what}",
        "flyout_service_path": f"/reconcile/flyout/{what}?id=${{id}}",
    }
