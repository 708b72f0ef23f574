"""The door to pySHACL, whose verdict and report are the reference.

It is given a parsed graph, never text: broken text given to pySHACL leaves rdflib patched for the whole process.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence

import pyshacl
from pyshacl.errors import ReportableRuntimeError
from rdflib import SH, Graph, URIRef
from rdflib.term import Node

from kg.errors import ValidationError
from kg.mapping.quads import Triple, graph_of
from kg.mapping.vocabulary import PREFIXES
from kg.validation.report import Report, Result


def judge(triples: Iterable[Triple], shapes: Graph, *, of: Sequence[Node] = ()) -> Report:
    """Return how a graph holds to the shapes, or to some `of` them, named with a target, where it keeps all others.

    A finding of less than a violation (sh:Warning, sh:Info) is in the results, but the graph still conforms.
    Raises ValidationError when pySHACL gives up, as it does on a blank node that it should compare and on a literal
    like "seven" of xsd:integer that it should reckon with.
    """
    try:
        with warnings.catch_warnings():
            # rdflib, of a date like 2018-02-30 that is compared: it takes it for in order, and sh:datatype finds it
            warnings.filterwarnings("ignore", "NotImplemented should not be used", DeprecationWarning)
            conforms, report, _ = pyshacl.validate(
                graph_of(triples),
                shacl_graph=shapes,
                allow_warnings=True,
                inplace=True,
                use_shapes=[str(one) for one in of] if all(isinstance(one, URIRef) for one in of) else [],
            )
    except ReportableRuntimeError as error:
        raise ValidationError(f"pySHACL cannot hold the graph to the shapes: {error}") from error
    except (RecursionError, TypeError, ArithmeticError) as error:  # rdflib reckons with a literal without a value
        raise ValidationError(
            "pySHACL cannot hold the graph to the shapes: it has a literal that is no value of its datatype, where one "
            "is reckoned with"
        ) from error
    if not isinstance(report, Graph):  # pySHACL returns a failure of its own in the report's place
        raise ValidationError(f"pySHACL cannot hold the graph to the shapes: {report!r}")
    return Report.merged([Report(conforms, tuple(_results(report)), report)])


def _results(report: Graph) -> Iterator[Result]:
    for one in report.objects(None, SH.result):
        path, value = report.value(one, SH.resultPath), report.value(one, SH.value)
        yield Result(
            message=str(report.value(one, SH.resultMessage)),
            focus=str(report.value(one, SH.focusNode)),
            path=_path(path),
            value=None if value is None else str(value),
            severity=str(report.value(one, SH.resultSeverity)).removeprefix(str(SH)),
        )


def _path(path: Node | None) -> str | None:
    """Return a property by its prefixed name; a path of several steps is left to the message."""
    if not isinstance(path, URIRef):
        return None
    for prefix, namespace in PREFIXES.items():
        if path.startswith(namespace):
            return f"{prefix}:{path.removeprefix(namespace)}"
    return f"<{path}>"
