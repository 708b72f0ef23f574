"""The README's requests over HTTP give what stands there."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from conftest import open_store
from test_readme import README
from test_service import serving

from kg.pipeline import build
from kg.settings import Settings
from service.app import create_app

TOKEN = "a-token-of-tests"


def examples() -> list[tuple[str, str]]:
    """Return the commands that stand in the README, each with what it is said to print."""
    found = []
    for block in re.findall(r"<!-- curl.*?-->\n```console\n(.+?)```", README.read_text("utf-8"), flags=re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.splitlines()
            end = next(number for number, line in enumerate(lines, start=1) if not line.endswith("\\"))
            found.append(("\n".join(lines[:end]), "\n".join(lines[end:])))
    return found


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    directory = tmp_path_factory.mktemp("readme") / "store"
    with as_file(files("kg").joinpath("sample")) as sample:
        build([Path(sample)], store_dir=directory, settings=Settings(workers=1))
    settings = Settings(store=directory, writable=True, write_token=TOKEN, workers=1)
    with open_store(directory) as graphs:
        graphs.base = settings.base
        with serving(create_app(settings, graphs)) as found:
            yield found


def test_there_are_a_page_of_them() -> None:
    assert len(examples()) >= 12


@pytest.mark.parametrize(("command", "output"), examples(), ids=lambda text: text[:60])
def test_a_request_gives_what_stands_there(address: str, command: str, output: str) -> None:
    asked = command.replace("http://127.0.0.1:8000", address)
    ended = subprocess.run(["bash", "-c", f"TOKEN={TOKEN}; {asked}"], capture_output=True, text=True, timeout=120)
    pattern = ".*".join(re.escape(part) for part in output.split("…"))
    assert re.fullmatch(pattern, ended.stdout.replace("\r", "").rstrip("\n"), flags=re.DOTALL), ended.stdout[:3000]


def test_the_page_that_is_shown_names_who_contradicts_whom(address: str) -> None:
    contested = httpx.get(f"{address}/incidents?contested=1", headers={"Accept": "text/html"}).text
    link = re.search(r'href="([^"]*/incident/[^"]+)"', contested)
    assert link is not None, contested
    page = httpx.get(urljoin(address, link[1]), headers={"Accept": "text/html"}, follow_redirects=True).text
    tags = set(re.findall(r'class="tag conflict" href="#[^"]+">(.+?)</a>', page))
    assert any("Iraqi Armed Forces" in one and "(" not in one for one in tags)
    assert any(re.search(r"A security source.* \(Sample Wire", one) for one in tags)
