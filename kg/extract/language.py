"""Refuses what is not English: the parser and the word lists know no other language, and would invent rather than fail.

The text itself decides. Only where it has too few words to tell, what is declared does.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from kg.errors import ExtractionError
from kg.reading.article import Article
from kg.reading.language import is_english
from kg.settings import variable

_UNKNOWN = "und"
_SAMPLE = 2000
_CELLS = re.compile(r"\t+| {2,}| *\| *")
_COLUMNS = 3
_MOST = 0.8


def check_language(article: Article) -> None:
    """Raise ExtractionError when an article is not English, naming its language as far as it is known."""
    english = is_english(article.text)
    declared = article.language.partition("-")[0].lower()
    if english or (english is None and declared in ("en", _UNKNOWN)):
        return
    named = f"its language is {article.language!r}" if declared not in ("en", _UNKNOWN) else _appearance(article.text)
    raise ExtractionError(
        f"{named}, expected English; {variable('force_language')}=yes has it analysed as English all the same"
    )


def _appearance(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    rows = sum(len(_CELLS.split(line.strip())) >= _COLUMNS for line in lines)
    if rows > _MOST * len(lines):
        return f"it is only a table ({rows} of its {len(lines)} lines are rows of cells), which has no sentences"
    letters = [letter for letter in text[:_SAMPLE] if letter.isalpha()]
    scripts = Counter(unicodedata.name(letter, "unnamed").split()[0].capitalize() for letter in letters)
    return f"its text does not look English (mostly {scripts.most_common(1)[0][0]} letters)"
