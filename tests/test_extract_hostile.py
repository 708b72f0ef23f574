"""Extraction takes any text: it ends, refuses by name what it cannot read, and never points at a wrong span."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.analysis import Analysed, Analysis
from kg.extract import Extractor
from kg.extract.portions import portions
from kg.extract.sentences import sentence_starts
from kg.reading.article import Article, normalised
from kg.record import Record, check_record, spans
from kg.settings import Settings

SETTINGS = Settings(force_language=True)
LABELLED = (
    "In an interview, Brig. Gen. Yahya Rasool spoke of Hawija.\n\nQ: How is it there?\n\nA: It is calm now.",
    "Brett McGurk: The coalition will stay as long as it is needed.",
    "Iraqi Defence Ministry: Four soldiers were killed by a bomb in Hawija on Sunday.",
    "@CJTFOIR: Two strikes near Shaddadi destroyed a vehicle.",
    "The Joint Operations Command said in a statement:\n\nIraqi forces killed four militants near Hawija.",
)
NEWS = (
    "The ministry said on Monday that at least 12 militants were killed in an airstrike near Mosul.",
    "“We will fight them,” a spokesman told reporters, adding that two soldiers were wounded.",
    "According to the Syrian Observatory for Human Rights, between five and 7 civilians died in Aleppo.",
    "MOSUL, Iraq (Reuters) – ",
    "Gen. Yahya Rasool denied it.",
    "• Near Mosul, two strikes destroyed an ISIL vehicle and 3 fighting positions.",
    "No one has claimed responsibility for the attack, which killed none.",
    *LABELLED,
)
NASTY = (
    *"“”„‟\"«»‘’'`()[]{}<>|.,;:!?…–—-_*•/\\%$€&@#=+~^0",
    *"\n\t\x01\x0b\x0c\x1f\x7f\x85\u00a0\u00ad\u0301\u200b\u200d\u200e\u200f\u202a\u202e\u2028\u2066\u2069\ufeff\ufe0f",
    *("\n\n", "\r\n", "''", "``", "...", "é", "ß", "İ", "ŉ", "ﬁ", "א", "ع", "中", "𝔘"),
    *("😀", "\U0001f469\u200d\U0001f469", "\U0001f1ee\U0001f1f6", "x" * 400, "10" * 60, "1,000,000"),
    *("2016-10-32", "30 February 2016", "Oct. 99", "zero", "no", "at least", "between 5 and", "on Tuesday"),
    *(" ", " ", "killed", "according to", "Reuters", "ISIS", "in", "and", "of", "the", "SAID", "said", "he", "It"),
    *("two days later", "statement"),
)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(SETTINGS)


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return Analysis(SETTINGS)


def article(text: str, title: str | None = None) -> Article:
    return Article(id="hostile", text=normalised(text), title=title, published="2016-10-20")


def hold_to_contract(record: Record) -> None:
    check_record(record)
    for _, span in spans(record):
        assert record.text[span.start : span.end] == span.text != ""
    for claim in record.claims:
        assert claim.low is None or claim.high is None or 0 <= claim.low <= claim.high
    for rows in (record.statements, record.incidents, record.claims):
        assert len({row.id for row in rows}) == len(rows)
        assert all(0 <= row.confidence <= 1 for row in rows)


def hostile_texts() -> st.SearchStrategy[str]:
    """Texts of news sentences and nasty pieces, changed as a whole: all capitals, no marks, paragraphs again."""
    pieces = st.lists(st.sampled_from((*NEWS, *NASTY)), max_size=40)
    joined = st.builds(lambda parts, glue: glue.join(parts), pieces, st.sampled_from(("", " ", "\n", "\n\n")))
    changes: tuple[Callable[[str], str], ...] = (
        str,
        str.upper,
        str.lower,
        str.title,
        lambda text: "".join(one for one in text if one.isalnum() or one.isspace()),
        lambda text: f"{text}\n\n{text}\n\n{text}",
        lambda text: "".join(text.splitlines()),
    )
    return st.builds(lambda text, change: change(text), joined, st.sampled_from(changes))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=hostile_texts(), title=st.none() | st.sampled_from((*NEWS, "...", "a b c")))
def test_texts_of_nasty_pieces_give_records_that_hold(extractor: Extractor, text: str, title: str | None) -> None:
    hold_to_contract(extractor.extract(article(text, title)))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(max_size=300))
def test_any_text_gives_a_record_that_holds(extractor: Extractor, text: str) -> None:
    hold_to_contract(extractor.extract(article(text.encode("utf-8", "ignore").decode())))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=hostile_texts())
def test_the_graph_of_a_nasty_text_conforms_to_the_shapes(analysis: Analysis, text: str) -> None:
    outcome = analysis(article(text))
    assert isinstance(outcome, Analysed), outcome.reason
    hold_to_contract(outcome.record)


@pytest.mark.parametrize("text", LABELLED)
def test_words_that_are_given_without_quotation_marks_reach_the_graph(analysis: Analysis, text: str) -> None:
    outcome = analysis(article(f"BAGHDAD – The war goes on.\n\n{text}\n\nThe war is over, others say."))
    assert isinstance(outcome, Analysed), outcome.reason
    assert any(one.mode == "direct" for one in outcome.record.statements)
    assert "Quotation" not in outcome.quads


CUT_SHORT = (
    *NEWS,
    "Air strikes kill dozens of civilians and wound both of them, among them a 10-year-old child.",
    "A source at Aleppo Police Command told reporters that she told it.",
    "The 23 killed on Tuesday were a family of five, and the 11 taken captive were led by a rebel-held brigade.",
    "Islamic State's affiliate in Sinai, the army's 3rd Division and another, said on Monday it killed one or two.",
)


@pytest.mark.parametrize("sentence", CUT_SHORT)
def test_a_text_may_end_at_any_word(extractor: Extractor, sentence: str) -> None:
    words = sentence.split()
    for end in range(1, len(words) + 1):
        hold_to_contract(extractor.extract(article(" ".join(words[:end]).rstrip(".,;"))))


@settings(max_examples=100, deadline=None)
@given(text=hostile_texts())
def test_portions_are_the_whole_block_and_sentences_begin_in_order(text: str) -> None:
    parts = list(portions(text * 3, 0, 3 * len(text)))
    assert "".join((text * 3)[start:end] for start, end in parts) == text * 3
    starts = sentence_starts(text)
    assert starts == sorted(set(starts))


HOSTILE: dict[str, Callable[[int], str]] = {
    "one sentence of very many words": lambda n: " ".join(["the army moved and he said that"] * (n // 7)) + ".",
    "only quotation marks": lambda n: '"' * n,
    "open quotation marks": lambda n: "“ " * n,
    "quoted sentences": lambda n: '"We will fight," he said. ' * (n // 7),
    "full stops": lambda n: "." * n,
    "brackets": lambda n: "[(" * n,
    "a table": lambda n: "\n".join(f"{i}\tMosul\t2016-10-{i % 28 + 1:02}\t{i} killed" for i in range(n // 8)),
    "names": lambda n: ", ".join(["Mosul", "ISIS", "Peshmerga", "Deir ez-Zor", "Pentagon"] * (n // 10)),
    "dates": lambda n: " ".join(["on Tuesday October 4, 2016"] * (n // 6)),
    "numbers": lambda n: " ".join(str(i) for i in range(n)),
    "a paragraph again and again": lambda n: "\n\n".join([NEWS[0]] * (n // 15)),
    "one line after another": lambda n: "some words that go on for a while here\n" * (n // 8),
    "one word": lambda n: "a" * n,
    "sources without words": lambda n: "according to " * (n // 2),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_time_of_a_text_grows_with_its_length(extractor: Extractor, kind: str) -> None:
    def seconds(words: int) -> float:
        one = article(HOSTILE[kind](words))
        started = time.process_time()
        hold_to_contract(extractor.extract(one))
        return time.process_time() - started

    seconds(200)
    bound = 30 * max(seconds(400), 0.05)
    assert seconds(4000) < bound or seconds(4000) < bound  # a busy machine may hold up one of them
