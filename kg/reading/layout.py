"""Finds an article's layout: which stretches are headline, body, list, caption or site furniture.

Nothing is removed from the text; the extractor reads blocks and leaves furniture alone.

1. Lines become paragraphs; a hard-wrapped or broken line is joined to the next.
2. The head of the first paragraph is peeled: date stamps, the title printed again, an agency tag, a picture's caption.
3. Furniture is recognised by `data/furniture.tsv`, alone, at either end, or from a mark to the end of the text.
4. What remains is a headline, a heading, a list item or body; a body paragraph's dateline is set apart.
5. A paragraph that stands twice points to the first one (`repeats`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal

from kg.reading.datelines import Dateline, find_dateline
from kg.reading.outlets import sounds_like_outlet

BlockKind = Literal["headline", "heading", "body", "item", "caption", "furniture"]

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? ?\d{{4}}"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{4})"
)
_AGENCY = r"(?:AFP|AP|Reuters|REUTERS|DPA|dpa|Xinhua|Anadolu Agency|AA|UPI|EFE|ANSA|TASS|Agencies)"
_WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
_AGENCY_STAMP = re.compile(
    rf"\b{_AGENCY}\s+(?:and\s+{_AGENCY}\s+)?(?:{_WEEKDAY},? )?(?i:{DATE})\s+|\b{_AGENCY}\s+(?=[A-Z])"
)
_CAPTION_CREDIT = re.compile(
    r"(?:\((?:[^()]{0,40}\b(?:Photo|photo|Getty|Reuters|REUTERS|AFP|AP|File|EPA|AA)\b[^()]{0,30})\)"
    r"|\[(?:Getty|AFP|AP|Reuters|File|Anadolu|EPA|Twitter|Facebook)[^\]]{0,30}\])\S?"
)
_FILE_CAPTION = re.compile(r"(?i:file(?: photo| picture| image)?)\s?[–—:-]\s?\S")  # "File – Soldiers take part in ..."
_BARE_DATELINE = re.compile(r"[A-Z]{5,}(?: [A-Z][a-z]+)? (?=[A-Z][a-z]|\d)")  # its punctuation was stripped
_SLUG = re.compile(r"(?P<name>[A-Z][\w.-]*(?: [A-Z][\w.-]*){0,3}) ?//?\s+(?=[A-Z“\"‘])")  # "Name News/ A source ..."
_TAGS = re.compile(r"(?:(?<=[.”\"’] )|(?<=said ))Tags (?=[A-Z])")
_NUMBER_WORDS = "One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Dozens|Scores|Hundreds"
_SIDES = "rebels|warplanes|regime|forces|army|troops|government|air|state"
_OPENING = re.compile(
    rf"(?<= )(?:(?:At least|More than|An?|The|In|On|After|{_NUMBER_WORDS}) (?=[a-z\d]|[A-Z]\w+ [a-z])"
    rf"|[A-Z]\w+ (?:{_SIDES}) (?=[a-z]))"
)
_CAPITAL_RUN = re.compile(r"(?<= )[A-Z]\S*(?= [a-z]\S* [a-z]\S* [a-z])")
_LATTER = 3  # the first third of a paragraph is never furniture that ends it
_SUMMARY = 60  # characters from which on sentences before a dateline are a summary to be read
_ITEM = re.compile(r"(?:[•·●▪◦*■–—-]|\.(?=\s{2,})|\d{1,2}[.)](?=\s)|\(\d{1,2}\))\s*")
_TERMINAL = re.compile(r"[.!?…:;]['\"”’»)\]]*$|['\"”»]$")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text, without white space around it.

    `body_start` is where running text begins behind a dateline or bullet (`start` when there is
    none). `repeats` is the index of an earlier block with the same words.
    """

    start: int
    end: int
    kind: BlockKind
    body_start: int
    repeats: int | None = None


def find_blocks(text: str, title: str | None = None) -> tuple[Block, ...]:
    """Return the blocks of text in order; together they cover all that is not white space."""
    blocks: list[Block] = []
    rest_is_furniture = False
    seen_body = False
    dateline = find_dateline(text)
    for start, end in _paragraphs(text):
        words = text[start:end]
        if not rest_is_furniture and seen_body and _fits("rest", words):
            rest_is_furniture = True
        if rest_is_furniture or _fits("whole", words):
            blocks.append(Block(start, end, "furniture", start))
            continue
        at_head = not seen_body
        for block in _split(text, start, end, title=title, at_head=at_head, dateline=dateline):
            seen_body = seen_body or block.kind == "body"
            blocks.append(block)
    return tuple(_with_repeats(text, blocks))


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    lines = [m.span() for m in re.finditer(r"[^\n]*\S[^\n]*", text)]
    trimmed = [_trim(text, *line) for line in lines]
    wrapped = _is_hard_wrapped(text, trimmed)
    current: tuple[int, int] | None = None
    for start, end in trimmed:
        if current and _continues(text, current, start, wrapped=wrapped):
            current = (current[0], end)
            continue
        if current:
            yield current
        current = (start, end)
    if current:
        yield current


def _is_hard_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """True when most lines end in mid-sentence at about one width, as in teletype copy."""
    full = [end - start for start, end in lines if end - start >= 50]
    if len(lines) < 6 or len(full) < len(lines) * 0.6 or max(full) > 100:
        return False
    open_ends = sum(1 for _, end in lines if text[end - 1] not in ".!?”\"':")
    return open_ends > len(lines) * 0.5


def _continues(text: str, current: tuple[int, int], start: int, *, wrapped: bool) -> bool:
    gap = text[current[1] : start]
    if gap.count("\n") > 1:
        return False
    if wrapped:
        return not text[start - 1].isspace() or text[start - 1] == "\n"
    after = text[start : start + 1]
    if _ITEM.match(text, start):
        return False
    if current[1] - current[0] <= 20 or _TERMINAL.search(text, current[1] - 20, current[1]):
        return False
    return after.islower() or after in ",;)"


def _split(
    text: str, start: int, end: int, *, title: str | None, at_head: bool, dateline: Dateline | None
) -> Iterator[Block]:
    """Yield the blocks of one paragraph: peeled head, its middle, peeled tail."""
    if at_head:
        for a, b, kind in _head(text, start, end, title):
            yield Block(a, b, kind, a)
            start = _trim(text, b, end)[0]
    tags = _tags(text, start, end)
    if tags is not None and at_head:
        lead_end = _trim(text, start, tags[0])[1]
        if start < lead_end:
            yield _classified(text, start, lead_end, title=title, at_head=True, dateline=dateline)
        yield Block(tags[0], _trim(text, *tags)[1], "furniture", tags[0])
        start = tags[1]
    if dateline is not None and start + _SUMMARY < dateline.start < end:
        stop = _trim(text, start, dateline.start)[1]
        if _TERMINAL.search(text[start:stop]):
            yield _classified(text, start, stop, title=title, at_head=at_head, dateline=None)
            start = dateline.start
    tail_start = _tail(text, start, end)
    if start < tail_start:
        middle_end = _trim(text, start, tail_start)[1]
        yield _classified(text, start, middle_end, title=title, at_head=at_head, dateline=dateline)
    if tail_start < end:
        yield Block(*_trim(text, tail_start, end), "furniture", _trim(text, tail_start, end)[0])


def _head(text: str, start: int, end: int, title: str | None) -> Iterator[tuple[int, int, BlockKind]]:
    """Yield what stands glued before the first sentence."""
    moved = True
    while moved and start < end:
        moved = False
        for pattern in _furniture("head"):
            match = pattern.match(text, start, end)
            if match and match.end() < end:
                yield start, _trim(text, start, match.end())[1], "furniture"
                start, moved = _trim(text, match.end(), end)[0], True
                break
        stop = _title_end(text, start, end, title)
        if stop:
            yield start, stop, "headline"
            start, moved = _trim(text, stop, end)[0], True
            stamp = _AGENCY_STAMP.match(text, start, end)
            if stamp:
                yield start, _trim(text, start, stamp.end())[1], "furniture"
                start = _trim(text, stamp.end(), end)[0]
    stamp = _AGENCY_STAMP.search(text, start, min(end, start + 220))
    if (
        stamp
        and not re.search(r"[.!?] ", text[start : stamp.start()])
        and end - stamp.end() > 150
        and "(" not in text[start : stamp.start()]
    ):
        if stamp.start() > start:
            yield (*_trim(text, start, stamp.start()), "headline")
        yield (*_trim(text, stamp.start(), stamp.end()), "furniture")
        start = _trim(text, stamp.end(), end)[0]
    credit = _CAPTION_CREDIT.search(text, start, min(end, start + 420))
    if credit and credit.end() < end - 80 and not _DATELINE_TAG.search(text, credit.start(), credit.end() + 4):
        yield start, _trim(text, start, credit.end())[1], "caption"


_DATELINE_TAG = re.compile(r"\)\s*[–—-]")


def _title_end(text: str, start: int, end: int, title: str | None) -> int | None:
    """Return where the title, printed again at start, ends."""
    want = [w.lower() for w in _WORD.findall(re.sub(r"[’'‘]", "", title or ""))]
    if len(want) < 3:
        return None
    have = list(_WORD.finditer(text, start, min(end, start + 3 * len(title or ""))))
    at = 0
    for number, word in enumerate(have):
        if at < len(want) and word.group().lower() == want[at]:
            at += 1
        elif number - at > 1:
            return None
        if at == len(want):
            stop = word.end()
            closing = re.match(r"['\"”’]*\s?[.:]?(?=\s|$)", text[stop:end])
            stop += closing.end() if closing else 0
            return _trim(text, start, stop)[1] if stop < end else None
    return None


def _tags(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where a run of tags stands inside running text ("... on Friday. Tags Aleppo Russia war Two people ...").

    Nothing marks its end but the sentence that follows: one of its usual openings, else the capital before three
    words in small letters.
    """
    opened = _TAGS.search(text, start, min(end, start + 1200))
    if opened is None:
        return None
    begin = opened.end()
    stop = text.find(". ", begin, min(end, begin + 400))
    stop = min(end, begin + 400) if stop < 0 else stop
    closed = _OPENING.search(text, begin + 2, stop) or _CAPITAL_RUN.search(text, begin, stop)
    return (opened.start(), closed.start()) if closed else None


def _tail(text: str, start: int, end: int) -> int:
    """Return where the furniture at the end of the paragraph begins (`end` when there is none)."""
    for pattern in _furniture("end"):
        match = pattern.search(text, start + (end - start) // _LATTER, end)
        if match is not None:
            end = _trim(text, start, match.start())[1]
    moved = True
    while moved:
        moved = False
        for pattern in _furniture("tail"):
            for match in pattern.finditer(text, max(start, end - 400), end):
                if not text[match.end() : end].strip(" .\t") and match.start() > start:
                    end, moved = _trim(text, start, match.start())[1], True
                    break
    return end


def _classified(
    text: str, start: int, end: int, *, title: str | None, at_head: bool, dateline: Dateline | None
) -> Block:
    words = text[start:end]
    credit = _CAPTION_CREDIT.search(words, max(0, len(words) - 40))
    if credit and len(words) < 400 and credit.end() >= len(words) - 2:
        return Block(start, end, "caption", start)
    if at_head and _FILE_CAPTION.match(words):
        return Block(start, end, "caption", start)
    bullet = _ITEM.match(text, start, end)
    if bullet and bullet.end() < end and not at_head:
        return Block(start, end, "item", bullet.end())
    dated = dateline is not None and start <= dateline.start < end
    if at_head and _is_title(words, title):
        return Block(start, end, "headline", start)
    if len(words) <= 160 and not _TERMINAL.search(words) and not dated:
        return Block(start, end, "headline" if at_head else "heading", start)
    if len(words) <= 90 and not _TERMINAL.search(words):
        return Block(start, end, "headline" if at_head else "heading", start)
    return Block(start, end, "body", _text_start(text, start, end, dateline))


def _is_title(words: str, title: str | None) -> bool:
    have, want = set(_WORD.findall(words.lower())), set(_WORD.findall((title or "").lower()))
    return bool(want) and len(have & want) >= 0.8 * max(len(have), len(want))


def _text_start(text: str, start: int, end: int, dateline: Dateline | None) -> int:
    """Return where running text begins behind the article's dateline, if this paragraph has it, or behind a slug."""
    if dateline is not None and start <= dateline.start < dateline.end < end:
        return dateline.end
    slug = _SLUG.match(text, start, end)
    if slug and (sounds_like_outlet(slug["name"]) or (slug["name"].isupper() and "//" in slug[0])):
        return slug.end()
    bare = _BARE_DATELINE.match(text, start, end)
    return bare.end() if bare and "," not in text[start : start + 400] and not text[start:end].isupper() else start


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] == "\u200b"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "\u200b"):
        end -= 1
    return start, end


def _with_repeats(text: str, blocks: list[Block]) -> Iterator[Block]:
    first: dict[str, int] = {}
    for index, block in enumerate(blocks):
        words = " ".join(text[block.body_start : block.end].split())
        earlier = first.setdefault(words, index)
        yield replace(block, repeats=earlier) if earlier < index else block


def _fits(place: str, words: str) -> bool:
    return len(words) < 600 and any(pattern.fullmatch(words) for pattern in _furniture(place))


@cache
def _furniture(place: str) -> tuple[re.Pattern[str], ...]:
    lines = files("kg.reading").joinpath("data/furniture.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t", 1) for line in lines if line and not line.startswith("#"))
    return tuple(re.compile(f"(?i:{body.replace('{date}', DATE)})") for kind, body in rows if kind == place)
