"""What a developer looks at: why each row of a record is there, and the page with its words marked in the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import DAUD, TEXT, hand_record, span

from kg.record import Claim, Record
from kg.record import spans as spans_of
from service.explanation import explanation, number, why_speaker
from service.marking import KINDS, Mark, Piece, marked_page, marks, pieces

ARTICLE = """title: Two <b>smugglers</b> held
published: 2021-03-04

DOVRA - Border police detained two smugglers in a raid in Dovra on Wednesday, the interior ministry said. \
“Two men & <script>alert(1)</script> "were" 'killed',” it added.
"""


class Page(HTMLParser):
    """Collects the texts of a page's articles, their marks, and all elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.marks: list[dict[str, str]] = []
        self.elements: set[str] = set()
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.add(tag)
        if tag == "div" and given.get("class") == "text":
            self._inside = True
            self.texts.append("")
        elif tag == "mark" and self._inside:
            self.marks.append(given)

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "div"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[-1] += data


def page(*records: Record) -> Page:
    return Page("".join(marked_page(records)))


# Why a row is there


def test_each_row_has_its_rule_its_confidence_and_its_words_with_their_place() -> None:
    record = hand_record()
    text = explanation(record)
    assert "statement s1  rule subject-cue  confidence 0.93" in text
    assert "incident i1  rule trigger  confidence 0.90" in text
    assert "claim c8  rule headline  confidence 0.50" in text
    statements, incidents = [row.id for row in record.statements], [row.id for row in record.incidents]
    for one in (*statements, *incidents, *(row.id for row in record.claims)):
        assert re.search(rf"^(statement|incident|claim) {one}  rule ", text, flags=re.MULTILINE)
    named = [
        one for path, one in spans_of(record) if path.endswith((".content", ".cue", ".source", ".trigger", ".evidence"))
    ]
    assert len(named) > 20
    for span_named in named:
        assert f"“{' '.join(span_named.text.split())}” [{span_named.start}:{span_named.end}]" in text


def test_every_place_it_gives_is_where_the_words_stand() -> None:
    places = re.findall(r"“([^\n]+?)” \[(\d+):(\d+)\]", explanation(hand_record()))
    assert len(places) > 20
    assert all(TEXT[int(start) : int(end)] == words for words, start, end in places)


def test_a_speaker_is_carried_over_named_or_referred_to() -> None:
    carried, named = hand_record().statements[3], hand_record().statements[2]
    assert why_speaker(carried) == "carried over from an earlier sentence"
    mention = span("Amina Daud")
    assert why_speaker(replace(carried, speaker=replace(DAUD, mention=mention))).endswith("names it")
    assert why_speaker(replace(named, speaker=replace(DAUD, mention=mention))).startswith("named by the source phrase")
    elsewhere = replace(named, source=span("a colleague"), speaker=replace(DAUD, mention=mention))
    assert why_speaker(elsewhere).startswith("“a colleague” [") and " refers to “Amina Daud” [" in why_speaker(
        elsewhere
    )


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(4, 4, "4"), (3, None, "at least 3"), (None, 9, "at most 9"), (1, 9, "1 to 9"), (None, None, "an unknown number")],
)
def test_a_figure_is_said_in_words(low: int | None, high: int | None, words: str) -> None:
    assert number(Claim("c", "count", span("Four people"), low=low, high=high)) == words


# The page


def test_the_page_shows_the_whole_text_and_marks_of_every_kind() -> None:
    shown = page(hand_record())
    assert shown.texts == [TEXT]
    assert {kind for mark in shown.marks for kind in mark["class"].split()} == set(KINDS)
    assert any("s1 (subject-cue, 0.93): said by Northern Alliance" in mark["title"] for mark in shown.marks)


def test_a_piece_under_several_spans_bears_the_marks_of_all() -> None:
    record = hand_record()
    shown = page(record)
    nested = [mark for mark in shown.marks if mark["class"] == "content trigger"]
    assert nested and any("i1" in mark["title"] and "s1 " in mark["title"] for mark in nested)
    laid = list(marks(record))
    for piece, start in zip(pieces(TEXT, laid), offsets(pieces(TEXT, laid)), strict=True):
        over = {mark.kind for mark in laid if mark.start <= start and start + len(piece.text) <= mark.end}
        assert set(piece.kinds) == over


def offsets(cut: list[Piece]) -> list[int]:
    starts, at = [], 0
    for piece in cut:
        starts.append(at)
        at += len(piece.text)
    return starts


@given(
    st.text(min_size=1, max_size=30).flatmap(
        lambda text: st.tuples(
            st.just(text),
            st.lists(
                st.tuples(st.integers(0, len(text)), st.integers(0, len(text)), st.sampled_from(list(KINDS))).filter(
                    lambda mark: mark[0] < mark[1]
                ),
                max_size=8,
            ),
        )
    )
)
def test_the_pieces_of_any_spans_make_up_the_text(drawn: tuple[str, list[tuple[int, int, str]]]) -> None:
    text, spans = drawn
    cut = pieces(text, [Mark(start, end, kind, kind) for start, end, kind in spans])
    assert "".join(piece.text for piece in cut) == text
    marked = [set(piece.kinds) for piece in cut for _ in piece.text]
    for at, kinds in enumerate(marked):
        assert kinds == {kind for start, end, kind in spans if start <= at < end}


def test_nothing_of_an_article_becomes_markup() -> None:
    nasty = "</div><script>alert(1)</script> & \"quoted\" 'words'"
    record = replace(hand_record(), title=nasty, text=nasty, statements=(), incidents=(), claims=())
    content = replace(
        hand_record().statements[0], speaker=replace(DAUD, name='"><img src=x>'), content=span(nasty, nasty)
    )
    shown = page(replace(record, statements=(replace(content, source=None, cue=None),)))
    assert shown.texts == [nasty]
    assert not {"script", "img"} & shown.elements
    assert '"><img src=x>' in shown.marks[0]["title"]


# The commands


def test_extract_explains_an_article(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    (tmp_path / "dovra.txt").write_text(ARTICLE, "utf-8")
    code, out, _ = run("extract", tmp_path / "dovra.txt", "--explain")
    assert code == 0
    assert re.search(r"^statement s1  rule \S+:say  confidence 0\.\d\d$", out, flags=re.MULTILINE)
    assert "“the interior ministry” [78:99]" in out


def test_extract_writes_one_page_for_a_run(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(ARTICLE, "utf-8")
    code, out, err = run("extract", tmp_path, tmp_path / "none.txt", "--format", "html")
    shown = Page(out)
    assert code == 1 and "none.txt" in err
    assert shown.texts == [ARTICLE.split("\n\n", 1)[1]] * 2
    assert out.count("<html") == out.count("</html>") == 1
    assert "script" not in shown.elements


def test_explain_takes_no_format(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    code, out, err = run("extract", tmp_path, "--explain", "--format", "html")
    assert (code, out) == (2, "")
    assert "--explain prints text" in err
