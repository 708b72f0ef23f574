"""The layers of the measure: one record held against the gold of its article.

* statements: the words of what was said are found (0.6 of the words shared, one row to one row);
* attribution: so, and the speaker is right;
* incidents: the kind of event is right, and its date, place or words agree where the gold has them;
* incident_slots: date, most specific place, perpetrators and targets of the incidents that were found;
* casualties: effect, lowest and highest number are right;
* casualty_claims: so, and a claimant is right.

Optional gold rows, and found rows that belong to them, count in no layer. An alternative reading (`_alt`) stands in for
what is missing; beyond that it counts neither for nor against.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal, TypeVar, get_args

from kg.evaluation.gold import Gold, GoldCasualty, GoldIncident, GoldStatement
from kg.evaluation.matching import best_pairs, likeness, same_date, same_name
from kg.record import Actor, Claim, Incident, Place, Record, Statement

Layer = Literal["statements", "attribution", "incidents", "incident_slots", "casualties", "casualty_claims"]
LAYERS: tuple[Layer, ...] = get_args(Layer)

_LEAST_CONTENT = 0.6
_LEAST_INCIDENT = 0.3
_LEAST_FIGURE = 0.5

_FAMILIES = {
    "air": ("airstrike", "drone_strike"),
    "fire": ("shelling", "rocket_attack"),
    "blast": ("bombing", "suicide_bombing"),
    "ground": ("armed_clash", "ambush", "ground_attack", "operation", "raid"),
    "arrest": ("arrest",),
    "violence": ("assassination", "abduction", "execution", "chemical_attack"),
    "territory": ("territory_change",),
}
_FAMILY = {kind: family for family, kinds in _FAMILIES.items() for kind in kinds}

Wanted = TypeVar("Wanted")
Got = TypeVar("Got")
Row = GoldStatement | GoldIncident | GoldCasualty
GoldRow = TypeVar("GoldRow", GoldStatement, GoldIncident, GoldCasualty)
FoundRow = TypeVar("FoundRow", Statement, Incident, Claim)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were right, of how many the gold has, of how many were found."""

    hits: int = 0
    gold: int = 0
    found: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.hits + other.hits, self.gold + other.gold, self.found + other.found)

    @property
    def precision(self) -> float:
        """The part of the found that is right, 0 when nothing is found."""
        return self.hits / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The part of the gold that is found, 0 when there is none."""
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.hits / (self.gold + self.found) if self.hits else 0.0


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something missed, found without being there, or wrong: `words` says where, `wanted` and `got` what."""

    kind: str
    words: str
    wanted: str = ""
    got: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a row that the extractor gave this confidence is right in a layer; `rule` is what made it."""

    layer: Layer
    confidence: float
    right: bool
    rule: str = ""


@dataclass(frozen=True, slots=True)
class ArticleScore:
    """What one record is worth, layer by layer."""

    counts: tuple[tuple[Layer, Counts], ...]
    mistakes: tuple[Mistake, ...]
    judged: tuple[Judged, ...]

    def of(self, layer: Layer) -> Counts:
        """Return the counts of a layer."""
        return sum((counts for name, counts in self.counts if name == layer), Counts())


@dataclass(frozen=True, slots=True)
class _Part:
    """The score of one kind of row."""

    counts: list[tuple[Layer, Counts]]
    mistakes: list[Mistake]
    judged: list[Judged]


def score_article(gold: Gold, record: Record | None) -> ArticleScore:
    """Hold a record against the gold of its article, as far as that was annotated; without a record all is missed."""
    parts: list[_Part] = []
    if gold.statements is not None:
        parts.append(_score_statements(gold.statements, record.statements if record else ()))
    if gold.incidents is not None:
        parts.append(_score_incidents(gold.incidents, record.incidents if record else ()))
    if gold.casualties is not None:
        figures = [claim for claim in record.claims if claim.kind == "casualties"] if record else []
        parts.append(_score_casualties(gold.casualties, figures))
    return ArticleScore(
        tuple(chain.from_iterable(part.counts for part in parts)),
        tuple(chain.from_iterable(part.mistakes for part in parts)),
        tuple(chain.from_iterable(part.judged for part in parts)),
    )


def _score_statements(gold: Sequence[GoldStatement], found: Sequence[Statement]) -> _Part:
    pairs = best_pairs(gold, found, lambda g, s: likeness(g.content, s.content.text), least=_LEAST_CONTENT)
    right = {i for i, j in pairs.items() if _speaker_is_right(gold[i], found[j])}
    part = _two_layers("statements", "attribution", gold, found, pairs, right)
    for i, j in pairs.items():
        if i not in right and not gold[i].optional:
            wanted, got = " or ".join(gold[i].speaker), " or ".join(names(found[j].speaker))
            part.mistakes.append(Mistake("speaker wrong", gold[i].content, wanted, got))
    part.mistakes.extend(
        Mistake("statement missed", one.content, wanted=f"by {one.speaker[0]}" if one.speaker else "")
        for one in _missed(gold, pairs)
    )
    part.mistakes.extend(
        Mistake("statement extra", one.content.text, got=f"by {one.speaker.name}") for one in _extra(found, pairs)
    )
    return part


def _speaker_is_right(gold: GoldStatement, found: Statement) -> bool:
    """Return whether the speaker has a right name, or is named by the gold's words and nobody known by another name."""
    if same_name(names(found.speaker), [one.removeprefix("unnamed:") for one in gold.speaker]):
        return True
    if gold.source is None or found.source is None or found.speaker.wikidata:
        return False
    return same_name([found.source.text], [gold.source])


def _score_incidents(gold: Sequence[GoldIncident], found: Sequence[Incident]) -> _Part:
    pairs = best_pairs(gold, found, _incident_likeness, least=_LEAST_INCIDENT)
    part = _Part([("incidents", _counts(gold, found, pairs))], [], _judged("incidents", gold, found, pairs))
    for i, j in pairs.items():
        if not gold[i].optional:
            _score_slots(part, gold[i], found[j])
    part.mistakes.extend(
        Mistake("incident missed", one.trigger, wanted=_event(one.type, one.date, one.places))
        for one in _missed(gold, pairs)
    )
    part.mistakes.extend(
        Mistake("incident extra", one.trigger.text, got=_event(one.type, one.date, [p.name for p in one.places]))
        for one in _extra(found, pairs)
    )
    return part


def _incident_likeness(gold: GoldIncident, found: Incident) -> float:
    """Return how well an incident fits: 0 when kind, date or place contradicts the gold, or when only the kind fits."""
    kinds = {_FAMILY.get(kind, "other") for kind in (gold.type, *gold.type_alt)}
    kind = _FAMILY.get(found.type, "other")
    if kind not in kinds and "other" not in (kind, _FAMILY.get(gold.type, "other")):
        return 0.0
    date = any(same_date(one, found.date) for one in _dates(gold))
    place = same_name((name for one in found.places for name in names(one)), gold.places)
    trigger = likeness(gold.trigger, found.trigger.text)
    if (gold.date and found.date and not date) or (gold.places and found.places and not place):
        return 0.0
    if not (date or place or trigger >= 0.5):
        return 0.0
    return (0.3 if kind in kinds else 0.1) + 0.25 * date + 0.25 * place + 0.2 * trigger


def _dates(gold: GoldIncident) -> tuple[str, ...]:
    return tuple(one for one in (gold.date, *gold.date_alt) if one)


def _score_slots(part: _Part, gold: GoldIncident, found: Incident) -> None:
    def slot(name: str, wanted: Sequence[str], got: Sequence[Actor | Place], alternatives: Sequence[str]) -> None:
        counts = _slot(wanted, got, alternatives, lambda one, other: same_name(names(other), [one]))
        _add_slot(part, name, gold, counts, wanted, [one.name for one in got])

    wanted, got = [gold.date] if gold.date else [], [found.date] if found.date else []
    _add_slot(part, "date", gold, _slot(wanted, got, gold.date_alt, same_date), wanted, got)
    slot("place", gold.places[:1], found.places[:1], gold.places[1:])
    slot("perpetrator", gold.perpetrators, found.perpetrators, gold.perpetrator_alt)
    slot("target", gold.targets, found.targets, ())


def _add_slot(
    part: _Part, name: str, gold: GoldIncident, counts: Counts, wanted: Sequence[str], got: Sequence[str]
) -> None:
    part.counts.append(("incident_slots", counts))
    if counts.hits < max(counts.gold, counts.found):
        part.mistakes.append(Mistake(f"{name} wrong", gold.trigger, ", ".join(wanted), ", ".join(got)))


def _slot(
    wanted: Sequence[Wanted],
    got: Sequence[Got],
    alternatives: Sequence[Wanted],
    agree: Callable[[Wanted, Got], bool],
) -> Counts:
    """Count the wanted values that are there, each met by one value.

    What only an alternative explains stands in for a missing value; when none is missing it is left out.
    """
    left = list(got)

    def met(one: Wanted) -> bool:
        found = next((k for k, other in enumerate(left) if agree(one, other)), None)
        if found is not None:
            del left[found]
        return found is not None

    hits = sum(met(one) for one in wanted)
    explained = sum(met(one) for one in alternatives)
    stand_in = min(explained, len(wanted) - hits)
    return Counts(hits + stand_in, len(wanted), len(got) - (explained - stand_in))


def _score_casualties(gold: Sequence[GoldCasualty], found: Sequence[Claim]) -> _Part:
    pairs = best_pairs(gold, found, _figure_likeness, least=_LEAST_FIGURE)
    right = {i for i, j in pairs.items() if _claimant_is_right(gold[i], found[j])}
    part = _two_layers("casualties", "casualty_claims", gold, found, pairs, right)
    for i, j in pairs.items():
        if i not in right and not gold[i].optional:
            wanted = "; ".join(" or ".join(one) for one in gold[i].claimants)
            got = "; ".join(one.name for one in found[j].claimants) or "article"
            part.mistakes.append(Mistake("claimant wrong", gold[i].text, wanted, got))
    part.mistakes.extend(
        Mistake("figure missed", one.text, wanted=_figure(one.effect, one.low, one.high))
        for one in _missed(gold, pairs)
    )
    part.mistakes.extend(
        Mistake("figure extra", one.evidence.text, got=_figure(one.effect, one.low, one.high))
        for one in _extra(found, pairs)
    )
    return part


def _figure_likeness(gold: GoldCasualty, found: Claim) -> float:
    if (gold.effect, gold.low, gold.high) != (found.effect, found.low, found.high):
        return 0.0
    return 0.5 + 0.5 * likeness(gold.text, found.evidence.text)


def _claimant_is_right(gold: GoldCasualty, found: Claim) -> bool:
    """Return whether some claimant has a right name; for the article's own voice nobody or an outlet is right too."""
    right = [name for claimant in gold.claimants for name in claimant]
    if "article" in right and (not found.claimants or any(one.kind == "outlet" for one in found.claimants)):
        return True
    return same_name([name for one in found.claimants for name in names(one)] or ["article"], right)


def names(party: Actor | Place) -> tuple[str, ...]:
    """Return all names of an actor or a place."""
    raw = (party.text,) if isinstance(party, Place) else ()
    return tuple(name for name in (party.name, *raw, *party.aliases) if name)


def _two_layers(
    layer: Layer,
    stricter: Layer,
    gold: Sequence[Row],
    found: Sequence[Statement | Claim],
    pairs: dict[int, int],
    right: set[int],
) -> _Part:
    """Score rows that were found, and those of them whose speaker or claimant is right too."""
    counts = _counts(gold, found, pairs)
    strict = Counts(sum(not gold[i].optional for i in right), counts.gold, counts.found)
    judged = _judged(layer, gold, found, pairs)
    judged += _judged(stricter, gold, found, pairs, right)
    return _Part([(layer, counts), (stricter, strict)], [], judged)


def _counts(gold: Sequence[Row], found: Sequence[object], pairs: dict[int, int]) -> Counts:
    optional = sum(gold[i].optional for i in pairs)
    required = sum(not one.optional for one in gold)
    return Counts(len(pairs) - optional, required, len(found) - optional)


def _judged(
    layer: Layer,
    gold: Sequence[Row],
    found: Sequence[Statement | Incident | Claim],
    pairs: dict[int, int],
    right: set[int] | None = None,
) -> list[Judged]:
    """Judge the found rows that count; `right` holds the gold rows that were met, all that have a partner when None."""
    partner = {j: i for i, j in pairs.items()}
    return [
        Judged(layer, one.confidence, j in partner and (right is None or partner[j] in right), one.rule or "")
        for j, one in enumerate(found)
        if j not in partner or not gold[partner[j]].optional
    ]


def _missed(gold: Sequence[GoldRow], pairs: dict[int, int]) -> list[GoldRow]:
    return [one for i, one in enumerate(gold) if i not in pairs and not one.optional]


def _extra(found: Sequence[FoundRow], pairs: dict[int, int]) -> list[FoundRow]:
    taken = set(pairs.values())
    return [one for j, one in enumerate(found) if j not in taken]


def _event(kind: str, date: str | None, places: Iterable[str]) -> str:
    return ", ".join([kind, date or "no date", next(iter(places), "no place")])


def _figure(effect: str | None, low: int | None, high: int | None) -> str:
    bounds = "/".join("open" if one is None else str(one) for one in (low, high))
    return f"{effect} {bounds}"
