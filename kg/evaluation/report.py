"""What an evaluation found: the table of the layers, the calibration of the confidence, the mistakes by kind.

Layers are averaged over rows, not over articles (micro-average).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.evaluation.gold import GoldFile
from kg.evaluation.layers import LAYERS, ArticleScore, Counts, Layer, Mistake

BINS = ((0.9, "0.9 and more"), (0.8, "0.8 to 0.9"), (0.7, "0.7 to 0.8"), (0.0, "below 0.7"))
"""Bins of confidence, the highest first: the lowest confidence that falls in, and what the bin is called."""

CALIBRATED: tuple[Layer, ...] = tuple(layer for layer in LAYERS if layer != "incident_slots")
"""The layers that have a row of the record, and with it a confidence, for each thing counted."""

HELD_OUT = "held-out"
"""The split whose mistakes are counted but never shown: nobody is to work on an extractor with them in sight."""

_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Scored:
    """An annotated article and what its record is worth."""

    file: GoldFile
    score: ArticleScore


@dataclass(frozen=True, slots=True)
class Report:
    """The scores of all articles; `extracted` counts those that have a record."""

    articles: tuple[Scored, ...]
    extracted: int
    notes: tuple[str, ...] = ()

    def layers(self) -> dict[Layer, Counts]:
        """Return the counts of each layer over all articles."""
        return {layer: sum((one.score.of(layer) for one in self.articles), Counts()) for layer in LAYERS}

    def calibration(self) -> dict[Layer, tuple[Counts, ...]]:
        """Return for each layer how many rows of each bin of `BINS` are right, of how many found."""
        table: dict[Layer, list[Counts]] = {layer: [Counts()] * len(BINS) for layer in CALIBRATED}
        for one in self.articles:
            for row in one.score.judged:
                number = next(k for k, (least, _) in enumerate(BINS) if row.confidence >= least)
                table[row.layer][number] += Counts(hits=int(row.right), found=1)
        return {layer: tuple(bins) for layer, bins in table.items()}

    def constructions(self) -> dict[str, Counts]:
        """Return how many statements of each construction are rightly attributed, the most frequent first.

        A construction is the rule's name without the verb ("verb-after").
        """
        counts: defaultdict[str, Counts] = defaultdict(Counts)
        for one in self.articles:
            for row in one.score.judged:
                if row.layer == "attribution":
                    counts[row.rule.partition(":")[0] or "unknown"] += Counts(hits=int(row.right), found=1)
        return dict(sorted(counts.items(), key=lambda item: (-item[1].found, item[0])))

    def mistakes(self) -> dict[str, list[tuple[Scored, Mistake]]]:
        """Return the mistakes of each kind with the article of each, the most frequent kind first."""
        kinds: defaultdict[str, list[tuple[Scored, Mistake]]] = defaultdict(list)
        for one in self.articles:
            for mistake in one.score.mistakes:
                kinds[mistake.kind].append((one, mistake))
        return dict(sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0])))

    def text(self, *, errors: int = 0) -> str:
        """Return the report for people, with up to `errors` mistakes of each kind."""
        parts = (
            self._layer_lines(),
            self._calibration_lines(),
            self._construction_lines(),
            self._mistake_lines(errors),
        )
        return "\n\n".join("\n".join(part) for part in parts) + "\n"

    def values(self, *, errors: int = 0) -> dict[str, Any]:
        """Return the report as JSON-ready values, with up to `errors` mistakes of each kind."""
        return {
            "articles": len(self.articles),
            "extracted": self.extracted,
            "layers": {layer: _measures(counts) for layer, counts in self.layers().items()},
            "calibration": {
                layer: [
                    {"from": least, "right": c.hits, "rows": c.found} for (least, _), c in zip(BINS, bins, strict=True)
                ]
                for layer, bins in self.calibration().items()
            },
            "constructions": {
                name: {"right": counts.hits, "rows": counts.found} for name, counts in self.constructions().items()
            },
            "mistakes": {
                kind: {
                    "number": len(all_of_kind),
                    "shown": [
                        {"article": one.file.id, "words": m.words, "wanted": m.wanted, "got": m.got}
                        for one, m in _shown(all_of_kind, errors)
                    ],
                }
                for kind, all_of_kind in self.mistakes().items()
            },
            "notes": list(self.notes),
        }

    def _layer_lines(self) -> Iterator[str]:
        yield f"{len(self.articles)} annotated articles, {self.extracted} with a record"
        yield ""
        yield f"{'layer':<16}  precision  recall     F1   right   gold  found"
        for layer, c in self.layers().items():
            yield (
                f"{layer:<16}  {c.precision:9.3f}  {c.recall:6.3f}  {c.f1:5.3f}  {c.hits:6}  {c.gold:5}  {c.found:5}"
            )

    def _calibration_lines(self) -> Iterator[str]:
        yield "of the rows with a confidence of …, so many are right"
        yield f"{'layer':<16}" + "".join(f"{name:>18}" for _, name in BINS)
        for layer, bins in self.calibration().items():
            yield f"{layer:<16}" + "".join(f"{_part(c):>18}" for c in bins)

    def _construction_lines(self) -> Iterator[str]:
        yield "of the statements read by a construction, so many are rightly attributed"
        for name, counts in self.constructions().items():
            yield f"{name:<18}{_part(counts):>18}"

    def _mistake_lines(self, errors: int) -> Iterator[str]:
        yield "mistakes by kind"
        for kind, all_of_kind in self.mistakes().items():
            yield f"{len(all_of_kind):5}  {kind}"
            for one, mistake in _shown(all_of_kind, errors):
                yield f"         {one.file.id}: {_line(mistake)}"


def _shown(mistakes: list[tuple[Scored, Mistake]], errors: int) -> list[tuple[Scored, Mistake]]:
    return [(one, mistake) for one, mistake in mistakes if one.file.split != HELD_OUT][:errors]


def _measures(counts: Counts) -> dict[str, float]:
    return {
        "precision": round(counts.precision, 3),
        "recall": round(counts.recall, 3),
        "f1": round(counts.f1, 3),
        "right": counts.hits,
        "gold": counts.gold,
        "found": counts.found,
    }


def _part(counts: Counts) -> str:
    return f"{counts.hits}/{counts.found} = {counts.precision:.2f}" if counts.found else "–"


def _line(mistake: Mistake) -> str:
    words = " ".join(mistake.words.split())
    shortened = words if len(words) <= _WIDTH else f"{words[:_WIDTH]}…"
    facts = ((f"wanted {mistake.wanted}" if mistake.wanted else ""), (f"got {mistake.got}" if mistake.got else ""))
    return "; ".join(part for part in (f"“{shortened}”", *facts) if part)
