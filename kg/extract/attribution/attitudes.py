"""Finds what somebody supports, wants or plans without saying so: attitudes, which PolNeAR counts as attributions.

1. A verb of `data/attitudes.tsv` outside quotations, or "is expected to", with a subject that can speak.
2. Its content is what completes it: an object, a clause or an infinitive, without what else the sentence tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from kg.extract.attribution.citations import CitationReader
from kg.extract.attribution.passage import Attribution, Passage
from kg.extract.cues import Cue, data_rows, inflected
from kg.extract.document import Token
from kg.record import Span

_FRAMES = frozenset({"clause", "object", "infinitive"})
_COMPLEMENTS = frozenset({"dobj", "xcomp", "ccomp"})
_EXPECTED = frozenset({"expected", "believed", "thought", "seen", "considered", "known"})


@cache
def _verbs() -> dict[str, Cue]:
    """Return every form of every verb of attitude."""
    forms: dict[str, Cue] = {}
    for verb, *irregular in data_rows("attitudes.tsv"):
        for form in {verb, *inflected(verb), *" ".join(irregular).split()}:
            forms.setdefault(form, Cue(verb, _FRAMES))
    return forms


def find_attitudes(passage: Passage, citations: CitationReader) -> Iterator[Attribution]:
    """Yield the attitudes of a passage."""
    for token in passage.document.words(passage.sentence):
        if not token.tag.startswith("VB") or passage.in_quote(token):
            continue
        if token.lower in _EXPECTED and token.tag == "VBN":
            found = _expected(passage, token)
        else:
            found = _attitude(passage, citations, token)
        if found is not None:
            yield found


def _attitude(passage: Passage, citations: CitationReader, token: Token) -> Attribution | None:
    cue = _verbs().get(token.lower)
    if cue is None or token.dep in ("amod", "compound"):
        return None
    subject = citations.subjects.subject(token, cue)
    complements = [c for c in passage.children(token) if c.dep in _COMPLEMENTS and c.index > token.index]
    if subject is None or not complements:
        return None
    content = passage.span(complements[0].left, max(c.right for c in complements))
    return _of(passage, token, cue.verb, content, citations.phrases.source(subject, token))


def _expected(passage: Passage, token: Token) -> Attribution | None:
    """Return what "is expected to ..." tells of its subject; nobody is named who expects it."""
    children = passage.children(token)
    subject = next((c for c in children if c.dep == "nsubjpass"), None)
    deed = next((c for c in children if c.dep in ("xcomp", "oprd", "advcl") and c.index > token.index), None)
    if subject is None or deed is None or any(c.dep == "agent" for c in children):
        return None
    return _of(passage, token, "expect", passage.span(subject.left, deed.right), None)


def _of(passage: Passage, token: Token, verb: str, content: Span, source: Span | None) -> Attribution:
    return Attribution(
        content=content,
        sentence=passage.sentence.index,
        rule="attitude",
        cue=passage.document.token_span(token.index, token.index),
        source=source,
        verb=verb,
        mode=passage.mode(content),
        context=passage.context(content),
    )
