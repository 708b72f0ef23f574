"""The parser: sentences parsed apart, tokens at their places in the passage."""

from __future__ import annotations

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from kg.extract.embedding import Embeddings
from kg.extract.parsing import Parser
from kg.extract.sentences import sentence_starts

PASSAGES = (
    "The ministry said on Monday that two men were held. “We will\nfind\tthem,” a spokesman told reporters.",
    "",
    "  \n ",
    "Maj. Gen. Adel Tesk denied it.  His troops left Dovra at 9 a.m. on Friday.",
    "THE ARMY SAID THAT IT HAD SHELLED THE TOWN OF MOSUL. NOBODY WAS HURT.",
)


def test_tokens_stand_at_their_places_in_the_passage(parser: Parser) -> None:
    for passage, tokens in zip(PASSAGES, parser.parse(PASSAGES), strict=True):
        assert [passage[token.start : token.end].lower() for token in tokens] == [
            token.text.lower() if token.text != "'" else "’" for token in tokens
        ]
        assert "".join(token.text for token in tokens).lower() == "".join(passage.split()).lower()


def test_a_head_is_a_token_of_the_same_sentence(parser: Parser) -> None:
    found = parser.parse(PASSAGES)
    assert [sum(token.starts_sentence for token in tokens) for tokens in found] == [2, 0, 0, 2, 2]
    for tokens in found:
        sentence = [sum(token.starts_sentence for token in tokens[: place + 1]) for place in range(len(tokens))]
        assert all(sentence[place] == sentence[token.head] for place, token in enumerate(tokens))
        roots = [sentence[place] for place, token in enumerate(tokens) if token.head == place]
        assert roots == sorted(set(sentence))


def test_the_subject_of_a_cue_and_what_was_said_hang_together(parser: Parser) -> None:
    tokens = parser.parse(PASSAGES)[0]
    said = next(place for place, token in enumerate(tokens) if token.text == "said")
    held = next(place for place, token in enumerate(tokens) if token.text == "held")
    assert [(token.text, token.dep) for token in tokens if token.head == said and token.dep in ("nsubj", "ccomp")] == [
        ("ministry", "nsubj"),
        ("held", "ccomp"),
    ]
    assert (tokens[held].tag, tokens[held].head) == ("VBN", said)


def test_linear_algebra_keeps_to_one_thread_for_each_process(parser: Parser) -> None:
    blas = [one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"]
    assert blas == [1] * len(blas)
    assert blas


def test_the_vector_of_a_word_is_the_same_whatever_words_it_is_met_with(parser: Parser) -> None:
    embed = parser._nlp.get_pipe("tok2vec").model.layers[0].layers[0]  # type: ignore[attr-defined]
    long, short, nothing = (
        parser._nlp.make_doc(text) for text in (" ".join(PASSAGES) * 2, "Nobody was in Mosul .", "")
    )
    together, alone = Embeddings(embed), Embeddings(embed)
    (first,), (again, empty) = together.of([long]), together.of([short, nothing])
    (apart,) = alone.of([short])
    assert np.array_equal(again, apart)
    assert np.array_equal(first, alone.of([long])[0])
    assert empty.shape == (0, apart.shape[1])
    np.testing.assert_allclose(first, embed.predict([long])[0], atol=1e-5)


@pytest.mark.parametrize(
    ("text", "begin"),
    [
        ("Two men hurt in an attack on Homs Two men were hurt there.", "Two men were"),
        ("Troops take the bridge at the river Troops take the bridge at last.", "Troops take the bridge at last"),
        ("Al Jazeera said on Monday that Al Jazeera said on Tuesday it had left.", None),
        ("The army left the hill and the bridge, and the army left the town.", None),
    ],
)
def test_a_heading_that_lost_its_line_ends_before_what_it_heads(text: str, begin: str | None) -> None:
    assert sentence_starts(text)[1:] == ([] if begin is None else [text.index(begin)])
