"""What a mend is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from kg.extract.parsing import ParsedToken

Tokens: TypeAlias = Sequence[ParsedToken]
"""A passage, of one or more sentences."""

Changes: TypeAlias = dict[int, ParsedToken]
"""Tokens to put into a passage, by their places."""

Mend: TypeAlias = Callable[[Tokens, int], Changes | None]
"""Looks at a token of a passage, by its place; None where its slip was not made."""
