"""The description of a dump as an RO-Crate (https://www.researchobject.org/ro-crate/specification/1.1/): what is in it.

Put as `ro-crate-metadata.json` beside the files that the other exports have been written to, by their names there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO, Any

from kg.exports.dump import Dump

_COUNTS = {
    "articles": "?revision prov:specializationOf ?one",
    "statements": "?one a onr:Statement",
    "claims": "?one a schema:Claim",
    "incidents": "?one a onr:Incident",
}


def write_crate(dump: Dump, output: IO[bytes], files: Iterable[tuple[str, str, str]]) -> None:
    """Write the description of a crate with these files (name, media type, what they are)."""
    parts = [
        {"@id": name, "@type": "File", "name": title, "encodingFormat": media_type, "license": {"@id": dump.licence}}
        for name, media_type, title in files
    ]
    graph: list[dict[str, Any]] = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            "about": {"@id": "./"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": "On Record: who claimed what about which incident, according to which article",
            "description": dump.note,
            "version": dump.state,
            "license": {"@id": dump.licence},
            "hasPart": [{"@id": one["@id"]} for one in parts],
            "variableMeasured": [
                {"@type": "PropertyValue", "name": name, "value": number} for name, number in _counted(dump)
            ],
        },
        {"@id": "#software", "@type": "SoftwareApplication", "name": dump.software},
        {
            "@id": "#extraction",
            "@type": "CreateAction",
            "instrument": {"@id": "#software"},
            "result": {"@id": "./"},
        },
        *parts,
    ]
    document = {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}
    output.write(json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n")


def _counted(dump: Dump) -> Iterable[tuple[str, int]]:
    for name, pattern in _COUNTS.items():
        (row,) = dump.graphs.select(f"SELECT (COUNT(DISTINCT ?one) AS ?number) WHERE {{ {pattern} }}")
        yield name, int(row[0].value) if row[0] is not None else 0
