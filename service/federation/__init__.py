"""Federation: which other endpoints a query may ask (SERVICE), and the asking itself, behind checks.

A query worker never talks to the outside: its calls go to the `relay` on the loopback, which asks the endpoints on the
operator's list (`allowed`) for it, at public addresses only (`fetching`).
"""
