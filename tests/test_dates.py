"""Temporal phrases are resolved against the day of publication, and never guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.dates import day_of_news, days_told, find_dates, resolve

SUNDAY = date(2018, 11, 11)

RESOLVED = [
    ("On Oct. 30, Iraqi forces", "On Oct. 30", "2018-10-30"),
    ("30 October", "30 October", "2018-10-30"),
    ("on the 30th of October", "on the 30th of October", "2018-10-30"),
    ("Tuesday, October 30, troops", "Tuesday, October 30", "2018-10-30"),
    ("the October 16 events", "October 16", "2018-10-16"),
    ("on November 28", "on November 28", "2018-11-28"),
    ("on December 25", "on December 25", "2017-12-25"),
    ("since Dec. 5", "since Dec. 5", "2017-12-05/2018-11-11"),
    ("October 30-31", "October 30-31", "2018-10-30/2018-10-31"),
    ("announced on Sunday", "on Sunday", "2018-11-11"),
    ("a blast on Saturday", "on Saturday", "2018-11-10"),
    ("late on Tuesday night", "late on Tuesday night", "2018-11-06"),
    ("in the early hours of Monday", "in the early hours of Monday", "2018-11-05"),
    ("Friday morning", "Friday morning", "2018-11-09"),
    ("Tuesday’s attack", "Tuesday’s", "2018-11-06"),
    ("Tuesdays casualties come", "Tuesdays", "2018-11-06"),
    ("last Sunday", "last Sunday", "2018-11-04"),
    ("between Monday and Wednesday", "between Monday and Wednesday", "2018-11-05/2018-11-07"),
    ("today", "today", "2018-11-11"),
    ("yesterday evening", "yesterday evening", "2018-11-10"),
    ("last night", "last night", "2018-11-10"),
    ("overnight", "overnight", "2018-11-10/2018-11-11"),
    ("in the past 24 hours", "in the past 24 hours", "2018-11-10/2018-11-11"),
    ("over the past three days", "over the past three days", "2018-11-08/2018-11-11"),
    ("over the weekend", "over the weekend", "2018-11-10/2018-11-11"),
    ("three days ago", "three days ago", "2018-11-08"),
    ("two weeks ago", "two weeks ago", "2018-10-28~"),
    ("three months ago", "three months ago", "2018-08"),
    ("nearly two years ago", "nearly two years ago", "2016"),
    ("last week", "last week", "2018-10-29/2018-11-04"),
    ("earlier this month", "earlier this month", "2018-11"),
    ("early last month", "early last month", "2018-10"),
    ("last year", "last year", "2017"),
    ("last summer", "last summer", "2018-06/2018-08"),
    ("last December", "last December", "2017-12"),
    ("in October", "in October", "2018-10"),
    ("in December", "in December", "2017-12"),
    ("mid-August", "mid-August", "2018-08"),
    ("In March 20 people were killed", "In March 20", "2018-03"),
    ("IN NOVEMBER", "IN NOVEMBER", "2018-11"),
    ("over the past day", "over the past day", "2018-11-10/2018-11-11"),
    (
        "between 8 a.m. yesterday and 8 a.m. today",
        "between 8 a.m. yesterday and 8 a.m. today",
        "2018-11-10/2018-11-11",
    ),
]

FIXED_BY_ITS_WORDS = [
    ("on 11 and 12 March 2016", "on 11 and 12 March 2016", "2016-03-11/2016-03-12"),
    ("in Oct. 2017", "in Oct. 2017", "2017-10"),
    ("October 30, 2018", "October 30, 2018", "2018-10-30"),
    ("July 1 2016", "July 1 2016", "2016-07-01"),
    ("Friday 10 Oct 2014", "Friday 10 Oct 2014", "2014-10-10"),
    ("2018-10-30", "2018-10-30", "2018-10-30"),
    ("26.12.2014", "26.12.2014", "2014-12-26"),
    ("10/30/2018", "10/30/2018", "2018-10-30"),
    ("in late 2017", "in late 2017", "2017"),
    ("the 2003 invasion", "2003", "2003"),
    ("between 2014 and 2017", "between 2014 and 2017", "2014/2017"),
]


@pytest.mark.parametrize(("text", "phrase", "edtf"), RESOLVED + FIXED_BY_ITS_WORDS)
def test_a_phrase_is_resolved_against_the_day_of_publication(text: str, phrase: str, edtf: str) -> None:
    (found,) = find_dates(text, SUNDAY)
    assert (found.text, found.edtf) == (phrase, edtf)


@pytest.mark.parametrize(("text", "edtf"), [("since March 24, 2019", "2019-03-24"), ("since early 2019", "2019")])
def test_a_time_that_begins_after_the_day_of_publication_has_no_end(text: str, edtf: str) -> None:
    (found,) = find_dates(text, SUNDAY)
    assert (found.edtf, found.relation) == (edtf, "since")


@pytest.mark.parametrize("text", ["in October 2034", "by 31 October 2034", "in 2034"])
def test_a_time_to_come_dates_nothing(text: str) -> None:
    (found,) = find_dates(f"The ministry wants the bases closed {text}.", SUNDAY)
    assert found.edtf is None


@pytest.mark.parametrize(("text", "phrase", "edtf"), FIXED_BY_ITS_WORDS)
def test_without_a_day_of_publication_the_words_alone_decide(text: str, phrase: str, edtf: str) -> None:
    (found,) = find_dates(text, None)
    assert (found.text, found.edtf) == (phrase, edtf)


@pytest.mark.parametrize("text", [text for text, _, _ in RESOLVED])
def test_without_a_day_of_publication_nothing_is_guessed(text: str) -> None:
    assert [found.edtf for found in find_dates(text, None)] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "they may have marched on",
        "the sun was setting",
        "more than 2014 people",
        "at 7:45 p.m.",
        "for two years",
        "1,990 rockets",
    ],
)
def test_what_is_no_date_gives_no_phrase(text: str) -> None:
    assert find_dates(text, SUNDAY) == ()


@pytest.mark.parametrize("text", ["5/6/2018", "recently", "in recent months", "next Friday", "Feb. 29, 2017"])
def test_what_stays_open_has_no_date(text: str) -> None:
    assert [found.edtf for found in find_dates(text, SUNDAY)] == [None]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("On the next day,", "2018-10-31"),
        ("a day later", "2018-10-31"),
        ("two days later", "2018-11-01"),
        ("three days earlier", "2018-10-27"),
        ("the previous day", "2018-10-29"),
        ("later that same day", "2018-10-30"),
        ("the night before", "2018-10-29"),
        ("hours later", "2018-10-30"),
        ("two weeks earlier", "2018-10"),
        ("three months later", "2019-01"),
        ("a year earlier", "2017"),
        ("the previous September", "2018-09"),
        ("the following March", "2019-03"),
        ("in March of the previous year", "2017-03"),
    ],
)
def test_a_phrase_may_count_from_another_event(text: str, day: str) -> None:
    (found,) = find_dates(text, SUNDAY)
    assert found.edtf is None
    assert resolve(found, "2018-10-30") == day
    assert resolve(found, None) is None


@pytest.mark.parametrize("text", ["the next day", "two days later", "the night before"])
def test_a_day_that_counts_from_a_month_is_not_known(text: str) -> None:
    (found,) = find_dates(text, SUNDAY)
    assert resolve(found, "2018-10") is None


def test_a_phrase_may_date_what_stands_behind_it() -> None:
    (found,) = find_dates("It came two days after the army left", SUNDAY)
    assert (found.text, found.relation, resolve(found, "2018-10-30")) == ("two days after", "offset", "2018-10-28")


@pytest.mark.parametrize(("text", "relation"), [("since Monday", "since"), ("until Monday", "until"), ("Monday", "on")])
def test_the_preposition_tells_how_an_event_stands_to_the_date(text: str, relation: str) -> None:
    assert [found.relation for found in find_dates(text, SUNDAY)] == [relation]


def test_a_habit_is_no_date() -> None:
    assert [(found.relation, found.edtf) for found in find_dates("every Friday", SUNDAY)] == [("repeated", None)]


@given(st.dates(min_value=date(1991, 1, 1), max_value=date(2030, 1, 1)))
def test_a_weekday_is_the_most_recent_one(published: date) -> None:
    (found,) = find_dates("on Wednesday", published)
    day = date.fromisoformat(found.edtf or "")
    assert day.weekday() == 2
    assert timedelta(0) <= published - day < timedelta(days=7)


@given(st.dates(min_value=date(1991, 1, 1), max_value=date(2030, 1, 1)), st.dates(date(2000, 1, 1), date(2000, 12, 31)))
def test_a_day_without_year_is_never_more_than_a_little_ahead(published: date, day: date) -> None:
    (found,) = find_dates(f"on {day.strftime('%B')} {day.day}", published)
    if found.edtf:
        read = date.fromisoformat(found.edtf)
        assert (read.month, read.day) == (day.month, day.day)
        assert read <= published + timedelta(days=35)


@given(st.text(alphabet="0123456789 -/.,İOctoberMnday lsweknx", max_size=60))
def test_phrases_lie_in_the_text_in_order_whatever_it_holds(text: str) -> None:
    end = 0
    for found in find_dates(text, SUNDAY):
        assert text[found.start : found.end] == found.text
        assert found.start >= end
        end = found.end


@pytest.mark.parametrize(
    ("head", "day", "alone"),
    [
        ("Bomb kills 18 in Damascus suburb AFP Tuesday 6 Aug 2013 A bomb killed 18", "2013-08-06", "2013-08-06"),
        ("Published August 8 2013 An air strike killed 18", "2013-08-08", "2013-08-08"),
        ("07.08.2013Get short URL Topic", "2013-08-07", "2013-08-07"),
        ("8-08-2013 Nine killed in Daraa", "2013-08-18", "2013-08-08"),
        ("On Tuesday 6 August 2013 a bomb killed 18", "2013-08-18", None),
        ("It came after an August 6 2013 attack on Jaramana", "2013-08-18", None),
        ("A memorial of Tuesday 6 Aug 2012", "2013-08-18", "2012-08-06"),
        ("A bomb killed 18", "2013-08-18", None),
    ],
)
def test_the_day_that_an_article_gives_itself_goes_before_that_under_which_it_was_filed(
    head: str, day: str, alone: str | None
) -> None:
    assert day_of_news(head, date(2013, 8, 18)) == date.fromisoformat(day)
    assert day_of_news(head, None) == (alone and date.fromisoformat(alone))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Raids killed 40 in a two-day span.", 2),
        ("Over the past 48 hours raids killed 40.", 2),
        ("Raids killed 40 within 30 hours.", 2),
        ("Raids killed 40 over several days.", None),
        ("Raids killed 40 two days later.", None),
    ],
)
def test_a_lead_may_tell_in_how_many_days_it_all_happened(text: str, days: int | None) -> None:
    assert days_told(text) == days


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Between 6 June and 17 October 2017 jets flew.", "2017-06-06/2017-10-17"),
        ("The army flew 900 sorties between August 2014 and the end of June 2018.", "2014-08/2018-06"),
        ("The siege lasted from 3 May 2016 until 9 June.", "2016-05-03/2016-06-09"),
        ("It lasted from December 12 to January 3.", "2017-12-12/2018-01-03"),
        ("Aircraft hit the town five times since midnight.", "2018-11-11"),
        ("Raids were heard late Friday and early Saturday.", "2018-11-09/2018-11-10"),
        ("Shells fell during the night between two hills.", "2018-11-10/2018-11-11"),
    ],
)
def test_a_time_from_one_day_or_month_to_another_is_one_phrase(text: str, edtf: str) -> None:
    (found,) = find_dates(text, SUNDAY)
    assert found.edtf == edtf
    assert found.text in text


@pytest.mark.parametrize("text", ["They died on 3 May and 5 May.", "A choice between 3 May, and maybe 5 May."])
def test_two_days_named_beside_each_other_stay_two(text: str) -> None:
    assert len(find_dates(text, SUNDAY)) == 2
