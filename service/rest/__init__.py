"""Articles, actors, incidents, claims and statements as plain JSON, which is JSON-LD at the same time.

`frames` say what a body holds: which properties of the graph, under which names, how deep; from them come the queries
(`gathering`), the JSON-LD context (`context`) and the schemas in the OpenAPI description (`schemas`). `collections`
say what can be listed, filtered (`filters`) and sorted; `listing` finds a page of one, from a cursor (`cursors`) on.
"""

from service.rest.routes import add_rest

__all__ = ["add_rest"]
