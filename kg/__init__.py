"""On Record's knowledge graph: articles in, a validated RDF graph of who claimed what out.

The main path is `kg.pipeline`: read -> extract -> map -> validate -> store.
"""
