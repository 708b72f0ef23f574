"""The door to SPARQL endpoints elsewhere: ask one a query and read its answer as if it were the store's own."""

from __future__ import annotations

import urllib.error
from collections.abc import Mapping

from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from kg.errors import QueryError, QueryRefusedError, QuerySyntaxError
from kg.store.graphs import Answer, read_graph, read_results

_QUERIES = ("SELECT", "ASK")
_GRAPHS = ("CONSTRUCT", "DESCRIBE")
_SHOWN = 300


def query_endpoint(url: str, text: str, *, prefixes: Mapping[str, str], base: str, seconds: int = 120) -> Answer:
    """Return the endpoint's answer; the query may use the prefixes, and IRIs relative to the base.

    Raises QuerySyntaxError when the endpoint finds the query malformed, QueryRefusedError for an
    update, QueryError when the endpoint fails or does not answer SPARQL.
    """
    if not url.startswith(("http://", "https://")):
        raise QueryError(f"endpoint {url!r}: expected an http(s) address")
    prologue = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in prefixes.items())
    endpoint = SPARQLWrapper(url, agent="onrecord (SPARQLWrapper)")
    endpoint.setQuery(f"BASE <{base}>\n{prologue}{text}")
    if endpoint.queryType not in _QUERIES + _GRAPHS:
        raise QueryRefusedError(f"{endpoint.queryType} is refused: only queries are sent to an endpoint")
    wants_graph = endpoint.queryType in _GRAPHS
    endpoint.setReturnFormat(TURTLE if wants_graph else JSON)
    endpoint.setMethod(POST)
    endpoint.setTimeout(seconds)
    data = _asked(endpoint, url)
    try:
        return read_graph(data) if wants_graph else read_results(data)
    except QuerySyntaxError as error:
        raise QueryError(f"endpoint {url!r} gave what is no SPARQL result: {error}") from error


def _asked(endpoint: SPARQLWrapper, url: str) -> bytes:
    try:
        data: bytes = endpoint.query().response.read()
    except SPARQLWrapperException as error:
        message = " ".join(str(error).split())[:_SHOWN]
        kind = QuerySyntaxError if type(error).__name__ == "QueryBadFormed" else QueryError
        raise kind(f"endpoint {url!r}: {message}") from error
    except urllib.error.HTTPError as error:
        raise QueryError(f"endpoint {url!r} answered {error.code} {error.reason}") from error
    except OSError as error:  # of which URLError and TimeoutError are kinds
        raise QueryError(f"endpoint {url!r} cannot be reached: {error}") from error
    return data
