"""From a claim back to the exact characters of the article: claim ← statement ← speaker ← article ← outlet.

`targets` finds what is asked for, `following` reads the chain as `steps`, `chain` gives it as the triples of the graph,
`document` as a document of the PROV data model.
"""

from kg.trace.chain import chain
from kg.trace.following import trace
from kg.trace.steps import ArticleStep, ClaimStep, DecisionStep, Party, Quote, StatementStep, Trace
from kg.trace.targets import local_name

__all__ = [
    "ArticleStep",
    "ClaimStep",
    "DecisionStep",
    "Party",
    "Quote",
    "StatementStep",
    "Trace",
    "chain",
    "local_name",
    "trace",
]
