"""What the tests of the pages share: records that people disagree in, the service that serves them, a browser."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, sync_playwright
from records import CIVILIANS, GAZETTE, TEXT, hand_record, span

from kg.reading.article import text_hash
from kg.record import Actor, Record

HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / "service" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]

HOSTILE = "<script>window.hurt=1</script><img src=x onerror=window.hurt=1>\"'\u202egnp.exe\u202c\x07\u2066"
"""What an article must not do to a page: script, markup, quotation marks, another direction, a control character."""


def hostile_record() -> Record:
    """Return a record whose title, outlet, speaker and words are hostile."""
    text = TEXT.replace("Rockets fell on the market", f"Rockets {HOSTILE} fell on the market", 1)
    said = text[text.index("Rockets <script") : text.index(", the Northern")]
    record = hand_record()
    first = span(said, text)
    speaker = Actor("hostile", f"Speaker {HOSTILE}", "person")
    return replace(
        record,
        id="hostile",
        url="https://mirror.example/hostile",
        published="2021-03-04",
        text=text,
        sha256=text_hash(text),
        title=f"Title {HOSTILE}",
        outlet=replace(GAZETTE, id="hostile-outlet", name=f"Outlet {HOSTILE}"),
        statements=(replace(record.statements[0], content=first, speaker=speaker, cue=None, source=None),),
        incidents=(
            replace(
                record.incidents[0], type="abduction", trigger=first, date="2021-03-03", date_text=None, places=(),
                perpetrators=(), supporters=(), targets=(), weapons=(),
            ),
        ),
        claims=(
            replace(record.claims[0], evidence=first, claimants=(speaker,)),
            replace(
                record.claims[2], evidence=first, statement="s1", claimants=(speaker,),
                group=replace(CIVILIANS, name=f"Group {HOSTILE}"),
            ),
        ),
        identifications=(),
        backgrounds=(),
    )  # fmt: skip


def build_frontend() -> None:
    """Build the scripts of this checkout, which takes no time when they are there."""
    subprocess.run([sys.executable, str(ROOT / "service" / "frontend" / "building.py")], check=True)


@contextlib.contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an app on a free port of the loopback and give its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start the Chromium of the system, else the one that Playwright has fetched (`make browser`)."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()
