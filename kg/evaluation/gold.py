"""Gold: what an annotator says an article holds, read from files.

One JSON object an article, in either of two forms:

* a folder of `<id>.json` (or one such file), where the exact words are written out;
* a file `.jsonl`, an object a line with an `id` and the `sha256` of the text, where the exact words may be
  `[start, end]` instead (code points of the text in NFC, from 0, end excluded), so that an annotation can be passed on
  without the text; `split` may say `development` or `held-out`.

Keys of an object (all but `id` may be missing; others are passed over). Of the three kinds of rows, one that is
missing was not annotated, and its layers are not measured; an empty list says that the article holds none.

* `statements`: `content` (exact words of what was said), `speaker` (names that count as right; `unnamed: …` for a
  source without a name), `source` (exact words that name it, null when carried over);
* `incidents`: `type` (as in the record, or finer: see `Kind`), `date` (EDTF), `places` (most specific first),
  `perpetrators`, `targets`, `trigger` (exact words); `type_alt`, `date_alt` and `perpetrator_alt` (a value or a list)
  hold readings that are right as well;
* `casualties`: `effect` (as in the record), `low`, `high` (null where open), `text` (exact words), `claimants` (for
  each, the names that count as right; `article` for the article's own voice);
* `optional` on any row: doubtful, so it counts neither for nor against.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, TypeAdapter, ValidationInfo
from pydantic import ValidationError as PydanticError

from kg.errors import GoldError
from kg.record import Effect, IncidentType

_PARTS = ("statements", "incidents", "casualties")


def _words(value: object, info: ValidationInfo) -> object:
    """Return the words at `[start, end]` of the text; the offsets themselves where the text is not known."""
    if not isinstance(value, list):
        return value
    text: str | None = info.context
    match value:
        case [int(start), int(end)] if 0 <= start < end and (text is None or end <= len(text)):
            return f"[{start}:{end}]" if text is None else text[start:end]
    raise ValueError(f"got {value!r}, expected words or [start, end] inside the text")


def _several(value: object) -> object:
    return () if value is None else (value,) if isinstance(value, str) else value


Kind = IncidentType | Literal["drone_strike", "rocket_attack", "ambush", "ground_attack", "raid"]
"""Kinds of incidents that an annotation may use: those of the record and some finer ones."""

Words = Annotated[str, BeforeValidator(_words)]
Names = Annotated[tuple[str, ...], BeforeValidator(_several)]


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """An utterance; `speaker` lists the names that count as right."""

    content: Words
    speaker: Names
    source: Annotated[str | None, BeforeValidator(_words)] = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldIncident:
    """An event; what ends in `_alt` is right as well."""

    type: Kind
    trigger: Words
    date: str | None = None
    places: Names = ()
    perpetrators: Names = ()
    targets: Names = ()
    type_alt: Annotated[tuple[Kind, ...], BeforeValidator(_several)] = ()
    date_alt: Names = ()
    perpetrator_alt: Names = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldCasualty:
    """A figure; `claimants` holds for each claimant the names that count as right."""

    effect: Effect
    text: Words
    low: int | None = None
    high: int | None = None
    claimants: tuple[Names, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Gold:
    """What an annotator found in one article; a kind of rows that was not annotated is None."""

    statements: tuple[GoldStatement, ...] | None = None
    incidents: tuple[GoldIncident, ...] | None = None
    casualties: tuple[GoldCasualty, ...] | None = None


_ADAPTER: TypeAdapter[Gold] = TypeAdapter(Gold)


@dataclass(frozen=True, slots=True)
class GoldFile:
    """The annotation of one article as it stands in a file; `source` names the file and the line."""

    id: str
    source: str
    rows: Mapping[str, Any]
    sha256: str | None = None
    split: str | None = None

    def gold(self, text: str | None) -> Gold:
        """Return the annotation with its words, from the article's text where it has offsets.

        Raises GoldError naming the field that is missing or of the wrong form.
        """
        try:
            return _ADAPTER.validate_python(self.rows, context=text)
        except PydanticError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise GoldError(f"{self.source}, {where}: {first['msg']}, got {first['input']!r}") from error


def read_gold(path: Path, *, split: str | None = None) -> tuple[tuple[GoldFile, ...], tuple[str, ...]]:
    """Read the annotations of a folder or a file, and notes on files that hold none; `split` keeps those of one split.

    Raises GoldError when a file is not as it must be, or when nothing is left.
    """
    found: list[GoldFile] = []
    notes: list[str] = []
    for source, name, raw in _objects(path):
        if any(part in raw for part in _PARTS):
            found.append(_gold_file(source, name, raw))
        else:
            notes.append(f"{source}: passed over, it has none of {', '.join(_PARTS)}")
    kept = tuple(one for one in found if split is None or one.split == split)
    if not kept:
        wanted = "annotated article" if split is None else f"annotated article of the split {split!r}"
        raise GoldError(f"{str(path)!r} holds no {wanted}, expected <id>.json files in a folder or a .jsonl file")
    twice = {one.id for one in kept if sum(one.id == other.id for other in kept) > 1}
    if twice:
        raise GoldError(f"{str(path)!r} annotates {min(twice)!r} twice, expected once")
    return kept, tuple(notes)


def _objects(path: Path) -> Iterator[tuple[str, str | None, dict[str, Any]]]:
    """Yield each JSON object with where it stands and the id that its file's name gives it."""
    if path.is_dir():
        for one in sorted(path.glob("*.json")):
            yield str(one), one.stem, _object(str(one), _read(one))
    elif path.suffix == ".json":
        yield str(path), path.stem, _object(str(path), _read(path))
    elif path.suffix == ".jsonl":
        for number, line in enumerate(_read(path).split("\n"), 1):
            if line.strip():
                yield f"{path}:{number}", None, _object(f"{path}:{number}", line)
    else:
        raise GoldError(f"{str(path)!r}: expected a folder of <id>.json files, a .json file or a .jsonl file")


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: {error.reason} at byte {error.start}, expected UTF-8") from error


def _object(source: str, text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise GoldError(f"{source}: {error}, expected JSON") from error
    if not isinstance(value, dict):
        raise GoldError(f"{source}: got a JSON {type(value).__name__}, expected an object an article")
    return value


def _gold_file(source: str, name: str | None, raw: dict[str, Any]) -> GoldFile:
    known: dict[str, str | None] = {}
    for key in ("id", "sha256", "split"):
        value = raw.get(key)
        if value is not None and not isinstance(value, str):
            raise GoldError(f"{source}, {key}: got {value!r}, expected a string")
        known[key] = value
    identity = name or known["id"]
    if identity is None:
        raise GoldError(f"{source}, id: missing, expected the id of the article")
    one = GoldFile(identity, source, raw, known["sha256"], known["split"])
    one.gold(None)
    return one
