"""Evaluation: how well the extraction does on articles that somebody has annotated.

`read_gold` reads annotations, `evaluate` extracts the articles they are about and judges the records,
`score_article` judges one record, `Report` sums up.
"""

from kg.evaluation.gold import Gold, GoldFile, read_gold
from kg.evaluation.layers import LAYERS, ArticleScore, Counts, Judged, Layer, Mistake, score_article
from kg.evaluation.measuring import evaluate
from kg.evaluation.polnear import in_polnear_manner
from kg.evaluation.report import BINS, Report

__all__ = [
    "BINS",
    "LAYERS",
    "ArticleScore",
    "Counts",
    "Gold",
    "GoldFile",
    "Judged",
    "Layer",
    "Mistake",
    "Report",
    "evaluate",
    "in_polnear_manner",
    "read_gold",
    "score_article",
]
