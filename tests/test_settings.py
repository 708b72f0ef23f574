"""The settings: where their values come from and what is said of a wrong one."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from pathlib import Path
from typing import Any

import pytest

from kg.errors import SettingsError
from kg.settings import Settings, variable


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Settings.from_env({}) == Settings()


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("ONRECORD_STORE", "/tmp/x", "store", Path("/tmp/x")),
        ("ONRECORD_BASE", "https://e.example/id#", "base", "https://e.example/id#"),
        ("ONRECORD_PORT", "0", "port", 0),
        ("ONRECORD_MAX_SECONDS", "1.5", "max_seconds", 1.5),
        ("ONRECORD_SHOW_TEXTS", "YES", "show_texts", True),
        ("ONRECORD_SHOW_TEXTS", "0", "show_texts", False),
        ("ONRECORD_SHOW_TEXTS", "", "show_texts", False),
    ],
)
def test_a_variable_sets_its_field(name: str, text: str, field: str, value: object) -> None:
    assert getattr(Settings.from_env({name: text}), field) == value


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("ONRECORD_PORT", "many", "a whole number"),
        ("ONRECORD_PORT", "70000", "0 to 65535"),
        ("ONRECORD_MAX_SECONDS", "soon", "a number"),
        ("ONRECORD_MAX_SECONDS", "0", "more than 0"),
        ("ONRECORD_MAX_CHARACTERS", "-1", "more than 0"),
        ("ONRECORD_SHOW_TEXTS", "perhaps", "yes or no"),
        ("ONRECORD_BASE", "https://e.example", "ending in / or #"),
        ("ONRECORD_BASE", "urn:x:", "an http"),
    ],
)
def test_a_value_of_the_wrong_form_is_named_with_what_was_expected(name: str, text: str, expected: str) -> None:
    with pytest.raises(SettingsError, match=rf"{name}=.*{expected}"):
        Settings.from_env({name: text})


def test_variables_of_others_are_left_alone() -> None:
    assert Settings.from_env({"ONRECORDS_PORT": "x", "PORT": "y"}) == Settings()


def test_every_setting_says_what_it_is_for_and_can_be_set_to_its_default() -> None:
    for one in fields(Settings):
        assert one.metadata["help"]
        default: Any = one.default
        assert Settings.from_env({variable(one.name): str(default)}) == Settings()


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]
