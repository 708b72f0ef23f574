"""Article to record: what an article says, in the terms of `kg.record`.

`Extractor` runs the components over one prepared document, each a pure function of what came before:
statements, then incidents, then claims.
"""

from __future__ import annotations

from kg.extract.claims import find_incidents
from kg.extract.document import Document
from kg.extract.language import check_language
from kg.extract.mentions import Mentions
from kg.extract.parsing import Parser
from kg.extract.speakers import slug
from kg.extract.statements import find_statements
from kg.gazetteer import Gazetteer
from kg.reading.article import Article
from kg.record import Actor, Record, check_record
from kg.settings import Settings


class Extractor:
    """Extracts records with one loaded model."""

    def __init__(self, settings: Settings) -> None:
        """Load the model and the gazetteer; raises SettingsError when the model is not installed."""
        self.settings = settings
        self.parser = Parser(settings.model)
        self.gazetteer = Gazetteer.load()

    def extract(self, article: Article) -> Record:
        """Return what an article says.

        Raises ExtractionError when it is not English and not forced to be, RecordError when a component broke
        the contract.
        """
        if not self.settings.force_language:
            check_language(article)
        document = Document(article, self.parser)
        mentions = Mentions(document, self.gazetteer)
        statements = find_statements(document, mentions, attitudes=self.settings.attitudes)
        found = find_incidents(document, mentions, statements)
        record = Record(
            id=article.id,
            text=article.text,
            sha256=article.sha256,
            source_file=article.source_file,
            url=article.url,
            title=article.title,
            outlet=self._outlet(article.outlet),
            via=self._outlet(article.via),
            published=article.published,
            dateline=article.dateline,
            byline=article.byline,
            language=article.language,
            statements=statements,
            incidents=found.incidents,
            claims=found.claims,
        )
        check_record(record)
        return record

    def _outlet(self, name: str | None) -> Actor | None:
        """Return the outlet of a name; one that the gazetteer lacks keeps its name."""
        if not name:
            return None
        known = self.gazetteer.find_outlet(name)
        return known.reference() if known is not None else Actor(id=slug(name), name=name, kind="outlet")
