"""What the head and the foot of an article state: dates, datelines, headlines, bylines, sources."""

from __future__ import annotations

import time
from datetime import date

import pytest

from kg.errors import ReadingError
from kg.reading.credits import find_byline, find_masthead, find_origin, find_title
from kg.reading.datelines import find_dateline
from kg.reading.dates import find_date_in_url, find_stated_date, read_date
from kg.reading.entries import Entry
from kg.reading.layout import find_blocks
from kg.reading.outlets import same_outlet
from kg.settings import Settings

LEAD = "Iraqi forces backed by coalition aircraft killed at least four militants near Kirkuk, the army said on Monday."


@pytest.mark.parametrize(
    "value",
    [
        "2018-11-25",
        "2018/11/25",
        "2018.11.25",
        "20181125",
        "1543125600",
        "1543125600000",
        "2018-11-25T23:59:59-08:00",
        "2018-11-25 10:00:00 UTC",
        "25 November 2018",
        "25th of November, 2018",
        "25-Nov-2018",
        "Nov. 25, 2018",
        "NOVEMBER 25 2018",
        "Nov\u00a025, 2018",
        "Sun, 25 Nov 2018 10:00:00 GMT",
        "Sunday, November 25, 2018 10:30 PM",
        "10:30 25 Nov 2018",
        "Published: 25 November 2018",
        "25/11/2018",
        "11/25/2018",
        "25.11.2018",
    ],
)
def test_a_date_is_read_in_many_forms(value: str) -> None:
    assert read_date(value) == date(2018, 11, 25)


def test_a_day_and_month_that_are_the_same_number_are_not_ambiguous() -> None:
    assert read_date("05/05/2018") == date(2018, 5, 5)


@pytest.mark.parametrize(
    "value",
    [
        "03/04/2018",
        "3.4.2018",
        "25/11/18",
        "November 2018",
        "2018",
        "",
        "31 June 2018",
        "Monday 25 Nov 2018",
        "99999999",
    ],
)
def test_a_date_is_never_guessed(value: str) -> None:
    with pytest.raises(ReadingError, match="expected a date such as"):
        read_date(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Published July 19 2016 {LEAD}", date(2016, 7, 19)),
        (f"Date of publication 5 July 2016 {LEAD}", date(2016, 7, 5)),
        (f"Posted on April 19, 2017 by Example\n{LEAD}", date(2017, 4, 19)),
        (f"Sunday, November 10, 2019 \n\n\n{LEAD}", date(2019, 11, 10)),
        (f"A headline of five words\n\n2019-11-10 00:00:00 - Source: Example\n\n{LEAD}", date(2019, 11, 10)),
        (f"A headline of five words\n10 Nov 2019 14:32 GMT | Last updated: 11 Nov 2019\n{LEAD}", date(2019, 11, 10)),
        (f"18 November 2016 Six people were killed. {LEAD}", date(2016, 11, 18)),
        (f"18 November 2016 1300 people were killed. {LEAD}", date(2016, 11, 18)),
        (f"Sat 24 Aug 2013 at 2354 Regional {LEAD}", date(2013, 8, 24)),
        (f"26.12.2014(updated 10:11 27.12.2014) The army {LEAD}", date(2014, 12, 26)),
        (f"{LEAD}\n\nPublished: 4 May 2018", date(2018, 5, 4)),
        (f"05.02.2015 The army {LEAD}", None),
        (f"Last updated at Aug 1, 2016 {LEAD}", None),
        (f"On 5 July 2016 the army said so. {LEAD}", None),
        (f"5 July 2016 was a day of mourning. {LEAD}", None),
        (f"Monday, November 10, 2019\n{LEAD}", None),
        (f"{LEAD}\n\n10 November 2019\n\n{LEAD}", None),
        (LEAD, None),
        ("", None),
    ],
)
def test_the_date_that_a_head_states_is_found(text: str, expected: date | None) -> None:
    assert find_stated_date(text) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/world/2018/11/04/four-killed", date(2018, 11, 4)),
        ("https://example.org/2018-11-04/four-killed", date(2018, 11, 4)),
        ("https://example.org/2018/13/04/x", None),
        ("https://example.org/story/20181104", None),
    ],
)
def test_the_date_in_an_address_is_found(url: str, expected: date | None) -> None:
    assert find_date_in_url(url) == expected


@pytest.mark.parametrize(
    ("head", "place", "agency"),
    [
        ("ERBIL (Kurdistan 24) – ", "Erbil", "Kurdistan 24"),
        ("ERBIL, Kurdistan Region — ", "Erbil", None),
        ("AMMAN — ", "Amman", None),
        ("BAGHDAD, Nov. 11 (Xinhua) -- ", "Baghdad", "Xinhua"),
        ("Tehran, Sept 8, IRNA – ", "Tehran", None),
        ("WASHINGTON, Dec. 12, 2016 — ", "Washington", None),
        ("MOSCOW, August 22. /TASS/. ", "Moscow", "TASS"),
        ("DEIR EZ-ZOR, Syria (Reuters) - ", "Deir Ez-Zor", "Reuters"),
        ("WASHINGTON/BAGHDAD, Jan 3 (Reuters) - ", "Washington/Baghdad", "Reuters"),
        ("DAMASCUS (Sputnik) ", "Damascus", "Sputnik"),
        ("Baghdad (IraqiNews.com) – ", "Baghdad", "IraqiNews.com"),
        ("Damascus, SANA – ", "Damascus", "SANA"),
        ("Mexico City (AFP) – ", "Mexico City", "AFP"),
        ("BAGHDAD / Aswat al-Iraq: ", "Baghdad", "Aswat al-Iraq"),
        ("Erbil, Kurdistan Region – ", "Erbil", None),
        ("Baghdad, 1 December 2016 – ", "Baghdad", None),
        ("A headline of five words\n\nAMMAN — ", "Amman", None),
        ("WASHINGTON: ", "Washington", None),
        ("A summary ends. DAMASCUS (Sputnik) ", "Damascus", "Sputnik"),
    ],
)
def test_a_dateline_is_found_with_its_agency(head: str, place: str, agency: str | None) -> None:
    text = head + LEAD
    found = find_dateline(text)
    assert found is not None
    assert (found.place, found.agency) == (place, agency)
    assert text[found.end :] == LEAD
    assert text[found.start :].startswith(head.rsplit("\n", 1)[-1].removeprefix("A summary ends. "))


@pytest.mark.parametrize(
    "head",
    [
        "BREAKING – ",
        "ISIS – ",
        "UPDATE: ",
        "By Jane Doe – ",
        "Barzani, Peshmerga commander – ",
        "Rami Abdel Rahman (SOHR) – ",
        "US-led coalition — ",
        "THE VOTERS OF THE NORTH, A LONG STORY - ",
        "The army - backed by the coalition - advanced. ",
        "",
    ],
)
def test_what_only_looks_like_a_dateline_is_none(head: str) -> None:
    assert find_dateline(head + LEAD) is None


@pytest.mark.parametrize("head", ["(New York) – ", "(New York, January 3, 2019) – "])
def test_a_dateline_may_stand_in_brackets(head: str) -> None:
    found = find_dateline(head + LEAD)
    assert found is not None
    assert (found.place, found.end) == ("New York", len(head))


def test_a_dateline_with_its_year_dates_the_article() -> None:
    from kg.reading.article import Article
    from kg.reading.assembly import assemble

    entry = Entry(source="a", source_file="a", fallback_id="a", text=f"WASHINGTON, Dec. 12, 2016 — {LEAD}")
    article = assemble(entry, settings=Settings(), today=date(2024, 1, 1))
    assert isinstance(article, Article)
    assert article.published == "2016-12-12"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Four militants killed near Kirkuk\n\n{LEAD}", "Four militants killed near Kirkuk"),
        (f"Example News\n\nFour militants  killed near Kirkuk \n{LEAD}", "Four militants killed near Kirkuk"),
        (f"5 May 2018\nBy Jane Doe\nFour militants killed near Kirkuk\n{LEAD}", "Four militants killed near Kirkuk"),
        (f"Four militants killed near Kirkuk\nKIRKUK — {LEAD}", "Four militants killed near Kirkuk"),
        (f"{LEAD}\n\nFour militants killed near Kirkuk", None),
        (f"KIRKUK — {LEAD}", None),
        ("Four militants killed near Kirkuk", None),
        ("", None),
    ],
)
def test_the_headline_is_found(text: str, title: str | None) -> None:
    assert find_title(text) == title


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe", "Jane Doe"),
        ("By Jane Doe and Ali al-Hassan | Nov 11, 2018", "Jane Doe and Ali al-Hassan"),
        ("BY: JANE DOE", "JANE DOE"),
        ("By Sunday the army had taken the town", None),
        ("Edited by Jane Doe", None),
    ],
)
def test_the_byline_is_found(line: str, names: str | None) -> None:
    assert find_byline(f"Four militants killed near Kirkuk\n{line}\n\n{LEAD}") == names


def test_the_masthead_is_found() -> None:
    assert find_masthead(f"Iraq News Now\n\n{LEAD}") == "Iraq News Now"
    assert find_masthead(f"Reuters\n\n{LEAD}") == "Reuters"
    assert find_masthead(f"Four killed\n\n{LEAD}") is None
    assert find_masthead("") is None


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        (f"2019-11-10 00:00:00 - Source: kurdistan 24\n\n{LEAD}", "kurdistan 24"),
        (f"{LEAD}\n\nSource: Reuters\n\nLeave a Comment", "Reuters"),
        (f"{LEAD} (Source: Example Press) Twitter", "Example Press"),
        (f"Four militants killed near Kirkuk\nAFP\n5 May 2018\n{LEAD}", "AFP"),
        (f"{LEAD}\n\nThis story first appeared in The Example on 5 May.", "The Example"),
        (f"{LEAD} - REUTERS", "REUTERS"),
        (f"{LEAD}\n\nSource link", None),
        (f"{LEAD}\n\nSource: https://example.org", None),
        (f"{LEAD}\n\nSource: Al Jazeera and news agencies", None),
        (f"{LEAD}\n\nSource: World Bank", None),
        (f"via Telegram\n\n{LEAD}", None),
        (LEAD, None),
        ("", None),
    ],
)
def test_the_source_of_a_reprint_is_found(text: str, origin: str | None) -> None:
    assert find_origin(text) == origin


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("AFP", "Agence France-Presse", True),
        ("Rudaw", "www.rudaw.net", True),
        ("Iraqi News", "IraqiNews.com", True),
        ("kurdistan 24", "Kurdistan 24", True),
        ("The Associated Press", "AP", True),
        ("Reuters", "Rudaw", False),
        ("AP", "AFP", False),
        ("", "AFP", False),
    ],
)
def test_outlets_are_compared_by_name(one: str, other: str, same: bool) -> None:
    assert same_outlet(one, other) is same
    assert same_outlet(other, one) is same


@pytest.mark.parametrize(
    "text",
    ["a" * 5000, " " * 50_000 + "x", "—" * 4000]
    + [
        part * 900
        for part in ("A ", "A-", "1 ", "Ab, ", "AB/", "Source:", "via a ", "By A ", "Jan ", "(a ", "A'", "2018-01-01 ")
    ],
)
def test_no_text_makes_the_search_slow(text: str) -> None:
    started = time.process_time()
    find_dateline(text), find_stated_date(text), find_title(text), find_byline(text), find_origin(text)
    assert time.process_time() - started < 0.2


def test_a_summary_before_the_dateline_is_read() -> None:
    summary = "The coalition has carried out more strikes in the Syrian province of Raqqa, officials say."
    text = f"{summary} RAQQA, Syria (AFP) - {LEAD}"
    assert next(text[one.start : one.end] for one in find_blocks(text) if one.kind == "body") == summary


def test_a_long_footer_glued_to_the_text_is_furniture() -> None:
    news = "Two bridges were closed on Monday, the mayor said. " * 30
    menu = "Ministers raise concerns Teams ready for the finals " * 20
    for footer in (f"Source Wire and agencies Related News {menu}", f"... 24 Related {menu}Tags bridges"):
        bodies = [news_block for news_block in find_blocks(news + footer) if news_block.kind == "body"]
        assert (news + footer)[bodies[-1].start : bodies[-1].end] == news.strip()


@pytest.mark.parametrize(
    "head",
    [
        "Source: Wire| 2018-07-05 21:14:36|Editor: Lena Wu\n\n",
        "Posted on May 3 2013 by Lena Wu ",
        "May 3 2013 1849 UTC+3 ",
    ],
)
def test_what_a_site_prints_above_the_news_is_furniture(head: str) -> None:
    text = f"{head}{LEAD}"
    assert [text[one.start : one.end] for one in find_blocks(text) if one.kind == "body"] == [LEAD]


@pytest.mark.parametrize("opening", ["On Thursday 7 June 2018", "At dawn on 13 March 2018,", "By Monday 4 May 2015"])
def test_a_paragraph_that_begins_with_its_day_is_no_byline(opening: str) -> None:
    text = f"The council met.\n\n{opening} the bridge over the river was closed to all traffic, the mayor said."
    assert [one.kind for one in find_blocks(text)] == ["body", "body"]
