"""The page of a claim or statement: its chain as a drawing, as a sentence, and as a citation.

The chain is read by `kg.trace`; the drawing is its nodes from the claim down to the outlet, one to a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.trace import ArticleStep, Party, StatementStep, Trace
from service.catalogue import Catalogue

WIDTH, STEP, BOX = 720, 84, 52
_LONGEST = 84


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the drawing: what it is, what stands in it, where it leads, and how it hangs on the one above."""

    kind: str
    text: str
    iri: str
    verb: str
    y: int


@dataclass(frozen=True, slots=True)
class Chain:
    """What the page shows of a chain."""

    trace: Trace
    nodes: tuple[Node, ...]
    sentence: str

    @property
    def height(self) -> int:
        """How high the drawing is."""
        return STEP * len(self.nodes) - (STEP - BOX) + 4


def chain_of(trace: Trace, texts: Catalogue) -> Chain:
    """Return what the page shows of a trace."""
    found: list[tuple[str, str, str, str]] = []
    if trace.claim is not None:
        found.append(("claim", trace.claim.words, trace.claim.iri, ""))
    for first in trace.statements:
        step: StatementStep | None = first
        verb = "expressed_by" if trace.claim is not None else ""
        while step is not None:
            found.append(("statement", step.words, step.iri, verb))
            found += [("speaker", _described(one, step, texts), one.iri, "attributed_to") for one in step.speakers]
            step, verb = step.relays, "passes_on"
    article = trace.article
    found.append(("article", article.title or article.iri, article.iri, "stands_in"))
    found += [("outlet", one.name, one.iri, "published_by") for one in article.publishers]
    found += [("outlet", one.name, one.iri, "taken_from") for one in article.original_publishers]
    nodes = tuple(
        Node(kind, _cut(text), iri, verb, 2 + STEP * number) for number, (kind, text, iri, verb) in enumerate(found)
    )
    return Chain(trace, nodes, sentence(trace, texts))


def sentence(trace: Trace, texts: Catalogue) -> str:
    """Return the chain as a sentence that can be read out."""
    article = trace.article
    values = {
        "outlet": _names(article.publishers) or texts("chain.an_article"),
        "day": _day(article, texts),
        "words": (trace.claim.words if trace.claim else trace.statements[0].words).strip(' ,;“”"'),
    }
    if not trace.statements:
        return texts("chain.own_voice", **values)
    step = trace.statements[0]
    speaker = ", ".join(_described(one, step, texts) for one in step.speakers)
    values["speaker"] = f"{speaker}," if step.rank or step.role else speaker
    values["words"] = step.words.strip(' ,;“”"')
    medium = texts.named("medium", step.medium) if step.medium not in (None, "unknown") else ""
    values["said"] = texts("chain.said_in", medium=medium) if medium else texts("chain.said")
    if step.denies:
        values["said"] = texts("chain.denied")
    told = texts("chain.direct" if step.mode == "direct" else "chain.indirect", **values)
    relayed = step.relays
    if relayed is not None and relayed.speakers:
        told += " " + texts("chain.relayed", speaker=_names(relayed.speakers))
    if article.original_publishers:
        told += " " + texts("chain.reprinted", outlet=_names(article.original_publishers))
    return told


def citation(trace: Trace, texts: Catalogue, address: str) -> str:
    """Return a citation of the article with the place of the words."""
    article = trace.article
    quote = next(iter(trace.quotes), None)
    parts = [
        _names(article.publishers),
        f"“{article.title}”" if article.title else "",
        _day(article, texts) if article.published else "",
        article.url or "",
        texts("chain.characters", start=quote.start, end=quote.end) if quote else "",
        texts("chain.recorded", address=address),
    ]
    return ", ".join(part for part in parts if part) + "."


def csl(trace: Trace) -> dict[str, object]:
    """Return the article as an item of CSL-JSON (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""
    article = trace.article
    item: dict[str, object] = {"id": _key(article), "type": "article-newspaper", "title": article.title or ""}
    if article.publishers:
        item["container-title"] = _names(article.publishers)
    if article.published:
        item["issued"] = {"date-parts": [[int(part) for part in article.published[:10].split("-")]]}
    if article.url:
        item["URL"] = article.url
    item["note"] = trace.claim.words if trace.claim else trace.statements[0].words
    return item


def bibtex(trace: Trace) -> str:
    """Return the article as an entry of BibTeX."""
    article = trace.article
    fields = {
        "title": article.title or "",
        "journal": _names(article.publishers),
        "date": article.published or "",
        "url": article.url or "",
        "note": trace.claim.words if trace.claim else trace.statements[0].words,
    }
    lines = "".join(f"  {name} = {{{_tex(value)}}},\n" for name, value in fields.items() if value)
    return f"@article{{{_key(article)},\n{lines}}}\n"


def _described(party: Party, step: StatementStep, texts: Catalogue) -> str:
    post = ", ".join(part for part in (step.rank, step.role) if part)
    behalf = texts("incident.for", names=_names(step.on_behalf_of)) if step.on_behalf_of else ""
    return f"{party.name}{f', {post}' if post else ''}{f' {behalf}' if behalf else ''}"


def _names(parties: tuple[Party, ...]) -> str:
    return ", ".join(one.name for one in parties)


def _day(article: ArticleStep, texts: Catalogue) -> str:
    if not article.published:
        return texts("chain.undated")
    year, month, day = article.published[:10].split("-")
    return texts("date.day", day=int(day), month=texts(f"date.month.{int(month)}"), year=year)


def _key(article: ArticleStep) -> str:
    return f"onrecord-{article.iri.rpartition('/')[2][:12]}"


def _tex(value: str) -> str:
    return re.sub(r"([\\{}%&#_$~^])", r"\\\1", " ".join(value.split()))


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1]}…"
