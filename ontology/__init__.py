"""The OWL ontology of On Record and its SKOS schemes, as Turtle files."""
