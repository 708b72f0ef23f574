"""Signatures of texts, and the keys of passages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.signature import Signature, contained, shingles, sign, word_keys, words_of

WORDS = [f"w{number}" for number in range(600)]


def text(start: int, end: int) -> str:
    return " ".join(WORDS[start:end])


@pytest.mark.parametrize("shared", [0, 100, 200, 300, 400])
def test_the_estimate_is_near_the_share_of_shingles_of_the_shorter_text(shared: int) -> None:
    one, other = text(0, 400), text(400 - shared, 800 - shared)
    exact = len(shingles(one.split(), 5) & shingles(other.split(), 5)) / len(shingles(other.split(), 5))
    assert contained(sign(one), sign(other)) == pytest.approx(exact, abs=0.15)


def test_a_text_stands_in_itself_whatever_its_case_and_punctuation() -> None:
    assert contained(sign(text(0, 300)), sign(text(0, 300).upper().replace(" ", ", "))) == 1.0


@pytest.mark.parametrize("length", [100, 150])
def test_a_part_of_a_text_is_found_in_it(length: int) -> None:
    assert contained(sign(text(0, 300)), sign(text(50, 50 + length))) > 0.7


def test_copies_share_a_band_and_other_texts_do_not() -> None:
    first, copy, other = sign(text(0, 400)), sign(text(60, 400)), sign(text(300, 600).replace("w", "x"))
    assert set(first.bands()) & set(copy.bands())
    assert not set(first.bands()) & set(other.bands())


@given(st.text(max_size=300))
def test_a_signature_is_read_as_it_was_written(words: str) -> None:
    signature = sign(words)
    assert Signature.read(str(signature)) == signature
    assert 0.0 <= contained(signature, sign("some other words that stand here")) <= 1.0


@pytest.mark.parametrize("broken", ["", "12", "12:", "12:AAAA", "x:AAAA", "12:!!!!"])
def test_what_is_no_signature_is_none(broken: str) -> None:
    assert Signature.read(broken) is None


def test_passages_in_nearly_the_same_words_share_a_key() -> None:
    one = "The rockets fell on the market of Kesh on Friday and killed three people"
    other = "the rockets fell on the market of Kesh and killed three people, a medic said"
    assert set(word_keys(one)) & set(word_keys(other))
    assert not set(word_keys(one)) & set(word_keys("Nobody has said who fired at the two villages in the north"))


def test_a_passage_has_at_most_four_keys_and_an_empty_one_none() -> None:
    assert len(word_keys(text(0, 50))) == 4
    assert len(word_keys("ten dead")) == 1
    assert word_keys("…") == () and words_of("…") == []
