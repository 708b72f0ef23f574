"""What an article's graph says, thing by thing, as the inference takes it in where the article is new to the store.

Of some things nobody else's words count (`own`): claims, statements, evidence and the like, and places that only this
article names. Actors, places and articles may be described by others, too (`shared`).

It passes between processes packed (`marshal`, which only programs of one Python read): unpacking costs a tenth of what
reading the same out of N-Quads does.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from kg.mapping.iris import KEY_DIGITS
from kg.mapping.quads import Triple, triples_in
from kg.mapping.vocabulary import ONR, PROV, RDF

_OWN = ("claim/", "participation/", "report/", "revision/", "source/", "statement/")
_SHARED = ("actor/", "article/", "place/")
"""The kinds of things that one article alone describes, and that several may."""

_TYPE, _ARTICLE, _WORD_KEY = str(RDF.type), str(PROV.specializationOf), str(ONR.wordKey)
_REVISION, _REPORT, _STATEMENT = str(ONR.ArticleRevision), str(ONR.IncidentReport), str(ONR.Statement)

_POSITION = "#position="
"""Stands in the IRIs of where words stand, which their quotes say as well."""

Properties: TypeAlias = dict[str, list[str]]
"""The values of a thing, without datatypes, sorted, by the IRIs of the properties."""


class Described(NamedTuple):
    """What an article says of things that it alone describes, and of others; by their IRIs."""

    own: dict[str, Properties]
    shared: dict[str, Properties]


def is_shared(iri: str, *, base: str) -> bool:
    """Return whether several articles may describe a thing."""
    return iri.startswith(tuple(base + kind for kind in _SHARED)) and not _is_own_place(iri, base)


def described(triples: Iterable[Triple], *, base: str) -> Described:
    """Return what triples, each given once, say of the things that an article describes."""
    found = Described({}, {})
    own, shared = (tuple(base + kind for kind in kinds) for kinds in (_OWN, _SHARED))
    several = []
    for subject, predicate, value in triples:
        if subject.startswith(own):
            things = found.own
        elif subject.startswith(shared):
            things = found.own if _is_own_place(subject, base) else found.shared
        else:
            continue
        text = value if isinstance(value, str) else value.text
        if _POSITION in subject or (_POSITION in text and isinstance(value, str)):
            continue
        known = things.setdefault(subject, {})
        if predicate in known:
            known[predicate].append(text)
            several.append(known[predicate])
        else:
            known[predicate] = [text]
    for values in several:
        values[:] = sorted(set(values))
    return found


def described_in(quads: str, graph: str, *, base: str) -> Described:
    """Return the same of an article's graph, given by name among canonical N-Quads, which takes ten times as long."""
    return described(triples_in(quads, graph), base=base)


def _is_own_place(iri: str, base: str) -> bool:
    """Return whether this is a place that the gazetteer does not know: its IRI is made of the article's."""
    _, is_place, key = iri.partition(f"{base}place/")
    return bool(is_place) and len(key) == KEY_DIGITS and set(key) <= set("0123456789abcdef")


class Contents(NamedTuple):
    """What an article's graph holds: the IRIs of the article, its reports, and its statements with keys of wording."""

    article: str
    reports: frozenset[str]
    statements: frozenset[str]


def contents_of(found: Described) -> Contents:
    """Return what an article's graph holds; raises ValueError where it is not that of one article."""
    of_kind = {
        kind: frozenset(iri for iri, known in found.own.items() if kind in known.get(_TYPE, ()))
        for kind in (_REVISION, _REPORT, _STATEMENT)
    }
    (article,) = (one for iri in of_kind[_REVISION] for one in found.own[iri][_ARTICLE])
    with_keys = frozenset(iri for iri in of_kind[_STATEMENT] if _WORD_KEY in found.own[iri])
    return Contents(article, of_kind[_REPORT], with_keys)


def pack(found: Described) -> bytes:
    """Return what `unpack` reads."""
    return marshal.dumps(tuple(found))


def unpack(data: bytes) -> Described:
    """Return what was packed; what a program of another Python has packed cannot be read."""
    return Described(*marshal.loads(data))
