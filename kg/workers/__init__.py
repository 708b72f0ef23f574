"""Do one piece of work for many inputs in worker processes, so that a crash or a hang costs one input only.

1. One process makes the `work` once (it loads a language model, say) and forks the workers, which share what is loaded
   (`nursery`).
2. The crew gives them inputs, hears their answers and replaces those that end or hang (`crew`).
"""

from kg.workers.crew import Failure, Workshop, work_through, worker_count

__all__ = ["Failure", "Workshop", "work_through", "worker_count"]
