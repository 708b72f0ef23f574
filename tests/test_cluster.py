"""Building on a cluster: the same store as on one machine, whatever happens to a worker; what is done is not redone."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import dask
import pytest
from distributed import Client, LocalCluster
from records import BASE, hand_record
from test_reading import GERMAN, LEAD
from typer.testing import CliRunner

from benchmarks.shifted import nquads_of, records_of
from kg import cluster, pipeline
from kg.analysis import Analysed, Refused, packed, refused
from kg.cluster import linking
from kg.cluster.manifest import Manifest, input_hashes, read_manifest
from kg.cluster.outputs import Outcome, Writer, read_outputs
from kg.cluster.partitions import Partition, layout, parts_of
from kg.cluster.work import Task, find_done
from kg.errors import ClusterError, StoreError
from kg.filing import BuildReport
from kg.inference import Inference, Rules, settle
from kg.mapping import graph_iri
from kg.mapping.vocabulary import PREFIXES
from kg.reading.article import Article
from kg.reading.entries import Refusal
from kg.reading.pieces import Piece, find_pieces
from kg.record import Record, dump_record_line
from kg.settings import Settings
from kg.store.embedded import EmbeddedStore
from kg.store.graphs import GraphStore
from service.cli import app

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TODAY = date(2026, 1, 1)
SETTINGS = Settings(partition_size=2, workers=1)


def lay_out(*paths: Path, size: int) -> list[Partition]:
    return list(layout(find_pieces(paths), size, lambda pieces: [parts_of(one, size) for one in pieces]))


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the sample articles, and files of which some lines, or all, are refused."""
    folder = tmp_path_factory.mktemp("inputs")
    sample = sorted(Path(str(files("kg") / "sample")).glob("*.txt"))[:5]
    first, again = {"id": "feed", "text": LEAD}, {"id": "feed", "text": f"{LEAD} Again."}
    lines = [json.dumps(first), "{broken", json.dumps(again), json.dumps({"text": GERMAN})]
    feed = folder / "feed.jsonl"
    feed.write_text("\n".join(lines) + "\n")
    return [*sample, feed, folder / "missing.txt"]


@pytest.fixture(scope="module")
def plain(inputs: list[Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BuildReport]:
    """Return the store of a build on one machine, and its report."""
    store = tmp_path_factory.mktemp("plain") / "store"
    return store, pipeline.build(inputs, store_dir=store, settings=SETTINGS, today=TODAY, now=NOW)


@pytest.fixture(scope="module")
def workers() -> Iterator[LocalCluster]:
    """Return a cluster of two worker processes."""
    with (
        dask.config.set({"distributed.worker.daemon": False, "distributed.scheduler.allowed-failures": 5}),
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", memory_limit=0,
            silence_logs=50,
        ) as found,
    ):  # fmt: skip
        yield found


def kill_a_worker(
    workers: LocalCluster, folder: Path, ended: threading.Event, killed: list[int], done_when: str = "*.json"
) -> None:
    """Kill a worker as soon as a partition, or a part, is done; note how many were by then."""
    while not ended.wait(0.05):
        done = len(list(folder.glob(done_when)))
        if done:
            os.kill(workers.workers[0].pid, signal.SIGKILL)
            killed.append(done)
            return


def test_a_build_that_loses_a_worker_gives_the_store_of_a_plain_build(
    workers: LocalCluster, inputs: list[Path], plain: tuple[Path, BuildReport], tmp_path: Path
) -> None:
    store, folder, ended, killed = tmp_path / "store", tmp_path / "partitions", threading.Event(), list[int]()
    killer = threading.Thread(target=kill_a_worker, args=(workers, folder, ended, killed))
    killer.start()
    address = workers.scheduler_address

    def built() -> BuildReport:
        return cluster.build(
            inputs, cluster=address, store_dir=store, settings=SETTINGS, partitions=str(folder), today=TODAY, now=NOW
        )

    try:
        report = built()
    finally:
        ended.set()
        killer.join()
    partitions = lay_out(*inputs, size=2048)
    assert killed and killed[0] < len(partitions) == len(list(folder.glob("*.json")))

    expected_store, expected = plain
    with GraphStore.open(store) as found, GraphStore.open(expected_store) as wanted:
        assert found.quads() == wanted.quads()
        assert found.astray() == []
    for name in ("records", "texts", "refused"):
        assert contents(store / name) == contents(expected_store / name)
    assert report.stored == expected.stored == 6
    assert sorted(map(told, report.refused)) == sorted(map(told, expected.refused))
    assert len(report.refused) == 4

    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    again = built()
    assert (again.unchanged, again.stored, len(again.refused)) == (6, 0, 4)
    arguments = ["build", *map(str, inputs), "--store", str(store), "--cluster", address, "--partitions", str(folder)]
    shown = CliRunner().invoke(app, arguments, env={"ONRECORD_PARTITION_SIZE": "2"})
    assert shown.exit_code == 1
    assert "0 articles stored, 0 revised, 0 replaced, 6 unchanged, 4 refused" in shown.stderr
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def marked_store(
    folder: Path, records: Sequence[Record], rules: Rules, *, settled: Sequence[Record] = ()
) -> GraphStore:
    """Return a store, open for writing, of articles that nothing has been inferred from yet but for those settled."""
    store = GraphStore.open(folder, write=True, prefixes=PREFIXES, base=rules.base)
    for some in (settled, records):
        list(settle(store, rules=rules))
        store.add(nquads_of(one, rules.base) for one in some)
        inference = Inference(store, rules)
        store.commit([inference.unsettle(new=[graph_iri(one, base=rules.base) for one in some])])
    return store


@pytest.fixture(scope="module")
def told_again() -> list[Record]:
    """Return articles of the sample as they are, and as others print them days later: ties across parts."""
    found = records_of(sorted(Path(str(files("kg") / "sample")).glob("2018-11-1*.txt")), SETTINGS)
    return [
        *found,
        *(replace(one, id=f"{one.id}-again", url=None, published="2018-11-16", outlet=None) for one in found),
    ]


@pytest.mark.parametrize(("killed", "settled"), [("nobody", 0), ("nobody", 4), ("one worker", 0)])
def test_workers_link_articles_as_one_machine_does(
    workers: LocalCluster,
    told_again: list[Record],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    killed: str,
    settled: int,
) -> None:
    monkeypatch.setattr(linking, "_PART", 2)
    rules = Rules.of(SETTINGS)
    folder = tmp_path / "partitions"
    before, new = told_again[:settled], told_again[settled:]
    with marked_store(tmp_path / "plain", new, rules, settled=before) as plain:
        assert len(list(settle(plain, rules=rules))) == 1
        expected = plain.quads()
    address = workers.scheduler_address
    with marked_store(tmp_path / "shared", new, rules, settled=before) as store, Client(address) as client:
        inference = Inference(store, rules)
        assert len(inference.marked()) == len(new) >= 4
        ended, ids = threading.Event(), list[int]()
        killer = threading.Thread(
            target=kill_a_worker, args=(workers, folder / ".onrecord-linking", ended, ids, "blocks-*")
        )
        if killed == "one worker":
            killer.start()
        assert linking.link(client, str(folder), inference) == ""
        ended.set()
        assert len(ids) == (killed == "one worker")
        assert inference.marked() == []
        assert store.quads() == expected
        assert list(folder.iterdir()) == []
        with GraphStore.open(tmp_path / "shared") as reader:
            assert reader.quads() != expected  # until it is published


def test_few_articles_are_linked_by_who_builds_and_so_is_what_workers_cannot_reach(
    workers: LocalCluster, told_again: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = Rules.of(SETTINGS)
    with marked_store(tmp_path / "store", told_again, rules) as store, Client(workers.scheduler_address) as client:
        for folder, part in ((str(tmp_path), 500), ("s3://work", 2)):
            monkeypatch.setattr(linking, "_PART", part)
            assert linking.link(client, folder, Inference(store, rules)) == ""
            assert len(Inference(store, rules).marked()) == len(told_again)


def test_what_workers_cannot_link_is_linked_by_who_asked_them(
    workers: LocalCluster, told_again: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linking, "_PART", 2)
    rules = Rules.of(SETTINGS)
    with marked_store(tmp_path / "store", told_again, rules) as store, Client(workers.scheduler_address) as client:
        inference = Inference(store, rules)
        monkeypatch.setattr(EmbeddedStore, "share", lambda self, directory: directory.mkdir(parents=True))
        note = linking.link(client, str(tmp_path / "partitions"), inference)
        assert note.startswith("articles that the cluster could not compare were compared here: ")
        assert "is not an On Record store" in note
        assert len(inference.marked()) == len(told_again)
        assert list(inference.settle())


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def told(one: Refused) -> tuple[str, str, str]:
    return one.source, one.stage, one.reason


def test_neighbours_share_a_partition_and_large_files_are_parted(tmp_path: Path) -> None:
    small = [tmp_path / f"{n}.txt" for n in range(5)]
    for path in small:
        path.write_text(LEAD)
    large = tmp_path / "large.jsonl"
    large.write_text("".join(json.dumps({"text": f"{LEAD} {n}"}) + "\n" for n in range(6)))
    partitions = lay_out(*small, large, tmp_path / "missing", size=2 * len(LEAD))
    numbers = [len(one.items) for one in partitions]
    assert numbers[:2] == [2, 2] and numbers[-1] == 1
    first_part = partitions[2].items
    assert [type(one) for one in first_part] == [Piece, Piece]  # the fifth file and the first lines
    assert isinstance(partitions[-1].items[0], Refusal)
    assert len({one.name for one in partitions}) == len(partitions)
    assert lay_out(*small, large, tmp_path / "missing", size=2 * len(LEAD)) == partitions


def outcomes() -> list[Outcome]:
    record = hand_record()
    article = Article("kesh-1", record.text, "kesh.txt", notes=("a note",))
    quads = f'<{BASE}a> <{BASE}b> "line\\u2028"@en <{BASE}g> .\n'
    analysed = Analysed(dump_record_line(record), f"{BASE}article/1", f"{BASE}g", packed(quads * 2), 8, 3, 9)
    return [
        Outcome("kesh.txt", article, analysed),
        Outcome("feed, line 2", None, Refused("feed, line 2", "reading", "is not JSON", raw="{broken")),
        Outcome("b.txt", article, refused(article, "validation", "does not conform", record, "a report")),
        Outcome("again.txt", article, replace(analysed, packed=packed(quads))),
    ]


def write_outputs(folder: Path, name: str = "part") -> Manifest:
    folder.mkdir(exist_ok=True)
    with Writer(folder, name) as writer:
        for one in outcomes():
            writer.put(one)
    manifest = Manifest(name, "code", (), writer.hashes, writer.articles, writer.refused, writer.quads)
    manifest.write(folder)
    return manifest


def test_outputs_are_read_as_they_were_written_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    manifest = write_outputs(tmp_path / "one")
    assert (manifest.articles, manifest.refused, manifest.quads) == (2, 2, 3)
    assert list(read_outputs(tmp_path / "one", manifest)) == outcomes()
    assert read_manifest(tmp_path / "one", "part") == manifest == write_outputs(tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_an_output_that_was_changed_is_not_filed(tmp_path: Path) -> None:
    manifest = write_outputs(tmp_path)
    path = tmp_path / "part.nq.gz"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StoreError, match=r"part\.nq\.gz' is damaged"):
        list(read_outputs(tmp_path, manifest))
    path.unlink()
    with pytest.raises(StoreError, match=r"part\.nq\.gz' cannot be read"):
        list(read_outputs(tmp_path, manifest))


def test_a_partition_is_done_again_when_its_code_inputs_or_outputs_are_others(tmp_path: Path) -> None:
    source, folder = tmp_path / "a.txt", tmp_path / "partitions"
    source.write_text(LEAD)
    (partition,) = lay_out(source, size=1000)
    task = Task(partition, str(folder), SETTINGS, TODAY, "code")
    assert find_done(task, folder, input_hashes(partition.items)) is None
    hashes = write_outputs(folder, partition.name).outputs
    manifest = Manifest(partition.name, "code", input_hashes(partition.items), hashes, 2, 2, 3)
    manifest.write(folder)
    assert find_done(task, folder, input_hashes(partition.items)) == manifest
    assert find_done(replace(task, made_by="other code"), folder, manifest.inputs) is None
    source.write_text(f"{LEAD} And more.")
    assert find_done(task, folder, input_hashes(partition.items)) is None
    (folder / f"{partition.name}.nq.gz").write_bytes(b"")
    assert find_done(task, folder, manifest.inputs) is None
    (folder / f"{partition.name}.json").write_text("{")
    assert read_manifest(folder, partition.name) is None


@pytest.mark.parametrize(
    ("path", "address", "reason"),
    [
        ("-", "local", "standard input cannot be read by a cluster"),
        ("articles/a.txt", "tcp://127.0.0.1:1", "expected a whole path, or a URL"),
        ("/articles/a.txt", "no address", "there is no cluster at 'no address'"),
    ],
)
def test_what_a_cluster_cannot_do_is_said(tmp_path: Path, path: str, address: str, reason: str) -> None:
    with pytest.raises(ClusterError, match=reason):
        cluster.build([path], cluster=address, store_dir=tmp_path / "store", settings=SETTINGS)
