"""The ends of On Record: the command line and the SPARQL service."""
