"""Reads what a headline cites by its form: "...: Peshmerga", "Peshmerga: ...", "..., monitor says"."""

from __future__ import annotations

import re

from kg.extract.attribution.passage import Attribution, Passage
from kg.extract.cues import cue_verbs, tagging_forms

_TAIL = re.compile(r"(?P<content>.{15,}?)\s*:\s*(?P<source>[^:.,“”\"]{2,45})")
_SAYS = re.compile(
    r"(?P<content>.{15,}?)(?:,\s*|\s[–—-]\s)(?P<source>[^,:“”\"]{2,45}?)"
    rf"\s+(?P<cue>{'|'.join(sorted(tagging_forms() | {cue_verbs()[form].verb for form in tagging_forms()}))})"
)
_LEAD = re.compile(r"(?P<source>[A-Z][^:,“”\"]{1,40}?):\s+(?P<content>.{15,})")
_MOST_WORDS = ((_TAIL, 5), (_SAYS, 6), (_LEAD, 4))


def headline_attribution(passage: Passage) -> Attribution | None:
    """Return what a headline's form attributes, or None."""
    text = passage.document.text[passage.sentence.start : passage.sentence.end]
    for pattern, most in _MOST_WORDS:
        match = pattern.fullmatch(text)
        if match is None or len(match["source"].split()) > most:
            continue
        first, last = (
            passage.token_at(passage.sentence.start + at) for at in (match.start("source"), match.end("source") - 1)
        )
        if passage.names_speaker(first, last, topics=pattern is _LEAD):
            return _attribution(passage, match)
    return None


def _attribution(passage: Passage, match: re.Match[str]) -> Attribution:
    def span(name: str) -> tuple[int, int]:
        return passage.sentence.start + match.start(name), passage.sentence.start + match.end(name)

    content = passage.document.span(*span("content"))
    return Attribution(
        content=content,
        sentence=passage.sentence.index,
        rule="headline",
        cue=passage.document.span(*span("cue")) if "cue" in match.re.groupindex else None,
        source=passage.document.span(*span("source")),
        verb="say",
        mode=passage.mode(content),
    )
