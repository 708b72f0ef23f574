"""Read quantity phrases ("at least 13", "between five and eight", "dozens") as inclusive bounds.

1. One compiled pattern finds the phrases: a qualifier before, a number in digits or words, a second number of a
   range, a qualifier after. Percentages, sums of money, clock times, ages ("35-year-old") and numbers within
   names ("F-16") are no quantities.
2. Each number is read to a pair (low, high); vague words have the bounds of the table below.
3. The qualifier narrows or opens the bounds: "more than 30" is 31 and up, "fewer than 17" is up to 16.

Hyphens and commas may be missing, as in texts whose punctuation was stripped ("twentythree", "13000").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product


def _counted(names: str, *, first: int, step: int = 1) -> dict[str, int]:
    return {name: first + step * place for place, name in enumerate(names.split())}


_UNITS = _counted("one two three four five six seven eight nine", first=1)
_TEENS = _counted(
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    first=10,
)
_TENS = _counted("twenty thirty forty fifty sixty seventy eighty ninety", first=20, step=10)
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_JOINED = {tens + unit: _TENS[tens] + _UNITS[unit] for tens, unit in product(_TENS, _UNITS)}
_WORDS = {"zero": 0, **_UNITS, **_TEENS, **_TENS, **_JOINED}

_Bounds = tuple[int | None, int | None]
_COUNTING = frozenset({*_WORDS, *_SCALES, *(scale + "s" for scale in _SCALES)}) | frozenset(
    "no none nobody several few couple pair both half tens scores number numbers many multiple numerous".split()
)
_UNKNOWN: _Bounds = (None, None)
_VAGUE: dict[str, _Bounds] = {
    "no": (0, 0),
    "none": (0, 0),
    "nobody": (0, 0),
    "no one": (0, 0),
    "not any": (0, 0),
    "not a single": (0, 0),
    "a": (1, 1),
    "an": (1, 1),
    "a single": (1, 1),
    "another": (1, 1),
    "a lone": (1, 1),
    "a couple": (2, 2),
    "a pair": (2, 2),
    "both": (2, 2),
    "several": (3, None),
    "a few": (3, None),
    "a dozen": (12, 12),
    "half a dozen": (6, 6),
    "a half dozen": (6, 6),
    "dozens": (24, None),
    "several dozen": (36, None),
    "several dozens": (36, None),
    "tens": (20, None),
    "scores": (40, None),
    "a hundred": (100, 100),
    "hundreds": (200, None),
    "several hundred": (300, None),
    "several hundreds": (300, None),
    "a few hundred": (300, None),
    "a thousand": (1_000, 1_000),
    "thousands": (2_000, None),
    "several thousand": (3_000, None),
    "several thousands": (3_000, None),
    "a few thousand": (3_000, None),
    "tens of thousands": (20_000, None),
    "hundreds of thousands": (200_000, None),
    "a million": (1_000_000, 1_000_000),
    "half a million": (500_000, 500_000),
    "a quarter of a million": (250_000, 250_000),
    "a quarter million": (250_000, 250_000),
    "millions": (2_000_000, None),
    "a number": _UNKNOWN,
    "a large number": _UNKNOWN,
    "large number": _UNKNOWN,
    "large numbers": _UNKNOWN,
    "a great number": _UNKNOWN,
    "a huge number": _UNKNOWN,
    "a significant number": _UNKNOWN,
    "a small number": _UNKNOWN,
    "an unknown number": _UNKNOWN,
    "an unspecified number": _UNKNOWN,
    "an undetermined number": _UNKNOWN,
    "unknown number": _UNKNOWN,
    "many": _UNKNOWN,
    "multiple": _UNKNOWN,
    "numerous": _UNKNOWN,
    "countless": _UNKNOWN,
}
# A pair of people is a count, and so are a couple, but not "a couple days"; "a number of" and its like only with "of".
_NEED_OF = frozenset(name for name, bounds in _VAGUE.items() if name.endswith(("number", "numbers"))) | {
    "a pair",
    "tens",
    "scores",
}

_LEAST = (
    "at least|at minimum|a minimum of|no fewer than|no less than|not less than|not fewer than|upwards? of|at at least"
)
_ABOVE = "well over|just over|slightly over|more than|over|above|exceeding|in excess of|greater than"
_MOST = "up to|as many as|as much as|at most|a maximum of|no more than|not more than|as high as"
_BELOW = "fewer than|less than|under|below|just under"
_ABOUT = (
    "about|around|approximately|approx|roughly|nearly|almost|some|an estimated|estimated|close to|just about|"
    "circa|in the region of|near to|around about|reportedly"
)
_PLAIN = "a total of|exactly|only|just|another|as few as|a further|a combined"
_QUALIFIERS: tuple[tuple[str, str], ...] = (
    ("least", _LEAST),
    ("above", _ABOVE),
    ("most", _MOST),
    ("below", _BELOW),
    ("about", _ABOUT),
    ("plain", _PLAIN),
)


def _alternatives(names: Iterable[str]) -> str:
    ordered = sorted(names, key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in ordered)


_UNIT = _alternatives(_UNITS)
_SMALL = rf"(?:(?:{_alternatives(_TENS)})(?:[-\s]?(?:{_UNIT}))?|{_alternatives(_TEENS)}|{_UNIT})"
_SCALE = _alternatives(_SCALES)
_WORDED = (
    rf"(?:zero|(?:{_SMALL}|a(?=\s+(?:hundred|thousand|million)\s+and\b))"
    rf"(?:[-\s]+(?:{_SCALE})\b(?:\s+(?:and\s+)?{_SMALL}\b)?)*\b)"
)
_DIGITS = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,3}}(?:[ \u00a0\u202f]000)+|\d+(?:\.\d+)?)(?:\s+(?:{_SCALE})\b)?"
_COUNT = rf"(?:{_DIGITS}|{_WORDED}|{_alternatives(_VAGUE)})"
_NUMBER = rf"(?:{_DIGITS}|{_WORDED})"
_QUALIFIER = _alternatives(part for _, pattern in _QUALIFIERS for part in pattern.split("|"))
_PHRASE = re.compile(
    rf"(?<![\w$€£.:/-])(?<!\d,)(?<!No\.\s)"
    rf"(?P<before>(?:(?:{_QUALIFIER})\s+)+(?:at\s+)?)?"
    rf"(?>(?:between|from)\s+(?P<first>{_NUMBER})\s+(?:and|to)\s+(?P<last>{_NUMBER})"
    rf"|(?P<left>{_NUMBER})\s+(?:to|or)\s+(?P<right>{_NUMBER})"
    rf"|(?P<from>{_DIGITS})\s?[-–]\s?(?P<to>{_DIGITS})"
    rf"|(?P<count>{_COUNT}))"
    rf"(?![\w%€]|[-–][a-z]|[:/.,]\d|\.\s\d|\s+(?:percent|per\s+cent|pct)\b)"
    rf"(?P<after>\s+or\s+(?:more|so|fewer|less)\b|\+|[-\s]plus\b|\s+at\s+least\b)?",
    re.IGNORECASE,
)
_OF = re.compile(r"\s+of\b", re.IGNORECASE)
_SUFFERED = re.compile(r"\s+(?:were|was|have|had|are|more|others|killed|dead|wounded|injured|died)\b", re.IGNORECASE)
_SUFFERING = re.compile(r"(?:kill|injur|wound|left|leav)\w*\s+$", re.IGNORECASE)
_BY_LEVEL = {part: level for level, pattern in _QUALIFIERS for part in pattern.split("|")}
_QUALIFIER_WORDS = re.compile(rf"(?:{_QUALIFIER})(?=\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity phrase of a text: its extent, its inclusive bounds (None where open), its qualifier in lower case.

    `article` tells "a" and "an" from counts that were written as such.
    """

    start: int
    end: int
    text: str
    low: int | None
    high: int | None
    approximation: str | None = None
    article: bool = False


@lru_cache(maxsize=512)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantity phrases of text, in order, not overlapping."""
    return tuple(found for match in _PHRASE.finditer(text) if (found := _quantity(match)) is not None)


def may_count(word: str) -> bool:
    """Tell whether a word (in lower case) can be part of a quantity that is no mere article."""
    return word[:1].isdigit() or word in _COUNTING


def read_number(words: str) -> int | None:
    """Return the value of one plain number in digits or words, or None when it is none."""
    if not re.fullmatch(_NUMBER, words.strip(), re.IGNORECASE):
        return None
    return _value(words)


def _quantity(match: re.Match[str]) -> Quantity | None:
    bounds = _bounds(match)
    if bounds is None:
        return None
    qualifiers = [" ".join(found.lower().split()) for found in _QUALIFIER_WORDS.findall(match["before"] or "")]
    after = " ".join((match["after"] or "").lower().split())
    for qualifier in reversed(qualifiers):
        bounds = _qualified(bounds, _BY_LEVEL[qualifier])
    bounds = _qualified(bounds, _after_level(after))
    telling = [one for one in (*qualifiers, after) if one and _BY_LEVEL.get(one) != "plain"]
    vague = match["count"] if match["count"] and _value(match["count"]) is None else None
    approximation = " ".join(telling) or (vague.lower() if vague and bounds[0] != bounds[1] else None)
    if vague and bounds == _UNKNOWN:
        approximation = " ".join(vague.lower().split())
    return Quantity(
        match.start(),
        match.end(),
        match.group(),
        *bounds,
        approximation,
        article=match.group().lower() in ("a", "an", "another"),
    )


def _bounds(match: re.Match[str]) -> _Bounds | None:
    for low_name, high_name in (("first", "last"), ("left", "right"), ("from", "to")):
        if match[low_name]:
            return _range(match[low_name], match[high_name])
    words = " ".join(match["count"].lower().split())
    value = _value(words)
    if value is not None:
        return value, value
    if words in _NEED_OF and not _OF.match(match.string, match.end("count")):
        suffered = words in ("scores", "tens") and (
            _SUFFERED.match(match.string, match.end("count")) or _SUFFERING.search(match.string[: match.start("count")])
        )
        return _VAGUE[words] if suffered else None
    return _VAGUE.get(words)


def _range(left: str, right: str) -> _Bounds | None:
    low, high = _value(left), _value(right)
    if low is None or high is None:
        return None
    scale = re.search(rf"(?:{_SCALE})$", right.lower())
    if scale and low < 1_000 and not re.search(rf"(?:{_SCALE})$", left.lower()):
        low *= _SCALES[scale.group()]
    return (low, high) if low <= high else (high, low)


def _qualified(bounds: _Bounds, level: str | None) -> _Bounds:
    low, high = bounds
    if level == "least":
        return low, None
    if level == "above":
        return (low + 1 if low is not None and low == high else low), None
    if level == "most":
        return None, high if high is not None else None
    if level == "below":
        return None, (high - 1 if high else high)
    return bounds


def _after_level(after: str) -> str | None:
    if after in ("or more", "+", "-plus", "plus", "at least"):
        return "least"
    return "most" if after in ("or fewer", "or less") else None


def _value(words: str) -> int | None:
    words = words.strip().lower().replace(",", "")
    digits = re.match(r"\d[\d \u00a0\u202f]*(?:\.\d+)?", words)
    if digits:
        number = float(re.sub(r"[^\d.]", "", digits.group()))
        rest = words[digits.end() :].strip()
        factor = _SCALES.get(rest, 0 if rest else 1)
        return round(number * factor) if factor and (number * factor).is_integer() else None
    return _worded_value(re.split(r"[-\s]+", words))


def _worded_value(words: list[str]) -> int | None:
    total, current, seen = 0, 0, False
    for word in words:
        if word in _WORDS:
            current, seen = current + _WORDS[word], True
        elif word in _SCALES and seen:
            current *= _SCALES[word]
            if _SCALES[word] >= 1_000:
                total, current = total + current, 0
        elif word == "a" and words[0] == "a" and len(words) > 1:
            current, seen = 1, True
        elif word != "and":
            return None
    return total + current if seen else None
