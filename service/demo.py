"""What `onrecord demo` shows once the sample is built: that it conforms, what to open, and one question answered."""

from __future__ import annotations

from kg.audit import check_store
from kg.mapping.vocabulary import PREFIXES
from kg.queries import bind, find_query
from kg.settings import Settings
from kg.store.graphs import GraphStore
from kg.store.texts import TextStore
from service.terminal import OUT, Shortener, print_answer

QUESTION = "what-each-side-says"
VALUES = {"place": "Makhmour", "from": "2018-10-31", "to": "2018-10-31"}


def show_demo(settings: Settings, *, serving: bool) -> bool:
    """Print what there is to see and return whether the graph conforms."""
    store = settings.store
    with GraphStore.open(settings.place, prefixes=PREFIXES, base=settings.base) as graphs:
        report = check_store(graphs, TextStore(settings.folder))
        OUT.print(report.text(), end="", markup=False, highlight=False)
        if not report.conforms:
            return False
        query = find_query(QUESTION)
        values = " ".join(f"--param {name}={value}" for name, value in VALUES.items())
        command = f"onrecord query {QUESTION} {values} --store {store}"
        OUT.print(f"\nA question: {query.title}\n$ {command}\n", highlight=False, soft_wrap=True)
        print_answer(graphs.query(bind(query, VALUES)), Shortener(settings.base, PREFIXES))
    address = f"http://{settings.host}:{settings.port}/"
    OUT.print(
        f"\nOpen {address} for the graph, {address}sparql for SPARQL; Ctrl-C ends."
        if serving
        else (f"\nServe it: onrecord serve --store {store} --port {settings.port}"),
        highlight=False,
    )
    return True
