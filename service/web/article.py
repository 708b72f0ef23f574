"""The page of an article: what is quoted from it, which incidents it reports, and what was changed in it.

Where the operator shows texts, the text is shown with every span marked; its record says what each mark is.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.diff import ArticleDiff, article_diff, stages_of
from kg.errors import NotFoundError
from kg.mapping.vocabulary import DCTERMS, ONR, PROV, RDF, SDO
from kg.store.graphs import GraphStore
from kg.store.texts import RecordStore, TextStore
from service.marking import Piece, marks, pieces
from service.web.accounts import Accounts, Article, Statement, ways_to_statements
from service.web.facts import Ask, iri, read_facts, rows, values
from service.web.incidents import Item, read_items

PAGE = 50
"""Statements on a page of an article."""

_SAID = """
SELECT ?statement (MIN(?start) AS ?first) WHERE {{
  {article} ?revision prov:specializationOf ?article .
  ?evidence oa:hasSource ?revision ; oa:hasSelector/oa:start ?start .
  ?statement onr:evidence ?evidence ; a onr:Statement .
}} GROUP BY ?statement ORDER BY ?first ?statement LIMIT {limit} OFFSET {offset}
"""
_INCIDENTS = """
SELECT DISTINCT ?incident WHERE {{
  {article} ?report prov:wasDerivedFrom/prov:specializationOf ?article ; onr:reportOf ?incident
}} ORDER BY ?incident LIMIT 100
"""
_WAYS = (
    "BIND(?article AS ?s)",
    "?article schema:publisher|schema:isBasedOn|schema:isBasedOn/schema:publisher ?s",
    "?s prov:specializationOf ?article",
)


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """What the page of an article shows."""

    article: Article
    url: str | None
    byline: str | None
    identifier: str
    sha256: str | None
    statements: tuple[Statement, ...]
    more: bool
    incidents: tuple[Item, ...]


async def read_article(ask: Ask, article: str, *, page: int = 1) -> ArticlePage:
    """Return an article with a page of its statements. Raises NotFoundError when it is none."""
    bound = values("article", [iri(article)])
    listed = await rows(ask, _SAID.format(article=bound, limit=PAGE + 1, offset=PAGE * (page - 1)))
    said = [row["statement"] for row in listed if "statement" in row]
    ways = [f"{bound} {way}" for way in _WAYS]
    if said:
        ways += [f"{values('statement', map(iri, said[:PAGE]))} {way}" for way in ways_to_statements()]
    facts = await read_facts(ask, ways)
    if str(SDO.NewsArticle) not in facts.all(article, RDF.type):
        raise NotFoundError(f"{article!r}: there is no such article")
    accounts = Accounts(facts)
    found = await rows(ask, _INCIDENTS.format(article=bound))
    revision = next(iter(facts.subjects(PROV.specializationOf, article)), "")
    return ArticlePage(
        article=accounts.article(article),
        url=facts.one(article, SDO.url),
        byline=facts.one(article, ONR.byline),
        identifier=facts.one(article, DCTERMS.identifier) or "",
        sha256=facts.one(revision, ONR.sha256),
        statements=tuple(accounts.statement(one) for one in said[:PAGE]),
        more=len(said) > PAGE,
        incidents=tuple(await read_items(ask, [row["incident"] for row in found])),
    )


def marked_text(records: RecordStore, page: ArticlePage) -> list[Piece] | None:
    """Return the text of an article in pieces with their marks, None when its record is not stored."""
    try:
        record = records.get(page.identifier, page.sha256 or "")
    except NotFoundError:
        return None
    return pieces(record.text, marks(record))


def changes(article: str, *, graphs: GraphStore, texts: TextStore) -> list[ArticleDiff]:
    """Return what each edit of an article changed, the latest first."""
    count = len(stages_of(graphs, article))
    pairs = ((str(number - 1), str(number)) for number in range(count, 1, -1))
    found = (article_diff(article, graphs=graphs, texts=texts, old=old, new=new) for old, new in pairs)
    return [one for one in found if one is not None]
