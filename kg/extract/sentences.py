"""Splits running news text into sentences.

The parser of the small model breaks after ranks ("Maj. Gen.") and inside glued text; these rules know the
abbreviations of the genre and keep closing quotation marks with their sentence. A heading that has lost its line
is known by the sentence behind it that begins with the same words.
"""

from __future__ import annotations

import re
from itertools import islice

_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"'‘])(?:"
    r"Mr|Mrs|Ms|Dr|Prof|Rev|Hon|St|Sr|Jr|Messrs|Mt|Ft|Pres|Sec|Gov|Sen|Rep|Amb|Supt|Insp|Det|Spc|Pfc|Pvt|Cpl|Sgt|Ssgt|Msgt|Maj|Lt|Col|Gen|Brig"
    r"|Capt|Cmdr|Cdr|Cmd|Comdr|Adm|Vice|Ens|CWO|Staff|No|Nos|vs|approx|est|al|cf|ca|e\.g|i\.e|Inc|Ltd|Co|Corp|Dept|Univ"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Mon|Tue|Tues|Wed|Thu|Thurs|Fri|Sat|Sun|[A-Z]"
    r")\.$"
)
_DOTTED = re.compile(r"(?:\b[A-Za-z]\.){2,}$")  # U.S., a.m.
_STARTERS = frozenset(
    (
        "the a an in on at it he she they we i but and this that these those there after before when while as for "
        "with from meanwhile however according despite since although also last earlier some many most more no not "
        "one its his her their our if by to now then later both such"
    ).split()
)
_END = re.compile(
    r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s+(?:[-–—•*]\s+)*[\"'“‘«(\[\x80-\x9f]*[A-Z0-9À-Þ])|[.!?][\"”](?=[A-Z])|;[\"”](?=\s+[\"“])"
    r"|\.(?=\s?--\s?[A-Z]{2,})"
)
_COUNTING = frozenset("air dozens four five hundreds scores six seven eight nine ten eleven three twelve two".split())
"""Words beside `_STARTERS` that are capitalised only where a sentence begins."""
_LINKING = frozenset(
    "a after an and as at before by for from in of on or than that the to where which while with".split()
)
_HEADING = range(5, 60)  # words of a heading
_WORD = re.compile(r"\S+")
_SPACE = re.compile(r"\s*")


def sentence_starts(text: str) -> list[int]:
    """Return the offset of the first character of each sentence of a paragraph."""
    starts = [len(text) - len(text.lstrip())]
    for match in _END.finditer(text):
        following = _SPACE.match(text, match.end())
        begin = following.end() if following else match.end()
        if begin < len(text) and _breaks(text, match.start(), match.end(), begin):
            starts.append(begin)
    ends = [*starts[1:], len(text)]
    again = (_said_again(text[start:end]) for start, end in zip(starts, ends, strict=True))
    return sorted({*starts, *(start + at for start, at in zip(starts, again, strict=True) if at)})


def _said_again(sentence: str) -> int:
    """Return where the sentence begins that a heading runs into, 0 where none does.

    "Two men hurt in rocket attack on Homs Two men were hurt on Friday", "Troops take the bridge Troops take the ...".
    """
    words = list(islice(_WORD.finditer(sentence), _HEADING.stop + 3))
    heads = [word.group() for word in words[:3]]
    if (
        len(words) <= _HEADING.start
        or heads[0] == "I"
        or not heads[0][0].isupper()
        or not any(head.islower() for head in heads[1:])
    ):
        return 0
    ordinary = heads[0].lower() in _STARTERS | _COUNTING and heads[1].islower()
    least = 2 if ordinary else 3
    for at in range(_HEADING.start, min(_HEADING.stop, len(words) - least)):
        repeated = [word.group() for word in words[at : at + least]] == heads[:least]
        if repeated and words[at - 1].group().lower() not in _LINKING:
            return words[at].start()
    return 0


def _breaks(text: str, stop: int, end: int, begin: int) -> bool:
    before = text[max(0, stop - 12) : stop + 1]
    word = re.match(r"[\"'“‘«(\[]*([\w’'-]+)", text[begin : begin + 30])
    following = word.group(1) if word else ""
    if end - stop > 1 or text[stop] != ".":
        return True
    if _ABBREVIATION.search(before):
        return False
    if _DOTTED.search(before):
        return following.lower() in _STARTERS
    return True
