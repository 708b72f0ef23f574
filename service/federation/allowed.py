"""The endpoints that queries may ask, by the setting ONRECORD_FEDERATION."""

from __future__ import annotations

from collections.abc import Iterable

from kg.errors import QueryRefusedError, SettingsError
from kg.settings import Settings, variable


def allowed_endpoints(settings: Settings) -> frozenset[str]:
    """Return the addresses on the list; the name `wikidata` stands for the endpoint of ONRECORD_WIKIDATA_ENDPOINT.

    Raises SettingsError for what is neither an address nor a name.
    """
    names = {"wikidata": settings.wikidata_endpoint}
    endpoints = frozenset(names.get(one, one) for one in settings.federation.split())
    for one in endpoints:
        if not one.startswith(("http://", "https://")):
            expected = f"addresses with http or https, or of the names {', '.join(names)}"
            raise SettingsError(f"{variable('federation')}: {one!r}: expected {expected}")
    return endpoints


def check_allowed(asked: Iterable[str], allowed: frozenset[str]) -> None:
    """Raise QueryRefusedError when an endpoint is asked that is not on the list."""
    for one in asked:
        if one not in allowed:
            those = f"it asks only {', '.join(f'<{each}>' for each in sorted(allowed))}" if allowed else "it asks none"
            raise QueryRefusedError(f"SERVICE is refused: this service may not ask <{one}>, {those}")
