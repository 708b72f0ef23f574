"""Compares the numbers that two reports give: people by effect (killed, injured …), and counted things.

The claims of an article may give several numbers for one effect, by several sources: that one of them is that of the
other article counts; that none can be, only where all of them are far apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from kg.inference.incidents.reasons import Reason, reason
from kg.inference.incidents.tables import KEPT, phrases
from kg.inference.incidents.wording import stems
from kg.inference.reports import Figure, Report

_EFFECTS = ("killed", "injured", "captured", "missing", "displaced")
_HIGH, _LOW = 10, 3
_TIMES = 2


def figure_reasons(one: Report, other: Report) -> Iterator[Reason]:
    """Yield what the numbers of two reports say."""
    ours, theirs = _by_effect(one), _by_effect(other)
    for effect in _EFFECTS:
        if effect in ours and effect in theirs:
            yield from _effect(effect, ours[effect], theirs[effect])
    yield from _things(one, other)


def tolls_differ(one: Report, other: Report) -> bool:
    """Return whether both reports give numbers of killed, and none of the one can be one of the other."""
    ours, theirs = (_by_effect(report).get("killed", ()) for report in (one, other))
    return bool(ours and theirs) and not any(_overlap(figure, near) for figure in ours for near in theirs)


@lru_cache(maxsize=KEPT)
def _by_effect(report: Report) -> Mapping[str, Sequence[Figure]]:
    found: dict[str, list[Figure]] = {}
    for figure in report.figures:
        if figure.effect is not None and (figure.low is not None or figure.high is not None):
            found.setdefault(figure.effect, []).append(figure)
    return found


def _effect(effect: str, ours: Sequence[Figure], theirs: Sequence[Figure]) -> Iterator[Reason]:
    pairs = [(figure, near) for figure in ours for near in theirs]
    same = [one for one, near in pairs if (one.low, one.high) == (near.low, near.high) and not _is_vague(one)]
    if same:
        highest = max(same, key=lambda figure: figure.low or figure.high or 0)
        yield reason(_name(highest.low or highest.high or 0), f"both give {_words(highest)} {effect}")
    elif any(_overlap(figure, near) for figure, near in pairs):
        yield reason("same-figures-overlap", f"{_words(ours[0])} and {_words(theirs[0])} {effect}")
    elif effect == "killed":
        least, most = sorted((max(map(_size, ours)), max(map(_size, theirs))))
        if most >= _TIMES * least and most >= _LOW:
            yield reason("different-figures", f"{_words(ours[0])} {effect}, against {_words(theirs[0])}")


@lru_cache(maxsize=KEPT)
def _is_vague(figure: Figure) -> bool:
    """Return whether a figure is given in a word that many numbers fit ("dozens")."""
    said = figure.text.casefold()
    vague = figure.high is None and any(word in phrases("vague.txt") for word in said.split())
    return vague and not any(letter.isdigit() for letter in said)


def _things(one: Report, other: Report) -> Iterator[Reason]:
    shared = sorted(_counted(one) & _counted(other), key=lambda found: (-found[0], found[1]))
    if shared:
        number, word = shared[0]
        yield reason("same-thing-count", f"both count {number} of {word}")


@lru_cache(maxsize=KEPT)
def _counted(report: Report) -> frozenset[tuple[int, str]]:
    """Return the numbers of things that a report gives, each with the words for the things."""
    return frozenset(
        (figure.low or 0, word) for figure in report.figures if _is_count(figure) for word in _nouns(figure)
    )


def _is_count(figure: Figure) -> bool:
    return figure.what is not None and figure.low is not None and figure.low == figure.high and figure.low >= _LOW


def _nouns(figure: Figure) -> frozenset[str]:
    return stems(figure.what or "")


def _name(number: int) -> str:
    return "same-figure-high" if number >= _HIGH else "same-figure" if number >= _LOW else "same-figure-low"


def _size(figure: Figure) -> int:
    return figure.low if figure.low is not None else figure.high or 0


def _overlap(one: Figure, other: Figure) -> bool:
    highest = (figure.high if figure.high is not None else float("inf") for figure in (one, other))
    return max(one.low or 0, other.low or 0) <= min(highest)


def _words(figure: Figure) -> str:
    if figure.low == figure.high:
        return str(figure.low)
    if figure.high is None:
        return f"at least {figure.low}"
    return f"up to {figure.high}" if figure.low is None else f"{figure.low} to {figure.high}"
