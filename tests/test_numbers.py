"""Quantity phrases are read to the bounds that the record defines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.numbers import find_quantities, read_number

BOUNDS = [
    ("four militants", 4, 4, None),
    ("Fourteen airstrikes", 14, 14, None),
    ("twenty-three people", 23, 23, None),
    ("twentythree people", 23, 23, None),
    ("twenty three people", 23, 23, None),
    ("two hundred and fifty-six prisoners", 256, 256, None),
    ("one hundred and twenty-three thousand residents", 123_000, 123_000, None),
    ("a hundred and five bodies", 105, 105, None),
    ("13000 residents", 13_000, 13_000, None),
    ("20,000 fighters", 20_000, 20_000, None),
    ("13 000 residents", 13_000, 13_000, None),
    ("1.5 million people", 1_500_000, 1_500_000, None),
    ("at least 13 militants", 13, None, "at least"),
    ("a minimum of 13 militants", 13, None, "a minimum of"),
    ("no fewer than twelve soldiers", 12, None, "no fewer than"),
    ("the death toll at least at 85", 85, None, "at least"),
    ("10 or more fighters", 10, None, "or more"),
    ("20+ fighters", 20, None, "+"),
    ("more than 30 others", 31, None, "more than"),
    ("over 100 shells", 101, None, "over"),
    ("more than a dozen people", 13, None, "more than"),
    ("up to 40 men", None, 40, "up to"),
    ("as many as forty men", None, 40, "as many as"),
    ("no more than five men", None, 5, "no more than"),
    ("fewer than 17 missiles", None, 16, "fewer than"),
    ("less than a dozen missiles", None, 11, "less than"),
    ("approximately 20 insurgents", 20, 20, "approximately"),
    ("about 20 insurgents", 20, 20, "about"),
    ("some 70 insurgents", 70, 70, "some"),
    ("nearly 200 insurgents", 200, 200, "nearly"),
    ("an estimated 900 civilians", 900, 900, "an estimated"),
    ("200 or so civilians", 200, 200, "or so"),
    ("between 5 and 8 men", 5, 8, None),
    ("Between 20,000 and 30,000 fighters", 20_000, 30_000, None),
    ("5 to 8 men", 5, 8, None),
    ("20-30 men", 20, 30, None),
    ("three or four men", 3, 4, None),
    ("around 20 to 30 men", 20, 30, "around"),
    ("two to three million people", 2_000_000, 3_000_000, None),
    ("no casualties", 0, 0, None),
    ("no one", 0, 0, None),
    ("none of them", 0, 0, None),
    ("a child", 1, 1, None),
    ("one child", 1, 1, None),
    ("a couple of guards", 2, 2, None),
    ("half a dozen guards", 6, 6, None),
    ("a dozen guards", 12, 12, None),
    ("two dozen guards", 24, 24, None),
    ("dozens of guards", 24, None, "dozens"),
    ("several guards", 3, None, "several"),
    ("scores of guards", 40, None, "scores"),
    ("hundreds of guards", 200, None, "hundreds"),
    ("thousands of guards", 2_000, None, "thousands"),
    ("tens of thousands of guards", 20_000, None, "tens of thousands"),
    ("a number of guards", None, None, "a number"),
    ("a large number of guards", None, None, "a large number"),
    ("a total of 24 guards", 24, 24, None),
    ("another 40 guards", 40, 40, None),
]


@pytest.mark.parametrize(("text", "low", "high", "approximation"), BOUNDS)
def test_a_quantity_phrase_has_the_bounds_that_the_record_defines(
    text: str, low: int | None, high: int | None, approximation: str | None
) -> None:
    (quantity, *_) = find_quantities(text)
    assert (quantity.low, quantity.high, quantity.approximation) == (low, high, approximation)


@pytest.mark.parametrize(
    "text",
    [
        "15 to 20 percent of the city",
        "12 per cent",
        "$20 million",
        "at 7:45 p.m.",
        "35-year-old",
        "an F-16 jet"[3:],
        "11pm",
        "three-day",
        "2.5 km",
        "5km",
        "Resolution No. 2254",
        "scores points",
    ],
)
def test_what_is_no_count_gives_no_quantity(text: str) -> None:
    assert find_quantities(text) == ()


def test_two_counts_in_one_phrase_stay_two() -> None:
    found = find_quantities("five leaders and more than 30 other militants")
    assert [(one.text, one.low) for one in found] == [("five", 5), ("more than 30", 31)]


def test_an_article_is_told_from_a_written_count() -> None:
    assert [one.article for one in find_quantities("a soldier and one officer")] == [True, False]


@pytest.mark.parametrize(("words", "value"), [("14", 14), ("fourteen", 14), ("1,400", 1_400), ("several", None)])
def test_a_plain_number_is_read_and_a_vague_one_is_not(words: str, value: int | None) -> None:
    assert read_number(words) == value


@given(st.integers(min_value=0, max_value=99_999_999))
def test_every_number_in_digits_is_read_with_and_without_commas(number: int) -> None:
    for written in (f"{number}", f"{number:,}"):
        assert [(one.low, one.high) for one in find_quantities(f"about {written} people")] == [(number, number)]


@given(st.text(alphabet="01 ,.-–abou atleshndrdozen'%", max_size=60))
def test_quantities_lie_in_the_text_in_order_whatever_it_holds(text: str) -> None:
    end = 0
    for quantity in find_quantities(text):
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.start >= end
        assert quantity.low is None or quantity.high is None or quantity.low <= quantity.high
        end = quantity.end
