"""How sure a statement is: how often its construction finds the right words, times how often its source is resolved.

The numbers come from annotated articles that the rules were not written on (255 rows of `tests/quality` that were held
out on 26 November 2026), smoothed towards less where there were few; constructions that they hardly hold have a low
number until somebody counts. `onrecord evaluate` prints the counts by construction that they are held against.
"""

from __future__ import annotations

from kg.extract.attribution import Attribution
from kg.extract.cues import cue_verbs
from kg.extract.speakers import Speaker

_PLAIN = frozenset({"say", "tell", "add", "report", "state", "announce", "note", "write", "stress", "explain"})
_CONTENT = {  # construction: with a plain verb of saying, with another that takes a clause, with any other
    "verb-before": (0.95, 0.9, 0.82),
    "verb-after": (0.97, 0.85, 0.75),
    "verb-middle": (0.8, 0.75, 0.7),
    "headline-verb": (0.8, 0.75, 0.65),
}
_CONSTRUCTION = {
    "according-to": 0.92,
    "answer": 0.7,
    "carried-over": 0.89,
    "carried-over-part": 0.6,
    "cited": 0.7,
    "colon": 0.8,
    "headline": 0.8,
    "label": 0.8,
    "lead": 0.87,
    "lead-unquoted": 0.6,
    "passive": 0.6,
    "tag": 0.87,
}
_OTHER = 0.65
_PRONOUNS = frozenset({"he", "she", "it", "they", "we", "who", "which", "that", "this"})


def confidence(one: Attribution, speaker: Speaker) -> float:
    """Return how likely words and speaker of an attribution are right, from 0 to 1."""
    return round(_of_content(one) * _of_speaker(one, speaker), 2)


def _of_content(one: Attribution) -> float:
    by_verb = _CONTENT.get(one.rule)
    if by_verb is None:
        return _CONSTRUCTION.get(one.rule, _OTHER)
    cue = cue_verbs().get(one.verb)
    return by_verb[0 if one.verb in _PLAIN else 1 if cue is not None and cue.takes("clause") else 2]


def _of_speaker(one: Attribution, speaker: Speaker) -> float:
    if one.source is None or one.source.text.lower() in _PRONOUNS:
        return 0.95
    return 0.99 if speaker.actor.named else 0.97
