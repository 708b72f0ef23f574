"""The store: a directory that holds the graph, the texts of the articles, their records and what was refused."""
