"""All exports by name: what they are, the media type and file ending they have, how they are written."""

from __future__ import annotations

import difflib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import IO

from kg.errors import ExportError, NotFoundError
from kg.exports.claims import write_claims
from kg.exports.crate import write_crate
from kg.exports.dump import Dump
from kg.exports.ftm import write_entities
from kg.exports.geojson import write_geojson
from kg.exports.nanopubs import write_nanopubs
from kg.exports.tables import TABLES, write_csv, write_parquet
from kg.store.formats import GraphFormat

_ALL = (GraphFormat.trig, GraphFormat.nquads, GraphFormat.jsonld)


@dataclass(frozen=True, slots=True)
class Export:
    """An export; `needs` is the package that it cannot be written without."""

    name: str
    title: str
    media_type: str
    suffix: str
    writer: Callable[[Dump, IO[bytes]], None]
    needs: str | None = None

    @property
    def file(self) -> str:
        """The name of a file that it is written to, in which no word stands twice."""
        stem = self.name.partition(".")[0]
        return f"onrecord{self.suffix}" if stem in self.suffix.split(".") else f"onrecord-{stem}{self.suffix}"

    def write(self, dump: Dump, output: IO[bytes]) -> None:
        """Write it. Raises ExportError when a package is not installed."""
        self.check()
        self.writer(dump, output)

    def check(self) -> None:
        """Raise ExportError when a package is not installed."""
        if self.needs is not None and importlib.util.find_spec(self.needs) is None:
            raise ExportError(f"export {self.name!r} needs the package {self.needs}: pip install 'onrecord[exports]'")


def find_export(name: str) -> Export:
    """Return the export of this name. Raises NotFoundError with the nearest names."""
    known = {one.name: one for one in EXPORTS}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known) or list(known)
    raise NotFoundError(f"there is no export {name!r}: expected {', '.join(near)}")


def _graph(form: GraphFormat) -> Export:
    title = "The whole graph" if form.names_graphs else "The union of the graphs"
    return Export(
        form.value, title, form.media_type, form.suffix, lambda dump, output: dump.graphs.export(output, form)
    )


def _crate(dump: Dump, output: IO[bytes]) -> None:
    files = [(one.file, one.media_type, one.title) for one in EXPORTS if one.name != "ro-crate"]
    write_crate(dump, output, files)


EXPORTS: tuple[Export, ...] = (
    *map(_graph, (*_ALL, GraphFormat.turtle)),
    *(Export(f"{one.name}.csv", one.title, "text/csv", ".csv", partial(write_csv, one)) for one in TABLES),
    *(
        Export(
            f"{one.name}.parquet", one.title, "application/vnd.apache.parquet", ".parquet",
            partial(write_parquet, one), "pyarrow",
        )
        for one in TABLES
    ),
    Export("geojson", "Incidents on a map", "application/geo+json", ".geojson", write_geojson),
    Export("claims.jsonld", "Claims as schema.org has them", "application/ld+json", ".claims.jsonld", write_claims),
    Export(
        "ftm", "Actors, articles and events as entities of FollowTheMoney", "application/x-ndjson", ".ftm.jsonl",
        write_entities,
    ),
    Export(
        "nanopubs", "A nanopublication for each claim", "application/trig", ".nanopubs.trig", write_nanopubs, "nanopub"
    ),
    Export("ro-crate", "The description of a dump as an RO-Crate", "application/ld+json", ".json", _crate),
)  # fmt: skip
"""All exports."""
