"""Who is who: entities of the graph and items of Wikidata, tied by links that carry a score and reasons."""
