"""Draw measures as lines in SVG: over a logarithmic scale, each in proportion to its first value."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 760, 360, 48, 190, 36, 40
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")  # those of Okabe and Ito


def plot(places: Sequence[int], measures: Mapping[str, Sequence[float]], *, title: str) -> str:
    """Return an SVG image of measures, each a value for each place; all are drawn from 1 at the first place."""
    lines = {name: [one / values[0] for one in values] for name, values in measures.items() if values[0]}
    highest = max(1.5, *(max(values) for values in lines.values()))
    low, span = math.log10(places[0]), math.log10(places[-1] / places[0]) or 1.0

    def x(place: int) -> float:
        return round(_LEFT + (_WIDTH - _LEFT - _RIGHT) * (math.log10(place) - low) / span, 1)

    def y(value: float) -> float:
        return round(_HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * value / highest, 1)

    drawn = [_text(_LEFT, 20, title, size=14)]
    for value in range(int(highest) + 1):
        drawn += [
            f'<path d="M{_LEFT} {y(value)}H{_WIDTH - _RIGHT}" stroke="#ddd"/>',
            _text(12, y(value) + 4, f"{value}×"),
        ]
    drawn += [_text(x(place) - 12, _HEIGHT - 16, f"{place:,}") for place in places]
    ends = sorted(lines, key=lambda name: -lines[name][-1])
    for number, name in enumerate(ends):
        colour = _COLOURS[number % len(_COLOURS)]
        points = " ".join(f"{x(place)},{y(value)}" for place, value in zip(places, lines[name], strict=True))
        drawn.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn.append(_text(_WIDTH - _RIGHT + 10, _TOP + 20 * number + 10, name, colour=colour))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif">'
    return "\n".join([head, f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>', *drawn, "</svg>\n"])


def _text(x: float, y: float, words: str, *, size: int = 12, colour: str = "#222") -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}">{escape(words)}</text>'
