"""Measurements: how fast articles become a graph, and how fast the graph is stored, opened and asked."""
