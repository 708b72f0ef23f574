"""A reason for or against two reports being of one incident."""

from __future__ import annotations

from dataclasses import dataclass

from kg.inference.incidents.tables import weights


@dataclass(frozen=True, slots=True)
class Reason:
    """A named reason, its weight in hundredths of log-odds, and what was found, for a person to check."""

    name: str
    weight: int
    found: str

    def __str__(self) -> str:
        return f"{self.name} ({self.weight / 100:+.1f}): {self.found}"


def reason(name: str, found: str) -> Reason:
    """Return the reason of this name with the weight that the table gives it."""
    return Reason(name, weights()[name], found)
