from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.mapping.iris import (
    escaped,
    key_hash,
    mint,
    mint_article,
    mint_graph,
    mint_known,
    mint_revision,
    mint_wikidata,
    normalised_name,
)

BASE = "https://example.org/id/"


def test_the_same_key_gives_the_same_iri_for_good() -> None:
    iri = mint(BASE, "article", "url", "https://gazette.example/kesh")
    assert iri == "https://example.org/id/article/41bbcc9d31aed195820e0849"


def test_the_parts_of_a_key_do_not_run_into_each_other() -> None:
    assert key_hash("ab", "c") != key_hash("a", "bc") != key_hash("abc")


@given(st.lists(st.text(), min_size=1, max_size=4), st.lists(st.text(), min_size=1, max_size=4))
def test_different_keys_give_different_iris(one: list[str], other: list[str]) -> None:
    if "\x1f" not in "".join(one + other):
        assert (mint(BASE, "claim", *one) == mint(BASE, "claim", *other)) == (one == other)


def test_an_article_is_known_by_its_address_and_by_its_id_where_it_has_none() -> None:
    assert mint_article(BASE, "https://a.example/1", "one") == mint_article(BASE, "https://a.example/1", "two")
    assert mint_article(BASE, None, "one") != mint_article(BASE, None, "two")
    assert mint_article(BASE, "one", "x") != mint_article(BASE, None, "one")


def test_the_graph_of_a_revision_has_the_hash_of_the_revision() -> None:
    revision = mint_revision(mint_article(BASE, None, "one"), "0" * 64, base=BASE)
    graph = mint_graph(revision, base=BASE)
    assert graph.rpartition("/")[2] == revision.rpartition("/")[2]
    assert graph.startswith(BASE + "graph/")


@pytest.mark.parametrize(
    ("slug", "iri"),
    [
        ("islamic-state", "https://example.org/id/actor/islamic-state"),
        ("a b/c", "https://example.org/id/actor/a%20b%2Fc"),
        ("داعش", "https://example.org/id/actor/%D8%AF%D8%A7%D8%B9%D8%B4"),
    ],
)
def test_a_known_actor_has_a_readable_iri(slug: str, iri: str) -> None:
    assert mint_known(BASE, "actor", slug) == iri


@pytest.mark.parametrize(
    ("item", "iri"),
    [
        ("Q42", "http://www.wikidata.org/entity/Q42"),
        ("http://www.wikidata.org/entity/Q42", "http://www.wikidata.org/entity/Q42"),
        ("Q4 2>", "http://www.wikidata.org/entity/Q4%202%3E"),
    ],
)
def test_a_wikidata_item_is_named_as_wikidata_names_it(item: str, iri: str) -> None:
    assert mint_wikidata(item) == iri


@given(st.text())
def test_an_escaped_iri_has_no_character_that_rdf_forbids(text: str) -> None:
    assert not re.search(r'[\x00-\x20<>"{}|^`\\]', escaped(text))


@given(st.text())
def test_normalising_a_name_twice_changes_nothing(text: str) -> None:
    once = normalised_name(text)
    assert normalised_name(once) == once


def test_names_are_compared_without_case_width_and_extra_white_space() -> None:
    assert normalised_name("Rami  Abdel\nRahman") == normalised_name("RAMI ＡBDEL Rahman")
