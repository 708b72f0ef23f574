"""Figures drawn: ranges on one scale, as what an SVG image is made of.

1. All figures of a comparison share a scale from 0 (or 1, where it is logarithmic) to the largest bound.
2. It is logarithmic when the largest figure is more than forty times the smallest, which a linear one would hide.
3. A range is a bar from its low to its high; where a bound is open, the bar goes on to the edge and fades.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

WIDTH, EDGE = 320, 14
"""Width of the drawing, and of the margin at each end, in its own units."""

_STEEP = 40
_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Bar:
    """A range on the scale: where it begins and ends, and which ends are open."""

    start: float
    end: float
    open_low: bool
    open_high: bool
    exact: bool

    @property
    def width(self) -> float:
        """How wide it is drawn."""
        return round(self.end - self.start, 1)


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale that all figures of a comparison share."""

    largest: int
    logarithmic: bool

    @classmethod
    def of(cls, figures: Iterable[tuple[int | None, int | None]]) -> Scale:
        """Return the scale for these ranges."""
        bounds = [bound for pair in figures for bound in pair if bound is not None]
        positive = [bound for bound in bounds if bound > 0]
        largest = max(bounds, default=0)
        return cls(max(largest, 1), bool(positive) and largest > _STEEP * min(positive))

    def place(self, number: int) -> float:
        """Return where a number lies on the drawing."""
        share = math.log1p(number) / math.log1p(self.top) if self.logarithmic else number / self.top
        return round(EDGE + share * (WIDTH - 2 * EDGE), 1)

    @property
    def top(self) -> int:
        """The number at the end of the scale: the largest, or the next tick after it."""
        if self.logarithmic:
            return int(10 ** math.ceil(math.log10(self.largest)))
        step = self._step
        return step * math.ceil(self.largest / step)

    @property
    def ticks(self) -> list[tuple[float, int]]:
        """The numbers to write below the scale, with their places."""
        if self.logarithmic:
            numbers = [0, *(10**power for power in range(1, round(math.log10(self.top)) + 1))]
        else:
            numbers = list(range(0, self.top + 1, self._step))
        return [(self.place(number), number) for number in numbers]

    @property
    def _step(self) -> int:
        rough = self.largest / 4
        unit = 10 ** math.floor(math.log10(rough)) if rough >= 1 else 1
        return int(next(unit * one for one in _STEPS if unit * one >= rough))

    def bar(self, low: int | None, high: int | None) -> Bar:
        """Return the bar of a range."""
        start = 0.0 if low is None else self.place(low)
        end = float(WIDTH) if high is None else self.place(high)
        return Bar(start, max(end, start), low is None, high is None, low == high)
