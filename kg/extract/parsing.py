"""The only door to spaCy: text with known sentence starts in, tagged and parsed tokens out.

Only the tokenizer, tagger and dependency parser run. Names are found with the gazetteer and by
capitals instead of the pipeline's entity recogniser, which costs as much as all the rest together.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg.errors import SettingsError
from kg.extract.casing import in_ordinary_case
from kg.extract.sentences import sentence_starts

_RANKS = ("Maj.", "Brig.", "Capt.", "Lt.", "Col.", "Cmdr.", "Sgt.", "Cpl.", "Adm.", "Amb.", "Dep.", "Spc.", "Supt.")
_BATCH = 16  # passages parsed at once: more is hardly faster and holds more memory
_UNREAD = ["ner", "lemmatizer", "attribute_ruler", "senter"]


@dataclass(frozen=True, slots=True)
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
                warnings.filterwarnings(
                    "ignore", message=r"\[W095\]"
                )  # a patch release of spaCy apart from the model's
                self._nlp: Language = spacy.load(model, exclude=_UNREAD)
        except OSError as error:
            raise SettingsError(f"model={model!r}: expected an installed spaCy pipeline or a path to one") from error

        for rank in _RANKS:
            self._nlp.tokenizer.add_special_case(rank, [{"ORTH": rank}])  # type: ignore[union-attr] # typed as a function

    @property
    def version(self) -> str:
        """Return name and version of the pipeline, as in "en_core_web_sm-3.8.0"."""
        meta = self._nlp.meta
        return f"{meta['lang']}_{meta['name']}-{meta['version']}"

    def parse(self, passages: Sequence[str]) -> list[list[ParsedToken]]:
        """Return the tokens of each passage; white space is no token."""
        docs = [self._tokenized(passage) for passage in passages]
        return [list(_tokens(doc)) for doc in self._nlp.pipe(docs, batch_size=_BATCH)]

    def _tokenized(self, passage: str) -> Doc:
        passage = in_ordinary_case(passage)
        doc = self._nlp.make_doc(_plain(passage))
        starts = set(sentence_starts(passage))
        begins = [1 if offset in starts else -1 for offset in doc.to_array(["IDX"]).ravel().tolist()]
        column = np.array(begins, dtype="int64").astype("uint64").reshape(-1, 1)
        return doc.from_array(["SENT_START"], column)  # type: ignore[arg-type] # the stub wants thinc's own type


def _plain(passage: str) -> str:
    """Return the passage, same length, in the characters that the model was trained on."""
    return passage.translate(_PLAIN)


_PLAIN = str.maketrans({"\n": " ", "\t": " ", "\u00a0": " ", "\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'"})


def _tokens(doc: Doc) -> Iterable[ParsedToken]:
    """Yield the tokens without white space, heads renumbered accordingly."""
    number: dict[int, int] = {}
    for token in doc:
        if not token.is_space:
            number[token.i] = len(number)
    begins = False
    for token in doc:
        begins = begins or bool(token.is_sent_start) or token.i == 0
        if token.is_space:
            continue
        head = token.head
        while head.is_space and head.head.i != head.i:
            head = head.head
        yield ParsedToken(
            text=token.text,
            start=token.idx,
            end=token.idx + len(token.text),
            tag=token.tag_,
            dep=token.dep_,
            head=number.get(head.i, number[token.i]),
            starts_sentence=begins,
        )
        begins = False
