"""The data's IRIs over HTTP: what stands for a thing leads to a document about it, in the format a client likes best.

`routes` are the addresses, `formats` says what an answer is written in, `hints` what may have been meant by an IRI
that nothing has.
"""

from service.resources.routes import add_resources

__all__ = ["add_resources"]
