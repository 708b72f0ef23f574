from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.mapping.edtf import Days, find_days, is_day


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [
        ("2018", "2018-01-01", "2018-12-31"),
        ("2018-10", "2018-10-01", "2018-10-31"),
        ("2018-02", "2018-02-01", "2018-02-28"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2018-10-30", "2018-10-30", "2018-10-30"),
        ("2018-10-30/2018-11-02", "2018-10-30", "2018-11-02"),
        ("2018-10/2018-11", "2018-10-01", "2018-11-30"),
        ("2017/2018-03-05", "2017-01-01", "2018-03-05"),
        ("../2018-10-30", None, "2018-10-30"),
        ("2018-10-30/..", "2018-10-30", None),
        ("2018-10-30/", "2018-10-30", None),
        ("2018-10-30?", "2018-10-30", "2018-10-30"),
        ("2018-10~", "2018-10-01", "2018-10-31"),
        ("2018-XX", "2018-01-01", "2018-12-31"),
        ("2018-10-XX", "2018-10-01", "2018-10-31"),
        ("2018-XX-XX", "2018-01-01", "2018-12-31"),
    ],
)
def test_a_date_covers_the_days_that_it_may_mean(edtf: str, earliest: str | None, latest: str | None) -> None:
    assert find_days(edtf) == Days(earliest, latest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "../..",
        "yesterday",
        "18-10-30",
        "2018-13",
        "2018-00",
        "2018-02-30",
        "2018-10-00",
        "2018-XX-12",
        "0000",
        "2018-10-30T12:00:00",
        "2018-10-30/x",
        "2018/2019/2020",
    ],
)
def test_what_is_not_such_a_date_covers_no_days(text: str) -> None:
    assert find_days(text) is None


@given(st.dates(min_value=date(1, 1, 1)))
def test_every_calendar_day_covers_itself(day: date) -> None:
    assert find_days(day.isoformat()) == Days(day.isoformat(), day.isoformat())
    assert is_day(day.isoformat())


@given(st.dates(), st.dates())
def test_an_interval_begins_with_its_first_and_ends_with_its_last_day(one: date, other: date) -> None:
    assert find_days(f"{one}/{other}") == Days(str(one), str(other))


@pytest.mark.parametrize("edtf", ["2018", "2018-10", "2018-10-30/2018-10-30", "2018-10-30?", "soon"])
def test_only_a_full_and_unqualified_date_is_a_day(edtf: str) -> None:
    assert not is_day(edtf)
