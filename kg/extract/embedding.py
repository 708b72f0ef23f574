"""Keeps the vectors that a spaCy pipeline makes of words by themselves, before it looks at the words around them.

A third of the work of tagging is to make them, from hashes of a word's form, beginning, end and shape, and nine words
in ten have been met before. Those met anew are multiplied row by row: in the product of two matrices, the last bit of
a row may depend on where it stands, and a word's vector is to be the same whatever words it is met with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from thinc.api import Model, NumpyOps

_KEPT = 65_536  # words, 25 MB; then it begins anew

_Vectors = NDArray[np.float32]


def keep_embeddings(tok2vec: Any) -> None:
    """Have a `tok2vec` model keep what it embeds; one that is not made of hashed features of words stays as it is."""
    embed = tok2vec.layers[0] if tok2vec.layers else None
    if embed is None or [layer.name for layer in embed.layers[:2]] != ["extract_features", "list2ragged"]:
        return
    kept = Embeddings(embed)
    tok2vec.layers[0] = Model("kept_embeddings", lambda _, docs, is_train: (kept.of(docs), None), layers=[embed])


class Embeddings:
    """The vectors of the words met so far, as a model of spaCy for words by themselves makes them."""

    def __init__(self, embed: Any) -> None:
        self._columns = embed.layers[0].attrs["columns"]
        self._of_features = embed.layers[2:-1]
        for node in embed.walk():
            node.ops = _ByRow(use_blis=False)
        self._width: int = embed.get_dim("nO")
        self._kept: dict[bytes, _Vectors] = {}

    def of(self, docs: Sequence[Any]) -> list[_Vectors]:
        """Return the vectors of the tokens of each document, a row each."""
        if len(self._kept) > _KEPT:
            self._kept.clear()
        words = [self._words(doc) for doc in docs]
        self._meet(list({word for several in words for word in several if word not in self._kept}))
        return [self._array([self._kept[word] for word in several]) for several in words]

    def _words(self, doc: Any) -> list[bytes]:
        """Return for each token all that its vector depends on."""
        features = np.ascontiguousarray(doc.to_array(self._columns), dtype=np.uint64)
        width = features.itemsize * len(self._columns)
        data = features.tobytes()
        return [data[start : start + width] for start in range(0, len(data), width)]

    def _meet(self, words: Sequence[bytes]) -> None:
        if words:
            vectors: Any = np.frombuffer(b"".join(words), dtype=np.uint64).reshape(len(words), -1)
            for layer in self._of_features:
                vectors = layer.predict(vectors)
            self._kept.update(zip(words, vectors, strict=True))

    def _array(self, rows: Sequence[_Vectors]) -> _Vectors:
        return np.array(rows, dtype=np.float32).reshape(len(rows), self._width)


class _ByRow(NumpyOps):  # type: ignore[misc]  # untyped
    """Multiplies each row of a matrix by itself."""

    def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
        rows = np.matmul((x.T if trans1 else x)[:, None, :], y.T if trans2 else y)[:, 0]
        if out is None:
            return rows
        out[...] = rows
        return out
