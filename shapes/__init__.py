"""The SHACL shapes of On Record, as Turtle files."""
