"""The service and its data described for machines, in RDF: `building` makes the graphs, `routes` serves them."""

from service.description.routes import add_description

__all__ = ["add_description"]
