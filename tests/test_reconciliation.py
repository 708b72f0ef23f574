"""The Reconciliation Service API: its answers against the protocol's schemas, and batches as OpenRefine sends them.

The schemas are ours, written after the text of the specification (https://reconciliation-api.github.io/specs/0.2/).
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jsonschema
import pytest
from conftest import open_store, put_record
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from records import BASE, hand_record
from test_linking import KNOWN, conflict_record

from kg.gazetteer import Gazetteer
from kg.linking.directory import PROPERTIES, TYPES, Directory
from kg.linking.names import NameIndex, likeness_of
from kg.linking.reconciling import Asked, Question, reconcile
from kg.settings import Settings
from service.app import create_app
from service.reconciliation import MOST, manifest

STRING: dict[str, Any] = {"type": "string", "minLength": 1}
TERM: dict[str, Any] = {"type": "object", "required": ["id", "name"], "properties": {"id": STRING, "name": STRING}}
TYPE = {**TERM, "properties": {**TERM["properties"], "broader": {"type": "array", "items": TERM}}}
FEATURE = {
    "type": "object",
    "required": ["id", "value"],
    "properties": {"id": STRING, "value": {"type": ["number", "boolean"]}},
}
CANDIDATE = {
    "type": "object",
    "required": ["id", "name", "score", "type", "match", "features"],
    "additionalProperties": False,
    "properties": {
        "id": STRING,
        "name": STRING,
        "description": {"type": "string"},
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "match": {"type": "boolean"},
        "type": {"type": "array", "items": TYPE, "minItems": 1},
        "features": {"type": "array", "items": FEATURE, "minItems": 1},
    },
}
RESULT = {"type": "object", "required": ["result"], "properties": {"result": {"type": "array", "items": CANDIDATE}}}
RESULTS = {"type": "object", "additionalProperties": RESULT}
WEB = {"type": "string", "pattern": "^https?://"}
PATH = {"type": "string", "pattern": "^/"}
SUGGEST = {
    "type": "object",
    "required": ["service_url", "service_path", "flyout_service_path"],
    "properties": {
        "service_url": WEB,
        "service_path": PATH,
        "flyout_service_path": {"type": "string", "pattern": r"^/.*\$\{id\}"},
    },
}
TEMPLATE = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}
MANIFEST = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace", "defaultTypes", "view", "preview", "suggest"],
    "properties": {
        "versions": {"type": "array", "items": STRING, "contains": {"const": "0.2"}},
        "name": STRING,
        "identifierSpace": WEB,
        "schemaSpace": WEB,
        "documentation": WEB,
        "serviceVersion": STRING,
        "defaultTypes": {"type": "array", "items": TYPE, "uniqueItems": True},
        "view": {"type": "object", "required": ["url"], "properties": {"url": TEMPLATE}},
        "preview": {
            "type": "object",
            "required": ["url", "width", "height"],
            "properties": {"url": TEMPLATE, "width": {"type": "integer"}, "height": {"type": "integer"}},
        },
        "suggest": {
            "type": "object",
            "additionalProperties": False,
            "properties": dict.fromkeys(("entity", "property", "type"), SUGGEST),
        },
        "extend": {
            "type": "object",
            "required": ["propose_properties"],
            "properties": {
                "propose_properties": {
                    "type": "object",
                    "required": ["service_url", "service_path"],
                    "properties": {"service_url": WEB, "service_path": PATH},
                },
                "property_settings": {"type": "array"},
            },
        },
        "batchSize": {"type": "integer", "minimum": 1},
    },
}
SUGGESTED = {
    "type": "object",
    "required": ["result"],
    "properties": {
        "result": {"type": "array", "items": {**TERM, "properties": {**TERM["properties"], "notable": {"items": TERM}}}}
    },
}


def _only(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": [name], "additionalProperties": False, "properties": {name: schema}}


VALUE = {
    "oneOf": [
        {**TERM, "additionalProperties": False},
        _only("str", {"type": "string"}),
        _only("float", {"type": "number"}),
        _only("int", {"type": "integer"}),
    ]
}
EXTENSION = {
    "type": "object",
    "required": ["meta", "rows"],
    "properties": {
        "meta": {"type": "array", "items": {**TERM, "properties": {**TERM["properties"], "type": TERM}}},
        "rows": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": VALUE},
            },
        },
    },
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    store = tmp_path_factory.mktemp("reconciled") / "store"
    put_record(store, conflict_record(), known=KNOWN)
    with (
        open_store(store) as graphs,
        TestClient(
            create_app(Settings(store=store, base=BASE), graphs), base_url="http://records.example:8000"
        ) as found,
    ):
        yield found


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory(Gazetteer.load(), base=BASE)


def results(client: TestClient, **queries: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Send a batch as OpenRefine does and return the candidates by query."""
    body = urlencode({"queries": json.dumps(queries)})
    answer = client.post("/reconcile", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 200, answer.text
    jsonschema.validate(answer.json(), RESULTS)
    return {name: one["result"] for name, one in answer.json().items()}


def first(client: TestClient, query: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = results(client, q0={"query": query, **more})["q0"][0]
    return found


# The protocol


def test_the_manifest_describes_the_service(client: TestClient) -> None:
    answer = client.get("/reconcile")
    described = answer.json()
    jsonschema.validate(described, MANIFEST)
    assert described["identifierSpace"] == BASE
    assert described["suggest"]["entity"]["service_url"] == "http://records.example:8000"
    assert answer.headers["content-type"] == "application/json"
    assert client.get("/reconcile", headers={"Origin": "http://refine.example"}).headers["access-control-allow-origin"]


def test_whatever_the_manifest_names_answers(client: TestClient) -> None:
    described = manifest("", base=BASE)
    for what in ("entity", "type", "property"):
        service = described["suggest"][what]
        found = client.get(service["service_path"], params={"prefix": "p"}).json()
        jsonschema.validate(found, SUGGESTED)
        assert found["result"], what
        for one in found["result"]:
            flyout = client.get(service["flyout_service_path"].replace("${id}", one["id"].replace("/", "%2F"))).json()
            assert flyout["id"] == one["id"]
            assert one["name"] in html.unescape(flyout["html"])
    for template in (described["view"]["url"], described["preview"]["url"]):
        page = client.get(template.replace("{{id}}", "actor%2Fpeshmerga"), headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert "Peshmerga" in page.text
    proposed = client.get(described["extend"]["propose_properties"]["service_path"], params={"type": "city"}).json()
    assert {"id": "lat", "name": "Latitude"} in proposed["properties"]
    assert {one["id"] for one in described["defaultTypes"]} == set(TYPES)


def test_a_batch_comes_by_get_and_by_post_with_the_same_answer(client: TestClient) -> None:
    queries = json.dumps({"q0": {"query": "Daesh"}, "zweite Frage": {"query": "Kirkük", "limit": 1}})
    by_get = client.get("/reconcile", params={"queries": queries})
    by_post = client.post("/reconcile", data={"queries": queries})
    jsonschema.validate(by_get.json(), RESULTS)
    assert by_get.json() == by_post.json()
    assert [one["id"] for one in by_get.json()["zweite Frage"]["result"]] == ["place/kirkuk"]


def test_a_batch_as_openrefine_sends_it(client: TestClient) -> None:
    batch = {
        f"q{number}": {"query": name, "type": "armed_group", "type_strict": "should"}
        for number, name in enumerate(["ISIS", "Peoples Protection Units", "Hashd al-Shaabi", "xqzw jjkk", "PKK "])
    }
    batch["q5"] = {
        "query": "Kirkuk",
        "type": "city",
        "type_strict": "should",
        "properties": [
            {"pid": "country", "v": {"id": "place/iraq", "name": "Iraq"}},
            {"pid": "lat", "v": "35.5"},
        ],
    }
    found = results(client, **batch)
    assert [found[f"q{n}"][0]["id"] for n in (0, 1, 2, 4, 5)] == [
        "actor/islamic-state", "actor/ypg", "actor/popular-mobilization-forces", "actor/pkk", "place/kirkuk",
    ]  # fmt: skip
    assert found["q3"] == []
    assert found["q5"][0]["match"] and not found["q5"][1]["match"]


def test_version_0_1_s_single_query_is_answered(client: TestClient) -> None:
    plain = client.get("/reconcile", params={"query": "Daesh"}).json()
    full = client.get(
        "/reconcile", params={"query": '{"query": "Daesh", "limit": 1, "type": ["person", "actor"]}'}
    ).json()
    for one in (plain, full):
        jsonschema.validate(one, RESULT)
        assert one["result"][0]["id"] == "actor/islamic-state"
    assert len(full["result"]) == 1


def test_values_are_fetched_for_entities(client: TestClient) -> None:
    asked = {
        "ids": ["actor/islamic-state", "place/makhmur", "actor/nobody", "actor/sirwan-barzani"],
        "properties": [{"id": one, "settings": {"limit": 1}} for one in (*PROPERTIES, "colour")],
    }
    answer = client.post("/reconcile", data={"extend": json.dumps(asked)})
    extended = answer.json()
    jsonschema.validate(extended, EXTENSION)
    assert list(extended["rows"]) == asked["ids"]
    assert [one["id"] for one in extended["meta"]] == [*PROPERTIES, "colour"]
    group, town, nobody, person = extended["rows"].values()
    assert group["wikidata"] == [{"str": "Q2429253"}] and group["articles"] == [{"int": 1}]
    assert town["country"] == [{"id": "place/iraq", "name": "Iraq"}] and town["lat"] == [{"float": 35.77622}]
    assert person["organisation"] == [{"id": "actor/peshmerga", "name": "Peshmerga"}]
    assert all(values == [] for values in nobody.values())
    assert client.get("/reconcile", params={"extend": json.dumps(asked)}).json() == extended


def test_entities_are_suggested_by_any_word_of_their_names_those_that_begin_so_first(client: TestClient) -> None:
    found = client.get("/reconcile/suggest/entity", params={"prefix": "barz"}).json()["result"]
    names = [one["name"] for one in found]
    assert names[0].startswith("Barz") and {"Masoud Barzani", "Masrour Barzani", "Sirwan Barzani"} <= set(names)


def test_no_type_may_be_asked_for_as_an_empty_one(client: TestClient) -> None:
    found = results(client, q0={"query": "Daesh", "type": ""}, q1={"query": "Daesh"})
    assert found["q0"] == found["q1"]


def test_an_old_client_gets_a_call(client: TestClient) -> None:
    answer = client.get("/reconcile", params={"query": "Daesh", "callback": "jQuery1_2.done"})
    assert answer.headers["content-type"].startswith("application/javascript")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.text.startswith("/**/jQuery1_2.done({")
    assert "<" not in answer.text
    suggested = client.get("/reconcile/suggest/type", params={"prefix": "p", "callback": "f"}).text
    assert json.loads(suggested.removeprefix("/**/f(").removesuffix(");"))["result"]


def test_the_page_of_an_entity_is_the_graph_s_where_articles_name_it(client: TestClient) -> None:
    named = client.get("/reconcile/view", params={"id": "actor/islamic-state"}, follow_redirects=False)
    assert (named.status_code, named.headers["location"]) == (303, "http://records.example:8000/id/actor/islamic-state")
    unnamed = client.get("/reconcile/view", params={"id": "actor/ypg"})
    assert unnamed.status_code == 200 and "People&#39;s Protection Units" in unnamed.text
    preview = client.get("/reconcile/preview", params={"id": "actor/islamic-state"})
    assert 'href="http://records.example:8000/id/actor/islamic-state"' in preview.text
    assert "script" not in preview.text and preview.headers["content-security-policy"].startswith("default-src 'none'")


# What is refused


@pytest.mark.parametrize(
    ("parameters", "status", "message"),
    [
        ({"queries": ""}, 400, "queries: Invalid JSON"),
        ({"queries": "{"}, 400, "queries: Invalid JSON"),
        ({"queries": "[]"}, 400, "queries: Input should be an object"),
        ({"queries": "null"}, 400, "queries"),
        ({"queries": '{"q0": []}'}, 400, "queries.q0"),
        ({"queries": '{"q0": {}}'}, 400, "queries.q0: neither a query nor properties"),
        ({"queries": '{"q0": {"query": ""}}'}, 400, "queries.q0: neither a query nor properties"),
        ({"queries": '{"q0": {"query": " \\n"}}'}, 400, "queries.q0: neither a query nor properties"),
        ({"queries": '{"q0": {"query": 7}}'}, 400, "queries.q0.query"),
        ({"queries": '{"q0": {"query": "x", "limit": 0}}'}, 400, "queries.q0.limit"),
        ({"queries": '{"q0": {"query": "x", "limit": -3}}'}, 400, "queries.q0.limit"),
        ({"queries": '{"q0": {"query": "x", "limit": 1.5}}'}, 400, "queries.q0.limit"),
        ({"queries": '{"q0": {"query": "x", "limit": NaN}}'}, 400, "queries.q0.limit"),
        ({"queries": '{"q0": {"query": "x", "type": 3}}'}, 400, "queries.q0.type"),
        ({"queries": '{"q0": {"query": "x", "type_strict": "maybe"}}'}, 400, "queries.q0.type_strict"),
        ({"queries": '{"q0": {"query": "x", "properties": {}}}'}, 400, "queries.q0.properties"),
        ({"queries": '{"q0": {"query": "x", "properties": [{"pid": "country"}]}}'}, 400, "properties.0.v"),
        ({"queries": '{"q0": {"query": "x", "properties": [{"pid": "country", "v": {}}]}}'}, 400, "properties.0"),
        ({"queries": "[" * 5000}, 400, "queries"),
        ({"queries": '{"q0": {"query": "\\ud800"}}'}, 400, "queries"),
        ({"queries": json.dumps({str(n): {"query": "x"} for n in range(MOST + 1)})}, 413, f"at most {MOST}"),
        ({"extend": "{}"}, 400, "extend.ids"),
        ({"extend": '{"ids": "x", "properties": []}'}, 400, "extend.ids"),
        ({"extend": '{"ids": [1], "properties": []}'}, 400, "extend.ids.0"),
        ({"extend": '{"ids": [], "properties": [{}]}'}, 400, "extend.properties.0.id"),
        ({"extend": json.dumps({"ids": ["x"] * (MOST + 1), "properties": []})}, 413, f"at most {MOST}"),
        ({"query": "{"}, 400, "query: Invalid JSON"),
        ({"query": ""}, 400, "neither a query nor properties"),
        ({"query": "Daesh", "callback": "alert(1)//"}, 400, "expected the name of a function"),
        ({"query": "Daesh", "callback": ""}, 400, "expected the name of a function"),
        ({"query": "Daesh", "callback": "f\n"}, 400, "expected the name of a function"),
    ],
)  # fmt: skip
def test_a_bad_request_is_refused_with_what_is_wrong(
    client: TestClient, parameters: dict[str, str], status: int, message: str
) -> None:
    for answer in (client.get("/reconcile", params=parameters), client.post("/reconcile", data=parameters)):
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert message in answer.json()["detail"]


LONG = b"queries=" + b"x" * 1_000_001


@pytest.mark.parametrize(
    ("method", "path", "headers", "content", "status"),
    [
        ("POST", "/reconcile", {"Content-Type": "application/x-www-form-urlencoded"}, b"", 400),
        ("POST", "/reconcile", {"Content-Type": "application/json"}, b'{"queries": {}}', 415),
        ("POST", "/reconcile", {"Content-Type": "application/x-www-form-urlencoded"}, b"queries=%ff", 400),
        ("POST", "/reconcile", {"Content-Type": "application/x-www-form-urlencoded"}, b"queries={}&queries={}", 400),
        ("POST", "/reconcile", {"Content-Type": "application/x-www-form-urlencoded"}, LONG, 413),
        ("PUT", "/reconcile", {}, b"", 405),
        ("GET", "/reconcile/suggest/entity", {}, b"", 400),
        ("GET", "/reconcile/suggest/entity?prefix=a&cursor=-1", {}, b"", 400),
        ("GET", "/reconcile/suggest/type?prefix=a&cursor=x", {}, b"", 400),
        ("GET", "/reconcile/flyout/entity", {}, b"", 400),
        ("GET", "/reconcile/flyout/entity?id=actor/nobody", {}, b"", 404),
        ("GET", "/reconcile/flyout/type?id=nothing", {}, b"", 404),
        ("GET", "/reconcile/flyout/property?id=", {}, b"", 404),
        ("GET", "/reconcile/preview?id=..%2F..", {}, b"", 404),
        ("GET", "/reconcile/view?id=", {}, b"", 404),
        ("GET", "/reconcile/properties?limit=0", {}, b"", 400),
        ("GET", "/reconcile/nothing", {}, b"", 404),
    ],
)  # fmt: skip
def test_a_wrong_call_is_the_caller_s_fault(
    client: TestClient, method: str, path: str, headers: dict[str, str], content: bytes, status: int
) -> None:
    answer = client.request(method, path, headers=headers, content=content)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["query", "type", "limit", "properties", "pid", "v", "type_strict", "ids", "id", "name", "q"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["queries", "extend", "query"]), value=JSON)
def test_no_input_is_the_server_s_fault(client: TestClient, name: str, value: object) -> None:
    answer = client.post("/reconcile", data={name: json.dumps(value)})
    assert answer.status_code in (200, 400, 413)
    assert isinstance(answer.json(), dict)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_any_text_may_be_asked_for(client: TestClient, text: str) -> None:
    queries = json.dumps({"q0": {"query": text, "properties": [{"pid": "country", "v": text}]}})
    assert client.post("/reconcile", data={"queries": queries}).status_code == 200
    assert client.get("/reconcile/suggest/entity", params={"prefix": text}).status_code == 200


# The sense of it


@pytest.mark.parametrize(
    ("name", "expected", "sure"),
    [
        ("Daesh", "actor/islamic-state", True),
        ("so-called Islamic State", "actor/islamic-state", True),
        ("ICTS", "actor/iraqi-cts", True),
        ("Hashd al-Shaabi", "actor/popular-mobilization-forces", True),
        ("Masrur Barzani", "actor/masrour-barzani", True),
        ("Masrour Barzanî", "actor/masrour-barzani", True),
        ("Makhmoor", "place/makhmur", True),
        ("Kirkuk province", "place/kirkuk-governorate", True),
        ("Salahaddin Governorate", "place/saladin-governorate", True),
        ("Turkish army", "actor/turkish-armed-forces", True),
        ("Q2429253", "actor/islamic-state", True),
        ("actor/ypg", "actor/ypg", True),
        ("Kirkuk", "place/kirkuk", False),
        ("the coalition", "actor/global-coalition", False),
        ("Syrian Obsrvatory for Human Rights", "actor/sohr", False),
        ("Falcons of the North", "actor/", True),
        ("Barzani", "actor/", False),
    ],
)
def test_a_name_finds_its_entity_and_is_sure_only_without_rivals(
    client: TestClient, name: str, expected: str, sure: bool
) -> None:
    found = first(client, name)
    assert found["id"].startswith(expected)
    assert found["match"] is sure


def test_every_actor_is_found_by_its_own_name_and_id(directory: Directory) -> None:
    for entry in Gazetteer.load().actors()[::7]:
        by_name = [one.profile.id for one in reconcile(Question(entry.label), directory)]
        assert f"actor/{entry.id}" in by_name, entry.label
        (by_id, *_) = reconcile(Question(f"actor/{entry.id}"), directory)
        assert by_id.profile.id == f"actor/{entry.id}" and by_id.match


def test_properties_tell_namesakes_apart(client: TestClient) -> None:
    def who(**properties: Any) -> str:
        pairs = [{"pid": pid, "v": value} for pid, value in properties.items()]
        return str(first(client, "Barzani", properties=pairs, type="person")["id"])

    assert who(organisation="KRSC") == "actor/masrour-barzani"
    assert who(organisation={"id": "actor/peshmerga", "name": "Peshmerga"}) == "actor/sirwan-barzani"
    assert who(wikidata="Q557630") == "actor/nechirvan-barzani"
    assert who(office=["Nobody", "Prime Minister"], wikidata="http://www.wikidata.org/entity/Q557630") == (
        "actor/nechirvan-barzani"
    )


def test_types_restrict_or_prefer(client: TestClient) -> None:
    def ids(**more: Any) -> list[str]:
        return [one["id"] for one in results(client, q0={"query": "Kirkuk", "limit": 5, **more})["q0"]]

    assert ids()[:2] == ["place/kirkuk", "place/kirkuk-governorate"]
    assert ids(type="province")[0] == "place/kirkuk-governorate"
    assert set(ids(type="province")) & {"place/kirkuk"} == set()
    assert ids(type=["province", "place"], type_strict="all")[0] == "place/kirkuk-governorate"
    assert ids(type="province", type_strict="should")[0] == "place/kirkuk-governorate"
    assert "place/kirkuk" in ids(type="province", type_strict="should")
    assert ids(type="no such type") == []


def test_without_a_name_identifying_properties_find_the_entity(client: TestClient) -> None:
    for pid, value, expected in (
        ("wikidata", "Q2429253", "actor/islamic-state"),
        ("geonames", 93818, "place/makhmur"),
        ("domain", "rudaw.net", "actor/rudaw"),
        ("wikipedia", "Makhmur, Iraq", "place/makhmur"),
        ("alias", "Daesh", "actor/islamic-state"),
    ):
        (found, *_) = results(client, q0={"properties": [{"pid": pid, "v": value}]})["q0"]
        assert found["id"] == expected, pid
    assert results(client, q0={"properties": [{"pid": "colour", "v": "red"}]})["q0"] == []


def test_the_features_are_those_that_the_score_comes_of(client: TestClient) -> None:
    found = first(client, "Kirkuk", type="city", properties=[{"pid": "country", "v": "Iraq"}, {"pid": "lat", "v": 30}])
    features = {one["id"]: one["value"] for one in found["features"]}
    assert features == {"name": 100.0, "type": True, "property:country": 100.0, "property:lat": 0.0}
    assert found["score"] == 85.0


def test_what_the_store_learns_is_found(tmp_path: Path) -> None:
    store = tmp_path / "store"
    put_record(store, conflict_record(), known=KNOWN)
    with open_store(store) as graphs, TestClient(create_app(Settings(store=store, base=BASE), graphs)) as client:
        assert results(client, q0={"query": "Amina Daud"})["q0"] == []
        put_record(store, hand_record())
        assert first(client, "Amina Daud")["name"] == "Amina Daud"
        assert first(client, "Northern Alliance")["type"][0]["id"] == "coalition"


def test_unnamed_sources_cannot_be_reconciled(client: TestClient, kesh: Path) -> None:
    with open_store(kesh) as graphs:
        found = reconcile(Question("A medical source"), Directory(Gazetteer.load(), base=BASE, store=graphs))
    assert all(one.profile.name != "A medical source" for one in found)


def test_names_are_alike_by_degrees() -> None:
    asked = "Iraqi Counter Terrorism Service"
    names = [asked, "IRAQI COUNTER-TERRORISM SERVICE", "Counter Terrorism Service", "Iraqi Army", "Rudaw"]
    found = [likeness_of(asked, name) for name in names]
    assert found == sorted(found, reverse=True)
    assert found[0] == 1.0 and found[-1] < 0.3
    assert likeness_of("", "") == 1.0 and likeness_of("", "x") == 0.0


def test_an_index_finds_by_key_spelling_word_and_slip() -> None:
    index = NameIndex([("a", ["Deir ez-Zor", "Dayr az Zawr"]), ("b", ["Deir Hafir"]), ("c", ["Raqqa"])])
    assert index.find("deir al zor")["a"].likeness == pytest.approx(0.98)
    assert set(index.find("Deir")) == {"a", "b"}
    assert index.find("Raqqqa")["c"].name == "Raqqa"
    assert index.find("") == index.find("'") == {}
    assert list(index.begin("deir")) == ["a", "b"] and list(index.begin("")) == []


def test_numbers_and_texts_fit_by_degrees(directory: Directory) -> None:
    def fit(prop: str, value: str) -> float | bool:
        question = Question("Makhmur", properties=((prop, (Asked(value),)),))
        return reconcile(question, directory)[0].features[f"property:{prop}"]

    assert fit("lat", "35.77622") == 100.0
    assert 0 < fit("lat", "35.7") < 100
    assert fit("lat", "many") == fit("lat", "nan") == fit("lat", "inf") == 0.0
    assert fit("domain", "x") == 40.0
