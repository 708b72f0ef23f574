"""Tells whether a text is English, and reads the language that metadata declares."""

from __future__ import annotations

import re

from kg.reading.word_lists import word_list

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE_CHARACTERS = 6000
_FEWEST_WORDS = 12
_SENTENCE = 40  # words; a single sentence may do without the function words that only English has
_SHARED = frozenset("a an are at by for had has in is on said was were".split())
_ENGLISH_SHARE = 0.04  # English news has 0.08 to 0.3; German, Dutch, French or Turkish hardly any
_TAG = re.compile(r"(?P<language>[A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*")
_NAMES = {
    "arabic": "ar",
    "english": "en",
    "french": "fr",
    "german": "de",
    "hebrew": "he",
    "kurdish": "ku",
    "persian": "fa",
    "russian": "ru",
    "spanish": "es",
    "turkish": "tr",
}


def is_english(text: str) -> bool | None:
    """Tell by the share of function words whether text is English; None when it has too few words to tell."""
    words = _WORD.findall(text[:_SAMPLE_CHARACTERS].lower())
    if len(words) < _FEWEST_WORDS:
        return None
    known = word_list("english_function_words")
    if sum(word in known for word in words) >= max(1, int(_ENGLISH_SHARE * len(words))):
        return True
    return None if len(words) < _SENTENCE and len(_SHARED.intersection(words)) >= 3 else False


def read_language(value: str) -> str | None:
    """Return the BCP 47 primary language of a declared one ("en-GB", "English"), or None when it is neither."""
    declared = value.strip().lower()
    if declared in _NAMES:
        return _NAMES[declared]
    match = _TAG.fullmatch(declared)
    return match["language"] if match else None
