"""The engine: what clients ask for is done in processes that can be killed, within limits, and fairly.

`pool` gives each query a worker process and holds it to its limits, `turns` says whose turn it is, `worker` is the
program of the process, `reply` an answer on its way to a client, `cache` answers that are asked again. `writer` is the
program of the one process that changes the store, `writing` what the service sees of it. `process` starts and ends
these processes, `wire` is how they talk.
"""
