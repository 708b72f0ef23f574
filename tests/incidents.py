"""Reads the incidents of short articles of our own."""

from __future__ import annotations

from kg.extract.claims import Found, find_incidents
from kg.extract.document import Document
from kg.extract.mentions import Mentions
from kg.extract.parsing import Parser
from kg.extract.statements import find_statements
from kg.gazetteer import Gazetteer
from kg.reading.article import Article
from kg.record import Incident, Record, check_record

SUNDAY = "2018-11-11"


def found_in(text: str, parser: Parser, published: str | None = SUNDAY, title: str | None = None) -> Found:
    """Return the incidents and claims of a text, after checking that a record may hold them."""
    article = Article(id="t", text=text, published=published, title=title)
    document = Document(article, parser)
    mentions = Mentions(document, Gazetteer.load())
    statements = find_statements(document, mentions)
    found = find_incidents(document, mentions, statements)
    record = Record("t", text, article.sha256, statements=statements, incidents=found.incidents, claims=found.claims)
    check_record(record)
    return found


def only(text: str, parser: Parser, published: str | None = SUNDAY) -> Incident:
    """Return the one incident of a text; fails where there are more or fewer."""
    (incident,) = found_in(text, parser, published).incidents
    return incident
