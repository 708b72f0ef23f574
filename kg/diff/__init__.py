"""What an article says otherwise than before: the difference between two of its revisions.

1. Find the article, and the revisions it has had, in order: the first, and what each edit led to.
2. Compare the texts word by word, where the article store has both.
3. Compare what the two named graphs hold: the article's own fields, statements, claims and reports.
"""

from __future__ import annotations

from dataclasses import dataclass

import rdflib

from kg.diff.contents import read_rows
from kg.diff.rows import Row, RowChange, row_changes, with_words
from kg.diff.texts import TextChange, text_changes
from kg.errors import NotFoundError
from kg.mapping.iris import escaped
from kg.revisions import edits_of, revisions_of
from kg.store.graphs import GraphStore
from kg.store.texts import TextStore

__all__ = ["ArticleDiff", "Row", "RowChange", "Stage", "TextChange", "article_diff", "find_article", "stages_of"]

_BY_NAME = """
SELECT DISTINCT ?article WHERE {
  ?revision a onr:ArticleRevision ; prov:specializationOf ?article .
  { ?article dcterms:identifier ?name } UNION { ?article schema:url ?url BIND(STR(?url) AS ?name) }
  FILTER(STR(?name) IN (%s))
}
"""

_MADE_OF = """
SELECT ?sha256 ?run ?graph WHERE {
  GRAPH ?graph { ?revision a onr:ArticleRevision ; onr:sha256 ?sha256 }
  OPTIONAL { ?graph prov:wasGeneratedBy ?run }
}
"""


@dataclass(frozen=True, slots=True)
class Stage:
    """A revision at its place in the history of an article, counted from 1; `found_at` is None for the first."""

    number: int
    revision: str
    graph: str
    sha256: str
    run: str | None
    found_at: str | None


@dataclass(frozen=True, slots=True)
class ArticleDiff:
    """What changed between two stages of an article; `texts` is None when the store does not have both texts."""

    article: str
    stages: int
    old: Stage
    new: Stage
    texts: tuple[TextChange, ...] | None
    rows: tuple[RowChange, ...]

    @property
    def read_alike(self) -> bool:
        """Whether one version of software, settings and data read both; else not every difference is an edit."""
        return self.old.run == self.new.run


def find_article(store: GraphStore, name: str) -> str:
    """Return the IRI of the article that has this IRI (whole, or relative to the base), id or address.

    Raises NotFoundError.
    """
    names = ", ".join(rdflib.Literal(one).n3() for one in dict.fromkeys((name, escaped(name))))
    found = {row[0].value for row in store.select(_BY_NAME % names) if row[0]}
    if len(found) > 1:
        raise NotFoundError(f"{name!r} is the id of {len(found)} articles: {', '.join(sorted(found))}; expected one")
    iri = next(iter(found), None) or store.resolve(escaped(name))
    if not revisions_of(store, iri):
        raise NotFoundError(f"no article has the IRI, id or address {name!r}: `onrecord query articles` lists them")
    return iri


def stages_of(store: GraphStore, article: str) -> tuple[Stage, ...]:
    """Return the revisions that an article has had, in order; one that came back stands there twice."""
    graphs, edits = revisions_of(store, article), edits_of(store, article)
    revisions: list[tuple[str, str | None]] = [(edits[0].before if edits else next(iter(graphs)), None)]
    revisions += [(edit.after, edit.found_at) for edit in edits]
    return tuple(
        _stage(store, number, revision, graphs[revision], found_at)
        for number, (revision, found_at) in enumerate(revisions, 1)
        if revision in graphs
    )


def article_diff(
    name: str, *, graphs: GraphStore, texts: TextStore, old: str | None = None, new: str | None = None
) -> ArticleDiff | None:
    """Return what changed between two stages of an article: the last two unless `old` or `new` name others.

    A stage is named by its number or by the SHA-256 of its text, or the beginning of that. Returns None when the
    article has only had one text. Raises NotFoundError.
    """
    article = find_article(graphs, name)
    stages = stages_of(graphs, article)
    later = _named(stages, new) if new else stages[-1]
    if old is None and later.number == 1:
        return None
    earlier = _named(stages, old) if old else stages[stages.index(later) - 1]
    rows = row_changes(read_rows(graphs, earlier.graph), read_rows(graphs, later.graph))
    try:
        texts_of_both = texts.get(earlier.sha256), texts.get(later.sha256)
    except NotFoundError:
        return ArticleDiff(article, len(stages), earlier, later, None, rows)
    changed = text_changes(*texts_of_both)
    return ArticleDiff(article, len(stages), earlier, later, changed, tuple(with_words(rows, *texts_of_both)))


def _stage(store: GraphStore, number: int, revision: str, graph: str, found_at: str | None) -> Stage:
    [(sha256, run, _)] = store.select(_MADE_OF, graph=graph)
    assert sha256 is not None
    return Stage(number, revision, graph, sha256.value, run.value if run else None, found_at)


def _named(stages: tuple[Stage, ...], name: str) -> Stage:
    if name.isdecimal() and 1 <= int(name) <= len(stages):
        return stages[int(name) - 1]
    found = [one for one in stages if one.sha256.startswith(name.lower()) and len(name) >= 4]
    if not found:
        raise NotFoundError(
            f"the article has no text {name!r}: expected a number from 1 to {len(stages)}, or four digits or more that "
            "its SHA-256 begins with"
        )
    return found[-1]
