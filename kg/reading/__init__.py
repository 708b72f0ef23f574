"""Reading: files, folders and standard input become articles; what does not is refused with its reason."""

from kg.reading.article import Article, normalised, text_hash
from kg.reading.counting import count_articles
from kg.reading.entries import Refusal
from kg.reading.reader import distinct, read_articles, read_document, read_piece

__all__ = [
    "Article",
    "Refusal",
    "count_articles",
    "distinct",
    "normalised",
    "read_articles",
    "read_document",
    "read_piece",
    "text_hash",
]
