"""The Reconciliation Service API, versions 0.1 and 0.2, over the directory of entities (`kg.linking.directory`).

The protocol (https://reconciliation-api.github.io/specs/0.2/) in the form that OpenRefine speaks: a manifest, batches
of queries, suggestions with flyouts, previews and data extension, for other origins by CORS and, for old clients, by
JSONP.
"""

from service.reconciliation.manifest import manifest
from service.reconciliation.requests import MOST
from service.reconciliation.routes import add_reconciliation

__all__ = ["MOST", "add_reconciliation", "manifest"]
