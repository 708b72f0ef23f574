from __future__ import annotations

import pyoxigraph
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic
from records import BASE, KNOWN, hand_record

from kg.mapping import Literal, Quad, Triple, article_quads, graph_of, nquads, read_triples
from kg.mapping.vocabulary import XSD

IRIS = st.sampled_from([f"https://example.org/{name}" for name in "abcd"])
TEXTS = st.text(st.characters(blacklist_categories=["Cs"]))
LITERALS = st.builds(
    Literal, TEXTS, st.sampled_from([None, "https://example.org/type"]), st.none()
) | st.builds(Literal, TEXTS, st.none(), st.sampled_from(["en", "en-gb", "ar"]))  # fmt: skip
QUADS = st.lists(st.builds(Quad, IRIS, IRIS, IRIS | LITERALS, IRIS))


@given(QUADS)
def test_n_quads_say_the_quads_and_nothing_else(quads: list[Quad]) -> None:
    parsed = {
        Quad(one.subject.value, one.predicate.value, ours(one.object), one.graph_name.value)
        for one in pyoxigraph.parse(nquads(quads), format=pyoxigraph.RdfFormat.N_QUADS)
    }
    assert parsed == set(quads)


def ours(term: pyoxigraph.NamedNode | pyoxigraph.Literal) -> str | Literal:
    if isinstance(term, pyoxigraph.NamedNode):
        return term.value
    if term.language:
        return Literal(term.value, language=term.language)
    datatype = term.datatype.value
    return Literal(term.value, None if datatype == str(XSD.string) else datatype)


@given(QUADS)
def test_n_quads_do_not_depend_on_order_or_repetition(quads: list[Quad]) -> None:
    assert nquads(quads) == nquads([*reversed(quads), *quads])
    assert nquads(quads).count("\n") == len(set(quads))


def test_n_quads_are_canonical() -> None:
    quads = [
        Quad("https://example.org/b", "https://example.org/p", Literal('a\t"b"\\\n\x01\x7fé'), "https://example.org/g"),
        Quad("https://example.org/a", "https://example.org/p", Literal("نعم", language="ar"), "https://example.org/g"),
    ]
    assert nquads(quads) == (
        '<https://example.org/a> <https://example.org/p> "نعم"@ar <https://example.org/g> .\n'
        '<https://example.org/b> <https://example.org/p> "a\\t\\"b\\"\\\\\\n\\u0001\\u007Fé" '
        "<https://example.org/g> .\n"
    )


def test_the_store_gives_back_what_the_mapping_wrote_byte_for_byte() -> None:
    written = nquads(article_quads(hand_record(), base=BASE, known=KNOWN))
    store = pyoxigraph.Store()
    store.load(written, format=pyoxigraph.RdfFormat.N_QUADS)
    read = store.dump(format=pyoxigraph.RdfFormat.N_QUADS).decode()
    assert "".join(sorted(f"{line}\n" for line in read.splitlines())) == written


def test_rdflib_reads_the_n_quads_as_the_graph_that_it_is_given() -> None:
    quads = article_quads(hand_record(), base=BASE, known=KNOWN)
    triples = "".join(
        f"{one.triple} .\n" for one in pyoxigraph.parse(nquads(quads), format=pyoxigraph.RdfFormat.N_QUADS)
    )
    assert isomorphic(Graph().parse(data=triples, format="nt"), Graph() + graph_of(quads))


@given(st.lists(st.tuples(IRIS, IRIS, IRIS | LITERALS)))
def test_triples_are_read_from_n_triples_as_they_were(triples: list[Triple]) -> None:
    quads = nquads(Quad(*one, "g") for one in triples)
    lines = "".join(f"{line.removesuffix(' <g> .')} .\n" for line in quads.split("\n") if line)
    assert set(read_triples(lines)) == set(triples)
