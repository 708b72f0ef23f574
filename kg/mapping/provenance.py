"""The provenance of the graphs: which run, of which software, by which plan, made them.

A run is named by its plan (version, model, settings, data), not by its time: to build again is to make the same
graphs by the same run. Time enters only as the moment at which a graph was made, and only when it is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.mapping.article import graph_iri, revision_iri
from kg.mapping.frame import Triples
from kg.mapping.iris import INFERENCE, PROVENANCE, mint, mint_known, segment
from kg.mapping.quads import Literal, Quad, Triple
from kg.mapping.vocabulary import ONR, PROV, RDF, RDFS, SDO, XSD
from kg.record import Record

_TYPE, _LABEL, _NAME, _VALUE = str(RDF.type), str(RDFS.label), str(SDO.name), str(SDO.value)
_ARTICLE_GRAPH, _INFERENCE_GRAPH, _SETTING = str(ONR.ArticleGraph), str(ONR.InferenceGraph), str(ONR.setting)
_DERIVED, _GENERATED_BY, _GENERATED_AT = str(PROV.wasDerivedFrom), str(PROV.wasGeneratedBy), str(PROV.generatedAtTime)
_ACTIVITY, _ASSOCIATED, _QUALIFIED = str(PROV.Activity), str(PROV.wasAssociatedWith), str(PROV.qualifiedAssociation)
_ASSOCIATION, _AGENT, _HAD_PLAN = str(PROV.Association), str(PROV.agent), str(PROV.hadPlan)
_PLAN, _SOFTWARE, _VERSION = str(PROV.Plan), str(PROV.SoftwareAgent), str(SDO.softwareVersion)
_PROPERTY_VALUE, _DATE_TIME = str(SDO.PropertyValue), str(XSD.dateTime)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One way of making graphs: software version, settings and data versions as name-value pairs; `model` is the
    language model of those that parse language.

    `started` is an ISO 8601 date and time in UTC (`2020-10-09T08:00:00Z`), given from outside; it is not part of the
    run's identity.
    """

    version: str
    model: str | None = None
    settings: tuple[tuple[str, str], ...] = ()
    data: tuple[tuple[str, str], ...] = ()
    started: str | None = None

    @property
    def plan(self) -> tuple[tuple[str, str], ...]:
        """What makes the run repeatable, sorted by name."""
        settings = [(f"setting-{name}", value) for name, value in self.settings]
        data = [(f"data-{name}", value) for name, value in self.data]
        model = [("model", self.model)] if self.model is not None else []
        return tuple(sorted((("version", self.version), *model, *settings, *data)))


def run_iri(run: Run, *, base: str) -> str:
    """Return the IRI of a run."""
    return mint(base, "run", *_plan_key(run))


def provenance_quads(record: Record, *, base: str, run: Run) -> tuple[Quad, ...]:
    """Return the provenance of an article's graph, in the graph of provenance."""
    return tuple(Quad(*triple, base + PROVENANCE) for triple in provenance_triples(record, base=base, run=run))


def provenance_triples(record: Record, *, base: str, run: Run) -> tuple[Triple, ...]:
    """Return the triples of the provenance of an article's graph, each once."""
    return tuple(dict.fromkeys((*_graph(record, base, run), *run_description(base, run))))


def _graph(record: Record, base: str, run: Run) -> Iterator[Triple]:
    graph, inference, made_by = graph_iri(record, base=base), base + INFERENCE, run_iri(run, base=base)
    yield graph, _TYPE, _ARTICLE_GRAPH
    yield graph, _DERIVED, revision_iri(record, base=base)
    yield graph, _GENERATED_BY, made_by
    if run.started is not None:
        yield graph, _GENERATED_AT, Literal(run.started, _DATE_TIME)
    yield inference, _TYPE, _INFERENCE_GRAPH
    yield inference, _DERIVED, graph
    yield inference, _GENERATED_BY, made_by


@lru_cache(maxsize=16)
def run_description(base: str, run: Run) -> tuple[Triple, ...]:
    """Return what describes a run: the software and the plan by which it can be repeated."""
    return tuple(_description(base, run))


def _description(base: str, run: Run) -> Triples:
    activity, key = run_iri(run, base=base), _plan_key(run)
    association, plan = mint(base, "association", *key), mint(base, "plan", *key)
    software = mint_known(base, "software", f"onrecord-{run.version}")
    yield activity, _TYPE, _ACTIVITY
    yield activity, _ASSOCIATED, software
    yield activity, _QUALIFIED, association
    yield association, _TYPE, _ASSOCIATION
    yield association, _AGENT, software
    yield association, _HAD_PLAN, plan
    yield software, _TYPE, _SOFTWARE
    yield software, _LABEL, Literal(f"On Record {run.version}")
    yield software, _VERSION, Literal(run.version)
    yield plan, _TYPE, _PLAN
    for name, value in run.plan:
        setting = f"{plan}#{segment(name)}"
        yield plan, _SETTING, setting
        yield setting, _TYPE, _PROPERTY_VALUE
        yield setting, _NAME, Literal(name)
        yield setting, _VALUE, Literal(value)


def _plan_key(run: Run) -> tuple[str, ...]:
    return tuple(part for pair in run.plan for part in pair)
