"""The graph of a store in a SPARQL 1.1 endpoint: any that takes queries and updates (https://www.w3.org/TR/sparql11-protocol/).

1. Queries are rewritten to be of what is in force, which stands in a graph of its own (`kg.store.dataset`), and are
   parsed here before they are sent: what is not a query of SPARQL 1.1 never leaves.
2. A change is worked out here, on an excerpt of the store that holds all that decides on it (`_Excerpt`), by the same
   rules as in a database of our own (`kg.store.view`), and sent as one update: quads that go, quads that come, and what
   that means for the graph of what is in force. Only a change larger than `LARGEST` is sent in parts, in such an order
   that what is in force is never without cause, and whoever makes the change again completes it.
3. All that is sent may be sent twice. Blank nodes, which would be others the second time, become IRIs (RDF 1.1, 3.5).
4. Every change gives the store a new state, by which readers tell whether it has changed. What others write past this
   program is not noticed.
"""

from __future__ import annotations

import contextlib
import ipaddress
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import pyoxigraph as ox

from kg.errors import NotFoundError, QueryError, QueryRefusedError, QuerySyntaxError, StoreError
from kg.remote import Endpoint, add_triples, ask_endpoint, open_graph, update_endpoint
from kg.store.changing import Change, Delta, named_node, read_quads, read_upload
from kg.store.dataset import ABOUT, IN_FORCE, OWN, names_graphs, prologue, within
from kg.store.directory import FORMAT, MARKER, check_directory, make_directory, writer_lock
from kg.store.formats import GraphFormat
from kg.store.graphs import GraphStore
from kg.store.place import RemotePlace
from kg.store.results import Answer, graph_format, query_errors
from kg.store.sparql import calls_service
from kg.store.update_texts import STATE, Named, by_graph, new_state, operation, parts
from kg.store.view import DEFAULT, INVALIDATED, TYPE, WITHHELD, InForce, marked_graphs, view_changes

LARGEST = 4_000_000
"""Characters of quads in one update: several changes go together up to there."""

_PAUSE = 0.25
_LOOK = 10.0  # seconds for a look at the state, for which much waits
_MOST = 2**31  # bytes of an answer: it is a store of our own
_LOOKED_UP = 500
_LOADED = 20_000

_SCHEMA = "https://schema.org/"
_NAME, _FORMAT = f"{_SCHEMA}identifier", f"{_SCHEMA}schemaVersion"

_ASTRAY = f"""
SELECT ?s ?p ?o WHERE {{
  ?s ?p ?o
  FILTER(EXISTS {{ GRAPH ?w {{ ?s ?p ?o }} GRAPH ?m {{ ?w a {WITHHELD} }} }} || NOT EXISTS {{
    GRAPH ?g {{ ?s ?p ?o }} FILTER NOT EXISTS {{ GRAPH ?h {{ ?g {INVALIDATED} ?time }} }}
  }})
}}
"""

_MISSING = f"""
SELECT DISTINCT ?s ?p ?o WHERE {{
  GRAPH ?g {{ ?s ?p ?o }}
  FILTER NOT EXISTS {{ ?s ?p ?o }}
  FILTER NOT EXISTS {{ GRAPH ?h {{ ?g {INVALIDATED} ?time }} }}
  FILTER NOT EXISTS {{ GRAPH ?w {{ ?s ?p ?o }} GRAPH ?m {{ ?w a {WITHHELD} }} }}
}}
"""

_MARKS = f"""
SELECT ?s ?p ?o ?g WHERE {{
  {{ GRAPH ?g {{ ?s {INVALIDATED} ?o }} BIND({INVALIDATED} AS ?p) }}
  UNION
  {{ GRAPH ?g {{ ?s {TYPE} {WITHHELD} }} BIND({TYPE} AS ?p) BIND({WITHHELD} AS ?o) }}
}}
"""

_STANDING = "SELECT ?s ?p ?o ?g WHERE {{ VALUES (?s ?p ?o) {{ {triples} }} GRAPH ?g {{ ?s ?p ?o }} }}"

_CONTENTS = "SELECT ?s ?p ?o WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"


@dataclass(frozen=True, slots=True)
class _About:
    """What the store says of itself."""

    name: str
    format: str
    state: str


class EndpointStore(GraphStore):
    """A graph that an endpoint holds."""

    def __init__(self, place: RemotePlace, prefixes: Mapping[str, str], base: str | None) -> None:
        super().__init__(prefixes, base)
        self._place = place
        self._queries, self._updates, self._graph_store = (
            Endpoint(
                url=url or place.update,
                seconds=place.seconds,
                tries=place.tries,
                pause=_PAUSE,
                user=place.user,
                password=place.password,
                token=place.token,
                may_return=True,
                most=_MOST,
            )
            for url in (place.query, place.update, place.graph_store)
        )
        self._looks = replace(self._queries, seconds=min(place.seconds, _LOOK))
        self._parser = ox.Store()
        self._held: contextlib.ExitStack | None = None

    @classmethod
    def of_place(
        cls, place: RemotePlace, *, write: bool, prefixes: Mapping[str, str], base: str | None
    ) -> EndpointStore:
        """Open the graph of an endpoint (see `GraphStore.open`)."""
        store = cls(place, prefixes, base)
        about = store._about()
        if about is not None and about.format != str(FORMAT):
            raise StoreError(f"store {str(place)!r} has format {about.format!r}, this version reads format {FORMAT}")
        if (place.folder / MARKER).exists():
            check_directory(place.folder, endpoint=about.name if about else "new")
        if write:
            store._open_to_write(about)
        elif about is None:
            raise StoreError(
                f"store {str(place)!r} holds no graph of On Record yet: expected one that `onrecord build` made"
            )
        return store

    def _open_to_write(self, about: _About | None) -> None:
        if about is None and self._there_is("?s ?p ?o"):
            raise StoreError(
                f"store {str(self._place)!r} holds what is not of On Record: expected an empty one, or one that "
                "`onrecord build` made; nothing was written"
            )
        name = about.name if about is not None else secrets.token_hex(12)
        make_directory(self._place.folder, endpoint=name)
        with contextlib.ExitStack() as held:
            held.enter_context(writer_lock(self._place.folder))
            if about is None:
                says = {_NAME: name, _FORMAT: str(FORMAT), STATE: secrets.token_hex(8)}
                lines = " ".join(f'<{ABOUT}> <{term}> "{value}" .' for term, value in says.items())
                self._send(f"INSERT DATA {{ GRAPH <{ABOUT}> {{ {lines} }} }}")
            self._held = held.pop_all()

    @property
    def is_local(self) -> bool:
        return False

    @property
    def place(self) -> RemotePlace:
        return self._place

    def close(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.close()

    def commit(self, changes: Iterable[Change], *, publish: bool = True) -> None:
        self._check_writable()
        try:
            parsed = [(change, list(read_quads(change.remove)), list(read_quads(change.add))) for change in changes]
        except SyntaxError as error:
            raise StoreError(f"the quads of an article cannot be stored: {error}") from error
        delta, size = Delta(), 0
        for change, going, coming in parsed:
            more = len(change.remove) + len(change.add)
            if size and size + more > LARGEST:
                self._apply(delta)
                delta, size = Delta(), 0
            delta.going += [quad for name in change.drop for quad in self._quads(named_node(name))] + going
            delta.coming += coming
            size += more
        self._apply(delta)

    def add(self, quads: Iterable[str]) -> None:
        for some in parts(quads, LARGEST):
            self.commit([Change(add=one) for one in some])

    def update(
        self, text: str, *, direct: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> None:
        from kg.store.updates import Contents, Dataset, Update  # only who updates needs rdflib's parser

        if calls_service(text):
            raise QueryRefusedError("SERVICE is refused in updates")
        self._check_writable()

        def solutions(query: str, dataset: Dataset) -> Iterable[Mapping[str, object]]:
            return self.query(query, default_graphs=dataset.default, named_graphs=dataset.named).solutions()

        contents = Contents(names=lambda: map(ox.NamedNode, self.graph_names()), quads=self._quads)
        dataset = Dataset(tuple(default_graphs), tuple(named_graphs))
        update = Update(contents, solutions, direct=named_node(direct), dataset=dataset)
        for delta in update.deltas(text, prefixes=self.prefixes, base=self.base):
            self._apply(delta)

    def replace_graph(self, name: str, data: bytes, form: GraphFormat, *, keep: bool = False) -> bool:
        graph = named_node(name)
        self._check_writable()
        coming = read_upload(data, form, graph)
        known = list(self._quads(graph))
        self._apply(Delta(going=[] if keep else known, coming=coming))
        return not known

    def load(self, path: Path, form: GraphFormat) -> None:
        self._check_writable()
        try:
            quads = ox.parse(path=path, format=graph_format(form))
            while some := list(islice(quads, _LOADED)):
                if not all(isinstance(quad.graph_name, ox.NamedNode) for quad in some):
                    raise StoreError(f"{str(path)!r} has triples in no named graph: expected a graph for each")
                self._apply(Delta(coming=some))
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"{str(path)!r} is not {form}: {error}") from error
        except OSError as error:
            raise StoreError(f"{str(path)!r} cannot be read: {error}") from error

    def query(
        self,
        text: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        iris: Mapping[str, str] | None = None,
        services: Mapping[str, str] | None = None,
    ) -> Answer:
        asks_others = calls_service(text)
        if asks_others:
            if services:
                self._check_calls(text)
            text = self._sent_on(text, services, default_graphs=default_graphs, named_graphs=named_graphs)
        kind = self._kind(text)
        for name in (*default_graphs, *named_graphs, *(iris or {}).values()):
            named_node(name)
        graph = None if default_graphs or named_graphs else IN_FORCE
        if asks_others and graph:  # within a named graph, Oxigraph asks others for a graph of that name
            graph, default_graphs = None, (IN_FORCE,)
        elif len(default_graphs) == 1 and not named_graphs and not names_graphs(text):
            (graph,), default_graphs = default_graphs, ()  # which needs no dataset: not every store heeds one
        sent = prologue(text, self.prefixes, self.base) + within(text, graph, iris=iris)
        return self._ask(sent, kind, default_graphs=default_graphs, named_graphs=named_graphs)

    def describe(self, iri: str, *, inward: int = 1000) -> Answer:
        node = named_node(iri)
        around = f"{{ {node} ?p ?o }} UNION {{ ?s ?q {node} }}"
        now = self.query(f"ASK {{ {around} }}").truth and not self._is_invalidated(node)
        if not now and not self._there_is(around):
            raise NotFoundError(f"nothing in the graph has the IRI {iri!r}")
        outward, pointing = (
            pattern if now else f"GRAPH ?g {{ {pattern} }}" for pattern in (f"{node} ?p ?o", f"?s ?q {node}")
        )
        return self.query(
            f"CONSTRUCT {{ {node} ?p ?o . ?s ?q {node} }} WHERE {{ {{ {outward} }} "
            f"UNION {{ SELECT DISTINCT ?s ?q WHERE {{ {pointing} }} LIMIT {inward} }} }}"
        )

    def holds(self, *, predicate: str, value: str) -> bool:
        return self._there_is(f"?s {named_node(predicate)} {named_node(value)}")

    def having(self, *, predicate: str, text: str, graph: str) -> list[str]:
        pattern = f"GRAPH {named_node(graph)} {{ ?s {named_node(predicate)} {ox.Literal(text)} }}"
        rows = self._ask(f"SELECT DISTINCT ?s WHERE {{ {pattern} }}", "SELECT").rows()
        return [row[0].value for row in rows if row[0] is not None and row[0].kind == "iri"]

    def has_graph(self, name: str) -> bool:
        return name not in OWN and self._ask(f"ASK {{ GRAPH {named_node(name)} {{ ?s ?p ?o }} }}", "ASK").truth

    def in_force(self, name: str) -> bool:
        return self.has_graph(name) and not self._is_invalidated(named_node(name))

    def graph_names(self) -> list[str]:
        names = self._ask("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }", "SELECT").texts()
        return sorted(name for (name,) in names if name not in OWN)

    def astray(self) -> list[str]:
        found = ((_ASTRAY, "stands among what is in force without cause"), (_MISSING, "is missing there"))
        return [f"{line[:-3]} {what}" for query, what in found for line in self.select_lines(query, 3).splitlines()]

    def state(self) -> str:
        about = self._about()
        if about is None:
            raise StoreError(f"store {str(self._place)!r} holds no graph of On Record any more")
        return about.state

    def triples_in(self, name: str) -> str:
        return self.select_lines(_CONTENTS.format(graph=named_node(name)), 3)

    def export(self, output: IO[bytes], form: GraphFormat) -> None:
        names = [*map(named_node, self.graph_names())] if form.names_graphs else [named_node(IN_FORCE)]
        quads = (
            ox.Quad(triple.subject, triple.predicate, triple.object, name if form.names_graphs else DEFAULT)
            for name in names
            for triple in self._read(name)
        )
        ox.serialize(quads, output, graph_format(form), prefixes=self.prefixes)

    def _check_calls(self, text: str) -> None:
        """Raise QueryRefusedError for a query with SERVICE that this endpoint would not answer as it should."""
        if names_graphs(text):
            raise QueryRefusedError("SERVICE is refused beside GRAPH and FROM: expected a query that names no graphs")
        if not _is_here(self._place.query):
            raise QueryRefusedError(
                f"SERVICE is refused: the store at {str(self._place)!r} is on another machine, where its calls "
                "could not be watched over"
            )

    def _read(self, graph: ox.NamedNode) -> Iterator[ox.Quad]:
        """Yield the triples of a graph as they come, however many they are."""
        construct = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
        with self._errors(), contextlib.closing(open_graph(self._queries, construct)) as answer:
            yield from ox.parse(answer, ox.RdfFormat.TURTLE)

    def _about(self) -> _About | None:
        query = (
            f"SELECT ?name ?format ?state WHERE {{ GRAPH <{ABOUT}> "
            f"{{ ?s <{_NAME}> ?name ; <{_FORMAT}> ?format ; <{STATE}> ?state }} }}"
        )
        with self._errors():
            rows = ask_endpoint(self._looks, query, "SELECT").texts()
        return _About(*rows[0]) if rows else None

    def _is_invalidated(self, node: ox.NamedNode) -> bool:
        return self._there_is(f"{node} {INVALIDATED} ?time")

    def _there_is(self, pattern: str) -> bool:
        """Return whether a pattern is found in a named graph that is not one of the store's own."""
        own = ", ".join(f"<{name}>" for name in OWN)
        return self._ask(f"ASK {{ GRAPH ?g {{ {pattern} }} FILTER(?g NOT IN ({own})) }}", "ASK").truth

    def _kind(self, text: str) -> str:
        """Return the kind of a query, which is parsed, and evaluated over nothing. Raises QuerySyntaxError and such."""
        with query_errors():
            result = self._parser.query(text, base_iri=self.base, prefixes=self.prefixes)
        kinds: dict[type, str] = {ox.QuerySolutions: "SELECT", ox.QueryBoolean: "ASK", ox.QueryTriples: "CONSTRUCT"}
        return kinds[type(result)]

    def _ask(self, text: str, kind: str, **dataset: Sequence[str]) -> Answer:
        with self._errors():
            answer = ask_endpoint(self._queries, text, kind, **dataset)
        return answer.dated(self.state)

    def _send(self, text: str) -> None:
        try:
            with self._errors():
                update_endpoint(self._updates, text)
        except QuerySyntaxError as error:
            raise StoreError(f"store {str(self._place)!r} does not take a change: {error}") from error

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """Raise what goes wrong with the endpoint as StoreError, but for what is wrong with a query."""
        try:
            yield
        except QuerySyntaxError:
            raise
        except QueryError as error:
            raise StoreError(f"store {str(self._place)!r}: {error}") from error
        except (SyntaxError, OSError) as error:
            raise StoreError(f"store {str(self._place)!r} breaks off: {error}") from error

    def _check_writable(self) -> None:
        if self._held is None:
            raise StoreError("the store is open for reading only")

    def _quads(self, graph: ox.NamedNode) -> list[ox.Quad]:
        rows = self._ask(_CONTENTS.format(graph=graph), "SELECT").solutions()
        return [ox.Quad(row["s"], row["p"], row["o"], graph) for row in rows]  # type: ignore[arg-type]

    def _found(self, query: str) -> Iterator[ox.Quad]:
        """Yield the quads that a query finds, but for those of the store's own graphs."""
        for row in self._ask(query, "SELECT").solutions():
            quad = ox.Quad(row["s"], row["p"], row["o"], row["g"])  # type: ignore[arg-type]
            if quad.graph_name.value not in OWN:  # type: ignore[union-attr]
                yield quad

    def _apply(self, delta: Delta) -> None:
        """Send what changes, all of what comes: some of it may be there already, and what it means for the view not."""
        named = Named(self.base)
        coming = list(dict.fromkeys(map(named, delta.coming)))
        arriving = set(coming)
        gone = [quad for quad in dict.fromkeys(delta.going) if quad not in arriving]
        if not (coming or gone):
            return
        if any(isinstance(term, ox.BlankNode) for quad in gone for term in (quad.subject, quad.object)):
            raise StoreError(f"store {str(self._place)!r} has blank nodes, which no update can name: others wrote them")
        excerpt = self._excerpt(coming, gone)
        shown, hidden = view_changes(excerpt, coming, set(gone))
        going, arriving_all = by_graph([*hidden, *gone]), by_graph([*coming, *shown])
        whole = ";\n".join([*operation("DELETE DATA", going), *operation("INSERT DATA", arriving_all), new_state()])
        if len(whole) <= 3 * LARGEST:
            self._send(whole)
            return
        for name, lines in going.items():  # what is in force goes first and comes last
            for part in parts(lines, LARGEST):
                self._send(";\n".join([*operation("DELETE DATA", {name: part}), new_state()]))
        for name, lines in arriving_all.items():
            for part in parts(lines, LARGEST):
                self._put(name, part)
        self._send(new_state())

    def _put(self, name: str, lines: list[str]) -> None:
        if not self._place.graph_store:
            self._send(";\n".join(operation("INSERT DATA", {name: lines})))
            return
        with self._errors():
            add_triples(self._graph_store, name, "".join(lines))

    def _excerpt(self, coming: Collection[ox.Quad], gone: Collection[ox.Quad]) -> ox.Store:
        """Return what of the store decides on what of a change is in force."""
        excerpt = ox.Store()
        excerpt.extend(self._found(_MARKS))
        marked = dict.fromkeys(marked_graphs((*coming, *gone)))
        contents = [quad for graph in marked for quad in self._quads(graph)]
        wanted = [*gone, *contents]
        if marked or not InForce(excerpt).has_all({quad.graph_name for quad in coming}):  # type: ignore[misc]
            wanted += coming
        excerpt.extend(contents)
        rows = list(dict.fromkeys(f"({quad.subject} {quad.predicate} {quad.object})" for quad in wanted))
        for start in range(0, len(rows), _LOOKED_UP):
            excerpt.extend(self._found(_STANDING.format(triples=" ".join(rows[start : start + _LOOKED_UP]))))
        return excerpt


def _is_here(address: str) -> bool:
    """Return whether an address is that of this machine, on the loopback."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
