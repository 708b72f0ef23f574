"""The engine: queries of clients are evaluated in processes that can be killed, within limits, and fairly.

`pool` gives each query a worker process and holds it to its limits, `turns` says whose turn it is, `worker` is the
program of the process, `wire` how the two talk, `reply` an answer on its way to a client, `cache` answers that are
asked again.
"""
