"""The state of the graph, for routes that run in the event loop."""

from __future__ import annotations

from functools import cache

from anyio import CapacityLimiter, to_thread

from kg.store.graphs import GraphStore

_AT_ONCE = 16


async def state_of(store: GraphStore) -> str:
    """Return the name of the state of the graph (see `GraphStore.state`); nobody waits while a store is asked for it.

    Raises StoreError.
    """
    if store.is_local:
        return store.state()
    return await to_thread.run_sync(store.state, limiter=_limiter())


@cache
def _limiter() -> CapacityLimiter:
    return CapacityLimiter(_AT_ONCE)
