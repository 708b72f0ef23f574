"""Finds what somebody who is quoted was told by another: '"The army told us that the road was safe," he said.'"""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.attribution.passage import COMMAS, DOUBLE_MARKS, Attribution, Passage
from kg.extract.document import Token, token_after

_QUOTED = frozenset({"us", "me"})


def quoted_attributions(passage: Passage) -> Iterator[Attribution]:
    """Yield what others told the quoted, of a clause only: "The guards told me he had left"."""
    for token in passage.document.words(passage.sentence):
        told = token.lower == "told" and token_after(passage.tokens, token.index).lower in _QUOTED
        if not told or not passage.in_quote(token):
            continue
        subject = next((c for c in passage.children(token) if c.dep == "nsubj" and c.index < token.index), None)
        clause = next((c for c in passage.children(token) if c.dep == "ccomp" and c.index > token.index), None)
        if subject is None or clause is None or not _is_other(passage, subject):
            continue
        if any(child.dep == "neg" for child in passage.children(token)):
            continue
        first = token.index + 2 + (passage.tokens[token.index + 2].lower == "that")
        last = next((i - 1 for i in range(first, clause.right + 1) if _ends(passage, i)), clause.right)
        while last > first and passage.tokens[last].text in COMMAS:
            last -= 1
        if last <= first:
            continue
        content = passage.document.token_span(first, last)
        cue = passage.document.token_span(token.index, token.index)
        source = passage.document.token_span(subject.left, subject.right)
        context = passage.context(content)
        yield Attribution(content, passage.sentence.index, "quoted", cue, source, "tell", context=context)


def _is_other(passage: Passage, subject: Token) -> bool:
    """True for a body, and for a noun or name of somebody who can say something; a pronoun tells of nobody new."""
    named = subject.tag.startswith("NN") and passage.names_source(subject)
    return passage.in_quote(subject) and (named or passage.mentions.actor_at(subject.index) is not None)


def _ends(passage: Passage, index: int) -> bool:
    token = passage.tokens[index]
    return token.text in DOUBLE_MARKS or not passage.in_quote(token)
