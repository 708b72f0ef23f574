"""The pages for people, server-rendered: what a reader sees of an incident, an article, an actor, a claim.

`routing` gives addresses to people and leaves them to programs, `facts` reads the graph, `accounts` makes claims and
statements of it, one module each makes what a page shows, `service.rendering` writes it with the texts of
`service.catalogue`.
"""

from service.web.routes import add_web

__all__ = ["add_web"]
