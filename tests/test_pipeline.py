"""The main path, with its real parts: what is stored, what is refused, and what building again does."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import open_store
from records import BASE, RAID

from kg import audit, filing, inference, pipeline, rounds
from kg import extract as extract_module
from kg.analysis import Refused
from kg.audit import check_store
from kg.errors import SettingsError, StoreError
from kg.pipeline import BuildReport, build, fingerprint
from kg.reading.article import Article, text_hash
from kg.record import Record, Span
from kg.settings import Settings
from kg.store.directory import WAITING
from kg.store.embedded import EmbeddedStore
from kg.store.graphs import Change
from kg.store.texts import RecordStore, TextStore

FIRE = """title: Minister denies shelling of Orlu
outlet: Valley Courier
published: 2021-03-06
url: https://courier.example/orlu

ORLU - The defence minister denied on Friday that his forces had shelled the town of Orlu.

At least six people were killed when shells hit the market on Thursday, according to a hospital official.
"""


@pytest.fixture
def settings() -> Settings:
    return Settings(base=BASE, workers=1)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "raid.txt").write_text(RAID)
    (folder / "orlu.txt").write_text(FIRE)
    return folder


@pytest.fixture
def build_into(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., BuildReport]:
    """Return a function that builds; what one worker would do is done here, where tests can replace parts of it."""
    crew = pipeline.work_through

    def work_through(
        inputs: Iterable[Article], make: Callable[[], Callable[[Article], object]], *, workers: int, seconds: float
    ) -> Iterator[tuple[Article, object]]:
        if workers > 1:
            yield from crew(inputs, make, workers=workers, seconds=seconds)
            return
        work = None
        for one in inputs:
            work = work or make()
            yield one, work(one)

    monkeypatch.setattr(pipeline, "work_through", work_through)

    def run(name: str, *paths: Path, workers: int = 1) -> BuildReport:
        return build(paths, store_dir=tmp_path / name, settings=replace(settings, workers=workers))

    return run


def exported(directory: Path) -> str:
    with open_store(directory) as graphs:
        return graphs.quads()


def refusals(directory: Path) -> dict[str, dict[str, object]]:
    return {one["source"].rpartition("/")[2]: one for one in map(_read, (directory / "refused").glob("*.json"))}


def _read(path: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads(path.read_text())
    return found


def test_articles_become_a_graph_that_conforms_beside_their_texts_and_records(
    articles: Path, tmp_path: Path, build_into: Callable[..., BuildReport]
) -> None:
    report = build_into("store", articles)
    assert (report.stored, report.replaced, report.unchanged, report.refused) == (2, 0, 0, ())
    assert report.articles == 2
    assert report.statements >= 4
    with open_store(tmp_path / "store") as graphs:
        checked = check_store(graphs, TextStore(tmp_path / "store"))
        assert checked.conforms, checked.text()
        rows = graphs.select("SELECT ?id ?h { ?r onr:sha256 ?h ; prov:specializationOf/dcterms:identifier ?id }")
    revisions = {name.value: sha256.value for name, sha256 in rows if name and sha256}
    assert set(revisions) == {"raid", "orlu"}
    for name, sha256 in revisions.items():
        record = RecordStore(tmp_path / "store").get(name, sha256)
        assert TextStore(tmp_path / "store").get(sha256) == record.text
        assert record.text in (articles / f"{name}.txt").read_text()


def test_two_builds_give_the_same_graph_byte_for_byte_whatever_the_number_of_workers(
    articles: Path, tmp_path: Path, build_into: Callable[..., BuildReport]
) -> None:
    build_into("one", articles)
    build_into("two", articles, workers=2)
    assert exported(tmp_path / "one") == exported(tmp_path / "two") != ""


def test_a_build_that_stores_and_infers_article_by_article_gives_the_same_graph(
    articles: Path, tmp_path: Path, build_into: Callable[..., BuildReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_into("one", articles)
    for name in ("_FIRST", "_LEAST", "_LAST", "_TOGETHER", "_SOME"):
        monkeypatch.setattr(rounds, name, 1)
    build_into("two", articles)
    assert exported(tmp_path / "one") == exported(tmp_path / "two") != ""
    assert build_into("two", articles).unchanged == 2  # all records are filed, the last of each load, too


def test_a_build_looks_once_at_its_end_for_what_to_infer_from(
    articles: Path, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle, settled = inference.Inference.settle, []

    def noted(self: inference.Inference, *, publish: bool = True) -> Iterator[inference.Settled]:
        settled.append(self)
        return settle(self, publish=publish)

    monkeypatch.setattr(inference.Inference, "settle", noted)
    assert build([articles], store_dir=tmp_path / "store", settings=settings).stored == 2
    assert len(settled) == 1
    build([articles], store_dir=tmp_path / "store", settings=settings)
    assert len(settled) == 2  # an earlier build may have been broken off


def test_what_has_waited_long_is_shown_however_little_it_is(
    articles: Path, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = []

    def noted(outcome: BuildReport) -> None:
        with open_store(tmp_path / "store") as graphs:
            shown.append(len(graphs.select("SELECT ?g { ?g a onr:ArticleGraph }")))

    monkeypatch.setattr(rounds, "_AFTER", 0.0)
    build([articles], store_dir=tmp_path / "store", settings=settings, progress=noted)
    assert shown == [0, 1]  # each was counted before it was stored


def test_building_again_changes_nothing_and_analyses_nothing(
    articles: Path, tmp_path: Path, build_into: Callable[..., BuildReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_into("store", articles)
    before = exported(tmp_path / "store")
    monkeypatch.setattr(extract_module, "Extractor", None)  # whoever called it would fail
    report = build_into("store", articles)
    assert (report.stored, report.unchanged) == (0, 2)
    assert exported(tmp_path / "store") == before


def test_other_ratings_are_a_reason_to_infer_everything_anew_and_the_build_says_so(
    articles: Path, tmp_path: Path, settings: Settings
) -> None:
    ratings = tmp_path / "ratings.csv"
    ratings.write_text("subject,code,by,date,note\nactor/sana,E,A. Editor,2020-11-01,a party\n", encoding="utf-8")
    notes = [
        build([articles], store_dir=tmp_path / "store", settings=replace(settings, ratings=given)).notes
        for given in ("", str(ratings), str(ratings))
    ]
    assert ["rules or ratings" in " ".join(several) for several in notes] == [False, True, False]
    assert "reliability_E" in exported(tmp_path / "store")


def test_changed_metadata_or_settings_are_a_reason_to_build_an_article_anew(settings: Settings) -> None:
    article = Article("a", "text", title="t", source_file="x.txt", notes=("decoded as latin-1",))
    same = fingerprint(replace(article, source_file="y.txt", notes=()), settings)
    assert fingerprint(article, settings) == same
    assert fingerprint(replace(article, title="u"), settings) != same
    assert fingerprint(replace(article, text="other"), settings) != same
    assert fingerprint(article, replace(settings, base="https://other.example/")) != same
    assert fingerprint(article, replace(settings, port=1)) == same


def test_what_cannot_be_read_is_refused_with_its_reason_and_the_rest_is_stored(
    articles: Path, tmp_path: Path, build_into: Callable[..., BuildReport]
) -> None:
    (articles / "empty.txt").write_text("")
    (articles / "binary.txt").write_bytes(bytes(range(256)) * 20)
    report = build_into("store", articles, tmp_path / "missing.txt")
    assert report.stored == 2
    assert {Path(one.source).name for one in report.refused} == {"empty.txt", "binary.txt", "missing.txt"}
    kept = refusals(tmp_path / "store")
    assert set(kept) == {"empty.txt", "binary.txt", "missing.txt"}
    assert all(one["stage"] == "reading" and one["reason"] for one in kept.values())


def test_a_refusal_is_forgotten_once_its_article_gets_in(
    articles: Path, tmp_path: Path, build_into: Callable[..., BuildReport]
) -> None:
    (articles / "late.txt").write_text("")
    (articles / "never.txt").write_text("")
    build_into("store", articles)
    (articles / "late.txt").write_text(FIRE.replace("/orlu", "/late"))
    build_into("store", articles)
    assert set(refusals(tmp_path / "store")) == {"never.txt"}


def test_two_files_with_one_address_are_not_one_article(
    articles: Path, tmp_path: Path, build_into: Callable[..., BuildReport]
) -> None:
    (articles / "zz-copy.txt").write_text(RAID.replace("forty", "thirty"))
    report = build_into("store", articles)
    assert report.stored == 2
    assert [(Path(one.source).name, one.stage) for one in report.refused] == [("zz-copy.txt", "storing")]
    assert "raid.txt" in report.refused[0].reason
    assert refusals(tmp_path / "store")["zz-copy.txt"]["record"]


def test_another_article_under_the_same_file_name_does_not_take_the_place_of_the_stored_one(
    articles: Path, tmp_path: Path, build_into: Callable[..., BuildReport]
) -> None:
    def without_address(text: str) -> str:
        return "\n".join(line for line in text.splitlines() if not line.startswith("url:"))

    (articles / "orlu.txt").unlink()
    (articles / "raid.txt").write_text(without_address(RAID))
    build_into("store", articles)
    before = exported(tmp_path / "store")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "raid.txt").write_text(without_address(FIRE))
    report = build_into("store", elsewhere)
    assert [one.stage for one in report.refused] == ["storing"]
    assert "'raid' is that of another article in the store, 'Two smugglers held" in report.refused[0].reason
    assert exported(tmp_path / "store") == before
    (elsewhere / "raid.txt").write_text(without_address(RAID).replace("forty", "fifty"))
    assert build_into("store", elsewhere).revised == 1  # a correction is one, wherever it lies


def test_an_article_whose_graph_breaks_a_shape_is_refused_with_its_record_and_report(
    articles: Path, tmp_path: Path, build_into: Callable[..., BuildReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    extract_rightly = extract_module.Extractor.extract

    def extract_wrongly(self: extract_module.Extractor, article: Article) -> Record:
        record = extract_rightly(self, article)
        return replace(record, published="2999-01-01") if article.id == "raid" else record

    monkeypatch.setattr(extract_module.Extractor, "extract", extract_wrongly)
    report = build_into("store", articles)
    assert report.stored == 1
    assert [(one.stage, Path(one.source).name) for one in report.refused] == [("validation", "raid.txt")]
    kept = refusals(tmp_path / "store")["raid.txt"]
    assert "2999-01-01" in str(kept["report"])
    assert kept["record"]
    assert "courier.example/raid" not in exported(tmp_path / "store")


@pytest.mark.parametrize(
    "span", [Span(0, 5, "wrong"), Span(0, 100_000, "x"), Span(5, 5, "")], ids=["other words", "outside", "empty"]
)
def test_a_span_that_is_not_in_the_text_never_reaches_the_store(
    articles: Path, build_into: Callable[..., BuildReport], monkeypatch: pytest.MonkeyPatch, span: Span
) -> None:
    extract_rightly = extract_module.Extractor.extract

    def extract_wrongly(self: extract_module.Extractor, article: Article) -> Record:
        record = extract_rightly(self, article)
        return replace(record, statements=(*record.statements[:-1], replace(record.statements[-1], content=span)))

    monkeypatch.setattr(extract_module.Extractor, "extract", extract_wrongly)
    report = build_into("store", articles)
    assert report.stored == 0
    assert {one.stage for one in report.refused} == {"extraction"}
    assert all("record" in one.reason and "content" in one.reason for one in report.refused)


def test_a_record_of_another_text_is_refused(
    articles: Path, build_into: Callable[..., BuildReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    def extract_other(self: extract_module.Extractor, article: Article) -> Record:
        return Record(id=article.id, text="another", sha256=text_hash("another"))

    monkeypatch.setattr(extract_module.Extractor, "extract", extract_other)
    report = build_into("store", articles)
    assert {one.reason for one in report.refused} == {"the record's text is not the article's, expected the same"}


def test_an_interrupted_build_keeps_what_is_done_and_goes_on_from_there(
    articles: Path, tmp_path: Path, settings: Settings, build_into: Callable[..., BuildReport]
) -> None:
    def interrupt(report: BuildReport) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build([articles], store_dir=tmp_path / "store", settings=settings, progress=interrupt)
    assert exported(tmp_path / "store")
    report = build_into("store", articles)
    assert (report.stored, report.unchanged) == (1, 1)
    build_into("fresh", articles)
    assert exported(tmp_path / "store") == exported(tmp_path / "fresh")


def test_what_a_build_has_analysed_and_not_stored_is_not_analysed_again(
    articles: Path,
    tmp_path: Path,
    settings: Settings,
    build_into: Callable[..., BuildReport],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(report: BuildReport) -> None:
        if report.stored == 2:
            raise KeyboardInterrupt

    (articles / "zz.txt").write_text(FIRE.replace("/orlu", "/zz"))
    build_into("fresh", articles)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(rounds, "_LEFT", 0)  # as if that were too many to store them at the end
        build([articles], store_dir=tmp_path / "store", settings=settings, progress=interrupt)
    assert len(list((tmp_path / "store" / WAITING).iterdir())) == 1
    with open_store(tmp_path / "store") as graphs:
        assert graphs.graph_names() == []
    analysed = []
    extract_rightly = extract_module.Extractor.extract

    def noted(self: extract_module.Extractor, article: Article) -> Record:
        analysed.append(article.id)
        return extract_rightly(self, article)

    monkeypatch.setattr(extract_module.Extractor, "extract", noted)
    (articles / "raid.txt").write_text(RAID.replace("forty", "fifty"))  # what was made of it is of no use any more
    assert build_into("store", articles).stored == 3
    assert analysed == ["raid", "zz"]
    assert not (tmp_path / "store" / WAITING).exists()
    build_into("changed", articles)
    assert exported(tmp_path / "store") == exported(tmp_path / "changed") != exported(tmp_path / "fresh")


def test_a_build_that_fails_while_it_stores_leaves_what_waits_to_the_next(
    articles: Path, tmp_path: Path, build_into: Callable[..., BuildReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: inference.Inference, graphs: Sequence[str], *, keep: bool) -> Iterator[Change]:
        yield Change(add=f"<{graphs[0]}> <https://example.org/p> <https://example.org/o> <https://example.org/g> .\n")
        raise StoreError("the disk is full")

    with monkeypatch.context() as patch, pytest.raises(StoreError, match="the disk is full"):
        patch.setattr(inference.Inference, "following", fail)
        build_into("store", articles)
    with open_store(tmp_path / "store") as graphs:
        assert graphs.graph_names() == []
    monkeypatch.setattr(extract_module, "Extractor", None)  # whoever called it would fail
    assert build_into("store", articles).stored == 2
    with open_store(tmp_path / "store") as graphs:
        assert check_store(graphs, TextStore(tmp_path / "store")).conforms


def test_a_build_that_ends_before_what_it_replaced_is_shown_is_made_up_for_by_the_next(
    articles: Path, tmp_path: Path, build_into: Callable[..., BuildReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: EmbeddedStore) -> None:
        raise StoreError("the power went")

    build_into("store", articles)
    monkeypatch.setattr(filing, "_versions", lambda: "a later version")
    with monkeypatch.context() as patch, pytest.raises(StoreError, match="the power went"):
        patch.setattr(EmbeddedStore, "_publish", fail)
        build_into("store", articles)
    assert build_into("store", articles).replaced == 2
    assert build_into("store", articles).unchanged == 2


def test_a_store_that_lost_its_graph_is_built_again_in_spite_of_its_records(
    articles: Path, tmp_path: Path, build_into: Callable[..., BuildReport]
) -> None:
    build_into("store", articles)
    before = exported(tmp_path / "store")
    with open_store(tmp_path / "store", write=True) as graphs:
        graphs.commit([Change(drop=tuple(graphs.graph_names()))])
    report = build_into("store", articles)
    assert report.stored == 2
    assert exported(tmp_path / "store") == before


def test_a_directory_that_is_no_store_is_refused_before_anything_is_read(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "thesis.txt").write_text("mine")
    with pytest.raises(StoreError, match="not an On Record store"):
        build([tmp_path / "missing"], store_dir=tmp_path / "store", settings=settings)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_model_that_is_not_installed_ends_the_build_with_its_name(
    articles: Path, tmp_path: Path, settings: Settings, workers: int
) -> None:
    with pytest.raises(SettingsError, match="no_such_model"):
        build([articles], store_dir=tmp_path / "s", settings=replace(settings, model="no_such_model", workers=workers))


def test_extraction_alone_gives_the_records_and_the_refusals(articles: Path, settings: Settings) -> None:
    (articles / "empty.txt").write_text("")
    found = list(pipeline.extract([articles], settings=settings))
    assert sorted(one.id for one in found if isinstance(one, Record)) == ["orlu", "raid"]
    assert [Path(one.source).name for one in found if isinstance(one, Refused)] == ["empty.txt"]


def test_standard_input_is_an_article(tmp_path: Path, settings: Settings) -> None:
    report = build([Path("-")], store_dir=tmp_path / "s", settings=settings, stdin=io.BytesIO(RAID.encode()))
    assert report.stored == 1


@pytest.mark.parametrize("workers", [1, 2])
def test_an_audit_finds_a_text_that_was_changed_behind_the_graph(
    articles: Path,
    tmp_path: Path,
    build_into: Callable[..., BuildReport],
    workers: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(audit, "_WORTH_WORKERS", 1)
    monkeypatch.setattr(audit, "_WORTH_SEARCHING", 1)
    build_into("store", articles)
    changed = next(path for path in (tmp_path / "store" / "texts").rglob("*.txt") if "rifles" in path.read_text())
    changed.write_text(changed.read_text().replace("forty", "sixty"))
    with open_store(tmp_path / "store") as graphs:
        report = check_store(graphs, TextStore(tmp_path / "store"), workers=workers)
    assert not report.conforms
    assert "damaged" in report.text()


def test_the_real_articles_are_built_and_conform(shared: Path, tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "store")
    report = build([shared / "articles"], store_dir=settings.store, settings=settings)
    assert (report.stored, report.refused) == (10, ())
    assert report.statements > 50
    assert any("no publication date" in note for note in report.notes)
    with open_store(settings.store) as graphs:
        checked = check_store(graphs, TextStore(settings.store))
    assert checked.conforms, checked.text()
