"""Names as keys: one key for every way an article may spell the same name.

1. A name is split at white space, hyphens, dashes and slashes; apostrophes and full stops vanish inside a word.
2. Each word is folded: diacritics and the letters for ayn and hamza go, case goes.
3. The Arabic article in any of its forms (al-, El, ad-, ez-, …) becomes `al`.
4. The words are joined without spaces, so "US-led", "USled" and "US led" or "People's" and "Peoples" meet.

What else a mention must show, above all its capitals, is kept apart from the key, as a `Spelling`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

ARTICLES = frozenset("ad adh al an ar as ash at ath az ed edh el en er es esh et eth ez ud ul un ur us ush uz".split())
_LONGEST_ARTICLE = max(map(len, ARTICLES))
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—/]+")
_HYPHENS = frozenset("-‐‑‒–—")
_APOSTROPHES = frozenset("'’‘ʼ`´")
_JOINING = _HYPHENS | _APOSTROPHES
_FOLDED = str.maketrans(
    {"ı": "i", "İ": "i", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "æ": "ae", "&": "and"}
)
_LONGEST_ACRONYM = 10
_PRONOUNCED = 4


class Case(Enum):
    """How a mention must be written to count: in capitals, with capital initials, or in any way."""

    CAPITALS = "capitals"
    INITIAL = "initial"
    ANY = "any"


class Spelling(NamedTuple):
    """What a mention must show besides the key of a name.

    `words` is how many words the name has: a mention may have fewer, since punctuation gets lost, but not
    more ("A man" is not Amman). `capitals` is how many of its words need a capital initial.
    """

    case: Case
    words: int
    capitals: int


_ACRONYM = Spelling(Case.CAPITALS, 1, 1)
_WORD = Spelling(Case.INITIAL, 1, 1)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Return a word without case, diacritics, apostrophes and punctuation."""
    if word.isascii() and word.isalnum():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.translate(_FOLDED))
    return "".join(sign for sign in plain if sign.isalnum()).casefold()


def key(name: str) -> str:
    """Return the key of a name."""
    if name.isascii() and name.isalnum():
        return name.lower()
    *before, last = [word for word in _SEPARATORS.split(name.strip()) if word] or [""]
    return "".join([*map(_joined, before), fold(last)]) if before else fold(last)


@lru_cache(maxsize=65536)
def _joined(word: str) -> str:
    """Return what a word adds to a key when more follows."""
    return "al" if _is_article(word, first=False, joined=True) else fold(word)


def token_keys(tokens: Sequence[str], start: int) -> Iterator[tuple[int, str]]:
    """Yield (end, key of tokens[start:end]) for each end, shortest first; hyphens and apostrophes add nothing."""
    joined = ""
    for number in range(start, len(tokens)):
        token = tokens[number]
        if token in _JOINING:
            continue
        part = _part(token)
        if part is None:
            article = _is_article(token, first=number == start, joined=_hyphen_follows(tokens, number))
            part = "al" if article and number + 1 < len(tokens) else fold(token)
        if not part:
            return
        joined += part
        yield number + 1, joined


@lru_cache(maxsize=65536)
def _part(token: str) -> str | None:
    """Return what a token adds to a key; None where that depends on what stands beside it."""
    if token.casefold() in ARTICLES:
        return None
    return key(token) if _SEPARATORS.search(token) else fold(token)


def bare(name_key: str) -> str:
    """Return a key without the Arabic article it begins with, or the key itself."""
    return name_key[2:] if name_key.startswith("al") and len(name_key) > 5 else name_key


def spelling_of(name: str) -> Spelling:
    """Return how a mention of this name must be written.

    An acronym is matched in capitals only, a name that the data give without any capital in any way. Of a name
    with several capitalised words two must be so in the mention.
    """
    words = _SEPARATORS.split(name)
    if name.islower():
        return Spelling(Case.ANY, len(words), 0)
    if len(words) == 1:
        acronym = name.isupper() and len(name) <= _LONGEST_ACRONYM
        return _ACRONYM if acronym else _WORD
    if name.isupper() and len(name) <= _LONGEST_ACRONYM and " " not in name:
        return Spelling(Case.CAPITALS, len(words), len(words))
    capitals = [word for word in words if word[:1].isupper()]
    return Spelling(Case.INITIAL, len(words), min(2, len(capitals)))


@lru_cache(maxsize=65536)
def written_as(spelling: Spelling, words: tuple[str, ...]) -> bool:
    """Say whether a mention, given as its tokens, is written as a spelling asks.

    An acronym of four letters or more may be written as a word is ("Isis", "Unicef").
    """
    names = [word for word in words if word not in _JOINING and fold(word) != "s"]
    if len(names) > 1 and sum(1 + len(_SEPARATORS.findall(word)) for word in names) > spelling.words:
        return False
    if spelling.case is Case.ANY:
        return True
    if spelling.case is Case.CAPITALS:
        return all(map(_is_acronym, names))
    initials = [word[0] for name in names for word in _SEPARATORS.split(name) if word]
    capitals = [sign for sign in initials if sign.isupper() or _caseless(sign)]
    return len(capitals) >= min(spelling.capitals, len(names))


def skeleton(name_key: str) -> str:
    """Return what transliterations of one name share: vowels in three kinds, doubled letters single.

    "makhmoor", "makhmour" and "makhmur" have one skeleton; use it only where the exact key finds nothing.
    """
    return skeletons((name_key,))[0]


def skeletons(name_keys: Sequence[str]) -> list[str]:
    """Return the skeleton of each key; of many at once it is several times cheaper than of one after the other."""
    text = "\n".join(map(bare, name_keys)).translate(_ALIKE)
    for spelling, sound in _SOUNDS:
        text = text.replace(spelling, sound)
    single = _DOUBLED.sub(r"\1", text).split("\n")
    return [one[:-1] if one.endswith(("ah", "ih", "uh")) else one for one in single]


_ALIKE = str.maketrans("oweyq", "uuiik")
_SOUNDS = (("ai", "i"), ("au", "u"), ("dh", "d"), ("dj", "j"))
_DOUBLED = re.compile(r"(.)\1+")


def _is_acronym(word: str) -> bool:
    letters = word.removesuffix("'s").removesuffix("’s")
    if letters in ("s", ""):
        return True
    plural = len(letters) > 2 and letters.endswith("s") and letters[:-1].isupper()
    return letters.isupper() or plural or (len(letters) >= _PRONOUNCED and letters.istitle())


def _caseless(sign: str) -> bool:
    return sign.isalpha() and sign.lower() == sign.upper()


def _is_article(word: str, *, first: bool, joined: bool) -> bool:
    if word.casefold() not in ARTICLES or (word.isupper() and len(word) > 1):
        return False
    return not first or joined or word[0].isupper()


def _hyphen_follows(tokens: Sequence[str], number: int) -> bool:
    return number + 1 < len(tokens) and tokens[number + 1] in _HYPHENS
