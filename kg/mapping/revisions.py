"""The history of an article: its edits, one after the other, and what each took out of force.

1. An edit leads from one revision to another. The same text may come back: revisions are named by their text, so only
   the order of the edits tells the whole story.
2. A revision that is not the current one, its graph, and each statement, claim and report that only earlier revisions
   have, were invalidated when the edit that left the last of these revisions was found.
3. All of it stands in one graph an article, which is made anew from the edits and from what each revision holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from kg.mapping.frame import integer
from kg.mapping.iris import REVISIONS, mint, mint_graph
from kg.mapping.quads import Literal, Quad, Triple
from kg.mapping.vocabulary import ONR, PROV, RDF, SDO, XSD

_TYPE, _EDIT, _BEFORE, _AFTER = str(RDF.type), str(ONR.Edit), str(ONR.before), str(ONR.after)
_ENDED, _POSITION, _SPECIALISES = str(PROV.endedAtTime), str(SDO.position), str(PROV.specializationOf)
_REVISION_OF, _GENERATED, _INVALIDATED = str(PROV.wasRevisionOf), str(PROV.generatedAtTime), str(PROV.invalidatedAtTime)
_DATE_TIME = str(XSD.dateTime)


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of an article's text: the revisions before and after it, and when it was found (ISO 8601, UTC)."""

    before: str
    after: str
    found_at: str


def history_graph(article: str, *, base: str) -> str:
    """Return the name of the graph that holds the history of an article."""
    return f"{base}{REVISIONS}{article.rpartition('/')[2]}"


def history_quads(
    article: str, edits: Sequence[Edit], contents: Mapping[str, Set[str]], *, base: str
) -> tuple[Quad, ...]:
    """Return the history of an article, its edits given in order.

    `contents` has the IRIs of the statements, claims and reports of each revision.
    """
    graph = history_graph(article, base=base)
    triples = (*_edits(article, edits, base), *_births(edits), *_deaths(article, edits, contents, base))
    return tuple(Quad(*triple, graph) for triple in triples)


def _edits(article: str, edits: Sequence[Edit], base: str) -> Iterator[Triple]:
    for number, edit in enumerate(edits, 1):
        iri = mint(base, "edit", article, str(number))
        yield iri, _TYPE, _EDIT
        yield iri, _POSITION, integer(number)
        yield iri, _BEFORE, edit.before
        yield iri, _AFTER, edit.after
        yield iri, _ENDED, _time(edit.found_at)


def _births(edits: Sequence[Edit]) -> Iterator[Triple]:
    """Yield what each revision was made from; one that comes back was made when it first came."""
    known = {edits[0].before} if edits else set()
    for edit in edits:
        if edit.after not in known:
            known.add(edit.after)
            yield edit.after, _REVISION_OF, edit.before
            yield edit.after, _GENERATED, _time(edit.found_at)


def _deaths(article: str, edits: Sequence[Edit], contents: Mapping[str, Set[str]], base: str) -> Iterator[Triple]:
    if not edits:
        return
    current = edits[-1].after
    last_seen: dict[str, str] = {}
    for revision, found_at in _left(edits).items():
        yield revision, _SPECIALISES, article
        yield revision, _INVALIDATED, _time(found_at)
        yield mint_graph(revision, base=base), _INVALIDATED, _time(found_at)
        last_seen.update(dict.fromkeys(contents.get(revision, ()), found_at))
    for thing in sorted(last_seen.keys() - contents.get(current, frozenset())):
        yield thing, _INVALIDATED, _time(last_seen[thing])


def _left(edits: Sequence[Edit]) -> dict[str, str]:
    """Return the revisions that are history with the time of the edit that last left each, in the order of these."""
    left: dict[str, str] = {}
    for edit in edits:
        left.pop(edit.before, None)
        left[edit.before] = edit.found_at
        left.pop(edit.after, None)
    return left


def _time(text: str) -> Literal:
    return Literal(text, _DATE_TIME)
