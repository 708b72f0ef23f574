"""The shape of the code: imports point one way, each library has one door, the environment one reader."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOORS = {
    "pyoxigraph": {
        f"kg/store/{name}.py"
        for name in ("changing", "embedded", "endpoint", "generations", "results", "update_texts", "updates", "view")
    },
    "prov": {"kg/trace/document.py"},
    "pyshacl": {"kg/validation/reference.py"},
    "SPARQLWrapper": {"kg/remote.py"},
    "spacy": {"kg/extract/parsing.py"},
    "distributed": {f"kg/cluster/{name}.py" for name in ("building", "keeping", "linking")},
    "trafilatura": {"kg/reading/html.py"},
    "fastapi": {"service/"},
    "uvicorn": {"service/server.py"},
    "typer": {"service/cli.py", "service/commands/"},
}
PURE = ("kg/extract", "kg/linking", "kg/mapping")


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted names that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_is_code_to_look_at() -> None:
    assert len(sources("kg", "service")) > 40


def test_the_library_never_imports_the_service_or_the_tests() -> None:
    found = [
        (name(path), one)
        for path in sources("kg", "ontology", "shapes")
        for one in imports(path)
        if one.split(".")[0] in ("service", "tests", "benchmarks")
    ]
    assert found == []


@pytest.mark.parametrize("library", list(DOORS))
def test_a_library_has_one_door(library: str) -> None:
    folders = [door for door in DOORS[library] if door.endswith("/")]
    users = {
        next((folder for folder in folders if name(path).startswith(folder)), name(path))
        for path in sources("kg", "service")
        for one in imports(path)
        if one.split(".")[0] == library
    }
    # spaCy's types, not its loader, are named throughout the extraction
    assert users == DOORS[library] or (library == "spacy" and all(one.startswith("kg/extract/") for one in users))


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        name(path)
        for path in sources("kg", "service")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    }
    assert readers <= {
        "kg/settings.py",
        "service/frontend/building.py",
    }  # the second hands it to Node.js, at installation


def test_a_query_worker_loads_no_more_than_it_needs() -> None:
    code = "import sys, service.engine.worker; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"rdflib", "pydantic", "spacy", "fastapi", "typer", "numpy"}.isdisjoint(loaded)
    assert "pyoxigraph" in loaded


@pytest.mark.parametrize("folder", PURE)
def test_the_middle_knows_no_clock_no_chance_and_no_network(folder: str) -> None:
    banned = {"time", "random", "secrets", "uuid", "socket", "urllib.request", "http.client", "requests", "httpx"}
    found = [(name(path), one) for path in sources(folder) for one in imports(path) if one in banned]
    assert found == []


def test_the_middle_never_asks_what_day_it_is() -> None:
    calls = [
        (name(path), node.lineno)
        for path in sources(*PURE)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("today", "now")
    ]
    assert calls == []


def test_no_file_is_a_drawer_for_odds_and_ends() -> None:
    assert not [
        path for path in sources("kg", "service") if path.stem in ("utils", "util", "helpers", "common", "misc")
    ]
