"""In which format a description is written: by the ending of its address, by the parameter `format`, else by Accept."""

from __future__ import annotations

import io

from fastapi import Request

from kg.mapping.vocabulary import PREFIXES
from kg.store.formats import GraphFormat
from kg.store.graphs import Answer
from service.errors import RequestError
from service.negotiation import HTML, graph_type

NAMES = ("html", *(form.value for form in GraphFormat))
"""The formats by name."""

_ENDINGS = {".html": HTML, **{form.suffix: form.media_type for form in GraphFormat}}


def split_ending(path: str) -> tuple[str, str | None]:
    """Return a path without the ending that names a format, and the media type that it names, None without one."""
    for ending, media_type in _ENDINGS.items():
        if path.endswith(ending):
            return path.removesuffix(ending), media_type
    return path, None


def media_type_of(request: Request) -> str:
    """Return the media type to describe a thing in. Raises NotAcceptableError, RequestError for an unknown name."""
    name = request.query_params.get("format")
    if name is not None:
        if name not in NAMES:
            raise RequestError(f"format={name!r}: expected one of {', '.join(NAMES)}")
        return HTML if name == "html" else GraphFormat(name).media_type
    return graph_type(request.headers.get("accept"), None)


def written(answer: Answer, form: GraphFormat) -> bytes:
    """Return a graph as it is written in a format."""
    output = io.BytesIO()
    answer.write(output, form, PREFIXES)
    return output.getvalue()
