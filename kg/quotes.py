"""Hold the quotes of articles to the stored texts: each must stand there, at its position, character for character."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg.errors import NotFoundError, StoreError
from kg.mapping.quads import Literal, Triple
from kg.mapping.vocabulary import OA, ONR
from kg.store.graphs import GraphStore
from kg.store.texts import TextStore
from kg.validation import SCOPE, Result, triple

_SOURCE, _SELECTOR, _SHA256 = str(OA.hasSource), str(OA.hasSelector), str(ONR.sha256)
_START, _END, _EXACT = str(OA.start), str(OA.end), str(OA.exact)
_OF_QUOTES = {_SOURCE, _SELECTOR, _SHA256, _START, _END, _EXACT}

_PATTERNS = [
    triple(subject, f"<{predicate}>", value)
    for subject, predicate, value in (
        ("?quote", _EXACT, "?exact"),
        ("?evidence", _SELECTOR, "?quote"),
        ("?evidence", _SELECTOR, "?position"),
        ("?position", _START, "?start"),
        ("?position", _END, "?end"),
        ("?evidence", _SOURCE, "?text"),
        ("?text", _SHA256, "?sha256"),
    )
]
_QUOTES = f"SELECT ?sha256 ?start ?end ?exact WHERE {{ {' '.join(_PATTERNS)} }}"

_OF_TEXTS = f"SELECT DISTINCT ?g WHERE {{ VALUES ?sha256 {{ %s }} {triple('?text', f'<{_SHA256}>', '?sha256')} }}"


def misquotes(triples: Iterable[Triple], texts: TextStore) -> Iterator[Result]:
    """Yield a result for each quote in an article's graph that the stored text does not have at its position."""
    values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in triples:
        if predicate in _OF_QUOTES:
            values[subject][predicate].append(value.text if isinstance(value, Literal) else value)
    read: dict[str, str] = {}
    for evidence in sorted(one for one, known in values.items() if _SELECTOR in known):
        selectors = [values[one] for one in values[evidence][_SELECTOR]]
        (sha256,) = (one for source in values[evidence][_SOURCE] for one in values[source][_SHA256])
        (words,) = (one for selector in selectors for one in selector[_EXACT])
        start, end = (int(one) for name in (_START, _END) for selector in selectors for one in selector[name])
        try:
            text = read[sha256] if sha256 in read else read.setdefault(sha256, texts.get(sha256))
        except (NotFoundError, StoreError) as error:
            yield Result(f"The text that this quote is from cannot be read: {error}", evidence)
            return
        there = text[start:end]
        if there != words:
            yield Result(f"The quote differs from the stored text, which has {there!r} there.", evidence, value=words)


def misquoting(graphs: GraphStore, texts: TextStore, scope: str) -> set[str]:
    """Return the graphs of a scope that may have a quote which the stored text does not have at its position."""
    quotes: dict[str, list[list[str]]] = defaultdict(list)
    for sha256, *quote in graphs.texts(_QUOTES.replace(SCOPE, scope)):
        quotes[sha256].append(quote)
    wrong = [sha256 for sha256, of_text in quotes.items() if not _stand_in(sha256, of_text, texts)]
    named = " ".join(f'"{sha256}"' for sha256 in wrong if sha256.isalnum())
    if len(named.split()) < len(wrong):
        named = "UNDEF"  # the shapes refuse such a hash
    return {row[0] for row in graphs.texts((_OF_TEXTS % named).replace(SCOPE, scope))} if wrong else set()


def _stand_in(sha256: str, quotes: Iterable[list[str]], texts: TextStore) -> bool:
    try:
        text = texts.get(sha256)
        return all(text[int(start) : int(end)] == words for start, end, words in quotes)
    except (NotFoundError, StoreError, ValueError):
        return False
