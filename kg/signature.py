"""Signatures of texts: short strings from which it can be told whether two texts have words in common, and how many.

1. The words of a text (letters and digits, case folded) are cut into overlapping runs of five: its shingles.
2. Each shingle is hashed once. The hash names one of 128 bins, and each bin keeps the smallest hash that fell into it
   (one permutation hashing: Li, Owen, Zhang, NIPS 2012, https://arxiv.org/abs/1208.1259), cut to 16 bits.
3. The share of filled bins in which two signatures agree estimates the Jaccard likeness of the two sets of shingles;
   with the sizes of both sets, how much of the smaller set is in the larger one.
4. Bins are taken four at a time as bands. Texts that are alike agree in a band or two, so that those worth comparing
   are found by exact match (`bands`), and the cost does not grow with the number of pairs.

Passages of a sentence or two have keys instead (`word_keys`): the smallest hashes of their runs of three words.
"""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

_BINS = 128
_BAND = 4
_SHINGLE = 5
_KEY_SHINGLE = 3
_KEYS = 4
_WORD = re.compile(r"[^\W_]+")
_FORM = re.compile(r"(\d+):([A-Za-z0-9+/]{342}==)")  # 128 numbers of two bytes in Base64


@dataclass(frozen=True, slots=True)
class Signature:
    """The number of shingles of a text and what its bins hold, 0 where a bin is empty."""

    size: int
    bins: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.size}:{base64.b64encode(struct.pack(f'>{_BINS}H', *self.bins)).decode()}"

    @classmethod
    def read(cls, text: str) -> Signature | None:
        """Return the signature that a string spells, None when it spells none."""
        match = _FORM.fullmatch(text)
        if match is None:
            return None
        return cls(int(match[1]), struct.unpack(f">{_BINS}H", base64.b64decode(match[2])))

    def bands(self) -> Iterator[tuple[int, ...]]:
        """Yield what two texts must share one of to be worth comparing."""
        for start in range(0, _BINS, _BAND):
            band = self.bins[start : start + _BAND]
            if all(band):
                yield (start, *band)


def words_of(text: str) -> list[str]:
    """Return the words of a text, case folded."""
    return _WORD.findall(text.casefold())


def shingles(words: Sequence[str], width: int) -> set[str]:
    """Return the runs of so many words; all words as one run where there are fewer."""
    return {" ".join(words[start : start + width]) for start in range(max(1, len(words) - width + 1))} - {""}


def sign(text: str) -> Signature:
    """Return the signature of a text."""
    found = shingles(words_of(text), _SHINGLE)
    smallest: dict[int, int] = {}
    for shingle in found:
        value = _hash(shingle)
        place, rest = value % _BINS, value // _BINS
        smallest[place] = min(rest, smallest.get(place, rest))
    bins = tuple(smallest[place] % 0xFFFF + 1 if place in smallest else 0 for place in range(_BINS))
    return Signature(len(found), bins)


def contained(one: Signature, other: Signature) -> float:
    """Return the estimated share, 0 to 1, of the shorter text's shingles that stand in the longer text as well."""
    filled = [(a, b) for a, b in zip(one.bins, other.bins, strict=True) if a or b]
    if not filled or not one.size or not other.size:
        return 0.0
    jaccard = sum(a == b for a, b in filled) / len(filled)
    shared = jaccard * (one.size + other.size) / (1 + jaccard)
    return min(1.0, shared / min(one.size, other.size))


def word_keys(passage: str) -> tuple[str, ...]:
    """Return a few keys of a passage, of which another passage in nearly the same words has one or more as well."""
    hashes = sorted(map(_hash, shingles(words_of(passage), _KEY_SHINGLE)))
    return tuple(f"{one:016x}" for one in hashes[:_KEYS])


def _hash(shingle: str) -> int:
    return int.from_bytes(blake2b(shingle.encode(), digest_size=8).digest(), "big")
