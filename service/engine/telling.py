"""Settings on their way to the processes of the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from kg.settings import Settings, variable

_HELD_BACK = ("write_token", "writable")


def told_settings(settings: Settings) -> dict[str, str]:
    """Return settings as a process is told them, without what none has need of."""
    return {one.name: str(getattr(settings, one.name)) for one in fields(settings) if one.name not in _HELD_BACK}


def read_settings(told: Mapping[str, str]) -> Settings:
    """Return the settings that a process was told."""
    return Settings.from_env({variable(name): value for name, value in told.items()})
