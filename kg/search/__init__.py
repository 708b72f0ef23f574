"""Full-text search over the words of statements and the headlines of articles.

1. The index (`index`) is a file of SQLite in the store's directory, beside the graph. It is made from what queries see
   and can be thrown away: what is missing or damaged is made anew.
2. It knows of which state of the graph it is. Asked at another, it takes in what has come and gives up what has gone,
   in one transaction, so that whoever is killed meanwhile leaves it as it was.
3. What is asked (`questions`) is words and phrases, all of which must be there; matches come best first (BM25), with
   the places of the words that matched.
"""

from kg.search.index import Found, Index, Match

__all__ = ["Found", "Index", "Match"]
