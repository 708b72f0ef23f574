"""The only door to spaCy: text with known sentence starts in, tagged and parsed tokens out.

Only the tokenizer, tagger and dependency parser run. Names are found with the gazetteer and by
capitals instead of the pipeline's entity recogniser, which costs as much as all the rest together.

1. Each passage is tokenized and gets its vectors and tags as a whole.
2. Each sentence is parsed as a document of its own, many at once: the parser takes a step in all of them with one
   multiplication, so that a passage of twenty sentences costs half of what it does in one piece.
3. The matrices are small and there is a process for each core: one thread of numpy's linear algebra multiplies them
   two to three times faster than what spaCy brings along.
4. What the model makes of a word before it looks at the words around is kept (`kg.extract.embedding`).

What an article's tokens are depends on the article only, to the last bit: nothing of another is multiplied with it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps
from threadpoolctl import threadpool_limits

from kg.errors import SettingsError
from kg.extract.casing import in_ordinary_case
from kg.extract.embedding import keep_embeddings
from kg.extract.sentences import sentence_starts

_RANKS = ("Maj.", "Brig.", "Capt.", "Lt.", "Col.", "Cmdr.", "Sgt.", "Cpl.", "Adm.", "Amb.", "Dep.", "Spc.", "Supt.")
_BATCH = 16  # passages tagged at once: more is hardly faster and holds more memory
_SENTENCES = 64  # sentences given to the parser, which takes a quarter of them at once, those of like length
_UNREAD = ["ner", "lemmatizer", "attribute_ruler", "senter"]


@dataclass(slots=True)  # frozen ones take three times as long to make
class ParsedToken:
    """One token: offsets in its passage, Penn Treebank tag, ClearNLP label, index of its head in the passage."""

    text: str
    start: int
    end: int
    tag: str
    dep: str
    head: int
    starts_sentence: bool


class Parser:
    """A loaded spaCy pipeline."""

    def __init__(self, model: str) -> None:
        """Load the pipeline named model; raises SettingsError when it is not installed."""
        self.model = model
        try:
            with warnings.catch_warnings():
                # a patch release of spaCy apart from the model's
                warnings.filterwarnings("ignore", message=r"\[W095\]")
                self._nlp: Language = spacy.load(model, exclude=_UNREAD)
        except OSError as error:
            raise SettingsError(f"model={model!r}: expected an installed spaCy pipeline or a path to one") from error

        for rank in _RANKS:
            self._nlp.tokenizer.add_special_case(rank, [{"ORTH": rank}])  # type: ignore[union-attr] # typed as a function
        _multiply_with_numpy(self._nlp)
        if self._nlp.has_pipe("tok2vec"):
            tok2vec: Any = self._nlp.get_pipe("tok2vec")
            keep_embeddings(tok2vec.model)

    @property
    def version(self) -> str:
        """Return name and version of the pipeline, as in "en_core_web_sm-3.8.0"."""
        meta = self._nlp.meta
        return f"{meta['lang']}_{meta['name']}-{meta['version']}"

    def parse(self, passages: Sequence[str]) -> list[list[ParsedToken]]:
        """Return the tokens of each passage; white space is no token."""
        docs = [self._tokenized(passage) for passage in passages]
        for _ in self._nlp.pipe(docs, batch_size=_BATCH, disable=["parser"]):
            pass
        sentences = [list(_sentences(doc)) for doc in docs]
        parser: Any = self._nlp.get_pipe("parser")
        for _ in parser.pipe([one for several in sentences for one in several], batch_size=_SENTENCES):
            pass
        return [list(_tokens(doc, several)) for doc, several in zip(docs, sentences, strict=True)]

    def _tokenized(self, passage: str) -> Doc:
        cased = in_ordinary_case(passage)
        known = _IS.sub(_LIKE_IS, passage) if cased is passage else cased
        doc = self._nlp.make_doc(_plain(_UNKNOWN.sub(lambda found: STAND_INS[found.group()], known)))
        starts = set(sentence_starts(cased))
        begins = [1 if offset in starts else -1 for offset in _columns(doc, "IDX")[0]]
        column = np.array(begins, dtype="int64").astype("uint64").reshape(-1, 1)
        return doc.from_array(["SENT_START"], column)  # type: ignore[arg-type] # the stub wants thinc's own type


def _multiply_with_numpy(pipeline: Language) -> None:
    threadpool_limits(1, user_api="blas")
    ops = NumpyOps(use_blis=False)
    for _, component in pipeline.components:
        model: Any = getattr(component, "model", None)
        for node in model.walk() if model is not None else ():
            node.ops = ops  # its gemm is numpy's


_IS = re.compile(r"(?<![\w.])IS(?![\w.])")
_LIKE_IS = "UN"  # a name that the tagger knows, where it takes the name of a group for a verb
STAND_INS = {"retook": "seized", "overran": "invaded"}
"""Verbs that the tagger takes for nouns more often than not, each with one of the same length that it knows."""
_UNKNOWN = re.compile(r"\b(?:retook|overran)\b")


def _plain(passage: str) -> str:
    """Return the passage, same length, in the characters that the model was trained on."""
    return passage.translate(_PLAIN)


_BLANKS = ("\n", "\t", "\u00a0", *(chr(code) for code in range(0x80, 0xA0)))  # the last are control characters
_APOSTROPHES = "\u2019\u2018\u02bc`"
_PLAIN = str.maketrans({**dict.fromkeys(_BLANKS, " "), **dict.fromkeys(_APOSTROPHES, "'")})


def _sentences(doc: Doc) -> Iterator[Doc]:
    """Yield the sentences of a tagged document as documents that the parser can read.

    A pipeline that keeps what it knows of the words elsewhere gets the document as it is.
    """
    if not len(doc.tensor):
        yield doc
        return
    words, spaces, starting = _columns(doc, "ORTH", "SPACY", "SENT_START")
    spaced = list(map(bool, spaces))
    begins = [place for place, start in enumerate(starting) if start == 1 or place == 0]
    for first, end in pairwise((*begins, len(words))):
        starts: list[bool | int | None] = [True, *[False] * (end - first - 1)]
        known: Any = words[first:end]  # by their ids, which the stub does not know that it may have
        one = Doc(doc.vocab, words=known, spaces=spaced[first:end], sent_starts=starts)
        one.tensor = doc.tensor[first:end]
        yield one


def _tokens(doc: Doc, sentences: Sequence[Doc]) -> Iterator[ParsedToken]:
    """Yield the tokens without white space, heads renumbered accordingly."""
    parsed = [_columns(one, "DEP", "HEAD") for one in sentences]
    labels = [label for column, _ in parsed for label in column]
    steps = [step for _, column in parsed for step in column]  # from a token to its head
    words, starts, space, tags, begin = _columns(doc, "ORTH", "IDX", "IS_SPACE", "TAG", "SENT_START")
    spelt = {one: doc.vocab.strings[one] for one in {*words, *tags, *labels}}
    number = list(accumulate((not one for one in space), initial=0))
    begins = False
    for place, start in enumerate(starts):
        begins = begins or begin[place] == 1 or place == 0
        if space[place]:
            continue
        head = place + steps[place]
        while space[head] and steps[head]:
            head += steps[head]
        text = spelt[words[place]]
        above = number[place if space[head] else head]
        yield ParsedToken(text, start, start + len(text), spelt[tags[place]], spelt[labels[place]], above, begins)
        begins = False


def _columns(doc: Doc, *attributes: str) -> list[list[int]]:
    """Return attributes of all tokens: ids of texts and labels as they are, all else signed.

    spaCy's arrays show what is negative as a very large number.
    """
    array = doc.to_array([*attributes]).reshape(len(doc), len(attributes))
    columns: list[list[int]] = [
        array[:, place].astype("int64" if name in _SIGNED else "uint64").tolist()
        for place, name in enumerate(attributes)
    ]
    return columns


_SIGNED = frozenset({"HEAD", "SENT_START"})
