"""Ratings that the operator sets."""

from __future__ import annotations

from pathlib import Path

import pytest
from records import BASE

from kg.errors import RuleError
from kg.inference.claims.ratings import Rating, load_ratings, ratings_quads
from kg.mapping.quads import Literal
from kg.mapping.vocabulary import ONR, VAL

HEAD = "# our ratings\nsubject,code,by,date,note\n"


def ratings_file(folder: Path, lines: str) -> Path:
    path = folder / "ratings.csv"
    path.write_text(HEAD + lines, encoding="utf-8")
    return path


def test_a_letter_rates_a_source_and_a_digit_what_is_reported(tmp_path: Path) -> None:
    path = ratings_file(
        tmp_path, "actor/sana,D,A. Editor,2020-10-31,\narticle/1,2,A. Editor,2020-11-01,seen on video\n"
    )
    ratings = load_ratings(path)
    assert ratings == (
        Rating("actor/sana", "D", "A. Editor", "2020-10-31"),
        Rating("article/1", "2", "A. Editor", "2020-11-01", "seen on video"),
    )
    quads = ratings_quads(ratings, base=BASE)
    assert {one.graph for one in quads} == {f"{BASE}graph/ratings"}
    direct = {(one.subject, one.predicate, one.object) for one in quads}
    assert (f"{BASE}actor/sana", str(ONR.reliability), str(VAL.reliability_D)) in direct
    assert (f"{BASE}article/1", str(ONR.credibility), str(VAL.credibility_2)) in direct
    assert {one.object for one in quads if one.predicate == str(ONR.ratedBy)} == {Literal("A. Editor")}
    assert len({one.subject for one in quads if one.predicate == str(ONR.rates)}) == 2


def test_a_whole_iri_is_rated_as_it_stands() -> None:
    (first, *_) = ratings_quads([Rating("https://example.org/x y", "F", "me", "2020-10-31")], base=BASE)
    assert first.subject == "https://example.org/x%20y"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("actor/sana,G,me,2020-10-31,", "code 'G', expected a letter from A to F or a digit from 1 to 6"),
        ("actor/sana,AB,me,2020-10-31,", "code 'AB'"),
        ("actor/sana,,me,2020-10-31,", "code ''"),
        (",A,me,2020-10-31,", "expected what is rated and who rates it"),
        ("actor/sana,A,,2020-10-31,", "expected what is rated and who rates it"),
        ("actor/sana,A,me,yesterday,", "date 'yesterday', expected a day like 2020-10-31"),
        ("actor/sana,A", "expected what is rated and who rates it"),
    ],
)
def test_a_rating_that_is_not_one_says_where_and_what_is_wrong(tmp_path: Path, line: str, expected: str) -> None:
    with pytest.raises(RuleError, match="entry 2") as error:
        load_ratings(ratings_file(tmp_path, f"actor/sana,A,me,2020-10-31,\n{line}\n"))
    assert expected in str(error.value)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text("source,code\nactor/sana,A\n", encoding="utf-8")
    with pytest.raises(RuleError, match="expected subject,code,by,date,note"):
        load_ratings(path)
    with pytest.raises(RuleError, match="cannot be read"):
        load_ratings(tmp_path / "nowhere.csv")
