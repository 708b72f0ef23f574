"""The wheel: it holds the code, the data beside the code, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("kg", "service", "ontology", "shapes")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(ROOT)], check=True)
    (found,) = folder.glob("onrecord-*.whl")
    return found


def expected() -> set[str]:
    """Return the files that belong in the wheel: all of the packages that are not made by running them.

    Of what the pages' scripts are built from, only what is built.
    """
    return {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and not {"__pycache__", "frontend"} & set(path.parts)
    }


def test_the_wheel_holds_every_file_of_the_packages_and_no_other(wheel: Path) -> None:
    names = {one for one in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in one}
    assert names == expected()
    for ending in (".py", ".ttl", ".rq", ".html", ".txt", ".tsv", ".csv"):
        assert any(one.endswith(ending) for one in names), ending


def test_the_wheel_names_its_command_and_licence(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    info = next(one for one in archive.namelist() if one.endswith(".dist-info/METADATA")).removesuffix("METADATA")
    assert "onrecord = service.cli:main" in archive.read(f"{info}entry_points.txt").decode()
    assert any("LICENSE" in one for one in archive.namelist())
    assert "Requires-Python: >=3.11" in archive.read(f"{info}METADATA").decode()


def test_the_code_runs_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(target)
    code = (
        "import kg, service.app, ontology, shapes, sys\n"
        "from kg.queries import load_queries\n"
        "from service.resources.routes import load_vocabulary\n"
        "assert kg.__file__.startswith(sys.argv[1]), kg.__file__\n"
        "assert load_queries() and load_vocabulary().size() > 100\n"
        "from service.cli import main\n"
        "sys.argv = ['onrecord', 'schema', 'shapes']\n"
        "main()\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(target)}
    ended = subprocess.run(
        [sys.executable, "-c", code, str(target)], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    assert "sh:NodeShape" in ended.stdout
