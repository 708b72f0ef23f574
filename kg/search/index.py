"""The index: one table of full-text search (SQLite FTS5), and the state of the graph that it holds."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.search.questions import expression
from kg.store.graphs import GraphStore

KINDS = ("statement", "article")
"""What can be found: statements by their words, articles by their headlines."""

_VERSION = "1"
_OPEN, _CLOSE = "\x02", "\x03"  # marks around matches: no text of the graph has them
_PATIENCE = 30.0  # seconds for another process that is writing

_TABLES = (
    "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS documents USING fts5("
    "text, kind UNINDEXED, iri UNINDEXED, tokenize = 'porter unicode61 remove_diacritics 2')",
)

_DOCUMENTS = {
    "statement": "SELECT DISTINCT ?iri ?text WHERE { ?iri a onr:Statement ; schema:text ?text }",
    "article": "SELECT DISTINCT ?iri ?text WHERE { ?iri a schema:NewsArticle ; schema:headline ?text }",
}

_FIND = """
SELECT iri, kind, text, bm25(documents) AS rank, highlight(documents, 0, ?, ?)
FROM documents WHERE documents MATCH ? AND kind IN ({kinds})
ORDER BY rank, iri LIMIT ? OFFSET ?
"""


@dataclass(frozen=True, slots=True)
class Match:
    """What was found: its kind, its IRI, its text, the places of what matched (start, end) in it, and how well."""

    kind: str
    iri: str
    text: str
    highlights: tuple[tuple[int, int], ...]
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """Matches, the best first, how many there are in all, and the state of the graph they are of."""

    matches: tuple[Match, ...]
    total: int
    state: str


class Index:
    """The index of a store, kept up with its graph."""

    def __init__(self, directory: Path, graphs: GraphStore) -> None:
        self._path = directory / "search" / "index.sqlite"
        self._graphs = graphs
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def find(self, question: str, *, kinds: Sequence[str] = KINDS, limit: int = 20, skip: int = 0) -> Found:
        """Return what fits a question: all its words, phrases in quotation marks, beginnings of words with a star.

        Raises QuerySyntaxError when it has no word.
        """
        wanted = expression(question)
        with self._lock:
            state = self._keep_up()
            connection = self._opened()
            kinds_ = ", ".join("?" for _ in kinds)
            query = _FIND.format(kinds=kinds_)
            rows = connection.execute(query, (_OPEN, _CLOSE, wanted, *kinds, limit, skip)).fetchall()
            count = f"SELECT COUNT(*) FROM documents WHERE documents MATCH ? AND kind IN ({kinds_})"
            (total,) = connection.execute(count, (wanted, *kinds)).fetchone()
        matches = tuple(Match(kind, iri, text, _places(marked), -rank) for iri, kind, text, rank, marked in rows)
        return Found(matches, total, state)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _keep_up(self) -> str:
        """Bring the index to the state of the graph, and return it; an index that is damaged is made anew."""
        state = self._graphs.state()
        try:
            self._bring_to(state)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
                raise
            self._throw_away()
            self._bring_to(state)
        return state

    def _bring_to(self, state: str) -> None:
        connection = self._opened()
        if self._state(connection) == state and state != "memory":
            return
        with _transaction(connection):
            if self._state(connection) == state and state != "memory":
                return  # another process has done it
            known: dict[tuple[str, str, str], int] = {
                (kind, iri, text): number
                for number, kind, iri, text in connection.execute("SELECT rowid, kind, iri, text FROM documents")
            }
            for kind, query in _DOCUMENTS.items():
                for iri, text in self._graphs.select(query):
                    if iri is not None and text is not None and known.pop((kind, iri.value, text.value), None) is None:
                        connection.execute(
                            "INSERT INTO documents (text, kind, iri) VALUES (?, ?, ?)", (text.value, kind, iri.value)
                        )
            connection.executemany("DELETE FROM documents WHERE rowid = ?", ((number,) for number in known.values()))
            connection.execute("INSERT OR REPLACE INTO about VALUES ('state', ?)", (state,))

    def _state(self, connection: sqlite3.Connection) -> str | None:
        row = connection.execute("SELECT value FROM about WHERE name = 'state'").fetchone()
        return None if row is None else str(row[0])

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            connection = _connected(self._path)
            with _transaction(connection):
                for table in _TABLES:
                    connection.execute(table)
                row = connection.execute("SELECT value FROM about WHERE name = 'version'").fetchone()
                if row is None or row[0] != _VERSION:
                    connection.execute("DELETE FROM documents")
                    connection.execute("DELETE FROM about")
                    connection.execute("INSERT INTO about VALUES ('version', ?)", (_VERSION,))
            self._connection = connection
        return self._connection

    def _throw_away(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        for ending in ("", "-wal", "-shm", "-journal"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)


def _connected(path: Path) -> sqlite3.Connection:
    """Open the file; where the store's directory cannot be written, an index in memory."""
    options = {"timeout": _PATIENCE, "check_same_thread": False, "isolation_level": None}
    try:
        path.parent.mkdir(exist_ok=True)
        connection = sqlite3.connect(path, **options)  # type: ignore[call-overload]
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("COMMIT")
    except (OSError, sqlite3.OperationalError):
        connection = sqlite3.connect(":memory:", **options)  # type: ignore[call-overload]
    found: sqlite3.Connection = connection
    return found


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _places(marked: str) -> tuple[tuple[int, int], ...]:
    """Return where the marked parts stand in the text without its marks."""
    places = []
    at = start = 0
    for mark in marked:
        if mark == _OPEN:
            start = at
        elif mark == _CLOSE:
            places.append((start, at))
        else:
            at += 1
    return tuple(places)
